"""Which 一级 or 二级指标 is meant by what was typed: a title or part of it, a number, or a row."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass

from huaian_tui.domain.errors import InputRefused, NotFound
from huaian_tui.domain.text.chinese_numbers import read_number
from huaian_tui.domain.text.hygiene import clean_line, search_key
from huaian_tui.store.queries.plan import indicator_cells
from huaian_tui.store.queries.task_refs import find_task, read_current_plan

_LEVEL1 = re.compile(r"^（(?P<number>[一二三四五六七八九十]+)）(?P<title>.+)$")
_LEVEL2 = re.compile(r"^(?P<number>\d+)[.．、](?P<title>.+)$", re.ASCII)
_TYPED_LEVEL1 = re.compile(r"^[（(]?([一二三四五六七八九十]+)[）)]?、?$")
_TYPED_LEVEL2 = re.compile(r"^(?:二级指标)?(\d{1,3})[.、]?$", re.ASCII)
_TYPED_ROW = re.compile(r"^(?:第(\d{1,6})[项行]|序号(\d{1,6}))$", re.ASCII)
_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator: its level (1 or 2), its number, its title without the number, and its rows."""

    level: int
    number: int
    title: str
    tasks: tuple[int, ...]


def list_indicators(connection: sqlite3.Connection, plan: str | None = None) -> list[Indicator]:
    """All indicators of a plan in its order, those of level 1 first; tasks without one are left out.

    None: of the current plan.
    """
    rows = indicator_cells(connection, plan or read_current_plan(connection))
    found: dict[tuple[int, str], list[int]] = {}
    for level in (1, 2):
        for number, *titles in rows:
            if titles[level - 1]:
                found.setdefault((level, titles[level - 1]), []).append(number)
    return [_indicator(level, printed, numbers) for (level, printed), numbers in found.items()]


def _indicator(level: int, printed: str, numbers: list[int]) -> Indicator:
    """``printed`` is the cell with its number: （一）… or 1.…"""
    match = (_LEVEL1 if level == 1 else _LEVEL2).match(printed)
    if match is None:
        return Indicator(level, 0, printed, tuple(numbers))
    return Indicator(level, read_number(match["number"]) or 0, match["title"].strip(), tuple(numbers))


def find_indicator(connection: sqlite3.Connection, typed: str, plan: str | None = None) -> Indicator:
    """The one indicator of a plan (None: the current one) that was typed.

    （一） or 一 is a 一级指标, 10 or 10. a 二级指标 by its number; 第5项 is the 二级指标 of that row;
    anything else is a title or a part of one. Refused when several fit or none.
    """
    shown = clean_line(typed, limit=100, field="indicator")
    plain = "".join(search_key(shown).split())
    known = list_indicators(connection, plan)
    fits = _by_number(connection, plan, known, plain)
    if fits is None:
        titles = {one: "".join(search_key(one.title).split()) for one in known}
        bare = re.sub(r"^(?:\(.{1,3}\)|\d{1,3}[.、])", "", plain)
        fits = [one for one in known if titles[one] == bare] if bare else []
        fits = fits or [one for one in known if bare and bare in titles[one]]
    if not fits:
        raise NotFound(
            f"没有指标“{shown}”",
            "按编号、名称都没有找到",
            "可写（一）、10，或名称中的几个字，如 数据交易市场",
        )
    if len(fits) > 1:
        names = "、".join(one.title for one in fits[:_MOST_NAMED])
        raise InputRefused(f"“{shown}”可指多个指标", names, "请写全名称或写编号", field="indicator")
    return fits[0]


def _by_number(
    connection: sqlite3.Connection, plan: str | None, known: list[Indicator], plain: str
) -> list[Indicator] | None:
    """The indicators of a typed number; None when no number was typed."""
    if match := _TYPED_LEVEL1.match(plain):
        number = read_number(match[1])
        return [one for one in known if one.level == 1 and one.number == number]
    if match := _TYPED_LEVEL2.match(plain):
        return [one for one in known if one.level == 2 and one.number == int(match[1])]
    if match := _TYPED_ROW.match(plain):
        row = find_task(connection, match[1] or match[2], plan)
        return [one for one in known if one.level == 2 and row in one.tasks]
    return None
