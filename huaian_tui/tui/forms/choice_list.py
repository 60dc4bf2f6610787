"""A short list below an input, led by the input's keys; it never has the focus itself."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from huaian_tui.domain.text.hygiene import cell_width, ellipsis
from huaian_tui.tui.looks.themes import CURSOR_STYLE
from huaian_tui.tui.safe_text import one_line

MOST_LINES = 5
"""Lines shown at once; the list rolls under them."""


class ChoiceList(Widget, can_focus=False, inherit_bindings=False):
    """Names with a quiet detail beside them; one may be marked. Without names it takes no room."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    ChoiceList { height: auto; margin-left: 13; background: $panel; display: none; }
    ChoiceList.-open { display: block; }
    """

    class Picked(Message):
        """A line was clicked; it is the marked one now."""

    def __init__(self) -> None:
        super().__init__()
        self._choices: list[tuple[str, str]] = []
        self._mark = -1

    @property
    def is_open(self) -> bool:
        """Whether there is something to choose."""
        return bool(self._choices)

    @property
    def marked_name(self) -> str | None:
        """The name that is marked; None without any."""
        return self._choices[self._mark][0] if 0 <= self._mark < len(self._choices) else None

    def show(self, choices: Sequence[tuple[str, str]], *, marked: bool) -> None:
        """Offer these (name, detail), the first one marked or none; nothing closes the list."""
        self._choices = [(one_line(name), one_line(detail)) for name, detail in choices]
        self._mark = 0 if marked else -1
        self.set_class(bool(choices), "-open")
        self.refresh(layout=True)

    def move(self, step: int) -> None:
        """Mark the next or the one before; beyond the ends it goes round."""
        at = self._mark + step if self._mark >= 0 else (0 if step > 0 else -1)
        self._mark = at % len(self._choices)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A line each, and one that says how many there are when they are more."""
        return min(len(self._choices), MOST_LINES) + bool(self._remark())

    def render(self) -> Content:
        """The lines around the marked one."""
        top = self._top()
        shown = self._choices[top : top + MOST_LINES]
        column = max((cell_width(name) for name, _ in shown), default=0)
        lines = [self._line(top + at, column) for at in range(len(shown))]
        if remark := self._remark():
            lines.append(Content.styled(f"  {remark}", "$text-quiet"))
        return Content("\n").join(lines)

    def on_click(self, event: events.Click) -> None:
        """Take the line under the pointer."""
        event.stop()
        at = self._top() + event.y
        if event.y < MOST_LINES and at < len(self._choices):
            self._mark = at
            self.post_message(self.Picked())

    def _remark(self) -> str:
        """How one goes on, where that cannot be seen."""
        if self._choices and self._mark < 0:
            return "按下键选，回车填入"
        return f"共 {len(self._choices)} 个，接着输入会变少" if len(self._choices) > MOST_LINES else ""

    def _top(self) -> int:
        return max(0, min(self._mark - MOST_LINES // 2, len(self._choices) - MOST_LINES))

    def _line(self, at: int, column: int) -> Content:
        name, detail = self._choices[at]
        width = max(4, self.size.width - 2)
        text = ellipsis(f"{name}{' ' * (column - cell_width(name))}  {detail}".rstrip(), width)
        style = CURSOR_STYLE if at == self._mark else "$foreground"
        mark = "> " if at == self._mark else "  "
        return Content.styled(mark + text + " " * max(0, width - cell_width(text)), style)
