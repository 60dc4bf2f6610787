"""Papers over several plans and matters: how items are named, what is asked once, names of their day."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest
from support.composers import paragraphs, tables
from support.plans_of_office import AUGUST, FEBRUARY, Office, open_office, reform

from huaian_tui.documents.composers.addressees import WITHOUT_UNITS
from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.notice_frame import Composed
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.proofreading.notice import proofread
from huaian_tui.documents.proofreading.words import printed_texts
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.services.answers import draft_answers
from huaian_tui.services.contacts import ContactEntry, set_contact
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.services.notice_files import document_of
from huaian_tui.services.notices import NoticeDraft, keep_draft, record_draft
from huaian_tui.services.plans import set_current_plan
from huaian_tui.services.settings import change_settings
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.notices import list_notices, read_notice

UGLY = ("None", "，，", "。。", "。；", "；。", "，。", "、、", "（）", "《》", "#")


@pytest.fixture
def office(ledger: Ledger) -> Office:
    return open_office(ledger)


def paper(
    connection: sqlite3.Connection, kind: NoticeKind, unit: str = "", day: date = FEBRUARY, **more: object
) -> Composed:
    """A paper of the kind, to a unit where it is written to one."""
    units = (unit,) if unit else ()
    return compose(connection, NoticeRequest(kind, day, units, **more))  # type: ignore[arg-type]


def rows(made: Composed, which: int = 0) -> list[list[str]]:
    """The cells of its first table, or of another one."""
    return [[cell.text for cell in row] for row in tables(made)[which].rows]


def numbers(made: Composed) -> list[str]:
    """The first cell of each row of its first table: a plan's line or a number."""
    return [row[0] for row in rows(made)]


def test_a_reminder_covers_all_open_plans_and_names_each(office: Office, reader: sqlite3.Connection) -> None:
    made = paper(reader, NoticeKind.REMINDER, "市数据局")
    assert paragraphs(made)[0] == (
        "截至2026年2月5日，你单位牵头的下列16个节点尚未办结，其中逾期13个，临期（30天内到期）3个。"
    )
    assert [one for one in numbers(made) if not one.isdecimal()] == [
        "《淮安市推进数据基础制度建设更好发挥数据要素作用的实施方案》（征求意见稿，简称《数据基础制度》）",
        "《优化营商环境行动方案》（简称《营商环境》）",
        "1.1",
        "《安全生产行动计划》（简称《安全生产》）",
        "",
        "交办事项",
        "交办〔2026〕2",
    ]
    assert made.plans[1:] == (office.business, office.bare, "richang-jiaoban")


def test_one_plan_alone_is_named_above_its_items_and_not_at_each(
    office: Office, reader: sqlite3.Connection
) -> None:
    made = paper(reader, NoticeKind.REMINDER, "市数据局", plan=office.business)
    assert paragraphs(made)[0].startswith("截至2026年2月5日，你单位牵头的下列1个节点将在30天内到期。")
    assert numbers(made) == ["《优化营商环境行动方案》", "1.1"], "1.2 is led by another unit"
    assert made.plans == (office.business,)


def test_supervision_says_the_place_of_each_item_in_its_plan(
    office: Office, reader: sqlite3.Connection
) -> None:
    chosen = (office.opening, office.unnumbered, office.complaint, 2)
    made = paper(reader, NoticeKind.SUPERVISION, "市数据局", tasks=chosen)
    basis = next(row[1] for row in rows(made) if row[0] == "督办依据")
    assert basis.split("\n") == [
        "1.《淮安市推进数据基础制度建设更好发挥数据要素作用的实施方案》"
        "（征求意见稿，简称《数据基础制度》）重点任务分解表第2项。",
        "2.《优化营商环境行动方案》（简称《营商环境》）重点任务第1.1项。",
        "3.《安全生产行动计划》（简称《安全生产》）重点任务“建设安全生产风险监测平台”。",
        "4.交办〔2026〕2号：信访（2026年1月20日）。",
    ]


def test_a_circular_is_of_the_current_plan_unless_another_is_named(
    ledger: Ledger, office: Office, reader: sqlite3.Connection
) -> None:
    usual = paper(reader, NoticeKind.CIRCULAR)
    assert "数据基础制度建设" in usual.document.title and "重点任务60项" in paragraphs(usual)[1]
    named = paper(reader, NoticeKind.CIRCULAR, plan=office.business)
    assert paragraphs(named)[0].startswith("为推动《优化营商环境行动方案》落实，对")
    assert "（一）市数据局。牵头1项：临期1项（第1.1项）。" in paragraphs(named)
    matters = paper(reader, NoticeKind.CIRCULAR, plan="richang-jiaoban")
    assert matters.document.title.endswith("\n交办事项进展情况的通报")
    assert "共有交办事项2项。" in paragraphs(matters)[1]
    every = paper(reader, NoticeKind.CIRCULAR, every_plan=True)
    assert every.document.title == "关于2026年1月1日—2月5日\n重点任务和交办事项进展情况的通报"
    assert any("（《营商环境》第1.1项" in one for one in paragraphs(every))
    set_current_plan(ledger, office.business)
    assert "《优化营商环境行动方案》" in paper(reader, NoticeKind.CIRCULAR).document.title.replace("\n", "")


def test_a_plan_without_tasks_is_not_told_of(office: Office, reader: sqlite3.Connection) -> None:
    with pytest.raises(HuaianError, match="没有任务"):
        paper(reader, NoticeKind.CIRCULAR, plan=office.bare, tasks=(office.opening,))


_OF_RECORDS = (NoticeKind.OVERDUE, NoticeKind.EXTENSION, NoticeKind.COMPLETION, NoticeKind.ROUTING)
"""Papers that there are only where something is overdue, decided or drafted."""


@pytest.mark.parametrize("kind", [kind for kind in NoticeKind if kind not in _OF_RECORDS])
def test_sentences_are_whole_whatever_a_plan_leaves_open(
    ledger: Ledger, office: Office, reader: sqlite3.Connection, kind: NoticeKind
) -> None:
    note = NoteDraft(office.unnumbered, "已招标。", FEBRUARY, ("市数据局",), problem="进度慢")
    add_note(ledger, note, FEBRUARY)
    unit = "" if kind in WITHOUT_UNITS else "市数据局"
    for plan in (office.business, office.bare, "richang-jiaoban", None):
        tasks = {office.business: office.opening, office.bare: office.unnumbered}
        chosen = (tasks.get(plan or "", office.complaint),) if kind in _BY_TASK else ()
        made = paper(reader, kind, unit, plan=plan, every_plan=plan is None, tasks=chosen)
        text = "\n".join(printed_texts(made.document))
        assert [mark for mark in UGLY if mark in text] == [], (plan, text)
        assert not any(str(one) in text for one in (office.opening, office.unnumbered, office.complaint))


_BY_TASK = (NoticeKind.SUPERVISION, NoticeKind.ASSIGNMENT, NoticeKind.ANSWER, NoticeKind.TAKING_UP)


def test_a_thing_of_several_sources_is_asked_for_once(
    ledger: Ledger, office: Office, reader: sqlite3.Connection
) -> None:
    made = paper(reader, NoticeKind.REMINDER, "市财政局")
    asked = [row for row in rows(made) if len(row) > 1 and "清单" in row[1]]
    assert [row[:2] for row in asked] == [
        ["1.2", "清单公开；同一事项：交办〔2026〕1号，市长批示（2026年1月18日，《惠企政策兑现情况》）"]
    ]
    assert len([one for one in made.asks if "-" in one and len(one) > 10]) == 2  # both sources
    alone = paper(reader, NoticeKind.REMINDER, "市财政局", plan="richang-jiaoban")
    assert rows(alone) == [
        [
            "交办〔2026〕1",
            "梳理惠企政策，公开清单；来源：市长批示（2026年1月18日，《惠企政策兑现情况》）；《营商环境》第1.2项",
            "2026年2月20日",
            "临期",
        ]
    ]


def test_every_source_gets_its_own_answer_from_the_same_records(
    ledger: Ledger, office: Office, reader: sqlite3.Connection
) -> None:
    note = add_note(ledger, NoteDraft(office.policy, "清单初稿已成。", FEBRUARY, ("市财政局",)), FEBRUARY)
    made = [read_notice(reader, one) for one in draft_answers(ledger, office.handed, FEBRUARY)]
    assert [one.title for one in made] == [
        "关于交办〔2026〕1号办理情况的报告",
        "关于《优化营商环境行动方案》第1.2项办理情况的报告",
    ]
    assert [one.plans for one in made] == [("richang-jiaoban",), (office.business,)]
    assert made[0].addressee == "市长" and made[0].basis.startswith("批示")
    first, second = (document_of(one) for one in made)
    assert paragraphs(Composed("answer", (), first, ())) == [
        "2026年1月18日市长批示（《惠企政策兑现情况》）要求：梳理惠企政策，公开清单。该项由市财政局牵头，"
        "时限2026年2月20日。现将截至2026年2月5日的办理情况报告如下。",
        "市财政局（2026年2月5日）：清单初稿已成。",
        "1.交办〔2026〕1号：梳理惠企政策，公开清单，时限2026年2月20日。",
        "2.《营商环境》第1.2项：清单公开，时限2026年2月10日。",
        "特此报告。",
    ]
    assert first.sources() == second.sources() and len(first.sources()) == 1
    assert note.hex() in first.sources()[0].replace("-", "")


def test_papers_bear_the_names_of_their_day(
    ledger: Ledger, office: Office, reader: sqlite3.Connection
) -> None:
    change_settings(ledger, {"office": "市数据局", "code": "淮数督"})
    before = keep_draft(ledger, paper(reader, NoticeKind.REMINDER, "市数据局"), FEBRUARY)
    reform(ledger)
    assert document_of(read_notice(reader, before)).recipients == ("淮安市数据局",)
    february = paper(reader, NoticeKind.REMINDER, "市数据局")
    assert february.document.recipients == ("淮安市数据局",)
    assert february.document.masthead == "淮安市数据局"
    august = paper(reader, NoticeKind.REMINDER, "市数据局", AUGUST)
    assert august.document.recipients == ("淮安市数据和政务服务管理局",)
    assert august.document.signature == "淮安市数据和政务服务管理局"
    merged = paper(reader, NoticeKind.REMINDER, "市经济发展局", AUGUST)
    assert merged.document.recipients == ("淮安市经济发展局",) and "1.2" in numbers(merged)
    with pytest.raises(HuaianError, match="已自 2026-07-01 起并入市经济发展局"):
        paper(reader, NoticeKind.REMINDER, "市财政局", AUGUST)
    after = paper(reader, NoticeKind.CIRCULAR, plan=office.business, day=AUGUST)
    table = {row[0]: row for row in rows(after, -1)}
    assert table["1.1"][3:5] == ["市数据和政务局", "市经济发展局"]
    table = {row[0]: row for row in rows(paper(reader, NoticeKind.CIRCULAR, plan=office.business), -1)}
    assert table["1.1"][3:5] == ["市数据局", "市财政局"]


def test_a_renamed_office_keeps_what_it_has_set(ledger: Ledger, reader: sqlite3.Connection) -> None:
    change_settings(ledger, {"office": "市数据局", "code": "淮数督", "signature": "淮安市数据局办"})
    reform(ledger)
    made = paper(reader, NoticeKind.REMINDER, "市工信局", AUGUST)
    notice = read_notice(reader, keep_draft(ledger, made, AUGUST))
    assert not [one for one in proofread(reader, notice, made.document, AUGUST) if one.setting == "code"]
    assert made.document.signature == "淮安市数据和政务服务管理局"


def test_who_answers_at_the_unit_is_told_to_it_alone(
    ledger: Ledger, office: Office, reader: sqlite3.Connection
) -> None:
    entry = ContactEntry("王某", "综合科长", "0517-80001234", date(2026, 1, 1))
    set_contact(ledger, "市财政局", entry, FEBRUARY)
    made = paper(reader, NoticeKind.SUPERVISION, "市财政局", tasks=(office.policy,))
    line = "登记的联系人为王某（综合科长，电话0517-80001234），如有变化请更正。"
    (cell,) = [cell for row in tables(made)[0].rows for cell in row if cell.text.endswith(line)]
    assert any("联系人" in one for one in made.warnings)
    assert not cell.sources
    for kind in (NoticeKind.STATUS, NoticeKind.REMINDER):
        assert "王某" not in "".join(printed_texts(paper(reader, kind, "市数据局").document))
    copied = {"copies_to": ("市委办公室",), "tasks": (office.policy,)}
    made = paper(reader, NoticeKind.SUPERVISION, "市财政局", **copied)
    assert "王某" not in "".join(printed_texts(made.document))


def test_notices_are_listed_by_their_plans_and_old_ones_are_of_the_shipped(
    ledger: Ledger, office: Office, reader: sqlite3.Connection
) -> None:
    old = record_draft(ledger, NoticeDraft("circular", "旧通报", (), FEBRUARY, "{}"))
    both = keep_draft(ledger, paper(reader, NoticeKind.REMINDER, "市财政局"), FEBRUARY)
    one = keep_draft(ledger, paper(reader, NoticeKind.CIRCULAR, plan=office.business), FEBRUARY)

    def listed(plan: str | None) -> set[bytes]:
        return {row.record_id for row in list_notices(reader, plan=plan)}

    assert listed(None) == {old, both, one}
    assert listed("huaian-data-2024") == {old, both}
    assert listed(office.business) == {both, one} and listed(office.bare) == set()
    assert read_notice(reader, one).plan_codes == ("YS",)
