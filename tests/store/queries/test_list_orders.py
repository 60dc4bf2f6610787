"""The orders of the list of tasks: by SQL or by sound, without a value last, ties as in the plan."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest
from support.hostile import HOSTILE

from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.text.ordering import Sort, by_text, chinese_key
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.find_milestones import (
    MILESTONE_ORDERS,
    MilestoneFilter,
    find_milestones,
    read_milestones,
)
from huaian_tui.store.queries.find_tasks import TASK_ORDERS, TaskFilter, find_tasks
from huaian_tui.store.queries.milestones import list_milestones
from huaian_tui.store.queries.tasks import last_notes, read_tasks

DAY = date(2026, 11, 22)


def tasks_by(connection: sqlite3.Connection, key: str, *, descending: bool = False) -> list[TaskRow]:
    numbers = find_tasks(connection, DAY, TaskFilter(), order=Sort(key, descending))
    return read_tasks(connection, DAY, numbers)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("key", sorted(TASK_ORDERS))
def test_every_order_holds_every_task_once(reader: sqlite3.Connection, key: str, descending: bool) -> None:
    found = find_tasks(reader, DAY, TaskFilter(), order=Sort(key, descending))
    assert sorted(found) == list(range(1, 61))


@pytest.mark.parametrize("descending", [False, True])
def test_by_date_those_without_one_come_last_in_the_order_of_the_plan(
    reader: sqlite3.Connection, descending: bool
) -> None:
    rows = tasks_by(reader, "due", descending=descending)
    dated = [row.next_due for row in rows if row.next_due]
    assert dated == sorted(dated, reverse=descending) and len(dated) > 5
    undated = [row.no for row in rows[len(dated) :]]
    assert undated == sorted(undated) and all(row.next_due is None for row in rows[len(dated) :])


def test_by_state_the_worst_comes_first_and_the_longest_overdue_before_it(reader: sqlite3.Connection) -> None:
    rows = tasks_by(reader, "light")
    ranks = [list(Light).index(row.light) for row in rows]
    assert ranks == sorted(ranks) and len(set(ranks)) > 1
    days = [row.overdue_days for row in rows if row.light is Light.OVERDUE]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize("key", ["lead", "support"])
def test_by_unit_as_it_sounds(reader: sqlite3.Connection, key: str) -> None:
    rows = tasks_by(reader, key)
    names = [getattr(row, key)[0] for row in rows if getattr(row, key)]
    assert names == sorted(names, key=chinese_key)
    numbers = [row.no for row in rows if getattr(row, key)[:1] == (names[0],)]
    assert numbers == sorted(numbers), "ties stand as in the plan"
    assert not any(getattr(row, key) for row in rows[len(names) :])


def test_by_last_note(ledger: Ledger) -> None:
    for number, day in ((9, date(2026, 11, 3)), (4, date(2026, 11, 20)), (9, date(2026, 11, 1))):
        add_note(ledger, NoteDraft(number, "看了", day), DAY)
    found = find_tasks(ledger.connection, DAY, TaskFilter(), order=Sort("last_note", descending=True))
    assert found[:3] == [4, 9, 1]
    assert last_notes(ledger.connection, [9, 10]) == {9: date(2026, 11, 3)}


def test_the_filter_holds_in_any_order(reader: sqlite3.Connection) -> None:
    found = find_tasks(reader, DAY, TaskFilter(text="czj"), order=Sort("text", descending=True))
    assert sorted(found) == find_tasks(reader, DAY, TaskFilter(text="czj"))
    assert found != sorted(found)


# ---------------------------------------------------------------------- milestones


def sorted_rows(connection: sqlite3.Connection, order: Sort) -> list[MilestoneRow]:
    """All milestones in this order."""
    return read_milestones(
        connection, DAY, list(find_milestones(connection, DAY, MilestoneFilter(), order=order))
    )


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("key", sorted(MILESTONE_ORDERS))
def test_every_order_holds_every_milestone_once(
    reader: sqlite3.Connection, key: str, descending: bool
) -> None:
    found = sorted_rows(reader, Sort(key, descending))
    assert sorted(row.id for row in found) == sorted(row.id for row in list_milestones(reader, DAY))


def test_milestones_by_days_overdue_and_by_state(reader: sqlite3.Connection) -> None:
    late = [row.overdue_days for row in sorted_rows(reader, Sort("overdue", descending=True))]
    assert late == sorted(late, reverse=True) and late[0] > 600
    soonest = [row.overdue_days for row in sorted_rows(reader, Sort("overdue")) if row.overdue_days]
    assert soonest == sorted(soonest)
    lights = [row.light for row in sorted_rows(reader, Sort("light"))]
    order = [Light.OVERDUE, Light.DUE_SOON, Light.ON_TRACK, Light.UNSCHEDULED, Light.DONE]
    assert lights == sorted(lights, key=order.index)


def test_milestones_by_title_and_lead_as_they_sound(reader: sqlite3.Connection) -> None:
    titles = [row.state.title for row in sorted_rows(reader, Sort("title"))]
    assert titles == sorted(titles, key=chinese_key)
    rows = sorted_rows(reader, Sort("lead"))
    tasks = {task.no: task for task in read_tasks(reader, DAY, [row.task_no for row in rows])}
    leads = [tasks[row.task_no].lead[0] for row in rows]
    assert leads == sorted(leads, key=chinese_key)


@pytest.mark.parametrize("text", ["②", "3①4", "²", "١٢", *HOSTILE])
def test_any_text_can_be_sorted_by(text: str) -> None:
    found = by_text(["10号", text, "9号"], str, descending=False)
    assert found.index("9号") < found.index("10号") and text in found
