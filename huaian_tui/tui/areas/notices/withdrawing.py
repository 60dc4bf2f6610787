"""Withdrawing papers (撤回), throwing drafts away (丢弃), and taking those back that were thrown away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NoticeState
from huaian_tui.services.notice_discards import NEEDED_AGAIN, NO_LONGER_NEEDED, discard_drafts, restore_draft
from huaian_tui.services.notices import withdraw_notices
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.notices.text import notice_name
from huaian_tui.tui.forms.fields import FormField, TextField, reason_field
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.open_form import open_dialog, with_officer
from huaian_tui.tui.frame.host import Host

MOST_NAMED = 8
"""Notices that a form names; of more it says how many."""

LONGEST_REASON = 200


def open_withdraw_form(
    app: Host, notices: Sequence[NoticeRow], then: Callable[[str, NoticeRow], object]
) -> None:
    """One reason for all; ``then`` gets what is to be said, and the first of them.

    Drafts alone are thrown away, one draft that was thrown away is restored. Of others those that were
    withdrawn before are left, and said.
    """
    if len(notices) == 1 and notices[0].discarded:
        _restore(app, notices[0], then)
        return
    open_ones = [one for one in notices if one.state != NoticeState.WITHDRAWN]
    if not open_ones:
        raise HuaianError("已经撤回", notices[0].withdrawn, "不需要再撤回")
    drafts = all(one.state == NoticeState.DRAFT for one in open_ones)
    session, identities = app.session, [one.record_id for one in open_ones]

    def save(values: dict[str, Any]) -> object:
        change = discard_drafts if drafts else withdraw_notices
        session.write(lambda ledger: change(ledger, identities, values["reason"], session.today))
        return True

    def done(_: object) -> None:
        what = "这份文书" if len(open_ones) == 1 else f" {len(open_ones)} 份文书"
        said = f"已撤回{what}"
        if drafts:
            what = "这份草稿" if len(open_ones) == 1 else f" {len(open_ones)} 份草稿"
            said = f"已丢弃{what}，{keys_said('undo')} 可撤销"
        then(said, open_ones[0])

    verb, thing = ("丢弃", "草稿") if drafts else ("撤回", "文书")
    title = f"{verb}{thing}" if len(open_ones) == 1 else f"{verb} {len(open_ones)} 份{thing}"
    fields: list[FormField] = [_reason("丢弃理由", NO_LONGER_NEEDED) if drafts else reason_field("撤回理由")]
    form = FormDialog(title, fields, save, intro=_named(open_ones, len(notices)), button=verb)
    with_officer(app, lambda: open_dialog(app, form, done))


def _reason(title: str, usual: str) -> TextField:
    return TextField("reason", title, value=usual, required=True, max_length=LONGEST_REASON)


def _restore(app: Host, notice: NoticeRow, then: Callable[[str, NoticeRow], object]) -> None:
    session = app.session

    def save(values: dict[str, Any]) -> object:
        session.write(lambda ledger: restore_draft(ledger, notice.record_id, values["reason"], session.today))
        return True

    intro = f"{notice_name(notice)}\n丢弃理由：{notice.withdrawn}"
    form = FormDialog("恢复草稿", [_reason("恢复理由", NEEDED_AGAIN)], save, intro=intro, button="恢复")
    with_officer(app, lambda: open_dialog(app, form, lambda _: then("已恢复为草稿", notice)))


def _named(notices: Sequence[NoticeRow], chosen: int) -> str:
    """What will be withdrawn, each by its kind, addressees and number."""
    shown = [notice_name(one) + ("" if one.number else "  草稿") for one in notices[:MOST_NAMED]]
    if len(notices) > MOST_NAMED:
        shown.append(f"等 {len(notices)} 份")
    if chosen > len(notices):
        shown.append(f"另有 {chosen - len(notices)} 份早已撤回，不再办")
    return "\n".join(shown)
