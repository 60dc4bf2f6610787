"""Targets that officers set: on their own milestones and on the plan's, as of a day, taken back, merged."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import FixedClock

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.reading.trajectories import read_target_line
from huaian_tui.domain.rules.pace import Pace, pace_of
from huaian_tui.domain.rules.targets import PlannedValue, Target
from huaian_tui.ledger.kinds.target_parts import target_part
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.services.conflicts import settle_conflict
from huaian_tui.services.corrections import correct_record
from huaian_tui.services.decisions import (
    Completion,
    DecidedOn,
    NewMilestones,
    add_reading,
    complete_milestone,
    set_on_tasks,
    set_target,
)
from huaian_tui.services.typed_targets import TypedTarget, target_as_typed, target_now
from huaian_tui.services.undo import undo, undo_of
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import reading
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.queries.find_milestones import MilestoneFilter, find_milestones
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.milestones import list_ids, read_milestone
from huaian_tui.store.queries.tasks import task_paces

TODAY = date(2026, 11, 22)
DUE = date(2026, 12, 31)
ON = DecidedOn(TODAY)


def aim(typed: str) -> Target:
    return read_target_line(typed, DUE)


def own(ledger: Ledger, task: int, typed: str) -> str:
    made = set_on_tasks(ledger, {task: NewMilestones("节点", [DUE], "会议", target=aim(typed))}, ON)
    return made[0][0]


def target_now_of(ledger: Ledger, identity: str) -> Target | None:
    return read_milestone(ledger.connection, TODAY, identity).state.target


def test_an_own_milestone_has_its_target_and_completes_by_it(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    identity = own(ledger, 5, "由47天降至35天；计划6月 42")
    row = read_milestone(reader, TODAY, identity)
    assert row.state.target == aim("由47天降至35天；计划6月 42") and row.paced is None
    add_reading(ledger, identity, 40, TODAY, TODAY)
    assert read_milestone(reader, TODAY, identity).paced is Pace.ON_PACE
    complete_milestone(ledger, identity, Completion(TODAY, "报表", 36), TODAY)
    done = read_milestone(reader, TODAY, identity)
    assert (done.state.met, done.state.done_word, done.paced) == (False, "未达标办结", None)
    with pytest.raises(HuaianError, match="已办结"):
        set_target(ledger, identity, aim("30天"), "会议", ON)


@pytest.mark.parametrize(
    "typed",
    [
        "100家",
        "100家；基数40",
        "100家；起算2026-07-01",
        "100家；计划3月 20，6月 50，9月 80",
        "100家；计划2025-10-31 20",
        "40起以内",
        "40起以内；基数100",
        "40起以内；基数100；计划6月 70，9月 60",
        "超过60家",
        "60—80家",
        "60/100",
    ],
)
def test_lists_say_the_pace_that_the_rule_says(
    ledger: Ledger, reader: sqlite3.Connection, typed: str
) -> None:
    identity = own(ledger, 5, typed)
    target = aim(typed)
    for value in (10.0, 40.0, 55.0, 60.0, 75.0, 81.0, 100.0):
        add_reading(ledger, identity, value, TODAY, TODAY)
        for day in (TODAY, date(2026, 3, 31), date(2026, 9, 29), date(2025, 12, 30), DUE, DUE + timedelta(9)):
            pace = pace_of(target, value, DUE, day)
            said = None if pace is Pace.NOT_APPLICABLE else pace
            row = read_milestone(reader, day, identity)
            assert row.paced is said, (typed, value, day)
            assert task_paces(reader, day, [5]).get(5) is said
            for asked in (Pace.BEHIND, Pace.ON_PACE):
                assert (identity in set(find_milestones(reader, day, MilestoneFilter(pace=asked)))) is (
                    said is asked
                )
                assert (identity in set(list_ids(reader, day, pace=asked))) is (said is asked)
                assert (find_tasks(reader, day, TaskFilter(pace=asked)) == [5]) is (said is asked)


def test_a_target_of_the_plan_is_changed_corrected_and_taken_back(
    ledger: Ledger, reader: sqlite3.Connection, ledger_path: Path
) -> None:
    printed = target_now_of(ledger, "45-2")
    assert printed is not None
    made = set_target(ledger, "45-2", aim("6000个以上"), "会议", ON)
    changed = target_now_of(ledger, "45-2")
    assert changed is not None and changed.value == 6000
    with pytest.raises(InputRefused, match="没有变化"):
        set_target(ledger, "45-2", aim("6000个以上"), "会议", ON)
    correct_record(ledger, made, {"target": "7000个；计划6月 100"}, None, "笔误", TODAY)
    corrected = target_now_of(ledger, "45-2")
    assert corrected is not None
    assert (corrected.value, corrected.trajectory) == (7000, (PlannedValue(date(2025, 6, 30), 100),))
    assert undo_of(ledger.connection, [made], TODAY).lines
    undo(ledger, [made], "撤回", TODAY)
    assert target_now_of(ledger, "45-2") == printed
    assert check_ledger(ledger_path).ok
    kinds = {kind for (kind,) in reader.execute("SELECT kind FROM record WHERE milestone = '45-2'")}
    assert RecordKind.MILESTONE_TARGET in kinds


def test_parts_are_typed_over_what_stands() -> None:
    stands = aim("100家；基数10；计划6月 50")
    assert target_as_typed(TypedTarget(trajectory="9月 80"), stands, DUE) == aim("100家；基数10；计划9月 80")
    assert target_as_typed(TypedTarget(baseline=""), stands, DUE) == aim("100家；计划6月 50")
    assert target_as_typed(TypedTarget(target="120家"), stands, DUE) == aim("120家")
    assert target_as_typed(TypedTarget(target=""), stands, DUE) is None
    with pytest.raises(InputRefused, match="没有量化指标"):
        target_as_typed(TypedTarget(baseline="5"), None, DUE)
    with pytest.raises(InputRefused, match="周期性"):
        target_now(TypedTarget("2场", trajectory="3月 1"), [DUE, DUE + timedelta(31)])


def test_a_recurring_target_is_measured_from_the_beginning_of_its_period(ledger: Ledger) -> None:
    days = [date(2026, 9, 30), DUE]
    new = NewMilestones("例会", days, "会议", every="quarter", target=read_target_line("3场", None))
    (made,) = set_on_tasks(ledger, {5: new}, ON)
    starts = [target.start for one in made if (target := target_now_of(ledger, one)) is not None]
    assert starts == [date(2026, 7, 1), date(2026, 10, 1)]


def test_a_past_day_shows_the_target_of_then(ledger: Ledger, ledger_path: Path, clock: FixedClock) -> None:
    identity = own(ledger, 5, "100家；计划9月 60")
    add_reading(ledger, identity, 50, TODAY, TODAY)
    later = TODAY + timedelta(days=1)
    clock.go_to(later)
    set_target(ledger, identity, aim("100家；基数20；计划9月 40"), "会议", DecidedOn(later))
    for day, value, pace in ((TODAY, 60, Pace.BEHIND), (later, 40, Pace.ON_PACE)):
        with reading(ledger_path, day) as then:
            row = read_milestone(then, day, identity)
        assert row.state.target is not None
        assert ([one.value for one in row.state.target.trajectory], row.paced) == ([value], pace)


def test_two_targets_apart_are_a_conflict_in_which_none_can_be_set(ledger: Ledger) -> None:
    identity = own(ledger, 5, "100家")
    first = read_milestone(ledger.connection, TODAY, identity).state.heads[-1]
    for typed in ("120家", "130家"):
        part = {"basis": "会议", "target": target_part(aim(typed))}
        entry = Entry(RecordKind.MILESTONE_TARGET, part, task_no=5, milestone=identity, ref=first)
        with ledger.action() as action:
            action.append(entry)
    state = read_milestone(ledger.connection, TODAY, identity).state
    assert state.conflict and state.target == aim("100家"), "what both sides agree on"
    with pytest.raises(HuaianError, match="冲突待核"):
        set_target(ledger, identity, aim("140家"), "会议", ON)
    settle_conflict(ledger, identity, state.heads[1], "核对", TODAY)
    assert target_now_of(ledger, identity) == aim("130家")
