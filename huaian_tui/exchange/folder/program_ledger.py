"""The program's ledger as keeping in step asks for it. What is personal (contacts) does not travel by the
folder."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import islice

from huaian_tui.domain.words.trust import KeyState
from huaian_tui.exchange.folder.joining import joined
from huaian_tui.exchange.folder.ledger_side import Refused
from huaian_tui.exchange.folder.memory import Why
from huaian_tui.exchange.folder.segments import segment_bytes
from huaian_tui.exchange.folder.writing_plan import Span
from huaian_tui.exchange.merging.ahead import AheadRefused
from huaian_tui.exchange.merging.merge import Progress, result_of_all
from huaian_tui.exchange.merging.merge_each import merge_each
from huaian_tui.exchange.merging.merge_result import MergeResult
from huaian_tui.exchange.merging.verify import ForkRefused, GapRefused, PlanRefused
from huaian_tui.exchange.packs.pack_format import DamagedRefused, NewerRefused, OriginRange, PackRefused
from huaian_tui.exchange.packs.pack_read import Pack
from huaian_tui.exchange.packs.signing import Signer
from huaian_tui.exchange.trust.judgement import Trust
from huaian_tui.exchange.trust.proofs import Proofs
from huaian_tui.exchange.trust.trust_words import Unproved
from huaian_tui.ledger.signed_head import heads_message
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.arrivals import (
    begin_all_arrivals,
    count_all_arrivals,
    end_all_arrivals,
    sort_in_memory,
)
from huaian_tui.store.engine.connection import one_state
from huaian_tui.store.engine.head_signing import refuse_rewritten
from huaian_tui.store.engine.migrations import file_version, newest_version
from huaian_tui.store.engine.origins import Head, begin_origin, hash_at, list_heads, machine_of, origins_here
from huaian_tui.store.engine.records import records_of_origin
from huaian_tui.store.keep.known_keys import read_known_keys
from huaian_tui.store.keep.laptop_key import laptop_key
from huaian_tui.store.keep.machine import Machine
from huaian_tui.store.keep.signatures import verifies

_WHY: tuple[tuple[type[PackRefused], Why | None], ...] = (
    (GapRefused, None),
    (DamagedRefused, Why.DAMAGED),
    (NewerRefused, Why.NEWER),
    (PlanRefused, Why.OTHER_PLAN),
    (AheadRefused, Why.CLOCK),
    (ForkRefused, Why.FORK),
    (Unproved, Why.UNPROVED),
)

_TOLD_AT_ONCE = 20_000
"""Of so many records it is read in half a second what they brought."""

DIGITS = 16
"""Of an origin's id and of a hash, in names."""


class ProgramLedger:
    """One ledger file for one sync. ``before`` (a backup) is called once before anything is merged.

    ``merged`` gathers what the merges brought. ``clock`` is the wall clock.
    """

    def __init__(
        self,
        ledger: Ledger,
        clock: Callable[[], datetime],
        *,
        before: Callable[[], object] | None = None,
        accept_ahead: bool = False,
        stop: Callable[[], bool] | None = None,
    ) -> None:
        self._ledger, self._clock = ledger, clock
        self._before, self._accept_ahead = before, accept_ahead
        self._stop = stop
        self._hashes = dict[tuple[str, int], str]()
        self._origins = dict[str, Head]()
        self._proofs = Proofs()
        self._stopped = self._found_whole = False
        sort_in_memory(ledger.connection)
        self.end()
        begin_all_arrivals(ledger.connection)
        self.merged = list[MergeResult]()
        self._trust: Trust | None = None
        self._signed = dict[tuple[bytes, tuple[str, str]], bool]()
        self._own = self._choose_own()

    @property
    def _connection(self) -> sqlite3.Connection:
        return self._ledger.connection

    def _choose_own(self) -> bytes:
        """A copied or an older file begins its own origin here, before it publishes anything."""
        with self._ledger.action() as action:
            return action.own_origin()

    @property
    def me(self) -> str:
        """The first digits of the origin as which this file writes on this machine."""
        return self._own.hex()[:DIGITS]

    @property
    def former(self) -> tuple[str, ...]:
        """The other origins that this machine wrote in this file."""
        here = (one.hex()[:DIGITS] for one in origins_here(self._connection) if one != self._own)
        return tuple(sorted(here))

    @property
    def officer(self) -> str:
        """Whose laptop it is."""
        return self._ledger.officer

    @property
    def circumstances(self) -> str:
        """The program's version of the schema, the day (clocks), and which keys are trusted."""
        keys = sorted((one.key, one.state, sorted(one.origins)) for one in read_known_keys(self._machine))
        trusted = hashlib.sha256(repr(keys).encode()).hexdigest()[:DIGITS]
        ahead = " ahead" if self._accept_ahead else ""
        return f"{newest_version()} {self._clock():%Y-%m-%d} {trusted}{ahead}"

    def heads(self) -> dict[str, int]:
        """Every origin that has written, without the private ones."""
        self._origins = {one.id.hex()[:DIGITS]: one for one in list_heads(self._connection)}
        return {origin: one.seq for origin, one in self._origins.items()}

    def hash_at(self, origin: str, seq: int) -> str | None:
        """The first digits of a record's hash."""
        known = self._hashes.get((origin, seq))
        if known is None and (head := self._head(origin)) is not None:
            found = hash_at(self._connection, head.id, seq)
            if found is not None:
                known = self._hashes[origin, seq] = found.hex()[:DIGITS]
        return known

    def _head(self, origin: str) -> Head | None:
        if origin not in self._origins:
            self.heads()
        return self._origins.get(origin)

    def made(self, span: Span, salt: str) -> bytes:
        """The pack of a span of records; ``HuaianError`` where the ledger was rewritten: nothing goes out."""
        head, connection = self._head(span.origin), self._connection
        if head is None:
            raise LookupError("an origin that is here")
        before = hash_at(connection, head.id, span.first - 1) or b""
        last = hash_at(connection, head.id, span.last) or b""
        part = OriginRange(head.id, head.created_at, span.first, before, span.last, last)
        if not self._found_whole:
            refuse_rewritten(connection)
            self._found_whole = True
        with one_state(connection):
            part = Signer(connection).range(part)
            records = islice(records_of_origin(connection, head.id, span.first), part.count)
            return segment_bytes(part, records, file_version(connection), salt)

    def tell(self) -> None:
        """Read once, after all merges, what they brought: it comes last in ``merged``.

        Of a sync that is to stop only what is read in a moment.
        """
        stopping = self._stop is not None and self._stop()
        if self.merged and not (stopping and count_all_arrivals(self._connection) > _TOLD_AT_ONCE):
            self.merged.append(result_of_all(self._connection))

    def end(self) -> None:
        """Forget which records the merges brought."""
        end_all_arrivals(self._connection)

    def take(
        self, packs: Sequence[Pack], told: Progress = lambda done, total: None
    ) -> tuple[int, Mapping[str, Refused]]:
        """Merge packs in short transactions; what is refused stops nothing. ``told`` hears how far it is.

        Small ones are merged together first, and each for itself where that is refused.
        """
        self._stopped = False
        groups = joined(packs)
        new, refused = self._merged([one.pack for one in groups], told)
        again = [pack for one in groups if len(one.of) > 1 and one.pack.name in refused for pack in one.of]
        if not again:
            return new, refused
        more, alone = self._merged(again, lambda done, total: None)
        names = {pack.name for pack in again}
        return new + more, {name: one for name, one in refused.items() if name not in names} | alone

    def _merged(self, packs: Sequence[Pack], told: Progress) -> tuple[int, dict[str, Refused]]:
        found = merge_each(
            self._ledger,
            packs,
            self._clock(),
            progress=told,
            stop=self._stop,
            before=self._before,
            accept_ahead=self._accept_ahead,
            proofs=self._proofs,
        )
        self._trust = None  # new keys may have been met
        result, self._stopped = found.merged, self._stopped or found.stopped
        if result.new or result.set_aside:
            self._before = None
        if result.new or result.set_aside or result.forks or result.keys:
            self.merged.append(result)
        if result.resumed or result.forks:
            self._own = self._choose_own()
        return result.new, {one.pack: _refused(one.error) for one in result.refusals}

    @property
    def stopped(self) -> bool:
        """Whether the last packs were not looked at to their end, since that was not wished any more."""
        return self._stopped

    def prove(self, pack: Pack) -> bool:
        """Whether a pack leads to what is signed of its origin: then what comes before it may be taken."""
        return self._proofs.prove(Trust(self._connection), pack)

    @property
    def _machine(self) -> Machine:
        return machine_of(self._connection)

    def sign_heads(self, digest: bytes) -> tuple[str, str] | None:
        """By this laptop's key."""
        key = laptop_key(self._machine)
        return None if key is None else (key.public.hex(), key.sign_heads(digest).hex())

    def is_signed(self, digest: bytes, signed: tuple[str, str]) -> bool:
        """As this laptop holds of keys by now."""
        key, signature = (bytes.fromhex(one) for one in signed)
        if self._trust is None:
            self._trust = Trust(self._connection)
        if self._trust.state_of(key) not in (KeyState.SEEN, KeyState.ACCEPTED, KeyState.OWN):
            return False
        if (digest, signed) not in self._signed:
            self._signed[digest, signed] = verifies(key, heads_message(digest), signature)
        return self._signed[digest, signed]

    def begin_anew(self) -> None:
        """Write as a new origin: somebody else writes as the one of now."""
        with self._ledger.action() as action:
            self._own = begin_origin(action.connection, self._clock(), self._machine)


def _refused(error: PackRefused) -> Refused:
    why = next((why for kind, why in _WHY if isinstance(error, kind)), Why.REFUSED)
    return Refused(why, error.one_line())
