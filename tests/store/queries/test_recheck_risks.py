"""单位自报 as a risk of an item stays, whatever was decided on the milestone after its completion."""

from __future__ import annotations

from datetime import date

from huaian_tui.domain.dates.reporting_period import year_of
from huaian_tui.ledger.identity import first_id_after
from huaian_tui.ledger.record import Body, Entry, RecordKind
from huaian_tui.services.conflicts import settle_conflict
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.store.queries.rechecks import completed_items

TODAY = date(2025, 3, 15)
MILESTONE = "2-1"
REPORT = first_id_after(date(2025, 1, 1)).hex()


def decide(ledger: Ledger, kind: RecordKind, body: Body, ref: bytes | None = None) -> bytes:
    entry = Entry(
        kind, {"basis": "报告", **body}, task_no=2, milestone=MILESTONE, occurred_on="2025-03-10", ref=ref
    )
    with ledger.action() as action:
        return action.append(entry)


def reported(ledger: Ledger) -> list[bool]:
    return [one.own_report for one in completed_items(ledger.connection, year_of(TODAY), TODAY)]


def test_after_a_settling_the_kept_side_says_whether_a_report_completed_it(ledger: Ledger) -> None:
    ours = decide(ledger, RecordKind.MILESTONE_COMPLETE, {"report": REPORT})
    theirs = decide(ledger, RecordKind.MILESTONE_CANCEL, {})
    assert read_milestone(ledger.connection, TODAY, MILESTONE).state.conflict and reported(ledger) == []
    settle_conflict(ledger, MILESTONE, ours, "核对", TODAY)
    assert reported(ledger) == [True]
    assert theirs != ours


def test_after_a_settling_for_the_officers_own_completion_no_report_counts(ledger: Ledger) -> None:
    decide(ledger, RecordKind.MILESTONE_COMPLETE, {"report": REPORT})
    own = decide(ledger, RecordKind.MILESTONE_COMPLETE, {"basis": "现场查看"})
    settle_conflict(ledger, MILESTONE, own, "核对", TODAY)
    assert reported(ledger) == [False]


def test_another_target_or_date_after_it_hides_no_report(ledger: Ledger) -> None:
    made = decide(ledger, RecordKind.MILESTONE_COMPLETE, {"report": REPORT})
    assert reported(ledger) == [True]
    moved = decide(ledger, RecordKind.MILESTONE_EXTEND, {"due": "2026-12-31"}, made)
    assert reported(ledger) == [True]
    decide(ledger, RecordKind.MILESTONE_TARGET, {}, moved)
    assert reported(ledger) == [True]
