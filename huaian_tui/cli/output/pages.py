"""Long lists by the page: no more of them is in memory than what is being written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

K = TypeVar("K")
T = TypeVar("T")
U = TypeVar("U")

PAGE_ROWS = 500
"""Rows of a page: one statement reads them in some milliseconds, and a megabyte holds them."""


def pages(keys: Sequence[K]) -> Iterator[Sequence[K]]:
    """The keys in pieces, in their order."""
    return (keys[start : start + PAGE_ROWS] for start in range(0, len(keys), PAGE_ROWS))


class PagedRows(Generic[T]):
    """Rows that are read a page at a time, each time they are gone through; their number is known before."""

    def __init__(self, keys: Sequence[K], read: Callable[[Sequence[K]], Iterable[T]]) -> None:
        """``read`` gives the rows of some keys in the order of the list."""
        self._number = len(keys)
        self._pages: Callable[[], Iterator[Iterable[T]]] = lambda: (read(page) for page in pages(keys))

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[T]:
        return (row for page in self._pages() for row in page)

    def by_page(self, made: Callable[[Sequence[T]], Iterable[U]]) -> PagedRows[U]:
        """What is ``made`` of each page of rows."""
        other: PagedRows[U] = PagedRows((), lambda _: ())
        other._number = self._number
        other._pages = lambda: (made(list(page)) for page in self._pages())
        return other
