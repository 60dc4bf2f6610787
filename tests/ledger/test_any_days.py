"""Decisions of several laptops whose own days stand in any order: every day has one sane answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from support.milestone_desk import PLANNED, laptops

from huaian_tui.domain.rules.lights import Status
from huaian_tui.ledger.identity import day_of_number
from huaian_tui.ledger.kinds.decision_heads import agreed, counted, decided, heads_of, known_to
from huaian_tui.ledger.kinds.decisions import Folded, fold_decisions
from huaian_tui.ledger.kinds.kind import FoldRecord
from huaian_tui.ledger.kinds.own_days import counting_on, own_day

FIRST = date(2025, 5, 30)
LAST = date(2025, 8, 3)
"""No own day of ``laptops`` is before the one or after the other."""


def on(history: list[FoldRecord], day: date) -> Folded:
    return fold_decisions(PLANNED, counting_on(history, day))


def _plain(completion: FoldRecord | None) -> Any:
    return completion and (completion.id, completion.occurred_on, completion.body.get("value"))


@settings(deadline=None)
@given(laptops(), st.randoms(use_true_random=False), st.integers(0, (LAST - FIRST).days))
def test_every_day_has_one_sane_answer(history: list[FoldRecord], chance: Any, number: int) -> None:
    day = FIRST + timedelta(number)
    found = on(history, day)
    shuffled = list(history)
    chance.shuffle(shuffled)
    assert on(shuffled, day) == found, "whatever the order of arrival"
    state, completion = found
    assert state is not None
    done = state.status is Status.DONE
    assert done is (state.completed_on is not None) is (completion is not None)
    assert done or (state.completion_value is None and state.met is None)
    if completion is not None and state.completed_on is not None:
        assert state.completed_on <= day, "nothing is done before its day"
    assert (state.original_due is None) or state.due_decided
    present = fold_decisions(PLANNED, history).state
    assert present is not None
    assert present.conflict or not state.conflict, "what is no conflict now is none on a day before"


@given(laptops())
@settings(deadline=None)
def test_an_answer_changes_only_on_days_of_decisions(history: list[FoldRecord]) -> None:
    ordered = decided(history)
    sides = [known_to(ordered, head) for head in heads_of(ordered)]
    parts = [agreed(ordered), *([one for one in ordered if one.id in side] for side in sides)]
    days = {day_of_number(own_day(one)) for part in [ordered, *parts] for one in counted(part)}
    first = end = on(history, FIRST)
    for number in range((LAST - FIRST).days):
        before, end = end, on(history, next_day := FIRST + timedelta(number + 1))
        assert next_day in days or before == end, next_day
    assert first.state == PLANNED
    present = fold_decisions(PLANNED, history)
    assert _plain(end.completion) == _plain(present.completion)
    assert end.state is not None and present.state is not None
    assert (end.state.status, end.state.due) == (present.state.status, present.state.due)
