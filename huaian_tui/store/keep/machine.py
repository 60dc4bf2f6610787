"""This machine as ledgers know it: a random mark in the user's own folder, and how far each origin got here.

Nothing of the hardware is asked (docs/decisions/019). A ledger keeps with each of its own origins the SHA-256
of the mark of the machine that wrote it; the machine keeps how far it wrote each, so that an older copy of a
file is told from the newest. Both are only hints against a fork: that they cannot be kept stops nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import stat
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from huaian_tui.store.keep.locations import data_folder
from huaian_tui.store.keep.private_files import name_new, part_in, private_folder, read_small, sync_file

_FOLDER, _MARK, _ORIGINS = "machine", "mark.json", "origins"
_MOST_BYTES = 4000
_MARK_BYTES = 16
_RENEWED_OFTEN = 3
_OFTEN_SECONDS = 30 * 86_400
"""A mark that moves so often in so long lies where files have no lasting number: that is asked no more."""


class Reached(NamedTuple):
    """The last record of an origin that was written on this machine: its number (0: none yet) and hash."""

    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Machine:
    """``mark`` is the SHA-256 of this machine's mark; None where none can be kept.

    ``file_mark`` stands in for it then: it follows from the number that the file system gave to the
    ledger file, which a copy does not have. ``folder`` is where all of it is kept; how far origins were
    written is kept in the system's temporary folder, or by this program alone, while it cannot be written.
    """

    mark: bytes | None
    file_mark: bytes
    folder: Path

    @property
    def marks(self) -> tuple[bytes, ...]:
        """By which the own origins of a file are known here."""
        return (self.file_mark,) if self.mark is None else (self.mark, self.file_mark)

    def reached(self, origin: bytes) -> Reached | None:
        """How far an origin was written here; None when that is not known."""
        spare = _spare_folder(self.folder)
        places = (self.folder,) if spare is None else (self.folder, spare)
        found = [_read_reached(_origin_file(folder, origin)) for folder in places]
        found.append(_remembered.get((self.folder, origin)))
        return max((one for one in found if one is not None), key=lambda one: one.seq, default=None)

    def note(self, origin: bytes, seq: int, digest: bytes) -> bool:
        """Keep how far an origin was written here, after the commit; whether its own folder could keep it.

        Not flushed to the disk: after a power loss the note may lag behind the ledger, which is
        allowed for. Its length never changes, so that it is written in one piece.
        """
        if self.mark is not None and _write_reached(self.folder, origin, seq, digest):
            return True
        spare = _spare_folder(self.folder, create=True)
        if spare is None or not _write_reached(spare, origin, seq, digest):
            _remembered[self.folder, origin] = Reached(seq, digest)
        return False


_remembered = dict[tuple[Path, bytes], Reached]()
"""How far this program wrote, by folder and origin, where no file can say it."""


def _origin_file(folder: Path, origin: bytes) -> Path:
    return folder / _ORIGINS / origin.hex()


def _read_reached(file: Path) -> Reached | None:
    data = read_small(file, _MOST_BYTES)
    try:
        seq, digest = (data or b"").decode("ascii").split(" ")
        return Reached(int(seq), bytes.fromhex(digest))
    except ValueError:
        return None


def _write_reached(folder: Path, origin: bytes, seq: int, digest: bytes) -> bool:
    file = _origin_file(folder, origin)
    text = f"{seq:020d} {digest.hex():0>64}"
    try:
        if not seq or not file.parent.is_dir():
            _make_folders(folder, file.parent)
        descriptor = os.open(file, os.O_CREAT | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0), 0o600)
        try:
            os.write(descriptor, text.encode("ascii"))
            if not seq:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError:
        return False
    return True


def _spare_folder(folder: Path, *, create: bool = False) -> Path | None:
    """In the system's temporary folder, ours alone; None where there is none or somebody else made it."""
    # Imported here: the user's own folder can be written nearly everywhere.
    import tempfile

    user = os.getuid() if sys.platform != "win32" else 0
    place = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    spare = Path(tempfile.gettempdir()) / f"huaian-tui-{user}-{place}"
    try:
        if create:
            private_folder(spare)
        found = os.lstat(spare)
    except OSError:
        return None
    if os.name != "nt" and (found.st_uid != user or found.st_mode & 0o077):
        return None
    return spare if stat.S_ISDIR(found.st_mode) else None


def this_machine(database: Path, *, create: bool) -> Machine:
    """The machine on which we run; ``create``: a mark is made if there is none yet."""
    folder = data_folder() / _FOLDER
    mark = _read_mark(folder, create=create)
    return Machine(None if mark is None else hashlib.sha256(mark).digest(), _file_mark(database), folder)


def _make_folders(*folders: Path) -> None:
    """Make what is not there yet, for its owner only; a link in its place is an ``OSError``."""
    folders[0].parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for folder in folders:
        private_folder(folder)


def _file_mark(database: Path) -> bytes:
    try:
        number = database.stat().st_ino
    except OSError:
        number = 0
    return hashlib.sha256(f"file {number}".encode("ascii")).digest()


class _Kept(NamedTuple):
    """What the file with the mark says: mark, the number that the file had when made, moments of renewal."""

    mark: bytes
    number: int
    renewed: tuple[float, ...]


def _read_mark(folder: Path, *, create: bool) -> bytes | None:
    """The mark; None when there is none and none can be (or is to be) made.

    A mark in a file of another number came here as a copy, with the home folder or with the disk: whoever
    has the first one may be writing too, so this machine gets a mark of its own.
    """
    file = folder / _MARK
    kept, number = _parsed(read_small(file, _MOST_BYTES)), _number(file)
    if kept is not None and kept.number in (0, number):
        return kept.mark
    if not create:
        return None
    recent = [one for one in (kept.renewed if kept else ()) if one > time.time() - _OFTEN_SECONDS]
    with suppress(OSError):
        if kept is not None and len(recent) >= _RENEWED_OFTEN:
            return _made(file, kept.mark, (), lasting=False)
        return _made(file, secrets.token_bytes(_MARK_BYTES), (*recent, time.time()) if kept else ())
    return None


def _parsed(data: bytes | None) -> _Kept | None:
    try:
        said = json.loads(data or b"")
        mark = bytes.fromhex(said["mark"])
        kept = _Kept(mark, int(said["number"]), tuple(float(one) for one in said["renewed"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return kept if len(mark) == _MARK_BYTES else None


def _number(file: Path) -> int:
    try:
        return file.stat().st_ino
    except OSError:
        return 0


def _made(file: Path, mark: bytes, renewed: tuple[float, ...], *, lasting: bool = True) -> bytes:
    """Write the file and give the mark that then holds: another program may have been faster."""
    _make_folders(file.parent)
    with part_in(file.parent) as part:
        number = _number(part) if lasting else 0
        said = {"mark": mark.hex(), "number": number, "renewed": renewed}
        part.write_text(json.dumps(said), encoding="ascii")
        sync_file(part)
        if not os.path.lexists(file):
            with suppress(FileExistsError):
                name_new(part, file)
                return mark
            kept = _parsed(read_small(file, _MOST_BYTES))
            return mark if kept is None else kept.mark
        os.replace(part, file)
    return mark
