"""Keeping in step beside the officer's work: at the start, after saves, from time to time, at the end.

Each sync is a process of its own (``services.in_step_child``). What it brought is noticed as another
program's writing is; how it went stands in the title line, and is told once when it went wrong.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.words.in_step import GOES_ON, hindrances, synced_line
from huaian_tui.store.apart import ChildFailed, let_finish, work_beside
from huaian_tui.store.keep.locations import config_folder
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.frame.title_bar import SyncState
from huaian_tui.tui.safe_text import one_line, own_words
from huaian_tui.tui.session import now

if TYPE_CHECKING:
    from huaian_tui.tui.session import LedgerSession

AFTER_SECONDS = 3.0
"""The first screen comes first, and what an officer does with it at once."""

LOOK_SECONDS = 1.0
BETWEEN_SECONDS = 60.0
"""After saves there is at most one sync in so long: each file goes to everybody."""

LISTEN_SECONDS = 120.0
"""So often it is looked whether colleagues have sent anything, while nothing is saved here."""

_COMES_BY_ITSELF = frozenset({"damaged", "locked"})
"""Why a file was not taken (``exchange.folder.memory.Why``): sent once more, or said as a new passphrase."""

GOING_ON = "同步中"

CHILD = "huaian_tui.services.in_step_child"


class InStep:
    """Syncs for one run of the program; ``keep`` runs in a thread of its own until ``over``."""

    def __init__(self, session: LedgerSession, over: threading.Event) -> None:
        self._session = session
        self._over = over
        self._begun: float | None = None
        self._sent = 0
        self._written: int | None = None
        """How many records of this machine there were before the last sync that sent them."""
        self._told = ""
        self._stands = False
        """Whether the title line says how it stands."""
        self._left = 0
        """Of the sync under way: records that are still to come."""

    @property
    def unfinished(self) -> str:
        """What is to be said at the end of the program of a sync that it ends; empty for one that is done."""
        return GOES_ON.format(self._left) if self._left else ""

    def keep(self, app: Host) -> None:
        """Sync whenever one is due (blocking)."""
        wait = AFTER_SECONDS
        while not self._over.wait(wait):
            wait = LOOK_SECONDS
            if self._is_due(time.monotonic()) and may_be_kept():
                self._begun, saves = time.monotonic(), self._session.saves
                try:
                    self._sync(app, saves)
                except HuaianError as refused:  # by the child, or the ledger is busy or gone for now
                    self._fail(app, refused.one_line())
                except ChildFailed:
                    self._fail(app, "同步的进程中途结束；稍后会再试")
                except OSError:
                    self._fail(app, "同步的进程没有起来，可能是内存不足；稍后会再试")

    def send_the_rest(self) -> None:
        """The program ends: what was saved since the last sync goes out by a process that outlives it."""
        if self._is_anything_saved() and may_be_kept():
            with suppress(HuaianError, OSError):  # the next start sends it; the end is not held up
                if self._said() is not None:
                    let_finish(CHILD, *self._words("after"))

    def _is_due(self, now: float) -> bool:
        if self._begun is None:
            return True
        since = now - self._begun
        return since >= LISTEN_SECONDS or (since >= BETWEEN_SECONDS and self._is_anything_saved())

    def _is_anything_saved(self) -> bool:
        """Since what was sent last: here, or by a command in another terminal."""
        if self._session.saves != self._sent:
            return True
        if self._written is None or self._session.as_of is not None:
            return False
        with suppress(HuaianError):  # busy: the next look tells
            return self._count_written() != self._written
        return False

    def _count_written(self) -> int:
        from huaian_tui.store.engine.origins import written_here

        return self._session.read_present(written_here)

    def _sync(self, app: Host, saves: int) -> None:
        """One sync, if the ledger is kept in step at all; ``saves`` that were made before it."""
        if self._said() is None:
            self._show_none(app)
            return
        if not self._session.officer:  # a merge may write records of its own, and each bears a name
            self._fail(app, f"还没有填承办人的姓名；按 {keys_said('settings')} 填好，以后自动同步")
            return
        self._show(app, SyncState(GOING_ON))
        written = self._count_written()
        work_beside(CHILD, *self._words("beside"), over=self._over, progress=partial(self._came, app))
        if self._over.is_set():
            return
        self._left = 0
        said = self._said()
        if said is None:  # the laptop has left meanwhile
            self._show_none(app)
            return
        if not said["write_refused"]:
            self._sent, self._written = saves, written
        self._show(app, state_of(said))
        if said["new"]:
            app.tell(f"同步：{synced_line(said)}")
        tell_to_see_to(app, said)
        trouble = trouble_of(said)
        self._tell_once(app, f"没有同步成：{trouble}" if trouble else not_all_of(said))

    def _came(self, app: Host, done: int, total: int) -> None:
        """So many of the records that come are here; what is left of a sync that lasts is said."""
        if not self._over.is_set():
            self._left = total - done
            self._show(app, SyncState(f"{GOING_ON} 差{self._left}条" if self._left else GOING_ON))

    def _fail(self, app: Host, why: str) -> None:
        self._left = 0
        self._note_failed(why)
        self._tell_once(app, f"没有同步成：{own_words(why)}")
        self._show(app, SyncState("没同步成", trouble=True))

    def _note_failed(self, why: str) -> None:
        """同步 and ``sync status`` say it until one goes through."""
        from huaian_tui.services.in_step import note_failed

        with suppress(HuaianError):
            note_failed(self._session.database, self._origins(), now(), why)

    def _show(self, app: Host, state: SyncState) -> None:
        self._stands = True
        app.call_later(app.show_sync, state)

    def _show_none(self, app: Host) -> None:
        """The ledger is not kept in step, or no more: the title line says nothing of it."""
        if self._stands:
            app.call_later(app.show_sync, SyncState())
        self._stands, self._told = False, ""

    def _tell_once(self, app: Host, trouble: str) -> None:
        """What hinders is told when it begins, not once a minute."""
        if trouble and trouble != self._told:
            app.tell(trouble, "warning")
        self._told = trouble

    def _words(self, how: str) -> tuple[str, str, str]:
        return str(Path(self._session.database).absolute()), self._session.officer, how

    def _said(self) -> dict[str, Any] | None:
        """What the last sync said; None when this ledger is not kept in step."""
        from huaian_tui.services.in_step import last_said

        return last_said(self._session.database, self._origins())

    def _origins(self) -> list[str]:
        """Those that this machine wrote in the ledger."""
        from huaian_tui.store.engine.origins import origins_here

        return self._session.read_present(lambda c: [one.hex() for one in origins_here(c)])


def may_be_kept() -> bool:
    """Whether any ledger of this person is kept in step: asked before anything is loaded for it."""
    folder = config_folder() / "sync"
    try:
        return any(one.suffix == ".json" for one in folder.iterdir())
    except OSError:
        return False


def not_all_of(said: dict[str, Any]) -> str:
    """What somebody has to do before all is taken that lies in the folder; empty when that is nothing.

    What is only on its way is left out: it comes by itself. So is what is told after each sync.
    """
    taken_later = [one for one in said["not_taken"] if one["why"] not in _COMES_BY_ITSELF]
    found = own_words("".join(hindrances(said | {"not_taken": taken_later, "remarks": (), "stopped": False})))
    return f"没有全收到：{one_line(found)}" if found else ""


def tell_to_see_to(app: Host, said: dict[str, Any]) -> None:
    """What a sync leaves to be settled or known: nobody looked at a preview before."""
    for one in (*said.get("to_see_to", ()), *said.get("remarks", ())):
        app.tell(f"同步后请看：{one_line(one)}", "warning")


def state_of(said: dict[str, Any]) -> SyncState:
    """The last sync in the title line."""
    if trouble_of(said):
        return SyncState("没同步成", trouble=True)
    if said["at"] is None:
        return SyncState("")
    lacking = f" 差{said['lacking']}条" if said["lacking"] else ""
    return SyncState(f"同步 {said['at'][11:16]}{lacking}")


def trouble_of(said: dict[str, Any]) -> str:
    """Why the last sync did not do all it should; empty when it did."""
    if said["at"] is None:
        return ""
    if said["write_refused"]:
        return own_words(str(said["write_refused"]))
    if said["missing_keys"]:
        return "办公室换过口令，有的文件本机打不开；到「同步」里输入新口令"
    return ""
