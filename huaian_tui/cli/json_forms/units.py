"""The JSON of a unit. Scripts ask for it in loops: it loads nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from huaian_tui.cli.json_forms.values import Form
from huaian_tui.domain.answers.units import Confirmation, Contact, UnitDetail, UnitTask
from huaian_tui.ledger.identity import format_id

if TYPE_CHECKING:
    from huaian_tui.domain.answers.unit_lists import UnitFollows


def _shown(unit: UnitDetail, number: int) -> int | str:
    return _number(unit.printed.get(number, str(number)))


def _task(task: UnitTask) -> Form:
    return {
        "id": f"{task.plan}/{task.no}",
        "plan": task.code,
        "no": _number(task.printed),
        "text": task.text,
        "role": task.role,
        "light": task.light,
    }


def _number(printed: str) -> int | str:
    return int(printed) if printed.isascii() and printed.isdecimal() else printed


def unit_form(unit: UnitDetail) -> Form:
    """A unit: rows that it leads and supports, rows through groups, its tasks by light, its names.

    Each name holds from its day to before ``until``; null has no bound.
    """
    return {
        "name": unit.name,
        "full_name": unit.full_name,
        "lead": [_shown(unit, number) for number in unit.lead],
        "support": [_shown(unit, number) for number in unit.support],
        "via_group": [
            {"no": _shown(unit, one.task_no), "group": one.group, "role": one.role, "certain": one.certain}
            for one in unit.via_group
        ],
        "counts": dict(unit.counts),
        "tasks": [_task(one) for one in unit.tasks],
        "id": unit.id,
        "names": [
            {"name": one.name, "full_name": one.full_name, "from": _iso(one.since), "until": _iso(one.until)}
            for one in unit.names
        ],
        "merged_into": unit.merged.name if unit.merged else None,
        "merged_on": _iso(unit.merged.day) if unit.merged else None,
        "merged": [{"name": one.name, "from": _iso(one.day)} for one in unit.absorbed],
        "conflict": [
            {"record": one.record_id.hex(), "officer": one.officer, "at": one.recorded_at, "says": one.says}
            for one in unit.sides
        ],
        "full_name_certain": unit.full_name_certain,
        "full_name_confirmed": confirmation_form(unit.confirmed),
    }


def confirmation_form(confirmed: Confirmation | None) -> Form | None:
    """The day on which something was confirmed, and on what basis; null where it was not."""
    return None if confirmed is None else {"on": confirmed.day.isoformat(), "basis": confirmed.basis}


def contact_forms(contacts: Sequence[Contact]) -> Form:
    """The key ``contacts``: who answers at a unit and who did, each from its day to before ``until``."""
    return {
        "contacts": [
            {
                "person": one.person,
                "post": one.post,
                "phone": one.phone,
                "from": _iso(one.since),
                "until": _iso(one.until),
                "unit": one.unit_name,
                "id": format_id(one.record_id),
            }
            for one in contacts
        ]
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def follows_form(follows: UnitFollows) -> Form:
    """What hangs on a unit before it changes: tasks by plan, notices, days of forms that are out."""
    return {
        "plans": [
            {
                "plan": one.plan,
                "lead": one.lead,
                "support": one.support,
                "through_groups": one.through_groups,
                "tasks": list(one.told),
            }
            for one in follows.plans
        ],
        "drafts": list(follows.drafts),
        "waiting": list(follows.waiting),
        "forms": [one.isoformat() for one in follows.forms],
    }
