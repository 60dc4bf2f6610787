"""How far a work is that takes longer than a moment: told by its thread, shown as a bar, stopped by Esc."""

from __future__ import annotations

import time

from textual.content import Content

from huaian_tui.domain.errors import HuaianError
from huaian_tui.tui.looks.ascii_bars import THUMB, TRACK, marks_in_use

SHOWN_AFTER = 0.5
"""Seconds: what is done sooner needs no bar."""

TICK = 0.1
"""Seconds between two looks at how far it is."""

BAR_CELLS = 20
_WANDERER = 5
"""Cells of the piece that wanders along a bar whose end is not known."""


class Stopped(HuaianError):
    """The officer stopped the work; raised in its thread at the next word of how far it is."""

    def __init__(self) -> None:
        super().__init__("已停下", "没有做完，什么也没有留下")


class Work:
    """One work under way: its thread calls ``tell`` (or the work, with the part done), the screen reads."""

    def __init__(self, words: str) -> None:
        """``words``: what is being done, in Chinese: 正在备份."""
        self.words = words
        self.done: float | None = None
        self.stopping = False
        self._started = time.monotonic()

    def __call__(self, done: float) -> None:
        """In the thread: this part (0 to 1) is done."""
        self.tell(done)

    def tell(self, done: float | None = None, words: str = "") -> None:
        """In the thread: the part done (0 to 1; None: not known), and what is being done now.

        Raises ``Stopped`` when the officer has stopped the work.
        """
        if self.stopping:
            raise Stopped
        self.done = done
        self.words = words or self.words

    def count(self, done: int, total: int) -> None:
        """In the thread: so many of so many."""
        self.tell(done / total if total else None)

    def goes_on(self, done: int, total: int, words: str, *, kept: bool, measure: str = "份") -> bool:
        """In the thread, before each of several: so many of so many are done; shown as count and bar.

        Stopped after something was ``kept``: False, and what was made is the answer. Before: ``Stopped``.
        """
        if self.stopping and kept:
            return False
        if self.stopping:
            raise Stopped
        if total > 1:
            self.done, self.words = done / total, f"{words}，已完成 {done} {measure}，共 {total} {measure}"
        return True

    def stop(self) -> None:
        """End at the next word of the thread."""
        self.stopping = True

    @property
    def seconds(self) -> float:
        """Since it began."""
        return time.monotonic() - self._started


def work_line(work: Work) -> Content:
    """The bar with what is being done: the part in per cent, or the seconds when the end is not known."""
    words = "正在停下" if work.stopping else work.words
    if work.done is None:
        place = int(work.seconds / TICK) % (BAR_CELLS - _WANDERER + 1)
        bar = _bar(place, _WANDERER)
        return bar + Content(f"  {words}，已用 {int(work.seconds)} 秒")
    part = max(0.0, min(1.0, work.done))
    return _bar(0, round(part * BAR_CELLS)) + Content(f" {part:>4.0%}  {words}")


def _bar(start: int, length: int) -> Content:
    rest = BAR_CELLS - start - length
    if marks_in_use():
        return Content.styled(TRACK * start + THUMB * length + TRACK * rest, "$accent")
    track, full = "on $cursor-away-background", "on $accent"
    parts = [(start, track), (length, full), (rest, track)]
    return Content("").join(Content.styled(" " * cells, style) for cells, style in parts if cells)
