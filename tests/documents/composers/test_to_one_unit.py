"""What is written to one unit: 督办通知单, 催办单, 交办单, 函, 单位情况表; and who is concerned."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date

import pytest
from support.composers import TODAY, History, paragraphs, row_of, sources_of, tables, work

from huaian_tui.documents.composers.addressees import WITHOUT_UNITS, addressed, units_concerned
from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.notice_frame import Composed
from huaian_tui.documents.composers.request import (
    EACH_MEMBER,
    LEAD,
    ONE_FOR_GROUP,
    SUPPORT,
    NoticeRequest,
)
from huaian_tui.documents.composers.sources import number_sources
from huaian_tui.documents.document_json import document_to_json
from huaian_tui.documents.model import Paragraph
from huaian_tui.documents.plain.pages import render_chat
from huaian_tui.domain.dates.workdays import FIXED_ONLY
from huaian_tui.domain.errors import HuaianError, InputRefused, NotFound, UnknownUnit
from huaian_tui.domain.notices import NOTICE_TITLES, NoticeKind
from huaian_tui.services.decisions import set_milestone
from huaian_tui.services.notices import Frozen, NoticeDraft, record_draft, record_issue
from huaian_tui.services.settings import change_settings
from huaian_tui.services.tasks import TaskDraft, add_tasks
from huaian_tui.store.engine.append import Ledger

ONE_UNIT = [kind for kind in NoticeKind if kind not in {*WITHOUT_UNITS, NoticeKind.VISIT}]
PROFILE = {
    "office": "淮安市人民政府办公室",
    "masthead": "淮安市人民政府办公室文件",
    "signature": "淮安市政府办",
    "sealed": "否",
    "copies_to": "市委办公室、市纪委监委",
    "contact": "张三",
    "phone": "0517-83605000",
    "printing_office": "淮安市人民政府办公室秘书处",
}


def written(connection: sqlite3.Connection, kind: NoticeKind, unit: str, **more: object) -> Composed:
    """A notice of the kind to the unit."""
    return compose(connection, NoticeRequest(kind, TODAY, (unit,), **more))  # type: ignore[arg-type]


def test_reminder_asks_for_what_is_overdue_or_due_soon(history: History, worked: sqlite3.Connection) -> None:
    made = written(worked, NoticeKind.REMINDER, "市数据局", tasks=(2, 22))
    assert made.asks == ("2-1", "2-2", "2-3", "2-4", "22-1")
    assert "你单位牵头的下列5个节点尚未办结，其中逾期4个，临期（30天内到期）1个。" in paragraphs(made)[0]
    assert made.document.recipients == ("淮安市数据局",)
    assert sources_of(made, "2：2026年12月10日") == (history.extended,)
    assert row_of(tables(made)[0], "22")[1:3] == [
        "“到2025年，培育和引进第三方服务机构20家以上”",
        "2025年12月31日\n（按年底计）",
    ]
    extended = tables(made)[0].rows[-2]
    assert extended[2].text == "2026年12月10日\n（延期后）" and extended[3].text == "临期"
    assert extended[1].text.endswith("；延期依据：市政府专题会议纪要第12号（原定2025年12月31日）")
    assert made.reply_due == date(2026, 11, 27)


def test_supervision_has_its_customary_parts(ledger: Ledger, reader: sqlite3.Connection) -> None:
    history = work(ledger)
    change_settings(ledger, PROFILE)
    made = written(reader, NoticeKind.SUPERVISION, "市数据局", basis="常务会议纪要第8号")
    parts = {row[0].text: row[1] for row in tables(made)[0].rows if len(row) == 2}
    assert list(parts) == ["督办依据", "工作要求", "牵头单位", "反馈要求"]
    assert "2-4" not in made.asks and "22-1" in made.asks, "only what is overdue"
    assert parts["督办依据"].text.endswith(
        "重点任务分解表第2、22、25、26、45项。立项依据：常务会议纪要第8号。"
    )
    assert "3.督查时（2026年10月20日）对第2项提出：11月底前完成联调。" in parts["工作要求"].text
    assert parts["工作要求"].sources == (history.autumn_note,)
    assert parts["牵头单位"].text == "淮安市数据局。责任人由你单位明确，随反馈报送姓名、职务和电话。"
    few = written(reader, NoticeKind.SUPERVISION, "市数据局", tasks=(2,))  # where there is room it says more
    told = {row[0].text: row[1].text for row in tables(few)[0].rows if len(row) == 2}
    assert told["牵头单位"].endswith("督查时的联系人为王科长 0517-80000000，如有变化请更正。")
    assert told["联系方式"] == "联系人：张三，电话：0517-83605000"
    # So that five items fit one page, whom to call closes what is to be answered.
    assert parts["反馈要求"].text.endswith("。联系人：张三，电话：0517-83605000。")
    assert made.document.annotation == "" == made.document.contact, "it stands in the text already"
    assert made.document.number is None


def test_in_a_chat_window_a_sheet_reads_as_a_person_writes_it(worked: sqlite3.Connection) -> None:
    chat = render_chat(written(worked, NoticeKind.SUPERVISION, "市数据局", tasks=(2,)).document).splitlines()
    assert "2．“完成市数据资产登记平台建设”；时限：2024年12月31日（按年底计）；状态：逾期691天" in chat
    assert [line for line in chat if line.startswith(("督办依据：《", "工作要求：1.", "反馈要求：已"))] != []
    required = next(line for line in chat if line.startswith("工作要求："))
    assert required.endswith("。3.督查时（2026年10月20日）对第2项提出：11月底前完成联调。")
    assert not any(word in "".join(chat) for word in ("序号", "督办事项（引号内为原文）：督办依据", "；；"))
    reminder = render_chat(written(worked, NoticeKind.REMINDER, "市数据局", tasks=(2,)).document)
    assert "\n《淮安市推进数据基础制度建设更好发挥数据要素作用的实施方案》（征求意见稿）\n2．" in reminder


def test_supervision_of_chosen_tasks_takes_open_milestones(worked: sqlite3.Connection) -> None:
    made = written(worked, NoticeKind.SUPERVISION, "市数据局", tasks=(3, 28))
    rows = tables(made)[0].rows
    assert [row[0].text for row in rows[:2]] == ["3", "28"]
    assert rows[0][1].text == "目录体系建成；时限依据：交办单反馈；与市大数据中心共同牵头"
    assert [cell.text for cell in rows[1][2:]] == ["原文未写时限", "未办结"]
    assert "下列2个节点尚未办结，其中未到期1个，没有时限1个，现予督办。" in paragraphs(made)[0]
    wanted = "未到期的，按期办结；没有时限的，提出办结时间；于2026年11月27日前书面反馈"
    assert row_of(tables(made)[0], "反馈要求")[1].startswith(wanted)


def test_assignment_asks_for_tasks_without_a_date(reader: sqlite3.Connection) -> None:
    made = written(reader, NoticeKind.ASSIGNMENT, "市数据局")
    assert len(made.asks) == 38 and "2" not in made.asks and "3" in made.asks
    table = made.document.attachments[0].blocks[0]
    assert table is tables(made)[0] and tables(made)[0].landscape
    assert row_of(tables(made)[0], "12")[2:] == ["数据质量评估报告", "", "市发改委等4个单位", "", ""]
    assert row_of(tables(made)[0], "28")[5] == "支持建设行业数据服务平台：原文未写时限"


def test_small_assignment_stays_on_its_sheet_and_knows_what_is_set(
    history: History, worked: sqlite3.Connection
) -> None:
    made = written(worked, NoticeKind.ASSIGNMENT, "市大数据中心", tasks=(3,))
    assert not made.document.attachments and len(tables(made)[0].rows) == 2, "the plan and the task"
    assert row_of(tables(made)[0], "3")[3:] == ["目录体系建成：2027年6月30日", ""]
    assert sources_of(made, "3：目录体系建成：2027年6月30日") == (history.set_milestone,)


def test_assignment_is_refused_where_all_is_agreed(ledger: Ledger, reader: sqlite3.Connection) -> None:
    set_milestone(ledger, 57, "出台奖补办法", date(2027, 6, 30), "会商", assumed=False)
    with pytest.raises(HuaianError, match="牵头的任务都已有节点"):
        written(reader, NoticeKind.ASSIGNMENT, "市财政局")
    with pytest.raises(HuaianError, match="不牵头任何任务"):
        written(reader, NoticeKind.ASSIGNMENT, "市医保局")


@pytest.mark.parametrize(
    ("unit", "address"), [("各县区人民政府", "各县区"), ("市财政局", "贵单位"), ("盱眙县", "贵县")]
)
def test_letter_asks_politely(reader: sqlite3.Connection, unit: str, address: str) -> None:
    made = written(reader, NoticeKind.LETTER, unit)
    text = "".join(paragraphs(made))
    assert made.document.layout == "letter"
    assert f"现商请{address}提供" in text and text.endswith("专此函达，请予支持为盼。")
    assert not any(word in text for word in ("现予督办", "你单位", "必须", "责令"))


def test_status_sheet_tells_what_the_phone_asks(ledger: Ledger, reader: sqlite3.Connection) -> None:
    history = work(ledger)
    notice = issued(ledger, reader, "市财政局")
    made = written(reader, NoticeKind.STATUS, "市财政局")
    told = paragraphs(made)
    assert told[0] == (
        "截至2026年11月22日：牵头2项，责任2项。其中，未设节点3项，办结1项。另有可能涉及的13项，不计在内。"
    )
    assert told[1].startswith("督查记录。最近一次：2026年11月2日，第22项。")
    assert told[1].endswith("已引进服务机构12家。问题：扶持资金尚未下达。")
    assert told[2] == "约定2026年11月10日回访第22项。"
    assert sources_of(made, "约定2026年11月10日") == (history.support_note,)
    assert told[3] == f"在办文书。催办单（{notice}），2026年11月22日印发，反馈时限2026年11月27日，尚未反馈。"
    assert told[-1].startswith("可能涉及：原文写“市各有关部门单位”、没有列明成员的第3、5、9、")
    assert [row[0].text for row in tables(made)[0].rows] == ["牵头2项", "57", "6", "责任2项", "47", "58"]
    assert made.document.recipients == () and not made.document.draft


def issued(ledger: Ledger, reader: sqlite3.Connection, unit: str) -> str:
    """The number of a 催办单 that was issued to the unit."""
    made = written(reader, NoticeKind.REMINDER, "市数据局")
    draft = NoticeDraft(
        made.kind, "催办", (unit,), TODAY, document_to_json(made.document), reply_due=made.reply_due
    )
    kept = record_draft(ledger, draft)
    return str(record_issue(ledger, kept, "淮政督", TODAY, lambda row, _: Frozen(row.document, {})))


def test_status_sheet_of_a_district_shows_its_group(reader: sqlite3.Connection) -> None:
    made = written(reader, NoticeKind.STATUS, "清江浦区")
    assert "经由各县区人民政府17项" in paragraphs(made)[0]
    roles = [row[0].text for row in tables(made)[0].rows if len(row) == 1]
    assert roles == ["经由各县区人民政府（责任）17项"]
    assert "督查记录。没有点名该单位的记录。" in paragraphs(made)
    assert "在办文书。没有等待反馈的文书。" in paragraphs(made)


def test_no_waiting_paper_is_dropped_in_silence(ledger: Ledger, reader: sqlite3.Connection) -> None:
    numbers = [issued(ledger, reader, "市财政局") for _ in range(7)]
    made = written(reader, NoticeKind.STATUS, "市财政局")
    waiting = [one for one in paragraphs(made) if "尚未反馈" in one]
    assert len(waiting) == 6 and numbers[-1] in waiting[0] and numbers[2] in waiting[4]
    assert waiting[-1] == "另有2件尚未反馈，最早的2026年11月22日印发。"
    rest = next(one for one in made.document.body if isinstance(one, Paragraph) and one.text == waiting[-1])
    assert [numbers[1] in rest.figures[0].things[0].title, len(rest.figures[0].things)] == [True, 2]


def test_open_group_and_its_members(reader: sqlite3.Connection) -> None:
    made = written(reader, NoticeKind.STATUS, "各通信运营商")
    assert "责任1项" in paragraphs(made)[0]
    zone = written(reader, NoticeKind.STATUS, "淮安工业园区")
    assert "方案中没有写明由该单位办理的任务。" in paragraphs(zone)


@pytest.mark.parametrize("kind", ONE_UNIT)
def test_exactly_one_unit_is_needed(reader: sqlite3.Connection, kind: NoticeKind) -> None:
    for units in ((), ("市财政局", "市数据局")):
        with pytest.raises(InputRefused, match="须写明一个单位") as refused:
            compose(reader, NoticeRequest(kind, TODAY, units))
        assert refused.value.field == "unit"
    with pytest.raises(UnknownUnit):
        compose(reader, NoticeRequest(kind, TODAY, ("市没有局",)))


@pytest.mark.parametrize("kind", [NoticeKind.REMINDER, NoticeKind.SUPERVISION, NoticeKind.LETTER])
def test_nothing_due_is_refused(reader: sqlite3.Connection, kind: NoticeKind) -> None:
    with pytest.raises(HuaianError, match="没有需要.*的事项"):
        written(reader, kind, "市气象局")


def test_tasks_of_others_are_refused(reader: sqlite3.Connection) -> None:
    with pytest.raises(HuaianError, match="第1、2项与市医保局无关"):
        written(reader, NoticeKind.SUPERVISION, "市医保局", tasks=(2, 1, 27))
    with pytest.raises(NotFound, match="没有序号为 99"):
        written(reader, NoticeKind.ASSIGNMENT, "市数据局", tasks=(99,))


def test_profile_of_the_office_frames_every_notice(ledger: Ledger, reader: sqlite3.Connection) -> None:
    change_settings(ledger, PROFILE)
    for kind in (NoticeKind.REMINDER, NoticeKind.ASSIGNMENT, NoticeKind.LETTER):
        document = written(reader, kind, "市数据局").document
        assert document.masthead == "淮安市人民政府办公室文件"
        assert document.signature == "淮安市政府办" and not document.sealed
        assert document.copies_to == (), "what is set without a kind is of a 通报"
        assert document.contact == "联系人：张三，电话：0517-83605000"
        printed_by = "淮安市人民政府办公室秘书处" if kind is NoticeKind.LETTER else ""
        assert document.printing_office == printed_by  # 单据 have no 版记


def test_reply_due_outside_known_holidays_is_said(reader: sqlite3.Connection) -> None:
    request = NoticeRequest(NoticeKind.REMINDER, date(2031, 1, 6), ("市数据局",))
    made = compose(reader, request)
    assert made.reply_due == date(2031, 1, 13)
    assert made.warnings == (f"反馈时限：{FIXED_ONLY}，请核对",)


def test_all_units_concerned_can_be_written_to(worked: sqlite3.Connection) -> None:
    for kind in ONE_UNIT:
        for role in (LEAD, SUPPORT):
            concerned = units_concerned(worked, kind, TODAY, role=role)
            assert len(concerned) >= 5
            for unit in concerned:
                assert written(worked, kind, unit, role=role).units == (unit,)
    assert units_concerned(worked, NoticeKind.CIRCULAR, TODAY) == []


def test_figures_name_their_records_or_say_that_there_is_none(
    history: History, worked: sqlite3.Connection
) -> None:
    sourced = number_sources(written(worked, NoticeKind.REMINDER, "市数据局").document)
    assert any(ids == (history.extended,) for _, ids in sourced)
    assert any("于2026年11月27日前反馈" in text and ids == () for text, ids in sourced)


def test_titles_name_the_kind(reader: sqlite3.Connection) -> None:
    for kind in (NoticeKind.REMINDER, NoticeKind.SUPERVISION, NoticeKind.ASSIGNMENT, NoticeKind.LETTER):
        made = written(reader, kind, "市数据局")
        assert made.document.title.endswith(NOTICE_TITLES[kind])
        assert "市数据局" in render_chat(made.document)


def test_only_leads_are_reminded_unless_supporting_units_are_asked_for(reader: sqlite3.Connection) -> None:
    leads = ["市数据局", "市发改委", "市工信局", "市大数据中心", "市财政局", "市通管办"]
    assert units_concerned(reader, NoticeKind.REMINDER, TODAY) == leads
    supporting = units_concerned(reader, NoticeKind.REMINDER, TODAY, role=SUPPORT)
    assert {"市工信局", "各县区人民政府", "市商务局"} <= set(supporting) and "市数据局" not in supporting
    with pytest.raises(HuaianError, match="市商务局牵头的没有需要催办的事项.*它是责任单位.*--role support"):
        written(reader, NoticeKind.REMINDER, "市商务局")
    with pytest.raises(HuaianError, match="第2项不由市工信局牵头"):
        written(reader, NoticeKind.SUPERVISION, "市工信局", tasks=(2,))
    with pytest.raises(HuaianError, match="第2项由市数据局牵头"):
        written(reader, NoticeKind.SUPERVISION, "市数据局", tasks=(2,), role=SUPPORT)


@pytest.mark.parametrize("kind", [NoticeKind.REMINDER, NoticeKind.SUPERVISION, NoticeKind.ASSIGNMENT])
def test_a_supporting_unit_is_asked_for_its_part_and_never_for_the_leads(
    worked: sqlite3.Connection, kind: NoticeKind
) -> None:
    made = written(worked, kind, "市工信局", role=SUPPORT, tasks=(2, 22))
    text = render_chat(made.document)
    assert "你单位作为责任单位配合的" in text
    assert "市数据局牵头" in text or "牵头单位：市数据局" in text
    assert "你单位牵头" not in text and "请牵头" not in text and "提出措施" not in text


def test_one_paper_for_a_group_or_one_a_member(ledger: Ledger, reader: sqlite3.Connection) -> None:
    own = TaskDraft("61", "建设区级平台，2025年底完成。", ("清江浦区",))
    (number,) = add_tasks(ledger, "huaian-data-2024", [own])
    set_milestone(ledger, number, "建成区级平台", date(2025, 12, 31), "会商", assumed=False)
    asked = NoticeRequest(NoticeKind.REMINDER, TODAY, role=SUPPORT)
    once = addressed(reader, replace(asked, role=LEAD), None).requests
    assert [one.units[0] for one in once if one.units[0] in ("各县区人民政府", "清江浦区")] == ["清江浦区"]
    group = [one.units[0] for one in addressed(reader, asked, None).requests]
    assert "各县区人民政府" in group and "清江浦区" not in group
    members = addressed(reader, replace(asked, groups=EACH_MEMBER), ["各县区人民政府"]).requests
    assert [one.units[0] for one in members][:2] == ["清江浦区", "淮安区"] and len(members) == 7
    sheets = addressed(reader, replace(asked, groups=ONE_FOR_GROUP), ["清江浦区"]).requests
    with pytest.raises(HuaianError, match="没有需要催办的事项|由它自己牵头"):
        compose(reader, sheets[0])


def test_the_office_writes_nothing_to_itself_unless_it_is_named(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    change_settings(ledger, {"office": "市数据局"})
    found = addressed(reader, NoticeRequest(NoticeKind.REMINDER, TODAY), None)
    assert "市数据局" not in [one.units[0] for one in found.requests]
    assert found.remarks == ("市数据局是发文机关本身，没有给它拟催办单；它牵头的事项请自行安排",)
    assert addressed(reader, NoticeRequest(NoticeKind.REMINDER, TODAY), ["市数据局"]).requests
