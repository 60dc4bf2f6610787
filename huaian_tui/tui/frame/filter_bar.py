"""The line above a list in which one types what the list shall narrow to, and the filters beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
from huaian_tui.tui.frame.chip_bar import ChipBar
from huaian_tui.tui.frame.offer_line import OfferLine
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
        step = _STEPS.get(event.key)
        bar = self.query_ancestor(FilterBar) if step else None
        if bar is not None and step and bar.mark_offer(step, at_end=self.cursor_position == len(self.value)):
            event.prevent_default()
            event.stop()
        elif event.key == "backspace" and not self.value:
            event.prevent_default()
        elif self.selected_text == self.value and event.character in _leading_signs():
            event.prevent_default()
            event.stop()


_STEPS = {"right": 1, "left": -1}
"""Keys that mark another offer, where they have nothing to do in the text."""


def _leading_signs() -> set[str]:
    """The signs that open a filter, as input methods type them too; a letter may begin a word."""
    return {key for key in keys_of(action("filter")) if len(key) == 1 and not key.isalnum()}


class FilterBar(Vertical):
    """A label, the filters that are set (chips), an input, and a place for what else narrows (``note``).

    ``Changed`` comes at each key and with each filter; ``Left`` when the officer goes on to the list
    (Enter, Down, or Esc in an empty bar; Esc first empties a filled one).

    With ``facets`` the last word is offered as a filter on a line below while one types: Tab takes the
    marked offer, right and left at the end of the text mark another. Where it means none, or nothing is
    typed, what could be set next is offered (``show_counts``). Backspace in an empty input takes the last
    filter away, a click on a filter that one.
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
        self._values: tuple[Filter, ...] = ()
        """What could be set next while no word is typed."""
        self._counts: Mapping[Filter, int] = {}
        self._at: int | None = None
        """The offer that was marked by a key."""

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
            self._values, self._counts = (), {}  # they were counted among other rows
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

    def take_focus(self, *, replacing: bool = False) -> None:
        """Put the cursor into the input; ``replacing``: what is typed takes the place of its text."""
        line = self.query_one(LineInput)
        self.screen.set_focus(line)  # at once: the next key belongs here
        if replacing:
            line.select_all()

    def type_on(self, typed: str) -> None:
        """Go on with the text by what was typed on the list."""
        line = self.query_one(LineInput)
        self.screen.set_focus(line)
        line.cursor_position = len(line.value)
        line.insert_text_at_cursor(typed)

    # ------------------------------------------------------------------ offers

    @property
    def known(self) -> Vocabulary:
        """The names by which filters are asked for."""
        return self._known

    def know(self, known: Vocabulary) -> None:
        """These are the names of the ledger now."""
        self._known = known
        self._show_offers()

    @property
    def typed_offers(self) -> list[Filter]:
        """What the last word may mean, less what is set already."""
        value = self.query_one(LineInput).value
        words = value.split()
        if not words or not self._facets or value[-1:].isspace():
            return []
        facets = self._facets if self._today else [one for one in self._facets if one is not Facet.DATES]
        today = self._today() if self._today else date.min
        found = offers(words[-1], today, self._known, facets, looks_back=self._looks_back)
        return [one for one in found if one not in self._filters]

    @property
    def text_before_last(self) -> str:
        """What is typed before the word that the offers are for."""
        return " ".join(self.query_one(LineInput).value.split()[:-1])

    def show_counts(self, values: Sequence[Filter], counts: Mapping[Filter, int]) -> None:
        """Offer ``values`` while no word means a filter; ``counts``: the rows that each filter leaves."""
        self._values = tuple(one for one in values if one.facet in self._facets)
        self._counts = dict(counts)
        self._show_offers()

    def mark_offer(self, step: int, *, at_end: bool) -> bool:
        """Mark the next offer, or the one before; whether there was anything to mark."""
        offers = self._offers()
        before = self._marked(offers)
        if not offers or not at_end or (step < 0 and before is None):
            return False
        if step < 0 and not self._at:
            if self._at is None:  # the cursor goes back in the text
                return False
            self._at = None
        else:
            self._at = min((-1 if before is None else before) + step, len(offers) - 1)
        self._show_offers()
        return True

    def _marked(self, offers: Sequence[Filter]) -> int | None:
        """The offer that Tab takes: the marked one, of a typed word the first by itself."""
        if not offers:
            return None
        if self._at is not None:
            return min(self._at, len(offers) - 1)
        return 0 if self.typed_offers else None

    def _offers(self) -> list[Filter]:
        """What the last word may mean; where it means none, or nothing is typed, what could be set next."""
        return self.typed_offers or [one for one in self._values if one not in self._filters]

    def _show_offers(self) -> None:
        if self._facets:
            hint = "退格去掉最后一个筛选" if self._filters and not self.text else self._hint
            offers = self._offers()
            self.query_one(OfferLine).show(offers, hint, self._counts, self._marked(offers))

    def _show_filters(self) -> None:
        if self._facets:
            width = self.size.width - cell_len(self._label) - 2
            room = width - min(LEAST_INPUT, width // 2)
            self.query_one(ChipBar).show(self._filters, room)

    def _take(self, chosen: Filter) -> None:
        """The last word becomes this filter, if it means one; else the text stays and the filter is added."""
        line = self.query_one(LineInput)
        self._at = None
        if chosen not in self.typed_offers:
            self.set_filters(added(self._filters, chosen))
            return
        before = line.value.split()[:-1]
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
        self._at = None
        self._values, self._counts = (), {}  # they were counted among other rows
        self._show_offers()
        self.post_message(self.Changed(self, event.value.strip()))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._at is not None and (found := self._offers()):
            self._take(found[min(self._at, len(found) - 1)])
        else:
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
        elif event.key == "tab" and (at := self._marked(found := self._offers())) is not None:
            event.stop()
            self._take(found[at])
        elif event.key == "backspace" and self._filters and not self.query_one(LineInput).value:
            event.stop()
            self.set_filters(self._filters[:-1])
