"""Decisions as JSON (``plan import --decisions FILE``), ids and places as ``--dry-run --json`` has them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.reading.column_heads import Role
from huaian_tui.domain.words.system_errors import system_reason
from huaian_tui.services.plan_import.answers import EFFECTS
from huaian_tui.services.plan_import.decisions import NEW_UNIT, NO_UNIT, Decisions
from huaian_tui.services.plan_import.preview import Preview
from huaian_tui.services.plan_import.unit_questions import KIND

MOST_BYTES = 20_000_000
"""Of a file with decisions: 5,000 tasks with texts written anew."""

_TITLE = "决定文件不能用"
_LINES = ("title", "short", "code", "stage")
_DAYS = ("start", "horizon")


def read_decisions(path: Path) -> Decisions:
    """The decisions of a file; ``InputRefused`` names what is wrong in it."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise _refused(f"{path.name} 有 {size} 字节，太大")
        said = json.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise _refused(f"没有文件 {path}") from None
    except OSError as error:
        raise _refused(f"打不开 {path.name}（{system_reason(error)}）") from None
    except (ValueError, RecursionError):
        raise _refused(f"{path.name} 不是 JSON（UTF-8）") from None
    return decisions_of(said)


def decisions_of(said: Any) -> Decisions:
    """The decisions that a JSON object says; unknown keys and wrong types are refused by name."""
    if not isinstance(said, dict):
        raise _refused("最外层应是一个对象 { }")
    for key in said:
        if key not in _READERS:
            raise _refused(f"没有“{key}”这一项；可用：{'、'.join(_READERS)}")
    return Decisions(**{key: _READERS[key](key, value) for key, value in said.items() if value is not None})


def check_decisions(decisions: Decisions, first: Preview, preview: Preview) -> Decisions:
    """The decisions with units by their ids; what the file has no place for is refused by name.

    ``first`` is the file as read before columns and year were decided: its questions may be answered, too.
    """
    asked = {one.id for one in (*first.questions, *preview.questions)}
    kinds = {*EFFECTS, KIND}
    for key in decisions.answers:
        if key not in asked and key not in kinds:
            raise _refused(f"answers 里的 {key} 不是这个文件的问题")
    read = preview.read.draft
    places = len(read.tasks)
    numbered: tuple[tuple[str, Mapping[int, object]], ...] = (
        ("tasks", decisions.tasks),
        ("milestones", decisions.milestones),
        ("texts", decisions.texts),
        ("numbers", decisions.numbers),
        ("lead", decisions.lead),
        ("support", decisions.support),
    )
    for name, given in numbered:
        for place in given:
            if place >= places + len(read.blank):
                raise _refused(f"{name} 里的 {place} 超出范围，任务的位置是 0 到 {places - 1}")
    for place, ticks in decisions.milestones.items():
        for at in ticks:
            if at >= len(preview.draft.tasks[place].milestones):
                raise _refused(f"milestones 里第 {place} 项没有第 {at} 个节点")
    _check_columns(decisions, preview)
    units = {name: _unit(name, meant, preview) for name, meant in decisions.units.items()}
    lead = _units_of_rows("lead", decisions.lead, preview)
    support = _units_of_rows("support", decisions.support, preview)
    return replace(decisions, units=units, lead=lead, support=support)


def _units_of_rows(
    side: str, rows: Mapping[int, tuple[str, ...]], preview: Preview
) -> dict[int, tuple[str, ...]]:
    """Units of single rows by their ids; a name must be one that the ledger or the file has."""
    around, read = preview.around, preview.read.draft
    new = {one.name for task in read.tasks for one in (*task.lead, *task.support)}

    def unit(place: int, typed: str) -> str:
        if typed in around.shown:
            return typed
        if typed in around.names:
            return around.names[typed]
        if typed in new:
            return typed
        raise _refused(f"{side} 里 {place} 的“{typed}”不是台账的单位，文件里也没有；新单位先用 unit set 登记")

    return {place: tuple(unit(place, one) for one in units) for place, units in rows.items()}


def _check_columns(decisions: Decisions, preview: Preview) -> None:
    tables = {one.name: {place for place, _, _ in one.columns} for one in preview.read.draft.tables}
    for table, columns in decisions.columns.items():
        if table not in tables:
            raise _refused(f"columns 里的“{table}”不是文件里的表；有：{'、'.join(tables) or '没有'}")
        for place in columns:
            if place not in tables[table]:
                raise _refused(f"columns 里“{table}”没有第 {place} 列（从 0 数起）")


def _unit(name: str, meant: str, preview: Preview) -> str:
    read = preview.read.draft
    tasks = (*preview.draft.tasks, *read.tasks)
    if not any(one.name == name for task in tasks for one in (*task.lead, *task.support)):
        raise _refused(f"units 里的“{name}”不在文件里")
    if meant in (NEW_UNIT, NO_UNIT) or meant in preview.around.shown:
        return meant
    unit = preview.around.names.get(meant)
    if unit is None:
        raise _refused(
            f"units 里“{name}”写成“{meant}”，没有这个单位；新单位写 {NEW_UNIT}，不作单位写 {NO_UNIT}"
        )
    return unit


# ---------------------------------------------------------------------- values


def _refused(why: str) -> InputRefused:
    way_out = "用 plan import 文件 --dry-run --json 查看问题的编号、可选的回答和位置"
    return InputRefused(_TITLE, why, way_out, field="decisions")


def _line(key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise _refused(f"{key} 应是文字")
    return value


def _year(key: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 2000 <= value <= 2100:
        raise _refused(f"{key} 应是四位年份，如 2026")
    return value


def _day(key: str, value: Any) -> date:
    try:
        return date.fromisoformat(_line(key, value))
    except ValueError:
        raise _refused(f"{key} 应是日期，如 2026-12-31") from None


def _flag(key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _refused(f"{key} 里应是 true 或 false")
    return value


def _role(key: str, value: Any) -> str:
    if value not in set(Role):
        raise _refused(f"{key} 里的“{value}”不是列的含义；可用：{'、'.join(Role)}")
    return str(value)


def _object(key: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _refused(f"{key} 应是一个对象 {{ }}")
    return value


def _lines(key: str, value: Any) -> dict[str, str]:
    return {name: _line(f"{key} 里的 {name}", one) for name, one in _object(key, value).items()}


def _names(key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _refused(f"{key} 应是一列单位 [ ]，没有写 []")
    return tuple(dict.fromkeys(_line(f"{key} 里的每一个", one).strip() for one in value))


def _by_place(of: Callable[[str, Any], Any]) -> Callable[[str, Any], dict[int, Any]]:
    def read(key: str, value: Any) -> dict[int, Any]:
        found = dict[int, Any]()
        for place, one in _object(key, value).items():
            if not (place.isascii() and place.isdecimal() and len(place) < 8):
                raise _refused(f"{key} 里的“{place}”不是位置，应从 0 数起")
            found[int(place)] = of(f"{key} 里的 {place}", one)
        return found

    return read


def _columns(key: str, value: Any) -> dict[str, dict[int, str]]:
    return {table: _by_place(_role)(f"{key} 里的 {table}", one) for table, one in _object(key, value).items()}


_READERS: dict[str, Callable[[str, Any], Any]] = {
    **dict.fromkeys(_LINES, _line),
    "year": _year,
    **dict.fromkeys(_DAYS, _day),
    "columns": _columns,
    "answers": _lines,
    "units": _lines,
    "milestones": _by_place(_by_place(_flag)),
    "tasks": _by_place(_flag),
    "texts": _by_place(_line),
    "numbers": _by_place(_line),
    "lead": _by_place(_names),
    "support": _by_place(_names),
}
