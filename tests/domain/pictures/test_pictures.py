"""Pictures as data: kept as JSON, their figures, and sentences that say them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from support.pictures import BURN_DOWN, INTERVALS, LIGHTS, MATRIX, PICTURES, READING, SLIPS

from huaian_tui.domain.pictures.figures import day_labels
from huaian_tui.domain.pictures.picture import PICTURE_TITLES, name_of, picture_from_json, picture_to_json
from huaian_tui.domain.pictures.picture import PICTURES as KINDS
from huaian_tui.domain.pictures.unit_matrix import UnitCounts, UnitMatrix
from huaian_tui.domain.rules.shares import lengths


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_the_same_after_it_was_kept(name: str) -> None:
    picture = PICTURES[name]
    assert name_of(picture) == name
    assert picture_from_json(json.loads(json.dumps(picture_to_json(picture)))) == picture


def test_each_kind_has_a_title() -> None:
    assert list(KINDS) == list(PICTURE_TITLES) == list(PICTURES)


def test_sentences_say_the_figures() -> None:
    assert BURN_DOWN.sentence == ("1月底剩余180个，8月底剩余未办结节点83个，计划剩余71个，比计划多12个。")
    assert LIGHTS.sentence.endswith(
        "12月底共85项（逾期3项、临期4项、正常推进14项、未设节点29项、办结35项）。"
    )
    assert "市财政局7个、市教体局1个" in MATRIX.sentence
    assert READING.sentence == (
        "目标4.2万个以上（12月底前）；10月底读数3.31万个，序时应达3.5万个，少0.19万个，共4次读数。"
    )
    assert "A第2项“建成数据资产登记平台”由2026-06-30改为2026-12-20（+173天）" in SLIPS.sentence
    assert "市财政局7/9（78%，45%至94%）相当" in INTERVALS.sentence
    assert INTERVALS.sentence.endswith("1个单位到期不足5个，不计比率。")


def test_a_matrix_says_of_how_many_units_how_many_have_something() -> None:
    units = tuple(UnitCounts(f"市{number}局", (0, min(number, 1))) for number in range(11))
    many = UnitMatrix("矩阵", "逾期节点", (date(2026, 1, 31), date(2026, 2, 28)), units)
    named = "、".join(f"市{number}局1个" for number in range(1, 9))
    shared = "（共同牵头的在各单位分别计数）。"
    assert many.sentence == f"2月底，11个单位中10个单位有逾期节点：{named}，其余2个单位见图{shared}"
    eight = replace(many, units=units[:9])
    assert eight.sentence == f"2月底，9个单位中8个单位有逾期节点：{named}{shared}"
    assert replace(many, units=units[:1]).sentence == "2月底，各单位都没有逾期节点。"
    assert replace(many, days=()).sentence == "没有可画的数。"


def test_figures_stand_under_their_heads() -> None:
    assert MATRIX.figures.heads[0] == "单位"
    assert INTERVALS.figures.heads == (
        "单位",
        "按期/应办",
        INTERVALS.measured,
        "区间下限",
        "区间上限",
        "与全部相比",
    )
    assert INTERVALS.figures.rows[-1][0] == "全部"


def test_a_burn_down_says_how_far_it_is_from_the_plan() -> None:
    point = BURN_DOWN.points[0]
    for actual, said in ((9, "比计划少1个"), (10, "与计划一致"), (11, "比计划多1个")):
        one = replace(BURN_DOWN, points=(replace(point, planned=10, actual=actual),))
        assert one.sentence.endswith(f"剩余未办结节点{actual}个，计划剩余10个，{said}。")


def test_sentences_of_nothing_and_of_limits() -> None:
    assert replace(BURN_DOWN, points=()).sentence == "没有到期的节点。"
    assert replace(SLIPS, lines=()).sentence == "没有节点延期。"
    assert replace(INTERVALS, part=0, whole=0).sentence == "没有到期的节点，没有可画的数。"
    limit = replace(READING, limit=True, points=READING.points[:2])
    assert "高出0.25万个" in limit.sentence


def test_days_along_an_axis() -> None:
    assert day_labels([date(2026, 1, 31), date(2026, 11, 22)]) == ["1月", "11.22"]
    assert day_labels([date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28)]) == [
        "25年12月",
        "1月",
        "2月",
    ]
    november = [date(2025, 11, 30), date(2025, 12, 31), date(2026, 1, 31)]
    assert day_labels(november) == ["25年11月", "12月", "26年1月"]
    ends = [date(2024, 12, 31), date(2025, 12, 31), date(2026, 12, 31)]
    assert day_labels(ends) == ["24年12月", "25年12月", "26年12月"]


def test_lengths_add_up_and_what_occurs_is_seen() -> None:
    assert lengths([1, 0, 0, 999], 76) == [1, 0, 0, 75]
    assert sum(lengths([3, 3, 3], 10)) == 10
    assert lengths([1, 1, 1], 2) == [1, 1, 0]
    assert lengths([0, 0], 9) == [0, 0]
