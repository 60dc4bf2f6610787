"""What changed since the 通报 before: the one issued last of the same plan and scope.

It is compared with what that paper itself counted, as its figures keep it; a paper of an older version keeps
none, and then its printed numbers alone are compared. One that was withdrawn does not count.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from huaian_tui.documents.composers.counting import LIGHT_ORDER
from huaian_tui.documents.composers.progress import TaskFacts
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.composers.scope import Scope
from huaian_tui.documents.document_json import document_from_json
from huaian_tui.documents.model import OfficialDocument, Paragraph
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.rules.lights import Light
from huaian_tui.store.queries.notices import issued_circulars

_UP_TO = re.compile(r"截至(\d{4})年(\d{1,2})月(\d{1,2})日的有关情况通报如下")
_WHOLE = re.compile(r"方案共分解|方案的重点任务|^共有")


@dataclass(frozen=True, slots=True)
class SinceLast:
    """The 通报 before and what changed since: ``counts`` are (light, then, now) of what differs.

    ``done``, ``late``, ``no_longer_late`` and ``scheduled`` are the tasks that were completed, became
    overdue, are overdue no more (and not done), and got milestones; None where that paper does not say
    which it counted.
    """

    notice: NoticeRow
    day: date
    counts: tuple[tuple[Light, int, int], ...]
    done: tuple[int, ...] | None = None
    late: tuple[int, ...] | None = None
    no_longer_late: tuple[int, ...] | None = None
    scheduled: tuple[int, ...] | None = None


def since_last(
    connection: sqlite3.Connection, request: NoticeRequest, scope: Scope, facts: Sequence[TaskFacts]
) -> SinceLast | None:
    """The comparison with the last 通报 of the same plan and scope; None for the first one."""
    plans = {plan.id for plan in scope.names.plans}
    if request.indicator.strip() or request.tasks:
        return None  # no paper says of which chosen tasks it was
    for notice in issued_circulars(connection, request.today):
        if set(notice.plans) != plans or set(notice.units) != {unit.id for unit in scope.units}:
            continue
        document = document_from_json(notice.document)
        day = _told_day(document) or notice.issued_on
        counted = _counting_paragraph(document)
        if day is not None and day < scope.day and counted is not None:
            if not scope.units and not _WHOLE.search(counted.text):
                continue
            return _compared(notice, day, counted, facts)
    return None


def _told_day(document: OfficialDocument) -> date | None:
    for block in document.body:
        if isinstance(block, Paragraph) and (found := _UP_TO.search(block.text)):
            try:
                return date(*(int(part) for part in found.groups()))
            except ValueError:
                return None
    return None


def _counting_paragraph(document: OfficialDocument) -> Paragraph | None:
    """The paragraph of 总体情况 that counts the tasks by their lights."""
    for block in document.body:
        if isinstance(block, Paragraph) and "项。其中，" in block.text and not block.lead:
            return block
    return None


def _compared(notice: NoticeRow, day: date, counted: Paragraph, facts: Sequence[TaskFacts]) -> SinceLast:
    before = _printed(counted.text)
    now = {light: sum(one.task.light is light for one in facts) for light in LIGHT_ORDER}
    differ = [light for light in LIGHT_ORDER if before.get(light, 0) != now[light]]
    counts = tuple((light, before.get(light, 0), now[light]) for light in differ)
    then = _lights_then(counted)
    if not then:
        return SinceLast(notice, day, counts)
    pairs = [(one.task.no, then[one.task.no], one.task.light) for one in facts if one.task.no in then]
    done, late = (
        tuple(no for no, old, new in pairs if new is light and old is not light)
        for light in (Light.DONE, Light.OVERDUE)
    )
    left = tuple(no for no, old, new in pairs if old is Light.OVERDUE and new not in (old, Light.DONE))
    settled = (Light.UNSCHEDULED, Light.DONE)
    scheduled = tuple(no for no, old, new in pairs if old is Light.UNSCHEDULED and new not in settled)
    return SinceLast(notice, day, counts, done, late, left, scheduled)


def _printed(text: str) -> dict[Light, int]:
    """办结3项, 逾期6项 as the paper prints them, the first of each."""
    found = {light: re.search(rf"{light.word}(\d+)项", text) for light in LIGHT_ORDER}
    return {light: int(number.group(1)) for light, number in found.items() if number}


def _lights_then(counted: Paragraph) -> Mapping[int, Light]:
    """The light of each task as that paper counted it, by its figures."""
    by_word = {light.word: light for light in Light}
    return {
        int(thing.key): by_word[figure.label]
        for figure in counted.figures
        if figure.label in by_word
        for thing in figure.things
        if thing.kind == "task" and thing.key.isdecimal()
    }
