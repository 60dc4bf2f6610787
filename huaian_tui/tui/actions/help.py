"""The help: what can be done here first, then every key by group, the lights, and how things are typed.

From the registry; found by Chinese, pinyin and initials as one types. What is typed is looked for in the
manual as well; F1 once more opens that, at what it says of the screen one is on.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from unicodedata import normalize

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static

from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.rules.lights import light_meaning, lights_of
from huaian_tui.domain.text.manual_pages import Section
from huaian_tui.services.manual import Asked, asked_as_typed, asked_by_pinyin, is_spelled, read_manual
from huaian_tui.tui.actions.model import FORM, GENERAL, LIST, NOTICES, REPORTS, SCREENS, WORK
from huaian_tui.tui.actions.opening import open_action
from huaian_tui.tui.actions.palette_entries import actions_here, lead_to
from huaian_tui.tui.actions.registry import (
    Action,
    action,
    bindings_for,
    grouped,
    key_label,
    keys_said,
    matches,
)
from huaian_tui.tui.forms.line_input import LineInput
from huaian_tui.tui.frame.chinese_text import ChineseText
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.frame.host import Host, host_of
from huaian_tui.tui.list.messages import RowHighlighted, RowSelected
from huaian_tui.tui.list.source import ListRow, MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.threads.background import in_thread


def notes() -> tuple[tuple[str, str], ...]:
    """What else is to be known: (what about, a sentence)."""
    place = keys_said("support")
    return (
        ("输入法", "开着也能用：功能键（F1 到 F12）和 Ctrl 键不受影响；问号、斜杠等全角符号同样有效。"),
        ("鼠标", "点上面的标签换画面，点下面的提示执行操作，点一行移动光标，再点一次打开。"),
        ("日期", "可以写：2026-11-27、11月27日、下周五、+10、10个工作日内；写完会显示理解成哪一天。"),
        ("改按键", f"本单位可以自己定按键：设置文件夹里放一份按键设置，写法见使用手册，位置按 {place} 看。"),
        ("单位", "可以写：简称、全称、拼音、首字母，如 市财政局、czj。"),
    )


_FIRST = (WORK, NOTICES, REPORTS, FORM, LIST, GENERAL, SCREENS)
"""What can be done here, in this order: the work itself first, what is the same everywhere last."""


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One line; ``item`` is set for an action, ``run`` does it, ``tone`` colours a light's word."""

    keys: str
    title: str
    text: str = ""
    item: Action | None = None
    run: Callable[[], Awaitable[object] | object] | None = None
    tone: str = ""

    def fits(self, query: str) -> bool:
        """Whether it is found; headings are not."""
        if self.item is not None:
            return matches(self.item, query) or query.lower() in self.keys.lower()
        return bool(self.text) and any(query in part for part in (self.keys, self.title, self.text))


COLUMNS: tuple[Column[HelpLine], ...] = (
    Column("按键", lambda line: line.keys, width=18),
    Column("名称", lambda line: line.title, width=16),
    Column("说明", lambda line: line.text, min_width=20, weight=1),
)


class HelpList(VirtualList):
    """The lines; its foot counts what can be done, not headings and notes."""

    actions: Sequence[int] = ()
    """Places of the actions among the rows."""

    def _count_text(self) -> str:
        if not self.actions:
            return ""
        total = f"共 {len(self.actions)} 项"
        place = bisect_left(self.actions, self.cursor)
        on_action = place < len(self.actions) and self.actions[place] == self.cursor
        return f"第 {place + 1} 项，{total}" if on_action else total


class HelpDialog(ModalScreen[None]):
    """A search field and the lines it leaves; Enter or a click does the marked one, Esc closes."""

    BINDINGS = [
        *bindings_for("back", "help"),
        *(
            Binding(key, f"move({step})", show=False, priority=True)
            for key, step in (("up", -1), ("down", 1), ("pageup", -10), ("pagedown", 10))
        ),
        Binding("home", "move(-10000)", show=False, priority=True),
        Binding("end", "move(10000)", show=False, priority=True),
    ]
    AUTO_FOCUS = "LineInput"
    hint_words = {"help": "使用手册"}
    DEFAULT_CSS = """
    HelpDialog .dialog { height: 90%; }
    HelpDialog LineInput { margin: 1 2 0 2; }
    HelpDialog VirtualList { height: 1fr; margin: 1 0 0 0; background: $surface; }
    HelpDialog #help-text { height: 2; margin: 0 2; color: $text-quiet; }
    HelpDialog.-flat .dialog-title, HelpDialog.-flat #help-text { display: none; }
    HelpDialog.-flat LineInput { margin: 0 1; }
    HelpDialog.-flat VirtualList { margin: 0; }
    """

    def __init__(self, screen: Screen[Any]) -> None:
        """``screen`` (or dialog) is the one that the help was asked for on."""
        super().__init__()
        self._lines = help_lines(screen)
        self._shown: list[HelpLine] = []
        self._place = _named(screen)
        self._manual: tuple[Section, ...] = ()

    def compose(self) -> ComposeResult:
        """Title, search field, lines, the marked line's explanation in full."""
        with Vertical(classes="dialog dialog-wide"):
            title = f"按键和说明（再按 {key_label(action('help').keys[0])} 看使用手册）"
            yield Static(title, classes="dialog-title", markup=False)
            yield LineInput(placeholder="汉字、拼音或首字母")
            lines = HelpList(COLUMNS, empty_text="没有找到，换个说法试试")
            lines.can_focus = False
            lines.led = True
            yield lines
            yield ChineseText("", id="help-text")
        yield HintBar()

    def on_mount(self) -> None:
        """All lines; the manual is read in a thread, and without it the keys are still there."""
        self._show("")
        in_thread(self, read_manual, self._manual_read, group="manual", refused=lambda _: None)

    def _manual_read(self, sections: tuple[Section, ...]) -> None:
        self._manual = tuple(one for one in sections if one.level > 1)
        if self.query_one(LineInput).value:
            self._show(_folded(self.query_one(LineInput).value))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._show(_folded(event.value))

    def _show(self, query: str) -> None:
        """What fits as it is typed; what letters spell in the manual is looked up by a thread."""
        self._show_found(query, asked_as_typed(query))
        if self._manual and is_spelled(query):
            in_thread(
                self, lambda: asked_by_pinyin(query), partial(self._spelled, query), group="manual-spelled"
            )

    def _spelled(self, query: str, asked: Asked) -> None:
        if asked.meant and query == _folded(self.query_one(LineInput).value):
            self._show_found(query, asked)

    def _show_found(self, query: str, asked: Asked) -> None:
        found = self._lines if not query else [line for line in self._lines if line.fits(query)]
        found = [*found, *self._of_manual(query, asked)]
        self._shown = found
        rows = [ListRow(str(place), cells_of(line, COLUMNS), line.tone) for place, line in enumerate(found)]
        self.query_one(HelpList).actions = [
            place for place, line in enumerate(found) if line.item is not None
        ]
        first = next((place for place, line in enumerate(found) if line.text), 0)
        self.query_one(VirtualList).set_source(MemorySource(rows), key=str(first))

    def _of_manual(self, query: str, asked: Asked) -> list[HelpLine]:
        """The sections of the manual that have it."""
        told = asked.found(self._manual) if asked.words else []
        open_it = partial(open_action, host_of(self), "manual")
        lines = [
            HelpLine("手册", one.title, one.first_line(asked.shown), run=partial(open_it, one.title, query))
            for one in told
        ]
        return [HelpLine("", ""), _heading("使用手册"), *lines] if lines else []

    @on(RowHighlighted)
    def _marked(self, message: RowHighlighted) -> None:
        message.stop()
        if message.key.isdecimal() and int(message.key) < len(self._shown):
            self.query_one("#help-text", ChineseText).update(self._shown[int(message.key)].text)

    def action_move(self, step: int) -> None:
        """Move the mark."""
        lines = self.query_one(VirtualList)
        lines.move_to(max(0, min(len(self._shown) - 1, lines.cursor + step)))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._run(self.query_one(VirtualList).cursor)

    @on(RowSelected)
    def _selected(self, message: RowSelected) -> None:
        message.stop()
        self._run(message.index)

    def _run(self, index: int) -> None:
        run = self._shown[index].run if index < len(self._shown) else None
        if run is not None:
            app = self.app
            self.dismiss(None)
            app.call_later(run)

    def action_back(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_help(self) -> None:
        """F1 once more: the manual."""
        host, place = host_of(self), self._place
        self.dismiss(None)
        host.call_later(open_action, host, "manual", place)


def open_help(host: Host) -> None:
    """The table of all keys, those of the screen or dialog on top first."""
    host.push_screen(HelpDialog(host.screen))


def help_lines(screen: Screen[Any]) -> list[HelpLine]:
    """Every line: what can be done on ``screen``, the other actions by group, lights, notes."""
    app = host_of(screen)
    dialog = isinstance(screen, ModalScreen)
    here = sorted(actions_here(screen, everything=True), key=lambda one: _FIRST.index(one.item.group))
    place = "这个表单或窗口" if dialog else f"这里（{_title_of(screen)}）"
    lines = [_heading(place)]
    for one in here:
        keys = one.entry.keys or one.item.keys_label
        lines.append(HelpLine(keys, one.item.title, one.item.help, one.item, one.entry.run))
    known = {one.item.id for one in here}
    for group, members in grouped():
        others = [item for item in members if item.id not in known]
        lines += [HelpLine("", ""), _heading(f"其他：{group}")] if others else []
        for item in others:
            run = None if dialog or not item.in_palette else partial(lead_to, app, item)
            lines.append(HelpLine(item.keys_label, item.title, item.help, item, run))
    rules = app.session.light_rules
    lines += [HelpLine("", ""), _heading("状态灯")]
    lines += [
        HelpLine(light.word, "", light_meaning(light, rules), tone=light.value) for light in lights_of(rules)
    ]
    lines += [HelpLine("", ""), _heading("说明"), *(HelpLine("", title, text) for title, text in notes())]
    return lines


def _title_of(screen: Screen[Any]) -> str:
    return _named(screen) or "当前画面"


def _named(screen: Screen[Any]) -> str:
    """What a screen is called; empty for a dialog."""
    shown = getattr(screen, "ACTION_ID", "")
    return action(shown).title if shown else ""


def _folded(typed: str) -> str:
    return normalize("NFKC", typed).strip()


def _heading(title: str) -> HelpLine:
    return HelpLine(title, "")
