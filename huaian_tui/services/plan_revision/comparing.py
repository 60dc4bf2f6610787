"""Two texts of a plan, each a file or a plan of the ledger, compared task by task."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huaian_tui.domain.reading.goals import read_goals
from huaian_tui.importing.revisions.changes import Change, changes_between
from huaian_tui.importing.revisions.items import (
    PlanItem,
    dates_of,
    decided_items,
    items_of,
    stored_target,
    stored_targets,
)
from huaian_tui.importing.revisions.matching import Matching, match_tasks
from huaian_tui.ledger.task_keys import SHIPPED_PLAN
from huaian_tui.services.plan_reading import preview_plan
from huaian_tui.store.queries.plan_items import PlanText, read_plan_texts, read_plan_year
from huaian_tui.store.queries.task_refs import find_plan
from huaian_tui.store.queries.unit_names import known_unit_names

KEPT = "kept"
"""The part of a milestone that says: the present text has it no more, it was decided on and stays."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two texts of a plan, which task became which, and what changed from one to the other."""

    old_title: str
    new_title: str
    old: tuple[PlanItem, ...]
    new: tuple[PlanItem, ...]
    matching: Matching
    changes: tuple[Change, ...]


def compare_plans(connection: sqlite3.Connection, old: str, new: str) -> Comparison:
    """What changed between two texts, each a file or the code of a plan of the ledger."""
    both = _is_file(old) and _is_file(new)
    old_title, old_items = _text_of(connection, old, both=both)
    new_title, new_items = _text_of(connection, new, both=both)
    return compared(old_title, new_title, old_items, new_items, match_tasks(old_items, new_items))


def compared(
    old_title: str,
    new_title: str,
    old: Sequence[PlanItem],
    new: Sequence[PlanItem],
    matching: Matching,
) -> Comparison:
    """The comparison of two texts that were matched."""
    changes = changes_between(old, new, matching)
    return Comparison(old_title, new_title, tuple(old), tuple(new), matching, tuple(changes))


def _is_file(typed: str) -> bool:
    path = Path(typed)
    return path.exists() or bool(path.suffix) or "/" in typed


def _text_of(connection: sqlite3.Connection, typed: str, *, both: bool) -> tuple[str, list[PlanItem]]:
    """The title and the tasks of one text; ``both`` are files: everything that they propose is compared."""
    if _is_file(typed):
        path = Path(typed)
        draft = preview_plan(connection, path).draft
        items = items_of(draft) if both else decided_items(draft.tasks, draft.year)
        return draft.title or path.name, items
    plan = find_plan(connection, typed)
    title, year = read_plan_year(connection, plan)
    return title, items_of_plan(connection, plan, year, read_plan_texts(connection, plan))


def items_of_plan(
    connection: sqlite3.Connection, plan: str, year: int | None, texts: Sequence[PlanText]
) -> list[PlanItem]:
    """The tasks of a plan of the ledger as they are compared."""
    names, _ = known_unit_names(connection)
    return [_item(one, place, year, names, plan) for place, one in enumerate(texts)]


def _item(one: PlanText, place: int, year: int | None, names: Mapping[str, str], plan: str) -> PlanItem:
    dates, targets, maybe = _goals(one, year, plan)
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
        maybe,
    )


def _goals(
    one: PlanText, year: int | None, plan: str
) -> tuple[frozenset[str], tuple[str, ...], frozenset[str]]:
    """Dates and targets of a task, and those that it may say as well.

    Of the shipped plan they are as its text says them, as a file of it is read: what is known of it beyond
    its words (a bare year, 推定) is no difference of two texts.
    """
    given = [made for made in one.body.get("milestones", ()) if not made.get(KEPT)]
    dates = frozenset(made.get("every") or made["due"] for made in given if made.get("due"))
    targets = tuple(sorted(word for made in given if (word := _target(made))))
    if plan != SHIPPED_PLAN:
        return dates, targets, frozenset()
    proposals = read_goals(one.text, year=year).proposals
    return frozenset(dates_of(proposals)), stored_targets(proposals), dates.union(targets)


def _target(made: Mapping[str, Any]) -> str:
    """A planned target in the form in which those of a file are compared."""
    operator, value = made.get("operator"), made.get("value")
    if operator is None or value is None:
        return ""
    return stored_target(operator, value, made.get("upper"), made.get("unit") or "")
