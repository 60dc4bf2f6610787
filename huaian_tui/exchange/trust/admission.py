"""What of some packs may be merged, as far as signatures say: the first step of every way of merging."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import TypedDict

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.domain.words.trust import KeyState
from huaian_tui.exchange.packs.pack_format import Header, PackRefused
from huaian_tui.exchange.packs.pack_read import Pack
from huaian_tui.exchange.packs.refusal import Refusal
from huaian_tui.exchange.trust.first_signatures import first_words, met_words
from huaian_tui.exchange.trust.judgement import Trust
from huaian_tui.exchange.trust.proofs import Proofs
from huaian_tui.exchange.trust.trust_words import NotTrusted
from huaian_tui.store.engine.anchors import Anchor, ToldHead, note_anchors
from huaian_tui.store.engine.origins import reach_of

_TAKEN = (KeyState.SEEN, KeyState.ACCEPTED, KeyState.OWN)
"""Keys whose word on heads is kept."""


class Told(TypedDict):
    """What a result says of packs and parts of packs that are not taken: how many records, and why."""

    refused: int
    refusals: tuple[Refusal, ...]


class Admission:
    """``packs`` hold only what may be taken; ``refusals`` tell of the rest."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        packs: Iterable[Pack],
        *,
        strict: bool = False,
        proofs: Proofs | None = None,
    ) -> None:
        """With ``strict`` a pack whose first line was altered raises ``PackRefused``, else it is listed.

        ``proofs``: what packs that are not among these prove of them.
        """
        self.trust = Trust(connection, (proofs or Proofs()).of)
        self._connection = connection
        self._headers = list[Header]()
        self.packs = list[Pack]()
        self.refusals = list[Refusal]()
        for pack in packs:
            try:
                admitted, refusals = self.trust.admitted(pack, partial(_reach, connection))
            except PackRefused as refused:
                if strict:
                    raise
                self.refusals.append(Refusal(pack.name, pack.header.records, refused))
                continue
            self._headers.append(pack.header)
            self.packs.append(admitted)
            self.refusals += refusals

    def _signed_heads(self) -> Iterator[ToldHead]:
        """Everybody's heads as the senders signed to know them; none by a key that is not taken."""
        for header in self._headers:
            if header.sender is not None and self.trust.state_of(header.sender.key) in _TAKEN:
                for one in header.origins:
                    yield ToldHead(one.id, Anchor(one.last, one.head, header.officer, header.sender.key))

    def without(self, pack: Pack, refused: NotTrusted) -> Pack:
        """The pack without an origin whose records turned out not to be those that were signed."""
        origin = refused.origin
        part = next(one for one in pack.header.origins if one.id == origin)
        self.refusals = [one for one in self.refusals if (one.pack, one.origin) != (pack.name, origin)]
        self.refusals.append(Refusal(pack.name, part.count, refused, origin))
        return pack.only(tuple(one for one in pack.header.origins if one.id != origin))

    def told(self, others: Iterable[Refusal] = ()) -> Told:
        """For a result: these refusals and ``others``, and how many records they are of."""
        found = (*self.refusals, *others)
        return {"refused": sum(max(one.records, 1) for one in found), "refusals": found}

    def ended(self, moment: datetime) -> str:
        """Once all is committed: keep the keys that were met, and how far every origin reaches (``anchors``).

        What is to be said when the keys cannot be kept.
        """
        note_anchors(self._connection, self._signed_heads())
        return self._keys_kept(moment)

    def _keys_kept(self, moment: datetime) -> str:
        try:
            self.trust.note_learned(moment)
        except StoreRefused as refused:
            return refused.one_line().rstrip("。")  # its stop is set where it is said
        return ""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is to be said of keys beside what was refused, a sentence each."""
        return (*((self.trust.loss,) if self.trust.loss else ()), *first_words(self.trust.learned.first))

    def met(self, *, merged: bool) -> tuple[str, ...]:
        """What is to be said of keys never met before that signed what is taken, a sentence each.

        Not of those of which ``remarks`` says it already. Before ``looked_at``, which forgets them.
        """
        told = {one.key for one in self.trust.learned.first}
        left_out = {(one.pack, one.origin) for one in self.refusals}
        taken = {
            (part.signed.key, part.id)
            for pack in self.packs
            for part in pack.header.origins
            if part.signed is not None and not left_out & {(pack.name, b""), (pack.name, part.id)}
        }
        officers = dict[bytes, list[str]]()
        for key, officer, origin in self.trust.learned.signed:
            if (key, origin) in taken and key not in told and not self.trust.was_met(key):
                names = officers.setdefault(key, [])
                if officer not in names:
                    names.append(officer)
        return met_words(officers, merged=merged)

    def looked_at(self, moment: datetime) -> str:
        """After a preview, of which nothing stays: keep only keys that claim what is another's."""
        self.trust.learned.signed.clear()
        self.trust.learned.doubted.clear()
        return self._keys_kept(moment)


def _reach(connection: sqlite3.Connection, origin: bytes) -> int:
    return reach_of(connection, origin).seq
