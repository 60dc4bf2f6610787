"""Reading a write-ahead log itself: whether what it holds was begun for a certain ledger file.

The format is SQLite's (https://www.sqlite.org/fileformat2.html#the_write_ahead_log): a header of 32 bytes,
then frames of a header of 24 bytes and a page. Frames of the present log carry the salts of its header; what
follows them is left of a former one.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_MAGIC = (0x377F0682, 0x377F0683)
_HEADER = struct.Struct(">8I")
_FRAME = struct.Struct(">6I")


_ROW_OF_MARKS = bytes.fromhex("24010400") + b",,"
"""How the row of ``journal_mark`` begins in a page: 36 bytes, number 1, two values of 16 bytes."""


def continues(log: Path, mark: bytes) -> bool | None:
    """Whether a log goes on from a ledger file whose own mark (``journal_mark.now``) is this.

    The first action in a log writes the mark that the file had before and the one that it has from then on.
    Looked for in the pages of the log, wherever they belong: another file may have other things there. None
    for a log without any mark: it is empty, or something else than this program has written it.
    """
    marked = False
    try:
        with log.open("rb") as file:
            for _, page in _pages(file):
                if _ROW_OF_MARKS in page:
                    marked = True
                    if mark and mark in page:
                        return True
    except OSError:
        return None  # opening the file says what is wrong
    return False if marked else None


def pages_held(log: Path) -> set[int]:
    """The numbers of the pages that a log holds; none where there is no log."""
    try:
        with log.open("rb") as file:
            return {number for number, _ in _pages(file)}
    except OSError:
        return set()


def _pages(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The pages of the present log with their numbers."""
    header = file.read(_HEADER.size)
    if len(header) < _HEADER.size:
        return
    magic, _, size, _, *salts, _, _ = _HEADER.unpack(header)
    if magic not in _MAGIC:
        return
    while len(head := file.read(_FRAME.size)) == _FRAME.size:
        number, _, *of_frame, _, _ = _FRAME.unpack(head)
        page = file.read(size)
        if of_frame != salts or len(page) < size:
            return
        yield number, page
