"""Reading plans from files against the units of the ledger; nothing is written."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from huaian_tui.domain.reading.goals import read_goals
from huaian_tui.domain.rules.targets import format_number
from huaian_tui.importing.plan_files.minutes import Minutes
from huaian_tui.importing.plan_files.plan_file import (
    PlanFile,
    PlanReading,
    read_minutes_file,
    read_pasted_plan,
    read_plan_file,
)
from huaian_tui.importing.revisions.changes import Change, changes_between
from huaian_tui.importing.revisions.items import PlanItem, items_of
from huaian_tui.ledger.task_keys import SHIPPED_PLAN
from huaian_tui.store.queries.plan_items import PlanText, read_plan_texts, read_plan_year
from huaian_tui.store.queries.task_refs import find_plan
from huaian_tui.store.queries.unit_names import known_unit_names


def preview_plan(
    connection: sqlite3.Connection,
    path: Path,
    *,
    title: str = "",
    year: int | None = None,
    stage: str | None = None,
) -> PlanFile:
    """What a file gives, its units matched with those of the ledger."""
    names, shown = known_unit_names(connection)
    return read_plan_file(path, PlanReading(names, shown, title=title, year=year, stage=stage))


def preview_minutes(connection: sqlite3.Connection, path: Path) -> Minutes:
    """The matters that the minutes of a meeting give, to be ticked; their day and number are the source."""
    names, shown = known_unit_names(connection)
    return read_minutes_file(path, PlanReading(names, shown))[1]


def preview_pasted(connection: sqlite3.Connection, text: str) -> PlanFile:
    """What pasted text gives."""
    names, shown = known_unit_names(connection)
    return read_pasted_plan(text, PlanReading(names, shown))


# ---------------------------------------------------------------------- two texts of a plan


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two texts of a plan and what changed from one to the other."""

    old_title: str
    new_title: str
    old: tuple[PlanItem, ...]
    new: tuple[PlanItem, ...]
    changes: tuple[Change, ...]


def compare_plans(connection: sqlite3.Connection, old: str, new: str) -> Comparison:
    """What changed between two texts, each a file or the code of a plan of the ledger."""
    old_title, old_items = _text_of(connection, old)
    new_title, new_items = _text_of(connection, new)
    changes = changes_between(old_items, new_items)
    return Comparison(old_title, new_title, tuple(old_items), tuple(new_items), tuple(changes))


def _text_of(connection: sqlite3.Connection, typed: str) -> tuple[str, list[PlanItem]]:
    path = Path(typed)
    if path.exists() or path.suffix or "/" in typed:
        draft = preview_plan(connection, path).draft
        return draft.title or path.name, items_of(draft)
    plan = find_plan(connection, typed)
    title, year = read_plan_year(connection, plan)
    texts = read_plan_texts(connection, plan)
    names, _ = known_unit_names(connection)
    return title, [_item(one, place, year, names, plan) for place, one in enumerate(texts)]


def _item(one: PlanText, place: int, year: int | None, names: dict[str, str], plan: str) -> PlanItem:
    dates, targets = _goals(one, year, plan)
    return PlanItem(
        one.printed or None,
        one.level1,
        one.level2,
        one.text,
        {names.get(unit, unit): raw for unit, raw in one.lead},
        {names.get(unit, unit): raw for unit, raw in one.support},
        dates,
        targets,
        place,
        f"第{one.printed}项" if one.printed else f"第{place + 1}行",
        year,
        one.key,
    )


def _goals(one: PlanText, year: int | None, plan: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Dates and targets of a task; of the shipped plan as its text says them, as a file of it is read.

    What is known of the shipped plan beyond its words (a bare year, 推定) is no difference of two texts.
    """
    if plan == SHIPPED_PLAN:
        proposals = read_goals(one.text, year=year).proposals
        dates = {made.due.isoformat() for made in proposals if made.due is not None}
        dates |= {made.recurrence for made in proposals if made.recurrence}
        return frozenset(dates), tuple(sorted(made.target for made in proposals if made.target))
    dates = {due for _, due, *_ in one.planned if due}
    targets = [_target(operator, value, upper, unit) for _, _, operator, value, upper, unit in one.planned]
    return frozenset(dates), tuple(sorted(word for word in targets if word))


def _target(operator: str | None, value: float | None, upper: float | None, unit: str | None) -> str:
    if operator is None or value is None:
        return ""
    number = format_number(value) + (f"-{format_number(upper)}" if upper is not None else "")
    return f"{'' if operator == 'range' else operator}{number} {unit or ''}".strip()
