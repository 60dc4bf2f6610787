"""导入数据包: which files, their passphrases, what they would bring, and only then the merging."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.text.hygiene import ellipsis
from huaian_tui.domain.words.milestones import CONFLICT
from huaian_tui.exchange.merging.merge import merge, preview
from huaian_tui.exchange.merging.merge_result import MergeResult
from huaian_tui.exchange.packs.pack_format import SUFFIX, PackRefused
from huaian_tui.exchange.packs.pack_read import Pack, PassphraseNeeded, open_pack
from huaian_tui.exchange.packs.sealing import SUFFIX as SEALED_SUFFIX
from huaian_tui.services.settings import Offer, offered
from huaian_tui.store.keep.backup import backup_before
from huaian_tui.tui.actions.registry import bindings_for, keys_said
from huaian_tui.tui.areas.packs.export import SecretField
from huaian_tui.tui.areas.packs.text import Refused, preview_text, where_trust_is
from huaian_tui.tui.areas.waiting_settings import open_waiting_settings
from huaian_tui.tui.files.chooser import Wanted
from huaian_tui.tui.files.files_form import FilesForm
from huaian_tui.tui.files.listing import path_of
from huaian_tui.tui.forms.button_row import ButtonRow
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.long_text import LongTextField
from huaian_tui.tui.forms.message import MessageDialog
from huaian_tui.tui.forms.open_form import open_dialog, with_officer
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.safe_text import one_line
from huaian_tui.tui.session import LedgerSession, now
from huaian_tui.tui.threads.background import in_thread
from huaian_tui.tui.threads.work import SHOWN_AFTER, TICK, Stopped, Work, work_line

if TYPE_CHECKING:
    from huaian_tui.store.engine.append import Ledger

INTRO = "一行写一个文件。先看会带来什么，再决定合并；先后不论，同一个再导入也不会多出记录。"
EXAMPLE = "如 ~/下载/数据包_乙_2026-11-22.jsonl.gz"
CHOOSING = "回车进文件夹或选一个；Shift+下 标记几个，再按 Ctrl+S 一起取用。"
SHOWN_PATH = 60
"""Cells of a path in a refusal."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """The files so far: opened, waiting for a passphrase, and refused with the reason."""

    packs: tuple[Pack, ...] = ()
    locked: tuple[Path, ...] = ()
    refused: tuple[Refused, ...] = ()


def open_files(typed: str) -> Incoming:
    """Open what was typed, one path a line, each once. Blocking.

    A path that leads nowhere raises ``InputRefused`` before anything is read.
    """
    files = list(dict.fromkeys(_file_at(line.strip()) for line in typed.splitlines() if line.strip()))
    packs, locked, refused = list[Pack](), list[Path](), list[Refused]()
    for file in files:
        try:
            packs.append(open_pack(file))
        except PassphraseNeeded:
            locked.append(file)
        except PackRefused as error:
            refused.append((file.name, error))
    return Incoming(tuple(packs), tuple(locked), tuple(refused))


def unlock(incoming: Incoming, passphrase: str) -> Incoming:
    """Open what this passphrase opens; ``InputRefused`` when it opens nothing. Blocking, seconds a file."""
    opened, locked, first = list[Pack](), list[Path](), None
    for file in incoming.locked:
        try:
            opened.append(open_pack(file, passphrase))
        except PackRefused as error:
            locked.append(file)
            first = first or error
    if first is not None and not opened:
        raise InputRefused(first.title, first.message, first.way_out, field="passphrase")
    return replace(incoming, packs=(*incoming.packs, *opened), locked=tuple(locked))


def _file_at(typed: str) -> Path:
    shown = ellipsis(one_line(typed), SHOWN_PATH)
    try:
        path = path_of(typed)
        if path.is_file():
            return path
        why = "这是文件夹；请写到文件" if path.is_dir() else "名称或位置不对"
    except (OSError, ValueError, RuntimeError):
        why = "路径不能使用"
    raise InputRefused(f"没有这个文件：{shown}", why, "请核对后再导入；还没有读任何文件", field="files")


def _named_apart(packs: Iterable[Pack]) -> list[Pack]:
    """Packs of one name from several folders are numbered, so that a refusal says which is meant."""
    named = dict[str, Pack]()
    for pack in packs:
        name, number = pack.name, 1
        while name in named:
            number += 1
            name = f"{pack.name}（{number}）"
        named[name] = replace(pack, name=name)
    return list(named.values())


def _tried(ledger: Ledger, packs: Sequence[Pack], work: Work) -> tuple[MergeResult, list[Offer]]:
    """What merging would do, and which of the settings could be adopted. Blocking."""
    result = preview(ledger, packs, now(), work.count)
    return result, offered(ledger.connection, result.settings)


class PackPreview(ModalScreen[MergeResult]):
    """What the packs would bring; 合并 takes those that can be taken. The result is what was merged."""

    BINDINGS = bindings_for("save", "back")
    AUTO_FOCUS = "DetailPane"
    hint_words: ClassVar[dict[str, str]] = {"save": "合并"}
    """What the hints call an action here."""
    DEFAULT_CSS = """
    PackPreview DetailPane { padding: 1 2; height: auto; min-height: 5; max-height: 80vh; }
    PackPreview .form-status { width: 1fr; height: 1; color: $text-quiet; }
    """

    def __init__(self, session: LedgerSession, incoming: Incoming) -> None:
        super().__init__()
        self._session = session
        self._packs = _named_apart(incoming.packs)
        self._refused = incoming.refused
        self._can_merge = False
        self._ahead = False
        self._asked = False
        self._merging = False
        self._work: Work | None = Work("正在核对")

    def compose(self) -> ComposeResult:
        """Title, text, buttons."""
        with Vertical(classes="dialog dialog-wide"):
            yield Static("导入数据包：会带来什么", classes="dialog-title", markup=False)
            yield DetailPane()
            with ButtonRow():
                yield Static("正在核对", classes="form-status", markup=False)
                yield Button(Content("合并"), compact=True, id="pack-merge", disabled=True)
                yield Button(Content("取消"), compact=True, id="pack-cancel")
        yield HintBar()

    def on_mount(self) -> None:
        """Try it, in a thread; nothing is changed by that."""
        session, packs, work = self._session, self._packs, self._work or Work("正在核对")
        self.set_interval(TICK, self._draw)
        in_thread(
            self,
            lambda: session.write(lambda ledger: _tried(ledger, packs, work)),
            self._show,
            group="pack",
            refused=self._failed,
        )

    def on_unmount(self) -> None:
        """Esc, or the program ends: go no further."""
        if self._work is not None:
            self._work.stop()

    def _draw(self) -> None:
        if self._work is not None and self._work.seconds >= SHOWN_AFTER:
            self._status(work_line(self._work))

    def _show(self, tried: tuple[MergeResult, list[Offer]]) -> None:
        self._work = None
        result, waiting = tried
        refusals = [one for one in result.refusals if not one.origin]  # whole packs
        turned_away = {one.pack for one in refusals}
        self._packs = [pack for pack in self._packs if pack.name not in turned_away]
        refused = (*self._refused, *((one.pack, one.error) for one in refusals))
        self.query_one(DetailPane).show(preview_text(result, refused, waiting))
        self._can_merge = result.new > 0 or result.set_aside > 0
        merge_button = self.query_one("#pack-merge", Button)
        merge_button.disabled = not self._can_merge
        merge_button.display = self._can_merge
        if not self._can_merge:
            self.query_one("#pack-cancel", Button).label = Content("关闭")
        self._ahead = result.ahead_until is not None
        self._status("合并前自动备份" if self._can_merge else "没有可合并的")
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Merging is offered once there is something to merge."""
        if action == "save":
            return self._can_merge and not self._merging
        return super().check_action(action, parameters)

    def action_save(self) -> None:
        """合并: a backup, then all of it in one transaction."""
        if self._merging or not self._can_merge:
            return
        if self._ahead and not self._asked:
            # Records from a clock that is ahead: for good, so only at a second press.
            self._asked = True
            self._status("有时间在将来的记录：核对时钟后，再按一次「合并」才收")
            return
        self._merging = True
        self._work = work = Work("正在合并")
        self._status("正在备份")
        session, packs = self._session, self._packs

        def back_up() -> object:
            work.tell(None, "正在备份")
            made = backup_before(session.database, "合并", now())
            work.tell(None, "正在合并")
            return made

        in_thread(
            self,
            lambda: session.write(
                lambda ledger: merge(
                    ledger,
                    packs,
                    now(),
                    before=back_up,
                    progress=work.count,
                    accept_ahead=self._asked,
                )
            ),
            self.dismiss,
            group="pack",
            refused=self._failed,
        )

    def _failed(self, error: HuaianError) -> None:
        """Nothing was changed: it is one transaction."""
        self._merging, self._work = False, None
        self._status("没有合并，台账没有改动")
        if not isinstance(error, Stopped):
            self.app.push_screen(MessageDialog.of(error))

    @property
    def stops_on_back(self) -> bool:
        """Whether Esc stops what is being done."""
        return self._merging

    def action_back(self) -> None:
        """Esc: nothing is merged; what is being merged is taken back as a whole."""
        if self._merging and self._work is not None:
            self._work.stop()
            self._draw()
        else:
            self.dismiss(None)

    @on(Button.Pressed)
    def _button(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "pack-merge":
            self.action_save()
        else:
            self.action_back()

    def _status(self, text: str | Content) -> None:
        for status in self.query(".form-status").results(Static):  # none when the dialog is just closing
            status.update(text)


def open_pack_import(app: Host) -> None:
    """Ask for files and passphrases, show what they bring, merge, and say what was merged."""

    def opened(incoming: Incoming) -> None:
        if incoming.locked:
            open_dialog(app, _passphrase_form(incoming), opened)
        else:
            open_dialog(app, PackPreview(app.session, incoming), merged)

    def merged(result: MergeResult) -> None:
        app.ledger_changed()
        told = f"已合并 {result.new} 条记录，合并前已备份"
        if result.refusals:
            told += f"；{len(result.refusals)} 个来源的记录没有收（见合并前的说明）"
        if result.conflicts:
            place = f"节点（{keys_said('show_milestones')}）"
            app.tell(f"{told}。{CONFLICT} {len(result.conflicts)} 项，请在{place}里核对", "warning")
        else:
            app.tell(told)
        if any(one.open for one in result.forks):
            app.tell("有分叉待核定：在「总览」里选以哪一支为准", "warning")
        if result.keys or result.met:
            app.tell(f"有电脑的密钥还没有核对：{where_trust_is()}", "warning")
        if result.settings:
            open_waiting_settings(app)

    field = LongTextField("files", "文件", required=True, lines=5, placeholder=EXAMPLE)

    def read(values: dict[str, Any]) -> Incoming:
        return open_files(values["files"])

    def ask() -> None:
        wanted = Wanted("选数据包", "packs", (SUFFIX, SEALED_SUFFIX), CHOOSING, many=True)
        form = FilesForm("导入数据包", field, read, wanted, intro=INTRO, button="打开", busy="正在打开")
        open_dialog(app, form, opened)

    with_officer(app, ask)


def _passphrase_form(incoming: Incoming) -> FormDialog:
    """Ask for the passphrase of the packs that are still closed; a wrong one can be typed again."""
    names = "、".join(one_line(file.name) for file in incoming.locked)
    field = SecretField("passphrase", "口令", placeholder="导出时设的口令", required=True)

    def read(values: dict[str, Any]) -> Incoming:
        return unlock(incoming, values["passphrase"])

    intro = f"已加口令：{names}"
    return FormDialog("数据包的口令", [field], read, intro=intro, button="打开", busy="正在解密，需要几秒")
