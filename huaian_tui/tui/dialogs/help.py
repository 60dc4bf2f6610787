"""The help: every key, by group, from the registry; and what the lights mean."""

from __future__ import annotations

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from huaian_tui.domain.lights import LIGHT_TITLES
from huaian_tui.tui.actions import Action, bindings_for, grouped
from huaian_tui.tui.themes import tone_style
from huaian_tui.tui.widgets.chinese_text import DetailPane
from huaian_tui.tui.widgets.hint_bar import HintBar

KEY_WIDTH = 18
TITLE_WIDTH = 14

LIGHT_MEANINGS = {
    "overdue": "应完成的日子已过，还没有办结",
    "due_soon": "30 天内到期，或约定的回访没有做",
    "on_track": "日子未到",
    "unscheduled": "方案没有给日期，也没有人定过，不算逾期",
    "done": "全部节点已办结",
}

NOTES = (
    "输入法开着也能用：功能键（F1 到 F12）和 Ctrl 键不受影响；问号、斜杠等全角符号同样有效。",
    "鼠标：点上面的标签换画面，点下面的提示执行操作，点一行移动光标，再点一次打开。",
    "日期可以写：2026-11-27、11月27日、下周五、+10、10个工作日内；写完会显示理解成哪一天。",
    "单位可以写：简称、全称、拼音、首字母，如 市财政局、czj。",
)


class HelpDialog(ModalScreen[None]):
    """All keys on one scrolling page."""

    BINDINGS = bindings_for("back", "help")
    AUTO_FOCUS = "DetailPane"
    DEFAULT_CSS = """
    HelpDialog .dialog { height: 90%; }
    HelpDialog DetailPane { padding: 1 2; }
    """

    def compose(self) -> ComposeResult:
        """The page."""
        with Vertical(classes="dialog dialog-wide"):
            yield Static("按键和说明", classes="dialog-title", markup=False)
            yield DetailPane()
        yield HintBar()

    def on_mount(self) -> None:
        """Fill the page."""
        self.query_one(DetailPane).show(help_text())

    def action_back(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_help(self) -> None:
        """F1 again closes."""
        self.dismiss(None)


def help_text() -> Content:
    """The whole page."""
    parts: list[Content] = []
    for group, members in grouped():
        parts.append(Content.styled(group, "bold $accent"))
        parts.extend(_key_line(item) for item in members)
        parts.append(Content(""))
    parts.append(Content.styled("状态灯", "bold $accent"))
    for light, title in LIGHT_TITLES.items():
        word = Content.styled(_padded(title, KEY_WIDTH), f"bold {tone_style(light.value)}")
        parts.append(word + LIGHT_MEANINGS[light.value])
    parts += [Content(""), Content.styled("说明", "bold $accent"), *(Content(note) for note in NOTES)]
    return Content("\n").join(parts)


def _key_line(item: Action) -> Content:
    keys = Content.styled(_padded(item.keys_label, KEY_WIDTH), "bold")
    return keys + _padded(item.title, TITLE_WIDTH) + item.help


def _padded(text: str, width: int) -> str:
    return text + " " * max(1, width - cell_len(text))
