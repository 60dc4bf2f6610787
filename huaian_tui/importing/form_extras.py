"""What lies over the cells of a sheet: comments and answers to them, pictures, text boxes, embedded files."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from huaian_tui.importing.form_cells import Drawn
from huaian_tui.importing.plan_files.office_parts import number_in
from huaian_tui.importing.plan_files.sheet_parts import M, parsed_part

MOST = 200
"""Of each kind, of a sheet."""
MOST_WORDS = 300
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_STRICT_DRAWING = "{http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing}"
_WORDS = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}t",
    "{http://purl.oclc.org/ooxml/drawingml/main}t",
)
_THREADED = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"
_ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")
_NOTE_OF_THREAD = "[Threaded comment]"
_SHEET_COLUMNS = 16_384

MARGINS = {
    f"{pages}{place}": word
    for pages in ("odd", "even", "first")
    for place, word in (("Header", "页眉"), ("Footer", "页脚"))
}
"""Elements of a sheet with what is printed above and below its pages, and their words."""
_CODE = re.compile(r'&(?:"[^"]*"|[0-9]+|K[0-9A-Fa-f]{6}|.)')
_OF_PAGES = re.compile(r"第|页|共|Page|of|[\W\d_]", re.IGNORECASE)


def comments_of(archive: zipfile.ZipFile, names: set[str], targets: Sequence[str]) -> list[tuple[str, str]]:
    """(cell, words) of the comments: of those with answers each of these, else the notes."""
    found = list[tuple[str, str]]()
    for target in targets:
        if target in names and "/threadedcomments/" in f"/{target.lower()}":
            for one in list(parsed_part(archive, target).iter(f"{_THREADED}threadedComment"))[:MOST]:
                words = "".join(piece.text or "" for piece in one.iter(f"{_THREADED}text"))
                found.append((one.get("ref") or "", _words(words)))
    threaded = {cell for cell, _ in found}
    for target in targets:
        file = target.lower().rpartition("/")[2]  # comments1.xml, of other programs comment1.xml
        if target in names and file.startswith("comment") and file.endswith(".xml"):
            for one in list(parsed_part(archive, target).iter(f"{M}comment"))[:MOST]:
                words = "".join(piece.text or "" for piece in one.iter(f"{M}t"))
                cell = one.get("ref") or ""
                if not (cell in threaded and words.startswith(_NOTE_OF_THREAD)):
                    found.append((cell, _words(words)))
    return [(cell, words) for cell, words in found if words][:MOST]


def drawn_of(archive: zipfile.ZipFile, names: set[str], targets: Sequence[str]) -> list[Drawn]:
    """What is drawn on a sheet or put into it, and at which cell."""
    found = list[Drawn]()
    for target in targets:
        folder = posixpath.basename(posixpath.dirname(target)).lower()
        if target not in names:
            continue
        if folder == "drawings" and target.endswith(".xml"):
            found += _drawings(parsed_part(archive, target))
        elif folder in ("embeddings", "activex", "ctrlprops"):
            found.append(Drawn("嵌入的文件或控件", ""))
    return found[:MOST]


def margin_of(kind: str, said: str) -> list[Drawn]:
    """What was written above or below the pages of a sheet; numbers of pages and names are nothing."""
    words = _words(_CODE.sub(" ", said))
    return [Drawn(MARGINS[kind], "", words)] if _OF_PAGES.sub("", words) else []


def _drawings(root: Any) -> Iterator[Drawn]:
    for anchor in root.iter(
        *(f"{space}{name}" for space in (_DRAWING, _STRICT_DRAWING) for name in _ANCHORS)
    ):
        inside = {element.tag.rpartition("}")[2] for element in anchor.iter() if isinstance(element.tag, str)}
        pieces = [one for one in anchor.iter(*_WORDS) if not _is_fallback(one)]
        words = _words("".join(piece.text or "" for piece in pieces))
        if words:
            yield Drawn("文本框", _cell_of(anchor), words)
        elif "pic" in inside:
            yield Drawn("图片", _cell_of(anchor))
        elif "graphicFrame" in inside:
            yield Drawn("图表", _cell_of(anchor))
        elif inside & {"sp", "grpSp", "cxnSp", "contentPart"}:
            yield Drawn("图形", _cell_of(anchor))


def _is_fallback(piece: Any) -> bool:
    """Whether it is what older programs are to show instead: the same words once more."""
    return any(one.tag.endswith("}Fallback") for one in piece.iterancestors() if isinstance(one.tag, str))


def _cell_of(anchor: Any) -> str:
    start = next((one for one in anchor if isinstance(one.tag, str) and one.tag.endswith("}from")), None)
    if start is None:
        return ""
    places = {one.tag.rpartition("}")[2]: number_in((one.text or "").strip()) for one in start}
    column, name = min(places.get("col", 0), _SHEET_COLUMNS) + 1, ""
    while column:
        column, place = divmod(column - 1, 26)
        name = chr(ord("A") + place) + name
    return f"{name}{places.get('row', 0) + 1}"


def _words(text: str) -> str:
    return " ".join(text.split())[:MOST_WORDS]
