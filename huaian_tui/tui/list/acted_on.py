"""What an action on a list acts on: the marked rows in the order of the list, else the chosen one.

The one place that answers it (``tests/architecture/test_acted_on.py``): a screen does something with rows
through ``act_on``, or through ``act_on_one`` where it can be done with one thing at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from huaian_tui.domain.errors import HuaianError
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.frame.host import host_of
from huaian_tui.tui.list.virtual_list import VirtualList

MARKS_ENDED = "，标记已去掉"
"""Said once what the marks were for is done."""


@dataclass(frozen=True, slots=True)
class ActedOn:
    """The keys of the rows that are meant (none: there is no row); ``by_marks``: they bear marks.

    ``hidden``: how many of them the list does not show now (another filter).
    """

    records: VirtualList
    keys: tuple[str, ...]
    by_marks: bool = False
    hidden: int = 0

    @property
    def hidden_words(self) -> str:
        """What is to be said of rows that are meant and not to be seen; empty where all are."""
        return f"其中 {self.hidden} {self.records.measure}不在现在的列表里" if self.hidden else ""

    def done(self) -> str:
        """It was recorded: the cursor goes on to the row after these as the list stands, and marks end.

        Who reads the row in full goes on reading it. What is to be said of the marks; empty without any.
        """
        if not isinstance(self.records.screen.focused, DetailPane):
            self._go_on()
        return self.end_marks()

    def end_marks(self) -> str:
        """The marks alone end, for what changes nothing (a file was made)."""
        if not self.by_marks:
            return ""
        self.records.clear_marks()
        return MARKS_ENDED

    def _go_on(self) -> None:
        """To the first row behind all of these that can be meant; at the end the cursor stays.

        Before the rows are read anew, so that it is the next of the list as it stood.
        """
        records = self.records
        places = [place for place in map(records.place_of, self.keys) if place is not None]
        index = max(places, default=records.count) + 1
        while (row := records.row_at(index)) is not None and not records.can_mark(row.key):
            index += 1
        if index < records.count:
            records.move_to(index)


def act_on(records: VirtualList, act: Callable[[ActedOn], object]) -> None:
    """Do something with the marked rows, else with the chosen one, as soon as it is known which they are."""

    def on_keys(keys: Sequence[str]) -> None:
        marked = records.has_marks
        act(ActedOn(records, tuple(keys), marked, records.hidden_marks if marked else 0))

    records.with_marked(on_keys)


def act_on_one(records: VirtualList, act: Callable[[str | None], object]) -> None:
    """Do something that is done with one thing: the one that is marked, else the chosen one.

    Of several marked ones none is taken, nor the row under the cursor: it is said that it is one at a time.
    """

    def on_rows(acted: ActedOn) -> None:
        if len(acted.keys) > 1:
            host_of(records).show_error(one_at_a_time(acted))
        else:
            act(next(iter(acted.keys), None))

    act_on(records, on_rows)


def one_at_a_time(acted: ActedOn) -> HuaianError:
    """Several are marked, and this is done with one."""
    return HuaianError(
        "这件事一次办一个",
        f"已标记 {len(acted.keys)} {acted.records.measure}",
        f"按 {keys_said('back')} 去掉标记，再选一个",
    )
