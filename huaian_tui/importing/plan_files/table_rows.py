"""The tasks of one table.

Chapter rows, merged cells, repeated heads, rows cut by a page, notes and totals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from huaian_tui.domain.reading.column_heads import Role
from huaian_tui.domain.reading.goals import TimeColumn
from huaian_tui.domain.reading.item_labels import CHAPTER, SECTION, normal_number, read_label
from huaian_tui.domain.reading.unit_lists import says_none
from huaian_tui.importing.plan_files.blocks import Cell, Grid
from huaian_tui.importing.plan_files.measures import measures_of, together, without_duty
from huaian_tui.importing.plan_files.own_files import is_own_book, plan_column, with_prefix_of
from huaian_tui.importing.plan_files.raw_tasks import Found, RawTask
from huaian_tui.importing.plan_files.row_measures import split_row
from huaian_tui.importing.plan_files.row_rules import NOTE, PERSONS_CHAPTER, numbered_chapter, rules_of
from huaian_tui.importing.plan_files.row_units import RowUnits, columns_overlap
from huaian_tui.importing.plan_files.table_columns import Columns, columns_at, is_head_row

_TOTAL = re.compile(r"\s*(?:合\s*计|总\s*计|小\s*计|共\s*计)(?:\s*[:：]?\s*[0-9]*\s*[项个]?)?\s*")
_EXAMPLE = re.compile(r"\s*(?:例\s*[:：]|示例|样例|例如|（例）|填写示例)")
_PART = re.compile(r"附\s*(?:件|表)\s*[0-9一二三四五六七八九十]*")
_ENDS = re.compile(r"[。；！？;]\s*$")
_LONG_CHAPTER = 80


@dataclass(slots=True)
class _State:
    """Where the reading of a table stands."""

    level1: str = ""
    level2: str = ""
    number: str | None = None
    number_cell: Cell | None = None
    text_cell: Cell | None = None
    sub: int = 0
    chapters: bool = False
    fresh: bool = False
    asked: set[str] = field(default_factory=set)


class TableReader:
    """Reads one table with its columns; what it finds goes into ``found``."""

    def __init__(
        self, grid: Grid, columns: Columns, found: Found, part: str, given: Mapping[int, Role] | None = None
    ) -> None:
        self._grid = grid
        self._columns = columns
        self._found = found
        self._part = part
        self._given = given or {}
        self._state = _State()
        self._plans = plan_column(grid, columns.heads)
        self._is_book = is_own_book(grid)
        self._units = RowUnits(grid, found)
        self._tasks = list[RawTask]()

    def under(self, level1: str, level2: str) -> None:
        """The chapter that stands above the table, in force until a row names another."""
        self._state.level1, self._state.level2 = level1, level2
        self._state.chapters = bool(level1)

    def read(self) -> list[RawTask]:
        """The tasks in their order."""
        row = self._columns.first
        while row < self._grid.table.height:
            self._found.progress.step()
            depth = self._head(row)
            if depth:
                row += depth
                continue
            self._row(row)
            row += 1
        return self._tasks

    def _head(self, row: int) -> int:
        """The heads once more (a page's, or of a further table below); how many rows they are."""
        depth = is_head_row(self._grid, row)
        if not depth:
            return 0
        columns = columns_at(self._grid, row, depth, self._given)
        if columns.task is None or not columns.has_units and columns.due is None:
            return 0
        if columns.heads != self._columns.heads:
            above = self._state
            self._state = _State()
            if above.fresh:  # a chapter right above these heads is theirs
                self.under(above.level1, above.level2)
        self._columns = replace(columns, first=self._columns.first)
        return depth

    def _row(self, row: int) -> None:
        grid, columns = self._grid, self._columns
        texts = [one.strip() for one in grid.row(row) if one.strip()]
        if not texts or not any(
            grid.text(row, column).strip() for column in range(grid.table.width) if grid.starts(row, column)
        ):
            return
        where = grid.table.where(row)
        if _TOTAL.fullmatch(texts[0]):
            self._found.skipped.append((where, f"“{texts[0]}”是合计行，不是任务"))
        elif NOTE.match(texts[0]):
            self._note(where, "　".join(texts))
        elif self._is_wide(row, texts):
            self._wide(where, texts[0])
        elif _EXAMPLE.match(texts[0]) or texts[0] in ("例", "示例", "样例", "举例", "范例"):
            self._found.skipped.append((where, f"“{texts[0][:20]}”是填写示例，不是任务"))
        elif columns.task is not None:
            self._task(row, where)

    def _note(self, where: str, text: str) -> None:
        self._found.skipped.append((where, f"“{text[:40]}”是备注，不是任务"))
        self._found.notes.append((where, text))
        rules_of(text, self._found)

    # ------------------------------------------------------------------ rows over the whole width

    def _is_wide(self, row: int, texts: list[str]) -> bool:
        """A row of one cell over most of the table, or the only filled one where nothing is merged."""
        if len(texts) != 1:
            return False
        cell = next(
            cell
            for column in range(self._grid.table.width)
            if (cell := self._grid.at(row, column)) and cell.text.strip()
        )
        if cell.row != row:
            return False
        if cell.columns >= max(2, self._grid.table.width * 0.6):
            return True
        task = self._columns.task
        alone = cell.columns >= 2 or cell.column in (0, self._columns.number, self._columns.level1)
        label = read_label(cell.text)
        headed = label is not None and label.kind in (CHAPTER, SECTION)
        return (
            alone
            and (cell.column != task or headed)
            and not cell.text.strip().isdecimal()
            and len(cell.text) > 3
        )

    def _wide(self, where: str, text: str) -> None:
        plain, state = " ".join(text.split()), self._state
        if _PART.match(plain):
            self._part, self._state = plain, _State()
            return
        label = read_label(plain)
        if PERSONS_CHAPTER.search(plain) and len(plain) <= _LONG_CHAPTER:
            self._found.told.append((where, "这一行按领导分章，不作指标，也不读入"))
            state.level1 = state.level2 = ""
            return
        if len(plain) > _LONG_CHAPTER or (label is None and plain.endswith("。")):
            self._note(where, plain)
            return
        if label is not None and label.kind != CHAPTER and (state.chapters or label.kind != SECTION):
            state.level2 = plain
        elif label is not None and label.kind == SECTION and not state.chapters and not state.level1:
            state.level1, state.level2 = plain, ""
        elif label is not None and label.kind == SECTION and read_label(state.level1) is not None:
            state.level1, state.level2 = plain, ""
        else:
            state.level1, state.level2 = plain, ""
            state.chapters = state.chapters or (label is not None and label.kind == CHAPTER)
        state.fresh = True
        rules_of(plain, self._found)

    # ------------------------------------------------------------------ tasks

    def _task(self, row: int, where: str) -> None:
        columns, grid = self._columns, self._grid
        cell = grid.at(row, columns.task) if columns.task is not None else None
        text = "" if cell is None else cell.text.strip()
        if cell is not None and cell is self._state.text_cell and cell.row < row:
            self._more_of_last(row)
            return
        if self._is_continuation(row, text):
            self._join_last(row, text)
            return
        if chapter := self._chapter_of(row, text):
            self._wide(where, chapter)
            return
        if not any(self._text(row, one) for one in self._filled_columns()) and not text:
            return
        self._state.fresh = False
        self._levels(row)
        number, sub = self._number(row)
        self._state.text_cell = cell
        made = self._made(row, where, number, sub, text)
        self._tasks += split_row(made, row, columns, self._text, self._units)

    def _chapter_of(self, row: int, text: str) -> str:
        """A chapter that stands in the columns of number and task alone: 二 | 职业教育."""
        columns = self._columns
        alone = columns.has_units and not any(
            self._text(row, one) for one in self._filled_columns() if one != columns.task
        )
        if alone and not text:  # the name stands in the column before: 二 | 新建项目（3个）
            text = self._own(row, columns.level2) or self._own(row, columns.level1)
        return numbered_chapter(self._text(row, columns.number), text) if alone else ""

    def _filled_columns(self) -> list[int]:
        columns = self._columns
        given = [columns.task, columns.lead, columns.due, *columns.unit, *columns.support]
        return [one for one in given if one is not None]

    def _text(self, row: int, column: int | None) -> str:
        if column is None:
            return ""
        text = self._grid.text(row, column).strip()
        return "" if says_none(text) else text

    def _own(self, row: int, column: int | None) -> str:
        """The text of a cell that begins in this row."""
        return self._text(row, column) if column is not None and self._grid.starts(row, column) else ""

    def _is_continuation(self, row: int, text: str) -> bool:
        """Whether the row is the rest of the one before, which a page cut."""
        columns, grid = self._columns, self._grid
        if columns.number is None or not self._tasks or not grid.starts(row, columns.number):
            return False
        if self._text(row, columns.number) or any(
            self._own(row, one) for one in (columns.level1, columns.level2)
        ):
            return False
        last = self._tasks[-1]
        if not text:
            return any(self._own(row, one) for one in self._filled_columns())
        cut = not _ENDS.search(last.text)
        lead = columns.lead if columns.lead is not None else next(iter(columns.unit), None)
        return cut and not self._own(row, lead) and not (self._own(row, columns.due) and last.due_text)

    def _join_last(self, row: int, text: str) -> None:
        """Put the rest of a cut row to the one before it."""
        last = self._tasks[-1]
        duty = self._units.duty(row, self._columns)
        more = self._own(row, self._columns.due)
        self._tasks[-1] = replace(
            last,
            text=last.text + text,
            duty=together([last.duty, duty]),
            due_text=last.due_text + more,
            asks=(
                *last.asks,
                ("joined", f"{self._grid.table.where(row)}没有序号，按上一行的续行并入，请核对"),
            ),
        )

    def _more_of_last(self, row: int) -> None:
        """A further row of a task whose text is merged over several: its units and time are added."""
        last = self._tasks[-1]
        duties, due = [last.duty], last.due_text
        if any(self._own(row, one) for one in self._filled_columns() if one != self._columns.due):
            duties.append(self._units.duty(row, self._columns))
        more = self._own(row, self._columns.due)
        self._tasks[-1] = replace(
            last, duty=together(duties), due_text="；".join(one for one in (due, more) if one)
        )

    def _levels(self, row: int) -> None:
        """Levels of the row: own cells, merged ones, and what stands above where a copy lost the merge."""
        columns, state = self._columns, self._state
        if columns.level1 is not None:
            text = self._line(row, columns.level1)
            if text and text != state.level1:
                state.level1, state.level2 = text, ""
            elif not text and state.level1 and not state.chapters:
                self._ask_once("level1", "指标（类别）列的空格沿用上一格，请核对")
        if columns.level2 is not None and columns.level2 != columns.task:
            text = self._line(row, columns.level2)
            merged = columns.level1 is not None or self._is_merged_somewhere(columns.level2)
            if text:
                state.level2 = text
            elif not merged:
                state.level2 = ""
            elif state.level2 and not self._grid.table.merges and columns.level1 is None:
                self._ask_once("level2", "项目（类别）列的空格沿用上一格，请核对")

    def _is_merged_somewhere(self, column: int) -> bool:
        return not self._grid.table.merges or any(
            cell.column == column and cell.rows > 1 for cell in self._grid.table.cells
        )

    def _line(self, row: int, column: int) -> str:
        text = self._text(row, column)
        if columns_overlap(self._grid, row, column, self._columns.task):
            return ""
        return "".join(text.split("\n")).strip()

    def _ask_once(self, kind: str, words: str) -> None:
        if kind not in self._state.asked:
            self._state.asked.add(kind)
            self._found.asks.append((kind, self._grid.table.name, words))

    def _number(self, row: int) -> tuple[str | None, int | None]:
        """The number of the row, and which row of that number it is."""
        column, state = self._columns.number, self._state
        if column is None:
            return None, None
        cell = self._grid.at(row, column)
        number = normal_number("" if cell is None else cell.text)
        if cell is not None and number is not None and cell.text.strip() == f"{number}.0":
            self._ask_once("number", f"序号“{cell.text.strip()}”读作{number}，请核对")
        if (
            number is None
            and not self._grid.table.merges
            and state.number is not None
            and not self._lead_below(row)
        ):
            self._ask_once("number", "序号列的空格按上一行的序号理解，请核对")
            number = state.number
            state.sub += 1
            return number, state.sub
        if cell is not None and cell is state.number_cell and cell.rows > 1:
            state.sub += 1
        else:
            state.sub = 1
        state.number, state.number_cell = number, cell
        several = cell is not None and cell.rows > 1
        return number, state.sub if several else None

    def _lead_below(self, row: int) -> bool:
        """Whether a row without a number in a copied table is a task that lost it."""
        return bool(self._text(row, self._columns.lead)) or not self._columns.has_units

    def _made(self, row: int, where: str, number: str | None, sub: int | None, text: str) -> RawTask:
        columns, asks = self._columns, list[tuple[str, str]]()
        duty = self._units.duty(row, self._columns)
        if (not columns.has_units or not duty.names_units) and not measures_of(text):
            text, own = without_duty(text)
            if own.names_units or own.due_text:
                duty = together([own, duty])
        if self._is_book:
            support, units = (with_prefix_of(one, duty.lead) for one in (duty.support, duty.units))
            duty = replace(duty, support=support, units=units)
        due = self._due(row)
        if columns.lead is not None and any(
            columns_overlap(self._grid, row, columns.lead, one) for one in (*columns.support, *columns.unit)
        ):
            asks.append(("spans", "一格跨牵头、责任两列，按牵头单位理解，是否兼责任单位请确认"))
        lead_cell = self._grid.at(row, columns.lead) if columns.lead is not None else None
        if (
            not self._grid.table.merges
            and columns.lead is not None
            and not self._text(row, columns.lead)
            and self._tasks
        ):
            asks.append(("lead_empty", "牵头单位为空：是没有，还是同上一行，请确认"))
        for column in (columns.task, columns.due, columns.number):
            cell = self._grid.at(row, column) if column is not None else None
            if cell is not None and cell.note and (cell.row == row or cell is lead_cell):
                asks.append(("cell", cell.note))
        return RawTask(
            number,
            self._state.level1,
            "" if columns_overlap(self._grid, row, columns.level2, columns.task) else self._state.level2,
            text,
            duty,
            where,
            self._text(row, self._plans) or self._part,
            sub,
            due or duty.due_text,
            self._text(row, columns.goal) if columns.goal != columns.task else "",
            tuple(TimeColumn(columns.heads[one], self._text(row, one)) for one in columns.periods),
            self._text(row, columns.note),
            self._text(row, columns.progress),
            tuple(asks),
            self._text(row, columns.start),
        )

    def _due(self, row: int) -> str:
        return self._text(row, self._columns.due)
