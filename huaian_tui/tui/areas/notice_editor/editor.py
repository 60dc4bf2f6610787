"""修改文书: title, 主送 and the paragraphs of a draft; on a wide window its pages beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Button, Static, TextArea

from huaian_tui.documents.editing import broken_sentences, is_table_mark, is_table_row
from huaian_tui.documents.model import OfficialDocument
from huaian_tui.domain.errors import HuaianError
from huaian_tui.tui.actions.registry import bindings_for
from huaian_tui.tui.areas.notice_editor.find_line import FindLine
from huaian_tui.tui.areas.notices.text import pages_text
from huaian_tui.tui.forms.button_row import ButtonRow
from huaian_tui.tui.forms.fields import FormField
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.paragraphs import ParagraphArea, ParagraphsField
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.frame.detail_lines import lines, quiet, toned
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.safe_text import one_line, own_words, safe_content
from huaian_tui.tui.threads.background import in_thread

PREVIEW_SECONDS = 0.4
"""So long after the last key the pages are laid out anew."""

_ROWS_AROUND = 9
"""Rows that the paragraphs do not have: title, the other fields, what is said, buttons, hints."""
_LEAST_ROWS = 4
_FOLLOWED = 12
"""Characters at the beginning of a paragraph by which it is found on its page: less than its first line."""

AsDocument = Callable[[Mapping[str, str]], OfficialDocument]
"""The document that the texts of the fields make; a ``HuaianError`` says why they make none."""


class NoticeEditor(FormDialog):
    """The form of a draft's text, as large as the window. ``told``: a paragraph → what is said of it.

    What is said are facts about where it comes from (who changed it, what was composed), shown while the
    cursor is in it.
    """

    BINDINGS = bindings_for(
        "paragraph_up", "paragraph_down", "paragraph_insert", "paragraph_delete", "find_in_text"
    )
    AUTO_FOCUS = "NoticeEditor ParagraphArea"
    CSS_PATH = "editor.tcss"

    def __init__(
        self,
        title: str,
        fields: Sequence[FormField],
        body: ParagraphsField,
        submit: Callable[[dict[str, Any]], object],
        as_document: AsDocument,
        *,
        form_id: str,
        told: Mapping[str, str],
        elsewhere: str = "",
    ) -> None:
        """``elsewhere``: what is said where nothing is to be said of a paragraph."""
        super().__init__(title, (*fields, body), submit, form_id=form_id)
        self._body = body
        self._as_document = as_document
        self._about = dict(told)
        self._elsewhere = elsewhere
        self._preview_timer: Timer | None = None
        self._laid_out: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """The fields, beside them the pages; what is said of the paragraph; finding; buttons."""
        with Vertical(classes="dialog dialog-whole"):
            yield Static(one_line(self._title), classes="dialog-title", markup=False)
            with Horizontal(id="editor-body"):
                with VerticalScroll(classes="dialog-body", can_focus=False):
                    yield from self._fields
                yield DetailPane(id="editor-pages")
            yield Static("", id="editor-about", markup=False)
            yield FindLine()
            with ButtonRow():
                yield Static("", classes="form-status", markup=False)
                yield Button(Content(self._button_label), compact=True, id="form-save")
                yield Button(Content("取消"), compact=True, id="form-cancel")
        yield HintBar()

    def on_mount(self) -> None:
        """Show the pages of the text as it is."""
        super().on_mount()
        self._fit()
        self._show_about()

    def on_resize(self) -> None:
        """The paragraphs have all rows that are left."""
        super().on_resize()
        self._fit()
        self._preview_soon()

    def _fit(self) -> None:
        self._body.area.styles.height = max(_LEAST_ROWS, self.size.height - _ROWS_AROUND)

    # ------------------------------------------------------------------ paragraphs

    @property
    def area(self) -> ParagraphArea:
        """The editor of the paragraphs."""
        return self._body.area

    def action_paragraph_up(self) -> None:
        """The paragraph goes above the one before it."""
        self._done(self.area.move_paragraph(-1), "已经是第一段")

    def action_paragraph_down(self) -> None:
        """The paragraph goes below the one after it."""
        self._done(self.area.move_paragraph(1), "已经是最后一段")

    def action_paragraph_insert(self) -> None:
        """A new paragraph below this one."""
        self.area.focus()
        self.area.insert_paragraph()

    def action_paragraph_delete(self) -> None:
        """Delete this paragraph; Ctrl+Z brings it back."""
        self._done(self.area.delete_paragraph(), "没有段落可删")

    def _done(self, done: bool, otherwise: str) -> None:
        self.area.focus()
        self._status("" if done else otherwise)

    # ------------------------------------------------------------------ finding

    def action_find_in_text(self) -> None:
        """Ask for a text; Enter goes from one place to the next."""
        self.query_one(FindLine).ask(self.area.selected_text)

    async def action_enter_line(self) -> None:
        """Enter while finding goes to the next place, elsewhere to the next field."""
        finding = self.query_one(FindLine)
        if finding.is_open and finding.has_focus_within:
            finding.go_on()
        else:
            await super().action_enter_line()

    @on(FindLine.Wanted)
    def _find(self, message: FindLine.Wanted) -> None:
        message.stop()
        found = self.area.find(message.text, again=message.again)
        self._status("" if found or not message.text else f"没有「{message.text}」")

    @on(FindLine.Left)
    def _found(self, message: FindLine.Left) -> None:
        message.stop()
        self.area.focus()

    def action_back(self) -> None:
        """Esc leaves the finding first."""
        finding = self.query_one(FindLine)
        if finding.is_open:
            finding.leave()
        else:
            super().action_back()

    # ------------------------------------------------------------------ what is said, and the pages

    @on(TextArea.SelectionChanged)
    def _moved(self, event: TextArea.SelectionChanged) -> None:
        if event.text_area is self.area:
            event.stop()
            self._show_about()
            self._follow()

    @on(FormField.Edited)
    def _another_text(self) -> None:
        self._show_about()
        self._preview_soon()

    def _show_about(self) -> None:
        """Of the paragraph of the cursor: its number, sentences broken in two, where it comes from."""
        area = self.area
        number, texts = area.paragraph_number, sum(bool(row.strip()) for row in area.rows)
        parts = [quiet(f"第 {number} 段，共 {texts} 段")]
        broken = broken_sentences(area.text)
        if broken:
            named = "、".join(str(one) for one in broken[:5])
            parts.append(toned(f"第 {named} 段末尾没有句号，像是一句断成了两段", "due_soon"))
        if is_table_mark(area.paragraph):
            parts.append(quiet("表：可移可删；带名称的行在下面改"))
        if is_table_row(area.paragraph):
            parts.append(quiet("表里的一行：】后面的文字可改，整行删去就不印"))
        if about := self._about.get(area.paragraph) or self._elsewhere:
            parts.append(safe_content(one_line(about)))
        self.query_one("#editor-about", Static).update(Content("  ").join(parts))

    def _preview_soon(self) -> None:
        if self._preview_timer is not None:
            self._preview_timer.stop()
        self._preview_timer = self.set_timer(PREVIEW_SECONDS, self._preview)

    def _preview(self) -> None:
        """Lay the pages out in a thread, where they can be seen."""
        pane = self.query_one(DetailPane)
        values = self.raw_values()
        if not self.has_class("-very-wide") or values == self._laid_out:
            return
        self._laid_out, room = values, pane.room

        def laid_out() -> Content:
            from huaian_tui.documents.plain.pages import render_preview

            return pages_text(render_preview(self._as_document(values), room=room))

        def refused(error: HuaianError) -> None:
            why = safe_content(own_words(error.one_line()))
            pane.show(lines([toned("现在的文字排不成页", "overdue"), why]))

        def show(text: Content) -> None:
            pane.show(text)
            self._follow()

        in_thread(self, laid_out, show, group="pages", refused=refused)

    def _follow(self) -> None:
        """Let the pages show where the paragraph of the cursor stands."""
        pane = self.query_one(DetailPane)
        begins = self.area.paragraph[:_FOLLOWED]
        place = pane.plain.find(begins) if begins and self.has_class("-very-wide") else -1
        if place >= 0:
            row = pane.plain.count("\n", 0, place)
            pane.scroll_to(y=max(0, row - pane.size.height // 3), animate=False)
