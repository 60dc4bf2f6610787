"""What the filter of the tasks finds."""

from __future__ import annotations

from dataclasses import dataclass

from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.store.queries.compact_numbers import Numbers


@dataclass(frozen=True, slots=True)
class Found:
    """What the filter finds: numbers, their figures, and for the tree the tasks themselves."""

    numbers: Numbers
    figures: str
    tasks: list[TaskRow]
    first: int | None = None
    """The first task of the list, where that is the one meant."""
    plans: int = 1
    """Plans in use: with several each line says which."""
    keys: dict[int, int] | None = None
    """序号 → task, where they are not the same."""
    meant: int | None = None
    """The task that the filter names: SJ/12."""


def best_key(found: Found, key: str | None) -> str | None:
    """Where the cursor goes among what a new filter finds: to the typed 序号, else to the first."""
    if key is not None and found.numbers.place(int(key)) is not None:
        return key
    return str(found.numbers[0]) if len(found.numbers) else None
