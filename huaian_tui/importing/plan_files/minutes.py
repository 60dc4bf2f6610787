"""Minutes of a meeting (会议纪要) read into matters: each sentence that gives a unit something to do.

The sentence is quoted whole; units and dates are what stands in it. Who was present, spoke and stressed is no
matter. Nothing is decided: matters are to be ticked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from huaian_tui.domain.reading.deadlines import find_deadlines
from huaian_tui.domain.reading.goals import Proposal, read_goals
from huaian_tui.domain.reading.item_labels import read_label
from huaian_tui.domain.reading.unit_lists import UnitName, read_units
from huaian_tui.importing.plan_files.blocks import FileBlocks, Paragraph
from huaian_tui.importing.plan_files.draft import ReadUnit
from huaian_tui.importing.plan_files.draft_json import milestone_json, proposal_of
from huaian_tui.importing.plan_files.front_matter import first_title
from huaian_tui.importing.plan_files.measures import without_duty
from huaian_tui.importing.plan_files.unit_matching import KnownUnits

_PRESENT = re.compile(
    r"\s*(?:出席|列席|参加|参会|与会|主持|记录|整理|请假|缺席|时\s*间|地\s*点|会议时间|会议地点|主持人|抄送|分送|发[:：]|印发|签发|审核|联系人)"
)
_BY = re.compile(
    r"(?:由|请|责成|交由|委托|责令)(?P<who>[^，。；：]{2,60}?)"
    r"(?P<verb>牵头|负责|会同|商|尽快|抓紧|于(?=[0-9本下今明年])|在(?=[0-9本下今明年])|按照?|组织|制定|研究|落实|进一步|具体|做好|提出|起草|汇总|统筹|加快|完成|督促)"
)
_BEGINS = re.compile(
    r"^(?:会议(?:议定|决定|明确|要求|同意)[，：:]?)?(?P<who>[^，。；：]{2,60}?)"
    r"(?P<verb>牵头|负责|要(?!求|素|点|件)|应当?|会同|尽快|抓紧|须|务必|于(?=[0-9本下今明年])|在(?=[0-9本下今明年]))"
)
_HELP = re.compile(
    r"(?:^|[，；])(?:由)?(?P<who>[^，。；：]{2,60}?)(?:积极|密切|协同)?(?:配合|参与|协助|协办)"
)
_WITH = re.compile(
    r"会同(?P<who>[^，。；：]{2,40}?)(?:等(?:部门|单位)?)?(?=尽快|抓紧|于|在|制定|研究|提出|组织|负责|做好|落实|开展|起草|对|完成|加快|编制|，|$)"
)
_DAY = re.compile(r"20[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日")
_SENTENCE = re.compile(r"[^。；！？]+[。；！？]?")
_NUMBER = re.compile(
    r"(?:第\s*[0-9一二三四五六七八九十百]+\s*(?:期|次|号)|[〔\[(（]20[0-9]{2}[〕\])）]\s*第?[0-9]+\s*[号期])"
)


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


def read_minutes(read: FileBlocks, known: KnownUnits) -> Minutes:
    """The matters of minutes, in their order."""
    paragraphs = [one for one in read.blocks if isinstance(one, Paragraph) and one.text.strip()]
    texts = [one.text for one in paragraphs]
    day = _day_of(texts)
    number = next((found.group() for text in texts[:8] if (found := _NUMBER.search(text))), "")
    matters = tuple(_matters(paragraphs, known, None if day is None else day.year))
    return Minutes(first_title(texts[:6]), "".join(number.split()), day, matters)


def _day_of(texts: Sequence[str]) -> date | None:
    """The day of the meeting: the first whole day that is written."""
    for text in texts[:20]:
        if found := _DAY.search(text):
            days = [one.due for one in find_deadlines(found.group(), None) if one.due is not None]
            if days:
                return days[0]
    return None


def _matters(paragraphs: Sequence[Paragraph], known: KnownUnits, year: int | None) -> Iterator[Matter]:
    about = ""
    for paragraph in paragraphs:
        if _PRESENT.match(paragraph.text):
            continue
        label = read_label(paragraph.text)
        text = paragraph.text if label is None else label.rest
        if label is not None and len(text) <= 40 and "。" not in text.rstrip("。"):
            about = text.rstrip("。：: ")
        for found in _SENTENCE.finditer(text):
            matter = _matter(found.group().strip(), about, paragraph.where, known, year)
            if matter is not None:
                yield matter


def _matter(sentence: str, about: str, where: str, known: KnownUnits, year: int | None) -> Matter | None:
    label = read_label(sentence)
    words = sentence if label is None else label.rest
    plain, duty = without_duty(words)
    lead, support = list[UnitName](duty.lead), [*duty.units, *duty.support]
    for pattern in (_BY, _BEGINS):
        if lead or support:
            break
        if found := pattern.search(words):
            lead += _units(found["who"])
    if not lead and not support:
        return None
    for pattern in (_WITH, _HELP):
        for found in pattern.finditer(words):
            support += _units(found["who"])
    named = {one.name for one in lead}
    dates = find_deadlines(words, year)
    return Matter(
        sentence,
        about,
        _read(lead, known),
        _read([one for one in support if one.name not in named], known),
        "；".join(one.phrase for one in dates),
        read_goals(plain, duty.due_text, year=year).proposals,
        where,
    )


def _units(text: str) -> list[UnitName]:
    """The units of a piece that names units and nothing else."""
    listed = read_units(text)
    return [] if listed.left else list(listed.units)


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
