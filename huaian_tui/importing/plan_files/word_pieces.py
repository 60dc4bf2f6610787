"""Pieces of WordprocessingML: rows, cells, boxes, what is bold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from huaian_tui.importing.plan_files.blocks import Cell, Span
from huaian_tui.importing.plan_files.office_parts import number_in
from huaian_tui.importing.plan_files.word_numbers import W

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
DESCEND = {
    f"{W}{name}"
    for name in (
        "ins",
        "moveTo",
        "hyperlink",
        "smartTag",
        "sdt",
        "sdtContent",
        "fldSimple",
        "customXml",
        "dir",
        "bdo",
    )
}
"""Elements whose contents stand as if they stood outside."""


@dataclass(slots=True)
class Line:
    """A paragraph as it grows: its characters, what of it is bold, boxes anchored in it."""

    text: list[str] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)

    def add(self, piece: str, bold: bool) -> None:
        """Add characters."""
        self.text.append(piece)
        self.bold += [bold] * len(piece)


def rows(table: Any) -> Iterator[Any]:
    """The rows of a table."""
    for child in table:
        if child.tag == f"{W}tr":
            yield child
        elif child.tag in DESCEND:
            yield from rows(child)


def cells_of(row: Any) -> Iterator[Any]:
    """The cells of a row."""
    for child in row:
        if child.tag == f"{W}tc":
            if child.find(f"{W}tcPr/{W}cellDel") is None:
                yield child
        elif child.tag in DESCEND:
            yield from cells_of(child)


def chosen_of(alternate: Any) -> Any:
    """What Word shows of alternatives: the first choice, else the fallback."""
    choice = alternate.find(f"{MC}Choice")
    return choice if choice is not None else alternate.find(f"{MC}Fallback")


def boxes(element: Any) -> list[Any]:
    """The contents of text boxes in a drawing; of alternatives those that Word shows."""
    if element.tag == f"{MC}AlternateContent":
        chosen = chosen_of(element)
        return [] if chosen is None else [box for child in chosen for box in boxes(child)]
    if element.tag == f"{W}txbxContent":
        return [element]
    return [box for child in element for box in boxes(child)]


def together(before: Line, line: Line) -> Line:
    """Two paragraphs whose mark between them was deleted."""
    return Line([*before.text, *line.text], [*before.bold, *line.bold], [*before.boxes, *line.boxes])


def is_on(element: Any) -> bool:
    """Whether a mark like bold is set."""
    return element is not None and element.get(f"{W}val") not in ("0", "false", "off", "none")


def int_of(element: Any) -> int:
    """The number that an element gives; 0 for none."""
    value = None if element is None else element.get(f"{W}val")
    return min(number_in(value), 200)


def bold_beginning(text: str, bold: list[bool]) -> int:
    """How many characters at the beginning are bold; 0 when all are or none."""
    count = next(
        (place for place, one in enumerate(bold) if not one and text[place : place + 1].strip()), len(bold)
    )
    return 0 if count >= len(text.rstrip()) else count


def spans(bold: list[bool]) -> Iterator[Span]:
    """The runs of what is bold."""
    start = None
    for place, one in enumerate([*bold, False]):
        if one and start is None:
            start = place
        elif not one and start is not None:
            yield start, place
            start = None


def partly(text: str, spans: tuple[Span, ...]) -> bool:
    """Whether some of the text is bold and some is not."""
    covered = sum(end - begin for begin, end in spans)
    return 0 < covered < len(text)


def longer(cell: Cell, more: Cell) -> Cell:
    """A cell that goes on one row lower; text that a continued cell holds all the same is kept."""
    text = f"{cell.text}\n{more.text}".strip() if more.text else cell.text
    return replace(cell, rows=cell.rows + 1, text=text)
