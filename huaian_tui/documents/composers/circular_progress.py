"""各单位进展 of a 通报: what each unit leads, which of it is done or late by name, and what was achieved.

Units of which one and the same is to be said share a paragraph. The texts of the period come from
completions, hand-ins, readings and notes, the weightiest first, as far as there is room; the
rest stands in the table.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from huaian_tui.documents.composers.circular_case import TABLE, CircularCase, UnitTasks
from huaian_tui.documents.composers.counting import by_light, count_sources
from huaian_tui.documents.composers.figures import progress_figure, tasks_figure, told
from huaian_tui.documents.composers.phrases import chinese_number, joined
from huaian_tui.documents.composers.progress import PeriodProgress, TaskFacts, progress_in
from huaian_tui.documents.counted import Figure
from huaian_tui.documents.model import Block, Paragraph
from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.rules.targets import format_number
from huaian_tui.domain.text.short_titles import first_words
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.endings import CANCELLED, ending_word, task_ending
from huaian_tui.domain.words.milestones import behind_on_paper
from huaian_tui.domain.words.units import changes_words
from huaian_tui.store.queries.name_changes import name_changes

NAMED_LIGHTS = (Light.DONE, Light.ON_TRACK, Light.DUE_SOON, Light.BEHIND, Light.OVERDUE)
"""Lights whose rows a unit's paragraph names; what has no date is only counted."""

_OF_ONE_TEXT = 36
"""Characters of a note that a sentence quotes: whole clauses."""
_TITLE = 18
"""Characters of a title here."""
MOST_TITLES = 6
"""Late items that stand with their short titles; of more the numbers, the titles are in the annex."""


@dataclass(slots=True)
class _Telling:
    """What was told so far: items that bear their title, and achievements, each once in the whole paper."""

    case: CircularCase
    most_titles: int = MOST_TITLES
    titled: set[int] = field(default_factory=set)
    late_titles: int = 0
    shown: dict[int, str] = field(default_factory=dict)
    told: set[int] = field(default_factory=set)

    def name(self, number: int, before: int | None = None) -> str:
        """The item with its title where it is named first; ``before``: the one just named."""
        names = self.case.names
        bare = before is not None and names.rank(before) == names.rank(number)
        if number in self.titled:
            return names.numbers([number]) if bare else names.item(number)
        self.titled.add(number)
        return self.case.titled(number, _TITLE, bare=bare)

    def named(self, numbers: Sequence[int]) -> list[str]:
        """Several, each plan named once where they stand together."""
        return [self.name(no, before) for no, before in zip(numbers, (None, *numbers), strict=False)]


def by_unit(case: CircularCase, room: int, titles: int = MOST_TITLES) -> list[Block]:
    """One run-in paragraph for each chosen unit, else for each that leads; the same lines merged.

    ``room``: characters for what was achieved, in all units together; the rest is told to be in the annex.
    ``titles``: so many late items stand with their short titles.
    """
    by_number = {one.task.no: one for one in case.facts}
    telling = _Telling(case, titles, shown=_achieved(case, room))
    merged: dict[str, list[tuple[str, Paragraph]]] = {}
    for unit in case.units:
        led = [by_number[no] for no in case.names.ordered([no for no in unit.lead if no in by_number])]
        others = [by_number[no] for no in case.names.ordered([no for no in unit.others if no in by_number])]
        if led or (case.scope.units and others):
            paragraph = _paragraph(telling, unit, led, others if case.scope.units else [])
            merged.setdefault(paragraph.text, []).append((unit.name, paragraph))
    blocks: list[Block] = []
    for place, (text, of_units) in enumerate(merged.items(), 1):
        each = "各" if len(of_units) > 1 else ""
        number = f"（{chinese_number(place)}）" if len(merged) > 1 else ""
        lead = f"{number}{'、'.join(unit for unit, _ in of_units)}。"
        sources = dict.fromkeys(one for _, paragraph in of_units for one in paragraph.sources)
        figures = tuple(figure for _, paragraph in of_units for figure in paragraph.figures)
        blocks.append(Paragraph(f"{each}{text}", tuple(sources), lead=lead, figures=figures))
    if not blocks:
        blocks.append(Paragraph("本次通报的任务没有单独的牵头单位。"))
    return [*blocks, *_others(telling)]


def _others(telling: _Telling) -> Iterator[Paragraph]:
    """How many items have progress of the period that only the annex tells."""
    case = telling.case
    rest = [
        one
        for one in case.facts
        if one.task.no not in telling.shown and not progress_in(one, case.scope.current).empty
    ]
    if rest:
        other = "其余" if telling.shown else ""
        count = f"{len(rest)}项"
        figure = tasks_figure("其余进展", count, rest, case.names)
        yield told(f"{other}{count}的本期进展见{case.annex_label(TABLE)}。", figure)


def renamings(connection: sqlite3.Connection, case: CircularCase, today: date) -> Iterator[Paragraph]:
    """Which units bear another name than the plan prints, or than at the beginning of the period.

    The tables of the paper count under the names of its day; as long as the plan prints others, it says so.
    """
    numbers = case.scope.numbers
    changes = [
        *name_changes(connection, numbers, today),
        *name_changes(connection, numbers, today, case.scope.current.first),
    ]
    if changes:
        ordered = sorted(dict.fromkeys(changes), key=lambda one: (one.day, one.merged, one.before))
        yield Paragraph(f"{changes_words(ordered)}。以上单位按现名称统计。")


def _paragraph(
    telling: _Telling, unit: UnitTasks, led: Sequence[TaskFacts], others: Sequence[TaskFacts]
) -> Paragraph:
    case = telling.case
    roles = [("牵头", led), *([("作为责任单位", others)] if case.scope.units else [])]
    parts = [_counted(telling, role, tasks) for role, tasks in roles]
    figures = [
        replace(figure, unit=unit.id if tasks is led else "")
        for role, tasks in roles
        for figure in _role_figures(case, role, tasks)
    ]
    achieved, more = _told_of(telling, [*led, *others])
    parts.append(achieved)
    return told(joined(parts, ""), *figures, *more, also=count_sources([*led, *others]))


def _role_figures(case: CircularCase, role: str, facts: Sequence[TaskFacts]) -> Iterator[Figure]:
    """What a unit's paragraph counts: the tasks that it has in this role, and their lights."""
    if facts:
        yield tasks_figure(role, f"{len(facts)}项", facts, case.names)
    for light in (*NAMED_LIGHTS, Light.UNSCHEDULED):
        if found := by_light(facts, light):
            yield tasks_figure(f"{role}：{light.word}", f"{len(found)}项", found, case.names)


def _counted(telling: _Telling, role: str, facts: Sequence[TaskFacts]) -> str:
    """牵头44项：办结1项（第6项“……”超时办结），逾期5项（第2项“……”、第22项“……”和第25、26项），未设节点38项。"""
    if not facts:
        return ""
    parts = []
    for light in (*NAMED_LIGHTS, Light.UNSCHEDULED):
        if found := by_light(facts, light):
            named = _named(telling, light, found) if light in NAMED_LIGHTS else _stopped(telling, found)
            parts.append(f"{light.word}{len(found)}项{named}")
    return f"{role}{len(facts)}项：{'，'.join(parts)}。"


def _named(telling: _Telling, light: Light, facts: Sequence[TaskFacts]) -> str:
    """Which they are; what is 临期 only by a visit that the office missed is counted, not named.

    What is 未达序时 is named with its figures: （第4项：……读数5个，序时应达7.5个，差2.5个）.
    """
    names = telling.case.names
    if light is Light.BEHIND:
        return f"（{'；'.join(_figures(telling, one) for one in facts)}）"
    if light is Light.DONE:
        items = telling.named([one.task.no for one in facts])
        ended = [f"{item}{_how(one)}" for item, one in zip(items, facts, strict=True)]
        return f"（{'，'.join(ended)}）"
    named = [one.task.no for one in facts if one.told is light]
    if not named:
        return ""
    if light is Light.OVERDUE:
        return f"（{_late(telling, named)}）"
    said = names.items(named)
    return f"（{said}）" if len(named) == len(facts) else f"（其中{said}临近时限）"


def _stopped(telling: _Telling, facts: Sequence[TaskFacts]) -> str:
    """Which of those without a node had some that were cancelled."""
    found = [one.task.no for one in facts if _how(one) == CANCELLED]
    return f"（{telling.case.names.items(found)}的节点已{CANCELLED}）" if found else ""


def _how(facts: TaskFacts) -> str:
    return task_ending([one.state for one in facts.milestones])


def _late(telling: _Telling, numbers: Sequence[int]) -> str:
    """The first ones by their titles, the rest by their numbers."""
    room = max(0, telling.most_titles - telling.late_titles)
    first = [no for no in numbers if no not in telling.titled][:room]
    telling.late_titles += len(first)
    rest = [no for no in numbers if no not in first]
    named = "、".join(telling.named(first))
    return joined((named, telling.case.names.items(rest) if rest else ""), "，")


def _figures(telling: _Telling, facts: TaskFacts) -> str:
    return f"{telling.name(facts.task.no)}：{'，'.join(behind_on_paper(one) for one in facts.behind)}"


# ---------------------------------------------------------------------- what was achieved


def _told_of(telling: _Telling, facts: Sequence[TaskFacts]) -> tuple[str, list[Figure]]:
    """本期，第2项“……”：接口标准已统一；……。 Each item once, at the first unit that has it."""
    case, period = telling.case, telling.case.scope.current
    own = [one for one in facts if one.task.no not in telling.told]
    telling.told |= {one.task.no for one in own}
    parts, figures = list[str](), list[Figure]()
    for one in own:
        if text := telling.shown.get(one.task.no):
            parts.append(f"{telling.name(one.task.no)}{text}")
            figures.append(progress_figure("本期进展", text, progress_in(one, period), case.names))
    return (f"本期进展：{'；'.join(parts)}。" if parts else ""), figures


def _achieved(case: CircularCase, room: int) -> dict[int, str]:
    """What is told of which task: the weightiest first, the newest of its like, until the room is used."""
    found = [(one.task.no, progress_in(one, case.scope.current)) for one in case.facts]
    in_year = case.scope.current.first.year == case.scope.current.last.year
    weighed = sorted(
        (*_weight(told), number, _achievement(told, in_year)) for number, told in found if not told.empty
    )
    shown, used = dict[int, str](), 0
    for _, _, number, text in weighed:
        size = len(text) + len(case.titled(number, _TITLE)) + 1
        if used + size <= room:
            shown[number] = text
            used += size
    return shown


def _weight(progress: PeriodProgress) -> tuple[int, int]:
    """(kind, days before the newest): completions, then hand-ins, readings, notes."""
    days = [
        *(one.completed_on for one in progress.completed if one.completed_on),
        *(one.day for one in (*progress.readings, *progress.handed_in)),
        *(note.day for note in progress.notes),
    ]
    kind = 0 if progress.completed else 1 if progress.handed_in else 2 if progress.readings else 3
    return kind, -max(days).toordinal()


def _achievement(progress: PeriodProgress, in_year: bool) -> str:
    """In at most two short parts: what was done, handed in or read, and what the newest note says.

    ``in_year``: the period lies in one year, which is known then.
    """

    def said(day: date) -> str:
        return chinese_day(day).partition("年")[2] if in_year else chinese_day(day)

    parts = [
        f"{said(one.completed_on)}{ending_word(one)}“{_inner(first_words(one.title, 20))}”"
        for one in progress.completed[-2:]
        if one.completed_on is not None
    ]
    if progress.handed_in:
        handed = progress.handed_in[-1]
        parts.append(f"{said(handed.day)}报送{first_words(handed.title, 24)}")
    if progress.readings and not parts:
        reading = progress.readings[-1]
        value = f"{format_number(reading.value or 0)}{reading.text}"
        parts.append(f"{said(reading.day)}读数{value}（{first_words(reading.title, 20)}）")
    if progress.notes:
        parts.append(first_words(progress.notes[-1].text, _OF_ONE_TEXT))
    return "，".join(parts[:2])


def _inner(text: str) -> str:
    return text.replace("“", "‘").replace("”", "’")
