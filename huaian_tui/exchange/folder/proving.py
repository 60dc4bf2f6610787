"""A segment that no signature tells of, and those after it that lead to one: read backwards, nothing is held.

Whoever passes on a long history of another's writes several segments, of which only the last reaches what
the author signed. It proves the one before it, that one the one before, and so on; then all are taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from huaian_tui.exchange.folder.needed import Candidate, next_files

Proves = Callable[[Candidate], bool]
"""Reads a file and says whether it leads to what is signed or proved (``LedgerSide.prove``)."""


def led_to_signed(one: Candidate, files: Iterable[Candidate], proves: Proves) -> list[Candidate]:
    """The files after ``one`` that prove its end, in their order; empty where none does.

    A file that proves nothing is passed over and another way is looked for.
    """
    left = [file for file in files if file.origin == one.origin and file.path != one.path]
    left = [replace(file, before=None) for file in left if not file.branch and file.last > one.last]
    proved = set[str]()
    while True:
        way = next_files(left, {one.origin: one.last})
        unknown = next((file for file in reversed(way) if file.path not in proved), None)
        if unknown is None:
            return way
        if proves(unknown):
            proved.add(unknown.path)
        else:
            left.remove(unknown)
