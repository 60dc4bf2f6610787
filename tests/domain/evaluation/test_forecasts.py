"""可能逾期: on a history with known laws the forecast beats the base rate; too few cases say nothing."""

from __future__ import annotations

import random
from math import exp

import pytest

from huaian_tui.domain.evaluation.forecasts import (
    Came,
    Case,
    Reason,
    Score,
    Stage,
    above_the_whole,
    learn,
    score,
    stage_of,
)
from huaian_tui.domain.words.forecasts import score_words
from huaian_tui.domain.words.verdicts import Verdict

LAW = {Reason.BEHIND: 1.3, Reason.SLIPPED: 1.4, Reason.SILENT: 1.2, Reason.UNIT: 1.0}
NONE = frozenset[Reason]()


def history(seed: int, number: int = 600) -> list[Case]:
    """Milestones that come late by a known law of their reasons."""
    chance = random.Random(seed)
    cases = []
    for _ in range(number):
        reasons = frozenset(one for one in Reason if chance.random() < 0.3)
        likely = 1 / (1 + exp(1.6 - sum(LAW[one] for one in reasons)))
        cases.append(Case(reasons, chance.random() < likely))
    return cases


def scored(cases: list[Case], first: int = 100, step: int = 25) -> Score:
    """Each month forecast from the months before it alone."""
    came = []
    for known in range(first, len(cases), step):
        model = learn(cases[:known])
        for case in cases[known : known + step]:
            likelihood = model.forecast(case.reasons).likelihood
            if likelihood is not None:
                came.append(Came(likelihood, case.late))
    return score(came)


@pytest.mark.parametrize("seed", range(20))
def test_the_brier_score_beats_the_base_rate_by_ten_per_cent(seed: int) -> None:
    found = scored(history(seed))
    assert found.number > 450
    assert found.skill is not None and found.skill >= 0.10
    assert sum(one.number for one in found.bins) == found.number
    # What was said came: the table of calibration lies near its diagonal.
    for one in found.bins:
        if one.number >= 60 and one.expected is not None:
            assert abs(one.late / one.number - one.expected) < 0.17


def test_where_no_law_holds_the_forecast_stays_at_the_base_rate() -> None:
    chance = random.Random(5)
    cases = [Case(case.reasons, chance.random() < 0.3) for case in history(5)]
    found = scored(cases)
    assert found.skill is not None and -0.03 < found.skill < 0.03


def test_below_five_comparable_cases_nothing_is_said() -> None:
    four = learn([Case(NONE, True)] * 4)
    told = four.forecast(NONE)
    assert (told.verdict, told.likelihood, told.verdict.word) == (Verdict.UNKNOWN, None, "不足以判断")
    assert learn([]).forecast(NONE).verdict is Verdict.UNKNOWN
    five = learn([Case(NONE, True)] * 5)
    assert five.forecast(NONE).verdict is Verdict.LIKELY_LATE
    # Cases without reasons say nothing of one that has two.
    assert five.forecast(frozenset({Reason.SILENT, Reason.SLIPPED})).verdict is Verdict.UNKNOWN


def test_a_reason_never_speaks_for_punctuality() -> None:
    silent = frozenset({Reason.SILENT})
    model = learn([Case(NONE, True)] * 20 + [Case(silent, False)] * 20)
    found, plain = model.forecast(silent), model.forecast(NONE)
    assert found.likelihood == plain.likelihood == pytest.approx(0.5)


def test_few_cases_move_the_forecast_little_and_many_much() -> None:
    silent = frozenset({Reason.SILENT})
    few = learn([Case(NONE, False)] * 5 + [Case(silent, True)] * 5).forecast(silent).likelihood
    many = learn([Case(NONE, False)] * 500 + [Case(silent, True)] * 500).forecast(silent).likelihood
    assert few is not None and many is not None and 0.5 < few < 0.85 < 0.95 < many < 1


def test_the_score_is_the_one_worked_by_hand() -> None:
    came = [Came(0.9, True), Came(0.9, True), Came(0.1, False), Came(0.3, False), Came(0.8, False)]
    found = score(came)
    # (0.01 + 0.01 + 0.01 + 0.09 + 0.64) / 5 against 0.4 · 0.6.
    assert found.brier == pytest.approx(0.152) and found.base_brier == pytest.approx(0.24)
    assert found.skill == pytest.approx(1 - 0.152 / 0.24)
    assert [one.number for one in found.bins] == [1, 1, 0, 0, 3]
    assert found.bins[0].came == "–"
    few = score(came[:4])
    assert (few.number, few.brier, few.skill) == (4, None, None)
    assert score([Came(0.2, False)] * 6).skill is None  # nothing came late: there is no base rate to beat


def test_stages_and_the_record_of_a_lead() -> None:
    assert [stage_of(days) for days in (0, 30, 31, 90, 91)] == [
        Stage.MONTH,
        Stage.MONTH,
        Stage.QUARTER,
        Stage.QUARTER,
        Stage.LONG,
    ]
    assert not above_the_whole(4, 4, 0.2)
    assert above_the_whole(5, 10, 0.2) and not above_the_whole(3, 10, 0.25)


def test_likelihoods_that_are_none_count_nowhere_and_are_named() -> None:
    known = [Came(0.2, False), Came(0.8, True), Came(0.5, False), Came(0.0, False), Came(1.0, True)]
    foreign = [Came(1.7, True), Came(-0.2, False), Came(float("nan"), True)]
    found = score(known + foreign)
    assert found == score(known)._replace(left_out=3)
    assert (found.number, found.late) == (5, 2) and sum(one.number for one in found.bins) == 5
    assert "另有 3 条的可能性不在 0 到 1 之间" in score_words(found)[-1]
    assert score(foreign).number == 0 and len(score_words(score(foreign))) == 2
    assert all("另有" not in line for line in score_words(score(known)))


def test_cases_are_looked_at_as_long_before_their_dates_as_the_stage_has_to_go() -> None:
    assert [(stage_of(days), stage_of(days).look) for days in (0, 30, 31, 90, 91)] == [
        (Stage.MONTH, 15),
        (Stage.MONTH, 15),
        (Stage.QUARTER, 60),
        (Stage.QUARTER, 60),
        (Stage.LONG, 120),
    ]
