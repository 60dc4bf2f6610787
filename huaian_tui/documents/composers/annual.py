"""年度总结 of a plan or of all: what was reached in the year, how it was supervised, what is left.

Measures and rates are the evaluation's (``measured``), which defines them.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from huaian_tui.documents.composers.circular_case import in_sentence, inner_quotes, plan_closed_by
from huaian_tui.documents.composers.counting import (
    LIGHT_ORDER,
    by_light,
    done_words,
    light_words,
    unscheduled_words,
)
from huaian_tui.documents.composers.facts import read_facts, roles_words
from huaian_tui.documents.composers.figures import (
    hand_ins_figure,
    milestones_figure,
    notes_figure,
    notices_figure,
    tasks_figure,
    told,
)
from huaian_tui.documents.composers.measured import Measured, asked_by, measured_paragraph, read_measured
from huaian_tui.documents.composers.notice_frame import (
    Composed,
    changes_told,
    framed,
    in_sections,
    numbered_paragraphs,
    office_of,
)
from huaian_tui.documents.composers.phrases import chinese_number, joined, sentence, taken_up
from huaian_tui.documents.composers.pictures import not_drawn, picture_attachments
from huaian_tui.documents.composers.plan_names import MATTERS, PlanNames
from huaian_tui.documents.composers.progress import TaskFacts, progress_in
from huaian_tui.documents.composers.progress_table import ranged
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.composers.scope import Scope, read_scope
from huaian_tui.documents.model import Block, Paragraph
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.dates.reporting_period import Period, year_of
from huaian_tui.domain.notices import NOT_ISSUED, NOTICE_TITLES, NoticeKind
from huaian_tui.domain.rules.lights import Light, Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.text.clauses import clause
from huaian_tui.domain.text.short_titles import SHORTER
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.endings import CANCELLED, count_endings, ending_word, endings_words, task_ending
from huaian_tui.domain.words.milestones import title_words
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.engine.on_day import standing_on
from huaian_tui.store.queries.notices import issued_between
from huaian_tui.store.queries.settings import office_unit

MOST_ACHIEVED = 5
"""Completions and hand-ins that are told of one indicator; of more it says how many."""

MOST_LATE = 8
"""Overdue tasks that are told one by one."""

_MOST_NAMED = 3
"""Units that a sentence names; more are 等单位."""

_QUOTED = 60
"""Characters of a noted problem."""


@dataclass(frozen=True, slots=True)
class _Year:
    """What the year is told from: its tasks with what happened, the papers of the office.

    ``soon``: from how many days before its date on a milestone is 临期; ``own`` is the office's own unit,
    ``closed`` the day on which the plan was closed, ``measured`` what 督查评价 says of its tasks.
    """

    scope: Scope
    facts: Sequence[TaskFacts]
    papers: Sequence[NoticeRow]
    soon: int
    own: str
    closed: date | None
    measured: Measured | None = None

    @property
    def within(self) -> str:
        """What the period is called in a sentence."""
        whole = self.scope.named.first == date(self.period.first.year, 1, 1)
        return "年内" if whole and self.scope.named.last.month == 12 else "期内"

    @property
    def names(self) -> PlanNames:
        """How things are named."""
        return self.scope.names

    @property
    def period(self) -> Period:
        """The year, up to the day of the data."""
        return self.scope.current

    @property
    def completed(self) -> list[MilestoneState]:
        """The milestones that were completed in the year."""
        return [one for facts in self.facts for one in progress_in(facts, self.period).completed]

    @property
    def notes(self) -> list[NoteRow]:
        """The notes of the year."""
        first, last = self.period
        return [note for facts in self.facts for note in facts.notes if first <= note.day <= last]


def compose_annual(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The 年度总结 of the request's period, or of the year so far, over its scope."""
    asked = request if request.period else replace(request, period=year_of(request.day))
    with standing_on(connection, min(asked.period.last if asked.period else request.day, request.day)):
        year = _read_year(connection, asked)
    measured = read_measured(connection, asked_by(asked, year.scope), year.scope.numbers)
    return _composed(connection, asked, replace(year, measured=measured))


def _read_year(connection: sqlite3.Connection, request: NoticeRequest) -> _Year:
    """What the year is told from, by a connection that answers as of its last day."""
    scope = read_scope(connection, request)
    facts = read_facts(connection, scope.day, scope.numbers, scope.current.first)
    about = {plan.id for plan in scope.names.plans}
    issued = issued_between(connection, *scope.current)
    papers = [one for one in issued if about & set(one.plans) and one.kind not in NOT_ISSUED]
    soon = read_light_rules(connection).due_soon_days
    closed = plan_closed_by(connection, scope.names, scope.day)
    return _Year(scope, facts, papers, soon, office_unit(connection), closed)


def _composed(connection: sqlite3.Connection, request: NoticeRequest, year: _Year) -> Composed:
    scope = year.scope
    sections = (
        ("总体情况", _overall(year)),
        ("主要进展", _achieved(year)),
        ("督查工作开展情况", _supervised(year)),
        ("存在的问题", _late(year)),
        ("下一步工作", _ahead(year)),
    )
    asked = asked_by(request, scope)
    pictures = picture_attachments(connection, request, asked, scope.numbers, scope.names)
    document = framed(
        office_of(connection, request),
        request,
        title=_title(scope),
        recipients=(),
        body=[
            _opening(year, request),
            *in_sections(sections),
            *changes_told(connection, request, scope.numbers),
        ],
        attachments=pictures,
    )
    plans = tuple(plan.id for plan in scope.names.plans)
    units = tuple(unit.id for unit in scope.units)
    warnings = (*_warnings(scope), *not_drawn(request, pictures))
    return Composed(request.kind, units, document, warnings, plans=plans)


def _title(scope: Scope) -> str:
    names, subject = scope.names, scope.subject
    if not (subject or names.several or names.matters_only):
        subject = f"《{names.plans[0].title}》"
    return f"{subject}{names.noun if scope.subject or not subject else ''}\n{scope.named.title}督查工作总结"


def _opening(year: _Year, request: NoticeRequest) -> Paragraph:
    basis = taken_up(request.basis)
    since = "" if year.scope.named == year.scope.current else "以来"
    return Paragraph(
        f"{year.scope.named.title}{since}，对{_subject(year.scope)}持续开展督查。{basis}"
        f"现将截至{chinese_day(year.scope.day)}的情况总结如下。"
    )


def _subject(scope: Scope) -> str:
    """《…》的重点任务, 市财政局承担的《…》重点任务, 交办事项."""
    names = scope.names
    plans = "" if names.matters_only else names.cited.removesuffix(f"和{MATTERS}")
    if scope.units:
        shown = [unit.name for unit in scope.units[:_MOST_NAMED]]
        more = "等单位" if len(scope.units) > _MOST_NAMED else ""
        return f"{'、'.join(shown)}{more}承担的{plans}{names.noun}"
    about = f"“{scope.indicator.title}”" if scope.indicator else ""
    return f"{plans}{about}{'的' if plans or about else ''}{names.noun}"


def _overall(year: _Year) -> list[Block]:
    """Where the tasks stand, and how the year's completions ended."""
    names, facts, completed = year.names, year.facts, year.completed
    counted = [(light, by_light(facts, light)) for light in LIGHT_ORDER]
    stopped = sum(task_ending([one.state for one in task.milestones]) == CANCELLED for task in facts)
    roles = roles_words(year.scope.units, year.scope.numbers)
    lights = light_words([(light, len(found)) for light, found in counted], year.soon, stopped)
    undated = "" if stopped == len(facts) else unscheduled_words(facts, names)
    text = joined((f"{names.noun}共{len(facts)}项{roles}，{lights}", done_words(facts), undated), "。")
    during = endings_words(count_endings(completed))
    did = f"办结节点{len(completed)}个（{during}）" if completed else "没有节点办结"
    live = [one for task in facts for one in task.milestones]
    cancelled = [one for one in live if one.state.status is Status.CANCELLED]
    stopped_words = f"中止的节点{len(cancelled)}个" if cancelled else ""
    text += f"。{joined((f'{year.within}{did}', stopped_words))}。"
    blocks: list[Block] = [
        told(
            text,
            tasks_figure(names.noun, f"{len(facts)}项", facts, names),
            *(tasks_figure(light.word, f"{len(found)}项", found, names) for light, found in counted if found),
            milestones_figure("年内办结节点", f"{len(completed)}个", completed, names),
            milestones_figure("中止", f"{len(cancelled)}个", cancelled, names),
        )
    ]
    measured = year.measured and measured_paragraph(year.measured, facts, names, year.within)
    return [*blocks, measured] if measured else blocks


def _achieved(year: _Year) -> list[Block]:
    """By indicator: what was completed and handed in, each named."""
    blocks = list[Block]()
    for (_, level), group in groupby(year.facts, key=lambda one: _place(one, year.names)):
        if (paragraph := _of_indicator(year, level, list(group), len(blocks) + 1)) is not None:
            blocks.append(paragraph)
    return blocks or [Paragraph(f"{year.within}没有节点办结，也没有报送成果。")]


def _place(facts: TaskFacts, names: PlanNames) -> tuple[str, str]:
    return names.places[facts.task.no].plan, facts.task.level1


def _of_indicator(year: _Year, level: str, facts: Sequence[TaskFacts], place: int) -> Paragraph | None:
    names, progress = year.names, [progress_in(one, year.period) for one in facts]
    completed = [one for some in progress for one in some.completed]
    handed_in = [one for some in progress for one in some.handed_in]
    said = list[str]()
    for (number, ending), group in groupby(completed, key=lambda one: (one.task_no, ending_word(one))):
        titles = "".join(f"“{inner_quotes(clause(title_words(one)))}”" for one in group)
        said.append(f"{names.item(number)}{titles}{ending}")
    said += [f"{names.item(one.task_no)}报送{one.title}" for one in handed_in]
    if not said:
        return None
    more = f"等{len(said)}项" if len(said) > MOST_ACHIEVED else ""
    lead = _bare(level) or names.called(next(p for p in names.plans if p.id == _place(facts[0], names)[0]))
    return told(
        f"涉及{names.noun}{len(facts)}项。{'；'.join(said[:MOST_ACHIEVED])}{more}。",
        milestones_figure("年内办结节点", f"{len(completed)}个", completed, names),
        hand_ins_figure("报送成果", f"{len(handed_in)}件", handed_in, names),
        lead=f"（{chinese_number(place)}）{lead}。",
    )


def _bare(level: str) -> str:
    """An indicator without its own number: （一）数据产权制度 → 数据产权制度."""
    head, mark, rest = level.partition("）")
    return (rest if mark and head.startswith("（") else level).strip("。 ")


def _supervised(year: _Year) -> list[Block]:
    """Visits and other checks, by what means, of which units; papers that went out, answers that came."""
    notes, papers, names = year.notes, year.papers, year.names
    units = {unit for note in notes for unit in note.units}
    methods = Counter(note.method for note in notes if note.method.strip())
    by_method = "、".join(f"{method}{count}次" for method, count in methods.most_common(4))
    problems = [note for note in notes if note.problem.strip()]
    solved = [note for note in problems if not note.open_problem]
    if notes:
        how = f"（其中{by_method}）" if by_method else ""
        text = f"{year.within}登记督查记录{len(notes)}条{how}"
        text += f"，涉及{len(units)}个单位。" if units else "。"
    else:
        text = f"{year.within}没有登记督查记录{'。' if papers else '，没有印发文书。'}"
    text += _found(problems, solved)
    kinds = Counter(one.kind for one in papers)
    by_kind = "、".join(f"{NOTICE_TITLES[kind]}{kinds[kind]}份" for kind in NoticeKind if kinds[kind])
    answered = sum(len(one.replies) for one in papers)
    reply = f"收到反馈{answered}份" if answered else "没有收到反馈"
    sent = f"印发文书{len(papers)}份（{by_kind}），{reply}。" if papers else f"{year.within}没有印发文书。"
    told_of_papers = [told(sent, notices_figure("印发文书", f"{len(papers)}份", papers))]
    return [
        told(
            text,
            notes_figure("督查记录", f"{len(notes)}条", notes, names),
            notes_figure("发现问题", f"{len(problems)}个", problems, names),
            notes_figure("已核实解决", f"{len(solved)}个", solved, names),
        ),
        *(told_of_papers if papers or notes else []),
    ]


def _found(problems: Sequence[NoteRow], solved: Sequence[NoteRow]) -> str:
    """发现问题3个，已核实解决1个，尚未解决2个."""
    if not problems:
        return ""
    left = len(problems) - len(solved)
    if not left:
        return f"发现问题{len(problems)}个，均已核实解决。"
    if not solved:
        return f"发现问题{len(problems)}个，尚未解决。" if left == 1 else f"发现问题{left}个，均尚未解决。"
    return f"发现问题{len(problems)}个，已核实解决{len(solved)}个，尚未解决{left}个。"


def _late(year: _Year) -> list[Block]:
    """What is overdue, the longest first, with the last open problem."""
    names = year.names
    late = sorted(by_light(year.facts, Light.OVERDUE), key=lambda one: -one.task.overdue_days)
    others = [
        one
        for one in year.facts
        if one.task.light is not Light.OVERDUE and any(note.open_problem for note in one.notes)
    ]
    if not late and not others:
        noted = any(note.problem.strip() for note in year.notes)
        found = "督查中发现的问题均已解决" if noted else "督查中没有发现问题"
        return [Paragraph(f"没有逾期事项，{found}。")]
    blocks = list[Block]()
    for place, one in enumerate(late[:MOST_LATE], 1):
        title = inner_quotes(in_sentence(one.task.text, SHORTER))
        said = f"{names.item(one.task.no)}“{title}”逾期{one.task.overdue_days}天。{_open_problem(one)}"
        figure = tasks_figure("逾期", f"{one.task.overdue_days}天", [one], names)
        blocks.append(told(f"{place}.{said}" if len(late) > 1 else said, figure))
    if late:
        count = f"{len(late)}项"
        said = f"截至{chinese_day(year.scope.day)}，逾期{count}{'：' if len(late) == 1 else '。'}"
        figure = tasks_figure("逾期", count, late, names)
        first = blocks[0]
        if len(late) == 1 and isinstance(first, Paragraph):
            blocks[0] = replace(first, text=said + first.text, figures=(figure, *first.figures))
        else:
            blocks.insert(0, told(said, figure))
    if len(late) > MOST_LATE:
        rest = [one.task.no for one in late[MOST_LATE:]]
        blocks.append(Paragraph(f"其余为{ranged(names, names.ordered(rest))}。"))
    if others:
        items = names.items(names.ordered([one.task.no for one in others]))
        blocks.append(Paragraph(f"{items}督查中发现的问题尚未解决。"))
    return blocks


def _open_problem(facts: TaskFacts) -> str:
    noted = [note for note in facts.notes if note.open_problem]
    return f"{chinese_day(noted[-1].day)}督查发现：{sentence(noted[-1].problem, _QUOTED)}" if noted else ""


def _ahead(year: _Year) -> list[Block]:
    """What is overdue first, then what comes due in the year after, then what has no date."""
    names, day = year.names, year.scope.day
    if year.closed is not None:
        return [Paragraph(f"方案已于{chinese_day(year.closed)}收官，不再逐项调度，做好资料归档。")]
    after = date(day.year + 1, 12, 31)
    due = [one for task in year.facts for one in task.live if _comes(one, day, after)]
    undated = by_light(year.facts, Light.UNSCHEDULED)
    late = by_light(year.facts, Light.OVERDUE)
    texts = list[Paragraph]()
    if late:
        each = "逐项" if len(late) > 1 else ""
        said = f"对逾期的{len(late)}项{each}明确完成时间，确需调整时限的按程序报批。"
        texts.append(Paragraph(said))
    if due:
        tasks = len({one.task_no for one in due})
        last = max(one.state.due.year for one in due if one.state.due is not None)
        said = f"对{last}年底前到期的{len(due)}个节点（涉及{tasks}项）提前调度，确保按期办结。"
        texts.append(told(said, milestones_figure("到期节点", f"{len(due)}个", due, names)))
    if undated:
        own = [unit.id for unit in year.scope.units] == [year.own]
        asked = "" if own else "商牵头单位"
        said = f"对没有节点的{len(undated)}项，{asked}明确节点和时限。"
        texts.append(told(said, tasks_figure("未设节点", f"{len(undated)}项", undated, names)))
    if not texts:
        return [Paragraph("各项工作已全部办结，做好资料归档。")]
    return numbered_paragraphs(texts)


def _comes(one: MilestoneRow, day: date, until: date) -> bool:
    state = one.state
    return state.status is Status.OPEN and state.due is not None and day < state.due <= until


def _warnings(scope: Scope) -> tuple[str, ...]:
    whole = scope.named == scope.current
    return () if whole else (f"{scope.named.title}还没有过完，数字截至{chinese_day(scope.day)}",)
