"""The list of tasks as a tree of indicators that opens and closes by Enter, right and left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from textual.content import Content

from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.words.lights import task_words
from huaian_tui.tui.actions.registry import bindings_for, keys_said
from huaian_tui.tui.areas.tasks.indicators import (
    COLUMNS,
    Indicator,
    ancestors,
    build_tree,
    find_node,
    indicator_text,
    nodes_of,
    parent_key,
    tree_rows,
)
from huaian_tui.tui.list.marked_rows import Marks
from huaian_tui.tui.list.source import MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList


class IndicatorTree(VirtualList):
    """The indicators of two levels with their counts by light, the tasks below; several plans above them.

    Keys of the rows: a task's number, or an indicator's own key. Enter on an indicator opens or closes it;
    on a task it is ``RowSelected`` as in any list.
    """

    BINDINGS = bindings_for("expand", "collapse")

    def __init__(self, *, marks: Marks | None = None, id: str | None = None) -> None:
        super().__init__(
            COLUMNS,
            empty_text=f"没有符合筛选的任务。按 {keys_said('back')} 清除筛选",
            measure="行",
            marks=marks,
            numbered=True,
            id=id,
        )
        self._roots: list[Indicator] = []
        self._opened: set[str] = set()
        self._today: date | None = None
        self._fresh = True

    def show_tasks(
        self,
        tasks: Sequence[TaskRow],
        today: date,
        *,
        narrowed: bool,
        key: str | None = None,
        by_plan: bool = False,
    ) -> None:
        """Show these tasks, with the one of ``key``, else the one that is wanted, in sight.

        ``narrowed``: by a filter, so that all of them are to be seen. ``by_plan``: each plan is a node.
        """
        self._today = today
        self._roots = build_tree(tasks, by_plan=by_plan)
        if self._fresh:
            self._opened = {root.key for root in self._roots}
            self._fresh = False
        if narrowed:
            self._opened |= {node.key for root in self._roots for node in nodes_of(root)}
        wanted = key or self.wanted_key
        if wanted is not None and wanted.isdecimal():
            self._opened.update(ancestors(self._roots, int(wanted)))
        self._rebuild(key)

    def reset(self) -> None:
        """The filter is gone: level 1 open, level 2 closed, as at the beginning."""
        self._fresh = True

    def indicator_text(self, key: str) -> Content:
        """An indicator in full, for the detail beside; empty for an unknown key."""
        node, today = find_node(self._roots, key), self._today
        if node is None or today is None:
            return Content("")
        return indicator_text(node, lambda task: task_words(task, today))

    def can_mark(self, key: str) -> bool:
        """Tasks can be marked; an indicator is no task."""
        return key.isdecimal()

    def _is_hidden(self, key: str) -> bool:
        """Whether the tree does not hold the task; one in a closed indicator is there all the same."""
        return not ancestors(self._roots, int(key))

    def _to_place(self, number: int) -> None:
        """The lines of a tree have no numbers that anybody counts."""
        self.stop_seeking()
        self._tell_missing(number)

    def _bring_to(self, key: str) -> None:
        """Open what hides a task and put the cursor on it; one that is not in the tree changes nothing."""
        if key.isdecimal() and (path := ancestors(self._roots, int(key))):
            self._opened.update(path)
            self._rebuild(key)

    def open_row(self, key: str | None) -> None:
        """Enter: open or close an indicator, or open the task."""
        if key is None or key.isdecimal():
            super().open_row(key)
        else:
            self._opened ^= {key}
            self._rebuild(key)

    def action_expand(self) -> None:
        """Right: open an indicator; in an open one go to its first line."""
        self.with_chosen(self._expand)

    def _expand(self, key: str | None) -> None:
        if key is None or key.isdecimal():
            return
        if key in self._opened:
            self.action_cursor_down()
        else:
            self._opened.add(key)
            self._rebuild(key)

    def action_collapse(self) -> None:
        """Left: close an indicator; on a closed one or a task go to the one above."""
        self.with_chosen(self._collapse)

    def _collapse(self, key: str | None) -> None:
        if key is None:
            return
        if key in self._opened:
            self._opened.remove(key)
            self._rebuild(key)
            return
        above = parent_key(self._roots, key)
        if above is not None:
            self._rebuild(above)

    def _rebuild(self, key: str | None) -> None:
        today = self._today
        if today is not None:
            rows = tuple(tree_rows(self._roots, self._opened, lambda task: task_words(task, today)))
            self.set_source(MemorySource(rows), key=key)
