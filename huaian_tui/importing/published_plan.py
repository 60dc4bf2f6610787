"""Reads the published text of the plan: its body and the table of its annex.

The text is what remains of the published document: the body in paragraphs, then 附件 with
《实施方案重点任务分解表》, where every cell is a line that starts with a TAB, an empty cell
is a lone TAB, and rows are split by a blank line. Cells of 一级指标 and 二级指标 are merged
downwards: only the first row of a block is filled.

Nothing is repaired here. Where the text does not have this form, the reader says in which
line and stops; what the text is itself unsure of is told by the remarks of the seed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.plan_data import Place, TaskSeed, UnitSlot
from huaian_tui.domain.words.items import item

COLUMNS = ("序号", "一级指标", "二级指标", "重点任务", "牵头单位", "责任单位")

_ANNEX = "附件"
_STAGE = re.compile(r"（([^（）]{1,30})）")
_CHAPTER = re.compile(r"[一二三四五六七八九十]+、.+")
_SECTION = re.compile(r"（[一二三四五六七八九十]+）.+")
_ARTICLE = re.compile(r"([1-9][0-9]{0,2})\.([^。]+)。(.*)")
_LEVEL1 = re.compile(r"（[一二三四五六七八九十]+）.+")
_LEVEL2 = re.compile(r"([1-9][0-9]{0,2})\..+")
_ROW_NO = re.compile(r"[1-9][0-9]{0,3}")
_SEPARATORS = re.compile("[、，]")
_AND_OTHERS = "等单位"
# Halves of a character pair (broken decoding): no file and no database can hold them.
_NOT_TEXT = re.compile("[\ud800-\udfff]")

# Row 50 writes 厅, which a province has and a city has not: read as the city's 局, visibly.
_READINGS = {"市工信厅": ("市工信局", "原文写“市工信厅”，设区的市不设厅，按“市工信局”理解（假定，可改）")}


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of the annex: cells verbatim (``*_raw``), indicators also filled downwards.

    ``level1_raw`` and ``level2_raw`` are ``""`` where the table leaves the merged cell empty;
    ``line`` is the line (from 1) of the row's first cell, ``article_no`` the number that
    ``level2`` begins with, which is also that of the article in the body.
    """

    line: int
    no: int
    level1_raw: str
    level2_raw: str
    level1: str
    level2: str
    text: str
    lead_raw: str
    support_raw: str
    article_no: int


@dataclass(frozen=True, slots=True)
class Article:
    """One numbered article of the body.

    ``section`` holds the heading or headings above it (``二、重点任务 （一）…``), ``heading``
    its number and title without the full stop, ``text`` what follows, ``line`` its line from 1.
    """

    line: int
    number: int
    section: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class PublishedPlan:
    """The published text as it stands; ``stage`` is ``""`` where no stage follows the title."""

    title: str
    stage: str
    body: str
    articles: tuple[Article, ...]
    rows: tuple[TableRow, ...]

    def article(self, number: int) -> Article:
        """The article with this number (1 to the last)."""
        return self.articles[number - 1]


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str


def read_published_plan(text: str) -> PublishedPlan:
    """Reads the whole text; raises :class:`HuaianError` naming the line where the form breaks."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
    lines = [_Line(number, content) for number, content in enumerate(plain.split("\n"), start=1)]
    for line in lines:
        if _NOT_TEXT.search(line.text):
            raise _refusal(line.number, "含有无法识别的字符")
    annex = _annex_index(lines)
    body = [line for line in lines[:annex] if line.text.strip()]
    for line in body:
        if line.text.startswith("\t"):
            raise _refusal(line.number, "正文里出现了表格单元格（以制表符开头的行）")
    title, stage = _title_and_stage(body)
    articles = tuple(_articles(body))
    rows = tuple(_rows(lines[annex + 1 :]))
    for row in rows:
        if row.article_no > len(articles):
            raise _refusal(row.line, f"{item(row.no)}的二级指标“{row.level2}”在正文中没有对应的条目")
    return PublishedPlan(title, stage, "\n".join(line.text for line in body), articles, rows)


def split_units(raw: str) -> list[str]:
    """The units of one cell, in order, as written; 、 and ， both separate.

    Raises :class:`HuaianError` where a separator has nothing on one side.
    """
    names = [name.strip() for name in _SEPARATORS.split(raw)]
    if not all(names):
        raise HuaianError("单位列表看不懂", f"“{raw}”中有空缺的单位", "请核对原文的顿号和逗号")
    return names


def resolve_slot(name: str) -> UnitSlot:
    """Reads one slot as a unit; a reading that is not the text itself carries its reason."""
    if name in _READINGS:
        unit, reason = _READINGS[name]
        return UnitSlot(name=name, unit=unit, open=False, assumption=reason)
    unit = name.removesuffix(_AND_OTHERS)
    if unit and unit != name:
        unsaid = f"原文写“{name}”，“{_AND_OTHERS}”指哪些单位未列明"
        reason = f"{unsaid}，先按{unit}登记，其余由督查人员补充（假定，可改）"
        return UnitSlot(name=name, unit=unit, open=True, assumption=reason)
    return UnitSlot(name=name, unit=name, open=False)


def derive_tasks(plan: PublishedPlan) -> tuple[TaskSeed, ...]:
    """The rows as tasks of the ledger: units split and read, place in the body found."""
    return tuple(_task(plan, row) for row in plan.rows)


def _task(plan: PublishedPlan, row: TableRow) -> TaskSeed:
    article = plan.article(row.article_no)
    return TaskSeed(
        no=row.no,
        level1=row.level1,
        level2=row.level2,
        text=row.text,
        lead_raw=row.lead_raw,
        support_raw=row.support_raw,
        lead=tuple(resolve_slot(name) for name in split_units(row.lead_raw)),
        support=tuple(resolve_slot(name) for name in split_units(row.support_raw)),
        place=Place(section=article.section, article=article.heading, article_no=article.number),
    )


def _annex_index(lines: list[_Line]) -> int:
    """Index of the line 附件 that opens the annex (its announcement in the body reads 附件：…)."""
    for index, line in enumerate(lines):
        if line.text.strip() == _ANNEX:
            return index
    raise _refusal(len(lines), "直到末尾也没有单独一行的“附件”")


def _title_and_stage(body: list[_Line]) -> tuple[str, str]:
    """The title, joined from its lines, and the stage in the brackets below it."""
    title: list[str] = []
    for line in body:
        content = line.text.strip()
        stage = _STAGE.fullmatch(content)
        if stage and title:
            return "".join(title), stage[1]
        if _CHAPTER.fullmatch(content) or "。" in content:
            break
        title.append(content)
    if not title:
        raise _refusal(body[0].number if body else 1, "开头没有标题")
    return "".join(title), ""


def _articles(body: list[_Line]) -> Iterator[Article]:
    """The numbered articles in order, each with the headings it stands under."""
    chapter = section = ""
    expected = 1
    for line in body:
        content = line.text.strip()
        if _CHAPTER.fullmatch(content) and "。" not in content:
            chapter, section = content, ""
        elif _SECTION.fullmatch(content) and "。" not in content:
            section = content
        elif found := _ARTICLE.fullmatch(content):
            if int(found[1]) != expected:
                raise _refusal(line.number, f"正文应为第{expected}条，写的是第{int(found[1])}条")
            if not chapter:
                raise _refusal(line.number, f"第{expected}条之前没有“一、”这样的标题")
            heading = f"{found[1]}.{found[2]}"
            yield Article(line.number, expected, f"{chapter} {section}".strip(), heading, found[3])
            expected += 1


def _rows(lines: list[_Line]) -> Iterator[TableRow]:
    """The rows of the table, numbered without a gap, with merged cells filled downwards."""
    blocks = _blocks(lines)
    header = next(blocks, None)
    if header is None:
        raise _refusal(lines[-1].number if lines else 1, "附件里没有表格")
    if _cells(header) != list(COLUMNS):
        raise _refusal(header[0].number, f"表头应为{'、'.join(COLUMNS)}")
    previous: TableRow | None = None
    for block in blocks:
        previous = _row(block, previous)
        yield previous
    if previous is None:
        raise _refusal(header[0].number, "表头之后没有数据行")


def _blocks(lines: list[_Line]) -> Iterator[list[_Line]]:
    """Runs of cells between blank lines; before the header a title of the table may stand."""
    block: list[_Line] = []
    in_table = False
    for line in lines:
        if line.text.startswith("\t"):
            in_table = True
            block.append(line)
        elif line.text.strip():
            if in_table:
                raise _refusal(line.number, "表格里出现了不以制表符开头的文字")
        elif block:
            yield block
            block = []
    if block:
        yield block


def _cells(block: list[_Line]) -> list[str]:
    for line in block:
        if "\t" in line.text[1:]:
            raise _refusal(line.number, "一行里有两个单元格（多出一个制表符）")
    return [line.text[1:].strip() for line in block]


def _row(block: list[_Line], previous: TableRow | None) -> TableRow:
    """One row; ``previous`` gives the merged cells and the number before."""
    line = block[0].number
    cells = _cells(block)
    if len(cells) != len(COLUMNS):
        raise _refusal(line, f"一行应有{len(COLUMNS)}个单元格，这里有{len(cells)}个")
    number, level1_raw, level2_raw, text, lead_raw, support_raw = cells
    expected = previous.no + 1 if previous else 1
    if not _ROW_NO.fullmatch(number) or int(number) != expected:
        raise _refusal(line, f"序号应为{expected}")
    for offset, (column, cell) in enumerate(zip(COLUMNS[3:], cells[3:], strict=True), start=3):
        if not cell:
            raise _refusal(block[offset].number, f"{item(expected)}的“{column}”是空的")
        if offset > 3:
            _check_units(cell, block[offset].number)
    level1, level2, article_no = _indicators(block, level1_raw, level2_raw, previous)
    return TableRow(
        line, expected, level1_raw, level2_raw, level1, level2, text, lead_raw, support_raw, article_no
    )


def _check_units(cell: str, line: int) -> None:
    try:
        split_units(cell)
    except HuaianError as error:
        raise _refusal(line, error.message) from error


def _indicators(
    block: list[_Line], level1_raw: str, level2_raw: str, previous: TableRow | None
) -> tuple[str, str, int]:
    """Both indicators filled downwards, and the number of the second (straight through the table)."""
    level1_line, level2_line = block[1].number, block[2].number
    if level1_raw and not _LEVEL1.fullmatch(level1_raw):
        raise _refusal(level1_line, "一级指标应以“（一）”这样的编号开头")
    if not level2_raw:
        if level1_raw:
            raise _refusal(level2_line, "换了一级指标，二级指标却是空的")
        if previous is None:
            raise _refusal(level1_line, "第1项没有一级指标和二级指标")
        return previous.level1, previous.level2, previous.article_no
    if not level1_raw and previous is None:
        raise _refusal(level1_line, "第1项没有一级指标")
    numbered = _LEVEL2.fullmatch(level2_raw)
    expected = previous.article_no + 1 if previous else 1
    if numbered is None or int(numbered[1]) != expected:
        raise _refusal(level2_line, f"二级指标应以“{expected}.”开头")
    return level1_raw or (previous.level1 if previous else ""), level2_raw, expected


def _refusal(line: int, why: str) -> HuaianError:
    return HuaianError("方案文本看不懂", f"第{line}行（文本行号）：{why}", "请对照原文核对这一处，再重新读取")
