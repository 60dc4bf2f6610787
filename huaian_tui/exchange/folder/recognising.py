"""Whether a folder is the one that this laptop shares: known by what lies in it, not by its disk.

A share that was connected anew has another number, a stick another one in each socket; and at the same place
may lie the stick of another office, or nothing but the place where a share is to be.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.exchange.folder.found import Listing


class FolderEmpty(StoreRefused):
    """Nothing lies there, and it is not on the disk on which it was: not connected, or emptied."""


def recognise(
    folder: Path,
    listing: Listing,
    device: int,
    writers: Collection[str],
    keys: Collection[str],
    *,
    refill: bool,
) -> None:
    """Refuse what is not the office's folder: ``StoreRefused``, or ``FolderEmpty`` where only people know.

    ``device``: the disk or share on which it was (0: not known). ``writers`` have written there as far as
    this laptop knows, itself among them (none: it has not written there yet); ``keys`` are those that it has.
    ``refill``: an officer says that it is the one, and was emptied.
    """
    if not listing.rooted:
        if device not in (0, listing.device) and not refill:
            raise FolderEmpty(
                "同步文件夹里是空的",
                f"{folder} 现在不在原来的磁盘或共享上：U 盘或共享可能没有接上",
                "接上再同步；确实就是它、被清空了，运行 huaian-tui sync 文件夹，各台电脑会把自己的重新写上",
            )
        return
    there = {one.writer for one in listing.segments} | set(listing.heads)
    there |= {one.path.partition("/")[0] for one in listing.odd}
    strange = bool(there or listing.keys) and not (there & set(writers) or set(listing.keys) & set(keys))
    if writers and strange:
        raise StoreRefused(
            "这不是原来的同步文件夹",
            f"{folder} 里是别的办公室的同步文件，没有本机和同事写的：可能接错了 U 盘或共享",
            "接上原来的再同步；确实要换到这个，先 huaian-tui sync leave，再 huaian-tui sync 文件夹 加入",
        )
