"""Numbers as Chinese plans write them: 12, 十二, 二十五, 一百二十, and years digit by digit (二〇二五)."""

from __future__ import annotations

import re

DIGITS = "零〇○一二两三四五六七八九"
"""Chinese digits; ○ (U+25CB) is what many typists use for 〇."""

NUMBER = f"(?:[0-9]{{1,4}}|[{DIGITS}十百廿卅]{{1,7}})"
"""Regex of a number that `read_number` may understand (it still decides)."""

YEAR_NUMBER = f"(?:[0-9]{{4}}|[{DIGITS}oO]{{4}})"
"""Regex of a four-digit year that `read_year_number` may understand."""

_TASK_NUMBER = re.compile(
    rf"(?P<first>第)?(?P<number>[0-9]{{1,9}}|[{DIGITS}十百廿卅]{{1,7}})(?P<unit>项任务|项|号|条)?"
)
_SPACED_NUMBER = re.compile("第[ \u3000]*([0-9０-９]{1,9})[ \u3000]*([项号条])")

_VALUES = {"零": 0, "〇": 0, "○": 0, "o": 0, "O": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4}
_VALUES |= {"五": 5, "六": 6, "七": 7, "八": 8, "九": 9}

_ONE_TO_NINE = "[一二两三四五六七八九]"
_BELOW_1000 = re.compile(
    rf"(?:(?P<hundreds>{_ONE_TO_NINE})百)?"
    rf"(?:(?P<zero>[零〇○])|(?P<tens>{_ONE_TO_NINE}?)(?P<ten>十)|(?P<short>[廿卅]))?"
    rf"(?P<ones>{_ONE_TO_NINE})?"
)


def read_number(text: str) -> int | None:
    """Return the whole number (0–9999 in digits, 0–999 in Chinese), or None when it is none.

    Positional writing only: 十二, 二十五, 一百零五; 一二 and 二〇 are not numbers here.
    """
    if re.fullmatch("[0-9]{1,4}", text):
        return int(text)
    if text in ("零", "〇", "○"):
        return 0
    found = _BELOW_1000.fullmatch(text)
    if not text or found is None or not _is_well_formed(found):
        return None
    value = 100 * _VALUES[found["hundreds"]] if found["hundreds"] else 0
    if found["ten"]:
        value += 10 * (_VALUES[found["tens"]] if found["tens"] else 1)
    elif found["short"]:
        value += 20 if found["short"] == "廿" else 30
    return value + (_VALUES[found["ones"]] if found["ones"] else 0)


def read_task_number(text: str) -> int | None:
    """The 序号 that a word means: 12, 第12项, 第十二项, 12号; None for anything else.

    Half-width, without blanks (``closed_numbers`` closes 第 12 项).
    """
    if re.fullmatch("[0-9]{1,9}", text):
        return int(text)
    found = _TASK_NUMBER.fullmatch(text)
    if found is None or not (found["first"] or found["unit"]):
        return None
    number = found["number"]
    return int(number) if number.isdecimal() else read_number(number)


def closed_numbers(text: str) -> str:
    """The text with the blanks taken out of each 第 12 项, as people may type it: it is one word."""
    return _SPACED_NUMBER.sub(r"第\1\2", text)


def read_year_number(text: str) -> int | None:
    """Return the year written with four digits, Arabic or Chinese (2025, 二〇二五, 二零二五), or None."""
    if re.fullmatch("[0-9]{4}", text):
        return int(text)
    if len(text) == 4 and "两" not in text and all(character in _VALUES for character in text):
        return int("".join(str(_VALUES[character]) for character in text))
    return None


def _is_well_formed(found: re.Match[str]) -> bool:
    """Refuse what the pattern passes but nobody writes: 一百五 (150 or 105), 零五, 两十, 一十."""
    if found["tens"] == "两" or (found["tens"] == "一" and not found["hundreds"]):
        return False
    if found["ones"] == "两" and len(found[0]) > 1:
        return False
    if found["zero"]:
        return bool(found["hundreds"] and found["ones"])
    if found["hundreds"] and found["ones"] and not (found["ten"] or found["short"]):
        return False
    # 一百十五 is spoken, but the written form is 一百一十五; only the short tens stand alone.
    return not (found["hundreds"] and (found["short"] or (found["ten"] and not found["tens"])))
