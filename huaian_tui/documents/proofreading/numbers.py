"""Numbers as they stand in a text: what they count, totals with their parts, shares with their counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_NO_FIGURES = re.compile(
    r"〔\d{4}〕\d+号?|\d{4}年第?[一二三四\d]+(?:季度|期)|第[\d、，至到\-—]+[项条款期号页章节]"
    r"|\d{3,4}-\d{7,8}|\d{7,}|\d{1,2}[:：]\d{2}|(?m:^\s*\d{1,2}\.(?!\d))|[（(]\d{1,2}[）)]"
)
"""Numbers of papers, items, articles, telephones, hours, and those that begin a paragraph."""

_DAY = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{4}年(?:\d{1,2}月)?[底末初中]?|\d{1,2}月[底末初份]")
_UNITS = "个百分点|万元|亿元|公里|[个项家次天份名件条处人套台例户所亩米吨日%]"
_NUMBER = re.compile(rf"(\d+(?:\.\d+)?)\s*({_UNITS})?")
_WORDS = "一二三四五六七八九"
_SPELLED = re.compile(
    rf"(?<![第{_WORDS}十百])([两{_WORDS}]?十?[两{_WORDS}]?)(?=(?:{_UNITS}))(?!个方面|个月|个一|项工作|个层面)"
)
_COUNTED = tuple("个项家次件份名条处人户")
"""What totals count."""
_BOUNDS = ("超过", "少于", "至少", "达到", "不足")
_HAN = re.compile(r"[\u4e00-\u9fff]{1,2}$")
_ASIDE = re.compile(r"（[^（）]*）")
_PARTS_FOLLOW = re.compile("其中|(?<=[个项家次件份名条处人])：")


class Number(NamedTuple):
    """A number in a text: its value, what it counts (个, %; a day: 日期), the words before it, as written."""

    value: str
    unit: str
    label: str
    written: str


class Whole(NamedTuple):
    """A total and the parts that are told of it, in order; ``shares`` are the percentages beside them."""

    total: Number
    parts: tuple[Number, ...]
    shares: tuple[Number | None, ...]


def numbers_in(text: str) -> list[Number]:
    """Every number that says how many, how much or when; spelled ones too (三项)."""
    text = _NO_FIGURES.sub(lambda found: "，" * len(found.group()), text)
    found = list[tuple[int, Number]]()
    for day in _DAY.finditer(text):
        value = day.group().split("年")[-1] or day.group()
        found.append((day.start(), Number(value, "日期", "", day.group())))
    text = _DAY.sub(lambda day: "，" * len(day.group()), text)
    for one in _NUMBER.finditer(text):
        found.append((one.start(), _number(text, one.start(), one.group(1), one.group(2) or "")))
    for one in _SPELLED.finditer(text):
        count, unit = _spelled(one.group(1)), re.match(_UNITS, text[one.end() :])
        if count > 1 and unit:
            found.append((one.start(), _number(text, one.start(), str(count), unit.group(), one.group(1))))
    return [number for _, number in sorted(found, key=lambda one: one[0])]


def _number(text: str, start: int, value: str, unit: str, written: str = "") -> Number:
    before = _HAN.search(text[:start])
    label = before.group() if before else ""
    plain = value.rstrip("0").rstrip(".") if "." in value else value.lstrip("0") or "0"
    return Number(plain, unit, label, f"{label}{written or value}{unit}")


def _spelled(words: str) -> int:
    """三 is 3, 十二 is 12, 二十 is 20; nothing is 0."""
    tens, ten, ones = words.rpartition("十")
    digits = {word: place for place, word in enumerate(_WORDS, 1)} | {"两": 2, "": 0}
    if not ten:
        return digits.get(words, 0)
    return 10 * (digits.get(tens, 0) or 1) + digits.get(ones, 0)


def unsupported(text: str, composed: str, whole: str) -> list[Number]:
    """The numbers of a text that was written by hand that stand on nothing.

    ``composed`` is what was composed in its place (empty: it was added), ``whole`` the paper as composed: a
    number stands on what was composed in its place, or elsewhere with the same words before it.
    """
    here, there = numbers_in(composed), numbers_in(whole)
    return [one for one in numbers_in(text) if not _stands(one, here, there)]


def _stands(one: Number, here: Sequence[Number], there: Sequence[Number]) -> bool:
    if one.unit == "日期":
        return any((one.value, one.unit) == (other.value, other.unit) for other in there)
    same = [other for other in here if (other.label, other.unit) == (one.label, one.unit)]
    if same and one.label:
        return any(other.value == one.value for other in same)
    if any((other.value, other.unit) == (one.value, one.unit) for other in here):
        return True
    return any(one[:3] == other[:3] for other in there)


def wholes_in(text: str) -> Iterator[Whole]:
    """Every total with its parts: 60项。其中，办结5项，占8.3%；逾期4项 / 牵头44项：逾期4项，未设节点40项."""
    plain = _ASIDE.sub("", text)
    for follow in _PARTS_FOLLOW.finditer(plain):
        before = plain[: follow.start()].rstrip("。，；\n ")
        totals = [one for one in numbers_in(re.split("[。\\n]", before)[-1]) if one.unit in _COUNTED]
        told = numbers_in(re.split("[。\\n]", plain[follow.end() :], maxsplit=1)[0])
        if not totals or totals[-1].label in _BOUNDS or totals[-1].unit in [one.unit for one in totals[:-1]]:
            continue  # a bound is no total, and of several it is not said of which the parts are
        total, parts, shares = totals[-1], list[Number](), list[Number | None]()
        for one in told:
            if one.unit == total.unit:
                parts.append(one)
                shares.append(None)
            elif one.unit == "%" and parts:
                shares[-1] = one
        if len(parts) > 1:
            yield Whole(total, tuple(parts), tuple(shares))


def misfits(text: str) -> list[str]:
    """What does not fit in itself: parts that do not make their total, shares that are not their counts'."""
    return [told for whole in wholes_in(text) for told in _misfits(whole)]


def _misfits(whole: Whole) -> Iterator[str]:
    total, unit = float(whole.total.value), whole.total.unit
    made = sum(float(one.value) for one in whole.parts)
    if made != total:
        yield f"分项合计{made:g}{unit}，与“{whole.total.written}”不符"
    for part, share in zip(whole.parts, whole.shares, strict=True):
        if share is None or total == 0:
            continue
        right = 100 * float(part.value) / total
        decimals = len(share.written.partition(".")[2].rstrip("%"))
        if abs(right - float(share.value)) > 1.05 * 10**-decimals:
            said = share.written.removeprefix(share.label)
            yield f"“{part.written}”占{whole.total.value}{unit}的{right:.1f}%，写的是{said}"
