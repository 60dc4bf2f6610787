"""Units beside the whole, in the order in which they came: nothing here makes another order of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from huaian_tui.domain.evaluation.figures import EvaluationRow, Rate, Role
from huaian_tui.domain.evaluation.intervals import (
    Against,
    Interval,
    against_whole,
    compared_units,
    interval_of,
)
from huaian_tui.domain.evaluation.scores import Score, score_of


class Compared(NamedTuple):
    """A unit in a role: its rate with its interval, the word beside the whole, its score."""

    key: str
    name: str
    role: Role | None
    rate: Rate
    interval: Interval | None
    against: Against
    score: Score | None


class Comparison(NamedTuple):
    """All units in the order of the plan, the rate of the whole, and how many were compared."""

    whole: Rate
    compared: int
    rows: tuple[Compared, ...]


def compare(rows: Sequence[EvaluationRow], whole: Rate, weights: Mapping[str, int]) -> Comparison:
    """These units in their order; each role is compared by itself, as their counts are never mixed."""
    numbers = {role: [one.figures.on_time_rate.whole for one in rows if one.role == role] for role in _ROLES}
    compared = {role: compared_units(found) for role, found in numbers.items()}
    found = []
    for one in rows:
        rate = one.figures.on_time_rate
        word = against_whole(rate.part, rate.whole, whole.value, compared[one.role])
        interval = interval_of(rate.part, rate.whole)
        score = score_of(one.figures, weights)
        found.append(Compared(one.key, one.name, one.role, rate, interval, word, score))
    return Comparison(whole, max(compared.values()), tuple(found))


_ROLES: tuple[Role | None, ...] = ("lead", "support", None)
