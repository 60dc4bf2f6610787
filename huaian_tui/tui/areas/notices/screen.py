"""文书 (F6): notices from draft to answer, each previewed as it will be laid out."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget

from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NoticeState
from huaian_tui.ledger.identity import format_id
from huaian_tui.store.queries.notices import list_notices, read_notice
from huaian_tui.store.queries.plan_scope import plans_in_use
from huaian_tui.store.search.filters import Filter
from huaian_tui.tui.actions.opening import open_action
from huaian_tui.tui.actions.registry import bindings_for, keys_said
from huaian_tui.tui.areas.notices.chosen import ChosenNotices, no_notice
from huaian_tui.tui.areas.notices.list import COLUMNS, notice_rows
from huaian_tui.tui.areas.notices.text import notice_page, state_word
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.frame.plan_choice import say_plans
from huaian_tui.tui.list.marked_rows import Marks
from huaian_tui.tui.list.sorted_rows import sorted_rows
from huaian_tui.tui.list.source import MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.threads.background import in_thread

if TYPE_CHECKING:
    from huaian_tui.documents.composers.sources import Passage
    from huaian_tui.services.notice_edits import NoticeEdit
    from huaian_tui.tui.areas.notices.forms import Drafts
    from huaian_tui.tui.areas.notices.send_out import Exported
    from huaian_tui.tui.areas.notices.sources import Place

T = TypeVar("T")

HINTS_BY_STATE = {
    NoticeState.DRAFT: ("notice_new", "notice_edit", "notice_check", "notice_issue"),
    NoticeState.ISSUED: ("notice_new", "notice_reply", "export", "notice_print", "notice_withdraw"),
    NoticeState.WITHDRAWN: ("notice_new", "export", "notice_print"),
}
"""What the hints show first, by the state of the chosen notice."""

REFUSED_BY_STATE = {
    NoticeState.DRAFT: ("notice_reply", "notice_renumber"),
    NoticeState.ISSUED: ("notice_edit", "notice_refresh", "notice_issue", "notice_fields"),
    NoticeState.WITHDRAWN: (
        "notice_edit",
        "notice_issue",
        "notice_fields",
        "notice_renumber",
        "notice_reply",
        "notice_withdraw",
    ),
}
"""What would only be refused, by the state of the chosen notice."""

AMEND_REPLIES = frozenset(("notice_edit", "notice_withdraw"))
"""What can be done with the answers to a notice, whatever its state."""

CORRECT_REPLY = "更正反馈"


class NoticesScreen(ChosenNotices):
    """The notices at the left, the preview of the chosen one at the right (over the list when narrow)."""

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
        "back",
    )

    def __init__(self) -> None:
        super().__init__()
        self._plan: Filter | None = None
        """Only notices about this plan are listed; None: all."""
        self._states: dict[str, NoticeState] = {}
        """The state of each listed notice, by its key."""
        self._answered: frozenset[str] = frozenset()
        """The keys of listed notices to which replies are recorded: those can be corrected."""
        self._chosen_state: NoticeState | None = None
        self._chosen_answered = False
        self._figure_left = (b"", "")
        """The notice whose figures were looked at last, and the one on which the cursor was left."""

    def hints_first(self) -> tuple[str, ...]:
        """By the state of the chosen notice."""
        return HINTS_BY_STATE[self._chosen_state] if self._chosen_state else ()

    @property
    def withheld_hints(self) -> Collection[str]:
        """By the state of the chosen notice; marked ones may be of any state."""
        marked = self.records.has_marks
        by_state = set(REFUSED_BY_STATE[self._chosen_state] if self._chosen_state and not marked else ())
        if self._chosen_answered:
            by_state -= AMEND_REPLIES
        return {*by_state, *super().withheld_hints}

    @property
    def hint_words(self) -> Mapping[str, str]:
        """With the answers to a notice the key that edits a draft corrects one of them."""
        corrects = self._chosen_answered and self._chosen_state is not NoticeState.DRAFT
        return {**super().hint_words, **({"notice_edit": CORRECT_REPLY} if corrects else {})}

    def _hint_for(self, key: str | None) -> None:
        self._chosen_state = None if key is None else self._states.get(key)
        self._chosen_answered = key in self._answered
        self.query_one(HintBar).refresh()

    def compose_body(self) -> Iterable[Widget]:
        """List and preview."""
        with Horizontal(id="notices-body"):
            yield VirtualList(
                COLUMNS,
                empty_text=f"还没有文书。按 {keys_said('notice_new')} 拟一份",
                measure="份",
                marks=Marks(),
            )
            yield DetailPane(id="notice-preview")

    def find(self, key: str | None = None, *, other_rows: bool = False) -> None:
        """Read the notices."""
        self.records.expect(key, other_rows=other_rows)
        plan = None if self._plan is None else self._plan.value

        def query(connection: sqlite3.Connection) -> tuple[list[NoticeRow], int]:
            return list_notices(connection, plan=plan), len(plans_in_use(connection))

        self.read(query, lambda read: self._show(*read), group="notices", lists=[self.records])

    def action_choose_plan(self) -> None:
        """Only the notices about one plan, or all."""
        chosen = None if self._plan is None else self._plan.value
        open_action(self.ledger_app, "choose_plan", chosen, self._take_plan)

    def _take_plan(self, chosen: Filter | None) -> None:
        self._plan = chosen
        self.find(other_rows=True)

    @property
    def is_narrowed(self) -> bool:
        """Only by a plan."""
        return self._plan is not None

    def clear_filter(self) -> None:
        """All plans again."""
        if self._plan is not None:
            self._take_plan(None)

    def _show(self, notices: list[NoticeRow], plans: int) -> None:
        shown = self.records
        say_plans(shown, plans)
        shown.set_caption("" if self._plan is None else f"方案 {self._plan.words}")
        rows = sorted_rows(notice_rows(notices), shown.columns, shown.sort)
        self._states = {one.record_id.hex(): NoticeState(one.state) for one in notices}
        self._answered = frozenset(one.record_id.hex() for one in notices if one.replies)
        before = shown.cursor_key
        shown.set_source(MemorySource(rows))
        self._hint_for(shown.cursor_key)
        if before is not None and shown.cursor_key == before:  # an answer may have come
            self._preview(bytes.fromhex(before))

    def go_to(self, place: str) -> None:
        """``reminder:单位名``: another screen asks for a 催办单 to that unit; else a notice's id in hex."""
        kind, colon, unit = place.partition(":")
        if colon:
            self._ask(kind, unit)
        else:
            self.remove_class("-reading")
            self.find(place)
            self.set_focus(self.records)

    # ------------------------------------------------------------------ preview

    def show_row(self, key: str) -> None:
        """Lay it out for the preview."""
        self._hint_for(key)
        self._preview(bytes.fromhex(key))

    def _preview(self, identity: bytes) -> None:
        session = self.ledger_app.session

        def work() -> Content:
            from huaian_tui.documents.plain.pages import render_preview
            from huaian_tui.services.notice_files import document_of

            notice = session.read(lambda connection: read_notice(connection, identity))
            return notice_page(notice, render_preview(document_of(notice)))

        in_thread(self, work, self.detail.show, group="detail")

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

        self._with_keys(
            lambda keys: open_check(self.ledger_app, keys, lambda told: self._changed(told, keys[0]))
        )

    def action_notice_refresh(self) -> None:
        """Compose the marked drafts, or the chosen one, again."""
        from huaian_tui.tui.areas.notices.refresh import open_refresh

        self._with_keys(
            lambda keys: open_refresh(self.ledger_app, keys, lambda told: self._changed(told, keys[0]))
        )

    def action_notice_issue(self) -> None:
        """Check, ask, then number and freeze the marked ones, or the chosen one."""
        from huaian_tui.tui.areas.notices.issue import open_issue

        self._with_keys(
            lambda keys: open_issue(self.ledger_app, keys, lambda told: self._done(told, keys[0]))
        )

    def action_notice_renumber(self) -> None:
        """Give another number to a notice whose number another one bore first."""
        from huaian_tui.tui.areas.notices.fields import open_renumber

        self._with_notice(
            lambda notice: open_renumber(
                self.ledger_app, notice, lambda told: self._changed(told, notice.record_id)
            )
        )

    def _done(self, told: str, notice: bytes) -> None:
        """What the marks were for is done."""
        self.records.clear_marks()
        self._changed(told, notice)

    def action_notice_sources(self) -> None:
        """数字来源: every figure, what it counts, and the way to each thing."""
        from huaian_tui.services.notice_sources import sources_of

        def read(connection: sqlite3.Connection, notice: bytes) -> tuple[NoticeRow, list[Passage]]:
            row = read_notice(connection, notice)
            return row, sources_of(connection, row)

        def on_notice(key: str | None) -> None:
            if key is None:
                self.ledger_app.show_error(no_notice())
            else:
                self._read_chosen(lambda c: read(c, bytes.fromhex(key)), lambda found: self._figures(*found))

        self.records.with_chosen(on_notice)

    def _figures(self, notice: NoticeRow, found: Sequence[Passage]) -> None:
        """Ask which thing is opened; asked again, the list stands where it was left."""
        from huaian_tui.tui.areas.notices.sources import FiguresDialog

        left = self._figure_left if self._figure_left[0] == notice.record_id else (notice.record_id, "")
        dialog = FiguresDialog(notice, found, left[1])

        def closed(place: Place | None) -> None:
            self._figure_left = (notice.record_id, dialog.left)
            if place is not None:
                self.ledger_app.call_later(self.ledger_app.go, *place)

        self.ledger_app.push_screen(dialog, closed)

    # ------------------------------------------------------------------ going out, coming back

    def action_export(self) -> None:
        """Export the marked notices, or the chosen one."""

        def export(notices: Sequence[NoticeRow]) -> None:
            from huaian_tui.tui.areas.notices.send_out import open_export_form

            open_export_form(self.ledger_app, notices, self._exported)

        self._with_notices(export)

    def _exported(self, exported: Exported) -> None:
        self.records.clear_marks()
        self.ledger_app.tell(exported.told)

    def action_office_sheet(self) -> None:
        """发文稿纸 of the chosen notice."""
        from huaian_tui.tui.areas.notices.office_sheets import Subject, open_office_sheets

        def of_notice(notice: NoticeRow) -> None:
            open_office_sheets(self.ledger_app, Subject(notice=format_id(notice.record_id)))

        self._with_notice(of_notice)

    def action_notice_print(self) -> None:
        """Print the chosen notice."""

        def ask(notice: NoticeRow) -> None:
            from huaian_tui.tui.areas.notices.send_out import open_print_form

            tell = self.ledger_app.tell
            open_print_form(self.ledger_app, notice, lambda job: tell(f"已送打印：{job.path.stem}"))

        self._with_notice(ask)

    def action_notice_reply(self) -> None:
        """Record what a unit answered."""

        def ask(notice: NoticeRow) -> None:
            from huaian_tui.tui.areas.notices.forms import open_reply_form

            if notice.state != NoticeState.ISSUED:
                raise HuaianError("不能登记反馈", f"这份文书{state_word(notice)}", "印发后的文书才登记反馈")
            open_reply_form(self.ledger_app, notice, lambda: self._changed("已登记反馈", notice.record_id))

        self._with_notice(ask)

    def action_notice_withdraw(self) -> None:
        """Withdraw the marked notices, or the chosen one, with a reason; or take back an answer to it."""

        def ask(notices: Sequence[NoticeRow]) -> None:
            from huaian_tui.tui.areas.notices.forms import open_withdraw_form
            from huaian_tui.tui.areas.notices.replies import pick_to_take_back

            def withdrawn(done: list[NoticeRow]) -> None:
                what = "这份文书" if len(done) == 1 else f" {len(done)} 份文书"
                self._done(f"已撤回{what}", done[0].record_id)

            def withdraw() -> None:
                open_withdraw_form(self.ledger_app, notices, withdrawn)

            if len(notices) == 1 and notices[0].replies:
                pick_to_take_back(self.ledger_app, notices[0], withdraw)
            else:
                withdraw()

        self._with_notices(ask)
