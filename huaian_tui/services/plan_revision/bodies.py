"""The bodies of the tasks of a revision, and the units that enter with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from huaian_tui.domain.errors import InputRefused
from huaian_tui.services.entering import Entering
from huaian_tui.services.plan_import.accepting import keep_choices, task_draft
from huaian_tui.services.plan_import.entering_units import unit_entries
from huaian_tui.services.plan_revision.previewing import RevisionPreview, written_places
from huaian_tui.store.engine.append import Action


class RevisedBodies:
    """Makes the bodies of the tasks of one revision; units enter first."""

    def __init__(self, action: Action, made: RevisionPreview, today: date) -> None:
        self._made = made
        preview = made.preview
        self._tasks = preview.tasks
        tasks = [self._tasks[at] for at in written_places(made.comparison)]
        named = {one.name for task in tasks for one in (*task.lead, *task.support) if not one.unit}
        new = tuple(one for one in preview.new_units if one.name in named)
        entries = unit_entries(action.connection, replace(preview, new_units=new))
        action.append_all(entries)
        keep_choices(action, preview)
        action.fold()
        self.new_units = tuple(str(one.body["unit"]) for one in entries)
        self._entering = Entering(action.connection, made.plan.id, today, needs_lead=False)

    def body(self, at: int, number: int, place: int) -> dict[str, Any]:
        """What a record says of a task of the new text at a place of the plan."""
        preview = self._made.preview
        task = self._tasks[at]
        try:
            return self._entering.body(number, task_draft(preview, preview.taken[at]), place)
        except InputRefused as refused:
            named = f"第{task.no}项" if task.no else task.where
            raise InputRefused(
                f"{named}不能写入：{refused.title}", refused.message, refused.way_out, field=refused.field
            ) from None
