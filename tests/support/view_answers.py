"""What a question in SQL answers beside what the listings say: both must be the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from support.cli import Program

LISTED_TASK = (
    "id, no, plan, plan_title, level1, level2, text, light, next_due, overdue_days, conflict, "
    "lead, support, lead_now, support_now"
)
LISTED_MILESTONE = (
    "id, task_no, task_id, plan, title, phrase, basis, due, assumed, light, overdue_days, completed_on, "
    "conflict"
)
_TARGET = {
    "operator": "operator",
    "value": "target",
    "upper": "upper",
    "unit": "target_unit",
    "cumulative": "cumulative",
    "inferred": "inferred",
    "text": "target_text",
}

_OF_TARGET = ", ".join(f"CASE WHEN operator NOTNULL THEN {one} END AS of_{one}" for one in _TARGET.values())


def differences(program: Program, *options: str) -> dict[str, Any]:
    """Listing → rows that only it has and rows that only the view has; ``options``: --as-of, --plan."""
    found = {
        "tasks": (_tasks(program, options), _asked(program, options, f"SELECT {LISTED_TASK} FROM v_task")),
        "milestones": (
            _milestones(program, options),
            _asked(program, options, f"SELECT {LISTED_MILESTONE}, {_OF_TARGET} FROM v_milestone"),
        ),
        "overdue": (
            {(one["id"], one["overdue_days"]) for one in program.json(*options, "overdue")},
            _asked(program, options, "SELECT id, overdue_days FROM v_milestone WHERE light = 'overdue'"),
        ),
        "cancelled": (
            {(one["id"],) for one in program.json(*options, "milestone", "list", "--cancelled")},
            _asked(program, options, "SELECT id FROM v_milestone_all WHERE listed AND status = 'cancelled'"),
        ),
        "notes": (
            _rows(program.json(*options, "note", "list"), _NOTE),
            _asked(program, options, f"SELECT {', '.join(_NOTE.values())} FROM v_note"),
        ),
        "notices": (
            _rows(program.json(*options, "notice", "list", "--state", "all"), _NOTICE),
            _asked(program, options, f"SELECT {', '.join(_NOTICE.values())} FROM v_notice"),
        ),
    }
    if "--plan" in options:  # of all plans, whatever is named
        del found["notices"]
    else:
        found |= _of_the_whole(program, options)
    return {
        name: (listed - viewed, viewed - listed)
        for name, (listed, viewed) in found.items()
        if listed != viewed
    }


_NOTE = {
    "id": "id", "task_no": "task_no", "task_id": "task_id", "plan": "plan", "text": "text",
    "officer": "officer", "date": "day", "units": "units", "method": "method", "problem": "problem",
    "requirement": "requirement", "follow_up": "follow_up", "corrected": "corrected",
    "recorded_at": "recorded_at",
}  # fmt: skip
_NOTICE = {
    "id": "id", "kind": "kind", "number": "number", "title": "title", "state": "state", "units": "units",
    "issued_on": "issued_on", "reply_due": "reply_due", "drafted_on": "drafted_on", "officer": "officer",
}  # fmt: skip
_PLAN = {
    key: key
    for key in (
        "code", "title", "short", "stage", "start", "horizon", "tasks", "open_milestones", "overdue",
        "closed_on", "current", "id", "kind",
    )
}  # fmt: skip
_REPORT = {
    "id": "id", "state": "state", "unit": "name", "task_id": "task_id", "milestone": "milestone",
    "received_on": "day", "progress": "progress", "finished": "finished", "finished_on": "finished_on",
    "value": "value", "problem": "problem", "next_step": "next_step", "decided_on": "decided_on",
}  # fmt: skip
_READING = {
    "id": "id", "milestone": "milestone", "date": "day", "value": "value", "met": "met", "officer": "officer"
}  # fmt: skip
"""Key of the listing → column of the view."""


def _of_the_whole(program: Program, options: tuple[str, ...]) -> dict[str, tuple[set[Any], set[Any]]]:
    units = program.json(*options, "units")
    measured = program.json(*options, "query", "SELECT DISTINCT task_id FROM v_reading ORDER BY 1")
    listed = [one["id"] for one in program.json(*options, "tasks")]
    tasks = {one["task_id"] for one in measured}.intersection(listed).union(listed[:3])
    readings = [one for task in sorted(tasks) for one in program.json(*options, "task", task)["readings"]]
    return {
        "plans": (
            _rows(program.json(*options, "plan", "list"), _PLAN),
            _asked(program, options, f"SELECT {', '.join(_PLAN.values())} FROM v_plan"),
        ),
        "reports": (
            _rows(program.json(*options, "feedback", "list", "--state", "all"), _REPORT),
            _asked(program, options, f"SELECT {', '.join(_REPORT.values())} FROM v_self_report"),
        ),
        "readings": (
            _rows(readings, _READING),
            _asked(
                program,
                options,
                f"SELECT {', '.join(_READING.values())} FROM v_reading "
                "WHERE task_key IN (SELECT task_key FROM v_task)",
            ),
        ),
        "units": (
            {(one["id"], one["name"], one["full_name"], one["merged_on"]) for one in units},
            _asked(program, options, "SELECT id, name, full_name, merged_on FROM v_unit"),
        ),
        "tasks of units": (
            {(unit["id"], task["id"], task["light"]) for unit in units for task in unit["tasks"]},
            _asked(
                program,
                options,
                "SELECT DISTINCT x.unit, t.id, t.light FROM v_unit_task AS x "
                "JOIN v_task AS t ON t.task_key = x.task_key WHERE x.certain",
            ),
        ),
        "late of units": (
            {(one["id"], *(one["counts"].get(light, 0) for light in _LATE)) for one in units},
            _asked(program, options, f"SELECT id, {', '.join(_LATE)} FROM v_unit"),
        ),
    }


_LATE = ("overdue", "due_soon", "behind")


def _asked(program: Program, options: tuple[str, ...], statement: str) -> set[Any]:
    rows = program.json(*options, "query", statement)
    found = {tuple(row.values()) for row in rows}
    assert len(found) == len(rows), statement
    return found


def _rows(listed: Iterable[Mapping[str, Any]], keys: Mapping[str, str]) -> set[Any]:
    return {tuple(_cell(one[key]) for key in keys) for one in listed}


def _cell(value: Any) -> Any:
    """A value as a view has it: yes and no as numbers, several in one text."""
    if isinstance(value, bool):
        return int(value)
    return "、".join(value) if isinstance(value, list) else value


def _tasks(program: Program, options: tuple[str, ...]) -> set[Any]:
    keys = {key.strip(): "" for key in LISTED_TASK.split(",")}
    return _rows(program.json(*options, "tasks"), keys)


def _milestones(program: Program, options: tuple[str, ...]) -> set[Any]:
    keys = [key.strip() for key in LISTED_MILESTONE.split(",")]
    return {
        tuple(_cell(one[key]) for key in keys)
        + tuple(_cell(None if one["target"] is None else one["target"][key]) for key in _TARGET)
        for one in program.json(*options, "milestone", "list")
    }
