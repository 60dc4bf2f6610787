"""Whether a record that comes next in an origin's chain may stand there, asked without the ledger.

Both processes of a merge ask it (``second_reader``): nothing here reads a database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from huaian_tui.exchange.merging.pieces import Piece, Seam, Verified
from huaian_tui.exchange.merging.record_rules import check_private, check_record
from huaian_tui.exchange.packs.record_read import read_record
from huaian_tui.ledger.identity import SHANGHAI, id_milliseconds
from huaian_tui.ledger.record import Body, Record, chain_hash
from huaian_tui.store.queries.reference import Reference


@dataclass(slots=True)
class Ahead:
    """Records that arrived from a clock ahead of this one: how many, and the latest moment of their ids."""

    records: int = 0
    until: datetime | None = None

    def add(self, records: int, latest_ms: int) -> None:
        """Some more, the last of them from so many milliseconds since 1970."""
        if records:
            self.records += records
            moment = datetime.fromtimestamp(latest_ms / 1000, SHANGHAI)
            self.until = max(moment, self.until or moment)


@dataclass(frozen=True, slots=True)
class RecordCheck:
    """What records of one merge are measured by; moments of ids in milliseconds since 1970.

    Beyond ``latest_ms`` no clock can be, beyond ``asked_ms`` the officer is asked; ``today`` is this
    laptop's day in ISO, for words.
    """

    reference: Reference
    latest_ms: int
    asked_ms: int
    today: str

    def read_next(
        self, line: bytes, origin: bytes, seq: int, seam: Seam, *, private: bool
    ) -> tuple[Record, dict[str, Any]]:
        """The record that a line holds, and its body as values; ``ValueError`` in words for the officer.

        ``UnicodeEncodeError`` (one too) where it holds what is no text.
        """
        record, body = read_record(line, origin, seq)
        if chain_hash(record, seam.hash) != record.hash:
            raise ValueError("与校验值不符：内容被改动过，或前面的记录不同")
        self.check(record, body, seam.newest, private=private)
        return record, body

    def check(self, record: Record, body: Mapping[str, Any], newest: bytes, *, private: bool) -> None:
        """Its contents, and that its id comes after the one before it, by a clock that can be believed."""
        check_record(record, body, self.reference)
        check_private(record, body, private=private)
        if record.id <= newest:
            raise ValueError("编号不在前一条之后")
        if id_milliseconds(record.id) > self.latest_ms:
            raise ValueError(f"时间比本机时钟（{self.today}）晚 100 年以上，请先核对时钟")

    def ahead_of(self, identity: bytes) -> int:
        """The moment of an id whose clock was ahead of this one; 0 for any other."""
        ms = id_milliseconds(identity)
        return ms if ms > self.asked_ms else 0


def verified(piece: Piece, check: RecordCheck) -> tuple[Verified, list[Body]]:
    """The records of a piece and their bodies as values; ``ValueError`` as ``RecordCheck`` says."""
    records, bodies, seam = list[Record](), list[Body](), piece.seam
    moments = list[int]()
    for seq, line in enumerate(piece.lines, start=piece.first):
        record, body = check.read_next(line, piece.origin, seq, seam, private=piece.private)
        seam = Seam(record.hash, record.id)
        records.append(record)
        bodies.append(body)
        if moment := check.ahead_of(record.id):
            moments.append(moment)
    return Verified(records, len(moments), max(moments, default=0)), bodies
