"""A question with a list of answers: which milestone, which note, which deliverable is meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from huaian_tui.domain.columns import Column
from huaian_tui.tui.actions.registry import bindings_for
from huaian_tui.tui.frame.chinese_text import ChineseText
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.list.messages import RowSelected
from huaian_tui.tui.list.source import ListRow, MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.safe_text import one_line

MOST_LINES = 14


class PickDialog(ModalScreen[str]):
    """A short list; Enter or a click picks, and the key of the row is the result; "" for Esc."""

    BINDINGS = bindings_for("back")
    AUTO_FOCUS = "VirtualList"
    DEFAULT_CSS = """
    PickDialog .dialog-body { padding: 1 2 0 2; }
    PickDialog VirtualList { height: 16; background: $surface; margin: 1 0; }
    PickDialog.-low VirtualList, PickDialog.-flat VirtualList { height: 1fr; margin: 0; }
    PickDialog.-flat ChineseText { display: none; }
    """

    def __init__(
        self,
        title: str,
        intro: str | Content,
        columns: Sequence[Column[Any]],
        rows: Sequence[ListRow],
        measure: str,
        *,
        chosen: str = "",
    ) -> None:
        """``chosen``: the key on which the cursor stands at first; empty: the first row."""
        super().__init__()
        self._chosen = chosen
        self._title = title
        self._intro = intro
        self._rows = tuple(rows)
        self._list = VirtualList(columns, measure=measure)
        self._list.styles.max_height = min(len(self._rows), MOST_LINES) + 2

    def compose(self) -> ComposeResult:
        """Title, what it is about, the list."""
        with Vertical(classes="dialog dialog-wide"):
            yield Static(one_line(self._title), classes="dialog-title", markup=False)
            with Vertical(classes="dialog-body"):
                if self._intro:
                    yield ChineseText(self._intro)
                yield from self.compose_above()
                yield self._list
        yield HintBar()

    def compose_above(self) -> ComposeResult:
        """What stands between the question and the list; nothing here."""
        yield from ()

    def on_mount(self) -> None:
        """Fill the list."""
        self._list.set_source(MemorySource(self._rows), key=self._chosen or None)

    @on(RowSelected)
    def _picked(self, message: RowSelected) -> None:
        message.stop()
        self.dismiss(message.key)

    def action_back(self) -> None:
        """None of them."""
        self.dismiss("")
