"""Whose records may come: what a pack's signatures prove against what this laptop holds of keys.

Judged for each origin of a pack by itself, before any record of it is taken. Of an origin with a known key
only what that key signed is taken; of one that this laptop wrote only what its own key signed or its own note
of how far it wrote proves (``store/keep/machine``). Of an origin without any key all is taken, as 未核实.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from huaian_tui.domain.words.trust import KeyState
from huaian_tui.exchange.packs.pack_format import Header, OriginRange, PackRefused
from huaian_tui.exchange.packs.pack_read import Pack
from huaian_tui.exchange.packs.refusal import Refusal
from huaian_tui.exchange.trust import trust_words as words
from huaian_tui.exchange.trust.first_signatures import FirstSignature, judged_first
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.ledger.signed_head import SignedHead, head_message, pack_message
from huaian_tui.store.engine.origins import hash_at, machine_of, officer_at, origins_here
from huaian_tui.store.engine.set_aside import is_aside, record_aside
from huaian_tui.store.engine.signed_heads import (
    HeldHead,
    keep_signed_aside,
    keep_signed_heads,
    list_signed_heads,
)
from huaian_tui.store.keep.known_keys import (
    KnownKey,
    KnownKeys,
    loss_of_keys,
    read_known_keys,
    write_known_keys,
)
from huaian_tui.store.keep.laptop_key import own_public_key
from huaian_tui.store.keep.machine import Reached

_NO_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
"""Of what is only known until the merge ends; what is kept has the moment of its commit."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What of one part may be taken: ``part`` itself, shortened, or None; its signature is one that counts.

    ``refusal``: why the rest is not taken; None when all may be.
    """

    part: OriginRange | None
    refusal: PackRefused | None = None


@dataclass(slots=True)
class Learned:
    """What packs told of keys, to be kept after the commit: (key, officer, origin)."""

    signed: list[tuple[bytes, str, bytes]] = field(default_factory=list)
    claimed: list[tuple[bytes, str, bytes]] = field(default_factory=list)
    doubted: list[tuple[bytes, str, bytes]] = field(default_factory=list)
    first: list[FirstSignature] = field(default_factory=list)


class Trust:
    """What this laptop holds of keys, for one ledger: as its file says, and the ledger's signed heads."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        proved: Callable[[bytes], Mapping[int, bytes]] = lambda origin: {},
    ) -> None:
        """``proved``: of an origin the hashes of records, by number, that a signature further on proves."""
        self._connection = connection
        self._proved = proved
        self._machine = machine_of(connection, create=False)
        self.own = own_public_key(self._machine)
        self.here = frozenset(origins_here(connection))
        self._kept = frozenset(list_signed_heads(connection))
        self._held = {(one.origin, one.signed.key): one.signed for one in self._kept}
        self._noted = read_known_keys(self._machine)
        self.known = _with_held(self._noted, self._held, self.own)
        self.loss = loss_of_keys(self._machine, len({key for _, key in self._held if key != self.own}))
        self.learned = Learned()

    def state_of(self, key: bytes) -> KeyState | None:
        """What is held of a key; None for one that was never met."""
        if key == self.own:
            return KeyState.OWN
        found = self.known.of(key)
        return None if found is None else found.state

    def was_met(self, key: bytes) -> bool:
        """Whether a key was known before these packs, by the file or by the ledger; this laptop's own is."""
        noted = self._noted.of(key) is not None
        return noted or key == self.own or any(one.signed.key == key for one in self._kept)

    def admitted(self, pack: Pack, reach_of: Callable[[bytes], int]) -> tuple[Pack, list[Refusal]]:
        """A pack with what of it may be taken, and the refusals of the rest.

        ``reach_of`` says how far an origin reaches here. ``PackRefused``: nothing of it may be.
        """
        header = pack.header
        self._refuse_header(header)
        found = [self._judged(part, header, reach_of(part.id)) for part in header.origins]
        refusals = [
            Refusal(pack.name, _refused_records(part, judged, reach_of(part.id)), judged.refusal, part.id)
            for part, judged in zip(header.origins, found, strict=True)
            if judged.refusal is not None
        ]
        parts = tuple(judged.part for judged in found if judged.part is not None)
        return (pack if parts == header.origins else pack.only(parts)), refusals

    def _judged(self, part: OriginRange, header: Header, reach: int) -> Judged:
        """What of a part may be taken, where its origin reaches ``reach`` here."""
        if part.last <= reach or not part.count:
            return self._held_part(part, header, reach)
        if part.id in self.here:
            return self._own(part, reach, self._machine.reached(part.id))
        return self._others(part, header, reach)

    def keep(self, origin: bytes, signed: SignedHead | None) -> None:
        """Keep the signed head of an origin whose records are here now; in the caller's transaction."""
        if signed is None or not self.is_news(origin, signed):
            return
        by = self._signer(origin, signed)
        if by is None:
            return
        if hash_at(self._connection, origin, signed.seq) == signed.hash:
            keep_signed_heads(self._connection, [HeldHead(origin, signed)])
        else:
            keep_signed_aside(self._connection, [HeldHead(origin, signed)])
        if signed.key != self.own:
            self.learned.signed.append((signed.key, by, origin))

    def _signer(self, origin: bytes, signed: SignedHead) -> str | None:
        """The officer of the record that is signed, wherever it stands; None when it is not here."""
        if hash_at(self._connection, origin, signed.seq) == signed.hash:
            return officer_at(self._connection, origin, signed.seq) or ""
        aside = record_aside(self._connection, origin, signed.hash)
        return None if aside is None else aside.record.officer

    def is_news(self, origin: bytes, signed: SignedHead) -> bool:
        """Whether a signed head, or that its key signs this origin, is kept nowhere yet."""
        key = self._noted.of(signed.key)
        known = signed.key == self.own or (key is not None and origin in key.origins)
        return not known or HeldHead(origin, signed) not in self._kept

    def note_learned(self, moment: datetime) -> None:
        """Once it is committed: keep keys that were met, on what the file says by now.

        ``StoreRefused`` where the file cannot be written.
        """
        if not (self.learned.signed or self.learned.claimed or self.learned.doubted):
            return
        before = read_known_keys(self._machine)
        known = before
        for key, officer, origin in self.learned.signed:
            known = known.learned(key, officer, moment, origin)
        for key, officer, origin in self.learned.claimed:
            known = known.claimed(key, officer, moment, origin)
        for key, officer, origin in self.learned.doubted:
            known = known.doubted(key, officer, moment, origin)
        if set(known) != set(before):
            missed = moment.astimezone(SHANGHAI).date().isoformat() if self.loss else None
            write_known_keys(self._machine, known, lost=missed)

    def _refuse_header(self, header: Header) -> None:
        """Refuse a pack whose first line was altered after its sender had signed it."""
        by = header.sender
        if by is not None and not _verifies(by.key, pack_message(by.digest), by.signature):
            raise words.header_altered()

    # ------------------------------------------------------------------ parts

    def _held_part(self, part: OriginRange, header: Header, reach: int) -> Judged:
        """Nothing is new: only a signature may be, or another branch of what is here."""
        signed = part.signed
        if part.count and self._is_rewritten(part):
            mine = part.id in self.here
            problem = None if signed is None or mine else self._problem(part, signed)
            if signed is not None and problem is not None:
                self._note_claim(part, signed, header)
            return Judged(None, problem or words.rewritten(part, mine=mine))
        if signed is None:
            return Judged(part)
        held = self._held.get((part.id, signed.key))
        counts = hash_at(self._connection, part.id, signed.seq) == signed.hash
        old = counts and held is not None and held.seq >= signed.seq and held != signed
        if old or signed.seq > reach or self._problem(part, signed) is not None:
            return Judged(replace(part, signed=None))
        return Judged(part if self._may_bind(part, signed, header, reach) else replace(part, signed=None))

    def _may_bind(self, part: OriginRange, signed: SignedHead, header: Header, reach: int) -> bool:
        """Whether a key that signs rightly may stand for an origin; one without a key so far is looked at.

        Not where this laptop signed it itself, for another ledger of its own.
        """
        if not reach or part.id in self.here or signed.key == self.own or self.known.of_origin(part.id):
            return True
        found = judged_first(self._connection, self.known, part.id, signed.key, header)
        self.learned.first.append(found)
        if found.doubt:
            self.learned.doubted.append((signed.key, self._sent_by(signed, header), part.id))
            return False
        self.known = self.known.learned(signed.key, header.officer, _NO_MOMENT, part.id)
        return True

    def _is_rewritten(self, part: OriginRange) -> bool:
        """Whether it differs from what is here, and the key that stands for the origin did not sign that.

        A branch that it did sign, or one of an origin without any key, is kept beside the other (``forks``).
        """
        mine, known = part.id in self.here, self.known.of_origin(part.id)
        if not (mine or known) or hash_at(self._connection, part.id, part.last) == part.head:
            return False
        if is_aside(self._connection, part.id, part.head):
            return False
        signed = part.signed
        if signed is None or (signed.seq, signed.hash) != (part.last, part.head):
            return True
        by = {self.own} if mine else {one.key for one in known if one.state is not KeyState.REVOKED}
        return signed.key not in by or not self._is_signed(part, signed)

    def _own(self, part: OriginRange, reach: int, reached: Reached | None) -> Judged:
        """This laptop's own origin: a copy of its file may have lost what it wrote itself."""
        signed = part.signed
        mine = signed is not None and signed.key == self.own and self._is_signed(part, signed)
        if signed is None and reached is not None and part.last < reached.seq:
            # From a pack of before there were signatures: this machine did write so far, and what it wrote
            # after that will not fit if this is something else.
            return Judged(part)
        proved = [(reached.seq, reached.hash)] if reached is not None else []
        proved += [(signed.seq, signed.hash)] if signed is not None and mine else []
        proved += self._proved(part.id).items()
        limit, head = max((one for one in proved if reach < one[0] <= part.last), default=(reach, b""))
        part = replace(part, signed=signed if mine else None)
        by_other = signed is not None and not mine
        refusal = words.not_written_here(part, limit, signed_by_other=by_other)
        return _up_to(part, limit, head, refusal) if head else Judged(None, refusal)

    def _others(self, part: OriginRange, header: Header, reach: int) -> Judged:
        signed, known = part.signed, self.known.of_origin(part.id)
        if signed is None:
            if not known:
                return Judged(part)
            limit, head = self._farthest_proved(part, reach)
            refusal = words.beyond_signed(part, limit, known[0])
            return _up_to(part, limit, head, refusal) if head else Judged(None, refusal)
        problem = self._problem(part, signed)
        if problem is not None:
            self._note_claim(part, signed, header)
            return Judged(None, problem)
        if not self._may_bind(part, signed, header, reach):
            return Judged(replace(part, signed=None))
        self.known = self.known.learned(signed.key, header.officer, _NO_MOMENT, part.id)
        limit, head = max(
            (signed.seq, signed.hash), self._farthest_proved(part, reach), key=lambda one: one[0]
        )
        refusal = words.beyond_signed(part, max(limit, reach), known[0] if known else None)
        if limit <= reach:
            return Judged(None, refusal)
        return _up_to(part, limit, head, refusal)

    def _farthest_proved(self, part: OriginRange, reach: int) -> tuple[int, bytes]:
        """The last record of a part that is new here and proved by what is signed further on."""
        found = (one for one in self._proved(part.id).items() if reach < one[0] <= part.last)
        return max(found, default=(reach, b""))

    def vouches(self, part: OriginRange) -> bool:
        """Whether a part is signed by a key that stands for its origin here, this laptop's own or another."""
        signed = part.signed
        if signed is None:
            return False
        if part.id in self.here:
            return signed.key == self.own and self._is_signed(part, signed)
        return bool(self.known.of_origin(part.id)) and self._problem(part, signed) is None

    def _problem(self, part: OriginRange, signed: SignedHead) -> PackRefused | None:
        """Why a signature counts for nothing here; None when it does."""
        if not self._is_signed(part, signed):
            return words.wrong_signature(part)
        known, held = self.known.of_origin(part.id), self.known.of(signed.key)
        if held is not None and held.state is KeyState.REVOKED:
            return words.revoked(part, held)
        if self._is_claim(part, signed):
            return words.changed_key(part, signed.key, known[0])
        return None

    def _note_claim(self, part: OriginRange, signed: SignedHead, header: Header) -> None:
        """Keep a key that signs what is another's, so that it can be decided on.

        Under the sender's name only where the sender signed with it: else a colleague passes it on.
        """
        if self._is_claim(part, signed):
            self.learned.claimed.append((signed.key, self._sent_by(signed, header), part.id))

    @staticmethod
    def _sent_by(signed: SignedHead, header: Header) -> str:
        by = header.sender
        return header.officer if by is not None and by.key == signed.key else ""

    def _is_claim(self, part: OriginRange, signed: SignedHead) -> bool:
        """Whether it signs what another key had signed before, and was not accepted since."""
        known = self.known.of_origin(part.id)
        return (
            self._is_signed(part, signed)
            and bool(known)
            and signed.key != self.own
            and all(one.key != signed.key for one in known)
        )

    def _is_signed(self, part: OriginRange, signed: SignedHead) -> bool:
        held = self._held.get((part.id, signed.key))
        if held == signed:
            return True  # verified when it came
        if _verifies(signed.key, head_message(part.id, signed.seq, signed.hash), signed.signature):
            self._held.setdefault((part.id, signed.key), signed)
            return True
        return False


def _up_to(part: OriginRange, limit: int, head: bytes, refusal: PackRefused) -> Judged:
    """What is proved of a part: up to the record with this number, which has this hash."""
    if limit < part.first:
        return Judged(None, refusal)
    if limit < part.last:
        return Judged(replace(part, last=limit, head=head, cut=True), refusal)
    return Judged(part) if head == part.head else Judged(None, words.not_as_signed(part))


def _refused_records(part: OriginRange, judged: Judged, reach: int) -> int:
    """How many records of a part are not taken that are not here either."""
    taken = reach if judged.part is None else max(judged.part.last, reach)
    return max(part.last - max(taken, part.first - 1), 1)


def _verifies(key: bytes, message: bytes, signature: bytes) -> bool:
    # Imported here: most merges of an older program's packs have nothing to verify.
    from huaian_tui.store.keep.signatures import verifies

    return verifies(key, message, signature)


def _with_held(known: KnownKeys, held: Iterable[tuple[bytes, bytes]], own: bytes | None) -> KnownKeys:
    """With keys that only the ledger tells of: it came from another machine, or the data folder was lost."""
    origins = dict[bytes, set[bytes]]()
    for origin, key in held:
        if key != own:
            origins.setdefault(key, set()).add(origin)
    for key, signed in origins.items():
        known = known.with_key(KnownKey(key, "", "", KeyState.SEEN, frozenset(signed)))
    return known
