"""Whole files of made-up offices, each of a shape of its own, against a careful reading by hand."""

from __future__ import annotations

import pytest
from support.plan_drafts import (
    asked,
    cell,
    dates,
    from_text,
    from_word,
    lead,
    para,
    short,
    support,
    table,
    targets,
    word,
    word_table,
)

from huaian_tui.importing.plan_files.draft import Draft


def told(draft: Draft) -> str:
    return "\n".join(message for _, message in draft.told)


def test_a_row_cut_by_a_page_below_repeated_heads() -> None:
    heads = ("序号", "一级指标", "重点任务", "牵头单位", "责任单位", "完成时限")
    draft = from_word(
        word_table(
            [
                heads,
                ("1", "产业", "培育企业20家，\n建立梯度培育库", "市工信局", "市科技局、", "6月底前"),
                heads,
                ("", "", "，并组织三次以上对接活动。", "", "市财政局", ""),
                ("合计", "<", "1项", "", "", ""),
            ],
            "云川市2026年产业强市任务分解表",
        )
    )
    [task] = draft.tasks
    assert "".join(task.text.split()) == "培育企业20家，建立梯度培育库，并组织三次以上对接活动。"
    assert (lead(task), support(task), dates(task)) == ("市工信局", "市科技局 市财政局", ["2026-06-30"])
    assert targets(task) == ["20 家", ">=3 次"]


def test_a_table_within_the_cell_of_a_task_is_its_text() -> None:
    inner = table([("绿道", "12公里"), ("驿站", "6座")])
    heads = "".join(cell(one) for one in ("序号", "项目名称", "主要内容", "责任部门", "配合部门", "时间节点"))
    content = f"<w:tc>{para('建设公园：')}{inner}<w:p/></w:tc>"
    row = cell("1") + cell("公园") + content + cell("市住建局") + cell("市水利局") + cell("2026年11月底")
    draft = from_word(word(f"<w:tbl><w:tr>{heads}</w:tr><w:tr>{row}</w:tr></w:tbl>"))
    [task] = draft.tasks
    assert (task.level2, lead(task), support(task)) == ("公园", "市住建局", "市水利局")
    assert targets(task) == ["12 公里", "6 座"] and dates(task) == ["2026-11-30"]
    assert "套着表格" in told(draft)


def test_a_rule_in_a_text_box_binds_and_is_no_title() -> None:
    box = (
        "<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>"
        + para("说明：责任单位中首位为牵头单位")
        + "</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    rows = [
        ("序号", "实事项目", "建设内容及规模", "责任单位", "完成时限"),
        ("一", "托育", "新增托位300个", "区卫健局、区教育局，各街道", "2026.11"),
    ]
    draft = from_word(word(para("东浦区2026年民生实事分解表") + box + table(rows)))
    assert draft.title == "东浦区2026年民生实事分解表"
    assert short(draft.tasks[0]) == ("1", "", "托育", "新增托位300个", "区卫健局", "区教育局 各街道")


def test_titles_of_parts_without_a_number_before_and_between_items() -> None:
    draft = from_text(
        "咸云区2026年目标任务责任分解\n\n一、高质量发展\n项目建设\n"
        "1.实施项目120个。（责任领导：某某某；牵头单位：区发改局；责任单位：各乡镇办，6月底开工率达80%）\n"
        "2.签约项目60个，其中10亿元以上8个。（牵头单位：区招商局）\n基础设施\n"
        "3.建设公路150公里（牵头单位：区交通局；责任单位：相关乡镇办）\n"
    )
    assert [(one.level2, targets(one)) for one in draft.tasks] == [
        ("项目建设", ["120 个", ">=80 %"]),
        ("项目建设", ["60 个"]),
        ("基础设施", ["150 公里"]),
    ]


def test_small_dots_before_months_and_labels_of_many_words() -> None:
    draft = from_text(
        "云川市2026年责任清单\n一、经济运行（共2项）\n1、增长6%左右。\n牵头单位：市发展改革委\n"
        "2﹒6月底前兑现资金3亿元，9月底前兑现5亿元。\n牵头责任单位：市财政局\n"
        "协同责任单位：市工信局、市商务局；各县（区）政府\n"
    )
    assert [(one.no, lead(one), support(one), dates(one)) for one in draft.tasks] == [
        ("1", "市发展改革委", "", []),
        ("2", "市财政局", "市工信局 市商务局 各县（区）政府", ["2026-06-30", "2026-09-30"]),
    ]


def test_fields_by_single_spaces_with_several_units_in_a_row() -> None:
    draft = from_text(
        "云川市2026年任务分工表\n序号 工 作 任 务 牵头负责部门 配合部门 完成时限\n"
        "1 全面推开改革 市市场监管局 市司法局、市审批局 3月底前\n"
        "2 将企业 开办时间压缩至1天以内 市市场监管局 市公安局 市税务局 6月底前\n"
    )
    assert [(lead(one), support(one), dates(one)) for one in draft.tasks] == [
        ("市市场监管局", "市司法局 市审批局", ["2026-03-31"]),
        ("市市场监管局", "市公安局 市税务局", ["2026-06-30"]),
    ]


def test_what_text_and_goal_column_both_say_is_one_target() -> None:
    rows = [
        ("序号", "任务", "目标值", "牵头部门", "时间"),
        ("1", "引进项目30个", "30个", "区商务局", "2026年6月底前"),
        ("2", "新增停车位", "1000个以上", "区城管局", "2026年11月"),
    ]
    tasks = from_word(word_table(rows)).tasks
    assert [targets(one) for one in tasks] == [["30 个"], [">=1000 个"]]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_firsts_and_seconds_in_one_paragraph_in_any_encoding(encoding: str) -> None:
    text = (
        "云川市2026年城市更新工作安排\r\n\r\n一、改造老旧小区\r\n"
        "一是完成改造46个。（市住建局牵头，市财政局配合）二是加装电梯不少于200部。（责任单位：市住建局）"
        "三是6月底前建立机制。（市城管局）\r\n"
    )
    draft = from_text(text, encoding)
    assert [(one.no, targets(one), dates(one)) for one in draft.tasks] == [
        ("1", ["46 个"], []),
        ("2", [">=200 部"], []),
        ("3", [], ["2026-06-30"]),
    ]
    assert "no_lead" in asked(draft)


def test_a_chapter_in_the_columns_of_number_and_task_alone() -> None:
    rows = [
        ("序号", "重点工作", "牵头单位", "参与单位", "完成时限"),
        ("1-1", "深化医改，覆盖率达90%以上", "市医保局", "市卫健委", "12月"),
        ("二", "职业教育", "", "", ""),
        ("2-1", "新建实训基地5个", "市教育局", "市人社局", "9月"),
    ]
    tasks = from_word(word_table(rows, "云川市2026年任务台账")).tasks
    assert [(one.no, one.level1, targets(one)) for one in tasks] == [
        ("1-1", "", [">=90 %"]),
        ("2-1", "二、职业教育", ["5 个"]),
    ]


def test_who_leads_a_unit_is_no_part_of_its_name() -> None:
    rows = [
        ("序号", "整改任务", "责任单位及责任人", "整改时限"),
        ("1", "整治河道6条", "县水利局局长王某某、县城管局（李某某）", "2026年10月"),
    ]
    draft = from_word(word_table(rows, "安岭县2026年整改任务清单"))
    assert support(draft.tasks[0]) == "县水利局 县城管局"
    assert "王某某" not in repr(draft.tasks) and "李某某" not in repr(draft.tasks)


def test_parts_behind_a_colon_are_no_targets() -> None:
    text = (
        "云川市2026年任务\n1.新建管网60公里，其中：主城区35公里、县城25公里。（市住建局牵头）\n"
        "2.建站。（市水利局牵头）\n"
    )
    assert targets(from_text(text).tasks[0]) == ["60 公里"]


def test_units_on_a_line_of_their_own_behind_paragraphs_below_a_heading() -> None:
    lines = [
        "云川市制造强市2026年行动方案重点任务",
        "一、总体要求",
        "到2027年，规上工业增加值突破800亿元。",
        "二、重点任务",
        "（一）建设产业集群",
        "聚焦新材料。2026年营收增长10%以上。",
        "（市工信局牵头，市发改委、科技局按职责分工负责）",
        "（二）实施技改工程",
        "每年实施技改项目200个以上。",
        "（责任单位：市工信局、市财政局）",
        "三、保障措施",
        "各地要加强组织领导。",
    ]
    draft = from_word(word("".join(para(one) for one in lines)))
    assert [(short(one)[:3], lead(one), support(one), targets(one)) for one in draft.tasks] == [
        (
            ("1", "二、重点任务", "（一）建设产业集群"),
            "市工信局",
            "市发改委 市科技局",
            ["growth >=10 %"],
        ),
        (("2", "二、重点任务", "（二）实施技改工程"), "", "市工信局 市财政局", [">=200 个"]),
    ]


def test_labels_right_below_chapters_and_sections_that_are_chapters() -> None:
    text = (
        "安岭县2026年民生实事台账\n一、新建社区食堂\n工作目标：新建社区食堂6家。\n牵头单位：县民政局\n"
        "完成时限：8月底前\n二、老旧电梯更新\n牵头单位：县市场监管局\n"
    )
    assert [(one.no, one.text, lead(one), dates(one)) for one in from_text(text).tasks] == [
        ("1", "新建社区食堂6家", "县民政局", ["2026-08-31"]),
        ("2", "老旧电梯更新", "县市场监管局", []),
    ]
    flat = (
        "盐云市2026年实事责任分解\n（一）交通出行\n1.新辟线路10条。\n责任部门：市交通局、市公安局\n"
        "（二）健康养老\n2.筛查6万人次。\n责任部门：市卫健委\n"
    )
    assert [(one.no, one.level1, one.level2) for one in from_text(flat).tasks] == [
        ("1", "（一）交通出行", ""),
        ("2", "（二）健康养老", ""),
    ]


def test_a_card_a_table_with_a_month_beside_its_label() -> None:
    def card(number: int, problem: str, measure: str, due: str) -> str:
        return table(
            [
                (f"问题{number}", problem, "", ""),
                ("整改措施", measure, "整改时限", due),
                ("牵头单位", "县水利局", "责任单位", "县财政局"),
            ]
        )

    first = card(1, "整治不到位", "清理问题36处", "2026年6月30日")
    second = card(2, "反弹", "建成执法点4处", "2026年9月")
    draft = from_word(word(para("安岭县2026年整改台账") + first + para("") + second))
    assert [(one.no, one.level2, one.text, lead(one), dates(one)) for one in draft.tasks] == [
        ("1", "整治不到位", "清理问题36处", "县水利局", ["2026-06-30"]),
        ("2", "反弹", "建成执法点4处", "县水利局", ["2026-09-30"]),
    ]


def test_tables_one_below_the_other_with_heads_of_their_own() -> None:
    rows = [
        ("一、投资任务", "<", "<", "<"),
        ("序号", "项目", "牵头单位", "完成时限"),
        ("1", "建成公路80公里", "县交通局", "11月底"),
        ("二、改革任务", "<", "<", "<"),
        ("序号", "改革事项", "责任单位", "完成时限"),
        ("1", "出台方案", "县财政局", "9月底"),
    ]
    draft = from_word(word_table(rows, "安岭县２０２６年两项清单"))
    assert [(one.level1, one.text, dates(one)) for one in draft.tasks] == [
        ("一、投资任务", "建成公路80公里", ["2026-11-30"]),
        ("二、改革任务", "出台方案", ["2026-09-30"]),
    ]
