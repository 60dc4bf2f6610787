"""A field for long text: several lines, at most 20,000 characters, with a counter that says so."""

from __future__ import annotations

from textual import events, on
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static, TextArea
from textual.widgets.text_area import EditResult, Location, Selection

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.text.hygiene import clean_text
from huaian_tui.tui.forms.fields import FormField
from huaian_tui.tui.forms.line_input import WIDE_BLANK, types_a_character
from huaian_tui.tui.textual_patches.keys_in_order import KeysInOrder

LONGEST_TEXT = 20_000
"""Characters. A longer soft-wrapped text makes each key slow (4 s at a million)."""

COUNTED_FROM = 500
"""Characters from which on the counter is shown."""


class LongTextArea(KeysInOrder, TextArea):
    """An editor that takes at most ``limit`` characters and cleans what is typed or pasted.

    A text that is there already is gone on with: the cursor stands at its end, as in fields of one line.
    """

    BEGINS_AT_END = True
    """Whether a text that is loaded has the cursor at its end; until entered its beginning is shown."""

    BINDINGS = [Binding("ctrl+a", "select_all", show=False)]

    DEFAULT_CSS = """
    LongTextArea, LongTextArea.-textual-compact {
        height: 6; background: $field-background; border: none; scrollbar-size-vertical: 1;
    }
    LongTextArea:focus { background: $field-focus-background; border: none; }
    LongTextArea .text-area--cursor-line { background: transparent; }
    """

    class Overflowed(Message):
        """``dropped`` characters of what was typed or pasted did not fit."""

        def __init__(self, dropped: int) -> None:
            self.dropped = dropped
            super().__init__()

    def __init__(self, text: str = "", *, limit: int = LONGEST_TEXT, placeholder: str = "") -> None:
        text = clean_text(text[:limit], limit=limit)
        super().__init__(text, soft_wrap=True, tab_behavior="focus", compact=True, placeholder=placeholder)
        self.limit = limit
        self._begin()

    def _begin(self) -> None:
        if self.BEGINS_AT_END:
            self.selection = Selection(self.document.end, self.document.end)

    def on_focus(self) -> None:
        """Entered: now the place where one goes on is shown."""
        self.call_after_refresh(self.scroll_cursor_visible)

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """All keys that type a character belong to the text."""
        return types_a_character(key, character)

    def scroll_cursor_visible(self, center: bool = False, animate: bool = False) -> Offset:
        """As ``TextArea`` does; not while an undo has taken the cursor's line away and not yet put it back.

        Textual 8.2.8 asks for it in between when the scroll bar goes with the lines, and finds no such line.
        """
        unentered = self.BEGINS_AT_END and not self.has_focus
        if unentered or self.cursor_location[0] >= self.document.line_count:
            return Offset()
        return super().scroll_cursor_visible(center, animate)

    async def on_key(self, event: events.Key) -> None:
        """A wide blank is typed like any other character."""
        if event.character == WIDE_BLANK and not self.read_only:
            event.stop()
            event.prevent_default()
            self.replace(WIDE_BLANK, *sorted(self.selection), maintain_selection_offset=False)

    def action_undo(self) -> None:
        """Ctrl+Z"""
        if not self.read_only:
            super().action_undo()

    def action_redo(self) -> None:
        """Ctrl+Y"""
        if not self.read_only:
            super().action_redo()

    def load_text(self, text: str) -> None:
        """Replace the whole text, cleaned and cut like everything else; undo begins anew."""
        super().load_text(clean_text(text[: self.limit], limit=self.limit))
        self._begin()

    def replace(
        self, insert: str, start: Location, end: Location, *, maintain_selection_offset: bool = True
    ) -> EditResult:
        """Every typed or pasted text comes through here: cleaned, and cut to what still fits."""
        kept = clean_text(insert[: 2 * self.limit], limit=2 * self.limit)
        fitting = len(kept)
        room = self.limit - len(self.text) + len(self.get_text_range(*sorted((start, end))))
        if len(kept) > room:
            kept = kept[: max(0, room)]
        result = super().replace(kept, start, end, maintain_selection_offset=maintain_selection_offset)
        if len(kept) < fitting:  # told after the change, whose counter would else take its place
            self.post_message(self.Overflowed(len(insert) - len(kept)))
        return result


class LongTextField(FormField):
    """Label, editor, and below it the counter; what does not fit is said, never dropped silently."""

    AREA = LongTextArea
    """What it is typed into."""

    def __init__(
        self,
        key: str,
        label: str,
        *,
        value: str = "",
        placeholder: str = "",
        required: bool = False,
        lines: int = 6,
        limit: int = LONGEST_TEXT,
    ) -> None:
        super().__init__(key, label, required=required)
        self._area = self.AREA(value, limit=limit, placeholder=placeholder)
        self._lines = lines
        self._area.styles.height = lines

    @property
    def extra_lines(self) -> int:
        """The lines that it has beyond its own, on a tall window."""
        height = self._area.styles.height
        return max(0, int(height.value) - self._lines) if height is not None else 0

    def give_lines(self, more: int) -> None:
        """So many lines beyond its own; 0: its own."""
        self._area.styles.height = self._lines + more

    def control(self) -> Widget:
        """The editor."""
        return self._area

    def raw(self) -> str:
        """The text as typed."""
        return self._area.text

    def set_raw(self, text: str) -> None:
        """Replace the text; undo begins anew."""
        self._area.load_text(text)

    def value(self) -> str:
        """The text, cleaned; inner line breaks stay, blank ends go."""
        self.refuse_empty()
        return clean_text(self.raw(), limit=self._area.limit, field=self.key).strip()

    def hint(self) -> str:
        """The counter, once so much is typed that it matters; until then the line is other fields'."""
        length = len(self.raw())
        return f"{length:,} 字，最多 {self._area.limit:,} 字" if length >= COUNTED_FROM else ""

    @on(TextArea.Changed)
    def _text_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.edited()
        if not self._area.has_focus:  # a draft was taken up; while one types each key counts
            self._arrange_soon()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The cursor can be seen, and needs no sign of more lines."""
        super().on_descendant_focus(event)
        self._arrange_soon()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Left: the beginning is shown."""
        self._arrange_soon()

    def on_resize(self) -> None:
        """Another width, other lines."""
        self._arrange_soon()

    def _arrange_soon(self) -> None:
        self.call_after_refresh(self._arrange)

    def _arrange(self) -> None:
        """In use: the cursor; else the beginning, and the number of lines if some are hidden."""
        area, lines = self._area, self._area.wrapped_document.height
        if not self.is_attached:
            return
        if area.has_focus:
            area.scroll_cursor_visible()
        else:
            area.scroll_to(y=0, animate=False)
        hides = not area.has_focus and 0 < area.size.height < lines
        # The label stands beside the text or, on a narrow window, above it: there it must stay one line.
        count = f" {lines} 行" if self.screen.has_class("-tiny") else f"\n共 {lines} 行"
        text = self.label_text + count if hides else self.label_text
        for label in self.query(".field-label").results(Static):
            if str(label.content) != text:
                label.update(Content(text))

    @on(LongTextArea.Overflowed)
    def _overflowed(self, message: LongTextArea.Overflowed) -> None:
        message.stop()
        self.show_error(self._too_long(message.dropped))

    def _too_long(self, dropped: int) -> HuaianError:
        return InputRefused(
            f"最多 {self._area.limit:,} 字，末尾 {dropped:,} 字没有放进来",
            "",
            "请删减，或分成几条填写",
            field=self.key,
        )
