"""Problems and requirements of a 通报: by item with what is required; asked only of whom it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from huaian_tui.documents.composers.circular_case import LATE, TABLE, CircularCase
from huaian_tui.documents.composers.counting import count_sources
from huaian_tui.documents.composers.figures import notes_figure, numbers_figure, tasks_figure, told
from huaian_tui.documents.composers.notice_frame import numbered_paragraphs
from huaian_tui.documents.composers.phrases import CLOSED_REPEATS, joined
from huaian_tui.documents.composers.progress import TaskFacts
from huaian_tui.documents.model import Block, Paragraph
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.text.short_titles import first_words
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.endings import wants_milestones

FACT, REQUIREMENT = 44, 30
"""Characters of a problem and of a requirement that a sentence quotes: whole clauses."""
_MOST_NAMED = 8
"""Items whose problems are only in the table, and that are named still."""
_MOST_FACTS = 2
"""The newest problems of an item are told, of more how many there are."""
_TITLE = 18
"""Characters of a title here."""
_WHEN_DONE = "办结后及时报送办结日期和依据"
"""What is asked where nothing is to be answered by a day."""
_MOST_UNITS, _FIRST_UNITS, _MOST_ITEMS = 6, 3, 15


def problems(case: CircularCase, room: int) -> list[Block]:
    """Item by item in the order of the plan, what was found solved left out and said.

    ``room``: characters for them, at the least for one; the others stand in the table.
    """
    notes = case.problem_notes()
    still = [note for note in notes if not note.solved_by]
    solved = [note for note in notes if note.solved_by]
    if not notes:
        return [Paragraph("本期督查记录中没有登记问题。")]
    by_item = [(number, list(of_item)) for number, of_item in groupby(still, key=lambda note: note.task_no)]
    shown, rest = _that_fit(case, by_item, room)
    blocks = numbered_paragraphs([_item(case, number, of_item) for number, of_item in shown])
    if rest:
        items = case.names.items([number for number, _ in rest]) if len(rest) <= _MOST_NAMED else ""
        others = [note for _, of_item in rest for note in of_item]
        figure = numbers_figure("其余事项", f"{len(rest)}项", [number for number, _ in rest], case.names)
        theirs = notes_figure("其余事项的问题", "", others, case.names)
        named = f"（{items}）" if items else ""
        blocks.append(told(f"其余{len(rest)}项{named}的问题见{case.annex_label(TABLE)}。", figure, theirs))
    if solved:
        items = case.names.items(case.names.ordered({note.task_no for note in solved}))
        figure = notes_figure("已解决的问题", f"{len(solved)}个", solved, case.names)
        also = "，不再列出" if still else ""
        blocks.append(told(f"本期督查发现的问题中，{items}的{len(solved)}个已经查实解决{also}。", figure))
    return blocks


_OfItem = tuple[int, list[NoteRow]]


def _that_fit(
    case: CircularCase, by_item: Sequence[_OfItem], room: int
) -> tuple[list[_OfItem], list[_OfItem]]:
    """(those for which there is room, the others): overdue items first, then the newest problems."""
    late = {one.task.no for one in case.of_light(Light.OVERDUE)}

    def rank(one: _OfItem) -> tuple[bool, int]:
        return one[0] not in late, -max(note.day for note in one[1]).toordinal()

    ranked = sorted(by_item, key=rank)
    used, fit = 0, set[int]()
    for number, notes in ranked:
        size = len(_item(case, number, notes).text) + 2
        if not fit or used + size <= room:
            fit.add(number)
            used += size
    shown = [one for one in by_item if one[0] in fit]
    return shown, [one for one in by_item if one[0] not in fit]


def _item(case: CircularCase, number: int, notes: Sequence[NoteRow]) -> Paragraph:
    """第2项“……”（市数据局）：8月12日督查，接口标准尚未统一；要求9月底前对接接口标准。"""
    units = dict.fromkeys(unit for note in notes for unit in note.unit_names)
    concerned = f"（{'、'.join(list(units)[:4])}{'等' if len(units) > 4 else ''}）" if units else ""
    newest = notes[-_MOST_FACTS:]
    more = f"等{len(notes)}个问题" if len(notes) > len(newest) else ""
    said = "；".join(problem_words(case, note) for note in newest) + more
    text = f"{case.titled(number, _TITLE)}{concerned}：{said}。"
    figure = notes_figure("督查发现的问题", case.names.item(number), notes, case.names)
    return told(text, figure)


def problem_words(case: CircularCase, note: NoteRow) -> str:
    """8月12日督查，接口标准尚未统一；要求9月底前对接接口标准: fact and requirement of one note."""
    day = chinese_day(note.day)
    if case.scope.current.first.year == case.scope.current.last.year:
        day = day.partition("年")[2]
    asked = first_words(note.requirement, REQUIREMENT)
    asked = asked if not asked or asked.startswith(("要求", "请")) else f"要求{asked}"
    return joined((f"{day}督查，{first_words(note.problem, FACT)}", asked), "，")


# ---------------------------------------------------------------------- requirements


def requirements(case: CircularCase) -> list[Block]:
    """What follows from the facts, each asked of those whom it concerns, with the day for all answers.

    Where no answer is asked for, none is limited either.
    """
    if case.closed is not None:
        return [Paragraph(f"方案已于{chinese_day(case.closed)}收官，本通报不再提出反馈要求。")]
    wanted = [one for part in (_late, _behind, _soon, _undated, _mend) if (one := part(case)) is not None]
    if asks_answer(case):
        by = chinese_day(case.reply.day)
        answers = f"以上要求反馈的，请于{by}前一并反馈；只反馈有变化的事项，{CLOSED_REPEATS}"
        wanted.append(Paragraph(answers))
    return numbered_paragraphs(wanted or [_nothing_wanted(case)])


def _nothing_wanted(case: CircularCase) -> Paragraph:
    """Of what is all done, or has its time still before it."""
    if len(case.of_light(Light.DONE)) == len(case.facts):
        return Paragraph(f"本次通报的{case.names.noun}均已办结，不再提出反馈要求。")
    asked = case.asked(case.leads(one.task.no for one in case.facts))
    whom = "请各牵头单位" if len(asked) > 1 else f"请{asked[0]}" if asked else ""
    return Paragraph(f"{whom}按照既定节点抓好落实，{_WHEN_DONE}。")


def asks_answer(case: CircularCase) -> bool:
    """Whether anything is asked that is to be answered by a day."""
    if case.closed is not None or not case.asked(case.leads(one.task.no for one in case.facts)):
        return False
    return any(part(case) is not None for part in (_late, _behind, _undated, _mend))


def asked_milestones(case: CircularCase) -> tuple[str, ...]:
    """The ids of the milestones about which it asks: overdue and 未达序时 ones."""
    if case.closed is not None:
        return ()
    lights = (Light.OVERDUE, Light.BEHIND)
    return tuple(one.id for task in case.facts for one in task.live if one.light in lights)


def _late(case: CircularCase) -> Paragraph | None:
    late = case.of_light(Light.OVERDUE)
    if not late:
        return None
    text = (
        f"逾期的{_items(case, late)}，{_please(case, late)}对照{case.annex_label(LATE)}说明原因，"
        "提出完成时间；需要延期的，写明依据。"
    )
    return told(text, tasks_figure("逾期", _items(case, late), late, case.names), also=count_sources(late))


def _behind(case: CircularCase) -> Paragraph | None:
    behind = case.of_light(Light.BEHIND)
    if not behind:
        return None
    text = (
        f"未达序时的{_items(case, behind)}，{_please(case, behind)}说明原因，加快办理；"
        "已有新数的，反馈最新数值和日期。"
    )
    return told(text, also=count_sources(behind))


def _soon(case: CircularCase) -> Paragraph | None:
    soon = [one for one in case.of_light(Light.DUE_SOON) if one.told is Light.DUE_SOON]
    if not soon:
        return None
    told_of_end = "" if asks_answer(case) else f"，{_WHEN_DONE}"
    text = f"{_items(case, soon)}临近时限，{_please(case, soon)}按期办理{told_of_end}。"
    return told(text, also=count_sources(soon))


def _undated(case: CircularCase) -> Paragraph | None:
    """Only of tasks of which it is true that nobody ever gave a time limit."""
    undated = [
        one
        for one in case.facts
        if wants_milestones(one.told, [row.state for row in one.milestones])
        and case.asked(case.leads([one.task.no]))
    ]
    asked = case.asked(case.leads(one.task.no for one in undated))
    if not asked:
        return None
    what = "没有写明时限的事项" if case.names.matters_only else "方案没有写明时限的任务"
    whom = _units(asked, _every_lead(case, asked))
    text = f"{what}（{len(undated)}项），请{whom}商我办确定节点。"
    return told(text, tasks_figure("没有写明时限", f"{len(undated)}项", undated, case.names))


def _mend(case: CircularCase) -> Paragraph | None:
    notes = [note for note in case.problem_notes() if not note.solved_by]
    if not notes:
        return None
    named = case.asked(dict.fromkeys(unit for note in notes for unit in note.unit_names))
    unnamed = case.asked(case.leads(note.task_no for note in notes if not note.units))
    asked = list(dict.fromkeys([*named, *unnamed]))
    whom = f"请{_units(asked)}" if asked else "有关单位"
    return Paragraph(
        f"{whom}对照督查发现的问题抓好整改，反馈整改情况；"
        "对督查结论有异议的，可以自收到本通报之日起30日内申请复核。"
    )


def _please(case: CircularCase, tasks: Sequence[TaskFacts]) -> str:
    """请市数据局、市财政局; the office asks itself for nothing, and what is its own it says."""
    leads = case.leads(one.task.no for one in tasks)
    asked = case.asked(leads)
    if not asked:
        chosen = case.asked(unit.name for unit in case.scope.units)
        return f"请{_units(chosen)}配合牵头单位" if chosen else "由本单位"
    return f"请{_units(asked, _every_lead(case, leads))}"


def _every_lead(case: CircularCase, units: Sequence[str]) -> bool:
    """Whether these are all that lead anything here."""
    every = case.asked(case.leads(one.task.no for one in case.facts))
    return len(every) > _MOST_UNITS and set(every) <= set(units)


def _units(units: Sequence[str], every: bool = False) -> str:
    if every:
        return "各牵头单位"
    if len(units) <= _MOST_UNITS:
        return "、".join(units)
    return f"{'、'.join(units[:_FIRST_UNITS])}等{len(units)}个单位"


def _items(case: CircularCase, tasks: Iterable[TaskFacts]) -> str:
    numbers = [one.task.no for one in tasks]
    return f"{len(numbers)}项" if len(numbers) > _MOST_ITEMS else case.names.items(numbers)
