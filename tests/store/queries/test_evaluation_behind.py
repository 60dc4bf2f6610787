"""What stands behind a figure: as many things as the figure says, in every kind of row."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from support.composers import TODAY
from support.plan_parts import end_entry, revision_entry

from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.evaluation.figures import By, Rate
from huaian_tui.domain.evaluation.measures import BY_KEY, MEASURES
from huaian_tui.domain.words.evaluation import ROLE_TITLES
from huaian_tui.ledger.record import Entry
from huaian_tui.services.decisions import (
    Completion,
    add_reading,
    cancel_milestone,
    complete_milestone,
    extend_milestone,
    reopen_milestone,
)
from huaian_tui.services.notices import Frozen, NoticeDraft, record_draft, record_issue
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


def ask_for_answers(ledger: Ledger, *units: str) -> None:
    """Issue a notice that asks these units for an answer, which is due today."""
    draft = NoticeDraft("circular", "通报", units, TODAY, '{"of": "draft"}', reply_due=TODAY)
    made = record_draft(ledger, draft)
    record_issue(ledger, made, "淮数督", TODAY, lambda *_: Frozen("{}", {"txt": "0"}))


def test_a_unit_without_tasks_that_was_asked_for_an_answer_has_its_row_and_list(ledger: Ledger) -> None:
    """Its row stands in the evaluation, so what is behind its figures can be opened."""
    ask_for_answers(ledger, "涟水县", "市财政局")
    with ledger.action() as action:
        for (number,) in ledger.connection.execute(
            "SELECT DISTINCT task_no FROM task_unit WHERE unit = '涟水县'"
        ).fetchall():
            action.append(end_entry(ledger.connection, number, date(2023, 12, 1)))
    asked = Asked(PERIOD, TODAY)
    (row,) = (one for one in evaluate(ledger.connection, asked).rows if one.key == "涟水县")
    assert (row.figures.due, row.figures.replies_asked) == (0, 1)
    key, place = find_row(ledger.connection, asked, row.name, row.role)
    assert place.name == row.name
    (thing,) = things_behind(ledger.connection, asked, BY_KEY["replies_asked"], key)
    assert thing.day == TODAY and thing.kept is False


def test_one_role_says_what_its_rows_among_all_say(ledger: Ledger) -> None:
    """Answers stand with what a unit leads, and the units of before a revision count in either case."""
    busy(ledger)
    ask_for_answers(ledger, "市财政局", "市数据局")
    with ledger.action() as action:
        before = revision_entry(ledger.connection, 2, 1)
        action.append(Entry(before.kind, before.body | {"support_raw": "", "support": []}, 2, ref=before.ref))
    both = evaluate(ledger.connection, Asked(PERIOD, TODAY)).rows
    for role in ROLE_TITLES:
        alone = evaluate(ledger.connection, Asked(PERIOD, TODAY, role=role)).rows
        assert list(alone) == [one for one in both if one.role == role]
    assert {one.figures.replies_asked for one in both} == {0, 1}
