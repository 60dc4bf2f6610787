"""文书 (F6): drafts of notices, each previewed as it will be laid out, exported as text and PDF."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget

from huaian_tui.documents.composers.composed import KIND_TITLES
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rows import NoticeRow
from huaian_tui.store.queries.notices import list_notices, read_notice
from huaian_tui.tui.actions import bindings_for
from huaian_tui.tui.background import in_thread
from huaian_tui.tui.screens.base import LedgerScreen
from huaian_tui.tui.widgets.chinese_text import DetailPane
from huaian_tui.tui.widgets.columns import Column
from huaian_tui.tui.widgets.list_messages import RowHighlighted, RowSelected
from huaian_tui.tui.widgets.record_list import RecordList
from huaian_tui.tui.widgets.row_source import ListRow, MemorySource

COLUMNS = (
    Column("日期", width=10),
    Column("文书", width=6),
    Column("对象", weight=2, min_width=10),
    Column("状态", width=4, priority=2),
    Column("拟稿人", width=8, priority=3),
)
STATES = {"draft": "草稿"}


class NoticesScreen(LedgerScreen):
    """The drafts at the left, the preview of the chosen one at the right (over the list when narrow)."""

    ACTION_ID = "show_notices"
    CSS_PATH = "notices.tcss"
    BINDINGS = bindings_for("notice_new", "export", "back")

    def compose_body(self) -> Iterable[Widget]:
        """List and preview."""
        with Horizontal(id="notices-body"):
            yield RecordList(
                COLUMNS, empty_text="还没有文书。按 Ctrl+N 或 a 拟一份通报或催办单", measure="份"
            )
            yield DetailPane(id="notice-preview")

    def load(self) -> None:
        """Read the drafts."""
        in_thread(self, lambda: self.ledger_app.session.read(list_notices), self._show, group="notices")

    def _show(self, notices: list[NoticeRow], key: str | None = None) -> None:
        rows = [_row(notice) for notice in notices]
        self.query_one(RecordList).set_source(MemorySource(rows), key=key)
        if not rows:
            self.query_one(DetailPane).show("")

    def go_to(self, place: str) -> None:
        """``reminder:单位名``: another screen asks for a 催办单 to that unit."""
        kind, _, unit = place.partition(":")
        self._ask(kind, unit)

    # ------------------------------------------------------------------ preview

    @on(RowHighlighted)
    def _highlighted(self, message: RowHighlighted) -> None:
        message.stop()
        self._preview(message.key)

    def _preview(self, key: str) -> None:
        identity = bytes.fromhex(key)
        session = self.ledger_app.session

        def work() -> Content:
            return preview(session.read(lambda connection: read_notice(connection, identity)))

        in_thread(self, work, self.query_one(DetailPane).show, group="preview")

    @on(RowSelected)
    def _selected(self, message: RowSelected) -> None:
        message.stop()
        self.add_class("-reading")
        self.query_one(DetailPane).focus()

    def action_back(self) -> None:
        """From the preview to the list."""
        self.remove_class("-reading")
        self.query_one(RecordList).focus()

    # ------------------------------------------------------------------ drafting, exporting

    def action_notice_new(self) -> None:
        """Draft a notice."""
        self._ask("circular", "")

    def _ask(self, kind: str, unit: str) -> None:
        from huaian_tui.tui.dialogs.notice import open_draft_form

        open_draft_form(self.ledger_app, self._drafted, kind=kind, unit=unit)

    def _drafted(self, made: list[bytes]) -> None:
        self.ledger_app.ledger_changed()
        key = made[-1].hex()
        read = self.ledger_app.session.read
        in_thread(self, lambda: read(list_notices), lambda rows: self._show(rows, key), group="notices")
        self.ledger_app.tell("已拟好草稿。按 Ctrl+E 导出 PDF 或文本")

    def action_export(self) -> None:
        """Export the chosen notice."""
        key = self.query_one(RecordList).cursor_key
        if key is None:
            self.ledger_app.show_error(
                HuaianError("没有可导出的文书", "还没有拟稿", "先按 Ctrl+N 或 a 拟一份")
            )
            return
        identity = bytes.fromhex(key)
        read = self.ledger_app.session.read
        in_thread(
            self,
            lambda: read(lambda connection: read_notice(connection, identity)),
            self._export,
            group="export",
        )

    def _export(self, notice: NoticeRow) -> None:
        from huaian_tui.tui.dialogs.notice import open_export_form

        open_export_form(self.ledger_app, notice, self._exported)

    def _exported(self, paths: list[Path]) -> None:
        self.ledger_app.tell("已导出：" + "；".join(str(path) for path in paths))


def _row(notice: NoticeRow) -> ListRow:
    kind = KIND_TITLES.get(notice.kind, notice.kind)
    about = "、".join(notice.units) or "全市"
    state = STATES.get(notice.state, notice.state)
    return ListRow(
        notice.record_id.hex(), (notice.drafted_on.isoformat(), kind, about, state, notice.officer)
    )


def preview(notice: NoticeRow) -> Content:
    """The pages as they will be laid out, 28 characters a line, with the page's number between."""
    from huaian_tui.documents.notices import document_of
    from huaian_tui.documents.text import render_preview

    parts = [Content.styled(f"核对：{line}", "$tone-due-soon") for line in notice.warnings]
    if parts:
        parts.append(Content(""))
    pages = render_preview(document_of(notice))
    for number, page in enumerate(pages, 1):
        parts.append(Content.styled(f"第 {number} 页，共 {len(pages)} 页", "$text-quiet"))
        parts.append(Content("\n" + "\n".join(page) + "\n"))
    return Content("\n").join(parts)
