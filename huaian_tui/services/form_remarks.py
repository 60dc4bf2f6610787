"""What a filled form holds besides its lines: nothing of it is dropped in silence.

Answers that stand where no line can be told from them are refused (another sheet filled like the form, a cell
merged over several lines); all else is told with its place: comments, pictures, added columns, locked cells
that were changed, hidden rows, other sheets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from huaian_tui.domain.feedback_layout import (
    ANSWER_COLUMNS,
    FORM_SHEET,
    HIDDEN_SHEET,
    RETURN_HEAD,
    FormFacts,
    column_name,
    known_columns,
    lock_of,
    locked_heads,
)
from huaian_tui.importing.form_cells import FormSheet
from huaian_tui.services.form_lines import BY_HAND_WAY, REPORTER
from huaian_tui.services.form_parts import Refusal, Told, shown_words
from huaian_tui.services.form_places import MILESTONE_HEAD, Places, head_columns

_MOST_SHOWN = 3
_MOST_MERGED = 100
"""Lines of one merged cell that are told."""
_MOST_LOCKS = 20
_MOST_HEAD_ROW = 30
_HIDDEN_COLUMNS = 2
"""The last column, from 0, of the hidden sheet."""
_ENDS = 15
"""Characters of the end of a long text that are shown."""


def refused_places(
    sheets: Sequence[FormSheet], sheet: FormSheet, places: Places, facts: FormFacts
) -> Iterator[Refusal]:
    """Answers of which it cannot be told what they answer."""
    yield from _merged(sheet, places)
    for other in sheets:
        if other.name not in (FORM_SHEET, HIDDEN_SHEET):
            yield from _filled_elsewhere(other, sheet, places, facts)


def told_places(
    sheets: Sequence[FormSheet], sheet: FormSheet, places: Places, facts: FormFacts
) -> Iterator[Told]:
    """All else that is in the file and was not taken."""
    yield from places.told
    yield from _above(sheet, places, facts)
    yield from _beside(sheet, places)
    yield from _changed_locks(sheet, places, facts)
    yield from _hidden(sheet, places)
    for one in sheets:
        if one.name == HIDDEN_SHEET:
            yield from _in_the_hidden(one)
        prefix = "" if one.name == FORM_SHEET else f"{one.name}!"
        for cell, words in one.comments:
            yield Told(f"{prefix}{cell}", f"批注“{shown_words(words, 60)}”没有收；{BY_HAND_WAY}。")
        for drawn in one.drawn:
            words = f"“{shown_words(drawn.words, 60)}”" if drawn.words else ""
            way = BY_HAND_WAY if drawn.words else "要留存的请另存附件"
            yield Told(
                f"{prefix}{drawn.cell}" if drawn.cell else one.name, f"{drawn.what}{words}没有收；{way}。"
            )
        if one.name not in (FORM_SHEET, HIDDEN_SHEET) and one.rows and not _like_a_form(one, facts):
            yield _other_sheet(one)


def _merged(sheet: FormSheet, places: Places) -> Iterator[Refusal]:
    """A cell over several lines, or over several answers, that holds something: of which is it?

    Who fills the form holds for the lines below anyway.
    """
    fields = {column: field for field, column in places.answers.items()}
    for top, left, bottom, right in sheet.merges:
        covered = [fields[column] for column in range(left, min(right, max(fields)) + 1) if column in fields]
        rows = range(max(top, places.head_row + 1), min(bottom, top + _MOST_MERGED) + 1)
        lines = [row for row in rows if row in sheet.rows]
        asked = [field for field in covered if field not in REPORTER]
        if not asked or not lines or not sheet.at(top, left).filled or (top == bottom and len(asked) < 2):  # noqa: PLR2004
            continue
        place = f"{column_name(left)}{top}:{column_name(right)}{bottom}"
        what = "行" if bottom > top else "项"
        message = f"{place} 合并成了一格，分不清是哪一{what}的；请取消合并，每格分别填写。"
        for row in lines:
            yield Refusal(row, places.cell(asked[0], row), message)


def _filled_elsewhere(
    other: FormSheet, sheet: FormSheet, places: Places, facts: FormFacts
) -> Iterator[Refusal]:
    """Lines of another sheet that is laid out as the form; those that say what the form says are none."""
    found = _form_heads(other, facts)
    if found is None:
        return
    head_row, columns = found
    fields = {head: field for field, head, _ in ANSWER_COLUMNS if field not in REPORTER}
    said = {
        sheet.at(row, places.milestone).text.strip(): _answers(sheet, row, places.answers)
        for row in sheet.rows
        if row > places.head_row
    }
    mine = {field: columns[head] for head, field in fields.items()}
    for row in sorted(other.rows):
        if row <= head_row:
            continue
        answers = _answers(other, row, mine)
        milestone = other.at(row, columns[MILESTONE_HEAD]).text.strip()
        if any(answers) and answers != said.get(milestone):
            first = next(column for column in mine.values() if other.at(row, column).filled)
            where = f"{other.name}!{column_name(first)}{row}"
            told = (
                f"工作表“{shown_words(other.name, 40)}”第 {row} 行填了内容（节点 {shown_words(milestone)}）"
            )
            way = f"只收“{FORM_SHEET}”里的；请填到“{FORM_SHEET}”对应的行，或删去这张表"
            yield Refusal(None, where, f"{told}；{way}。")


def _answers(sheet: FormSheet, row: int, columns: dict[str, int]) -> list[str]:
    return [
        sheet.at(row, columns[field]).text.strip() for field, _, _ in ANSWER_COLUMNS if field not in REPORTER
    ]


def _form_heads(sheet: FormSheet, facts: FormFacts) -> tuple[int, dict[str, int]] | None:
    heads = [name for name, _ in known_columns(several=facts.several)] + [
        name for _, name, _ in ANSWER_COLUMNS
    ]
    for row in sorted(sheet.rows):
        if row > _MOST_HEAD_ROW:
            return None
        found = head_columns(sheet, row, heads)
        if found is not None:
            return row, found
    return None


def _like_a_form(sheet: FormSheet, facts: FormFacts) -> bool:
    return _form_heads(sheet, facts) is not None


def _other_sheet(sheet: FormSheet) -> Told:
    cells = sum(len(cells) for cells in sheet.rows.values())
    row = min(sheet.rows)
    column = min(sheet.rows[row])
    first = f"{column_name(column)}{row}“{shown_words(sheet.at(row, column).text)}”"
    hidden = "隐藏的" if sheet.hidden else ""
    return Told(sheet.name, f"{hidden}工作表里有内容（{first}等 {cells} 格），没有收；{BY_HAND_WAY}。")


_OWN_BANNERS = (
    re.compile("(?:《.+》)?.{0,12}反馈表(?:（退回）)?", re.DOTALL),
    re.compile("单位：.+。(?:截至.+只列逾期.+“存在问题”中指出。|.+收到的反馈表中，.+不必再报。)", re.DOTALL),
    re.compile(
        "(?:(?:身份|角色)为“责任”的行.+；)?请(?:只填黄色单元格|按“退回原因”改).+不得填写涉密内容。", re.DOTALL
    ),
)
"""What a form that does not say it (``FormFacts.banners``) has above its heads."""


def _is_own(text: str, facts: FormFacts) -> bool:
    """Whether a text above the heads is the form's own."""
    if facts.banners:
        return lock_of(text) in facts.banners
    return any(pattern.fullmatch(text.strip()) for pattern in _OWN_BANNERS)


def _above(sheet: FormSheet, places: Places, facts: FormFacts) -> Iterator[Told]:
    """What was written above the heads, over the form's own titles too."""
    for row in sorted(row for row in sheet.rows if row < places.head_row):
        for column, cell in sorted(sheet.rows[row].items()):
            if cell.filled and not _is_own(cell.text, facts):
                where = f"{column_name(column)}{row}"
                yield Told(where, f"“{_both_ends(cell.text)}”写在表头以上，没有收；{BY_HAND_WAY}。")


def _both_ends(text: str) -> str:
    """A long text by its beginning and its end: people write on behind what the form says itself."""
    line = " ".join(text.split())
    return shown_words(line, 60) if len(line) <= _ENDS * 2 else f"{shown_words(line, 20)}{line[-_ENDS:]}"


def _in_the_hidden(sheet: FormSheet) -> Iterator[Told]:
    """What was written into the sheet that says what the form is; its own cells are two or three a row."""
    for row in sorted(sheet.rows):
        for column, cell in sorted(sheet.rows[row].items()):
            if cell.filled and (column > _HIDDEN_COLUMNS or not sheet.at(row, 0).text.strip().isascii()):
                where = f"{sheet.name}!{column_name(column)}{row}"
                shown = shown_words(cell.text, 60)
                yield Told(where, f"“{shown}”写在隐藏的标识表里，没有收；{BY_HAND_WAY}。")


def _beside(sheet: FormSheet, places: Places) -> Iterator[Told]:
    """Columns that the form has not."""
    beside = dict[int, list[int]]()
    for row in sorted(sheet.rows):
        for column in sheet.rows[row]:
            if row >= places.head_row and column not in places.columns:
                beside.setdefault(column, []).append(row)
    for column, rows in sorted(beside.items()):
        head = sheet.at(places.head_row, column).text.strip()
        if head == RETURN_HEAD:
            continue
        below = [row for row in rows if row > places.head_row]
        shown = [f"第 {row} 行“{shown_words(sheet.at(row, column).text, 40)}”" for row in below[:_MOST_SHOWN]]
        more = f"等 {len(below)} 行" if len(below) > _MOST_SHOWN else ""
        name = f"增加的列“{shown_words(head)}”" if head else "表外的列"
        where = f"{column_name(column)}{(below or rows)[0]}"
        yield Told(where, f"{name}没有收{'：' if shown else ''}{'，'.join(shown)}{more}；{BY_HAND_WAY}。")


def _changed_locks(sheet: FormSheet, places: Places, facts: FormFacts) -> Iterator[Told]:
    """Locked cells that say something else than when the form was made; older forms do not tell."""
    changed = list(_locks_changed(sheet, places, facts))
    yield from changed[:_MOST_LOCKS]
    if len(changed) > _MOST_LOCKS:
        more = len(changed) - _MOST_LOCKS
        yield Told(
            changed[_MOST_LOCKS].where, f"等处另有 {more} 个锁定的单元格被改动，没有照改，请核对行是否错位。"
        )


def _locks_changed(sheet: FormSheet, places: Places, facts: FormFacts) -> Iterator[Told]:
    heads = locked_heads(several=facts.several)
    for row in sorted(sheet.rows):
        locks = facts.locks.get(sheet.at(row, places.milestone).text.strip(), ())
        if row <= places.head_row or len(locks) != len(heads):
            continue
        for head, lock in zip(heads, locks, strict=True):
            cell = sheet.at(row, places.known[head])
            if lock_of(cell.text) != lock:
                where = f"{column_name(places.known[head])}{row}"
                now = f"改成了“{shown_words(cell.text, 40)}”" if cell.filled else "清空了"
                way = "没有照改；时限、分工与实际不符的，请在“存在问题”里写明"
                yield Told(where, f"锁定的“{head}”被{now}，{way}。")


def _hidden(sheet: FormSheet, places: Places) -> Iterator[Told]:
    """Hidden rows and columns with answers: they are taken, and said to be hidden."""

    def answered(row: int) -> bool:
        return any(sheet.at(row, column).filled for column in places.answers.values())

    rows = [row for row in sheet.hidden_rows if row > places.head_row and answered(row)]
    if rows:
        shown = "、".join(map(str, rows[:20]))
        yield Told(f"第 {rows[0]} 行", f"第 {shown} 行是隐藏的，里面填的照样读了，请核对。")
    fields = {column: head for head, column in ((h, places.answers[f]) for f, h, _ in ANSWER_COLUMNS)}
    for column in sorted(set(sheet.hidden_columns) & set(fields)):
        if any(sheet.at(row, column).filled for row in sheet.rows if row > places.head_row):
            head = fields[column]
            yield Told(f"{column_name(column)} 列", f"“{head}”一列是隐藏的，里面填的照样读了，请核对。")
