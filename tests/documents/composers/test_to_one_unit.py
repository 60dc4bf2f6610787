"""What is written to one unit: 督办通知单, 催办单, 交办单, 函, 单位情况表; and who is concerned."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest
from support.composers import TODAY, paragraphs, row_of, sources_of, tables, work

from huaian_tui.documents.composers.compose import WITHOUT_UNITS, compose, units_concerned
from huaian_tui.documents.composers.notice_frame import Composed
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.composers.sources import number_sources
from huaian_tui.documents.document_json import document_to_json
from huaian_tui.documents.model import Heading
from huaian_tui.documents.plain.pages import render_chat
from huaian_tui.domain.dates.workdays import FIXED_ONLY
from huaian_tui.domain.errors import HuaianError, InputRefused, NotFound, UnknownUnit
from huaian_tui.domain.notices import NOTICE_TITLES, NoticeKind
from huaian_tui.services.decisions import set_milestone
from huaian_tui.services.notices import Frozen, NoticeDraft, record_draft, record_issue
from huaian_tui.services.settings import change_settings
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


def test_reminder_asks_for_what_is_overdue_or_due_soon(ledger: Ledger, reader: sqlite3.Connection) -> None:
    history = work(ledger)
    made = written(reader, NoticeKind.REMINDER, "市工信局")
    assert made.asks == ("2-1", "2-2", "2-3", "22-1", "45-2", "2-4")
    assert "你单位牵头或负责的下列节点需要办理：逾期5个，临期（30天内到期）1个。" in paragraphs(made)[0]
    assert made.document.recipients == ("淮安市工业和信息化局",)
    assert sources_of(made, "2：2026年12月10日") == (history.extended,)
    assert tables(made)[0].rows[-1][3].text == "临期"
    assert made.reply_due == date(2026, 11, 27)


def test_supervision_has_its_customary_parts(ledger: Ledger, reader: sqlite3.Connection) -> None:
    history = work(ledger)
    change_settings(ledger, PROFILE)
    made = written(reader, NoticeKind.SUPERVISION, "市数据局", basis="常务会议纪要第8号")
    headings = [block.text for block in made.document.body if isinstance(block, Heading)]
    assert headings == [
        "一、督办事项",
        "二、督办依据",
        "三、工作要求",
        "四、责任单位和责任人",
        "五、办理时限和反馈要求",
        "六、联系方式",
    ]
    told = paragraphs(made)
    assert "2-4" not in made.asks and "22-1" in made.asks, "only what is overdue"
    assert "2.立项依据：常务会议纪要第8号。" in told
    assert "重点任务分解表第2、22、25、26、45项。" in told[2]
    assert "3.2026年10月20日督查时对第2项提出：11月底前完成联调。" in told
    assert sources_of(made, "3.2026年10月20日") == (history.autumn_note,)
    assert "2026年8月12日督查时的联系人为王科长 0517-80000000，如有变化请更正。" in told
    assert any("责任单位：淮安市数据局。责任人：请你单位明确" in one for one in told)
    assert "联系人：张三，电话：0517-83605000。" in told
    assert made.document.annotation == "", "it stands in the text already"
    assert made.document.number is None


def test_supervision_of_chosen_tasks_takes_open_milestones(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    work(ledger)
    made = written(reader, NoticeKind.SUPERVISION, "市数据局", tasks=(3, 28))
    assert [row[0].text for row in tables(made)[0].rows] == ["3", "28"]
    assert tables(made)[0].rows[0][1].text == "目录体系建成。依据：交办单反馈"
    assert tables(made)[0].rows[1][2].text == "原文未写时限"
    assert "（其他未办结2个）" in paragraphs(made)[0]
    assert any("办理时限：未到期的，按期办结。" in one for one in paragraphs(made))


def test_assignment_asks_for_tasks_without_a_date(reader: sqlite3.Connection) -> None:
    made = written(reader, NoticeKind.ASSIGNMENT, "市数据局")
    assert len(made.asks) == 38 and "2" not in made.asks and "3" in made.asks
    table = made.document.attachments[0].blocks[0]
    assert table is tables(made)[0] and tables(made)[0].landscape
    assert row_of(tables(made)[0], "12")[3:] == ["数据质量评估报告", "", "", ""]
    assert row_of(tables(made)[0], "28")[4:6] == ["支持建设行业数据服务平台", "原文未写时限"]


def test_small_assignment_stays_on_its_sheet_and_knows_what_is_set(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    history = work(ledger)
    made = written(reader, NoticeKind.ASSIGNMENT, "市大数据中心", tasks=(3,))
    assert not made.document.attachments and len(tables(made)[0].rows) == 1
    assert row_of(tables(made)[0], "3")[4:6] == ["目录体系建成", "2027年6月30日"]
    assert sources_of(made, "3：2027年6月30日") == (history.set_milestone,)


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
    assert told[0] == ("截至2026年11月22日：牵头2项，责任2项，可能涉及13项。其中未设节点3项，办结1项。")
    assert told[1].startswith("督查记录。最近一次：2026年11月2日，第22项。")
    assert told[1].endswith("已引进服务机构12家。问题：扶持资金尚未下达。")
    assert told[2] == "约定2026年11月10日回访第22项。"
    assert sources_of(made, "约定2026年11月10日") == (history.support_note,)
    assert told[3] == f"在办文书。催办单{notice}，2026年11月22日印发，反馈时限2026年11月27日，尚未反馈。"
    assert told[-1].startswith("可能涉及：原文写“市各有关部门单位”、没有列明成员的第3、5、9、")
    assert [row[2].text for row in tables(made)[0].rows] == ["牵头", "牵头", "责任", "责任"]
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
    assert {row[2].text for row in tables(made)[0].rows} == {"集体"}
    assert "督查记录。没有点名该单位的记录。" in paragraphs(made)
    assert "在办文书。没有等待反馈的文书。" in paragraphs(made)


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
        assert document.copies_to == ("市委办公室", "市纪委监委")
        assert document.annotation == "联系人：张三，电话：0517-83605000"
        printed_by = "淮安市人民政府办公室秘书处" if kind is NoticeKind.LETTER else ""
        assert document.printing_office == printed_by  # 单据 have no 版记


def test_reply_due_outside_known_holidays_is_said(reader: sqlite3.Connection) -> None:
    request = NoticeRequest(NoticeKind.REMINDER, date(2031, 1, 6), ("市数据局",))
    made = compose(reader, request)
    assert made.reply_due == date(2031, 1, 13)
    assert made.warnings == (f"反馈时限：{FIXED_ONLY}，请核对",)


def test_all_units_concerned_can_be_written_to(ledger: Ledger, reader: sqlite3.Connection) -> None:
    work(ledger)
    for kind in ONE_UNIT:
        concerned = units_concerned(reader, kind, TODAY)
        assert len(concerned) > 10
        for unit in concerned:
            assert written(reader, kind, unit).units == (unit,)
    reminded = units_concerned(reader, NoticeKind.REMINDER, TODAY)
    assert "各县区人民政府" in reminded and "清江浦区" not in reminded
    assert "市气象局" not in reminded
    assert units_concerned(reader, NoticeKind.CIRCULAR, TODAY) == []


def test_figures_name_their_records_or_say_that_there_is_none(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    history = work(ledger)
    sourced = number_sources(written(reader, NoticeKind.REMINDER, "市数据局").document)
    assert any(ids == (history.extended,) for _, ids in sourced)
    assert any(text.startswith("请于2026年11月27日前反馈") and ids == () for text, ids in sourced)


def test_titles_name_the_kind(reader: sqlite3.Connection) -> None:
    for kind in (NoticeKind.REMINDER, NoticeKind.SUPERVISION, NoticeKind.ASSIGNMENT, NoticeKind.LETTER):
        made = written(reader, kind, "市数据局")
        assert made.document.title.endswith(NOTICE_TITLES[kind])
        assert "市数据局" in render_chat(made.document)
