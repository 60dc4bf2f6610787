"""Which branch of an origin counts, where its chain was continued twice: a pure function of what is known.

Branches that do not count form a tree by the hash that each record continues. Where two records
continue the same one, there is a fork; of the branches that begin there one counts:

1. the one that was settled on (an officer's ``fork_settle``; of several last words that do not know of each
   other the oldest, until somebody settles it again);
2. else the only one that a key of the origin has signed which counts here (not a revoked one, and not one
   merely met where another was compared);
3. else the one that counts already, else the one that arrived first.

Against the only branch that a key has signed a settlement is heard only by that same key: else whoever makes
a forged branch would bring its settlement along, under a key of his own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

OWN = b"own"
"""Stands among keys for that of this machine, for what it wrote itself and may not have signed yet."""


class Link(NamedTuple):
    """A record in a tree of branches: its number, hash, the hash that it continues, when it arrived (ISO).

    ``before`` is empty for the first record of all; ``arrived`` is empty for one that counts.
    """

    seq: int
    hash: bytes
    before: bytes
    arrived: str = ""


class Settlement(NamedTuple):
    """What a ``fork_settle`` says: the branch that counts, by the hash of its first record.

    ``before`` is the hash of the last common record, ``seen`` are the settlements that its author knew,
    ``keys`` those that stand for it (``OWN``: it was written here), ``seq`` the number of that first record.
    """

    id: bytes
    before: bytes
    branch: bytes
    seen: frozenset[bytes]
    keys: frozenset[bytes] = frozenset()
    officer: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Chosen:
    """The branches at one fork and the one that counts; ``said`` are the settlements that are last words.

    ``apart``: the chain that counts ends here, and what follows was set aside, since another origin's record
    bears the same id (``store.engine.id_claims``). ``one_key``: one key stands for more than one branch.
    """

    before: bytes
    branches: tuple[Link, ...]
    counts: bytes
    signed: frozenset[bytes]
    said: tuple[Settlement, ...]
    apart: bool = False
    one_key: bool = False

    @property
    def seq(self) -> int:
        """The number of the first record that there is twice."""
        return self.branches[0].seq

    @property
    def settled(self) -> bool:
        """Whether officers agree which branch counts, and it is here."""
        return {one.branch for one in self.said} == {self.counts}

    @property
    def disputed(self) -> bool:
        """Whether officers have settled it apart."""
        return len({one.branch for one in self.said}) > 1

    @property
    def open(self) -> bool:
        """Whether somebody has to settle it: nobody has, or apart, and no key decides."""
        return not self.settled and len(self.signed) != 1


class Change(NamedTuple):
    """Another branch counts from now on: records up to ``kept`` stay, those with these hashes follow."""

    kept: int
    path: tuple[bytes, ...]


class Head(NamedTuple):
    """The last record of a chain that counts: its number and hash (0 and empty: none counts)."""

    seq: int
    hash: bytes


class Tree:
    """The branches of one origin, the chain of which that counts ends with ``head`` (None: not asked for).

    ``counted`` are the records of the chain that counts which stand right behind a fork, ``aside`` all
    records that do not count, ``signed`` the keys that stand for the chain up to a hash, of both (of the
    counted ones those before or at the signed head), ``settlements`` what officers said of this origin.
    """

    def __init__(
        self,
        counted: Iterable[Link],
        aside: Iterable[Link],
        signed: Mapping[bytes, Collection[bytes]] = MappingProxyType({}),
        settlements: Sequence[Settlement] = (),
        head: Head | None = None,
    ) -> None:
        self._counted = {one.before: one for one in sorted(counted)}
        self._children: Mapping[bytes, list[Link]] = defaultdict(list)
        self._signed = {digest: frozenset(keys) for digest, keys in signed.items() if keys}
        self._settlements = settlements
        self._head = head
        for one in aside:
            self._children[one.before].append(one)

    def forks(self) -> list[Chosen]:
        """Every fork that can be seen from the chain that counts or from a branch beside it, by number."""
        points = [
            one
            for one, children in self._children.items()
            if one in self._counted or len(children) > 1 or (self._ends_at(one) and children)
        ]
        return sorted((self._at(one) for one in points), key=lambda fork: (fork.seq, fork.before))

    def change(self) -> Change | None:
        """What has to be exchanged so that the right branch counts; None when it does."""
        for before, counted in self._counted.items():
            if not self._children.get(before):
                continue
            pick = self._at(before).counts
            if pick != counted.hash:
                return Change(counted.seq - 1, tuple(self._path(pick)))
        head = self._head
        if head is not None and self._ends_at(head.hash) and self._children.get(head.hash):
            return Change(head.seq, tuple(self._path(self._at(head.hash).counts)))
        return None

    def _ends_at(self, digest: bytes) -> bool:
        """Whether the chain that counts ends with the record with this hash."""
        return self._head is not None and self._head.hash == digest and digest not in self._counted

    def _path(self, first: bytes) -> Iterable[bytes]:
        step: bytes | None = first
        while step is not None:
            yield step
            step = self._at(step).counts if self._children.get(step) else None

    def _at(self, before: bytes) -> Chosen:
        counted = self._counted.get(before)
        branches = tuple(
            sorted([*([counted] if counted else ()), *self._children[before]], key=lambda one: one.hash)
        )
        signed = frozenset(one.hash for one in branches if one.hash in self._signed)
        heard = [one for one in self._settlements if one.before == before and self._is_heard(one, signed)]
        said = last_words(heard)
        pick = self._pick(branches, counted, signed, said)
        return Chosen(
            before, branches, pick, signed, said, self._ends_at(before), self._is_of_one_key(signed)
        )

    def _is_of_one_key(self, signed: Iterable[bytes]) -> bool:
        keys = [key for one in signed for key in self._signed[one]]
        return len(keys) > len(set(keys))

    def _is_heard(self, settlement: Settlement, signed: frozenset[bytes]) -> bool:
        """Whether a settlement counts at a fork of which these branches are signed."""
        if len(signed) != 1:
            return True
        (only,) = signed
        return settlement.branch == only or not settlement.keys.isdisjoint(self._signed[only])

    @staticmethod
    def _pick(
        branches: Sequence[Link], counted: Link | None, signed: frozenset[bytes], said: Sequence[Settlement]
    ) -> bytes:
        here = {one.hash for one in branches}
        settled = next((one.branch for one in said if one.branch in here), None)
        if settled is not None:
            return settled
        if len(signed) == 1:
            return next(iter(signed))
        return counted.hash if counted else min(branches, key=lambda one: (one.arrived, one.hash)).hash


def last_words(settlements: Iterable[Settlement]) -> tuple[Settlement, ...]:
    """The settlements that no other one has seen, oldest first: several were made apart."""
    every = list(settlements)
    seen = {one for settlement in every for one in settlement.seen}
    return tuple(sorted((one for one in every if one.id not in seen), key=lambda one: one.id))


def signed_links(
    heads: Iterable[tuple[int, bytes]],
    counted: Iterable[Link],
    aside: Iterable[Link],
    on_chain: Collection[bytes],
) -> set[bytes]:
    """The hashes of links up to which a signed head (number, hash) stands for the chain.

    ``on_chain`` are those of the heads that lie on the chain that counts.
    """
    found = set[bytes]()
    by_hash = {one.hash: one for one in aside}
    behind_forks = list(counted)
    for seq, digest in heads:
        reach, step = seq, by_hash.get(digest)
        while step is not None:
            found.add(step.hash)
            reach, step = step.seq - 1, by_hash.get(step.before)
        if digest in by_hash or digest in on_chain:
            found.update(one.hash for one in behind_forks if one.seq <= reach)
    return found
