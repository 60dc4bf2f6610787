"""The line above a list in which one types what the list shall narrow to, and the filters beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Static

from huaian_tui.store.search.filters import Facet, Filter, Vocabulary, added, offers
from huaian_tui.tui.actions.registry import action, keys_of
from huaian_tui.tui.forms.line_input import LineInput
from huaian_tui.tui.frame.chip_bar import ChipBar, OfferLine
from huaian_tui.tui.safe_text import one_line

LEAST_INPUT = 16
"""Cells that stay for typing, however many filters are set."""

FEWEST_LINES = 12
"""On a lower terminal no line is spent on offers; Tab takes the first all the same."""


class FilterInput(LineInput):
    """The input of the bar, which leaves Backspace to the bar when there is nothing to delete.

    The sign that leads into it (``/``) is no text in front, nor in place of a text that is marked as a
    whole: who presses it, often not knowing that the cursor is here already, goes on to type.
    """

    async def on_key(self, event: events.Key) -> None:
        """Before the input's own keys."""
        if event.key == "backspace" and not self.value:
            event.prevent_default()
        elif self.selected_text == self.value and event.character in _leading_signs():
            event.prevent_default()
            event.stop()


def _leading_signs() -> set[str]:
    """The signs that open a filter, as input methods type them too; a letter may begin a word."""
    return {key for key in keys_of(action("filter")) if len(key) == 1 and not key.isalnum()}


class FilterBar(Vertical):
    """A label, the filters that are set (chips), an input, and a place for what else narrows (``note``).

    ``Changed`` comes at each key and with each filter; ``Left`` when the officer goes on to the list
    (Enter, Down, or Esc in an empty bar; Esc first empties a filled one).

    With ``facets`` the last word is offered as a filter on a line below while one types: Tab takes the
    first offer. Backspace in an empty input takes the last filter away, a click on a filter that one.
    """

    DEFAULT_CSS = """
    FilterBar { height: auto; background: $surface; }
    FilterBar > Horizontal { height: 1; }
    FilterBar .filter-bar--label { width: auto; padding: 0 1; color: $text-quiet; }
    FilterBar .filter-bar--note {
        width: auto; max-width: 50%; padding: 0 1; color: $text-quiet; background: $surface;
        text-overflow: ellipsis; text-wrap: nowrap;
    }
    FilterBar > OfferLine { display: none; }
    FilterBar.-typing > OfferLine { display: block; }
    FilterBar.-low > OfferLine { display: none; }
    """

    class Changed(Message):
        """The text of the filter is now ``text`` (stripped); ``bar.filters`` are set beside it."""

        def __init__(self, bar: FilterBar, text: str) -> None:
            self.bar = bar
            self.text = text
            super().__init__()

        @property
        def control(self) -> FilterBar:
            """The bar, for ``@on(..., "#id")``."""
            return self.bar

    class Entered(Message):
        """One begins to type in a bar that offers filters: time to ``know`` the names of the ledger."""

        def __init__(self, bar: FilterBar) -> None:
            self.bar = bar
            super().__init__()

    class Left(Message):
        """The officer is done with typing; the focus belongs to the list."""

        def __init__(self, bar: FilterBar) -> None:
            self.bar = bar
            super().__init__()

        @property
        def control(self) -> FilterBar:
            """The bar, for ``@on(..., "#id")``."""
            return self.bar

    def __init__(
        self,
        placeholder: str = "文字、单位、拼音",
        *,
        label: str = "筛选",
        facets: Sequence[Facet] = (),
        today: Callable[[], date] | None = None,
        looks_back: bool = False,
        hint: str = "",
        id: str | None = None,
    ) -> None:
        """``today`` gives the day from which dates are read (``looks_back``: as past ones); needed for
        ``Facet.DATES``. ``hint`` is said below while nothing is offered."""
        super().__init__(id=id)
        self._label = label
        self._placeholder = placeholder
        self._facets = tuple(facets)
        self._today = today
        self._looks_back = looks_back
        self._hint = hint
        self._filters: tuple[Filter, ...] = ()
        self._known = Vocabulary()

    def compose(self) -> ComposeResult:
        """Label, filters, input, note; the offers below."""
        with Horizontal():
            yield Static(self._label, classes="filter-bar--label", markup=False)
            if self._facets:
                yield ChipBar()
            yield FilterInput(placeholder=self._placeholder)
            yield Static("", classes="filter-bar--note", markup=False)
        if self._facets:
            yield OfferLine()

    def on_mount(self) -> None:
        """Nothing is set yet."""
        self._show_filters()
        self._show_offers()

    def on_resize(self) -> None:
        """Another width holds other filters."""
        self.set_class(self.app.size.height < FEWEST_LINES, "-low")
        self._show_filters()

    # ------------------------------------------------------------------ text and filters

    @property
    def text(self) -> str:
        """What is typed, stripped."""
        return self.query_one(LineInput).value.strip()

    @property
    def filters(self) -> tuple[Filter, ...]:
        """What is set besides the text, in the order in which it was set."""
        return self._filters

    def set_text(self, text: str) -> None:
        """Type for the officer (another screen asked for a filter); ``Changed`` follows."""
        self.query_one(LineInput).value = text

    def set_filters(self, filters: Sequence[Filter]) -> None:
        """Set exactly these; ``Changed`` follows when they are others."""
        if tuple(filters) != self._filters:
            self._filters = tuple(filters)
            self._show_filters()
            self._show_offers()
            self.post_message(self.Changed(self, self.text))

    def clear(self) -> None:
        """Neither text nor filters; one ``Changed`` follows if there was anything."""
        if self.text:
            with self.prevent(FilterBar.Changed):
                self.set_filters(())
            self.set_text("")
        else:
            self.set_filters(())

    def set_note(self, text: str) -> None:
        """What else narrows the list, e.g. 只看逾期."""
        self.query_one(".filter-bar--note", Static).update(one_line(text))

    def take_focus(self) -> None:
        """Put the cursor into the input."""
        self.screen.set_focus(self.query_one(LineInput))  # at once: the next key belongs here

    # ------------------------------------------------------------------ offers

    @property
    def known(self) -> Vocabulary:
        """The names by which filters are asked for."""
        return self._known

    def know(self, known: Vocabulary) -> None:
        """These are the names of the ledger now."""
        self._known = known
        self._show_offers()

    def _offers(self) -> list[Filter]:
        """What the last word may mean, less what is set already."""
        words = self.query_one(LineInput).value.split()
        if not words or not self._facets:
            return []
        facets = self._facets if self._today else [one for one in self._facets if one is not Facet.DATES]
        today = self._today() if self._today else date.min
        found = offers(words[-1], today, self._known, facets, looks_back=self._looks_back)
        return [one for one in found if one not in self._filters]

    def _show_offers(self) -> None:
        if self._facets:
            hint = "退格去掉最后一个筛选" if self._filters and not self.text else self._hint
            self.query_one(OfferLine).show(self._offers(), hint)

    def _show_filters(self) -> None:
        if self._facets:
            width = self.size.width - cell_len(self._label) - 2
            room = width - min(LEAST_INPUT, width // 2)
            self.query_one(ChipBar).show(self._filters, room)

    def _take(self, chosen: Filter) -> None:
        """The last word becomes this filter."""
        line = self.query_one(LineInput)
        *before, _ = line.value.split() or [""]
        with self.prevent(FilterBar.Changed):
            self.set_filters(added(self._filters, chosen))
        line.value = "".join(f"{word} " for word in before)
        line.cursor_position = len(line.value)

    @on(OfferLine.Clicked)
    def _offer_clicked(self, message: OfferLine.Clicked) -> None:
        message.stop()
        self._take(message.chosen)
        self.take_focus()

    @on(ChipBar.Clicked)
    def _chip_clicked(self, message: ChipBar.Clicked) -> None:
        message.stop()
        self.set_filters([one for one in self._filters if one != message.chosen])

    # ------------------------------------------------------------------ keys

    def on_descendant_focus(self) -> None:
        """One types: what is offered shows."""
        self.add_class("-typing")
        if self._facets:
            self.post_message(self.Entered(self))

    def on_descendant_blur(self) -> None:
        """The line of the offers goes to the list."""
        self.remove_class("-typing")

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._show_offers()
        self.post_message(self.Changed(self, event.value.strip()))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Left(self))

    def on_key(self, event: events.Key) -> None:
        """Down goes to the list; Esc empties the input, and in an empty one goes to the list.

        Tab takes the first offer; Backspace in an empty input the last filter away.
        """
        if event.key == "down" or (event.key == "escape" and not self.text):
            event.stop()
            self.post_message(self.Left(self))
        elif event.key == "escape":
            event.stop()
            self.set_text("")
        elif event.key == "tab" and (found := self._offers()):
            event.stop()
            self._take(found[0])
        elif event.key == "backspace" and self._filters and not self.query_one(LineInput).value:
            event.stop()
            self.set_filters(self._filters[:-1])
