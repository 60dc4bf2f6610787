"""What is offered again of what an officer typed last, and the units held in memory while one types."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta

import pytest
from conftest import FixedClock

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.words.due_sources import source_words, with_source
from huaian_tui.services.decisions import (
    Completion,
    DecidedOn,
    complete_milestone,
    extend_milestone,
    set_milestone,
)
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.recalled import MOST_RECALLED, last_set, recalled_bases, recalled_notes
from huaian_tui.store.queries.unit_memory import UnitMemory
from huaian_tui.store.queries.units import find_units, resolve_unit

DUE = date(2026, 12, 31)


def test_bases_are_the_officers_own_each_once_the_newest_first(
    ledger: Ledger, reader: sqlite3.Connection, clock: FixedClock, today: date
) -> None:
    assert recalled_bases(reader, "张三") == []
    proposed = with_source("会议纪要", source_words("2026年底前", ""))
    set_milestone(ledger, 1, "出台办法", DUE, proposed)
    for basis, due in (("批复", DUE), ("会议纪要", DUE + timedelta(days=1))):
        clock.advance(minutes=1)
        extend_milestone(ledger, "2-1", due, basis, today)
    clock.advance(minutes=1)
    complete_milestone(ledger, "2-2", Completion(today, "验收"), today)
    assert recalled_bases(reader, "张三") == ["验收", "会议纪要", "批复"]
    assert recalled_bases(reader, "乙") == []


def test_no_more_bases_are_offered_than_one_can_look_through(
    ledger: Ledger, reader: sqlite3.Connection, clock: FixedClock, today: date
) -> None:
    for number in range(MOST_RECALLED + 3):
        clock.advance(minutes=1)
        extend_milestone(ledger, "2-1", DUE + timedelta(days=number), f"批复{number}", today)
    offered = recalled_bases(reader, "张三")
    assert offered == [f"批复{number}" for number in range(MOST_RECALLED + 2, 2, -1)]


def test_notes_offer_how_with_which_units_together_and_with_whom(
    ledger: Ledger, reader: sqlite3.Connection, clock: FixedClock, today: date
) -> None:
    for units, method, contact in (
        (("市财政局",), "电话", "甲"),
        (("市数据局", "市财政局"), "现场", ""),
        ((), "电话", "乙"),
    ):
        clock.advance(minutes=1)
        add_note(ledger, NoteDraft(1, "进展", today, units, method, contact), today)
    found = recalled_notes(reader, "张三")
    assert (found.methods, found.contacts) == (["电话", "现场"], ["乙", "甲"])
    names = UnitMemory(reader).names
    assert [tuple(names[one] for one in together) for together in found.units] == [
        ("市数据局", "市财政局"),
        ("市财政局",),
    ]
    assert recalled_notes(reader, "乙") == ([], [], [])


def test_the_milestone_set_last_gives_its_basis_and_its_own_day(
    ledger: Ledger, reader: sqlite3.Connection, clock: FixedClock, today: date
) -> None:
    assert last_set(reader, "张三") == ("", None)
    set_milestone(ledger, 1, "出台办法", DUE, "批复")
    clock.advance(minutes=1)
    early = today - timedelta(days=9)
    set_milestone(
        ledger, 2, "建成平台", DUE, with_source("纪要", source_words("", "七日")), DecidedOn(today, early)
    )
    assert last_set(reader, "张三") == ("纪要", early)
    assert last_set(reader, "乙") == ("", None)


@pytest.mark.parametrize("asked", ["市财政局", "czj", "caizheng", "财政", "", "没有这个单位"])
def test_units_in_memory_are_found_as_those_of_the_file(reader: sqlite3.Connection, asked: str) -> None:
    memory = UnitMemory(reader)
    with memory.asked() as held:
        assert find_units(held, asked) == find_units(reader, asked)
        assert _resolved(held, asked) == _resolved(reader, asked)
    full = dict(reader.execute("SELECT id, full_name FROM unit"))
    assert memory.full_names == full and memory.names.keys() == full.keys()


def _resolved(connection: sqlite3.Connection, asked: str) -> object:
    """The unit, or why there is none."""
    try:
        return resolve_unit(connection, asked)
    except HuaianError as error:
        return error.one_line()
