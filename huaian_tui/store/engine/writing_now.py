"""Who is writing to a ledger: told in the file of the lock while an action runs, read when another waits.

What stands there is for the wording alone: it is believed only while that process lives, and it is
read only when the ledger really is taken.
"""

from __future__ import annotations

import json
import os
import socket
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from huaian_tui.domain.text.hygiene import terminal_safe
from huaian_tui.store.engine.writing_lock import LOCK_FLAGS, holder_file
from huaian_tui.store.keep.private_files import is_alive, read_small

_MOST_BYTES = 2000


def announce(database: Path, officer: str, moment: datetime) -> None:
    """Say in the file that this program writes; the caller holds the lock, and the file goes with it."""
    note = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "officer": officer,
        "since": moment.isoformat(timespec="seconds"),
    }
    # A note that cannot be written (a full disk) must not stop the record.
    with suppress(OSError):
        descriptor = os.open(holder_file(database), LOCK_FLAGS & ~os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(descriptor, json.dumps(note, ensure_ascii=False).encode("utf-8", "replace"))
        finally:
            os.close(descriptor)


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
    if here and not is_alive(pid):
        return ""
    where = "本机" if here else f"电脑 {host}"
    said = f"{officer[:100] or '有人'}（{where}，进程 {pid}）自 {since:%Y-%m-%d %H:%M:%S} 起正在写入"
    return terminal_safe(" ".join(said.split()))
