"""The JSON of a unit. Scripts ask for it in loops: it loads nothing else."""

from __future__ import annotations

from huaian_tui.cli.json_forms.values import Form
from huaian_tui.domain.answers.units import UnitDetail


def unit_form(unit: UnitDetail) -> Form:
    """A unit: rows that it leads and supports, rows through groups, its tasks by light."""
    return {
        "name": unit.name,
        "full_name": unit.full_name,
        "lead": list(unit.lead),
        "support": list(unit.support),
        "via_group": [
            {"no": one.task_no, "group": one.group, "role": one.role, "certain": one.certain}
            for one in unit.via_group
        ],
        "counts": dict(unit.counts),
    }
