"""How things ended (办结 and 中止), told apart: the one definition for every paper that counts or names them.

按期办结 is never said of what was late, missed its target or came without the value that it is measured by.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from huaian_tui.domain.rules.lights import Light, Status
from huaian_tui.domain.rules.milestone_state import DONE, LATE, MISSED, NO_VALUE, MilestoneState

ON_TIME = "按期办结"
UNDATED_DONE = "未定时限办结"
"""Done where nobody had said by when."""
CANCELLED = "中止"

ENDINGS = (ON_TIME, LATE, MISSED, NO_VALUE, UNDATED_DONE, CANCELLED)
"""In the order in which papers count them."""

_WORST_FIRST = (MISSED, NO_VALUE, LATE, UNDATED_DONE, ON_TIME)


def ending_word(state: MilestoneState) -> str:
    """按期办结, 超时办结, 未达标办结, 未填数值办结, 未定时限办结 or 中止; nothing of an open one.

    Of one that was late and missed its target the target is said.
    """
    if state.status is Status.OPEN:
        return ""
    if state.status is Status.CANCELLED:
        return CANCELLED
    if state.done_word != DONE:
        return state.done_word
    return UNDATED_DONE if state.due is None else ON_TIME


def was_late(state: MilestoneState) -> bool:
    """Whether a done one was done after its date, whatever else is said of it."""
    return state.completed_on is not None and state.due is not None and state.completed_on > state.due


def count_endings(states: Iterable[MilestoneState]) -> list[tuple[str, int]]:
    """(word, number) of each way in which some of these milestones ended."""
    return _counted(ending_word(state) for state in states)


def task_ending(states: Sequence[MilestoneState]) -> str:
    """How a task ended whose milestones are these: the worst of its completions, else 中止.

    Nothing as long as one is open, or where there is none.
    """
    words = {ending_word(state) for state in states}
    if not words or "" in words:
        return ""
    return next((word for word in _WORST_FIRST if word in words), CANCELLED)


def count_task_endings(tasks: Iterable[Sequence[MilestoneState]]) -> list[tuple[str, int]]:
    """(word, number) of each way in which some of these tasks ended."""
    return _counted(task_ending(states) for states in tasks)


def _counted(words: Iterable[str]) -> list[tuple[str, int]]:
    found = Counter(words)
    return [(word, found[word]) for word in ENDINGS if found[word]]


def endings_words(counted: Iterable[tuple[str, int]], measure: str = "个") -> str:
    """按期办结1个、超时办结2个; nothing where nothing ended."""
    return "、".join(f"{word}{count}{measure}" for word, count in counted)


def undated_by_plan(states: Iterable[MilestoneState]) -> bool:
    """Whether it is true of a task that its plan gives no time limit (方案没有写明时限), and nobody did."""
    return all(state.due is None and not state.due_decided for state in states)


def wants_milestones(told: Light, states: Sequence[MilestoneState]) -> bool:
    """Whether somebody is to set milestones for a task: only where no date is, was or ever had been set.

    One whose milestones were all cancelled is not asked for new ones.
    """
    stopped = bool(states) and all(state.status is Status.CANCELLED for state in states)
    return told is Light.UNSCHEDULED and undated_by_plan(states) and not stopped
