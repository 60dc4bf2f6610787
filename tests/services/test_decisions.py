"""Milestones, readings and hand-ins: what decisions do, and every refusal with its way out."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from huaian_tui.domain.errors import HuaianError, InputRefused, NotFound
from huaian_tui.domain.rules.lights import Light, Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
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
    set_milestones,
)
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.milestones import list_milestones, read_milestone
from huaian_tui.store.queries.tasks import read_deliverables, read_readings, read_task

DUE = date(2026, 12, 31)
BEFORE_PLAN = date(2023, 12, 31)
TOMORROW = date(2026, 11, 23)


def state(reader: sqlite3.Connection, identity: str) -> MilestoneState:
    return read_milestone(reader, date(2026, 11, 22), identity).state


def count(reader: sqlite3.Connection) -> int:
    found: int = reader.execute("SELECT count(*) FROM record WHERE rid >= 0").fetchone()[0]
    return found


def test_a_set_milestone_gives_a_task_without_dates_a_light(
    ledger: Ledger, reader: sqlite3.Connection, today: date
) -> None:
    assert read_task(reader, today, 7).task.light is Light.UNSCHEDULED
    identity = set_milestone(ledger, 7, " 出台\n办法 ", DUE, "主任办公会", assumed=True)
    made = state(reader, identity)
    assert (made.title, made.due, made.basis, made.assumed) == ("出台 办法", DUE, "主任办公会", False)
    assert (made.phrase, made.task_no, made.target) == ("", 7, None)
    task = read_task(reader, today, 7).task
    assert (task.light, task.next_due) == (Light.ON_TRACK, DUE)


def test_a_recurring_duty_is_set_in_one_action_with_the_day_in_each_title(
    ledger: Ledger, reader: sqlite3.Connection, today: date
) -> None:
    dues = [date(2026, 12, 31), date(2027, 3, 31)]
    identities = set_milestones(ledger, 12, "质量评估报告", dues, "按季")
    titles = [row.state.title for row in list_milestones(reader, today, task_no=12)]
    assert titles == ["质量评估报告（2026-12-31）", "质量评估报告（2027-03-31）"]
    assert len(set(identities)) == 2


def test_a_recurring_duty_with_one_bad_day_sets_nothing(ledger: Ledger, reader: sqlite3.Connection) -> None:
    with pytest.raises(InputRefused):
        set_milestones(ledger, 12, "报告", [DUE, BEFORE_PLAN], "按季")
    assert count(reader) == 0


def test_completing_with_a_missed_target_is_taken_and_marked(
    ledger: Ledger, reader: sqlite3.Connection, today: date
) -> None:
    complete_milestone(ledger, "45-1", Completion(today, "现场清点", 4000), today)
    done = state(reader, "45-1")
    assert (done.status, done.met, done.completion_value) == (Status.DONE, False, 4000.0)
    assert (done.completed_on, done.completion_basis) == (today, "现场清点")
    assert [(one.value, one.met) for one in read_readings(reader, 45)] == [(4000.0, False)]


def test_a_task_is_done_when_all_its_milestones_are(
    ledger: Ledger, reader: sqlite3.Connection, today: date
) -> None:
    complete_milestone(ledger, "45-1", Completion(today, "验收"), today)
    assert read_task(reader, today, 45).task.light is Light.OVERDUE
    complete_milestone(ledger, "45-2", Completion(today, "验收"), today)
    row = read_task(reader, today, 45).task
    assert (row.light, row.next_due, row.overdue_days) == (Light.DONE, None, 0)


def test_extending_moves_the_light_and_keeps_the_first_date(
    ledger: Ledger, reader: sqlite3.Connection, today: date
) -> None:
    extend_milestone(ledger, "22-1", date(2027, 6, 30), "请示获批", today)
    row = read_milestone(reader, today, "22-1")
    assert (row.light, row.state.original_due, row.state.assumed) == (
        Light.ON_TRACK,
        date(2025, 12, 31),
        False,
    )
    extend_milestone(ledger, "26-2", DUE, "交办", today)
    assert state(reader, "26-2").due == DUE


def test_an_assumed_date_can_be_confirmed_once(
    ledger: Ledger, reader: sqlite3.Connection, today: date
) -> None:
    planned = date(2024, 12, 31)
    extend_milestone(ledger, "2-1", planned, "正式文件写明", today)
    assert (state(reader, "2-1").due, state(reader, "2-1").assumed) == (planned, False)
    with pytest.raises(InputRefused) as refused:
        extend_milestone(ledger, "2-1", planned, "再说一次", today)
    assert refused.value.field == "due"
    assert refused.value.way_out


def test_of_two_decisions_in_conflict_the_present_date_can_be_settled(
    ledger: Ledger, reader: sqlite3.Connection, today: date
) -> None:
    extend_milestone(ledger, "22-1", date(2027, 3, 31), "甲", today)
    with ledger.action() as action:  # what a merge brings: a decision that had not seen the one before
        body = {"due": "2027-06-30", "basis": "乙"}
        action.append(Entry(RecordKind.MILESTONE_EXTEND, body, task_no=22, milestone="22-1"))
    assert state(reader, "22-1").conflict
    extend_milestone(ledger, "22-1", date(2027, 6, 30), "会商以乙为准", today)
    settled = state(reader, "22-1")
    assert (settled.conflict, settled.due, settled.basis) == (False, date(2027, 6, 30), "会商以乙为准")


def test_cancelled_ones_no_longer_count_and_can_be_reopened(
    ledger: Ledger, reader: sqlite3.Connection, today: date
) -> None:
    cancel_milestone(ledger, "22-1", "并入其他事项", today)
    assert read_task(reader, today, 22).task.light is Light.UNSCHEDULED
    assert "22-1" not in {one.id for one in list_milestones(reader, today, light=Light.UNSCHEDULED)}
    assert "22-1" in {one.id for one in list_milestones(reader, today)}
    reopen_milestone(ledger, "22-1", "恢复督办", today)
    assert read_task(reader, today, 22).task.light is Light.OVERDUE


def test_a_decision_names_the_last_one_its_author_had_seen(
    ledger: Ledger, reader: sqlite3.Connection, today: date
) -> None:
    first = extend_milestone(ledger, "22-1", DUE, "一", today)
    second = complete_milestone(ledger, "22-1", Completion(today, "二", 21), today)
    third = reopen_milestone(ledger, "22-1", "三", today)
    refs = reader.execute("SELECT id, ref FROM record WHERE rid >= 0 ORDER BY id").fetchall()
    assert refs == [(first, None), (second, first), (third, second)]
    assert state(reader, "22-1").heads == (third,)


def test_an_id_is_found_however_it_is_typed(ledger: Ledger, reader: sqlite3.Connection) -> None:
    identity = set_milestone(ledger, 7, "出台办法", DUE, "交办")
    assert state(reader, f" {identity.upper()}\n").id == identity


def test_readings_are_listed_by_day_with_whether_they_met_the_target(
    ledger: Ledger, reader: sqlite3.Connection, today: date
) -> None:
    add_reading(ledger, "22-1", 21, today, today)
    add_reading(ledger, "22-1", 12.5, date(2025, 3, 1), today)
    assert [(one.day, one.value, one.met) for one in read_readings(reader, 22)] == [
        (date(2025, 3, 1), 12.5, False),
        (today, 21.0, True),
    ]
    assert state(reader, "22-1").status is Status.OPEN


def test_a_deliverable_shows_what_was_handed_in_last(
    ledger: Ledger, reader: sqlite3.Connection, today: date
) -> None:
    hand_in(ledger, "1-A ", "送审稿", date(2025, 5, 1), today)
    hand_in(ledger, "1-a", "征求意见稿", date(2025, 3, 1), today)
    row = next(iter(read_deliverables(reader, 1)))
    assert (row.id, row.handed_in, row.handed_in_on) == ("1-a", "送审稿", date(2025, 5, 1))
    assert row.officer == "张三"
    untouched = [one for one in read_deliverables(reader) if one.id != "1-a"]
    assert {(one.handed_in, one.handed_in_on, one.officer) for one in untouched} == {("", None, "")}
    assert len({one.task_no for one in untouched}) == 39


Act = Callable[[Ledger, date], object]
INPUT_REFUSALS: dict[str, tuple[Act, str]] = {
    "set without title": (lambda w, t: set_milestone(w, 1, " ", DUE, "据"), "title"),
    "set with a long title": (lambda w, t: set_milestone(w, 1, "题" * 101, DUE, "据"), "title"),
    "set without basis": (lambda w, t: set_milestone(w, 1, "题", DUE, "\x1b"), "basis"),
    "set before the plan": (lambda w, t: set_milestone(w, 1, "题", BEFORE_PLAN, "据"), "due"),
    "set in another age": (lambda w, t: set_milestone(w, 1, "题", date(2101, 1, 1), "据"), "due"),
    "set on no day": (lambda w, t: set_milestones(w, 1, "题", [], "据"), "due"),
    "complete tomorrow": (lambda w, t: complete_milestone(w, "2-1", Completion(TOMORROW, "据"), t), "day"),
    "complete too early": (
        lambda w, t: complete_milestone(w, "2-1", Completion(BEFORE_PLAN, "据"), t),
        "day",
    ),
    "complete without basis": (lambda w, t: complete_milestone(w, "2-1", Completion(t, ""), t), "basis"),
    "complete with NaN": (
        lambda w, t: complete_milestone(w, "2-1", Completion(t, "据", math.nan), t),
        "value",
    ),
    "complete with 1e16": (lambda w, t: complete_milestone(w, "2-1", Completion(t, "据", 1e16), t), "value"),
    "extend before the plan": (lambda w, t: extend_milestone(w, "2-1", BEFORE_PLAN, "据", t), "due"),
    "extend without basis": (lambda w, t: extend_milestone(w, "2-1", DUE, "", t), "basis"),
    "extend decided tomorrow": (
        lambda w, t: extend_milestone(w, "2-1", DUE, "据", t, day=TOMORROW),
        "day",
    ),
    "extend decided before the plan": (
        lambda w, t: extend_milestone(w, "2-1", DUE, "据", t, day=BEFORE_PLAN),
        "day",
    ),
    "cancel from tomorrow": (lambda w, t: cancel_milestone(w, "2-1", "据", t, day=TOMORROW), "day"),
    "set tomorrow": (
        lambda w, t: set_milestone(w, 3, "题", DUE, "据", DecidedOn(t, TOMORROW)),
        "day",
    ),
    "cancel without basis": (lambda w, t: cancel_milestone(w, "2-1", "", t), "basis"),
    "reading NaN": (lambda w, t: add_reading(w, "45-1", math.nan, t, t), "value"),
    "reading infinite": (lambda w, t: add_reading(w, "45-1", -math.inf, t, t), "value"),
    "reading tomorrow": (lambda w, t: add_reading(w, "45-1", 1, TOMORROW, t), "day"),
    "hand in nothing": (lambda w, t: hand_in(w, "1-a", " ", t, t), "text"),
    "hand in tomorrow": (lambda w, t: hand_in(w, "1-a", "稿", TOMORROW, t), "day"),
}
STATE_REFUSALS: dict[str, tuple[Act, str]] = {
    "set on an unknown row": (lambda w, t: set_milestone(w, 61, "题", DUE, "据"), "没有序号为 61"),
    "complete an unknown one": (lambda w, t: complete_milestone(w, "99-1", Completion(t, "据"), t), "99-1"),
    "complete by a hostile id": (
        lambda w, t: complete_milestone(w, "' OR 1=1 --", Completion(t, "据"), t),
        "没有编号",
    ),
    "extend by an id that is no text": (lambda w, t: extend_milestone(w, "\udcff", DUE, "据", t), "没有编号"),
    "reopen an open one": (lambda w, t: reopen_milestone(w, "2-1", "据", t), "没有办结也没有中止"),
    "reading without target": (lambda w, t: add_reading(w, "2-1", 1, t, t), "没有量化指标"),
    "hand in an unknown one": (lambda w, t: hand_in(w, "4-a", "稿", t, t), "没有编号为“4-a”的成果"),
    "hand in by an id that is no text": (lambda w, t: hand_in(w, "\udcff", "稿", t, t), "没有编号"),
}


@pytest.mark.parametrize(("act", "field"), INPUT_REFUSALS.values(), ids=INPUT_REFUSALS.keys())
def test_an_input_that_cannot_be_taken_names_its_field(
    ledger: Ledger, reader: sqlite3.Connection, today: date, act: Act, field: str
) -> None:
    with pytest.raises(InputRefused) as refused:
        act(ledger, today)
    assert refused.value.field == field
    assert refused.value.title and refused.value.message and refused.value.way_out
    assert count(reader) == 0


@pytest.mark.parametrize(("act", "said"), STATE_REFUSALS.values(), ids=STATE_REFUSALS.keys())
def test_what_does_not_fit_where_things_stand_is_refused_with_a_way_out(
    ledger: Ledger, reader: sqlite3.Connection, today: date, act: Act, said: str
) -> None:
    with pytest.raises(HuaianError, match=said) as refused:
        act(ledger, today)
    assert refused.value.way_out
    assert count(reader) == 0


@pytest.mark.parametrize("ended", ["done", "cancelled"])
def test_an_ended_milestone_takes_no_further_decision_but_reopening(
    ledger: Ledger, reader: sqlite3.Connection, today: date, ended: str
) -> None:
    if ended == "done":
        complete_milestone(ledger, "2-1", Completion(today, "验收"), today)
    else:
        cancel_milestone(ledger, "2-1", "不再办", today)
    acts: list[Act] = [
        lambda w, t: complete_milestone(w, "2-1", Completion(t, "再验收"), t),
        lambda w, t: extend_milestone(w, "2-1", DUE, "延期", t),
        lambda w, t: cancel_milestone(w, "2-1", "中止", t),
    ]
    for act in acts:
        with pytest.raises(HuaianError, match="已办结" if ended == "done" else "已中止") as refused:
            act(ledger, today)
        assert "重新督办" in refused.value.way_out
    assert count(reader) == 1
    reopen_milestone(ledger, "2-1", "复核不实", today)
    assert state(reader, "2-1").status is Status.OPEN


def test_unknown_milestones_and_not_found_are_of_one_family(ledger: Ledger, today: date) -> None:
    with pytest.raises(NotFound) as refused:
        cancel_milestone(ledger, "2-9", "据", today)
    assert "milestone list" in refused.value.way_out


def test_bodies_are_canonical_json(ledger: Ledger, reader: sqlite3.Connection, today: date) -> None:
    complete_milestone(ledger, "45-1", Completion(today, "清点", 4100), today)
    body = reader.execute("SELECT body FROM record WHERE rid >= 0").fetchone()[0]
    parsed: dict[str, Any] = json.loads(body)
    assert body == json.dumps(parsed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert parsed == {"basis": "清点", "value": 4100}


EARLIER = date(2026, 3, 2)


def days_of(reader: sqlite3.Connection) -> list[str | None]:
    """The own days of all records, in order."""
    return [day for (day,) in reader.execute("SELECT occurred_on FROM record WHERE rid >= 0 ORDER BY id")]


def test_every_decision_has_its_own_day_today_unless_said(
    ledger: Ledger, reader: sqlite3.Connection, today: date
) -> None:
    one = set_milestone(ledger, 3, "题", DUE, "据", DecidedOn(today, EARLIER))
    extend_milestone(ledger, one, TOMORROW, "据", today, day=EARLIER)
    cancel_milestone(ledger, one, "据", today, day=EARLIER)
    reopen_milestone(ledger, one, "据", today, day=EARLIER)
    extend_milestone(ledger, one, DUE, "据", today)
    cancel_milestone(ledger, one, "据", today)
    reopen_milestone(ledger, one, "据", today)
    set_milestone(ledger, 3, "又一题", DUE, "据", DecidedOn(today))
    assert days_of(reader) == [EARLIER.isoformat()] * 4 + [today.isoformat()] * 4
    row = read_milestone(reader, today, one)
    assert (row.decided_on, row.recorded_on) == (today, today)


def test_the_last_decision_says_its_own_day_and_that_of_its_recording(
    ledger: Ledger, reader: sqlite3.Connection, today: date
) -> None:
    assert read_milestone(reader, today, "2-1").decided_on is None
    extend_milestone(ledger, "2-1", DUE, "据", today, day=EARLIER)
    row = read_milestone(reader, today, "2-1")
    assert (row.decided_on, row.recorded_on) == (EARLIER, today)


@pytest.mark.parametrize("ended", ["done", "cancelled"])
def test_nothing_is_supervised_again_before_the_day_that_ended_it(
    ledger: Ledger, reader: sqlite3.Connection, today: date, ended: str
) -> None:
    if ended == "done":
        complete_milestone(ledger, "2-1", Completion(EARLIER, "验收"), today)
    else:
        cancel_milestone(ledger, "2-1", "不再办", today, day=EARLIER)
    with pytest.raises(InputRefused, match="早于") as refused:
        reopen_milestone(ledger, "2-1", "据", today, day=date(2026, 3, 1))
    assert (refused.value.field, "2026-03-02" in refused.value.way_out) == ("day", True)
    reopen_milestone(ledger, "2-1", "据", today, day=EARLIER)
    assert state(reader, "2-1").status is Status.OPEN
