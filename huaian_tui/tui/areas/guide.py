"""入门: three pages at the first start - who and which office, what the lights mean, the six keys."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, ContentSwitcher, Input, Static

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.lights import Light, LightRules, light_meaning, lights_of
from huaian_tui.services.settings import change_settings, setting_now
from huaian_tui.store.keep.preferences import GUIDE_SEEN, remember
from huaian_tui.store.queries.overview import count_lights
from huaian_tui.store.queries.settings import office_name
from huaian_tui.tui.actions.opening import SCREEN_MODES
from huaian_tui.tui.actions.registry import action, bindings_for, keys_label, keys_said
from huaian_tui.tui.forms.button_row import ButtonRow
from huaian_tui.tui.forms.line_input import LineInput
from huaian_tui.tui.forms.message import ConfirmDialog
from huaian_tui.tui.forms.open_form import read_then
from huaian_tui.tui.frame.chinese_text import ChineseText
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.looks.themes import tone_style
from huaian_tui.tui.threads.background import in_thread

PAGES = ("page-who", "page-lights", "page-keys")
NUMERALS = "零一二三四五六七八九十"
SIX = ("show_overview", "filter", "open", "note", "palette", "back")
SIX_TEXTS = {
    "show_overview": "到 {last} 换{count}个画面：{names}",
    "palette": "想做什么，打汉字、拼音或首字母就能找到",
    "back": "回到上一步；没写完的会留作草稿",
}
KEYS_WIDTH, TITLE_WIDTH = 16, 8
"""Cells of the key and of the name before the sentence that explains them."""

NEXT_KEYS = frozenset({"right", "pagedown", "n", "N", "ｎ", "enter"})
BACK_KEYS = frozenset({"left", "pageup", "p", "P", "ｐ"})
SKIP_KEYS = frozenset({"s", "S", "ｓ"})


@dataclass(frozen=True, slots=True)
class GuideFacts:
    """What the ledger says already: officer and office as set (else suggested), tasks by light."""

    officer: str
    office: str
    lights: dict[Light, int]


class GuideDialog(ModalScreen[None]):
    """The pages one after another; leaving it in any way is fine, and it is not shown again by itself."""

    BINDINGS = bindings_for("back")
    AUTO_FOCUS = "#guide-officer"
    DEFAULT_CSS = """
    GuideDialog ContentSwitcher { height: 13; margin: 1 2; }
    GuideDialog .guide-label { width: 10; height: 1; }
    GuideDialog .guide-row { height: 1; margin: 1 0 0 0; }
    GuideDialog .guide-status { width: 1fr; height: 1; color: $tone-due-soon; }
    """

    def __init__(self, app: Host, facts: GuideFacts) -> None:
        super().__init__()
        self._of = app
        self._facts = facts
        self._page = 0
        self._saving = False

    def compose(self) -> ComposeResult:
        """Title, the pages of which one is seen, buttons."""
        with Vertical(classes="dialog"):
            yield Static("", classes="dialog-title", markup=False)
            with ContentSwitcher(initial=PAGES[0]):
                with Vertical(id=PAGES[0]):
                    yield from self._who()
                with Vertical(id=PAGES[1]):
                    yield ChineseText(_lights_text(self._facts.lights, self._of.session.light_rules))
                with Vertical(id=PAGES[2]):
                    yield ChineseText(_keys_text(), hang=_keys_hang)
            with ButtonRow():
                yield Static("", classes="guide-status", markup=False)
                yield Button(Content("上一步 P"), compact=True, id="guide-previous")
                yield Button(Content("下一步 N"), compact=True, id="guide-next")
                yield Button(Content("跳过 S"), compact=True, id="guide-skip")
        yield HintBar()

    def _who(self) -> Iterator[Widget]:
        yield ChineseText(
            "承办人的姓名写在每条记录上，机构写在文书上。可以现在填，也可以跳过，"
            f"以后按 {keys_said('settings')} 再填。"
        )
        for name, label, value in (
            ("officer", "承办人", self._facts.officer),
            ("office", "督查机构", self._facts.office),
        ):
            with Horizontal(classes="guide-row"):
                yield Static(label, classes="guide-label", markup=False)
                yield LineInput(value, max_length=100, id=f"guide-{name}")
        yield Static("", markup=False)
        yield ChineseText("台账只存在这台电脑上，不联网。涉密内容不得录入本程序（保守国家秘密法）。")

    def on_mount(self) -> None:
        """The first page."""
        self._show(0)

    def _show(self, page: int) -> None:
        self._page = page
        titles = ("机构和承办人", "状态灯的意思", "六个键就够用")
        self.query_one(".dialog-title", Static).update(Content(f"入门 {page + 1}/3  {titles[page]}"))
        self.query_one(ContentSwitcher).current = PAGES[page]
        self.query_one("#guide-previous", Button).disabled = page == 0
        self.query_one("#guide-next", Button).label = Content("下一步 N" if page < 2 else "开始 N")
        self.query_one("#guide-skip", Button).display = page < 2
        # At once, so that a key typed right after this one comes to the new page.
        self.set_focus(self.query_one("#guide-officer" if page == 0 else "#guide-next"))

    def _status(self, text: str) -> None:
        self.query_one(".guide-status", Static).update(Content(text))

    def on_key(self, event: events.Key) -> None:
        """Letters and arrows turn the pages, unless they are typed into a field or press a button."""
        pressed = event.key == "enter" and isinstance(self.focused, Button)
        if event.key in ("up", "down"):
            event.stop()
            self.focus_next() if event.key == "down" else self.focus_previous()
        elif isinstance(self.focused, Input) and event.key not in ("pagedown", "pageup"):
            return
        elif not pressed and {event.key, event.character} & (NEXT_KEYS | BACK_KEYS | SKIP_KEYS):
            event.stop()
            keys = {event.key, event.character}
            self._turn("next" if keys & NEXT_KEYS else "previous" if keys & BACK_KEYS else "skip")

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self._turn((event.button.id or "").removeprefix("guide-"))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the second field, then on."""
        event.stop()
        if event.input.id == "guide-officer" and self.focused is event.input:
            self.set_focus(self.query_one("#guide-office"))
        else:
            self._turn("next")

    def _turn(self, where: str) -> None:
        if self._saving:
            return
        if where == "skip":
            self._leave()
        elif where == "previous":
            self._show(max(0, self._page - 1))
        elif self._page == len(PAGES) - 1:
            self.dismiss(None)
        elif self._page == 0:
            self._save()
        else:
            self._show(self._page + 1)

    def _save(self) -> None:
        """Keep what was filled in, as the settings that it is; without a name there is nothing to keep."""
        typed, changed = self._typed(), self._changed()
        officer, office = typed["officer"], typed["office"]
        if not changed:
            self._show(1)
            return
        if not (officer or self._of.session.officer):
            self._status("改机构要先写承办人")
            self.set_focus(self.query_one("#guide-officer"))
            return
        self._saving = True

        def save() -> None:
            if officer:
                self._of.session.rename_officer(officer)
            self._of.session.write(lambda ledger: change_settings(ledger, changed))

        in_thread(self, save, lambda _: self._saved(officer, office), group="guide", refused=self._refused)

    def _saved(self, officer: str, office: str) -> None:
        self._saving = False
        self._facts = GuideFacts(officer, office, self._facts.lights)
        self._status("")
        self._of.ledger_changed()
        self._show(1)

    def _refused(self, error: HuaianError) -> None:
        self._saving = False
        self._status("没有存上")
        self._of.show_error(error)

    def _typed(self) -> dict[str, str]:
        return {
            name: self.query_one(f"#guide-{name}", LineInput).value.strip() for name in ("officer", "office")
        }

    def _changed(self) -> dict[str, str]:
        """What was filled in and is not kept yet."""
        before = {"officer": self._facts.officer, "office": self._facts.office}
        return {name: text for name, text in self._typed().items() if text and text != before[name]}

    def action_back(self) -> None:
        """Esc: leave it."""
        if not self._saving:
            self._leave()

    def _leave(self) -> None:
        """At once when nothing is lost by it, else ask."""
        if not self._changed():
            self.dismiss(None)
            return
        answers = (("stay", "继续填写"), ("drop", "不要了"))
        question = ConfirmDialog("内容还没有保存", "填好后按回车就保存；要怎么处理刚填的？", answers)
        self.app.push_screen(question, self._answered)

    def _answered(self, answer: str | None) -> None:
        if answer == "drop":
            self.dismiss(None)
        else:
            self._show(0)


def _lights_text(counts: dict[Light, int], rules: LightRules) -> Content:
    """Each light in its tone, how many tasks have it now, what it means."""
    lines = [Content("每项任务、每个节点都有一个状态，颜色旁边总写着字。现在台账里：\n")]
    for light in lights_of(rules):
        word = Content.styled(_padded(light.word, 14), f"bold {tone_style(light.value)}")
        lines.append(word + _padded(f"{counts.get(light, 0):,} 项", 9) + light_meaning(light, rules))
    lines.append(Content("\n没有日期就不算逾期；日期由办公室定，定时要写明依据。"))
    return Content("\n").join(lines)


def _keys_text() -> Content:
    """The six keys as they are bound now."""
    lines = [Content("中文输入法开着也能用；鼠标点上面的标签、下面的提示也一样。\n")]
    screens = [item for item in SCREEN_MODES.values() if item.keys]
    said = {
        "last": screens[-1].key_label,
        "count": NUMERALS[len(screens)],
        "names": "、".join(item.title for item in screens),
    }
    for action_id in SIX:
        item = action(action_id)
        text = SIX_TEXTS.get(action_id, item.help).format(**said)
        keys = keys_label(item.keys[:2])
        lines.append(
            Content.styled(_padded(keys, KEYS_WIDTH), "bold $accent")
            + _padded(item.title, TITLE_WIDTH)
            + text
        )
    lines.append(Content(f"\n忘了按哪个键，按 {keys_said('help')}；再看一遍，在命令里找「入门」。"))
    return Content("\n").join(lines)


def _keys_hang(paragraph: str) -> int:
    """A line of a key goes on below its sentence; the others begin at the edge."""
    return KEYS_WIDTH + TITLE_WIDTH if "  " in paragraph else 0


def _padded(text: str, width: int) -> str:
    return text + " " * max(1, width - cell_len(text))


def open_guide(app: Host, *, offered: bool = False) -> None:
    """Show it, with what the ledger says now; leaving it is remembered for this person.

    ``offered``: nobody asked for it. Whoever has begun to work by then is told of it only: the keys typed
    are meant for the list.
    """

    def show(facts: GuideFacts) -> None:
        if offered and app.was_used:
            app.tell(f"第一次使用可以看入门：按 {keys_said('guide')}")
            return
        app.push_screen(GuideDialog(app, facts), lambda _: _remember(app))

    read_then(app, lambda: app.session.read(lambda c: _facts(app, c)), show, group="guide")


def _remember(app: Host) -> None:
    path = app.preferences
    if path is not None:
        in_thread(app.screen, lambda: remember(path, GUIDE_SEEN, True), lambda _: None, group="guide-seen")


def _facts(app: Host, connection: sqlite3.Connection) -> GuideFacts:
    officer = app.session.officer or setting_now(connection, "officer") or ""
    return GuideFacts(officer, office_name(connection)[0], count_lights(connection, app.session.today))
