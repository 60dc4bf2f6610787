"""``--view``: a listing asked for by the name of a saved view."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import click

from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.invocation import Invocation, say

if TYPE_CHECKING:
    from huaian_tui.domain.answers.unit_lists import UnitRow
    from huaian_tui.domain.rules.lights import Light
    from huaian_tui.domain.words.paces import Pace
    from huaian_tui.domain.words.verdicts import Verdict
    from huaian_tui.services.views import SavedView
    from huaian_tui.store.queries.notes import OnlyNotes
    from huaian_tui.store.search.search_terms import SearchQuery

view_option = click.option(
    "--view", "view_name", metavar="名称", type=LINE, help="终端程序里存的视图；另写的条件一起用"
)


def asked_view(
    invocation: Invocation, connection: sqlite3.Connection, name: str | None, screen: str
) -> SavedView | None:
    """The view of this name for this list, None where none is asked for.

    Its moving days are those of the day that is asked about. A plan or unit of it that is not in the ledger
    is refused; that its plan is closed is said.
    """
    if name is None:
        return None
    # Imported here: listing needs none of it.
    from huaian_tui.domain.errors import NotFound
    from huaian_tui.services.views import find_view, what_is_gone
    from huaian_tui.store.keep.locations import preferences_file
    from huaian_tui.store.search.filters import Facet

    view = find_view(preferences_file(), name, screen).on_day(invocation.today)
    for said in what_is_gone(connection, invocation.today, view):
        if "不在这本台账里" in said:
            raise NotFound(said, "可能是为另一本台账存的", "换一个视图，或用 --db 指定那本台账")
        say(f"{said}。")
    if invocation.every_plan:  # written besides, so it goes before
        return replace(view, filters=tuple(one for one in view.filters if one.facet is not Facet.PLAN))
    return view


def note_view(connection: sqlite3.Connection, today: date, view: SavedView) -> tuple[SearchQuery, OnlyNotes]:
    """What a view of F7 asks of notes; refused where it asks for other records than notes."""
    from huaian_tui.domain.errors import InputRefused
    from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
    from huaian_tui.store.queries.notes import OnlyNotes
    from huaian_tui.store.search.filters import Facet, search_query

    kind = next((one for one in view.filters if one.facet is Facet.KIND and one.value != "note"), None)
    if kind is not None:
        raise InputRefused(
            f"视图“{view.name}”不能用在这里",
            f"它列的是{kind.words}，note list 只列督查记录",
            "在终端程序的记录（F7）里打开它",
        )
    asked, tasks = search_query(view.text, view.filters), None
    if asked.light is not None or asked.conflict:
        of_state = TaskFilter(light=asked.light, conflict=asked.conflict, plan=asked.plan)
        tasks = list(find_tasks(connection, today, of_state))
    return asked, OnlyNotes(asked.method, asked.officer, asked.since, asked.until, tasks)


def viewed_milestones(
    connection: sqlite3.Connection,
    today: date,
    view: SavedView,
    written: tuple[str | None, Light | None, bool, str | None, Pace | None, Verdict | None],
) -> Iterable[str]:
    """The ids that a view lists, in its order; what is written besides goes first."""
    from huaian_tui.store.queries.find_milestones import find_milestones
    from huaian_tui.store.search.list_filters import milestone_filter

    unit, light, conflict, plan, pace, verdict = written
    asked = milestone_filter(view.text, view.filters, finished=view.shape.get("finished", True))
    wanted = replace(
        asked,
        unit=unit or asked.unit,
        light=light or asked.light,
        conflict=conflict or asked.conflict,
        plan=plan or asked.plan,
        pace=pace or asked.pace,
        verdict=verdict or asked.verdict,
    )
    return find_milestones(connection, today, wanted, view.sort)


def viewed_units(
    connection: sqlite3.Connection, today: date, view: SavedView, plan: str | None
) -> list[UnitRow]:
    """The units that a view lists, in its order, counted in ``plan``, else in that of the view."""
    from huaian_tui.domain.text.ordering import by_text
    from huaian_tui.store.queries.units import find_units, list_units

    by_id = {row.id: row for row in list_units(connection, today, plan or view.plan)}
    found = [by_id[match.name] for match in find_units(connection, view.text)]
    said = None if view.sort is None else UNIT_ORDERS.get(view.sort.key)
    if said is None or view.sort is None:
        return found
    return list(by_text(found, said, descending=view.sort.descending))


UNIT_ORDERS: dict[str, Callable[[UnitRow], str]] = {
    "name": lambda unit: unit.name,
    "lead": lambda unit: str(unit.lead_count or ""),
    "support": lambda unit: str(unit.support_count or ""),
    "overdue": lambda unit: str(unit.overdue or ""),
}
"""What the columns of F5 compare when a view sorts by them."""
