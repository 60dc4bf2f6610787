"""文书 (F6): notices from draft to answer, each previewed as it will be laid out."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NoticeState
from huaian_tui.ledger.identity import format_id
from huaian_tui.store.queries.notices import read_notice
from huaian_tui.tui.actions.opening import open_action
from huaian_tui.tui.actions.registry import bindings_for
from huaian_tui.tui.areas.notices.listed import ListedNotices
from huaian_tui.tui.areas.notices.text import state_word
from huaian_tui.tui.list.acted_on import ActedOn

if TYPE_CHECKING:
    from huaian_tui.documents.composers.sources import Passage
    from huaian_tui.services.notice_edits import NoticeEdit
    from huaian_tui.tui.areas.notices.forms import Drafts
    from huaian_tui.tui.areas.notices.sources import Place


class NoticesScreen(ListedNotices):
    """The list of notices with all that is done with one."""

    ACTION_ID = "show_notices"
    CSS_PATH = "screen.tcss"
    BINDINGS = bindings_for(
        "notice_new",
        "notice_edit",
        "notice_check",
        "notice_refresh",
        "notice_issue",
        "export",
        "notice_print",
        "notice_reply",
        "notice_sources",
        "notice_withdraw",
        "notice_fields",
        "notice_renumber",
        "kind_settings",
        "filter",
        "columns",
        "back",
    )

    def __init__(self) -> None:
        super().__init__()
        self._figure_left = (b"", "")
        """The notice whose figures were looked at last, and the one on which the cursor was left."""

    def go_to(self, place: str) -> None:
        """``reminder:单位名``: another screen asks for a 催办单 to that unit; else a notice's id in hex."""
        if self.ask_for_plan(place):
            return
        kind, colon, unit = place.partition(":")
        if colon:
            self._ask(kind, unit)
        else:
            self.remove_class("-reading")
            self.ask_for("")
            self.find(place, reveal=True)
            self.set_focus(self.records)

    # ------------------------------------------------------------------ drafting, editing

    def action_notice_new(self) -> None:
        """Draft a notice."""
        self._ask("circular", "")

    def _ask(self, kind: str, unit: str) -> None:
        from huaian_tui.tui.areas.notices.forms import open_draft_form

        open_draft_form(self.ledger_app, self._drafted, kind=kind, unit=unit)

    def _drafted(self, drafts: Drafts) -> None:
        self._changed(drafts.told, drafts.made[-1])

    def _changed(self, told: str, notice: bytes) -> None:
        self.ledger_app.tell(told)
        self.ledger_app.ledger_changed()
        self.find(notice.hex())

    def action_notice_edit(self) -> None:
        """Edit the title and the paragraphs of a draft; of what is issued correct an answer to it."""

        def read(connection: sqlite3.Connection, notice: bytes) -> tuple[NoticeRow, Sequence[NoticeEdit]]:
            from huaian_tui.services.notice_edits import edits_of

            row = read_notice(connection, notice)
            return row, edits_of(connection, row) if row.state == NoticeState.DRAFT else ()

        def edit(notice: NoticeRow, edits: Sequence[NoticeEdit]) -> None:
            from huaian_tui.tui.areas.notices.forms import open_edit_form
            from huaian_tui.tui.areas.notices.replies import correct_reply

            if notice.state != NoticeState.DRAFT and notice.replies:
                correct_reply(self.ledger_app, notice)
                return
            if notice.state != NoticeState.DRAFT:
                raise HuaianError("这份文书不能再改", f"{state_word(notice)}的文书已定稿", "请另拟一份")
            saved = partial(self._changed, "已保存修改", notice.record_id)
            open_edit_form(self.ledger_app, notice, saved, edits)

        self._with_notice(lambda found: edit(*found), read)

    def action_notice_fields(self) -> None:
        """Change 主送, 抄送, 附注, 联系人 of a draft."""
        from huaian_tui.tui.areas.notices.fields import open_fields_form

        self._with_notice(
            lambda notice: open_fields_form(
                self.ledger_app, notice, lambda: self._changed("已保存修改", notice.record_id)
            )
        )

    def action_kind_settings(self) -> None:
        """How each kind is numbered, and how its fields are filled."""
        open_action(self.ledger_app, "kind_settings")

    # ------------------------------------------------------------------ checking, issuing

    def action_notice_check(self) -> None:
        """Show what the check finds on the marked ones, or on the chosen one."""
        from huaian_tui.tui.areas.notices.issue import open_check

        def check(keys: list[bytes], acted: ActedOn) -> None:
            open_check(self.ledger_app, keys, lambda told: self._changed(told, keys[0]))

        self._with_keys(check)

    def action_notice_refresh(self) -> None:
        """Compose the marked drafts, or the chosen one, again; a single one is looked at then."""
        from huaian_tui.tui.areas.notices.refresh import open_refresh

        def refresh(keys: list[bytes], acted: ActedOn) -> None:
            def done(told: str) -> None:
                if acted.by_marks:
                    self._done(told, acted)
                else:
                    self._changed(told, keys[0])

            open_refresh(self.ledger_app, keys, done)

        self._with_keys(refresh)

    def action_notice_issue(self) -> None:
        """Check, ask, then number and freeze the marked ones, or the chosen one."""
        from huaian_tui.tui.areas.notices.issue import Outcome, open_issue

        def issue(keys: list[bytes], acted: ActedOn) -> None:
            issued = partial(self._done, acted=acted)
            refreshed = partial(self._changed, notice=keys[0])  # it is looked at, and issued next
            open_issue(self.ledger_app, keys, Outcome(issued, refreshed))

        self._with_keys(issue)

    def action_notice_renumber(self) -> None:
        """Give another number to a notice whose number another one bore first."""
        from huaian_tui.tui.areas.notices.fields import open_renumber

        self._with_notice(
            lambda notice: open_renumber(
                self.ledger_app, notice, lambda told: self._changed(told, notice.record_id)
            )
        )

    def _done(self, told: str, acted: ActedOn) -> None:
        """It is done: marks end, and the cursor goes on."""
        self.ledger_app.tell(told + acted.done())
        self.ledger_app.ledger_changed()

    def action_notice_sources(self) -> None:
        """数字来源: every figure, what it counts, and the way to each thing."""
        from huaian_tui.services.notice_sources import fingerprint_of, sources_of

        def read(connection: sqlite3.Connection, notice: bytes) -> tuple[NoticeRow, list[Passage], str]:
            row = read_notice(connection, notice)
            return row, sources_of(connection, row), fingerprint_of(connection, row, short=True)

        self._with_notice(lambda found: self._figures(*found), read)

    def _figures(self, notice: NoticeRow, found: Sequence[Passage], fingerprint: str) -> None:
        """Ask which thing is opened; asked again, the list stands where it was left."""
        from huaian_tui.tui.areas.notices.sources import FiguresDialog

        left = self._figure_left if self._figure_left[0] == notice.record_id else (notice.record_id, "")
        dialog = FiguresDialog(notice, found, fingerprint, left[1])

        def closed(place: Place | None) -> None:
            self._figure_left = (notice.record_id, dialog.left)
            if place is not None:
                self.ledger_app.call_later(self.ledger_app.go, *place)

        self.ledger_app.push_screen(dialog, closed)

    # ------------------------------------------------------------------ going out, coming back

    def action_export(self) -> None:
        """Export the marked notices, or the chosen one."""

        def export(notices: Sequence[NoticeRow], acted: ActedOn) -> None:
            from huaian_tui.tui.areas.notices.send_out import open_export_form

            open_export_form(self.ledger_app, notices, lambda made: self._sent(made.told, acted))

        self._with_notices(export)

    def _sent(self, told: str, acted: ActedOn) -> None:
        """Nothing has changed: the cursor stays where one looks."""
        self.ledger_app.tell(told + acted.end_marks())

    def action_office_sheet(self) -> None:
        """发文稿纸 of the chosen notice."""
        from huaian_tui.tui.areas.notices.office_sheets import Subject, open_office_sheets

        def of_notices(notices: Sequence[NoticeRow], acted: ActedOn) -> None:
            papers = tuple(format_id(one.record_id) for one in notices)
            open_office_sheets(self.ledger_app, Subject(notices=papers), acted)

        self._with_notices(of_notices)

    def action_notice_print(self) -> None:
        """Print the marked notices, or the chosen one."""

        def ask(notices: Sequence[NoticeRow], acted: ActedOn) -> None:
            from huaian_tui.tui.areas.notices.send_out import open_print_form

            open_print_form(self.ledger_app, notices, lambda told: self._sent(told, acted))

        self._with_notices(ask)

    def action_notice_reply(self) -> None:
        """Record what a unit answered."""

        def ask(notice: NoticeRow) -> None:
            from huaian_tui.tui.areas.notices.forms import open_reply_form

            if notice.state != NoticeState.ISSUED:
                stands = f"它的状态是「{state_word(notice)}」"
                raise HuaianError("不能登记反馈", stands, "印发后的文书才登记反馈")
            open_reply_form(self.ledger_app, notice, lambda: self._changed("已登记反馈", notice.record_id))

        self._with_notice(ask)

    def action_notice_withdraw(self) -> None:
        """Withdraw the marked notices, or the chosen one, with a reason; or take back an answer to it.

        Drafts are thrown away, and a draft that was is restored.
        """

        def ask(notices: Sequence[NoticeRow], acted: ActedOn) -> None:
            from huaian_tui.tui.areas.notices.replies import pick_to_take_back
            from huaian_tui.tui.areas.notices.withdrawing import open_withdraw_form

            def withdraw() -> None:
                open_withdraw_form(self.ledger_app, notices, lambda told, _: self._done(told, acted))

            if len(notices) == 1 and notices[0].replies:
                pick_to_take_back(self.ledger_app, notices[0], withdraw)
            else:
                withdraw()

        self._with_notices(ask)
