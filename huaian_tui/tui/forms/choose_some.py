"""A question with a list of things that are all meant unless the officer takes the mark away from some."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.content import Content

from huaian_tui.domain.columns import Column
from huaian_tui.domain.errors import HuaianError
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.forms.list_dialog import ListDialog
from huaian_tui.tui.frame.host import host_of
from huaian_tui.tui.list.marked_rows import Marks
from huaian_tui.tui.list.source import ListRow, MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList


class _Meant(VirtualList):
    """All are marked at first: Esc does not take the marks away, it goes back."""

    def action_back(self) -> None:
        """As the dialog says."""
        if isinstance(self.screen, ChooseSome):
            self.screen.action_back()


class ChooseSome(ListDialog[list[str]]):
    """The things, every one of them marked at first; the result are the keys of those still marked."""

    BUTTONS = (("save", "继续"), ("back", "取消"))

    def __init__(
        self,
        title: str,
        about: str | Content,
        columns: Sequence[Column[Any]],
        rows: Sequence[ListRow],
        measure: str,
    ) -> None:
        self._marks = Marks()
        self._marks.add(row.key for row in rows)
        super().__init__(title, about, _Meant(columns, measure=measure, marks=self._marks))
        self._rows = tuple(rows)

    def on_mount(self) -> None:
        """Fill the list."""
        self._list.set_source(MemorySource(self._rows))

    def action_save(self) -> None:
        """Go on with those that are marked."""
        chosen = [row.key for row in self._rows if row.key in self._marks]
        if chosen:
            self.dismiss(chosen)
        else:
            way_out = f"按{keys_said('mark')}标记要办的"
            host_of(self).show_error(HuaianError("一个也没有标记", "没有要办的", way_out))

    def action_back(self) -> None:
        """None of them."""
        self.dismiss(None)
