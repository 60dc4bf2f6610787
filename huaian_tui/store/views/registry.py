"""All views, in the order in which they are made and described."""

from __future__ import annotations

import sqlite3
from datetime import date

from huaian_tui.store.views.days import DAY, today_view, today_view_of
from huaian_tui.store.views.milestones import (
    DELIVERABLE,
    MILESTONE,
    MILESTONE_ALL,
    READING,
)
from huaian_tui.store.views.model import View
from huaian_tui.store.views.notes import NOTE, NOTE_ALL, NOTE_UNIT, RECORD
from huaian_tui.store.views.papers import NOTICE, NOTICE_UNIT, REPLY, SELF_REPORT
from huaian_tui.store.views.tasks import MATTER, PLAN, TASK, TASK_ALL, TIE
from huaian_tui.store.views.units import (
    GROUP_MEMBER,
    TASK_UNIT,
    UNIT,
    UNIT_HEIR,
    UNIT_NAME,
    UNIT_TASK,
)

VIEWS: tuple[View, ...] = (
    TASK,
    MILESTONE,
    NOTE,
    UNIT,
    PLAN,
    NOTICE,
    SELF_REPORT,
    READING,
    DELIVERABLE,
    RECORD,
    MATTER,
    TIE,
    UNIT_TASK,
    TASK_UNIT,
    NOTE_UNIT,
    NOTICE_UNIT,
    REPLY,
    UNIT_NAME,
    UNIT_HEIR,
    GROUP_MEMBER,
    TASK_ALL,
    MILESTONE_ALL,
    NOTE_ALL,
    DAY,
    today_view(),
)
"""Those that a migration stores in the file."""

VIEW_NAMES = frozenset(view.name for view in VIEWS)


def show_views(connection: sqlite3.Connection, today: date, plan: str | None) -> None:
    """Make them for one connection, by its tables (those of a past day too), for a day and a plan.

    A stored view can only be of the tables of the file and of today; these stand before them.
    """
    for view in (*VIEWS[:-1], today_view_of(today, plan)):
        connection.execute(view.statement(temporary=True))
