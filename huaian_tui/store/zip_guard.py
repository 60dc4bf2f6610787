"""Looking at a packed file from outside (xlsx, docx) before any parser sees it.

A 127 KiB workbook can unpack to 0.9 GB, a 78 KiB document to 1.7 GB, and a few lines of entities to more.
Sizes are also measured while unpacking with a bound, not only taken from what the file says of itself.
What is wrong is told as a ``ZipRefused``; the words for the officer are the caller's.
"""

from __future__ import annotations

import errno
import io
import stat
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from huaian_tui.domain.words.system_errors import system_reason


class Problem(StrEnum):
    """What is wrong with a file."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    DAMAGED = "damaged"
    TOO_MANY_MEMBERS = "too_many_members"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    ENCRYPTED = "encrypted"
    FORBIDDEN_MEMBER = "forbidden_member"
    NOT_OF_THIS_KIND = "not_of_this_kind"
    ENTITIES = "entities"


class ZipRefused(Exception):
    """A file that no parser may see.

    ``reason`` is the system's own for one that cannot be read; ``members`` and ``unpacked`` (bytes) say
    what was counted until it was too much.
    """

    def __init__(self, problem: Problem, reason: str = "", members: int = 0, unpacked: int = 0) -> None:
        self.problem = problem
        self.reason = reason
        self.members = members
        self.unpacked = unpacked
        super().__init__(problem)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold: bytes packed, members, bytes unpacked, and unpacked for each byte packed.

    Below ``free_bytes`` unpacked the growth does not count: nearly empty parts shrink a great deal.
    """

    file_bytes: int = 20 * 1024 * 1024
    members: int = 2_000
    unpacked_bytes: int = 100 * 1024 * 1024
    ratio: int = 100
    free_bytes: int = 0


_CHUNK = 1 << 16
_DOCTYPES = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
_XML = (".xml", ".rels")


_REASONS = {
    errno.EISDIR: "它是文件夹，不是文件",
    errno.EACCES: "没有读取的权限",
    errno.EPERM: "没有读取的权限",
    errno.ELOOP: "链接绕成了圈，没有指到文件",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EIO: "磁盘读写出错",
}


def read_bounded(path: Path, limits: Limits) -> bytes:
    """The file's bytes, never more than may be read; only of a regular file: a pipe may never end."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise ZipRefused(Problem.UNREADABLE, _REASONS[errno.EISDIR])
        if not stat.S_ISREG(mode):
            raise ZipRefused(Problem.UNREADABLE, "它不是普通文件（是管道或设备）")
        with path.open("rb") as stream:
            data = stream.read(limits.file_bytes + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ZipRefused(Problem.MISSING) from error
    except ValueError as error:
        raise ZipRefused(Problem.UNREADABLE, "文件名里有不能用的字符") from error
    except OSError as error:
        reason = _REASONS.get(error.errno or 0) or system_reason(error)
        raise ZipRefused(Problem.UNREADABLE, reason) from error
    if len(data) > limits.file_bytes:
        raise ZipRefused(Problem.TOO_LARGE)
    return data


@dataclass(frozen=True, slots=True)
class Kind:
    """What an archive must be: ``needed`` is the member that makes it one (``any_case``: of letters).

    ``forbidden`` is the end of a name, in any case, that may not be in it; without ``entities`` no XML
    in it may declare any.
    """

    needed: str
    any_case: bool = False
    forbidden: str = ""
    entities: bool = False


def check_zip(data: bytes, limits: Limits, kind: Kind) -> None:
    """Refuse what is no archive of this kind or could harm; nothing is parsed."""
    room = min(limits.unpacked_bytes, max(limits.free_bytes, limits.ratio * max(len(data), 1)))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_sizes(members, limits.members, room)
            _check_kind(members, kind)
            _check_contents(archive, members, room, entities=kind.entities)
    except ZipRefused:
        raise
    except Exception as error:
        # zipfile and the unpackers raise a dozen kinds for what is cut, altered or no zip at all.
        raise ZipRefused(Problem.DAMAGED) from error


def _check_sizes(members: list[zipfile.ZipInfo], most: int, room: int) -> None:
    """By what the directory says."""
    said = sum(one.file_size for one in members)
    if len(members) > most:
        raise ZipRefused(Problem.TOO_MANY_MEMBERS, members=len(members), unpacked=said)
    if said > room:
        raise ZipRefused(Problem.UNPACKS_TOO_LARGE, members=len(members), unpacked=said)


def _check_kind(members: list[zipfile.ZipInfo], kind: Kind) -> None:
    names = [one.filename for one in members]
    lower = [name.lower() for name in names]
    if any(one.flag_bits & 1 for one in members):
        raise ZipRefused(Problem.ENCRYPTED)
    if kind.forbidden and any(name.endswith(kind.forbidden) for name in lower):
        raise ZipRefused(Problem.FORBIDDEN_MEMBER)
    if kind.needed not in (lower if kind.any_case else names):
        raise ZipRefused(Problem.NOT_OF_THIS_KIND)


def _check_contents(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], room: int, *, entities: bool
) -> None:
    """By what the members really give."""
    unpacked = 0
    for member in members:
        searched = not entities and member.filename.lower().endswith(_XML)
        for size in _sizes(archive, member, searched):
            unpacked += size
            if unpacked > room:
                raise ZipRefused(Problem.UNPACKS_TOO_LARGE, members=len(members), unpacked=unpacked)


def _sizes(archive: zipfile.ZipFile, member: zipfile.ZipInfo, searched: bool) -> Iterable[int]:
    """The sizes of a member's pieces, as they are unpacked; a searched one may declare no entities."""
    member.file_size = 1 << 62  # its own word is not taken: zipfile would stop there
    before = b""
    with archive.open(member) as stream:
        while piece := stream.read(_CHUNK):
            yield len(piece)
            if searched:
                if any(mark in before + piece for mark in _DOCTYPES):
                    raise ZipRefused(Problem.ENTITIES)
                before = piece[-_LONGEST_MARK:]


_LONGEST_MARK = max(map(len, _DOCTYPES))
