"""A milestone in words: the ends it may have, how its date is known, its conflict, by what it lags."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from huaian_tui.domain.answers.milestones import ConflictSide, MilestoneRow
from huaian_tui.domain.rules.lights import Light, Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.rules.pace import PaceFigures
from huaian_tui.domain.rules.targets import Target
from huaian_tui.domain.words.milestones import (
    ENTERED,
    asks_conflict,
    basis_words,
    behind_on_paper,
    behind_words,
    completion_basis,
    conflict_words,
    due_with_before,
    due_words,
    ended,
    ending_words,
    how_known,
    moved_words,
    outcome_words,
    pace_line,
    side_words,
    state_on_paper,
    state_word,
    state_words,
    title_words,
    unexplained_on_paper,
)
from huaian_tui.domain.words.paces import Pace

DUE = date(2026, 12, 31)
TEN = Target(">=", 10, None, "个", False, False, "10个以上")
STATE = MilestoneState("2-1", 2, "建成", "年底前建成", "原文写明", DUE, False, False, TEN)
DONE = replace(STATE, status=Status.DONE, completed_on=date(2026, 11, 1), completion_value=10, met=True)
FIGURES = PaceFigures(date(2026, 9, 30), 5, 7.5, 2.5)


def row(state: MilestoneState, light: Light = Light.ON_TRACK, days: int = 0) -> MilestoneRow:
    return MilestoneRow(state, light, days)


@pytest.mark.parametrize(
    ("state", "word", "on_paper", "told"),
    [
        (STATE, "正常推进", "正常推进", ""),
        (DONE, "办结", "2026年11月1日按期办结", "办结 2026-11-01，依据：验收"),
        (replace(DONE, met=False), "未达标办结", "2026年11月1日未达标办结", "办结 2026-11-01，依据：验收"),
        (
            replace(DONE, completion_value=None, met=None),
            "未填数值办结",
            "2026年11月1日未填数值办结",
            "办结 2026-11-01，依据：验收",
        ),
        (
            replace(DONE, completed_on=date(2027, 1, 1)),
            "超时办结",
            "2027年1月1日超时办结",
            "办结 2027-01-01，依据：验收",
        ),
        (replace(DONE, due=None), "办结", "2026年11月1日办结", "办结 2026-11-01，依据：验收"),
        (replace(STATE, status=Status.CANCELLED), "中止", "中止", "中止 依据：验收"),
    ],
)
def test_how_it_ended_is_said_with_day_and_basis(
    state: MilestoneState, word: str, on_paper: str, told: str
) -> None:
    state = replace(state, completion_basis="验收")
    light = Light.DONE if state.status is Status.DONE else Light.ON_TRACK
    assert (state_word(row(state, light)), state_on_paper(row(state, light))) == (word, on_paper)
    assert ended(state) == told
    assert ending_words(state) == told.removeprefix("办结 ").removeprefix("中止 ")


def test_days_stand_beside_the_word_only_where_it_is_overdue() -> None:
    assert state_words(row(STATE, Light.OVERDUE, 3)) == "逾期3天"
    assert state_words(row(STATE, Light.DUE_SOON)) == "临期"


def test_digits_of_a_record_that_older_programs_wrote_are_left_out() -> None:
    assert completion_basis(replace(DONE, completion_basis="市甲局自报，经核实（0192abcd）")) == (
        "市甲局自报，经核实"
    )
    assert completion_basis(replace(DONE, completion_basis="纪要（0192abcd）")) == "纪要（0192abcd）"


def test_a_lag_is_said_only_where_it_is_the_light() -> None:
    behind = replace(row(STATE, Light.BEHIND), pace=FIGURES)
    assert behind_words(behind) == "2026-09-30 读数5个，序时应达7.5个，差2.5个"
    assert behind_on_paper(behind) == "2026年9月30日读数5个，序时应达7.5个，差2.5个"
    assert state_on_paper(behind) == "未达序时：2026年9月30日读数5个，序时应达7.5个，差2.5个"
    for other in (replace(behind, light=Light.ON_TRACK), replace(behind, pace=None)):
        assert behind_words(other) == behind_on_paper(other) == ""
    untold = replace(behind, state=replace(STATE, target=None))
    assert behind_words(untold) == behind_on_paper(untold) == ""


def test_a_pace_is_said_with_its_figures() -> None:
    good = replace(row(STATE), paced=Pace.ON_PACE, measured=FIGURES._replace(reading=8, gap=0))
    assert pace_line(good) == "达序时，2026-09-30 读数8个，序时应达7.5个"
    slow = replace(row(STATE), paced=Pace.BEHIND, measured=FIGURES)
    assert pace_line(slow) == "未达序时，2026-09-30 读数5个，序时应达7.5个，差2.5个"
    assert pace_line(replace(row(STATE, Light.BEHIND), pace=FIGURES)).startswith("2026-09-30 读数5个")
    assert pace_line(row(STATE)) == ""


def test_how_a_date_is_known() -> None:
    assert due_words(replace(STATE, due=None)) == "未定"
    typed = replace(STATE, basis=ENTERED, phrase="", assumed=True, due_decided=False)
    assert basis_words(typed) == f"{ENTERED}，日期由所写的推定"
    assert due_words(typed) == "2026-12-31（假定）"
    assert basis_words(replace(STATE, phrase="")) == "原文写明"
    assert basis_words(replace(STATE, basis="写明")) == "原文：写明"
    assert basis_words(replace(STATE, due=None, basis="没有写")) == "没有写"
    assert basis_words(replace(STATE, due_decided=True, basis="会议决定")) == "会议决定"
    assert how_known(STATE) == "原文“年底前建成”；原文写明"
    moved = replace(STATE, due_decided=True, basis="纪要", original_due=date(2025, 12, 31))
    assert how_known(moved) == "原文“年底前建成”；决定：纪要，原定 2025-12-31"
    assert how_known(replace(moved, phrase="")) == "决定：纪要，原定 2025-12-31"
    assert due_with_before(moved) == "2026-12-31，原定 2025-12-31"
    assert due_with_before(replace(moved, original_due=DUE)) == "2026-12-31"


def test_a_day_whose_convention_is_explained_beside_it_is_not_marked_again() -> None:
    year = replace(STATE, assumed=True, basis="原文只写“2026年”，按2026年12月31日计")
    assert unexplained_on_paper(year) == ""
    assert unexplained_on_paper(replace(year, basis="按惯例", phrase="")) == "（假定）"
    assert unexplained_on_paper(STATE) == ""


def test_a_date_that_moved_names_both() -> None:
    assert moved_words(date(2025, 12, 31), "2026年6月30日") == "原时限 2025年12月31日，新时限 2026年6月30日"
    assert moved_words(None, "2026年6月30日") == "原时限 未定，新时限 2026年6月30日"


def test_a_conflict_says_how_many_what_holds_and_the_way_out() -> None:
    apart = replace(STATE, heads=(b"1", b"2"))
    assert conflict_words(apart) == (
        "有 2 项决定互不知情；核定之前都不算数，仍按此前的时限督办；"
        "核实后采用一方，或另作决定，即以核定的为准"
    )
    assert outcome_words(apart) == "仍是冲突待核，另行核定"
    assert outcome_words(STATE) == "继续督办，时限 2026-12-31"
    assert outcome_words(DONE) == "办结 2026-11-01，时限 2026-12-31"
    assert outcome_words(replace(STATE, status=Status.CANCELLED)) == "中止，时限 2026-12-31"
    side = ConflictSide(b"1", "", "", "张三", "", None, STATE, mine=True)
    assert side_words(side) == "张三（我方）"
    assert side_words(replace(side, officer="", mine=False)) == "未署名"


def test_a_conflict_is_asked_for_by_words_initials_and_pinyin() -> None:
    for word in ("冲突待核", "冲突待", "冲突", "待核", "ct", "ctdh", "chongtu", "chongtudaihe"):
        assert asks_conflict(word), word
    assert not asks_conflict("ctx")


def test_a_stretch_goal_is_marked() -> None:
    assert title_words(STATE) == "建成"
    assert title_words(replace(STATE, stretch=True)) == "建成（力争）"
