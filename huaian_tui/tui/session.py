"""One officer at one ledger file: how the screens read, write and keep drafts.

Any worker thread may read and write; how the ledger is opened for reading: ``huaian_tui.tui.threads.reader``.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.lights import DEFAULT_RULES
from huaian_tui.domain.words.origins import BEGAN
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.store.engine.connection import commits_of_others, explained, identity_of
from huaian_tui.store.engine.opening import open_reader, open_writer
from huaian_tui.store.engine.origins import count_written
from huaian_tui.store.engine.readiness import are_names_waiting
from huaian_tui.store.keep.drafts import (
    KeptDraft,
    drop_draft,
    is_recorded,
    list_drafts,
    load_draft,
    save_draft,
)
from huaian_tui.tui.threads.ahead import ReadAhead
from huaian_tui.tui.threads.reader import LedgerReader, Turn

if TYPE_CHECKING:
    from huaian_tui.store.engine.append import Ledger

T = TypeVar("T")

MOST_UNDONE = 50
"""Actions of this session that can be taken back one after the other."""


def load_writer() -> type[Ledger]:
    """What writes; loading it loads every kind of record, which the first screen does without."""
    from huaian_tui.store.engine.append import Ledger

    return Ledger


def now() -> datetime:
    """The wall clock in Shanghai: read here, at the edge, and nowhere in the rules."""
    return datetime.now(SHANGHAI)


class _Watched:
    """A reader that stays open to notice commits of others (``PRAGMA data_version``)."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._file = identity_of(database)
        self._connection = open_reader(database)
        self._version = commits_of_others(self._connection)

    def is_current(self) -> bool:
        """Whether the file is still the one that was opened (not restored over)."""
        return identity_of(self._database) == self._file

    def count(self) -> int:
        """How many records there are."""
        with explained(self._database):
            return count_written(self._connection)

    def count_if_changed(self) -> int | None:
        """How many records there are if anybody committed since the last call."""
        with explained(self._database):
            version = commits_of_others(self._connection)
            if version == self._version:
                return None
            self._version = version
            return count_written(self._connection)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class LedgerSession:
    """The session that the terminal program runs in.

    ``today`` None means the real day, also past midnight. With ``as_of`` the
    ledger is shown as of that day, days are counted to it, and nothing can be written;
    ``show_day`` puts another day, or the present, in its place.
    """

    def __init__(
        self, database: Path, officer: str, *, today: date | None = None, as_of: date | None = None
    ) -> None:
        self._database = database
        self._officer = officer
        self._today = today
        self._writing = threading.Lock()
        self.light_rules = DEFAULT_RULES
        """The light rules of the office, as they were when the ledger was last read."""
        self._reader = LedgerReader(database, as_of)
        self._watched: _Watched | None = None
        self._own_count = 0
        self.saves = 0
        """How many times something was written in this session."""
        self._began: str | None = None
        self._ahead: ReadAhead | None = None
        self._done: list[tuple[bytes, ...]] = []
        self._has_undone = False
        self._refused: set[tuple[bytes, ...]] = set()

    @property
    def database(self) -> Path:
        """The ledger file."""
        return self._database

    @property
    def today(self) -> date:
        """The day that all screens count from: the past day that is shown, else the present one."""
        return self.as_of or self.present_day

    @property
    def present_day(self) -> date:
        """The day on which what is written is written, whatever day is shown; none later can be shown."""
        return self._today or now().date()

    @property
    def officer(self) -> str:
        """Who writes the records."""
        return self._officer

    def rename_officer(self, officer: str) -> None:
        """From now on records bear this name (the setting itself is recorded by the caller)."""
        self._officer = officer

    def read(self, work: Callable[[sqlite3.Connection], T], turn: Turn | None = None) -> T:
        """Run a query (blocking, any thread); what SQLite refuses becomes a ``StoreRefused``.

        With a ``turn`` (``next_turn``) the query ends by ``Outdated`` once a newer one is asked for.
        """

        def read(connection: sqlite3.Connection) -> T:
            # Imported here: the first screen is read by a process of its own.
            from huaian_tui.store.engine.light_rules import read_light_rules

            self.light_rules = read_light_rules(connection)
            return work(connection)

        return self._reader.read(read, turn)

    def read_present(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run a query on the ledger as it is now, whatever day is shown (blocking)."""
        return self.read(work) if self.as_of is None else self._read_apart(work)

    def _read_apart(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run a query on the ledger as it is now on a connection that is closed after it (blocking)."""
        with closing(LedgerReader(self._database, None)) as reader:
            return reader.read(work)

    @property
    def reader(self) -> LedgerReader:
        """What reads the day that is shown; another object as soon as another day is shown."""
        return self._reader

    def reader_of(self, day: date | None) -> LedgerReader:
        """What reads the ledger as of a day, ready to read at once (blocking); None: as it is now."""
        reader = LedgerReader(self._database, day)
        reader.read(lambda connection: None)
        return reader

    def show_day(self, reader: LedgerReader) -> None:
        """From now on the day of this reader is shown (UI thread); what still reads the former one ends."""
        former, self._reader = self._reader, reader
        former.end_turns()
        # Apart: it waits for a reading that still runs.
        threading.Thread(target=former.close, name="huaian-former-day", daemon=True).start()

    def read_ahead(self, work: Callable[[sqlite3.Connection], object]) -> None:
        """Begin to read what the first screen will ask for; not for a past day, which is folded first."""
        if self.as_of is None:
            self._ahead = ReadAhead(lambda: self._read_apart(lambda c: (count_written(c), work(c))))

    def take_ahead(self, *, wait: bool = False) -> object:
        """What ``read_ahead`` has read, once; None if nothing, or not yet (``wait``: in a worker only)."""
        return None if self._ahead is None else self._ahead.take(wait=wait)

    def next_turn(self, group: str) -> Turn:
        """A turn for a reading of a group of which only the newest counts (UI thread)."""
        return self._reader.next_turn(group)

    def close(self) -> None:
        """The program ends: close the connection that is kept."""
        self._reader.close()

    def read_only_refusal(self) -> HuaianError:
        """Why nothing can be written while a past day is shown."""
        # Imported here: it loads Textual, and the first screen is read ahead before that.
        from huaian_tui.tui.actions.registry import keys_said

        return HuaianError(
            "现在只能查看",
            f"正在看截至 {self.as_of} 的台账，那天的情况不能再改",
            f"在画面上按 {keys_said('back')} 回到今天，再录入",
        )

    def write(self, work: Callable[[Ledger], T], *, can_undo: bool = True) -> T:
        """Run one user action; one at a time. ``can_undo``: it becomes the last that can be taken back."""
        if self.as_of is not None:
            raise self.read_only_refusal()
        with self._writing, load_writer()(self._database, self._officer, now) as ledger:
            result = work(ledger)
            self._own_count = count_written(ledger.connection)
            self._began = ledger.began or self._began
            self.saves += bool(ledger.written)
            if ledger.written and can_undo:
                self._done = [*self._done, tuple(ledger.written)][-MOST_UNDONE:]
            if are_names_waiting(ledger.connection):
                threading.Thread(target=self.index_waiting, name="huaian-names", daemon=True).start()
            return result

    def index_waiting(self) -> None:
        """Index what an action left to be indexed, one cut off too; saves go in between (blocking)."""
        if not self.read_present(are_names_waiting):
            return
        from huaian_tui.store.search.name_index import complete_names

        with suppress(HuaianError), closing(open_writer(self._database)) as connection:
            complete_names(connection)

    def take_began(self) -> str:
        """What the officer is to be told, once, of the origin that this file began; else empty."""
        began, self._began = self._began, None
        return "" if began is None else BEGAN[began]

    @property
    def done(self) -> tuple[tuple[bytes, ...], ...]:
        """The records of each action of this session that has not been taken back, the last action first."""
        return tuple(reversed(self._done))

    def forget_done(self, records: tuple[bytes, ...]) -> None:
        """This action was taken back."""
        self._done = [one for one in self._done if one != records]
        self._has_undone = True

    @property
    def has_undone(self) -> bool:
        """Whether an action of this session was taken back."""
        return self._has_undone

    def was_refused(self, records: tuple[bytes, ...]) -> bool:
        """Whether the officer has been told that this action cannot be taken back."""
        return records in self._refused

    def note_refused(self, records: tuple[bytes, ...]) -> None:
        """The officer is told that this action cannot be taken back; an older one may be, when it is said."""
        self._refused.add(records)

    @property
    def as_of(self) -> date | None:
        """The past day that is shown; None for now."""
        return self._reader.day

    def changed_elsewhere(self) -> bool:
        """Whether another program has written since the last call; False at the first (blocking, one thread).

        Costs some microseconds while nothing happens: one connection stays open for it.
        """
        with self._writing:  # what this program writes is known when the lock is free
            if self._watched is None or not self._watched.is_current():
                first = self._watched is None
                self.stop_watching()
                self._watched = _Watched(self._database)
                return not first or self._is_behind(self._watched.count())
            rid = self._watched.count_if_changed()
            return rid is not None and rid != self._own_count

    def _is_behind(self, count: int) -> bool:
        """Whether anybody else has written since the first screen was read ahead."""
        seen = None if self._ahead is None else self._ahead.count
        return seen is not None and seen != count != self._own_count

    def stop_watching(self) -> None:
        """Close the connection that ``changed_elsewhere`` keeps."""
        if self._watched is not None:
            self._watched.close()
            self._watched = None

    def save_draft(self, form: str, values: Mapping[str, str]) -> None:
        """Keep what was typed into a form but not saved."""
        save_draft(self._database, form, values)

    def waiting_drafts(self) -> list[KeptDraft]:
        """Drafts to offer, the newest first; one whose form was saved after all goes (blocking)."""
        waiting = []
        for draft in list_drafts(self._database):
            if self.read(partial(is_recorded, draft=draft)):
                self.drop_draft(draft.form)
            else:
                waiting.append(draft)
        return waiting

    def load_draft(self, form: str) -> Mapping[str, str] | None:
        """What was kept for this form, or None."""
        return load_draft(self._database, form)

    def drop_draft(self, form: str) -> None:
        """Forget what was kept for this form."""
        drop_draft(self._database, form)
