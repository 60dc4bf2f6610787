"""A plan that is extended: recurring duties go on, of the text and of officers, the same on every laptop."""

from __future__ import annotations

import json
from datetime import date

import pytest

from huaian_tui.domain.errors import InputRefused
from huaian_tui.ledger.identity import milestone_id_from_record
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.services.decisions import cancel_milestone, set_milestones
from huaian_tui.services.dues import typed_dues
from huaian_tui.services.entering import NewMilestone, TaskDraft
from huaian_tui.services.horizon import extend_plan
from huaian_tui.services.plans import PlanDraft, add_plan
from huaian_tui.services.tasks import add_tasks
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.integrity import check_ledger

TODAY = date(2026, 11, 22)
HORIZON, FURTHER = date(2026, 12, 31), date(2027, 6, 30)


@pytest.fixture
def task(ledger: Ledger) -> int:
    plan = add_plan(
        ledger, PlanDraft("工作要点", "要点", "YD", start=date(2026, 1, 1), horizon=HORIZON, basis="会议")
    )
    return add_tasks(ledger, plan, [TaskDraft("1", "编目录", ("市数据局",))])[0]


def plan_of(ledger: Ledger) -> str:
    return str(ledger.connection.execute("SELECT id FROM plan WHERE code = 'YD'").fetchone()[0])


def dues(ledger: Ledger, task: int) -> list[str]:
    rows = ledger.connection.execute(
        "SELECT due FROM milestone WHERE task_no = ? AND status = 'open' ORDER BY due, id", (task,)
    )
    return [due for (due,) in rows]


def set_by_phrase(ledger: Ledger, task: int, phrase: str, today: date = date(2026, 7, 1)) -> list[str]:
    found = typed_dues(ledger.connection, task, phrase, today)
    return set_milestones(ledger, task, "报送进展", found.days, "批示", every=found.every)


@pytest.mark.parametrize(
    ("phrase", "more"),
    [
        ("每季度末", ["2027-03-31", "2027-06-30"]),
        ("每半年", ["2027-06-30"]),
        ("每月", [f"2027-0{month}-{day}" for month, day in enumerate((31, 28, 31, 30, 31, 30), start=1)]),
    ],
)
def test_what_officers_set_goes_on_to_the_new_horizon(
    ledger: Ledger, task: int, phrase: str, more: list[str]
) -> None:
    set_by_phrase(ledger, task, phrase)
    before = dues(ledger, task)
    assert extend_plan(ledger, plan_of(ledger), FURTHER, "市政府会议") == len(more)
    assert dues(ledger, task) == [*before, *more]
    titles = ledger.connection.execute("SELECT title, basis FROM milestone WHERE due > '2027'").fetchall()
    assert {title for title, _ in titles} == {f"报送进展（{day}）" for day in more}
    assert {basis for _, basis in titles} == {"方案延长后按原来的周期接着设：市政府会议"}
    assert extend_plan(ledger, plan_of(ledger), date(2027, 12, 31), "市政府会议") > 0
    assert dues(ledger, task)[-1] == "2027-12-31"
    assert check_ledger(ledger.path).ok


def test_what_a_task_says_goes_on_too(ledger: Ledger, task: int) -> None:
    duty = NewMilestone(date(2026, 7, 1), every="quarter")
    made = add_tasks(
        ledger,
        plan_of(ledger),
        [TaskDraft("2", "另一项", ("市数据局",), milestones=(duty,))],
    )
    extend_plan(ledger, plan_of(ledger), FURTHER, "会议")
    assert dues(ledger, made[0]) == ["2026-09-30", "2026-12-31", "2027-03-31", "2027-06-30"]


def test_those_of_an_older_program_go_on_by_their_days(ledger: Ledger, task: int) -> None:
    with ledger.action() as action:
        for day in ("2026-06-30", "2026-09-30", "2026-12-31"):
            identity = action.new_id()
            body = {"title": f"报送（{day}）", "due": day, "basis": "批示", "assumed": True}
            milestone = milestone_id_from_record(task, identity)
            action.append(Entry(RecordKind.MILESTONE_SET, body, task_no=task, milestone=milestone), identity)
    assert extend_plan(ledger, plan_of(ledger), FURTHER, "会议") == 2
    assert dues(ledger, task)[-2:] == ["2027-03-31", "2027-06-30"]


def test_a_cancelled_duty_ends_and_single_milestones_stay_single(ledger: Ledger, task: int) -> None:
    made = set_by_phrase(ledger, task, "每季度末")
    set_milestones(ledger, task, "只此一次", [date(2026, 9, 30)], "批示")
    set_milestones(ledger, task, "各不相干（2026-08-31）", [date(2026, 8, 31)], "批示")
    cancel_milestone(ledger, made[-1], "不再要求", TODAY)
    before = dues(ledger, task)
    assert extend_plan(ledger, plan_of(ledger), FURTHER, "会议") == 0
    assert dues(ledger, task) == before


def test_two_laptops_that_extend_alike_write_the_same(ledger: Ledger, task: int) -> None:
    set_by_phrase(ledger, task, "每季度末")
    extend_plan(ledger, plan_of(ledger), FURTHER, "会议")
    body = json.loads(
        ledger.connection.execute(
            "SELECT body FROM record WHERE task_no = ? AND kind = 'task_set' ORDER BY id DESC LIMIT 1",
            (task,),
        ).fetchone()[0]
    )
    first = ledger.connection.execute(
        "SELECT min(milestone) FROM record WHERE kind = 'milestone_set' AND task_no = ? "
        "AND json_extract(body, '$.series') = milestone",
        (task,),
    ).fetchone()[0]
    assert [one["id"] for one in body["milestones"]] == [f"{first}-20270331", f"{first}-20270630"]


def test_after_the_horizon_the_three_ways_out_are_told(ledger: Ledger, task: int) -> None:
    with pytest.raises(InputRefused) as refused:
        set_by_phrase(ledger, task, "每季度末", today=date(2027, 1, 2))
    assert all(word in refused.value.way_out for word in ("plan extend", "收官", "结转"))
    extend_plan(ledger, plan_of(ledger), FURTHER, "会议")
    assert len(set_by_phrase(ledger, task, "每季度末", today=date(2027, 1, 2))) == 2


def test_without_a_horizon_an_end_is_asked_for(ledger: Ledger) -> None:
    plan = add_plan(ledger, PlanDraft("没有期末", "没有", "MY"))
    task = add_tasks(ledger, plan, [TaskDraft("1", "编目录", ("市数据局",))])[0]
    with pytest.raises(InputRefused) as refused:
        typed_dues(ledger.connection, task, "每季度末", TODAY)
    assert "--until" in refused.value.way_out
    found = typed_dues(ledger.connection, task, "每季度末", TODAY, date(2027, 3, 31))
    assert found.days == [date(2026, 12, 31), date(2027, 3, 31)]
    assert found.every == ""


def test_an_end_after_the_horizon_is_refused(ledger: Ledger, task: int) -> None:
    with pytest.raises(InputRefused):
        typed_dues(ledger.connection, task, "每季度末", TODAY, date(2027, 3, 31))
