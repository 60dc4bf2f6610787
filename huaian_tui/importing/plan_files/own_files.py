"""This program's own files read back: the ledger book with its pages, and forms of feedback."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from huaian_tui.domain.feedback_layout import (
    FORM_SHEET,
    HEAD_ROW,
    MILESTONE_COLUMN,
    PLAN_HEAD,
    known_columns,
)
from huaian_tui.domain.reading.duties import Duty
from huaian_tui.domain.reading.item_labels import normal_number
from huaian_tui.domain.reading.unit_lists import UnitName
from huaian_tui.domain.reading.unit_prefixes import PREFIXES, bare_body
from huaian_tui.importing.plan_files.blocks import Grid
from huaian_tui.importing.plan_files.raw_tasks import RawTask

_TITLE = re.compile(
    r"《(?P<title>.+)》(?:[（(](?P<stage>[^（）()]{1,12})[）)])?(?:重点任务|交办事项|任务)?(?:督查台账|反馈表)"
)
_BOOK_SHEET = "台账"
_BOOK = re.compile("(?:《.+》(?:[（(][^（）()]{1,12}[）)])?)?[^《》]{0,12}督查台账(?:[（(].*[）)])?")
_UNIT = re.compile(r"单位：(?P<unit>[^。]{1,60})。")
_REMARK = re.compile(r"（[^（）]*(?:推定|累计|力争)[^（）]*）")


def plain_own_title(title: str) -> tuple[str, str]:
    """(title of the plan, stage) of a file of this program; the title as it is and "" of another's."""
    found = _TITLE.fullmatch(title)
    return (title, "") if found is None else (found["title"], found["stage"] or "")


def is_own_book(grid: Grid) -> bool:
    """Whether a sheet is that of the tasks of a ledger book of this program."""
    return grid.table.name == _BOOK_SHEET and _BOOK.fullmatch("".join(grid.text(0, 0).split())) is not None


def plan_column(grid: Grid, heads: Sequence[str]) -> int | None:
    """Where a ledger book over several plans says of which each task is; None of one plan, and elsewhere."""
    return heads.index(PLAN_HEAD[0]) if is_own_book(grid) and PLAN_HEAD[0] in heads else None


def with_prefix_of(units: Sequence[UnitName], before: Sequence[UnitName]) -> tuple[UnitName, ...]:
    """Names as a ledger book prints them, with the prefix that the units before them have (县甲局 | 乙局)."""
    prefix = next((one.name[0] for one in reversed(before) if one.name[:1] in PREFIXES), "")
    return tuple(
        replace(one, name=prefix + one.name) if prefix and bare_body(one.name) else one for one in units
    )


def is_page_of_counts(grid: Grid) -> bool:
    """Whether a sheet is 按单位 of the ledger book, which counts and lists no tasks."""
    return [grid.text(0, column).strip() for column in (0, 1)] == ["单位", "全称"]


def is_own_form(grid: Grid) -> bool:
    """Whether a sheet is that of a form of this program: its name, and its heads where they stand."""
    if grid.table.name != FORM_SHEET or grid.table.height <= HEAD_ROW:
        return False
    heads = [grid.text(HEAD_ROW, column).strip() for column in range(grid.table.width)]
    known = ([head for head, _ in known_columns(several=several)] for several in (False, True))
    return any(heads[: len(one)] == one for one in known)


def read_own_form(grid: Grid, part: str) -> list[RawTask]:
    """The tasks of a form: its lines are milestones, those of one task stand together."""
    heads = [grid.text(HEAD_ROW, column).strip() for column in range(grid.table.width)]
    unit = _unit(grid)
    tasks = dict[tuple[str, ...], RawTask]()
    for row in range(HEAD_ROW + 1, grid.table.height):
        said = {head: grid.text(row, column).strip() for column, head in enumerate(heads) if head}
        if not said["重点任务"] or not grid.text(row, MILESTONE_COLUMN).strip():
            continue
        key = (said.get("方案", ""), said["序号"], said["重点任务"])
        line, asks = _line(said), _inferred(said)
        if key in tasks:
            due, asked = f"{tasks[key].due_text}\n{line}", (*tasks[key].asks, *asks)
            tasks[key] = replace(tasks[key], due_text=due, asks=asked)
            continue
        tasks[key] = RawTask(
            normal_number(said["序号"]),
            "",
            "",
            said["重点任务"],
            _duty(unit, said["角色"]),
            grid.table.where(row),
            said.get("方案", "") or part,
            None,
            line,
            asks=asks,
        )
    return list(tasks.values())


def _inferred(said: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """That a target of the form was inferred: it is none of the plan's text, and not read as one."""
    target = said.get("量化指标", "")
    words = f"“{said['节点']}”的指标“{target}”原来就是推定的，没有作为指标读入，请核对"
    return (("inferred", words),) if "推定" in target else ()


def _unit(grid: Grid) -> str:
    found = next((one for row in range(HEAD_ROW) if (one := _UNIT.match(grid.text(row, 0)))), None)
    return "" if found is None else found["unit"].strip()


def _duty(unit: str, role: str) -> Duty:
    """What the unit of the form does in a task."""
    if not unit:
        return Duty()
    named: Sequence[UnitName] = (UnitName(unit, unit),)
    return Duty(lead=tuple(named)) if role.startswith("牵头") else Duty(support=tuple(named))


def _line(said: dict[str, str]) -> str:
    """The milestone as the ledger book writes it, its target beside its title where that names none."""
    title, target = said["节点"], _REMARK.sub("", said.get("量化指标", ""))
    if "推定" in said.get("量化指标", ""):
        target = ""
    stretch = "（力争）" if title.endswith("（力争）") else ""
    title = title.removesuffix("（力争）")
    if target and not re.search("[0-9]", title):
        title = f"{title}，{target}"
    return f"{said['完成时限']} {title}{stretch}"
