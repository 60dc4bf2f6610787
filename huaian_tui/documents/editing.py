"""The text of a document as an officer edits it: one paragraph a line, headings by their numbers.

Tables stand as a mark 【表1】 on a line of its own, pictures as 【图1】. Rows of a label and a text over all
other columns
(工作要求, 反馈要求) follow it as lines: 【表1·工作要求】text. A paragraph or such a text left as it was keeps
the records that its figures come from; a changed one loses them, since nobody can
say any more where its figures are from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from huaian_tui.documents.model import Block, Cell, Heading, OfficialDocument, Paragraph, Picture, Table
from huaian_tui.domain.errors import InputRefused

_LEVEL1 = re.compile(r"^[一二三四五六七八九十]+、")
_LEVEL2 = re.compile(r"^（[一二三四五六七八九十]+）")
_RUN_IN = re.compile(r"^（[一二三四五六七八九十]+）[^。]{1,40}。")
_MARK = re.compile(r"^【([表图])(\d+)】$")
_NUMBERED = re.compile(r" +(?=\d{1,2}\.)")
_ROW = re.compile(r"^【表(\d+)·([^】]{1,30})】(.*)$")
_LONGEST_HEADING = 40


def editable_text(document: OfficialDocument) -> str:
    """The body as lines."""
    tables = pictures = 0
    lines = []
    for block in document.body:
        if isinstance(block, Table):
            tables += 1
            lines.append(f"【表{tables}】")
            lines += [f"【表{tables}·{label}】{text}" for label, text in _labelled(block).items()]
        elif isinstance(block, Picture):
            pictures += 1
            lines.append(f"【图{pictures}】")
        else:
            lines.append(_line(block))
    return "\n".join(lines)


def _line(block: Heading | Paragraph) -> str:
    text = f"{block.lead}{block.text}" if isinstance(block, Paragraph) else block.text
    return _flat(text)


def _flat(text: str) -> str:
    return " ".join(text.split("\n"))


def _labelled(table: Table) -> dict[str, str]:
    """Label → text of the rows that are a label and one text over all other columns, each on one line."""
    return {_flat(row[0].text): _flat(row[1].text) for row in table.rows if _is_labelled(row, table)}


def _is_labelled(row: tuple[Cell, ...], table: Table) -> bool:
    columns = len(table.columns)
    return len(row) == 2 and columns > 2 and row[1].colspan == columns - 1 and row[0].text.strip() != ""


_ENDS = tuple("。！？；：…”）〕】")
"""How a paragraph ends that is whole."""


def broken_sentences(text: str) -> list[int]:
    """The paragraphs (from 1) that end in the middle of a sentence, while the next one is a paragraph too.

    Headings and tables end and begin nothing: only what would be printed as two paragraphs is told.
    """
    kept = [line.strip() for line in text.split("\n") if line.strip()]
    return [
        number
        for number, (line, after) in enumerate(pairwise(kept), 1)
        if _is_text(line) and _is_text(after) and not line.endswith(_ENDS)
    ]


def is_table_mark(line: str) -> bool:
    """Whether a line stands for a table or a picture (【表1】, 【图1】)."""
    return _MARK.match(line) is not None


def is_table_row(line: str) -> bool:
    """Whether a line is the text of a labelled row of a table (【表1·工作要求】…)."""
    return _ROW.match(line) is not None


def _is_text(line: str) -> bool:
    return not (is_table_mark(line) or is_table_row(line) or isinstance(_block(line, {}, {}), Heading))


def with_text(
    document: OfficialDocument, text: str, composed: OfficialDocument | None = None
) -> OfficialDocument:
    """The document with its body as edited; refused when a table's mark names no table.

    A paragraph that reads as it was ``composed`` again has its records again.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    found = [block for block in document.body if isinstance(block, Table)]
    tables = _with_rows(found, [row for line in lines if (row := _ROW.match(line))])
    pictures = [block for block in document.body if isinstance(block, Picture)]
    both = (document,) if composed is None else (document, composed)
    typed = [block for one in both for block in one.body if not isinstance(block, Table | Picture)]
    known = {_line(block): block for block in typed}
    marked: _Marked = {"表": tables, "图": pictures}
    body = [_block(line, known, marked) for line in lines if not is_table_row(line)]
    if not body:
        raise InputRefused("正文是空的", "没有写任何内容", "至少写一段", field="body")
    return replace(document, body=tuple(body))


def _with_rows(tables: list[Table], typed: list[re.Match[str]]) -> list[Table]:
    """The tables with the texts of their labelled rows as typed; a row whose line was deleted goes.

    Of a table without any such line all rows stay: the draft was typed before there were such lines.
    """
    texts: dict[int, dict[str, str]] = {}
    for row in typed:
        number, label = int(row[1]), row[2]
        known = _labelled(tables[number - 1]) if 1 <= number <= len(tables) else {}
        if label not in known:
            rows = "、".join(known) or "没有可改的行"
            raise InputRefused(
                f"没有【表{number}·{label}】", f"可改的行：{rows}", "改正标记，或删去这一行", field="body"
            )
        texts.setdefault(number, {})[label] = row[3].strip()
    return [_rewritten(table, texts.get(number)) for number, table in enumerate(tables, 1)]


def _rewritten(table: Table, texts: dict[str, str] | None) -> Table:
    if texts is None:
        return table
    rows = list[tuple[Cell, ...]]()
    for row in table.rows:
        if not _is_labelled(row, table):
            rows.append(row)
        elif (typed := texts.get(_flat(row[0].text))) is not None:
            same = typed == _flat(row[1].text).strip()
            # Numbered requirements stand one a line in the table, and on one line of the text.
            anew = _NUMBERED.sub("\n", typed) if "\n" in row[1].text else typed
            rows.append(row if same else (row[0], replace(row[1], text=anew, sources=(), figures=())))
    return replace(table, rows=tuple(rows))


_Marked = dict[str, Sequence[Table] | Sequence[Picture]]
"""What the marks stand for: tables under 表, pictures under 图."""


def _block(line: str, known: dict[str, Heading | Paragraph], marked: _Marked) -> Block:
    if line in known:
        return known[line]
    if mark := _MARK.match(line):
        of, number = mark.group(1), int(mark.group(2))
        there = marked.get(of, ())
        if not 1 <= number <= len(there):
            raise InputRefused(
                f"没有{line}", f"这份文书有 {len(there)} 张{of}", f"改正{of}号，或删去这一行", field="body"
            )
        return there[number - 1]
    short = len(line) <= _LONGEST_HEADING and not line.endswith(("。", "；", "："))
    if _LEVEL1.match(line) and short:
        return Heading(1, line)
    if _LEVEL2.match(line) and short:
        return Heading(2, line)
    if run_in := _RUN_IN.match(line):
        return Paragraph(line[run_in.end() :], lead=run_in.group())
    return Paragraph(line)
