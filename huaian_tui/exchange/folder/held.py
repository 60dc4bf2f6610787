"""What a laptop holds, as the decisions over the folder see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from huaian_tui.exchange.folder.names import SegmentName

HashAt = Callable[[str, int], str | None]
"""The first 16 digits of a record's hash, by origin and number; None for a record that is not here."""


@dataclass(frozen=True, slots=True)
class Held:
    """Who this laptop writes as, how far it holds each origin, and how to ask for a hash."""

    me: str
    heads: Mapping[str, int]
    hash_at: HashAt

    def is_other(self, name: SegmentName) -> bool:
        """Whether a segment ends in a record that is another one here: a branch of its origin."""
        if name.last > self.heads.get(name.origin, 0):
            return False
        return self.hash_at(name.origin, name.last) != name.head

    def digits_of(self, origin: str) -> Callable[[int], str]:
        """Gives the first digits of the hash of a record of this origin by its number; none where it is not
        here."""
        return lambda seq: self.hash_at(origin, seq) or ""
