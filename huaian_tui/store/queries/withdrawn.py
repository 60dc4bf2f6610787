"""Tasks that were withdrawn (撤回): no row has them, their records are all that is left."""

from __future__ import annotations

import json
import sqlite3
from typing import Any, NamedTuple

from huaian_tui.domain.matters import MATTERS_PLAN, read_matter_no
from huaian_tui.ledger.kinds.anew import WITHDRAWN
from huaian_tui.ledger.kinds.matters import HANDED


class WithdrawnTask(NamedTuple):
    """A task that was withdrawn: its number for life, what took it away, who did so and when (ISO)."""

    no: int
    record: bytes
    officer: str
    recorded_at: str


_ENDS = (
    "SELECT task_no, id, officer, recorded_at FROM record WHERE kind = 'task_end' AND plan = ? "  # noqa: S608
    f"AND json_extract(body, '$.{WITHDRAWN}') AND task_no NOT IN (SELECT no FROM task) ORDER BY id DESC"
)
_SAID = (
    "SELECT body FROM record WHERE task_no = ? AND kind = 'task_set' AND plan = ? ORDER BY id DESC LIMIT 1"
)


def find_withdrawn(connection: sqlite3.Connection, plan: str, number: str) -> list[WithdrawnTask]:
    """The withdrawn tasks of a plan that bore this number (12, 2026-12), the last first."""
    found = list[WithdrawnTask]()
    for row in connection.execute(_ENDS, (plan,)).fetchall():
        said = connection.execute(_SAID, (row[0], plan)).fetchone()
        known = any(one.no == row[0] for one in found)
        if said is not None and not known and _is_called(json.loads(said[0]), plan, number):
            found.append(WithdrawnTask(*row))
    return found


def _is_called(body: dict[str, Any], plan: str, number: str) -> bool:
    if plan != MATTERS_PLAN or HANDED not in body:
        return bool(number == (body["no"] or f"#{body['place']}"))
    read = read_matter_no(number)
    handed = body[HANDED]
    return read is not None and read[1] == handed["number"] and read[0] in (None, handed["year"])
