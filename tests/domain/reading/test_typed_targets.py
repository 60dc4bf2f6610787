"""Targets as officers type them, whole or in parts, and how they are said so that they read back."""

from __future__ import annotations

from datetime import date

import pytest

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.reading.quantities import find_quantities
from huaian_tui.domain.reading.set_targets import read_target, target_of
from huaian_tui.domain.reading.trajectories import read_target_line
from huaian_tui.domain.rules.typed_values import read_value_of
from huaian_tui.domain.words.targets import target_in_full, target_line, value_words

DUE = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("typed", "operator", "value", "unit", "text"),
    [
        ("30", ">=", 30, "", "30"),
        ("30家以上", ">=", 30, "家", "30家以上（含）"),
        ("超过5000个", ">", 5000, "个", "超过5000个（不含）"),
        ("30家以上（不含）", ">", 30, "家", "超过30家（不含）"),
        ("≤10起", "<=", 10, "起", "不超过10起（含）"),
        ("控制在10起以内", "<=", 10, "起", "不超过10起（含）"),
        ("控制在10起", "<=", 10, "起", "不超过10起（含）"),
        ("降至35天", "<=", 35, "天", "不超过35天（含）"),
        ("低于５％", "<", 5, "%", "低于5%（不含）"),
        ("失业率控制在5.5%以内", "<=", 5.5, "%", "不超过5.5%（含）"),
        ("1—2个", "range", 1, "个", "1—2个"),
        ("6%左右", "~", 6, "%", "6%左右"),
        ("累计1.2万人", ">=", 12000, "人", "累计12000人"),
        ("100亿元", ">=", 100, "亿元", "100亿元"),
        ("500万美元", ">=", 500, "万美元", "500万美元"),
        ("48/60", ">=", 80, "%", "48/60，即80%"),
    ],
)
def test_a_typed_target_compares_as_it_says(
    typed: str, operator: str, value: float, unit: str, text: str
) -> None:
    found = read_target(typed)
    assert (found.operator, found.value, found.unit, found.text) == (operator, value, unit, text)


@pytest.mark.parametrize("typed", ["100家；基数5", "100家；基期5"])
def test_a_base_figure_has_two_names(typed: str) -> None:
    assert read_target_line(typed, DUE).baseline == 5


def test_what_stands_behind_a_target_and_is_not_read_is_quoted() -> None:
    with pytest.raises(InputRefused) as refused:
        read_target_line("100家；看情况", DUE)
    assert refused.value.title == "计划进度、基数没有看懂"
    assert refused.value.message == "“看情况”"
    assert refused.value.way_out == "请写成 3月 20，6月 50，9月 80；基数写成 基数5"


@pytest.mark.parametrize("typed", ["按计划推进", "3-1个", "70/60", "5/0", "投资3亿元和5亿元"])
def test_what_cannot_be_compared_is_refused_with_examples(typed: str) -> None:
    with pytest.raises(InputRefused, match="48/60"):
        read_target(typed)


@pytest.mark.parametrize(
    ("clause", "operator", "baseline"),
    [
        ("平均办理时限由47天降至35天", "<=", 47),
        ("由3个工作日压缩至1个工作日", "<=", 3),
        ("PM2.5浓度由38微克/立方米降至33微克/立方米以下", "<=", 38),
        ("从5个增加到10个", ">=", 5),
        ("用户由3万户增加到5万户", ">=", 30000),
        ("由1.2亿元增至3亿元", ">=", 1.2),
        ("覆盖率由60%提高到80%", ">=", 60),
        ("压缩至60小时", "<=", None),
        ("能耗下降3%", ">=", None),
    ],
)
def test_a_text_says_whether_less_is_better_and_from_what(
    clause: str, operator: str, baseline: float | None
) -> None:
    (found,) = find_quantities(clause)
    target = target_of(found)
    assert target is not None
    assert (target.operator, target.baseline) == (operator, baseline)


@pytest.mark.parametrize(
    ("typed", "planned"),
    [
        ("100家；计划3月 20，6月 50，9月 80", [("2026-03-31", 20), ("2026-06-30", 50), ("2026-09-30", 80)]),
        (
            "100家；计划3月20，6月底50家、12月 100",
            [("2026-03-31", 20), ("2026-06-30", 50), ("2026-12-31", 100)],
        ),
        ("100家；基数10；计划进度：2025年10月 20；3月 50", [("2025-10-31", 20), ("2026-03-31", 50)]),
        ("100家；计划一季度 20，上半年 50", [("2026-03-31", 20), ("2026-06-30", 50)]),
        ("100家；计划2026-03-15 20，6月15日 50", [("2026-03-15", 20), ("2026-06-15", 50)]),
        ("由47天降至35天；计划6月 42，9月 38", [("2026-06-30", 42), ("2026-09-30", 38)]),
        ("48/60；计划6月 24/60", [("2026-06-30", 40)]),
    ],
)
def test_planned_values_by_day_and_they_read_back(typed: str, planned: list[tuple[str, float]]) -> None:
    found = read_target_line(typed, DUE)
    assert [(day.isoformat(), value) for day, value in found.trajectory] == planned
    assert read_target_line(target_line(found), DUE) == found
    assert planned[0][0] in target_in_full(found)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("10家；计划6月 8，9月 5", "走回头路"),
        ("10家；计划9月 20", "超过了指标"),
        ("10家；计划2027-03-31 5", "晚于时限"),
        ("10家；计划2026-06-30 5，2026-03-31 6", "由早到晚"),
        ("10家；计划6月 5，3月 6", "由早到晚"),
        ("10起以内；计划3月 2，6月 5", "走回头路"),
        ("10家；计划13月 5", "没有看懂"),
        ("10家；其他", "没有看懂"),
        ("10家；基数20", "基数不合"),
        ("10起以内；基数5", "基数不合"),
        ("10家；起算2027-01-01", "不早于时限"),
        ("10家；起算不知", "起算日没有看懂"),
    ],
)
def test_what_contradicts_the_target_is_refused(typed: str, said: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read_target_line(typed, DUE)
    assert said in str(refused.value)


def test_planned_values_need_a_time_limit() -> None:
    with pytest.raises(InputRefused, match="先用延期定下时限，再写计划进度"):
        read_target_line("10家；计划6月 5", None)


def test_a_share_is_read_in_parts_and_a_bare_number_is_not_guessed() -> None:
    share = read_target("48/60")
    assert read_value_of(share, "45/60") == read_value_of(share, "75%") == 75
    assert value_words(share, 75) == "45/60，即75%"
    assert share.met_by(read_value_of(share, "48/60"))
    for typed, said in (("45", "看不出来"), ("45/50", "分母"), ("70/60", "分子")):
        with pytest.raises(InputRefused) as refused:
            read_value_of(share, typed)
        assert said in str(refused.value)
