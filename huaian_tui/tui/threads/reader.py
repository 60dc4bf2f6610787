"""Reading the ledger for the screens: a reading ends when a newer one is asked for; the past stays folded."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeVar

from huaian_tui.domain.errors import HuaianError
from huaian_tui.store.engine.connection import commits_of_others, explained, size_beside
from huaian_tui.store.engine.damage import STUMBLES, refusal_if_damaged
from huaian_tui.store.engine.journal import tidy_if_full
from huaian_tui.store.engine.opening import open_reader

T = TypeVar("T")

STEPS_BETWEEN_LOOKS = 1000
"""Steps of SQLite's machine (some tens of microseconds) until it is asked again whether to go on."""


class Outdated(HuaianError):
    """A reading that nobody waits for any more; never shown."""

    def __init__(self) -> None:
        super().__init__("已换成新的查询", "前一次查询没有读完", "看新的结果")


class Turn:
    """One reading of a group of which only the newest counts; ``over`` once a newer one is asked for."""

    def __init__(self) -> None:
        self.over = False


class _Kept(NamedTuple):
    """A connection between two readings, and the state of the ledger that it was opened on."""

    connection: sqlite3.Connection
    seen: object


class LedgerReader:
    """Opens the ledger for reading, as it is or as of a past day, from any thread.

    As it is: the last reading's connection, as long as nobody has written, since opening one takes SQLite
    longer than most readings (it reads all tables' and views' statements); readings at the same time have
    their own. As of a day: all records have to be folded first (a second at 50,000 notes), so that readings
    take turns on one connection.
    """

    def __init__(self, database: Path, day: date | None) -> None:
        """``day``: the past day that is read; None: the ledger as it is."""
        self._database = database
        self.day = day
        self._turns: dict[str, Turn] = {}
        self._lock = threading.RLock()
        self._folded: sqlite3.Connection | None = None
        self._folded_from: object = None
        self._kept: _Kept | None = None
        self._closed = False

    def next_turn(self, group: str) -> Turn:
        """A turn for a reading that is about to be asked for (UI thread); the one before ends at once."""
        if group in self._turns:
            self._turns[group].over = True
        self._turns[group] = Turn()
        return self._turns[group]

    def read(self, work: Callable[[sqlite3.Connection], T], turn: Turn | None = None) -> T:
        """Run a query (blocking); ``Outdated`` when its turn is over before it is done."""
        turn = turn or Turn()
        with explained(self._database), self._connection(turn) as connection:
            # Not Connection.interrupt(): one that comes between two statements is lost.
            connection.set_progress_handler(lambda: turn.over, STEPS_BETWEEN_LOOKS)
            try:
                return work(connection)
            except (sqlite3.OperationalError, HuaianError):
                if turn.over:
                    raise Outdated from None
                raise
            except sqlite3.Error:
                raise
            except STUMBLES as error:
                raise refusal_if_damaged(self._database) or error from error
            finally:
                connection.set_progress_handler(None, 0)

    @contextmanager
    def _connection(self, turn: Turn) -> Iterator[sqlite3.Connection]:
        if self.day is None:
            with self._present() as connection:
                yield connection
            return
        if self._closed:
            with closing(self._open()) as connection:
                yield connection
            return
        with self._lock:
            if turn.over or self._closed:
                raise Outdated
            try:
                yield self._folded_connection()
            except sqlite3.DatabaseError:
                self._drop()
                raise

    @contextmanager
    def _present(self) -> Iterator[sqlite3.Connection]:
        """The kept connection or a new one; kept afterwards, unless the reading ended by an error."""
        kept = self._take_kept() or self._opened()
        try:
            yield kept.connection
        except BaseException:
            kept.connection.close()
            raise
        with self._lock:
            keeps = self._kept is None and not self._closed
            if keeps:
                self._kept = kept
        if keeps:
            tidy_if_full(self._database)  # as closing would have done
        else:
            kept.connection.close()

    def _take_kept(self) -> _Kept | None:
        """The kept connection, which nobody else has then; None without one, or once anybody has written."""
        with self._lock:
            kept, self._kept = self._kept, None
        if kept is None:
            return None
        try:
            if kept.seen == (self._file_state(), commits_of_others(kept.connection)):
                return kept
        except sqlite3.Error:
            pass  # a new connection says what is wrong
        kept.connection.close()
        return None

    def _opened(self) -> _Kept:
        file = self._file_state()  # before it is read, so that no writing in between is missed
        connection = self._open()
        return _Kept(connection, (file, commits_of_others(connection)))

    def _open(self) -> sqlite3.Connection:
        if self.day is None:
            return open_reader(self._database)
        # Imported here: folding loads every kind of record, which the first screen of today does without.
        from huaian_tui.store.engine.as_of import open_reader_as_of

        return open_reader_as_of(self._database, self.day)

    def _folded_connection(self) -> sqlite3.Connection:
        """The kept connection; folded anew when anybody has written (that day's records may be merged in)."""
        file = self._file_state()  # before the records are read, so that no writing in between is missed
        if self._folded is not None and self._folded_from != (file, commits_of_others(self._folded)):
            self._drop()
        if self._folded is None:
            self._folded = self._open()
            self._folded_from = file, commits_of_others(self._folded)
        return self._folded

    def _file_state(self) -> tuple[int, ...]:
        """Which file stands under the name (a backup may have been put there), and when it was written.

        What is written may stand in the log for a while, which is empty else.
        """
        try:
            found = self._database.stat()
        except OSError:
            return ()
        log = size_beside(self._database, "-wal")
        return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size, log

    def _drop(self) -> None:
        if self._folded is not None:
            self._folded.close()
            self._folded = None

    def end_turns(self) -> None:
        """Nobody waits any more for what is being read in turns: it ends at once (UI thread)."""
        for turn in self._turns.values():
            turn.over = True

    def close(self) -> None:
        """The program ends, or another day is shown: close what is kept, once nothing is read from it."""
        self.end_turns()
        with self._lock:
            self._closed = True
            self._drop()
            kept, self._kept = self._kept, None
        if kept is not None:
            kept.connection.close()
