"""Recording forecasts, so that they can be scored: on request, at most once a milestone and month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.store.engine.append import Action, Ledger
from huaian_tui.store.queries.forecasts import Foreseen, forecast_in_month, foresee


class RecordedForecasts(NamedTuple):
    """What was recorded, what had been in this month already, and of what nothing could be said."""

    made: tuple[Foreseen, ...]
    before: tuple[Foreseen, ...]
    unknown: tuple[Foreseen, ...]


def record_forecasts(ledger: Ledger, milestones: Sequence[str], today: date) -> RecordedForecasts:
    """Record what is expected of these milestones."""
    with ledger.action() as action:
        return record_within(action, milestones, today)


def record_within(action: Action, milestones: Sequence[str], today: date) -> RecordedForecasts:
    """The same as a part of another user action."""
    known = forecast_in_month(action.connection, today)
    made, before, unknown = list[Foreseen](), list[Foreseen](), list[Foreseen]()
    for one in foresee(action.connection, today, milestones):
        if one.forecast.likelihood is None:
            unknown.append(one)
        elif one.milestone in known:
            before.append(one)
        else:
            made.append(one)
            action.append(_entry(one, today))
    return RecordedForecasts(tuple(made), tuple(before), tuple(unknown))


def _entry(one: Foreseen, today: date) -> Entry:
    said = one.forecast
    body: dict[str, Any] = {
        "forecast_of": one.milestone,
        "due": one.due.isoformat(),
        "likelihood": round(said.likelihood or 0.0, 4),
        "base": round(said.base or 0.0, 4),
        "verdict": said.verdict.value,
        "reasons": [reason.value for reason in said.reasons],
        "alike": said.alike,
        "alike_late": said.alike_late,
        "cases": said.cases,
    }
    return Entry(RecordKind.FORECAST, body, occurred_on=today.isoformat(), plan=one.ref.plan)
