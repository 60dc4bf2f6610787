"""Closing a plan: each open milestone is dealt with, nothing is half done, a closed plan is read-only."""

from __future__ import annotations

from datetime import date

import pytest

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.services.closing import Carry, Closed, Closing, close_plan
from huaian_tui.services.decisions import add_reading, extend_milestone, set_milestone
from huaian_tui.services.horizon import extend_plan
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.services.notices import Frozen, NoticeDraft, record_draft, record_issue, record_reply
from huaian_tui.services.plans import PlanDraft, add_plan, change_plan, reopen_plan
from huaian_tui.services.tasks import NewMilestone, TaskChange, TaskDraft, add_tasks, end_task, set_task
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.integrity import check_ledger

TODAY = date(2026, 11, 22)
DAY = date(2026, 11, 20)


@pytest.fixture
def tasks(ledger: Ledger) -> list[int]:
    """Three tasks of a plan, two milestones, one and none; then one of another plan."""
    plans = [
        add_plan(ledger, PlanDraft(f"方案{code}", code, code, start=date(2026, 1, 1), basis="会议"))
        for code in ("AA", "BB")
    ]
    days = (date(2026, 12, 1), date(2027, 1, 31))
    return [
        *add_tasks(
            ledger,
            plans[0],
            [
                TaskDraft("1", "甲", ("市数据局",), milestones=tuple(map(NewMilestone, days))),
                TaskDraft("2", "乙", ("市数据局",), milestones=(NewMilestone(days[0], "乙的节点"),)),
                TaskDraft("3", "丙", ("市数据局",)),
            ],
        ),
        *add_tasks(ledger, plans[1], [TaskDraft("1", "接", ("市数据局",))]),
    ]


def plan_of(ledger: Ledger, code: str) -> str:
    return str(ledger.connection.execute("SELECT id FROM plan WHERE code = ?", (code,)).fetchone()[0])


def nodes(ledger: Ledger, task: int) -> list[str]:
    rows = ledger.connection.execute("SELECT id FROM milestone WHERE task_no = ? ORDER BY due, id", (task,))
    return [identity for (identity,) in rows]


def close(ledger: Ledger, **how: object) -> Closed:
    return close_plan(ledger, plan_of(ledger, "AA"), DAY, "收官会", TODAY, Closing(**how))  # type: ignore[arg-type]


def test_all_that_is_open_is_named_and_nothing_is_written(ledger: Ledger, tasks: list[int]) -> None:
    before = ledger.connection.execute("SELECT count(*) FROM record").fetchone()
    first, second = nodes(ledger, tasks[0])
    with pytest.raises(HuaianError) as refused:
        close(ledger, ended={first: "不再做"})
    assert second in refused.value.message and nodes(ledger, tasks[1])[0] in refused.value.message
    assert first not in refused.value.message
    assert all(option in refused.value.way_out for option in ("--carry", "--cancel", "--complete"))
    assert ledger.connection.execute("SELECT count(*) FROM record").fetchone() == before


def test_each_milestone_gets_its_own_end(ledger: Ledger, tasks: list[int]) -> None:
    first, second = nodes(ledger, tasks[0])
    third = nodes(ledger, tasks[1])[0]
    done = close(
        ledger,
        nodes={first: Carry(tasks[3]), third: Carry(tasks[3], date(2027, 6, 30))},
        completed={second: DAY},
    )
    assert done == Closed(carried=2, completed=1, without=1)
    states = dict(ledger.connection.execute("SELECT id, status FROM milestone"))
    assert (states[first], states[second], states[third]) == ("cancelled", "done", "cancelled")
    there = ledger.connection.execute(
        "SELECT due, basis FROM milestone WHERE task_no = ? ORDER BY due", (tasks[3],)
    ).fetchall()
    assert [due for due, _ in there] == ["2026-12-01", "2027-06-30"]
    assert first in there[0][1]
    assert check_ledger(ledger.path).ok


def test_a_whole_task_is_carried_and_the_rest_ended(ledger: Ledger, tasks: list[int]) -> None:
    assert close(ledger, carried={tasks[0]: tasks[3]}, reason="任务完成") == Closed(2, 1, 0, 1)


@pytest.mark.parametrize("wrong", ["unknown", "twice", "same plan", "no day"])
def test_wrong_answers_are_refused(ledger: Ledger, tasks: list[int], wrong: str) -> None:
    first = nodes(ledger, tasks[0])[0]
    how: dict[str, object] = {"reason": "其余"}
    if wrong == "unknown":
        how["ended"] = {"1-1": "理由"}
    elif wrong == "twice":
        how |= {"ended": {first: "理由"}, "completed": {first: DAY}}
    elif wrong == "same plan":
        how["nodes"] = {first: Carry(tasks[1])}
    else:
        how["completed"] = {first: date(2027, 1, 1)}
    with pytest.raises(InputRefused):
        close(ledger, **how)
    assert ledger.connection.execute("SELECT closed_on FROM plan WHERE code = 'AA'").fetchone() == (None,)


def test_undated_milestones_do_not_keep_a_plan_open(ledger: Ledger, tasks: list[int]) -> None:
    undated = ledger.connection.execute(
        "SELECT m.id FROM milestone AS m WHERE m.due IS NULL AND m.status = 'open' AND m.task_no <= 60"
    ).fetchone()
    shipped = "huaian-data-2024"
    if undated is not None:
        with pytest.raises(InputRefused) as refused:
            no_day = Closing(nodes={undated[0]: Carry(tasks[3])}, reason="余")
            close_plan(ledger, shipped, DAY, "会", TODAY, no_day)
        assert "@" in refused.value.way_out
        carried = {undated[0]: Carry(tasks[3], date(2027, 1, 31))}
        done = close_plan(ledger, shipped, DAY, "会", TODAY, Closing(nodes=carried, reason="余"))
    else:
        done = close_plan(ledger, shipped, DAY, "会", TODAY, Closing(reason="余"))
    assert done.without > 0


def test_a_closed_plan_takes_nothing_until_it_is_reopened(ledger: Ledger, tasks: list[int]) -> None:
    first = nodes(ledger, tasks[0])[0]
    plan = plan_of(ledger, "AA")
    close(ledger, reason="期满")
    ways = [
        lambda: add_note(ledger, NoteDraft(tasks[0], "进展", TODAY), TODAY),
        lambda: set_milestone(ledger, tasks[0], "又一个", TODAY, "批示"),
        lambda: extend_milestone(ledger, first, date(2027, 5, 1), "批示", TODAY),
        lambda: add_reading(ledger, first, 3.0, TODAY, TODAY),
        lambda: set_task(ledger, tasks[0], TaskChange(text="改"), "会议"),
        lambda: end_task(ledger, tasks[0], "并入", TODAY, TODAY),
        lambda: add_tasks(ledger, plan, [TaskDraft("9", "新", ("市数据局",))]),
        lambda: extend_plan(ledger, plan, date(2027, 12, 31), "会议"),
        lambda: change_plan(ledger, plan, {"short": "改"}, "会议"),
        lambda: close(ledger, reason="又一次"),
    ]
    before = ledger.connection.execute("SELECT count(*) FROM record").fetchone()
    for way in ways:
        with pytest.raises(HuaianError):
            way()
    assert ledger.connection.execute("SELECT count(*) FROM record").fetchone() == before
    reopen_plan(ledger, plan, TODAY, "批示", TODAY)
    add_note(ledger, NoteDraft(tasks[0], "进展", TODAY), TODAY)
    set_milestone(ledger, tasks[0], "又一个", TODAY, "批示")


def test_papers_that_ask_units_for_something_of_a_closed_plan_wait_for_its_reopening(
    ledger: Ledger, tasks: list[int]
) -> None:
    closed, other = plan_of(ledger, "AA"), plan_of(ledger, "BB")

    def draft(kind: str, *plans: str) -> bytes:
        return record_draft(ledger, NoticeDraft(kind, "题目", ("市数据局",), DAY, "{}", plans=plans))

    before = draft("reminder", closed)
    issued = draft("supervision", closed)
    record_issue(ledger, issued, "淮数督", TODAY, lambda *_: Frozen("{}", {"txt": "0"}))
    close(ledger, reason="期满")
    for way in (
        lambda: draft("reminder", closed, other),
        lambda: record_issue(ledger, before, "淮数督", TODAY, lambda *_: Frozen("{}", {"txt": "0"})),
        lambda: record_reply(ledger, issued, "市数据局", "已办", TODAY, TODAY),
    ):
        with pytest.raises(HuaianError) as refused:
            way()
        assert "plan reopen AA" in refused.value.way_out
    draft("circular", closed)  # what it came to is told
    draft("reminder", other)
    reopen_plan(ledger, closed, TODAY, "批示", TODAY)
    record_reply(ledger, issued, "市数据局", "已办", TODAY, TODAY)
