"""How things stood on a day by what is known later: own days of decisions, visits, readings, hand-ins."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import FixedClock

from huaian_tui.domain.rules.lights import Light, Status
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.services.decisions import (
    Completion,
    DecidedOn,
    add_reading,
    cancel_milestone,
    complete_milestone,
    extend_milestone,
    hand_in,
    reopen_milestone,
    set_milestone,
)
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.engine.on_day import standing_on
from huaian_tui.store.queries.milestones import list_milestones, read_milestone
from huaian_tui.store.queries.tasks import read_tasks

NOW = date(2026, 11, 22)
MARCH = date(2026, 3, 31)
LATER = date(2026, 12, 31)

Act = Callable[[Ledger, date], object]

ACTS: dict[str, Act] = {
    "extend": lambda w, day: extend_milestone(w, "2-1", LATER, "批复", NOW, day=day),
    "complete": lambda w, day: complete_milestone(w, "2-1", Completion(day, "验收"), NOW),
    "cancel": lambda w, day: cancel_milestone(w, "2-1", "并入", NOW, day=day),
    "set": lambda w, day: set_milestone(w, 3, "目录", date(2026, 2, 1), "纪要", DecidedOn(NOW, day)),
}


@pytest.fixture(params=["present", "past"])
def seen(request: pytest.FixtureRequest, ledger_path: Path) -> Callable[[], sqlite3.Connection]:
    """Opens a reader of the present, or as of the day of recording: both know the same."""

    def opened() -> sqlite3.Connection:
        connection = open_reader_as_of(ledger_path, NOW if request.param == "past" else None)
        request.addfinalizer(connection.close)
        return connection

    return opened


def shown(connection: sqlite3.Connection, day: date) -> tuple[list[object], list[object]]:
    """Every milestone and every task as the lists have them."""
    tasks = read_tasks(connection, day, range(1, 61))
    return [one.state for one in list_milestones(connection, day)], list(tasks)


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_a_decision_counts_from_its_own_day_on(
    ledger: Ledger, seen: Callable[[], sqlite3.Connection], act: Act
) -> None:
    before = shown(ledger.connection, MARCH)
    act(ledger, MARCH)
    reader = seen()
    now = shown(reader, NOW)
    with standing_on(reader, date(2026, 3, 30)):
        assert shown(reader, MARCH) == before
    with standing_on(reader, MARCH):
        assert shown(reader, NOW) == now != before
    assert shown(reader, NOW) == now, "what was shadowed is seen again"


def test_a_completion_counts_until_the_day_that_reopens_it(
    ledger: Ledger, seen: Callable[[], sqlite3.Connection]
) -> None:
    complete_milestone(ledger, "2-1", Completion(date(2026, 2, 1), "验收"), NOW)
    reopen_milestone(ledger, "2-1", "不实", NOW, day=date(2026, 4, 2))
    reader = seen()
    with standing_on(reader, MARCH):
        row = read_milestone(reader, MARCH, "2-1")
        assert (row.state.status, row.state.completed_on) == (Status.DONE, date(2026, 2, 1))
    with standing_on(reader, date(2026, 4, 2)):
        assert read_milestone(reader, MARCH, "2-1").light is Light.OVERDUE


def test_a_decision_without_a_day_counts_from_the_day_it_was_known(
    ledger: Ledger, clock: FixedClock, seen: Callable[[], sqlite3.Connection]
) -> None:
    clock.go_to(MARCH)
    body = {"basis": "旧版登记的中止"}
    with ledger.action() as action:
        action.append(Entry(RecordKind.MILESTONE_CANCEL, body, task_no=2, milestone="2-1"))
    reader = seen()
    with standing_on(reader, date(2026, 3, 30)):
        assert read_milestone(reader, MARCH, "2-1").state.status is Status.OPEN
    with standing_on(reader, MARCH):
        assert read_milestone(reader, MARCH, "2-1").state.status is Status.CANCELLED


def test_a_later_visit_keeps_no_promise_yet(ledger: Ledger, seen: Callable[[], sqlite3.Connection]) -> None:
    promised = NoteDraft(1, "走访", date(2026, 3, 1), ("市数据局",), follow_up=date(2026, 3, 20))
    add_note(ledger, promised, NOW)
    add_note(ledger, NoteDraft(1, "回访", date(2026, 4, 9), ("市数据局",)), NOW)
    reader = seen()
    assert read_tasks(reader, NOW, [1])[0].light is Light.UNSCHEDULED
    with standing_on(reader, MARCH):
        assert read_tasks(reader, MARCH, [1])[0].light is Light.DUE_SOON
        assert reader.execute("SELECT count(*) FROM note").fetchone() == (1,)


def test_later_readings_and_hand_ins_are_left_out(
    ledger: Ledger, seen: Callable[[], sqlite3.Connection]
) -> None:
    for day in (date(2026, 3, 1), date(2026, 4, 1)):
        add_reading(ledger, "45-1", 10, day, NOW)
        hand_in(ledger, "1-a", "稿", day, NOW)
    reader = seen()
    with standing_on(reader, MARCH):
        for name in ("reading", "handed_in"):
            assert reader.execute(f"SELECT day FROM {name}").fetchall() == [("2026-03-01",)]  # noqa: S608


def test_a_conflict_that_was_settled_later_is_none_on_the_day_before(
    ledger: Ledger, seen: Callable[[], sqlite3.Connection]
) -> None:
    def decide(basis: str) -> None:
        entry = Entry(
            RecordKind.MILESTONE_EXTEND,
            {"basis": basis, "due": "2026-12-01"},
            task_no=2,
            milestone="2-1",
            occurred_on="2026-03-01",
        )
        with ledger.action() as action:
            action.append(entry)

    decide("一台电脑")
    decide("另一台电脑")
    reader = seen()
    with standing_on(reader, MARCH):
        assert read_milestone(reader, MARCH, "2-1").state.conflict
    extend_milestone(ledger, "2-1", LATER, "核实", NOW, day=date(2026, 11, 1))
    reader = seen()
    with standing_on(reader, MARCH):
        state = read_milestone(reader, MARCH, "2-1").state
        assert (state.conflict, state.due) == (False, date(2026, 12, 1))


def test_what_ends_in_an_error_leaves_nothing_shadowed(ledger: Ledger, ledger_path: Path) -> None:
    cancel_milestone(ledger, "2-1", "并入", NOW)
    reader = open_reader_as_of(ledger_path, None)
    with pytest.raises(RuntimeError), standing_on(reader, MARCH):
        raise RuntimeError
    assert reader.execute("SELECT count(*) FROM temp.sqlite_master").fetchone() == (0,)
    assert read_milestone(reader, NOW, "2-1").state.status is Status.CANCELLED
    reader.close()
