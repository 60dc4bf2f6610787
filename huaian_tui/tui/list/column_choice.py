"""选列: which columns of a list are shown and in which order; kept for this person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.errors import HuaianError
from huaian_tui.tui.actions.registry import bindings_for, keys_said
from huaian_tui.tui.forms.list_dialog import ListDialog
from huaian_tui.tui.forms.open_form import open_dialog
from huaian_tui.tui.frame.host import Host, host_of
from huaian_tui.tui.list.chosen_columns import KEY
from huaian_tui.tui.list.marked_rows import Marks
from huaian_tui.tui.list.source import ListRow, MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.safe_text import own_words
from huaian_tui.tui.threads.background import in_thread

_COLUMNS: tuple[Column[str], ...] = (Column("列", lambda title: title, min_width=12, weight=1),)


class ColumnsDialog(ListDialog[tuple[str, ...]]):
    """All columns of a list, the shown ones marked; the result is the shown ones in order, () for the list's
    own."""

    BINDINGS = bindings_for("column_up", "column_down", "column_reset")
    BUTTONS = (
        ("save", "照此显示"),
        ("column_up", "上移"),
        ("column_down", "下移"),
        ("column_reset", "恢复原样"),
        ("back", "返回"),
    )

    def __init__(self, titles: Sequence[str], shown: Sequence[str], own: Sequence[str]) -> None:
        """All titles, those that are shown in their order, and those that the list shows by itself."""
        moving = f"{keys_said('column_up')}、{keys_said('column_down')}调整先后"
        about = f"带 * 的显示，{keys_said('mark')}增减；{moving}。放不下时靠后的先隐去。"
        self._marks = Marks()
        super().__init__("选列", about, VirtualList(_COLUMNS, measure="列", marks=self._marks))
        self._titles = tuple(titles)
        self._own = tuple(own)
        self._order = [*shown, *(one for one in titles if one not in shown)]
        self._marks.add(shown)

    def on_mount(self) -> None:
        """The shown ones first."""
        self._show()

    def _show(self, key: str | None = None) -> None:
        rows = [ListRow(title, cells_of(title, _COLUMNS)) for title in self._order]
        self._list.set_source(MemorySource(rows), key=key)

    def _move(self, step: int) -> None:
        def move(key: str | None) -> None:
            if key is None:
                return
            place = self._order.index(key)
            other = place + step
            if 0 <= other < len(self._order):
                self._order[place], self._order[other] = self._order[other], self._order[place]
                self._show(key)

        self._list.with_chosen(move)

    def action_column_up(self) -> None:
        """One place to the front."""
        self._move(-1)

    def action_column_down(self) -> None:
        """One place to the back."""
        self._move(1)

    def action_column_reset(self) -> None:
        """As the list has them by itself."""
        self._order = [*self._own, *(one for one in self._titles if one not in self._own)]
        self._list.clear_marks()
        self._marks.add(self._own)
        self._show()

    def action_save(self) -> None:
        """These."""
        shown = tuple(one for one in self._order if one in self._marks)
        if shown:
            self.dismiss(() if shown == self._own else shown)
        else:
            host_of(self).show_error(HuaianError("没有选列", "一列也没有标记", "至少标记一列"))

    def action_back(self) -> None:
        """Nothing changes."""
        self.dismiss(None)


def open_column_choice(app: Host, records: VirtualList) -> None:
    """Ask for the columns of a list, show them, and keep them for the next time."""
    titles = [one.title for one in records.columns if one.title not in records.hidden_columns]
    own = [one.title for one in records.columns if not one.extra and one.title in titles]
    shown = [one.title for one in records.listed_columns]

    def chosen(columns: tuple[str, ...]) -> None:
        name = records.kept_as
        before = app.list_columns.pop(name, ())
        if columns:  # what the list does not show now (方案 of a single plan) stays chosen
            columns = (*columns, *(one for one in before if one in records.hidden_columns))
        records.choose_columns(columns or None)
        if columns:
            app.list_columns[name] = columns
        if name and app.preferences is not None:
            _keep(app, name, list(columns))

    open_dialog(app, ColumnsDialog(titles, shown, own), chosen)


def _keep(app: Host, name: str, columns: list[str]) -> None:
    path = app.preferences

    def change(kept: object) -> dict[str, Any]:
        others = {key: one for key, one in kept.items() if key != name} if isinstance(kept, dict) else {}
        return {**others, name: columns} if columns else others

    def write() -> HuaianError | None:
        from huaian_tui.store.keep.preferences import change_preference

        try:
            if path is not None:
                change_preference(path, KEY, change)
        except HuaianError as error:
            return error
        return None

    def told(refusal: HuaianError | None) -> None:
        if refusal is not None:
            app.tell(f"这次照此显示，没有记住：{own_words(refusal.message)}", "warning")

    in_thread(app.screen, write, told, group="columns")
