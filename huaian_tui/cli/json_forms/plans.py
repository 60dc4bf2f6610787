"""A plan as JSON, as every command that gives one writes it."""

from __future__ import annotations

from huaian_tui.cli.json_forms.values import Form, iso
from huaian_tui.domain.answers.plans import PlanLine


def plan_form(row: PlanLine) -> Form:
    """A plan in a list."""
    return {
        "code": row.code,
        "title": row.title,
        "short": row.short,
        "stage": row.stage,
        "start": iso(row.start),
        "horizon": iso(row.horizon),
        "tasks": row.tasks,
        "open_milestones": row.open_milestones,
        "overdue": row.overdue,
        "closed_on": iso(row.closed_on),
        "current": row.current,
        "id": row.id,
        "kind": row.kind,
        "code_shared": row.shared,
    }
