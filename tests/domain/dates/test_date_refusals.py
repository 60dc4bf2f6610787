"""The date grammar refuses with reasons, never guesses, and takes any string."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaian_tui.domain.dates.grammar import (
    DateNotUnderstood,
    DatePhrase,
    read_date,
    read_day,
    weekday_name,
)
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.words.days import chinese_day

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("02/03/2025", "分不清"),
        ("30-06-2025", "分不清"),
        ("1.2.2025", "分不清"),
        ("25.6.30", "两位"),
        ("2025-06-30X", "不是认得"),
        ("02/03/04", "两位"),
        ("25年6月30日", "两位"),
        ("25年底", "两位"),
        ("25年内", "2025年"),
        ("6-7", "一段时间"),
        ("2025年前", "可指"),
        ("6月前", "可指"),
        ("三季度前", "可指"),
        ("上半年前", "可指"),
        ("6月中旬前", "可指"),
        ("6月内", "6个月"),
        ("三月后", "3个月"),
        ("10日后", "10天"),
        ("三年前", "可指"),
        ("10个工作日前", "可指"),
        ("2025-02-30", "2025年2月没有30日"),
        ("2月29日", "2026年2月没有29日"),
        ("31日", "11月没有31日"),
        ("13.5", "没有13月"),
        ("2025-00-10", "没有0月"),
        ("20251301", "没有13月"),
        ("6月0日", "没有0日"),
        ("1066年", "1066"),
        ("2200年", "2200"),
        ("9999年底", "9999"),
        ("+500年", "2526"),
        ("+1000", "999"),
        ("0天内", "0"),
        ("2025年6月30日（周二）", "周一"),
        ("定期", "周期"),
        ("每周", "周期"),
        ("每个年", "周期"),
        ("每月25日", "周期"),
        ("每两个月", "周期"),
        ("", "填一个日期"),
        ("\u3000 ", "填一个日期"),
        ("前" * 51, "50"),
    ],
)
def test_what_can_mean_two_things_or_no_day_is_refused_with_the_reason(text: str, because: str) -> None:
    with pytest.raises(DateNotUnderstood) as refused:
        read_date(text, SUNDAY, field="due")
    assert because in refused.value.message
    assert refused.value.title
    assert refused.value.way_out
    assert refused.value.field == "due"


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "尽快",
        "适时",
        "30",
        "0630",
        "202506",
        "2025630",
        "45838",
        "45838.99",
        "1 0日",
        "2025年6月至8月",
        "2024—2026年",
        "2025年6、7月",
        "1—2个",
        "6²",
        "①月",
        "٢٠٢٥-٠٦-٣٠",
        "2025-06-30 12:00",
        "2025-6/30",
        "二五年底",
        "一二日",
        "一百五天内",
        "周末",
        "周",
        "季度",
        "月",
        "年",
        "前",
        "底前",
        "内",
        "第五季度",
        "十二季度",
        "一个半月内",
        "2025年6月30日后",
        "2025年中旬",
        "明年下月底",
        "春节前",
        "<script>",
        "六月三",
        "本月10",
        "个周五",
        "+10前",
        "两十日",
        "[red]2025[/]",
    ],
)
def test_other_forms_are_not_guessed(text: str) -> None:
    with pytest.raises(DateNotUnderstood) as refused:
        read_date(text, SUNDAY)
    assert "2025年6月底" in refused.value.way_out


def test_the_examples_of_the_refusal_all_work() -> None:
    with pytest.raises(DateNotUnderstood) as refused:
        read_date("不知道", SUNDAY)
    examples = refused.value.way_out.split("：")[1].split("、")
    assert len(examples) >= 8
    for example in examples:
        assert read_date(example, SUNDAY).explanation


def test_a_refusal_shows_hostile_text_harmlessly_and_short() -> None:
    with pytest.raises(DateNotUnderstood) as refused:
        read_date("\x1b[2J\u202e\n" + "长" * 60, SUNDAY)
    assert "\x1b" not in refused.value.title
    assert "\u202e" not in refused.value.title
    assert len(refused.value.title) < 50
    assert "\n" not in refused.value.one_line()


def test_fifty_characters_are_still_read() -> None:
    assert read_day("2025-06-30" + " " * 40, SUNDAY) == date(2025, 6, 30)


@pytest.mark.parametrize("text", ["每季度", "长期"])
def test_a_day_is_asked_for_and_a_duty_without_one_refused(text: str) -> None:
    with pytest.raises(InputRefused, match="某一天") as refused:
        read_day(text, SUNDAY, field="follow_up")
    assert refused.value.field == "follow_up"


TOKENS = (
    "2025 2026 25 6 06 30 31 10 0 1 999 一 二 三 十 两 半 廿 百 〇 ○ 零 年 月 日 号 周 星期 天 个 季度 季 "
    "半年 工作日 上 下 本 今 明 去 底 末 初 中 旬 前 后 内 之前 以内 第 Q - / . + 到 每 次 长期 "
    "度 完成 （周一） 。"
).split()
phrases = st.lists(st.sampled_from(TOKENS), max_size=9).map("".join)
days = st.dates()


def assert_phrase_or_refusal(text: str, today: date) -> None:
    """Either a whole DatePhrase or DateNotUnderstood; anything else fails the test by itself."""
    try:
        phrase = read_date(text, today)
    except DateNotUnderstood as refused:
        assert refused.title
        assert refused.message
        assert refused.way_out
        return
    assert isinstance(phrase, DatePhrase)
    assert phrase.explanation
    assert (phrase.day is not None) == (phrase.kind == "day")
    assert (phrase.interval is not None) == (phrase.kind == "recurring")
    assert phrase.assumed == ("假定" in phrase.explanation)


@given(st.one_of(st.text(max_size=60), st.text(st.characters(categories=["Cs", "Cc", "Nd", "Lo"]))), days)
def test_any_string_is_a_date_or_a_refusal(text: str, today: date) -> None:
    assert_phrase_or_refusal(text, today)


@given(phrases, days)
def test_any_heap_of_date_words_is_a_date_or_a_refusal(text: str, today: date) -> None:
    assert_phrase_or_refusal(text, today)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), days)
def test_a_day_that_the_program_wrote_is_read_back(day: date, today: date) -> None:
    assert read_day(chinese_day(day), today) == day
    assert read_day(day.isoformat(), today) == day
    assert read_day(f"{chinese_day(day)}（{weekday_name(day)}）", today) == day


@pytest.mark.parametrize(
    "text", ["1" * 1_000_000, "年" * 100_000, "一" * 50, "1-" * 25, "二〇" * 25, " " * 50, "十" * 50]
)
def test_long_and_repetitive_strings_are_refused(text: str) -> None:
    with pytest.raises(DateNotUnderstood):
        read_date(text, SUNDAY)
