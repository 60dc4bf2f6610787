"""Where a list gets its rows: a count, pages, and the place of a key. Read in thread workers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol, runtime_checkable

from huaian_tui.domain.columns import Cell

PAGE_ROWS = 100
"""Rows of a page. A page read through SQL takes about a millisecond."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row: a key that survives refreshes, cells in the order of the columns (``cells_of``), and a tone.

    ``tone`` is one of :data:`huaian_tui.tui.looks.themes.TONES` or empty.
    """

    key: str
    cells: tuple[Cell, ...]
    tone: str = ""


class RowSource(Protocol):
    """An ordered set of rows that does not change while it is shown; a new state is a new source.

    All three are called from worker threads, and from several at once: a page is read while the list
    opens the same source anew, or while an opening that is out of date still runs. So a source holds
    nothing that a call changes, and each call reads on a connection of its own. They may raise a
    ``HuaianError``, which the list passes on as ``ReadFailed``.
    """

    def count(self) -> int:
        """Number of rows."""

    def page(self, start: int, size: int) -> Sequence[ListRow]:
        """Rows ``start`` … ``start + size - 1``, fewer at the end."""

    def places(self, keys: Iterable[str]) -> dict[str, int]:
        """The index of each of these keys that is in this source, read in one go."""


@runtime_checkable
class KeyedSource(Protocol):
    """A source that knows all its keys without reading its rows."""

    def keys(self) -> Sequence[str]:
        """The keys in the order of the rows."""


@runtime_checkable
class NumberedSource(Protocol):
    """A source that knows its rows by the 序号 that an officer types."""

    def place_of_number(self, number: int) -> int | None:
        """Index of the first row of this 序号; None without one. Asked on the UI thread: nothing is read."""


@runtime_checkable
class PartSource(Protocol):
    """A source that shows less than there is: shortened texts, or only what has been read so far."""

    def whole(self) -> RowSource:
        """Everything in full, for a file (blocking)."""


def all_keys(source: RowSource) -> Sequence[str]:
    """Every key of a source in order (blocking: a source that does not know them is read page by page)."""
    if isinstance(source, KeyedSource):
        return source.keys()
    return [row.key for row in all_rows(source)]


def all_rows(source: RowSource) -> Iterator[ListRow]:
    """Every row of a source in order, read page by page (blocking)."""
    for start in range(0, source.count(), PAGE_ROWS):
        yield from source.page(start, PAGE_ROWS)


def rows_of(source: RowSource, keys: Iterable[str]) -> Iterator[ListRow]:
    """The rows of these keys in the order of the source; a key that is not in it is left out (blocking)."""
    for number, wanted in groupby(sorted(source.places(keys).values()), lambda place: place // PAGE_ROWS):
        page = source.page(number * PAGE_ROWS, PAGE_ROWS)
        for place in wanted:
            if place % PAGE_ROWS < len(page):
                yield page[place % PAGE_ROWS]


class MemorySource:
    """Rows that are already there, for short lists: shown at once, without a thread."""

    def __init__(self, rows: Sequence[ListRow]) -> None:
        self._rows = tuple(rows)
        self._positions = {row.key: index for index, row in enumerate(self._rows)}

    def count(self) -> int:
        """Number of rows."""
        return len(self._rows)

    def page(self, start: int, size: int) -> Sequence[ListRow]:
        """Rows from ``start``, at most ``size``."""
        return self._rows[start : start + size]

    def places(self, keys: Iterable[str]) -> dict[str, int]:
        """Index of each of these keys that is here."""
        return {key: self._positions[key] for key in keys if key in self._positions}

    def keys(self) -> Sequence[str]:
        """The keys in the order of the rows."""
        return list(self._positions)


class LazySource(MemorySource):
    """Rows that are made when they come on the screen, from what is in memory: thousands, at every key."""

    def __init__(self, keys: Sequence[str], row: Callable[[str], ListRow]) -> None:
        """``row`` must give the row of each of these keys, whenever it is asked."""
        super().__init__(())
        self._keys = tuple(keys)
        self._row = row
        self._positions = {key: index for index, key in enumerate(self._keys)}

    def count(self) -> int:
        """Number of rows."""
        return len(self._keys)

    def page(self, start: int, size: int) -> Sequence[ListRow]:
        """Rows from ``start``, at most ``size``."""
        return [self._row(key) for key in self._keys[start : start + size]]
