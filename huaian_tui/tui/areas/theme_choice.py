"""换配色: the themes in a list, each seen at once; Esc gives back the old one."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.theme import Theme
from textual.widgets import Static

from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.lights import LightRules, lights_of
from huaian_tui.tui.actions.registry import bindings_for, keys_said
from huaian_tui.tui.forms.open_form import open_dialog
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.frame.host import Host, host_of
from huaian_tui.tui.list.messages import RowHighlighted, RowSelected
from huaian_tui.tui.list.source import ListRow, MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.looks.ascii_bars import KEY as ASCII_KEY
from huaian_tui.tui.looks.ascii_bars import marks_in_use, use_marks
from huaian_tui.tui.looks.themes import TITLES, tone_style
from huaian_tui.tui.safe_text import own_words
from huaian_tui.tui.threads.background import in_thread

KEY = "theme"
"""Under which name the choice is kept among the preferences."""

COLUMNS: tuple[Column[Theme], ...] = (
    Column("配色", lambda theme: TITLES[theme.name], min_width=20),
    Column("底色", lambda theme: "深" if theme.dark else "浅", width=4),
)


class ThemeDialog(ModalScreen[str]):
    """The list of themes, the one under the cursor on the screen; the result is its name, "" for Esc."""

    BINDINGS = bindings_for("back")
    AUTO_FOCUS = "VirtualList"
    DEFAULT_CSS = """
    ThemeDialog VirtualList { height: 16; max-height: 70vh; background: $surface; }
    ThemeDialog .theme-sample { height: 1; margin: 1 2 0 2; }
    ThemeDialog .theme-hint { height: 1; margin: 0 2 1 2; color: $text-quiet; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._before = ""

    def compose(self) -> ComposeResult:
        """Title, list, a sample of the tones."""
        with Vertical(classes="dialog dialog-narrow"):
            yield Static("换配色", classes="dialog-title", markup=False)
            yield VirtualList(COLUMNS, measure="种")
            yield Static(_sample(host_of(self).session.light_rules), classes="theme-sample")
            hint = f"{keys_said('open')}选用，{keys_said('back')} 用回原来的"
            yield Static(hint, classes="theme-hint", markup=False)
        yield HintBar()

    def on_mount(self) -> None:
        """Fill the list; the cursor stands on the theme in use."""
        self._before = self.app.theme
        themes = self.app.available_themes
        rows = [ListRow(name, cells_of(themes[name], COLUMNS)) for name in TITLES if name in themes]
        self.query_one(VirtualList).set_source(MemorySource(rows), key=self._before)

    @on(RowHighlighted)
    def _preview(self, message: RowHighlighted) -> None:
        message.stop()
        host_of(self).use_theme(message.key)

    @on(RowSelected)
    def _chosen(self, message: RowSelected) -> None:
        message.stop()
        self.dismiss(message.key)

    def action_back(self) -> None:
        """The old colours again."""
        host_of(self).use_theme(self._before)
        self.dismiss("")


def _sample(rules: LightRules) -> Content:
    """The words of the office's lights in their tones."""
    words = (Content.styled(light.word, tone_style(light.value)) for light in lights_of(rules))
    return Content("  ").join(words)


def open_themes(app: Host) -> None:
    """Let the officer choose; the choice is kept for the next start."""

    def ended(name: str) -> None:
        if name:
            keep_choice(app, KEY, name, f"配色：{TITLES[name]}")

    open_dialog(app, ThemeDialog(), ended)


def toggle_ascii(app: Host) -> None:
    """Draw bars by characters, or by colour again; the choice is kept for the next start."""
    use_marks(not marks_in_use())
    app.redraw()
    keep_choice(app, ASCII_KEY, marks_in_use(), "条形改用字符" if marks_in_use() else "条形改用颜色")


def keep_choice(app: Host, key: str, value: object, said: str) -> None:
    """Keep what was chosen for the look of the program, and say so; without a file for it only say it."""
    path = app.preferences
    if path is None:
        app.tell(said)
        return

    def write() -> HuaianError | None:
        from huaian_tui.store.keep.preferences import remember

        return remember(path, key, value)

    def kept(refusal: HuaianError | None) -> None:
        if refusal is None:
            app.tell(f"{said}，下次打开仍是这样")
        else:
            app.tell(f"{said}。没有记住：{own_words(refusal.message)}", "warning")

    in_thread(app.screen, write, kept, group="preference")
