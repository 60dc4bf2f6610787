"""排列: a small choice of the columns on the screen; the present one again goes the other way."""

from __future__ import annotations

from typing import Any, NamedTuple

from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.tui.forms.open_form import open_dialog
from huaian_tui.tui.forms.pick import PickDialog
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.line_drawing import ASCENDING, DESCENDING
from huaian_tui.tui.list.source import ListRow
from huaian_tui.tui.list.virtual_list import VirtualList

OWN_ORDER = "own"
"""The choice of the order that the list has by itself."""


class Choice(NamedTuple):
    """What a line says: the column, how it is sorted by now, and what choosing it does."""

    title: str
    now: str
    then: str


COLUMNS: tuple[Column[Choice], ...] = (
    Column("按哪一列", lambda one: one.title, min_width=12),
    Column("现在", lambda one: one.now, width=4),
    Column("选它", lambda one: one.then, weight=2, min_width=10),
)


def open_sort_choice(host: Host, records: VirtualList) -> None:
    """Ask for the column; Esc changes nothing."""
    sort = records.order
    shown = [spot.column for spot in records.shown_columns if spot.column.sort]
    hidden = [one for one in records.columns if sort and one.sort == sort.key and one not in shown]
    rows = [_row(column, records) for column in (*shown, *hidden)]
    if records.sort is not None:
        rows.append(_line(OWN_ORDER, Choice("原来的顺序", "", "不按列排")))

    def chosen(key: str) -> None:
        if key:
            records.sort_by("" if key == OWN_ORDER else key)

    dialog = PickDialog("排列", "", COLUMNS, rows, "列", chosen=sort.key if sort else "")
    open_dialog(host, dialog, chosen)


def _row(column: Column[Any], records: VirtualList) -> ListRow:
    sort = records.order
    if sort is None or sort.key != column.sort:
        return _line(column.sort, Choice(column.title, "", ASCENDING))
    now, then = (DESCENDING, ASCENDING) if sort.descending else (ASCENDING, DESCENDING)
    return _line(column.sort, Choice(column.title, now, f"倒过来：{then}"))


def _line(key: str, choice: Choice) -> ListRow:
    return ListRow(key, cells_of(choice, COLUMNS))
