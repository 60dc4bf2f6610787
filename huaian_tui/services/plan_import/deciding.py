"""``decide``: what was decided, applied to the draft as read; pure, and quick enough for every key."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePath

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.text.hygiene import clean_line
from huaian_tui.importing.plan_files.draft import DraftTask, Question, ReadUnit
from huaian_tui.ledger.kinds.plans import CODE
from huaian_tui.services.entering import printed_number
from huaian_tui.services.plan_import.answers import Editing, apply_answer, check_answer, in_order, typed_text
from huaian_tui.services.plan_import.choices import in_force, used_choices
from huaian_tui.services.plan_import.decisions import NEW_UNIT, NO_UNIT, Decisions
from huaian_tui.services.plan_import.naming import free_code, short_name
from huaian_tui.services.plan_import.preview import Preview, given_answer
from huaian_tui.services.plan_import.roles import role_words
from huaian_tui.services.plan_import.unit_questions import KIND, new_units, unit_questions

_FIRST_YEAR, _LAST_YEAR = 2000, 2100
OF_ROW_UNITS = frozenset(("not_a_unit", "both_sides", "in_text", "lead_empty", "spans", "no_lead"))
"""Kinds of questions that are settled once the units of their rows are set by hand."""


def decide(preview: Preview, decisions: Decisions) -> Preview:
    """The preview with these decisions in place of its own; ``InputRefused`` names what cannot be.

    The file is not read: where columns or the year are decided otherwise, ``read_again`` says so.
    Answers to questions that are not asked (any more) do nothing.
    """
    read, around = preview.read.draft, preview.around
    force = in_force(around.choices, read.questions, decisions, around.shown)
    year = decisions.year or _typed_year(read.questions, force) or read.year
    editing = Editing(read, year, around.names)
    for question in in_order(read):
        if answer := given_answer(force, question):
            apply_answer(editing, question, answer)
    _write_anew(editing, decisions)
    asked = unit_questions(new_units(editing.tasks, around.shown), around.shown)
    meant = _meant(asked, force, around.shown)
    tasks = [_task(one, place, meant, decisions) for place, one in enumerate(editing.tasks)]
    _units_by_hand(tasks, read.tasks, decisions, around.shown, meant)
    taken = tuple(
        place for place in editing.order if place not in editing.out and decisions.tasks.get(place, True)
    )
    new = new_units((tasks[place] for place in taken), around.shown)
    questions = (*read.questions, *asked)
    decided = replace(
        preview,
        decisions=decisions,
        in_force=force,
        draft=replace(read, year=year, tasks=tuple(tasks), new_units=new, questions=questions),
        taken=taken,
        questions=questions,
        new_units=new,
        year=year,
        read_again=year != read.year or decisions.columns != preview.read_columns,
    )
    decided = _called(decided, editing.titled)
    names = {one.name for task in editing.tasks for one in (*task.lead, *task.support)}
    used = used_choices(questions, decisions, force, names)
    decided = replace(decided, told=(*_from_file(preview), *used, *decided.told))
    return replace(decided, unanswered=tuple(_unanswered(decided, meant)))


def _from_file(preview: Preview) -> Iterator[tuple[str, str]]:
    """That the same file was imported before; and columns that were set for an earlier one."""
    for one in preview.around.from_file:
        if one.withdrawn:
            yield "文件", f"同一个文件导入过《{one.title}》（{one.code}），已撤回；内容相同的会恢复它"
        else:
            yield "文件", f"同一个文件已导入为《{one.title}》（{one.code}）；内容不同的会成为另一个方案"
    for table in preview.read.draft.tables:
        for place, head, role in table.columns:
            if preview.around.columns.get(table.name, {}).get(place) == role:
                yield table.name, f"沿用以前的选择：“{head}”一列作{role_words(role)}"


# ---------------------------------------------------------------------- rows and milestones


def _write_anew(editing: Editing, decisions: Decisions) -> None:
    """Texts and numbers that were written by hand."""
    for place, text in decisions.texts.items():
        if place < len(editing.tasks):
            editing.change(place, text=typed_text(text))
    for place, number in decisions.numbers.items():
        if place < len(editing.tasks):
            editing.change(place, no=printed_number(number) or None)


def _task(task: DraftTask, place: int, meant: Mapping[str, str], decisions: Decisions) -> DraftTask:
    ticks = decisions.milestones.get(place, {})
    names = {one.name for one in (*task.lead, *task.support)}
    if not ticks and meant.keys().isdisjoint(names):
        return task  # nearly all of them: of 5,000 none is made anew in vain
    return replace(
        task,
        lead=_units(task.lead, meant),
        support=_units(task.support, meant),
        milestones=tuple(
            replace(one, sure=ticks.get(at, one.sure)) for at, one in enumerate(task.milestones)
        ),
    )


def _units_by_hand(
    tasks: list[DraftTask],
    read: Sequence[DraftTask],
    decisions: Decisions,
    shown: Mapping[str, str],
    meant: Mapping[str, str],
) -> None:
    """The units that were set for single rows; what the file printed of them stays beside them."""
    if not decisions.lead and not decisions.support:
        return
    named = {one.name for task in read for one in (*task.lead, *task.support)}
    for side, rows in (("lead", decisions.lead), ("support", decisions.support)):
        for place, units in rows.items():
            if place >= len(tasks):
                continue
            made = tuple(_by_hand(one, shown, meant, named) for one in units)
            rest = tuple(one for one in tasks[place].open if one != side)
            changed = replace(tasks[place], open=rest)
            tasks[place] = replace(changed, lead=made) if side == "lead" else replace(changed, support=made)


def _by_hand(
    unit: str, shown: Mapping[str, str], meant: Mapping[str, str], named: Collection[str]
) -> ReadUnit:
    """A unit by its id, or a name of the file that is new unless it was decided to be a known one."""
    known = unit if unit in shown else meant.get(unit, "")
    if known in shown:
        return ReadUnit(shown[known], shown[known], known)
    if unit not in named:
        way_out = "请写台账里的单位，或文件里有的名称；新单位先登记"
        raise InputRefused("没有这个单位", f"填的是“{unit}”", way_out, field="units")
    return ReadUnit(unit, unit)


# ---------------------------------------------------------------------- units


def _meant(asked: Iterable[Question], decisions: Decisions, shown: Mapping[str, str]) -> dict[str, str]:
    """Name → what it was decided to mean, by its question or by itself."""
    found = dict[str, str]()
    for question in asked:
        if answer := given_answer(decisions, question):
            found[question.about[0]] = check_answer(question, answer)
    for name, unit in decisions.units.items():
        if unit not in shown and unit not in (NEW_UNIT, NO_UNIT):
            way_out = f"请写单位的编号，或 {NEW_UNIT}（新的单位）、{NO_UNIT}（不是单位）"
            raise InputRefused("没有这个单位", f"“{name}”写成了“{unit}”", way_out, field="units")
        found[name] = unit
    return found


def _units(units: tuple[ReadUnit, ...], meant: Mapping[str, str]) -> tuple[ReadUnit, ...]:
    """The units with what their names were decided to mean; two names of one unit are one."""
    found = dict[str, ReadUnit]()
    for one in units:
        decided = meant.get(one.name)
        if decided == NO_UNIT:
            continue
        named = one
        if decided is not None:
            named = replace(one, unit="" if decided == NEW_UNIT else decided, doubt="")
        found.setdefault(named.unit or named.name, named)
    return tuple(found.values())


# ---------------------------------------------------------------------- the plan itself


def _typed_year(questions: Iterable[Question], decisions: Decisions) -> int | None:
    """The year that a question about it was answered with."""
    for question in questions:
        answer = given_answer(decisions, question) if question.kind in ("year", "no_year") else ""
        if answer and answer not in {one.key for one in question.answers}:
            digits = clean_line(answer, limit=20, field="year").strip().removesuffix("年")
            if not (digits.isascii() and digits.isdecimal()) or not _FIRST_YEAR <= int(digits) <= _LAST_YEAR:
                raise InputRefused("年份没有看懂", f"填的是“{answer}”", "请写四位年份，如 2026", field="year")
            return int(digits)
    return None


def _called(preview: Preview, part: str) -> Preview:
    """With title, names and days: those that were decided, else proposed ones; ``part``: of one table."""
    decisions, around = preview.decisions, preview.around
    read = preview.read.draft.title or PurePath(preview.read.name).stem
    proposed = f"{read}（{part}）" if part else read
    if part and read.endswith("督查台账"):  # a ledger book over several plans: the part is one of them
        proposed = part
    title = _line(decisions.title, "title", "方案名称", 500) or proposed
    taken = around.shorts
    short = _line(decisions.short, "short", "简称", 20) or short_name(title, taken, preview.year)
    code = _line(decisions.code, "code", "代号", 20).strip().upper()
    if code and not CODE.fullmatch(code):
        why = f"填的是“{decisions.code}”"
        raise InputRefused("代号不合要求", why, "用 1 到 4 个英文字母，如 SJ", field="code")
    stage = decisions.stage if decisions.stage is not None else preview.read.draft.stage
    horizon, told = _horizon(preview)
    return replace(
        preview,
        title=title,
        short=short,
        code=code or free_code(short, around.codes),
        stage=clean_line(stage, limit=50, field="stage"),
        start=decisions.start,
        horizon=horizon,
        told=told,
    )


def _line(typed: str | None, field: str, title: str, limit: int) -> str:
    if typed is None:
        return ""
    line = clean_line(typed, limit=limit, field=field).strip()
    if not line:
        raise InputRefused(f"{title}没有填写", "这一项不能为空", f"请填写{title}", field=field)
    return line


def _horizon(preview: Preview) -> tuple[date | None, tuple[tuple[str, str], ...]]:
    """The last day of the plan: as decided, else the end of its year or of the last year it names."""
    if preview.decisions.horizon is not None:
        return preview.decisions.horizon, ()
    days = [one.due for task in preview.tasks for one in task.milestones if one.sure and one.due is not None]
    years = [day.year for day in days] + ([preview.year] if preview.year else [])
    if not years:
        return None, ()
    horizon = date(min(max(years), _LAST_YEAR), 12, 31)
    return horizon, (("期末", f"方案期末按 {horizon.isoformat()} 设，周期性的节点排到这一天"),)


# ---------------------------------------------------------------------- what is open


def _unanswered(preview: Preview, meant: Mapping[str, str]) -> Iterator[Question]:
    """The questions that stand in the way of accepting: of what is taken, and not answered."""
    taken = set(preview.taken)
    named = {one.name for task in preview.tasks for one in (*task.lead, *task.support)}
    for question in preview.questions:
        if not question.must_be_answered or preview.answer_of(question):
            continue
        if question.task is not None and question.task not in taken:
            continue
        if question.kind == KIND and (question.about[0] in meant or question.about[0] not in named):
            continue
        if question.kind in ("year", "no_year") and preview.decisions.year:
            continue
        if question.kind in OF_ROW_UNITS and _units_set(preview, question):
            continue
        if question.kind == "date" and _ticked_by_hand(preview, question):
            continue
        yield question


def _units_set(preview: Preview, question: Question) -> bool:
    """Whether the units of the row, or of all the rows, that a question is about were set by hand."""
    decisions = preview.decisions
    rows = [question.task] if question.task is not None else question.tasks
    return bool(rows) and all(one in decisions.lead or one in decisions.support for one in rows)


def _ticked_by_hand(preview: Preview, question: Question) -> bool:
    """Whether a milestone that the question is about was taken or left by hand."""
    ticks = preview.decisions.milestones.get(question.task or 0, {})
    asked = preview.read.draft.tasks[question.task or 0].milestones
    return any(asked[at].question == question.about[0] for at in ticks if at < len(asked))
