"""A field for units: names separated by commas or spaces, offered while one types."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from textual import events, on
from textual.app import ComposeResult

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.tui.forms.choice_list import ChoiceList
from huaian_tui.tui.forms.fields import LineField
from huaian_tui.tui.forms.unit_names import UnitChoice
from huaian_tui.tui.threads.background import in_thread

SEPARATORS = re.compile(r"[,，、;；\s]+")
"""What may stand between the names of units."""

Suggest = Callable[[str], Sequence[UnitChoice]]


class UnitsField(LineField):
    """Names of units; each may be a short name, alias, pinyin or initials.

    ``resolve`` gets one typed name and returns the units it stands for (several
    for a group), or raises ``UnknownUnit`` or ``AmbiguousUnit``. It is called at
    each key, so it must not read the disk. ``suggest`` finds the units that the
    name at the cursor may mean (called in a thread); they are listed below, the first marked:
    Enter or Tab takes it, Up and Down choose, Esc closes the list. ``offered`` are listed while
    the field is empty, none marked: they are never filled in by themselves.
    """

    DEFAULT_CSS = """
    UnitsField.-listing > .field-line { display: none; }
    """

    def __init__(
        self,
        key: str,
        label: str,
        resolve: Callable[[str], Sequence[str]],
        *,
        suggest: Suggest | None = None,
        offered: Sequence[UnitChoice] = (),
        value: str = "",
        required: bool = False,
        placeholder: str = "名称或拼音首字母，用逗号或空格分开",
    ) -> None:
        super().__init__(key, label, value=value, placeholder=placeholder, required=required, max_length=500)
        self._resolve = resolve
        self._suggest = suggest
        self._offered = tuple(offered)
        self._listed_for = ""

    def below_input(self) -> ComposeResult:
        """The list of units."""
        yield ChoiceList()

    # ------------------------------------------------------------------ what it means

    def when_empty(self) -> list[str]:
        """No unit."""
        return []

    def understand(self, text: str) -> list[str]:
        """The units' names, each once, in the order typed."""
        names: dict[str, None] = {}
        for typed in self._typed():
            try:
                names.update(dict.fromkeys(self._resolve(typed)))
            except HuaianError as error:
                raise InputRefused(error.title, error.message, error.way_out, field=self.key) from error
        return list(names)

    def hint(self) -> str:
        """The units that are understood so far; those that are offered while it is empty."""
        if not self._typed() and self._offered:
            listed = "、".join(one.name for one in self._offered)
            offered = f"{self._offered[0].detail}：{listed}（进入本项可选）"
            return "；".join(filter(None, (offered, self.recall_words())))
        if not self._typed():
            return self.recall_words()
        names: dict[str, None] = {}
        for typed in self._typed():
            try:
                names.update(dict.fromkeys(self._resolve(typed)))
            except HuaianError:
                names[f"{typed}？"] = None
        return "、".join(names)

    def _typed(self) -> list[str]:
        return [name for name in SEPARATORS.split(self.raw()) if name]

    # ------------------------------------------------------------------ what is offered

    @property
    def choices(self) -> ChoiceList:
        """The list below the input."""
        return self.query_one(ChoiceList)

    def edited(self) -> None:
        """Offer the units that the name at the cursor may mean."""
        super().edited()
        self._look()

    def show_error(self, error: HuaianError) -> None:
        """What is wrong stands where the list stood."""
        self._close()
        super().show_error(error)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """An empty field offers at once."""
        if not self.raw().strip():
            self._look()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """The list is for the one who types here."""
        self._close()

    def _look(self) -> None:
        wanted = self._at_cursor()[2]
        if self._input.read_only or not self._input.has_focus:
            self._close()
        elif not wanted:
            self._offer("", () if self.raw().strip() else self._offered)
        elif (suggest := self._suggest) is not None:
            in_thread(
                self, lambda: suggest(wanted), lambda found: self._offer(wanted, found), group="suggest"
            )

    def _offer(self, wanted: str, found: Sequence[UnitChoice]) -> None:
        """Show the list, unless it is for a text that has changed meanwhile."""
        if wanted != self._at_cursor()[2] or not self._input.has_focus or self.has_class("-wrong"):
            return
        if wanted and found and found[0].name == wanted:  # written out: nothing is left to be completed
            found = ()
        self._listed_for = wanted
        self._list(found, marked=bool(wanted))
        if found:
            self.reveal()

    def _close(self) -> None:
        self.workers.cancel_group(self, "suggest")
        self._list((), marked=False)

    def _list(self, found: Sequence[UnitChoice], *, marked: bool) -> None:
        """The list stands where the line below stands else."""
        self.choices.show([(one.name, one.detail) for one in found], marked=marked)
        self.set_class(bool(found), "-listing")

    def _at_cursor(self) -> tuple[int, int, str]:
        """Where the name at the cursor begins and ends, and the name."""
        text, cursor = self.raw(), self._input.cursor_position
        start = max((found.end() for found in SEPARATORS.finditer(text, 0, cursor)), default=0)
        after = SEPARATORS.search(text, cursor)
        end = after.start() if after else len(text)
        return start, end, text[start:end]

    def take(self) -> bool:
        """Put the marked unit in the place of what was typed for it."""
        name = self.choices.marked_name
        start, end, typed = self._at_cursor()
        if name is None or typed != self._listed_for:
            return False
        self._input.replace(name, start, end)
        self._close()
        return True

    @on(ChoiceList.Picked)
    def _picked(self, message: ChoiceList.Picked) -> None:
        message.stop()
        self.take()

    def on_key(self, event: events.Key) -> None:
        """Up, Down and Esc are the list's while it is open."""
        if not self.choices.is_open or event.key not in ("up", "down", "escape"):
            return
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self._close()
        else:
            self.choices.move(1 if event.key == "down" else -1)
