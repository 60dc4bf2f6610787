"""The text and the time column of a task read together."""

from __future__ import annotations

from datetime import date

import pytest

from huaian_tui.domain.reading.goals import Proposal, TimeColumn, read_goals


def short(one: Proposal) -> tuple[str, str, str | None]:
    return (one.phrase, str(one.due) if one.due else one.recurrence, one.target)


CASES = [
    (
        "建成平台，接入机架不少于3000个。",
        "2026年6月底前",
        [("接入机架不少于3000个", "2026-06-30", ">=3000 个")],
    ),
    ("出台办法。", "9月底前", [("9月底前", "2026-09-30", None)]),
    (
        "发布两批清单，每批不少于20个。",
        "第一批4月底前，第二批10月底前",
        [("第一批4月底前", "2026-04-30", ">=20 个"), ("第二批10月底前", "2026-10-31", ">=20 个")],
    ),
    (
        "实施项目120个，上半年开工率达到60%。",
        "6月底、12月底",
        [("实施项目120个", "2026-12-31", "120 个"), ("上半年开工率达到60%", "2026-06-30", ">=60 %")],
    ),
    (
        "到2026年底，建成150个以上；到2027年底，实现县（市）全覆盖。",
        "",
        [("建成150个以上", "2026-12-31", ">=150 个"), ("实现县（市）全覆盖", "2027-12-31", "=100 %")],
    ),
    (
        "全年实施项目86个，一季度集中开工20个以上，完成投资150亿元。",
        "",
        [
            ("全年实施项目86个", "2026-12-31", "86 个"),
            ("一季度集中开工20个以上", "2026-03-31", ">=20 个"),
            ("完成投资150亿元", "2026-12-31", "150 亿元"),
        ],
    ),
    (
        "新建充电桩1500个。9月底前完成选址。",
        "",
        [("新建充电桩1500个", "", "1500 个"), ("9月底前完成选址", "2026-09-30", None)],
    ),
    ("每年推出10个以上场景。", "", [("每年推出10个以上场景", "year", ">=10 个")]),
    ("开展专项行动。", "全年", []),
    ("推进改革。", "持续推进", []),
    ("较2021年压缩50%以上。", "持续推进", [("较2021年压缩50%以上", "", "reduce >=50 %")]),
    (
        "上半年、全年分别完成投资50亿元、120亿元。",
        "",
        [("全年分别完成投资50亿元", "2026-06-30", "50 亿元"), ("120亿元", "2026-12-31", "120 亿元")],
    ),
    (
        "走访企业2000家。",
        "6月底前1000家，12月底前2000家",
        [("6月底前1000家", "2026-06-30", "1000 家"), ("12月底前2000家", "2026-12-31", "2000 家")],
    ),
    (
        "实施项目120个。",
        "6月底开工率达80%",
        [("实施项目120个", "", "120 个"), ("6月底开工率达80%", "2026-06-30", ">=80 %")],
    ),
    (
        "开展大检查。",
        "上半年、下半年各1次",
        [("下半年各1次", "2026-06-30", "1 次"), ("下半年各1次", "2026-12-31", "1 次")],
    ),
    (
        "生产总值增长6%左右，力争6.5%。",
        "",
        [("生产总值增长6%左右", "", "growth ~6 %"), ("力争6.5%", "", "stretch growth 6.5 %")],
    ),
    ("2026年6月底前，完成平台建设。", "", [("2026年6月底前，完成平台建设", "2026-06-30", None)]),
]


@pytest.mark.parametrize(("text", "due", "expected"), CASES)
def test_milestones_are_proposed(text: str, due: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert [short(one) for one in read_goals(text, due, year=2026).proposals] == expected


def test_a_goal_of_a_chapter_of_the_year_is_due_at_its_end() -> None:
    goals = read_goals("生产总值增长7%以上。", year=2026, chapter="一、确保完成全年主要预期目标")
    assert [short(one) for one in goals.proposals] == [("生产总值增长7%以上", "2026-12-31", "growth >=7 %")]


def test_a_goal_without_a_number_is_never_ticked() -> None:
    goals = read_goals("居民收入与经济增长基本同步。", "年底", year=2026)
    assert [(one.sure, str(one.due)) for one in goals.proposals] == [(False, "2026-12-31")]
    assert goals.questions


def test_columns_of_quarters_and_a_column_of_beginnings() -> None:
    goals = read_goals(
        "建设中心。",
        "12月底",
        year=2026,
        start_text="2026年3月",
        periods=[TimeColumn("一季度", "完成立项"), TimeColumn("三季度", "完成投资2亿元")],
    )
    assert [(*short(one), one.kind) for one in goals.proposals] == [
        ("完成立项", "2026-03-31", None, "end"),
        ("完成投资2亿元", "2026-09-30", "2 亿元", "end"),
        ("2026年3月", "2026-03-31", None, "start"),
        ("12月底", "2026-12-31", None, "end"),
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("项目开工建设", "start"),
        ("完成选址", "end"),
        ("制定方案", "end"),
        ("完成启动区建设", "end"),
    ],
)
def test_what_a_quarter_begins_is_a_beginning_and_what_it_ends_is_none(text: str, kind: str) -> None:
    (found,) = read_goals("建设中心。", "", year=2026, periods=[TimeColumn("二季度", text)]).proposals
    assert (str(found.due), found.kind) == ("2026-06-30", kind)


def test_a_head_of_a_quarter_in_another_year_is_due_there() -> None:
    heads = ("2027年度目标一季度", "二〇二七年 二季度", "2027年一季度", "一季度", "目标")
    goals = read_goals("建设中心。", "", year=2026, periods=[TimeColumn(head, "制定方案") for head in heads])
    assert [str(one.due) for one in goals.proposals] == [
        "2027-03-31",
        "2027-06-30",
        "2027-03-31",
        "2026-03-31",
        "None",
    ]


def test_a_time_column_that_counts_gives_each_number_its_own_date() -> None:
    def staged(due: str) -> list[tuple[str, str, str | None]]:
        return [short(one) for one in read_goals("推广平台。", due, year=2026).proposals]

    assert staged("6月底前1000家，12月底前2000家") == [
        ("6月底前1000家", "2026-06-30", "1000 家"),
        ("12月底前2000家", "2026-12-31", "2000 家"),
    ]
    # What the text dates without a number stays.
    dated = read_goals("9月底前出台办法，推广平台。", "6月底前1000家，12月底前2000家", year=2026)
    assert [short(one)[0] for one in dated.proposals] == [
        "9月底前出台办法",
        "6月底前1000家",
        "12月底前2000家",
    ]
    # The nearest date counts, unless both are said to.
    assert staged("6月底前启动，9月底前完成1000家") == [
        ("9月底前完成1000家", "2026-09-30", "1000 家"),
        ("6月底前启动", "2026-06-30", None),
    ]
    assert [one[1] for one in staged("6月底前、9月底前完成1000家") if one[2]] == ["2026-09-30"]
    assert [one[1] for one in staged("6月底前、9月底前各完成1000家") if one[2]] == [
        "2026-06-30",
        "2026-09-30",
    ]


def test_a_part_of_a_total_is_no_target_of_its_own() -> None:
    for text in ("培育企业100家，其中规上企业20家。", "培育企业100家，其中，规上企业20家。"):
        assert [one.target for one in read_goals(text, "", year=2026).proposals] == ["100 家"]
    apart = read_goals("培育企业100家，规上企业20家。", "", year=2026)
    assert [one.target for one in apart.proposals] == ["100 家", "20 家"]


def test_a_column_of_aims_adds_what_the_text_does_not_count() -> None:
    aims = "培育企业100家，培训500人次；9月底前出台办法。"
    goals = read_goals("培育企业100家。", "", year=2026, goal_text=aims)
    assert [(one.phrase, str(one.due), one.target) for one in goals.proposals] == [
        ("培育企业100家", "None", "100 家"),
        ("培训500人次", "None", "500 人次"),
        ("9月底前出台办法", "2026-09-30", None),
    ]


def test_a_season_is_asked_and_never_decided() -> None:
    goals = read_goals("完成45座水库加固，汛前全部完工。", "汛前", year=2026)
    assert [(one.phrase, one.due, one.sure) for one in goals.proposals] == [
        ("完成45座水库加固", None, True),
        ("汛前全部完工", None, False),
    ]
    assert any("汛前" in one for one in goals.questions)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("建设自助终端200台，年底前完成。", [("200 台", date(2026, 12, 31))]),
        ("建设自助终端200台，其中乡镇120台，年底前建成投用。", [("200 台", date(2026, 12, 31))]),
        (
            "开展培训6场，覆盖2000人次，力争9月底前全部完成。",
            [("6 场", date(2026, 9, 30)), ("2000 人次", date(2026, 9, 30))],
        ),
        ("建设200台，9月底前开工。", [("200 台", None), (None, date(2026, 9, 30))]),
        ("建成5个，6月底前印发方案。", [("5 个", None), (None, date(2026, 6, 30))]),
        ("6月底前建成5个，年底前全部完成。", [("5 个", date(2026, 6, 30)), (None, date(2026, 12, 31))]),
    ],
)
def test_a_time_at_the_end_of_a_sentence_is_that_of_what_it_counts(
    text: str, found: list[tuple[str | None, date | None]]
) -> None:
    assert [(one.target, one.due) for one in read_goals(text, year=2026).proposals] == found
