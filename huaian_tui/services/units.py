"""Units that change: new ones, other particulars, another name from a day, merged from a day.

A record says anew how the whole unit stands; its ``ref`` names the last one of the unit that its author saw,
``settles`` the others where laptops had changed it apart.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.rules.unit_names import MOST_IN_NAME, is_plain_name
from huaian_tui.domain.text.hygiene import clean_text, search_key
from huaian_tui.domain.words.units import KIND_WORDS
from huaian_tui.ledger.kinds.kind import FoldRecord
from huaian_tui.ledger.kinds.parts import SETTLES, heads_of_part
from huaian_tui.ledger.kinds.unit_undo import STANDS
from huaian_tui.ledger.kinds.units import UNIT_MERGE, UNIT_SET, UnitState
from huaian_tui.ledger.record import Body, Entry
from huaian_tui.services.entry_rules import not_before_plan, required_line
from huaian_tui.services.unit_readings import settle_readings, taken_readings, without_assumption
from huaian_tui.services.unit_records import following, name_of, read_state
from huaian_tui.store.engine.append import Action, Ledger
from huaian_tui.store.queries.unit_history import bearers, unit_circles, unit_name_on
from huaian_tui.store.queries.units import check_unit

MOST_NAME = 50
MOST_FULL_NAME = MOST_IN_NAME
MOST_LISTED = 200
"""Other names, members and former names that a unit may have."""


@dataclass(frozen=True, slots=True)
class UnitChange:
    """What is to be otherwise with a unit; what is not named stays as it is.

    ``full_name`` is also taken as confirmed. ``aliases`` and ``members`` (ids) are added, ``no_aliases`` and
    ``no_members`` taken away. ``stands``: it is not part of another unit after all.
    """

    full_name: str | None = None
    confirmed: bool = False
    kind: str | None = None
    note: str | None = None
    aliases: tuple[str, ...] = ()
    no_aliases: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    no_members: tuple[str, ...] = ()
    stands: bool = False
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Renaming:
    """A name that a unit bears from a day on, and the basis (依据)."""

    name: str
    full_name: str
    day: date
    basis: str


# ---------------------------------------------------------------------- acts


def add_unit(ledger: Ledger, name: str, change: UnitChange) -> str:
    """Record a new unit; returns its id, which is its name."""
    with ledger.action() as action:
        short = _plain(name, "name", "单位名称")
        full = short if change.full_name is None else _full_name(change.full_name)
        _refuse_borne(action.connection, {full: "full_name", short: "name"}, None)
        made = {
            "unit": short,
            "name": short,
            "full_name": full,
            "full_name_certain": change.full_name is not None or change.confirmed,
            "kind": "municipal",
        }
        body = _changed(action.connection, made, change)
        action.append(Entry(UNIT_SET.name, body | _basis(change.basis)))
        settle_readings(action, change.aliases, short, change.basis)
        return short


def set_unit(ledger: Ledger, unit: str, change: UnitChange) -> bytes:
    """Record other particulars of a unit; refused where nothing would change."""
    with ledger.action() as action:
        records, state = read_state(action.connection, unit)
        if not change.stands:
            _refuse_merged_away(action.connection, unit, state)
        elif state.merged_into is None:
            raise InputRefused(f"{name_of(state)}没有并入别的单位", "它本来就是独立的单位", "不必恢复")
        change = _with_readings(change, state.said)
        body = _changed(action.connection, dict(state.said), change)
        heads = heads_of_part(records)
        if body == state.said and not change.stands and len(heads) < 2:
            so = f"{name_of(state)}已经是这样"
            raise InputRefused("没有变化", so, "请写明要改的内容，例如 --full 全称")
        more: dict[str, Any] = {STANDS: True} if change.stands else {}
        made = _append(action, records, body | more | _basis(change.basis))
        settle_readings(action, change.aliases, unit, change.basis)
        return made


def rename_unit(ledger: Ledger, unit: str, renaming: Renaming) -> bytes:
    """Record that a unit bears another name from a day on (机构改革); everything else of it stays."""
    with ledger.action() as action:
        return action.append(rename_entry(action.connection, unit, renaming))


def rename_entry(connection: sqlite3.Connection, unit: str, renaming: Renaming) -> Entry:
    """What ``rename_unit`` records; refused as that is, so that what follows can be shown before."""
    records, state = read_state(connection, unit)
    _refuse_merged_away(connection, unit, state)
    name = _plain(renaming.name, "name", "新的简称")
    full = _full_name(renaming.full_name)
    said, former = state.said, list(state.said.get("former", ()))
    if (name, full) == (said["name"], said["full_name"]):
        raise InputRefused("名称没有变化", f"它现在就叫{name}（{full}）", "请写新的名称", field="name")
    _refuse_borne(connection, {full: "full_name", name: "name"}, unit)
    day = not_before_plan(connection, renaming.day, "day", "更名日期").isoformat()
    _refuse_before_last_name(state, day, "更名日期")
    before = {"name": said["name"], "full_name": said["full_name"], "until": day}
    named = {"name": name, "full_name": full}
    body = {**_confirmed(said), **named, "former": _bounded([*former, before], "former", "曾用名")}
    basis = {"basis": required_line(renaming.basis, "basis", "依据")}
    return following(UNIT_SET.name, records, body | basis, day)


def _refuse_before_last_name(state: UnitState, day: str, title: str) -> None:
    former = state.said.get("former", ())
    if former and day <= former[-1]["until"]:
        last = former[-1]["until"]
        raise InputRefused(
            f"{title}不晚于上一次更名",
            f"它自 {last} 起叫{name_of(state)}，填的是 {day}",
            f"请填 {last} 之后的日期",
            field="day",
        )


def merge_units(ledger: Ledger, units: Sequence[str], into: str, day: date, basis: str) -> list[bytes]:
    """Record that units are part of another one from a day on: all of them, or none; one action."""
    with ledger.action() as action:
        entries = merge_entries(action.connection, units, into, day, basis)
        return [action.append(entry) for entry in entries]


def merge_entries(
    connection: sqlite3.Connection, units: Sequence[str], into: str, day: date, basis: str
) -> list[Entry]:
    """What ``merge_units`` records; refused as that is, so that what follows can be shown before."""
    why = required_line(basis, "basis", "依据")
    _, target = read_state(connection, into)
    listed = list(dict.fromkeys(units))
    if into in listed:
        raise InputRefused("单位不能并入自己", f"{name_of(target)}", "请写另一个单位", field="into")
    _refuse_circle(connection, listed, into, target)
    on = not_before_plan(connection, day, "day", "合并日期").isoformat()
    made = list[Entry]()
    for unit in listed:
        records, state = read_state(connection, unit)
        _refuse_merged_away(connection, unit, state)
        _refuse_before_last_name(state, on, "合并日期")
        made.append(following(UNIT_MERGE.name, records, {"unit": unit, "into": into, "basis": why}, on))
    return made


def settle_unit(ledger: Ledger, unit: str, kept: bytes, basis: str) -> bytes:
    """Settle a unit that laptops changed apart: it stands as the record ``kept`` has it."""
    with ledger.action() as action:
        records, state = read_state(action.connection, unit)
        heads = heads_of_part(records)
        if len(heads) < 2:
            raise HuaianError(f"{name_of(state)}没有冲突", "各台电脑记的一致", "不必核定")
        if kept not in heads:
            raise InputRefused("不是冲突的一方", "编号不在冲突的各方之中", "用 huaian-tui unit 单位 查看各方")
        side = next(one for one in records if one.id == kept)
        body = {part: value for part, value in side.body.items() if part not in ("basis", SETTLES)}
        body |= {"basis": required_line(basis, "basis", "依据")}
        sides = {one.kind for one in records if one.id in heads}
        if side.kind == UNIT_SET.name and UNIT_MERGE.name in sides:
            body[STANDS] = True
        return action.append(following(side.kind, records, body, side.occurred_on))


# ---------------------------------------------------------------------- what they share


def _append(action: Action, records: Sequence[FoldRecord], body: dict[str, Any]) -> bytes:
    return action.append(following(UNIT_SET.name, records, body, None))


def _with_readings(change: UnitChange, said: Body) -> UnitChange:
    """Who confirms a unit whose full name is certain confirms the names that are read as it."""
    if not change.confirmed or not said["full_name_certain"]:
        return change
    read = [one["name"] for one in said.get("called", ()) if one["how"] == "assumption"]
    return replace(change, aliases=tuple(dict.fromkeys((*change.aliases, *read))))


def _changed(connection: sqlite3.Connection, said: dict[str, Any], change: UnitChange) -> dict[str, Any]:
    """What a unit is after the change; refuses what cannot be."""
    body = dict(said)
    if change.full_name is not None and (full := _full_name(change.full_name)) != said["full_name"]:
        _refuse_borne(connection, {full: "full_name"}, said["unit"])
        body["full_name"] = full
    if change.full_name is not None or change.confirmed:
        body = _confirmed(body)
    if change.kind is not None:
        if change.kind not in KIND_WORDS:
            raise InputRefused("没有这个类别", change.kind, f"可选：{'、'.join(KIND_WORDS)}", field="kind")
        body["kind"] = change.kind
    if change.note is not None:
        body["note"] = clean_text(change.note, field="note").strip()
    if "note" in body and said["unit"] in taken_readings(connection, change.aliases).values():
        body["note"] = without_assumption(body["note"])
    if called := _called(connection, body, change):
        body["called"] = called
    elif "called" in body:
        del body["called"]
    return _with_members(connection, body, change)


def _confirmed(said: Body) -> dict[str, Any]:
    """The same with a full name that is certain; what the shipped plan remarks of it is settled by that."""
    note = str(said.get("note", "")).replace("全称待核。", "")
    return {**said, "full_name_certain": True} | ({"note": note} if "note" in said else {})


def _called(connection: sqlite3.Connection, said: dict[str, Any], change: UnitChange) -> list[dict[str, Any]]:
    called = list(said.get("called", ()))
    for typed in change.no_aliases:
        gone = required_line(typed, "no_alias", "别名", limit=MOST_NAME)
        kept = [one for one in called if search_key(one["name"]) != search_key(gone)]
        if len(kept) == len(called):
            known = "、".join(one["name"] for one in called) or "没有"
            raise InputRefused(
                f"{said['name']}没有别名{gone}", f"现有：{known}", "请照写要去掉的别名", field="no_alias"
            )
        called = kept
    for typed in change.aliases:
        alias = _plain(typed, "alias", "别名")
        if not taken_readings(connection, [alias]):
            _refuse_borne(connection, {alias: "alias"}, said["unit"])
        called = [one for one in called if not (_same(one, alias) and one["how"] == "assumption")]
        if not any(_same(one, alias) for one in called):
            called.append({"name": alias, "how": "alias"})
    return _bounded(called, "alias", "别名")


def _same(called: Body, name: str) -> bool:
    return search_key(called["name"]) == search_key(name)


def _with_members(connection: sqlite3.Connection, body: dict[str, Any], change: UnitChange) -> dict[str, Any]:
    if not (change.members or change.no_members):
        return body
    if body["kind"] != "group":
        raise InputRefused(
            f"{body['name']}不是集体单位",
            "只有集体单位有成员",
            "先加 --kind group，或改写别的单位",
            field="member",
        )
    members = {one["unit"]: one for one in body.get("members", ())}
    for unit in change.no_members:
        if members.pop(unit, None) is None:
            called = unit_name_on(connection, unit, date.max)[0]
            raise InputRefused(
                f"{called}不是{body['name']}的成员", "", "用 huaian-tui unit 查看成员", field="no_member"
            )
    for unit in change.members:
        check_unit(connection, unit)
        if unit == body["unit"]:
            raise InputRefused("集体单位不能是自己的成员", body["name"], "请写别的单位", field="member")
        members[unit] = {"unit": unit, "certain": True}
    return {**body, "members": _bounded(list(members.values()), "member", "成员")}


def _bounded(listed: list[Any], field: str, title: str) -> list[Any]:
    if len(listed) > MOST_LISTED:
        raise InputRefused(f"{title}太多", f"最多 {MOST_LISTED} 个", "请去掉一些", field=field)
    return listed


def _basis(typed: str) -> dict[str, str]:
    return {"basis": required_line(typed, "basis", "依据")} if typed.strip() else {}


def _full_name(typed: str) -> str:
    return _plain(typed, "full_name", "全称", MOST_FULL_NAME)


def _plain(typed: str, field: str, title: str, limit: int = MOST_NAME) -> str:
    name = required_line(typed, field, title, limit=limit)
    if not is_plain_name(name):
        raise InputRefused(
            f"{title}含有不能用的字符",
            "文件要以单位命名",
            "请去掉斜线、冒号、星号、问号、引号、尖括号、竖线和首尾的点",
            field=field,
        )
    return name


def _refuse_borne(connection: sqlite3.Connection, names: Mapping[str, str], own: str | None) -> None:
    """Refuse a name by which another unit is or was called; ``names``: each with its field."""
    folded = {search_key(name): name for name in names}
    for key, unit in bearers(connection, folded):
        if unit != own:
            typed, now = folded[key], unit_name_on(connection, unit, date.max)[0]
            known = "" if now == typed else f"它是{now}的名称或曾用名；"
            raise InputRefused(
                f"已有单位叫{typed}",
                f"{known}一个名称只能指一个单位",
                f"请换一个名称；要并为一个单位，用单位合并（huaian-tui unit merge … --into {now}）",
                field=names[typed],
            )


def _refuse_merged_away(connection: sqlite3.Connection, unit: str, state: UnitState) -> None:
    if state.merged_into is None:
        return
    into = unit_name_on(connection, state.merged_into, date.max)[0]
    raise HuaianError(
        f"{name_of(state)}已自 {state.merged_on} 起并入{into}",
        "并走的单位不再更改",
        f"请改{into}；并入有误的，先用 huaian-tui unit set {name_of(state)} --stands 恢复",
    )


def _refuse_circle(
    connection: sqlite3.Connection, units: Sequence[str], into: str, target: UnitState
) -> None:
    """Refuse a target that was merged away itself; into one of these units it would make a circle."""
    passed, state = [into], target
    while state.merged_into is not None and state.merged_into not in passed:
        passed.append(state.merged_into)
        _, state = read_state(connection, state.merged_into)
    circle = [unit for unit in passed[1:] if unit in units]
    if circle:
        name = unit_name_on(connection, circle[0], date.max)[0]
        raise InputRefused(
            "并成了一圈",
            f"{name_of(target)}已并入{name}，{name}不能再并入它",
            "请写另一个单位",
            field="into",
        )
    if into not in unit_circles(connection):
        _refuse_merged_away(connection, into, target)
