"""The 通报 tells the facts of its scope and period, and every figure names its records."""

from __future__ import annotations

import re
import sqlite3
from datetime import date
from decimal import Decimal

import pytest
from support.composers import TODAY, History, paragraphs, row_of, sources_of, tables, work

from huaian_tui.documents.composers.circular_case import CITY_UNITS
from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.facts import read_facts
from huaian_tui.documents.composers.notice_frame import ALL_UNITS, Composed
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.model import Heading
from huaian_tui.documents.proofreading.notice import ADDRESSING, proofread
from huaian_tui.domain.dates.reporting_period import read_period
from huaian_tui.domain.errors import HuaianError, InputRefused, NotFound
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.domain.rules.lights import Light
from huaian_tui.services.decisions import (
    Completion,
    DecidedOn,
    cancel_milestone,
    complete_milestone,
    extend_milestone,
    reopen_milestone,
    set_milestone,
)
from huaian_tui.services.notes import NoteDraft, add_note, retract_note
from huaian_tui.services.notices import issue, keep_draft, withdraw_notice
from huaian_tui.services.settings import change_setting
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.notices import read_notice
from huaian_tui.store.queries.tasks import read_tasks

Q3 = read_period("2026Q3", TODAY)
HEADS = [
    "序号",
    "主要任务",
    "全年目标",
    "牵头单位",
    "责任单位",
    "上期进展",
    "本期进展",
    "是否达序",
    "说明",
]


def circular(connection: sqlite3.Connection, **wanted: object) -> Composed:
    """A 通报 as of the test's day."""
    return compose(connection, NoticeRequest(NoticeKind.CIRCULAR, TODAY, **wanted))  # type: ignore[arg-type]


def test_fresh_ledger_says_what_the_plan_alone_says(reader: sqlite3.Connection) -> None:
    made = circular(reader)
    told = paragraphs(made)
    assert told[1] == (
        "方案共分解重点任务60项。其中，逾期6项，占10.0%；未设节点54项，占90.0%。"
        "未设节点的任务，方案原文没有写明时限，不计入逾期。"
    )
    late = "（一）市数据局。牵头44项：逾期6项（第2项“建设市数据资产登记平台”、第6项“对数据资产进行价值评估”、"
    assert any(one.startswith(late) for one in told)
    assert not any("上次通报" in one for one in told), "it is the first one"
    assert "本期督查记录中没有登记问题。" in told
    assert made.document.sources() == ()
    assert not any("序时" in one for one in told), "no target has a reading"
    assert made.document.recipients == CITY_UNITS
    assert made.document.draft and made.document.number is None


def test_parts_stand_in_the_customary_order(reader: sqlite3.Connection) -> None:
    headings = [block.text for block in circular(reader).document.body if isinstance(block, Heading)]
    assert headings == ["一、总体情况", "二、各单位进展", "三、督查发现的问题", "四、下一步要求"]


def test_table_has_what_there_is_something_to_tell_of(reader: sqlite3.Connection) -> None:
    made = circular(reader)
    late, table = tables(made)
    assert [row[0].text for row in late.rows[:-1]] == ["2", "6", "22", "25", "26", "45"]
    assert [row[0].text for row in table.rows[:-1]] == ["2", "6", "22", "25", "26", "45"]
    closing = table.rows[-1][0]
    assert closing.colspan == 9 and closing.text.startswith(
        "其余54项（第1、3—5、7—21、23、24、27—44、46—60项）未设有时限的节点，"
    )
    assert [thing.key for figure in closing.figures for thing in figure.things][:3] == ["1", "3", "4"]
    assert all(len(row[1].text) <= 30 for row in (*late.rows[:-1], *table.rows[:-1]))


def test_whole_table_has_every_task_and_the_nine_columns(reader: sqlite3.Connection) -> None:
    table = tables(circular(reader, whole_table=True))[1]
    assert [cell.text for cell in table.head[0]] == HEADS
    assert [row[0].text for row in table.rows[:-1]] == [str(number) for number in range(1, 61)]
    assert all(cell.colspan == cell.rowspan == 1 for row in table.rows[:-1] for cell in row)
    assert table.landscape and table.font_size == 10.5
    assert row_of(table, "1")[2:] == [
        "原文未写时限",
        "市数据局",
        "市发改委、市工信局、各县区人民政府",
        "无记录",
        "无记录",
        "不适用",
        "未设节点",
    ]


@pytest.mark.parametrize("wanted", [{}, {"period": Q3}, {"indicator": "一"}, {"units": ("市财政局",)}])
def test_shares_are_rounded_and_it_is_said_where_they_do_not_add_up(
    worked: sqlite3.Connection, wanted: dict[str, object]
) -> None:
    for text in paragraphs(circular(worked, **wanted)):
        if shares := re.findall(r"占(\d+\.\d)%", text):
            said = "合计数因四舍五入略有差异" in text
            assert said == (sum(map(Decimal, shares)) != Decimal("100.0")), text


def test_counts_carry_the_records_they_rest_on(history: History, worked: sqlite3.Connection) -> None:
    made = circular(worked)
    counted = sources_of(made, "方案共分解")
    assert {history.summer_done, history.autumn_done, history.extended, history.set_milestone} <= set(counted)
    assert "办结1项，占1.7%" in paragraphs(made)[1]
    assert set(sources_of(made, "（六）市财政局")) == {history.summer_done, history.autumn_done}
    assert "本期办结节点2个" in next(one for one in paragraphs(made) if one.startswith("上述任务"))
    assert set(sources_of(made, "有量化指标读数")) >= {history.racks_reading, history.agencies_reading}


def test_pace_is_told_where_a_target_has_a_reading(worked: sqlite3.Connection) -> None:
    made = circular(worked)
    assert "有量化指标读数、可以衡量序时的任务3项。其中，未达序时3项，占100.0%。" in paragraphs(made)
    table = tables(made)[-1]
    assert [row_of(table, no)[7] for no in ("6", "22", "45", "2")] == ["否", "否", "否", "不适用"]


def test_period_decides_what_is_this_and_what_was_the_last_progress(
    history: History, worked: sqlite3.Connection
) -> None:
    now = row_of(tables(circular(worked))[-1], "2")
    assert now[5] == "8月12日：登记平台已完成招标，一期功能上线试运行"
    assert now[6] == "10月20日：接口标准已统一，正在联调"
    summer = circular(worked, period=Q3)
    assert row_of(tables(summer)[-1], "2")[5:7] == ["无记录", now[5]]
    assert row_of(tables(circular(worked))[-1], "1")[6].startswith("10月9日报送")
    problems = [one for one in paragraphs(summer) if "日督查，" in one]
    assert problems == [
        "第2项“建设市数据资产登记平台”（市数据局）：8月12日督查，平台与交易场所的接口标准尚未统一，要求9月底前对接接口标准。"
    ]
    assert sources_of(summer, "第2项“建设") == (history.summer_note,)


def test_past_period_is_told_as_it_stood_at_its_end(worked: sqlite3.Connection) -> None:
    told = paragraphs(circular(worked, period=Q3))
    assert "现将截至2026年9月30日的有关情况通报如下。" in told[0]
    assert "办结" not in told[1], "6-2 was completed in November"
    row = row_of(tables(circular(worked, period=Q3))[-1], "6")
    assert row[6] == "7月3日超时办结：形成数据资产入表实例"
    assert row[8] == "1.逾期273天"


def test_lights_equal_those_of_the_lists_today(worked: sqlite3.Connection) -> None:
    numbers = find_tasks(worked, TODAY, TaskFilter())
    listed = {task.no: (task.light, task.overdue_days) for task in read_tasks(worked, TODAY, numbers)}
    facts = read_facts(worked, TODAY, numbers, date(2026, 7, 1))
    assert {one.task.no: (one.task.light, one.task.overdue_days) for one in facts} == listed
    assert {light for light, _ in listed.values()} >= {Light.DONE, Light.ON_TRACK, Light.OVERDUE}


def test_missed_follow_up_is_counted_and_never_told_to_units(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    work(ledger)
    promise = NoteDraft(3, "已看过目录", date(2026, 11, 1), follow_up=date(2026, 11, 5))
    add_note(ledger, promise, TODAY)
    facts = read_facts(reader, TODAY, [3], date(2026, 10, 1))[0]
    assert facts.task.light is Light.DUE_SOON
    assert len(facts.promises) == 1 and len(facts.sources()) == 2
    made = circular(reader)
    assert "临期1项，占1.7%" in paragraphs(made)[1] and "临期指30天内到期。" in paragraphs(made)[1]
    assert row_of(tables(made)[-1], "3")[8] == "正常推进"
    assert any("第3项只因约定的回访没有做" in one for one in made.warnings)
    told = "\n".join(paragraphs(made))
    assert "回访" not in told and not re.search(r"第[0-9、]*\b3\b[0-9、]*项[^，]*临近", told)
    assert "临期1项，" in next(one for one in paragraphs(made) if one.startswith("（一）市数据局"))


def test_the_days_of_due_soon_are_the_offices_and_printed_with_the_light(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    work(ledger)
    soon = "临期指365天内到期。"
    assert soon not in paragraphs(circular(reader))[1]
    change_setting(ledger, "due_soon_days", "365天")
    assert soon in paragraphs(circular(reader))[1]
    assert (
        {task.no for task in read_tasks(reader, TODAY, range(1, 61)) if task.light is Light.DUE_SOON}
        == {
            one.task.no
            for one in read_facts(reader, TODAY, range(1, 61), TODAY)
            if one.told is Light.DUE_SOON
        }
        != set()
    )


def test_retracted_note_is_not_told(ledger: Ledger, reader: sqlite3.Connection) -> None:
    note = add_note(ledger, NoteDraft(9, "写错了", date(2026, 11, 1), problem="误记的问题"), TODAY)
    retract_note(ledger, note, "记错了任务")
    assert "误记的问题" not in "".join(paragraphs(circular(reader)))


def test_indicator_limits_rows_and_is_named(reader: sqlite3.Connection) -> None:
    made = circular(reader, indicator="（一）")
    assert "“建立权责明确的数据产权制度”" in made.document.title
    assert len(tables(circular(reader, indicator="（一）", whole_table=True))[-1].rows) == 10 + 1
    assert paragraphs(made)[1].startswith("本次通报涉及重点任务10项。")


def test_units_limit_rows_and_receive_it_counties_first(reader: sqlite3.Connection) -> None:
    made = circular(reader, units=("市财政局", "各县区人民政府"))
    assert made.units == ("市财政局", "各县区人民政府")
    assert made.document.recipients == ("各县区人民政府", "淮安市财政局")
    told = [one for one in paragraphs(made) if one.startswith("（")]
    assert told == [
        "（一）市财政局。牵头2项：逾期1项（第6项“对数据资产进行价值评估”），未设节点1项。"
        "作为责任单位2项：未设节点2项。",
        "（二）各县区人民政府。作为责任单位17项：逾期2项"
        "（第2项“建设市数据资产登记平台”、第26项“每年举办数据开放创新应用大赛”），未设节点15项。",
    ]
    assert made.document.layout == "letter", "the office may not write to governments otherwise"


def test_basis_and_approval_are_printed_as_typed(reader: sqlite3.Connection) -> None:
    first = paragraphs(circular(reader, basis="年度督查计划。", approval="市政府领导批示"))[0]
    assert "本次督查的立项依据：年度督查计划。本通报经批准印发（市政府领导批示）。现将" in first
    assert "立项依据" not in paragraphs(circular(reader))[0]


def test_more_problems_than_fit_are_counted_with_their_records(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    for number in range(1, 44):
        add_note(ledger, NoteDraft(number, "看过", date(2026, 11, 3), problem=f"问题{number}"), TODAY)
    made = circular(reader)
    rest = next(one for one in paragraphs(made) if one.startswith("其余") and one.endswith("的问题见附件2。"))
    shown = [one for one in paragraphs(made) if "日督查，问题" in one]
    assert rest == f"其余{43 - len(shown)}项的问题见附件2。" and shown
    assert len(sources_of(made, rest)) == 43 - len(shown)


def test_long_problem_is_cut_and_the_officer_told(ledger: Ledger, reader: sqlite3.Connection) -> None:
    add_note(ledger, NoteDraft(9, "看过", date(2026, 11, 3), problem="长" * 400), TODAY)
    made = circular(reader)
    assert any(one.endswith("长……。") for one in paragraphs(made))
    assert "第9项的问题文字过长，只引用前44字以内的整句，请核对" in made.warnings


def test_refusals_say_why(reader: sqlite3.Connection) -> None:
    with pytest.raises(InputRefused, match="还没有开始"):
        circular(reader, period=read_period("2027Q1", TODAY))
    with pytest.raises(InputRefused, match="可指多个指标"):
        circular(reader, indicator="数据")
    with pytest.raises(NotFound, match="没有指标"):
        circular(reader, indicator="23")
    with pytest.raises(HuaianError, match="没有任务"):
        circular(reader, indicator="22", units=("市医保局",))


def test_all_done_needs_no_requirement_about_dates(ledger: Ledger, reader: sqlite3.Connection) -> None:
    complete_milestone(ledger, "22-1", Completion(date(2026, 11, 1), "验收", 21.0), TODAY)
    told = paragraphs(circular(reader, tasks=(22,)))
    assert "其中，办结1项，占100.0%。" in told[1]
    assert told[-1] == "本次通报的重点任务均已办结，不再提出反馈要求。"
    assert circular(reader, tasks=(22,)).reply_due is None


def test_what_only_comes_due_is_asked_for_without_a_day(ledger: Ledger, reader: sqlite3.Connection) -> None:
    complete_milestone(ledger, "22-1", Completion(date(2026, 11, 1), "验收", 21.0), TODAY)
    on = DecidedOn(TODAY, date(2026, 10, 8))
    set_milestone(ledger, 22, "机制印发", date(2026, 12, 10), "纪要", on)
    told = paragraphs(circular(reader, tasks=(22,)))
    assert told[-1] == "第22项临近时限，请市数据局按期办理，办结后及时报送办结日期和依据。"


def first_quarter(connection: sqlite3.Connection) -> Composed:
    return circular(connection, period=read_period("2026Q1", TODAY))


def test_an_extension_of_november_leaves_the_first_quarter_overdue(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    extend_milestone(ledger, "2-1", date(2026, 12, 31), "批复", TODAY, day=date(2026, 11, 20))
    remarks = row_of(tables(first_quarter(reader))[-1], "2")[-1]
    assert "1.逾期455天" in remarks and "已调整" not in remarks
    assert "原时限2024年12月31日，已调整" in row_of(tables(circular(reader))[-1], "2")[-1]


def test_an_extension_of_the_quarter_counts_for_it_though_recorded_later(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    extend_milestone(ledger, "2-1", date(2026, 12, 31), "批复", TODAY, day=date(2026, 3, 31))
    assert "原时限2024年12月31日，已调整" in row_of(tables(first_quarter(reader))[-1], "2")[-1]


def test_a_milestone_set_in_january_is_not_in_the_circular_of_the_year_before(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    alone = paragraphs(circular(reader, period=read_period("2025", TODAY)))
    set_on = DecidedOn(TODAY, date(2026, 1, 8))
    set_milestone(ledger, 3, "目录体系建成", date(2025, 12, 1), "纪要", set_on)
    before = circular(reader, period=read_period("2025", TODAY))
    assert not any(row[0].text == "3" for row in tables(before)[-1].rows), "there is nothing to tell of it"
    assert "目录体系建成" in row_of(tables(first_quarter(reader))[-1], "3")[2]
    assert paragraphs(before) == alone


def test_a_cancellation_and_a_reopening_count_from_their_own_days(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    cancel_milestone(ledger, "2-1", "并入", TODAY, day=date(2026, 2, 1))
    reopen_milestone(ledger, "2-1", "恢复", TODAY, day=date(2026, 4, 1))
    assert "中止" in row_of(tables(first_quarter(reader))[-1], "2")[-1]
    assert "中止" not in row_of(tables(circular(reader))[-1], "2")[-1]
    assert "中止" not in row_of(tables(circular(reader, period=read_period("2025", TODAY)))[-1], "2")[-1]


def kept(ledger: Ledger, made: Composed) -> bytes:
    """The 通报 as it was issued."""
    change_setting(ledger, "code", "淮数督")
    notice = keep_draft(ledger, made, TODAY)
    issue(ledger, notice, TODAY)
    return notice


def test_what_changed_is_told_against_the_last_one_that_holds(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    kept(ledger, circular(reader, period=Q3))
    complete_milestone(ledger, "22-1", Completion(date(2026, 11, 1), "验收", 21.0), TODAY)
    said = next(one for one in paragraphs(circular(reader)) if one.startswith("与上次通报"))
    assert said == (
        "与上次通报（淮数督〔2026〕1号，截至2026年9月30日）相比，办结由0项增至1项，逾期由6项减至5项；"
        "新办结的有第22项。"
    )
    second = kept(ledger, circular(reader, period=read_period("2026-10", TODAY)))
    told = next(one for one in paragraphs(circular(reader)) if one.startswith("与上次通报"))
    assert "〔2026〕2号，截至2026年10月31日" in told
    withdraw_notice(ledger, second, "有误", TODAY)
    assert said in paragraphs(circular(reader))
    assert not any("上次通报" in one for one in paragraphs(circular(reader, units=("市财政局",))))


def test_a_solved_problem_is_left_out_and_said(ledger: Ledger, reader: sqlite3.Connection) -> None:
    trouble = NoteDraft(9, "初稿已成", date(2026, 10, 8), ("市数据局",), problem="意见不一")
    found = add_note(ledger, trouble, TODAY)
    assert any("意见不一" in one for one in paragraphs(circular(reader)))
    seen = NoteDraft(9, "意见已统一", date(2026, 11, 18), ("市数据局",), solves=(found,))
    add_note(ledger, seen, TODAY)
    told = paragraphs(circular(reader))
    assert not any("意见不一" in one or "抓好整改" in one for one in told)
    assert "本期督查发现的问题中，第9项的1个已经查实解决。" in told


def test_only_what_never_had_a_date_is_said_to_have_none(ledger: Ledger, reader: sqlite3.Connection) -> None:
    on = DecidedOn(TODAY, date(2026, 10, 8))
    chosen = set_milestone(ledger, 9, "机制印发", date(2026, 12, 30), "纪要", on)
    cancel_milestone(ledger, chosen, "并入", TODAY)
    told = paragraphs(circular(reader))
    assert "未设节点的54项中，53项方案原文没有写明时限，不计入逾期；第9项的节点已中止。" in told[1]
    asked = "方案没有写明时限的任务（50项），请"
    assert any(asked in one for one in told), "three are the office's own"
    assert row_of(tables(circular(reader))[-1], "9")[2] == "节点已中止"
    of_one = paragraphs(circular(reader, units=("市财政局",)))
    assert any("（1项），请市财政局商我办确定节点" in one for one in of_one), "what others lead is not ours"


def test_those_who_are_asked_have_a_day_and_nobody_else_is_asked(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    made = circular(reader)
    assert made.reply_due == date(2026, 11, 27) and "2-1" in made.asks
    assert any("请于2026年11月27日前一并反馈" in one for one in paragraphs(made))
    complete_milestone(ledger, "22-1", Completion(date(2026, 11, 1), "验收", 21.0), TODAY)
    done = circular(reader, tasks=(22,))
    assert done.reply_due is None and done.asks == ()


def test_the_default_addressees_pass_the_check(ledger: Ledger, reader: sqlite3.Connection) -> None:
    for wanted in ({}, {"units": ("各县区人民政府", "市财政局")}):
        made = circular(reader, **wanted)
        notice = read_notice(reader, keep_draft(ledger, made, TODAY))
        found = proofread(reader, notice, made.document, TODAY)
        assert not [one for one in found if one.rule == ADDRESSING], wanted
    change_setting(ledger, "signature", "淮安市人民政府办公室")
    made = circular(reader)
    assert made.document.recipients == ALL_UNITS and made.document.layout == "notice"
