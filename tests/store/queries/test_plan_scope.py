"""Lists go plan by plan, leave out what is closed or ended, and count it so; today and on past days."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date

import pytest

from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.text.ordering import Sort
from huaian_tui.services.closing import Closing, close_plan
from huaian_tui.services.plans import PlanDraft, add_plan
from huaian_tui.services.tasks import NewMilestone, TaskDraft, add_tasks, end_task
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.overview import count_lights, counts_by_plan
from huaian_tui.store.queries.plan_scope import in_scope
from huaian_tui.store.queries.plans import plan_codes

TODAY = date(2026, 11, 22)
DUES = (date(2026, 5, 1), date(2026, 11, 25), date(2027, 5, 1))


@pytest.fixture
def plans(ledger: Ledger) -> list[str]:
    """Two plans with three tasks each; of the first one task is ended, the second is closed."""
    made = []
    for code in ("BB", "AA"):
        plan = add_plan(ledger, PlanDraft(f"方案{code}", code, code, start=date(2026, 1, 1), basis="会议"))
        made.append(plan)
        add_tasks(
            ledger,
            plan,
            [
                TaskDraft(str(number), f"{code}任务", ("市数据局",), milestones=(NewMilestone(day),))
                for number, day in enumerate(DUES, start=1)
            ],
        )
    first = find_tasks(ledger.connection, TODAY, TaskFilter(plan=made[0]))
    end_task(ledger, first[2], "合并", TODAY, TODAY)
    close_plan(ledger, made[1], TODAY, "期满", TODAY, Closing(reason="期满"))
    return made


def test_all_lists_are_of_open_plans_in_their_order(ledger: Ledger, plans: list[str]) -> None:
    connection = ledger.connection
    expected = [
        number
        for (number,) in connection.execute(
            "SELECT t.no FROM task AS t JOIN plan AS p ON p.id = t.plan "
            "WHERE p.closed_on IS NULL AND t.ended_on IS NULL ORDER BY p.made, t.place, t.no"
        )
    ]
    assert find_tasks(connection, TODAY, TaskFilter()) == expected
    assert find_tasks(connection, TODAY, TaskFilter(), Sort("no", descending=True)) == expected[::-1]
    assert find_tasks(connection, TODAY, TaskFilter(text="市数据局")) == [
        one for one in expected if one in set(find_tasks(connection, TODAY, TaskFilter(unit="市数据局")))
    ]
    in_one = connection.execute(f"SELECT s.task_no FROM task_state AS s WHERE {in_scope('s.task_no', None)}")
    assert sorted(number for (number,) in in_one) == sorted(expected)
    due = find_tasks(connection, TODAY, TaskFilter(), Sort("due"))
    assert sorted(due) == sorted(expected)
    assert len(find_tasks(connection, TODAY, TaskFilter(plan=plans[0]))) == 2
    assert len(find_tasks(connection, TODAY, TaskFilter(plan=plans[1]))) == 3


def test_nothing_is_sorted_for_the_list_of_all(ledger: Ledger, plans: list[str]) -> None:
    asked = list[str]()
    ledger.connection.set_trace_callback(asked.append)
    find_tasks(ledger.connection, TODAY, TaskFilter())
    ledger.connection.set_trace_callback(None)
    listing = next(one for one in asked if "ORDER BY p.made" in one)
    steps = [row[3] for row in ledger.connection.execute(f"EXPLAIN QUERY PLAN {listing}")]
    assert not any("TEMP B-TREE" in step for step in steps), steps
    assert any("COVERING INDEX task_place" in step for step in steps), steps


def test_counts_by_plan_are_those_of_the_lists(ledger: Ledger, plans: list[str]) -> None:
    connection = ledger.connection
    counted = counts_by_plan(connection, TODAY)
    assert plans[0] in counted and plans[1] not in counted
    assert len(counted) == len(plan_codes(connection)) - 1
    for plan, lights in counted.items():
        for light in Light:
            assert lights[light] == len(find_tasks(connection, TODAY, TaskFilter(plan=plan, light=light)))
        assert count_lights(connection, TODAY, plan) == lights
    assert counted[plans[0]] == dict.fromkeys(Light, 0) | {Light.OVERDUE: 1, Light.DUE_SOON: 1}
    everything = count_lights(connection, TODAY)
    assert everything == {light: sum(one[light] for one in counted.values()) for light in Light}
    closed = count_lights(connection, TODAY, plans[1])
    assert sum(closed.values()) == 3


def test_the_index_has_all_that_counting_needs(ledger: Ledger, plans: list[str]) -> None:
    asked = list[str]()
    ledger.connection.set_trace_callback(asked.append)
    counts_by_plan(ledger.connection, TODAY)
    ledger.connection.set_trace_callback(None)
    counting = next(one for one in asked if "FROM task_state" in one)
    steps = [row[3] for row in ledger.connection.execute(f"EXPLAIN QUERY PLAN {counting}")]
    assert any("COVERING INDEX task_state_plan" in step for step in steps), steps
    assert not any("TEMP B-TREE" in step for step in steps), steps


def test_a_ledger_with_one_plan_sorts_by_its_numbers(reader: sqlite3.Connection) -> None:
    assert find_tasks(reader, TODAY, TaskFilter()) == list(range(1, 61))


def test_past_days_go_through_the_versions_once(ledger: Ledger, plans: list[str]) -> None:
    """Once a plan would be seconds among 200 of them."""
    today = counts_by_plan(ledger.connection, TODAY)
    asked = list[str]()
    with closing(open_reader_as_of(ledger.path, date(2100, 1, 1))) as connection:
        connection.set_trace_callback(asked.append)
        assert counts_by_plan(connection, TODAY) == today
        connection.set_trace_callback(None)
        counting = next(one for one in asked if "GROUP BY" in one)
        steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {counting}")]
    assert "task_state_version" in steps[0], steps
    assert sum("task_state_version" in step for step in steps) == 1, steps
