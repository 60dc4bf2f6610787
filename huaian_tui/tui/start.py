"""Starting the terminal program on a ledger file."""

from __future__ import annotations

import gc
import signal
import sys
import threading
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huaian_tui.services.first_start import ensure_ledger
from huaian_tui.store.keep.locations import is_missing, keys_file, preferences_file
from huaian_tui.tui.session import LedgerSession

if TYPE_CHECKING:
    from collections.abc import Sequence

    from huaian_tui.services.views import SavedView
    from huaian_tui.store.search.text_index import Progress
    from huaian_tui.tui.actions.palette_entry import PaletteEntry
    from huaian_tui.tui.app import HuaianApp
    from huaian_tui.tui.threads.upkeep import Upkeep

BESIDE_AFTER_SECONDS = 0.6
"""The first screen comes first; then backup, watching, drafts and warnings."""

TURN_SECONDS = 0.0005
"""So long a thread that reads may go on while the one that draws waits for the interpreter; Python's own are
5 ms, several times in one key."""


def run(
    database: Path,
    officer: str,
    *,
    today: date | None = None,
    as_of: date | None = None,
    ascii_only: bool = False,
    indexing: Progress | None = None,
    ready: bool = False,
) -> int:
    """Open (at the first start create and seed) the ledger, run the program, return its exit code.

    ``indexing`` is told how far the index of a large ledger of an older program is, before the first screen.
    ``ready``: a reader has just found that there is nothing to be done (``needs_no_writer``).
    """
    gc.disable()  # what is loaded now stays; looking through it again and again is a tenth of the start
    sys.setswitchinterval(TURN_SECONDS)
    _quit_key_is_a_key()
    if not ready:
        ensure_ledger(database, indexing)
    keys_problem = _use_own_keys()
    session = LedgerSession(database, officer, today=today, as_of=as_of)
    from huaian_tui.tui.areas.overview.page import read_overview_page

    session.read_ahead(lambda connection: read_overview_page(connection, session.today))
    from huaian_tui.store.keep.preferences import read_with_problem
    from huaian_tui.tui.app import HuaianApp
    from huaian_tui.tui.forms.folders import KEY as FOLDERS_KEY
    from huaian_tui.tui.forms.folders import known_folders
    from huaian_tui.tui.list.chosen_columns import chosen_columns
    from huaian_tui.tui.looks.ascii_bars import KEY as ASCII_KEY
    from huaian_tui.tui.looks.ascii_bars import marks_wanted

    beside, path = _Beside(session), preferences_file()
    kept, problem = read_with_problem(path)
    app = HuaianApp(
        session,
        theme=str(kept.get("theme", "")),
        ascii_only=marks_wanted(ascii_only, kept.get(ASCII_KEY)),
        preferences=path,
        folders=known_folders(kept.get(FOLDERS_KEY)),
        list_columns=chosen_columns(kept),
        first_mode=_first_mode(first := _first_view(kept)),
        notes=[note for note in (problem, keys_problem) if note],
        upkeep=beside.begin,
    )
    _offer_names(app, first)
    return _run(app, beside, session)


def _run(app: HuaianApp, beside: _Beside, session: LedgerSession) -> int:
    """Until the officer leaves; the exit code."""
    said = ""
    try:
        app.run()
    finally:
        said = beside.end()
        session.close()
    if said:
        sys.stderr.write(f"{said}\n")
    return app.return_code or 0


def _quit_key_is_a_key() -> None:
    """Ctrl+\\ opens the menu; typed before the terminal is taken over, it must not kill the program."""
    if hasattr(signal, "SIGQUIT") and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGQUIT, signal.SIG_IGN)


def _first_view(kept: dict[str, Any]) -> SavedView | None:
    """The view that the program begins with."""
    if not kept.get("first_view"):
        return None
    from huaian_tui.services.views import first_view_of

    return first_view_of(kept)


def _first_mode(first: SavedView | None) -> str:
    """The screen that the program begins with; empty: 总览."""
    return "" if first is None else first.screen


def _offer_names(app: HuaianApp, first: SavedView | None) -> None:
    """Let the palette find views and things by name; begin with the view that is to be shown first."""
    app.palette_sources += [lambda query: _viewed(app, query), lambda query: _named(app, query)]
    app.begin_with = None if first is None else partial(_show_first, app, first)


def _show_first(app: HuaianApp, view: SavedView) -> None:
    from huaian_tui.tui.areas.views.opening import show_view

    show_view(app, view)


def _viewed(app: HuaianApp, query: str) -> Sequence[PaletteEntry]:
    """The saved views of such a name (in a thread)."""
    if not query:
        return ()
    from huaian_tui.tui.areas.views.opening import view_source

    return view_source(app)(query)


def _named(app: HuaianApp, query: str) -> Sequence[PaletteEntry]:
    """What has such a name (in a thread): what that needs is loaded when the palette is used."""
    from huaian_tui.tui.actions.palette_entries import name_source

    return name_source(app)(query)


class _Beside:
    """What runs beside the officer's work, begun when the first screen stands and the terminal is quiet."""

    def __init__(self, session: LedgerSession) -> None:
        self._session = session
        self._upkeep: Upkeep | None = None

    def begin(self, app: HuaianApp) -> None:
        """On the UI thread. The past is folded at once, since its screen waits for that."""
        app.set_timer(0.001 if self._session.as_of else BESIDE_AFTER_SECONDS, lambda: self._begin(app))

    def _begin(self, app: HuaianApp) -> None:
        gc.freeze()
        gc.enable()
        from huaian_tui.tui.threads.upkeep import Upkeep

        self._upkeep = Upkeep(self._session)
        self._upkeep.start(app)

    def end(self) -> str:
        """The program ends; what is to be said of it once the terminal is as it was."""
        return "" if self._upkeep is None else self._upkeep.stop()


def _use_own_keys() -> str:
    """Rebind what the office's ``keys.toml`` says; what is wrong with it. Before the app is built."""
    path = keys_file()
    if is_missing(path):
        return ""
    from huaian_tui.tui.actions.keymap import apply_keymap, read_keymap

    keymap = read_keymap(path)
    apply_keymap(keymap)
    return keymap.told(path)
