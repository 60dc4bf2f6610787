"""Minutes of a meeting: the sentences that give units something to do."""

from __future__ import annotations

from datetime import date

from huaian_tui.importing.plan_files.plan_file import PlanReading, read_pasted_minutes

TEXT = """云川市人民政府专题会议纪要
〔2026〕12号
时间：2026年3月5日上午
地点：市政府三楼会议室
主持：甲某某
出席：市数据局乙某某、市财政局丙某某
2026年3月5日，市政府召开专题会议，研究公共数据平台建设。会议指出，数据是重要的生产要素。
一、关于平台建设
会议议定，由市数据局牵头，市财政局、市大数据中心配合，于6月底前建成公共数据平台，接入系统不少于50个。市财政局要尽快落实资金2000万元。
二、关于安全管理
责成市公安局会同市委网信办于3月20日前制定安全方案；各县区要高度重视，加强值守。
三、其他事项
1.编制数据目录。（市大数据中心负责，4月底前完成）
会议强调，要提高站位。
"""


def test_matters_with_their_sentences_units_and_dates() -> None:
    reading = PlanReading({"市数据局": "u1"}, {"u1": "市数据局"})
    digest, minutes = read_pasted_minutes(TEXT, reading)
    assert (minutes.title, minutes.number, minutes.day) == (
        "云川市人民政府专题会议纪要",
        "〔2026〕12号",
        date(2026, 3, 5),
    )
    found = [
        (
            one.about,
            " ".join(unit.name for unit in one.lead),
            " ".join(unit.name for unit in one.support),
            sorted({str(made.due) for made in one.milestones if made.due}),
        )
        for one in minutes.matters
    ]
    assert found == [
        ("关于平台建设", "市数据局", "市财政局 市大数据中心", ["2026-06-30"]),
        ("关于平台建设", "市财政局", "", []),
        ("关于安全管理", "市公安局", "市委网信办", ["2026-03-20"]),
        ("关于安全管理", "各县区", "", []),
        ("其他事项", "", "市大数据中心", ["2026-04-30"]),
    ]
    assert all(one.sentence in TEXT for one in minutes.matters)
    assert minutes.matters[0].lead[0].unit == "u1" and len(digest) == 64
    assert minutes.matters[-1].sentence == "编制数据目录。（市大数据中心负责，4月底前完成）"


def test_what_gives_nobody_anything_to_do_is_no_matter() -> None:
    text = "会议纪要\n会议指出，要提高认识。会议强调，数据要素是关键。出席：市数据局甲某某负责记录。\n"
    assert read_pasted_minutes(text, PlanReading())[1].matters == ()


HARD = """安岭县人民政府县长办公会议纪要
第7期
安岭县人民政府办公室　　2026年4月2日

3月30日上午，县长甲某某主持召开第12次县长办公会议，研究汛前准备等工作。现纪要如下：
一、关于防汛备汛工作
会议听取了县水利局的汇报。会议指出，各级各部门要切实增强责任意识。
会议议定：
（一）请县住建局对城区易涝点位逐一制定方案，汛前完成改造。
（二）各乡镇人民政府要严格落实值班制度。
二、关于新院区建设
会议原则同意县卫健委提交的方案。会议要求，县卫健委要会同县发改局、县自然资源局抓紧完善前期手续，6月底前开工，2027年底前建成；县城投公司作为建设主体，要加强管理。
会议明确，成立指挥部，由常务副县长任指挥长，办公室设在县卫健委。
1.原则同意县交通局提出的线位方案。
2.东浦镇政府作为征迁主体，确保7月底前完成征迁；县自然资源局配合做好报批。
3.责成江屿镇政府在一周内将违建拆除到位。
4.涉及杆线迁改的，由国网安岭供电公司负责，10个工作日内完成。
"""


def test_sentences_of_every_wording_and_limits_from_the_day_of_the_meeting() -> None:
    minutes = read_pasted_minutes(HARD, PlanReading())[1]
    assert (minutes.title, minutes.number, minutes.day) == (
        "安岭县人民政府县长办公会议纪要",
        "第7期",
        date(2026, 3, 30),
    )
    found = [
        (
            " ".join(unit.name for unit in one.lead),
            " ".join(unit.name for unit in one.support),
            [(str(made.due), made.sure) for made in one.milestones],
        )
        for one in minutes.matters
    ]
    assert found == [
        ("县住建局", "", [("None", False)]),
        ("各乡镇人民政府", "", []),
        ("县卫健委", "县发改局 县自然资源局", [("2026-06-30", True), ("2027-12-31", True)]),
        ("县城投公司", "", []),
        ("东浦镇政府", "县自然资源局", [("2026-07-31", True)]),
        ("江屿镇政府", "", [("2026-04-06", False)]),
        ("国网安岭供电公司", "", [("2026-04-14", False)]),
    ]
    assert [one.about for one in minutes.matters[:3]] == ["关于防汛备汛工作"] * 2 + ["关于新院区建设"]


UNDATED = """专题会议纪要
会议议定，由市数据局于12月10日前完成平台验收。由市财政局于1月15日前拨付资金；由市审计局在2月底前出具报告。
由市教育局10日内报方案。
"""


def dues(text: str, held: date | None = None) -> list[list[tuple[str, bool]]]:
    """For each matter its days, and whether each is asked about."""
    minutes = read_pasted_minutes(text, PlanReading(held=held))[1]
    return [
        [(str(made.due), bool(made.question)) for made in one.milestones if made.due or made.question]
        for one in minutes.matters
    ]


def test_days_without_a_year_are_of_the_meeting_that_a_person_dates() -> None:
    assert [one[0][0] for one in dues(UNDATED)] == ["None"] * 4, "nothing is known: all is asked"
    assert dues(UNDATED, date(2026, 11, 20)) == [
        [("2026-12-10", False)],
        [("2027-01-15", True)],
        [("2027-02-28", True)],
        [("2026-11-30", True)],
    ]


def test_the_year_of_minutes_without_a_day_is_that_of_their_number_or_title() -> None:
    for head in ("专题会议纪要\n〔2026〕8号", "2026年第3次市长办公会议纪要"):
        text = UNDATED.replace("专题会议纪要", head)
        assert dues(text)[0] == [("2026-12-10", False)]
        assert read_pasted_minutes(text, PlanReading())[1].day is None


def test_a_day_before_the_meeting_with_its_year_stays() -> None:
    text = "专题会议纪要\n由市数据局于2026年3月1日前完成清理。由市财政局于今年1月底前完成清理。\n"
    assert dues(text, date(2026, 11, 20)) == [[("2026-03-01", False)], [("2026-01-31", False)]]
