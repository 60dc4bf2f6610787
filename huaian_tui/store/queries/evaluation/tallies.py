"""What each row of an evaluation has counted: milestones that count alike are added up together."""

from __future__ import annotations

from collections.abc import Mapping

from huaian_tui.domain.evaluation.classes import NOTHING, Classified
from huaian_tui.domain.evaluation.figures import Figures
from huaian_tui.store.queries.evaluation.rows import Key


class Tallies:
    """The figures of all rows while they are counted."""

    def __init__(self) -> None:
        self._counted = dict[Key, dict[Classified, int]]()
        self._figures = dict[Key, Figures]()

    def add(self, one: Classified, times: Mapping[Key, int]) -> None:
        """Count milestones that are alike: in each of these rows so many."""
        for key, number in times.items():
            counted = self._counted.get(key)
            if counted is None:
                self._counted[key] = {one: number}
            else:
                counted[one] = counted.get(one, 0) + number

    def add_silent(self, times: Mapping[Key, int]) -> None:
        """Count tasks of which nothing was recorded lately."""
        for key, number in times.items():
            self.figures(key).silent += number

    def figures(self, key: Key) -> Figures:
        """The figures of a row with all that was counted so far."""
        figures = self._figures.get(key)
        if figures is None:
            figures = self._figures[key] = Figures()
        marks, amounts = dict[int, int](), [0] * len(NOTHING[1:])
        for one, number in self._counted.pop(key, {}).items():
            marks[one.marks] = marks.get(one.marks, 0) + number
            if one.overdue_days or one.original_overdue_days or one.extended:
                amounts = [sum_ + number * more for sum_, more in zip(amounts, one[1:], strict=True)]
        for mark, number in marks.items():
            figures.add(Classified(mark), number)
        figures.add(Classified(0, *amounts))
        return figures

    def keys(self) -> list[Key]:
        """The rows in which something was counted."""
        return list(dict.fromkeys((*self._counted, *self._figures)))
