"""Short lists sorted by what stands in a column: units, the tasks of one unit, notices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from huaian_tui.domain.columns import Column
from huaian_tui.domain.text.ordering import Sort, by_text
from huaian_tui.tui.list.source import ListRow
from huaian_tui.tui.looks.themes import TONES

LIGHT = "light"
"""The ``sort`` of a column with the word of a light: the worst first, and of these the longest overdue."""

_DAYS = re.compile(r"[0-9]+")


def sorted_rows(rows: Sequence[ListRow], columns: Sequence[Column[Any]], sort: Sort | None) -> list[ListRow]:
    """The rows in the order asked for; without one, or by a column that is not here, as they came."""
    place = next((at for at, one in enumerate(columns) if sort and one.sort == sort.key), None)
    if sort is None or place is None:
        return list(rows)
    if sort.key == LIGHT:
        return sorted(rows, key=lambda row: _light_key(row, place), reverse=sort.descending)
    return by_text(rows, lambda row: str(row.cells[place]), descending=sort.descending)


def _light_key(row: ListRow, place: int) -> tuple[int, int]:
    """The row's tone, then the days in its cell: past ones count down, those to go count up."""
    rank = TONES.index(row.tone) if row.tone in TONES else len(TONES)
    found = _DAYS.search(str(row.cells[place]))
    days = int(found.group()) if found else 0
    return rank, -days if row.tone == TONES[0] else days
