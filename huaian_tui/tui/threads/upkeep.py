"""What runs beside the officer's work: the backup of the day, other programs' changes, drafts that wait.

Each in a thread of its own that ends with the program and never holds it up. The backup itself is
made by a process of low priority (``store.keep.backup_apart``), so that a large ledger slows no key down.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable

from huaian_tui.domain.errors import HuaianError, StoreRefused
from huaian_tui.store.engine.clock import clock_warning
from huaian_tui.tui.crash import log_error
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.safe_text import own_words
from huaian_tui.tui.session import LedgerSession, load_writer, now
from huaian_tui.tui.threads.background import in_thread
from huaian_tui.tui.threads.in_step import InStep

WATCH_SECONDS = 1.0
"""How soon what another program wrote is seen at the latest."""

SECRECY = "涉密内容不得录入本程序（保守国家秘密法）"
"""Told at each start until the first record is written."""

LOAD_AFTER_SECONDS = 0.5
"""What writes is loaded before anything can have been typed, and after the first screen is drawn."""

BACKUP_AFTER_SECONDS = 10.0
"""The first screen comes first, and what an officer does with it at once."""

ENDING_SECONDS = 3.0
"""So long the end of the program waits at most for a backup under way to be ended."""


class Upkeep:
    """Starts the threads for one run of the program and ends them with it."""

    def __init__(self, session: LedgerSession) -> None:
        self._session = session
        self._over = threading.Event()
        self._watcher: threading.Thread | None = None
        self._backup: threading.Thread | None = None
        self._in_step = InStep(session, self._over)
        self._begun = False
        """Whether what belongs to work has begun; not before today is shown."""

    def start(self, app: Host) -> None:
        """On the UI thread, once the first screen stands."""
        if self._session.as_of is None:
            self._begin_work(app)
        else:
            from huaian_tui.tui.forms.progress import run_work

            # Looking back changes nothing; what belongs to work begins when one comes back to today.
            run_work(
                app,
                f"截至 {self._session.as_of}",
                lambda _: self._session.read(lambda connection: None),
                lambda _: None,
                words="正在还原当天的台账",
                ending="leave",
            )
        self._watcher = self._run("watch", lambda: self._watch(app))

    def _begin_work(self, app: Host) -> None:
        """On the UI thread, once today is shown: warnings, drafts, the guide, the backup of the day."""
        from huaian_tui.tui.areas.offers import draft_entries, offer_drafts, offer_guide

        if self._begun:
            return
        self._begun = True
        in_thread(
            app.screen,
            lambda: self._session.read(lambda connection: clock_warning(connection, now())),
            lambda warning: app.tell(f"注意：{warning}", "warning") if warning else None,
            group="clock",
        )
        app.palette_sources.append(lambda query: draft_entries(app, query))
        offer_drafts(app)
        offer_guide(app)
        self._run("load", lambda: self._load(app))
        self._backup = self._run("backup", lambda: self._back_up(app))
        self._run("sync", lambda: self._in_step.keep(app))

    def stop(self) -> str:
        """The program ends; a backup under way clears away what it began. What is to be said of it."""
        self._over.set()
        if self._begun:
            self._in_step.send_the_rest()
        if self._backup is not None:
            self._backup.join(ENDING_SECONDS)
        if self._watcher is not None:
            self._watcher.join(WATCH_SECONDS)
            if not self._watcher.is_alive():
                self._session.stop_watching()
        return self._in_step.unfinished

    def _run(self, name: str, work: Callable[[], object]) -> threading.Thread:
        def guarded() -> None:
            try:
                work()
            except Exception as error:
                # A bug here must not take the officer's work with it, nor print contents on the screen.
                log_error(error)

        thread = threading.Thread(target=guarded, name=f"huaian-{name}", daemon=True)
        thread.start()
        return thread

    def _load(self, app: Host) -> None:
        """Load what writes, so that the first save does not wait for it; index what was left to be."""
        if self._over.wait(LOAD_AFTER_SECONDS):
            return
        load_writer()
        if self._session.read(_is_empty):
            app.call_later(app.tell, SECRECY)
        self._session.index_waiting()

    def _watch(self, app: Host) -> None:
        """Let the screens read anew when another program has written, and when midnight has passed."""
        day = self._session.today
        while not self._over.wait(WATCH_SECONDS):
            if not self._begun and self._session.as_of is None:
                app.call_later(self._begin_work, app)
            if self._session.today != day:
                day = self._session.today
                app.call_later(app.load_if_changed)
            try:
                changed = self._session.changed_elsewhere()
            except StoreRefused:
                continue  # busy or gone for now; the next reading of a screen says what is wrong
            if changed:
                app.call_later(app.ledger_changed)

    def _back_up(self, app: Host) -> None:
        """The backup of the day; that it failed is said, the work goes on."""
        if self._over.wait(BACKUP_AFTER_SECONDS):
            return
        from huaian_tui.store.keep.backup_apart import daily_backup_apart

        try:
            daily_backup_apart(self._session.database, now().date(), self._over)
        except HuaianError as error:
            if not self._over.is_set():
                app.tell(f"今天的自动备份没有做成。{own_words(error.one_line())}", "warning")


def _is_empty(connection: sqlite3.Connection) -> bool:
    """Whether nothing has been recorded yet."""
    # Imported here, in a thread: the first screen does without.
    from huaian_tui.store.queries.time_line import recent

    return not recent(connection, 1)
