"""Tables in plain text.

Tabs (also quoted, as Excel copies them), pipes, one cell a line, fields by spaces.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from huaian_tui.importing.plan_files.blocks import Cell, Table, Told
from huaian_tui.importing.plan_files.typed_cells import MOST_COLUMNS, Line, Rows, head_width, is_head, plain
from huaian_tui.importing.plan_files.typed_fields import cell_a_line, spaced

_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*|[+\-=\s|]{5,}")
_PIPES = re.compile(r"(?<!\\)[|｜]")
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>|&#~])")
_LONE = re.compile(r"(?P<text>[^|｜]*?)\s*[|｜]\s*")


def typed_tables(lines: list[Line], told: list[Told]) -> Iterator[list[Line] | Table]:
    """The lines in runs that are no table, and the tables between them."""
    forms = (_tabbed, _commas, _tab_cells, _piped, _lone_pipes, cell_a_line, spaced)
    plain, at, count = list[Line](), 0, 0
    while at < len(lines):
        for form in forms:
            found = form(lines, at)
            if found is not None:
                if plain:
                    yield plain
                    plain = []
                rows, at = found
                count += 1
                yield _table(f"表{count}", rows)
                break
        else:
            plain.append(lines[at])
            at += 1
    if plain:
        yield plain


def _table(name: str, rows: Rows) -> Table:
    cells = [
        Cell(row, column, plain(text))
        for row, (_, texts) in enumerate(rows)
        for column, text in enumerate(texts[:MOST_COLUMNS])
        if text.strip()
    ]
    width = min(MOST_COLUMNS, max((len(texts) for _, texts in rows), default=0))
    return Table(name, tuple(cells), width, len(rows), tuple(number for number, _ in rows), merges=False)


# ---------------------------------------------------------------------- tabs


def _tabbed(lines: list[Line], at: int) -> tuple[Rows, int] | None:
    """Lines with tabs between cells; a quoted cell may go over several lines."""
    first = lines[at].text
    if first.count("\t") < 2 or first.startswith("\t") and not first.strip("\t").count("\t"):
        return None
    end = at
    open_quote = False
    while end < len(lines):
        text = lines[end].text
        if not open_quote and "\t" not in text and text.strip():
            break
        if not open_quote and not text.strip() and not _more_tabs(lines, end):
            break
        if text.count('"') % 2:
            open_quote = not open_quote
        end += 1
    if open_quote:
        end = at + 1
        while end < len(lines) and "\t" in lines[end].text:
            end += 1
    rows = list[tuple[int, list[str]]]()
    source = "\n".join(one.text for one in lines[at:end])
    reader = csv.reader(
        io.StringIO(source), delimiter="\t", quoting=csv.QUOTE_NONE if open_quote else csv.QUOTE_MINIMAL
    )
    begin = 0
    csv.field_size_limit(10_000_000)
    for texts in reader:
        if any(one.strip() for one in texts):
            rows.append((lines[at].number + begin, texts))
        begin = reader.line_num
    return (rows, end) if len(rows) >= 2 else None


def _commas(lines: list[Line], at: int) -> tuple[Rows, int] | None:
    """Lines with commas between cells, below heads that are so; a quoted cell may go over several lines."""
    if lines[at].text.count(",") < 2 or not is_head(lines[at].text.split(",")):
        return None
    end = next((place for place in range(at, len(lines)) if not lines[place].text.strip()), len(lines))
    rows, begin = list[tuple[int, list[str]]](), 0
    reader = csv.reader(io.StringIO("\n".join(one.text for one in lines[at:end])))
    for texts in reader:
        if any(one.strip() for one in texts):
            rows.append((lines[at].number + begin, texts))
        begin = reader.line_num
    return (rows, end) if len(rows) >= 2 else None


def _more_tabs(lines: list[Line], at: int) -> bool:
    following = next((one.text for one in lines[at : at + 3] if one.text.strip()), "")
    return "\t" in following


def _tab_cells(lines: list[Line], at: int) -> tuple[Rows, int] | None:
    """Every cell a line that begins with a tab, rows parted by blank lines."""
    if not lines[at].text.startswith("\t"):
        return None
    rows, block, begin, end = list[tuple[int, list[str]]](), list[str](), lines[at].number, at
    while end < len(lines):
        text = lines[end].text
        if rows and end - at > MOST_COLUMNS and not is_head(rows[0][1]):
            return None
        if not rows and len(block) > MOST_COLUMNS:
            return None
        if text.startswith("\t"):
            if not block:
                begin = lines[end].number
            block.append(text[1:])
        elif text.strip():
            break
        elif block:
            rows.append((begin, block))
            block = []
        end += 1
    if block:
        rows.append((begin, block))
    return (rows, end) if len(rows) >= 2 and len(rows[0][1]) >= 3 and is_head(rows[0][1]) else None


# ---------------------------------------------------------------------- pipes


def _fields(text: str) -> list[str]:
    plain = text.strip()
    pieces = _PIPES.split(plain)
    if plain[:1] in "|｜":
        pieces = pieces[1:]
    if plain[-1:] in "|｜":
        pieces = pieces[:-1]
    return [_ESCAPED.sub(r"\1", one.strip()) for one in pieces]


def _piped(lines: list[Line], at: int) -> tuple[Rows, int] | None:
    """``| a | b | c |`` with or without a rule below the heads."""
    if len(_PIPES.findall(lines[at].text)) < 2 or len(_fields(lines[at].text)) < 3:
        return None
    rows, end = list[tuple[int, list[str]]](), at
    width = len(_fields(lines[at].text))
    while end < len(lines) and (text := lines[end].text.strip()):
        if not _PIPES.search(text):
            if rows and len(rows[-1][1]) < width:
                rows[-1][1][-1] += text
                end += 1
                continue
            break
        if not _RULE.fullmatch(text):
            fields = _fields(text)
            if (
                rows
                and len(rows[-1][1]) < width
                and len(rows[-1][1]) + len(fields) - 1 <= width
                and text[:1] not in "|｜"
            ):
                rows[-1][1][-1] += fields[0]
                rows[-1][1].extend(fields[1:])
            else:
                rows.append((lines[end].number, fields))
        end += 1
    return (rows, end) if len(rows) >= 2 else None


def _lone_pipes(lines: list[Line], at: int) -> tuple[Rows, int] | None:
    """``cell |`` on each line, a lone ``|`` for an empty one; rows are as wide as the heads."""
    if not _begins_with_heads(lines, at):
        return None
    cells, end = list[tuple[int, str]](), at
    while end < len(lines):
        text = lines[end].text.strip()
        if not text:
            end += 1
            continue
        found = _LONE.fullmatch(text)
        if found is None:
            if (
                cells
                and end + 1 < len(lines)
                and not cells[-1][1].endswith(("。", "；"))
                and _LONE.fullmatch(lines[end + 1].text.strip())
            ):
                cells.append((lines[end].number, "\0" + text))
                end += 1
                continue
            break
        if cells and cells[-1][1].startswith("\0"):
            number, before = cells.pop()
            cells.append((number, before[1:] + found["text"]))
        else:
            cells.append((lines[end].number, found["text"].strip()))
        end += 1
    return _in_rows(cells, end)


def _begins_with_heads(lines: list[Line], at: int) -> bool:
    """Whether the first of these lines are ``cell |`` with heads: looked at before all others are."""
    cells = list[str]()
    for line in lines[at : at + 2 * MOST_COLUMNS]:
        text = line.text.strip()
        found = _LONE.fullmatch(text)
        if text and found is None or not text and not cells:
            break
        if found is not None:
            cells.append(found["text"])
    return head_width(cells) > 0


def _in_rows(cells: list[tuple[int, str]], end: int) -> tuple[Rows, int] | None:
    """Cells in a line put into rows by the heads at their beginning."""
    width = head_width([text for _, text in cells])
    if width == 0 or len(cells) < 2 * width:
        return None
    rows = list[tuple[int, list[str]]]()
    for begin in range(0, len(cells), width):
        piece = cells[begin : begin + width]
        rows.append((piece[0][0], [text for _, text in piece]))
    return rows, end
