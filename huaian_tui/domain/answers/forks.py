"""A fork of a chain as people see it: the branches, what stands on each, and which counts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BranchRow:
    """One branch at a fork: the hash of its first record, how many records, who wrote them, first and last
    moment (as recorded), what the first one says; whether it counts, and whether a key stands for it.

    ``origin``: of the record of another origin that bears the same id; empty for a branch of the fork's own.
    """

    first: bytes
    records: int
    officers: tuple[str, ...]
    since: str
    until: str
    gist: str
    counts: bool
    signed: bool
    origin: bytes = b""

    @property
    def name(self) -> str:
        """How people tell branches apart: the first 8 digits."""
        return self.first.hex()[:8]


@dataclass(frozen=True, slots=True)
class ForkRow:
    """Where the chain of an origin was continued twice: from number ``seq`` on, behind the record with the
    hash ``before`` (empty: from the first record on).

    ``settled``: officers agree; ``disputed``: they settled it apart; ``open``: somebody has to settle it.
    ``counts`` of a branch says which one this ledger goes by meanwhile. ``private``: of what is personal.
    ``apart``: no fork of its own, but its record bears the id of another origin's; that one is a branch too.
    ``one_key``: the same key stands for more than one branch.
    """

    origin: bytes
    seq: int
    before: bytes
    branches: tuple[BranchRow, ...]
    settled: bool
    disputed: bool
    open: bool
    private: bool = False
    apart: bool = False
    one_key: bool = False

    @property
    def name(self) -> str:
        """The origin as people tell it apart: the first 8 digits."""
        return self.origin.hex()[:8]

    @property
    def counted(self) -> BranchRow | None:
        """The branch that counts; None at a fork of a branch that does not count itself."""
        return next((one for one in self.branches if one.counts), None)
