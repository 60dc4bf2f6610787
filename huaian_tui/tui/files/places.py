"""Where an officer looks for a file: what was opened lately, own folders, sticks that are plugged in.

Nothing here is a record: what was opened lately stands with the other personal settings of this laptop.
All functions are blocking, for a worker thread; none raises.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal

from huaian_tui.store.keep.preferences import read_preferences, remember
from huaian_tui.tui.forms.folders import own_folders
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.threads.within import is_file_soon, is_folder_soon

KEY = "recent_files"
MOST_RECENT = 8
"""Files that are remembered for one purpose."""

MEDIA = ("/media", "/run/media", "/mnt", "/Volumes")
"""Where sticks and discs appear, in a folder of their own or in one of the person's."""

Source = Literal["plans", "minutes", "forms", "packs"]
"""What is looked for; each remembers its own files."""


def recent_files(app: Host, source: Source) -> list[Path]:
    """The files that were opened last for this and are still there, the last one first."""
    return [path for path in _remembered(app, source) if is_file_soon(path)]


def recent_folders(app: Host, source: Source) -> list[Path]:
    """The folders in which they stood, and those that were taken whole, each once."""
    whole = (path if is_folder_soon(path) else path.parent for path in _remembered(app, source))
    return [path for path in dict.fromkeys(whole) if is_folder_soon(path)]


def keep_recent(app: Host, source: Source, paths: Sequence[Path]) -> None:
    """These were opened. That the disk refuses to remember it is not worth a word."""
    if app.preferences is None or not paths:
        return
    opened = [path.absolute() for path in paths if _can_be_written(path)]
    kept = [*opened, *(path for path in _remembered(app, source) if path not in opened)]
    every = read_preferences(app.preferences).get(KEY)
    all_sources = every if isinstance(every, dict) else {}
    remember(app.preferences, KEY, {**all_sources, source: [str(path) for path in kept[:MOST_RECENT]]})


def usual_places() -> list[tuple[str, Path]]:
    """(What it is called, the folder): own folders, that in which the program was started, sticks, discs."""
    found = [(name, path) for name, path in own_folders() if is_folder_soon(path)]
    with suppress(OSError):  # it may have been removed meanwhile
        started = Path.cwd()
        if started.parent != started and started not in [path for _, path in found]:
            found.append(("当前文件夹", started))
    return found + [(f"外接盘 {path.name}", path) for path in plugged_in()]


def plugged_in() -> Iterator[Path]:
    """The folders of sticks and discs that are there now."""
    try:
        person = getpass.getuser()
    except (OSError, KeyError, ImportError):
        person = ""
    for base in map(Path, MEDIA):
        for path in (base, base / person) if person else (base,):
            yield from (one for one in _folders_in(path) if one.name != person)


def _folders_in(path: Path) -> list[Path]:
    # By what the folder says of its entries: to ask a share itself that is dead would take for ever.
    with suppress(OSError), os.scandir(path) as found:
        return sorted(Path(one.path) for one in found if one.is_dir())
    return []


def _remembered(app: Host, source: Source) -> list[Path]:
    if app.preferences is None:
        return []
    every = read_preferences(app.preferences).get(KEY)
    kept = every.get(source) if isinstance(every, dict) else None
    return [Path(one) for one in kept if isinstance(one, str)] if isinstance(kept, list) else []


def _can_be_written(path: Path) -> bool:
    """Whether a name is text; one with broken bytes is opened, but not remembered."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True
