"""Tasks: filters, rows, everything about one; milestones by date; the overview. Facts of the fresh seed."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest

from huaian_tui.domain.answers.overview import Promises
from huaian_tui.domain.errors import InputRefused, NotFound
from huaian_tui.domain.rules.lights import Light, Status
from huaian_tui.services.decisions import Completion, cancel_milestone, complete_milestone
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.milestones import list_milestones, list_overdue, of_task, read_milestone
from huaian_tui.store.queries.overview import read_overview
from huaian_tui.store.queries.plan import plan_remarks, read_plan
from huaian_tui.store.queries.tasks import read_task, read_tasks

TODAY = date(2026, 11, 22)
SIX = [(2, "2-1"), (2, "2-2"), (6, "6-1"), (25, "25-1"), (26, "26-1-2024"), (45, "45-1")]


def found(reader: sqlite3.Connection, today: date = TODAY, **wanted: object) -> list[int]:
    return find_tasks(reader, today, TaskFilter(**wanted))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("today", "overdue"),
    [
        (date(2024, 12, 31), []),
        (date(2025, 1, 1), SIX),
        (date(2025, 1, 15), SIX),
        (date(2025, 12, 31), SIX),
    ],
)
def test_a_fresh_ledger_is_overdue_where_the_plan_names_a_date(
    reader: sqlite3.Connection, today: date, overdue: list[tuple[int, str]]
) -> None:
    assert [(row.task_no, row.id) for row in list_overdue(reader, today)] == overdue


def test_before_new_year_six_come_due(reader: sqlite3.Connection) -> None:
    rows = list_overdue(reader, date(2024, 12, 31), within=30)
    assert [(row.task_no, row.id) for row in rows] == SIX
    assert {row.light for row in rows} == {Light.DUE_SOON}
    assert [row.id for row in list_overdue(reader, date(2024, 12, 31), within=0)] == [one for _, one in SIX]
    assert list_overdue(reader, date(2024, 12, 30), within=0) == []


def test_long_after_the_plan_thirteen_are_overdue(reader: sqlite3.Connection) -> None:
    rows = list_overdue(reader, TODAY)
    assert [row.task_no for row in rows] == [2, 2, 6, 25, 26, 45, 2, 2, 6, 22, 25, 26, 45]
    assert {row.id for row in rows} >= {"26-1-2024", "26-1-2025"}
    assert (rows[0].overdue_days, rows[-1].overdue_days) == (691, 326)
    assert len(list_overdue(reader, TODAY, within=10**9)) == 13


def test_overdue_of_a_unit_counts_what_it_carries_for_certain(reader: sqlite3.Connection) -> None:
    assert {row.task_no for row in list_overdue(reader, TODAY, unit="市财政局")} == {6}
    assert {row.task_no for row in list_overdue(reader, TODAY, unit="涟水县")} == {2, 26}
    assert list_overdue(reader, TODAY, unit="没有") == []


def test_ended_milestones_are_not_overdue(ledger: Ledger, reader: sqlite3.Connection) -> None:
    complete_milestone(ledger, "2-1", Completion(TODAY, "验收"), TODAY)
    cancel_milestone(ledger, "2-2", "不再办", TODAY)
    assert len(list_overdue(reader, TODAY)) == 11
    assert {row.id for row in list_milestones(reader, TODAY, light=Light.DONE)} == {"2-1"}
    assert [row.state.status for row in list_milestones(reader, TODAY, task_no=2)].count(Status.OPEN) == 2


def test_milestones_filter_by_task_unit_and_light(reader: sqlite3.Connection) -> None:
    assert len(list_milestones(reader, TODAY)) == 15
    assert [row.id for row in list_milestones(reader, TODAY, task_no=26)] == [
        "26-1-2024",
        "26-1-2025",
        "26-2",
    ]
    assert {row.id for row in list_milestones(reader, TODAY, light=Light.UNSCHEDULED)} == {"26-2", "28-1"}
    assert {row.task_no for row in list_milestones(reader, TODAY, unit="市财政局")} == {6}
    assert list_milestones(reader, TODAY, task_no=1) == []
    assert of_task(reader, TODAY, 26) == list_milestones(reader, TODAY, task_no=26)
    with pytest.raises(NotFound) as refused:
        read_milestone(reader, TODAY, "26-1")
    assert "milestone list" in refused.value.way_out


def test_how_each_date_is_known_is_said(reader: sqlite3.Connection) -> None:
    for row in list_milestones(reader, TODAY):
        assert row.state.phrase and row.state.basis, row.id
        assert (row.state.due is not None) == row.state.assumed, row.id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", list(range(1, 61))),
        ("  ", list(range(1, 61))),
        ("57", [57]),
        ("预付卡", [25]),
        ("机架 市通管办", [45]),
        ("市通管办 机架", [45]),
        ("逾期", [2, 6, 22, 25, 26, 45]),
        ("逾期 财政", [6]),
        ("办结", []),
        ("没有这样的字", []),
        ("ＤＣＭＭ", [39, 57]),
        ("dcmm", [39, 57]),
        ("%", None),
        ("_", []),
        ("' OR 1=1 --", []),
    ],
)
def test_words_are_anded_over_texts_units_numbers_and_lights(
    reader: sqlite3.Connection, text: str, expected: list[int] | None
) -> None:
    rows = found(reader, text=text)
    if expected is None:
        texts = {
            no for no, text in reader.execute("SELECT no, text FROM task") if "%" in text or "％" in text
        }
        assert set(rows) == texts
    else:
        assert rows == expected


def test_a_number_finds_its_row_and_texts_that_hold_it(reader: sqlite3.Connection) -> None:
    rows = found(reader, text="45")
    assert 45 in rows
    assert found(reader, text="45 机架") == [45]


@pytest.mark.parametrize("text", ["caizhengju", "shicaizhengju", "sczj"])
def test_pinyin_and_initials_of_units_find_their_rows(reader: sqlite3.Connection, text: str) -> None:
    assert set(found(reader, text=text)) >= {6, 47, 57, 58}


def test_pinyin_of_the_text_finds_its_row(reader: sqlite3.Connection) -> None:
    assert 25 in found(reader, text="yufuka")
    assert 45 in found(reader, text="jijia")


def test_unit_role_and_light_narrow_together(reader: sqlite3.Connection) -> None:
    assert found(reader, unit="市财政局") == [6, 47, 57, 58]
    assert found(reader, unit="市财政局", role="lead") == [6, 57]
    assert found(reader, unit="市财政局", role="support") == [47, 58]
    assert found(reader, unit="市财政局", role="lead", light=Light.OVERDUE) == [6]
    assert len(found(reader, unit="涟水县")) == 17
    assert found(reader, unit="涟水县", role="lead") == []
    assert found(reader, light=Light.OVERDUE, text="机架") == [45]
    assert len(found(reader, unit="市数据局", role="lead")) == 44
    assert len(found(reader, unit="市工信局", role="support")) == 18


@pytest.mark.parametrize("text", ["a b c d e f g " * 20, "字" * 201])
def test_what_is_too_long_for_a_filter_is_refused_not_run(reader: sqlite3.Connection, text: str) -> None:
    with pytest.raises(InputRefused) as refused:
        found(reader, text=text)
    assert refused.value.field == "text"


def test_many_words_and_hostile_ones_are_only_words(reader: sqlite3.Connection) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    keys = reader.execute("SELECT task_no, search_key FROM task_key").fetchall()
    holding_all = [no for no, key in keys if set(letters) <= set(key)]
    assert found(reader, text=" ".join(letters * 3)) == holding_all
    assert found(reader, text="\udcff\x1b") == list(range(1, 61))
    assert found(reader, text="\ufdfa") == []


def test_rows_come_in_the_order_asked_for(reader: sqlite3.Connection) -> None:
    rows = read_tasks(reader, TODAY, [45, 2, 99, 10**30, -1, 57])
    assert [row.no for row in rows] == [45, 2, 57]
    assert rows[0].light is Light.OVERDUE
    assert (rows[0].next_due, rows[0].overdue_days) == (date(2024, 12, 31), 691)
    assert (rows[2].light, rows[2].next_due, rows[2].overdue_days) == (Light.UNSCHEDULED, None, 0)
    assert "市财政局" in rows[2].lead
    assert read_tasks(reader, TODAY, []) == []


def test_a_hundred_thousand_numbers_fit_one_question(reader: sqlite3.Connection) -> None:
    assert len(read_tasks(reader, TODAY, range(100_000))) == 60


def test_a_task_says_where_it_stands_in_the_plan_and_what_is_unsure(reader: sqlite3.Connection) -> None:
    fifty = read_task(reader, TODAY, 50)
    assert [(s.raw, s.unit) for s in fifty.slots if s.assumption] == [("市工信厅", "市工信局")]
    assert any("市工信厅" in one.text for one in fifty.remarks)
    twenty_nine = read_task(reader, TODAY, 29)
    assert [(s.raw, s.unit, s.open) for s in twenty_nine.slots if s.open and s.assumption] == [
        ("市科技局等单位", "市科技局", True)
    ]
    fifty_seven = read_task(reader, TODAY, 57)
    assert any("资金" in one.text for one in fifty_seven.remarks)
    assert "保障措施" in fifty_seven.section
    assert fifty_seven.article_no == 20


def test_what_the_supervising_office_leads_is_marked(reader: sqlite3.Connection) -> None:
    own = [no for no in range(1, 61) if read_task(reader, TODAY, no).self_supervised]
    assert own == [53, 54, 60]


def test_duties_deliverables_and_targets_stand_with_their_row(reader: sqlite3.Connection) -> None:
    three = read_task(reader, TODAY, 3)
    assert [one.id for one in three.deliverables] == ["3-a", "3-b"]
    assert {one.kind for one in three.duties} == {"standing"}
    assert {one.kind for one in read_task(reader, TODAY, 12).duties} == {"periodic"}
    targets = {row.id: row.state.target for row in read_task(reader, TODAY, 45).milestones}
    assert targets["45-1"] is not None and targets["45-1"].operator == ">"
    assert read_task(reader, TODAY, 4).deliverables == ()


@pytest.mark.parametrize("number", [0, 61, -5, 1 << 70])
def test_an_unknown_row_is_refused(reader: sqlite3.Connection, number: int) -> None:
    with pytest.raises(NotFound, match="1 到 60"):
        read_task(reader, TODAY, number)


def test_the_plan_says_its_stage_and_how_its_ends_are_known(reader: sqlite3.Connection) -> None:
    plan = read_plan(reader)
    assert (plan.stage, plan.start, plan.horizon) == ("征求意见稿", date(2024, 1, 1), date(2025, 12, 31))
    assert "2025年底" in plan.horizon_phrase
    assert "假定" in plan.start_basis
    whole = [one for one in plan_remarks(reader, plan.id) if one.rows == ()]
    assert any("征求意见稿" in one.text for one in whole)


def test_the_overview_of_a_fresh_ledger(reader: sqlite3.Connection) -> None:
    view = read_overview(reader, date(2024, 12, 31))
    assert (view.tasks, view.overdue, view.follow_ups, view.recent) == (60, (), (), ())
    assert [row.id for row in view.due_soon] == [one for _, one in SIX]
    assert view.lights[Light.DUE_SOON] == 5
    assert sum(view.lights.values()) == 60
    later = read_overview(reader, TODAY)
    assert (len(later.overdue), later.due_soon, later.lights[Light.OVERDUE]) == (13, (), 6)


def test_the_overview_shows_promises_of_the_coming_week_and_the_last_records(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    for due in (date(2026, 11, 22), date(2026, 11, 29), date(2026, 11, 30)):
        add_note(ledger, NoteDraft(1, f"约定{due.day}", date(2026, 11, 10), follow_up=due), TODAY)
    view = read_overview(reader, TODAY, recent=2)
    assert [note.text for note in view.follow_ups] == ["约定22", "约定29"]
    assert [event.gist for event in view.recent] == ["约定30", "约定29"]
    assert view.promises == Promises(missed=0, today=1, later=1)


def test_a_missed_follow_up_lights_a_task_that_was_on_track(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    early, promised = date(2025, 3, 3), date(2025, 3, 10)
    assert read_task(reader, early, 22).task.light is Light.ON_TRACK
    add_note(ledger, NoteDraft(22, "再来看", early, follow_up=promised), TODAY)
    assert read_task(reader, promised, 22).task.light is Light.ON_TRACK
    missed = date(2025, 3, 11)
    assert read_task(reader, missed, 22).task.light is Light.DUE_SOON
    assert [row.light for row in of_task(reader, missed, 22)] == [Light.DUE_SOON]
    assert 22 in found(reader, today=missed, light=Light.DUE_SOON)
    add_note(ledger, NoteDraft(22, "已回访", promised), TODAY)
    assert read_task(reader, missed, 22).task.light is Light.ON_TRACK
