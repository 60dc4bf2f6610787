"""What a record of the ledger is: its kinds, its canonical form and its place in a hash chain."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import hashlib

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
    MILESTONE_SETTLE = "milestone_settle"
    MILESTONE_TARGET = "milestone_target"
    READING = "reading"
    DELIVERABLE = "deliverable"
    CORRECTION = "correction"
    RETRACTION = "retraction"
    NOTICE_DRAFT = "notice_draft"
    NOTICE_ISSUE = "notice_issue"
    NOTICE_WITHDRAW = "notice_withdraw"
    NOTICE_RENUMBER = "notice_renumber"
    REPLY = "reply"
    SELF_REPORT = "self_report"
    REPORT_DECISION = "report_decision"
    SETTING = "setting"
    PLAN_SET = "plan_set"
    PLAN_CLOSE = "plan_close"
    PLAN_REOPEN = "plan_reopen"
    PLAN_REVISION = "plan_revision"
    TASK_SET = "task_set"
    TASK_END = "task_end"
    MATTER_NUMBER = "matter_number"
    TASK_TIE = "task_tie"
    UNIT_SET = "unit_set"
    UNIT_MERGE = "unit_merge"
    CONTACT_SET = "contact_set"
    READING_CHOICE = "reading_choice"
    FORECAST = "forecast"
    RECHECK = "recheck"
    RECHECK_RESULT = "recheck_result"
    FORK_SETTLE = "fork_settle"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one record is to say, before it has an identity.

    ``occurred_on`` is the ISO day the fact belongs to (a visit, a completion);
    ``ref`` the record it refers to: for a correction the corrected note, for a
    decision the last decision on that milestone that its author had seen.
    ``plan``: the plan it belongs to; None: that of its task, else the plan that is shipped with the program.
    """

    kind: str
    body: Body
    task_no: int | None = None
    milestone: str | None = None
    occurred_on: str | None = None
    ref: bytes | None = None
    plan: str | None = None


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
    text = _quoted
    plain = ",".join(
        (
            str(record.seq),
            text(record.recorded_at),
            text(record.officer),
            text(record.kind),
            text(record.plan),
            "null" if record.task_no is None else str(record.task_no),
            "null" if record.milestone is None else text(record.milestone),
            "null" if record.occurred_on is None else text(record.occurred_on),
            text(record.body),
            "null" if record.ref is None else f'"{record.ref.hex()}"',
        )
    )
    canonical = f'["{record.id.hex()}","{record.origin.hex()}",{plain}]'
    return _sha256()(previous + canonical.encode("utf-8")).digest()


def chain_hash_of(row: Columns, previous: bytes) -> bytes:
    """``chain_hash`` of a row as it was read: a check verifies millions of them.

    The canonical form is ``canonical_json`` of the columns, identities as hexadecimal digits.
    """
    identity, origin, *plain, ref, _ = row
    values = ",".join(map(_json_value, plain))
    named = "null" if ref is None else f'"{ref.hex()}"'
    canonical = f'["{identity.hex()}","{origin.hex()}",{values},{named}]'
    return _sha256()(previous + canonical.encode("utf-8")).digest()


@cache
def _sha256() -> Callable[[bytes], hashlib._Hash]:
    """Loaded when a record is written or verified: who reads what follows from records does without."""
    from hashlib import sha256

    return sha256


def _json_value(value: Any) -> str:
    """``canonical_json`` of one column, several times as fast."""
    if value.__class__ is str:
        return _quoted(value)
    if value is None:
        return "null"
    return str(value) if value.__class__ is int else canonical_json(value)


_quoted: Callable[[str], str] = json.encoder.encode_basestring
