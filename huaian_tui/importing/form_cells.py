"""What is in a workbook that a unit sends back, as the child tells its parent: cells, and all else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class CellKind(StrEnum):
    """What a cell holds. A fault is what cannot be read: an error, a formula without a result."""

    EMPTY = ""
    TEXT = "t"
    NUMBER = "n"
    DAY = "d"
    TIME = "h"
    FLAG = "b"
    FAULT = "x"


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell as it is shown.

    ``number``: the stored number; ``ratio``: how many times the shown one it is, 0 where the shown text
    says no number. ``day``: that of a date, ``whole``: year, month and day are shown. ``fault`` in Chinese.
    """

    kind: CellKind = CellKind.EMPTY
    text: str = ""
    number: float = 0.0
    ratio: float = 1.0
    day: date | None = None
    whole: bool = False
    fault: str = ""

    @property
    def filled(self) -> bool:
        """Whether it holds something, be it unreadable."""
        return self.kind is CellKind.FAULT or bool(self.text.strip())


EMPTY = FormCell()


@dataclass(frozen=True, slots=True)
class Drawn:
    """Something that lies over the cells: ``what`` in Chinese (图片, 文本框), at which cell, its words."""

    what: str
    cell: str
    words: str = ""


@dataclass(slots=True)
class FormSheet:
    """A sheet: its cells by row (as Excel counts) and column (from 0), and what else it has.

    ``hidden_rows`` are those with cells, ``hidden_columns`` from 0; ``merges`` as (first row, first column,
    last row, last column), rows as Excel counts; ``comments`` by cell.
    """

    name: str
    hidden: bool
    rows: dict[int, dict[int, FormCell]]
    hidden_rows: list[int]
    hidden_columns: list[int]
    merges: list[tuple[int, int, int, int]]
    comments: list[tuple[str, str]]
    drawn: list[Drawn]

    def at(self, row: int, column: int) -> FormCell:
        """A cell; an empty one where nothing is."""
        return self.rows.get(row, {}).get(column, EMPTY)


def cell_json(cell: FormCell) -> list[Any]:
    """A cell as JSON."""
    day = None if cell.day is None else cell.day.isoformat()
    return [cell.kind.value, cell.text, cell.number, cell.ratio, day, cell.whole, cell.fault]


def sheet_json(sheet: FormSheet) -> dict[str, Any]:
    """A sheet as JSON, for ``sheet_from``."""
    return {
        "name": sheet.name,
        "hidden": sheet.hidden,
        "rows": {
            str(row): {str(column): cell_json(cell) for column, cell in cells.items()}
            for row, cells in sheet.rows.items()
        },
        "hidden_rows": sheet.hidden_rows,
        "hidden_columns": sheet.hidden_columns,
        "merges": sheet.merges,
        "comments": sheet.comments,
        "drawn": [[one.what, one.cell, one.words] for one in sheet.drawn],
    }


def sheet_from(said: dict[str, Any]) -> FormSheet:
    """The sheet that ``sheet_json`` wrote."""
    return FormSheet(
        name=said["name"],
        hidden=said["hidden"],
        rows={
            int(row): {int(column): _cell(cell) for column, cell in cells.items()}
            for row, cells in said["rows"].items()
        },
        hidden_rows=said["hidden_rows"],
        hidden_columns=said["hidden_columns"],
        merges=[(top, left, bottom, right) for top, left, bottom, right in said["merges"]],
        comments=[(cell, text) for cell, text in said["comments"]],
        drawn=[Drawn(*one) for one in said["drawn"]],
    )


def _cell(said: list[Any]) -> FormCell:
    kind, text, number, ratio, day, whole, fault = said
    return FormCell(
        CellKind(kind), text, number, ratio, None if day is None else date.fromisoformat(day), whole, fault
    )
