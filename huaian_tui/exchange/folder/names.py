"""Names in the shared folder: what they say is a hint, so what is wrongly named is only not found by it.

::

    FOLDER/huaian-sync-1/<writer>/<origin>-<first>-<last>-<head>-<sha>.hap   records of one origin, for ever
    FOLDER/huaian-sync-1/<writer>/heads.hap                                  how far its writer holds each
    FOLDER/huaian-sync-1/key-<recipient>.age                                 the office's key, sealed

``writer`` and ``origin`` are the first 16 hexadecimal digits of an origin's id, ``head`` those of the hash of
record ``last``, ``sha`` those of the SHA-256 of the file, ``recipient`` the first 8 of the SHA-256 of the
public key. All lowercase ASCII without blanks and at most 80 characters, so that every engine and file system
takes them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

ROOT = "huaian-sync-1"
HEADS = "heads.hap"
SUFFIX = ".hap"

_HEX = "[0-9a-f]{16}"
_STEM = re.compile(rf"({_HEX})-([1-9][0-9]{{0,11}})-([1-9][0-9]{{0,11}})-({_HEX})-({_HEX})")
_WRITER = re.compile(_HEX)
_KEY = re.compile(r"key-([0-9a-f]{8})\.age")


@dataclass(frozen=True, slots=True)
class SegmentName:
    """What the name of a segment says: records ``first`` to ``last`` of an origin."""

    origin: str
    first: int
    last: int
    head: str
    sha: str

    @property
    def text(self) -> str:
        """The name itself."""
        return f"{self.origin}-{self.first}-{self.last}-{self.head}-{self.sha}{SUFFIX}"

    @property
    def count(self) -> int:
        """How many records."""
        return self.last - self.first + 1


def parse_segment(name: str) -> SegmentName | None:
    """What a segment's name says; None for any other name."""
    return _understood(_STEM.fullmatch(name[: -len(SUFFIX)])) if name.endswith(SUFFIX) else None


def hinted_segment(name: str) -> SegmentName | None:
    """What a name says that an engine or a person has made of a segment's: ``… (冲突副本).hap``."""
    return _understood(_STEM.search(name))


def _understood(match: re.Match[str] | None) -> SegmentName | None:
    if match is None:
        return None
    origin, first, last, head, sha = match.groups()
    return SegmentName(origin, int(first), int(last), head, sha) if int(first) <= int(last) else None


def is_writer(name: str) -> bool:
    """Whether a folder bears the name of a writer."""
    return _WRITER.fullmatch(name) is not None


def key_file_name(recipient: str) -> str:
    """The name of the file with the office's key; ``recipient``: see above."""
    return f"key-{recipient}.age"


def parse_key(name: str) -> str | None:
    """The digits of the public key in the name of a key file; None for any other name."""
    match = _KEY.fullmatch(name)
    return None if match is None else match[1]


def temporary_name(token: str) -> str:
    """A name that Syncthing, Dropbox, OneDrive, Nextcloud and others all leave alone (``~…`` and
    ``….tmp``)."""
    return f"~syncthing~{token}.tmp"


def is_temporary(name: str) -> bool:
    """Whether a name is one of ``temporary_name``."""
    return name.startswith("~syncthing~") and name.endswith(".tmp")
