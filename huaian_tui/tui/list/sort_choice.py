"""排列: a small choice of the columns on the screen; the present one again goes the other way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huaian_tui.tui.forms.pick import PickDialog
from huaian_tui.tui.list.cells import ASCENDING, DESCENDING
from huaian_tui.tui.list.columns import Column
from huaian_tui.tui.list.source import ListRow

if TYPE_CHECKING:
    from huaian_tui.tui.list.virtual_list import VirtualList

OWN_ORDER = "own"
"""The choice of the order that the list has by itself."""

COLUMNS = (Column("按哪一列", min_width=12), Column("现在", width=4), Column("选它", weight=2, min_width=10))


def open_sort_choice(records: VirtualList) -> None:
    """Ask for the column; Esc changes nothing."""
    sort = records.order
    shown = [spot.column for spot in records.shown_columns if spot.column.sort]
    hidden = [one for one in records.columns if sort and one.sort == sort.key and one not in shown]
    rows = [_row(column, records) for column in (*shown, *hidden)]
    if records.sort is not None:
        rows.append(ListRow(OWN_ORDER, ("原来的顺序", "", "不按列排")))

    def chosen(key: str | None) -> None:
        if key:
            records.sort_by("" if key == OWN_ORDER else key)

    dialog = PickDialog("排列", "", COLUMNS, rows, "列", chosen=sort.key if sort else "")
    records.app.push_screen(dialog, chosen)


def _row(column: Column, records: VirtualList) -> ListRow:
    sort = records.order
    if sort is None or sort.key != column.sort:
        return ListRow(column.sort, (column.title, "", ASCENDING))
    now, then = (DESCENDING, ASCENDING) if sort.descending else (ASCENDING, DESCENDING)
    return ListRow(column.sort, (column.title, now, f"倒过来：{then}"))
