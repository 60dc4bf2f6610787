"""Reads the parts of a ``.docx`` into blocks: body, tables with merges both ways, text boxes.

Tracked changes are read as if accepted, and told; comments are told and not taken; nothing outside the file
is looked at. The bytes were looked at from outside before (``file_guard``); this runs in a child process.
python-docx is not used: it knows no tracked changes, text boxes and numbers, and takes minutes for large
tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from huaian_tui.domain.errors import InputRefused
from huaian_tui.importing.plan_files.blocks import Block, Cell, FileBlocks, Paragraph, Span, Table, Told
from huaian_tui.importing.plan_files.office_parts import number_in, parsed, part, parts_of
from huaian_tui.importing.plan_files.word_numbers import Numbering, W
from huaian_tui.importing.plan_files.word_pieces import (
    DESCEND,
    MC,
    Line,
    bold_beginning,
    boxes,
    cells_of,
    chosen_of,
    int_of,
    is_on,
    longer,
    partly,
    rows,
    spans,
    together,
)

_DROPPED = {
    f"{W}{name}"
    for name in (
        "del",
        "moveFrom",
        "instrText",
        "delText",
        "rPr",
        "pPr",
        "tblPr",
        "sdtPr",
        "sdtEndPr",
        "proofErr",
    )
}
_MOST_COMMENTS = 20
_MOST_SHOWN = 60
_MOST_DEPTH = 60
_MOST_TABLES = 2_000
_MOST_COLUMNS = 200
_MOST_CELLS = 400_000
_PART_ONLY = "请只复制任务部分到新文件再导入"


@dataclass(slots=True)
class _Told:
    """What is counted while reading."""

    inserted: int = 0
    deleted: int = 0
    hidden: int = 0
    nested: int = 0
    boxes: int = 0


def read_word(data: bytes) -> FileBlocks:
    """The blocks of a document, and what is to be told of it."""
    with parts_of(data) as archive:
        document = parsed(part(archive, "word/document.xml"))
        names = set(archive.namelist())

        def beside(name: str) -> Any:
            return parsed(part(archive, name)) if name in names else None

        styles = beside("word/styles.xml")
        numbering = Numbering.read(beside("word/numbering.xml"), styles)
        comments, headings = beside("word/comments.xml"), _headings(styles)
    reader = _Reader(numbering, headings)
    body = document.find(f"{W}body")
    blocks = tuple(reader.blocks(body)) if body is not None else ()
    return FileBlocks(blocks, tuple(reader.remarks(comments)))


def _headings(styles: Any) -> dict[str, int]:
    """Styles of headings and their levels."""
    levels = dict[str, int]()
    for style in styles.iterfind(f"{W}style") if styles is not None else ():
        name = style.find(f"{W}name")
        said = "" if name is None else (name.get(f"{W}val") or "").lower()
        if said.startswith("heading ") and number_in(said[8:]):
            levels[style.get(f"{W}styleId") or ""] = number_in(said[8:])
        elif said == "title":
            levels[style.get(f"{W}styleId") or ""] = -1
    return levels


class _Reader:
    """Walks the body; numbers, paragraphs and tables are counted as it goes."""

    def __init__(self, numbering: Numbering, headings: dict[str, int]) -> None:
        self._numbering = numbering
        self._headings = headings
        self._told = _Told()
        self._paragraph = 0
        self._table = 0
        self._cells = 0

    # ------------------------------------------------------------------ blocks

    def blocks(self, parent: Any, depth: int = 0, boxed: bool = False) -> Iterator[Block]:
        """The paragraphs and tables of a body, cell or box, in order."""
        if depth > _MOST_DEPTH:
            return
        before: Line | None = None
        for child in parent:
            tag = child.tag
            if tag == f"{W}p":
                line = self._line(child)
                if before is not None:
                    line = together(before, line)
                    before = None
                if self._joins_next(child):
                    before = line
                    continue
                yield from self._paragraphs(child, line, depth, boxed)
            elif tag == f"{W}tbl":
                yield from self._tables(child, depth)
            elif tag in DESCEND:
                yield from self.blocks(child, depth + 1, boxed)
            elif tag == f"{MC}AlternateContent":
                chosen = chosen_of(child)
                if chosen is not None:
                    yield from self.blocks(chosen, depth + 1, boxed)
        if before is not None:
            yield Paragraph("".join(before.text).strip(), f"第{self._paragraph}段")

    def _paragraphs(self, element: Any, line: Line, depth: int, boxed: bool) -> Iterator[Block]:
        properties = element.find(f"{W}pPr")
        label = self._numbering.label(properties)
        self._paragraph += 0 if boxed else 1
        text = "".join(line.text)
        bold = bold_beginning(text, line.bold)
        if label and text.strip():
            text, bold = f"{label}{text}", bold + len(label) if bold else 0
        where = "文本框" if boxed else f"第{self._paragraph}段"
        style = properties.find(f"{W}pStyle") if properties is not None else None
        heading = self._headings.get(style.get(f"{W}val") or "", 0) if style is not None else 0
        lead = len(text) - len(text.lstrip())
        yield Paragraph(text.strip(), where, max(0, bold - lead), heading, boxed)
        for box in line.boxes:
            self._told.boxes += 1
            yield from self.blocks(box, depth + 1, boxed=True)

    @staticmethod
    def _joins_next(element: Any) -> bool:
        """Whether the paragraph's own mark is a tracked deletion: accepted, it runs into the next one."""
        return element.find(f"{W}pPr/{W}rPr/{W}del") is not None

    def _line(self, element: Any) -> Line:
        line = Line()
        self._runs(element, line, 0)
        return line

    def _runs(self, parent: Any, line: Line, depth: int) -> None:
        if depth > _MOST_DEPTH:
            return
        for child in parent:
            tag = child.tag
            if tag in _DROPPED:
                if tag in (f"{W}del", f"{W}moveFrom"):
                    self._told.deleted += 1
                continue
            if tag == f"{W}r":
                self._run(child, line, depth)
            elif tag in DESCEND:
                if tag in (f"{W}ins", f"{W}moveTo"):
                    self._told.inserted += 1
                self._runs(child, line, depth + 1)
            elif tag == f"{MC}AlternateContent":
                chosen = chosen_of(child)
                if chosen is not None:
                    self._runs(chosen, line, depth + 1)

    def _run(self, run: Any, line: Line, depth: int) -> None:
        properties = run.find(f"{W}rPr")
        if properties is not None and is_on(properties.find(f"{W}vanish")):
            self._told.hidden += 1
            return
        bold = properties is not None and is_on(properties.find(f"{W}b"))
        for child in run:
            tag = child.tag
            if tag == f"{W}t":
                line.add(child.text or "", bold)
            elif tag in (f"{W}tab", f"{W}ptab"):
                line.add("\t", bold)
            elif tag in (f"{W}br", f"{W}cr"):
                if child.get(f"{W}type") != "page":
                    line.add("\n", bold)
            elif tag == f"{W}noBreakHyphen":
                line.add("-", bold)
            elif tag == f"{W}sym":
                line.add("", bold)
            elif tag not in _DROPPED:
                line.boxes += boxes(child)

    # ------------------------------------------------------------------ tables

    def _tables(self, table: Any, depth: int) -> Iterator[Block]:
        """A table; one that only lays out others gives those instead."""
        inner = [one for one in table.iter(f"{W}tbl") if one is not table]
        rows = [one for one in table.iterfind(f"{W}tr")]
        if inner and len(rows) <= 3 and all(len(row.findall(f"{W}tc")) <= 2 for row in rows):
            for row in rows:
                for cell in row.iterfind(f"{W}tc"):
                    yield from self.blocks(cell, depth + 1)
            return
        self._table += 1
        if self._table > _MOST_TABLES:
            raise InputRefused("不能读取", f"文件里的表格超过{_MOST_TABLES}个", _PART_ONLY)
        yield self._as_table(table, f"表{self._table}", depth)

    def _as_table(self, table: Any, name: str, depth: int) -> Table:
        cells, open_cells, width, height = list[Cell](), dict[int, int](), 0, 0
        numbers = list[int]()
        for number, row in enumerate(rows(table), start=1):
            if row.find(f"{W}trPr/{W}del") is not None:
                self._told.deleted += 1
                continue
            if row.find(f"{W}trPr/{W}ins") is not None:
                self._told.inserted += 1
            column = int_of(row.find(f"{W}trPr/{W}gridBefore"))
            for element in cells_of(row):
                properties = element.find(f"{W}tcPr")
                span = max(1, int_of(properties.find(f"{W}gridSpan")) if properties is not None else 1)
                merge = properties.find(f"{W}vMerge") if properties is not None else None
                continued = merge is not None and merge.get(f"{W}val") in (None, "continue")
                if continued and column in open_cells and cells[open_cells[column]].columns == span:
                    at = open_cells[column]
                    cells[at] = longer(cells[at], self._cell(element, height, column, span, depth))
                else:
                    cells.append(self._cell(element, height, column, span, depth))
                    for covered in range(column, column + span):
                        open_cells.pop(covered, None)
                    if merge is not None:
                        open_cells[column] = len(cells) - 1
                column += span
                self._refuse_large(name, number, column)
            width = max(width, column)
            height += 1
            numbers.append(number)
        return Table(name, tuple(cells), width, height, tuple(numbers))

    def _refuse_large(self, name: str, row: int, columns: int) -> None:
        """Refuse a table that no plan has: it would take all memory."""
        self._cells += 1
        if columns > _MOST_COLUMNS:
            raise InputRefused("不能读取", f"{name}第{row}行超过{_MOST_COLUMNS}列", _PART_ONLY)
        if self._cells > _MOST_CELLS:
            raise InputRefused("不能读取", f"文件里的单元格超过{_MOST_CELLS}个", _PART_ONLY)

    def _cell(self, element: Any, row: int, column: int, span: int, depth: int) -> Cell:
        lines, bold, at = list[str](), list[Span](), 0
        for text, runs in self._cell_lines(element, depth):
            lines.append(text)
            bold += [(begin + at, end + at) for begin, end in runs]
            at += len(text) + 1
        text = "\n".join(lines)
        cut = len(text) - len(text.lstrip())
        text = text.strip()
        kept = tuple((max(0, begin - cut), min(len(text), end - cut)) for begin, end in bold if end > cut)
        return Cell(row, column, text, 1, span, kept if partly(text, kept) else ())

    def _cell_lines(self, element: Any, depth: int) -> Iterator[tuple[str, list[Span]]]:
        """The lines of a cell with what is bold in them; a table within it gives its rows as lines."""
        if depth > _MOST_DEPTH:
            return
        for child in element:
            if child.tag == f"{W}p":
                line = self._line(child)
                text, label = "".join(line.text), self._numbering.label(child.find(f"{W}pPr"))
                yield (
                    label + text,
                    [(begin + len(label), end + len(label)) for begin, end in spans(line.bold)],
                )
                for box in line.boxes:
                    yield from self._cell_lines(box, depth + 1)
            elif child.tag == f"{W}tbl":
                self._told.nested += 1
                for row in rows(child):
                    texts = [
                        " ".join(text for text, _ in self._cell_lines(cell, depth + 1))
                        for cell in cells_of(row)
                    ]
                    yield "　".join(text.strip() for text in texts if text.strip()), []
            elif child.tag in DESCEND:
                yield from self._cell_lines(child, depth + 1)

    # ------------------------------------------------------------------ told

    def remarks(self, comments: Any) -> Iterator[Told]:
        """What a person should know of the file."""
        told = self._told
        if told.inserted or told.deleted:
            yield Told(
                "全文",
                f"文件里有修订（插入{told.inserted}处、删除{told.deleted}处），按接受全部修订后的文字读取",
            )
        if told.hidden:
            yield Told("全文", f"有{told.hidden}处隐藏文字，没有读取")
        if told.boxes:
            yield Told("文本框", f"有{told.boxes}个文本框，其中文字排在所在段落之后读取")
        if told.nested:
            yield Told("表格", f"有{told.nested}个单元格里套着表格，按所在单元格的文字读取")
        for comment in (
            list(comments.iterfind(f"{W}comment"))[:_MOST_COMMENTS] if comments is not None else ()
        ):
            text = "".join(one.text or "" for one in comment.iter(f"{W}t")).strip()
            if text:
                yield Told("批注", f"批注“{text[:_MOST_SHOWN]}”没有读入方案")
