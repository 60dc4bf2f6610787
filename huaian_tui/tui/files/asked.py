"""What the chooser of files asks the disk: one listing, in time or not at all. For a worker thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from huaian_tui.domain.errors import HuaianError
from huaian_tui.tui.files.listing import (
    Entry,
    Listing,
    entry_of,
    is_path,
    list_folder,
    look_up,
    narrowed,
    nearest_folder,
)
from huaian_tui.tui.files.places import Source, recent_files, recent_folders, usual_places
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.threads.within import NoAnswer, within


def listed(
    app: Host,
    source: Source | None,
    fits: Callable[[str], bool],
    typed: str,
    folder: Path | None,
    begin: str,
) -> Listing:
    """What a typed path means, else a folder narrowed by what is typed; raises ``HuaianError``.

    ``source``: None where a folder is looked for. ``begin`` is what was typed before the chooser was opened:
    the nearest folder to it is listed then.
    """

    def asked() -> Listing:
        if is_path(typed):
            return look_up(typed, fits)
        at = nearest_folder(begin) if begin else folder
        found = _beginning(app, source) if at is None else list_folder(at, fits)
        others = "" if source is None else found.others
        return Listing(found.folder, narrowed(found.entries, typed), others)

    try:
        return within(asked)
    except NoAnswer:
        raise HuaianError("文件夹没有回应", "网络共享或 U 盘可能断了", "检查连接，或换一个位置") from None


def _beginning(app: Host, source: Source | None) -> Listing:
    """Files opened lately, their folders, the usual places (blocking); for a folder the places alone."""
    places = [Entry(path, name, True, place=str(path)) for name, path in usual_places()]
    if source is None:
        return Listing(None, tuple(places))
    files = [entry_of(path, f"最近 {path.parent}") for path in recent_files(app, source)]
    folders = [
        Entry(path, path.name or str(path), True, place=f"最近 {path.parent}")
        for path in recent_folders(app, source)
    ]
    return Listing(None, (*files, *folders, *places))
