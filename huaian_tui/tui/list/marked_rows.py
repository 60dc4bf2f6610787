"""Which rows are marked: several tasks for one note or one notice, several rows to copy or export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


class Marks:
    """Keys of marked rows in the order they were marked.

    They belong to the officer, not to what a list shows at the moment: another filter, another order and
    a fresh reading leave them. Two lists of the same things (list and tree of tasks) may share them.
    """

    def __init__(self) -> None:
        self._keys: dict[str, None] = {}
        self.version = 0
        """Counts the changes, so that what was drawn before is known to be old."""

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, keys: Iterable[str]) -> None:
        """Mark these too."""
        self._keys.update(dict.fromkeys(keys))
        self.version += 1

    def discard(self, keys: Iterable[str]) -> None:
        """These are not marked any more."""
        for key in keys:
            self._keys.pop(key, None)
        self.version += 1

    def clear(self) -> None:
        """No mark."""
        self._keys.clear()
        self.version += 1
