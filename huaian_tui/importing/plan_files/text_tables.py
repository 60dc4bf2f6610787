"""Tables in plain text.

Tabs (also quoted, as Excel copies them), pipes, one cell a line, fields by spaces.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from huaian_tui.domain.reading.column_heads import TASK_ROLES, Role, role_of
from huaian_tui.domain.reading.item_labels import normal_number
from huaian_tui.domain.reading.unit_lists import read_units, says_none
from huaian_tui.importing.plan_files.blocks import Cell, Table, Told


class Line(NamedTuple):
    """A line of a file with its number from 1."""

    number: int
    text: str


_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*|[+\-=\s|]{5,}")
_PIPES = re.compile(r"[|｜]")
_LONE = re.compile(r"(?P<text>[^|｜]*?)\s*[|｜]\s*")
_LINE_BREAK = re.compile(r"<br\s*/?>", re.I)
_MOST_COLUMNS = 40
_MARKERS = re.compile(r"^(?:\*\*|__)(.*?)(?:\*\*|__)$")


def typed_tables(lines: list[Line], told: list[Told]) -> Iterator[list[Line] | Table]:
    """The lines in runs that are no table, and the tables between them."""
    forms = (_tabbed, _commas, _tab_cells, _piped, _lone_pipes, _cell_a_line, _spaced)
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


Rows = list[tuple[int, list[str]]]


def _table(name: str, rows: Rows) -> Table:
    cells = [
        Cell(row, column, _plain(text))
        for row, (_, texts) in enumerate(rows)
        for column, text in enumerate(texts[:_MOST_COLUMNS])
        if text.strip()
    ]
    width = min(_MOST_COLUMNS, max((len(texts) for _, texts in rows), default=0))
    return Table(name, tuple(cells), width, len(rows), tuple(number for number, _ in rows), merges=False)


def _plain(text: str) -> str:
    text = _LINE_BREAK.sub("\n", text).strip(" \t\u3000")
    found = _MARKERS.match(text)
    return (found[1] if found else text).strip()


def is_head(texts: Sequence[str]) -> bool:
    """Whether these cells are the heads of a table of tasks."""
    roles = [role_of(_plain(one)) for one in texts if one.strip()]
    known = [one for one in roles if one is not None]
    return len(known) >= 3 and len(known) >= len(roles) * 0.6 and any(one in TASK_ROLES for one in known)


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
    return [one.strip() for one in pieces]


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


def _in_rows(cells: list[tuple[int, str]], end: int) -> tuple[Rows, int] | None:
    """Cells in a line put into rows by the heads at their beginning."""
    width = _head_width([text for _, text in cells])
    if width == 0 or len(cells) < 2 * width:
        return None
    rows = list[tuple[int, list[str]]]()
    for begin in range(0, len(cells), width):
        piece = cells[begin : begin + width]
        rows.append((piece[0][0], [text for _, text in piece]))
    return rows, end


def _head_width(texts: list[str]) -> int:
    """How many of the first cells are heads; 0 when they are none."""
    width = 0
    for text in texts[:_MOST_COLUMNS]:
        if role_of(text) is None or (width and normal_number(text) == "1"):
            break
        width += 1
    return width if width >= 3 and is_head(texts[:width]) else 0


# ---------------------------------------------------------------------- one cell a line


def _cell_a_line(lines: list[Line], at: int) -> tuple[Rows, int] | None:
    """Every cell its own line without any mark: heads first, rows known by their number."""
    if role_of(lines[at].text.strip()) is None:
        return None
    filled = [one for one in lines[at:] if one.text.strip()]
    width = _head_width([one.text.strip() for one in filled])
    if width == 0:
        return None
    heads = [one.text.strip() for one in filled[:width]]
    numbered = next((place for place, head in enumerate(heads) if role_of(head) is Role.NUMBER), None)
    if numbered != 0:
        return None
    rows, block, expected, last = [(filled[0].number, heads)], list[Line](), 0, filled[width - 1].number
    for line in filled[width:]:
        number = normal_number(line.text) if len(line.text.strip()) <= 6 else None
        if (
            number is not None
            and number.isdecimal()
            and (int(number) == expected + 1 or (expected == 0 and not block))
        ):
            if block:
                rows.append((block[0].number, _fitted(block, heads)))
            block, expected = [line], int(number)
        elif block and (len(block) >= width + 6 or line.text.strip().startswith(("备注", "注：", "附件"))):
            break
        elif block:
            block.append(line)
        else:
            break
        last = line.number
    if block:
        rows.append((block[0].number, _fitted(block, heads)))
    end = next((place for place, one in enumerate(lines) if one.number > last), len(lines))
    return (rows, end) if len(rows) >= 2 else None


def _fitted(block: list[Line], heads: list[str]) -> list[str]:
    """The lines of one row on its columns: too few or too many are placed by what the columns hold."""
    texts = _unbroken([one.text.strip() for one in block])
    width = len(heads)
    if len(texts) == width:
        return texts
    roles = [role_of(one) for one in heads]
    if len(texts) > width:
        task = next((place for place, role in enumerate(roles) if role is Role.TASK), 1)
        more = len(texts) - width
        return [*texts[:task], "\n".join(texts[task : task + more + 1]), *texts[task + more + 1 :]]
    return _by_content(texts, roles)


def _unbroken(texts: list[str]) -> list[str]:
    """The lines of a row with those put together that break within a sentence or a list."""
    result = list[str]()
    for text in texts:
        if len(result) > 1 and result[-1][-1:] in "，、,；":
            result[-1] += text
        else:
            result.append(text)
    return result


_UNIT_ROLES = (Role.LEAD, Role.UNIT, Role.SUPPORT)
_TIME = re.compile(r"底|前|月|年|季度|长期|持续|[0-9]{1,2}日")


def _by_content(texts: list[str], roles: list[Role | None]) -> list[str]:
    """Fewer cells than heads.

    Each goes to the next column that is made for it, else to one that can hold it.
    """
    row = [""] * len(roles)
    column = 0
    for text in texts:
        places = range(column, len(roles))
        made_for = [place for place in places if _is_made_for(roles[place], text)]
        able = made_for or [place for place in places if _may_hold(roles[place], text)]
        if able:
            row[able[0]], column = text, able[0] + 1
    return row


def _is_made_for(role: Role | None, text: str) -> bool:
    return role in (*_UNIT_ROLES, Role.DUE, Role.START) and len(text) > 1 and _may_hold(role, text)


def _may_hold(role: Role | None, text: str) -> bool:
    if role in _UNIT_ROLES:
        listed = read_units(text)
        return bool(listed.units) and not listed.left or says_none(text)
    if role in (Role.DUE, Role.START):
        return len(text) <= 30 and _TIME.search(text) is not None
    if role is Role.NUMBER:
        return normal_number(text) is not None and len(text) <= 8
    if role in (Role.LEVEL1, Role.LEVEL2):
        return len(text) <= 30
    return True


# ---------------------------------------------------------------------- fields by spaces

_GAP = re.compile(r"[ \u3000]{2,}|\t+")
_BLANK = re.compile(r"[ \u3000\t]+")


def _spaced(lines: list[Line], at: int) -> tuple[Rows, int] | None:
    """Fields of a line by spaces, below a line of heads that are."""
    heads = _heads_of(lines[at].text.strip())
    if not 3 <= len(heads) <= 14 or not is_head(heads):
        return None
    roles = [role_of(one) for one in heads]
    rows, end = [(lines[at].number, heads)], at + 1
    while end < len(lines):
        text = lines[end].text.strip()
        if not text:
            end += 1
            if end < len(lines) and not _begins_row(lines[end].text):
                break
            continue
        if text == lines[at].text.strip():
            end += 1
            continue
        if len(rows) > 1 and not _begins_row(text) and not _BLANK.search(text):
            rows[-1][1][-1] = rows[-1][1][-1] + text
        elif _begins_row(text) or _GAP.search(text) or len(rows) == 1:
            rows.append((lines[end].number, _fields_of(text, roles)))
        else:
            break
        end += 1
    return (rows, end) if len(rows) >= 2 else None


def _heads_of(text: str) -> list[str]:
    """The heads of a line by blanks; letters that stand apart (工 作 任 务) make one head."""
    if len(text) > 200:
        return []
    heads, run = list[str](), ""
    for piece in [*_BLANK.split(text), ""]:
        if len(piece) == 1:
            run += piece
            if role_of(run) is Role.NUMBER:
                heads.append(run)
                run = ""
            continue
        if run:
            heads.append(run)
            run = ""
        if piece:
            heads.append(piece)
    return heads


def _begins_row(text: str) -> bool:
    first = _BLANK.split(text.strip(), maxsplit=1)
    return len(first) == 2 and len(first[0]) <= 8 and (normal_number(first[0]) or "x")[0].isdigit()


def _fields_of(text: str, roles: list[Role | None]) -> list[str]:
    """The fields of a line: wide gaps first, else single spaces, the longest run taken as the task."""
    wide = _GAP.split(text)
    if len(wide) == len(roles):
        return wide
    fields = _BLANK.split(text)
    if len(fields) == len(roles):
        return fields
    if len(fields) < len(roles):
        return _by_content(fields, roles)
    task = next((place for place, role in enumerate(roles) if role is Role.TASK), 1)
    behind = len(roles) - task - 1
    row = fields[:task]
    tail = _tail(fields[task + 1 :], roles[task + 1 :])
    middle = fields[task : len(fields) - sum(count for _, count in tail)]
    return [*row, " ".join(middle), *[text for text, _ in tail]][: task + 1 + behind]


def _tail(fields: list[str], roles: list[Role | None]) -> list[tuple[str, int]]:
    """The columns behind the task from the right, each with how many fields it took.

    Units may hold spaces.
    """
    result = list[tuple[str, int]]()
    at = len(fields)
    for place in range(len(roles) - 1, -1, -1):
        role, taken = roles[place], list[str]()
        while at > 0:
            field = fields[at - 1]
            if not _may_hold(role, field):
                break
            if taken and (role not in _UNIT_ROLES or at - 1 <= place):
                break
            taken.insert(0, field)
            at -= 1
            if role not in _UNIT_ROLES or (place > 0 and roles[place - 1] in _UNIT_ROLES):
                break
        result.insert(0, ("、".join(taken), len(taken)))
    return result
