"""The one list for tasks, milestones, units and records: order, marks, and numbers that are typed.

What a screen does with it: it reads and hands over a source (:mod:`.cursor_view`), reads anew on
``SortChanged``, and does something with the chosen row by ``with_chosen``, with marked ones by
``with_marked``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from textual import events
from textual.timer import Timer

from huaian_tui.domain.columns import Column
from huaian_tui.domain.text.ordering import Sort
from huaian_tui.tui.actions.opening import open_action
from huaian_tui.tui.actions.registry import bindings_for
from huaian_tui.tui.frame.host import host_of
from huaian_tui.tui.list.cursor_view import NO_ROW, CursorView
from huaian_tui.tui.list.line_drawing import MARK_WIDTH
from huaian_tui.tui.list.marked_rows import Marks
from huaian_tui.tui.list.messages import SortChanged, SourceShown
from huaian_tui.tui.list.pending_selection import Act
from huaian_tui.tui.list.source import NumberedSource, all_keys
from huaian_tui.tui.safe_text import tell
from huaian_tui.tui.textual_patches.one_key_at_a_time import after_keys, hold_keys
from huaian_tui.tui.threads.background import in_thread

TYPING_TICK = 0.1
TYPING_TICKS = 12
"""A number is typed when so many ticks have passed without another digit, and nothing was being read.

Ticks, not seconds: a busy machine answers a digit late, and then has the next one to answer first.
"""

MOST_LOOKED_UP = 1_000
"""Up to so many marks it is counted which of them the list does not show."""


class VirtualList(CursorView):
    """A list with a header line, rows, and a foot line with the count.

    Columns with a ``sort`` can be sorted by. ``marks``: rows can be marked, and here is which;
    ``numbered``: the keys are the 序号 that an officer types. ``own_order``: that of a column in which the
    rows stand as long as no other was asked for. ``kept_as``: what its chosen columns are kept under.
    """

    BINDINGS = bindings_for("sort", "mark", "mark_down", "mark_up", "mark_all", "back")
    """``back`` takes back a typed number and the marks; without any, Esc is the screen's."""

    def __init__(
        self,
        columns: Sequence[Column[Any]],
        *,
        empty_text: str = "没有内容",
        measure: str = "项",
        marks: Marks | None = None,
        numbered: bool = False,
        own_order: Sort | None = None,
        kept_as: str = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(columns, empty_text=empty_text, measure=measure, marks=marks, id=id, classes=classes)
        self._numbered = numbered
        self._own_order = own_order
        self.kept_as = kept_as
        self._typed = ""
        self._typed_timer: Timer | None = None
        self._ticks = 0
        """Since the last digit."""
        self._hidden = 0

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that have no meaning here are left to the screen."""
        if action == "sort":
            return any(column.sort for column in self.columns)
        if action.startswith("mark"):
            return self._marks is not None
        if action == "back":
            return bool(self._typed or self._marks)
        return super().check_action(action, parameters)

    # ------------------------------------------------------------------ order

    @property
    def order(self) -> Sort | None:
        """The order in which the rows stand: the one asked for, else the list's own; None: of no column."""
        return self._sort or self._own_order

    def sort_by(self, key: str) -> None:
        """Sort by the column of this key; by the same again: reversed. Empty: the list's own order."""
        before = self.order or Sort("")
        self._sort = before.again(key) if key else None
        self._layout_columns()
        self.post_message(SortChanged(self))

    def action_sort(self) -> None:
        """Ask for the column."""
        open_action(host_of(self), "sort", self)

    # ------------------------------------------------------------------ marks

    @property
    def has_marks(self) -> bool:
        """Whether any row is marked."""
        return bool(self._marks)

    @property
    def marked(self) -> Sequence[str]:
        """Keys of the marked rows: in the order of the list, then those that it does not show now."""
        places = self._places
        shown = [key for key in self._marks or () if key in places]
        return sorted(shown, key=places.__getitem__) + [key for key in self._marks or () if key not in places]

    def with_marked(self, act: Callable[[Sequence[str]], object]) -> None:
        """Do something with the marked rows; without marks with the chosen one (no key: there is none).

        Which they are is known once the keys before have been done: they may have marked something.
        """
        self.with_chosen(lambda key: act(self.marked if self._marks else () if key is None else (key,)))

    @property
    def hidden_marks(self) -> int:
        """How many marked rows the list does not show."""
        return sum(self._is_hidden(key) for key in self._marks or ())

    def place_of(self, key: str) -> int | None:
        """Where the row under the cursor, or a marked one, stands; None: not in this list."""
        return self._cursor if key == self.cursor_key else self._places.get(key)

    def is_marked(self, key: str) -> bool:
        """Whether the row bears a mark."""
        return self._marks is not None and key in self._marks

    def can_mark(self, key: str) -> bool:
        """Whether this row may be marked."""
        return bool(key)

    def clear_marks(self) -> None:
        """No mark: what they were for is done, or they were taken back."""
        if self._marks:
            self._marks.clear()
            self._places.clear()
            self._marks_changed()

    def action_mark(self) -> None:
        """Mark the row, or take its mark away; then one row down."""
        self._mark_and_go(self._toggle, 1)

    def action_mark_down(self) -> None:
        """Mark the row, then one row down."""
        self._mark_and_go(self._mark, 1)

    def action_mark_up(self) -> None:
        """Mark the row, then one row up."""
        self._mark_and_go(self._mark, -1)

    def action_mark_all(self) -> None:
        """Mark every row of the list; when all are, take their marks away."""
        self._step(self._mark_all)

    def _mark_and_go(self, mark: Act, step: int) -> None:
        def do() -> None:
            if self.cursor_key is None:  # not read yet
                self.with_chosen(mark)
            else:
                mark(self.cursor_key)
                self.move_to(self._cursor + step)

        self._end_typing()
        self._step(do)

    def _toggle(self, key: str | None) -> None:
        if self._marks is not None and key is not None and key in self._marks:
            self._marks.discard((key,))
            self._marks_changed()
        else:
            self._mark(key)

    def _mark(self, key: str | None) -> None:
        if self._marks is not None and key is not None and self.can_mark(key):
            self._marks.add((key,))
            if key == self.cursor_key:
                self._places[key] = self._cursor
            self._marks_changed()

    def _mark_all(self) -> None:
        source = self.source

        def read() -> dict[str, int]:
            places: dict[str, int] = {}
            for place, key in enumerate(all_keys(source)):
                if self.can_mark(key):
                    places.setdefault(key, place)
            return places

        def mark(places: dict[str, int]) -> None:
            if self._marks is None or source is not self.source:
                return
            if all(key in self._marks for key in places):
                self._marks.discard(places)
            else:
                self._marks.add(places)
            self._places.update(places)
            self._marks_changed()

        hold_keys(self.app)
        in_thread(self, read, mark, group="mark-all")

    def _marks_changed(self) -> None:
        """Other rows are marked, or it is known where they stand: draw anew."""
        self._strips.clear()
        self._count_hidden()
        self.refresh()

    def _count_hidden(self) -> None:
        """How many marked rows the list does not show (another filter)."""
        self._hidden = 0 if len(self._marks or ()) > MOST_LOOKED_UP else self.hidden_marks

    def _is_hidden(self, key: str) -> bool:
        """Whether the list does not show the row of this key (not read: see ``_places``)."""
        return key not in self._places

    def on_source_shown(self, message: SourceShown) -> None:
        """Other rows: other marks are out of sight."""
        if message.list_widget is self and self._marks:
            self._marks_changed()

    # ------------------------------------------------------------------ a number is typed

    async def on_key(self, event: events.Key) -> None:
        """Digits, also full-width ones, are a number to go to."""
        if event.character is not None and self.type_digit(event.character):
            event.stop()
        elif event.key == "backspace" and self._typed:
            event.stop()
            self._type(self._typed[:-1])

    def type_digit(self, character: str) -> bool:
        """Take a digit of a number to go to; anything else is not taken."""
        if len(character) != 1 or not character.isdecimal():
            return False
        self._type((self._typed + str(int(character)))[-9:])
        return True

    def _type(self, digits: str) -> None:
        if self._typed_timer is not None:
            self._typed_timer.stop()
        self._typed, self._ticks = digits, 0
        self._typed_timer = self.set_interval(TYPING_TICK, self._tick) if digits else None
        self._refresh_foot()
        if not digits:
            self.stop_seeking()
        elif self._numbered:
            self.seek(self._key_of(int(digits)))
        else:
            self._step(lambda: self._go_to_number(int(digits)))

    def _tick(self) -> None:
        """Wait for a further digit, as long as the machine has had time to take it."""
        if not any(worker.is_running for worker in self.app.workers):
            self._ticks += 1
        if self._ticks == TYPING_TICKS and self._typed_timer is not None:
            self._typed_timer.stop()
            after_keys(self, partial(self._finish_if_no_more, self._typed_timer))

    def _finish_if_no_more(self, timer: Timer) -> None:
        """Unless a digit, or a key that ended the number, has come meanwhile."""
        if timer is self._typed_timer:
            self.finish_typing()

    def _go_to_number(self, number: int) -> None:
        """To the first row of this 序号; without one no row is the chosen one until more is typed."""
        place = self._place_of(number)
        if place is None:
            self._sought = NO_ROW
        else:
            self.move_to(place)

    def _place_of(self, number: int) -> int | None:
        source, key = self.source, self._key_of(number)
        if not isinstance(source, NumberedSource) or key == NO_ROW:
            return None
        return source.place_of_number(int(key))

    @property
    def _has_numbers(self) -> bool:
        return self._numbered or isinstance(self.source, NumberedSource)

    def finish_typing(self) -> bool:
        """The number is typed: to its row, else to the row of that place; whether one was typed."""
        typed = self._end_typing()
        if not typed:
            return False
        if self._numbered and self.wanted_key == self._key_of(int(typed)):
            self.stop_seeking()
        else:
            self._step(lambda: self._arrive(int(typed)))
        return True

    def _arrive(self, number: int) -> None:
        """To the row of the number that has been typed, else to the row of that place."""
        place = self._place_of(number)
        if place is not None:
            self.move_to(place)
        else:
            self._to_place(number)

    def _end_typing(self) -> str:
        """The number that was being typed; empty for none."""
        typed, self._typed = self._typed, ""
        if self._typed_timer is not None:
            self._typed_timer.stop()
            self._typed_timer = None
        if typed:
            self._refresh_foot()
        return str(int(typed)) if typed else ""

    def _to_place(self, number: int) -> None:
        """No row has this 序号: to the row of that place, if there are so many."""
        self.stop_seeking()
        if not 0 < number <= self.count:
            self._tell_missing(number)
            return
        self.move_to(number - 1)
        if self._has_numbers:
            tell(self.app, f"列表里没有序号 {number}，已到第 {number} {self.measure}")

    def _tell_missing(self, typed: int) -> None:
        what = f"没有序号 {typed}" if self._has_numbers else f"没有第 {typed} {self.measure}"
        tell(self.app, f"列表里{what}，共 {self.count} {self.measure}", "warning")

    def with_chosen(self, act: Act) -> None:
        """As in any list; a number typed just before means its row and no other."""
        typed = self._end_typing()

        def on_row(key: str | None) -> None:
            if not typed:
                act(key)
                return
            self.stop_seeking()
            if key is None:
                self._tell_missing(int(typed))
            else:
                act(key)

        super().with_chosen(on_row)

    # ------------------------------------------------------------------ keys and mouse

    def action_open(self) -> None:
        """Enter: behind a typed number go there, else open the chosen row."""
        if not self.finish_typing():
            super().action_open()

    def action_last(self) -> None:
        """G: behind a typed number (12G) go there, else to the last row."""
        if not self.finish_typing():
            super().action_last()

    def action_back(self) -> None:
        """Esc: the typed number is not meant, then no row is marked."""
        if self._end_typing():
            self.stop_seeking()
        else:
            self.clear_marks()

    def on_click(self, event: events.Click) -> None:
        """On a title: sort by it. In the margin: mark. Elsewhere as in any list."""
        if event.y < self.head_lines:
            spot = self._spot_at(event.x)
            if spot is not None and spot.column.sort:
                event.stop()
                self.sort_by(spot.column.sort)
            event.prevent_default()
        elif event.x < MARK_WIDTH and self._marks is not None:
            index = self._index_of_line(event.y)
            row = None if index is None else self.row_at(index)
            if index is not None and row is not None:
                event.stop()
                event.prevent_default()
                self._end_typing()
                self.move_to(index)
                self._toggle(row.key)

    # ------------------------------------------------------------------ drawing

    def _foot_text(self) -> str:
        """The number being typed, the marks, the figures."""
        if self._typed:
            return f"跳到 {int(self._typed)}（回车或稍等）"
        if not self._marks:
            return self._caption
        hidden = f"（{self._hidden} {self.measure}不在列表里）" if self._hidden else ""
        marked = f"已标记 {len(self._marks)} {self.measure}{hidden}"
        return f"{marked}，{self._caption}" if self._caption else marked
