"""The records of the plan that is shipped with the program: the same first records in every ledger.

``seed/records.jsonl`` holds them (``importing.shipped_records`` makes it). Their chain ends in a hash that
the program knows, so that neither the file nor a ledger can say anything else. Their local numbers are
negative: what lists the records that people wrote leaves them out by that.
"""

from __future__ import annotations

import json
import sqlite3

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.ledger.record import Record, canonical_json, chain_hash
from huaian_tui.store.engine.readiness import SHIPPED_ORIGIN as ORIGIN
from huaian_tui.store.engine.records import insert_records
from huaian_tui.store.keep.locations import shipped_folder

FILE_NAME = "records.jsonl"
COUNT = 105
HEAD = bytes.fromhex("3c35725de92f8e5b956cc875a3949f8096250f26baa866e42584290ae376e7be")
"""How many records there are, and the hash of the last one."""

_BEFORE_ALL = 10_000
"""Their numbers begin so far below nought; -1 is none of them, since a trigger sees it in place of NULL."""

SHIPPED = "rid < 0"
"""The condition on ``record`` by which they are told from what people wrote."""


def record_line(record: Record) -> str:
    """A record as a line of the file."""
    return canonical_json(
        [
            record.id.hex(),
            record.seq,
            record.recorded_at,
            record.officer,
            record.kind,
            record.plan,
            record.task_no,
            record.body,
            record.hash.hex(),
        ]
    )


def shipped_records() -> list[Record]:
    """The records as the file has them, verified."""
    try:
        lines = (shipped_folder("seed") / FILE_NAME).read_text(encoding="utf-8").splitlines()
        records = [_record(line) for line in lines]
    except (OSError, ValueError, TypeError) as error:
        raise _unlike() from error
    previous = b""
    for record in records:
        previous = chain_hash(record, previous)
        if previous != record.hash:
            raise _unlike()
    if len(records) != COUNT or previous != HEAD:
        raise _unlike()
    return records


def _record(line: str) -> Record:
    identity, seq, recorded_at, officer, kind, plan, task_no, body, digest = json.loads(line)
    return Record(
        bytes.fromhex(identity),
        ORIGIN,
        seq,
        recorded_at,
        officer,
        kind,
        plan,
        task_no,
        None,
        None,
        body,
        None,
        bytes.fromhex(digest),
    )


def _unlike() -> StoreRefused:
    return StoreRefused(
        "方案数据有误", "程序目录里的方案数据缺失，或与本程序不符", "请重新安装本程序；台账没有改动"
    )


def write_shipped(connection: sqlite3.Connection) -> None:
    """Insert them, inside the caller's transaction; the caller folds."""
    records = shipped_records()
    connection.execute(
        "INSERT INTO main.origin (id, mine, created_at, head_seq, head_hash) VALUES (?, 0, ?, ?, ?)",
        (ORIGIN, records[0].recorded_at, COUNT, HEAD),
    )
    insert_records(connection, ((place - _BEFORE_ALL, record) for place, record in enumerate(records)))


def shipped_problems(connection: sqlite3.Connection) -> list[str]:
    """A line for ``check`` where the records of the shipped plan are not those of this program."""
    row = connection.execute(
        "SELECT head_seq, head_hash, (SELECT count(*) FROM main.record WHERE origin = ?1) "
        "FROM main.origin WHERE id = ?1",
        (ORIGIN,),
    ).fetchone()
    problems = [] if row == (COUNT, HEAD, COUNT) else ["随程序的方案与本程序的不符：方案资料被改动过"]
    hidden = connection.execute(
        "SELECT count(*) FROM main.record WHERE (rid < 0) <> (origin = ?)", (ORIGIN,)
    ).fetchone()[0]
    return problems + ([f"{hidden} 条记录的本机序号被改动过：列表里看不到它们"] if hidden else [])
