"""Tables in plain text without any mark between cells: one cell a line, and fields parted by spaces."""

from __future__ import annotations

import re

from huaian_tui.domain.reading.column_heads import Role, role_of
from huaian_tui.domain.reading.item_labels import normal_number
from huaian_tui.domain.reading.unit_lists import read_units, says_none
from huaian_tui.importing.plan_files.typed_cells import MOST_COLUMNS, Line, Rows, head_width, is_head

# ---------------------------------------------------------------------- one cell a line


def cell_a_line(lines: list[Line], at: int) -> tuple[Rows, int] | None:
    """Every cell its own line without any mark: heads first, rows known by their number."""
    if role_of(lines[at].text.strip()) is not Role.NUMBER:
        return None
    first = [one.text.strip() for one in lines[at : at + 2 * MOST_COLUMNS] if one.text.strip()]
    width = head_width(first)
    if width == 0:
        return None
    filled = [one for one in lines[at:] if one.text.strip()]
    heads = [one.text.strip() for one in filled[:width]]
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


def spaced(lines: list[Line], at: int) -> tuple[Rows, int] | None:
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
            if len(rows) == 1:
                return None
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


def _parts_here(before: list[str], place: int, roles: list[Role | None]) -> bool:
    """Whether the next field to the left is that of another column of units.

    Of fields of units in a row (甲局 乙局 丙局) the column to the left has one, this one has the others.
    """
    if place == 0 or roles[place - 1] not in _UNIT_ROLES:
        return False
    more = 0
    while more < len(before) and _may_hold(Role.UNIT, before[-1 - more]) and not says_none(before[-1 - more]):
        more += 1
    return more <= 1


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
            if taken and (role not in _UNIT_ROLES or at - 1 < place):
                break
            taken.insert(0, field)
            at -= 1
            if role not in _UNIT_ROLES or _parts_here(fields[:at], place, roles):
                break
        result.insert(0, ("、".join(taken), len(taken)))
    return result
