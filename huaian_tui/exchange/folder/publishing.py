"""The child's side of writing into the shared folder: whole under its final name, or not at all.

Only into the own folder, and the office's key beside it. Written under a name that every engine leaves alone,
flushed, renamed, the folder flushed. Whoever may read the shared folder may read what is written there: the
program's own umask, which keeps a ledger from everybody else, would keep it from the colleagues on a share.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import stat
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from huaian_tui.exchange.folder.names import ROOT, is_temporary, parse_segment, temporary_name
from huaian_tui.store.keep.private_files import flush_where_it_can, is_link, sync_folder, told

_DAY_SECONDS = 86_400
_CHUNK = 1 << 20


def publish(path: Path, data: bytes) -> None:
    """Let a file be there whole under its name; what was there under it is replaced. ``OSError`` when
    refused."""
    part = path.with_name(temporary_name(secrets.token_hex(6)))
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            flush_where_it_can(file.fileno())
        os.replace(part, path)  # on a share a reader may hold the old one: then at the next sync
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_all(
    folder: Path,
    me: str,
    files: Sequence[tuple[str, bytes]],
    deleted: Sequence[tuple[str, str]],
) -> list[str]:
    """Publish files in the order given into the own folder, then delete; the names that were deleted.

    ``deleted`` are own segments, each with the one that covers it, which must be whole on the disk before the
    small one goes. ``StoreRefused`` with the way out when the system refuses; what was published before
    stays.
    """
    own = folder / ROOT / me
    with told("没有写进同步文件夹", own):
        _make_root(folder)
        with _readable_as(folder):
            _make(own)
            for name, data in files:
                publish(own / name, data)
    _clear_temporary(own)
    return [name for name, cover in deleted if _is_whole(own, cover) and _gone(own / name)]


def write_key(folder: Path, name: str, data: bytes) -> None:
    """Publish the office's key unless one lies there by its name; ``StoreRefused`` when that is refused."""
    with told("没有写进同步文件夹", folder / ROOT):
        _make_root(folder)
        if not os.path.lexists(folder / ROOT / name):
            with _readable_as(folder):
                publish(folder / ROOT / name, data)


def drop_key(folder: Path, name: str, cover: str, data: bytes, most: int) -> bool:
    """Take a key file away where the one that covers it has the bytes ``data`` on the disk; whether it
    went."""
    from huaian_tui.exchange.folder.looking import read_file

    said, _, found = read_file(folder / ROOT / cover, None, most)
    return said == "read" and found == data and _gone(folder / ROOT / name)


def read_key(folder: Path, name: str, most: int) -> bytes:
    """A key file; ``StoreRefused`` when it cannot be read or is larger than any is."""
    from huaian_tui.exchange.folder.looking import read_file

    said, _, data = read_file(folder / ROOT / name, None, most)
    with told("读不到办公室的钥匙", folder / ROOT / name):
        if said != "read":
            raise OSError(errno.ENOENT if said == "gone" else errno.EIO, "读不到，或不是钥匙文件")
    return data


@contextmanager
def _readable_as(folder: Path, *, closed: int = 0o022) -> Iterator[None]:
    """What is made is open to whom the shared folder is, but for the bits ``closed``.

    For a process that does nothing else at that time: the umask is that of the whole process.
    """
    before = os.umask(~stat.S_IMODE(folder.stat().st_mode) & 0o077 | closed)
    try:
        yield
    finally:
        os.umask(before)


def _make_root(folder: Path) -> None:
    """Make the folder in which each laptop makes its own: who may write in the shared one may write here."""
    with _readable_as(folder, closed=0):
        _make(folder / ROOT)


def _make(folder: Path) -> None:
    """Make what is not there; a link in its place is refused: it would write wherever somebody else's
    leads."""
    if is_link(folder):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    folder.mkdir(exist_ok=True)


def _clear_temporary(own: Path) -> None:
    """Remove what a program left in the own folder that was killed while it wrote, a day ago or more."""
    with suppress(OSError):
        for entry in os.scandir(own):
            if is_temporary(entry.name):
                with suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(status.st_mode) and time.time() - status.st_mtime > _DAY_SECONDS:
                        os.unlink(entry.path)


def _is_whole(own: Path, cover: str) -> bool:
    """Whether a segment on the disk has the bytes that its name says."""
    name, digest = parse_segment(cover), hashlib.sha256()
    try:
        with (own / cover).open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except OSError:
        return False
    return name is not None and digest.hexdigest()[:16] == name.sha


def _gone(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True
