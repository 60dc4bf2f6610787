"""``evaluate``: 督查评价 of a period as of a day, by unit, indicator, plan or task."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from huaian_tui.cli.arguments.options import command, pass_invocation, reading_options
from huaian_tui.cli.arguments.value_types import LINE, Words
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.output.show import answer, tell_each
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.words.evaluation import BY_TITLES, ROLE_TITLES
from huaian_tui.store.engine.connection import one_state

if TYPE_CHECKING:
    from huaian_tui.domain.evaluation.figures import By, Role
    from huaian_tui.store.queries.evaluation.scope import Asked


@command("evaluate")
@click.option(
    "--period",
    metavar="期间",
    type=LINE,
    help="如 2026Q3、上半年、前三季度、2026-07、2026、A..B；不写则为本季度",
)
@click.option(
    "--by",
    metavar="按",
    type=Words("按", BY_TITLES),
    default="unit",
    help="unit 单位（默认）、indicator 指标、plan 方案、task 任务",
)
@click.option(
    "--role", metavar="角色", type=Words("角色", ROLE_TITLES), help="lead 只看牵头、support 只看责任"
)
@click.option(
    "--figure", metavar="数", type=LINE, help="列出一个数是哪些节点，写键或名称，如 late、逾期；配 --row"
)
@click.option(
    "--row", metavar="行", type=LINE, help="哪一行：单位、方案代号、指标或任务（JSON 里的 key 或名称）"
)
@click.option(
    "--against",
    metavar="日期或期间",
    type=LINE,
    help="与另一个截至日（2026-06-30）或另一期（上季度）并排，列出变化",
)
@click.option("--slips", is_flag=True, help="延期账：每个改过时限的节点，从最初时限到现在")
@click.option(
    "--xlsx",
    "workbook",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="写成 .xlsx：全部的数、延期账、怎么算",
)
@click.option(
    "--pdf", metavar="文件", type=click.Path(path_type=Path), help="写成 PDF：主要的数、延期账、约定"
)
@reading_options
@pass_invocation
def evaluate(
    invocation: Invocation,
    period: str | None,
    by: str,
    role: str | None,
    figure: str | None,
    row: str | None,
    against: str | None,
    slips: bool,
    workbook: Path | None,
    pdf: Path | None,
    as_json: bool,
) -> None:
    """督查评价：一段时期到期、按期、超时、逾期多少，按期率多少；不排名次，没有得分。

    每个数怎么算，见 help 评价。时限在本期内、不晚于截至日的才算到期；不写 --plan 则为期内在用的全部方案。
    """
    from huaian_tui.domain.dates.reporting_period import quarter_of, read_period
    from huaian_tui.store.queries.evaluation.scope import Asked

    if (figure is None) is not (row is None) and not (slips and figure is None):
        raise click.UsageError("--figure 数 和 --row 行 要一起写", click.get_current_context())
    today = invocation.today
    chosen = quarter_of(today) if period is None else read_period(period, today)
    with invocation.reader() as connection, one_state(connection):
        plan, past = invocation.plan(connection), invocation.as_of is not None
        asked = Asked(chosen, today, cast("By", by), cast("Role | None", role), plan, past)
        if slips:
            _slips(connection, asked, row, as_json)
        elif figure is not None and row is not None:
            _figure(connection, asked, figure, row, as_json)
        elif workbook is not None or pdf is not None:
            _files(connection, asked, workbook, pdf, as_json)
        elif against is not None:
            _beside(invocation, connection, asked, against, as_json)
        else:
            _rows(connection, asked, as_json)


def _rows(connection: sqlite3.Connection, asked: Asked, as_json: bool) -> None:
    """The rows; as JSON each as it comes, of 100,000 tasks too."""
    from huaian_tui.cli.json_forms.evaluation import evaluation_head, row_form
    from huaian_tui.cli.pages.evaluation import evaluation_blocks
    from huaian_tui.domain.evaluation.figures import Evaluation
    from huaian_tui.store.queries.evaluation.evaluate import evaluate as read
    from huaian_tui.store.queries.evaluation.evaluate import evaluate_rows

    head = Evaluation(asked.as_of, asked.period, asked.by, ())
    answer(
        as_json,
        lambda: evaluation_head(head) | {"rows": (row_form(row) for row in evaluate_rows(connection, asked))},
        lambda: evaluation_blocks(read(connection, asked)),
    )


def _figure(connection: sqlite3.Connection, asked: Asked, figure: str, typed: str, as_json: bool) -> None:
    """What stands behind one figure of one row."""
    from huaian_tui.cli.json_forms.evaluation import behind_form, evaluation_head
    from huaian_tui.cli.pages.evaluation import behind_blocks
    from huaian_tui.domain.evaluation.figures import Evaluation
    from huaian_tui.domain.evaluation.measures import named_measure
    from huaian_tui.store.queries.evaluation.behind_figures import find_row, things_behind

    measure = named_measure(figure)
    if measure is None:
        raise InputRefused(
            f"没有“{figure}”这个数", "键和名称见 help 评价", "例如 --figure overdue", field="figure"
        )
    key, place = find_row(connection, asked, typed, asked.role)
    things = things_behind(connection, asked, measure, key)
    head = Evaluation(asked.as_of, asked.period, asked.by, ())
    said = {"figure": measure.key, "key": place.key, "name": place.name, "role": place.role}
    answer(
        as_json,
        lambda: evaluation_head(head) | said | {"items": [behind_form(one) for one in things]},
        lambda: behind_blocks(head, place.name, measure, things),
    )


def _slips(connection: sqlite3.Connection, asked: Asked, typed: str | None, as_json: bool) -> None:
    """延期账 of a row, or of all."""
    from huaian_tui.cli.json_forms.evaluation import evaluation_head, slip_ledger_form
    from huaian_tui.cli.pages.evaluation import slip_blocks
    from huaian_tui.domain.evaluation.figures import Evaluation
    from huaian_tui.store.queries.evaluation.behind_figures import find_row, slip_ledger

    key = None if typed is None else find_row(connection, asked, typed, asked.role)[0]
    things = slip_ledger(connection, asked, key)
    head = Evaluation(asked.as_of, asked.period, asked.by, ())
    answer(
        as_json,
        lambda: evaluation_head(head) | {"milestones": [slip_ledger_form(one) for one in things]},
        lambda: slip_blocks(head, things),
    )


def _beside(
    invocation: Invocation, connection: sqlite3.Connection, asked: Asked, against: str, as_json: bool
) -> None:
    """The same as of another day, or of another period as of its own last day known now."""
    from dataclasses import replace

    from huaian_tui.cli.json_forms.evaluation import beside_form, evaluation_head
    from huaian_tui.cli.pages.evaluation import beside_blocks
    from huaian_tui.domain.dates.reporting_period import read_period
    from huaian_tui.domain.evaluation.figures import Evaluation
    from huaian_tui.store.engine.as_of import reading
    from huaian_tui.store.queries.evaluation.beside import compare

    period = read_period(against, asked.as_of) if not _is_day(against, asked) else None
    if period is not None:
        other = replace(asked, period=period)
        found = compare(connection, other, connection, asked)
    else:
        day = invocation.day(against, field="against")
        other = replace(asked, as_of=day, past=True)
        with reading(invocation.path, day) as before, one_state(before):
            found = compare(before, other, connection, asked)
    then, now = (Evaluation(one.as_of, one.period, one.by, ()) for one in (other, asked))
    head = evaluation_head(now) | {"against": evaluation_head(then)}
    answer(as_json, lambda: head | beside_form(found), lambda: beside_blocks(then, now, found))


def _is_day(typed: str, asked: Asked) -> bool:
    """Whether what is typed means a day; else it is a period."""
    from huaian_tui.domain.dates.grammar import read_day
    from huaian_tui.domain.dates.reporting_period import read_period

    try:
        read_period(typed, asked.as_of)
    except InputRefused:
        read_day(typed, asked.as_of, field="against")
        return True
    return False


def _files(
    connection: sqlite3.Connection, asked: Asked, workbook: Path | None, pdf: Path | None, as_json: bool
) -> None:
    """The evaluation as a workbook, as a paper, or both; the paths used."""
    from huaian_tui.services.evaluation_files import WantedFiles, export_evaluation
    from huaian_tui.store.keep.locations import typed_path

    xlsx, paper = (None if one is None else typed_path(str(one)) for one in (workbook, pdf))
    made = export_evaluation(connection, asked, WantedFiles(xlsx, paper))
    named = {"xlsx": made.workbook, "pdf": made.paper}
    paths = {name: str(path) for name, path in named.items() if path is not None}
    tell_each(as_json, lambda: paths, tuple(paths.values()))
