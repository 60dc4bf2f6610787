"""A screen where one types at once: in its field as one comes, and there too what is typed on its list."""

from __future__ import annotations

from textual import events

from huaian_tui.tui.forms.line_input import joined
from huaian_tui.tui.frame.viewed_screen import ViewedScreen


class TypedAtOnceScreen(ViewedScreen):
    """A list screen (F5, F7) whose field takes what is typed, from wherever."""

    def arrive(self) -> None:
        """One can type at once; what stands there is replaced."""
        self.remove_class("-reading")
        self.bar.take_focus(replacing=True)

    def on_key(self, event: events.Key) -> None:
        """What is typed on the list and is no key of it goes into the field: a word of an input method."""
        typed = event.character
        if typed is None or not typed.isprintable() or typed.isdecimal() or not self.records.has_focus:
            return
        if event.key not in self.active_bindings:
            event.stop()
            self.bar.type_on(typed)

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted on the list is looked for."""
        if self.records.has_focus:
            event.stop()
            self.bar.type_on(joined(event.text))
