"""What stands in a folder, and which file a typed or pasted path means. Blocking, for a worker thread."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from huaian_tui.domain.columns import Column
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.domain.text.ordering import chinese_key
from huaian_tui.domain.words.sizes import size_words
from huaian_tui.domain.words.system_errors import system_reason
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.tui.safe_text import own_words
from huaian_tui.tui.threads.within import is_folder_soon

PASSED_OVER = (".", "~$")
"""Names that begin so are hidden files, and the lock files of office programs."""

_KINDS_TOLD = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """A line: ``size`` in bytes (None: not known), ``place`` where it is when that is not clear."""

    path: Path
    name: str
    folder: bool
    size: int | None = None
    changed: datetime | None = None
    place: str = ""

    @property
    def key(self) -> str:
        """Its key in the list: what it is, whether it stands there for its own sake, and the path."""
        return f"{'d' if self.folder else 'f'}{'+' if self.place else '-'}{self.path}"


def path_of_key(key: str) -> Path:
    """The path of a line."""
    return Path(key[2:])


COLUMNS: tuple[Column[Entry], ...] = (
    Column("名称", lambda of: f"{of.name}{os.sep if of.folder else ''}", weight=3, min_width=24, sort="name"),
    Column("大小", lambda of: size_words(of.size), width=8, right=True, sort="size"),
    Column("修改时间", lambda of: _changed(of.changed), width=16, priority=2, sort="changed"),
    Column("位置", lambda of: of.place, weight=3, min_width=16, priority=2),
)


@dataclass(frozen=True, slots=True)
class Listing:
    """The lines of a folder (None: the places to begin at), and what is said of those that are not shown."""

    folder: Path | None
    entries: tuple[Entry, ...]
    others: str = ""


def list_folder(folder: Path, fits: Callable[[str], bool]) -> Listing:
    """Folders by name, then the files whose names ``fits``, the newest first; raises ``HuaianError``."""
    folders, files, others = list[Entry](), list[Entry](), Counter[str]()
    try:
        with os.scandir(folder) as found:
            for one in found:
                if one.name.startswith(PASSED_OVER):
                    continue
                if _is_folder(one):
                    folders.append(Entry(folder / one.name, one.name, True))
                elif fits(one.name):
                    files.append(entry_of(folder / one.name))
                else:
                    others[Path(one.name).suffix.lower()] += 1
    except (OSError, ValueError) as error:
        reason = system_reason(error) if isinstance(error, OSError) else "路径不能使用"
        raise HuaianError(f"打不开文件夹 {folder}", reason, "请检查有没有权限、盘是否还插着") from error
    folders.sort(key=lambda one: chinese_key(one.name))
    files.sort(key=lambda one: (-_moment(one), chinese_key(one.name)))
    return Listing(folder, (*folders, *files), _others(others))


def _is_folder(one: os.DirEntry[str]) -> bool:
    try:
        return one.is_dir()
    except OSError:
        return False


def entry_of(path: Path, place: str = "") -> Entry:
    """The line of a file; what cannot be asked for stays blank."""
    try:
        said = path.stat()
    except (OSError, ValueError):
        return Entry(path, path.name, False, place=place)
    changed = datetime.fromtimestamp(said.st_mtime, SHANGHAI)
    return Entry(path, path.name, False, said.st_size, changed, place)


def _moment(one: Entry) -> float:
    return 0.0 if one.changed is None else one.changed.timestamp()


def _others(others: Counter[str]) -> str:
    if not others:
        return ""
    # The order in which a folder names its files differs from disk to disk.
    most = sorted(others.items(), key=lambda kind: (-kind[1], kind[0]))[:_KINDS_TOLD]
    kinds = "、".join(name for name, _ in most if name)
    return f"另有 {others.total()} 个不能读取的没列出" + (f"（{kinds}）" if kinds else "")


def _changed(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M}"


def nearest_folder(typed: str) -> Path | None:
    """The folder that was typed, else the nearest one above it that is there; None where nothing was."""
    try:
        path = path_of(typed)
        found = next((one for one in (path, *path.parents) if is_folder_soon(one)), None)
        return None if found is None or not typed.strip() else found.absolute()
    except (OSError, ValueError, RuntimeError):
        return None


# ---------------------------------------------------------------------- what is typed


def path_of(typed: str) -> Path:
    """A path as typed, pasted with quotes, or dragged from a file manager; may raise ``RuntimeError``."""
    typed = typed.strip()
    if len(typed) > 1 and typed[0] == typed[-1] and typed[0] in "'\"":
        typed = typed[1:-1]
    if typed.startswith("file://"):
        typed = unquote(urlsplit(typed).path)
    return Path(typed).expanduser()


def is_path(typed: str) -> bool:
    """Whether what is typed is a path and not a part of a name."""
    typed = typed.strip().lstrip("'\"")
    return typed.startswith(("/", "~", "./", "../", "file://", "\\\\")) or typed[1:3] in (":\\", ":/")


def narrowed(entries: Iterable[Entry], typed: str) -> tuple[Entry, ...]:
    """The lines whose name has every typed word."""
    words = search_key(typed).split()
    return tuple(one for one in entries if all(word in search_key(one.name) for word in words))


def look_up(typed: str, fits: Callable[[str], bool]) -> Listing:
    """What a typed path means: the file itself, the folder, or what begins so in the folder above it."""
    try:
        path = path_of(typed)
        if path.is_dir():
            return list_folder(path, fits)
        if path.exists():
            return Listing(path.parent, (entry_of(path),))
        above = path.parent if path.parent.is_dir() else None
    except (OSError, ValueError, RuntimeError) as error:
        raise HuaianError("路径不能使用", own_words(str(error)[:80]), "请检查写法，或用上下键选") from error
    if above is None:
        raise HuaianError("没有这个文件夹", str(path.parent), "请检查路径，或清空后用上下键选")
    listing = list_folder(above, fits)
    start = search_key(path.name)
    return Listing(above, tuple(one for one in listing.entries if search_key(one.name).startswith(start)))


def sorted_entries(entries: Sequence[Entry], key: str, *, descending: bool) -> list[Entry]:
    """Folders first, then by name, size or day."""
    by: dict[str, Callable[[Entry], object]] = {
        "name": lambda one: chinese_key(one.name),
        "size": lambda one: one.size or 0,
        "changed": _moment,
    }
    ordered = sorted(entries, key=by[key], reverse=descending)  # type: ignore[arg-type]
    return sorted(ordered, key=lambda one: not one.folder)
