"""Who is writing to a ledger: a small note beside it while an action runs, read only when another waits.

The note is for the wording alone; SQLite's lock decides. One that a killed program
left misleads nobody: it is believed only while its process lives, and it is read
only when the ledger really is locked.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from huaian_tui.domain.text.hygiene import terminal_safe
from huaian_tui.store.keep.private_files import read_small

_MOST_BYTES = 2000
_NOTE_FLAGS = (
    os.O_CREAT
    | os.O_TRUNC
    | os.O_WRONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe by this name must not be waited for
)


def holder_file(database: Path) -> Path:
    """Where the note about one ledger file is."""
    return database.with_name(f"{database.name}.writing")


@contextmanager
def announced(database: Path, officer: str, moment: datetime) -> Iterator[None]:
    """Leave a note that this program writes, for as long as it does. The caller holds SQLite's lock."""
    note = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "officer": officer,
        "since": moment.isoformat(timespec="seconds"),
    }
    path = holder_file(database)
    # A note that cannot be written (a full disk) must not stop the record.
    with suppress(OSError):
        descriptor = os.open(path, _NOTE_FLAGS, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
            json.dump(note, file, ensure_ascii=False)
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def describe_holder(database: Path) -> str:
    """Who writes and since when, in Chinese; empty when nobody is known."""
    data = read_small(holder_file(database), _MOST_BYTES)
    if data is None:
        return ""
    try:
        note = json.loads(data)
        pid, host, officer = int(note["pid"]), str(note["host"]), str(note["officer"])
        since = datetime.fromisoformat(str(note["since"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    here = host == socket.gethostname()
    if here and not _alive(pid):
        return ""
    where = "本机" if here else f"电脑 {host}"
    said = f"{officer[:100] or '有人'}（{where}，进程 {pid}）自 {since:%Y-%m-%d %H:%M:%S} 起正在写入"
    return terminal_safe(" ".join(said.split()))


def _alive(pid: int) -> bool:
    """Whether a process of this computer lives; on Windows that is not asked (a signal would end it)."""
    if os.name == "nt" or pid <= 0:
        return pid > 0
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
