"""Text for reading: wrapped with the Chinese rules, styles kept, and a pane that scrolls it."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from huaian_tui.tui.actions.registry import bindings_for
from huaian_tui.tui.frame.wrapping import Hang, label_hang, wrap_content
from huaian_tui.tui.safe_text import safe_content


class ChineseText(Widget, inherit_bindings=False):
    """Shows a text wrapped with 避头尾. A ``str`` is data, a ``Content`` brings its own styles.

    ``hang`` indents the second and later lines of each paragraph by so many cells (or as a function says).
    """

    DEFAULT_CSS = """
    ChineseText { width: 1fr; height: auto; }
    """

    def __init__(
        self, text: str | Content = "", *, hang: Hang = 0, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._content = safe_content(text)
        self._hang = hang
        self._wrapped: tuple[int, Content] | None = None

    def update(self, text: str | Content) -> None:
        """Show another text. Laying out anew costs more than drawing, so only another height asks for it."""
        self._content = safe_content(text)
        self._wrapped = None
        width, height = self.size
        same = width > 0 and self._lines_at(width) == height and self.styles.is_relative_width
        self.refresh(layout=not same)

    @property
    def plain(self) -> str:
        """The text as shown, without the line breaks of the wrapping."""
        return self._content.plain

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """As wide as the longest line, at most the container (cells)."""
        lines = self._content.split("\n", allow_blank=True)
        return min(container.width, max((line.cell_length for line in lines), default=0))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Lines at this width."""
        return self._lines_at(width)

    def render(self) -> Content:
        """The wrapped text."""
        return self._at(self.size.width)

    def _lines_at(self, width: int) -> int:
        return self._at(width).plain.count("\n") + 1

    def _at(self, width: int) -> Content:
        if self._wrapped is None or self._wrapped[0] != width:
            self._wrapped = (width, wrap_content(self._content, max(1, width), self._hang))
        return self._wrapped[1]


_SIDES = 3
"""Cells left and right of the text of a pane over the whole window, its scroll bar among them."""


class DetailPane(ScrollView, can_focus=True, inherit_bindings=False):
    """A pane for the full text of what is chosen; scrolls with arrows, PgUp/PgDn, Home/End, j/k/g/G.

    It draws its lines itself: another text is then no other layout of the screen, which would draw all
    the other widgets anew at every step of a cursor.
    """

    DEFAULT_CSS = """
    DetailPane {
        width: 1fr;
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        padding: 0 1;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        background: $surface;
        text-wrap: nowrap;
        text-overflow: clip;
    }
    DetailPane:focus { scrollbar-color: $accent; background: $surface-focus; }
    """

    ALLOW_SELECT = True
    BINDINGS = bindings_for("cursor_up", "cursor_down", "page_up", "page_down", "first", "last")

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.set_reactive(DetailPane.auto_links, False)  # there are none
        self._content = Content("")
        self._wrapped: tuple[int, Content] | None = None
        self._strips: list[Strip] | None = None
        self._blank = Strip([])
        """A line below the text, drawn with the others."""

    @property
    def room(self) -> int:
        """Full-width characters of a line of it; while it is not shown, of the whole window."""
        width = self.scrollable_content_region.width
        return (width if width > 0 else self.app.size.width - _SIDES) // 2

    def show(self, text: str | Content) -> None:
        """Show another text from its beginning."""
        self._content = safe_content(text)
        self._wrapped = None
        self._lay_out()
        self.scroll_to(y=0, animate=False)
        self.refresh(layout=self.styles.is_auto_height)

    @property
    def plain(self) -> str:
        """The text on show."""
        return self._content.plain

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Lines at this width, where the pane is as high as its text."""
        return self._at(width).plain.count("\n") + 1

    def render(self) -> Content:
        """The wrapped text, of which selected text is taken."""
        return self._at(self.scrollable_content_region.width)

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        width, line = self.scrollable_content_region.width, round(self.scroll_y) + y
        if self._strips is None:
            blank = self.rich_style
            strips = Visual.to_strips(self, self.render(), width, None, self.visual_style)
            self._strips = [strip.adjust_cell_length(width, blank) for strip in strips]
            self._blank = Strip.blank(width, blank)
        return self._strips[line] if line < len(self._strips) else self._blank

    def on_resize(self) -> None:
        """Another width breaks other lines."""
        self._lay_out()

    def notify_style_update(self) -> None:
        """Another theme, or the keys go elsewhere: draw anew."""
        super().notify_style_update()
        self._strips = None

    def selection_updated(self, selection: Selection | None) -> None:
        """The mouse selects: draw anew."""
        self._strips = None
        super().selection_updated(selection)

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        self._strips = None
        if width > 0:  # not on the screen: there is nothing to wrap for
            lines = self._at(width).plain.count("\n") + 1
            self.set_reactive(DetailPane.virtual_size, Size(width, lines))  # itself asks for a layout
            self._scroll_update(self.virtual_size)

    def _at(self, width: int) -> Content:
        if self._wrapped is None or self._wrapped[0] != width:
            self._wrapped = (width, wrap_content(self._content, max(1, width), label_hang))
        return self._wrapped[1]

    def action_cursor_up(self) -> None:
        """One line up."""
        self.scroll_relative(y=-1, animate=False)

    def action_cursor_down(self) -> None:
        """One line down."""
        self.scroll_relative(y=1, animate=False)

    def action_page_up(self) -> None:
        """One screen up."""
        self.scroll_relative(y=-max(1, self.size.height - 1), animate=False)

    def action_page_down(self) -> None:
        """One screen down."""
        self.scroll_relative(y=max(1, self.size.height - 1), animate=False)

    def action_first(self) -> None:
        """To the beginning."""
        self.scroll_to(y=0, animate=False)

    def action_last(self) -> None:
        """To the end."""
        self.scroll_end(animate=False)
