"""Tables in plain text: ruled with ``+ - |`` for the preview, one line a row for a chat window."""

from __future__ import annotations

from itertools import groupby

from huaian_tui.documents import standard_words
from huaian_tui.documents.model import Align, Cell, PlacedCell, Table, placed_cells
from huaian_tui.domain.text.line_breaking import break_lines, text_width

_SMALLEST_COLUMN = 2
_POINTS_A_LINE = 28.99
_POINTS_A_CHARACTER = 15.79
_CELL_PADDING = 9.0
"""Points above and below the text of a printed cell together."""
_LINE_PITCH = 1.45
"""Distance of two printed lines of a cell, in font sizes."""


def table_lines(table: Table, half: int) -> tuple[list[str], list[list[str]], list[str]]:
    """Head, rows and foot of the table as lines of at most ``half`` half characters.

    Every row (or group of rows tied by a row span) begins with its upper rule, the foot is the
    last rule; so head + some rows + foot is a whole table.
    """
    widths = _column_widths(table, half)
    centred: list[Align] = ["center"] * len(widths)
    aligns: list[Align] = [column.align for column in table.columns]
    head = [line for group in _groups(table.head, centred, widths) for line in group]
    return head, _groups(table.rows, aligns, widths), [_rule(widths)]


def printed_heights(lines: list[str], font_size: float) -> list[float]:
    """How high each of these ruled lines counts in print, in lines of body text.

    A printed line of a table holds more characters than a shown one, so that a row of several
    shown lines has fewer printed ones, but never less than one.
    """
    more = min(1.0, font_size / _POINTS_A_CHARACTER)
    pitch = _LINE_PITCH * font_size / _POINTS_A_LINE
    rule = (_CELL_PADDING - (_LINE_PITCH - 1) * font_size) / _POINTS_A_LINE
    heights: list[float] = []
    for is_rule, group in groupby(lines, lambda line: line.startswith("+")):
        count = len(list(group))
        heights += [rule] * count if is_rule else [pitch * max(1.0, count * more) / count] * count
    return heights


def chat_rows(table: Table) -> list[str]:
    """One line a row as a person writes it: ``2．建设登记平台；牵头单位：…``, ``督办依据：…``.

    A cell over the whole width stands alone, a label goes with what stands beside it, the number and what it
    numbers need no heads. Empty cells are left out.
    """
    titles, grid = _column_titles(table), _full_grid(table.rows, len(table.columns))
    return [line for row in grid if (line := _chat_row(_cells_once(row, titles), bool(table.head)))]


def _cells_once(row: list[Cell], titles: list[str]) -> list[tuple[str, str, int]]:
    """(head, text, columns covered) of each cell of a row, once."""
    found, before = list[tuple[str, str, int]](), None
    for title, one in zip(titles, row, strict=True):
        if one is not before:
            found.append((title, _in_one_line(one.text), one.colspan))
        before = one
    return found


def _chat_row(cells: list[tuple[str, str, int]], headed: bool) -> str:
    if len(cells) == 1:
        return cells[0][1]
    if not headed or (len(cells) == 2 and cells[1][2] > 1):
        pairs = zip(cells[::2], cells[1::2], strict=False)
        parts = [f"{label.replace('；', '')}：{text}" for (_, label, _), (_, text, _) in pairs if text]
        return parts[0] if len(parts) == 1 else "；".join(part.rstrip("。；") for part in parts)
    start, texts = "", cells
    if cells[0][0] == _NUMBER and len(cells) > 1:
        number, named = cells[0][1], cells[1][1]
        mark = "．" if number.replace(".", "").isdecimal() else "："
        start, texts = f"{number}{mark}{named}" if number else named, cells[2:]
    parts = [start, *(f"{title}：{text}" if title else text for title, text, _ in texts if text)]
    return "；".join(part.rstrip("。；") for part in parts if part)


_NUMBER = "序号"


def _in_one_line(text: str) -> str:
    """The lines of a cell one after the other, parted where no mark parts them already."""
    said = ""
    for line in standard_words.printable(text).split("\n"):
        line = line.strip()
        parted = not said or not line or said[-1] in _PARTING or line[0] in "（("
        said += line if parted else f"；{line}"
    return said


_PARTING = "。；，、：！？"


def _column_titles(table: Table) -> list[str]:
    """The lowest head cell above each column: the one that says most."""
    if not table.head:
        return [""] * len(table.columns)
    lowest = _full_grid(table.head, len(table.columns))[-1]
    return [standard_words.printable(cell.text).replace("\n", "") for cell in lowest]


def _full_grid(rows: tuple[tuple[Cell, ...], ...], columns: int) -> list[list[Cell]]:
    """The cell that covers each place, spans written out."""
    covered: dict[tuple[int, int], Cell] = {}
    for placed in placed_cells(rows, columns):
        for y in range(placed.cell.rowspan):
            for x in range(placed.cell.colspan):
                covered[placed.row + y, placed.column + x] = placed.cell
    return [[covered[row, column] for column in range(columns)] for row in range(len(rows))]


def _column_widths(table: Table, half: int) -> list[int]:
    """Inner widths in half characters, even numbers, so that full-width characters fill them."""
    room = half - len(table.columns) - 1
    total = sum(column.width for column in table.columns)
    widths = [max(_SMALLEST_COLUMN, int(room * column.width / total) // 2 * 2) for column in table.columns]
    spare = room - sum(widths)
    by_need = sorted(range(len(widths)), key=lambda index: -table.columns[index].width)
    for index in by_need:
        if spare < 2:
            break
        widths[index] += 2
        spare -= 2
    return widths


def _rule(widths: list[int]) -> str:
    return "+" + "+".join("-" * width for width in widths) + "+"


def _groups(rows: tuple[tuple[Cell, ...], ...], aligns: list[Align], widths: list[int]) -> list[list[str]]:
    """Lines of each group of rows; rows tied together by a row span form one group."""
    placed = placed_cells(rows, len(widths))
    groups: list[list[str]] = []
    start = 0
    while start < len(rows):
        end = start + 1
        while True:
            reach = max(p.row + p.cell.rowspan for p in placed if start <= p.row < end)
            if reach <= end:
                break
            end = reach
        group = [p for p in placed if start <= p.row < end]
        groups.append(_group_lines(group, start, end, aligns, widths))
        start = end
    return groups


def _group_lines(
    group: list[PlacedCell], start: int, end: int, aligns: list[Align], widths: list[int]
) -> list[str]:
    """Draw one group on a canvas of rows: rules above, texts, separators."""
    texts = {id(p): _cell_lines(p, aligns, widths) for p in group}
    heights = [1] * (end - start)
    for p in sorted(group, key=lambda p: p.cell.rowspan):
        rows = range(p.row - start, p.row - start + p.cell.rowspan)
        lacking = len(texts[id(p)]) - sum(heights[row] for row in rows) - (p.cell.rowspan - 1)
        if lacking > 0:
            heights[rows[-1]] += lacking
    tops = [sum(heights[:row]) + row for row in range(end - start)]
    canvas = [["|" + " " * width for width in widths] + ["|"] for _ in range(sum(heights) + len(heights))]
    for top in tops:
        canvas[top] = ["+" + "-" * width for width in widths] + ["+"]
    for p in group:
        top = tops[p.row - start]
        height = sum(heights[p.row - start : p.row - start + p.cell.rowspan]) + p.cell.rowspan - 1
        _draw(canvas, p, top + 1, height, texts[id(p)], widths)
    return ["".join(row) for row in canvas]


def _draw(
    canvas: list[list[str]], p: PlacedCell, top: int, height: int, lines: list[str], widths: list[int]
) -> None:
    """Write a cell's lines; a spanning cell takes the first place and empties the others."""
    width = _cell_width(p, widths)
    for offset in range(height):
        text = lines[offset] if offset < len(lines) else ""
        row = canvas[top + offset]
        row[p.column] = "|" + text + " " * (width - text_width(text))
        for column in range(p.column + 1, p.column + p.cell.colspan):
            row[column] = ""
        after = p.column + p.cell.colspan
        if row[after].startswith("+"):
            row[after] = "|" + row[after][1:] if after == len(widths) else row[after]


def _cell_width(p: PlacedCell, widths: list[int]) -> int:
    """Inner width of a cell, the separators that a column span swallows included."""
    return sum(widths[p.column : p.column + p.cell.colspan]) + p.cell.colspan - 1


def _cell_lines(p: PlacedCell, aligns: list[Align], widths: list[int]) -> list[str]:
    width = _cell_width(p, widths)
    lines: list[str] = []
    for part in standard_words.printable(p.cell.text).split("\n"):
        lines += break_lines(part, width, squeeze=False)
    align = p.cell.align or aligns[p.column]
    if align == "center":
        return [" " * max(0, (width - text_width(line)) // 2) + line for line in lines]
    if align == "right":
        return [" " * max(0, width - text_width(line)) + line for line in lines]
    return lines
