"""Parts of an ``.xlsx`` that readers of sheets share: relations, strings, formats, rows with a value."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from typing import Any

from huaian_tui.importing.plan_files.blocks import Span
from huaian_tui.importing.plan_files.office_parts import number_in, parsed, part

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT_R = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
_USUAL_R = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CHUNK = 1 << 20
VALUE_MARKS = (b"<v", b"<is", b"<t")
"""In the bytes of a row that holds a value."""
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_LETTERS = re.compile("[A-Z]{1,3}")


def parsed_part(archive: zipfile.ZipFile, name: str) -> Any:
    """The root of a part, with the names of the usual kind of workbook."""
    return parsed(part(archive, name).replace(_STRICT, _MAIN).replace(_STRICT_R, _USUAL_R))


def part_called(names: Collection[str], name: str) -> str | None:
    """The part of this name, in whatever case a program wrote it; None without one."""
    return name if name in names else next((one for one in names if one.lower() == name.lower()), None)


def relations(archive: zipfile.ZipFile, path: str, folder: str) -> dict[str, str]:
    """Targets of a part's relations within the file, by their ids."""
    targets = dict[str, str]()
    for one in parsed_part(archive, path) if path in archive.namelist() else ():
        target = one.get("Target") or ""
        if one.get("TargetMode") == "External":
            continue
        full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
        targets[one.get("Id") or ""] = full
    return targets


def strings_in(archive: zipfile.ZipFile, names: set[str]) -> list[tuple[str, tuple[Span, ...]]]:
    """The strings that cells share, and which parts of each are bold."""
    strings = part_called(names, "xl/sharedStrings.xml")
    if strings is None:
        return []
    return [rich_text(one) for one in parsed_part(archive, strings).iterfind(f"{M}si")]


def rich_text(element: Any) -> tuple[str, tuple[Span, ...]]:
    """The text of a string and which parts of it are bold; phonetic readings are no text."""
    text, bold = "", list[Span]()
    for child in element:
        if child.tag == f"{M}t":
            text += child.text or ""
        elif child.tag == f"{M}r":
            piece = "".join(one.text or "" for one in child.iterfind(f"{M}t"))
            mark = child.find(f"{M}rPr/{M}b")
            if mark is not None and mark.get("val") not in ("0", "false"):
                bold.append((len(text), len(text) + len(piece)))
            text += piece
    text = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    covered = sum(end - begin for begin, end in bold)
    return _stripped(text, tuple(bold) if 0 < covered < len(text) else ())


def style_formats(archive: zipfile.ZipFile, names: set[str]) -> list[tuple[int, str]]:
    """The number format of each cell style: its number, and its code where the file writes it."""
    styles = part_called(names, "xl/styles.xml")
    if styles is None:
        return []
    root = parsed_part(archive, styles)
    own = {
        number_in(one.get("numFmtId")): one.get("formatCode") or ""
        for one in root.iterfind(f"{M}numFmts/{M}numFmt")
    }
    used = [number_in(one.get("numFmtId")) for one in root.iterfind(f"{M}cellXfs/{M}xf")]
    return [(identity, own.get(identity, "")) for identity in used]


def _stripped(text: str, bold: tuple[Span, ...]) -> tuple[str, tuple[Span, ...]]:
    """A text without blanks around it, and what of it is bold."""
    plain = text.strip()
    if not bold:
        return plain, ()
    cut = len(text) - len(text.lstrip())
    spans = tuple((max(0, begin - cut), min(len(plain), end - cut)) for begin, end in bold)
    return plain, tuple(one for one in spans if one[0] < one[1])


class KeptRows(io.RawIOBase):
    """The stream of a sheet without the rows that hold no value."""

    def __init__(self, stream: Callable[[int], bytes], marks: Sequence[bytes] = VALUE_MARKS) -> None:
        self._stream = stream
        self._marks = marks
        self._rest = b""
        self._out = b""
        self._ended = False
        self._first = True

    def read(self, size: int = -1) -> bytes:
        """The next bytes; at least one unless the end is reached."""
        while not self._out and not self._ended:
            piece = self._stream(_CHUNK)
            if not piece:
                self._out, self._ended = self._rest, True
                break
            data = (self._rest + piece).replace(_STRICT, _MAIN)
            rows = data.split(b"</row>")
            self._rest = rows.pop()
            if rows and self._first:
                self._first = False
                head, mark, row = rows[0].partition(b"<row")
                self._out, rows[0] = head, mark + row
            self._out += b"".join(row + b"</row>" for row in rows if any(mark in row for mark in self._marks))
        size = len(self._out) if size is None or size < 0 else size
        given, self._out = self._out[:size], self._out[size:]
        return given


@lru_cache(maxsize=1024)
def _column_of(letters: str) -> int | None:
    return column_number(letters) if _LETTERS.fullmatch(letters) else None


def column_in(reference: str) -> int | None:
    """The column of a reference like B12, from 0; None for none."""
    letters = reference.rstrip("0123456789")
    return None if letters == reference else _column_of(letters)


def column_number(letters: str) -> int:
    """The column of letters like AA, from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
