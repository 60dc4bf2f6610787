"""Numbered measures within one cell or paragraph, and the words about units at the end of a measure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from huaian_tui.domain.reading.column_heads import LABEL
from huaian_tui.domain.reading.duties import Duty, is_duty, read_duty
from huaian_tui.domain.reading.item_labels import CHAPTER, SECTION, read_label
from huaian_tui.domain.reading.unit_prefixes import PREFIX

_CLOSING = {"）": "（", ")": "(", "〕": "〔", "]": "[", "】": "【"}
_ENDING = re.compile(r"[\s。；;，,]*$")
_EQUALLY = re.compile("按照?职责分工|分工负责|分别负责")
_SAYS_DUTY = re.compile("牵头|负责|责任单位|配合单位|按职责")
_DOES = re.compile("牵头|负责|按职责|会同|配合|实施|落实|承办")
_CHARGED = re.compile("^(?:由|请|责成)")
_DUTY_CLAUSE = re.compile("(?:负责|牵头|配合|落实|实施|承办|参与)$")
_NUMBERED = re.compile(r"[（(]?(?P<n>[0-9]{1,2})(?:[）).．、]|\s)(?P<rest>.*)", re.S)
_INLINE_CIRCLED = re.compile(r"(?=[①-⑳])")
_INLINE_FIRST = re.compile(r"(?<=[。；：:）〕])\s*(?=[一二三四五六七八九十]是)|^(?=[一二三四五六七八九十]是)")
_INLINE_NUMBER = re.compile(r"(?<=[。；：:）〕\s])(?=[0-9]{1,2}[.．、](?![0-9]))")
_INLINE_BRACKETED = re.compile(r"(?<=[。；：:）〕\s])(?=[（(][0-9]{1,2}[）)])|^(?=[（(][0-9]{1,2}[）)])")


_LISTED = re.compile("[、，]")
_STOPS = tuple("，。；;")
"""建学校5所（市教育局、市财政局），建食堂6家（…）: a list of units between a measure and a stop."""
_MAY_NUMBER = re.compile(r"[①-⑳㉑-㉟]|[一二三四五六七八九十百零〇]|[0-9０-９]\s*[.．、﹒,，)）\s]|第")
"""What stands in every text with numbered pieces."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A piece of a text with its number (``""`` without) and its words about units."""

    number: str
    text: str
    duty: Duty


def without_duty(text: str, *, clauses: bool = True) -> tuple[str, Duty]:
    """A text without the bracket, labels or sentence at its end that say who does it, and what they say.

    ``clauses``: nor without such a clause within its last sentence.
    """
    plain = text.strip()
    duties = list[Duty]()
    while True:
        cut = _last_bracket(plain)
        if cut is None:
            break
        begin, end = cut
        if not is_duty(plain[begin:end]):
            break
        duties.insert(0, read_duty(plain[begin:end]))
        plain = plain[:begin].rstrip()
        if plain[-1:] in "。；！":
            break
    if duties:
        return plain, together(duties)
    label = LABEL.search(plain)
    if label is not None and label.start() > 0 and plain[label.start() - 1] in "。；;，, \n\t　":
        duty = read_duty(plain[label.start() :])
        if duty.names_units:
            return plain[: label.start()].rstrip(" ，,；;\n　"), duty
    begin = plain.rstrip("。；;").rfind("。") + 1
    sentence = plain[begin:].strip()
    if begin > 0 and len(sentence) <= 200 and _DOES.search(sentence) and not re.search("[（(:：]", sentence):
        duty = read_duty(sentence)
        said = duty.lead or _EQUALLY.search(sentence) or _CHARGED.match(sentence)
        if said and duty.names_units and not duty.left:
            return plain[:begin].rstrip(), duty
    return _without_clause(plain, begin) if clauses else (plain, Duty())


def _without_clause(plain: str, begin: int) -> tuple[str, Duty]:
    """The text without the clauses of its last sentence that say who does it: A，甲局负责，6月底前完成。"""
    ends = plain[begin:].rstrip("。；; ")
    pieces = ends.split("，")
    if not 2 <= len(pieces) <= 12 or len(ends) > 300 or not _SAYS_DUTY.search(ends):
        return plain, Duty()
    says = [_says_who(one) for one in pieces]
    if not any(says) or says[0]:
        return plain, Duty()
    first, last = says.index(True), len(says) - says[::-1].index(True)
    if not all(says[first:last]):
        return plain, Duty()
    duty = read_duty("，".join(pieces[first:last]))
    said = duty.lead or _EQUALLY.search(ends) or _CHARGED.match(pieces[first])
    charged = all(PREFIX.match(one.name) for one in duty.units)  # 市交通运输局负责
    if not (said or charged) or not duty.names_units or duty.left:
        return plain, Duty()
    rest = "，".join([*pieces[:first], *pieces[last:]])
    return f"{plain[:begin]}{rest}{plain[begin + len(ends) :]}".strip(), duty


def _says_who(clause: str) -> bool:
    """Whether a clause names units with what they do, and nothing else."""
    plain = clause.strip()
    if not _DUTY_CLAUSE.search(plain) or re.search("[（(:：0-9]", plain):
        return False
    duty = read_duty(plain)
    return duty.names_units and not duty.left


def _last_bracket(text: str) -> tuple[int, int] | None:
    """The bracket that ends a text, a closing mark behind it apart."""
    end = _ENDING.search(text)
    stop = len(text) if end is None else end.start()
    if stop == 0 or text[stop - 1] not in _CLOSING:
        return None
    depth = 0
    for place in range(stop - 1, -1, -1):
        if text[place] in _CLOSING:
            depth += 1
        elif text[place] in _CLOSING.values():
            depth -= 1
            if depth == 0:
                return place, stop
    return None


def together(duties: list[Duty]) -> Duty:
    """Several brackets behind one measure as one."""
    first = duties[0]
    for more in duties[1:]:
        first = Duty(
            lead=first.lead + more.lead,
            units=first.units + more.units,
            support=first.support + more.support,
            open=tuple(dict.fromkeys((*first.open, *more.open))),
            due_text="；".join(one for one in (first.due_text, more.due_text) if one),
            first_leads=first.first_leads or more.first_leads,
            for_all=first.for_all or more.for_all,
            added=first.added or more.added,
            added_units=first.added_units + more.added_units,
            persons=first.persons or more.persons,
            left=first.left + more.left,
            doubts=first.doubts + more.doubts,
            lead_raw="；".join(one for one in (first.lead_raw, more.lead_raw) if one),
            support_raw="；".join(one for one in (first.support_raw, more.support_raw) if one),
        )
    return first


@lru_cache(maxsize=64)
def cut_numbered(text: str) -> tuple[tuple[str, str], ...]:
    """(number, text) of the numbered pieces of a text, one numbered on from 1; none where it is not.

    What stands before the first number comes with ``""``.
    """
    in_turn = _in_turn(text.split("\n"))
    if in_turn:
        return tuple(in_turn)
    for pieces in _cuts(text):
        labelled = [(read_label(one), one) for one in pieces if one.strip()]
        numbers = [label.number for label, _ in labelled if label is not None]
        if len(numbers) >= 2 and numbers == [str(one + 1) for one in range(len(numbers))]:
            return tuple(
                _joined(
                    [(label.number, label.rest) if label else ("", one.strip()) for label, one in labelled]
                )
            )
    return ()


def _in_turn(lines: list[str]) -> list[tuple[str, str]]:
    """Lines that each begin with the next number, whatever follows it: 1.6月底, 2.9月底."""
    found = [_NUMBERED.match(one.strip()) for one in lines if one.strip()]
    if len(found) < 2 or [one["n"] if one else "" for one in found] != [
        str(at + 1) for at in range(len(found))
    ]:
        return []
    return [(one["n"], one["rest"].strip()) for one in found if one is not None]


def _cuts(text: str) -> list[list[str]]:
    if _MAY_NUMBER.search(text) is None:
        return []
    lines = text.split("\n")
    ways = [lines] if len(lines) > 1 else []
    for pattern in (_INLINE_CIRCLED, _INLINE_FIRST, _INLINE_BRACKETED, _INLINE_NUMBER):
        pieces = [one for one in pattern.split(text.replace("\n", "")) if one.strip()]
        if len(pieces) > 1:
            ways.append(pieces)
    return ways


def _joined(pieces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Lines without a number belong to the piece before them."""
    result = list[tuple[str, str]]()
    for number, text in pieces:
        if number or not result:
            result.append((number, text))
        else:
            result[-1] = (result[-1][0], result[-1][1] + text)
    return result


def measures_of(text: str) -> list[Measure]:
    """The numbered measures of a text that have units or dates of their own; [] when it is one task."""
    pieces = cut_numbered(text)
    if not pieces:
        return []
    found, lead = list[Measure](), ""
    for number, piece in pieces:
        if not number:
            lead = piece
            continue
        plain, duty = without_duty(piece)
        found.append(Measure(number, plain, duty))
    own = sum(one.duty.names_units or bool(one.duty.due_text) for one in found)
    if own < max(2, len(found) / 2):
        return []
    if lead and len(lead) > 60:
        return [Measure("", lead, Duty()), *found]
    return found


def brackets_within(text: str) -> list[Measure]:
    """Measures of one paragraph that each end with a bracket of units: A。（市甲局）B。（市乙局）.

    [] for fewer.
    """
    pieces, start, depth, begin = list[str](), 0, 0, 0
    for place, character in enumerate(text):
        if character in _CLOSING.values():
            begin = place if depth == 0 else begin
            depth += 1
        elif character in _CLOSING and depth:
            depth -= 1
            inside = text[begin : place + 1]
            listed = _LISTED.search(inside) is not None and text[place + 1 : place + 2] in _STOPS
            said = listed or text[begin - 1] in "。；;，：" or _SAYS_DUTY.search(inside) is not None
            ends = begin > start and said
            if depth == 0 and ends and is_duty(inside):
                pieces.append(text[start : place + 1])
                start = place + 1
    if len(pieces) < 2 or text[start:].strip(" 。；;"):
        return []
    return [_measure(one.lstrip(" 。；;，")) for one in pieces]


def _measure(piece: str) -> Measure:
    label = read_label(piece)
    if label is None or label.kind in (CHAPTER, SECTION):
        return Measure("", *without_duty(piece))
    return Measure(label.number, *without_duty(label.rest))
