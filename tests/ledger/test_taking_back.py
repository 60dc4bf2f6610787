"""A record and what takes it back count as nothing, wherever they stand, in any order, on any laptop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.milestone_desk import PLANNED, Desk, desks, laptops

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.ledger.kinds.decision_heads import counted, decided, heads_of
from huaian_tui.ledger.kinds.decisions import Folded, apply, fold_decisions
from huaian_tui.ledger.kinds.kind import FoldRecord
from huaian_tui.ledger.kinds.readings import READINGS
from huaian_tui.ledger.kinds.taking_back import correction, retraction, undone
from huaian_tui.ledger.record import Entry, RecordKind


def same(one: Folded, other: Folded) -> bool:
    """Equal but for who knew of whom."""
    return _plain(one) == _plain(other)


def _plain(folded: Folded) -> Any:
    state, completion = folded
    done = completion and (completion.id, completion.occurred_on, completion.body.get("value"))
    return None if state is None else (replace(state, heads=()), done)


def plainly(planned: MilestoneState | None, records: Sequence[FoldRecord]) -> Folded:
    """What these say one after the other, whoever knew of whom."""
    return apply(planned, counted(decided(records)))


@given(desks() | desks(by_officer=True), st.data(), st.randoms(use_true_random=False))
def test_the_pair_counts_as_nothing_and_an_undo_is_undone(
    desk: Desk, data: st.DataObject, chance: Any
) -> None:
    before, history = desk.folded(), list(desk.seen)
    gone = data.draw(st.sampled_from(history))
    undo = desk.take_back(gone)
    without = plainly(desk.planned, [one for one in history if one.id != gone.id])
    assert same(desk.folded(), without)
    assert heads_of(decided(desk.seen)) == (undo.id,), "one laptop never disagrees with itself"
    again = desk.take_back(undo)
    assert same(desk.folded(), before)
    desk.take_back(again)
    assert same(desk.folded(), without)
    result = desk.folded()
    chance.shuffle(desk.seen)
    assert desk.folded() == result


@given(desks(), st.data())
def test_several_are_taken_back_in_any_order(desk: Desk, data: st.DataObject) -> None:
    history = list(desk.seen)
    gone = data.draw(st.lists(st.sampled_from(history), unique_by=lambda one: one.id))
    for one in gone:
        desk.take_back(one)
    left = [one for one in history if one not in gone]
    assert same(desk.folded(), plainly(desk.planned, left))
    desk.decide("extend", 3)
    assert len(heads_of(decided(desk.seen))) == 1, "what comes after refers to the last retraction"


@given(desks() | desks(by_officer=True), st.data())
def test_a_corrected_decision_is_as_if_made_so(desk: Desk, data: st.DataObject) -> None:
    history = list(desk.seen)
    wrong = data.draw(st.sampled_from(history))
    parts = {"basis": "更正后的依据"} | ({"due": "2027-01-31"} if "due" in wrong.body else {})
    made = desk.correct(wrong, "2025-07-01", **parts)
    right = [
        one._replace(occurred_on="2025-07-01", body={**one.body, **parts}) if one == wrong else one
        for one in history
    ]
    assert same(desk.folded(), plainly(desk.planned, right))
    desk.take_back(made)
    assert same(desk.folded(), plainly(desk.planned, history)), "the correction is taken back"
    desk.correct(wrong, "2025-07-02")
    desk.take_back(wrong)
    left = [one for one in history if one != wrong]
    assert same(desk.folded(), plainly(desk.planned, left)), "it goes with its correction"


@given(laptops(), st.randoms(use_true_random=False))
def test_laptops_agree_whatever_the_order_and_nothing_taken_back_shows(
    history: list[FoldRecord], chance: Any
) -> None:
    whole = fold_decisions(PLANNED, history)
    shuffled = list(history)
    chance.shuffle(shuffled)
    assert fold_decisions(PLANNED, shuffled) == whole
    counts = counted(decided(history))
    assert whole.state is not None
    if whole.state.conflict:
        assert whole.state.status is Status.OPEN and whole.completion is None
    else:
        assert same(whole, plainly(PLANNED, counts)), "as if only what counts had been recorded"
    assert not {one.id for one in counts} & undone(history)
    if whole.completion is not None:
        assert whole.completion.id not in undone(history)


def test_an_undo_and_a_decision_unseen_by_each_other_are_a_conflict() -> None:
    ours = Desk()
    done = ours.decide("complete", 20)
    theirs = Desk(PLANNED, list(ours.seen), ours.clock)
    ours.take_back(done)
    theirs.decide("reopen", 1)
    both = fold_decisions(PLANNED, [*ours.seen, *theirs.seen[1:]])
    assert both.state is not None and both.state.conflict


def test_what_was_decided_and_taken_back_unseen_is_no_side() -> None:
    ours, theirs = Desk(), Desk()
    theirs.clock = ours.clock
    ours.take_back(ours.decide("extend", 7))
    done = theirs.decide("complete", 20)
    both = Desk(PLANNED, [*ours.seen, *theirs.seen], ours.clock)
    state, completion = both.folded()
    assert completion == done and state is not None and not state.conflict
    both.decide("reopen", 1)
    assert len(heads_of(decided(both.seen))) == 1


def test_a_setting_taken_back_stays_where_somebody_decided_unseen() -> None:
    ours = Desk(None)
    made = ours.decide("set", 5)
    theirs = Desk(None, list(ours.seen), ours.clock)
    ours.take_back(made)
    assert ours.folded().state is None
    theirs.decide("extend", 9)
    both = Desk(None, [*ours.seen, *theirs.seen[1:]], ours.clock)
    state = both.folded().state
    assert state is not None and state.conflict and state.due == date(2026, 6, 28)
    both.decide("extend", 3)
    settled = both.folded().state
    assert settled is not None and not settled.conflict


def test_the_same_undo_on_two_laptops_is_no_conflict() -> None:
    ours = Desk()
    done = ours.decide("complete", 20)
    theirs = Desk(PLANNED, list(ours.seen), ours.clock)
    ours.take_back(done)
    theirs.take_back(done)
    both = fold_decisions(PLANNED, [*ours.seen, *theirs.seen[1:]])
    assert both.state is not None and not both.state.conflict
    assert same(both, Folded(PLANNED, None))


def test_one_side_of_a_conflict_taken_back_leaves_the_other() -> None:
    ours, theirs = Desk(), Desk()
    theirs.clock = ours.clock
    mine, other = ours.decide("complete", 20), theirs.decide("extend", 7)
    both = Desk(PLANNED, [mine, other], ours.clock)
    state = both.folded().state
    assert state is not None and state.conflict
    both.take_back(mine)
    after = both.folded()
    assert after.state is not None and not after.state.conflict
    assert same(after, fold_decisions(PLANNED, [other]))


def test_in_a_conflict_only_a_side_is_taken_back() -> None:
    ours = Desk()
    first = ours.decide("extend", 3)
    theirs = Desk(PLANNED, list(ours.seen), ours.clock)
    ours.decide("complete", 20)
    theirs.decide("cancel", 7)
    both = Desk(PLANNED, [*ours.seen, *theirs.seen[1:]], ours.clock)
    with pytest.raises(HuaianError, match="冲突待核"):
        both.take_back(first)


def test_records_of_an_older_program_keep_their_meaning() -> None:
    desk = Desk()
    done = desk.decide("complete", 20)
    back = Entry(RecordKind.RETRACTION, {"reason": "误操作", "text": "读数 4010"}, ref=done.id)
    desk.append(back)
    state, completion = desk.folded()
    assert completion == done and state is not None and state.heads == (done.id,)


def reading_rows(records: Sequence[FoldRecord]) -> list[Any]:
    return [row[3] for row in READINGS.rows(records, None)[0]]


def test_a_reading_is_corrected_taken_back_and_restored() -> None:
    desk = Desk()
    said = desk.append(Entry(RecordKind.READING, {"value": 210}, occurred_on="2025-06-01"))
    body = {"value": 21, "reason": "笔误"}
    fixed = desk.append(correction(said, body, made=said.id))
    assert reading_rows(desk.seen) == [21]
    gone = desk.append(retraction(said, "误录", "读数 21", made=said.id))
    assert reading_rows(desk.seen) == []
    desk.append(retraction(gone, "没有错", "撤回", made=said.id))
    assert reading_rows(desk.seen) == [21]
    desk.append(retraction(fixed, "本来就对", "更正", made=said.id))
    assert reading_rows(desk.seen) == [210]


CLAIM = "ab" * 16


def by_report(desk: Desk, report: int, claim: str = CLAIM, value: float = 4100) -> FoldRecord:
    heads = heads_of(decided(desk.seen))
    body = {"basis": "自报", "value": value, "claim": claim, "report": report.to_bytes(16, "big").hex()}
    ref = heads[-1] if heads else None
    return desk.append(Entry(RecordKind.MILESTONE_COMPLETE, body, occurred_on="2025-06-01", ref=ref))


def test_one_form_confirmed_on_two_laptops_completes_once_without_a_conflict() -> None:
    ours, theirs = Desk(), Desk()
    theirs.clock = ours.clock
    first, second = by_report(ours, 1), by_report(theirs, 2)
    both = Desk(PLANNED, [first, second], ours.clock)
    state, completion = both.folded()
    assert completion == first and state is not None and not state.conflict
    both.take_back(first)
    after = both.folded()
    assert after.completion is None and after.state is not None and not after.state.conflict


def test_the_later_report_completes_whatever_the_order_of_confirming() -> None:
    for order in ((1, 2), (2, 1)):
        desks = [Desk(), Desk()]
        desks[1].clock = desks[0].clock
        made = [
            by_report(desk, one, f"{one:032x}", 4000 + one) for desk, one in zip(desks, order, strict=True)
        ]
        completion = fold_decisions(PLANNED, made).completion
        assert completion is not None and completion.body["value"] == 4002
