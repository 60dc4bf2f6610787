"""``--view``: a listing asked for by the name of a saved view."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import click

from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.invocation import Invocation, say

if TYPE_CHECKING:
    from huaian_tui.domain.rules.lights import Light
    from huaian_tui.domain.words.paces import Pace
    from huaian_tui.services.views import SavedView
    from huaian_tui.store.search.search_terms import SearchQuery

view_option = click.option(
    "--view", "view_name", metavar="名称", type=LINE, help="终端程序里存的视图；另写的条件一起用"
)


def asked_view(
    invocation: Invocation, connection: sqlite3.Connection, name: str | None, screen: str
) -> SavedView | None:
    """The view of this name for this list, None where none is asked for.

    A plan or unit of it that is not in the ledger is refused; that its plan is closed is said.
    """
    if name is None:
        return None
    # Imported here: listing needs none of it.
    from huaian_tui.domain.errors import NotFound
    from huaian_tui.services.views import find_view, what_is_gone
    from huaian_tui.store.keep.locations import preferences_file

    view = find_view(preferences_file(), name, screen)
    for said in what_is_gone(connection, invocation.today, view):
        if "不在这本台账里" in said:
            raise NotFound(said, "可能是为另一本台账存的", "换一个视图，或用 --db 指定那本台账")
        say(f"{said}。")
    return view


def note_view(view: SavedView) -> SearchQuery:
    """What a view of F7 asks of notes; refused where it asks for what ``note list`` does not know."""
    from huaian_tui.domain.errors import InputRefused
    from huaian_tui.store.search.filters import Facet, search_query

    known = {Facet.UNIT, Facet.PLAN}
    others = [
        one.facet.label
        for one in view.filters
        if one.facet not in known and (one.facet, one.value) != (Facet.KIND, "note")
    ]
    if others:
        raise InputRefused(
            f"视图“{view.name}”不能用在这里",
            f"note list 没有{'、'.join(others)}这些条件",
            "在终端程序的记录（F7）里打开它",
        )
    return search_query(view.text, view.filters)


def viewed_milestones(
    connection: sqlite3.Connection,
    today: date,
    view: SavedView,
    written: tuple[str | None, Light | None, bool, str | None, Pace | None],
) -> Iterable[str]:
    """The ids that a view lists, in its order; what is written besides goes first."""
    from dataclasses import replace

    from huaian_tui.store.queries.find_milestones import find_milestones
    from huaian_tui.store.search.list_filters import milestone_filter

    unit, light, conflict, plan, pace = written
    asked = milestone_filter(view.text, view.filters, finished=view.shape.get("finished", True))
    wanted = replace(
        asked,
        unit=unit or asked.unit,
        light=light or asked.light,
        conflict=conflict or asked.conflict,
        plan=plan or asked.plan,
        pace=pace or asked.pace,
    )
    return find_milestones(connection, today, wanted, view.sort)
