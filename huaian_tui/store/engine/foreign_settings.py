"""Settings that a merge brought: they stay in their chains and are without effect here until adopted.

The ids of all of them stand in ``foreign_setting``, a table of this file alone, and the fold passes
over them (docs/decisions/018). Adopting one appends a record of this ledger that names it; the foreign
record itself never takes effect. What was in force before the table came stays in force.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from huaian_tui.ledger.record import RecordKind
from huaian_tui.store.engine.fold import ARRIVED

OWN_KEYS = ("officer", "current_plan")
"""Settings of one person on one machine: nobody else's is ever offered."""

_LONGEST_ECHO = 8
"""Hands through which an adopted setting is followed back; a pack made to harm could chain thousands."""


class WaitingSetting(NamedTuple):
    """A setting of somebody else on which nobody here has decided.

    ``value`` is what it would set, ``present`` what is in force (empty: nothing); ``seq`` its number
    in ``origin``.
    """

    id: bytes
    key: str
    value: str
    present: str
    officer: str
    recorded_at: str
    origin: bytes
    seq: int


def hold_arrived(connection: sqlite3.Connection) -> None:
    """Keep the settings among the records that arrived without effect, before these are folded.

    What says the same as is in force needs no decision.
    """
    connection.execute(
        "INSERT INTO foreign_setting (id, decided) SELECT id, json_extract(body, '$.value') = "  # noqa: S608 - constant
        "coalesce((SELECT value FROM setting WHERE key = json_extract(record.body, '$.key')), '') "
        f"FROM record WHERE {ARRIVED} AND +kind = ?",
        (RecordKind.SETTING,),
    )


def list_waiting(connection: sqlite3.Connection) -> list[WaitingSetting]:
    """What could be adopted: the last word of each origin on each key, where it differs from what holds.

    By key, the newest first; the same value from several origins once. Left out is what was turned
    down, and what somebody else adopted from this very ledger.
    """
    own, echoes = ",".join("?" * len(OWN_KEYS)), _echoes(connection)
    rows = connection.execute(
        "SELECT r.id, json_extract(r.body, '$.key') AS k, json_extract(r.body, '$.value'), "  # noqa: S608 - marks
        "coalesce((SELECT value FROM setting WHERE key = json_extract(r.body, '$.key')), ''), "
        "r.officer, r.recorded_at, r.origin, r.seq, f.decided "
        "FROM foreign_setting AS f CROSS JOIN record AS r ON r.id = f.id "  # few, and never all records
        f"WHERE k NOT IN ({own}) ORDER BY k, r.id DESC",
        OWN_KEYS,
    )
    said, offered = set[tuple[str, bytes]](), dict[tuple[str, str], WaitingSetting]()
    for *columns, decided in rows.fetchall():
        one = WaitingSetting._make(columns)
        last = (one.key, one.origin) not in said
        said.add((one.key, one.origin))
        if last and not decided and one.value != one.present and one.id not in echoes:
            offered.setdefault((one.key, one.value), one)
    return list(offered.values())


def _echoes(connection: sqlite3.Connection) -> set[bytes]:
    """Settings that go back, hand by hand, to one that was recorded in this ledger."""
    rows = connection.execute(
        "WITH RECURSIVE back (first, id, ref, hands) AS ("
        "SELECT r.id, r.id, r.ref, 0 FROM foreign_setting AS f JOIN record AS r ON r.id = f.id "
        "WHERE f.decided = 0 AND r.ref NOTNULL "
        "UNION ALL SELECT back.first, r.id, r.ref, hands + 1 FROM back JOIN record AS r ON r.id = back.ref "
        "WHERE r.kind = ? AND hands < ?) "
        "SELECT DISTINCT first FROM back WHERE id NOT IN (SELECT id FROM foreign_setting)",
        (RecordKind.SETTING, _LONGEST_ECHO),
    )
    return {first for (first,) in rows.fetchall()}


def decide(connection: sqlite3.Connection, ids: Iterable[bytes]) -> None:
    """Note that these are not wanted, nor the same value of others; inside the caller's transaction."""
    connection.executemany(
        "UPDATE foreign_setting SET decided = 1 WHERE decided = 0 AND id IN ("
        "SELECT r.id FROM record AS named JOIN record AS r ON r.kind = named.kind WHERE named.id = ? "
        "AND json_extract(r.body, '$.key') = json_extract(named.body, '$.key') "
        "AND json_extract(r.body, '$.value') = json_extract(named.body, '$.value'))",
        [(one,) for one in ids],
    )


def decide_key(connection: sqlite3.Connection, key: str) -> None:
    """Note that a setting was decided on here: what else waits for it was passed over."""
    connection.execute(
        "UPDATE foreign_setting SET decided = 1 WHERE decided = 0 AND id IN ("
        "SELECT id FROM record WHERE kind = ? AND json_extract(body, '$.key') = ?)",
        (RecordKind.SETTING, key),
    )
