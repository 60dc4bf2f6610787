"""A record as one line of JSON: how packs carry it, and how a ledger keeps what does not count."""

from __future__ import annotations

import json

from huaian_tui.ledger.record import Record, canonical_json


def record_line(record: Record) -> bytes:
    """One record as its line, with the line end; the body goes in as it is stored."""
    rest = canonical_json(
        {
            "hash": record.hash.hex(),
            "id": record.id.hex(),
            "kind": record.kind,
            "milestone": record.milestone,
            "occurred_on": record.occurred_on,
            "officer": record.officer,
            "plan": record.plan,
            "recorded_at": record.recorded_at,
            "ref": None if record.ref is None else record.ref.hex(),
            "seq": record.seq,
            "task_no": record.task_no,
        }
    )
    return f'{{"body":{record.body},{rest[1:]}\n'.encode()


def kept_record(line: str, origin: bytes) -> Record:
    """The record of a line that this ledger keeps: it was checked when it came (``ValueError`` for damage).

    What comes from elsewhere is read by ``exchange.packs.record_read.read_record``, which trusts nothing.
    """
    try:
        value = json.loads(line)
        return Record(
            id=bytes.fromhex(value["id"]),
            origin=origin,
            seq=value["seq"],
            recorded_at=value["recorded_at"],
            officer=value["officer"],
            kind=value["kind"],
            plan=value["plan"],
            task_no=value["task_no"],
            milestone=value["milestone"],
            occurred_on=value["occurred_on"],
            body=canonical_json(value["body"]),
            ref=None if value["ref"] is None else bytes.fromhex(value["ref"]),
            hash=bytes.fromhex(value["hash"]),
        )
    except (KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise ValueError(type(error).__name__) from None
