"""The forms of 同步: joining a shared folder, a passphrase that the office changed, giving it another one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.words.in_step import Doing, doing_words
from huaian_tui.exchange.folder.kept import Kept
from huaian_tui.exchange.packs.sealing import LEAST_CHARACTERS, check_passphrase
from huaian_tui.services.in_step import Synced, rotate, sync
from huaian_tui.services.in_step_joining import AskPassphrase, Wishes
from huaian_tui.store.keep.locations import typed_path
from huaian_tui.tui.areas.packs.export import SecretField
from huaian_tui.tui.files.folder_field import FolderField
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.fields import FormField
from huaian_tui.tui.forms.open_form import open_dialog
from huaian_tui.tui.forms.progress import WorkForm
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.safe_text import one_line
from huaian_tui.tui.session import now
from huaian_tui.tui.threads.work import Work

SEAL, OPEN = "seal", "open"
JOIN_INTRO = (
    "选一个同事也用的文件夹：共享盘、Syncthing、网盘客户端或 U 盘里的。还没有人用就设好，有人在用就加入。"
    "只读写自己的文件，不改别人的；台账仍在本机，断开时照常用。"
)
SEAL_HELP = "网盘、U 盘里的要加密。加入时写同事告诉你的口令；新设时写两遍，口令忘了谁也打不开。"
LEAST = f"至少 {LEAST_CHARACTERS} 个字符，如四个不相干的词"
LONGEST_FOLDER = 500


def open_join(app: Host, then: Callable[[Synced], object]) -> None:
    """Ask for the folder and the office's passphrase, sync for the first time."""
    fields: list[FormField] = [
        FolderField("folder", "文件夹", required=True, max_length=LONGEST_FOLDER),
        ChoiceField("seal", "加密", ((SEAL, "加密"), (OPEN, "不加密（只在内部可信的共享上）"))),
        SecretField("passphrase", "办公室口令", placeholder=LEAST),
        SecretField("repeat", "再输一次", placeholder="新设文件夹时写"),
    ]

    def job(values: dict[str, Any], work: Work) -> Synced:
        folder = typed_path(values["folder"], "folder")
        return _synced(app, folder, values, work, no_seal=values["seal"] == OPEN)

    form = WorkForm("加入同步", fields, job, intro=f"{JOIN_INTRO}{SEAL_HELP}", button="加入", busy="正在同步")
    open_dialog(app, form, then)


def open_key(app: Host, then: Callable[[Synced], object]) -> None:
    """The office has another passphrase: learn the key, sync."""
    field = SecretField("passphrase", "办公室口令", required=True, placeholder="同事告诉你的新口令")
    form = WorkForm(
        "办公室的新口令",
        [field],
        lambda values, work: _synced(app, None, values, work),
        intro="办公室换过口令以后，用新口令写的文件要它才能打开。",
        button="记下",
        busy="正在同步",
    )
    open_dialog(app, form, then)


def open_rotate(app: Host, origins: Sequence[str]) -> None:
    """Give the office another passphrase."""
    fields = [
        SecretField("passphrase", "新的口令", required=True, placeholder=LEAST),
        SecretField("repeat", "再输一次", required=True, placeholder="与上面相同"),
    ]

    def job(values: dict[str, Any], work: Work) -> Kept:
        return rotate(app.session.database, origins, lambda new: _passphrase(values, new=new))

    def ended(kept: Kept) -> None:
        app.tell(
            f"已换办公室口令：{one_line(kept.folder)}。请告诉在用的同事，各人到「同步」里输入新口令",
            "warning",
        )

    form = WorkForm(
        "换办公室口令",
        fields,
        job,
        intro="有人离开、口令泄露时换。以后写的只有新口令的人能看；以前的他仍能看，"
        "还要在共享或 Syncthing 里去掉他的电脑。",
        button="换口令",
        busy="正在换口令",
    )
    open_dialog(app, form, ended)


def wishes_of(
    work: Work,
    *,
    no_seal: bool = False,
    accept_ahead: bool = False,
    passphrase: AskPassphrase | None = None,
    refill: bool = False,
) -> Wishes:
    """How to sync while the officer sees a bar. Stopped between batches, what came stays: no refusal."""

    def progress(doing: Doing, done: int, total: int) -> None:
        work.done, work.words = (done / total if total else None), doing_words(doing, done, total)

    return Wishes(no_seal, accept_ahead, passphrase, progress, refill, stop=lambda: work.stopping)


def _synced(
    app: Host, folder: Path | None, values: dict[str, Any], work: Work, *, no_seal: bool = False
) -> Synced:
    """In a thread: sync with what was typed."""
    passphrase = None if no_seal else lambda new: _passphrase(values, new=new)
    wishes = wishes_of(work, no_seal=no_seal, passphrase=passphrase)
    day = app.session.present_day.isoformat()
    return app.session.write(lambda ledger: sync(ledger, folder, wishes, now, day), can_undo=False)


def _passphrase(values: dict[str, Any], *, new: bool) -> str:
    """What was typed; a new one twice the same, and worth something."""
    typed: str = values["passphrase"]
    if not typed:
        raise InputRefused(
            "没有写办公室口令", "加密的同步文件夹要口令", "问同事，或新设一个", field="passphrase"
        )
    if not new:
        return typed
    if not values["repeat"]:
        raise InputRefused(
            "这个文件夹里还没有同事的文件",
            "还没有人用过，或同事的文件还没有送到",
            "同事已在用的，等文件到了再加入；由你新设的，把口令再输一次",
            field="repeat",
        )
    if values["repeat"] != typed:
        raise InputRefused(
            "两次输入的口令不同", "这个文件夹还没有人用，口令由你定", "请再输一次", field="repeat"
        )
    return check_passphrase(typed)
