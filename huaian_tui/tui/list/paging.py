"""Reading a list's rows off the UI thread: one thread a list, the nearest page first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from huaian_tui.tui.list.source import PAGE_ROWS, ListRow, RowSource

KEPT_PAGES = 60
"""Pages kept in memory (6,000 rows); the least recently drawn leaves first."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The first answer of a source: its count, where the cursor belongs, and the pages around it.

    ``places``: where the marked rows stand, those that are in it.
    """

    source: RowSource
    count: int
    cursor: int
    pages: dict[int, Sequence[ListRow]]
    places: Mapping[str, int]


def open_source(
    source: RowSource, key: str | None, fallback: int, lines: int, marked: Sequence[str] = ()
) -> Opening:
    """Read what the first frame needs (blocking).

    The cursor goes to ``key``; when that row is gone, to the index ``fallback``.
    ``lines`` is the height of the list: pages within that distance are read too.
    """
    count = source.count()
    places = source.places(marked if key is None else (*marked, key))
    found = None if key is None else places.get(key)
    cursor = max(0, min(fallback if found is None else found, count - 1))
    first = max(0, cursor - lines) // PAGE_ROWS
    last = max(0, min(cursor + lines, count - 1)) // PAGE_ROWS
    numbers = range(first, last + 1) if count else range(0)
    pages = {number: source.page(number * PAGE_ROWS, PAGE_ROWS) for number in numbers}
    return Opening(source, count, cursor, pages, places)


def pages_near(top: int, lines: int, count: int) -> list[int]:
    """Numbers of the pages on and around a screen of ``lines`` rows from ``top``, the nearest first."""
    first = max(0, top - lines) // PAGE_ROWS
    last = max(0, min(top + 2 * lines, count - 1)) // PAGE_ROWS
    middle = (top + lines // 2) // PAGE_ROWS
    return sorted(range(first, last + 1), key=lambda number: abs(number - middle))


class PageCache:
    """Pages by number, the least recently used forgotten. Used on the UI thread only."""

    def __init__(self) -> None:
        self._pages: OrderedDict[int, Sequence[ListRow]] = OrderedDict()

    def replace(self, pages: dict[int, Sequence[ListRow]]) -> None:
        """Forget everything and keep these pages."""
        self._pages = OrderedDict(pages)

    def add(self, number: int, rows: Sequence[ListRow]) -> None:
        """Keep a page."""
        self._pages[number] = rows
        self._pages.move_to_end(number)
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)

    def __contains__(self, number: int) -> bool:
        return number in self._pages

    def row(self, index: int) -> ListRow | None:
        """The row at ``index`` if its page has been read."""
        number, offset = divmod(index, PAGE_ROWS)
        rows = self._pages.get(number)
        if rows is None:
            return None
        self._pages.move_to_end(number)
        return rows[offset] if offset < len(rows) else None


class WantedPages:
    """Page numbers that still have to be read, shared between the UI thread and one reader."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._wanted: list[int] = []
        self._reading = False

    def want(self, numbers: Sequence[int]) -> bool:
        """Ask for exactly these pages, nearest first; pages asked for before and passed by are dropped.

        True when no reader is running and one must be started.
        """
        with self._lock:
            self._wanted = list(numbers)
            if self._reading or not self._wanted:
                return False
            self._reading = True
            return True

    def take(self) -> int | None:
        """The next page to read; None ends the reader."""
        with self._lock:
            if self._wanted:
                return self._wanted.pop(0)
            self._reading = False
            return None

    def stop(self) -> None:
        """The reader ended by an error."""
        with self._lock:
            self._wanted = []
            self._reading = False
