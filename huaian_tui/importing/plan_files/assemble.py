"""From blocks to a draft: which tables and texts are the plan, and all that was found put together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.reading.column_heads import Role
from huaian_tui.domain.reading.duties import Duty
from huaian_tui.domain.reading.item_labels import CHAPTER, SECTION, read_label
from huaian_tui.importing.plan_files.blocks import Block, FileBlocks, Grid, Paragraph, Table, grid_of
from huaian_tui.importing.plan_files.body_items import BodyReader
from huaian_tui.importing.plan_files.body_kinds import has_items
from huaian_tui.importing.plan_files.cards import read_cards
from huaian_tui.importing.plan_files.draft import Draft, ReadTable
from huaian_tui.importing.plan_files.finish import Finished, finish
from huaian_tui.importing.plan_files.front_matter import (
    first_title,
    is_span_title,
    is_table_title,
    plain_title,
    stage_of,
    title_lines,
    year_of,
)
from huaian_tui.importing.plan_files.own_files import (
    is_own_form,
    is_page_of_counts,
    plain_own_title,
    plan_column,
    read_own_form,
)
from huaian_tui.importing.plan_files.progress import Progress, Report
from huaian_tui.importing.plan_files.raw_tasks import Found, RawTask
from huaian_tui.importing.plan_files.row_rules import rules_of
from huaian_tui.importing.plan_files.table_columns import (
    Columns,
    columns_by_content,
    columns_given,
    find_columns,
)
from huaian_tui.importing.plan_files.table_rows import TableReader
from huaian_tui.importing.plan_files.unit_matching import KnownUnits

MOST_CHARACTERS = 20_000
"""Of one task; a record holds no more."""

MOST_TASKS = 20_000

_PART = re.compile(r"附\s*(?:件|表)\s*(?P<n>[0-9一二三四五六七八九十]*)\s*[:：.]?")
_FORM = re.compile(
    r"样表|式样|报送表|填报|空表|模板|反馈表|统计表|汇总表|联系表|联络员|通讯录|情况表|进展情况"
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person has decided before.

    Columns by table name, and the plan's title, year and stage if given.
    """

    columns: Mapping[str, Mapping[int, Role]] = field(default_factory=dict)
    title: str = ""
    year: int | None = None
    stage: str | None = None


def read_draft(
    read: FileBlocks, known: KnownUnits, wishes: Wishes | None = None, report: Report | None = None
) -> Draft:
    """The draft of a plan from the blocks of a file; ``report`` is told how far it has come."""
    wishes = wishes or Wishes()
    rows = sum(one.height if isinstance(one, Table) else 1 for one in read.blocks)
    found = Found(progress=Progress(report, rows))
    for told in read.told:
        found.told.append((told.where, told.message))
    reader = _Assembly(read.blocks, found, wishes)
    tasks = reader.read()
    own, said = plain_own_title(reader.title())
    title = wishes.title or own
    stage = wishes.stage if wishes.stage is not None else said or stage_of((title, *reader.front()))
    texts = [one.text + one.due_text + "".join(each.head for each in one.periods) for one in tasks]
    year = wishes.year or year_of(title, reader.front(), texts)
    if year is not None and is_span_title(title) and not wishes.year:
        found.asks.append(("year", "题名", f"方案跨多年，只写月份的期限按{year}年理解，请确认"))
    if year is None and tasks:
        words = "文件里没有写年份，只写月份、季度的期限没有日期，请补上方案的年份"
        found.asks.append(("no_year", "全文", words))
    finished: Finished = finish(tasks, found, known, year)
    return Draft(
        title,
        stage,
        year,
        finished.tasks,
        finished.new_units,
        finished.questions,
        (*found.told, *found.skipped),
        tuple(ReadTable(name, columns) for name, columns in found.columns),
        finished.blank,
    )


class _Assembly:
    """Goes over the blocks of a file in order."""

    def __init__(self, blocks: Sequence[Block], found: Found, wishes: Wishes) -> None:
        self._blocks = blocks
        self._found = found
        self._wishes = wishes
        self._part = ""
        self._titles = list[str]()
        self._front = list[str]()
        self._tables_used = 0
        self._notice = ""

    def read(self) -> list[RawTask]:
        """The tasks of the tables; where no table is one of tasks, those of the running text."""
        self._notice = first_title([one.text for one in self._paragraphs()][:6])
        for block in self._blocks:
            if isinstance(block, Paragraph):
                rules_of(block.text, self._found) if len(block.text) < 200 and "牵头" in block.text else None
        tasks = list[RawTask]()
        before = list[Paragraph]()
        for block in self._blocks:
            if isinstance(block, Paragraph):
                before.append(block)
                continue
            tasks += self._table(block, before)
            before = []
        if tasks:
            self._found.notes += [(one.where, one.text) for one in self._paragraphs() if len(one.text) < 200]
            self._front = self._front or [one.text for one in self._paragraphs()]
            self._tell_notes()
            return tasks
        return self._body(self._paragraphs())

    def _paragraphs(self) -> list[Paragraph]:
        return [one for one in self._blocks if isinstance(one, Paragraph)]

    def front(self) -> list[str]:
        """The lines before the tasks."""
        return self._front

    def title(self) -> str:
        """The plan's title: the table's own, or what the notice is about when there are several tables."""
        own = list(dict.fromkeys(one for one in self._titles if one))
        if len(own) == 1 and not self._notice:
            return own[0]
        if (
            len(own) == 1
            and is_table_title(own[0])
            and (len(own[0]) > 12 or not is_table_title(self._notice))
        ):
            return own[0]
        if self._notice:
            return plain_title(self._notice)
        return own[0] if own else ""

    # ------------------------------------------------------------------ tables

    def _table(self, table: Table, before: list[Paragraph]) -> list[RawTask]:
        grid = grid_of(table)
        _refuse_long(grid)
        if is_page_of_counts(grid):
            self._found.skipped.append((table.name, "是台账里按单位的统计，不是任务表，没有读入"))
            return []
        if is_own_form(grid):
            self._titles.append("".join(grid.text(0, 0).split()))
            return read_own_form(grid, "")
        texts = [one.text for one in before]
        self._part_of(table, texts)
        given = self._wishes.columns.get(table.name, {})
        columns = find_columns(grid, 0, given)
        title = self._own_title(grid, columns, texts)
        if columns is None:
            cards = read_cards(grid, self._part)
            if cards:
                self._titles.append(title)
                return cards
            return self._by_content(grid, title, given)
        self._remember(table, columns)
        self._head_notes(grid, columns)
        reason = self._no_tasks(grid, columns, title)
        if reason:
            self._found.skipped.append((table.name, reason))
            return []
        if columns.first_leads:
            self._found.first_leads = True
        self._found.by_plan = self._found.by_plan or plan_column(grid, columns.heads) is not None
        reader = TableReader(grid, columns, self._found, self._part, given)
        rows = [[one for one in grid.row(row) if one.strip()] for row in range(columns.first)]
        inside = [Paragraph(row[0], table.name) for row in rows if len(row) == 1]
        reader.under(*_headings_above([*before, *inside]))
        tasks = reader.read()
        if tasks:
            self._titles.append(title)
        return _with_roles(tasks, columns)

    def _by_content(self, grid: Grid, title: str, given: Mapping[int, Role]) -> list[RawTask]:
        """A table without heads: proposed by content, and asked, when it looks like one of tasks."""
        columns = columns_given(grid, given) if given else columns_by_content(grid)
        if columns is None or columns.task is None:
            if grid.table.height > 1:
                self._found.skipped.append((grid.table.name, "没有任务列，没有读入"))
            return []
        self._remember(grid.table, columns)
        words = "、".join(
            f"第{place + 1}列{_ROLE_WORDS[role]}" for place, role in enumerate(columns.roles) if role
        )
        if not given:
            self._found.asks.append(
                ("columns", grid.table.name, f"表格没有表头，按内容理解为：{words}，请确认各列")
            )
        self._titles.append(title)
        return _with_roles(TableReader(grid, columns, self._found, self._part, given).read(), columns)

    def _part_of(self, table: Table, texts: list[str]) -> None:
        """The annex that a table stands in."""
        for text in texts:
            found = _PART.match("".join(text.split()))
            if found is not None and len(text) < 40 and found["n"]:
                self._part = f"附件{found['n']}"
        if table.sheet:
            self._part = table.name
            self._front.append(table.name)

    def _own_title(self, grid: Grid, columns: Columns | None, texts: list[str]) -> str:
        """The title above the heads in the table itself, or in the lines before it."""
        if columns is not None:
            rows = [[one for one in grid.row(row) if one.strip()] for row in range(columns.first)]
            inside = [row[0] for row in rows if len(row) == 1 and not row[0].startswith(("（", "("))]
            if inside:
                self._front += inside
                return title_lines(inside[:3])
        self._front += texts
        return title_lines(texts)

    def _head_notes(self, grid: Grid, columns: Columns) -> None:
        """Lines above the heads within the table: who made it, the lead rule, notes."""
        for row in range(columns.first):
            for text in grid.row(row):
                if len(text) > 6:
                    rules_of(text, self._found)

    def _remember(self, table: Table, columns: Columns) -> None:
        listed = tuple(
            (place, columns.heads[place], str(role) if role else "")
            for place, role in enumerate(columns.roles)
        )
        self._found.columns.append((table.name, listed))
        if columns.persons or columns.mixed:
            heads = "、".join(columns.heads[one] for one in (*columns.persons, *columns.mixed))
            self._found.told.append((table.name, f"“{heads}”一列是人员，不作单位，也不读入文字"))

    def _no_tasks(self, grid: Grid, columns: Columns, title: str) -> str:
        """Why a table is none of tasks; ``""`` when it is one."""
        if columns.task is None:
            return f"《{title or grid.table.name}》没有任务列，不是任务表，没有读入"
        if not columns.has_units and columns.due is None and columns.number is None:
            return f"《{title or grid.table.name}》没有单位和时限，不是任务表，没有读入"
        if Role.CONTACT in columns.roles and columns.due is None and columns.lead is None:
            return f"《{title or grid.table.name}》是联系表，没有读入"
        texts = [grid.text(row, columns.task).strip() for row in range(columns.first, grid.table.height)]
        if all(re.fullmatch(r"[0-9.%％/\s…—-]*", one) for one in texts) and any(texts):
            return f"《{title or grid.table.name}》是统计表，没有读入"
        filled = sum(
            bool(re.sub(r"[\s….·/—\-]+", "", grid.text(row, columns.task)))
            for row in range(columns.first, grid.table.height)
            if grid.starts(row, columns.task)
            and not (
                (cell := grid.at(row, columns.task)) is not None and cell.columns >= grid.table.width * 0.6
            )
        )
        others = any(
            grid.text(row, column).strip()
            for row in range(columns.first, grid.table.height)
            for column in (columns.lead, *columns.unit)
            if column is not None
        )
        if filled == 0 and (not others or _FORM.search(title)):
            return f"《{title or grid.table.name}》是空白样表，没有读入"
        if _FORM.search(title) and filled <= 1 and not others:
            return f"《{title}》是填报样表，没有读入"
        return ""

    # ------------------------------------------------------------------ running text

    def _body(self, paragraphs: list[Paragraph]) -> list[RawTask]:
        for one in paragraphs:
            if len(one.text) > MOST_CHARACTERS:
                raise _too_long(one.where, len(one.text))
        if not has_items(paragraphs):
            return []
        self._front = [one.text for one in paragraphs[:8]]
        reader = BodyReader(paragraphs, self._found, "")
        tasks = reader.read()
        self._tell_notes()
        return tasks

    def _tell_notes(self) -> None:
        title = self.title()
        for where, text in self._found.front[:20]:
            if "".join(text.split()) in title:
                continue
            self._found.told.append((where, f"开头“{text[:40]}”不属于任何一项，没有读入"))


def _headings_above(before: Sequence[Paragraph]) -> tuple[str, str]:
    """(level 1, level 2) by the chapter lines that stand right above a table."""
    levels = ["", ""]
    for one in reversed([one for one in before if one.text.strip()]):
        label = read_label(one.text)
        if label is None or label.kind not in (CHAPTER, SECTION) or len(one.text) > 60 or "。" in one.text:
            break
        place = 0 if label.kind == CHAPTER else 1
        levels[place] = levels[place] or one.text.strip()
        if place == 0:
            break
    return (levels[0], levels[1]) if levels[0] else (levels[1], "")


def _refuse_long(grid: Grid) -> None:
    """Refuse a table with a cell that no task of a plan can be as long as."""
    for cell in grid.table.cells:
        if len(cell.text) > MOST_CHARACTERS:
            head = " ".join(grid.text(0, cell.column).split())[:20]
            number = grid.text(cell.row, 0).strip()[:10]
            where = f"{grid.table.where(cell.row)}（序号{number}）“{head}”"
            raise _too_long(where, len(cell.text))


def _too_long(where: str, length: int) -> InputRefused:
    return InputRefused(
        "不能读取", f"{where}有{length}个字符，一项任务最多{MOST_CHARACTERS}个", "请拆开或删减后再导入"
    )


def _with_roles(tasks: list[RawTask], columns: Columns) -> list[RawTask]:
    """Units of a column 责任单位: support beside 牵头, the lead beside 配合, undecided alone."""
    made = dict[int, Duty]()  # rows with the same units share them
    result = list[RawTask]()
    for task in tasks:
        duty = made.get(id(task.duty)) or made.setdefault(id(task.duty), _with_role(task.duty, columns))
        result.append(task if duty is task.duty else replace(task, duty=duty))
    return result


def _with_role(duty: Duty, columns: Columns) -> Duty:
    if columns.lead is not None and duty.units and duty.lead:
        return replace(duty, support=duty.units + duty.support, units=())
    if columns.lead is None and columns.support and duty.units:
        return replace(
            duty, lead=duty.lead + duty.units, units=(), lead_raw=duty.lead_raw or duty.support_raw
        )
    return duty


_ROLE_WORDS: dict[Role | None, str] = {
    Role.NUMBER: "序号",
    Role.TASK: "任务",
    Role.LEAD: "牵头单位",
    Role.SUPPORT: "责任单位",
    Role.UNIT: "责任单位",
    Role.DUE: "时限",
}
