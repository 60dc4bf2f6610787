"""运行信息 (F12): what somebody who helps has to know; read aloud or copied. No contents."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from rich.cells import cell_len
from textual import on
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from huaian_tui.domain.errors import HuaianError
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.tui.actions.registry import bindings_for
from huaian_tui.tui.forms.button_row import ButtonRow
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.frame.host import Host, host_of
from huaian_tui.tui.safe_text import lines_safe, own_words
from huaian_tui.tui.session import now
from huaian_tui.tui.textual_patches.private_names import has_mouse
from huaian_tui.tui.threads.background import in_thread

LABEL_WIDTH = 20
KITTY_VARIABLE = "TEXTUAL_DISABLE_KITTY_KEY"

Facts = list[tuple[str, list[tuple[str, str]]]]
"""(title, [(label, fact)]) in order."""


class SupportDialog(ModalScreen[None]):
    """The facts on one scrolling page."""

    BINDINGS = bindings_for("copy", "back", "support")
    AUTO_FOCUS = "DetailPane"
    DEFAULT_CSS = """
    SupportDialog .dialog { height: 90%; }
    SupportDialog DetailPane { padding: 1 2; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._facts: Facts = []

    def compose(self) -> ComposeResult:
        """Title, facts, buttons."""
        with Vertical(classes="dialog dialog-wide"):
            yield Static("运行信息", classes="dialog-title", markup=False)
            yield DetailPane()
            with ButtonRow():
                yield Button(Content("复制 Y"), compact=True, id="support-copy")
                yield Button(Content("关闭"), compact=True, id="support-close")
        yield HintBar()

    def on_mount(self) -> None:
        """Collect in a thread: fonts and records take a moment."""
        here, database = _screen_facts(self.app), host_of(self).session.database
        self.query_one(DetailPane).show("正在收集")
        in_thread(
            self, lambda: _collected(database, here), self._show, group="support", refused=self._refused
        )

    def _show(self, facts: Facts) -> None:
        self._facts = facts
        lines: list[Content] = []
        for title, pairs in facts:
            lines.append(Content.styled(title, "bold $accent"))
            lines += [Content(f"{_padded(label)}{lines_safe(fact)}") for label, fact in pairs]
            lines.append(Content(""))
        self.query_one(DetailPane).show(Content("\n").join(lines))

    def _refused(self, error: HuaianError) -> None:
        self.query_one(DetailPane).show(error.one_line())

    def action_copy(self) -> None:
        """All of it, as text."""
        if self._facts:
            self.app.copy_to_clipboard(as_text(self._facts))
            host_of(self).tell("已复制运行信息，可以粘贴给帮忙的人")

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "support-copy":
            self.action_copy()
        else:
            self.dismiss(None)

    def action_back(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_support(self) -> None:
        """The same key again closes."""
        self.dismiss(None)


def open_support(host: Host) -> None:
    """Versions, places, terminal: for who helps."""
    host.push_screen(SupportDialog())


def as_text(facts: Facts) -> str:
    """The facts as plain text for a message."""
    blocks = [
        "\n".join([f"【{title}】", *(f"{label}：{lines_safe(fact)}" for label, fact in pairs)])
        for title, pairs in facts
    ]
    return "\n\n".join(blocks) + "\n"


def _padded(label: str) -> str:
    return label + " " * max(2, LABEL_WIDTH - cell_len(label))


def _screen_facts(app: App[Any]) -> list[tuple[str, str]]:
    """What only the running program knows of its terminal (UI thread)."""
    colours = {"truecolor": "真彩色", "256": "256 色", "standard": "16 色", None: "无颜色"}
    system = app.console.color_system
    kitty = "已关闭（中文输入法需要）" if os.environ.get(KITTY_VARIABLE) == "1" else "没有关闭"
    return [
        ("画面大小", f"{app.size.width} 列 {app.size.height} 行"),
        ("画面颜色", colours.get(system, str(system))),
        ("配色", app.theme),
        ("鼠标", "可用" if has_mouse(app) else "没有启用"),
        ("扩展键盘协议", kitty),
    ]


def _collected(database: Path, here: list[tuple[str, str]]) -> Facts:
    """Everything (blocking)."""
    from huaian_tui.services.doctor import LABELS, diagnose, word
    from huaian_tui.services.health.advice import advise
    from huaian_tui.store.keep.locations import keys_file

    problems: tuple[str, ...] = ()
    if keys_file().exists():
        from huaian_tui.tui.actions.keymap import read_keymap

        problems = read_keymap(keys_file()).problems
    found = diagnose(database, now(), problems)
    findings = advise(found, now().astimezone(SHANGHAI).date())
    facts: Facts = (
        [("要处理的", [(one.grade.value, own_words(f"{one.what}。{one.way_out}")) for one in findings])]
        if findings
        else []
    )
    for key, (title, part) in found.items():
        pairs = [
            (LABELS[name], word(value))
            for name, value in part.items()
            if name
            not in (
                "columns",
                "rows",
                "stdin_is_terminal",
                "stdout_is_terminal",
                "doubtful_width",
                "modes_count",
            )
        ]
        facts.append((title, [*pairs, *here] if key == "terminal" else pairs))
    return facts
