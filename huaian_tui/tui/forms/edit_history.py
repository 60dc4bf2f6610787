"""What was typed in one line, step by step: for undo and redo, which Textual's ``Input`` does not have."""

from __future__ import annotations

from dataclasses import dataclass

PAUSE_SECONDS = 2.0
"""Characters typed with a longer pause between them are undone one after the other."""

MOST_STEPS = 200
"""Steps that are remembered; older ones are forgotten."""


@dataclass(frozen=True, slots=True)
class Line:
    """The text of a line and where its cursor stands (start and end of the selection)."""

    text: str
    start: int
    end: int


class EditHistory:
    """The states a line has gone through. Time is an argument (seconds of any steady clock)."""

    def __init__(self) -> None:
        self._past: list[Line] = []
        self._future: list[Line] = []
        self._last: tuple[str, int, float] | None = None

    def clear(self) -> None:
        """Begin anew: the text was replaced by the program."""
        self._past.clear()
        self._future.clear()
        self._last = None

    def edited(self, before: Line, after: Line, at: float) -> None:
        """A change by the officer. Characters typed (or deleted) one after the other are one step."""
        kind = self._kind(before, after)
        joins = (
            kind != "other"
            and self._last is not None
            and self._last[0] == kind
            and self._last[1] == before.end
            and at - self._last[2] <= PAUSE_SECONDS
        )
        if not joins:
            self._past.append(before)
            del self._past[:-MOST_STEPS]
        self._future.clear()
        self._last = (kind, after.end, at)

    def undo(self, now: Line) -> Line | None:
        """The state before the last step; None when nothing is left."""
        if not self._past:
            return None
        self._future.append(now)
        self._last = None
        return self._past.pop()

    def redo(self, now: Line) -> Line | None:
        """The state that was last undone; None when nothing is."""
        if not self._future:
            return None
        self._past.append(now)
        self._last = None
        return self._future.pop()

    @staticmethod
    def _kind(before: Line, after: Line) -> str:
        if before.start == before.end:
            grown = len(after.text) - len(before.text)
            if grown == 1:
                return "typed"
            if grown == -1:
                return "deleted"
        return "other"
