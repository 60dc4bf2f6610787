"""Word's own numbering: the label that Word shows before a paragraph and that is not in its text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from huaian_tui.importing.plan_files.office_parts import number_in

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_CHINESE = "〇一二三四五六七八九"
_HEAVENLY = "甲乙丙丁戊己庚辛壬癸"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_MOST_LEVEL = 9
_MOST_STYLES = 12
_MOST_NUMBER = 99_999
"""Where a list may begin; a file made to harm could have a label of millions of letters."""


def chinese(number: int) -> str:
    """一 … 九十九, 一百 … as chapters are numbered."""
    if number < 10:
        return _CHINESE[number]
    if number < 20:
        return "十" + (_CHINESE[number % 10] if number % 10 else "")
    if number < 100:
        return _CHINESE[number // 10] + "十" + (_CHINESE[number % 10] if number % 10 else "")
    rest = number % 100
    between = "零" if 0 < rest < 10 else "一" if 10 <= rest < 20 else ""
    return _CHINESE[number // 100 % 10] + "百" + (between + chinese(rest) if rest else "")


def shown(number: int, form: str) -> str:
    """A number in one of Word's forms (``w:numFmt``); unknown forms show digits."""
    if form in ("bullet", "none"):
        return ""
    if form.startswith(("chinese", "japanese", "taiwanese", "ideographDigital", "koreanDigital")):
        if "Legal" in form:
            return "".join(_LEGAL[int(one)] for one in str(number))
        return chinese(number)
    if form == "ideographTraditional":
        return _HEAVENLY[(number - 1) % 10]
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman"):
        roman = _roman(number)
        return roman.upper() if form == "upperRoman" else roman
    return f"{number:02d}" if form == "decimalZero" else str(number)


def _roman(number: int) -> str:
    signs = (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    )
    text = ""
    for value, sign in signs:
        while number >= value and len(text) < 40:
            text, number = text + sign, number - value
    return text


@dataclass(slots=True)
class _Level:
    start: int
    form: str
    text: str
    legal: bool


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has come."""

    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _abstract: dict[str, str] = field(default_factory=dict)
    _starts: dict[str, dict[int, int]] = field(default_factory=dict)
    _styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    _counters: dict[str, dict[int, int]] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, numbering: Any, styles: Any) -> Numbering:
        """From the parsed parts ``numbering.xml`` and ``styles.xml`` (None where there is none)."""
        made = cls()
        if numbering is not None:
            made._read_lists(numbering)
        if styles is not None:
            made._read_styles(styles)
        return made

    def _read_lists(self, root: Any) -> None:
        for abstract in root.iterfind(f"{W}abstractNum"):
            levels = dict[int, _Level]()
            for level in abstract.iterfind(f"{W}lvl"):
                levels[_bounded(level.get(f"{W}ilvl"))] = _Level(
                    _bounded(_value(level, "start"), 1),
                    _value(level, "numFmt") or "decimal",
                    _value(level, "lvlText") or "",
                    level.find(f"{W}isLgl") is not None,
                )
            self._levels[abstract.get(f"{W}abstractNumId") or ""] = levels
        for number in root.iterfind(f"{W}num"):
            identity = number.get(f"{W}numId") or ""
            self._abstract[identity] = _value(number, "abstractNumId") or ""
            for override in number.iterfind(f"{W}lvlOverride"):
                start = _value(override, "startOverride")
                if start is not None:
                    at = _bounded(override.get(f"{W}ilvl"))
                    self._starts.setdefault(identity, {})[at] = _bounded(start, 1)

    def _read_styles(self, root: Any) -> None:
        own, parents = dict[str, tuple[str | None, int]](), dict[str, str]()
        for style in root.iterfind(f"{W}style"):
            identity = style.get(f"{W}styleId") or ""
            parents[identity] = _value(style, "basedOn") or ""
            properties = style.find(f"{W}pPr/{W}numPr")
            if properties is not None:
                own[identity] = (_value(properties, "numId"), _bounded(_value(properties, "ilvl")))
        for identity in parents:
            at, level = identity, None
            for _ in range(_MOST_STYLES):
                if at in own:
                    number, stated = own[at]
                    level = stated if level is None else level
                    if number is not None:
                        self._styles[identity] = (number, level)
                        break
                at = parents.get(at, "")

    def label(self, properties: Any) -> str:
        """The label of a paragraph by its ``w:pPr``; counts it. ``""`` for none."""
        place = self._place(properties)
        if place is None:
            return ""
        number, level = place
        levels = self._levels.get(self._abstract.get(number, ""), {})
        if level not in levels:
            return ""
        counters = self._counted(number, level, levels)
        text = levels[level].text
        for one in range(level + 1):
            form = (
                "decimal"
                if levels[level].legal and one < level
                else levels[one].form
                if one in levels
                else "decimal"
            )
            text = text.replace(f"%{one + 1}", shown(counters.get(one, 1), form))
        return text if levels[level].form != "bullet" else ""

    def _place(self, properties: Any) -> tuple[str, int] | None:
        if properties is None:
            return None
        style = self._styles.get(_value(properties, "pStyle") or "")
        own = properties.find(f"{W}numPr")
        if own is None:
            return style
        number = _value(own, "numId")
        level = _bounded(_value(own, "ilvl"), style[1] if style else 0)
        if number is None:
            return (style[0], level) if style else None
        return None if number == "0" else (number, min(level, _MOST_LEVEL))

    def _counted(self, number: str, level: int, levels: dict[int, _Level]) -> dict[int, int]:
        """The counters of the list after one more paragraph on a level; lists of one kind count together."""
        counters = self._counters.setdefault(self._abstract.get(number, ""), {})
        overrides = self._starts.get(number, {})
        if number not in self._seen:
            self._seen.add(number)
            for one in overrides:
                counters.pop(one, None)
        for one in range(level):
            if one not in counters and one in levels:
                counters[one] = overrides.get(one, levels[one].start)
        counters[level] = (
            counters[level] + 1 if level in counters else overrides.get(level, levels[level].start)
        )
        for deeper in [one for one in counters if one > level]:
            del counters[deeper]
        return counters


def _value(parent: Any, name: str) -> str | None:
    child = parent.find(f"{W}{name}")
    value = None if child is None else child.get(f"{W}val")
    return None if value is None else str(value)


def _bounded(text: str | None, default: int = 0) -> int:
    return min(number_in(text, default), _MOST_NUMBER)
