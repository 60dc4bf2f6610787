"""Plans in Word: merges both ways, repeated heads, cut rows, numbers of Word, boxes, changes, body text."""

from __future__ import annotations

from support.plan_drafts import (
    WORD,
    asked,
    cell,
    dates,
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

HEADS = ["序号", "重点任务", "牵头单位", "责任单位", "完成时限"]
TITLE = "云川市2026年重点任务分解表"


def test_repeated_heads_and_rows_cut_by_a_page_are_put_together() -> None:
    draft = from_word(
        word_table(
            [
                HEADS,
                ["1", "建成市级平台，推动", "市数据局", "市财政局、", "6月底前"],
                HEADS,
                ["", "各县区接入。", "", "市发展改革委", ""],
                ["2", "培育企业20家以上。", "市工信局", "市商务局", "12月底前"],
            ],
            TITLE,
        )
    )
    assert [short(one) for one in draft.tasks] == [
        ("1", "", "", "建成市级平台，推动各县区接入。", "市数据局", "市财政局 市发展改革委"),
        ("2", "", "", "培育企业20家以上。", "市工信局", "市商务局"),
    ]
    assert "joined" in asked(draft)


def test_one_number_over_several_rows_is_several_tasks() -> None:
    heads = ["序号", "项目名称", "主要内容", "牵头单位", "配合单位", "分管领导"]
    draft = from_word(
        word_table(
            [
                heads,
                ["1", "教育惠民", "新建幼儿园3所。", "区教育局", "区财政局", "甲 某某"],
                ["^", "^", "改造中小学食堂5所。", "区教育局", "区市场监管局", "^"],
                ["2", "健康惠民", "建成社区卫生站2个。", "区卫健局", "各街道", "乙某某"],
            ],
            "某区2026年民生实事项目",
        )
    )
    assert [(one.no, one.sub, one.level2, one.text, lead(one), support(one)) for one in draft.tasks] == [
        ("1", 1, "教育惠民", "新建幼儿园3所。", "区教育局", "区财政局"),
        ("1", 2, "教育惠民", "改造中小学食堂5所。", "区教育局", "区市场监管局"),
        ("2", None, "健康惠民", "建成社区卫生站2个。", "区卫健局", "各街道"),
    ]
    assert "某某" not in repr(draft.tasks)
    assert any("人员" in message for _, message in draft.told)
    assert "doubled" not in asked(draft)


def test_a_task_merged_over_rows_of_units_is_one() -> None:
    draft = from_word(
        word_table(
            [
                HEADS,
                ["1", "建成平台。", "市数据局", "市财政局", "6月底前"],
                ["^", "^", "市发改委", "市商务局", "^"],
            ],
            TITLE,
        )
    )
    assert [(one.no, one.text, lead(one), support(one)) for one in draft.tasks] == [
        ("1", "建成平台。", "市数据局 市发改委", "市财政局 市商务局")
    ]


def test_chapters_as_rows_and_notes_and_totals_are_no_tasks() -> None:
    draft = from_word(
        word_table(
            [
                ["序号", "任务", "责任单位", "配合单位", "时限"],
                ["一、产业发展", "<", "<", "<", "<"],
                ["1", "建园区。", "市发改委", "市财政局", "年底前"],
                ["二、民生保障", "<", "<", "<", "<"],
                ["2", "建学校。", "市教育局", "/", "8月底前"],
                ["合计", "2项", "", "", ""],
                ["注：1.牵头单位为市发改委。2.每月25日前报送。", "<", "<", "<", "<"],
            ],
            TITLE,
        )
    )
    assert [short(one) for one in draft.tasks] == [
        ("1", "一、产业发展", "", "建园区。", "市发改委", "市财政局"),
        ("2", "二、民生保障", "", "建学校。", "市教育局", ""),
    ]
    assert len(draft.told) == 2 and "report" in asked(draft)


def test_columns_of_quarters_are_milestones_at_their_ends() -> None:
    draft = from_word(
        word_table(
            [
                ["序号", "重点工作", "责任单位", "时序进度", "<", "<", "<"],
                ["^", "^", "^", "一季度", "二季度", "三季度", "四季度"],
                ["1", "建设会展中心。", "市住建局", "完成立项", "开工建设", "完成投资2亿元", "主体竣工"],
            ],
            "2026年重大项目表",
        )
    )
    (task,) = draft.tasks
    assert [(one.phrase, str(one.due), one.kind, one.target) for one in task.milestones] == [
        ("完成立项", "2026-03-31", "end", None),
        ("开工建设", "2026-06-30", "start", None),
        ("完成投资2亿元", "2026-09-30", "end", "2 亿元"),
        ("主体竣工", "2026-12-31", "end", None),
    ]


def test_heads_in_other_words_and_order() -> None:
    draft = from_word(
        word_table(
            [
                ["完成 时限", "工 作 任 务", "协同责任单位", "牵头责任单位", "序 号", "备注"],
                ["9月底前", "建平台。", "市财政局", "市数据局", "（一）", "省考"],
            ],
            "2026年任务",
        )
    )
    assert [short(one) for one in draft.tasks] == [("1", "", "", "建平台。", "市数据局", "市财政局")]
    assert draft.tasks[0].note == "省考" and dates(draft.tasks[0]) == ["2026-09-30"]


def test_a_layout_table_gives_the_table_within_it_and_a_nested_one_is_text() -> None:
    inner = table([HEADS, ["1", "建平台。", "市数据局", "市财政局", "6月底前"]])
    layout = word(f"{para(TITLE)}<w:tbl><w:tr><w:tc>{inner}{para('')}</w:tc></w:tr></w:tbl>")
    assert [short(one) for one in from_word(layout).tasks] == [
        ("1", "", "", "建平台。", "市数据局", "市财政局")
    ]
    stages = table([["一季度", "完成立项"], ["二季度", "开工"]])
    row = "".join(
        (
            cell("1"),
            f"<w:tc>{para('建中心。')}{stages}{para('')}</w:tc>",
            cell("市住建局"),
            cell("市财政局"),
            cell("年底"),
        )
    )
    rows = f"<w:tr>{''.join(cell(one) for one in HEADS)}</w:tr><w:tr>{row}</w:tr>"
    (task,) = from_word(word(f"{para(TITLE)}<w:tbl>{rows}</w:tbl>")).tasks
    assert task.text.startswith("建中心。") and "一季度" in task.text and lead(task) == "市住建局"


NUMBERING = f"""<w:numbering xmlns:w="{WORD}">
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>
<w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/>
<w:lvlText w:val="%2."/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>
<w:lvlText w:val="%1"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
</w:numbering>"""


def numbered(list_id: int, level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'


def test_numbers_of_word_are_numbers_of_the_plan() -> None:
    body = "".join(
        (
            para("云川市2026年工作要点"),
            para("强化基础", properties=numbered(1, 0)),
            para("建成平台。（市数据局牵头，市财政局配合）", properties=numbered(1, 1)),
            para("编制目录。（市大数据中心牵头）", properties=numbered(1, 1)),
            para("优化服务", properties=numbered(1, 0)),
            para("开展培训3期。（市人社局牵头）", properties=numbered(1, 1)),
        )
    )
    draft = from_word(word(body, {"word/numbering.xml": NUMBERING}))
    assert [short(one)[:4] for one in draft.tasks] == [
        ("1", "一、强化基础", "", "建成平台。"),
        ("2", "一、强化基础", "", "编制目录。"),
        ("1", "二、优化服务", "", "开展培训3期。"),
    ]
    empty = f"<w:tc><w:p><w:pPr>{numbered(2, 0)}</w:pPr></w:p></w:tc>"
    rows = f"<w:tr>{''.join(cell(one) for one in HEADS)}</w:tr>" + "".join(
        f"<w:tr>{empty}{cell(text)}{cell('市数据局')}{cell('无')}{cell('年底')}</w:tr>"
        for text in ("建平台。", "编目录。")
    )
    draft = from_word(word(f"{para(TITLE)}<w:tbl>{rows}</w:tbl>", {"word/numbering.xml": NUMBERING}))
    assert [one.no for one in draft.tasks] == ["1", "2"]


def test_text_boxes_changes_and_comments() -> None:
    box = (
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>"
        f"{para('云川市2026年重点任务')}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
        f"<w:txbxContent>{para('云川市2026年重点任务')}</w:txbxContent></v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    changed = (
        "<w:p><w:r><w:t>1.建成</w:t></w:r><w:del><w:r><w:delText>县级</w:delText></w:r></w:del><w:ins><w:r><w:t>市级</w:t></w:r>"
        "</w:ins><w:r><w:t>平台。（市数据局牵头，</w:t></w:r><w:del><w:r><w:delText>市商务局、</w:delText></w:r></w:del>"
        "<w:r><w:t>市财政局配合）</w:t></w:r></w:p>"
    )
    comments = (
        f'<w:comments xmlns:w="{WORD}"><w:comment w:id="1"><w:p><w:r>'
        f"<w:t>此项请再商</w:t></w:r></w:p></w:comment></w:comments>"
    )
    draft = from_word(
        word(box + changed + para("2.编制目录。（市大数据中心牵头）"), {"word/comments.xml": comments})
    )
    assert [short(one) for one in draft.tasks] == [
        ("1", "", "", "建成市级平台。", "市数据局", "市财政局"),
        ("2", "", "", "编制目录。", "市大数据中心", ""),
    ]
    said = "".join(message for _, message in draft.told)
    assert "修订" in said and "此项请再商" in said and "此项请再商" not in repr(draft.tasks)
    assert "云川市2026年重点任务" in draft.title and draft.title.count("重点任务") == 1


def test_deleted_rows_and_paragraph_marks_are_accepted() -> None:
    cells = "".join(cell(one) for one in ("2", "取消的任务。", "市商务局", "无", "年底"))
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{cells}</w:tr>"
    rows = "".join(
        f"<w:tr>{''.join(cell(one) for one in row)}</w:tr>"
        for row in (HEADS, ["1", "建平台。", "市数据局", "无", "年底"])
    )
    draft = from_word(word(f"{para(TITLE)}<w:tbl>{rows}{gone}</w:tbl>"))
    assert [one.text for one in draft.tasks] == ["建平台。"]
    joined = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>1.建成平台，</w:t></w:r></w:p>"
    body = joined + para("完成联网。（市数据局牵头）") + para("2.编目录。（市财政局牵头）")
    assert [one.text for one in from_word(word(body)).tasks] == ["建成平台，完成联网。", "编目录。"]


def test_headings_with_paragraphs_that_each_end_with_units() -> None:
    body = "".join(
        (
            para("南岭省2026年若干措施"),
            para("一、夯实基础"),
            para("（一）加快布局"),
            para("到2026年底，建成站点20个。（省发展改革委牵头，省财政厅配合）"),
            para("编制布局规划。（省自然资源厅牵头）"),
            para("（二）强化支持"),
            para("设立专项资金。（省财政厅牵头）"),
        )
    )
    draft = from_word(word(body))
    assert [short(one) for one in draft.tasks] == [
        ("1", "一、夯实基础", "（一）加快布局", "到2026年底，建成站点20个。", "省发展改革委", "省财政厅"),
        ("1", "一、夯实基础", "（一）加快布局", "编制布局规划。", "省自然资源厅", ""),
        ("2", "一、夯实基础", "（二）强化支持", "设立专项资金。", "省财政厅", ""),
    ]
    assert targets(draft.tasks[0]) == ["20 个"] and dates(draft.tasks[0]) == ["2026-12-31"]


def test_bold_beginnings_are_headings() -> None:
    body = para("2026年措施") + "".join(
        para(text, bold=bold)
        for bold, text in (
            ("1.全面实施清单管理，推动规范透明。", "编制清单3张。（市司法局牵头）"),
            ("2.深化改革。", "完成试点。（市委编办牵头）"),
        )
    )
    assert [(one.level2, one.text) for one in from_word(word(body)).tasks] == [
        ("1.全面实施清单管理，推动规范透明", "编制清单3张。"),
        ("2.深化改革", "完成试点。"),
    ]


def test_blank_forms_and_contact_tables_beside_the_plan_are_told() -> None:
    body = "".join(
        (
            para(TITLE),
            table([HEADS, ["1", "建平台。", "市数据局", "市财政局", "6月底前"]]),
            para("附件2"),
            para("工作进展情况报送表"),
            table([["序号", "任务内容", "牵头单位", "进展情况"], ["1", "", "", ""], ["……", "", "", ""]]),
            para("附件3 联络员名单"),
            table([["单位", "姓名", "职务", "联系电话"], ["市数据局", "甲某某", "科长", "13800000000"]]),
            table([["单位", "任务数", "完成数"], ["市数据局", "3", "1"]]),
        )
    )
    draft = from_word(word(body))
    assert [one.text for one in draft.tasks] == ["建平台。"]
    assert len([one for one in draft.told if "没有读入" in one[1]]) == 3
    assert "甲某某" not in repr(draft.tasks)


def test_only_one_column_of_units_with_the_rule_that_units_lead() -> None:
    body = para("2026年任务") + para("无牵头单位的，责任单位即为牵头单位。")
    rows = [
        ["序号", "任务", "牵头单位", "责任单位"],
        ["1", "建平台。", "市数据局", "市财政局"],
        ["2", "编目录。", "", "市大数据中心"],
    ]
    draft = from_word(word(body + table(rows)))
    assert [(lead(one), support(one)) for one in draft.tasks] == [
        ("市数据局", "市财政局"),
        ("市大数据中心", ""),
    ]


def test_units_and_persons_in_one_column() -> None:
    rows = [
        ["序号", "任务", "责任单位及责任人", "时限"],
        ["1", "建平台。", "市数据局 张某某", "年底"],
        ["2", "编目录。", "市大数据中心（李某某）", "年底"],
        ["3", "抓培训。", "市人社局：王某某", "年底"],
    ]
    draft = from_word(word_table(rows, "2026年任务"))
    assert [support(one) or lead(one) for one in draft.tasks] == ["市数据局", "市大数据中心", "市人社局"]
    assert not any(name in repr(draft.tasks) for name in ("张某某", "李某某", "王某某"))


def test_marks_say_who_leads() -> None:
    rows = [
        ["序号", "任务", "责任单位"],
        ["1", "建平台。", "★市数据局、市财政局"],
        ["2", "编目录。", "市司法局、★市大数据中心"],
    ]
    draft = from_word(word(para("2026年任务") + para("注：带★的为牵头单位。") + table(rows)))
    assert [(lead(one), support(one)) for one in draft.tasks] == [
        ("市数据局", "市财政局"),
        ("市大数据中心", "市司法局"),
    ]


def test_chapters_as_lines_above_tables() -> None:
    body = "".join(
        (
            para(TITLE),
            para("一、产业发展"),
            table([HEADS, ["1", "建园区。", "市发改委", "市财政局", "年底"]]),
            para("二、民生保障"),
            para("（一）教育"),
            table([HEADS, ["2", "建学校。", "市教育局", "各县区", "8月底前"]]),
        )
    )
    draft = from_word(word(body))
    assert [(one.no, one.level1, one.level2, one.text) for one in draft.tasks] == [
        ("1", "一、产业发展", "", "建园区。"),
        ("2", "二、民生保障", "（一）教育", "建学校。"),
    ]
    assert draft.title == TITLE


def test_a_name_beside_its_contents_is_no_task() -> None:
    rows = [
        ["编号", "实事内容", "目标任务", "责任单位", "完成时间"],
        ["（1）", "安心托育", "新增普惠性托位300个", "市卫健委、市教育局", "11月底"],
    ]
    (task,) = from_word(word_table(rows, "2026年民生实事")).tasks
    assert (task.no, task.level2, task.text) == ("1", "安心托育", "新增普惠性托位300个")
