"""选方案: the lists show the tasks of one plan, or of all open ones."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from huaian_tui.domain.answers.plans import PlanLine
from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.store.queries.plans import list_plans
from huaian_tui.store.search.filters import Filter, plan_filter
from huaian_tui.tui.forms.find_and_pick import FindDialog
from huaian_tui.tui.forms.open_form import open_dialog, read_then
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.source import ListRow

ALL = "\0all"
COLUMNS: tuple[Column[PlanLine], ...] = (
    Column("代号", lambda plan: plan.code, width=6),
    Column("方案", lambda plan: plan.short, min_width=12),
    Column("任务", lambda plan: str(plan.tasks), width=6, right=True),
    Column("逾期节点", lambda plan: str(plan.overdue or ""), width=8, right=True, priority=2),
    Column("", lambda plan: "已收官" if plan.closed_on else "现用" if plan.current else "", width=6),
)


def open_plan_choice(app: Host, chosen: str | None, then: Callable[[Filter | None], object]) -> None:
    """Ask for a plan, the cursor on the one that is chosen; ``then`` gets the filter, None for all plans."""
    session = app.session

    def read(connection: sqlite3.Connection) -> tuple[list[PlanLine], dict[str, tuple[str, ...]]]:
        from huaian_tui.store.search.vocabulary import plan_words

        plans = list_plans(connection, session.today)
        return plans, {one.id: plan_words(one.short, one.code, one.title) for one in plans}

    def show(found: tuple[list[PlanLine], dict[str, tuple[str, ...]]]) -> None:
        plans, words = found
        ordered = sorted(plans, key=lambda one: one.closed_on is not None)
        rows = [ListRow(ALL, ("", "全部在办方案", "", "", ""))]
        rows += [ListRow(one.id, cells_of(one, COLUMNS)) for one in ordered]
        shorts = {one.id: one.short for one in plans}

        def picked(key: str) -> None:
            if key:
                then(None if key == ALL else plan_filter(key, shorts[key]))

        dialog = FindDialog("看哪个方案", COLUMNS, rows, "个", words, chosen=chosen or ALL)
        open_dialog(app, dialog, picked)

    read_then(app, lambda: session.read(read), show, group="choose-plan")
