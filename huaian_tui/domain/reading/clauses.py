"""The clauses of a sentence, with the dates and the quantities that each names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from huaian_tui.domain.reading.deadlines import Deadline, find_deadlines
from huaian_tui.domain.reading.quantities import Quantity, find_quantities, is_part

LONGEST_PHRASE = 200
"""Characters of a phrase that a proposal quotes."""

_QUOTES = re.compile(r"“[^“”]{0,30}”|《[^《》]{0,60}》|「[^」]{0,30}」|\"[^\"]{0,20}\"|〔[^〕]{0,12}〕")
_OPEN, _CLOSE = "（(〔[【《“", "）)〕]】》”"
_HARD = re.compile("[（(〔\\[【《“,：:）)〕\\]】》”]")
_PLAIN_CUT = re.compile("[，；;]")
_DIGIT = re.compile("[0-9０-９]")
_DATES = re.compile(r"20[0-9]{2}年|[0-9]{1,2}月(?!子)|20[0-9]{2}\s*[—-]\s*20[0-9]{2}|[0-9]{1,2}日(?!均)")
_STILL_MORE = re.compile(r"\s*(?:力争|争取|努力|冲刺)(?:达到|实现|完成)?\s*[0-9]")
"""增长6%左右，力争6.5%: the second number says what the first said."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a sentence between ， and ；: its text, where it begins, its dates and quantities."""

    text: str
    begin: int
    dates: tuple[Deadline, ...]
    quantities: tuple[Quantity, ...]


def clauses(sentence: str, year: int | None) -> Iterator[Clause]:
    """The clauses of a sentence between ， and ；, with their dates and quantities."""
    dates = find_deadlines(sentence, year)
    masked, before, parts = _masked(sentence, dates), None, False
    for begin, end in _cuts(sentence):
        text = sentence[begin:end]
        plain = text.strip()
        if not plain:
            continue
        own = tuple([one for one in dates if begin <= one.begin < end]) if dates else ()
        quantities = tuple(find_quantities(masked[begin:end].strip()))
        if before is not None and quantities:
            quantities = _beside(before, quantities, f"{'其中' if parts else ''}{plain}", bool(own))
        before = quantities[-1] if quantities else before
        parts = plain == "其中"
        yield Clause(plain, begin + len(text) - len(text.lstrip()), own, quantities)


def _beside(
    before: Quantity, quantities: tuple[Quantity, ...], plain: str, dated: bool
) -> tuple[Quantity, ...]:
    """The quantities of a clause without parts of the one before it, and with its change: 力争6.5%."""
    if plain.startswith("其中") and not dated:
        return tuple(one for one in quantities if not is_part(one, before))
    if _STILL_MORE.match(plain):
        more = replace(quantities[0], change=quantities[0].change or before.change)
        return (more, *quantities[1:])
    return quantities


def _masked(sentence: str, dates: Sequence[Deadline]) -> str:
    """The sentence with its dates and quoted names made unreadable (□), every place kept."""
    if _DIGIT.search(sentence) is None and not dates:
        return sentence
    blank = list(sentence)
    for found in _QUOTES.finditer(sentence):
        for place in range(found.start(), found.end()):
            if blank[place].isdigit():
                blank[place] = "□"
    for found in _DATES.finditer(sentence):
        blank[found.start() : found.end()] = "□" * len(found.group())
    for one in dates:
        if one.recurrence == "":
            blank[one.begin : one.end] = "□" * (one.end - one.begin)
            continue
        for place in range(one.begin, one.end):
            if blank[place].isdigit():
                blank[place] = "□"
    return "".join(blank)


def _cuts(sentence: str) -> Iterator[tuple[int, int]]:
    if _HARD.search(sentence) is None:
        yield from _cut_plainly(sentence)
        return
    depth, start = 0, 0
    for place, character in enumerate(sentence):
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0 and (
            character in "，；;：:" or (character == "," and not sentence[place + 1 : place + 2].isdigit())
        ):
            if character in "：:" and sentence[place + 1 : place + 2].isdigit():
                continue
            yield start, place
            start = place + 1
    yield start, len(sentence)


def _cut_plainly(sentence: str) -> Iterator[tuple[int, int]]:
    """The pieces of a sentence without brackets and half-width commas."""
    start = 0
    for found in _PLAIN_CUT.finditer(sentence):
        yield start, found.start()
        start = found.end()
    yield start, len(sentence)


def is_date_only(clause: Clause) -> bool:
    """Whether a clause names a time and nothing else: 到2026年底，."""
    rest = clause.text
    for one in clause.dates:
        rest = rest.replace(one.phrase, "", 1)
    return len(re.sub(r"[\s“”\"年到至在力争确保，、]", "", rest)) == 0


_ONLY_DONE = re.compile(
    r"(?:并|且|要|须|需|确保|力争|争取|务必|于|在|到|至|前|全部|全面|基本|均|正式|按期|如期)*"
    r"(?:完成|完工|竣工|建成|投用|投产|投入使用|启用|上线|运行|交付|到位|落地|见效|办结|达标|销号)?(?:到位|投用|运行)?"
)


def is_end_of_what_precedes(clause: Clause) -> bool:
    """Whether a clause only says by when what stands before it is done: 年底前完成，9月底前建成投用."""
    rest = clause.text
    for one in clause.dates:
        rest = rest.replace(one.phrase, "", 1)
    return _ONLY_DONE.fullmatch(re.sub(r"[\s、]", "", rest)) is not None


def phrases(clause: Clause) -> Iterator[tuple[Quantity, str]]:
    """Each quantity with the words that name it: the whole clause, or its part between 、."""
    several = len(clause.quantities) > 1
    for quantity in clause.quantities:
        text = clause.text
        if several:
            left = max(text.rfind("、", 0, quantity.begin), text.rfind("，", 0, quantity.begin)) + 1
            ends = [
                place
                for place in (text.find("、", quantity.end), text.find("，", quantity.end))
                if place >= 0
            ]
            text = text[left : min(ends)] if ends else text[left:]
        yield quantity, text.strip().removeprefix("其中")[:LONGEST_PHRASE]
