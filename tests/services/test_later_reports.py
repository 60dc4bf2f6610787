"""Reports count once, the later one of a unit, and what was decided on one by mistake is taken back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from support.exchange import Laptop
from support.unit_reports import DRAFT, FINISHED, FORM, LATER, MILESTONE, TODAY, standing, take

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.report_states import ReportState
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.self_reports import ReportDraft
from huaian_tui.services.notes import retract_note
from huaian_tui.services.self_reports import confirm_report, reject_report, reopen_report
from huaian_tui.services.undo import undo
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.opening import open_reader
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.store.queries.notes import find_notes, read_notes
from huaian_tui.store.queries.self_reports import count_pending, list_reports, pending_reports
from huaian_tui.store.queries.task_progress import newest_readings, notes_between, readings_between
from huaian_tui.store.queries.tasks import read_readings


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_the_later_report_counts_whatever_the_order_of_confirming(
    ledger: Ledger, reader: sqlite3.Connection, order: Sequence[int]
) -> None:
    reports = take(ledger, DRAFT, LATER)
    made = [confirm_report(ledger, reports[one], TODAY) for one in order]
    assert newest_readings(reader, TODAY)[MILESTONE] == (TODAY, 4500)
    assert [one.value for one in read_readings(reader, 45)] == [3000, 4500]
    assert [one.value for one in readings_between(reader, TODAY, TODAY)] == [3000, 4500]
    said = {one: done.later for one, done in zip(order, made, strict=True)}
    assert said[1] is None and said[0] == (TODAY if order[0] == 1 else None)
    assert (made[0].waiting is not None) == (order[0] == 0), "another, later one waits"


@pytest.mark.parametrize(
    "drafts",
    [
        (FINISHED, LATER),
        (DRAFT, replace(FINISHED, form=LATER.form)),
        (FINISHED, replace(FINISHED, finished_on=date(2026, 11, 12), value=5200, form=LATER.form)),
        (replace(FINISHED, value=None), replace(LATER, value=None)),
    ],
)
def test_completion_and_value_are_those_of_the_later_report(
    seeded_file: Path, tmp_path: Path, drafts: tuple[ReportDraft, ReportDraft]
) -> None:
    found = list[dict[str, Any]]()
    for order in permutations(range(2)):
        laptop = Laptop(seeded_file, tmp_path, f"甲{order[0]}")
        with laptop.ledger() as ledger:
            reports = take(ledger, *drafts)
            for one in order:
                confirm_report(ledger, reports[one], TODAY)
            found.append(standing(ledger.connection))
        assert check_ledger(laptop.path).problems == ()
    assert found[0] == found[1]
    later = drafts[1]
    assert found[0]["status"] is (Status.DONE if later.finished else Status.OPEN)
    if later.finished:
        assert found[0]["completed"] == (later.finished_on, later.value)


def test_another_unit_does_not_replace_a_report(ledger: Ledger, reader: sqlite3.Connection) -> None:
    others = "SELECT unit FROM task_unit WHERE task_no = 45 AND unit <> '市数据局'"
    (unit,) = reader.execute(others).fetchone()
    other = replace(LATER, unit=unit, form=replace(FORM, id="beef", file="ef" * 32))
    one, two, three = take(ledger, FINISHED, other, LATER)
    confirm_report(ledger, one, TODAY)
    assert confirm_report(ledger, two, TODAY).replaced == 0
    assert read_milestone(reader, TODAY, MILESTONE).state.status is Status.DONE
    assert confirm_report(ledger, three, TODAY).replaced == 1, "its own unit's later report does"
    assert read_milestone(reader, TODAY, MILESTONE).state.status is Status.OPEN


def test_a_decision_on_a_report_is_taken_back_with_all_that_followed(
    ledger: Ledger, reader: sqlite3.Connection, ledger_path: Path
) -> None:
    (report,) = take(ledger, FINISHED)
    before = standing(reader)
    confirm_report(ledger, report, TODAY)
    assert standing(reader)["completed"] == (date(2026, 11, 10), 5100)
    assert reopen_report(ledger, report, "核错了单位", TODAY) == 3
    assert standing(reader) == before
    assert find_notes(reader, task_no=45) == [] and count_pending(reader) == 1
    reject_report(ledger, report, "误驳回", TODAY)
    with pytest.raises(HuaianError, match="已驳回"):
        confirm_report(ledger, report, TODAY)
    reopen_report(ledger, report, "驳回错了", TODAY)
    with pytest.raises(HuaianError, match="还没有核实"):
        reopen_report(ledger, report, "再退", TODAY)
    confirm_report(ledger, report, TODAY)
    assert standing(reader)["status"] is Status.DONE
    assert check_ledger(ledger_path).problems == ()


def test_confirming_is_undone_as_one_action(ledger: Ledger, reader: sqlite3.Connection) -> None:
    first, second = take(ledger, FINISHED, LATER)
    confirm_report(ledger, first, TODAY)
    before, count = standing(reader), len(ledger.written)
    confirm_report(ledger, second, TODAY)
    assert standing(reader)["status"] is Status.OPEN
    undo(ledger, ledger.written[count:], "误操作", TODAY)
    assert standing(reader) == before
    assert [one.record_id for one in list_reports(reader)] == [second]


# ------------------------------------------------------------------ one form on two laptops


@pytest.fixture
def both(seeded_file: Path, tmp_path: Path) -> tuple[Laptop, Laptop]:
    return Laptop(seeded_file, tmp_path, "甲"), Laptop(seeded_file, tmp_path, "乙")


def exchanged(both: tuple[Laptop, Laptop]) -> None:
    ours, theirs = both
    packs = ours.export(), theirs.export()
    ours.take(packs[1])
    theirs.take(packs[0])
    assert ours.projections() == theirs.projections() == ours.projections(rebuilt=True)


def look(laptop: Laptop, read: Callable[[sqlite3.Connection], Any]) -> Any:
    with closing(open_reader(laptop.path)) as connection:
        return read(connection)


@pytest.mark.parametrize("draft", [DRAFT, FINISHED], ids=["unfinished", "finished"])
@pytest.mark.parametrize("confirmed", [(False, False), (True, False), (False, True), (True, True)])
def test_a_form_taken_in_on_two_laptops_counts_once(
    both: tuple[Laptop, Laptop], draft: ReportDraft, confirmed: tuple[bool, bool]
) -> None:
    for laptop, confirms in zip(both, confirmed, strict=True):
        with laptop.ledger() as ledger:
            (report,) = take(ledger, draft)
            if confirms:
                confirm_report(ledger, report, TODAY)
    exchanged(both)
    for laptop in both:
        rows = look(laptop, lambda c: list_reports(c, state=None))
        assert len(rows) == 1
        assert look(laptop, count_pending) == int(not any(confirmed))
        assert look(laptop, pending_reports).count == int(not any(confirmed))
    if not any(confirmed):
        waiting = look(both[1], list_reports)[0].record_id
        both[1].do(lambda ledger: confirm_report(ledger, waiting, TODAY))
        exchanged(both)
    for laptop in both:
        (row,) = look(laptop, lambda c: list_reports(c, state=ReportState.CONFIRMED))
        assert len(look(laptop, lambda c: find_notes(c, task_no=45))) == 1
        assert len(look(laptop, lambda c: notes_between(c, TODAY, TODAY))) == 1
        values = [one.value for one in look(laptop, lambda c: list(read_readings(c, 45)))]
        assert values == [draft.value]
        state = look(laptop, lambda c: read_milestone(c, TODAY, MILESTONE).state)
        assert not state.conflict
        assert state.status is (Status.DONE if draft.finished else Status.OPEN)
        assert row.state is ReportState.CONFIRMED


def test_a_note_of_both_is_retracted_for_both(both: tuple[Laptop, Laptop]) -> None:
    for laptop in both:
        with laptop.ledger() as ledger:
            (report,) = take(ledger, DRAFT)
            confirm_report(ledger, report, TODAY)
    exchanged(both)
    (note,) = look(both[0], lambda c: find_notes(c, task_no=45))
    both[0].do(lambda ledger: retract_note(ledger, note, "记错了"))
    exchanged(both)
    assert [look(laptop, lambda c: find_notes(c, task_no=45)) for laptop in both] == [[], []]


def test_what_both_confirmed_is_taken_back_once_for_both(both: tuple[Laptop, Laptop]) -> None:
    for laptop in both:
        with laptop.ledger() as ledger:
            (report,) = take(ledger, FINISHED)
            confirm_report(ledger, report, TODAY)
    exchanged(both)
    ours = both[0]
    (row,) = look(ours, lambda c: list_reports(c, state=None))
    ours.do(lambda ledger: reopen_report(ledger, row.record_id, "误确认", TODAY))
    exchanged(both)
    for laptop in both:
        assert look(laptop, count_pending) == 1
        state = look(laptop, lambda c: read_milestone(c, TODAY, MILESTONE).state)
        assert (state.status, state.conflict) == (Status.OPEN, False)
        assert look(laptop, lambda c: read_notes(c, find_notes(c, task_no=45))) == []
        assert look(laptop, lambda c: list(read_readings(c, 45))) == []
        assert check_ledger(laptop.path).problems == ()
