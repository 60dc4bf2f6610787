"""An evaluation (督查评价) as JSON: its keys are those of the table of measures."""

from __future__ import annotations

from typing import Any

from huaian_tui.cli.json_forms.values import Form, iso, task_keys
from huaian_tui.domain.evaluation.comparing import ChangedRow, class_word, marks_of
from huaian_tui.domain.evaluation.figures import ByOriginal, Evaluation, EvaluationRow, Figures, Rate
from huaian_tui.domain.evaluation.history import Slip, Standing
from huaian_tui.store.queries.evaluation.behind_figures import Behind
from huaian_tui.store.queries.evaluation.beside import Beside, Change

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


# ---------------------------------------------------------------------- what stands behind a figure


def behind_form(one: Behind) -> Form:
    """One thing that a figure counts, with its records."""
    form: Form = {"milestone": one.milestone, "title": one.title, **task_keys(one.ref)}
    if one.standing is not None:
        form |= _standing_form(one.standing)
    if one.slip is not None:
        form["extension"] = slip_form(one.slip)
    if one.unit is not None:
        form["unit"] = one.unit
    if one.day is not None:
        form |= {"day": iso(one.day), "kept": one.kept}
    return form | {"records": list(one.records)}


def _standing_form(standing: Standing) -> Form:
    return {
        "due": iso(standing.due),
        "original_due": iso(standing.original),
        "assumed": standing.assumed,
        "completed_on": iso(standing.completed),
        "met": standing.met,
        "cancelled_on": iso(standing.cancelled),
        "reopened": standing.reopened,
        "conflict": standing.conflict,
    }


def slip_form(slip: Slip) -> Form:
    """One change of a date."""
    return {
        "from": iso(slip.before),
        "to": iso(slip.after),
        "day": iso(slip.day),
        "extension": slip.is_extension,
        "days": slip.days,
        "after_due": slip.after_due,
        "assumed": slip.assumed,
        "officer": slip.officer,
        "basis": slip.basis,
        "record": slip.record,
    }


def slip_ledger_form(one: Behind) -> Form:
    """A milestone of 延期账 with all changes of its date."""
    slips = () if one.standing is None else one.standing.slips
    return behind_form(one) | {"slips": [slip_form(slip) for slip in slips]}


# ---------------------------------------------------------------------- two side by side


def beside_form(found: Beside) -> Form:
    """Rows with the figures that differ, and the milestones that make them differ."""
    return {
        "rows": [_changed_row_form(row) for row in found.rows],
        "changes": [_change_form(one) for one in found.changes],
    }


def _changed_row_form(row: ChangedRow) -> Form:
    return {
        "key": row.key,
        "name": row.name,
        "role": row.role,
        "then": None if row.then is None else figures_form(row.then.figures),
        "now": None if row.now is None else figures_form(row.now.figures),
        "changed": {key: [_plain(then), _plain(now)] for key, then, now in row.differing()},
    }


def _plain(value: int | Rate | None) -> int | str | None:
    return value.text if isinstance(value, Rate) else value


def _change_form(one: Change) -> Form:
    return behind_form(one.stands) | {
        "then": {"word": class_word(one.then), "counts_in": marks_of(one.then)},
        "now": {"word": class_word(one.now), "counts_in": marks_of(one.now)},
        "records": list(one.records),
    }
