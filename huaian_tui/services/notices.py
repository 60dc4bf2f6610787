"""Everything that changes a notice (文书): keeping drafts, issuing with a number, withdrawing, replies.

Files and paper of a notice are made by ``notice_files``; the wording is the composers'.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from huaian_tui.documents.comparing.merging import marks_in
from huaian_tui.documents.composers.foretold import WITH_FORECASTS, stated_forecasts
from huaian_tui.documents.composers.notice_frame import Composed, with_recipients
from huaian_tui.documents.composers.request_json import request_to_json
from huaian_tui.documents.document_json import document_from_json, document_to_json
from huaian_tui.documents.editing import with_text
from huaian_tui.documents.model import OfficialDocument
from huaian_tui.domain.answers.notices import ChangeRow, NoticeRow
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.notices import NOT_ISSUED, NOTICE_TITLES, NoticeKind, NoticeNumber, NoticeState
from huaian_tui.domain.office import OfficeProfile
from huaian_tui.domain.text.hygiene import clean_text
from huaian_tui.ledger.fingerprint import heads_fingerprint
from huaian_tui.ledger.identity import format_id
from huaian_tui.ledger.kinds.notices import NOTICE_DRAFT, discarding
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.services.accepted_changes import FiguresChanged, changed_body
from huaian_tui.services.compared_notices import compared
from huaian_tui.services.entry_rules import open_thing, past_day, required_line, required_text
from huaian_tui.services.forecasts import record_stated
from huaian_tui.services.notice_files import FORMATS, Look, document_of, rendered
from huaian_tui.services.plans import refuse_closed
from huaian_tui.store.engine.append import Action, Ledger
from huaian_tui.store.engine.origins import head_lines
from huaian_tui.store.engine.records import newest_id
from huaian_tui.store.queries.notices import next_serial, read_notice
from huaian_tui.store.queries.settings import read_profile
from huaian_tui.store.queries.unit_history import successor_of, unit_name_on


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """A notice as composed.

    ``document`` is its JSON; ``units`` the short names it is about, ``asks`` the
    milestones it asks for, ``warnings`` what to look at before it goes out,
    ``basis`` why the matter was taken up (立项依据, 条例 art. 11), ``approval`` who
    approved praise or blame (art. 21), ``reply_due`` the 反馈时限, ``as_of`` the past day
    by whose end its figures were known (None: they are of ``day``), ``plans`` the ids of the plans it is
    about, ``request`` the JSON of what it was composed from (``request_json``; empty in drafts of older
    programs), ``composed`` the document as composed where it was edited since, ``composed_up_to`` the
    newest record of then, ``composed_heads`` how far each origin reached then.
    """

    kind: str
    title: str
    units: tuple[str, ...]
    day: date
    document: str
    warnings: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    basis: str = ""
    approval: str = ""
    reply_due: date | None = None
    as_of: date | None = None
    plans: tuple[str, ...] = ()
    request: str = ""
    composed: str = ""
    composed_up_to: str = ""
    composed_heads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frozen:
    """The document as it goes out, and the SHA-256 of each file made of it, by format."""

    document: str
    hashes: Mapping[str, str]
    changed: Sequence[ChangeRow] = ()
    """What the ledger says otherwise, and was accepted with an explicit yes."""


def record_draft(ledger: Ledger, draft: NoticeDraft, notice: bytes | None = None) -> bytes:
    """Record a draft, or with ``notice`` another version of one; returns the notice's id."""
    with ledger.action() as action:
        if notice is not None:
            _in_state(action, notice, NoticeState.DRAFT, "不能再改", "请另拟一份，或先撤回")
        _refuse_of_closed(action.connection, draft.kind, draft.plans)
        entry = Entry(
            RecordKind.NOTICE_DRAFT, _draft_body(draft), occurred_on=draft.day.isoformat(), ref=notice
        )
        made = action.append(entry)
        return notice or made


_ASKING = frozenset((NoticeKind.SUPERVISION, NoticeKind.REMINDER, NoticeKind.ASSIGNMENT, NoticeKind.LETTER))


def _refuse_of_closed(connection: sqlite3.Connection, kind: str, plans: Sequence[str]) -> None:
    """Nothing is asked of units for a plan that is closed; what it came to may be told at any time."""
    for plan in plans if kind in _ASKING else ():
        refuse_closed(connection, plan)


def _draft_body(draft: NoticeDraft) -> dict[str, object]:
    past = {} if draft.as_of is None else {"as_of": draft.as_of.isoformat()}
    about = {"plans": list(draft.plans)} if draft.plans else {}
    made_from = {
        name: value for name in ("request", "composed", "composed_up_to") if (value := getattr(draft, name))
    } | ({"composed_heads": list(draft.composed_heads)} if draft.composed_heads else {})
    return (
        past
        | about
        | made_from
        | {
            "kind": draft.kind,
            "title": required_line(draft.title, "title", "标题"),
            "units": list(draft.units),
            "document": draft.document,
            "warnings": [clean_text(warning) for warning in draft.warnings],
            "asks": list(draft.asks),
            "basis": clean_text(draft.basis, field="basis"),
            "approval": clean_text(draft.approval, field="approval"),
            "reply_due": None if draft.reply_due is None else draft.reply_due.isoformat(),
        }
    )


def keep_draft(
    ledger: Ledger,
    composed: Composed,
    today: date,
    *,
    basis: str = "",
    approval: str = "",
    as_of: date | None = None,
    warnings: Sequence[str] = (),
) -> bytes:
    """Keep a composed notice as a draft and return its record id.

    ``as_of``: the past day of its figures; ``warnings`` stand beside those of composing.
    """
    draft = NoticeDraft(
        kind=composed.kind,
        title=plain_title(composed.document),
        units=composed.units,
        day=today,
        document=document_to_json(composed.document),
        warnings=(*composed.warnings, *warnings),
        asks=composed.asks,
        basis=basis,
        approval=approval,
        reply_due=composed.reply_due,
        as_of=as_of,
        plans=composed.plans,
        request="" if composed.request is None else request_to_json(composed.request),
        composed_up_to=composed.up_to,
        composed_heads=composed.heads,
    )
    return record_draft(ledger, draft)


def plain_title(document: OfficialDocument) -> str:
    """The title in one line."""
    return document.title.replace("\n", "")


@dataclass(frozen=True, slots=True)
class Edited:
    """A draft as an officer edited it: title, 主送 in order, body as lines (``editing.editable_text``)."""

    title: str
    recipients: tuple[str, ...]
    text: str


def edit_draft(ledger: Ledger, notice: NoticeRow, edited: Edited, today: date) -> None:
    """Keep another version of a draft; what was not changed stays as composed."""
    composed = document_from_json(notice.composed) if notice.composed else None
    document = as_edited(document_of(notice), edited, composed)
    record_draft(ledger, version_of(notice, document, today), notice.record_id)


def as_edited(
    document: OfficialDocument, edited: Edited, composed: OfficialDocument | None = None
) -> OfficialDocument:
    """The document with what an officer made of its text; ``composed``: as it was before any editing."""
    document = with_text(document, edited.text, composed)
    if edited.title.strip() and edited.title != plain_title(document):
        document = replace(document, title=edited.title)
    return with_recipients(document, edited.recipients)


def version_of(notice: NoticeRow, document: OfficialDocument, today: date) -> NoticeDraft:
    """Another version of a draft: this document, all else as it was."""
    return NoticeDraft(
        kind=notice.kind,
        title=plain_title(document),
        units=notice.units,
        day=today,
        document=document_to_json(document),
        warnings=notice.warnings,
        asks=notice.asks,
        basis=notice.basis,
        approval=notice.approval,
        reply_due=notice.reply_due,
        as_of=notice.as_of,
        plans=notice.plans,
        request=notice.request,
        composed=notice.composed,
        composed_up_to=notice.composed_up_to,
        composed_heads=notice.composed_heads,
    )


def issue(ledger: Ledger, notice: bytes, today: date, accepted: Collection[ChangeRow] = ()) -> NoticeNumber:
    """Number and freeze a draft: its text, what it was made from, and the SHA-256 of each file.

    Refused by ``ready_to_issue``, for what is no draft any more, and where the ledger says something else by
    now (``FiguresChanged``) that nobody has ``accepted``: what was is recorded with the issue.
    """
    row = read_notice(ledger.connection, notice)
    profile = ready_to_issue(ledger.connection, row, today)
    changes = compared(ledger.path, ledger.connection, row, today).changes
    if any(one not in accepted for one in changes):
        raise FiguresChanged(changes)

    def freeze(draft: NoticeRow, number: NoticeNumber) -> Frozen:
        return replace(_frozen(draft, number, today, profile), changed=changes)

    series = profile.series(row.kind)
    return record_issue(ledger, notice, series.code, today, freeze, serial_title=series.serial_title)


class OfficeNotReady(HuaianError):
    """The settings keep a draft from going out; ``setting`` is the key of the one to look at.

    ``way_out`` names the place; the floor above adds how to get there.
    """

    def __init__(self, message: str, way_out: str, setting: str) -> None:
        self.setting = setting
        super().__init__("还不能印发", message, way_out)


def ready_to_issue(
    connection: sqlite3.Connection, notice: NoticeRow, today: date | None = None
) -> OfficeProfile:
    """The office that issues a notice; refused when this cannot be, whatever the notice says.

    Without 机关代字 no number can be written, and a number of one office never goes on another's paper.
    """
    if notice.kind in NOT_ISSUED:
        raise HuaianError(f"{NOTICE_TITLES[notice.kind]}不印发", "它是内部使用的，不是公文", "直接导出或打印")
    profile = read_profile(connection, today)
    if not profile.series(notice.kind).code:
        raise OfficeNotReady(
            f"“{profile.name}”没有设置机关代字，写不出发文字号",
            "先在“设置”里填写机关代字，如 淮数督",
            "code",
        )
    document = document_of(notice)
    if places := marks_in(document):
        raise HuaianError(
            "还不能印发",
            f"手改的和重拟的还没有选定：{'、'.join(places)}",
            "请在“修改文书”里留下要用的一段，删去另一段和标记",
        )
    # The head of a 专报 is its own name; whose it is the 署名 says.
    masthead = profile.masthead if document.layout == "bulletin" else document.masthead
    if (masthead, document.signature) != (profile.masthead, profile.signature):
        raise OfficeNotReady(
            f"这份草稿是以“{document.signature}”的名义拟的，现在的机关是“{profile.signature}”",
            "请刷新草稿，或在“设置”里把机关改回来",
            "office",
        )
    return profile


def _frozen(draft: NoticeRow, number: NoticeNumber, today: date, profile: OfficeProfile) -> Frozen:
    document = document_of(draft)
    printed_on = today if document.printing_office else None
    document = replace(document, number=str(number), date=today, printed_on=printed_on, draft=False)
    if profile.fingerprint:
        document = replace(document, fingerprint=heads_fingerprint(draft.heads))
    look = Look(profile.template, archive=profile.pdf_archive)
    hashes = {one: hashlib.sha256(rendered(document, one, look)).hexdigest() for one in FORMATS}
    return Frozen(document_to_json(document), hashes)


def record_issue(
    ledger: Ledger,
    notice: bytes,
    code: str,
    today: date,
    freeze: Callable[[NoticeRow, NoticeNumber], Frozen],
    *,
    serial_title: str = "",
) -> NoticeNumber:
    """Give a draft its number and freeze it, in one transaction; the number is returned.

    Numbers of an office's code word run from 1 each year without gap or double;
    a withdrawn notice keeps its own. ``freeze`` makes the final document with
    the number in it. ``serial_title`` numbers a serial 通报 by issue (期号) instead.
    How far each origin reaches before it is kept, and the forecasts that it states are recorded with it.
    """
    with ledger.action() as action:
        row = _in_state(action, notice, NoticeState.DRAFT, "不能再次印发", "如需重发，请另拟一份")
        _refuse_of_closed(action.connection, row.kind, row.plans)
        serial = next_serial(action.connection, code, today.year)
        number = NoticeNumber(code, today.year, serial, serial_title)
        row = replace(row, issued_heads=head_lines(action.connection))
        frozen = freeze(row, number)
        newest = newest_id(action.connection)
        body = {
            "code": code,
            "year": number.year,
            "serial": number.serial,
            "number": str(number),
            "title": row.title,
            "document": frozen.document,
            "sha256": dict(frozen.hashes),
            "data_up_to": format_id(newest or b""),
            "issued_heads": list(row.issued_heads),
            "reply_due": None if row.reply_due is None else row.reply_due.isoformat(),
            **changed_body(frozen.changed),
        }
        action.append(Entry(RecordKind.NOTICE_ISSUE, body, occurred_on=today.isoformat(), ref=notice))
        if row.kind in WITH_FORECASTS and row.as_of is None:  # of a past day nothing is foretold any more
            record_stated(action, stated_forecasts(document_from_json(frozen.document)), today)
        return number


def withdraw_notice(ledger: Ledger, notice: bytes, reason: str, today: date) -> None:
    """Record that an issued notice (or a draft) no longer holds, and why; its number stays used."""
    withdraw_notices(ledger, [notice], reason, today)


def withdraw_notices(ledger: Ledger, notices: Sequence[bytes], reason: str, today: date) -> None:
    """``withdraw_notice`` of several for one reason, in one transaction: all or none."""
    with ledger.action() as action:
        why = required_line(reason, "reason", "撤回理由")
        for notice in notices:
            row = read_notice(action.connection, notice)
            open_thing(action.connection, NOTICE_DRAFT, notice)
            body = {"number": row.number, "reason": why}
            entry = Entry(NOTICE_DRAFT.taken_back_by, body, occurred_on=today.isoformat(), ref=notice)
            draft = row.state == NoticeState.DRAFT
            action.append(discarding(notice, why, today.isoformat()) if draft else entry)


def record_reply(ledger: Ledger, notice: bytes, unit: str, text: str, day: date, today: date) -> bytes:
    """Record what a unit answered; a second answer of the same unit stands beside the first."""
    with ledger.action() as action:
        row = _in_state(action, notice, NoticeState.ISSUED, "不能登记反馈", "印发后的文书才登记反馈")
        _refuse_of_closed(action.connection, row.kind, row.plans)
        past_day(action.connection, day, today, "day", "反馈日期")
        unit = _asked(action.connection, row, unit, day)
        if row.units and unit not in row.units:
            called = unit_name_on(action.connection, unit, day)[0]
            sent = f"发给：{'、'.join(row.unit_names)}"
            raise InputRefused(f"这份文书没有发给{called}", sent, "请改选单位", field="unit")
        body = {"unit": unit, "text": required_text(text, "text", "反馈内容")}
        return action.append(Entry(RecordKind.REPLY, body, occurred_on=day.isoformat(), ref=notice))


def _asked(connection: sqlite3.Connection, row: NoticeRow, unit: str, day: date) -> str:
    """The unit itself, or the one of the notice that has become part of it by the day."""
    if unit in row.units:
        return unit
    parts = [one for one in row.units if (merge := successor_of(connection, one, day)) and merge.into == unit]
    return parts[0] if len(parts) == 1 else unit


def _in_state(action: Action, notice: bytes, state: NoticeState, refused: str, way_out: str) -> NoticeRow:
    row = read_notice(action.connection, notice)
    if row.state != state:
        where = {
            NoticeState.DRAFT: "还是草稿",
            NoticeState.ISSUED: f"已印发（{row.number}）",
            NoticeState.WITHDRAWN: "已丢弃" if row.discarded else "已撤回",
        }[NoticeState(row.state)]
        raise HuaianError(f"这份文书{refused}", where, way_out)
    return row
