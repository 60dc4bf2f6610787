"""Matters from the minutes of a meeting: proposed with their sentences, ticked, entered in one action.

The source is filled: 会议纪要, the day of the meeting, title and number. A sentence is sure when its lead is
a unit of the ledger and its time is one day; for the others it is said what stands in the way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from huaian_tui.domain.errors import InputRefused
from huaian_tui.importing.plan_files.draft import ReadUnit
from huaian_tui.importing.plan_files.minutes import Matter, Minutes
from huaian_tui.importing.plan_files.plan_file import PlanReading, read_minutes_file, read_pasted_minutes
from huaian_tui.services.matters import MatterDraft, Source, Step, matter_key, source_body
from huaian_tui.store.queries.plans import is_task
from huaian_tui.store.queries.task_refs import told_task
from huaian_tui.store.queries.unit_names import known_unit_names

KIND = "会议纪要"
_NO_TIME = "没有写时限"


@dataclass(frozen=True, slots=True)
class ProposedMatter:
    """A sentence as the matter that it would become.

    ``number`` counts from 1 within the minutes. ``lead`` and ``support`` are names with the unit's id
    (``""``: not of the ledger). ``due`` is its last day, ``phrase`` the words that say it, ``steps`` the days
    before it. ``questions``: Chinese sentences that say why it is not sure; ``known`` the matter that it is
    already, by its number.
    """

    number: int
    sentence: str
    about: str
    lead: tuple[ReadUnit, ...]
    support: tuple[ReadUnit, ...]
    due: date | None
    phrase: str
    steps: tuple[Step, ...]
    questions: tuple[str, ...]
    where: str
    known: str = ""

    @property
    def sure(self) -> bool:
        """Whether it can be entered as it is."""
        return not self.questions and not self.known


@dataclass(frozen=True, slots=True)
class ReadMinutes:
    """Minutes as proposed: their title, number, day, the source that all matters have, the matters."""

    title: str
    number: str
    source: Source
    matters: tuple[ProposedMatter, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person decides of one matter; None or nothing: as it is proposed.

    ``dated`` says whether ``due`` was decided (None: without a date), ``rule`` what it follows from;
    ``lead`` and ``support`` are ids of units.
    """

    text: str = ""
    lead: tuple[str, ...] | None = None
    support: tuple[str, ...] | None = None
    dated: bool = False
    due: date | None = None
    rule: str = ""


def read_matters(
    connection: sqlite3.Connection,
    source: Path | str,
    *,
    by: str = "",
    day: date | None = None,
    document: str = "",
    urgent: bool = False,
) -> ReadMinutes:
    """The matters of a file (``Path``) or of pasted text (``str``); nothing is written.

    ``day`` where the minutes do not say theirs, ``document`` in place of their title and number.
    """
    names, shown = known_unit_names(connection)
    reading = PlanReading(names, shown, held=day)
    read = read_minutes_file if isinstance(source, Path) else read_pasted_minutes
    minutes: Minutes = read(source, reading)[1]  # type: ignore[arg-type]
    held = day or minutes.day
    if held is None:
        raise InputRefused(
            "不知道会议是哪一天",
            "纪要里没有写完整的日期",
            "加 --source-day 日期 写明",
            field="source_day",
        )
    said = document or f"{minutes.title}{_numbered(minutes)}"
    made = Source(KIND, held, said, by, urgent)
    matters = [_proposed(place, one) for place, one in enumerate(minutes.matters, start=1)]
    return ReadMinutes(
        minutes.title,
        minutes.number,
        made,
        tuple(replace(one, known=_known(connection, one, made)) for one in matters),
    )


def _numbered(minutes: Minutes) -> str:
    return f"（{minutes.number}）" if minutes.number and minutes.number not in minutes.title else ""


def _proposed(place: int, one: Matter) -> ProposedMatter:
    lead, support = one.lead, one.support
    questions = list[str]()
    if not lead and len(support) == 1:
        lead, support = support, ()
    elif not lead:
        questions.append("没有写明谁牵头")
    questions += [f"“{unit.name}”不是已登记的单位" for unit in (*lead, *support) if not unit.unit]
    days = sorted({made.due for made in one.milestones if made.due is not None})
    questions += [made.question for made in one.milestones if made.question and not made.sure]
    if any(made.recurrence for made in one.milestones):
        questions.append(f"“{one.due_text}”是周期性的，请写出这一次的日期")
    elif not days and not questions_of_date(one):
        questions.append(_NO_TIME)
    phrases = {made.due: made.phrase for made in one.milestones if made.due is not None}
    return ProposedMatter(
        place,
        one.sentence,
        one.about,
        lead,
        support,
        days[-1] if days else None,
        one.due_text if len(days) == 1 else phrases.get(days[-1], "") if days else "",
        tuple(Step(day, phrases[day]) for day in days[:-1]),
        tuple(dict.fromkeys(questions)),
        one.where,
    )


def questions_of_date(one: Matter) -> bool:
    """Whether the time of a sentence is asked already: 汛前 is no day."""
    return any(made.question for made in one.milestones)


def _known(connection: sqlite3.Connection, one: ProposedMatter, source: Source) -> str:
    """The matter that was entered from the same sentence of the same minutes; ``""`` for none."""
    lead = tuple(unit.unit for unit in one.lead)
    if not lead or not all(lead):
        return ""
    task = matter_key(one.sentence, source_body(source), lead)
    return told_task(connection, task) if is_task(connection, task) else ""


# ---------------------------------------------------------------------- deciding


def picked(
    read: ReadMinutes,
    take: str,
    decided: Mapping[int, Chosen] | None = None,
    no_date: Chosen | None = None,
) -> list[ProposedMatter]:
    """The matters that were chosen: ``sure``, ``all``, numbers (1,3-5); empty: all, refused unless all are
    sure or ``decided`` (by their numbers; ``no_date`` is the time of those without one).
    """

    def settled(one: ProposedMatter) -> bool:
        left = [words for words in one.questions if words != _NO_TIME or no_date is None]
        return not one.known and (not left or one.number in (decided or {}))

    plain = "".join(take.split()).replace("，", ",").replace("、", ",")
    if plain in ("sure", "确定"):
        return _some([one for one in read.matters if one.sure or settled(one)], read)
    if plain in ("", "all", "全部"):
        chosen = list(read.matters)
    else:
        numbers = _numbers(plain, len(read.matters))
        chosen = [one for one in read.matters if one.number in numbers]
    if not plain and (doubtful := [one for one in chosen if not settled(one)]):
        raise InputRefused(
            f"有{len(doubtful)}件要先定",
            _reasons(doubtful),
            "加 --dry-run 逐件查看；--take sure 只登记确定的，或 --take 1,3 写明登记哪几件",
            field="take",
        )
    return _some(chosen, read)


def _some(chosen: list[ProposedMatter], read: ReadMinutes) -> list[ProposedMatter]:
    """The chosen ones; refused when there are none."""
    if chosen:
        return chosen
    if not read.matters:
        why = "纪要里没有哪一句写明了哪个单位做什么"
        raise InputRefused("没有读到交办事项", why, "用 matter add 登记", field="take")
    way_out = "加 --dry-run 逐件查看，再用 --take 1,3 写明哪几件"
    raise InputRefused("没有可以直接登记的", _reasons(read.matters), way_out, field="take")


def _reasons(doubtful: Sequence[ProposedMatter]) -> str:
    words = [
        f"第{one.number}件{'已登记为' + one.known if one.known else '，'.join(one.questions)}"
        for one in doubtful[:6]
    ]
    return "；".join(words) + ("等" if len(doubtful) > 6 else "")


def _numbers(plain: str, most: int) -> set[int]:
    numbers = set[int]()
    for piece in plain.split(","):
        begin, _, end = piece.partition("-")
        if not begin.isdecimal() or (end and not end.isdecimal()):
            raise InputRefused(
                f"看不懂“{piece[:20]}”", "要写纪要里的第几件", "如 --take 1,3-5，或 --take sure", field="take"
            )
        first, last = int(begin), int(end or begin)
        if not 1 <= first <= last <= most:
            raise InputRefused(
                f"没有第{piece[:20]}件", f"纪要里读到{most}件", "用 --dry-run 查看", field="take"
            )
        numbers |= set(range(first, last + 1))
    return numbers


def drafts_of(
    chosen: Sequence[ProposedMatter],
    source: Source,
    decided: Mapping[int, Chosen],
    no_date: Chosen | None = None,
) -> list[MatterDraft]:
    """The drafts of chosen matters; ``decided`` by their numbers, ``no_date``: for those without a time."""
    return [_draft(one, source, decided.get(one.number, Chosen()), no_date) for one in chosen]


def _draft(one: ProposedMatter, source: Source, said: Chosen, no_date: Chosen | None) -> MatterDraft:
    lead = said.lead if said.lead is not None else _ids(one, one.lead)
    support = said.support if said.support is not None else _ids(one, one.support)
    if not lead:
        raise _open(one, "没有写明谁牵头", "在 --decisions 的 lead 里写明")
    due = said if said.dated else None
    if due is None and one.due is None:
        due = no_date
        if due is None:
            way_out = "加 --due 日期、--due limit 或 --due 无，或在 --decisions 的 due 里写明"
            raise _open(one, "没有能用的时限", way_out)
    return MatterDraft(
        said.text or one.sentence,
        lead,
        source,
        tuple(unit for unit in support if unit not in lead),
        one.due if due is None else due.due,
        one.phrase if due is None else "",
        rule="" if due is None else due.rule,
        steps=() if due is not None else one.steps,
    )


def _ids(one: ProposedMatter, units: Sequence[ReadUnit]) -> tuple[str, ...]:
    for unit in units:
        if not unit.unit:
            raise _open(
                one,
                f"“{unit.name}”不是已登记的单位",
                "先用 unit set 登记，或在 --decisions 的 units 里写明是哪个单位（drop 为不要）",
            )
    return tuple(dict.fromkeys(unit.unit for unit in units))


def _open(one: ProposedMatter, why: str, way_out: str) -> InputRefused:
    return InputRefused(f"第{one.number}件还不能登记", f"{why}：{one.sentence[:30]}", way_out, field="take")


def with_units(read: ReadMinutes, meant: Mapping[str, str]) -> ReadMinutes:
    """The minutes with names that a person said the meaning of: name as read → id, ``""``: not taken."""

    def known(units: Sequence[ReadUnit]) -> tuple[ReadUnit, ...]:
        return tuple(
            replace(unit, unit=meant.get(unit.name, unit.unit))
            for unit in units
            if meant.get(unit.name, unit.unit) or unit.name not in meant
        )

    def asked(one: ProposedMatter) -> tuple[str, ...]:
        gone = {f"“{name}”不是已登记的单位" for name in meant}
        return tuple(words for words in one.questions if words not in gone)

    return replace(
        read,
        matters=tuple(
            replace(one, lead=known(one.lead), support=known(one.support), questions=asked(one))
            for one in read.matters
        ),
    )
