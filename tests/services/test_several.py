"""Decisions on several things: one action, undone as one; what is refused is named and nothing is saved."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.rules.lights import Status
from huaian_tui.services.decisions import (
    Completion,
    NewDue,
    NewMilestones,
    cancel_milestones,
    complete_milestone,
    complete_milestones,
    extend_milestone,
    reopen_milestones,
    set_on_tasks,
)
from huaian_tui.services.several import SomeRefused, each
from huaian_tui.services.undo import undo, undo_of
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.milestones import list_milestones, read_milestone


def refusing(what: dict[int, HuaianError]) -> list[int]:
    def work(key: int) -> int:
        if key in what:
            raise what[key]
        return key

    return each([1, 2, 3, 2], work, lambda key: f"第{key}项")


def test_refusals_are_gathered_by_name() -> None:
    assert refusing({}) == [1, 2, 3]
    with pytest.raises(SomeRefused) as some:
        refusing({1: HuaianError("已办结", "第1项 题"), 3: HuaianError("已中止")})
    assert [one.key for one in some.value.refused] == [1, 3]
    assert some.value.message == "第1项 已办结（题）；第3项 已中止"
    assert "其余 1 个可以一起办" in some.value.way_out


def test_what_was_typed_wrong_for_all_is_refused_at_its_field() -> None:
    wrong = {key: InputRefused("没有填写", "空的", field="basis") for key in (1, 2, 3)}
    with pytest.raises(InputRefused) as one:
        refusing(wrong)  # type: ignore[arg-type]
    assert one.value.field == "basis"
    with pytest.raises(SomeRefused):
        refusing({1: wrong[1], 2: wrong[2]})


def test_a_batch_is_undone_as_one(ledger: Ledger, reader: sqlite3.Connection, today: date) -> None:
    done = {one: Completion(today, "验收") for one in ("2-1", "2-2", "6-1")}
    made = complete_milestones(ledger, done, today)
    assert len(made) == 3
    reopened = len(ledger.written)
    reopen_milestones(ledger, ["2-1", "2-2"], "核查", today, due=NewDue(date(2027, 6, 30)))
    records = ledger.written[reopened:]
    assert len(records) == 4
    assert read_milestone(reader, today, "2-1").state.due == date(2027, 6, 30)
    assert len(undo_of(reader, records, today).lines) == 4
    undo(ledger, records, "误操作", today)
    undo(ledger, made, "误操作", today)
    for one in done:
        state = read_milestone(reader, today, one).state
        assert (state.status, state.due) == (Status.OPEN, state.original_due or state.due)


def test_of_several_those_in_conflict_are_left_to_be_looked_at_alone(
    ledger: Ledger, reader: sqlite3.Connection, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huaian_tui.services import decisions

    def in_conflict(state: object) -> None:
        if getattr(state, "id", "") == "2-1":
            raise HuaianError("节点冲突待核")

    monkeypatch.setattr(decisions, "refuse_conflict", in_conflict)
    with pytest.raises(SomeRefused, match="2-1 节点冲突待核"):
        cancel_milestones(ledger, ["2-1", "2-2"], "并入", today)
    cancel_milestones(ledger, ["2-1"], "并入", today)
    assert read_milestone(reader, today, "2-1").state.status is Status.CANCELLED


def test_what_is_set_on_several_tasks_has_their_own_dates(
    ledger: Ledger, reader: sqlite3.Connection, today: date
) -> None:
    quarters = (date(2026, 12, 31), date(2027, 3, 31))
    wanted = {
        12: NewMilestones("报告", quarters, "按季", every="quarter"),
        13: NewMilestones("报告", quarters[:1], "按季", every="quarter"),
    }
    made = set_on_tasks(ledger, wanted)
    assert [len(one) for one in made] == [2, 1]
    assert len(list_milestones(reader, today, task_no=12)) == 2
    with pytest.raises(SomeRefused, match="第12项 这个节点已经有了"):
        set_on_tasks(ledger, {12: wanted[12], 14: wanted[13]})
    assert list_milestones(reader, today, task_no=14) == []


def test_a_single_one_keeps_its_own_refusal(ledger: Ledger, today: date) -> None:
    complete_milestone(ledger, "2-1", Completion(today, "验收"), today)
    with pytest.raises(HuaianError, match="节点已办结"):
        extend_milestone(ledger, "2-1", date(2027, 1, 1), "批示", today)
