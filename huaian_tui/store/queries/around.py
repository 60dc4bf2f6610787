"""What stands around a plan, a task or a unit when a record of it is to be taken back (``Around``)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence

from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.ledger.gist import gist
from huaian_tui.ledger.identity import day_of_id, day_of_number
from huaian_tui.ledger.kinds.anew import without_pairs
from huaian_tui.ledger.kinds.kind import FoldRecord
from huaian_tui.ledger.kinds.registry import kind_word
from huaian_tui.ledger.kinds.taking_back import amends, undone
from huaian_tui.ledger.record import RecordKind
from huaian_tui.ledger.task_keys import part_prefix
from huaian_tui.store.engine import fold_things
from huaian_tui.store.queries.task_refs import read_current_plan, told_task
from huaian_tui.store.queries.unit_history import bearers, unit_name_on

_CHAIN = frozenset((RecordKind.TASK_SET, RecordKind.TASK_END, RecordKind.MATTER_NUMBER))
"""Records of a task's own text: the rule looks at these itself."""

PLAN_RECORDS = (RecordKind.PLAN_SET, RecordKind.PLAN_CLOSE, RecordKind.PLAN_REOPEN)
"""Kinds of records of a plan itself."""

_MOST = 200
_SHOWN = 40


class AroundTask:
    """What was written about a task besides its text."""

    def __init__(self, connection: sqlite3.Connection, record: FoldRecord, own: Collection[bytes]) -> None:
        """``own``: records that go back with it."""
        self._connection = connection
        self._record = record
        self._own = own

    def written(self) -> Sequence[str]:
        """Notes, decisions, reports and the like that count, ties from either side, and papers."""
        return self._written(b"")

    def written_since(self) -> Sequence[str]:
        """The same of what came after the record."""
        return self._written(self._record.id)

    def _written(self, after: bytes) -> Sequence[str]:
        number = self._record.task_no or 0
        own = fold_things.read(self._connection, "task_no = ? ORDER BY id", (number,))
        found = _counted(one for one in own if one.kind not in _CHAIN)
        told = [_told(one) for one in reversed(found) if one.id not in self._own and one.id > after]
        return [*told, *self._tied(number, after), *self._papers(part_prefix(number))]

    def _tied(self, number: int, after: bytes) -> list[str]:
        """Ties that were written at the other task."""
        rows = self._connection.execute(
            "SELECT task_no FROM task_tie WHERE tied = ? AND task_no <> ?1", (number,)
        ).fetchall()
        found = list[str]()
        for (other,) in rows:
            ties = fold_things.read(
                self._connection, "task_no = ? AND kind = 'task_tie' ORDER BY id", (other,)
            )
            found += [
                f"{told_task(self._connection, other)}的关联"
                for one in without_pairs(list(ties))
                if number in one.body["tied"] and one.id not in self._own and one.id > after
            ][:1]
        return found

    def _papers(self, prefix: str) -> list[str]:
        """Papers that name milestones of the task."""
        rows = self._connection.execute(
            "SELECT n.title FROM record AS r JOIN notice AS n ON n.id = coalesce(r.ref, r.id) "
            "WHERE r.kind = 'notice_draft' AND r.id > ? AND n.withdrawn IS NULL "
            "AND instr(r.body, ?) ORDER BY r.id DESC LIMIT ?",
            (self._record.id, f'"{prefix}-', _MOST),
        )
        return [f"文书「{title}」" for (title,) in rows]

    def written_of(self, parts: Collection[str]) -> Sequence[str]:
        """What was decided on milestones, or handed in."""
        marks = fold_things.marks(list(parts))
        found = _counted(
            fold_things.read(self._connection, f"milestone IN ({marks}) ORDER BY id", list(parts))
        )
        handed = fold_things.read(
            self._connection,
            "task_no = ? AND kind = 'deliverable' ORDER BY id",
            (self._record.task_no,),
        )
        found += [one for one in _counted(handed) if one.body.get("deliverable") in parts]
        return [_told(one) for one in reversed(found) if one.id not in self._own]

    def bearer_of(self, names: Collection[str]) -> str:
        """Another task of the plan with this number."""
        row = self._connection.execute(
            "SELECT no FROM task WHERE plan = ? AND printed IN (SELECT value FROM json_each(?)) "
            "AND no <> ? AND ended_on IS NULL LIMIT 1",
            (self._record.plan, json.dumps(list(names)), self._record.task_no),
        ).fetchone()
        return "" if row is None else told_task(self._connection, row[0])


class AroundPlan:
    """What was written in a plan."""

    def __init__(self, connection: sqlite3.Connection, record: FoldRecord, own: Collection[bytes]) -> None:
        """``own``: records that go back with it."""
        self._connection = connection
        self._record = record
        self._own = own

    def written(self) -> Sequence[str]:
        """Its tasks; and that it is the current one."""
        plan = self._record.plan
        count, text = self._connection.execute(
            "SELECT count(*), min(text) FROM task WHERE plan = ?", (plan,)
        ).fetchone()
        found = [f"任务“{str(text)[:_SHOWN]}”"] * min(count, 1) + ["任务"] * (count - 1)
        current = ["它是现用方案"] if read_current_plan(self._connection) == plan else []
        return [*current, *found]

    def written_since(self) -> Sequence[str]:
        """Records of the plan after the record, the newest first."""
        marks = fold_things.marks(PLAN_RECORDS)
        rows = fold_things.read(
            self._connection,
            f"plan = ? AND id > ? AND kind NOT IN ({marks}) ORDER BY id LIMIT {_MOST}",
            (self._record.plan, self._record.id, *PLAN_RECORDS),
        )
        return [_told(one) for one in reversed(_counted(rows)) if one.id not in self._own]

    def written_of(self, parts: Collection[str]) -> Sequence[str]:
        """Plans have no such parts."""
        return ()

    def bearer_of(self, names: Collection[str]) -> str:
        """Another plan with this code."""
        row = self._connection.execute(
            "SELECT title FROM plan WHERE code IN (SELECT value FROM json_each(?)) AND id <> ? LIMIT 1",
            (json.dumps(list(names)), self._record.plan),
        ).fetchone()
        return "" if row is None else f"《{row[0]}》"


class AroundUnit:
    """What names a unit."""

    def __init__(self, connection: sqlite3.Connection, record: FoldRecord) -> None:
        self._connection = connection
        self._record = record
        self._unit = str(record.body.get("unit", ""))

    def written(self) -> Sequence[str]:
        """Tasks, groups, merges, contacts, notes and papers that name it."""
        tasks = self._connection.execute(
            "SELECT DISTINCT task_no FROM task_unit WHERE unit = ? LIMIT ?", (self._unit, _MOST)
        )
        found = [told_task(self._connection, number) for (number,) in tasks.fetchall()]
        for what, sql in _NAMING_UNIT.items():
            rows = self._connection.execute(sql, (self._unit,)).fetchall()
            found += [f"{what}“{str(said)[:_SHOWN]}”" for (said,) in rows]
        return found

    def written_since(self) -> Sequence[str]:
        """The same: it is asked of new units alone."""
        return self.written()

    def written_of(self, parts: Collection[str]) -> Sequence[str]:
        """Units have no such parts."""
        return ()

    def bearer_of(self, names: Collection[str]) -> str:
        """Another unit that is or was called so."""
        keys = {search_key(name): name for name in names}
        other = next((unit for _, unit in bearers(self._connection, keys) if unit != self._unit), None)
        today = day_of_number(self._record.known or day_of_id(self._record.id))
        return "" if other is None else unit_name_on(self._connection, other, today)[0]


_NAMING_UNIT = {
    "集体单位": "SELECT DISTINCT group_name FROM group_member WHERE unit = ? LIMIT 9",
    "并入它的": "SELECT id FROM unit WHERE merged_into = ? LIMIT 9",
    "联系人": "SELECT person FROM contact WHERE unit = ? LIMIT 9",
    "督查记录": "SELECT json_extract(r.body, '$.text') "
    "FROM record AS r, json_each(r.body, '$.units') AS named "
    "JOIN note AS n ON n.id = r.id WHERE r.kind = 'note' AND named.value = ? AND n.retracted = 0 LIMIT 9",
    "文书": "SELECT n.title FROM notice AS n, json_each(n.units) AS named "
    "WHERE named.value = ? AND n.withdrawn IS NULL LIMIT 9",
}
"""What else names a unit, as SQL: what is told of it."""


def _counted(records: Iterable[FoldRecord]) -> list[FoldRecord]:
    """Records that count: nothing that was taken back, nor what does so."""
    every = without_pairs(list(records))
    gone = undone(every)
    return [one for one in every if one.id not in gone and not amends(one)]


def _told(record: FoldRecord) -> str:
    day = day_of_number(record.known or day_of_id(record.id)).isoformat()
    said = gist(record.kind, record.body)
    return f"{day} {record.officer}的{kind_word(record.kind)}：{said[:_SHOWN]}"
