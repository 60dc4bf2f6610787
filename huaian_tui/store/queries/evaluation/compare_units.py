"""The units of a period beside the whole, as ``compare`` and the screen show them. Nothing is ranked."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from huaian_tui.domain.evaluation.comparison import Comparison, compare
from huaian_tui.domain.evaluation.figures import EvaluationRow, Rate
from huaian_tui.domain.evaluation.scores import SCORES_KEY, read_weights
from huaian_tui.store.queries.evaluation.evaluate import evaluate
from huaian_tui.store.queries.evaluation.scope import Asked
from huaian_tui.store.queries.settings import read_profile_value


class UnitsCompared(NamedTuple):
    """The comparison, the rows that are compared, and the weights of scores where the office has set them."""

    found: Comparison
    rows: tuple[EvaluationRow, ...]
    weights: Mapping[str, int]


def compare_units(connection: sqlite3.Connection, asked: Asked) -> UnitsCompared:
    """Each unit of the role asked for (None: both, each by itself) beside the rate of all milestones due."""
    units = evaluate(connection, replace(asked, by="unit"))
    plans = evaluate(connection, replace(asked, by="plan", role=None))
    weights = read_weights(read_profile_value(connection, SCORES_KEY) or "")
    rates = [one.figures.on_time_rate for one in plans.rows]
    whole = Rate(sum(one.part for one in rates), sum(one.whole for one in rates))
    return UnitsCompared(compare(units.rows, whole, weights), units.rows, weights)
