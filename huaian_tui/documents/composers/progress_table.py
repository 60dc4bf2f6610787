"""附件 of a 通报: 进展表 in the customary columns, of the items with a node, progress or a problem.

What has none of them is named in one closing line; on request all stand in it. The texts are cut to what a
page can take: as long as all is well short in number they stand longer and larger.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from math import ceil
from typing import NamedTuple

from huaian_tui.documents.composers.circular_case import CircularCase
from huaian_tui.documents.composers.column_widths import (
    SIDES,
    TURNED_WIDTH,
    fitted_widths,
    line_widths,
    lines_in,
)
from huaian_tui.documents.composers.figures import cell, numbers_figure, progress_figure
from huaian_tui.documents.composers.phrases import numbered
from huaian_tui.documents.composers.plan_names import PlanNames, plan_line, units_in_cell
from huaian_tui.documents.composers.progress import (
    PeriodProgress,
    TaskFacts,
    pace_on,
    progress_in,
    record_ids,
)
from huaian_tui.documents.model import Attachment, Cell, Table, headed_table
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.rules.lights import Light, Status
from huaian_tui.domain.rules.pace import Pace
from huaian_tui.domain.rules.targets import format_number
from huaian_tui.domain.text.line_breaking import text_width
from huaian_tui.domain.text.short_titles import LONGEST, first_words, short_title
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.endings import ending_word
from huaian_tui.domain.words.milestones import (
    CANCELLED,
    NO_DATE_IN_PLAN,
    conventions_explained,
    state_on_paper,
    title_words,
)

HEADS = ("序号", "主要任务", "全年目标", "牵头单位", "责任单位", "上期进展", "本期进展", "是否达序", "说明")
_CENTRED = ("序号", "是否达序")
_WHOLE = ("序号", "是否达序")
"""Columns whose cells stay on one line."""
_NO_RECORD = "无记录"
_PACE_CELLS = {Pace.ON_PACE: "是", Pace.BEHIND: "否", Pace.NOT_APPLICABLE: "不适用"}

MOST_PAGES = 6.0
"""So many pages are to hold both tables of 60 tasks, and no more than in proportion those of more."""
_TASKS_OF_THEM = 60
_PAGE_HEIGHT, _TITLE_HEIGHT, _COLOPHON_HEIGHT = 442.0, 130.0, 50.0
"""Points: the type area of a turned page, what the attachment's label and title take of the first one, and
the 版记 of the last."""


class Room(NamedTuple):
    """How large the table is set (points), how many characters its cells quote, and how many they name.

    Nodes are ``aims``; ``units`` 0: all of them.
    """

    font_size: float
    title: int
    aims: int
    aim: int
    before: int
    now: int
    remark: int
    units: int

    @property
    def between(self) -> str:
        """What stands between the remarks on an item: each has a line of its own as long as there is room."""
        return "\n" if self.font_size == WHOLE.font_size else "；"


WHOLE = Room(10.5, LONGEST, 99, 40, 60, 90, 60, 0)
"""For the whole table, which may take what pages it needs."""

ROOMS = (
    Room(10.5, LONGEST, 4, 30, 60, 90, 60, 0),
    Room(10.5, LONGEST, 3, 24, 32, 48, 40, 3),
    Room(9.0, LONGEST, 3, 24, 28, 44, 36, 3),
    Room(9.0, LONGEST, 2, 18, 20, 34, 26, 2),
    Room(9.0, 24, 2, 14, 14, 30, 18, 2),
    Room(9.0, 20, 1, 10, 10, 22, 12, 1),
    Room(8.5, 18, 1, 8, 8, 16, 9, 1),
)
"""From the widest on; the first one with which the table keeps to its pages is taken."""


def progress_attachment(case: CircularCase, late: Attachment | None) -> Attachment | None:
    """The landscape table: a row for each item that has something to tell, or for all where that is asked.

    ``late``: the table of what is overdue, with which it shares the pages. None where that one tells all.
    """
    whole = case.request.whole_table
    told = [one for one in case.facts if whole or has_something(case, one)]
    rest = [one for one in case.facts if one not in told]
    before = [one for one in late.blocks if isinstance(one, Table)] if late else []
    taken = sum(pages_of(one, last=False) for one in before)
    pages = MOST_PAGES * max(1.0, len(case.facts) / _TASKS_OF_THEM) - taken
    table = _table(case, told, rest, WHOLE) if whole else _widest(case, told, rest, pages)
    if table is None:
        news = [one for one in told if one not in case.of_light(Light.OVERDUE) or has_news(case, one)]
        if not news:
            return None
        table = _table(case, news, rest, ROOMS[-1], len(told) - len(news))
    return Attachment(f"{case.names.noun}进展情况表（{case.scope.named.title}）", (table,))


def _widest(
    case: CircularCase, told: Sequence[TaskFacts], rest: Sequence[TaskFacts], pages: float
) -> Table | None:
    """The table as it stands in the widest room with which it keeps to the pages; None where none does."""
    found, first, after = None, 0, len(ROOMS)
    while first < after:
        middle = (first + after) // 2
        table = _table(case, told, rest, ROOMS[middle])
        if pages_of(table) <= pages:
            found, after = table, middle
        else:
            first = middle + 1
    return found


def has_news(case: CircularCase, facts: TaskFacts) -> bool:
    """Whether the item has progress or a problem in the period."""
    return not progress_in(facts, case.scope.current).empty


def has_something(case: CircularCase, facts: TaskFacts) -> bool:
    """Whether the item has a node with a day, or progress or a problem in the period."""
    dated = any(one.state.due is not None for one in facts.milestones)
    return dated or has_news(case, facts)


def _table(
    case: CircularCase, told: Sequence[TaskFacts], rest: Sequence[TaskFacts], room: Room, late: int = 0
) -> Table:
    """``late``: so many overdue items of which there is no news are only in the other table."""
    names, rows = case.names, list[tuple[Cell, ...]]()
    for plan, of_plan in groupby(told, key=lambda one: names.places[one.task.no].plan):
        rows += plan_line(names, plan, len(HEADS))
        rows += [_row(case, one, room) for one in of_plan]
    if closing := _closing(case, told, rest, late):
        rows.append((closing,))
    widths = fitted_widths(HEADS, rows, font_size=room.font_size, whole=_WHOLE)
    return headed_table(
        tuple(zip(HEADS, widths, strict=True)),
        rows,
        centred=_CENTRED,
        landscape=True,
        font_size=room.font_size,
    )


def _closing(
    case: CircularCase, told: Sequence[TaskFacts], rest: Sequence[TaskFacts], late: int
) -> Cell | None:
    """其余54项没有设节点，本期没有进展和问题的记录，不再列出；how bare years are read."""
    said = f"附件1所列、本期没有进展和问题记录的{late}项不再重复列出。" if late else ""
    said += "".join(conventions_explained(one.state for task in told for one in task.milestones))
    if not rest:
        return Cell(said, colspan=len(HEADS), align="left") if said else None
    numbers = [one.task.no for one in rest]
    count = f"{len(rest)}项"
    which = f"其余{count}（{ranged(case.names, numbers)}）" if told else f"所列{count}"
    text = f"{which}未设有时限的节点，本期没有进展和问题的记录，不再列出。{said}"
    figure = numbers_figure("其余", count, numbers, case.names)
    made = cell(text, figure)
    return Cell(made.text, colspan=len(HEADS), align="left", sources=made.sources, figures=made.figures)


def ranged(names: PlanNames, numbers: Sequence[int]) -> str:
    """第1、3—5、7—21项: running numbers of a plan together, of several plans each with its name."""
    if names.several:
        return "、".join(
            f"{'' if plan.of_matters else f'《{plan.short}》'}{_runs(names, of_plan)}"
            for plan, of_plan in names.grouped(numbers)
        )
    return _runs(names, numbers)


def _runs(names: PlanNames, numbers: Sequence[int]) -> str:
    labels = [names.label(number) for number in numbers]
    if not all(label.isdecimal() for label in labels):
        return names.numbers(numbers)
    runs: list[list[int]] = []
    for value in map(int, labels):
        if runs and value == runs[-1][-1] + 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    parts = [
        f"{run[0]}—{run[-1]}" if len(run) > 2 else "、".join(str(value) for value in run) for run in runs
    ]
    return f"第{'、'.join(parts)}项"


def pages_of(table: Table, *, last: bool = True) -> int:
    """How many turned pages a table takes under the title of its attachment, by what its cells hold.

    ``last``: the 版记 stands below it.
    """
    whole = sum(column.width for column in table.columns)
    widths = [TURNED_WIDTH * column.width / whole for column in table.columns]
    size = table.font_size
    inset = 9.0 if size >= 10 else 6.0

    def height(row: tuple[Cell, ...]) -> float:
        if len(row) == 1:
            count = ceil(text_width(row[0].text) * size / 2 / (TURNED_WIDTH - SIDES))
            return count * 1.45 * size - 0.45 * size + inset
        lines = (lines_in(line_widths(one.text), width, size) for one, width in zip(row, widths, strict=True))
        return max(lines) * 1.45 * size - 0.45 * size + inset

    head = height(table.head[0])
    pages, used = 1, _TITLE_HEIGHT + head
    for tall in (*(height(row) for row in table.rows), *([_COLOPHON_HEIGHT] if last else [])):
        if used + tall > _PAGE_HEIGHT:
            pages, used = pages + 1, head
        used += tall
    return pages


# ---------------------------------------------------------------------- a row


def _row(case: CircularCase, facts: TaskFacts, room: Room) -> tuple[Cell, ...]:
    number = facts.task.no
    pace = pace_on(facts, case.scope.day)
    decided = record_ids(one.state.decided_by for one in facts.milestones if one.state.decided_by)
    slots, scope = case.slots[number], case.scope
    return (
        Cell(case.names.label(number)),
        Cell(short_title(case.names.places[number].text, room.title)),
        Cell(_aims(facts, room), sources=decided),
        Cell(units_in_cell(slots, "lead", room.units)),
        Cell(units_in_cell(slots, "support", room.units)),
        _progress("上期进展", progress_in(facts, scope.previous), case.names, room.before),
        _progress("本期进展", progress_in(facts, scope.current), case.names, room.now),
        Cell(_PACE_CELLS[pace.pace], sources=pace.sources),
        Cell(room.between.join(_remarks(case, facts, room)), sources=facts.sources()),
    )


def _aims(facts: TaskFacts, room: Room) -> str:
    """The nodes with their days, those that are open first; 1.… 2.… when there are several."""
    live = sorted(facts.live, key=lambda one: one.state.status is not Status.OPEN)
    shown = [_aim(one, room) for one in live[: room.aims]]
    more = f"等{len(live)}个" if len(live) > room.aims else ""
    if not shown:
        return f"节点已{CANCELLED}" if facts.milestones else NO_DATE_IN_PLAN
    return "\n".join(numbered(shown)) + more


def _aim(milestone: MilestoneRow, room: Room) -> str:
    state = milestone.state
    due = NO_DATE_IN_PLAN if state.due is None else chinese_day(state.due)
    return f"{first_words(title_words(state), room.aim)}：{due}"


def _progress(label: str, progress: PeriodProgress, names: PlanNames, most: int) -> Cell:
    if progress.empty:
        return Cell(_NO_RECORD)
    text = _clipped(list(_progress_lines(progress, max(8, most - 7))), most)
    return cell(text, progress_figure(label, text, progress, names), also=progress.sources())


def _clipped(lines: Sequence[str], most: int) -> str:
    """The first lines that the room holds, one at the least."""
    shown, used = list[str](), 0
    for line in lines:
        if shown and used + len(line) > most:
            break
        shown.append(line)
        used += len(line)
    return "\n".join(shown)


def _progress_lines(progress: PeriodProgress, most: int) -> Iterator[str]:
    """What was done, read and handed in, then the notes, the newest first."""
    for state in progress.completed:
        if state.completed_on is not None:
            yield f"{_day(state.completed_on)}{ending_word(state)}：{first_words(state.title, most)}"
    for reading in progress.readings:
        yield f"{_day(reading.day)}读数{format_number(reading.value or 0)}{reading.text}"
    for fact in progress.handed_in:
        yield f"{_day(fact.day)}报送{first_words(fact.title, most)}"
    for note in reversed(progress.notes):
        yield f"{_day(note.day)}：{first_words(note.text, most)}"


def _day(day: date) -> str:
    """10月20日: the period stands above the table."""
    return f"{day.month}月{day.day}日"


def _remarks(case: CircularCase, facts: TaskFacts, room: Room) -> Iterator[str]:
    """The light in words, what is late, changed or cancelled, and the problems.

    Units read it: nothing of a visit that the office has not made, which is counted only.
    """
    live = sorted(facts.live, key=lambda one: one.state.status is not Status.OPEN)
    late = [one for one in live if one.light is Light.OVERDUE or one.pace]
    problem = _problem(case, facts, room)
    if not late:
        yield _done(facts) if facts.told is Light.DONE else facts.told.word
    for place, milestone in enumerate(live, 1):
        label = f"{place}." if len(live) > 1 else ""
        state = milestone.state
        if milestone in late[: room.aims]:
            yield label + state_on_paper(milestone)
        if state.original_due is not None and state.status is Status.OPEN:
            yield f"{label}原时限{chinese_day(state.original_due)}，已调整"
    stopped = [one for one in facts.milestones if one.state.status is Status.CANCELLED]
    for milestone in stopped[:2]:
        yield f"{CANCELLED}：{first_words(milestone.state.title, room.aim)}"
    if problem:
        yield problem


def _done(facts: TaskFacts) -> str:
    words = dict.fromkeys(ending_word(one.state) for one in facts.live)
    return "、".join(words)


def _problem(case: CircularCase, facts: TaskFacts, room: Room) -> str:
    """The newest problem of the period that nobody found solved; of several how many there are."""
    notes = [one for one in case.problem_notes() if one.task_no == facts.task.no and not one.solved_by]
    if not notes:
        return ""
    more = f"等{len(notes)}个" if len(notes) > 1 else ""
    return f"问题：{first_words(notes[-1].problem, room.remark)}{more}"
