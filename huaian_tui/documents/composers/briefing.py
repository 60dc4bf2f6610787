"""督查专报 (领导参阅): a page for a leader: conclusion first, three figures, three problems, one proposal."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import replace
from functools import cache

from huaian_tui.documents.composers.briefing_case import (
    MOST_ITEMS,
    MOST_NAMED,
    MOST_PROBLEMS,
    ROOMS,
    WITH_FULL_WORDS,
    BriefingCase,
    Problem,
    Room,
    read_case,
)
from huaian_tui.documents.composers.circular_case import in_sentence, inner_quotes
from huaian_tui.documents.composers.counting import LIGHT_ORDER, light_words
from huaian_tui.documents.composers.facts import roles_words
from huaian_tui.documents.composers.figures import (
    cell,
    milestones_figure,
    note_thing,
    tasks_figure,
    things_figure,
    told,
)
from huaian_tui.documents.composers.foretold import ForetoldPart, foretold_part
from huaian_tui.documents.composers.measured import asked_of
from huaian_tui.documents.composers.notice_frame import (
    Composed,
    changes_told,
    framed,
    office_of,
    plan_of,
    reply_due,
    unit_on_paper,
)
from huaian_tui.documents.composers.phrases import sentence
from huaian_tui.documents.composers.pictures import not_drawn, picture_attachments
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.model import Attachment, Block, OfficialDocument, Paragraph, Table, headed_table
from huaian_tui.documents.plain.pages import render_preview
from huaian_tui.domain.dates.reporting_period import year_of
from huaian_tui.domain.notices import NOTICE_TITLES
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.store.queries.slot_names import names_of


def compose_briefing(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The 督查专报 over a plan or all open ones, or the request's units or tasks: one page of text always.

    With forecasts and pictures their attachments follow on the next pages.
    """
    units = tuple(unit_on_paper(connection, request, one) for one in dict.fromkeys(request.units))
    case = read_case(connection, request, units)
    numbers, day = [one.no for one in case.tasks], request.day
    asked = asked_of(request, year_of(day), day, case.names)
    pictures = picture_attachments(connection, request, asked, numbers, case.names)
    ahead = foretold_part(
        connection,
        request,
        plan_of(connection, request),
        case.names,
        numbers,
        closed=case.closed is not None,
    )
    document = _on_one_page(connection, request, case, ahead, pictures)
    plans = tuple(plan.id for plan in case.names.plans)
    warnings = (*ahead.warnings, *not_drawn(request, pictures))
    return Composed(request.kind, tuple(unit.id for unit in units), document, warnings, plans=plans)


def _on_one_page(
    connection: sqlite3.Connection,
    request: NoticeRequest,
    case: BriefingCase,
    ahead: ForetoldPart,
    pictures: tuple[Attachment, ...],
) -> OfficialDocument:
    """The widest that is one page, with a line to spare where no words are lost by it.

    Other programs and faces break lines a little differently.
    """

    @cache
    def drawn_in(room: Room) -> OfficialDocument:
        return _document(connection, request, ahead, pictures, replace(case, room=room))

    for rooms in (ROOMS[:WITH_FULL_WORDS], ROOMS[WITH_FULL_WORDS:]):
        for spare in (1, 0):
            for room in rooms:
                if _is_one_page(drawn_in(room), spare):
                    return drawn_in(room)
    return drawn_in(ROOMS[-1])


def _is_one_page(document: OfficialDocument, spare: int) -> bool:
    """Whether so many lines more would still be one page, before the pages of its attachments."""
    body = (*document.body, *[Paragraph("。")] * spare)
    others = len(render_preview(replace(document, body=()))) if document.attachments else 1
    return len(render_preview(replace(document, body=body))) == others


def _document(
    connection: sqlite3.Connection,
    request: NoticeRequest,
    ahead: ForetoldPart,
    pictures: tuple[Attachment, ...],
    case: BriefingCase,
) -> OfficialDocument:
    document = framed(
        office_of(connection, request),
        request,
        title=_title(case),
        recipients=(),
        body=[
            _conclusion(case),
            _figures(case),
            *_problems(case),
            *ahead.sentence,
            _proposal(case, request),
            *_renamed(connection, request, case),
        ],
        attachments=(*ahead.attachments, *pictures),
        layout="bulletin",
        annotated=False,
    )
    masthead = request.named.strip() or NOTICE_TITLES[request.kind]
    return replace(document, masthead=masthead, printing_office="", printed_on=None, sealed=False)


def _title(case: BriefingCase) -> str:
    names, units = case.names, case.units
    if units:
        more = "等单位" if len(units) > MOST_NAMED else ""
        about = "、".join(unit.name for unit in units[:MOST_NAMED]) + more
    else:
        plan = names.plans[0]
        called = plan.short if case.room.short else plan.title
        about = "" if names.several or names.matters_only else f"《{called}》"
    return f"{about}{names.noun}推进情况"


def _conclusion(case: BriefingCase) -> Paragraph:
    """What a leader who reads no further has to know."""
    names, tasks = case.names, case.tasks
    counted = [(light, found) for light in LIGHT_ORDER if (found := case.of_light(light))]
    lights = light_words([(light, len(found)) for light, found in counted], stopped=case.stopped)
    several = f"{len(names.of_plans)}个方案的" if len(names.of_plans) > 1 else ""
    text = f"截至{chinese_day(case.day)}，{several}{names.noun}共{len(tasks)}项"
    text += f"{roles_words(case.units, [one.no for one in tasks])}，{lights}"
    text += f"（{case.stopped}项的节点已中止）。" if 0 < case.stopped < len(tasks) else "。"
    return told(
        text + _judged(case),
        tasks_figure(names.noun, f"{len(tasks)}项", tasks, names),
        *(tasks_figure(light.word, f"{len(found)}项", found, names) for light, found in counted),
        lead="结论。",
        lead_level=1,
    )


def _judged(case: BriefingCase) -> str:
    """What follows from the counts, in a sentence."""
    if case.closed is not None:
        return f"方案已于{chinese_day(case.closed)}收官。"
    if case.late:
        return f"{_gathered(case)}，{'由我办限期完成' if case.all_own else '建议近期专题调度'}。"
    if case.problems:
        return "没有逾期事项，需要关注的是督查中发现、尚未解决的问题。"
    if case.soon:
        return f"没有逾期事项，需要提前调度的是{case.rules.due_soon_days}天内到期的{len(case.soon)}个节点。"
    if case.undated:
        return f"没有逾期事项，需要推动的是{_undated(case)}尽快明确节点和时限。"
    return "没有逾期事项，目前没有需要协调解决的问题。"


def _undated(case: BriefingCase) -> str:
    return f"没有写明时限的{len(case.undated)}项"


def _gathered(case: BriefingCase) -> str:
    """Where the overdue tasks are: at the unit that leads most of them, or the longest ones."""
    late, names = case.late, case.names
    days = {one.no: one.overdue_days for one in late}
    if len(late) == 1:
        return f"逾期的是{names.item(late[0].no)}，已逾期{days[late[0].no]}天"
    found = [names_of(case.slots[task.no], "lead") for task in late]
    leads = Counter(name for units in found for name in units).most_common(2)
    if leads and leads[0][1] > 1 and (len(leads) == 1 or leads[0][1] > leads[1][1]):
        unit, count = leads[0]
        jointly = "或者共同牵头" if any(unit in units and len(units) > 1 for units in found) else ""
        who = "我办" if unit == case.own else unit
        if count == len(late):
            return f"逾期的{count}项均由{who}牵头{jointly}"
        return f"逾期的{len(late)}项中，{who}牵头{jointly}的有{count}项"
    most = max(days.values())
    longest = names.ordered([number for number, count in days.items() if count == most])
    which = names.items(longest) if len(longest) <= MOST_PROBLEMS else f"有{len(longest)}项"
    return f"逾期时间最长的{'' if which.startswith('有') else '是'}{which}，已逾期{most}天"


def _figures(case: BriefingCase) -> Table:
    """办结, 逾期, and what comes due: three cells that one sees at a glance."""
    names = case.names
    heads = ("已办结", "逾期", f"{case.rules.due_soon_days}天内到期")
    row = (
        cell(f"{len(case.done)}项", tasks_figure("已办结", f"{len(case.done)}项", case.done, names)),
        cell(f"{len(case.late)}项", tasks_figure("逾期", f"{len(case.late)}项", case.late, names)),
        cell(f"{len(case.soon)}个节点", milestones_figure(heads[2], f"{len(case.soon)}个", case.soon, names)),
    )
    return headed_table([(head, 1.0) for head in heads], [row], centred=heads, font_size=16.0)


def _problems(case: BriefingCase) -> list[Block]:
    if not case.problems:
        said = "没有逾期事项，督查中也没有发现尚未解决的问题。"
        return [Paragraph(said, lead="问题。", lead_level=1)]
    several = len(case.told) > 1
    return [_problem(case, place if several else 0, one) for place, one in enumerate(case.told, 1)]


def _problem(case: BriefingCase, place: int, problem: Problem) -> Paragraph:
    """1.第2项“…”（市数据局牵头）逾期691天。2026年10月20日督查发现：…。 ``place`` 0: the only one."""
    names, number = case.names, problem.task.no
    title = in_sentence(problem.task.text, case.room.title)
    text = f"{place}." if place else ""
    text += f"{names.item(number)}“{inner_quotes(title)}”（{case.leads(number)}牵头）"
    figures = []
    if problem.late:
        days = f"{problem.late[0].overdue_days}天"
        several = f"，涉及{len(problem.late)}个节点" if len(problem.late) > 1 else ""
        text += f"逾期{days}{several}。"
        figures.append(milestones_figure("逾期", days, problem.late, names))
    else:
        text += "存在尚未解决的问题。"
    if problem.note is not None:
        text += f"{chinese_day(problem.note.day)}督查发现：{sentence(problem.note.problem, case.room.quoted)}"
        figures.append(things_figure("督查发现", "", [note_thing(problem.note, names)]))
    return told(text, *figures, lead="问题。" if place <= 1 else "", lead_level=1)


def _proposal(case: BriefingCase, request: NoticeRequest) -> Paragraph:
    """One thing that the leader can decide."""
    by = chinese_day(reply_due(request.today).day)
    names = case.names
    numbers = names.ordered([one.task.no for one in case.told if one.late or not case.late])
    if case.closed is not None:
        said = "方案已经收官，不再逐项调度，做好资料归档。"
    elif case.late:
        each = "逐项" if len(numbers) > 1 else ""
        meeting = "" if case.all_own else "召开一次专题调度会，"
        said = (
            f"{meeting}{case.asked(numbers)}于{by}前就{names.items(numbers)}{each}提出完成时间和措施；"
            "确需调整时限的，按程序报批。"
        )
    elif case.problems:
        said = f"{case.asked(numbers)}于{by}前就{names.items(numbers)}提出解决办法和完成时间。"
    elif case.soon:
        soon = names.ordered({one.task_no for one in case.soon})
        items = names.items(soon) if len(soon) <= MOST_ITEMS else f"{len(soon)}项"
        said = f"{case.asked(soon)}对{items}提前调度，确保按期办结。"
    elif case.undated:
        said = _asked_for_nodes(case, by)
    else:
        said = "继续按现有节点推进，下次专报再报进展。"
    return Paragraph(said, lead="建议。", lead_level=1)


def _asked_for_nodes(case: BriefingCase, by: str) -> str:
    """Of chosen units only those are asked that lead what has no time limit; the others' leads besides."""
    chosen = {unit.name for unit in case.units}
    led = [no for no in case.undated if chosen & set(names_of(case.slots[no], "lead"))]
    if not led or len(chosen) > case.room.leads:
        return f"{case.asked(case.undated)}于{by}前对{_undated(case)}提出节点和时限。"
    rest = len(case.undated) - len(led)
    asked = "由我办" if chosen == {case.own} else f"请{'、'.join(unit.name for unit in case.units)}"
    others = f"；其余{rest}项请牵头单位提出" if rest else ""
    return f"{asked}于{by}前对牵头的、没有写明时限的{len(led)}项提出节点和时限{others}。"


def _renamed(connection: sqlite3.Connection, request: NoticeRequest, case: BriefingCase) -> list[Block]:
    return changes_told(connection, request, [one.task.no for one in case.told])
