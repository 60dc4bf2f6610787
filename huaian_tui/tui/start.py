"""Starting the terminal program on a ledger file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from huaian_tui.importing.first_start import ensure_ledger
from huaian_tui.tui.session import LedgerSession


def run(database: Path, officer: str, *, today: date | None = None, as_of: date | None = None) -> int:
    """Open (at the first start create and seed) the ledger, run the program, return its exit code."""
    ensure_ledger(database)
    from huaian_tui.tui.app import HuaianApp
    from huaian_tui.tui.upkeep import Upkeep

    session = LedgerSession(database, officer, today=today, as_of=as_of)
    upkeep = Upkeep(session)
    app = HuaianApp(session, upkeep=upkeep.start)
    try:
        app.run()
    finally:
        upkeep.stop()
        session.close()
    return app.return_code or 0
