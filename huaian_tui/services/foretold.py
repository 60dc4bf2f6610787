"""What is foretold of milestones, now and as it was last recorded; looking records nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from huaian_tui.domain.words.forecasts import CAME, forecast_words, recorded_words
from huaian_tui.store.queries.forecasts import Expected, Foreseen, foresee, read_recorded


class Foretold(NamedTuple):
    """``now``: of an open milestone whose date has not come; ``recorded``: the newest on record."""

    now: Foreseen | None
    recorded: Expected | None


def read_foretold(connection: sqlite3.Connection, today: date, milestones: Sequence[str]) -> list[Foretold]:
    """What is said of each of these milestones, in their order."""
    now = {one.milestone: one for one in foresee(connection, today, milestones)}
    newest = (next(iter(read_recorded(connection, today, one)), None) for one in milestones)
    return [Foretold(now.get(one), last) for one, last in zip(milestones, newest, strict=True)]


def foretold_words(told: Foretold, today: date, *, unknown: bool = True) -> str:
    """Likelihood, reasons, of which day; then what is on record. Empty where nothing is.

    ``unknown``: also that too little is known to say anything of now.
    """
    said = list[str]()
    if told.now is not None and (unknown or told.now.forecast.likelihood is not None):
        said.append(forecast_words(told.now.forecast, told.now.why, today))
    if (last := told.recorded) is not None:
        came = "" if last.late is None else f"，结果{CAME[last.late]}"
        said.append(f"{recorded_words(last.day, last.verdict, last.likelihood)}{came}")
    return "；".join(said)
