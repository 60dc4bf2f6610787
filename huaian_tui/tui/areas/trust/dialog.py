"""信任: the list of laptops with their keys; below it the ten words of the chosen one, to be read out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.words.trust import STATE_MEANINGS, STATE_WORDS, KeyState
from huaian_tui.services.trust import (
    Laptop,
    accept_laptop,
    follow_keys,
    followed_words,
    key_remarks,
    list_laptops,
    make_own_key,
    revoke_laptop,
)
from huaian_tui.store.engine.set_aside import has_any_aside
from huaian_tui.store.keep.laptop_key import NO_KEY
from huaian_tui.tui.actions.registry import bindings_for
from huaian_tui.tui.forms.list_dialog import ListDialog
from huaian_tui.tui.forms.message import ConfirmDialog
from huaian_tui.tui.forms.open_form import if_answered, open_dialog, read_then
from huaian_tui.tui.frame.chinese_text import ChineseText
from huaian_tui.tui.frame.detail_lines import lines, quiet, toned
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.acted_on import act_on_one
from huaian_tui.tui.list.messages import RowHighlighted, RowSelected
from huaian_tui.tui.list.source import ListRow, MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.safe_text import one_line, own_words
from huaian_tui.tui.session import now
from huaian_tui.tui.threads.background import in_thread

TITLE = "信任"
COLUMNS: tuple[Column[Laptop], ...] = (
    Column("姓名", lambda one: one_line(one.name) or "-", min_width=8, weight=1),
    Column("状态", lambda one: STATE_WORDS[one.state], width=18),
    Column("签名的记录", lambda one: str(one.records), width=10, right=True, priority=2),
    Column("首见", lambda one: one.first_seen[:10], width=10, priority=3),
    Column("编号", lambda one: one.short, width=8, priority=4),
)


class Asked(NamedTuple):
    """What is to be done (accept, revoke) with which laptop."""

    verb: str
    laptop: Laptop


class TrustDialog(ListDialog[Asked]):
    """The laptops that are known; the result says what to do."""

    BINDINGS = bindings_for("trust_revoke")
    BUTTONS = (("save", "采信.."), ("trust_revoke", "撤销.."), ("back", "返回"))
    DEFAULT_CSS = """
    TrustDialog .trust-words { height: auto; padding: 0 1 1 1; }
    TrustDialog.-low .trust-words { padding: 0 1; }
    """

    def __init__(
        self, laptops: Sequence[Laptop], *, able: bool, remarks: Sequence[str] = (), chosen: str = ""
    ) -> None:
        """``chosen``: the key, in hex, of the laptop on which the cursor stands at first."""
        about = "打电话给同事，请他念他电脑上「本机」一行的十个词，和这里他名下的逐词对照；全对才采信。"
        if not able:
            about = f"{NO_KEY}；请让数据文件夹可以写。"
        if remarks:
            about = "\n".join(f"{own_words(one_line(one))}。" for one in remarks)
        empty = "还没有密钥：合并过同事的数据包，这里就有他的"
        super().__init__(TITLE, about, VirtualList(COLUMNS, measure="台", empty_text=empty))
        self._laptops = {one.key.hex(): one for one in laptops}
        self._chosen_first = chosen

    def compose_below(self) -> ComposeResult:
        """The words of the chosen laptop."""
        yield ChineseText("", classes="trust-words")

    def on_mount(self) -> None:
        """Fill the list."""
        rows = [ListRow(key, cells_of(one, COLUMNS)) for key, one in self._laptops.items()]
        self._list.set_source(MemorySource(rows), key=self._chosen_first or None)

    @on(RowHighlighted)
    def _chosen(self, message: RowHighlighted) -> None:
        message.stop()
        laptop = self._laptops.get(message.key)
        if laptop is not None:
            self.query_one(".trust-words", ChineseText).update(laptop_text(laptop))

    @on(RowSelected)
    def _picked(self, message: RowSelected) -> None:
        message.stop()
        self._ask("accept")

    def _ask(self, verb: str) -> None:
        def act(key: str | None) -> None:
            if key is not None:
                self.dismiss(Asked(verb, self._laptops[key]))

        act_on_one(self._list, act)

    def action_save(self) -> None:
        """采信"""
        self._ask("accept")

    def action_trust_revoke(self) -> None:
        """撤销"""
        self._ask("revoke")

    def action_back(self) -> None:
        """Nothing."""
        self.dismiss(None)


def laptop_text(laptop: Laptop) -> Content:
    """A laptop's fingerprint, what is held of its key, and what it claims."""
    tone = "overdue" if laptop.state in (KeyState.CLAIMING, KeyState.DOUBTED) else ""
    meaning = STATE_MEANINGS[laptop.state]
    return lines(
        [
            Content("指纹  ") + Content.styled(laptop.words, "bold"),
            toned(meaning, tone) if tone else quiet(meaning),
        ]
    )


def open_trust(app: Host, chosen: str = "") -> None:
    """Show the laptops; accepting and revoking ask first, and come back to the laptop that was meant.

    ``chosen``: its key in hex; empty: the first one.
    """
    officer = app.session.officer

    def read() -> tuple[bool, list[Laptop], list[str]]:
        return app.session.read(lambda c: (make_own_key(c), list_laptops(c, officer), key_remarks(c)))

    def show(found: tuple[bool, list[Laptop], list[str]]) -> None:
        able, laptops, remarks = found
        dialog = TrustDialog(laptops, able=able, remarks=remarks, chosen=chosen)
        open_dialog(app, dialog, lambda asked: _decide(app, asked))

    read_then(app, read, show, group="trust")


def _decide(app: Host, asked: Asked) -> None:
    laptop = asked.laptop
    whose = one_line(laptop.name) or laptop.short
    back = partial(open_trust, app, laptop.key.hex())
    if laptop.state is KeyState.OWN:
        app.tell("这是本机的密钥，不用核对；请把它的十个词念给同事听", "warning")
        back()
        return
    if asked.verb == "accept":
        text = f"{whose}的电脑\n\n{laptop.words}\n\n和本人在电话里逐词核对过、十个词全对，才采信。"
        answers = (("stay", "还没核对"), ("accept", "全对，采信"))
        question = ConfirmDialog("采信这把密钥？", text, answers)
        accept = partial(_change, app, laptop, accept_laptop, f"已采信{whose}的电脑", back)
        if_answered(app, question, "accept", accept, back)
        return
    text = f"{whose}的电脑（编号 {laptop.short}）\n\n以后用它签的新记录一律不收，已收的保留；可以再采信。"
    question = ConfirmDialog("撤销这把密钥？", text, (("stay", "不撤销"), ("revoke", "撤销")))
    revoke = partial(_change, app, laptop, revoke_laptop, f"已撤销{whose}的电脑", back)
    if_answered(app, question, "revoke", revoke, back)


def _change(
    app: Host, laptop: Laptop, how: Callable[..., bool], said: str, back: Callable[[], object]
) -> None:
    def work() -> int:
        changed = app.session.read(lambda c: how(c, laptop) and has_any_aside(c))
        return app.session.write(lambda ledger: follow_keys(ledger, now()), can_undo=False) if changed else 0

    def done(origins: int) -> None:
        app.tell(f"{said}。{followed_words(origins)}" if origins else said)
        if origins:
            app.ledger_changed()
        back()

    in_thread(app.screen, work, done, group="trust")
