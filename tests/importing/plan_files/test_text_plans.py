"""Plans typed or copied as text: tables in every form, brackets, label lines, sentences broken by a PDF."""

from __future__ import annotations

import pytest
from support.plan_drafts import asked, dates, from_text, lead, short, support, targets

TITLE = "云川市2026年重点工作任务分解表"
ROWS = [
    ("1", "建成数据平台。", "市数据局", "市财政局、市发展改革委", "6月底前"),
    ("2", "培育企业20家以上。", "市工业和信息化局", "", "12月底前"),
    ("3", "开展数据安全检查。", "市委网信办", "市公安局", "每季度"),
]
HEADS = ("序号", "重点任务", "牵头单位", "责任单位", "完成时限")
EXPECTED = [
    ("1", "", "", "建成数据平台。", "市数据局", "市财政局 市发展改革委"),
    ("2", "", "", "培育企业20家以上。", "市工业和信息化局", ""),
    ("3", "", "", "开展数据安全检查。", "市委网信办", "市公安局"),
]


def pipes() -> str:
    lines = [f"| {' | '.join(row)} |" for row in (HEADS, ("---",) * 5, *ROWS)]
    return f"# {TITLE}\n\n" + "\n".join(lines) + "\n\n备注：每月25日前报送进展。\n"


def pipes_without_border() -> str:
    return f"{TITLE}\n" + "\n".join(" | ".join(row) for row in (HEADS, *ROWS))


def cell_bar() -> str:
    return f"{TITLE}\n" + "\n".join(f"{cell} |" for row in (HEADS, *ROWS) for cell in row)


def tabs() -> str:
    return f"{TITLE}\r\n" + "\r\n".join("\t".join(row) for row in (HEADS, *ROWS))


def lone_tabs() -> str:
    return f"{TITLE}\n\n" + "\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in (HEADS, *ROWS))


def cell_a_line() -> str:
    return f"{TITLE}\n" + "\n".join(cell for row in (HEADS, *ROWS) for cell in row if cell)


def wide_gaps() -> str:
    return f"{TITLE}\n" + "\n".join("   ".join(cell or "无" for cell in row) for row in (HEADS, *ROWS))


def single_blanks() -> str:
    return f"{TITLE}\n" + "\n".join(" ".join(cell or "/" for cell in row) for row in (HEADS, *ROWS))


FORMS = [pipes, pipes_without_border, cell_bar, tabs, lone_tabs, cell_a_line, wide_gaps, single_blanks]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig", "utf-16"])
def test_a_table_is_read_in_every_form_and_encoding(form, encoding) -> None:  # type: ignore[no-untyped-def]
    draft = from_text(form(), encoding)
    assert [short(one) for one in draft.tasks] == EXPECTED
    assert [dates(one) for one in draft.tasks] == [["2026-06-30"], ["2026-12-31"], []]
    assert [targets(one) for one in draft.tasks] == [[], [">=20 家"], []]
    assert draft.title == TITLE and draft.year == 2026


def test_bold_marks_and_line_breaks_of_markdown_are_no_text() -> None:
    draft = from_text(
        "## 2026年任务表\n"
        "|序号|任务|**牵头单位**|配合单位|\n"
        "|:-:|---|---|---|\n"
        "|1|建设平台，<br>完成联网|市数据局|市财政局<br>市公安局|"
    )
    assert [short(one) for one in draft.tasks] == [
        ("1", "", "", "建设平台，\n完成联网", "市数据局", "市财政局 市公安局")
    ]


BRACKETS = """清澜市2026年优化营商环境工作要点

一、提升政务服务
（一）推进“一网通办”。6月底前，90%以上事项实现网上办理。（市数据局牵头，市司法局、财政局配合）
（二）压缩办理时限。平均办理时限压缩至3个工作日以内。（市行政审批局、市市场监管局按职责分工负责，年内持续推进）
二、加强要素保障
（三）强化金融支持。新增贷款100亿元，对符合条件的企业给予最高200万元补助。（牵头单位：市财政局；责任单位：人民银行清澜市分行、各县区）
本要点自印发之日起施行。
"""


def test_measures_end_with_their_units_in_brackets() -> None:
    draft = from_text(BRACKETS)
    assert [short(one) for one in draft.tasks] == [
        (
            "1",
            "一、提升政务服务",
            "（一）推进“一网通办”",
            "6月底前，90%以上事项实现网上办理。",
            "市数据局",
            "市司法局 市财政局",
        ),
        (
            "2",
            "一、提升政务服务",
            "（二）压缩办理时限",
            "平均办理时限压缩至3个工作日以内。",
            "",
            "市行政审批局 市市场监管局",
        ),
        (
            "3",
            "二、加强要素保障",
            "（三）强化金融支持",
            "新增贷款100亿元，对符合条件的企业给予最高200万元补助。",
            "市财政局",
            "人民银行清澜市分行 各县区",
        ),
    ]
    assert [targets(one) for one in draft.tasks] == [[">=90 %"], ["<=3 个工作日"], ["100 亿元"]]
    assert [dates(one) for one in draft.tasks] == [["2026-06-30"], [], []]
    assert draft.tasks[1].due_text == "年内持续推进"
    assert "no_lead" in asked(draft)


def test_lines_broken_by_a_pdf_are_put_together() -> None:
    broken, width = list[str](), 30
    for line in BRACKETS.split("\n"):
        broken += [line[at : at + width] for at in range(0, max(len(line), 1), width)]
        if len(broken) == 6:
            broken.append("— 1 —")
    draft = from_text("\n".join(one for one in broken if one))
    assert [short(one) for one in draft.tasks] == [short(one) for one in from_text(BRACKETS).tasks]


LABELS = """东浦区2026年重点工作责任分解

一、稳增长

（一）地区生产总值增长6%左右。

责任领导：张某某 李 某

牵头单位：区发展改革局。
配合单位：区统计局、各镇、街道。

完成时限：12月底前

（二）新建农村公路30公里。
责任领导：王某某
牵头单位：区交通运输局
配合单位：无
完成时限：10月底前
"""


def test_label_lines_give_units_and_dates_and_persons_are_left_out() -> None:
    draft = from_text(LABELS)
    assert [short(one) for one in draft.tasks] == [
        ("1", "一、稳增长", "", "地区生产总值增长6%左右。", "区发展改革局", "区统计局 各镇 各街道"),
        ("2", "一、稳增长", "", "新建农村公路30公里。", "区交通运输局", ""),
    ]
    assert [dates(one) for one in draft.tasks] == [["2026-12-31"], ["2026-10-31"]]
    whole = repr(draft.tasks)
    assert not any(name in whole for name in ("张某某", "李 某", "李某", "王某某"))


def test_one_label_beside_another_says_who_leads() -> None:
    text = (
        "2026年工作分解\n"
        "1. 建设平台。\n"
        "责任单位：区数据局\n"
        "配合单位：区财政局\n"
        "2. 开展培训。\n"
        "责任单位：区人社局\n"
    )
    draft = from_text(text)
    assert [(lead(one), support(one)) for one in draft.tasks] == [("区数据局", "区财政局"), ("区人社局", "")]


def test_a_label_alone_with_the_rule_that_the_first_leads() -> None:
    text = (
        "2026年任务\n"
        "1. 建设平台。\n"
        "责任单位：区数据局、区财政局（首位为牵头单位，下同）\n"
        "2. 开展培训。\n"
        "责任单位：区人社局、区教育局\n"
    )
    draft = from_text(text)
    assert [(lead(one), support(one)) for one in draft.tasks] == [
        ("区数据局", "区财政局"),
        ("区人社局", "区教育局"),
    ]


def test_division_of_work_as_a_sentence() -> None:
    text = (
        "2026年措施\n"
        "1.建设平台。扩大开放数据范围，持续完善。\n"
        "部门分工：市数据局牵头，市财政局、市发展改革委配合。\n"
        "2.开展培训。加强人才培养。\n"
        "部门分工：市人社局牵头。\n"
    )
    draft = from_text(text)
    assert [(lead(one), support(one)) for one in draft.tasks] == [
        ("市数据局", "市财政局 市发展改革委"),
        ("市人社局", ""),
    ]


def test_first_second_third_are_measures_of_their_own() -> None:
    text = (
        "2026年工作要点\n一、强化监管\n"
        "一是开展专项检查4次。（市市场监管局牵头，市公安局配合）二是建立通报制度。（市政府办公室负责）"
        "三是8月底前完成整改。（各县区、市直有关部门）\n"
    )
    draft = from_text(text)
    assert [(one.text, lead(one), support(one)) for one in draft.tasks] == [
        ("开展专项检查4次。", "市市场监管局", "市公安局"),
        ("建立通报制度。", "", "市政府办公室"),
        ("8月底前完成整改。", "", "各县区 市直有关部门"),
    ]
    assert [one.level1 for one in draft.tasks] == ["一、强化监管"] * 3
    assert dates(draft.tasks[2]) == ["2026-08-31"]


def test_first_second_on_lines_of_their_own_under_a_heading() -> None:
    text = (
        "2026年工作要点\n（一）强化监管\n一是开展专项检查4次。（市市场监管局牵头）\n二是建立通报制度。（市政府办公室牵头）\n"
        "（二）优化服务\n一是推进联审。（市行政审批局牵头）\n二是压减材料。（市数据局牵头）\n"
    )
    draft = from_text(text)
    assert [(one.level1 or one.level2, one.text, lead(one)) for one in draft.tasks] == [
        ("（一）强化监管", "开展专项检查4次。", "市市场监管局"),
        ("（一）强化监管", "建立通报制度。", "市政府办公室"),
        ("（二）优化服务", "推进联审。", "市行政审批局"),
        ("（二）优化服务", "压减材料。", "市数据局"),
    ]


def test_leaders_in_the_bracket_are_left_out() -> None:
    text = (
        "2026年工作要点\n"
        "1. 完成技改投资50亿元。（责任领导：赵某某；牵头单位：市发改委；责任单位：市工信局、市财政局）\n"
        "2. 新增企业10家。（责任领导：钱某某；牵头单位：市工信局；责任单位：各县区）\n"
    )
    draft = from_text(text)
    assert [(lead(one), support(one)) for one in draft.tasks] == [
        ("市发改委", "市工信局 市财政局"),
        ("市工信局", "各县区"),
    ]
    assert "赵某某" not in repr(draft.tasks) and "钱某某" not in repr(draft.tasks)


def test_a_time_in_the_bracket_is_the_due_text() -> None:
    text = (
        "2026年任务\n"
        "1. 出台方案。（牵头单位：州发改委；责任单位：州财政局及州直相关单位，6月底完成）\n"
        "2. 开展评估。（牵头单位：州统计局，10月底前）\n"
    )
    draft = from_text(text)
    assert [(one.due_text, dates(one), support(one)) for one in draft.tasks] == [
        ("6月底完成", ["2026-06-30"], "州财政局 州直相关单位"),
        ("10月底前", ["2026-10-31"], ""),
    ]


def test_a_copied_table_whose_merged_cells_are_empty_is_filled_and_asked() -> None:
    text = (
        "2026年任务表\n序号\t类别\t任务\t牵头单位\t配合单位\n1\t产业\t建园区。\t市发改委\t市财政局\n"
        "2\t\t招企业。\t\t市商务局\n3\t民生\t建学校。\t市教育局\t\n"
    )
    draft = from_text(text)
    assert [one.level1 for one in draft.tasks] == ["产业", "产业", "民生"]
    assert lead(draft.tasks[1]) == ""
    assert {"level1", "lead_empty"} <= asked(draft)


def test_what_is_no_plan_gives_no_task() -> None:
    draft = from_text("关于召开会议的通知\n各县区：\n定于3月5日召开会议，请准时参加。\n2026年3月1日\n")
    assert draft.tasks == () and asked(draft) == {"nothing"}


def test_dotted_and_full_width_numbers_are_numbers() -> None:
    text = (
        "2026年任务\n"
        "1．建平台。（市数据局牵头）\n"
        "2﹒建园区。（市发改委牵头）\n"
        "３、建学校。（市教育局牵头）\n"
        "(4) 建医院。（市卫健委牵头）\n"
    )
    assert [one.no for one in from_text(text).tasks] == ["1", "2", "3", "4"]


def test_site_furniture_and_page_numbers_are_no_text() -> None:
    text = (
        "首页 > 政务公开\n索 引 号：123\n"
        + BRACKETS.replace("二、加强", "- 2 -\n二、加强")
        + "扫一扫在手机打开当前页\n"
    )
    assert [short(one) for one in from_text(text).tasks] == [short(one) for one in from_text(BRACKETS).tasks]


def test_units_for_all_later_tasks_are_asked_and_not_added() -> None:
    text = (
        "威海市2026年工作要点\n"
        "1.实施提升行动。新增企业30家。（牵头单位：市甲局；责任单位：市乙局。以下任务均需各区市政府落实，不再一一列出）\n"
        "2.推进项目建设。开工项目50个。（牵头单位：市发改委；责任单位：市住建局、自然资源局）\n"
    )
    draft = from_text(text)
    assert [(lead(one), support(one)) for one in draft.tasks] == [
        ("市甲局", "市乙局"),
        ("市发改委", "市住建局 市自然资源局"),
    ]
    assert draft.title == "威海市2026年工作要点"
    (question,) = [one for one in draft.questions if one.kind == "added"]
    assert "各区市政府" in question.message and [one.key for one in question.answers] == [
        "add_later",
        "leave",
    ]
