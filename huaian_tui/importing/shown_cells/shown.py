"""What a cell shows of the number or text that it holds, or why that cannot be said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huaian_tui.importing.shown_cells.codes import Section, holds, sections_of, text_section
from huaian_tui.importing.shown_cells.days import write_day
from huaian_tui.importing.shown_cells.numbers import general, write_number


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as it is shown.

    ``day``: the day that a format of days stands for, ``whole``: year, month and day are all shown.
    ``ratio``: the stored number by the shown one (``numbers.Written``). ``fault``: why it cannot be read.
    """

    text: str
    ratio: float = 1.0
    day: date | None = None
    whole: bool = False
    timed: bool = False
    fault: str = ""


def shown_number(value: float, code: str, *, since_1904: bool = False) -> Shown:
    """A number by its format; a format that hides or cannot write it is a fault, never an empty text."""
    sections = sections_of(code)
    section, number = _chosen(sections, value)
    plain = general(value)
    if section is None or section.numerals and not section.of_days:
        return Shown(plain, fault=f"数字格式 {code} 看不懂")
    if section.of_days:
        written = write_day(section, value, since_1904=since_1904)
        if written is None:
            return Shown(plain, fault=f"{plain} 按日期格式显示不出来（####）")
        text = f"{written.day:%Y-%m-%d}" if section.numerals and written.day else written.text.strip()
        return Shown(text, day=written.day, whole=written.whole, timed=written.day is None)
    if not section.has("digit", "general", "at") and not "".join(one.text for one in section.pieces).strip():
        return Shown(plain, fault=f"单元格里是 {plain}，却被格式隐藏了")
    said = write_number(section, number)
    text = " ".join(said.text.split())
    lost = value < 0 and number > 0 and not any(mark in text for mark in "-－(（")
    return Shown(text or plain, 0.0 if lost or not text else said.ratio)


def _chosen(sections: tuple[Section, ...], value: float) -> tuple[Section | None, float]:
    """The section that writes the value, and the number that it writes: of one with its own sign without."""
    numbers = [one for one in sections[:3] if not one.has("at") or len(sections) == 1]
    if any(one.condition for one in numbers):
        found = next((one for one in numbers if one.condition is None or holds(one.condition, value)), None)
        return found, value
    if not numbers:
        return sections[0], value
    if value < 0 and len(numbers) > 1:
        return numbers[1], -value
    if value == 0 and len(numbers) > 2:  # noqa: PLR2004 - the third is of zero
        return numbers[2], value
    return numbers[0], value


def shown_text(text: str, code: str) -> str:
    """A text by its format, which may put something around it: ``@"万元"``."""
    section = text_section(code)
    if section is None:
        return text
    return "".join(text if piece.kind == "at" else piece.text for piece in section.pieces)
