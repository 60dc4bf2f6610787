"""Comparison without ranks, and scores that show their weights."""

from __future__ import annotations

import re

import pytest
from support.source_tree import PACKAGE

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.evaluation.comparison import compare
from huaian_tui.domain.evaluation.figures import EvaluationRow, Figures, Rate
from huaian_tui.domain.evaluation.intervals import Against
from huaian_tui.domain.evaluation.scores import check_weights, read_weights, score_of


def unit(name: str, on_time: int, due: int) -> EvaluationRow:
    """A lead with so many milestones in time of those due."""
    return EvaluationRow(name, name, "lead", Figures(due=due, on_time=on_time))


def test_units_stay_in_their_order_whatever_their_rates() -> None:
    rows = [unit("甲局", 2, 20), unit("乙局", 20, 20), unit("丙局", 3, 4), unit("丁局", 10, 20)]
    found = compare(rows, Rate(35, 64), {})
    assert [one.name for one in found.rows] == ["甲局", "乙局", "丙局", "丁局"]
    words = [one.against for one in found.rows]
    assert words == [Against.BELOW, Against.ABOVE, Against.TOO_FEW, Against.ALIKE]
    assert found.compared == 3 and all(one.score is None for one in found.rows)


def test_weights_are_renormalised_over_what_is_measured() -> None:
    weights = read_weights("按期率 60，反馈及时率：40%")
    assert weights == {"按期率": 60, "反馈及时率": 40}
    both = Figures(due=10, on_time=5, replies_asked=4, replies_in_time=4)
    found = score_of(both, weights)
    assert found is not None and found.value == pytest.approx(60 * 0.5 + 40 * 1)
    assert found.words == "70.0（按期率 60%、反馈及时率 40%）"
    alone = score_of(Figures(due=10, on_time=5), weights)
    assert alone is not None and alone.words == "50.0（按期率 100%）"
    assert score_of(Figures(), weights) is None and score_of(both, {}) is None


@pytest.mark.parametrize("typed", ["名次 3", "按期率", "按期率 0", "按期率 101", "按期率 1，按期率 2", "60"])
def test_other_weights_are_refused(typed: str) -> None:
    with pytest.raises(InputRefused):
        check_weights(typed)


_RANKS = re.compile(r"def \w*(league|ranking|rank_units|units_by_rate|rank_of_unit)", re.IGNORECASE)
_SORTS = re.compile(r"(sorted|\.sort)\([^\n]*(rate|score|interval|against)")


def test_no_function_of_the_program_ranks_units() -> None:
    """No name says that it ranks units, and the evaluation sorts nothing by a rate, interval or score."""
    named, sorting = [], []
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        named += _RANKS.findall(text)
        if "evaluat" in str(path.relative_to(PACKAGE)) or path.name == "compare.py":
            sorting += _SORTS.findall(text)
    assert named == [] and sorting == []
