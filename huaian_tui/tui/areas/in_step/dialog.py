"""同步: how keeping in step with colleagues stands - who synced when, what is still lacking, what hinders.

Without a shared folder yet, the form that sets one up or joins one is shown instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from textual.app import ComposeResult
from textual.content import Content

from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.words.in_step import (
    ahead_of_here,
    hindrances,
    last_seen,
    last_words,
    synced_line,
)
from huaian_tui.exchange.folder.recognising import FolderEmpty
from huaian_tui.exchange.merging.ahead import AHEAD_EFFECT
from huaian_tui.services.in_step import Synced, last_said, leave, sync
from huaian_tui.store.engine.origins import origins_here
from huaian_tui.tui.actions.registry import bindings_for, keys_said
from huaian_tui.tui.areas.in_step.forms import open_join, open_key, open_rotate, wishes_of
from huaian_tui.tui.forms.list_dialog import ListDialog
from huaian_tui.tui.forms.message import ConfirmDialog
from huaian_tui.tui.forms.open_form import if_answered, open_dialog, read_then, with_officer
from huaian_tui.tui.forms.progress import run_work
from huaian_tui.tui.frame.chinese_text import ChineseText
from huaian_tui.tui.frame.detail_lines import lines, quiet
from huaian_tui.tui.frame.host import Host, host_of
from huaian_tui.tui.list.source import ListRow, MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.safe_text import own_words, safe_content
from huaian_tui.tui.session import now
from huaian_tui.tui.threads.background import in_thread
from huaian_tui.tui.threads.in_step import GOING_ON, LOOK_SECONDS, state_of, tell_to_see_to
from huaian_tui.tui.threads.work import Work

TITLE = "同步"
NOW, KEY, ROTATE, LEAVE = "now", "key", "rotate", "leave"

Laptop = Mapping[str, Any]
"""Another laptop as ``sync --json`` tells it."""

COLUMNS: tuple[Column[Laptop], ...] = (
    Column("承办人", lambda one: one["officer"] or "（未写）", weight=2, min_width=8),
    Column("电脑", lambda one: one["id"][:8], width=8, priority=2),
    Column("最近一次报到", lambda one: last_seen(one, now()), width=26),
    Column("那时还差", lambda one: f"{one['lacks']} 条", width=8, right=True),
    Column("本机还差", ahead_of_here, width=8, right=True),
)
NOBODY = "还没有别的电脑：把文件夹和办公室口令告诉同事，他们在这里加入"
UNREADABLE = "同事的电脑还看不到：先输入办公室的新口令"
AHEAD = "clock"
"""Why a file with records from a clock that is ahead is not taken (``exchange.folder.memory.Why``)."""


@dataclass
class Standing:
    """Where a ledger is kept in step: the origins that this machine wrote, what the last sync said."""

    origins: list[str] = field(default_factory=list)
    said: dict[str, Any] | None = None


def read_standing(app: Host) -> Standing:
    """How it stands (blocking); the folder itself is not asked, which may hang."""
    session = app.session
    origins = session.read_present(lambda c: [one.hex() for one in origins_here(c)])
    return Standing(origins, last_said(session.database, origins))


class InStepDialog(ListDialog[str]):
    """The laptops of the colleagues; the result is what is to be done."""

    BINDINGS = bindings_for("sync_key", "sync_rotate", "sync_leave")
    BUTTONS = (
        ("save", "现在同步"),
        ("sync_key", "输入口令.."),
        ("sync_rotate", "换口令.."),
        ("sync_leave", "退出.."),
        ("back", "返回"),
    )
    DEFAULT_CSS = """
    InStepDialog .sync-hindrances { height: auto; max-height: 6; margin: 0 1; }
    """

    def __init__(self, said: Mapping[str, Any]) -> None:
        empty = UNREADABLE if said.get("missing_keys") else NOBODY
        records = VirtualList(COLUMNS, measure="台电脑", empty_text=empty)
        super().__init__(TITLE, _about(said), records)
        self._said = said

    def compose_below(self) -> ComposeResult:
        """What stands in the way, and how far a sync is that goes on beside."""
        yield ChineseText(self._below(), classes="sync-hindrances")

    def on_mount(self) -> None:
        """Fill the list."""
        laptops = self._said.get("laptops", ())
        self._list.set_source(MemorySource([ListRow(one["id"], cells_of(one, COLUMNS)) for one in laptops]))

        self.set_interval(LOOK_SECONDS, self._draw)

    def _draw(self) -> None:
        below = self.query_one(".sync-hindrances", ChineseText)
        if below.plain != (found := self._below()).plain:
            below.update(found)

    def _below(self) -> Content:
        found = [safe_content(own_words(one)) for one in hindrances(self._said)]
        words = host_of(self).title_facts().sync.words
        if words.startswith(GOING_ON):
            found.append(quiet(f"后台{words}；可以照常工作"))
        return lines(found)

    def action_save(self) -> None:
        """Sync now."""
        self.dismiss(NOW)

    def action_sync_key(self) -> None:
        """The office has another passphrase now."""
        self.dismiss(KEY)

    def action_sync_rotate(self) -> None:
        """Give the office another passphrase."""
        self.dismiss(ROTATE)

    def action_sync_leave(self) -> None:
        """Keep in step no more."""
        self.dismiss(LEAVE)

    def action_back(self) -> None:
        """Close."""
        self.dismiss(None)


def _about(said: Mapping[str, Any]) -> Content:
    sealed = "加密" if said["sealed"] else "没有加密"
    folder = safe_content(f"文件夹  {said['folder']}（{sealed}）")
    if said["at"] is None:
        return lines([folder, quiet(f"还没有同步成过；{keys_said('save')} 现在同步")])
    when = said["at"][:16].replace("T", " ")
    last = safe_content(f"{last_words(said)}  {when}，{own_words(synced_line(said))}")
    return lines([folder, last, quiet("打开程序时、保存后（一分钟内至多一次）、退出时自动同步")])


def open_in_step(app: Host) -> None:
    """同步: how it stands, or the form that joins a folder."""

    def show(standing: Standing) -> None:
        if standing.said is None:
            with_officer(app, partial(open_join, app, partial(_ended, app)))
            return
        todo: dict[str, Callable[[Host], object]] = {
            NOW: sync_now,
            KEY: _key,
            ROTATE: partial(_rotate, standing),
            LEAVE: partial(_leave, standing),
        }
        open_dialog(app, InStepDialog(standing.said), lambda answer: todo[answer](app))

    read_then(app, lambda: read_standing(app), show, group="in-step")


def sync_now(app: Host, *, accept_ahead: bool = False, refill: bool = False) -> None:
    """Sync with a bar, then show how it stands.

    ``accept_ahead``: records from a clock that is ahead of this one are taken too. ``refill``: the folder is
    the right one, though it is empty and on another disk.
    """

    def job(work: Work) -> Synced | FolderEmpty:
        wishes = wishes_of(work, accept_ahead=accept_ahead, refill=refill)
        day = app.session.present_day.isoformat()
        try:
            return app.session.write(lambda ledger: sync(ledger, None, wishes, now, day), can_undo=False)
        except FolderEmpty as empty:
            return empty

    def then(result: Synced | FolderEmpty) -> None:
        if isinstance(result, FolderEmpty):
            _ask_whether_emptied(app, result)
        else:
            _ended(app, result)

    with_officer(app, lambda: run_work(app, TITLE, job, then, words="正在同步"))


def _ask_whether_emptied(app: Host, empty: FolderEmpty) -> None:
    question = ConfirmDialog(
        empty.title,
        f"{empty.message}。\n\n没有接上的，接上再同步。确实就是它、被清空了的，各台电脑会把自己的重新写上。",
        (("stay", "先去接上"), ("refill", "就是它，重新写上")),
    )
    if_answered(app, question, "refill", lambda: sync_now(app, refill=True))


def _ended(app: Host, synced: Synced) -> None:
    said = synced.said
    app.show_sync(state_of(said))
    app.ledger_changed()
    app.tell(f"已同步：{synced_line(said)}")
    tell_to_see_to(app, said)
    if any(one["why"] == AHEAD for one in said["not_taken"]):
        question = ConfirmDialog(
            "有记录的时间在将来",
            f"同事送来的记录比这台电脑的时钟晚：先核对两台电脑的时钟。\n\n{AHEAD_EFFECT}。",
            (("stay", "先不收"), ("take", "收下")),
        )
        if_answered(app, question, "take", lambda: sync_now(app, accept_ahead=True))
        return
    open_in_step(app)


def _key(app: Host) -> None:
    with_officer(app, lambda: open_key(app, partial(_ended, app)))


def _rotate(standing: Standing, app: Host) -> None:
    open_rotate(app, standing.origins)


def _leave(standing: Standing, app: Host) -> None:
    question = ConfirmDialog(
        "本机退出同步？",
        "忘掉文件夹和办公室口令；台账不动，文件夹里的文件留给同事。再加入要办公室口令。",
        (("stay", "不退出"), ("leave", "退出同步")),
    )

    def left(_: object) -> None:
        app.show_sync(state_of({"at": None, "write_refused": None, "missing_keys": []}))
        app.tell("本机已退出同步；要让这台电脑以后看不到新的，请同事换办公室口令")

    def go() -> None:
        database = app.session.database
        in_thread(app.screen, lambda: leave(database, standing.origins), left, group="in-step")

    if_answered(app, question, "leave", go)
