"""Deadlines of plans: columns, brackets, sentences; what names no day is asked or standing, never guessed."""

from __future__ import annotations

import pytest

from huaian_tui.domain.reading.deadlines import find_deadlines, read_due_cell

CELLS = [
    ("2026年6月底前", "2026-06-30"),
    ("9月底前", "2026-09-30"),
    ("12月", "2026-12-31"),
    ("一季度", "2026-03-31"),
    ("2026年二季度末", "2026-06-30"),
    ("2026年上半年", "2026-06-30"),
    ("8月31日前", "2026-08-31"),
    ("2026.6", "2026-06-30"),
    ("2026.10", "2026-10-31"),
    ("2026/9/30", "2026-09-30"),
    ("2026-06-30", "2026-06-30"),
    ("20260630", "2026-06-30"),
    ("26.4.15", "2026-04-15"),
    ("二〇二六年十一月", "2026-11-30"),
    ("十二月底前", "2026-12-31"),
    ("元月底前", "2026-01-31"),
    ("９月中旬", "2026-09-20"),
    ("年底", "2026-12-31"),
    ("今年年底前", "2026-12-31"),
    ("明年6月底前", "2027-06-30"),
    ("2026年", "2026-12-31"),
    ("2027年6月", "2027-06-30"),
    ("6月底、12月底", "2026-06-30 2026-12-31"),
    ("第一批4月底前，第二批10月底前", "2026-04-30 2026-10-31"),
    ("6月底前开工、12月底前完工", "2026-06-30 2026-12-31"),
    ("2026年3月—10月", "2026-10-31"),
    ("2026年3月至2027年2月", "2027-02-28"),
    ("“十五五”末", "2030-12-31"),
    ("2025年底前，并长期坚持", "2025-12-31"),
]


@pytest.mark.parametrize(("text", "days"), CELLS)
def test_a_cell_names_days(text: str, days: str) -> None:
    found = [one for one in read_due_cell(text, 2026) if one.due]
    assert " ".join(str(one.due) for one in found) == days
    assert all(one.sure for one in found)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("46203", "2026-06-30"),
        ("9.10", "2026-09-10"),
        ("11月前", "2026-10-31"),
        ("2026—2028年", "2028-12-31"),
        ("国庆节前", "2026-09-30"),
        ("2026年初", "2026-01-01"),
        ("三季度前", "2026-09-30"),
    ],
)
def test_what_can_be_read_in_two_ways_is_proposed_and_asked(text: str, day: str) -> None:
    (one,) = read_due_cell(text, 2026)
    assert (str(one.due), one.sure) == (day, False) and one.question


@pytest.mark.parametrize(
    "text", ["汛前", "秋收后", "秋季开学前", "双过半", "春节前", "3年内", "30个工作日内"]
)
def test_seasons_and_spans_are_asked_without_a_day(text: str) -> None:
    (one,) = read_due_cell(text, 2026)
    assert one.due is None and one.question and not one.sure


@pytest.mark.parametrize("text", ["持续推进", "长期", "长期坚持", "常态化推进", "立行立改", "年内持续推进"])
def test_standing_words_give_no_day(text: str) -> None:
    found = read_due_cell(text, 2026)
    assert found and all(one.standing and one.due is None for one in found)


@pytest.mark.parametrize(
    ("text", "every"),
    [
        ("每季度", "quarter"),
        ("每季度首月10日前", "quarter"),
        ("每月25日前", "month"),
        ("每年10月底前", "year"),
        ("按月", "month"),
    ],
)
def test_repeated_duties_have_an_interval(text: str, every: str) -> None:
    (one,) = read_due_cell(text, 2026)
    assert (one.recurrence, one.due) == (every, None)


def test_a_beginning_is_told_from_an_end() -> None:
    assert [one.kind for one in read_due_cell("6月底前开工、12月底前完工", 2026)] == ["start", "end"]


def test_an_impossible_day_is_named() -> None:
    (one,) = read_due_cell("2月30日", 2026)
    assert one.impossible and "2月30日" in one.question


def test_without_a_year_a_month_is_asked() -> None:
    (one,) = read_due_cell("6月底前", None)
    assert one.due is None and "年份" in one.question


@pytest.mark.parametrize(
    "text",
    [
        "进出口整体通关时间较2021年压缩50%以上",
        "自2026年5月1日起施行，有效期至2028年4月30日",
        "2026年是“十五五”开局之年",
        "落实2026年重点项目86个",
        "截至2026年2月10日",
        "2024—2026年建设",
        "完成《2026年行动计划》",
        "云政发〔2026〕5号",
        "公布市、县两级清单",
        "企业开办全流程压缩至0.5个工作日以内",
    ],
)
def test_dates_that_are_no_deadlines(text: str) -> None:
    assert find_deadlines(text, 2026) == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("到2026年底，建成；到2027年底，实现", ["2026-12-31", "2027-12-31"]),
        ("年内压缩至60小时", ["2026-12-31"]),
        ("上半年开工率达到60%", ["2026-06-30"]),
        ("2026年10月底前完成", ["2026-10-31"]),
    ],
)
def test_dates_in_sentences(text: str, days: list[str]) -> None:
    assert [str(one.due) for one in find_deadlines(text, 2026)] == days


@pytest.mark.parametrize(("typed", "month"), [("2025.6", 6), ("2025.06", 6), ("2025．10", 10)])
def test_a_month_behind_a_point_is_asked_about_in_words(typed: str, month: int) -> None:
    (read,) = read_due_cell(typed, None)
    plain = typed.replace("．", ".")
    assert read.question == f"“{plain}”按2025年{month}月理解，请核对"


@pytest.mark.parametrize("text", ["2026年", "46203", "26.4.15", "6月底前", "2026—2028年"])
def test_a_cell_that_is_one_date_is_quoted_whole(text: str) -> None:
    (found,) = read_due_cell(text, 2026)
    assert (found.phrase, found.begin, found.end) == (text, 0, len(text))


@pytest.mark.parametrize("text", ["3月—10月", "三季度", "6月底前", "上半年"])
def test_without_a_year_of_the_plan_the_year_is_asked_for(text: str) -> None:
    (found,) = read_due_cell(text, None)
    assert (found.due, found.sure) == (None, False)
    assert found.question == f"“{text}”没有写年份，方案的年份也不明，请补上年份"
