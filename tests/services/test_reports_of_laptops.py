"""Reports of one unit on several laptops: which is later is the same everywhere, or is said."""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import event, example, given, settings
from hypothesis import strategies as st
from support.desk import RELAXED
from support.exchange import NOON, Laptop
from support.unit_reports import DRAFT, FINISHED, LATER, MILESTONE, TODAY, standing, take

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.report_states import ReportState
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.self_reports import ReportDraft
from huaian_tui.exchange.merging.merge_result import MergeResult
from huaian_tui.services.report_taking import take_reports
from huaian_tui.services.self_reports import confirm_report, reject_report, reopen_report
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.opening import open_reader
from huaian_tui.store.queries.report_disputes import disputes_of
from huaian_tui.store.queries.self_reports import list_reports

DRAFTS = (
    DRAFT,
    FINISHED,
    LATER,
    replace(FINISHED, finished_on=date(2026, 11, 12), value=5200, form=replace(LATER.form, file="ef" * 32)),
)


def laptops(seeded: Path, folder: Path, count: int) -> list[Laptop]:
    return [Laptop(seeded, folder, name) for name in ("甲", "乙", "丙")[:count]]


def exchanged(all_: Sequence[Laptop], chance: random.Random) -> list[MergeResult]:
    """Everybody gives everybody everything, in any order."""
    packs = [laptop.export() for laptop in all_]
    results = list[MergeResult]()
    for place, laptop in enumerate(all_):
        others = [pack for other, pack in enumerate(packs) if other != place]
        chance.shuffle(others)
        results.append(laptop.take(*others))
    return results


def seen(laptop: Laptop) -> dict[str, Any]:
    with closing(open_reader(laptop.path)) as connection:
        rows = list_reports(connection, state=None, milestone=MILESTONE)
        disputes = list(disputes_of(connection, MILESTONE, DRAFT.unit))
        return standing(connection) | {
            "reports": [(one.record_id, one.state) for one in rows],
            "disputes": [(one.report.record_id, one.why) for one in disputes],
        }


WORK = ("take", "take", "confirm", "confirm", "confirm", "reject", "meet")
STEPS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(WORK), st.integers(0, 3)), min_size=6, max_size=14
)


TWICE = [(1, "take", 2), (0, "take", 1), (0, "take", 2)]
"""The later of two forms, for the laptop that decides on both; another one had it before."""


@pytest.mark.slow
@given(STEPS, st.randoms(use_true_random=False))
@example([*TWICE, (0, "confirm", 0), (0, "confirm", 0), (0, "take", 0)], random.Random(1))
@example([*TWICE, (0, "confirm", 1), (0, "confirm", 0), (0, "take", 0)], random.Random(1))
@settings(RELAXED, max_examples=20)
def test_all_agree_after_merging_in_any_order_or_are_told(
    seeded_file: Path, steps: Sequence[tuple[int, str, int]], chance: random.Random
) -> None:
    with TemporaryDirectory() as folder:
        all_ = laptops(seeded_file, Path(folder), 3)
        for minute, (who, what, number) in enumerate(steps):
            for laptop in all_:
                laptop.moment = NOON + timedelta(minutes=minute)
            laptop = all_[who]
            if what == "meet":
                laptop.take(all_[(who + 1 + number % 2) % 3].export())
            else:
                laptop.do(lambda ledger, what=what, number=number: act(ledger, what, number))
        results = exchanged(all_, chance)
        first, *others = [seen(laptop) for laptop in all_]
        assert others == [first, first]
        assert all_[0].projections() == all_[1].projections(rebuilt=True)
        confirmed = [record for record, state in first["reports"] if state is ReportState.CONFIRMED]
        if first["disputes"]:
            event("dispute")
            new = [result for result in results if result.new]
            told = {(one.report.record_id, one.why) for result in new for one in result.reports}
            assert told <= set(first["disputes"])
            about = {kind for result in new for kind, _ in result.kinds}
            assert told or not about & {"self_report", "report_decision"}
        elif confirmed and not first["conflict"]:
            event(f"{len(confirmed)} confirmed")
            assert_later_counts(all_[0], max(confirmed), first)


def act(ledger: Any, what: str, number: int) -> None:
    if what == "take":
        take_reports(ledger, [DRAFTS[number]], TODAY)
        return
    rows = sorted(list_reports(ledger.connection), key=lambda one: one.record_id)
    if rows:
        report = rows[number % len(rows)].record_id
        try:
            if what == "confirm":
                confirm_report(ledger, report, TODAY)
            else:
                reject_report(ledger, report, "不实", TODAY)
        except HuaianError as refusal:
            assert refusal.way_out


def assert_later_counts(laptop: Laptop, record: bytes, found: dict[str, Any]) -> None:
    """What holds is what the latest confirmed report says."""
    with closing(open_reader(laptop.path)) as connection:
        rows = {one.record_id: one for one in list_reports(connection, state=None)}
    later = rows[record]
    if later.finished:
        assert found["status"] is Status.DONE
        assert found["completed"] == (later.finished_on, later.value)
    else:
        assert found["status"] is Status.OPEN
    assert found["newest"] is not None and found["newest"][1] == later.value


def taken_and_confirmed(ledger: Ledger, *drafts: ReportDraft) -> list[bytes]:
    reports = take(ledger, *drafts)
    for report in reports:
        confirm_report(ledger, report, TODAY)
    return reports


@pytest.mark.parametrize("first", [0, 1])
def test_laptops_that_took_the_forms_in_another_order_complete_by_the_later(
    seeded_file: Path, tmp_path: Path, first: int
) -> None:
    """A form that both have is as old as where it came first."""
    both = laptops(seeded_file, tmp_path, 2)
    early, late = FINISHED, DRAFTS[3]
    for place, drafts in enumerate(((early, late), (late, early))):
        both[place].moment = NOON + timedelta(minutes=abs(place - first))
        both[place].do(lambda ledger, drafts=drafts: taken_and_confirmed(ledger, *drafts))
    exchanged(both, random.Random(1))
    found = seen(both[0])
    assert found == seen(both[1])
    later = late if first == 0 else early
    assert found["completed"] == (later.finished_on, later.value)
    assert (found["conflict"], found["disputes"]) == (False, [])


def test_what_one_confirmed_and_another_rejected_is_named_and_taken_back_whole(
    seeded_file: Path, tmp_path: Path
) -> None:
    ours, theirs = laptops(seeded_file, tmp_path, 2)
    (report,) = ours.do(lambda ledger: take(ledger, FINISHED))
    theirs.take(ours.export())
    ours.do(lambda ledger: confirm_report(ledger, report, TODAY))
    theirs.do(lambda ledger: reject_report(ledger, report, "不实", TODAY))
    (told,) = ours.look(theirs.export()).reports
    assert (told.report.record_id, told.why) == (report, "核实结果不同：甲确认、乙驳回")
    exchanged((ours, theirs), random.Random(1))
    assert seen(ours) == seen(theirs)
    theirs.do(lambda ledger: reopen_report(ledger, report, "两边不同，重新核实", TODAY))
    exchanged((ours, theirs), random.Random(1))
    for laptop in (ours, theirs):
        found = seen(laptop)
        assert (found["status"], found["disputes"]) == (Status.OPEN, [])
        assert found["reports"] == [(report, ReportState.PENDING)]


@pytest.mark.parametrize(
    ("first", "newest", "afterwards"),
    [(FINISHED, 4500, Status.DONE), (LATER, 5100, Status.OPEN)],
    ids=["finished-first", "open-first"],
)
def test_a_report_that_counted_as_the_later_until_another_laptop_had_it_earlier_is_named(
    seeded_file: Path, tmp_path: Path, first: ReportDraft, newest: float, afterwards: Status
) -> None:
    """The milestone stays open as it was left; of the values of one day the later form's is the newest."""
    ours, theirs = laptops(seeded_file, tmp_path, 2)
    (earlier,) = theirs.do(lambda ledger: take(ledger, LATER))
    ours.moment = NOON + timedelta(minutes=5)
    finished, open_ = ours.do(lambda ledger: take(ledger, FINISHED, LATER))
    for report in (finished, open_) if first is FINISHED else (open_, finished):
        ours.do(lambda ledger, report=report: confirm_report(ledger, report, TODAY))
    before = seen(ours)
    assert (before["status"], before["newest"], before["disputes"]) == (Status.OPEN, (TODAY, 4500), [])
    why = "核实时以它为准，2026-11-22 另有较晚的自报"
    assert [(one.report.record_id, one.why) for one in ours.look(theirs.export()).reports] == [(earlier, why)]
    exchanged((ours, theirs), random.Random(1))
    found = seen(ours)
    assert (found["status"], found["newest"], found["disputes"]) == (
        Status.OPEN,
        (TODAY, newest),
        [(earlier, why)],
    )
    theirs.do(lambda ledger: reopen_report(ledger, earlier, "另一份较晚", TODAY))
    exchanged((ours, theirs), random.Random(1))
    assert seen(ours) == seen(theirs)
    assert (seen(ours)["status"], seen(ours)["disputes"]) == (afterwards, [])


def test_a_completion_by_an_earlier_report_that_the_other_did_not_know_is_named(
    seeded_file: Path, tmp_path: Path
) -> None:
    ours, theirs = laptops(seeded_file, tmp_path, 2)
    ours.do(lambda ledger: taken_and_confirmed(ledger, FINISHED))
    theirs.moment = NOON + timedelta(minutes=5)
    theirs.do(lambda ledger: taken_and_confirmed(ledger, LATER))
    (told,) = ours.look(theirs.export()).reports
    assert "节点按它办结" in told.why and told.report.finished
    exchanged((ours, theirs), random.Random(1))
    ours.do(lambda ledger: reopen_report(ledger, told.report.record_id, "以较晚的为准", TODAY))
    found = seen(ours)
    assert (found["status"], found["newest"], found["disputes"]) == (Status.OPEN, (TODAY, 4500), [])
