"""Long lists by the page: no more of them is in memory than what is being written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, Generic, TypeVar

K = TypeVar("K")
T = TypeVar("T")
U = TypeVar("U")

PAGE_ROWS = 500
"""Rows of a page: one statement reads them in some milliseconds, and a megabyte holds them."""


def pages(keys: Iterable[K]) -> Iterator[list[K]]:
    """The keys in pieces, in their order, as they come."""
    coming = iter(keys)
    while page := list(islice(coming, PAGE_ROWS)):
        yield page


class _Keys(Generic[K]):
    """Keys that are gone through once; how many, is known at the end."""

    def __init__(self, keys: Iterable[K]) -> None:
        self._coming = iter(keys)
        self._first = list(islice(self._coming, 1))
        self.passed = 0

    @property
    def any(self) -> bool:
        """Whether there is one at all."""
        return bool(self._first)

    def __iter__(self) -> Iterator[K]:
        for key in chain(self._first, self._coming):
            self.passed += 1
            yield key


class PagedRows(Generic[T]):
    """Rows that are read a page at a time while they are gone through, which is done once.

    The first ones stand on the screen before the last ones are found; their number (``len``) is known
    when all have been gone through.
    """

    def __init__(self, keys: Iterable[K], read: Callable[[Sequence[K]], Iterable[T]]) -> None:
        """``read`` gives the rows of some keys in the order of the list."""
        found = _Keys(keys)
        self._found: _Keys[Any] = found
        self._pages: Callable[[], Iterator[Iterable[T]]] = lambda: (read(page) for page in pages(found))

    def __bool__(self) -> bool:
        return self._found.any

    def __len__(self) -> int:
        return self._found.passed

    def __iter__(self) -> Iterator[T]:
        return (row for page in self._pages() for row in page)

    def by_page(self, made: Callable[[Sequence[T]], Iterable[U]]) -> PagedRows[U]:
        """What is ``made`` of each page of rows; both are gone through together."""
        other: PagedRows[U] = PagedRows((), lambda _: ())
        other._found = self._found
        other._pages = lambda: (made(list(page)) for page in self._pages())
        return other
