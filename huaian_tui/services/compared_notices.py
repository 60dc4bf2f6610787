"""A draft beside the ledger of now, or beside what was known by the end of the past day of its data."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from huaian_tui.documents.comparing.stale import Compared, compare
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.store.engine.as_of import reading


def compared(path: Path, connection: sqlite3.Connection, notice: NoticeRow, today: date) -> Compared:
    """The draft beside the ledger of now; ``path`` is the ledger that ``connection`` reads."""
    with data_of(path, connection, notice) as data:
        return compare(data, notice, today)


@contextmanager
def data_of(path: Path, connection: sqlite3.Connection, notice: NoticeRow) -> Iterator[sqlite3.Connection]:
    """What the notice is composed from: the ledger, or as it was known by the past day of its data."""
    if notice.as_of is None:
        yield connection
        return
    with reading(path, notice.as_of) as data:
        yield data
