"""A kind of record that the program does not have: a visit (走访), all of it in this file.

What a developer writes for a new kind, with its table where a numbered migration would stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from huaian_tui.ledger.kinds.kind import (
    DAY,
    TASK,
    By,
    Field,
    FieldType,
    FoldRecord,
    Kind,
    Named,
    Projection,
    Row,
    Table,
)
from huaian_tui.ledger.kinds.registry import KINDS
from huaian_tui.ledger.kinds.taking_back import as_it_reads, take_back_fact
from huaian_tui.ledger.record import Body, Entry, RecordKind
from huaian_tui.store.engine.opening import open_writer

MIGRATION = """
CREATE TABLE visit (
    id     BLOB PRIMARY KEY,
    unit   TEXT NOT NULL,
    day    TEXT NOT NULL,
    hosts  INTEGER NOT NULL,
    found  TEXT NOT NULL
) STRICT;
"""

PAST = """
ALTER TABLE visit ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
CREATE TABLE visit_past (
    id     BLOB NOT NULL,
    unit   TEXT NOT NULL,
    day    TEXT NOT NULL,
    hosts  INTEGER NOT NULL,
    found  TEXT NOT NULL,
    since  INTEGER NOT NULL,
    until  INTEGER NOT NULL,
    UNIQUE (id, since)
) STRICT;
"""
"""What the same migration says further, so that past days are read and not folded."""


def _rows(records: Sequence[FoldRecord], _: Row | None) -> tuple[Sequence[Row], ...]:
    visit = as_it_reads(records)
    if visit is None:
        return ((),)
    body = visit.body
    return (((visit.id, body["unit"], visit.occurred_on, len(body["hosts"]), body["found"]),),)


def _gist(body: Body) -> str:
    return f"走访{body.get('unit', '')}：{body.get('found', '')}"


def _told(body: Body) -> list[tuple[str, str]]:
    return [("走访单位", body["unit"]), ("接待人", "、".join(body["hosts"])), ("所见", body["found"])]


VISIT = Kind(
    name="visit",
    title="走访",
    words=("zf", "zoufang", "上门"),
    fields=(
        Field("unit", FieldType.LINE, needed=True, names=Named.UNIT),
        Field("hosts", FieldType.LINES),
        Field("found", FieldType.TEXT, needed=True),
        Field("route", FieldType.LINE, optional=True, unsaid=True),
    ),
    gist=_gist,
    needed=(TASK, DAY),
    makes=(Projection(By.RECORD, (Table("visit", "id", ("id", "unit", "day", "hosts", "found")),), _rows),),
    told=_told,
    taken_back_by=RecordKind.RETRACTION,
    undo=take_back_fact,
)


@contextmanager
def registered() -> Iterator[Kind]:
    """The kind among the program's own, as its line in the registry would put it there."""
    KINDS[VISIT.name] = VISIT
    try:
        yield VISIT
    finally:
        del KINDS[VISIT.name]


def migrate(path: Path, *, past: bool = False) -> None:
    """Give a ledger the kind's table, and what keeps its past."""
    connection = open_writer(path)
    connection.executescript(MIGRATION + PAST * past)
    connection.close()


def entry(unit: str = "市财政局", found: str = "台账已经建好", day: str = "2026-11-20") -> Entry:
    """What the kind's service would append."""
    body = {"unit": unit, "hosts": ["甲", "乙"], "found": found, "route": "三号楼东侧门"}
    return Entry("visit", body, task_no=2, occurred_on=day)
