"""A ruler for PDFs: which characters and rules are printed on their pages, and where.

Text is read by pdfium, which takes a tenth of the time of pdfplumber; what the rules and characters are
coloured, and which tables there are, pdfplumber says (``PdfRuler.pdf``).
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple

import pdfplumber
import pypdfium2
from pypdfium2 import raw

from huaian_tui.documents.model import OfficialDocument
from huaian_tui.documents.pdf.typesetting import render_pdf
from support.documents import vendored

POINTS_A_MM = 72 / 25.4


class Character(NamedTuple):
    """A printed character: the box of its advance in points from the sheet's upper left corner.

    ``base`` is where its base line lies, ``font`` the name of the embedded font, with which subset it is.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    base: float
    size: float
    font: str
    turned: bool


class Rule(NamedTuple):
    """A line that is drawn (its width included) or an area that is filled.

    In points from the sheet's upper left corner.
    """

    x0: float
    x1: float
    top: float
    bottom: float
    filled: bool

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.bottom - self.top


class Line(NamedTuple):
    """One printed line: its text, its left, right and base line in millimetres from the sheet's corner."""

    text: str
    left: float
    right: float
    base: float
    font: str
    size: float


class Page:
    """A page of a PDF."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._page = page
        self.width, self.height = page.get_size()

    @cached_property
    def characters(self) -> list[Character]:
        """All that is printed, in the order of the file, but what lies on one line beside one another.

        Blanks that the reader guesses from gaps are left out.
        """
        read = self._page.get_textpage()
        box, name = raw.FS_RECTF(), ctypes.create_string_buffer(128)
        x, y, flags = ctypes.c_double(), ctypes.c_double(), ctypes.c_int()
        found = []
        for place in range(read.count_chars()):
            if raw.FPDFText_IsGenerated(read, place):
                continue
            raw.FPDFText_GetLooseCharBox(read, place, box)
            raw.FPDFText_GetCharOrigin(read, place, x, y)
            raw.FPDFText_GetFontInfo(read, place, name, len(name), flags)
            one = Character(
                text=chr(raw.FPDFText_GetUnicode(read, place)),
                x0=box.left,
                x1=box.right,
                top=self.height - box.top,
                bottom=self.height - box.bottom,
                base=self.height - y.value,
                size=raw.FPDFText_GetFontSize(read, place),
                font=name.value.decode(),
                turned=abs(raw.FPDFText_GetCharAngle(read, place)) > 0.1,
            )
            found.append(one)
        return found

    @cached_property
    def text(self) -> str:
        """Every printed character, as ``characters`` has them."""
        return "".join(one.text for one in self.characters)

    def rows(self, size: float | None = None) -> list[list[Character]]:
        """The upright characters, line by line from top to bottom, each from left to right.

        Only characters of this size if given.
        """
        rows: dict[int, list[Character]] = {}
        for one in self.characters:
            if not one.turned and (size is None or abs(one.size - size) < 0.1):
                rows.setdefault(round(one.base), []).append(one)
        return [sorted(rows[key], key=lambda one: one.x0) for key in sorted(rows)]

    @cached_property
    def rules(self) -> list[Rule]:
        """The lines and areas that are drawn."""
        found, fill, stroke = [], ctypes.c_int(), ctypes.c_int()
        for one in self._page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
            left, bottom, right, top = one.get_bounds()
            raw.FPDFPath_GetDrawMode(one, fill, stroke)
            found.append(Rule(left, right, self.height - top, self.height - bottom, bool(fill.value)))
        return found


class PdfRuler:
    """Sets a document and measures what is printed on its pages."""

    def __init__(self, document: OfficialDocument) -> None:
        self.data = render_pdf(document, vendored())
        self._read = pypdfium2.PdfDocument(self.data)
        self.pages = [Page(page) for page in self._read]

    def __enter__(self) -> PdfRuler:
        return self

    def __exit__(self, *_: object) -> None:
        if "pdf" in self.__dict__:
            self.pdf.close()
        self._read.close()

    @cached_property
    def pdf(self) -> pdfplumber.PDF:
        """The document as pdfplumber reads it, with colours and tables."""
        return pdfplumber.open(io.BytesIO(self.data))

    def characters(self, page: int) -> list[dict[str, Any]]:
        """All upright characters of a page (from 0) as pdfplumber describes them."""
        return [one for one in self.pdf.pages[page].chars if not is_turned(one)]

    def lines(self, page: int, size: float | None = 16) -> list[Line]:
        """The upright lines of a page from top to bottom; only characters of this size if given."""
        return [_line(row) for row in self.pages[page].rows(size)]

    def ends(self, pages: int = 3) -> list[Page]:
        """The first and the last pages: those between only go on, and reading a page takes long."""
        whole = self.pages
        return whole if len(whole) <= 2 * pages else [*whole[:pages], *whole[-pages:]]

    def text(self, pages: Iterable[Page] | None = None) -> str:
        """Every printed character; of these pages alone if given."""
        return "".join(page.text for page in (self.pages if pages is None else pages))


def page_texts(document: OfficialDocument) -> list[str]:
    """The text of each page as it is printed, without blanks and ends of lines."""
    with PdfRuler(document) as ruler:
        return ["".join(page.text.split()) for page in ruler.pages]


def is_turned(character: dict[str, Any]) -> bool:
    """Whether a character lies on its side."""
    return abs(character["matrix"][0]) < 1e-6


def _line(row: list[Character]) -> Line:
    first, last = row[0], row[-1]
    return Line(
        text="".join(one.text for one in row),
        left=first.x0 / POINTS_A_MM,
        right=last.x1 / POINTS_A_MM,
        base=first.base / POINTS_A_MM,
        font=first.font,
        size=first.size,
    )
