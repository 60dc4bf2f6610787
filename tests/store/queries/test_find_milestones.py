"""Lists of milestones: what SQL finds is what the rules say of each, in the same order; compact keys."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest

from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.rules.lights import Light, Status
from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.domain.text.ordering import Sort
from huaian_tui.services.decisions import (
    Completion,
    cancel_milestone,
    complete_milestone,
    extend_milestone,
    set_milestone,
)
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.compact_numbers import FEW_LOOKUPS, Numbers
from huaian_tui.store.queries.find_milestones import (
    STATE_WORDS,
    MilestoneFilter,
    MilestoneKeys,
    find_milestones,
    read_milestones,
)
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.forecasts import foresee
from huaian_tui.store.queries.milestones import list_milestones
from huaian_tui.store.queries.units import find_units

TODAY = date(2026, 11, 22)
RANKS = (Light.OVERDUE, Light.DUE_SOON, Light.ON_TRACK, Light.UNSCHEDULED, Light.DONE)
WORDS = (
    "",
    "czj",
    "数据",
    "数",
    "28-1",
    "2024-12 市财政局",
    "abc平台(一期)",
    "ABC",
    "12",
    "没有这样的字",
    "冲突",
    "ct",
    "CTDH czj",
    "％",
)


@pytest.fixture
def worked(ledger: Ledger) -> sqlite3.Connection:
    """Milestones of every state, one with a title that folding changes, one in conflict."""
    extend_milestone(ledger, "2-1", date(2026, 12, 1), "批复", TODAY)
    extend_milestone(ledger, "2-2", date(2027, 12, 1), "批复", TODAY)
    complete_milestone(ledger, "22-1", Completion(TODAY, "验收", 18), TODAY)
    complete_milestone(ledger, "45-2", Completion(date(2026, 11, 1), "验收"), TODAY)
    complete_milestone(ledger, "6-1", Completion(TODAY, "验收"), TODAY)
    cancel_milestone(ledger, "45-1", "并入", TODAY)
    set_milestone(ledger, 12, "ＡＢＣ平台（一期）", date(2026, 12, 30), "纪要")
    ledger.connection.execute("UPDATE milestone SET heads = '[\"00\", \"01\"]' WHERE id = '2-2'")
    return ledger.connection


def rank(row: MilestoneRow) -> int:
    """The place of its state in the list."""
    return 5 if row.state.status is Status.CANCELLED else RANKS.index(row.light)


def states(connection: sqlite3.Connection, row: MilestoneRow) -> set[str]:
    """The words by which the state of a milestone can be asked for."""
    words = {"中止" if row.state.status is Status.CANCELLED else row.light.word}
    if row.state.status is Status.DONE:
        words.add(row.state.done_word)
    if row.state.conflict:
        words.add("冲突待核")
    if row.state.assumed:
        words.add("假定")
    return words | {one.forecast.verdict.word for one in foresee(connection, TODAY, [row.id])}


def holds(connection: sqlite3.Connection, row: MilestoneRow, word: str) -> bool:
    """Whether a milestone, or its task, has a typed word."""
    if word in STATE_WORDS:
        return word in states(connection, row)
    if row.state.conflict and word in ("冲突", "ct", "ctdh"):
        return True
    tasks = find_tasks(connection, TODAY, TaskFilter(text=word, states=False))
    units = find_units(connection, word)
    if len(units) == 1:
        tasks += find_tasks(connection, TODAY, TaskFilter(unit=units[0].name))
    said = search_key(f"{row.state.title} {row.state.phrase} {row.state.due or ''}")
    return row.task_no in tasks or row.id == word or word in said


def pressing(row: MilestoneRow) -> tuple[bool, int, int, int, str]:
    """The list's own order: first what waits for a decision."""
    day = row.state.due.toordinal() if row.state.due else 0
    if row.state.status is not Status.OPEN:
        day = -row.state.completed_on.toordinal() if row.state.completed_on else 0
    return not row.state.conflict, rank(row), day, row.task_no, row.id


def expected(connection: sqlite3.Connection, text: str, finished: bool) -> list[MilestoneRow]:
    """The rows that fit by the rules, one by one."""
    rows = list_milestones(connection, TODAY)
    for word in search_key(text).split():
        rows = [row for row in rows if holds(connection, row, word)]
    return sorted((one for one in rows if finished or one.state.status is Status.OPEN), key=pressing)


def test_sql_finds_what_the_rules_say(worked: sqlite3.Connection) -> None:
    for text in (*WORDS, *sorted(STATE_WORDS), "逾期 czj"):
        for finished in (True, False):
            rows = expected(worked, text, finished)
            found = find_milestones(worked, TODAY, MilestoneFilter(text=text, finished=finished))
            assert list(found) == [row.id for row in rows], text
            assert read_milestones(worked, TODAY, list(found)) == rows
            counted = [sum(rank(row) == place for row in rows) for place in range(6)]
            assert [*map(found.count, RANKS), found.cancelled] == counted
    assert expected(worked, "abc平台(一期)", True) and expected(worked, "未填数值办结", True)


def test_what_is_in_conflict_is_found_by_its_words_and_stands_first(worked: sqlite3.Connection) -> None:
    for word in ("冲突", "冲突待核", "待核", "ct", "CT", "ctdh", "chongtu"):
        assert list(find_milestones(worked, TODAY, MilestoneFilter(text=word))) == ["2-2"], word
        assert 2 in find_tasks(worked, TODAY, TaskFilter(text=word)), word
    assert list(find_milestones(worked, TODAY, MilestoneFilter(conflict=True))) == ["2-2"]
    for order in (None, Sort("light")):
        assert next(iter(find_milestones(worked, TODAY, MilestoneFilter(), order))) == "2-2"


def test_filters_narrow_together(worked: sqlite3.Connection) -> None:
    first, last = date(2025, 1, 1), date(2026, 12, 31)
    for light in RANKS:
        rows = list_milestones(worked, TODAY, light=light)
        assert set(find_milestones(worked, TODAY, MilestoneFilter(light=light))) == {row.id for row in rows}
        rows = list_milestones(worked, TODAY, unit="市财政局", light=light)
        dated = {row.id for row in rows if row.state.due and first <= row.state.due <= last}
        wanted = MilestoneFilter(unit="市财政局", light=light, since=first, until=last)
        assert set(find_milestones(worked, TODAY, wanted)) == dated


def test_keys_know_their_places_and_tasks() -> None:
    keys = MilestoneKeys((f"{number}-k{number % 3}", number // 2, number % 6) for number in range(1, 300))
    for number in range(1, 300):  # one by one at first, then by their sorted places
        assert keys.position(f"{number}-k{number % 3}") == number - 1
        assert keys.task_of(f"{number}-k{number % 3}") == number // 2
        assert keys.position(f"{number}-k4") is None
    assert keys.place_of_task(7) == 13
    assert keys.place_of_task(150) is None
    assert keys.ids(297, 100) == ["298-k1", "299-k2"]
    assert keys.ids(400, 100) == []


def test_numbers_know_their_first_places() -> None:
    numbers = Numbers([7, 3, 9, 3])
    for _ in range(FEW_LOOKUPS + 5):
        assert [numbers.place(one) for one in (7, 3, 9, 4, 10)] == [0, 1, 2, None, None]
    assert numbers.part(1, 2) == [3, 9]
    assert len(Numbers([])) == 0
