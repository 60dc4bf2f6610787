"""One rule of lights: every list, count and search says of random states what the rule says of each."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.desk import RELAXED

from huaian_tui.domain.rules.lights import (
    BEHIND_KEY,
    Light,
    LightRules,
    Status,
    lights_of,
    milestone_light,
    task_light,
)
from huaian_tui.domain.rules.milestone_state import DONE_WORDS
from huaian_tui.domain.text.ordering import Sort
from huaian_tui.domain.words.paces import Pace
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.engine.opening import open_writer
from huaian_tui.store.queries.find_milestones import MilestoneFilter, find_milestones, read_milestones
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.milestones import (
    list_milestones,
    list_overdue,
    of_light,
    read_milestone,
)
from huaian_tui.store.queries.overview import count_lights, read_overview
from huaian_tui.store.queries.settings import office_name, profile_key
from huaian_tui.store.queries.sql_parts import day_parameters
from huaian_tui.store.queries.tasks import read_task, read_tasks
from huaian_tui.store.queries.units import list_units, read_unit
from huaian_tui.store.search import find_names as named
from huaian_tui.store.search.find_records import search_names
from huaian_tui.store.search.search_terms import Place, SearchQuery

TODAY = date(2025, 6, 15)
DAYS = (
    st.none()
    | st.dates(TODAY - timedelta(days=3), TODAY + timedelta(days=3))
    | st.dates(TODAY + timedelta(days=28), TODAY + timedelta(days=33))
)
ENDINGS = st.sampled_from(["ok", "missed", "late", "unread"])
BEHIND = st.none() | st.dates(TODAY - timedelta(days=2), TODAY + timedelta(days=2))
"""From which day on its reading is 未达序时."""

MILESTONES = st.lists(st.tuples(st.sampled_from(Status), DAYS, ENDINGS, BEHIND), max_size=4)
RULES = st.sampled_from([LightRules(), LightRules(behind_light=True)])
TASKS = st.lists(st.tuples(MILESTONES, DAYS), min_size=1, max_size=12)
Task = tuple[list[tuple[Status, date | None, str, date | None]], date | None]


@pytest.fixture(scope="module")
def plan(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("lights") / "ledger.db"
    path.write_bytes(seeded_file.read_bytes())
    with closing(open_writer(path)) as connection:
        yield connection


@pytest.fixture(autouse=True)
def with_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that others use may need more than the few milliseconds of a key press."""
    monkeypatch.setattr(named, "_SECONDS", 10.0, raising=False)


def behind_of(milestone: tuple[Status, date | None, str, date | None]) -> date | None:
    """Since when a milestone is 未达序时: only open ones with a date are measured."""
    status, due, _, behind = milestone
    return behind if status is Status.OPEN and due is not None else None


def is_behind(milestone: tuple[Status, date | None, str, date | None]) -> bool:
    """Whether it is 未达序时 today, light or no light."""
    since = behind_of(milestone)
    return since is not None and since <= TODAY


def put(connection: sqlite3.Connection, tasks: list[Task], rules: LightRules) -> None:
    """Let the first tasks of the plan stand like this, the others without milestones."""
    connection.execute("DELETE FROM milestone")
    connection.execute("DELETE FROM milestone_pace")
    connection.execute(
        "INSERT OR REPLACE INTO setting (key, value, id) VALUES (?, ?, zeroblob(16))",
        (profile_key(office_name(connection)[0], BEHIND_KEY), "是" if rules.behind_light else "否"),
    )
    assert read_light_rules(connection) == rules
    connection.execute(
        "UPDATE task_state SET open_count = 0, undated_count = 0, done_count = 0, next_due = NULL, "
        "next_follow_up = NULL, next_behind = NULL"
    )
    for no, (milestones, follow_up) in enumerate(tasks, 1):
        for place, (status, due, ending, behind) in enumerate(milestones, 1):
            put_milestone(connection, no, place, status, due, ending)
            if status is Status.OPEN and due is not None and behind is not None:
                pace = (f"{no}-{place}", no, behind.isoformat())
                connection.execute("INSERT INTO milestone_pace VALUES (?, ?, ?)", pace)
        connection.execute(
            "UPDATE task_state SET open_count = (SELECT count(*) FROM milestone "
            "WHERE task_no = :no AND status = 'open'), "
            "done_count = (SELECT count(*) FROM milestone WHERE task_no = :no AND status = 'done'), "
            "next_due = (SELECT min(due) FROM milestone WHERE task_no = :no AND status = 'open'), "
            "next_behind = (SELECT min(behind_from) FROM milestone_pace WHERE task_no = :no), "
            "next_follow_up = :follow_up WHERE task_no = :no",
            {"no": no, "follow_up": follow_up and follow_up.isoformat()},
        )


def put_milestone(
    connection: sqlite3.Connection, no: int, place: int, status: Status, due: date | None, ending: str
) -> None:
    done = status is Status.DONE
    connection.execute(
        "INSERT INTO milestone (id, task_no, title, phrase, basis, due, assumed, stretch, operator, value, "
        "unit, cumulative, inferred, target_text, status, completed_on, completion_basis, met, due_decided, "
        "heads) VALUES (?, ?, '甲', '', '', ?, 0, 0, ?, ?, ?, 0, 0, ?, ?, ?, '', ?, 0, '[]')",
        (
            f"{no}-{place}",
            no,
            due and due.isoformat(),
            *(("=", 3, "个", "3个") if ending == "unread" else (None, None, None, None)),
            status.value,
            (TODAY + timedelta(days=40 if ending == "late" else -40)).isoformat() if done else None,
            0 if done and ending == "missed" else None,
        ),
    )


@pytest.mark.slow
@RELAXED
@given(TASKS, RULES)
def test_every_query_says_what_the_rule_says_of_tasks(
    plan: sqlite3.Connection, tasks: list[Task], rules: LightRules
) -> None:
    plan.execute("BEGIN")
    try:
        put(plan, tasks, rules)
        expected = {
            no: task_light(
                [(one[0], one[1]) for one in milestones],
                TODAY,
                follow_up=follow_up,
                behind=min(filter(None, map(behind_of, milestones)), default=None),
                rules=rules,
            )
            for no, (milestones, follow_up) in enumerate(tasks + [([], None)] * (60 - len(tasks)), 1)
        }
        assert {row.no: row.light for row in read_tasks(plan, TODAY, list(expected))} == expected
        assert read_task(plan, TODAY, 1).task.light is expected[1]
        for light in Light:
            spelled = found = [no for no, one in expected.items() if one is light]
            assert find_tasks(plan, TODAY, TaskFilter(light=light)) == found
            if (
                light is Light.BEHIND and not rules.behind_light
            ):  # where it is no light, the word asks for the pace
                spelled = [no for no, one in enumerate(tasks, 1) if any(map(is_behind, one[0]))]
                assert find_tasks(plan, TODAY, TaskFilter(pace=Pace.BEHIND)) == spelled
            assert find_tasks(plan, TODAY, TaskFilter(text=light.word)) == spelled
            hits = search_names(plan, TODAY, SearchQuery(light=light, kind=Place.TASK), 100)
            assert {hit.task_no for hit in hits} == set(found)
        counts = Counter(expected.values())
        assert count_lights(plan, TODAY) == {light: counts[light] for light in Light}
        assert read_overview(plan, TODAY).lights == count_lights(plan, TODAY)
        worst_first = find_tasks(plan, TODAY, TaskFilter(), Sort("light"))
        ranks = [expected[no].rank for no in worst_first]
        assert ranks == sorted(ranks)
        for unit in list_units(plan, TODAY):
            own = find_tasks(plan, TODAY, TaskFilter(unit=unit.name))
            carried = Counter(expected[no] for no in own)
            assert (unit.overdue, unit.due_soon) == (carried[Light.OVERDUE], carried[Light.DUE_SOON])
            assert unit.behind == carried[Light.BEHIND]
            if own[:1] == [1]:
                counted = read_unit(plan, TODAY, unit.name).counts
                assert counted == {light.value: carried[light] for light in lights_of(rules)}
    finally:
        plan.rollback()


@pytest.mark.slow
@RELAXED
@given(TASKS, RULES)
def test_every_query_says_what_the_rule_says_of_milestones(
    plan: sqlite3.Connection, tasks: list[Task], rules: LightRules
) -> None:
    plan.execute("BEGIN")
    try:
        put(plan, tasks, rules)
        expected: dict[str, Light] = {}
        cancelled = set[str]()
        for no, (milestones, follow_up) in enumerate(tasks, 1):
            for place, one in enumerate(milestones, 1):
                identity, status = f"{no}-{place}", one[0]
                expected[identity] = milestone_light(
                    status, one[1], TODAY, follow_up=follow_up, behind=behind_of(one), rules=rules
                )
                if status is Status.CANCELLED:
                    cancelled.add(identity)
        rows = {row.id: row for row in list_milestones(plan, TODAY)}
        assert {key: row.light for key, row in rows.items()} == expected
        everything = find_milestones(plan, TODAY, MilestoneFilter())
        assert {row.id: row.light for row in read_milestones(plan, TODAY, list(everything))} == expected
        assert all(read_milestone(plan, TODAY, key).light is light for key, light in expected.items())
        assert everything.cancelled == len(cancelled)
        ranks = [len(Light) if key in cancelled else expected[key].rank for key in everything]
        assert ranks == sorted(ranks)
        for light in Light:
            found = {key for key, one in expected.items() if one is light} - cancelled
            assert everything.count(light) == len(found)
            assert set(find_milestones(plan, TODAY, MilestoneFilter(light=light))) == found
            assert {row.id for row in list_milestones(plan, TODAY, light=light)} == found
            hits = search_names(plan, TODAY, SearchQuery(light=light, kind=Place.MILESTONE), 100)
            assert {hit.key for hit in hits} <= found  # the index of names knows those of the plan only
            if light is Light.BEHIND and not rules.behind_light:
                found = {
                    f"{no}-{at}"
                    for no, (of, _) in enumerate(tasks, 1)
                    for at, one in enumerate(of, 1)
                    if is_behind(one)
                }
                assert {row.id for row in rows.values() if row.paced is Pace.BEHIND} == found
            if light is not Light.DONE:
                assert set(find_milestones(plan, TODAY, MilestoneFilter(text=light.word))) == found
        done = {key: row.state.done_word for key, row in rows.items() if row.light is Light.DONE}
        for word in DONE_WORDS[:-1]:
            asked = set(find_milestones(plan, TODAY, MilestoneFilter(text=word)))
            assert asked == {key for key, one in done.items() if one == word}
        late = {row.id for row in list_overdue(plan, TODAY)}
        assert late == {key for key, one in expected.items() if one is Light.OVERDUE}
        assert len(late) == read_overview(plan, TODAY).overdue_count
        sources = {key: row.state.due_source for key, row in rows.items()}
        by_source = find_milestones(plan, TODAY, MilestoneFilter(), Sort("source"))
        assert [sources[key] for key in by_source] == sorted(sources.values(), key=_SURE.index)
    finally:
        plan.rollback()


_SURE = ["quotation", "decision", "assumption", "none"]


@pytest.mark.parametrize(
    ("light", "index"),
    [
        (Light.OVERDUE, "milestone_open_due (due>? AND due<?)"),
        (Light.DUE_SOON, "milestone_open_due (due>?)"),
        (Light.BEHIND, "milestone_open_due (due>?)"),
        (Light.ON_TRACK, "milestone_open_due (due>?)"),
    ],
)
def test_milestones_of_a_light_are_found_by_the_index_of_open_dates(
    plan: sqlite3.Connection, light: Light, index: str
) -> None:
    sql = (
        "EXPLAIN QUERY PLAN SELECT m.id FROM milestone AS m "  # noqa: S608 - constant conditions
        f"JOIN task_state AS s ON s.task_no = m.task_no WHERE {of_light(light)}"
    )
    steps = [row[3] for row in plan.execute(sql, day_parameters(plan, TODAY))]
    assert any(index in step for step in steps), steps


def test_tasks_are_counted_by_indexes_alone(plan: sqlite3.Connection) -> None:
    asked: list[str] = []
    plan.set_trace_callback(asked.append)
    try:
        count_lights(plan, TODAY)
    finally:
        plan.set_trace_callback(None)
    steps = [row[3] for sql in asked for row in plan.execute(f"EXPLAIN QUERY PLAN {sql}")]
    read = [step for step in steps if "task_state" in step or step.startswith(("SCAN s ", "SEARCH s "))]
    assert len(read) >= 6 and all("COVERING INDEX" in step or "USING INDEX" in step for step in read), steps
