"""What a list tells its screen (a row, a new source, an order, a failure) and itself (what a thread read)."""

from __future__ import annotations

from collections.abc import Sequence

from textual.message import Message
from textual.widget import Widget

from huaian_tui.domain.errors import HuaianError
from huaian_tui.tui.list.paging import Opening
from huaian_tui.tui.list.source import ListRow


class RowHighlighted(Message):
    """The cursor came to this row (also after a new source). ``index`` counts from 0."""

    def __init__(self, list_widget: Widget, key: str, index: int) -> None:
        self.list_widget = list_widget
        self.key = key
        self.index = index
        super().__init__()

    @property
    def control(self) -> Widget:
        """The list, for ``@on(..., "#id")``."""
        return self.list_widget


class RowSelected(Message):
    """The row was opened: Enter, a double click, or a click on the row under the cursor."""

    def __init__(self, list_widget: Widget, key: str, index: int) -> None:
        self.list_widget = list_widget
        self.key = key
        self.index = index
        super().__init__()

    @property
    def control(self) -> Widget:
        """The list, for ``@on(..., "#id")``."""
        return self.list_widget


class SourceShown(Message):
    """A new source is on the screen with ``count`` rows."""

    def __init__(self, list_widget: Widget, count: int) -> None:
        self.list_widget = list_widget
        self.count = count
        super().__init__()

    @property
    def control(self) -> Widget:
        """The list, for ``@on(..., "#id")``."""
        return self.list_widget


class ReadFailed(Message):
    """Something could not be read; it bubbles up to the application, which shows ``error``."""

    def __init__(self, error: HuaianError) -> None:
        self.error = error
        super().__init__()


class Opened(Message):
    """For the list itself: the first answer of the source that was asked as number ``generation``."""

    def __init__(self, generation: int, opening: Opening) -> None:
        self.generation = generation
        self.opening = opening
        super().__init__()


class PageRead(Message):
    """For the list itself: a page of the source that was shown as number ``shown``."""

    def __init__(self, shown: int, number: int, rows: Sequence[ListRow]) -> None:
        self.shown = shown
        self.number = number
        self.rows = rows
        super().__init__()


class SortChanged(Message):
    """The officer asked for another order (``VirtualList.sort``); the screen reads anew."""

    def __init__(self, list_widget: Widget) -> None:
        self.list_widget = list_widget
        super().__init__()

    @property
    def control(self) -> Widget:
        """The list, for ``@on(..., "#id")``."""
        return self.list_widget
