"""The units of a row of a table: by their columns, by labels, marks and bold letters within a cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from huaian_tui.domain.reading.duties import Duty, read_duty
from huaian_tui.domain.reading.unit_lists import UnitName, says_none
from huaian_tui.domain.reading.unit_names import is_person_like
from huaian_tui.importing.plan_files.blocks import Cell, Grid
from huaian_tui.importing.plan_files.measures import together
from huaian_tui.importing.plan_files.raw_tasks import Found
from huaian_tui.importing.plan_files.table_columns import Columns

BOLD_LEADS = "加粗，按牵头单位理解"
"""The doubt of a unit that is a lead by bold letters alone."""


class RowUnits:
    """Reads the cells of one table that name units."""

    def __init__(self, grid: Grid, found: Found) -> None:
        self._grid = grid
        self._found = found
        self._asked = False
        self._read = dict[tuple[object, ...], Duty]()
        self._joined = dict[tuple[int, ...], Duty]()

    def duty(self, row: int, columns: Columns) -> Duty:
        """The units of a row by their columns; a cell over several columns counts in the first."""
        seen, duties = list[Cell](), list[Duty]()
        for role, places in (("lead", (columns.lead,)), ("unit", columns.unit), ("support", columns.support)):
            for column in places:
                cell = self._grid.at(row, column) if column is not None else None
                if cell is None or any(cell is one for one in seen) or says_none(cell.text):
                    continue
                seen.append(cell)
                duties.append(self.cell_duty(cell, role, column in columns.mixed))
        if not duties:
            return Duty()
        key = tuple(map(id, duties))  # they are kept, so that an id is of one only
        if key not in self._joined:
            self._joined[key] = together(duties)
        return self._joined[key]

    def of_pieces(self, row: int, columns: Columns, pieces: Mapping[int, str]) -> Duty:
        """The units of one measure of a row; ``pieces``: what its numbered cells say of that measure."""
        duties = list[Duty]()
        for role, places in (("lead", (columns.lead,)), ("unit", columns.unit), ("support", columns.support)):
            for column in places:
                if column is None:
                    continue
                text = pieces.get(column, self._grid.text(row, column)).strip()
                if not says_none(text):
                    duties.append(self.cell_duty(Cell(row, column, text), role, column in columns.mixed))
        return together(duties) if duties else Duty()

    def cell_duty(self, cell: Cell, role: str, mixed: bool) -> Duty:
        """A cell of units: it may hold labels, a sentence, marks or bold names that say who leads."""
        key = (cell.text, cell.bold, role, mixed)
        if key not in self._read:
            self._read[key] = self._duty_of(cell, role, mixed)
        return self._read[key]

    def _duty_of(self, cell: Cell, role: str, mixed: bool) -> Duty:
        said = read_duty(cell.text)
        raw = cell.text.strip()
        if mixed or any(is_person_like(one) for one in said.left):
            raw = "、".join(one.name for one in (*said.lead, *said.units, *said.support))
            said = replace(
                said, persons=True, left=tuple(one for one in said.left if not is_person_like(one))
            )
        if said.lead or said.support or role == "unit":
            said = self._marked(cell, said)
            if role == "lead" and not said.lead:
                return replace(said, lead=said.units, units=(), lead_raw=raw, support_raw="")
            if role == "support":
                return replace(
                    said, support=said.support + said.units, units=(), lead_raw="", support_raw=raw
                )
            return (
                replace(said, lead_raw="", support_raw=raw)
                if role == "unit"
                else replace(said, lead_raw=raw, support_raw="")
            )
        if role == "lead":
            open_roles = ("lead",) if said.open else ()
            return replace(said, lead=said.units, units=(), open=open_roles, lead_raw=raw, support_raw="")
        return replace(said, support=said.units, units=(), lead_raw="", support_raw=raw)

    def _marked(self, cell: Cell, said: Duty) -> Duty:
        """Leads shown by a mark (★) or by bold letters alone."""
        if said.lead or not said.units:
            return said
        mark = self._found.lead_mark
        chosen = list[UnitName]()
        for one in said.units:
            place = cell.text.find(one.raw)
            near = cell.text[max(0, place - 1) : place + len(one.raw) + 1]
            if mark and mark in near:
                chosen.append(one)
            elif not mark and any(begin <= place and place + len(one.raw) <= end for begin, end in cell.bold):
                chosen.append(one)
        if not chosen or len(chosen) == len(said.units):
            return said
        rest = tuple(one for one in said.units if one not in chosen)
        if not mark:
            self._ask_bold()
            chosen = [replace(one, doubt=BOLD_LEADS) for one in chosen]
        return replace(said, lead=tuple(chosen), support=rest, units=())

    def _ask_bold(self) -> None:
        if not self._asked:
            self._asked = True
            words = "单位里加粗的按牵头单位理解，请确认"
            self._found.asks.append(("bold", self._grid.table.name, words))


def columns_overlap(grid: Grid, row: int, one: int | None, other: int | None) -> bool:
    """Whether one cell stands over two columns in a row."""
    if one is None or other is None or one == other:
        return False
    cell = grid.at(row, one)
    return cell is not None and cell is grid.at(row, other)
