"""Settling a conflict: by keeping a side or deciding anew, on several laptops, and taking that back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.milestone_desk import DECISIONS, PLANNED, Desk

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.ledger.kinds.decisions import fold_decisions
from huaian_tui.ledger.kinds.kind import FoldRecord

HOW = st.sampled_from(DECISIONS)
ACTS = st.sampled_from(("decide", "settle", "undo", "meet"))


def conflict(ours: str = "extend", theirs: str = "complete") -> tuple[Desk, FoldRecord, FoldRecord]:
    """One laptop that has taken in what another decided apart, and both decisions."""
    desk, other = Desk(), Desk()
    other.clock = desk.clock
    mine, its = desk.decide(ours, 7), other.decide(theirs, 20)
    desk.meet(other)
    assert desk.heads == (mine.id, its.id)
    return desk, mine, its


def state(desk: Desk) -> MilestoneState:
    found = desk.folded().state
    assert found is not None
    return found


@pytest.mark.parametrize("theirs", DECISIONS)
@pytest.mark.parametrize("ours", DECISIONS)
def test_what_is_settled_and_taken_back_is_in_conflict_again(ours: str, theirs: str) -> None:
    desk, mine, its = conflict(ours, theirs)
    apart = desk.folded()
    for keep in (mine, its):
        settled = desk.settle(keep.id)
        assert desk.heads == (settled.id,)
        assert replace(state(desk), heads=(), decided_by=None) == replace(
            state_of(keep), heads=(), decided_by=None
        )
        undo = desk.take_back(settled)
        assert desk.folded() == apart and desk.heads == (mine.id, its.id)
        again = desk.take_back(undo)
        assert desk.heads == (again.id,) and not state(desk).conflict
        desk.take_back(again)
        assert desk.folded() == apart
    anew = desk.decide("complete", 25)
    assert state(desk).status is Status.DONE and desk.heads == (anew.id,)
    desk.take_back(anew)
    assert desk.folded() == apart


def state_of(*records: FoldRecord) -> MilestoneState:
    found = fold_decisions(PLANNED, records).state
    assert found is not None
    return found


def test_a_settling_is_not_taken_back_below_what_was_decided_on_it() -> None:
    desk, mine, _ = conflict()
    settled = desk.settle(mine.id)
    later = desk.decide("cancel", 3)
    with pytest.raises(HuaianError, match="此后又作了决定"):
        desk.take_back(settled)
    desk.take_back(later)
    desk.take_back(settled)
    assert desk.heads == (mine.id, desk.seen[1].id) and state(desk).conflict


def test_what_was_settled_and_then_taken_back_elsewhere_stays_below_what_was_decided_on_it() -> None:
    ours, mine, _ = conflict()
    settled = ours.settle(mine.id)
    theirs = ours.apart()
    ours.take_back(settled)
    later = theirs.decide("cancel", 3)
    ours.meet(theirs)
    assert state(ours).conflict and later.id in ours.heads
    ours.settle(later.id)
    assert not state(ours).conflict and state(ours).status is Status.CANCELLED


def test_settled_differently_on_two_laptops_is_a_conflict_again_and_can_be_settled() -> None:
    ours, mine, its = conflict()
    theirs = ours.apart()
    one, other = ours.settle(mine.id), theirs.settle(its.id)
    ours.meet(theirs)
    assert ours.heads == (one.id, other.id)
    assert replace(state(ours), heads=()) == PLANNED
    ours.settle(one.id)
    assert (state(ours).conflict, state(ours).status, state(ours).due) == (
        False,
        Status.OPEN,
        date(2026, 8, 28),
    )
    theirs.meet(ours)
    assert theirs.folded() == ours.folded()


def test_settled_alike_on_two_laptops_is_settled_and_taken_back_once() -> None:
    ours, mine, its = conflict()
    theirs = ours.apart()
    ours.settle(its.id)
    theirs.settle(its.id)
    ours.meet(theirs)
    assert not state(ours).conflict and state(ours).status is Status.DONE
    ours.take_back(ours.seen[2])
    assert ours.heads == (mine.id, its.id) and state(ours).status is Status.OPEN


def test_what_was_taken_back_under_a_decision_of_another_is_a_side_whoever_else_decided() -> None:
    ours, theirs, third = Desk(), Desk(), Desk()
    theirs.clock = third.clock = ours.clock
    first = ours.decide("extend", 1)
    theirs.meet(ours)
    built_on_it = ours.decide("extend", 2)
    taken_back = theirs.take_back(first)
    stranger = third.decide("extend", 3)
    both = ours.apart()
    both.meet(theirs)
    assert both.heads == (built_on_it.id, taken_back.id)
    ours.meet(theirs, third)
    assert ours.heads == (built_on_it.id, taken_back.id, stranger.id)
    anew = ours.decide("extend", 4)
    assert ours.heads == (anew.id,) and not state(ours).conflict


@given(st.lists(HOW, min_size=3, max_size=3), st.integers(0, 2), st.randoms(use_true_random=False))
def test_three_laptops_agree_once_it_is_settled_in_any_order_of_meeting(
    hows: list[str], keep: int, chance: Any
) -> None:
    desks = [Desk(), Desk(), Desk()]
    for desk, how in zip(desks, hows, strict=True):
        desk.clock = desks[0].clock
        desk.decide(how, chance.randrange(20))
    first = desks[0].apart()
    first.meet(*desks)
    kept = first.seen[keep]
    first.settle(kept.id)
    expected = first.folded()
    assert replace(expected.state or PLANNED, heads=(), decided_by=None) == replace(
        state_of(kept), heads=(), decided_by=None
    )
    for order in permutations([first, *desks]):
        met = Desk(PLANNED, [], first.clock)
        for desk in order:
            met.meet(desk)
        chance.shuffle(met.seen)
        assert met.folded() == expected


@given(
    st.lists(st.tuples(st.integers(0, 2), ACTS, HOW), max_size=14),
    st.randoms(use_true_random=False),
)
def test_random_settlings_and_undos_show_no_side_alone(acts: list[tuple[int, str, str]], chance: Any) -> None:
    desks = [Desk(), Desk(), Desk()]
    for desk in desks:
        desk.clock = desks[0].clock
    for which, act, how in acts:
        desk = desks[which]
        if act == "settle" and len(desk.heads) > 1:
            desk.settle(chance.choice(desk.heads))
        elif act == "undo" and desk.seen:
            try:
                desk.take_back(chance.choice(desk.seen))
            except HuaianError:
                continue
        elif act == "meet":
            desk.meet(*desks)
        else:
            desk.decide(how, chance.randrange(20))
            assert len(desk.heads) == 1
        found = desk.folded()
        if found.state is not None and found.state.conflict:
            assert found.state.status is Status.OPEN and found.completion is None
        shuffled = list(desk.seen)
        chance.shuffle(shuffled)
        assert fold_decisions(PLANNED, shuffled) == found
