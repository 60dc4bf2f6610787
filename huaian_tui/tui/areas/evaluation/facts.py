"""What the evaluation screen reads: the evaluation, and what stands beside it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from datetime import date

from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.evaluation.figures import Evaluation, EvaluationRow
from huaian_tui.store.engine.as_of import reading
from huaian_tui.store.queries.evaluation.evaluate import evaluate
from huaian_tui.store.queries.evaluation.scope import Asked
from huaian_tui.store.queries.milestones import newest_due
from huaian_tui.tui.areas.evaluation.choice import Choice, opening_choice
from huaian_tui.tui.areas.evaluation.list import row_key
from huaian_tui.tui.session import LedgerSession


@dataclass(frozen=True, slots=True)
class Shown:
    """An evaluation and, where two are compared, the one beside it; what was asked for."""

    choice: Choice
    evaluation: Evaluation
    other: Evaluation | None = None

    def row(self, key: str) -> EvaluationRow | None:
        """The row of this key in the list."""
        return _row(self.evaluation, key)

    def other_row(self, key: str) -> EvaluationRow | None:
        """The same row beside it; None where there is none."""
        return None if self.other is None else _row(self.other, key)


def _row(evaluation: Evaluation, key: str) -> EvaluationRow | None:
    return next((one for one in evaluation.rows if row_key(one) == key), None)


def asked_of(choice: Choice, as_of: date, *, past: bool) -> Asked:
    """What is asked of the ledger."""
    return Asked(choice.period, as_of, choice.by, choice.role, choice.plan, past)


def read_shown(connection: sqlite3.Connection, session: LedgerSession, choice: Choice | None) -> Shown:
    """Evaluate (blocking): once, or twice for two side by side. None: a period that has something to say."""
    if choice is None:
        choice = opening_choice(session.today, newest_due(connection, session.today))
    asked = asked_of(choice, session.today, past=session.as_of is not None)
    found, against = evaluate(connection, asked), choice.against
    if against is None:
        return Shown(choice, found)
    if isinstance(against, Period):
        return Shown(choice, found, evaluate(connection, replace(asked, period=against)))
    with reading(session.database, against) as then:
        return Shown(choice, found, evaluate(then, replace(asked, as_of=against, past=True)))
