"""``notice sources``: what every figure of a notice counts, and the table of it for the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from huaian_tui.cli.arguments.options import command, json_option, pass_invocation
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.find_and_change import by_short_id
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.values import Form, iso
from huaian_tui.cli.output.blocks import Block, Heading, Lines, Table
from huaian_tui.cli.output.show import answer, tell_each
from huaian_tui.domain.columns import Column
from huaian_tui.store.keep.locations import typed_path
from huaian_tui.store.queries.notices import read_notice

if TYPE_CHECKING:
    from huaian_tui.documents.composers.sources import ByHand, Passage
    from huaian_tui.documents.counted import Figure, Thing

_find = by_short_id("notice_draft", "文书")

_NONE = "文中没有数字。"


@command("sources")
@click.argument("identity", metavar="文书编号", type=LINE)
@click.option("--out", "folder", metavar="文件夹", help="把“附：数字来源表”写到这个文件夹，不打印在屏幕上")
@click.option(
    "--format", "formats", metavar="格式", default="pdf,docx,txt", help="pdf、docx、txt，可用逗号并列"
)
@json_option
@pass_invocation
def sources(invocation: Invocation, identity: str, folder: str | None, formats: str, as_json: bool) -> None:
    """数字来源：文书里每个数字计的是哪些任务、节点、记录；加 --out 导出存档的附表。"""
    from huaian_tui.services.notice_sources import export_sources, fingerprint_of, sources_of

    with invocation.reader() as connection:
        row = read_notice(connection, _find(connection, identity))
        found = sources_of(connection, row)
        fingerprint = fingerprint_of(connection, row)
    if folder is not None:
        wanted = [one.strip().lower() for one in formats.split(",") if one.strip()]
        paths = [str(path) for path in export_sources(row, found, wanted, typed_path(folder))]
        tell_each(as_json, lambda: paths, paths)
        return
    answer(as_json, lambda: [_passage_form(one) for one in found], lambda: _blocks(found, fingerprint))


def _blocks(found: list[Passage], fingerprint: str) -> Iterator[Block]:
    from huaian_tui.documents.composers.sources_annex import (
        NO_RECORD,
        NOTHING_COUNTED,
        figure_words,
        same_things,
    )

    for passage in found:
        yield Heading(passage.place)
        yield Lines([passage.text])
        if passage.edited:
            yield Lines([passage.edited.told], indent=2)
        elif not passage.figures:
            yield Lines([NO_RECORD], indent=2)
        for figures in same_things(passage.figures):
            yield Lines(["；".join(figure_words(one) for one in figures)], indent=2)
            yield Table(_THINGS, figures[0].things)
            if not figures[0].things:
                yield Lines([NOTHING_COUNTED], indent=2)
    yield Lines([f"共 {len(found)} 处。" if found else _NONE, fingerprint])


def _kind(thing: Thing) -> str:
    from huaian_tui.documents.counted import THING_TITLES

    return THING_TITLES[thing.kind]


_THINGS: tuple[Column[Thing], ...] = (
    Column("种类", _kind),
    Column("任务", lambda one: one.task, most=24),
    Column("事项", lambda one: one.title, most=40),
    Column("状态", lambda one: one.said, most=24),
    Column("日期", lambda one: one.day.isoformat() if one.day else ""),
    Column("登记人", lambda one: one.officer, most=12),
)


def _passage_form(passage: Passage) -> Form:
    """A passage as JSON, with its figures and the ids of its records."""
    return {
        "place": passage.place,
        "text": passage.text,
        "figures": [_figure_form(one) for one in passage.figures],
        "records": list(passage.records),
        "edited": _edited_form(passage.edited),
    }


def _edited_form(edited: ByHand | None) -> Form | None:
    """By whom and when, and what was composed: null where it was added; all null: as composed."""
    if edited is None:
        return None
    return {
        "officer": edited.officer,
        "date": edited.day.isoformat(),
        "composed": edited.composed or None,
    }


def _figure_form(figure: Figure) -> Form:
    return {
        "label": figure.label,
        "value": figure.value,
        "things": [_thing_form(one) for one in figure.things],
    }


def _thing_form(thing: Thing) -> Form:
    return {
        "kind": thing.kind,
        "id": thing.key,
        "task": thing.task,
        "title": thing.title,
        "state": thing.said,
        "date": iso(thing.day),
        "officer": thing.officer,
        "records": list(thing.records),
    }
