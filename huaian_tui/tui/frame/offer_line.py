"""The line below a filter that offers what could be set next, each with the rows that it would leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from huaian_tui.store.search.filters import Filter
from huaian_tui.tui.frame.chip_bar import value_words


class OfferLine(Widget, inherit_bindings=False):
    """Filters that the last word may mean, or that could be set next: Tab takes the marked one, a click any.

    Where not all fit, the line begins so that the marked one is seen. Without any it says what one can do.
    """

    ALLOW_SELECT = False
    KEY = " Tab "
    MORE = " 左右选，Tab 加上 "
    GAP = "   "
    DEFAULT_CSS = """
    OfferLine { height: 1; background: $surface; color: $text-quiet; }
    """

    class Clicked(Message):
        """This filter is wanted."""

        def __init__(self, chosen: Filter) -> None:
            self.chosen = chosen
            super().__init__()

    def __init__(self) -> None:
        super().__init__()
        self._offers: tuple[Filter, ...] = ()
        self._counts: Mapping[Filter, int] = {}
        self._hint = ""
        self._at: int | None = None

    def show(self, offers: Sequence[Filter], hint: str, counts: Mapping[Filter, int], at: int | None) -> None:
        """Offer these with the rows that each leaves, the one at ``at`` marked (None: none is taken by Tab);
        ``hint`` stands there when there are none."""
        shown = tuple(offers), hint, dict(counts), at
        if shown != (self._offers, self._hint, self._counts, self._at):
            self._offers, self._hint, self._counts, self._at = shown
            self.refresh()

    @property
    def _lead(self) -> str:
        return self.MORE if self._at is None else self.KEY

    def _label(self, place: int, first: bool) -> str:
        one = self._offers[place]
        same = not first and place > 0 and self._offers[place - 1].facet is one.facet
        words = value_words(one)
        number = self._counts.get(one)
        said = words if number is None else f"{words} {number}"
        return said if same and self._counts else f"{one.facet.label}：{said}"

    def _labels(self) -> list[tuple[int, str]]:
        """The offers that fit, by their places; the marked one always."""
        start = 0
        while True:
            labels = self._from(start)
            at = self._at or 0
            if not labels or at <= labels[-1][0] or start >= at:
                return labels
            start += 1

    def _from(self, start: int) -> list[tuple[int, str]]:
        labels = list[tuple[int, str]]()
        used = cell_len(self._lead)
        for place in range(start, len(self._offers)):
            label = self._label(place, place == start)
            used += cell_len(label) + len(self.GAP)
            if labels and used > self.size.width:
                break
            labels.append((place, label))
        return labels

    def render(self) -> Content:
        """One line."""
        labels = self._labels()
        if not labels:
            return Content(f" {self._hint}")
        parts = [Content.styled(self._lead, "$text-quiet" if self._at is None else "bold $accent")]
        for position, (place, label) in enumerate(labels):
            text = Content.styled(label, "bold $foreground") if place == self._at else Content(label)
            parts.append(Content(self.GAP) + text if position else text)
        return Content("").join(parts)

    def on_click(self, event: events.Click) -> None:
        """A click takes the offer under the pointer."""
        event.stop()
        start = cell_len(self._lead)
        for position, (place, label) in enumerate(self._labels()):
            if (start if position else 0) <= event.x < start + cell_len(label):
                self.post_message(self.Clicked(self._offers[place]))
                return
            start += cell_len(label) + len(self.GAP)
