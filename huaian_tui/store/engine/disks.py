"""Where a ledger lies: on a disk of this computer, or on one that other computers write to as well.

Only on a disk of its own may a ledger keep its journal in memory that programs share
(docs/decisions/021): two computers do not share memory.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

_LOCAL_KINDS = frozenset({"tmpfs", "ramfs", "overlay", "btrfs", "zfs", "bcachefs", "ubifs", "fuseblk"})
"""File systems of Linux without a block device of their own number that one computer has to itself."""

_MOUNTS = Path("/proc/self/mountinfo")
_MNT_LOCAL = 0x1000
_FLAGS_OFFSET, _STATFS_BYTES = 64, 4096
_DRIVE_REMOTE = 4


def is_shared(path: Path) -> bool:
    """Whether other computers may write to the file too; when nobody can tell, it may be so."""
    try:
        if sys.platform == "win32":
            return _is_shared_on_windows(path)
        if sys.platform == "darwin":
            return _is_shared_on_macos(path)
        return _is_shared_on_linux(path)
    except (OSError, ValueError, AttributeError):
        return True


def _is_shared_on_linux(path: Path) -> bool:
    device = os.stat(path).st_dev
    if os.major(device):
        return False  # a block device of this computer
    return _kind_of(f"{os.major(device)}:{os.minor(device)}", os.path.realpath(path)) not in _LOCAL_KINDS


def _kind_of(device: str, real: str) -> str:
    """The kind of the file system with this number, else of the one mounted nearest above."""
    nearest, kind = "", ""
    for line in _MOUNTS.read_bytes().decode("utf-8", "surrogateescape").splitlines():
        words = line.split(" ")
        place = words[4].replace("\\040", " ")
        found = words[words.index("-") + 1]
        if words[2] == device:
            return found
        if len(place) > len(nearest) and (real == place or real.startswith(place.rstrip("/") + "/")):
            nearest, kind = place, found
    return kind


def _is_shared_on_macos(path: Path) -> bool:
    # Imported here: nothing else needs it.
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    call = getattr(library, "statfs$INODE64", None) or library.statfs
    answer = ctypes.create_string_buffer(_STATFS_BYTES)
    if call(os.fsencode(path), answer):
        return True
    flags = int.from_bytes(answer.raw[_FLAGS_OFFSET : _FLAGS_OFFSET + 4], sys.byteorder)
    return not flags & _MNT_LOCAL


def _is_shared_on_windows(path: Path) -> bool:
    # Imported here: nothing else needs it.
    import ctypes

    drive = os.path.splitdrive(os.path.realpath(path))[0]
    if drive.startswith("\\\\"):
        return True
    kind = ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\")  # type: ignore[attr-defined,unused-ignore]
    return bool(kind == _DRIVE_REMOTE)
