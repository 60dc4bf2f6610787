"""What the records screen lists: the records that fit, newest first, and one in full."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from functools import cached_property

from huaian_tui.domain.errors import NotFound
from huaian_tui.domain.notices import NOTICE_TITLES
from huaian_tui.domain.records import Record
from huaian_tui.domain.rows import EventRow
from huaian_tui.store.ledger import read_records
from huaian_tui.store.queries.events import read_events
from huaian_tui.store.queries.milestones import of_task
from huaian_tui.store.queries.notes import read_notes
from huaian_tui.tui.session import LedgerSession
from huaian_tui.tui.views.notes import kind_title, moment
from huaian_tui.tui.views.records import RecordFacts, note_of
from huaian_tui.tui.widgets.columns import Column
from huaian_tui.tui.widgets.row_source import ListRow

COLUMNS = (
    Column("登记时间", width=16),
    Column("类型", width=8),
    Column("序号", width=4, right=True),
    Column("内容", weight=1, min_width=20),
    Column("登记人", width=8, priority=2),
)


class RecordSource:
    """Records by their ids, newest first; each page is read when it comes into sight."""

    def __init__(self, session: LedgerSession, ids: Sequence[bytes]) -> None:
        self._session = session
        self._ids = ids

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {identity.hex(): index for index, identity in enumerate(self._ids)}

    def count(self) -> int:
        """Number of records."""
        return len(self._ids)

    def page(self, start: int, size: int) -> Sequence[ListRow]:
        """Rows from ``start``, at most ``size``."""
        wanted = self._ids[start : start + size]
        return [list_row(event) for event in self._session.read(lambda c: read_events(c, wanted))]

    def position(self, key: str) -> int | None:
        """Index of the record with this id (hexadecimal)."""
        return self._positions.get(key)


def list_row(event: EventRow) -> ListRow:
    """A record as a line of the list."""
    cells = (
        moment(event.recorded_at),
        kind_title(event.kind),
        "" if event.task_no is None else str(event.task_no),
        event.gist,
        event.officer,
    )
    return ListRow(event.record_id.hex(), cells)


def read_facts(connection: sqlite3.Connection, today: date, identity: bytes) -> RecordFacts:
    """Everything the detail shows of one record."""
    record = next(iter(read_records(connection, "id = ?", (identity,))), None)
    if record is None:
        raise NotFound("没有这条记录", "它不在本台账中", "在记录里重新查找")
    note_id = note_of(record)
    notes = [] if note_id is None else read_notes(connection, [note_id])
    kind = str(record.content().get("kind", ""))
    return RecordFacts(
        record=record,
        note=notes[0] if notes else None,
        milestone=_milestone_title(connection, today, record),
        notice=NOTICE_TITLES.get(kind, kind),
    )


def _milestone_title(connection: sqlite3.Connection, today: date, record: Record) -> str:
    """The title of the milestone that a record is about; empty where there is none."""
    if record.milestone is None or record.task_no is None:
        return ""
    rows = of_task(connection, today, record.task_no)
    return next((row.state.title for row in rows if row.id == record.milestone), "")
