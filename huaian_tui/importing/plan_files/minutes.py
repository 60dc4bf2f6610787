"""Minutes of a meeting (会议纪要) read into matters: each sentence that gives a unit something to do.

The sentence is quoted whole; units and dates are what stands in it. Who was present, spoke and stressed is no
matter. Nothing is decided: matters are to be ticked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.reading.deadlines import Deadline, find_deadlines
from huaian_tui.domain.reading.goals import Proposal, read_goals
from huaian_tui.domain.reading.item_labels import read_label
from huaian_tui.domain.reading.unit_lists import UnitName
from huaian_tui.importing.plan_files.blocks import Block, FileBlocks, Paragraph
from huaian_tui.importing.plan_files.draft import ReadUnit
from huaian_tui.importing.plan_files.draft_json import milestone_json, proposal_of
from huaian_tui.importing.plan_files.front_matter import first_title
from huaian_tui.importing.plan_files.measures import without_duty
from huaian_tui.importing.plan_files.minutes_sentences import charge_of, sentences
from huaian_tui.importing.plan_files.unit_matching import KnownUnits

_PRESENT = re.compile(
    r"\s*(?:出席|列席|参加|参会|与会|主持|记录|整理|请假|缺席|时\s*间|地\s*点|会议时间|会议地点|主持人|抄送|分送|发[:：]|印发|签发|审核|联系人)"
)
_DAY = re.compile(r"20[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日")
_MEETING_DAY = re.compile(
    r"(?P<day>(?:20[0-9]{2}年)?[0-9]{1,2}月[0-9]{1,2}日)[^。；]{0,60}?(?:召开|举行|主持|开会)"
)
_TIME_LINE = re.compile(r"\s*(?:会议)?时\s*间\s*[:：]")
_MINUTES = re.compile(r"纪\s*要$")
_NUMBER = re.compile(
    r"(?:第\s*[0-9一二三四五六七八九十百]+\s*(?:期|次|号)|[〔\[(（]20[0-9]{2}[〕\])）]\s*第?[0-9]+\s*[号期])"
)
_NUMBER_LINE = re.compile(r"[\u4e00-\u9fff]{0,14}[〔\[(（]20[0-9]{2}[〕\])）]\s*第?[0-9]+\s*[号期]")
_MASTHEAD = re.compile(r"[^。；，]{0,40}20[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日(?:印发)?\s*")
_DURATION = re.compile("(?:日|天|周|月|年)(?:之内|以内|内)$")
_YEAR = re.compile("20[0-9]{2}(?![0-9])")
_SAYS_YEAR = re.compile("20[0-9]{2}|[今明本当]年")


@dataclass(frozen=True, slots=True)
class Matter:
    """One sentence that gives somebody something to do, as it is proposed.

    ``sentence`` verbatim; ``about`` the heading of its item; ``due_text`` the words of its time.
    """

    sentence: str
    about: str
    lead: tuple[ReadUnit, ...]
    support: tuple[ReadUnit, ...]
    due_text: str
    milestones: tuple[Proposal, ...]
    where: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes as read: title, number (第3期) and day of the meeting where they are written.

    And the matters.
    """

    title: str
    number: str
    day: date | None
    matters: tuple[Matter, ...]


def read_minutes(read: FileBlocks, known: KnownUnits, held: date | None = None) -> Minutes:
    """The matters of minutes, in their order; ``held``: the day of the meeting as a person says it."""
    paragraphs = [one for one in _lines(read.blocks) if one.text.strip()]
    texts = [one.text for one in paragraphs]
    day, title, number = held or _day_of(texts), _title(texts), _number_of(texts)
    year = day.year if day is not None else _year_of((number, title))
    return Minutes(title, number, day, tuple(_matters(paragraphs, known, _Held(day, year))))


@dataclass(frozen=True, slots=True)
class _Held:
    """When the meeting was: its day, and the year that days without one are of; None where it is unknown."""

    day: date | None
    year: int | None


def _lines(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    """The paragraphs, those within the frames of tables too."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
            continue
        for cell in block.cells:
            for text in cell.text.split("\n"):
                yield Paragraph(text, block.where(cell.row))


def _title(texts: Sequence[str]) -> str:
    """The line that ends with 纪要, with the lines of the title above it."""
    for place, text in enumerate(texts[:6]):
        if _MINUTES.search(text.strip()):
            return first_title(texts[: place + 1]) or "".join(text.split())
    return first_title(texts[:6])


def _number_of(texts: Sequence[str]) -> str:
    for text in texts[:8]:
        if _NUMBER_LINE.fullmatch("".join(text.split())):
            return "".join(text.split())
        if found := _NUMBER.search(text):
            return "".join(found.group().split())
    return ""


def _day_of(texts: Sequence[str]) -> date | None:
    """The day of the meeting: that of its 时间, else on which it was held, else the first that is written."""
    front = texts[:20]
    years = [int(found.group()[:4]) for one in front if (found := _DAY.search(one))]
    lines = [found.group() for one in front if _TIME_LINE.match(one) and (found := _DAY.search(one))]
    held = [found["day"] for one in front if (found := _MEETING_DAY.search(one))]
    first = [found.group() for one in front if (found := _DAY.search(one))]
    for text in (*lines, *held, *first):
        days = [one.due for one in find_deadlines(text, years[0] if years else None) if one.due is not None]
        if days:
            return days[0]
    return None


def _year_of(texts: Sequence[str]) -> int | None:
    """The year of minutes that say no day: that of their number or title."""
    found = next((one for text in texts if (one := _YEAR.search(text))), None)
    return None if found is None else int(found.group())


def _matters(paragraphs: Sequence[Paragraph], known: KnownUnits, held: _Held) -> Iterator[Matter]:
    about = ""
    for paragraph in paragraphs:
        if _PRESENT.match(paragraph.text) or _MASTHEAD.fullmatch(paragraph.text):
            continue
        label = read_label(paragraph.text)
        text = paragraph.text if label is None else label.rest
        found = [
            matter
            for sentence in sentences(text)
            if (matter := _matter(sentence, about, paragraph.where, known, held)) is not None
        ]
        yield from found
        if not found and label is not None and len(text) <= 40 and "。" not in text:
            about = text.rstrip("：: ")


def _matter(sentence: str, about: str, where: str, known: KnownUnits, held: _Held) -> Matter | None:
    label = read_label(sentence)
    words = sentence if label is None else label.rest
    plain, duty = without_duty(words, clauses=False)
    dates = find_deadlines(words, held.year)
    lead, support = duty.lead, (*duty.units, *duty.support)
    if not lead and not support:
        charge = charge_of(words, dated=bool(dates))
        lead, support = charge.lead, charge.support
    if not lead and not support:
        return None
    proposals = read_goals(plain, duty.due_text, year=held.year).proposals
    return Matter(
        words,
        about,
        _read(lead, known),
        _read(support, known),
        "；".join(one.phrase for one in dates),
        tuple(_from_meeting(one, dates, held.day) for one in proposals),
        where,
    )


def _from_meeting(one: Proposal, dates: Sequence[Deadline], day: date | None) -> Proposal:
    """A limit like 10个工作日内 counted from the day of the meeting, and a day before it in the next year.

    Both are proposed, never sure.
    """
    from huaian_tui.domain.dates.grammar import read_date  # here: what it needs is heavy

    if day is None or one.recurrence:
        return one
    if one.due is not None:
        return _next_year(one, dates, day)
    phrase = next((each.phrase for each in dates if _DURATION.search(each.phrase)), "")
    if not phrase or phrase not in one.phrase:
        return one
    try:
        due = read_date(phrase, day).day
    except HuaianError:
        return one
    return replace(one, due=due, sure=False, question=f"“{phrase}”按会议日期{day.isoformat()}起算，请确认")


def _next_year(one: Proposal, dates: Sequence[Deadline], day: date) -> Proposal:
    """1月15日前 in minutes of December is of the next year; one whose year is written stays."""
    said = next((each.phrase for each in dates if each.due == one.due), "")
    if one.due is None or one.due >= day or not said or _SAYS_YEAR.search(said):
        return one
    try:
        due = one.due.replace(year=one.due.year + 1)
    except ValueError:  # 29 February
        return one
    question = f"“{said}”没有写年份，会议是{day.isoformat()}开的，按{due.year}年理解，请确认"
    return replace(one, due=due, sure=False, question=question)


def _read(units: Sequence[UnitName], known: KnownUnits) -> tuple[ReadUnit, ...]:
    result = dict[str, ReadUnit]()
    for one in units:
        unit, remark = known.find(one.name)
        result.setdefault(one.name, ReadUnit(one.raw, one.name, unit, remark))
    return tuple(result.values())


# ---------------------------------------------------------------------- as JSON


def minutes_json(minutes: Minutes) -> dict[str, Any]:
    """The minutes as JSON, as the child process hands them over."""
    return {
        "title": minutes.title,
        "number": minutes.number,
        "day": None if minutes.day is None else minutes.day.isoformat(),
        "matters": [
            {
                "sentence": one.sentence,
                "about": one.about,
                "lead": [[unit.raw, unit.name, unit.unit, unit.doubt] for unit in one.lead],
                "support": [[unit.raw, unit.name, unit.unit, unit.doubt] for unit in one.support],
                "due_text": one.due_text,
                "milestones": [milestone_json(proposal) for proposal in one.milestones],
                "where": one.where,
            }
            for one in minutes.matters
        ],
    }


def minutes_of(said: dict[str, Any]) -> Minutes:
    """The minutes that ``minutes_json`` wrote."""
    return Minutes(
        said["title"],
        said["number"],
        None if said["day"] is None else date.fromisoformat(said["day"]),
        tuple(
            Matter(
                one["sentence"],
                one["about"],
                tuple(ReadUnit(*unit) for unit in one["lead"]),
                tuple(ReadUnit(*unit) for unit in one["support"]),
                one["due_text"],
                tuple(proposal_of(proposal) for proposal in one["milestones"]),
                one["where"],
            )
            for one in said["matters"]
        ),
    )
