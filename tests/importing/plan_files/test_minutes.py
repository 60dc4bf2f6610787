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


def test_what_gives_nobody_anything_to_do_is_no_matter() -> None:
    text = "会议纪要\n会议指出，要提高认识。会议强调，数据要素是关键。出席：市数据局甲某某负责记录。\n"
    assert read_pasted_minutes(text, PlanReading())[1].matters == ()
