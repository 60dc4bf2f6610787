"""What a forecast learned is kept while nothing is recorded; filled former days give other cases."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

from huaian_tui.store.engine.opening import open_reader, open_writer
from huaian_tui.store.engine.past import complete_past
from huaian_tui.store.engine.past_state import forget_past
from huaian_tui.store.queries.forecasts import foresee, open_dated

TODAY = date(2025, 11, 22)


def cases(path: Path) -> int:
    """Of how many dates that have passed a forecast is made."""
    with closing(open_reader(path)) as reader:
        return _cases(reader)


def _cases(reader: sqlite3.Connection) -> int:
    found = foresee(reader, TODAY, open_dated(reader, TODAY, within=60))
    return found[0].forecast.cases


def test_cases_are_known_once_former_days_are_filled(ledger_path: Path) -> None:
    with closing(open_writer(ledger_path)) as writer:
        known = _cases(writer)
        forget_past(writer)
        writer.execute("DELETE FROM milestone_version")
    with closing(sqlite3.connect(ledger_path)) as plain:
        assert plain.execute("SELECT count(*) FROM milestone_version").fetchone() == (0,)
    assert known > 0 and cases(ledger_path) == 0
    with closing(open_writer(ledger_path)) as writer:
        complete_past(writer)
    assert cases(ledger_path) == known
