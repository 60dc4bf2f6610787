"""The check before a notice goes out: each finding rests on a named rule and says the way out."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date, timedelta

import pytest
from support.composers import TODAY, work
from support.hostile import HOSTILE

from huaian_tui.documents.comparing.stale import compare
from huaian_tui.documents.composers.addressees import WITHOUT_UNITS
from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import SUPPORT, NoticeRequest, Role
from huaian_tui.documents.document_json import document_from_json, document_to_json
from huaian_tui.documents.model import OfficialDocument, Paragraph
from huaian_tui.documents.proofreading import notice as proofreading
from huaian_tui.documents.proofreading.notice import Finding, proofread
from huaian_tui.documents.proofreading.stale import stale_findings
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.services.notices import (
    Frozen,
    NoticeDraft,
    keep_draft,
    record_draft,
    record_issue,
    record_reply,
    withdraw_notice,
)
from huaian_tui.services.settings import change_settings
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.notices import read_notice

SET = {
    "officer": "张三",
    "office": "淮安市人民政府办公室",
    "code": "淮政督",
    "contact": "张三",
    "phone": "0517-83605000",
}


def drafted(
    ledger: Ledger,
    kind: NoticeKind,
    *units: str,
    today: date = TODAY,
    basis: str = "",
    approval: str = "",
    tasks: tuple[int, ...] = (),
    role: Role = "",
) -> NoticeRow:
    """A draft of the kind, kept on the day."""
    request = NoticeRequest(kind, today, units, basis=basis, approval=approval, tasks=tasks, role=role)
    made = compose(ledger.connection, request)
    draft = NoticeDraft(
        made.kind,
        made.document.title.replace("\n", ""),
        made.units,
        today,
        document_to_json(made.document),
        made.warnings,
        made.asks,
        basis,
        approval,
        made.reply_due,
    )
    return read_notice(ledger.connection, record_draft(ledger, draft))


def issued(ledger: Ledger, notice: NoticeRow, today: date = TODAY) -> NoticeRow:
    """The notice after it was issued on the day."""
    record_issue(ledger, notice.record_id, "淮政督", today, lambda row, _: Frozen(row.document, {}))
    return read_notice(ledger.connection, notice.record_id)


def findings(
    connection: sqlite3.Connection,
    notice: NoticeRow,
    document: OfficialDocument | None = None,
    today: date = TODAY,
) -> list[Finding]:
    """What the check finds, by default in the draft's own document."""
    return proofread(connection, notice, document or document_from_json(notice.document), today)


def by_rule(found: list[Finding], rule: str) -> list[tuple[str, str]]:
    """(severity, message) of the findings of a rule."""
    return [(one.severity, one.message) for one in found if one.rule == rule]


def with_paragraph(notice: NoticeRow, text: str) -> OfficialDocument:
    """The draft's document with one more paragraph."""
    document = document_from_json(notice.document)
    return replace(document, body=(*document.body, Paragraph(text)))


def test_office_of_a_leading_group_may_not_write_to_counties(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    usual = drafted(ledger, NoticeKind.CIRCULAR)
    assert by_rule(findings(reader, usual), proofreading.ADDRESSING) == [], "it leaves the counties out"
    county = drafted(ledger, NoticeKind.REMINDER, "盱眙县", role=SUPPORT)
    assert by_rule(findings(reader, county), proofreading.ADDRESSING) == [
        (
            "risk",
            "领导小组办公室不能向盱眙县人民政府行文；可由市政府办公室印发（经市政府同意），或改用函",
        )
    ]
    letter = drafted(ledger, NoticeKind.LETTER, "各县区人民政府")
    assert by_rule(findings(reader, letter), proofreading.ADDRESSING) == []
    city = drafted(ledger, NoticeKind.REMINDER, "市财政局")
    assert by_rule(findings(reader, city), proofreading.ADDRESSING) == []


def test_government_office_may_and_a_bureau_must_say_by_whose_consent(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    change_settings(ledger, SET)
    notice = drafted(ledger, NoticeKind.CIRCULAR)
    assert by_rule(findings(reader, notice), proofreading.ADDRESSING) == [
        ("info", "淮安市人民政府办公室向各县区人民政府行文，须经授权")
    ]
    bureau = replace(document_from_json(notice.document), signature="淮安市数据局")
    found = by_rule(findings(reader, notice, bureau), proofreading.ADDRESSING)
    assert found[0][0] == "risk" and "须经市政府同意并在文中注明" in found[0][1]
    agreed = replace(bureau, body=(*bureau.body, Paragraph("经市政府同意，现印发。")))
    assert by_rule(findings(reader, notice, agreed), proofreading.ADDRESSING) == []


def test_long_papers_are_told_by_their_limit(ledger: Ledger, reader: sqlite3.Connection) -> None:
    circular = drafted(ledger, NoticeKind.CIRCULAR)
    reminder = drafted(ledger, NoticeKind.REMINDER, "市财政局")
    assert by_rule(findings(reader, circular), proofreading.BURDEN) == [], "附件 does not count"
    allowed = with_paragraph(circular, "字" * 4000)
    assert by_rule(findings(reader, circular, allowed), proofreading.BURDEN) == []
    long = by_rule(findings(reader, circular, with_paragraph(circular, "字" * 5000)), proofreading.BURDEN)
    assert long[0][0] == "warning" and "5000字" in long[0][1]
    short = by_rule(findings(reader, reminder, with_paragraph(reminder, "字" * 4000)), proofreading.BURDEN)
    assert "4000字" in short[0][1]


def test_missing_basis_is_told_once_it_is_missing(ledger: Ledger, reader: sqlite3.Connection) -> None:
    without = drafted(ledger, NoticeKind.SUPERVISION, "市财政局")
    assert by_rule(findings(reader, without), proofreading.BASIS)[0][0] == "warning"
    given = drafted(ledger, NoticeKind.SUPERVISION, "市财政局", basis="常务会议纪要")
    assert by_rule(findings(reader, given), proofreading.BASIS) == []


def test_asking_again_is_told_with_what_came_of_it(ledger: Ledger, reader: sqlite3.Connection) -> None:
    first = issued(ledger, drafted(ledger, NoticeKind.REMINDER, "市财政局"))
    again = drafted(ledger, NoticeKind.REMINDER, "市财政局")
    found = by_rule(findings(reader, again), proofreading.FREQUENCY)
    assert found == [
        (
            "warning",
            f"2026-11-22 的催办单{first.number}已要求市财政局反馈同样的事项（6-1、6-2），"
            "反馈时限 2026-11-27 未到，不宜再要",
        )
    ]
    late = findings(reader, again, today=date(2026, 12, 1))
    assert "属于催办、督办升级的可以再发" in by_rule(late, proofreading.FREQUENCY)[0][1]
    record_reply(ledger, first.record_id, "市财政局", "已办", TODAY, TODAY)
    assert "已反馈，不宜再要" in by_rule(findings(reader, again), proofreading.FREQUENCY)[0][1]
    withdraw_notice(ledger, first.record_id, "发错", TODAY)
    assert by_rule(findings(reader, again), proofreading.FREQUENCY) == []


def test_asking_a_member_of_a_group_again_is_told(ledger: Ledger, reader: sqlite3.Connection) -> None:
    issued(ledger, drafted(ledger, NoticeKind.LETTER, "各县区人民政府"))
    member = drafted(ledger, NoticeKind.REMINDER, "盱眙县", role=SUPPORT)
    assert "盱眙县" in by_rule(findings(reader, member), proofreading.FREQUENCY)[0][1]
    other = drafted(ledger, NoticeKind.REMINDER, "市财政局")
    assert by_rule(findings(reader, other), proofreading.FREQUENCY) == [], "other milestones, other unit"


def test_asking_long_ago_is_no_repetition(ledger: Ledger, reader: sqlite3.Connection) -> None:
    issued(ledger, drafted(ledger, NoticeKind.REMINDER, "市财政局"))
    later = drafted(ledger, NoticeKind.REMINDER, "市财政局", today=date(2027, 2, 1))
    told = by_rule(findings(reader, later, today=date(2027, 2, 1)), proofreading.FREQUENCY)
    assert told == []
    same_quarter = findings(reader, later, today=date(2026, 12, 31))
    assert len(by_rule(same_quarter, proofreading.FREQUENCY)) == 1


def test_many_papers_to_one_unit_are_counted(ledger: Ledger, reader: sqlite3.Connection) -> None:
    for _ in range(2):
        issued(ledger, drafted(ledger, NoticeKind.REMINDER, "市财政局"))
    third = drafted(ledger, NoticeKind.ASSIGNMENT, "市财政局")
    assert by_rule(findings(reader, third), proofreading.FREQUENCY) == [
        ("info", "2026-10-01 以来已向市财政局发过2份要求反馈的文书，请考虑合并")
    ]


def test_praise_and_blame_need_an_approval(ledger: Ledger, reader: sqlite3.Connection) -> None:
    plain = drafted(ledger, NoticeKind.CIRCULAR)
    assert by_rule(findings(reader, plain), proofreading.JUDGEMENT) == []
    text = "对市财政局予以通报批评；个别单位推诿扯皮、重视不够。"
    found = by_rule(findings(reader, plain, with_paragraph(plain, text)), proofreading.JUDGEMENT)
    assert found[0][0] == "risk"
    assert found[0][1].startswith("文中有“通报批评”、“推诿扯皮”、“重视不够”；")
    approved = drafted(ledger, NoticeKind.CIRCULAR, approval="市政府批准")
    found = by_rule(findings(reader, approved, with_paragraph(approved, text)), proofreading.JUDGEMENT)
    assert found[0][0] == "info"


def test_our_own_wording_neither_praises_nor_blames(ledger: Ledger, reader: sqlite3.Connection) -> None:
    work(ledger)
    completed_or_moved = {NoticeKind.EXTENSION: 2, NoticeKind.COMPLETION: 6}
    for kind in NoticeKind:
        if kind is NoticeKind.ROUTING:
            continue  # it goes along with another paper and says nothing of its own
        of_task = completed_or_moved.get(kind, 2 if kind in (NoticeKind.ANSWER, NoticeKind.TAKING_UP) else 0)
        tasks = (of_task,) if of_task else ()
        notice = drafted(ledger, kind, *(() if kind in WITHOUT_UNITS else ("市数据局",)), tasks=tasks)
        found = findings(reader, notice)
        assert by_rule(found, proofreading.JUDGEMENT) == []
        assert all(one.severity == "info" for one in found if one.rule == proofreading.SECRECY)


@pytest.mark.parametrize(
    ("text", "mark"),
    [("机密★1年", "机密★"), ("本件属绝密。", "绝密"), ("秘密 ★ 长期", "秘密 ★"), ("密级：内部", "密级：")],
)
def test_secrecy_marks_are_a_risk(ledger: Ledger, reader: sqlite3.Connection, text: str, mark: str) -> None:
    notice = drafted(ledger, NoticeKind.CIRCULAR)
    found = by_rule(findings(reader, notice, with_paragraph(notice, text)), proofreading.SECRECY)
    assert found[0][0] == "risk" and f"“{mark}”" in found[0][1]
    graded = replace(document_from_json(notice.document), secrecy="秘密")
    assert by_rule(findings(reader, notice, graded), proofreading.SECRECY)[0][0] == "risk"


@pytest.mark.parametrize("text", ["保护商业秘密。", "数据的机密性、完整性。"])
def test_ordinary_words_are_no_secrecy_marks(ledger: Ledger, reader: sqlite3.Connection, text: str) -> None:
    notice = drafted(ledger, NoticeKind.CIRCULAR)
    found = by_rule(findings(reader, notice, with_paragraph(notice, text)), proofreading.SECRECY)
    assert found == [("info", "本程序不处理涉密事项；印发前请确认内容不涉密")]


def test_unset_office_officer_and_code_are_told(ledger: Ledger, reader: sqlite3.Connection) -> None:
    notice = drafted(ledger, NoticeKind.REMINDER, "市数据局")
    text = "\n".join(one.message for one in findings(reader, notice))
    for part in ("没有设置机关代字", "督查机构没有设置", "承办人没有设置", "联系人和电话没有设置"):
        assert part in text
    assert "主送机关全称“淮安市数据局”待核" in text
    assert "发文机关全称“淮安市职能转变和数字政府建设领导小组办公室”待核" in text
    change_settings(ledger, SET)
    left = findings(reader, drafted(ledger, NoticeKind.REMINDER, "市财政局", basis="年度计划"))
    assert [(one.severity, one.rule) for one in left] == [
        ("warning", proofreading.DRAFTING),
        ("info", proofreading.SECRECY),
    ], "the plan is a draft for comments, and nothing here is secret"


def test_old_draft_and_passed_reply_day_are_told(ledger: Ledger, reader: sqlite3.Connection) -> None:
    """A draft is compared with the ledger of the day; one that says not of what it was composed cannot be."""
    notice, later = drafted(ledger, NoticeKind.REMINDER, "市财政局"), TODAY + timedelta(days=10)
    found = [*stale_findings(reader, compare(reader, notice, later), later)]
    found += findings(reader, notice, today=later)
    told = [message for _, message in by_rule(found, proofreading.CONCLUSIONS)]
    assert "由旧版程序拟写" in told[0] and "刷新" in told[0] and told[1].startswith("反馈时限 2026-11-27")
    request = NoticeRequest(NoticeKind.REMINDER, TODAY, ("市财政局",))
    kept = read_notice(reader, keep_draft(ledger, compose(reader, request), TODAY))
    (told_now,) = stale_findings(reader, compare(reader, kept, later), later)
    assert "没有变化；文中的数据截至 2026-11-22" in told_now.message and told_now.severity == "info"
    assert stale_findings(reader, compare(reader, kept, TODAY), TODAY) == []


def test_character_without_a_font_is_told(ledger: Ledger, reader: sqlite3.Connection) -> None:
    notice = drafted(ledger, NoticeKind.REMINDER, "市财政局")
    found = findings(reader, notice, with_paragraph(notice, "督查\U0001f468"))
    assert any("“\U0001f468”（U+1F468）" in message for _, message in by_rule(found, proofreading.FORMAT))


def test_composer_remarks_come_last(ledger: Ledger, reader: sqlite3.Connection) -> None:
    notice = replace(drafted(ledger, NoticeKind.REMINDER, "市财政局"), warnings=("请核对时限",))
    found = findings(reader, notice)
    assert found[-1] == Finding("拟写催办单时的说明", "请核对时限", "info")
    order = [("risk", "warning", "info").index(one.severity) for one in found]
    assert order == sorted(order)


def test_status_sheet_is_not_sent_and_has_nothing_to_check(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    assert findings(reader, drafted(ledger, NoticeKind.STATUS, "市财政局")) == []


def test_hostile_document_is_checked_without_harm(ledger: Ledger, reader: sqlite3.Connection) -> None:
    notice = drafted(ledger, NoticeKind.CIRCULAR)
    document = document_from_json(notice.document)
    hostile = replace(document, body=tuple(Paragraph(text) for text in HOSTILE))
    assert any(one.rule == proofreading.BURDEN for one in findings(reader, notice, hostile))


def test_a_paper_to_the_issuing_office_itself_is_a_risk(ledger: Ledger, reader: sqlite3.Connection) -> None:
    change_settings(ledger, {"office": "市数据局", "code": "淮数督"})
    for kind in (NoticeKind.REMINDER, NoticeKind.LETTER):
        made = compose(reader, NoticeRequest(kind, TODAY, ("市数据局",)))
        notice = read_notice(reader, keep_draft(ledger, made, TODAY))
        told = proofread(reader, notice, made.document, TODAY)
        found = [one for one in told if "不要给自己发文" in one.message]
        assert [one.severity for one in found] == ["risk"]
        other = compose(reader, NoticeRequest(kind, TODAY, ("市发改委",)))
        notice = read_notice(reader, keep_draft(ledger, other, TODAY))
        said = [one.message for one in proofread(reader, notice, other.document, TODAY)]
        assert not any("给自己发文" in one for one in said)
