"""What stands behind a figure: as many things as the figure says, in every kind of row."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from support.composers import TODAY

from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.evaluation.figures import By, Rate
from huaian_tui.domain.evaluation.measures import MEASURES
from huaian_tui.services.decisions import (
    Completion,
    add_reading,
    cancel_milestone,
    complete_milestone,
    extend_milestone,
    reopen_milestone,
)
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.evaluation.behind_figures import find_row, things_behind
from huaian_tui.store.queries.evaluation.evaluate import evaluate
from huaian_tui.store.queries.evaluation.scope import Asked

PERIOD = Period(date(2024, 1, 1), date(2026, 12, 31))
_SUMS = ("overdue_days", "by_original.overdue_days", "extended_days")


def busy(ledger: Ledger) -> None:
    """Something of each kind."""
    complete_milestone(ledger, "2-1", Completion(date(2024, 12, 30), "验收"), TODAY)
    complete_milestone(ledger, "2-2", Completion(TODAY, "验收"), TODAY)
    extend_milestone(ledger, "2-3", date(2026, 12, 20), "批复", TODAY, day=date(2026, 2, 1))
    extend_milestone(ledger, "2-4", date(2026, 3, 31), "批复", TODAY, day=date(2025, 12, 1))
    cancel_milestone(ledger, "6-1", "并入", TODAY)
    complete_milestone(ledger, "6-2", Completion(date(2025, 6, 1), "验收"), TODAY)
    reopen_milestone(ledger, "6-2", "不实", TODAY)
    add_reading(ledger, "45-1", 4100, TODAY - timedelta(days=3), TODAY)


@pytest.mark.parametrize("by", ["unit", "indicator", "plan", "task"])
def test_a_figure_is_as_much_as_the_list_behind_it(ledger: Ledger, by: By) -> None:
    busy(ledger)
    asked = Asked(PERIOD, TODAY, by)
    rows = evaluate(ledger.connection, asked).rows
    told = set[str]()
    for row in [one for one in rows if one.figures.due or one.figures.cancelled][:12]:
        key, _ = find_row(ledger.connection, asked, row.key, row.role)
        for measure in MEASURES:
            value = measure.of(row.figures)
            if value is None:
                continue
            things = things_behind(ledger.connection, asked, measure, key)
            if isinstance(value, Rate):
                assert len(things) == value.whole, (row.name, measure.key)
            elif measure.key in _SUMS:
                assert bool(things) == bool(value), (row.name, measure.key)
            else:
                assert len(things) == value, (row.name, measure.key)
            told |= {measure.key} if things else set()
    assert {"due", "on_time", "late", "overdue", "cancelled", "extended", "reached_not_closed"} <= told
