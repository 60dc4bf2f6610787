"""通报: how the tasks of the plan, an indicator or chosen units stand at the end of a period.

Structure as published ones have it: 依据 → 总体情况 → 各单位进展 →
督查发现的问题 → 下一步要求 → 附件. It states facts and praises or blames nobody
(政府督查工作条例 art. 21 asks for an approval first).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from huaian_tui.documents.composers.counting import (
    by_light,
    by_pace,
    count_sources,
    light_shares,
    pace_shares,
)
from huaian_tui.documents.composers.facts import read_facts
from huaian_tui.documents.composers.figures import milestones_figure, notes_figure, tasks_figure, told
from huaian_tui.documents.composers.notice_frame import (
    Composed,
    framed,
    in_sections,
    numbered_paragraphs,
    office_of,
)
from huaian_tui.documents.composers.phrases import (
    CLOSED_REPEATS,
    MOST_QUOTED,
    chinese_number,
    joined,
    one_line,
    sentence,
    taken_up,
)
from huaian_tui.documents.composers.plan_names import PlanNames
from huaian_tui.documents.composers.progress import TaskFacts, progress_in, record_ids
from huaian_tui.documents.composers.progress_table import progress_attachment
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.composers.scope import Scope, period_day, read_scope
from huaian_tui.documents.counted import Figure
from huaian_tui.documents.model import Block, Paragraph
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.rules.lights import BEHIND_ON_PAPER, Light, LightRules
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.milestones import CONFLICT, behind_on_paper
from huaian_tui.domain.words.units import changes_words
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.engine.on_day import standing_on
from huaian_tui.store.queries.name_changes import name_changes
from huaian_tui.store.queries.paper_names import units_in_order
from huaian_tui.store.queries.slot_names import named_slots
from huaian_tui.store.queries.unit_history import names_on

_MOST_PROBLEMS = 40
_NAMED_LIGHTS = (Light.DONE, Light.ON_TRACK, Light.DUE_SOON, Light.BEHIND, Light.OVERDUE)
"""Lights whose rows a unit's paragraph names; what has no date is only counted."""


def compose_circular(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The 通报 over the request's scope as of the end of its period, or the day of the data when earlier."""
    # What is decided later counts for later periods, also where it is known by now.
    with standing_on(connection, period_day(request)):
        return _composed(connection, request)


def _composed(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    scope = read_scope(connection, request)
    facts = read_facts(connection, scope.day, scope.numbers, scope.previous.first)
    notes = _problem_notes(facts, scope)
    sections = (
        ("总体情况", _overall(scope, facts, read_light_rules(connection))),
        (
            "各单位进展",
            [
                *_by_unit(_units(connection, scope, request.today), scope, facts),
                *_name_changes(connection, scope, request.today),
            ],
        ),
        ("督查发现的问题", _problems(notes, scope.names)),
        ("下一步要求", _requirements(facts, scope.names, bool(notes))),
    )
    document = framed(
        office_of(connection, request),
        request,
        title=_title(scope),
        recipients=scope.recipients,
        body=[_basis(scope, request), *in_sections(sections)],
        attachments=(progress_attachment(connection, scope, facts, request.today),),
    )
    units = tuple(unit.id for unit in scope.units)
    warnings = _warnings(facts, notes, scope.names)
    plans = tuple(plan.id for plan in scope.names.plans)
    return Composed(request.kind, units, document, warnings, plans=plans)


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


def _overall(scope: Scope, facts: Sequence[TaskFacts], rules: LightRules) -> list[Block]:
    names, several = scope.names, "各" if len(scope.names.of_plans) > 1 else ""
    whole = "共有" if names.matters_only else f"{several}方案共分解"
    if scope.subject:
        whole = "本次通报涉及"
    shared = "；".join(
        f"{light.word}{count}项，占{share:.1f}%" for light, count, share in light_shares(facts)
    )
    text = f"{whole}{names.noun}{len(facts)}项。其中，{shared}。"
    if by_light(facts, Light.DUE_SOON):
        # Units read it: of missed visits, which count too, they are told nothing.
        text += f"{Light.DUE_SOON.word}指{rules.due_soon_days}天内到期。"
    if by_light(facts, Light.BEHIND):
        text += f"{Light.BEHIND.word}指{BEHIND_ON_PAPER}。"
    if by_light(facts, Light.UNSCHEDULED):
        text += f"未设节点的{_unscheduled(names)}没有写明时限，不计入逾期。"
    blocks: list[Block] = [told(text, *_light_figures(facts, names), also=count_sources(facts))]
    blocks += _milestones(scope, facts)
    paces = pace_shares(facts, scope.day)
    if paces.measured:
        parts = "；".join(f"{pace.word}{count}项，占{share:.1f}%" for pace, count, share in paces.shares)
        also = "（含逾期、办结的）" if rules.behind_light else ""
        text = f"有量化指标读数、可以衡量序时的任务{paces.measured}项{also}。其中，{parts}。"
        counts = [
            tasks_figure(pace.word, f"{count}项", by_pace(facts, scope.day, pace), names)
            for pace, count, _ in paces.shares
        ]
        blocks.append(told(text, *counts, also=paces.sources))
    return blocks


def _light_figures(facts: Sequence[TaskFacts], names: PlanNames) -> Iterator[Figure]:
    """How many tasks there are, of each light, and its share."""
    yield tasks_figure(names.noun, f"{len(facts)}项", facts, names)
    for light, count, share in light_shares(facts):
        found = by_light(facts, light)
        yield tasks_figure(light.word, f"{count}项", found, names)
        yield tasks_figure(f"{light.word}占比", f"{share:.1f}%", found, names)


def _unscheduled(names: PlanNames) -> str:
    return "事项，" if names.matters_only else "任务，方案原文"


def _milestones(scope: Scope, facts: Sequence[TaskFacts]) -> list[Block]:
    """How many milestones there are, and what was completed in the period."""
    live = [one for task in facts for one in task.live]
    if not live:
        return []
    names = scope.names
    dated = sum(one.state.due is not None for one in live)
    undated = f"，另有{len(live) - dated}个原文未写时限" if len(live) > dated else ""
    late = [one for one in live if one.light is Light.OVERDUE]
    done = [state for task in facts for state in progress_in(task, scope.current).completed]
    text = joined(
        (
            f"上述任务共设有时限的节点{dated}个{undated}。截至{chinese_day(scope.day)}",
            f"本期办结节点{len(done)}个",
            f"逾期未办结节点{len(late)}个",
        )
    )
    text = f"{text}。{_missed(facts, names)}".removesuffix("。")
    decided = [one.state.decided_by for one in live if one.state.decided_by]
    figures = (
        milestones_figure("设有时限的节点", f"{dated}个", [one for one in live if one.state.due], names),
        milestones_figure("本期办结节点", f"{len(done)}个", done, names),
        milestones_figure("逾期未办结节点", f"{len(late)}个", late, names),
    )
    return [told(f"{text}。", *figures, also=record_ids(decided))]


@dataclass(frozen=True, slots=True)
class _UnitTasks:
    """A unit by its name on the day of the paper, the rows that it leads, and those it supports."""

    name: str
    lead: Sequence[int]
    others: Sequence[int] = ()


def _by_unit(units: Iterable[_UnitTasks], scope: Scope, facts: Sequence[TaskFacts]) -> list[Block]:
    """One run-in paragraph for each chosen unit, else for each that leads, in the order of the plan."""
    by_number = {one.task.no: one for one in facts}
    blocks: list[Block] = []
    for unit in units:
        led = [by_number[no] for no in scope.names.ordered([no for no in unit.lead if no in by_number])]
        others = [by_number[no] for no in scope.names.ordered([no for no in unit.others if no in by_number])]
        if not led and not (scope.units and others):
            continue
        parts = [_counted("牵头", led, scope)]
        if scope.units:
            parts.append(_counted("作为责任单位", others, scope))
        lead = f"（{chinese_number(len(blocks) + 1)}）{unit.name}。"
        sources = count_sources([*led, *(others if scope.units else [])])
        figures = [*_role_figures("牵头", led, scope.names)]
        if scope.units:
            figures += _role_figures("作为责任单位", others, scope.names)
        blocks.append(told(joined(parts, ""), *figures, lead=lead, also=sources))
    return blocks or [Paragraph("本次通报的任务没有单独的牵头单位。")]


def _role_figures(role: str, facts: Sequence[TaskFacts], names: PlanNames) -> Iterator[Figure]:
    """What a unit's paragraph counts: the tasks that it has in this role, and their lights."""
    if facts:
        yield tasks_figure(role, f"{len(facts)}项", facts, names)
    for light in (*_NAMED_LIGHTS, Light.UNSCHEDULED):
        if found := by_light(facts, light):
            yield tasks_figure(f"{role}：{light.word}", f"{len(found)}项", found, names)


def _units(connection: sqlite3.Connection, scope: Scope, today: date) -> Iterator[_UnitTasks]:
    """The chosen units, else all that lead, in the order in which the ledger has them."""
    for unit in scope.units:
        certain = {one.task_no for one in unit.via_group if one.certain}
        yield _UnitTasks(unit.name, unit.lead, sorted({*unit.support, *certain}))
    if scope.units:
        return
    led: dict[str, list[int]] = {}
    for number, slots in named_slots(connection, scope.numbers, today, paper=True).items():
        for unit_id in dict.fromkeys(one.unit for one in slots if one.role == "lead"):
            led.setdefault(unit_id, []).append(number)
    names = names_on(connection, today, paper=True)
    for unit_id in units_in_order(connection, led):
        yield _UnitTasks(names.get(unit_id, (unit_id, unit_id))[0], led[unit_id])


def _name_changes(connection: sqlite3.Connection, scope: Scope, today: date) -> Iterator[Paragraph]:
    """Which units bear another name than at the beginning of the period: the paper bears those of its day."""
    changes = name_changes(connection, scope.numbers, today, scope.current.first)
    if changes:
        yield Paragraph(f"{changes_words(changes)}。以上单位按现名称统计。")


def _counted(role: str, facts: Sequence[TaskFacts], scope: Scope) -> str:
    """牵头44项：逾期4项（第2、6、22、25项），未设节点40项。本期办结节点1个。"""
    if not facts:
        return ""
    parts = []
    for light in (*_NAMED_LIGHTS, Light.UNSCHEDULED):
        if found := by_light(facts, light):
            named = _named(found, scope.names) if light in _NAMED_LIGHTS else ""
            parts.append(f"{light.word}{len(found)}项{named}")
    done = sum(len(progress_in(one, scope.current).completed) for one in facts)
    finished = f"本期办结节点{done}个。" if done else ""
    return f"{role}{len(facts)}项：{'，'.join(parts)}。{_missed(facts, scope.names)}{finished}"


def _named(facts: Sequence[TaskFacts], names: PlanNames) -> str:
    """（第2、6项）; what is 临期 only by a visit that the office missed is counted, not named.

    What is 未达序时 is named with its figures: （第4项：…读数5个，序时应达7.5个，差2.5个）.
    """
    if facts[0].task.light is Light.BEHIND:
        return f"（{'；'.join(_figures(one, names) for one in facts)}）"
    told = [one.task.no for one in facts if one.told is one.task.light]
    if not told:
        return ""
    named = names.items(told)
    return f"（{named}）" if len(told) == len(facts) else f"（其中{named}临近时限）"


def _figures(facts: TaskFacts, names: PlanNames) -> str:
    """第4项：2026年9月30日读数5个，序时应达7.5个，差2.5个."""
    return f"{names.item(facts.task.no)}：{'，'.join(behind_on_paper(one) for one in facts.behind)}"


def _missed(facts: Sequence[TaskFacts], names: PlanNames) -> str:
    """Done milestones whose value missed the target: said beside the 办结, never hidden in it."""
    missed = [one for task in facts for one in task.live if one.state.met is False]
    if not missed:
        return ""
    rows = names.items(names.ordered({one.task_no for one in missed}))
    return f"办结节点中有{len(missed)}个未达到指标（{rows}）。"


def _problem_notes(facts: Sequence[TaskFacts], scope: Scope) -> list[NoteRow]:
    """Notes of the period with a problem, newest first; with chosen units those that name one or none."""
    chosen = {unit.id for unit in scope.units}
    notes = [
        note
        for one in facts
        for note in one.notes
        if scope.current.first <= note.day <= scope.current.last
        and note.problem.strip()
        and (not chosen or not note.units or chosen & set(note.units))
    ]
    return sorted(notes, key=lambda note: (note.day, note.record_id), reverse=True)


def _problems(notes: Sequence[NoteRow], names: PlanNames) -> list[Block]:
    """Problems as the officers' notes have them, with row and units named."""
    if not notes:
        return [Paragraph("本期督查记录中没有登记问题。")]
    shown, rest = notes[:_MOST_PROBLEMS], notes[_MOST_PROBLEMS:]
    blocks = numbered_paragraphs([_problem(note, names) for note in shown])
    if rest:
        figure = notes_figure("其余问题", f"{len(rest)}个", rest, names)
        blocks.append(told(f"其余{len(rest)}个问题另行反馈有关单位。", figure))
    return blocks


def _problem(note: NoteRow, names: PlanNames) -> Paragraph:
    units = f"，涉及{'、'.join(note.unit_names)}" if note.units else ""
    day = chinese_day(note.day)
    text = f"{names.item(note.task_no)}（{day}督查{units}）：{sentence(note.problem)}"
    return told(text, notes_figure("督查发现的问题", day, [note], names))


def _requirements(facts: Sequence[TaskFacts], names: PlanNames, with_problems: bool) -> list[Block]:
    """What follows from the counts; only what the facts ask for."""
    wanted: list[tuple[str, tuple[str, ...]]] = []
    if late := by_light(facts, Light.OVERDUE):
        named = names.items([one.task.no for one in late])
        asked = f"{named}有节点逾期，请牵头单位说明原因，提出完成时间；需要延期的，写明依据。"
        wanted.append((asked, count_sources(late)))
    if behind := by_light(facts, Light.BEHIND):
        named = names.items([one.task.no for one in behind])
        asked = (
            f"{named}未达序时（读数、序时应达的数和差见附件），请牵头单位说明原因，加快办理；"
            "已有新数的，请反馈最新数值和日期。"
        )
        wanted.append((asked, count_sources(behind)))
    if soon := [one for one in by_light(facts, Light.DUE_SOON) if one.told is Light.DUE_SOON]:
        named = names.items([one.task.no for one in soon])
        wanted.append((f"{named}临近时限，请按期办理。", count_sources(soon)))
    if any(one.told is Light.UNSCHEDULED for one in facts):
        what = "没有写明时限的事项" if names.matters_only else "方案没有写明时限的任务"
        wanted.append((f"{what}，请牵头单位商督查单位确定节点。", ()))
    if with_problems:
        wanted.append(
            (
                "请有关单位对照督查发现的问题抓好整改；对督查结论有异议的，可以自收到本通报之日起30日内申请复核。",
                (),
            )
        )
    wanted.append((f"只反馈有变化的事项，{CLOSED_REPEATS}", ()))
    return numbered_paragraphs(wanted)


def _warnings(facts: Sequence[TaskFacts], notes: Sequence[NoteRow], names: PlanNames) -> tuple[str, ...]:
    """For the officer: what to settle or write anew before it goes out. Units read nothing of a conflict."""
    apart = [one.id for task in facts for one in task.milestones if one.state.conflict]
    settle = (f"节点 {'、'.join(apart)} {CONFLICT}，请先核定再印发",) if apart else ()
    return (*settle, *_cut(notes, names))


def _cut(notes: Sequence[NoteRow], names: PlanNames) -> tuple[str, ...]:
    cut = [note.task_no for note in notes if len(" ".join(note.problem.split())) > MOST_QUOTED]
    if not cut:
        return ()
    return (f"{names.items(cut)}的问题文字过长，只引用前{MOST_QUOTED}字，请改写",)
