"""Writing the shipped plan into a new ledger: the rows of its tables, their seal, the first projections."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.store.engine import fold
from huaian_tui.store.engine.seal import seal_reference
from huaian_tui.store.search.name_index import rebuild_names

if TYPE_CHECKING:
    from huaian_tui.domain.plan_data import MilestoneSeed, PlanSeed, Seed, TaskSeed, UnitSeed


def write_seed(connection: sqlite3.Connection, seed: Seed) -> None:
    """Fill the reference tables and fold the first projections, inside the caller's transaction."""
    from sqlite_utils import Database

    database = Database(connection, execute_plugins=False)
    for table, rows in _reference_rows(seed):
        # Inside BEGIN IMMEDIATE its batches nest as savepoints and commit nothing by themselves.
        database.table(table).insert_all(rows)
    seal_reference(connection)
    fold.rebuild(connection)
    rebuild_names(connection)


def _reference_rows(seed: Seed) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """Table by table in the order that foreign keys ask for."""
    yield "plan", iter([_plan_row(seed.plan)])
    yield "unit", (_unit_row(unit) for unit in seed.units)
    yield "unit_key", _unit_keys(seed)
    yield "group_member", _members(seed.units)
    members = {unit.name: [one.unit for one in unit.members if one.certain] for unit in seed.units}
    yield "task", (_task_row(task, seed.plan.id, members) for task in seed.tasks)
    yield "task_unit", _task_units(seed.tasks)
    yield "planned_milestone", _planned_milestones(seed)
    yield "duty", _duties(seed)
    yield (
        "deliverable",
        (one.model_dump(include={"id", "task_no", "title", "phrase"}) for one in seed.deliverables),
    )
    yield "remark", _remarks(seed)
    yield "remark_row", _remark_rows(seed)


def _plan_row(plan: PlanSeed) -> dict[str, Any]:
    return {
        "id": plan.id,
        "title": plan.title,
        "stage": plan.stage,
        "supervisor": plan.supervisor,
        "start_day": plan.start.day.isoformat(),
        "start_basis": plan.start.basis,
        "horizon_day": plan.horizon.day.isoformat(),
        "horizon_phrase": plan.horizon.phrase,
        "horizon_basis": plan.horizon.basis,
    }


def _unit_row(unit: UnitSeed) -> dict[str, Any]:
    row = unit.model_dump(include={"name", "full_name", "full_name_certain", "kind", "open", "note"})
    return row | {"full_name_certain": int(unit.full_name_certain), "open": int(unit.open)}


def _members(units: tuple[UnitSeed, ...]) -> Iterator[dict[str, Any]]:
    for group in units:
        for member in group.members:
            yield {"group_name": group.name, "unit": member.unit, "certain": int(member.certain)}


def _task_row(task: TaskSeed, plan: str, members: dict[str, list[str]]) -> dict[str, Any]:
    """A row of the table; its search key also names the certain members of its groups (涟水县)."""
    from huaian_tui.domain.text.pinyin import search_spelling

    named = [slot.unit for slot in (*task.lead, *task.support)]
    units = "、".join([*named, *(member for unit in named for member in members[unit])])
    words = " ".join((task.level1, task.level2, task.text, task.lead_raw, task.support_raw, units))
    return {
        "no": task.no,
        "plan": plan,
        "level1": task.level1,
        "level2": task.level2,
        "text": task.text,
        "lead_raw": task.lead_raw,
        "support_raw": task.support_raw,
        "section": task.place.section,
        "article": task.place.article,
        "article_no": task.place.article_no,
        "search_key": f"{search_key(words)} {search_spelling(task.level2)} {search_spelling(units)} "
        f"{search_spelling(task.text)}",
    }


def _task_units(tasks: tuple[TaskSeed, ...]) -> Iterator[dict[str, Any]]:
    for task in tasks:
        for role, slots in (("lead", task.lead), ("support", task.support)):
            for position, slot in enumerate(slots):
                yield {
                    "task_no": task.no,
                    "role": role,
                    "position": position,
                    "raw": slot.name,
                    "unit": slot.unit,
                    "open": int(slot.open),
                    "assumption": slot.assumption or "",
                }


def _planned_milestones(seed: Seed) -> Iterator[dict[str, Any]]:
    for milestone in seed.milestones:
        if milestone.recurrence is None:
            yield _planned_milestone(
                milestone, milestone.id, milestone.title, milestone.due, milestone.assumed
            )
            continue
        for due in _yearly(seed.plan):
            yield _planned_milestone(
                milestone, f"{milestone.id}-{due.year}", f"{due.year}年{milestone.title}", due, True
            )


def _yearly(plan: PlanSeed) -> Iterator[date]:
    """One occurrence a year while the plan runs, at the year's end (the assumption for a bare year)."""
    from dateutil.rrule import YEARLY, rrule

    starts = rrule(YEARLY, dtstart=date(plan.start.day.year, 12, 31), until=plan.horizon.day)
    return (moment.date() for moment in starts)


def _planned_milestone(
    milestone: MilestoneSeed, identity: str, title: str, due: date | None, assumed: bool
) -> dict[str, Any]:
    target = milestone.target
    return {
        "id": identity,
        "task_no": milestone.task_no,
        "title": title,
        "phrase": milestone.phrase,
        "basis": milestone.basis,
        "due": due.isoformat() if due else None,
        "assumed": int(assumed),
        "stretch": int(milestone.stretch),
        "operator": target.operator if target else None,
        "value": target.value if target else None,
        "upper": target.upper if target else None,
        "unit": target.unit if target else None,
        "cumulative": int(target.cumulative) if target else 0,
        "inferred": int(target.inferred) if target else 0,
        "target_text": target.text if target else None,
    }


def _duties(seed: Seed) -> Iterator[dict[str, Any]]:
    for position, duty in enumerate(seed.duties):
        yield {"task_no": duty.task_no, "position": position, "phrase": duty.phrase, "kind": duty.kind}


def _remarks(seed: Seed) -> Iterator[dict[str, Any]]:
    for number, remark in enumerate(seed.remarks, start=1):
        yield {"id": number, "place": remark.where, "text": remark.text, "treatment": remark.treatment}


def _remark_rows(seed: Seed) -> Iterator[dict[str, Any]]:
    for number, remark in enumerate(seed.remarks, start=1):
        for row in remark.rows:
            yield {"remark": number, "task_no": row}


def _unit_keys(seed: Seed) -> Iterator[dict[str, Any]]:
    """Every text by which a unit can be asked for, once each."""
    keys: dict[tuple[str, str, str], str] = {}
    for unit in seed.units:
        for name, how, remark in _unit_names(unit, seed.tasks):
            for variant in _variants(name):
                keys.setdefault((search_key(variant), unit.name, how), remark)
                for full, initials in _spelled(variant, how):
                    keys.setdefault((search_key(full), unit.name, "pinyin"), remark)
                    keys.setdefault((search_key(initials), unit.name, "initials"), remark)
    for (key, name, how), remark in keys.items():
        yield {"key": key, "unit": name, "how": how, "remark": remark}


def _unit_names(unit: UnitSeed, tasks: tuple[TaskSeed, ...]) -> Iterator[tuple[str, str, str]]:
    """(name, how, remark) of a unit: its own names, aliases, former names, and what the table calls it."""
    yield unit.name, "name", ""
    yield unit.full_name, "full_name", ""
    for alias in unit.aliases:
        yield alias, "alias", ""
    for former in unit.former_names:
        yield former.name, "former", f"“{former.name}”按“{unit.name}”理解：{former.note}"
    for task in tasks:
        for slot in (*task.lead, *task.support):
            if slot.unit == unit.name and slot.name != unit.name:
                remark = f"“{slot.name}”按“{unit.name}”理解：{slot.assumption}"
                yield slot.name, "assumption", remark


_PREFIXES = ("中共淮安市委", "淮安市人民政府", "淮安市", "市委", "市")


def _variants(name: str) -> Iterator[str]:
    """The name, and without the prefix that people leave out (市财政局 → 财政局)."""
    yield name
    for prefix in _PREFIXES:
        rest = name.removeprefix(prefix)
        if rest != name and len(rest) >= 3:
            yield rest


def _spelled(name: str, how: str) -> set[tuple[str, str]]:
    """Spellings of a name; a long full name is not typed by initials, nor a former or mistaken one."""
    from huaian_tui.domain.text.pinyin import spellings

    return spellings(name) if how in ("name", "alias") else set()
