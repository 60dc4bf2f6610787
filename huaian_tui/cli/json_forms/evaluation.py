"""An evaluation (督查评价) as JSON: its keys are those of the table of measures."""

from __future__ import annotations

from typing import Any

from huaian_tui.cli.json_forms.values import Form, iso
from huaian_tui.domain.evaluation.figures import ByOriginal, Evaluation, EvaluationRow, Figures, Rate

_OFFICE = ("followups_due", "followups_kept")


def evaluation_head(evaluation: Evaluation) -> Form:
    """What an evaluation is of, without its rows."""
    period = evaluation.period
    return {
        "as_of": iso(evaluation.as_of),
        "period": [iso(period.first), iso(period.last)],
        "period_title": period.title,
        "by": evaluation.by,
    }


def evaluation_form(evaluation: Evaluation) -> Form:
    """The whole of it."""
    return evaluation_head(evaluation) | {"rows": [row_form(row) for row in evaluation.rows]}


def row_form(row: EvaluationRow) -> Form:
    """One row with all its measures."""
    head = {"key": row.key, "name": row.name, "role": row.role}
    return head | dict(row.more) | figures_form(row.figures) | {"former": list(row.former)}


def figures_form(figures: Figures) -> Form:
    """All measures; the office's own visits only where they are counted (rows of plans)."""
    form: Form = {}
    for name in Figures.__dataclass_fields__:
        value: Any = getattr(figures, name)
        if isinstance(value, ByOriginal):
            form[name] = _original_form(value)
        elif value is not None or name not in _OFFICE:
            form[name] = value
        if name == "no_value":
            form |= _rate("on_time_rate", figures.on_time_rate) | _rate("strict_rate", figures.strict_rate)
    return form


def _original_form(first: ByOriginal) -> Form:
    form: Form = {name: getattr(first, name) for name in ByOriginal.__dataclass_fields__}
    return form | _rate("on_time_rate", first.on_time_rate)


def _rate(name: str, rate: Rate) -> Form:
    return {name: rate.text, f"{name}_value": rate.value}
