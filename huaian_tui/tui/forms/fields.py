"""The fields of a form: label, input, and a line below for what was understood or what is wrong.

``raw`` is the text as typed (kept in drafts), ``value`` what it means; ``value``
raises ``InputRefused`` with the field's key, and the form shows that at the field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.text.hygiene import clean_line, ellipsis
from huaian_tui.tui.actions.registry import action, key_label
from huaian_tui.tui.forms.line_input import LineInput
from huaian_tui.tui.frame.chinese_text import ChineseText
from huaian_tui.tui.safe_text import one_line, own_words

NAME_SEPARATORS = re.compile(r"[,，、;；\n]+")
"""What may stand between the names of units."""


MOST_SHOWN = 40
"""Cells of what was typed last time, in the line that offers it."""


class FormField(Vertical):
    """One field. Subclasses give the input (``control``), ``raw``, ``set_raw``, ``value`` and ``hint``."""

    hint_words: Mapping[str, str] = MappingProxyType({})
    """What the hints call an action of this field."""

    DEFAULT_CSS = """
    FormField, FormField:focus-within { height: auto; margin-bottom: 0; }
    FormField > Horizontal { height: auto; }
    FormField .field-label { width: 13; color: $text-quiet; }
    FormField:focus-within .field-label { color: $accent; text-style: bold; }
    FormField .field-beside { width: auto; padding: 0 1; color: $text-quiet; display: none; }
    FormField .field-beside.-shown { display: block; }
    FormField.-wrong .field-label, FormField.-wrong:focus-within .field-label { color: $tone-overdue; }
    FormField > .field-line { margin-left: 14; padding-right: 1; color: $text-quiet; display: none; }
    FormField > .field-line.-shown { display: block; }
    FormField > .field-line.-error { color: $tone-overdue; }
    """

    class Edited(Message):
        """The officer typed in this field."""

        def __init__(self, field: FormField) -> None:
            self.field = field
            super().__init__()

    def __init__(self, key: str, label: str, *, required: bool = False) -> None:
        """``key`` is its name in the values and in ``InputRefused.field``; ``label``: five characters."""
        super().__init__(classes="form-field")
        self.key = key
        self.label = label
        self.required = required
        self._initial = ""
        self._wrong: str | None = None
        self.recalled: Sequence[str] = ()
        """What this officer typed into such a field before, the newest first (``raw`` texts)."""
        self._texts: list[str] = []
        self._at = 0
        """What stood here and what is recalled behind it, and how far back one has gone."""

    def compose(self) -> ComposeResult:
        """Label and input side by side, the line below."""
        with Horizontal():
            yield Static(self.label_text, classes="field-label", markup=False)
            control = self.control()
            control.add_class("field-control")
            yield control
            yield Static("", classes="field-beside", markup=False)
        yield from self.below_input()
        yield ChineseText(classes="field-line")

    @property
    def label_text(self) -> str:
        """The label with the star of what must be filled in."""
        return one_line(self.label) + (" *" if self.required else "")

    def below_input(self) -> ComposeResult:
        """What stands between the input and the line below; nothing unless a field brings it."""
        yield from ()

    def on_mount(self) -> None:
        """Remember what it began with, and say what it means."""
        self._initial = self.raw()
        self.show_hint()

    def control(self) -> Widget:
        """The input widget; made once, when the field is composed."""
        return LineInput()

    def raw(self) -> str:
        """The text as typed."""
        return ""

    def set_raw(self, text: str) -> None:
        """Type for the officer (a draft is taken up again)."""

    def value(self) -> Any:
        """What was typed, understood; raises ``InputRefused``."""
        return self.raw()

    def hint(self) -> str:
        """What the text is understood as, for below the input; empty for nothing to say. Never raises."""
        return ""

    def beside(self) -> str:
        """The same in a few characters, for beside the input. Never raises."""
        return ""

    def set_read_only(self, locked: bool) -> None:
        """Take nothing that is typed, or take it again."""
        self.control().read_only = locked  # type: ignore[attr-defined]  # every control has it

    def is_dirty(self) -> bool:
        """Whether something else stands here than at the beginning."""
        return self.raw() != self._initial

    def show_error(self, error: HuaianError) -> None:
        """Say at the field what is wrong and what is possible."""
        self._wrong = self.raw()
        self._line(own_words(error.one_line()), error=True)

    def show_hint(self) -> None:
        """Say at the field how the text is understood."""
        self._wrong = None
        self._line(self.hint(), error=False)
        self._show_beside()

    def take(self) -> bool:
        """Enter or Tab: take what the field offers; False when there is nothing to take."""
        return False

    def recall(self, step: int) -> bool:
        """Put in what was typed last time; 1: the one before, -1: the one after. False without any."""
        if not self.recalled:
            return False
        if not self._at or self.raw() != self._texts[self._at]:  # nothing yet, or something else was typed
            now = self.raw()
            self._texts, self._at = [now, *(text for text in self.recalled if text != now)], 0
        self._at = max(0, min(self._at + step, len(self._texts) - 1))
        self.set_raw(self._texts[self._at])
        return True

    def recall_words(self) -> str:
        """What the key would put into the empty field in which one types; "" without anything."""
        if not self.recalled or self.raw().strip() or not self.has_focus_within:
            return ""
        return f"{key_label(action('recall').keys[0])} 填入上次的：{ellipsis(self.recalled[0], MOST_SHOWN)}"

    def _show_beside(self) -> None:
        found = self.beside()
        beside = self.query_one(".field-beside", Static)
        beside.update(found)
        beside.set_class(bool(found), "-shown")

    def refuse_empty(self) -> None:
        """Raise for a required field without text."""
        if self.required and not self.raw().strip():
            raise InputRefused(f"没有填写「{self.label}」", "这一项必须填写", field=self.key)

    def _line(self, text: str, *, error: bool) -> None:
        line = self.query_one(".field-line", ChineseText)
        line.update(text)
        line.set_class(bool(text), "-shown")
        line.set_class(error, "-error")
        self.set_class(error, "-wrong")
        self.call_after_refresh(self._reveal_focused)

    def on_resize(self) -> None:
        """It became higher or lower and moved the fields below: what is in use stays in sight.

        Only now the layout is known; what was scrolled to before may have been reckoned with the former one.
        """
        self.call_after_refresh(self._reveal_focused)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Where one types can be seen, and what was typed there last time."""
        self._offer_recalled()
        self.reveal()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """One types elsewhere."""
        self._offer_recalled()

    def _offer_recalled(self) -> None:
        if self.recalled and self._wrong is None:
            self.show_hint()

    def reveal(self) -> None:
        """Scroll so that the field is seen, from its label on when there is no room for all of it."""
        self.call_after_refresh(self._reveal)

    def _reveal(self) -> None:
        body = self.parent
        too_high = isinstance(body, Widget) and self.outer_size.height > body.size.height
        self.scroll_visible(animate=False, top=too_high)

    def _reveal_focused(self) -> None:
        """A line came or went here and moved the fields below: keep the one in use in sight."""
        focused = self.screen.focused if self.is_attached else None
        for node in focused.ancestors if focused is not None else ():
            if isinstance(node, FormField):
                node._reveal()

    def edited(self) -> None:
        """The text changed: take an error away, say anew what it means (where it can be seen)."""
        if self.raw() != self._wrong:  # the error may be about this very text, and quicker than its news
            self.show_hint()
        if self.has_pseudo_class("focus-within"):
            self.reveal()
        self.post_message(self.Edited(self))


class LineField(FormField):
    """A field of one line: what is typed is understood by ``understand``; base of the others of one line."""

    def __init__(
        self,
        key: str,
        label: str,
        *,
        value: str = "",
        placeholder: str = "",
        required: bool = False,
        max_length: int = 200,
        replace: bool = False,
        check: Callable[[Any], object] | None = None,
    ) -> None:
        """``replace``: typing on entering the field replaces what stands there.

        ``check`` may refuse what was understood (raises ``InputRefused``): a telephone number with
        letters, a completion in the future.
        """
        super().__init__(key, label, required=required)
        self._check = check
        self._input = LineInput(
            value, placeholder=placeholder, max_length=max_length, select_on_focus=replace
        )

    def value(self) -> Any:
        """What was typed, understood and checked; ``when_empty`` for nothing."""
        self.refuse_empty()
        if not self.raw().strip():
            return self.when_empty()
        found = self.understand(self.raw())
        if self._check is not None:
            self._check(found)
        return found

    def understand(self, text: str) -> Any:
        """What a text means, which is not blank; raises ``InputRefused``."""
        return text

    def when_empty(self) -> Any:
        """The value of a field that is left empty."""
        return None

    def control(self) -> Widget:
        """The input."""
        return self._input

    def raw(self) -> str:
        """The text as typed."""
        return self._input.value

    def set_raw(self, text: str) -> None:
        """Replace the text; undo begins anew."""
        self._input.load(text)

    @on(Input.Changed)
    def _input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.edited()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Leaving the field, say quietly what is wrong with what stands there; loud is the saving."""
        if not self.raw().strip() or self.has_class("-wrong"):
            return
        try:
            self.value()
        except HuaianError as error:
            self._line(own_words(error.one_line()), error=False)


class TextField(LineField):
    """One line of text; its value is cleaned and stripped, empty for nothing."""

    def understand(self, text: str) -> str:
        """The line."""
        limit = self._input.max_length
        return clean_line(text, limit=limit if limit is not None else 200, field=self.key)

    def when_empty(self) -> str:
        """Nothing."""
        return ""

    def hint(self) -> str:
        """What was typed last time, while nothing stands here."""
        return self.recall_words()


LONGEST_REASON = 500
"""Characters of a reason (理由) or basis (依据); the ledger takes no more."""


def reason_field(label: str, examples: str = "", *, key: str = "reason", value: str = "") -> TextField:
    """Why something is done (撤回理由, 办结依据): one line that must be filled in."""
    return TextField(key, label, value=value, required=True, placeholder=examples, max_length=LONGEST_REASON)
