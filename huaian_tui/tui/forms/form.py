"""The form: fields, Ctrl+S saves in a thread, errors stand at their fields, drafts are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual import events, on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Button, Static

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.tui.actions.registry import bindings_for
from huaian_tui.tui.forms.button_row import ButtonRow
from huaian_tui.tui.forms.draft_writer import DraftWriter
from huaian_tui.tui.forms.fields import FormField
from huaian_tui.tui.forms.line_input import LineInput
from huaian_tui.tui.forms.long_text import LongTextField
from huaian_tui.tui.forms.message import ConfirmDialog, FollowsDialog, MessageDialog
from huaian_tui.tui.frame.chinese_text import ChineseText
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.frame.host import Host, host_of
from huaian_tui.tui.safe_text import one_line, own_words
from huaian_tui.tui.textual_patches.keys_in_order import settled
from huaian_tui.tui.textual_patches.one_key_at_a_time import hold_keys
from huaian_tui.tui.threads.background import in_thread

TALL = 45
"""From so many lines of the window on, texts are given more than their own."""

_ABOVE_AND_BELOW, _MOST_FOR_OTHERS = 5, 4

DRAFT_SECONDS = 0.8
"""At most so much typing, and the moment that writing takes, is lost when the machine goes down."""


class FormDialog(ModalScreen[Any]):
    """A form over a screen.

    ``submit`` gets the values by field key, runs in a thread (it writes the
    ledger) and its result is the result of the dialog; None means given up. A
    ``HuaianError`` of it is shown at the field that it names, else as a message,
    and nothing typed is lost. With a ``form_id`` (``note:12``) what is typed is
    kept as a draft and offered again.

    Keys that lead elsewhere (Tab, Enter in a line, Ctrl+S) first let the fields take what was typed
    before them; while it is being saved, the fields take nothing and show it.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (40, "-narrow"), (100, "-wide"), (160, "-very-wide")]
    BINDINGS = [
        *bindings_for("save", "back", "recall", "recall_newer"),
        Binding("tab", "next_field", show=False, priority=True),
        Binding("shift+tab", "previous_field", show=False, priority=True),
        Binding("enter", "enter_line", show=False, priority=True),
    ]
    AUTO_FOCUS = ".form-field *"
    DEFAULT_CSS = """
    FormDialog .form-intro { margin: 0 0 1 0; color: $text-quiet; }
    FormDialog .form-status { width: 1fr; height: 1; color: $text-quiet; }
    FormDialog.-tiny FormField LongTextArea, FormDialog.-flat FormField LongTextArea { max-height: 2; }
    FormDialog.-tiny FormField.-wrong .field-beside { display: none; }
    FormDialog.-tiny FormField > Horizontal { layout: vertical; }
    FormDialog.-tiny FormField > .field-line, FormDialog.-tiny ChoiceList { margin-left: 0; }
    FormDialog.-tiny FormField .field-label { width: 1fr; height: 1; }
    FormDialog.-tiny .form-intro { margin: 0; }
    FormDialog.-saving .field-control { background: $surface; color: $text-quiet; }
    """

    def __init__(
        self,
        title: str,
        fields: Sequence[FormField],
        submit: Callable[[dict[str, Any]], object],
        *,
        intro: str | Content = "",
        form_id: str = "",
        button: str = "保存",
        busy: str = "正在保存",
        follows: Callable[[dict[str, Any]], str | Content] | None = None,
    ) -> None:
        """``button`` names what the form does, ``busy`` says that it is being done.

        ``follows`` says, in a thread, what follows from the values; it refuses as ``submit`` would. It is
        shown before anything is written, and only a yes goes on.
        """
        super().__init__()
        self.form_id = form_id
        self._title = title
        self._fields = tuple(fields)
        self._submit = submit
        self._intro = intro
        self._button_label = button
        self.hint_words = {"save": button}
        for field in self._fields:
            self.hint_words |= field.hint_words
        """What the hints call an action here: Ctrl+S does what the button says."""
        self._busy = busy
        self._follows = follows
        self._saving = False
        self._draft_timer: Timer | None = None
        self._drafts: DraftWriter | None = None

    def compose(self) -> ComposeResult:
        """Title, intro, fields, buttons."""
        with Vertical(classes="dialog"):
            yield Static(one_line(self._title), classes="dialog-title", markup=False)
            with VerticalScroll(classes="dialog-body", can_focus=False):
                if self._intro:
                    yield ChineseText(self._intro, classes="form-intro")
                yield from self._fields
                yield from self.compose_below()
            with ButtonRow():
                yield Static("", classes="form-status", markup=False)
                yield Button(Content(self._button_label), compact=True, id="form-save")
                yield Button(Content("取消"), compact=True, id="form-cancel")
        yield HintBar()

    def compose_below(self) -> ComposeResult:
        """What a form has below its fields: another way to fill them."""
        yield from ()

    def on_mount(self) -> None:
        """Take up what was left from last time."""
        if self.form_id:
            self._drafts = DraftWriter(self._app.session, self.form_id)
            in_thread(
                self, lambda: self._app.session.load_draft(self.form_id), self._restore, group="draft-load"
            )

    def set_focus(
        self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False
    ) -> None:
        """A field brings itself into sight once all is laid out; Textual would by the layout before."""
        own = widget is not None and any(isinstance(one, FormField) for one in widget.ancestors)
        super().set_focus(widget, scroll_visible and not own, from_app_focus)

    def on_resize(self) -> None:
        """Another size moves the fields: keep the one in use in sight, once all is laid out anew."""
        self.call_after_refresh(self.call_after_refresh, self._use_the_height)
        self.call_after_refresh(self.call_after_refresh, self._reveal_focused)

    def _use_the_height(self) -> None:
        """On a tall window texts have the lines that are left, the first of them the most."""
        texts = [field for field in self._fields if isinstance(field, LongTextField)]
        if not texts or not self.is_attached:
            return
        height = self.size.height
        taken = self.query_one(".dialog").outer_size.height - sum(one.extra_lines for one in texts)
        left = max(0, height - taken - _ABOVE_AND_BELOW) if height >= TALL else 0
        others = min(_MOST_FOR_OTHERS, left // (2 * len(texts)))
        for one in texts[1:]:
            one.give_lines(others)
        texts[0].give_lines(left - others * len(texts[1:]))

    def _reveal_focused(self) -> None:
        if (field := self._focused_field()) is not None:
            field.reveal()

    def _restore(self, draft: Any) -> None:
        if not draft or self.is_dirty():
            return
        for field in self._fields:
            if field.key in draft:
                field.set_raw(draft[field.key])
        self._status("已恢复上次没保存的内容")

    @property
    def _app(self) -> Host:
        return host_of(self)

    # ------------------------------------------------------------------ what was typed

    def is_dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return any(field.is_dirty() for field in self._fields)

    def raw_values(self) -> dict[str, str]:
        """The texts as typed, by field key: a draft."""
        return {field.key: field.raw() for field in self._fields}

    @on(FormField.Edited)
    def _edited(self, message: FormField.Edited) -> None:
        message.stop()
        if self._drafts is not None and self._draft_timer is None and not self._saving:
            self._draft_timer = self.set_timer(DRAFT_SECONDS, self._keep_draft)

    def _keep_draft(self) -> None:
        self._draft_timer = None
        drafts = self._drafts
        if drafts is not None and not self._saving and self.is_dirty():
            values = self.raw_values()
            in_thread(
                self,
                lambda: drafts.keep(values),
                lambda _: None,
                group="draft",
                refused=lambda error: self._status(f"草稿没有存上：{own_words(error.message)}"),
            )

    # ------------------------------------------------------------------ save

    async def action_save(self) -> None:
        """Ctrl+S: save what was typed before it, to the last character."""
        await self._settle()
        self.begin_save()

    def begin_save(self) -> None:
        """Check the fields; save in a thread if all are understood."""
        if self._saving:
            return
        values, wrong = self._values()
        if wrong is not None:
            self._to_field(wrong)
            return
        self._lock(True)
        if (follows := self._follows) is None:
            self._save(values)
            return
        in_thread(
            self, lambda: follows(values), lambda t: self._ask(t, values), group="save", refused=self._refused
        )

    def _ask(self, text: str | Content, values: dict[str, Any]) -> None:
        """Show what follows; go on after a yes, else back to the form with everything typed."""

        def answered(answer: str | None) -> None:
            if answer == "save":
                self._save(values)
            else:
                self._lock(False)
                self._status(f"没有{self._button_label}")

        self.app.push_screen(FollowsDialog(self._title, text, self._button_label), answered)

    def _save(self, values: dict[str, Any]) -> None:
        self._status(f"{self._busy}，请稍候")
        hold_keys(self.app)
        in_thread(self, lambda: self._write(values), self._saved, group="save", refused=self._refused)

    def _values(self) -> tuple[dict[str, Any], FormField | None]:
        """What the fields mean, and the first that is not understood (each says so itself)."""
        values: dict[str, Any] = {}
        wrong: FormField | None = None
        for field in self._fields:
            try:
                values[field.key] = field.value()
                field.show_hint()
            except HuaianError as error:
                field.show_error(error)
                wrong = wrong or field
        return values, wrong

    async def _settle(self) -> None:
        """Let the fields take the keys and pastes that came before this one."""
        await settled((field.control() for field in self._fields), self)

    def _lock(self, saving: bool) -> None:
        """While it is saved, what is typed would be lost: the fields take nothing, and look like it."""
        self._saving = saving
        self.set_class(saving, "-saving")
        for field in self._fields:
            field.set_read_only(saving)

    def _write(self, values: dict[str, Any]) -> object:
        result = self._submit(values)
        if self._drafts is not None:
            self._drafts.end(None)
        return result

    def _saved(self, result: object) -> None:
        self.dismiss(result)

    def _refused(self, error: HuaianError) -> None:
        """The ledger refused: back to the form with everything typed."""
        self._lock(False)
        self._status(f"没有{self._button_label}")
        if isinstance(error, InputRefused):
            for field in self._fields:
                if field.key == error.field:
                    field.show_error(error)
                    self._to_field(field)
                    return
        self.app.push_screen(MessageDialog.of(error))

    # ------------------------------------------------------------------ from field to field

    async def action_next_field(self) -> None:
        """Tab takes what the field offers and goes on."""
        await self._settle()
        if (field := self._focused_field()) is not None:
            field.take()
        self.focus_next()

    async def action_previous_field(self) -> None:
        """Shift+Tab"""
        await self._settle()
        self.focus_previous()

    async def action_enter_line(self) -> None:
        """Enter goes on to the next field, as in a spreadsheet; elsewhere it means what it means there."""
        if not isinstance(self.focused, LineInput):
            raise SkipAction
        await self._settle()
        field = self._focused_field()
        if field is None or not field.take():
            self.focus_next()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What was typed last is offered by some fields of some forms only."""
        if action in ("recall", "recall_newer"):
            return any(field.recalled for field in self._fields)
        return super().check_action(action, parameters)

    async def action_recall(self) -> None:
        """Put in what was typed into such a field last time, and what before that."""
        await self._recall(1)

    async def action_recall_newer(self) -> None:
        """Back towards what stood there."""
        await self._recall(-1)

    async def _recall(self, step: int) -> None:
        await self._settle()
        field = self._focused_field()
        if field is not None and not self._saving and not field.recall(step):
            self._status("这一项以前没有填过")

    def _focused_field(self) -> FormField | None:
        focused = self.focused
        return next((field for field in self._fields if field.control() is focused), None)

    def _to_field(self, field: FormField) -> None:
        field.control().focus()
        field.reveal()

    def _status(self, text: str) -> None:
        self.query_one(".form-status", Static).update(text)

    # ------------------------------------------------------------------ leave

    def action_back(self) -> None:
        """Esc: at once when nothing was typed, else ask."""
        if self._saving:
            return
        if not self.is_dirty():
            self.dismiss(None)
            return
        keep = (("keep", "存为草稿，下次再写"),) if self.form_id else ()
        question = ConfirmDialog(
            "内容还没有保存", "要怎么处理写好的内容？", (("stay", "继续填写"), *keep, ("drop", "不要了"))
        )
        self.app.push_screen(question, self._leave)

    def _leave(self, answer: str | None) -> None:
        drafts = self._drafts
        if answer == "keep" and drafts is not None:
            values = self.raw_values()
            self._end(lambda: drafts.end(values))
        elif answer == "drop" and drafts is not None:
            self._end(lambda: drafts.end(None))
        elif answer in ("keep", "drop"):  # nothing is kept of a form without a draft
            self.dismiss(None)

    def _end(self, last: Callable[[], object]) -> None:
        """Do a last thing with the draft in a thread, then close."""
        self._lock(True)
        hold_keys(self.app)
        in_thread(self, last, lambda _: self.dismiss(None), group="draft")

    @on(Button.Pressed)
    async def _button(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "form-save":
            await self.action_save()
        else:
            self.action_back()

    def on_key(self, event: events.Key) -> None:
        """Up and down leave a field of one line, as in a table."""
        if event.key in ("up", "down"):
            event.stop()
            if event.key == "up":
                self.focus_previous()
            else:
                self.focus_next()
