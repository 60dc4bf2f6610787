"""What a record of the ledger is: its kinds, its canonical form and its place in a hash chain."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Body = Mapping[str, Any]
"""The contents of a record by kind: JSON values only."""


class RecordKind(StrEnum):
    """Kinds of records: everything that can be said to the ledger (docs/decisions/002)."""

    NOTE = "note"
    MILESTONE_SET = "milestone_set"
    MILESTONE_COMPLETE = "milestone_complete"
    MILESTONE_EXTEND = "milestone_extend"
    MILESTONE_CANCEL = "milestone_cancel"
    MILESTONE_REOPEN = "milestone_reopen"
    READING = "reading"
    DELIVERABLE = "deliverable"
    CORRECTION = "correction"
    RETRACTION = "retraction"
    NOTICE_DRAFT = "notice_draft"
    NOTICE_ISSUE = "notice_issue"
    NOTICE_WITHDRAW = "notice_withdraw"
    REPLY = "reply"
    SELF_REPORT = "self_report"
    REPORT_DECISION = "report_decision"
    SETTING = "setting"


DECIDING = frozenset(
    {
        RecordKind.MILESTONE_SET,
        RecordKind.MILESTONE_COMPLETE,
        RecordKind.MILESTONE_EXTEND,
        RecordKind.MILESTONE_CANCEL,
        RecordKind.MILESTONE_REOPEN,
    }
)
"""Kinds that decide where a milestone stands; each names in ``ref`` the last one its author had seen."""

KIND_TITLES: dict[RecordKind, str] = {
    RecordKind.NOTE: "督查记录",
    RecordKind.MILESTONE_SET: "设定节点",
    RecordKind.MILESTONE_COMPLETE: "节点办结",
    RecordKind.MILESTONE_EXTEND: "调整时限",
    RecordKind.MILESTONE_CANCEL: "节点中止",
    RecordKind.MILESTONE_REOPEN: "重新督办",
    RecordKind.READING: "指标读数",
    RecordKind.DELIVERABLE: "成果报送",
    RecordKind.CORRECTION: "更正",
    RecordKind.RETRACTION: "撤回",
    RecordKind.NOTICE_DRAFT: "文书草稿",
    RecordKind.NOTICE_ISSUE: "文书印发",
    RecordKind.NOTICE_WITHDRAW: "文书撤回",
    RecordKind.REPLY: "反馈",
    RecordKind.SELF_REPORT: "单位自报",
    RecordKind.REPORT_DECISION: "核实自报",
    RecordKind.SETTING: "设置",
}
"""What the officer reads for each kind."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one record is to say, before it has an identity.

    ``occurred_on`` is the ISO day the fact belongs to (a visit, a completion);
    ``ref`` the record it refers to: for a correction the corrected note, for a
    decision the last decision on that milestone that its author had seen.
    """

    kind: RecordKind
    body: Body
    task_no: int | None = None
    milestone: str | None = None
    occurred_on: str | None = None
    ref: bytes | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One record of the ledger as stored. ``recorded_at`` is ISO with offset: shown, never trusted."""

    id: bytes
    origin: bytes
    seq: int
    recorded_at: str
    officer: str
    kind: str
    plan: str
    task_no: int | None
    milestone: str | None
    occurred_on: str | None
    body: str
    ref: bytes | None
    hash: bytes

    def content(self) -> dict[str, Any]:
        """The body as JSON values."""
        value: dict[str, Any] = json.loads(self.body)
        return value


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no blanks: the same value gives the same text on every laptop."""
    return _ENCODER.encode(value)


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


Columns = tuple[
    bytes, bytes, int, str, str, str, str, int | None, str | None, str | None, str, bytes | None, bytes
]
"""The fields of a ``Record`` in order, as a row of the ledger gives them."""


def chain_hash(record: Record, previous: bytes) -> bytes:
    """SHA-256 over the hash before it in the same origin and the record's canonical form.

    ``previous`` is empty for the first record of an origin; ``record.hash`` is not part of it.
    """
    return chain_hash_of(
        (
            record.id,
            record.origin,
            record.seq,
            record.recorded_at,
            record.officer,
            record.kind,
            record.plan,
            record.task_no,
            record.milestone,
            record.occurred_on,
            record.body,
            record.ref,
            record.hash,
        ),
        previous,
    )


def chain_hash_of(row: Columns, previous: bytes) -> bytes:
    """``chain_hash`` of a row as it was read: a check verifies millions of them.

    The canonical form is ``canonical_json`` of the columns, identities as hexadecimal digits.
    """
    identity, origin, *plain, ref, _ = row
    values = ",".join(map(_json_value, plain))
    named = "null" if ref is None else f'"{ref.hex()}"'
    canonical = f'["{identity.hex()}","{origin.hex()}",{values},{named}]'
    return hashlib.sha256(previous + canonical.encode("utf-8")).digest()


def _json_value(value: Any) -> str:
    """``canonical_json`` of one column, several times as fast."""
    if value.__class__ is str:
        return _quoted(value)
    if value is None:
        return "null"
    return str(value) if value.__class__ is int else canonical_json(value)


_quoted: Callable[[str], str] = json.encoder.encode_basestring
