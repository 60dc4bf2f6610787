"""The heads of a table and what its columns hold: by the words of the heads, by content where heads fail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice

from huaian_tui.domain.reading.column_heads import TASK_ROLES, Role, role_of
from huaian_tui.domain.reading.duties import FIRST_LEADS
from huaian_tui.domain.reading.item_labels import normal_number
from huaian_tui.domain.reading.unit_lists import read_units, says_none
from huaian_tui.importing.plan_files.blocks import Grid

_MOST_HEAD_ROWS = 3
_NAMING = (Role.NUMBER, Role.TASK, Role.LEVEL1, Role.LEVEL2, Role.GOAL, Role.CONTACT)
"""Roles of which heads of a plan have one; label, value, label, value is a card."""
_CONTENT = re.compile("举措|措施|内容|具体|要求|描述|做法|安排|事项")
_PROBLEM = re.compile("问题")
_DUE = re.compile(
    r"(?:20[0-9]{2}年)?[0-9一二三四五六七八九十]{1,3}月.*|.*(?:底前|年底|季度|长期|持续|全年|月底).*|20[0-9]{2}[-./年][0-9]{1,2}.*"
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what; None where none does. ``first`` is the first row below the heads.

    ``periods`` are columns of quarters with their heads; ``heads`` the words of every column; ``sure`` is
    False where the columns were proposed by content.
    """

    first: int
    heads: tuple[str, ...]
    roles: tuple[Role | None, ...]
    number: int | None = None
    level1: int | None = None
    level2: int | None = None
    task: int | None = None
    goal: int | None = None
    lead: int | None = None
    unit: tuple[int, ...] = ()
    support: tuple[int, ...] = ()
    due: int | None = None
    start: int | None = None
    note: int | None = None
    progress: int | None = None
    periods: tuple[int, ...] = ()
    persons: tuple[int, ...] = ()
    mixed: tuple[int, ...] = ()
    first_leads: bool = False
    sure: bool = True

    @property
    def has_units(self) -> bool:
        """Whether any column names units."""
        return self.lead is not None or bool(self.unit or self.support)


def find_columns(grid: Grid, start: int, given: Mapping[int, Role] | None = None) -> Columns | None:
    """The heads at or below a row and the columns they name; None where no row looks like heads."""
    for row in range(start, min(grid.table.height, start + 15)):
        depth = _head_depth(grid, row)
        if depth:
            return columns_at(grid, row, depth, given)
    return None


def columns_at(grid: Grid, row: int, depth: int, given: Mapping[int, Role] | None = None) -> Columns:
    """The columns by the heads in these rows; ``given`` are those that a person has set."""
    heads = [_head(grid, row, depth, column) for column in range(grid.table.width)]
    roles = [_role(grid, row, depth, column) for column in range(grid.table.width)]
    for column, role in (given or {}).items():
        if column < len(roles):
            roles[column] = role
    return _by_length(_assigned(row + depth, heads, roles), grid)


def _by_length(columns: Columns, grid: Grid) -> Columns:
    """Of two columns that may be the task the longer one is, where the other only names it (安心托育)."""
    tasks = [place for place, role in enumerate(columns.roles) if role is Role.TASK]
    if len(tasks) < 2 or columns.task is None:
        return columns
    lengths = {one: _length(grid, columns.first, one) for one in tasks}
    longest = max(tasks, key=lambda one: lengths[one])
    if (
        longest != columns.task
        and lengths[columns.task] < lengths[longest] * 0.7
        and lengths[columns.task] < 12
    ):
        level2 = columns.task if columns.level2 in (None, longest) else columns.level2
        return replace(columns, task=longest, level2=level2)
    unused = [one for one in tasks if one not in (columns.task, columns.level1, columns.level2)]
    return replace(columns, goal=unused[0]) if unused and columns.goal is None else columns


def _length(grid: Grid, first: int, column: int) -> float:
    """How long the texts of a column are on average."""
    rows = range(first, min(grid.table.height, first + 60))
    texts = [grid.text(row, column).strip() for row in rows if grid.starts(row, column)]
    filled = [len(one) for one in texts if one]
    return sum(filled) / max(1, len(filled))


def is_head_row(grid: Grid, row: int) -> int:
    """How many rows of heads begin at a row; 0 when it is none."""
    return _head_depth(grid, row)


def _head_depth(grid: Grid, row: int) -> int:
    """How many rows of heads begin here; 0 when the row is none."""
    texts = (grid.text(row, column) for column in range(grid.table.width) if grid.starts(row, column))
    given = (one for one in texts if one.strip())
    filled = list(islice(given, 3))
    if not any(role_of(one) is not None for one in filled):
        return 0
    filled += given
    known = [role for one in filled if (role := role_of(one)) is not None]
    if (
        len(known) < 2
        or len(known) < len(filled) * 0.5
        or not any(one in TASK_ROLES or one is Role.LEVEL2 for one in known)
    ):
        return 0
    flags = [role_of(one) not in (None, Role.QUARTER) for one in filled]
    if all(flags[0::2]) and not any(flags[1::2]) or not any(one in _NAMING for one in known):
        return 0
    if len(filled) < 3 and grid.table.width > 3 or len(set(filled)) < len(filled) * 0.6:
        return 0
    cells = [cell for column in range(grid.table.width) if (cell := grid.at(row, column)) is not None]
    depth = max((cell.row + cell.rows - row for cell in cells), default=1)
    if depth == 1 and any(cell.columns > 1 for cell in cells) or depth == 1 and not grid.table.merges:
        depth = 2 if _is_sub_head(grid, row) else 1
    return min(depth, _MOST_HEAD_ROWS)


def _is_sub_head(grid: Grid, row: int) -> bool:
    """Whether the next row names the parts of a wide head: 责任落实 over 牵头, 配合."""
    if row + 1 >= grid.table.height:
        return False
    below = [grid.text(row + 1, column) for column in range(grid.table.width) if grid.starts(row + 1, column)]
    filled = [one for one in below if one.strip()]
    return (
        2 <= len(filled) <= grid.table.width
        and all(role_of(one) is not None for one in filled)
        and (
            len(filled) < sum(bool(grid.text(row, column).strip()) for column in range(grid.table.width))
            or any(
                cell is not None and cell.columns > 1
                for cell in (grid.at(row, column) for column in range(grid.table.width))
            )
        )
    )


def _parts(grid: Grid, row: int, depth: int, column: int) -> list[str]:
    parts = list[str]()
    for at in range(row, row + depth):
        text = "".join(grid.text(at, column).split())
        if text and text not in parts:
            parts.append(text)
    return parts


def _head(grid: Grid, row: int, depth: int, column: int) -> str:
    return "".join(_parts(grid, row, depth, column))


def _role(grid: Grid, row: int, depth: int, column: int) -> Role | None:
    parts = _parts(grid, row, depth, column)
    roles = [role_of(one) for one in reversed(parts)]
    if (
        len(parts) > 1
        and roles[0] in (Role.TASK, Role.GOAL, Role.LEVEL2)
        and roles[-1] in (Role.DUE, Role.PROGRESS)
    ):
        return roles[-1]
    return next((one for one in roles if one is not None), None)


def _assigned(first: int, heads: list[str], roles: list[Role | None]) -> Columns:
    def places(role: Role) -> list[int]:
        return [place for place, one in enumerate(roles) if one is role]

    tasks, first_level, second = places(Role.TASK), places(Role.LEVEL1), places(Role.LEVEL2)
    goals = places(Role.GOAL)
    task = _text_column(tasks, heads)
    others = [one for one in tasks if one != task]
    if task is None and second:
        task = second.pop()
    elif task is None and goals:
        task = goals.pop(0)
    elif task is None and first_level:
        task = first_level.pop()
    level1, level2 = _levels(
        first_level,
        second,
        [one for one in others if task is None or one < task or _PROBLEM.search(heads[one])],
    )
    mixed = places(Role.UNIT_AND_PERSON)
    return Columns(
        first,
        tuple(heads),
        tuple(roles),
        number=next(iter(places(Role.NUMBER)), None),
        level1=level1,
        level2=level2,
        task=task,
        goal=next(iter(goals), None),
        lead=next(iter(places(Role.LEAD)), None),
        unit=(*places(Role.UNIT), *mixed),
        support=tuple(places(Role.SUPPORT)),
        due=next(iter(places(Role.DUE)), None),
        start=next(iter(places(Role.START)), None),
        note=next(iter(places(Role.NOTE)), None),
        progress=next(iter(places(Role.PROGRESS)), None),
        periods=tuple(places(Role.QUARTER)),
        persons=tuple(places(Role.PERSON)),
        mixed=tuple(mixed),
        first_leads=any(FIRST_LEADS.search(one) for one in heads),
    )


def _text_column(tasks: list[int], heads: list[str]) -> int | None:
    """Of several columns that may be the task the one with the measures: 具体措施 beside 重点任务."""
    if len(tasks) < 2:
        return tasks[0] if tasks else None
    measures = [one for one in tasks if _CONTENT.search(heads[one]) and not _PROBLEM.search(heads[one])]
    return measures[-1] if measures else tasks[-1]


def _levels(first: list[int], second: list[int], others: list[int]) -> tuple[int | None, int | None]:
    if first:
        rest = [*first[1:], *second, *others]
        return first[0], rest[0] if rest else None
    named = [*second, *others]
    if len(named) > 1:
        ordered = sorted(named)
        return ordered[0], ordered[1]
    return None, named[0] if named else None


# ---------------------------------------------------------------------- by content


def columns_by_content(grid: Grid) -> Columns | None:
    """Columns proposed by what stands in them, for a table without heads; nothing of it is sure."""
    if grid.table.width < 3 or grid.table.height < 1:
        return None
    roles = list[Role | None]([None] * grid.table.width)
    shares = {column: _shares(grid, column) for column in range(grid.table.width)}
    numbers = [column for column in shares if shares[column]["number"] >= 0.6]
    if numbers:
        roles[numbers[0]] = Role.NUMBER
    units = [column for column in shares if shares[column]["unit"] >= 0.6 and roles[column] is None]
    dates = [
        column
        for column in shares
        if shares[column]["due"] >= 0.6 and roles[column] is None and column not in units
    ]
    if dates:
        roles[dates[-1]] = Role.DUE
    texts = [
        column
        for column in shares
        if roles[column] is None and column not in units and shares[column]["length"] >= 2
    ]
    if not texts or not units:
        return None
    roles[max(texts, key=lambda column: shares[column]["length"])] = Role.TASK
    for place, column in enumerate(units):
        roles[column] = Role.UNIT if len(units) == 1 else Role.LEAD if place == 0 else Role.SUPPORT
    heads = [f"第{column + 1}列" for column in range(grid.table.width)]
    return replace(_assigned(0, heads, roles), sure=False)


def columns_given(grid: Grid, given: Mapping[int, Role]) -> Columns:
    """The columns of a table without heads as a person has set them."""
    roles: list[Role | None] = [given.get(column) for column in range(grid.table.width)]
    return _assigned(0, [f"第{column + 1}列" for column in range(grid.table.width)], roles)


def _shares(grid: Grid, column: int) -> dict[str, float]:
    texts = [grid.text(row, column).strip() for row in range(min(grid.table.height, 60))]
    filled = [one for one in texts if not says_none(one)]
    count = max(1, len(filled))
    return {
        "number": sum(len(one) <= 6 and (normal_number(one) or "").isdecimal() for one in filled) / count,
        "unit": sum(_is_units(one) for one in filled) / count,
        "due": sum(len(one) <= 24 and _DUE.fullmatch(one) is not None for one in filled) / count,
        "length": sum(map(len, filled)) / count,
    }


def _is_units(text: str) -> bool:
    listed = read_units(text)
    return bool(listed.units) and not listed.left
