"""This month and the next as a calendar of due dates: a grid where there is room, else one line.

Every day says in characters what its tone says: ``*`` before today, ``:3`` behind a day with three
milestones due (``>99`` for more); the line below says it in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rich.cells import cell_len
from textual.content import Content

from huaian_tui.domain.rules.lights import DEFAULT_RULES, LightRules, Status, milestone_light
from huaian_tui.domain.words.days import day_shown
from huaian_tui.tui.areas.overview.page import first_days, span
from huaian_tui.tui.looks.themes import CURSOR_STYLE, tone_style
from huaian_tui.tui.safe_text import ELLIPSIS

WEEKDAYS = "一二三四五六日"
CELL = 5
GAP = 3
HEAD_LINES = 2
ONE_DIGIT = 9
MOST_COUNT = 99
NOTHING_DUE = "本月和下月没有到期的节点"
LABEL = "到期  "


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a day stands: line, first cell, and its text."""

    day: date
    line: int
    start: int
    text: str

    @property
    def end(self) -> int:
        """The cell behind it."""
        return self.start + cell_len(self.text)


def month_cells(counts: Mapping[date, int]) -> int:
    """Cells of a month in the grid: a day is one cell wider when more than nine are due on some day."""
    return 7 * (CELL + (max(counts.values(), default=0) > ONE_DIGIT))


def grid_cells(counts: Mapping[date, int]) -> int:
    """Cells of both months."""
    return 2 * month_cells(counts) + GAP


def grid_spots(shown: date, counts: Mapping[date, int], *, today: date | None = None) -> list[Spot]:
    """The days of the month of ``shown`` and the next, a week a line from Monday on, side by side.

    ``today`` bears its mark where it is among them; it is ``shown`` itself unless another is given.
    """
    spots: list[Spot] = []
    today = today or shown
    this, following, after = first_days(shown)
    month = month_cells(counts)
    for left, first, end in ((0, this, following), (month + GAP, following, after)):
        for number in range((end - first).days):
            day = first + timedelta(days=number)
            week = (number + first.weekday()) // 7
            place = left + day.weekday() * (month // 7)
            text = _day_text(day, today, counts.get(day, 0), month // 7)
            spots.append(Spot(day, HEAD_LINES + week, place, text))
    return spots


def _day_text(day: date, today: date, count: int, cells: int) -> str:
    mark = "*" if day == today else " "
    said = "" if not count else f":{count}" if count <= MOST_COUNT else f">{MOST_COUNT}"
    return f"{mark}{day.day:>2}{said}".ljust(cells)


def line_days(today: date, counts: Mapping[date, int]) -> list[date]:
    """The days that the one line names: those with something due, and today."""
    first, last = span(today)
    return sorted({today, *(day for day, count in counts.items() if count and first <= day <= last)})


def line_spots(
    today: date, counts: Mapping[date, int], width: int, cursor: date, *, past: bool = False
) -> list[Spot]:
    """The days that fit on one line, the one under the cursor among them; ``past``: ``today`` is past."""
    word = day_shown(past=past)
    texts = [(day, _line_text(day, today, counts.get(day, 0), word)) for day in line_days(today, counts)]
    at = next((place for place, (day, _) in enumerate(texts) if day >= cursor), len(texts) - 1)
    start = 0
    while start < at and _cells(texts[start : at + 1]) > width:
        start += 1
    spots: list[Spot] = []
    cell = cell_len(LABEL)
    for day, text in texts[start:]:
        if cell + cell_len(text) > width - len(ELLIPSIS) and spots:
            break
        spots.append(Spot(day, 0, cell, text))
        cell += cell_len(text) + 2
    return spots


def _cells(texts: Sequence[tuple[date, str]]) -> int:
    return cell_len(LABEL) + sum(cell_len(text) + 2 for _, text in texts) + len(ELLIPSIS)


def _line_text(day: date, today: date, count: int, word: str) -> str:
    mark = f"*{word} " if day == today else ""
    return f"{mark}{day.month}月{day.day}日 {count} 个"


def draw(
    spots: Sequence[Spot],
    today: date,
    counts: Mapping[date, int],
    cursor: date | None,
    rules: LightRules = DEFAULT_RULES,
) -> list[Content]:
    """The lines of the days; ``cursor`` is the day that the keys are on, None without the keyboard."""
    lines: dict[int, list[Content]] = {}
    ends: dict[int, int] = {}
    for spot in spots:
        parts = lines.setdefault(spot.line, [])
        parts.append(Content(" " * (spot.start - ends.get(spot.line, 0))))
        style = _style(spot.day, today, counts.get(spot.day, 0), cursor, rules)
        parts.append(Content.styled(spot.text, style))
        ends[spot.line] = spot.end
    last = max(lines, default=0)
    return [Content("").join(lines.get(number, [])) for number in range(min(lines, default=0), last + 1)]


def _style(day: date, today: date, count: int, cursor: date | None, rules: LightRules) -> str:
    if day == cursor:
        return CURSOR_STYLE
    if count:
        return f"bold {tone_style(tone(day, today, rules))}"
    return "bold" if day == today else "$text-quiet"


def tone(day: date, today: date, rules: LightRules = DEFAULT_RULES) -> str:
    """The tone of what is due on a day: past, soon, later."""
    return milestone_light(Status.OPEN, day, today, rules=rules).value


def grid_heads(today: date, counts: Mapping[date, int]) -> list[Content]:
    """The two lines above the grid: the months with their sums, and the days of the week."""
    this, following, after = first_days(today)
    heads, weeks = [], []
    month = month_cells(counts)
    gap = " " * (month // 7 - 3)
    for first, end in ((this, following), (following, after)):
        total = sum(count for day, count in counts.items() if first <= day < end)
        title = f" {first.year}年{first.month}月"
        said = f"到期 {total} 个" if total else "没有到期"
        room = month - cell_len(title) - cell_len(said) - 2
        heads.append(
            Content.styled(title, "bold") + Content(" " * room) + Content.styled(said, "$text-quiet")
        )
        weeks.append(Content.styled("".join(f" {name}{gap}" for name in WEEKDAYS), "$text-quiet"))
    return [Content(" " * (GAP + 2)).join(heads), Content(" " * GAP).join(weeks)]


def day_words(
    day: date, today: date, count: int, rules: LightRules = DEFAULT_RULES, *, past: bool = False
) -> Content:
    """A day in words: 今天 11月22日 周日，到期 3 个; ``past``: ``today`` is a past day."""
    when = f"{day_shown(past=past)} " if day == today else ""
    said = f"{when}{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"
    if not count:
        return Content.styled(f" {said}，没有到期的节点", "$text-quiet")
    word = "已逾期" if day < today else "到期"
    return Content(f" {said}，") + Content.styled(f"{word} {count} 个", tone_style(tone(day, today, rules)))
