"""Further shapes of plans that offices write, each a kind that was read wrongly once."""

from __future__ import annotations

from support.plan_drafts import from_text, from_word, lead, support, word_table

from huaian_tui.importing.plan_files.draft import Draft


def rows(draft: Draft) -> list[tuple[str | None, str, str, str, str]]:
    """(number, level 1, text, lead, support) of each task."""
    return [(one.no, one.level1, one.text, lead(one), support(one)) for one in draft.tasks]


def goals(draft: Draft, task: int) -> list[tuple[str, str | None]]:
    return [(str(one.due), one.target) for one in draft.tasks[task].milestones]


def test_who_does_it_stands_in_the_last_sentence_or_within_it() -> None:
    draft = from_text(
        "东陵市2026年民生实事任务分解\n"
        "1.新建幼儿园12所（其中新建5所、改建7所）。由市教育局牵头，市财政局、住建局配合，8月底前完成。\n"
        "2.为6000户家庭实施改造。由市民政局负责，年底前完成。\n"
        "3.开通助餐点80个，市民政局、卫健委、各县区政府按职责分工负责，11月底前全部投入运营。\n"
        "4.完成40个小区改造。市住建局会同市财政局实施。\n"
        "5.市民满意度提高到90%以上，市民负责任意识增强。\n"
    )
    assert rows(draft)[:4] == [
        ("1", "", "新建幼儿园12所（其中新建5所、改建7所）。", "市教育局", "市财政局 市住建局"),
        ("2", "", "为6000户家庭实施改造。", "", "市民政局"),
        ("3", "", "开通助餐点80个，11月底前全部投入运营。", "", "市民政局 市卫健委 各县区政府"),
        ("4", "", "完成40个小区改造。", "市住建局", "市财政局"),
    ]
    assert goals(draft, 0) == [("2026-08-31", "12 所")] and goals(draft, 1) == [("2026-12-31", "6000 户")]
    assert draft.tasks[4].text.startswith("市民满意度") and not draft.tasks[4].support


def test_a_numbered_item_that_is_left_out_is_told() -> None:
    draft = from_text(
        "关于调整部分任务的函\n一、调整\n第3项由新增60家改为新增80家，其他不变。\n二、新增\n"
        "41.建设算力平台，2026年10月底前上线。（市数据局牵头）\n"
    )
    assert [one.no for one in draft.tasks] == ["41"]
    assert any("没有写明哪个单位" in words and "新增80家" in words for _, words in draft.told)


def test_a_bracket_may_also_bind_later_items() -> None:
    bracket = "（县数据局牵头，各乡镇、街道配合，以下任务均需各乡镇、街道落实，不再一一列出）"
    draft = from_text(f"某县2026年要点\n1.推行一件事12项。{bracket}\n2.开展宣传。（县教育局牵头）\n")
    assert rows(draft)[0] == ("1", "", "推行一件事12项。", "县数据局", "各乡镇 各街道")
    assert "added" in {one.kind for one in draft.questions}


def test_units_of_a_chapter_are_of_its_items_without_any() -> None:
    draft = from_text(
        "某县2026年工作要点分工\n一、民生改革（牵头单位：县民政局；责任单位：县教体局）\n"
        "1. 推进医共体建设。（县卫健局牵头）\n2. 开展托育试点，不少于3家。\n"
        "二、经济改革（牵头单位：县发改局）\n3. 出台国企改革方案。（县国资中心牵头，6月）\n"
    )
    assert rows(draft) == [
        ("1", "一、民生改革", "推进医共体建设。", "县卫健局", ""),
        ("2", "一、民生改革", "开展托育试点，不少于3家。", "县民政局", "县教体局"),
        ("3", "二、经济改革", "出台国企改革方案。", "县国资中心", ""),
    ]
    assert [one.task for one in draft.questions if one.kind == "inherited"] == [1]


def test_chapters_of_a_table_may_stand_in_the_column_of_names() -> None:
    draft = from_text(
        "2026年投资项目推进表\n序号\t项目名称\t建设内容\t开工时间\t竣工时间\t责任单位\n"
        "一\t续建项目（1个）\t\t\t\t\n1\t市民中心\t面积5万平方米\t2025年3月\t2026年10月\t市城投集团\n"
        "二\t新建项目\t\t\t\t\n1\t第三水厂\t新建水厂1座\t2026年一季度\t2027年底\t市水务集团\n"
    )
    assert [(one.level1, one.level2) for one in draft.tasks] == [
        ("一、续建项目（1个）", "市民中心"),
        ("二、新建项目", "第三水厂"),
    ]
    assert "doubled" not in {one.kind for one in draft.questions}


def test_blocks_of_lines_under_task_one_and_problem_one() -> None:
    draft = from_text(
        "海门区2026年生态文明建设任务书\n任务一：空气质量持续改善\n目标：优良天数比率不低于83.5%\n"
        "措施：淘汰柴油车1200辆\n牵头部门：区生态环境局\n配合部门：区交通局、公安分局、各镇（街道）\n"
        "完成时间：2026年12月20日\n任务二：水环境达标\n措施：新建管网35km，改造提升泵站4座\n"
        "牵头部门：区水务局\n配合部门：/\n完成时间：长期\n"
    )
    assert draft.title == "海门区2026年生态文明建设任务书"
    assert [(one.no, one.level2, lead(one), support(one)) for one in draft.tasks] == [
        ("1", "任务一：空气质量持续改善", "区生态环境局", "区交通局 区公安分局 各镇（街道）"),
        ("2", "任务二：水环境达标", "区水务局", ""),
    ]
    assert goals(draft, 0) == [("2026-12-20", "1200 辆"), ("2026-12-20", ">=83.5 %")]
    assert goals(draft, 1) == [("None", "35 km"), ("None", "4 座")]


def test_periods_give_the_year_and_the_total_its_day() -> None:
    draft = from_text(
        "重点任务\t责任单位\t2026年二季度\t2026年四季度\n"
        "改造管网50公里\t市住建局\t20公里\t50公里\n建设停车场10个\t市城管局\t开工4个\t建成10个\n"
    )
    assert draft.year == 2026 and "no_year" not in {one.kind for one in draft.questions}
    assert goals(draft, 0) == [("2026-06-30", "20 公里"), ("2026-12-31", "50 公里")]
    assert goals(draft, 1) == [("2026-06-30", "4 个"), ("2026-12-31", "10 个")]


def test_columns_of_units_by_single_spaces() -> None:
    draft = from_text(
        "序 号 重 点 工 作 牵头部门 配合部门 完 成 时 间\n"
        "1 制定分类分级指南 市数据局 市司法局 市委网信办 2026年6月\n"
        "2 组织安全培训4期 市委网信办 无 全年\n"
    )
    assert [(lead(one), support(one)) for one in draft.tasks] == [
        ("市数据局", "市司法局 市委网信办"),
        ("市委网信办", ""),
    ]


def test_measures_and_their_times_numbered_in_one_line() -> None:
    draft = from_text(
        "2026年任务\n单位名称\t工作任务\t时间节点\n"
        "市财政局\t1.出台管理办法；2.组织登记500件以上（含存量300件）。\t1.3月底；2.10月底\n"
    )
    assert [(one.text, one.due_text) for one in draft.tasks] == [
        ("出台管理办法；", "3月底"),
        ("组织登记500件以上（含存量300件）。", "10月底"),
    ]
    assert goals(draft, 1) == [("2026-10-31", ">=500 件")]


def test_a_place_and_its_government_are_two_spellings_and_departments_of_towns_are_no_places() -> None:
    draft = from_text(
        "南岭省2026年任务分工\n1.建成平台2个。\n"
        "部门分工：省发展改革委牵头，省自然资源厅、住房城乡建设厅、交通运输厅，杭川市政府配合，年底前完成。\n"
        "2.开展整治。\n牵头单位：杭川市；配合单位：省公安厅、城市管理局，9月底前\n"
    )
    assert [(lead(one), support(one), one.due_text) for one in draft.tasks] == [
        ("省发展改革委", "省自然资源厅 省住房城乡建设厅 省交通运输厅 杭川市政府", "年底前完成"),
        ("杭川市", "省公安厅 省城市管理局", "9月底前"),
    ]
    (spelled,) = [one for one in draft.questions if one.kind == "spelling"]
    assert set(spelled.about) == {"杭川市", "杭川市政府"}


def test_to_obtain_money_is_no_stretch_and_to_top_out_no_subsidy() -> None:
    draft = from_text(
        "湖云市2026年任务\n1.争取中央资金不少于50亿元，争取达到60亿元。（市财政局牵头）\n"
        "2.主体封顶3栋，6月底前争取新增学位800个；每户补助5万元，最高50万元封顶。（市住建局牵头）\n"
    )
    assert [[one.target for one in task.milestones] for task in draft.tasks] == [
        [">=50 亿元", "stretch >=60 亿元"],
        ["3 栋", "stretch 800 个"],
    ]


def test_annexes_of_a_text_begin_their_numbers_anew_and_a_list_of_annexes_is_no_task() -> None:
    draft = from_text(
        "湖云市2026年重点任务\n附件：1.任务清单\n2.激励清单\n附件1\n一、某市长主抓重点工作\n"
        "1.增长6%左右。\n责任单位：市发改委、统计局（首位为牵头单位，下同）\n"
        "附件2\n湖云市2026年激励清单\n1.争取激励2项以上。\n责任单位：市政府办、市级各有关部门\n"
    )
    assert [(one.table, one.no, one.level1, lead(one)) for one in draft.tasks] == [
        ("附件1", "1", "", "市发改委"),
        ("附件2", "1", "", "市政府办"),
    ]
    kinds = {one.kind for one in draft.questions}
    assert "parts" in kinds and "doubled" not in kinds


def test_quarters_in_a_column_of_progress_that_is_planned() -> None:
    draft = from_text(
        "大水县2026年重点项目计划\n编号\t项目名称\t建设内容\t每季度的形象进度\t责任单位\n"
        "XM-01\t滨河公园\t新建公园1座\t一季度完成招标；二季度开工；四季度完成绿化5公顷\t县住建局\n"
    )
    assert goals(draft, 0) == [
        ("2026-12-31", "1 座"),
        ("2026-12-31", "5 公顷"),
        ("2026-03-31", None),
        ("2026-06-30", None),
    ]


def test_a_measure_that_goes_on_in_the_next_line_keeps_its_number_and_the_others_theirs() -> None:
    draft = from_text(
        "安岭县2026年改革任务\n一、财政改革\n一是健全绩效体系，出台\n"
        "管理办法。（县财政局牵头，县审计局配合）二是盘活资产，盘活率达60%以上。（县国资中心牵头）\n"
        "二、教育改革\n三是交流教师不少于120名，覆盖全县各类学校和教学点。（县教体局牵头，县委编办、县人社局、各乡镇配合）\n"
    )
    assert [(one.no, lead(one)) for one in draft.tasks] == [
        ("1", "县财政局"),
        ("2", "县国资中心"),
        ("3", "县教体局"),
    ]


def test_names_broken_over_lines_kinds_of_places_by_blanks_and_bold_words_of_markdown() -> None:
    draft = from_text(
        "| 序号 | 任务 | 牵头单位 | 配合单位 | 时间 |\n|---|---|---|---|---|\n"
        "| 1 | **新建公园**，共6个 | 区城管执法<br>委、区园林局 | 各街道 各镇 | 2026年9月 |\n"
    )
    assert rows(draft) == [("1", "", "新建公园，共6个", "区城管执法委 区园林局", "各街道 各镇")]


def test_quarters_below_a_wide_head_are_those_of_its_year() -> None:
    heads = ["序号", "任务", "2027年度形象进度目标", "<", "牵头单位"]
    parts = ["^", "^", "一季度", "四季度", "^"]
    data = word_table([heads, parts, ["1", "建成园区", "开工", "竣工5栋", "区工信局"]], "2027年项目计划")
    assert goals(from_word(data), 0) == [("2027-03-31", None), ("2027-12-31", "5 栋")]


def test_duties_to_report_beside_a_table_are_told() -> None:
    data = word_table(
        [["序号", "任务", "牵头单位", "时间"], ["1", "建成园区", "区工信局", "年底"]],
        "江岸区2026年任务",
        "每月28日前报送进展。",
    )
    assert "report" in {one.kind for one in from_word(data).questions}


def test_lists_of_units_between_measures_and_a_clause_that_charges_a_unit() -> None:
    draft = from_text(
        "云川市2026年民生实事\n1.改造公路100公里，市交通运输局负责，10月底前完工。\n"
        "2.为65岁以上老年人体检15万人次。（市卫健委牵头）\n"
        "3.新增学位5000个（市教育局、市财政局，8月底前），改造食堂60家（市教育局、市市场监管局，全年）。\n"
        "4.依托主管部门（市教育局），建设基地6个。（市财政局牵头）\n"
    )
    assert [(one.no, one.text, support(one), one.due_text) for one in draft.tasks] == [
        ("1", "改造公路100公里，10月底前完工。", "市交通运输局", ""),
        ("2", "为65岁以上老年人体检15万人次。", "", ""),
        ("3", "新增学位5000个", "市教育局 市财政局", "8月底前"),
        ("3", "改造食堂60家", "市教育局 市市场监管局", "全年"),
        ("4", "依托主管部门（市教育局），建设基地6个。", "", ""),
    ]
    assert goals(draft, 1) == [("None", "150000 人次")]
