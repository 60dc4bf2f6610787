"""Tables in Word: heads repeated on every page, rows kept whole, spans, and the ruled 版记."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huaian_tui.documents import standard_words
from huaian_tui.documents.docx.marks import BOTTOM, LEFT, TURNED_WIDTH, UPRIGHT_WIDTH
from huaian_tui.documents.docx.styles import BODY_CELL, CAPTION, COLOPHON, GRID, HEAD_CELL, SMALL_SIZE
from huaian_tui.documents.docx.xml import element, flat, paragraph, points, tab_run, text_run
from huaian_tui.documents.model import Cell, OfficialDocument, PlacedCell, Table, heading_groups, placed_cells
from huaian_tui.documents.pdf.tables import table_data

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

_LINE_PITCH = 1.45
"""Distance of two lines in a cell, in sizes; at least, so that a larger text is not clipped."""
_ABOVE_AND_BELOW, _CLOSE = (9.0, 6.0), 10.0
"""Points above and below the text of a cell together, in tables of ``_CLOSE`` points and in smaller ones."""
_LONGEST_TIED = 5
"""Rows tied by a row span are kept on one page if they are no more than this."""
_SIDE = 60
"""Twips left and right of it."""
_OUTER_RULE, _INNER_RULE = 8, 6
"""Eighths of a point: 0.35 mm and 0.25 mm (7.4.1)."""

_Grid = dict[tuple[int, int], PlacedCell]


def table_of(table: Table, width: int) -> list[Element]:
    """The caption, if there is one, and the table over ``width`` twips."""
    caption = flat(table.caption)
    lines = [paragraph(CAPTION, text_run(caption))] if caption else []
    widths = _column_widths(table, width)
    properties = element(
        "w:tblPr",
        element("w:tblStyle", val=GRID),
        element("w:tblW", w=sum(widths), type="dxa"),
        element("w:jc", val="center"),
        element("w:tblLayout", type="fixed"),
        _cell_margins(table),
    )
    grid = element("w:tblGrid", *(element("w:gridCol", w=one) for one in widths))
    rows = [*_head_rows(table, widths), *_body_rows(table, widths)]
    return [*lines, element("w:tbl", properties, grid, *rows)]


def _cell_margins(table: Table) -> Element:
    """What lies around the text of a cell, so that rows are as high as in the PDF.

    A line here has its lead above, also the first one; what that takes is not left free once more.
    """
    large, small = _ABOVE_AND_BELOW
    free = (small if table.font_size < _CLOSE else large) - (_LINE_PITCH - 1) * table.font_size
    edge = max(10, points(free / 2))
    sides = (("top", edge), ("left", _SIDE), ("bottom", edge), ("right", _SIDE))
    return element("w:tblCellMar", *(element(f"w:{side}", w=width, type="dxa") for side, width in sides))


def _column_widths(table: Table, width: int) -> list[int]:
    total = sum(column.width for column in table.columns)
    return [max(1, int(width * column.width / total)) for column in table.columns]


def _covering(placed: tuple[PlacedCell, ...]) -> _Grid:
    """The cell that lies over each place of the grid."""
    return {
        (one.row + down, one.column + over): one
        for one in placed
        for down in range(one.cell.rowspan)
        for over in range(one.cell.colspan)
    }


def _head_rows(table: Table, widths: list[int]) -> list[Element]:
    grid = _covering(placed_cells(table.head, len(widths)))
    mark = element("w:tblHeader")
    rows = []
    for row in range(len(table.head)):
        cells = [_cell(table, one, row, widths, HEAD_CELL, "center", False) for one in _in_row(grid, row)]
        rows.append(_row(cells, element("w:cantSplit"), mark if row == 0 else element("w:tblHeader")))
    return rows


def _body_rows(table: Table, widths: list[int]) -> list[Element]:
    placed = placed_cells(table.rows, len(widths))
    grid = _covering(placed)
    breakable = _breakable_rows(table, placed)
    tied = _tied_rows(placed)
    tied |= {row for first, count in heading_groups(table) for row in range(first, first + count - 1)}
    rows = []
    for row in range(len(table.rows)):
        cells = [
            _cell(table, one, row, widths, BODY_CELL, _align(table, one), row in tied)
            for one in _in_row(grid, row)
        ]
        rows.append(_row(cells, *([] if row in breakable else [element("w:cantSplit")])))
    return rows


def _in_row(grid: _Grid, row: int) -> list[PlacedCell]:
    """The cells that a row shows, those continued from above among them, left to right."""
    found: dict[int, PlacedCell] = {}
    for (there, _), one in sorted(grid.items(), key=lambda entry: entry[0]):
        if there == row:
            found[one.column] = one
    return list(found.values())


def _breakable_rows(table: Table, placed: tuple[PlacedCell, ...]) -> set[int]:
    """Rows that a page cannot hold: they may go over it, or their text would run off the sheet."""
    wanted = table_data(table)["rows"]
    return {
        row
        for one, data in zip(placed, wanted, strict=True)
        if data["breakable"]
        for row in range(one.row, one.row + one.cell.rowspan)
    }


def _tied_rows(placed: tuple[PlacedCell, ...]) -> set[int]:
    """Rows that stay on the page of the next one, because a short row span ties them."""
    return {
        row
        for one in placed
        if one.cell.rowspan <= _LONGEST_TIED
        for row in range(one.row, one.row + one.cell.rowspan - 1)
    }


def _align(table: Table, one: PlacedCell) -> str:
    return one.cell.align or table.columns[one.column].align


def _row(cells: list[Element], *marks: Element) -> Element:
    # "exact" would clip: a row is at least one line high and grows with its text.
    height = element("w:trHeight", val=points(20), hRule="atLeast")
    return element("w:tr", element("w:trPr", *marks, height), *cells)


def _cell(
    table: Table, one: PlacedCell, row: int, widths: list[int], style: str, align: str, kept: bool
) -> Element:
    """One cell of a row; a row span is continued by an empty cell."""
    cell: Cell = one.cell
    width = sum(widths[one.column : one.column + cell.colspan])
    properties = [element("w:tcW", w=width, type="dxa"), element("w:vAlign", val="center")]
    if cell.colspan > 1:
        properties.append(element("w:gridSpan", val=cell.colspan))
    if cell.rowspan > 1:
        properties.append(element("w:vMerge", val="restart" if row == one.row else "continue"))
    size = round(2 * table.font_size)
    pitch = points(_LINE_PITCH * table.font_size)
    direct = [
        element("w:spacing", before=0, after=0, line=pitch, lineRule="atLeast"),
        element("w:jc", val=align),
    ]
    if kept:
        direct.append(element("w:keepNext"))
    runs = (
        [text_run(cell.text, element("w:sz", val=size), element("w:szCs", val=size))]
        if row == one.row
        else []
    )
    return element("w:tc", element("w:tcPr", *properties), paragraph(style, *runs, properties=direct))


def colophon_of(document: OfficialDocument, *, turned: bool) -> list[Element]:
    """版记 as a floating table on the lower edge of the last page's type area; empty without content.

    ``turned`` says that the last page lies on its side; there the 版记 is as wide as the text, as in the
    PDF. In a letter it has no rules and no 印发机关 (10.1).
    """
    ruled = document.layout != "letter"
    rows: list[list[Element]] = []
    named = standard_words.colophon_names(document)
    if named:
        rows.append([_names_line(label, names) for label, names in named])
    if ruled and (document.printing_office or document.printed_on):
        rows.append([_printing_line(document, TURNED_WIDTH if turned else UPRIGHT_WIDTH)])
    if not rows:
        return []
    left, width = (BOTTOM, TURNED_WIDTH) if turned else (LEFT, UPRIGHT_WIDTH)
    place = element(
        "w:tblpPr",
        leftFromText=0,
        rightFromText=0,
        vertAnchor="margin",
        horzAnchor="page",
        tblpX=left,
        tblpYSpec="bottom",
    )
    # One character in on both sides by indents: programs differ in where a cell margin puts the rules.
    sides = (("top", 10), ("left", 0), ("bottom", 10), ("right", 0))
    properties = element(
        "w:tblPr",
        place,
        element("w:tblOverlap", val="never"),
        element("w:tblW", w=width, type="dxa"),
        element("w:tblLayout", type="fixed"),
        element("w:tblCellMar", *(element(f"w:{side}", w=space, type="dxa") for side, space in sides)),
    )
    if ruled:
        properties.append(_rules())
    return [
        element(
            "w:tbl",
            properties,
            element("w:tblGrid", element("w:gridCol", w=width)),
            *(_colophon_row(lines, width) for lines in rows),
        )
    ]


def _rules() -> Element:
    outer = [element(f"w:{side}", val="single", sz=_OUTER_RULE, space=0, color="000000")
             for side in ("top", "bottom")]  # fmt: skip
    inner = element("w:insideH", val="single", sz=_INNER_RULE, space=0, color="000000")
    return element("w:tblBorders", *outer, inner)


def _colophon_row(lines: list[Element], width: int) -> Element:
    cell = element("w:tc", element("w:tcPr", element("w:tcW", w=width, type="dxa")), *lines)
    return element("w:tr", element("w:trPr", element("w:cantSplit")), cell)


def _names_line(label: str, names: str) -> Element:
    """主送： or 抄送：, the names aligned under each other after the label."""
    character = points(SMALL_SIZE)
    hanging = 3 * character
    return paragraph(
        COLOPHON,
        text_run(flat(label + names)),
        properties=(element("w:ind", left=character + hanging, right=character, hanging=hanging),),
    )


def _printing_line(document: OfficialDocument, width: int) -> Element:
    """印发机关 at the left, 印发日期 with 印发 at the right."""
    character = points(SMALL_SIZE)
    stop = element("w:tab", val="right", pos=width - character)
    return paragraph(
        COLOPHON,
        text_run(flat(document.printing_office)),
        tab_run(),
        text_run(standard_words.printed_on_text(document)),
        properties=(
            element("w:tabs", stop),
            element("w:ind", left=character, right=character),
            element("w:jc", val="left"),
        ),
    )
