"""使用手册: its headings, and the text of the marked one; a search leaves the sections that have the words.

Enter and PgDn read on from one section to the next, so that the whole can be read without another key.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.text.manual_pages import Line, Section
from huaian_tui.services.manual import Asked, asked_as_typed, asked_by_pinyin, is_spelled, read_manual
from huaian_tui.store.search.search_terms import matched_spans
from huaian_tui.tui.actions.registry import bindings_for
from huaian_tui.tui.forms.line_input import LineInput
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.messages import RowHighlighted, RowSelected
from huaian_tui.tui.list.source import ListRow, MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.threads.background import in_thread

COLUMNS: tuple[Column[Section], ...] = (
    Column("目录", lambda one: "  " * (one.level - 2) + one.title, min_width=14, weight=1),
)


class ManualDialog(ModalScreen[None]):
    """A search field, the headings that it leaves, the text below or beside them."""

    BINDINGS = [
        *bindings_for("back", "help"),
        *(
            Binding(key, f"move({step})", show=False, priority=True)
            for key, step in (("up", -1), ("down", 1), ("ctrl+home", -10_000), ("ctrl+end", 10_000))
        ),
        *(
            Binding(key, f"read_on({step})", show=False, priority=True)
            for key, step in (("pageup", -1), ("pagedown", 1))
        ),
    ]
    AUTO_FOCUS = "LineInput"
    hint_words = {"help": "关闭"}
    DEFAULT_CSS = """
    ManualDialog LineInput { margin: 0 2; }
    ManualDialog .manual-body { height: 1fr; layout: vertical; }
    ManualDialog VirtualList { height: 7; background: $surface; }
    ManualDialog DetailPane { padding: 1 2; }
    ManualDialog.-wide .manual-body { layout: horizontal; }
    ManualDialog.-wide VirtualList { width: 34; height: 1fr; }
    ManualDialog.-low VirtualList { height: 4; }
    ManualDialog.-flat .dialog-title, ManualDialog.-flat VirtualList { display: none; }
    ManualDialog.-flat LineInput { margin: 0 1; }
    ManualDialog.-flat DetailPane { padding: 0 1; }
    """

    def __init__(self, place: str = "", query: str = "") -> None:
        """``place``: begin with the section whose heading ends so; ``query``: what is searched for."""
        super().__init__()
        self._place = place
        self._query = query
        self._asked = Asked()
        self._sections: tuple[Section, ...] = ()
        self._shown: Sequence[Section] = ()
        self._read_now: tuple[Section, tuple[str, ...]] | None = None

    def compose(self) -> ComposeResult:
        """Title, search field, headings and text."""
        with Vertical(classes="dialog"):
            yield Static("使用手册（上、下选一节，回车往下读）", classes="dialog-title", markup=False)
            yield LineInput(self._query, placeholder="在手册里查找：汉字、拼音或首字母，如 延期、U盘、kl")
            with Container(classes="manual-body"):
                lines = VirtualList(COLUMNS, empty_text="手册里没有，换个说法", measure="节")
                lines.can_focus = False
                lines.led = True
                yield lines
                yield DetailPane()
        yield HintBar()

    def on_mount(self) -> None:
        """Read the file in a thread."""
        in_thread(self, read_manual, self._read, group="manual", refused=self._refused)

    def _read(self, sections: tuple[Section, ...]) -> None:
        self._sections = tuple(one for one in sections if one.level > 1 and one.text)
        self._show(self.query_one(LineInput).value)

    def _refused(self, error: HuaianError) -> None:
        self.query_one(DetailPane).show(error.one_line())

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._sections:
            self._place = ""
            self._show(event.value)

    def _show(self, query: str) -> None:
        """What the words find as they are typed, then what letters spell, which a thread looks up."""
        self._found(asked_as_typed(query))
        if is_spelled(query):
            in_thread(
                self, lambda: asked_by_pinyin(query), partial(self._spelled, query), group="manual-spelled"
            )

    def _spelled(self, query: str, asked: Asked) -> None:
        if asked.meant and query == self.query_one(LineInput).value:
            self._found(asked)

    def _found(self, asked: Asked) -> None:
        """The sections that have it; the place that was asked for, else the first of them."""
        self._asked = asked
        self._shown = asked.found(self._sections)
        rows = [ListRow(str(place), cells_of(one, COLUMNS)) for place, one in enumerate(self._shown)]
        self.query_one(VirtualList).set_source(MemorySource(rows), key=str(self._first()))
        if not rows:
            self._read_now = None
            self.query_one(DetailPane).show("")

    def _first(self) -> int:
        """Where to begin: at the place that was asked for, at a heading with a word, else at the first."""
        titles = [one.title.lower() for one in self._shown]
        if self._place:
            place = self._place.lower()
            return next((at for at, title in enumerate(titles) if title.endswith(place)), 0)
        shown = self._asked.shown
        return next((at for at, title in enumerate(titles) if any(one in title for one in shown)), 0)

    @on(RowHighlighted)
    def _marked(self, message: RowHighlighted) -> None:
        message.stop()
        if message.key.isdecimal() and int(message.key) < len(self._shown):
            self._read_section(int(message.key))

    def _read_section(self, place: int) -> None:
        """Show it from its beginning, unless it is on show: the cursor's news come after the key."""
        shown = (self._shown[place], self._asked.shown)
        if shown != self._read_now:
            self._read_now = shown
            self.query_one(DetailPane).show(section_text(*shown))

    @on(RowSelected)
    def _selected(self, message: RowSelected) -> None:
        message.stop()
        self.action_read_on(1)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_read_on(1)

    def action_move(self, step: int) -> None:
        """Another heading."""
        lines = self.query_one(VirtualList)
        if self._shown:
            place = max(0, min(len(self._shown) - 1, lines.cursor + step))
            lines.move_to(place)
            self._read_section(place)

    def action_read_on(self, step: int) -> None:
        """A page of the text further or back; at its end the next section, at its start the one before."""
        pane = self.query_one(DetailPane)
        last = pane.scroll_y >= pane.max_scroll_y if step > 0 else pane.scroll_y <= 0
        if last:
            self.action_move(step)
        elif step > 0:
            pane.action_page_down()
        else:
            pane.action_page_up()

    def action_back(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_help(self) -> None:
        """F1 again closes."""
        self.dismiss(None)


def section_text(section: Section, words: Sequence[str]) -> Content:
    """A section as it is shown: keys and commands stand out, what was searched for too."""
    lines = [Content.styled(section.title, "bold $accent"), Content("")]
    lines += [_drawn(line, words) for line in section.lines]
    return Content("\n").join(lines)


def _drawn(line: Line, words: Sequence[str]) -> Content:
    styles = {True: "bold $accent", False: ""}
    content = Content("").join(
        Content.styled(piece.text, styles[piece.key] or ("bold" if piece.strong else "")) for piece in line
    )
    for start, end in matched_spans(content.plain, tuple(words)) if words else ():
        content = content.stylize("reverse", start, end)
    return content


def open_manual(host: Host, place: str = "", query: str = "") -> None:
    """The manual from its beginning, from the section that ``place`` names, or with what ``query`` finds."""
    host.push_screen(ManualDialog(place, query))
