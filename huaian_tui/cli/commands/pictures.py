"""``picture``: the pictures of 督查评价, on the terminal and as PDF, Word, Excel or an image."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from huaian_tui.cli.arguments.options import command, pass_invocation, reading_options
from huaian_tui.cli.arguments.value_types import LINE, Words
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.output.blocks import Block, Drawing, Heading, Lines
from huaian_tui.cli.output.show import answer, emit_line
from huaian_tui.domain.dates.reporting_period import Period, read_period, year_of
from huaian_tui.domain.pictures.picture import PICTURE_TITLES, PictureData, name_of, picture_to_json
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.store.engine.connection import one_state
from huaian_tui.store.keep.locations import typed_path

ALL, READING = "all", "reading"
_NAMES = PICTURE_TITLES | {ALL: "全部"}
_FILES = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel（图表连同数字）", "png": "图片"}


def _file_options(function: Any) -> Any:
    for suffix, title in reversed(_FILES.items()):
        path, told = click.Path(path_type=Path), f"写成 {title} 文件，不覆盖已有的"
        function = click.option(f"--{suffix}", metavar="文件", type=path, help=told)(function)
    return function


@command("picture")
@click.argument("name", metavar="图", type=Words("图", _NAMES))
@click.argument("milestone", metavar="[节点]", type=LINE, required=False)
@click.option(
    "--period", metavar="期间", type=LINE, help="如 2026Q3、前三季度、2026-07、2026、A..B；不写则为本年"
)
@_file_options
@reading_options
@pass_invocation
def picture(
    invocation: Invocation,
    /,
    name: str,
    milestone: str | None,
    period: str | None,
    as_json: bool,
    **files: Path | None,
) -> None:
    """督查评价的图：直接看，或写成 PDF、Word、Excel、图片文件。

    \b
    burndown 剩余曲线          lights 状态灯逐月变化
    matrix 各单位逐月逾期      slips 延期图
    intervals 按期率与区间     reading 读数与目标（要写节点编号，如 45-1）
    all 全部（读数与目标除外）

    图里的数与 evaluate 同一算法，按 --as-of 的那一天所知道的计；不排名次。
    """
    chosen = [(suffix, path) for suffix, path in files.items() if path is not None]
    _check_usage(name, milestone, chosen, as_json)
    today = invocation.today
    of = year_of(today) if period is None else read_period(period, today)
    with invocation.reader() as connection, one_state(connection):
        pictures = _read(invocation, connection, name, milestone, of)
        about = f"{of.title}，截至{chinese_day(today)}的情况。"
        if chosen:
            suffix, path = chosen[0]
            emit_line(str(_write(connection, pictures, about, today, suffix, path)))
            return
        forms = [_form(one, of, today) for one in pictures]
        answer(
            as_json,
            lambda: forms if name == ALL else forms[0],
            lambda: _blocks(pictures, about, invocation.ascii_only),
        )


def _check_usage(name: str, milestone: str | None, chosen: list[tuple[str, Path]], as_json: bool) -> None:
    context = click.get_current_context()
    if len(chosen) + as_json > 1:
        raise click.UsageError("--pdf、--docx、--xlsx、--png、--json 只能选一个", context)
    if (name == READING) != (milestone is not None):
        said = "请写节点编号，如 picture reading 45-1" if milestone is None else "只有 reading 要写节点编号"
        raise click.UsageError(said, context)
    if name == ALL and any(suffix == "png" for suffix, _ in chosen):
        raise click.UsageError("一个图片文件只能放一张图：请写出图的名称，或用 --pdf", context)


def _read(
    invocation: Invocation, connection: sqlite3.Connection, name: str, milestone: str | None, period: Period
) -> list[PictureData]:
    """The picture that is asked for, or all that need no more than a period."""
    from huaian_tui.store.queries.evaluation.scope import Asked
    from huaian_tui.store.queries.pictures.read import read_picture, read_pictures

    plan = invocation.plan(connection)
    asked = Asked(period, invocation.today, plan=plan, past=invocation.as_of is not None)
    if name == ALL:
        return read_pictures(connection, asked)
    return [read_picture(connection, asked, name, milestone)]


def _blocks(pictures: list[PictureData], about: str, ascii_only: bool) -> Iterator[Block]:
    for one in pictures:
        yield Heading(one.title)
        yield Drawing(one, ascii_only)
    yield Lines([about])


def _form(picture: PictureData, period: Period, day: date) -> dict[str, Any]:
    """A picture as JSON: what is drawn under ``data``, all its figures as a table, its sentence."""
    heads, rows = picture.figures
    figures = [[one.isoformat() if isinstance(one, date) else one for one in row] for row in rows]
    return {
        "picture": name_of(picture),
        "title": picture.title,
        "as_of": day.isoformat(),
        "period": [period.first.isoformat(), period.last.isoformat()],
        "sentence": picture.sentence,
        "heads": list(heads),
        "figures": figures,
        "data": picture_to_json(picture),
    }


def _write(
    connection: sqlite3.Connection,
    pictures: list[PictureData],
    about: str,
    day: date,
    suffix: str,
    file: Path,
) -> Path:
    """Write the file and return its path."""
    from huaian_tui.documents.files import write_whole

    if suffix == "xlsx":
        from huaian_tui.documents.xlsx.pictures import picture_workbook

        data = picture_workbook(pictures, about, day)
    elif suffix == "png":
        from huaian_tui.documents.pdf.pictures import picture_image

        data = picture_image(pictures[0], "png")
    else:
        data = _sheet(connection, pictures, about, day, suffix)
    return write_whole(typed_path(str(file)), data)


def _sheet(
    connection: sqlite3.Connection, pictures: list[PictureData], about: str, day: date, suffix: str
) -> bytes:
    from huaian_tui.documents.composers.picture_sheet import picture_sheet
    from huaian_tui.documents.docx.document import render_docx
    from huaian_tui.documents.pdf.typesetting import render_pdf
    from huaian_tui.store.queries.settings import read_profile

    sheet = picture_sheet(read_profile(connection), day, about, pictures)
    return render_pdf(sheet) if suffix == "pdf" else render_docx(sheet)
