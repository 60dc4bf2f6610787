"""The reader of the published text: every count of the plan, and refusal of anything malformed."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huaian_tui.domain.errors import HuaianError
from huaian_tui.importing.published_plan import (
    PublishedPlan,
    derive_tasks,
    read_published_plan,
    resolve_slot,
    split_units,
)
from huaian_tui.importing.seed_files import source_path

SOURCE = source_path().read_text(encoding="utf-8")
LINES = SOURCE.split("\n")
OFFICE = "市职能转变和数字政府建设领导小组办公室"

LEAD_COUNTS = {
    "市数据局": 44,
    "市发改委": 13,
    "市工信局": 11,
    "市大数据中心": 5,
    OFFICE: 3,
    "市财政局": 2,
    "市国资委": 2,
    "市市场监管局": 2,
    "市委网信办": 1,
    "市通管办": 1,
    "市科技局": 1,
    "市委人才办": 1,
    "市人社局": 1,
    "人民银行淮安市分行": 1,
}
SUPPORT_COUNTS = {
    "市发改委": 18,
    "市工信局": 17,
    "各县区人民政府": 17,
    "市市场监管局": 16,
    "市各有关部门单位": 13,
    "市委网信办": 11,
    "市大数据中心": 9,
    "市通管办": 6,
    "市数据局": 6,
    "市公安局": 5,
}


@pytest.fixture(scope="module")
def plan() -> PublishedPlan:
    return read_published_plan(SOURCE)


def leads(plan: PublishedPlan) -> list[list[str]]:
    return [split_units(row.lead_raw) for row in plan.rows]


def supports(plan: PublishedPlan) -> list[list[str]]:
    return [split_units(row.support_raw) for row in plan.rows]


def flat(cells: list[list[str]]) -> list[str]:
    return [name for cell in cells for name in cell]


def test_title_and_stage(plan: PublishedPlan) -> None:
    assert plan.title == "淮安市推进数据基础制度建设更好发挥数据要素作用的实施方案"
    assert plan.stage == "征求意见稿"


def test_sixty_rows_without_a_gap(plan: PublishedPlan) -> None:
    assert [row.no for row in plan.rows] == list(range(1, 61))


def test_indicators_are_filled_downwards(plan: PublishedPlan) -> None:
    assert [row.no for row in plan.rows if row.level1_raw] == [1, 11, 25, 34, 41, 53]
    assert sum(1 for row in plan.rows if row.level2_raw) == 22
    assert list(Counter(row.level1 for row in plan.rows).values()) == [10, 14, 9, 7, 12, 8]
    assert [level1[:3] for level1 in dict.fromkeys(row.level1 for row in plan.rows)] == [
        f"（{numeral}）" for numeral in "一二三四五六"
    ]
    level2 = list(dict.fromkeys(row.level2 for row in plan.rows))
    assert [int(name.split(".")[0]) for name in level2] == list(range(1, 23))
    for row in plan.rows:
        assert row.level1_raw in ("", row.level1)
        assert row.level2_raw in ("", row.level2)
        assert row.level2.startswith(f"{row.article_no}.")


def test_distinct_units_and_slots(plan: PublishedPlan) -> None:
    lead, support = flat(leads(plan)), flat(supports(plan))
    assert (len(set(lead)), len(set(support)), len({*lead, *support})) == (14, 34, 35)
    assert (len(lead), len(support)) == (88, 158)


def test_full_comma_stands_only_before_the_counties(plan: PublishedPlan) -> None:
    cells = [cell for row in plan.rows for cell in (row.lead_raw, row.support_raw)]
    assert sum(cell.count("，") for cell in cells) == 17
    assert sum(cell.count("，各县区人民政府") for cell in cells) == 17


def test_rows_with_several_leads(plan: PublishedPlan) -> None:
    several = {
        row.no: len(names) for row, names in zip(plan.rows, leads(plan), strict=True) if len(names) > 1
    }
    assert len(several) == 21
    assert Counter(several.values()) == {2: 15, 3: 5, 4: 1}
    assert several[45] == 4


def test_lead_rows_of_every_unit(plan: PublishedPlan) -> None:
    assert Counter(flat(leads(plan))) == LEAD_COUNTS
    assert sum(1 for names in leads(plan) if names[0] == "市数据局") == 38


def test_responsible_rows_of_the_units_most_often_named(plan: PublishedPlan) -> None:
    counted = Counter(flat(supports(plan)))
    assert {name: counted[name] for name in SUPPORT_COUNTS} == SUPPORT_COUNTS
    assert all(count <= 5 for name, count in counted.items() if name not in SUPPORT_COUNTS)


def test_no_unit_is_both_lead_and_responsible_in_one_row(plan: PublishedPlan) -> None:
    for lead, support in zip(leads(plan), supports(plan), strict=True):
        assert len({*lead, *support}) == len(lead) + len(support)


def test_counts_after_both_repairs(plan: PublishedPlan) -> None:
    tasks = derive_tasks(plan)
    support = Counter(slot.unit for task in tasks for slot in task.support)
    units = {slot.unit for task in tasks for slot in (*task.lead, *task.support)}
    assert len(units) == 33
    assert support["市工信局"] == 18
    assert support["市科技局"] == 4
    assert not {"市工信厅", "市科技局等单位"} & units


def test_repaired_slots_keep_the_raw_text_and_give_a_reason() -> None:
    hall = resolve_slot("市工信厅")
    assert (hall.name, hall.unit, hall.open) == ("市工信厅", "市工信局", False)
    assert hall.assumption is not None and "市工信厅" in hall.assumption
    others = resolve_slot("市科技局等单位")
    assert (others.name, others.unit, others.open) == ("市科技局等单位", "市科技局", True)
    assert others.assumption is not None and "等单位" in others.assumption
    assert resolve_slot("市财政局").assumption is None


def test_body_has_22_articles_under_their_headings(plan: PublishedPlan) -> None:
    assert [article.number for article in plan.articles] == list(range(1, 23))
    assert plan.article(1).section == "二、重点任务 （一）建立权责明确的数据产权制度"
    assert plan.article(5).section == "二、重点任务 （二）促进数据要素合规有序流通交易"
    assert plan.article(18).section == "二、重点任务 （五）构建包容共享的多元生态体系"
    assert {plan.article(number).section for number in range(19, 23)} == {"三、保障措施"}
    for article in plan.articles:
        assert LINES[article.line - 1] == f"{article.heading}。{article.text}"


def test_article_headings_equal_the_table_but_for_article_12(plan: PublishedPlan) -> None:
    level2 = list(dict.fromkeys(row.level2 for row in plan.rows))
    different = [
        article.number for article, name in zip(plan.articles, level2, strict=True) if article.heading != name
    ]
    assert different == [12]
    assert plan.article(12).heading == "12.健全完善数据要素收益分配机制"
    assert level2[11] == "12.完善数据要素收益分配机制"


def test_headings_of_the_first_five_indicators_equal_the_body_and_the_sixth_does_not(
    plan: PublishedPlan,
) -> None:
    level1 = list(dict.fromkeys(row.level1 for row in plan.rows))
    sections = list(dict.fromkeys(article.section for article in plan.articles))
    assert sections[:5] == [f"二、重点任务 {name}" for name in level1[:5]]
    assert (level1[5], sections[5]) == ("（六）保障措施", "三、保障措施")


def test_59_task_texts_equal_the_body_and_row_57_does_not(plan: PublishedPlan) -> None:
    different: list[int] = []
    for article in plan.articles:
        rest = article.text
        for row in (row for row in plan.rows if row.article_no == article.number):
            if rest.startswith(row.text):
                rest = rest.removeprefix(row.text)
            else:
                different.append(row.no)
                assert row.text.replace("政策资金支持", "政策支持") == rest[: len(row.text) - 2]
                rest = rest[len(row.text) - 2 :]
        assert rest == "", f"article {article.number} says more than the table"
    assert different == [57]


def test_row_lines_point_into_the_text(plan: PublishedPlan) -> None:
    for row in plan.rows:
        assert LINES[row.line - 1] == f"\t{row.no}"
        assert LINES[row.line + 2] == f"\t{row.text}"


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(plan: PublishedPlan) -> None:
    assert read_published_plan("\ufeff" + SOURCE.replace("\n", "\r\n")) == plan


def test_a_text_without_a_stage_line_has_an_empty_stage() -> None:
    issued = read_published_plan(SOURCE.replace("（征求意见稿）\n", "", 1))
    assert issued.stage == ""
    assert issued.title == "淮安市推进数据基础制度建设更好发挥数据要素作用的实施方案"


def line_of(content: str, after: str = "") -> int:
    """Number (from 1) of the first line that equals ``content``, searched after the line ``after``."""
    start = LINES.index(after) if after else 0
    return LINES.index(content, start) + 1


def replaced(number: int, *lines: str) -> str:
    """The text with line ``number`` replaced by ``lines`` (none: left out)."""
    return "\n".join([*LINES[: number - 1], *lines, *LINES[number:]])


HEADER = line_of("\t序号")
ROW_1 = line_of("\t1")
ROW_3 = line_of("\t3")
ROW_11 = line_of("\t11")
ARTICLE_5 = next(number for number, line in enumerate(LINES, start=1) if line.startswith("5."))


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        pytest.param(replaced(line_of("附件")), len(LINES) - 1, "附件", id="no annex"),
        pytest.param(replaced(HEADER, "\t编号"), HEADER, "表头", id="wrong column"),
        pytest.param(replaced(ROW_3, "\t4"), ROW_3, "序号应为3", id="number skipped"),
        pytest.param(replaced(ROW_3, "\t２"), ROW_3, "序号应为3", id="number not ASCII"),
        pytest.param(replaced(ROW_3, "\t" + "9" * 5000), ROW_3, "序号应为3", id="endless number"),
        pytest.param(replaced(ROW_3 + 1), ROW_3, "这里有5个", id="cell lost"),
        pytest.param(replaced(ROW_3 + 1, "\t", "\t"), ROW_3, "这里有7个", id="cell too many"),
        pytest.param(replaced(ROW_3 + 1, "\t\t"), ROW_3 + 1, "制表符", id="two cells in a line"),
        pytest.param(replaced(ROW_3 + 3, "\t"), ROW_3 + 3, "重点任务", id="task empty"),
        pytest.param(replaced(ROW_3 + 4, "\t  "), ROW_3 + 4, "牵头单位", id="lead empty"),
        pytest.param(replaced(ROW_3 + 5, "\t市数据局、"), ROW_3 + 5, "空缺", id="unit missing"),
        pytest.param(replaced(ROW_3 + 3, "散落的文字"), ROW_3 + 3, "制表符", id="cell without its TAB"),
        pytest.param(replaced(ROW_1 + 1, "\t"), ROW_1 + 1, "第1项没有一级指标", id="no first indicator"),
        pytest.param(replaced(ROW_1 + 1, "\t一"), ROW_1 + 1, "（一）", id="indicator without number"),
        pytest.param(replaced(ROW_11 + 2, "\t"), ROW_11 + 2, "二级指标却是空的", id="level 2 lost"),
        pytest.param(replaced(ROW_11 + 2, "\t6.跳号"), ROW_11 + 2, "“5.”", id="level 2 skipped"),
        pytest.param(replaced(ARTICLE_5), ARTICLE_5, "应为第5条", id="article lost"),
        pytest.param(replaced(19, "\t二、重点任务"), 19, "表格单元格", id="cell in the body"),
        pytest.param(replaced(13, "坏\ud800字"), 13, "无法识别", id="half of a character pair"),
    ],
)
def test_malformed_text_is_refused_with_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(HuaianError) as refused:
        read_published_plan(text)
    assert f"第{line}行（文本行号）" in refused.value.message
    assert reason in refused.value.message
    assert refused.value.way_out


def test_a_row_whose_article_is_missing_from_the_body_is_refused() -> None:
    number = next(number for number, line in enumerate(LINES, start=1) if line.startswith("22."))
    with pytest.raises(HuaianError, match="第60项的二级指标"):
        read_published_plan(replaced(number))


@pytest.mark.parametrize(
    "text", ["", "\n\n", "附件", "标题\n附件\n", "标题\n附件\n\t序号", "\t", "附件\n附件"]
)
def test_fragments_are_refused(text: str) -> None:
    with pytest.raises(HuaianError):
        read_published_plan(text)


@pytest.mark.parametrize("raw", ["", "、", "市数据局，", "市数据局、、市发改委", " "])
def test_lists_of_units_with_a_hole_are_refused(raw: str) -> None:
    with pytest.raises(HuaianError):
        split_units(raw)


def test_both_separators_split_in_order() -> None:
    assert split_units("市发改委、市工信局，各县区人民政府") == ["市发改委", "市工信局", "各县区人民政府"]


def read_or_refuse(text: str) -> None:
    """Reads and derives; only a HuaianError may come out, and then nothing is half done."""
    try:
        plan = read_published_plan(text)
    except HuaianError as refused:
        assert re.search(r"第[0-9]+行（文本行号）", refused.message)
    else:
        assert len(derive_tasks(plan)) == len(plan.rows)


SCRAPS = st.sampled_from(
    [
        "\t",
        "\n",
        "\n\n",
        "\r",
        "、",
        "，",
        "附件",
        "\n附件\n",
        "。",
        "1.",
        "（一）",
        "一、",
        "等单位",
        " ",
        "\u3000",
        "[/]",
    ]
) | st.text(st.characters(), max_size=5)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SOURCE)), st.integers(0, 40), SCRAPS), min_size=1, max_size=4))
def test_mutilated_text_raises_nothing_but_our_error(cuts: list[tuple[int, int, str]]) -> None:
    text = SOURCE
    for start, length, scrap in cuts:
        text = text[:start] + scrap + text[start + length :]
    read_or_refuse(text)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_lines_lost_doubled_or_swapped_raise_nothing_but_our_error(data: st.DataObject) -> None:
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 4))):
        first = data.draw(st.integers(0, len(lines) - 1))
        second = data.draw(st.integers(0, len(lines) - 1))
        change = data.draw(st.sampled_from(["lose", "double", "swap"]))
        if change == "lose":
            del lines[first]
        elif change == "double":
            lines.insert(second, lines[first])
        else:
            lines[first], lines[second] = lines[second], lines[first]
    read_or_refuse("\n".join(lines))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_at_all_raises_nothing_but_our_error(text: str) -> None:
    read_or_refuse(text)
