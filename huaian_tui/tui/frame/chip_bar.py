"""Filters as words on a line: those that are set, each taken away by a click."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from huaian_tui.domain.text.hygiene import ellipsis
from huaian_tui.store.search.filters import Facet, Filter
from huaian_tui.tui.safe_text import one_line

LONGEST_WORDS = 24
"""Cells of the value in a chip; a longer name is cut."""
LONGEST_DAYS = 40
"""The same of days: cut-off days say nothing."""


def value_words(one: Filter) -> str:
    """The value of a filter in few cells."""
    return ellipsis(one_line(one.words), LONGEST_DAYS if one.facet is Facet.DATES else LONGEST_WORDS)


def chip_text(one: Filter) -> str:
    """A filter as it stands in the line: ``单位 市财政局``."""
    return f"{one.facet.label} {value_words(one)}"


class ChipBar(Widget, inherit_bindings=False):
    """The filters that are set; where not all fit, the last ones and the number of the others (+2)."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    ChipBar { width: auto; height: 1; }
    """

    class Clicked(Message):
        """This filter is to go."""

        def __init__(self, chosen: Filter) -> None:
            self.chosen = chosen
            super().__init__()

    def __init__(self) -> None:
        super().__init__()
        self.filters: tuple[Filter, ...] = ()
        self._room = 0

    def show(self, filters: Sequence[Filter], room: int) -> None:
        """Show these filters in at most ``room`` cells."""
        self.filters, self._room = tuple(filters), room
        self.styles.width = self._width()
        self.display = bool(filters)
        self.refresh()

    def _width(self) -> int:
        return sum(cell_len(label) + 1 for _, label in self._labels())

    def _labels(self) -> list[tuple[Filter | None, str]]:
        """(filter, text) of what is drawn; None for the count of those that do not fit."""
        shown = list[tuple[Filter | None, str]]()
        used = 0
        for one in reversed(self.filters):
            label = f" {chip_text(one)} x "
            used += cell_len(label) + 1
            if used > self._room:
                hidden = len(self.filters) - len(shown)
                return [(None, f"+{hidden}"), *reversed(shown)]
            shown.append((one, label))
        return shown[::-1]

    def render(self) -> Content:
        """The chips, a blank after each."""
        parts = list[Content]()
        for one, label in self._labels():
            if one is None:
                parts.append(Content.styled(label, "$text-quiet") + " ")
                continue
            name, value = label[: len(one.facet.label) + 1], label[len(one.facet.label) + 1 : -2]
            chip = Content.styled(name, "$text-quiet") + Content.styled(value, "bold") + "x "
            parts.append(chip.stylize_before("on $cursor-away-background") + " ")
        return Content("").join(parts)

    def on_click(self, event: events.Click) -> None:
        """A click on a chip takes it away."""
        event.stop()
        start = 0
        for one, label in self._labels():
            if one is not None and start <= event.x < start + cell_len(label):
                self.post_message(self.Clicked(one))
                return
            start += cell_len(label) + 1
