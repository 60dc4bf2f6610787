"""How things ended: told apart, and 按期办结 never said of what was late or fell short."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from huaian_tui.domain.rules.lights import Light, Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.rules.targets import Target
from huaian_tui.domain.words.endings import (
    count_endings,
    count_task_endings,
    ending_word,
    endings_words,
    task_ending,
    wants_milestones,
)

DUE = date(2026, 6, 30)
TARGET = Target(">=", 4, None, "个", False, False, "4个以上")


def state(
    done: date | None = None, due: date | None = DUE, value: float | None = None, target: Target | None = None
) -> MilestoneState:
    """A milestone, done on a day (None: open)."""
    made = MilestoneState("1-1", 1, "平台建成", "", "", due, False, False, target)
    if done is None:
        return made
    met = None if target is None or value is None else target.met_by(value)
    return replace(made, status=Status.DONE, completed_on=done, completion_value=value, met=met)


CANCELLED = replace(state(), status=Status.CANCELLED)
ON_TIME, LATE = state(DUE), state(date(2026, 7, 1))
MISSED, NO_VALUE = state(date(2026, 7, 1), value=3, target=TARGET), state(DUE, target=TARGET)


@pytest.mark.parametrize(
    ("one", "word"),
    [
        (state(), ""),
        (ON_TIME, "按期办结"),
        (LATE, "超时办结"),
        (MISSED, "未达标办结"),
        (NO_VALUE, "未填数值办结"),
        (state(DUE, value=4, target=TARGET), "按期办结"),
        (state(DUE, due=None), "未定时限办结"),
        (CANCELLED, "中止"),
    ],
)
def test_each_way_to_end_has_its_word(one: MilestoneState, word: str) -> None:
    assert ending_word(one) == word


def test_a_task_ends_as_the_worst_of_its_milestones() -> None:
    assert task_ending([ON_TIME, LATE, CANCELLED]) == "超时办结"
    assert task_ending([ON_TIME, MISSED]) == "未达标办结"
    assert task_ending([CANCELLED, CANCELLED]) == "中止"
    assert task_ending([ON_TIME, state()]) == "" and task_ending([]) == ""


def test_they_are_counted_apart_in_one_order() -> None:
    counted = count_endings([LATE, state(), CANCELLED, ON_TIME, LATE, MISSED])
    assert endings_words(counted) == "按期办结1个、超时办结2个、未达标办结1个、中止1个"
    tasks = count_task_endings([[ON_TIME], [LATE, ON_TIME], [state()], []])
    assert endings_words(tasks, "项") == "按期办结1项、超时办结1项"
    assert endings_words([]) == ""


def test_milestones_are_wanted_only_where_there_never_was_a_date() -> None:
    assert wants_milestones(Light.UNSCHEDULED, [])
    assert wants_milestones(Light.UNSCHEDULED, [state(due=None)])
    assert not wants_milestones(Light.UNSCHEDULED, [state(due=None), ON_TIME])
    assert not wants_milestones(Light.UNSCHEDULED, [replace(CANCELLED, due=None)])
    assert not wants_milestones(Light.ON_TRACK, [state()])
