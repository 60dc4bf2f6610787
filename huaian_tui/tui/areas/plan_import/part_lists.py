"""The lists of the preview: digits answer, ticks are told, and Esc takes no tick back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from textual.message import Message

from huaian_tui.domain.columns import Column
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.plan_import import parts
from huaian_tui.tui.list.marked_rows import Marks
from huaian_tui.tui.list.virtual_list import VirtualList

DIGITS_ANSWER = (parts.QUESTIONS, parts.UNITS)
"""The parts in which a digit is an answer; in the others it is a number to go to."""


class PartList(VirtualList):
    """The list of one part."""

    class Digit(Message):
        """A digit was typed where it answers."""

        def __init__(self, digit: int) -> None:
            self.digit = digit
            super().__init__()

    def __init__(
        self, part: str, columns: Sequence[Column[Any]], measure: str, marks: Marks | None = None
    ) -> None:
        super().__init__(columns, measure=measure, marks=marks, id=f"part-{part}")
        self._part = part

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc leaves the preview; ticks are decisions."""
        return bool(self._typed) if action == "back" else super().check_action(action, parameters)

    def type_digit(self, character: str) -> bool:
        """A digit that answers is told; 0 answers nothing."""
        if self._part not in DIGITS_ANSWER:
            return super().type_digit(character)
        if len(character) == 1 and character.isdecimal():
            self.post_message(self.Digit(int(character)))
            return True
        return False

    def tick(self, keys: Collection[str]) -> None:
        """Show these as ticked; lists without ticks show none."""

    def key_after(self, key: str) -> str | None:
        """The key of the row below, if it has been read."""
        at = self.source.places([key]).get(key)
        row = None if at is None else self.row_at(at + 1)
        return None if row is None else row.key


class TickList(PartList):
    """A list whose marks say what is taken."""

    class Ticked(Message):
        """These rows were ticked, or are not any more."""

        def __init__(self, keys: Collection[str], *, taken: bool) -> None:
            self.keys = tuple(keys)
            self.taken = taken
            super().__init__()

    def __init__(self, part: str, columns: Sequence[Column[Any]], measure: str) -> None:
        self._taken_marks = Marks()
        self._known = frozenset[str]()
        super().__init__(part, columns, measure, self._taken_marks)

    def tick(self, keys: Collection[str]) -> None:
        """Show these as ticked, and no others; nothing is told."""
        self._known = frozenset(keys)
        if self._known != frozenset(self._taken_marks):
            self._taken_marks.clear()
            self._taken_marks.add(self._known)
            self._places.update(self.source.places(self._known))
            self._marks_changed()

    def _foot_text(self) -> str:
        """The number being typed, else how many are taken."""
        if self._typed:
            return super()._foot_text()
        return f"带 * 的 {len(self._taken_marks)} {self.measure}会导入，{keys_said('mark')} 勾选或去掉"

    def _marks_changed(self) -> None:
        super()._marks_changed()
        now = frozenset(self._taken_marks)
        more, less = now - self._known, self._known - now
        self._known = now
        for keys, taken in ((more, True), (less, False)):
            if keys:
                self.post_message(self.Ticked(keys, taken=taken))


def list_of(part: str) -> PartList:
    """The list of a part."""
    made = TickList if part in (parts.TASKS, parts.MILESTONES) else PartList
    return made(part, parts.COLUMNS_OF[part], parts.MEASURES[part])
