"""One card a problem: a table in which labels stand beside (or above) what they say, card after card."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from huaian_tui.domain.reading.column_heads import TASK_ROLES, Role, is_person_role, role_of
from huaian_tui.domain.reading.duties import Duty, read_duty
from huaian_tui.domain.reading.item_labels import normal_number, read_label
from huaian_tui.domain.reading.unit_lists import says_none
from huaian_tui.importing.plan_files.blocks import Grid
from huaian_tui.importing.plan_files.measures import measures_of, together, without_duty
from huaian_tui.importing.plan_files.raw_tasks import RawTask

_TITLE = re.compile(
    r"(?:第?[一二三四五六七八九十0-9]{1,3}[号项、.]?\s*)?.{0,12}(?:问题|任务|事项|清单|卡|台账|项目)\s*[一二三四五六七八九十0-9]{0,3}.*"
)
_NUMBERED_TITLE = re.compile(
    r"(?:问题|任务|事项|项目)\s*[（(]?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})[）)]?[：:]?"
)
_MEASURE = re.compile("措施|举措|内容|做法|安排")
_NUMBER_IN_TITLE = re.compile(
    r"(?:问题|任务|事项|卡|项目|第)\s*[（(]?(?P<n>[0-9]{1,3}|[一二三四五六七八九十]{1,3})"
)


@dataclass(slots=True)
class _Card:
    row: int
    title: str = ""
    fields: list[tuple[Role, str, str]] = field(default_factory=list)

    def has(self, role: Role, label: str) -> bool:
        """Whether the card says this already."""
        return any(one is role and words == label for one, words, _ in self.fields)


def read_cards(grid: Grid, part: str) -> list[RawTask]:
    """The tasks of a table of cards; [] when it is none."""
    cards = list(_cards(grid))
    filled = [
        one for one in cards if any(role in TASK_ROLES for role, _, _ in one.fields) and len(one.fields) >= 3
    ]
    if not filled or len(filled) < len(cards) * 0.6:
        return []
    return [task for card in filled for task in _tasks(grid, card, part)]


def _pairs(grid: Grid, row: int) -> Iterator[tuple[Role, str, str]]:
    """(role, label, value) of the cells of a row that stand label, value, label, value."""
    cells = list[str]()
    for column in range(grid.table.width):
        if grid.starts(row, column):
            cells.append(grid.text(row, column).strip())
        elif not cells or grid.at(row, column) is None:
            cells.append("")
    place = 0
    while place + 1 < len(cells):
        role = role_of(cells[place])
        value = role_of(cells[place + 1])
        if role is not None and (value in (None, Role.QUARTER) or len(cells[place + 1]) > 10):
            yield role, cells[place].strip("：: "), cells[place + 1]
            place += 2
        else:
            place += 1


def _cards(grid: Grid) -> Iterator[_Card]:
    card: _Card | None = None
    for row in range(grid.table.height):
        texts = [one.strip() for one in grid.row(row) if one.strip()]
        pairs = list(_pairs(grid, row))
        if not pairs:
            named = len(texts) == 2 and _NUMBERED_TITLE.fullmatch(texts[0]) is not None
            if named or len(texts) == 1 and _TITLE.match(texts[0]):
                if card is not None and card.fields:
                    yield card
                card = _Card(row, texts[0])
                card.fields += [(Role.TASK, "问题描述", texts[1])] if named else []
            continue
        starts = card is None or any(card.has(role, label) for role, label, _ in pairs)
        if starts:
            if card is not None and card.fields:
                yield card
            card = _Card(row)
        if card is not None:
            card.fields += pairs
    if card is not None and card.fields:
        yield card


def _tasks(grid: Grid, card: _Card, part: str) -> list[RawTask]:
    texts = [
        (label, value) for role, label, value in card.fields if role is Role.TASK and not says_none(value)
    ]
    if not texts:
        return []
    measures = [one for one in texts if _MEASURE.search(one[0])]
    label, text = measures[-1] if measures else texts[-1]
    others = [value for words, value in texts if words != label]
    plain, own = without_duty(text)
    duties = [one for one in (_duty(card), own) if one.names_units]
    made = RawTask(
        _number(card),
        _first(card, Role.LEVEL1),
        _first(card, Role.LEVEL2) or (_plain(others[0]) if others else ""),
        plain if own.names_units else text,
        together(duties) if duties else Duty(),
        grid.table.where(card.row),
        part,
        None,
        _first(card, Role.DUE) or own.due_text,
        _first(card, Role.GOAL),
        (),
        _first(card, Role.NOTE),
        _first(card, Role.PROGRESS),
    )
    pieces = measures_of(text)
    if not pieces:
        return [made]
    return [
        replace(
            made,
            text=one.text,
            sub=place,
            number=made.number or one.number or None,
            duty=one.duty if one.duty.names_units else made.duty,
            due_text=one.duty.due_text or made.due_text,
        )
        for place, one in enumerate(pieces, start=1)
    ]


def _number(card: _Card) -> str | None:
    number = normal_number(_first(card, Role.NUMBER))
    if number is not None:
        return number
    label = read_label(card.title)
    if label is not None:
        return label.number
    found = _NUMBER_IN_TITLE.search(card.title)
    return normal_number(found["n"]) if found else None


def _plain(text: str) -> str:
    return " ".join(text.split())


def _first(card: _Card, role: Role) -> str:
    return next((value for one, _, value in card.fields if one is role and not says_none(value)), "")


def _duty(card: _Card) -> Duty:
    """The units of a card by its labels; persons are left out."""
    duties = list[Duty]()
    for role, _, value in card.fields:
        if says_none(value) or is_person_role(role):
            continue
        said = read_duty(value)
        if role is Role.LEAD:
            duties.append(
                replace(said, lead=said.lead + said.units, units=(), lead_raw=value, support_raw="")
            )
        elif role is Role.SUPPORT:
            duties.append(
                replace(said, support=said.support + said.units, units=(), lead_raw="", support_raw=value)
            )
        elif role in (Role.UNIT, Role.UNIT_AND_PERSON):
            raw = value if role is Role.UNIT else "、".join(one.name for one in said.units)
            duties.append(replace(said, lead_raw="", support_raw=raw))
    return together(duties) if duties else Duty()
