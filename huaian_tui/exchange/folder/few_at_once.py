"""How many children touch one shared folder at the same time: two at most, also those that hang.

A process that waits for a dead share cannot be ended by anybody before the share answers; the next sync would
only hang another one beside it. Each child holds one of two locks of this computer until it has really ended.
"""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.store.engine.writing_lock import LOCK_FLAGS, locked_at_once
from huaian_tui.store.keep.locations import data_folder

MOST = 2
"""One may hang, and one more may find out that it still does (or sync beside the terminal program)."""

_PAUSE_SECONDS = 0.05


def hold_one(folder: str, wait: float) -> None:
    """Hold one of the locks of a folder until this process ends; ``StoreRefused`` while others hold all.

    ``wait``: so many seconds; others that sync at the same time are through with a request long before.
    """
    places = _places(folder)
    until = time.monotonic() + wait
    while not any(_held(one) for one in places):
        if time.monotonic() >= until:
            raise StoreRefused(
                "同步文件夹没有回应",
                "前两次去读它的还在等，结束不了：网络共享或 U 盘断了",
                "接上以后会自己结束，再同步；一直这样就重启电脑。台账没有受影响，照常可用",
            )
        time.sleep(_PAUSE_SECONDS)


def _places(folder: str) -> list[Path]:
    own = data_folder() / "syncing"
    name = hashlib.sha256(folder.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return [own / f"{name}-{number}.lock" for number in range(1, MOST + 1)]


def _held(place: Path) -> bool:
    """Whether the lock could be had; the descriptor stays open, and the lock with it.

    Where no lock can be had at all, nobody is kept from the folder.
    """
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(place, LOCK_FLAGS, 0o600)
    except OSError:
        return True
    try:
        if locked_at_once(descriptor):
            return True
    except OSError:
        return True
    os.close(descriptor)
    return False
