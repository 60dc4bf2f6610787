"""Recording forecasts, so that they can be scored: on request, or with the issued paper that states them.

At most one of a milestone and month; looking records none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from huaian_tui.domain.words.verdicts import Verdict
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.store.engine.append import Action, Ledger
from huaian_tui.store.queries.forecasts import Foreseen, forecast_in_month, foresee

Stated = Mapping[str, tuple[Verdict, date | None]]
"""What a paper says of milestones, by their ids: the word, and the date that it is about."""


class RecordedForecasts(NamedTuple):
    """What was recorded, what had been in this month already, and of what nothing could be said."""

    made: tuple[Foreseen, ...]
    before: tuple[Foreseen, ...]
    unknown: tuple[Foreseen, ...]


def record_forecasts(ledger: Ledger, milestones: Sequence[str], today: date) -> RecordedForecasts:
    """Record what is expected of these milestones."""
    with ledger.action() as action:
        return record_within(action, milestones, today)


def record_stated(action: Action, stated: Stated, today: date) -> RecordedForecasts:
    """What an issued paper states of milestones, as a part of its issue.

    Of what is said otherwise by now, or of another date, nothing is recorded: what nobody was told is not
    scored.
    """
    return record_within(action, list(stated), today, stated)


def record_within(
    action: Action, milestones: Sequence[str], today: date, stated: Stated | None = None
) -> RecordedForecasts:
    """The same as a part of another user action; ``stated``: only where
    just this is said."""
    known = forecast_in_month(action.connection, today)
    made, before, unknown = list[Foreseen](), list[Foreseen](), list[Foreseen]()
    for one in foresee(action.connection, today, milestones):
        if stated is not None and stated[one.milestone] != (one.forecast.verdict, one.due):
            continue
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
