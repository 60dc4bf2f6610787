"""单位自报 in the store: taken in once, decided once, and what a confirmation makes."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huaian_tui.domain.errors import HuaianError, InputRefused, NotFound, UnknownUnit
from huaian_tui.domain.report_states import ReportState
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.self_reports import FormLine, ReportDraft
from huaian_tui.ledger.gist import gist
from huaian_tui.ledger.identity import SHANGHAI, first_id_after
from huaian_tui.ledger.record import RecordKind
from huaian_tui.services.decisions import Completion, add_reading, complete_milestone, reopen_milestone
from huaian_tui.services.report_taking import take_reports
from huaian_tui.services.self_reports import confirm_report, default_basis, reject_report
from huaian_tui.store.engine import fold
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import reading
from huaian_tui.store.engine.connection import transaction
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.opening import open_writer
from huaian_tui.store.engine.records import read_records
from huaian_tui.store.queries import time_line as events
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.store.queries.notes import find_notes, identify, read_notes
from huaian_tui.store.queries.self_reports import count_pending, list_reports, read_beside, read_report
from huaian_tui.store.queries.tasks import read_readings

FORM = FormLine("f00d", 1, date(2026, 11, 20), "ab" * 32, 5)
DRAFT = ReportDraft(
    unit="市数据局",
    milestone="45-2",
    progress="已建 5200 个\n正在验收",
    finished=True,
    finished_on=date(2026, 11, 10),
    value=5200,
    problem="电力不足",
    next_step="月底前验收",
    contact="甲 0517-83600000",
    form=FORM,
)


def taken(ledger: Ledger, today: date, *drafts: ReportDraft) -> bytes:
    return take_reports(ledger, drafts or (DRAFT,), today).added[0]


def kinds(connection: sqlite3.Connection) -> list[str]:
    return [record.kind for record in read_records(connection)]


def assert_sound(path: Path) -> None:
    """The check is content and a rebuild gives the same rows."""
    assert check_ledger(path).problems == ()
    with closing(open_writer(path)) as connection:
        before = connection.execute("SELECT * FROM self_report ORDER BY id").fetchall()
        with transaction(connection):
            fold.rebuild(connection)
        assert connection.execute("SELECT * FROM self_report ORDER BY id").fetchall() == before


def test_a_report_waits_and_changes_nothing_else(ledger: Ledger, today: date) -> None:
    report = taken(ledger, today)
    row = read_report(ledger.connection, report)
    assert (row.state, row.day, row.officer, row.unit) == (ReportState.PENDING, today, "张三", "市数据局")
    assert (row.progress, row.value, row.finished_on) == (DRAFT.progress, 5200, date(2026, 11, 10))
    assert row.form == FORM
    assert list_reports(ledger.connection) == [row]
    assert count_pending(ledger.connection) == 1
    assert read_milestone(ledger.connection, today, "45-2").state.status is Status.OPEN
    assert list(read_readings(ledger.connection, 45)) == []
    assert kinds(ledger.connection) == ["self_report"]
    assert_sound(ledger.path)


def test_the_same_line_or_the_same_words_of_a_form_are_taken_once(ledger: Ledger, today: date) -> None:
    taken(ledger, today)
    again = take_reports(ledger, [DRAFT], today)
    assert (again.added, again.known) == ((), 1)
    saved_again = replace(DRAFT, form=replace(FORM, file="cd" * 32, line=7))
    assert take_reports(ledger, [saved_again], today).known == 1
    other_words = replace(saved_again, progress="又有进展")
    assert len(take_reports(ledger, [other_words], today).added) == 1
    other_form = replace(DRAFT, form=replace(FORM, id="beef", file="ef" * 32))
    assert len(take_reports(ledger, [other_form], today).added) == 1
    assert len(list_reports(ledger.connection)) == 3
    assert_sound(ledger.path)


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"progress": " \n"}, "progress"),
    ({"progress": "长" * 20_001}, "progress"),
    ({"contact": "\u200b "}, "contact"),
    ({"milestone": "6-2", "value": 3.0}, "value"),
    ({"value": -1.0}, "value"),
    ({"value": float("nan")}, "value"),
    ({"value": float("inf")}, "value"),
    ({"finished_on": None}, "finished_on"),
    ({"finished_on": date(2026, 11, 23)}, "finished_on"),
    ({"finished_on": date(2001, 1, 1)}, "finished_on"),
    ({"finished": False}, "finished_on"),
    ({"unit": "市气象局"}, "milestone"),
]


@pytest.mark.parametrize(("wrong", "field"), REFUSED)
def test_a_wrong_line_is_refused_at_its_field_and_nothing_is_taken(
    ledger: Ledger, today: date, wrong: dict[str, Any], field: str
) -> None:
    good = replace(DRAFT, milestone="45-1")
    with pytest.raises(InputRefused) as refused:
        take_reports(ledger, [good, replace(DRAFT, **wrong)], today)
    assert refused.value.field == field
    assert refused.value.title and refused.value.way_out
    assert kinds(ledger.connection) == []


def test_unknown_units_milestones_and_reports_are_named(ledger: Ledger, today: date) -> None:
    with pytest.raises(UnknownUnit):
        take_reports(ledger, [replace(DRAFT, unit="没有这个单位")], today)
    with pytest.raises(NotFound):
        take_reports(ledger, [replace(DRAFT, milestone="99-9")], today)
    with pytest.raises(NotFound):
        confirm_report(ledger, bytes(16), today)
    assert kinds(ledger.connection) == []


def test_confirming_a_finished_one_completes_the_milestone_and_notes_the_progress(
    ledger: Ledger, today: date
) -> None:
    report = taken(ledger, today)
    made = confirm_report(ledger, report, today)
    state = read_milestone(ledger.connection, today, "45-2").state
    assert state.status is Status.DONE
    assert (state.completed_on, state.completion_value, state.met) == (date(2026, 11, 10), 5200, True)
    row = read_report(ledger.connection, report)
    assert state.completion_basis == default_basis(row)
    assert (row.state, row.decided_by, row.decided_on) == (ReportState.CONFIRMED, "张三", today)
    (note,) = read_notes(ledger.connection, find_notes(ledger.connection))
    assert (note.record_id, note.text, note.units) == (made.note, DRAFT.progress, ("市数据局",))
    assert (note.problem, note.contact, note.method) == ("电力不足", DRAFT.contact, "自查说明")
    assert [one.value for one in read_readings(ledger.connection, 45)] == [5200]
    assert made.reading is None and made.completion == state.decided_by
    assert sorted(kinds(ledger.connection)) == sorted(
        ["self_report", "report_decision", "note", "milestone_complete"]
    )
    assert count_pending(ledger.connection) == 0
    assert_sound(ledger.path)


def test_a_value_that_completes_nothing_becomes_a_reading(ledger: Ledger, today: date) -> None:
    report = taken(ledger, today, replace(DRAFT, finished=False, finished_on=None, value=4900))
    made = confirm_report(ledger, report, today)
    assert made.completion is None
    (reading,) = read_readings(ledger.connection, 45)
    assert (reading.record_id, reading.value, reading.day, reading.met) == (made.reading, 4900, today, False)
    assert read_milestone(ledger.connection, today, "45-2").state.status is Status.OPEN
    assert_sound(ledger.path)


def test_the_officer_may_take_the_progress_and_keep_the_milestone_open(ledger: Ledger, today: date) -> None:
    made = confirm_report(ledger, taken(ledger, today), today, complete=False)
    assert made.completion is None and made.reading is not None
    assert read_milestone(ledger.connection, today, "45-2").state.status is Status.OPEN


def test_a_milestone_that_is_done_meanwhile_is_not_completed_twice(ledger: Ledger, today: date) -> None:
    report = taken(ledger, today)
    complete_milestone(ledger, "45-2", Completion(date(2026, 11, 1), "现场核查", 5100), today)
    made = confirm_report(ledger, report, today)
    assert made.completion is None
    state = read_milestone(ledger.connection, today, "45-2").state
    assert (state.completion_basis, state.completed_on) == ("现场核查", date(2026, 11, 1))
    assert_sound(ledger.path)


def test_the_basis_that_the_officer_types_is_the_basis(ledger: Ledger, today: date) -> None:
    confirm_report(ledger, taken(ledger, today), today, basis="验收意见〔2026〕3号")
    state = read_milestone(ledger.connection, today, "45-2").state
    assert state.completion_basis == "验收意见〔2026〕3号"


def test_rejecting_needs_a_reason_and_changes_nothing_else(ledger: Ledger, today: date) -> None:
    report = taken(ledger, today)
    with pytest.raises(InputRefused) as refused:
        reject_report(ledger, report, " ", today)
    assert refused.value.field == "reason"
    reject_report(ledger, report, "没有附验收材料", today)
    row = read_report(ledger.connection, report)
    assert (row.state, row.reason) == (ReportState.REJECTED, "没有附验收材料")
    assert list_reports(ledger.connection) == []
    assert list_reports(ledger.connection, state=ReportState.REJECTED) == [row]
    assert read_milestone(ledger.connection, today, "45-2").state.status is Status.OPEN
    assert kinds(ledger.connection) == ["self_report", "report_decision"]
    assert_sound(ledger.path)


@pytest.mark.parametrize(
    "again",
    [
        lambda ledger, report, today: confirm_report(ledger, report, today),
        lambda ledger, report, today: reject_report(ledger, report, "迟了", today),
    ],
)
def test_a_decided_report_is_not_decided_again(
    ledger: Ledger, today: date, again: Callable[[Ledger, bytes, date], object]
) -> None:
    report = taken(ledger, today)
    confirm_report(ledger, report, today)
    before = kinds(ledger.connection)
    with pytest.raises(HuaianError, match="已确认"):
        again(ledger, report, today)
    assert kinds(ledger.connection) == before


def test_a_confirmation_that_fails_half_way_leaves_nothing(
    ledger: Ledger, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = taken(ledger, today)

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("huaian_tui.services.self_reports.complete_within", full)
    with pytest.raises(HuaianError, match="磁盘"):
        confirm_report(ledger, report, today)
    assert kinds(ledger.connection) == ["self_report"]
    assert read_report(ledger.connection, report).state is ReportState.PENDING
    assert_sound(ledger.path)


def test_beside_a_report_stands_what_was_known(ledger: Ledger, today: date) -> None:
    first = taken(ledger, today, replace(DRAFT, finished=False, finished_on=None, value=4900))
    confirm_report(ledger, first, today)
    second = taken(ledger, today, replace(DRAFT, progress="全部建成", form=replace(FORM, id="2")))
    beside = read_beside(ledger.connection, today, second)
    assert beside.report.record_id == second
    assert beside.milestone.id == "45-2"
    assert beside.reading is not None and beside.reading.value == 4900
    assert beside.note is not None and beside.note.text == DRAFT.progress
    assert [one.record_id for one in beside.earlier] == [first]


def test_as_of_the_day_before_the_decision_it_still_waits(ledger: Ledger, clock: Any) -> None:
    today = clock.today
    report = taken(ledger, today)
    clock.go_to(date(2026, 11, 25))
    confirm_report(ledger, report, clock.today)
    with reading(ledger.path, date(2026, 11, 24)) as past:
        assert read_report(past, report).state is ReportState.PENDING
        assert read_milestone(past, today, "45-2").state.status is Status.OPEN
    with reading(ledger.path, date(2026, 11, 21)) as past:
        assert report >= first_id_after(date(2026, 11, 21))
        assert list_reports(past, state=None) == []
    assert read_report(ledger.connection, report).state is ReportState.CONFIRMED


def test_filters_ids_and_the_time_line(ledger: Ledger, today: date) -> None:
    report = taken(ledger, today)
    other = replace(DRAFT, unit="市工信局", milestone="45-1", form=replace(FORM, line=6))
    taken(ledger, today, other)
    assert len(list_reports(ledger.connection, unit="市工信局")) == 1
    assert len(list_reports(ledger.connection, milestone="45-2")) == 1
    assert len(list_reports(ledger.connection, task_no=45)) == 2
    assert identify(ledger.connection, report.hex()[-8:], "self_report", "单位自报") == report
    reject_report(ledger, report, "数据不实", today)
    decided, *_, said = events.of_task(ledger.connection, 45)
    assert decided.gist == "驳回市数据局的自报；理由：数据不实"
    assert said.gist == "市数据局（报称 2026-11-10 完成）：已建 5200 个 正在验收"
    assert gist(RecordKind.REPORT_DECISION.value, {"decision": "confirmed", "unit": "市财政局"}) == (
        "确认市财政局的自报"
    )


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["take", "take", "confirm", "keep_open", "reject", "complete", "reopen", "read"]),
        st.integers(0, 5),
    ),
    max_size=14,
)


def step(ledger: Ledger, today: date, reports: list[bytes], name: str, which: int) -> None:
    """One action of an officer; a refusal passes to the caller."""
    milestone = ("45-1", "45-2", "6-1")[which % 3]
    report = reports[which % len(reports)] if reports else bytes(16)
    if name == "take":
        drafts = [
            replace(DRAFT, milestone=one, value=100.0 * which, form=replace(FORM, line=which))
            for one in ("45-1", milestone)
        ]
        reports.extend(take_reports(ledger, drafts, today).added)
    elif name in ("confirm", "keep_open"):
        confirm_report(ledger, report, today, complete=name == "confirm")
    elif name == "reject":
        reject_report(ledger, report, "不实", today)
    elif name == "complete":
        complete_milestone(ledger, milestone, Completion(today, "验收", 7), today)
    elif name == "reopen":
        reopen_milestone(ledger, milestone, "重办", today)
    else:
        add_reading(ledger, milestone, which, today, today)


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(STEPS)
def test_after_any_history_with_reports_the_projections_equal_a_rebuild(
    seeded_file: Path, steps: list[tuple[str, int]]
) -> None:
    today, reports = date(2026, 11, 22), list[bytes]()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "台账.db"
        shutil.copyfile(seeded_file, path)
        with Ledger(path, "张三", lambda: datetime(2026, 11, 22, 9, tzinfo=SHANGHAI)) as ledger:
            for name, which in steps:
                before = kinds(ledger.connection)
                try:
                    step(ledger, today, reports, name, which)
                except HuaianError as refusal:
                    assert refusal.title and refusal.way_out
                    assert kinds(ledger.connection) == before
            connection = ledger.connection
            folded = {one: rows_of(connection, one) for one in fold.projection_tables()}
            assert check_ledger(path).problems == ()
            with transaction(connection):
                fold.rebuild(connection)
            assert {one: rows_of(connection, one) for one in fold.projection_tables()} == folded
            decisions = [kind for kind in kinds(connection) if kind == "report_decision"]
            assert len(decisions) == len(reports) - count_pending(connection)


def rows_of(connection: sqlite3.Connection, table: str) -> list[Any]:
    """Every row, whatever the order of arrival."""
    return sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr)  # noqa: S608
