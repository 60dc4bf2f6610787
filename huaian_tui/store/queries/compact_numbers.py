"""Many numbers in a list's order, held compactly, and where each stands."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator

FEW_LOOKUPS = 20
"""So many numbers are looked for one after the other; for more the places are sorted once."""


class Numbers:
    """Numbers in order: eight bytes each, where a list of Python's takes forty.

    Immutable but for the sorted places, which are made when many are looked up (marked rows).
    """

    def __init__(self, numbers: Iterable[int]) -> None:
        self._numbers = array("q", numbers)
        self._lookups = 0
        self._sorted: array[int] | None = None

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers)

    def __getitem__(self, place: int) -> int:
        return self._numbers[place]

    def part(self, start: int, size: int) -> list[int]:
        """The numbers from ``start``, at most ``size``."""
        return self._numbers[start : start + size].tolist()

    def places_of_keys(self, keys: Iterable[str]) -> dict[str, int]:
        """The first place of each number that is here, by the number as text; no text that is no number."""
        found = ((key, self.place(int(key))) for key in keys if key.isdecimal())
        return {key: place for key, place in found if place is not None}

    def place(self, number: int) -> int | None:
        """The first place of a number; None when it is not here."""
        self._lookups += 1
        if self._lookups <= FEW_LOOKUPS:
            try:
                return self._numbers.index(number)
            except ValueError:
                return None
        if self._sorted is None:
            numbers = self._numbers
            self._sorted = array("L", sorted(range(len(numbers)), key=numbers.__getitem__))
        at = bisect_left(self._sorted, number, key=self._numbers.__getitem__)
        found = self._sorted[at] if at < len(self._sorted) else None
        return found if found is not None and self._numbers[found] == number else None
