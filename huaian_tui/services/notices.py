"""Notices (文书): keeping drafts, issuing with a number, withdrawing, and what units answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.notices import NoticeNumber, NoticeState
from huaian_tui.domain.text.hygiene import clean_text
from huaian_tui.ledger.identity import format_id
from huaian_tui.ledger.kinds.notices import NOTICE_DRAFT
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.services.entry_rules import open_thing, past_day, required_line, required_text
from huaian_tui.store.engine.append import Action, Ledger
from huaian_tui.store.engine.records import newest_id
from huaian_tui.store.queries.notices import next_serial, read_notice


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """A notice as composed.

    ``document`` is its JSON; ``units`` the short names it is about, ``asks`` the
    milestones it asks for, ``warnings`` what to look at before it goes out,
    ``basis`` why the matter was taken up (立项依据, 条例 art. 11), ``approval`` who
    approved praise or blame (art. 21), ``reply_due`` the 反馈时限.
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


@dataclass(frozen=True, slots=True)
class Frozen:
    """The document as it goes out, and the SHA-256 of each file made of it, by format."""

    document: str
    hashes: Mapping[str, str]


def keep_notice_draft(ledger: Ledger, draft: NoticeDraft, notice: bytes | None = None) -> bytes:
    """Record a draft, or with ``notice`` another version of one; returns the notice's id."""
    with ledger.action() as action:
        if notice is not None:
            _in_state(action, notice, NoticeState.DRAFT, "不能再改", "请另拟一份，或先撤回")
        entry = Entry(
            RecordKind.NOTICE_DRAFT, _draft_body(draft), occurred_on=draft.day.isoformat(), ref=notice
        )
        made = action.append(entry)
        return notice or made


def _draft_body(draft: NoticeDraft) -> dict[str, object]:
    return {
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


def issue_notice(
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
    """
    with ledger.action() as action:
        row = _in_state(action, notice, NoticeState.DRAFT, "不能再次印发", "如需重发，请另拟一份")
        serial = next_serial(action.connection, code, today.year)
        number = NoticeNumber(code, today.year, serial, serial_title)
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
            "reply_due": None if row.reply_due is None else row.reply_due.isoformat(),
        }
        action.append(Entry(RecordKind.NOTICE_ISSUE, body, occurred_on=today.isoformat(), ref=notice))
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
            action.append(Entry(NOTICE_DRAFT.taken_back_by, body, occurred_on=today.isoformat(), ref=notice))


def record_reply(ledger: Ledger, notice: bytes, unit: str, text: str, day: date, today: date) -> bytes:
    """Record what a unit answered; a second answer of the same unit stands beside the first."""
    with ledger.action() as action:
        row = _in_state(action, notice, NoticeState.ISSUED, "不能登记反馈", "印发后的文书才登记反馈")
        past_day(action.connection, day, today, "day", "反馈日期")
        if row.units and unit not in row.units:
            raise InputRefused(
                f"这份文书没有发给{unit}", f"发给：{'、'.join(row.units)}", "请改选单位", field="unit"
            )
        body = {"unit": unit, "text": required_text(text, "text", "反馈内容")}
        return action.append(Entry(RecordKind.REPLY, body, occurred_on=day.isoformat(), ref=notice))


def _in_state(action: Action, notice: bytes, state: NoticeState, refused: str, way_out: str) -> NoticeRow:
    row = read_notice(action.connection, notice)
    if row.state != state:
        where = {
            NoticeState.DRAFT: "还是草稿",
            NoticeState.ISSUED: f"已印发（{row.number}）",
            NoticeState.WITHDRAWN: "已撤回",
        }[NoticeState(row.state)]
        raise HuaianError(f"这份文书{refused}", where, way_out)
    return row
