"""Names that come from another laptop than usual, for lists: looked for only where several laptops write."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING

from huaian_tui.store.engine.written_names import several_origins

if TYPE_CHECKING:
    from huaian_tui.services.names_of_laptops import Named


def with_laptops(connection: sqlite3.Connection, rows: Iterable[Named]) -> list[Named]:
    """As ``services.names_of_laptops`` says."""
    if not several_origins(connection):
        return list(rows)
    from huaian_tui.services import names_of_laptops

    return names_of_laptops.with_laptops(connection, rows)
