"""The last step of reading: roles by the file's rules, milestones, units resolved, questions gathered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from huaian_tui.domain.reading.duties import Duty
from huaian_tui.domain.reading.goals import Goals, read_goals
from huaian_tui.domain.reading.unit_lists import UnitName, read_units
from huaian_tui.domain.reading.unit_names import is_group, is_unit_like
from huaian_tui.domain.reading.unit_prefixes import PREFIXES, bare_body
from huaian_tui.importing.plan_files.draft import Answer, BlankRow, DraftTask, NewUnit, Question, ReadUnit
from huaian_tui.importing.plan_files.questions import Questions, answers_of, asked_about
from huaian_tui.importing.plan_files.raw_tasks import Found, RawTask
from huaian_tui.importing.plan_files.unit_matching import KnownUnits, spelled_alike

_IN_TEXT = re.compile(r"由(?P<who>[^，。；由]{2,30}?)(?:牵头|负责|制定|组织|会商|研究|汇总|统筹|出台|编制)")
_REPORT = re.compile(
    r"(?:每|于|[0-9]{1,2}月)[^，。；]{0,16}(?:报送|上报|报告|反馈|报至|报我办|报[省市县区镇]|制定)"
)
_COUNT = re.compile(r"[（(](?:共|分解任务|计)?\s*(?P<n>[0-9]{1,3})\s*项[）)]")


@dataclass(frozen=True, slots=True)
class Finished:
    """The tasks of a draft, the units that are new, the questions."""

    tasks: tuple[DraftTask, ...]
    new_units: tuple[NewUnit, ...]
    questions: tuple[Question, ...]
    blank: tuple[BlankRow, ...]


def finish(raw: Sequence[RawTask], found: Found, known: KnownUnits, year: int | None) -> Finished:
    """The draft's tasks with all that must be decided."""
    asked = Questions()
    raw, empty = list(_with_prefixes(raw)), dict[str, tuple[int, RawTask]]()
    for at, one in enumerate(raw):
        if not one.text.strip():
            words = f"{_name(one)}没有任务内容，没有读入，请补上原文或不要这一行"
            before = sum(bool(other.text.strip()) for other in raw[:at])
            empty[asked.add("empty", one.where, words, None, ("drop",), typed=True)] = (before, one)
    raw = [one for one in raw if one.text.strip()]
    tasks, counted = list[DraftTask](), Counter[str]()
    sides = _Sides(raw, found)
    for place, one in enumerate(raw):
        found.progress.step()
        duty = sides.decided(one)
        goals = _goals(one, year)
        task = _task(one, duty, known, goals)
        tasks.append(task)
        for unit in (*task.lead, *task.support):
            if not unit.unit:
                counted[unit.name] += 1
        _ask(asked, place, one, task, duty, goals)
    _ask_of_all(asked, raw, tasks, found, sides)
    _ask_gaps(asked, [*raw, *(one for _, one in empty.values())])
    blank = [
        BlankRow(question, before, _task(one, sides.decided(one), known, _goals(one, year)))
        for question, (before, one) in empty.items()
    ]
    new = tuple(NewUnit(name, known.nearest(name), is_group(name), count) for name, count in counted.items())
    for first, second in spelled_alike(dict.fromkeys(u.name for t in tasks for u in (*t.lead, *t.support))):
        asked.add(
            "spelling",
            "单位",
            f"“{first}”和“{second}”像是同一个单位的两种写法，请确认",
            None,
            ("one", "same"),
            (first, second),
        )
    return Finished(tuple(tasks), new, tuple(asked.all()), tuple(blank))


def _goals(one: RawTask, year: int | None) -> Goals:
    return read_goals(
        one.text,
        one.due_text,
        year=year,
        start_text=one.start_text,
        goal_text=one.goal_text,
        periods=one.periods,
        chapter=one.level1,
    )


def _with_prefixes(raw: Sequence[RawTask]) -> Iterator[RawTask]:
    """Departments that stand with and without the prefix of their government in one plan, under one name."""
    names = {unit.name for one in raw for unit in (*one.duty.lead, *one.duty.units, *one.duty.support)}
    full = {
        name: prefixed[0]
        for name in names
        if bare_body(name) and len(prefixed := [p + name for p in PREFIXES if p + name in names]) == 1
    }
    if not full:
        yield from raw
        return

    def named(units: tuple[UnitName, ...]) -> tuple[UnitName, ...]:
        prefix = next((full[one.name][0] for one in units if one.name in full), "")
        return tuple(
            replace(one, name=prefix + one.name, doubt=f"“{one.name}”按“{prefix}{one.name}”理解")
            if prefix and bare_body(one.name)
            else one
            for one in units
        )

    for one in raw:
        duty = one.duty
        changed = replace(duty, lead=named(duty.lead), units=named(duty.units), support=named(duty.support))
        yield replace(one, duty=changed)


# ---------------------------------------------------------------------- roles


class _Sides:
    """Who leads, by the rules that the file states."""

    def __init__(self, raw: Sequence[RawTask], found: Found) -> None:
        self._first = found.first_leads
        self._unit_is_lead = found.unit_is_lead
        self._beside_support = any(one.duty.units and one.duty.support and not one.duty.lead for one in raw)
        self.undecided = list[int]()
        self._count = -1

    def decided(self, one: RawTask) -> Duty:
        """The duty with its units in roles; those without any go to support."""
        self._count += 1
        duty = one.duty
        if duty.first_leads and duty.for_all:
            self._first = True
        if not duty.units:
            return duty
        if duty.lead:
            return replace(duty, support=duty.units + duty.support, units=())
        if self._unit_is_lead or self._beside_support and not (self._first or duty.first_leads):
            return replace(
                duty,
                lead=duty.units,
                units=(),
                lead_raw=duty.support_raw if not duty.support else duty.lead_raw,
            )
        if self._first or duty.first_leads:
            return replace(duty, lead=duty.units[:1], support=duty.units[1:] + duty.support, units=())
        self.undecided.append(self._count)
        return replace(duty, support=duty.units + duty.support, units=())


def _read(units: Sequence[UnitName], known: KnownUnits) -> tuple[ReadUnit, ...]:
    result = dict[str, ReadUnit]()
    for one in units:
        if one.raw != one.name and (exact := known.exact(one.raw)):
            result.setdefault(one.raw, ReadUnit(one.raw, one.raw, exact))
            continue
        unit, remark = known.find(one.name)
        doubt = "；".join(word for word in (one.doubt, remark) if word)
        result.setdefault(one.name, ReadUnit(one.raw, one.name, unit, doubt))
    return tuple(result.values())


def _task(one: RawTask, duty: Duty, known: KnownUnits, goals: Goals) -> DraftTask:
    lead, support = _read(duty.lead, known), _read(duty.support, known)
    opened = tuple(
        role
        for role in ("lead", "support")
        if role in duty.open
        and (lead if role == "lead" else support)
        or role == "lead"
        and "support" in duty.open
        and lead
        and not support
    )
    return DraftTask(
        one.number,
        one.sub,
        one.part,
        one.level1,
        one.level2,
        one.text,
        lead,
        support,
        duty.lead_raw or "、".join(unit.raw for unit in lead),
        duty.support_raw
        if support and not (lead and duty.support_raw and not duty.lead_raw)
        else "、".join(unit.raw for unit in support),
        opened,
        one.due_text,
        goals.proposals,
        goals.duties,
        one.note,
        one.where,
    )


# ---------------------------------------------------------------------- questions


def _name(one: RawTask) -> str:
    return f"第{one.number}项" if one.number else one.where


def _ask(asked: Questions, place: int, one: RawTask, task: DraftTask, duty: Duty, goals: Goals) -> None:
    """What is to be decided about one task."""
    where = one.where
    for kind, words in one.asks:
        asked.add(kind, where, f"{_name(one)}：{words}", place)
    for words in goals.questions:
        answers = _day_answers(goals, words, one.due_text)
        asked.add("date", where, f"{_name(one)}：{words}", place, answers, words, typed=True)
    _ask_units(asked, place, one, task, duty)
    if duty.added:
        names = "、".join(unit.name for unit in duty.added_units)
        asked.add(
            "added",
            where,
            f"{_name(one)}写明“{duty.added}”：以后各项是否都加上{names or '这些单位'}，请确认",
            place,
            ("add_later", "leave"),
            [unit.name for unit in duty.added_units],
        )


def _ask_units(asked: Questions, place: int, one: RawTask, task: DraftTask, duty: Duty) -> None:
    """What is to be decided about the units of one task."""
    where = one.where
    for words in duty.doubts:
        asked.add("unit", where, f"{_name(one)}：{words}", place, (), words)
    for words in duty.left:
        if len(words) > 1:
            asked.add(
                "not_a_unit",
                where,
                f"{_name(one)}：“{words[:30]}”不像单位，没有读入",
                place,
                ("drop", "unit"),
                words,
            )
    if task.open:
        asked.add("open", where, f"{_name(one)}：“等”之后还有哪些单位没有写明", place)
    both = {unit.name for unit in task.lead} & {unit.name for unit in task.support}
    for name in sorted(both):
        asked.add(
            "both_sides",
            where,
            f"{_name(one)}：{name}既是牵头又是责任单位，请确认",
            place,
            ("lead", "both"),
            name,
        )
    for name in _units_in_text(one.text):
        if name not in {unit.name for unit in (*task.lead, *task.support)}:
            asked.add(
                "in_text",
                where,
                f"{_name(one)}：正文写到“{name}”，责任单位里没有，以哪个为准请确认",
                place,
                ("leave", "add"),
                name,
            )


_NOTHING = (
    "没有找到任务：没有任务表，也没有带责任单位的条目；请核对文件；会议纪要请登记为交办事项（matter minutes）"
)


def _day_answers(goals: Goals, words: str, due_text: str) -> tuple[str, ...]:
    """How a question about a date is answered without typing one."""
    about = asked_about(goals.proposals, words, due_text)
    if about and "没有数量" in words:
        return ("keep_goal", "skip")
    if any(one.due is not None or one.recurrence not in ("", "open") for one in about):
        return ("keep_day", "skip")
    return ("skip",)


def _units_in_text(text: str) -> Iterator[str]:
    for found in _IN_TEXT.finditer(text):
        for unit in read_units(found["who"]).units:
            if is_unit_like(unit.name):
                yield unit.name


def _ask_of_all(
    asked: Questions, raw: Sequence[RawTask], tasks: Sequence[DraftTask], found: Found, sides: _Sides
) -> None:
    for kind, where, words in found.asks:
        asked.add(kind, where, words, typed=kind == "no_year")
    if sides.undecided:
        names = dict.fromkeys(_short(raw[one]) for one in sides.undecided[:12])
        named = "、".join(names) + ("等" if len(sides.undecided) > 12 else "")
        asked.add(
            "no_lead",
            "责任单位",
            f"{named}没有写明牵头单位（共{len(sides.undecided)}项），先都列为责任单位：首位作牵头，还是不设牵头，请确认",
            None,
            ("first_leads", "no_lead"),
            tasks=sides.undecided,
        )
    if not tasks:
        asked.add("nothing", "全文", _NOTHING)
    _ask_numbers(asked, raw, found)
    _ask_counts(asked, raw)
    for where, text in (*found.notes, *found.front):
        if _REPORT.search(text):
            asked.add("report", where, f"“{text[:40]}”是报送要求，不是任务，是否另设提醒", None, (), text)
        elif re.search(r"到20[0-9]{2}年.{0,30}[0-9]", text):
            asked.add("whole_goal", where, f"“{text[:40]}”不属于任何一项，是否设为总目标", None, (), text)


def _short(one: RawTask) -> str:
    return f"第{one.number}项" if one.number else one.where


def _ask_numbers(asked: Questions, raw: Sequence[RawTask], found: Found) -> None:
    """Numbers that are missing, doubled, or begin anew in another table."""
    seen = dict[tuple[str, str, str], str]()
    numbered = sum(one.number is not None for one in raw)
    parts = list(dict.fromkeys(one.part for one in raw))
    chapters = _restarts_by_chapter(raw)
    for place, one in enumerate(raw):
        if one.number is None:
            if numbered > len(raw) / 2:
                asked.add("no_number", one.where, f"{one.where}没有序号，请补上或留空", place)
            continue
        key = (one.part, one.level1 if chapters else "", one.number)
        before = seen.setdefault(key, one.where)
        if before != one.where and not (one.sub and one.sub > 1):
            asked.add(
                "doubled",
                one.where,
                f"序号{one.number}重复（{before}、{one.where}），请改正",
                place,
                ("printed", "drop"),
                typed=True,
            )
    if len(parts) > 1 and (found.by_plan or len({one.number for one in raw}) < numbered):
        words = "序号在各表各自从1起，合为一个方案还是分开，请确认"
        if found.by_plan:
            words = f"台账里有{len(parts)}个方案的任务，一次导入一个，请选定；其余再各导入一次"
        apart = [Answer(one, f"只取{one}，其余另行导入") for one in parts if one]
        asked.add(
            "parts",
            "、".join(one for one in parts if one),
            words,
            None,
            apart if found.by_plan else (*answers_of("one_plan"), *apart),
        )


def _restarts_by_chapter(raw: Sequence[RawTask]) -> bool:
    firsts = [one.level1 for one in raw if one.number == "1"]
    return len(firsts) > 1 and len(set(firsts)) == len(firsts)


def _ask_gaps(asked: Questions, raw: Sequence[RawTask]) -> None:
    for part in dict.fromkeys(one.part for one in raw):
        _ask_gap(asked, [one for one in raw if one.part == part], part)


def _ask_gap(asked: Questions, raw: Sequence[RawTask], part: str) -> None:
    numbers = [int(one.number) for one in raw if one.number and one.number.isdecimal()]
    if len(numbers) < 3 or len(set(numbers)) < len(numbers) * 0.7:
        return
    missing = (
        sorted(set(range(min(numbers), max(numbers) + 1)) - set(numbers)) if max(numbers) < 5_000 else []
    )
    if 0 < len(missing) <= 10:
        words = "、".join(map(str, missing))
        asked.add("gap", part or "序号", f"序号缺{words}，请核对原文")


def _ask_counts(asked: Questions, raw: Sequence[RawTask]) -> None:
    """A chapter that says how many items it has, and has others."""
    counted = Counter(one.level1 for one in raw)
    for level1, count in counted.items():
        found = _COUNT.search(level1)
        if found is not None and int(found["n"]) != count:
            asked.add("count", level1, f"“{level1}”写{found['n']}项，表中有{count}项，请核对")
