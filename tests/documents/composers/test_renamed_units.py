"""Papers name units as of their day, and say which bore another name when the tasks were set."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from support.composers import paragraphs, tables
from support.forms import sheet

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.notice_frame import Composed
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.xlsx.feedback_form import write_feedback_form
from huaian_tui.documents.xlsx.ledger_book import write_ledger_book
from huaian_tui.domain.answers.unit_lists import NameChange
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.services.tasks import TaskDraft, add_tasks
from huaian_tui.services.units import Renaming, UnitChange, merge_units, rename_unit, set_unit
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import reading
from huaian_tui.store.queries.name_changes import name_changes

FEBRUARY, MARCH, JULY, AUGUST = date(2026, 2, 10), date(2026, 3, 1), date(2026, 7, 1), date(2026, 8, 15)
RENAMED = "市数据局自2026年3月1日起更名为市数字局"
MERGED = "市财政局自2026年7月1日起并入市税务局"


@pytest.fixture
def reformed(ledger: Ledger) -> Ledger:
    """市数据局 is 市数字局 from March; 市财政局 part of 市税务局 from July."""
    rename_unit(ledger, "市数据局", Renaming("市数字局", "淮安市数字局", MARCH, "机构改革"))
    merge_units(ledger, ["市财政局"], "市税务局", JULY, "机构改革")
    return ledger


def words(made: Composed) -> str:
    """All paragraphs and cells of a paper."""
    cells = [cell.text for table in tables(made) for row in table.rows for cell in row]
    return "\n".join([*paragraphs(made), *cells])


def paper(connection: sqlite3.Connection, kind: NoticeKind, day: date, unit: str) -> str:
    """The words of a paper to the unit."""
    return words(compose(connection, NoticeRequest(kind, day, (unit,))))


@pytest.mark.parametrize(
    "kind",
    [
        NoticeKind.REMINDER,
        NoticeKind.SUPERVISION,
        NoticeKind.LETTER,
        NoticeKind.ASSIGNMENT,
        NoticeKind.STATUS,
    ],
)
def test_a_paper_to_a_unit_says_its_former_name_from_the_day_on(reformed: Ledger, kind: NoticeKind) -> None:
    before, after = (paper(reformed.connection, kind, day, "市数据局") for day in (FEBRUARY, AUGUST))
    assert "更名" not in before and "市数字局" not in before
    assert after.count(RENAMED) == 1


def test_what_was_taken_over_is_said_to_the_successor_and_of_others_nothing(reformed: Ledger) -> None:
    said = paper(reformed.connection, NoticeKind.REMINDER, AUGUST, "市税务局")
    assert MERGED in said and "更名" not in said
    said = paper(reformed.connection, NoticeKind.LETTER, AUGUST, "市国资委")
    assert "并入" not in said and "更名" not in said


def test_an_answer_says_all_units_that_it_names(reformed: Ledger) -> None:
    request = NoticeRequest(NoticeKind.ANSWER, AUGUST, tasks=(6,))
    said = words(compose(reformed.connection, request))
    assert f"{RENAMED}；{MERGED}。本文用现名称。" in said and "市税务局、市数字局牵头" in said


def test_the_book_and_the_form_say_it_too(reformed: Ledger) -> None:
    connection = reformed.connection
    notes = dict(row[:2] for row in sheet(write_ledger_book(connection, AUGUST, None, None), "说明"))
    assert RENAMED in notes["单位名称"] and MERGED in notes["单位名称"]
    period = (JULY, date(2026, 9, 30))
    notes = dict(row[:2] for row in sheet(write_ledger_book(connection, AUGUST, None, period), "说明"))
    assert RENAMED not in notes["单位名称"] and MERGED in notes["单位名称"]
    form = sheet(write_feedback_form(connection, AUGUST, "市数据局"))
    assert str(form[1][0]).startswith(f"单位：市数字局（{RENAMED}）。")
    notes = dict(row[:2] for row in sheet(write_ledger_book(connection, FEBRUARY, None, None), "说明"))
    assert "单位名称" not in notes
    form = sheet(write_feedback_form(connection, FEBRUARY, "市数据局"))
    assert str(form[1][0]).startswith("单位：市数据局。")


def test_a_paper_on_data_of_a_past_day_bears_the_names_of_its_own_day(
    reformed: Ledger, ledger_path: Path
) -> None:
    with reading(ledger_path, date(2026, 1, 10)) as past:
        request = NoticeRequest(NoticeKind.REMINDER, AUGUST, ("市数据局",), as_of=date(2026, 1, 10))
        made = compose(past, request)
        assert made.document.recipients == ("淮安市数字局",) and RENAMED in words(made)
        circular = words(compose(past, NoticeRequest(NoticeKind.CIRCULAR, AUGUST, as_of=date(2026, 1, 10))))
        assert "市数字局" in circular


def test_a_task_that_prints_the_new_name_tells_nothing_of_the_old_one(reformed: Ledger) -> None:
    connection = reformed.connection
    plan = connection.execute("SELECT plan FROM task WHERE no = 1").fetchone()[0]
    (new,) = add_tasks(reformed, plan, [TaskDraft("61", "新任务", ("市数据局",))])
    assert name_changes(connection, [new], AUGUST) == []
    assert name_changes(connection, [1, new], AUGUST) == [NameChange("市数据局", "市数字局", MARCH, False)]


def test_the_book_says_which_full_names_were_confirmed(ledger: Ledger) -> None:
    set_unit(ledger, "市大数据中心", UnitChange(confirmed=True, basis="编办批复"))
    notes = dict(row[:2] for row in sheet(write_ledger_book(ledger.connection, AUGUST, None, None), "说明"))
    said = notes["全称核实"]
    assert said.startswith("淮安市大数据中心：已确认（") and "依据：编办批复" in said


def test_a_circular_of_a_later_quarter_says_what_its_table_counts_under_another_name(
    reformed: Ledger,
) -> None:
    november = date(2026, 11, 20)
    said = words(compose(reformed.connection, NoticeRequest(NoticeKind.CIRCULAR, november)))
    assert f"{RENAMED}；{MERGED}。以上单位按现名称统计。" in said
    before = words(compose(reformed.connection, NoticeRequest(NoticeKind.CIRCULAR, FEBRUARY)))
    assert "更名" not in before and "并入" not in before
