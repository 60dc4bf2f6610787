"""Numbers in front of items: 一、 （一） 1. (1) ① 第一条 1.10, and what stands in a column 序号."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from huaian_tui.domain.text.chinese_numbers import read_number

CHAPTER = "chapter"
SECTION = "section"
NUMBER = "number"
BRACKETED = "bracketed"
CIRCLED = "circled"
DECIMAL = "decimal"
FIRST = "first"
"""Kinds of labels: 一、 · （一） · 1. · (1) · ① · 1.1 · 一是."""

_CHINESE = "[一二三四五六七八九十百零〇]{1,5}"
_CIRCLES = "①-⑳㉑-㉟"

_LABELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        CHAPTER,
        re.compile(rf"(?P<all>(?P<n>{_CHINESE})[、.．，]|第(?P<n2>{_CHINESE})(?:章|部分|篇)[、.．]?\s*)"),
    ),
    (SECTION, re.compile(rf"(?P<all>[（(〔](?P<n>{_CHINESE})[）)〕][、.．]?)")),
    (NUMBER, re.compile(rf"(?P<all>第(?P<n>{_CHINESE}|[0-9]{{1,3}})[条项][、.．，:：]?\s*)")),
    (
        NUMBER,
        re.compile(
            rf"(?P<all>(?:任务|事项|专项|行动|工程|问题|措施|指标|项目)(?P<n>{_CHINESE}|[0-9]{{1,3}})[：:]\s*)(?=\S)"
        ),
    ),
    (
        NUMBER,
        re.compile(
            r"(?P<all>(?P<n>[0-9]{1,3})[.．、﹒])(?=20[0-9]{2}年|1?[0-9]月(?:[0-9]|底|前|份|[初末中上下]))"
        ),
    ),
    (
        DECIMAL,
        re.compile(
            r"(?P<all>(?P<n>[0-9]{1,2}(?:[.．][0-9]{1,2}){1,3})(?:[、.．]|\s+|(?=[\u4e00-\u9fff“《])))"
        ),
    ),
    (
        NUMBER,
        re.compile(r"(?P<all>(?P<n>[0-9]{1,3})(?:\s*[.．、﹒,，](?![0-9])|[)）]|[\s\u3000]+(?=[^0-9])))"),
    ),
    (BRACKETED, re.compile(r"(?P<all>[（(](?P<n>[0-9]{1,3})[）)][、.．]?)")),
    (CIRCLED, re.compile(rf"(?P<all>(?P<n>[{_CIRCLES}])[、.．]?)")),
    (FIRST, re.compile(r"(?P<all>(?P<n>[一二三四五六七八九十]{1,2})(?:是要?|要)(?=[^的否]))")),
)
_FIRSTS = frozenset("0123456789一二三四五六七八九十百零〇第（(〔任事专行工问措指项") | {
    chr(one) for one in (*range(0x2460, 0x2474), *range(0x3251, 0x3260))
}
_NO_DECIMAL = re.compile(r"[0-9.．]+[\s]*(?:[%％‰万亿个家元倍米年月日项条户吨亩]|公里|平方)")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")

_PLAIN = re.compile(
    r"[（(【〔\[]?\s*(?:第)?(?P<n>[0-9]{1,6}|[一二三四五六七八九十百零〇]{1,5})\s*(?:[项条号])?\s*[）)】〕\]]?[.．、﹒。:：]*"
)
_POINTED = re.compile(r"(?P<n>[0-9]{1,4})\.0+")
_NONE = re.compile(r"[\s—\-–－/／…·.无空]*")


class Label(NamedTuple):
    """A number in front of an item.

    ``printed`` as it stands there (``（一）``), ``number`` in digits (``1``), ``rest`` what follows.
    """

    kind: str
    printed: str
    number: str
    rest: str


def read_label(text: str) -> Label | None:
    """The label that a paragraph begins with; None when it has none."""
    plain = text.strip().translate(_WIDE)
    if plain[:1] not in _FIRSTS:
        return None
    for place, (kind, pattern) in enumerate(_LABELS):
        found = pattern.match(plain)
        if found is None or (kind in (DECIMAL, NUMBER) and place > 4 and _NO_DECIMAL.match(plain)):
            continue
        groups = found.groupdict()
        number = groups.get("n") or groups.get("n2") or ""
        return Label(kind, found["all"].strip(), _digits(number), plain[found.end() :].strip())
    return None


def normal_number(cell: str) -> str | None:
    """The number of a cell 序号 as it is compared: （一） → 1, 1.0 → 1, ① → 1; 1.10 and JY-01 stay."""
    plain = "".join(unicodedata.normalize("NFKC", cell).split())
    if _NONE.fullmatch(plain):
        return None
    if found := _POINTED.fullmatch(plain):
        return found["n"]
    if found := _PLAIN.fullmatch(plain):
        return _digits(found["n"])
    return plain.rstrip(".、")


def _digits(number: str) -> str:
    plain = unicodedata.normalize("NFKC", number)
    if plain.isdecimal():
        return str(int(plain))
    value = read_number(plain)
    return plain if value is None else str(value)
