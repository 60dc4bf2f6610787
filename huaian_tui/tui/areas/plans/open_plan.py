"""The open plan in which something is entered, read with what a form over it needs."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import NamedTuple

from huaian_tui.domain.answers.plans import PlanLine
from huaian_tui.domain.errors import HuaianError
from huaian_tui.store.queries.plans import read_plan_line
from huaian_tui.store.queries.task_refs import read_current_plan
from huaian_tui.tui.forms.open_form import read_then, with_officer
from huaian_tui.tui.forms.unit_names import UnitNames
from huaian_tui.tui.frame.host import Host


class PlanToFill(NamedTuple):
    """An open plan in which something is entered, and the names of units."""

    line: PlanLine
    names: UnitNames


def with_open_plan(app: Host, plan: str | None, then: Callable[[PlanToFill], object]) -> None:
    """Know who writes, read the plan (None: the current one); a closed one is refused."""
    session = app.session

    def read(connection: sqlite3.Connection) -> PlanToFill:
        wanted = plan or read_current_plan(connection)
        names = UnitNames(connection, session.today)
        return PlanToFill(read_plan_line(connection, session.today, wanted), names)

    def show(found: PlanToFill) -> None:
        if found.line.closed_on is not None:
            told = f"{found.line.code} 于 {found.line.closed_on} 收官"
            raise HuaianError("方案已收官，不能再写", told, "先在「方案」里重新启用")
        then(found)

    with_officer(app, lambda: read_then(app, lambda: session.read(read), show))
