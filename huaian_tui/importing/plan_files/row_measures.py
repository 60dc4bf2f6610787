"""Several measures in one row: numbered in one cell with units or dates of their own, or in several alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from huaian_tui.importing.plan_files.measures import cut_numbered, measures_of
from huaian_tui.importing.plan_files.raw_tasks import RawTask
from huaian_tui.importing.plan_files.row_units import RowUnits
from huaian_tui.importing.plan_files.table_columns import Columns


def split_row(
    made: RawTask, row: int, columns: Columns, text_of: Callable[[int, int | None], str], units: RowUnits
) -> list[RawTask]:
    """The measures of a cell that have units or dates of their own, each a task under its number."""
    measures = measures_of(made.text)
    if measures:
        return [
            replace(
                made,
                text=one.text,
                sub=place,
                goal_text=made.goal_text if place == 1 else "",
                number=made.number or one.number or None,
                duty=one.duty if one.duty.names_units else made.duty,
                due_text=one.duty.due_text or made.due_text,
            )
            for place, one in enumerate(measures, start=1)
        ]
    return _parallel(made, row, columns, text_of, units)


def _dues(text: str) -> Sequence[tuple[str, str]]:
    """The numbered times of a cell, those in one line too: 1.3月底；2.10月底."""
    return cut_numbered(text) or cut_numbered(_BETWEEN.sub("\n", text))


_BETWEEN = re.compile("[；;，,、]\\s*(?=[0-9])")


def _parallel(
    made: RawTask, row: int, columns: Columns, text_of: Callable[[int, int | None], str], units: RowUnits
) -> list[RawTask]:
    """Cells numbered alike (1. 2. 3. in the task, its units and its time) taken apart together."""
    texts = [one for one in cut_numbered(made.text) if one[0]]
    if len(texts) < 2:
        return [made]
    due = [text for number, text in _dues(text_of(row, columns.due)) if number]
    numbered = {
        column: [text for number, text in cut_numbered(text_of(row, column)) if number]
        for column in (columns.lead, *columns.unit, *columns.support)
        if column is not None
    }
    alike = [column for column, pieces in numbered.items() if len(pieces) == len(texts)]
    if len(due) != len(texts) and not alike:
        return [made]
    result = list[RawTask]()
    for place, (number, text) in enumerate(texts):
        duty = units.of_pieces(row, columns, {column: numbered[column][place] for column in alike})
        result.append(
            replace(
                made,
                text=text,
                sub=place + 1,
                number=made.number or number,
                duty=duty,
                due_text=due[place] if len(due) == len(texts) else made.due_text,
            )
        )
    return result
