"""The fold of decisions: any order of arrival, conflicts by heads, and their settling."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from support.milestone_desk import PLANNED

from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.ledger.kinds.decision_heads import known_to
from huaian_tui.ledger.kinds.decisions import fold_milestone
from huaian_tui.ledger.kinds.kind import FoldRecord
from huaian_tui.ledger.record import RecordKind


def decide(
    number: int, kind: RecordKind, ref: int | None = None, day: str | None = None, **body: Any
) -> FoldRecord:
    return FoldRecord(
        id=number.to_bytes(16, "big"),
        kind=kind,
        ref=None if ref is None else ref.to_bytes(16, "big"),
        task_no=45,
        milestone="45-1",
        occurred_on=day,
        officer="张三",
        body={"basis": f"依据{number}"} | body,
    )


def extend(number: int, due: str, ref: int | None = None, **body: Any) -> FoldRecord:
    return decide(number, RecordKind.MILESTONE_EXTEND, ref, due=due, **body)


def complete(number: int, value: float | None = None, ref: int | None = None) -> FoldRecord:
    more = {} if value is None else {"value": value}
    return decide(number, RecordKind.MILESTONE_COMPLETE, ref, "2025-01-10", **more)


def folded(*decisions: FoldRecord, planned: MilestoneState | None = PLANNED) -> MilestoneState:
    state = fold_milestone(planned, decisions)
    assert state is not None
    return state


@st.composite
def histories(draw: st.DrawFn) -> list[FoldRecord]:
    """Decisions with rising ids, each of which has seen any earlier one or none."""
    made: list[FoldRecord] = []
    for number in range(1, draw(st.integers(1, 7)) + 1):
        ref = draw(st.none() | st.integers(1, number - 1)) if number > 1 else None
        kind = draw(st.sampled_from(["extend", "complete", "cancel", "reopen"]))
        if kind == "extend":
            made.append(extend(number, f"2025-0{number}-01", ref))
        elif kind == "complete":
            made.append(complete(number, draw(st.none() | st.sampled_from([3999.0, 4001.0])), ref))
        else:
            made.append(decide(number, RecordKind(f"milestone_{kind}"), ref))
    return made


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(history: list[FoldRecord], chance: Any) -> None:
    shuffled = list(history)
    chance.shuffle(shuffled)
    assert folded(*shuffled) == folded(*history)
    assert folded(*history).conflict or folded(*history).decided_by == history[-1].id


@given(histories())
def test_a_conflict_is_open_and_shows_what_all_sides_had_seen(history: list[FoldRecord]) -> None:
    state = folded(*history)
    if not state.conflict:
        return
    assert (state.status, state.completed_on, state.completion_value) == (Status.OPEN, None, None)
    known = set.intersection(*(known_to(history, head) for head in state.heads))
    shared = [one for one in history if one.id in known]
    assert state.due == folded(*shared).due
    assert state.decided_by in {None, *known}


@given(histories())
def test_a_chain_in_which_each_saw_the_one_before_has_no_conflict(history: list[FoldRecord]) -> None:
    chained = [
        FoldRecord(
            one.id,
            one.kind,
            history[place - 1].id if place else None,
            one.task_no,
            one.milestone,
            one.occurred_on,
            one.officer,
            one.body,
        )
        for place, one in enumerate(history)
    ]
    state = folded(*chained)
    assert state.heads == (chained[-1].id,)
    assert not state.conflict


def test_without_decisions_the_plan_stands() -> None:
    assert folded() == PLANNED


def test_extending_keeps_the_first_date_and_ends_the_assumption() -> None:
    state = folded(extend(1, "2025-03-31"), extend(2, "2025-06-30", ref=1))
    assert (state.due, state.assumed, state.basis) == (date(2025, 6, 30), False, "依据2")
    assert state.original_due == date(2024, 12, 31)


def test_completing_compares_the_value_with_the_target() -> None:
    assert folded(complete(1, 4001)).met is True
    missed = folded(complete(1, 4000))
    assert (missed.met, missed.status, missed.completed_on) == (False, Status.DONE, date(2025, 1, 10))
    assert folded(complete(1)).met is None


def test_reopening_leaves_nothing_of_the_completion() -> None:
    state = folded(complete(1, 4001), decide(2, RecordKind.MILESTONE_REOPEN, 1))
    assert (state.status, state.completed_on, state.completion_basis) == (Status.OPEN, None, "")
    assert (state.completion_value, state.met, state.due) == (None, None, PLANNED.due)


def test_cancelling_after_a_completion_leaves_no_completion_date() -> None:
    state = folded(complete(1, 4001), decide(2, RecordKind.MILESTONE_CANCEL, 1))
    assert (state.status, state.completed_on, state.met) == (Status.CANCELLED, None, None)
    assert state.completion_basis == "依据2"


def test_of_a_completion_and_a_cancellation_unseen_by_each_other_neither_shows() -> None:
    state = folded(complete(1, 4001), decide(2, RecordKind.MILESTONE_CANCEL))
    assert state.conflict and replace(state, heads=()) == PLANNED


def test_what_both_agree_on_shows_and_an_agreed_completion_is_open_too() -> None:
    agreed = [extend(1, "2025-06-30"), complete(2, 4001, ref=1)]
    apart = [decide(3, RecordKind.MILESTONE_REOPEN, 2), decide(4, RecordKind.MILESTONE_CANCEL, 2)]
    state = folded(*agreed, *apart)
    assert state.conflict and (state.due, state.original_due) == (date(2025, 6, 30), PLANNED.due)
    assert (state.status, state.completed_on, state.completion_basis) == (Status.OPEN, None, "")


def test_two_that_did_not_know_of_each_other_are_a_conflict_until_one_settles_it() -> None:
    apart = [extend(1, "2025-03-31"), extend(2, "2025-06-30")]
    state = folded(*apart)
    assert state.conflict
    assert state.heads == (apart[0].id, apart[1].id)
    assert (state.due, state.assumed, state.decided_by) == (PLANNED.due, True, None)
    settled = folded(*apart, extend(3, "2025-06-30", ref=2, settles=[apart[0].id.hex()]))
    assert not settled.conflict
    assert settled.heads == ((3).to_bytes(16, "big"),) and settled.due == date(2025, 6, 30)


def test_a_milestone_set_by_an_officer_exists_from_its_record_on() -> None:
    made = decide(1, RecordKind.MILESTONE_SET, title="出台办法", due="2025-09-30")
    state = folded(made, planned=None)
    assert (state.title, state.due, state.target, state.phrase) == ("出台办法", date(2025, 9, 30), None, "")
    assert state.decided_by == made.id
    assert fold_milestone(None, [complete(2)]) is None
    assert folded(complete(2, ref=1), made, planned=None).status is Status.DONE
