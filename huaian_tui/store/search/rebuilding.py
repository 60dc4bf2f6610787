"""Making the search indexes of a ledger anew."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from huaian_tui.store.engine.connection import explained, transaction
from huaian_tui.store.engine.opening import open_writer
from huaian_tui.store.search.name_index import rebuild_names
from huaian_tui.store.search.text_index import Progress, rebuild


def rebuild_search(path: Path, progress: Progress | None = None) -> None:
    """Make both indexes of a ledger anew, of records and of names."""
    with closing(open_writer(path)) as connection, explained(path):
        with transaction(connection):
            rebuild_names(connection)
        rebuild(connection, progress)
