"""The clauses of a sentence, with the dates and the quantities that each names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from huaian_tui.domain.reading.deadlines import Deadline, find_deadlines
from huaian_tui.domain.reading.quantities import Quantity, find_quantities, is_part

LONGEST_PHRASE = 200
"""Characters of a phrase that a proposal quotes."""

_QUOTES = re.compile(r"“[^“”]{0,30}”|《[^《》]{0,60}》|「[^」]{0,30}」|\"[^\"]{0,20}\"|〔[^〕]{0,12}〕")
_OPEN, _CLOSE = "（(〔[【《“", "）)〕]】》”"
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
    blank = list(sentence)
    for found in _QUOTES.finditer(sentence):
        for place in range(found.start(), found.end()):
            if blank[place].isdigit():
                blank[place] = "□"
    for found in re.finditer(
        r"20[0-9]{2}年|[0-9]{1,2}月(?!子)|20[0-9]{2}\s*[—-]\s*20[0-9]{2}|[0-9]{1,2}日(?!均)", sentence
    ):
        for place in range(found.start(), found.end()):
            blank[place] = "□"
    for one in dates:
        for place in range(one.begin, one.end):
            if one.recurrence == "" or blank[place].isdigit():
                blank[place] = "□"
    masked, before = "".join(blank), None
    for begin, end in _cuts(sentence):
        text = sentence[begin:end]
        if not text.strip():
            continue
        own = tuple(one for one in dates if begin <= one.begin < end)
        quantities = tuple(find_quantities(masked[begin:end].strip()))
        if before is not None and text.lstrip().startswith("其中") and not own:
            quantities = tuple(one for one in quantities if not is_part(one, before))
        if before is not None and quantities and _STILL_MORE.match(text):
            more = replace(quantities[0], change=quantities[0].change or before.change)
            quantities = (more, *quantities[1:])
        before = quantities[-1] if quantities else before
        yield Clause(text.strip(), begin + len(text) - len(text.lstrip()), own, quantities)


def _cuts(sentence: str) -> Iterator[tuple[int, int]]:
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


def is_date_only(clause: Clause) -> bool:
    rest = clause.text
    for one in clause.dates:
        rest = rest.replace(one.phrase, "", 1)
    return len(re.sub(r"[\s“”\"年到至在力争确保，、]", "", rest)) == 0


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
