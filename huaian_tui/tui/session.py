"""One officer at one ledger file: how the screens read, write and keep drafts.

Every call opens its own connection, so that any worker thread may read; opening
costs about a millisecond.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.identity import SHANGHAI
from huaian_tui.store.as_of import open_reader_as_of
from huaian_tui.store.database import explained
from huaian_tui.store.drafts import drop_draft, load_draft, save_draft
from huaian_tui.store.ledger import Ledger

T = TypeVar("T")


def now() -> datetime:
    """The wall clock in Shanghai: read here, at the edge, and nowhere in the rules."""
    return datetime.now(SHANGHAI)


class LedgerSession:
    """The session that the terminal program runs in.

    ``today`` None means the real day, also past midnight. With ``as_of`` the
    ledger is shown as of that day and nothing can be written.
    """

    def __init__(
        self, database: Path, officer: str, *, today: date | None = None, as_of: date | None = None
    ) -> None:
        self._database = database
        self._officer = officer
        self._today = today or as_of
        self._as_of = as_of
        self._writing = threading.Lock()

    @property
    def database(self) -> Path:
        """The ledger file."""
        return self._database

    @property
    def today(self) -> date:
        """The day that all screens count from."""
        return self._today or now().date()

    @property
    def officer(self) -> str:
        """Who writes the records."""
        return self._officer

    def rename_officer(self, officer: str) -> None:
        """From now on records bear this name (the setting itself is recorded by the caller)."""
        self._officer = officer

    def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run a query on a connection of its own; what SQLite refuses becomes a ``StoreRefused``."""
        with explained(self._database), closing(open_reader_as_of(self._database, self._as_of)) as connection:
            return work(connection)

    def write(self, work: Callable[[Ledger], T]) -> T:
        """Run one user action; one at a time."""
        if self._as_of is not None:
            raise HuaianError("现在只能查看", f"台账正按截至 {self._as_of} 显示", "去掉 --as-of 再打开后录入")
        with self._writing, Ledger(self._database, self._officer, now) as ledger:
            return work(ledger)

    def save_draft(self, form: str, values: Mapping[str, str]) -> None:
        """Keep what was typed into a form but not saved."""
        save_draft(self._database, form, values)

    def load_draft(self, form: str) -> Mapping[str, str] | None:
        """What was kept for this form, or None."""
        return load_draft(self._database, form)

    def drop_draft(self, form: str) -> None:
        """Forget what was kept for this form."""
        drop_draft(self._database, form)
