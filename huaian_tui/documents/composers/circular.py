"""通报: how the tasks of the plan, an indicator or chosen units stand at the end of a period.

Structure as published ones have it: 依据 → 总体情况 → 各单位进展 →
督查发现的问题 → 下一步要求 → 附件. It states facts and praises or blames nobody
(政府督查工作条例 art. 21 asks for an approval first). Its parts are ``circular_overall``,
``circular_progress``, ``circular_problems``, ``overdue_table`` and ``progress_table``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from huaian_tui.documents.composers.circular_case import DRAWN, LATE, MOVED, TABLE, CircularCase, read_case
from huaian_tui.documents.composers.circular_overall import overall
from huaian_tui.documents.composers.circular_problems import (
    FACT,
    asked_milestones,
    asks_answer,
    problems,
    requirements,
)
from huaian_tui.documents.composers.circular_progress import MOST_TITLES, by_unit, renamings
from huaian_tui.documents.composers.measured import asked_by, read_measured
from huaian_tui.documents.composers.notice_frame import Composed, framed, in_sections
from huaian_tui.documents.composers.overdue_table import overdue_attachment
from huaian_tui.documents.composers.phrases import one_line, taken_up
from huaian_tui.documents.composers.pictures import not_drawn, picture_attachments
from huaian_tui.documents.composers.plan_names import PlanNames
from huaian_tui.documents.composers.progress_table import progress_attachment
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.composers.scope import Scope, period_day
from huaian_tui.documents.composers.slip_annex import not_moved, slip_attachment
from huaian_tui.documents.model import Attachment, Block, Paragraph
from huaian_tui.documents.titles import title_lines
from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.text.line_breaking import break_lines
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.milestones import CONFLICT
from huaian_tui.store.engine.on_day import standing_on


def compose_circular(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The 通报 over the request's scope as of the end of its period, or the day of the data when earlier."""
    # What is decided later counts for later periods, also where it is known by now.
    with standing_on(connection, period_day(request)):
        case = read_case(connection, request)
        late = overdue_attachment(connection, case)
        table = progress_attachment(case, late)
    asked, tasks = asked_by(request, case.scope), case.scope.numbers
    slips = slip_attachment(connection, asked, tasks, case.names, case.slots) if request.slips else None
    pictures = picture_attachments(connection, request, asked, tasks, case.names)
    drawn = pictures[0] if pictures else None
    annexes = {LATE: late, TABLE: table, MOVED: slips, DRAWN: drawn}
    attachments = {name: one for name, one in annexes.items() if one is not None}
    measured = read_measured(connection, asked, tasks)
    case = replace(case, annexes=tuple(attachments), measured=measured)
    return _composed(connection, case, attachments)


def _composed(
    connection: sqlite3.Connection, case: CircularCase, attachments: Mapping[str, Attachment]
) -> Composed:
    scope, request = case.scope, case.request
    recipients, layout, addressed = case.addressees()
    document = framed(
        case.profile,
        request,
        title=_title(scope),
        recipients=recipients,
        body=_body(connection, case),
        attachments=tuple(attachments.values()),
        layout=layout,
    )
    answers = asks_answer(case)
    return Composed(
        request.kind,
        tuple(unit.id for unit in scope.units),
        document,
        (
            *_warnings(case),
            *addressed,
            *(case.reply.warnings if answers else ()),
            *not_drawn(request, [one for name, one in attachments.items() if name == DRAWN]),
            *not_moved(request.slips, attachments.get(MOVED)),
        ),
        asks=asked_milestones(case),
        reply_due=case.reply.day if answers else None,
        plans=tuple(plan.id for plan in scope.names.plans),
    )


_MOST_PAGES, _PAGE_LINES, _LINE = 4, 22, 56
"""The text is to end on its fourth page; a page has 22 lines, a line 56 half characters."""
_HEAD_LINES, _CLOSING_LINES = 11, 9
"""What masthead, number, 主送 (without the title) and what two attachments, 署名, date and 附注 take."""
_FITS = ((MOST_TITLES, 5), (MOST_TITLES, 3), (3, 3), (0, 3), (0, 1))
"""Late items with their titles, and lines that problems, and what was achieved, have whatever the rest takes:
the first with which the text keeps to its pages is taken, else the last."""
_SPARE = 2
"""Lines by which the count is too careful: a text that is so much longer has ended on the fourth page."""
_OF_A_LINE = 27
"""Characters that a line holds on average, its end and the marks of numbers counted."""


def _body(connection: sqlite3.Connection, case: CircularCase) -> list[Block]:
    """The text: what must be said, then problems and what was achieved, as far as the pages go."""
    basis, whole = _basis(case.scope, case.request), overall(case)
    renamed, asked = list(renamings(connection, case, case.request.today)), requirements(case)
    title = title_lines(_title(case.scope))
    closing = _CLOSING_LINES - (not case.of_light(Light.OVERDUE)) - (not case.profile.reach)
    free = _MOST_PAGES * _PAGE_LINES - (_HEAD_LINES + 4 + len(title)) - closing - 4
    always = lines_of([basis, *whole, *renamed, *asked])
    for titles, least in _FITS:
        left = free - always - lines_of(by_unit(case, 0, titles))
        trouble = problems(case, max(least, left // 2) * _OF_A_LINE)
        achieved = by_unit(case, max(least, left - lines_of(trouble)) * _OF_A_LINE, titles)
        if always + lines_of(achieved) + lines_of(trouble) <= free + _SPARE:
            break
    return [
        basis,
        *in_sections(
            (
                ("总体情况", whole),
                ("各单位进展", [*achieved, *renamed]),
                ("督查发现的问题", trouble),
                ("下一步要求", asked),
            )
        ),
    ]


def lines_of(blocks: Iterable[Block]) -> int:
    """How many lines these paragraphs take in print."""
    texts = (f"{one.lead}{one.text}" for one in blocks if isinstance(one, Paragraph))
    return sum(len(break_lines(text, _LINE, 4)) for text in texts)


def _title(scope: Scope) -> str:
    names = scope.names
    subject = scope.subject
    if not (subject or names.several or names.matters_only):
        subject = f"《{names.plans[0].title}》"
    return f"关于{scope.named.title}{subject}\n{names.noun}进展情况的通报"


def _ground(names: PlanNames) -> str:
    """Why it is told: the article of the plan that the program brings; of any other its pursuit."""
    if names.shipped_only:
        return f"根据{names.cited}关于督查评价、定期通报的要求"
    return f"为推动{names.cited}落实"


def _basis(scope: Scope, request: NoticeRequest) -> Paragraph:
    basis = taken_up(request.basis, "本次督查的")
    approved = f"本通报经批准印发（{one_line(request.approval)}）。" if request.approval.strip() else ""
    return Paragraph(
        f"{_ground(scope.names)}，对{scope.named.title}{scope.subject}"
        f"{scope.names.noun}推进情况进行了督查。{basis}{approved}现将截至{chinese_day(scope.day)}的有关情况通报如下。"
    )


def _warnings(case: CircularCase) -> Iterator[str]:
    """For the officer: what to settle or write anew before it goes out. Units read nothing of these."""
    apart = [one.id for task in case.facts for one in task.milestones if one.state.conflict]
    if apart:
        yield f"节点 {'、'.join(apart)} {CONFLICT}，请先核定再印发"
    missed = [one.task.no for one in case.of_light(Light.DUE_SOON) if one.told is not Light.DUE_SOON]
    if missed:
        yield (
            f"临期的{len(case.of_light(Light.DUE_SOON))}项中，{case.names.items(missed)}只因约定的回访没有做；"
            "通报照台账计数，不点名、不说明"
        )
    long = [note.task_no for note in case.problem_notes() if len(" ".join(note.problem.split())) > FACT]
    if long:
        named = case.names.items(list(dict.fromkeys(long)))
        yield f"{named}的问题文字过长，只引用前{FACT}字以内的整句，请核对"
