"""What the inner sheets of the office share: their frame, and tables with boxes to be filled in by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from huaian_tui.documents.model import Block, Cell, OfficialDocument, Table, TableColumn
from huaian_tui.domain.office import OfficeProfile
from huaian_tui.store.queries.slot_names import NamedSlot, role_names

BOX_WIDTHS = (3.0, 5.0, 3.0, 5.0)
"""Shares of a form's columns: label, value, label, value."""

SIGNED = "签字：　　　　　　年　　月　　日"
"""The foot of a box that somebody signs."""

DAY = "　　年　　月　　日"
"""A day to be written in."""

BLANK = "\u3000"
"""What an empty box holds, so that it is as high as a line."""


def inner_sheet(
    profile: OfficeProfile,
    today: date,
    title: str,
    body: Iterable[Block],
    *,
    number: str | None = None,
    turned: bool = False,
) -> OfficialDocument:
    """A sheet that is filled in and filed, and sent to nobody: no seal, no 抄送, never a draft.

    ``number`` stands in its head instead of the day.
    """
    return OfficialDocument(
        masthead=profile.signature,
        title=title,
        body=tuple(body),
        layout="form",
        number=number,
        date=today,
        sealed=False,
        turned=turned,
    )


def label(text: str, *, colspan: int = 1, rowspan: int = 1) -> Cell:
    """A cell that says what is to stand beside or below it."""
    return Cell(text, colspan=colspan, rowspan=rowspan, align="center")


def empty(lines: int = 1, *, colspan: int = 1) -> Cell:
    """An empty box, so many lines high."""
    return Cell("\n".join([BLANK] * lines), colspan=colspan)


def signed_box(lines: int, *, colspan: int = 1, before: str = "") -> Cell:
    """A box in which somebody writes and signs: what stands in it already, room, the line of the name.

    In a narrow one only the day is written beside the name.
    """
    foot = SIGNED if colspan > 1 else DAY
    return Cell("\n".join([before or BLANK, *[BLANK] * lines, foot]), colspan=colspan, align="right")


def units_row(slots: Sequence[NamedSlot]) -> tuple[Cell, ...]:
    """Who leads a task and who supports it."""
    return (
        label("牵头单位"),
        Cell(role_names(slots, "lead") or "无"),
        label("责任单位"),
        Cell(role_names(slots, "support") or "无"),
    )


def form_table(
    rows: Sequence[tuple[Cell, ...]], widths: Sequence[float] = BOX_WIDTHS, *, font_size: float = 12.0
) -> Table:
    """A table without a head: labels and values."""
    return Table(
        columns=tuple(TableColumn(width) for width in widths),
        head=(),
        rows=tuple(rows),
        font_size=font_size,
    )
