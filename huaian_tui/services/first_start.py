"""The first start: a ledger file is created, migrated and seeded with the plan; later starts find it so."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from huaian_tui.store.engine.connection import create_file, explained, transaction, wait_as_first_start
from huaian_tui.store.engine.opening import open_writer
from huaian_tui.store.engine.readiness import are_names_waiting, has_plan, is_ready

if TYPE_CHECKING:
    from huaian_tui.store.search.text_index import Progress


def ensure_ledger(path: Path, progress: Progress | None = None) -> bool:
    """Make sure that ``path`` is a seeded ledger, ready to be searched; True if this call seeded it.

    ``progress`` is told how far the index of a large ledger of an older program is (about a minute a
    million records); a call that was cut off is gone on with by the next.

    Two programs that start at once on a fresh file both come here: one seeds, the
    other waits and finds the plan.
    """
    create_file(path)
    with closing(open_writer(path)) as connection, explained(path):
        if has_plan(connection):
            if not is_ready(connection) or are_names_waiting(connection):
                _make_ready(connection, progress)
            return False
        # Imported here: only the first start needs it.
        from huaian_tui.store.engine import fold
        from huaian_tui.store.engine.shipped_plan import write_shipped
        from huaian_tui.store.search.name_index import rebuild_names

        wait_as_first_start(connection)
        with transaction(connection):
            if has_plan(connection):
                return False
            write_shipped(connection)
            fold.rebuild(connection)
            rebuild_names(connection)
        return True


def _make_ready(connection: sqlite3.Connection, progress: Progress | None) -> None:
    """What a ledger of an older program, or one whose plan was written anew, lacks."""
    # Imported here: an ordinary start does without.
    from huaian_tui.store.engine.past import complete_past
    from huaian_tui.store.search.name_index import complete_names
    from huaian_tui.store.search.text_index import complete

    complete_past(connection, progress)
    complete(connection, progress)
    complete_names(connection)
