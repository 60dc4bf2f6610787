"""State lights with what goes with them: days past or to go, how many of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from huaian_tui.domain.answers.task_rows import TaskRow
from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.words.days import THAT_DAY


def light_words(light: Light, overdue_days: int) -> str:
    """The word of a light, with the days where it is overdue: 逾期691天."""
    return f"{light.word}{overdue_days}天" if overdue_days else light.word


def task_words(task: TaskRow, today: date) -> str:
    """A task's light with the days past its date, or still to go: 逾期691天, 临期12天, 临期当日."""
    if task.light is not Light.DUE_SOON or task.next_due is None:
        return light_words(task.light, task.overdue_days)
    days = (task.next_due - today).days
    return f"{task.light.word}{days}天" if days else f"{task.light.word}{THAT_DAY}"


def counts_words(counts: Mapping[Light, int]) -> str:
    """The lights that occur: 逾期 2，未设节点 7; nothing for nothing."""
    return "，".join(f"{light.word} {count}" for light, count in counts.items() if count)
