"""Files that only their owner reads, and that are there whole or not at all.

Used for backups and for putting one back: written under a temporary name, flushed to
the disk, named at the end. A full disk, a crash or a pulled-out stick leaves what was.
"""

from __future__ import annotations

import errno
import os
import stat
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from huaian_tui.domain.errors import StoreRefused

PART_PREFIX = ".huaian-"
PART_SUFFIX = ".part"
"""Temporary names say nothing about what is in the file."""

_CHUNK = 1 << 20
_REASONS = {
    errno.EACCES: ("没有写入权限", "换一个可以写入的文件夹，或请管理员开放权限"),
    errno.EPERM: ("没有写入权限", "换一个可以写入的文件夹，或请管理员开放权限"),
    errno.EROFS: ("所在位置是只读的", "换一个可以写入的位置"),
    errno.ENOSPC: ("磁盘空间不足", "腾出空间后再试，或换一个磁盘"),
    errno.EDQUOT: ("磁盘配额已用完", "腾出空间后再试，或换一个磁盘"),
    errno.EFBIG: ("该磁盘放不下这么大的文件", "换一个磁盘"),
    errno.ENOENT: ("文件或文件夹不存在", "检查写的路径"),
    errno.ENOTDIR: ("上级不是文件夹", "检查写的路径"),
    errno.EISDIR: ("这是文件夹，不是文件", "写到具体的文件名"),
    errno.EEXIST: ("已有同名文件", "换一个文件名；原有文件没有动"),
    errno.ENAMETOOLONG: ("文件名太长", "缩短文件名"),
    errno.ELOOP: (
        "这是一个链接，程序不跟随它到别处",
        "删去这个链接，程序会另建文件夹；备份要放到别的磁盘时，用 huaian-tui backup 文件",
    ),
}
_JUNCTION = 0xA0000003
"""Windows' mark of a mount point or junction; files that a cloud keeps have others, and are no links."""

_READ_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe by this name must not be waited for
    | getattr(os, "O_BINARY", 0)
)


@contextmanager
def told(title: str, path: Path) -> Iterator[None]:
    """Turn what the system refuses into a line to act on: ``title``, the reason, the way out."""
    try:
        yield
    except OSError as error:
        from huaian_tui.domain.words.system_errors import system_reason  # only where something failed

        reason, way_out = _REASONS.get(error.errno or 0) or (
            system_reason(error),
            "检查磁盘、共享或网络后再试",
        )
        raise StoreRefused(title, f"{path}：{reason}", way_out) from error


def is_link(path: Path) -> bool:
    """Whether a name leads elsewhere: a symbolic link, on Windows also a junction."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISLNK(found.st_mode) or getattr(found, "st_reparse_tag", 0) == _JUNCTION


def private_folder(folder: Path) -> None:
    """Make a folder that only its owner enters, unless it is there; a link is refused (ELOOP).

    Copies of the ledger would go, and old ones be removed, wherever somebody else's link leads.
    """
    if is_link(folder):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    folder.mkdir(mode=0o700, exist_ok=True)


def read_small(path: Path, most: int) -> bytes | None:
    """A regular file of at most so many bytes; None for a larger one, none, a link, or what is no file."""
    try:
        descriptor = os.open(path, _READ_FLAGS)
    except OSError:
        return None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        with open(descriptor, "rb", closefd=False) as file:
            data = file.read(most + 1)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    return data if len(data) <= most else None


@contextmanager
def part_in(folder: Path) -> Iterator[Path]:
    """An empty file (0600) under a temporary name; gone at the end unless it was given another name."""
    # Imported here: whoever only looks at such files does without.
    import tempfile

    descriptor, name = tempfile.mkstemp(prefix=_own_prefix(), suffix=PART_SUFFIX, dir=folder)
    os.close(descriptor)
    part = Path(name)
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)
        # What SQLite may leave beside a file that it was interrupted in.
        for suffix in ("-journal", "-wal", "-shm"):
            part.with_name(f"{part.name}{suffix}").unlink(missing_ok=True)


def _own_prefix() -> str:
    """Names this computer and this process, so that another knows whether the part is still written."""
    # Imported here: a start that writes no file does without.
    import socket

    return f"{PART_PREFIX}{zlib.crc32(socket.gethostname().encode()):08x}-{os.getpid()}-"


def clear_parts(folder: Path) -> None:
    """Remove the temporary files that programs left which were killed; never one that is still written."""
    host = _own_prefix().rsplit("-", 2)[0] + "-"
    try:
        found = list(folder.glob(f"{PART_PREFIX}*{PART_SUFFIX}*"))
    except OSError:
        return
    for left in found:
        pid = left.name.removeprefix(host).partition("-")[0]
        here = left.name.startswith(host) and pid.isdecimal()
        with suppress(OSError):
            old = time.time() - left.lstat().st_mtime > _DAY_SECONDS
            if old or (here and not is_alive(int(pid))):
                left.unlink()


def is_alive(pid: int) -> bool:
    """Whether a process of this computer lives; on Windows that is not asked (a signal would end it)."""
    if os.name == "nt" or pid <= 0:
        return pid > 0
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


_DAY_SECONDS = 86_400


def sync_file(path: Path) -> None:
    """Make the contents durable."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable (Windows cannot open one)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        flush_where_it_can(descriptor)
    finally:
        os.close(descriptor)


def flush_where_it_can(descriptor: int) -> None:
    """Make it durable; on a share that knows no such thing it is as durable as that makes it."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise


def name_new(part: Path, target: Path) -> None:
    """Give a finished file its name; FileExistsError when the name is taken, never over another file."""
    if os.name == "nt":
        os.rename(part, target)  # refuses an existing target there
        return
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:
        # FAT and exFAT sticks have no hard links: take the name first, then move over our own empty file.
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            os.replace(part, target)
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        return
    part.unlink()


def write_new(target: Path, data: bytes) -> None:
    """Write a small file whole (0600); FileExistsError when the name is taken."""
    with part_in(target.parent) as part:
        part.write_bytes(data)
        sync_file(part)
        name_new(part, target)


def replace_with(target: Path, data: bytes) -> None:
    """Write a small file whole (0600) in place of the one that is there."""
    with part_in(target.parent) as part:
        part.write_bytes(data)
        sync_file(part)
        os.replace(part, target)


def copy_into(source: Path, part: Path) -> str:
    """Copy a file over a temporary one, make it durable, and return the SHA-256 of what was copied."""
    # Imported here, as below: the screens begin without it.
    import hashlib

    digest = hashlib.sha256()
    with source.open("rb") as read, part.open("wb") as written:
        while chunk := read.read(_CHUNK):
            digest.update(chunk)
            written.write(chunk)
        written.flush()
        os.fsync(written.fileno())
    return digest.hexdigest()


def sha256_of(path: Path) -> str:
    """SHA-256 of a file in hexadecimal."""
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
