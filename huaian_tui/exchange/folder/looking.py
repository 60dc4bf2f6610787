"""The child's side of reading the shared folder: list it, and give files, without ever following or waiting.

Links, pipes and folders in the place of files are not opened; a file that a cloud client keeps elsewhere
(待下载) neither, since that would download it or hang.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.domain.words.system_errors import system_reason
from huaian_tui.exchange.folder.names import HEADS, ROOT, SUFFIX, is_writer, parse_key, parse_segment

MOST_FILE_BYTES = 64 << 20
"""Of one file; segments are written far smaller."""

MOST_HEADS_BYTES = 1 << 20
MOST_NAMES = 200_000
MOST_EXAMPLES = 20

_ELSEWHERE = 0x00401000
"""Windows: FILE_ATTRIBUTE_OFFLINE and FILE_ATTRIBUTE_RECALL_ON_DATA_ACCESS."""

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
)


def look(folder: Path, me: str, known: Mapping[str, Sequence[int]]) -> tuple[dict[str, Any], list[bytes]]:
    """Every name below the root, and the files of heads that are not ``known`` by writer and mark.

    ``StoreRefused`` when the folder is not there.
    """
    root = folder / ROOT
    found: dict[str, Any] = {
        "files": [],
        "heads": {},
        "keys": [],
        "foreign": 0,
        "examples": [],
        "waiting": [],
        "unreadable": [],
        "rooted": False,
    }
    found["device"] = _device(folder)
    if not _is_folder(root):
        return found, []
    found["rooted"] = True
    _list_root(root, me, found)
    blobs, fresh = list[bytes](), list[str]()
    for writer, mark in found["heads"].items():
        if list(known.get(writer, ())) == list(mark):
            continue
        said, _, data = read_file(root / writer / HEADS, None, MOST_HEADS_BYTES)
        if said == "read":
            fresh.append(writer)
            blobs.append(data)
    return found | {"fresh": fresh}, blobs


def refuse_inside(ledger: Path, folder: Path) -> None:
    """A ledger must not lie in what an engine replicates: locks lie there, and half copies destroy it."""
    real, root = os.path.realpath(ledger), os.path.realpath(folder)
    if real.startswith(root.rstrip(os.sep) + os.sep):
        raise StoreRefused(
            "台账不能放在同步文件夹里",
            f"{ledger} 在 {folder} 里面：同步程序会传走写了一半的台账，把它弄坏",
            "关闭程序，把台账移到本机别的文件夹（--db 指定），同步文件夹里只放同步用的文件",
        )


def _device(folder: Path) -> int:
    try:
        found = folder.stat()
    except OSError as error:
        raise StoreRefused(
            "同步文件夹不在",
            f"{folder}：{_reason(error)}",
            "插上 U 盘、连上共享，或看文件夹是否改了名，再同步；台账没有改动",
        ) from None
    if not stat.S_ISDIR(found.st_mode):
        raise StoreRefused("这不是文件夹", str(folder), "请写同步文件夹的位置")
    return found.st_dev


def _reason(error: OSError) -> str:
    """Why the system does not let it be read."""
    known = {errno.ENOENT: "找不到", errno.ENOTDIR: "上级不是文件夹", errno.EACCES: "没有读取权限"}
    return known.get(error.errno or 0) or system_reason(error)


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


def _list_root(root: Path, me: str, found: dict[str, Any]) -> None:
    try:
        entries = list(os.scandir(root))
    except OSError as error:
        raise StoreRefused(
            "不能读取同步文件夹", f"{root}：{_reason(error)}", "检查权限和连接后再同步"
        ) from None
    for entry in entries:
        if is_writer(entry.name) and _is_really_folder(entry):
            _list_writer(entry, me, found)
        elif (recipient := parse_key(entry.name)) is not None and not _is_really_folder(entry):
            found["keys"].append(recipient)
        else:
            _foreign(entry.name, found)


def _is_really_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _foreign(name: str, found: dict[str, Any]) -> None:
    found["foreign"] += 1
    if len(found["examples"]) < MOST_EXAMPLES:
        found["examples"].append(name)


def _list_writer(folder: os.DirEntry[str], me: str, found: dict[str, Any]) -> None:
    try:
        with os.scandir(folder.path) as entries:
            for entry in entries:
                if len(found["files"]) > MOST_NAMES:
                    raise StoreRefused(
                        "同步文件夹里的文件多得不正常", f"超过 {MOST_NAMES} 个", "请检查里面是什么"
                    )
                _list_file(folder.name, entry, folder.name == me, found)
    except OSError:
        found["unreadable"].append(folder.name)


def _list_file(writer: str, entry: os.DirEntry[str], mine: bool, found: dict[str, Any]) -> None:
    """One name in a writer's folder; others' segments are not asked for size and time, which a share makes
    slow."""
    name, mark = entry.name, None
    canonical = parse_segment(name) is not None
    if not name.endswith(SUFFIX) or name.startswith((".", "~")):
        _foreign(f"{writer}/{name}", found)
        return
    if mine or not canonical or sys.platform in ("win32", "darwin"):
        try:
            status = entry.stat(follow_symlinks=False)
        except OSError:
            return  # gone meanwhile
        if not stat.S_ISREG(status.st_mode):
            _foreign(f"{writer}/{name}", found)
            return
        if is_elsewhere(status):
            found["waiting"].append(f"{writer}/{name}")
            return
        mark = [status.st_size, status.st_mtime_ns]
    if name == HEADS:
        found["heads"][writer] = mark
    else:
        found["files"].append([writer, name, mark])


def is_elsewhere(status: os.stat_result) -> bool:
    """Whether a cloud client keeps the contents elsewhere: opening it would fetch it, or hang."""
    if sys.platform == "win32":
        return bool(status.st_file_attributes & _ELSEWHERE)
    return sys.platform == "darwin" and status.st_size > 0 and status.st_blocks == 0


def read_all(
    root: Path, files: Sequence[tuple[str, Sequence[int] | None]], most: int
) -> tuple[dict[str, Any], list[bytes]]:
    """Files one after the other, at least one and then while all together stay below ``most`` bytes.

    Each is [what became of it, its mark]: ``read``, ``before`` (still as it was marked), ``gone``, ``large``,
    ``empty``, ``kind`` (no plain file), ``waiting`` (elsewhere), ``refused`` (by the system).
    """
    told, blobs, total = [], list[bytes](), 0
    for path, mark in files:
        if blobs and total >= most:
            break
        said, found, data = read_file(root / path, mark, MOST_FILE_BYTES)
        told.append([said, found])
        if said == "read":
            blobs.append(data)
            total += len(data)
    return {"told": told}, blobs


def read_file(path: Path, before: Sequence[int] | None, most: int) -> tuple[str, list[int] | None, bytes]:
    """One file: what became of it, its mark, its bytes."""
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            return "kind", None, b""
        mark = [status.st_size, status.st_mtime_ns]
        if before is not None and list(before) == mark:
            return "before", mark, b""
        if is_elsewhere(status):
            return "waiting", mark, b""
        if not 0 < status.st_size <= most:
            return "large" if status.st_size else "empty", mark, b""
        descriptor = os.open(path, _FLAGS)
    except FileNotFoundError:
        return "gone", None, b""
    except OSError:
        return "refused", None, b""
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return "kind", None, b""
        with open(descriptor, "rb", closefd=False) as file:
            data = file.read(most + 1)
    except OSError:
        return "refused", mark, b""
    finally:
        os.close(descriptor)
    return ("read", mark, data) if len(data) <= most else ("large", mark, b"")
