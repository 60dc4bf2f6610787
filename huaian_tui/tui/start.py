"""Starting the terminal program on a ledger file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from huaian_tui.importing.first_start import ensure_ledger
from huaian_tui.store.locations import keys_file, preferences_file
from huaian_tui.store.search_index import Progress
from huaian_tui.tui.session import LedgerSession


def run(
    database: Path,
    officer: str,
    *,
    today: date | None = None,
    as_of: date | None = None,
    ascii_only: bool = False,
    indexing: Progress | None = None,
) -> int:
    """Open (at the first start create and seed) the ledger, run the program, return its exit code.

    ``indexing`` is told how far the index of a large ledger of an older program is, before the first screen.
    """
    ensure_ledger(database, indexing)
    keys_problem = _use_own_keys()
    from huaian_tui.tui.app import HuaianApp
    from huaian_tui.tui.marks import KEY as ASCII_KEY
    from huaian_tui.tui.marks import marks_wanted
    from huaian_tui.tui.palette_entries import name_source
    from huaian_tui.tui.preferences import read_with_problem
    from huaian_tui.tui.upkeep import Upkeep

    session = LedgerSession(database, officer, today=today, as_of=as_of)
    upkeep = Upkeep(session)
    path = preferences_file()
    kept, problem = read_with_problem(path)
    app = HuaianApp(
        session,
        theme=str(kept.get("theme", "")),
        ascii_only=marks_wanted(ascii_only, kept.get(ASCII_KEY)),
        preferences=path,
        notes=[note for note in (problem, keys_problem) if note],
        upkeep=upkeep.start,
    )
    app.palette_sources.append(name_source(app))
    try:
        app.run()
    finally:
        upkeep.stop()
        session.close()
    return app.return_code or 0


def _use_own_keys() -> str:
    """Rebind what the office's ``keys.toml`` says; what is wrong with it. Before the app is built."""
    path = keys_file()
    if not path.exists():
        return ""
    from huaian_tui.tui.keymap import apply_keymap, read_keymap

    keymap = read_keymap(path)
    apply_keymap(keymap)
    return keymap.told(path)
