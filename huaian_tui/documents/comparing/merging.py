"""A draft composed again: what was written by hand is kept, all else is as composed now (a merge of three).

Where a paragraph was written anew by hand and is composed otherwise now, the draft holds both, each behind a
mark, until an officer has chosen: a paper with a mark in it is not issued.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from itertools import takewhile
from typing import Any

from huaian_tui.documents.comparing.alignment import aligned
from huaian_tui.documents.comparing.changes import FIELDS, value_words
from huaian_tui.documents.comparing.day_words import DayWords
from huaian_tui.documents.comparing.places import places_of, words_of
from huaian_tui.documents.model import Block, Heading, OfficialDocument, Paragraph, Picture, Table

BY_HAND, ANEW, BY_HAND_ALONE = "【手改的】", "【重拟的】", "【手改的，重拟后没有这一段】"
"""Stand before the two versions of what was changed on both sides; the last where there is one alone."""

MARK = re.compile("【(?:手改的|重拟的|手改的，重拟后没有这一段)】")
"""Any of them."""
_MERGED_APART = frozenset(("body", "attachments", "date", "printed_on", "draft"))


@dataclass(frozen=True, slots=True)
class Both:
    """What was changed by hand and is composed otherwise now; ``anew`` empty: it is not composed any more."""

    place: str
    by_hand: str
    anew: str


@dataclass(frozen=True, slots=True)
class Merged:
    """The draft composed again: ``kept`` parts stand as written by hand, ``both`` are to be chosen from."""

    document: OfficialDocument
    kept: int
    both: tuple[Both, ...]


Choice = Callable[[Sequence[Block], Sequence[Block]], list[Block]]
"""What is to stand of what was changed on both sides: of what was written by hand, and what is anew."""


def with_both(by_hand: Sequence[Block], anew: Sequence[Block]) -> list[Block]:
    """Both, each behind its mark."""
    mark = BY_HAND if anew else BY_HAND_ALONE
    marked = [_marked(mark, one) for one in by_hand]
    return [*marked, *(one if isinstance(one, Table | Picture) else _marked(ANEW, one) for one in anew)]


def by_hand_alone(by_hand: Sequence[Block], anew: Sequence[Block]) -> list[Block]:
    """What was written by hand."""
    return list(by_hand)


def anew_alone(by_hand: Sequence[Block], anew: Sequence[Block]) -> list[Block]:
    """What is composed now."""
    return list(anew)


def marks_in(document: OfficialDocument) -> list[str]:
    """The places where somebody has to choose yet: title, 主送 and paragraphs with a mark."""
    outside = ("标题", document.title), ("主送", "".join(document.recipients))
    found = [place for place, text in outside if MARK.search(text)]
    placed = zip(places_of(document.body), document.body, strict=True)
    return found + [place for place, block in placed if MARK.match(words_of(block))]


@dataclass(slots=True)
class _Tally:
    """What a merge came to beside the document."""

    both: list[Both]
    kept: int = 0


def merged(
    composed: OfficialDocument,
    draft: OfficialDocument,
    fresh: OfficialDocument,
    days: DayWords,
    choice: Choice = with_both,
) -> Merged:
    """``draft`` is what was made of ``composed`` by hand, ``fresh`` what is composed in its place now."""
    tally = _Tally([])
    outside = dict(_outside(composed, draft, fresh, choice, tally))
    written = _unmarked(draft.body, composed.body)
    body = tuple(_body(composed.body, written, fresh.body, partial(_one, days, choice, tally)))
    return Merged(replace(fresh, body=body, **outside), tally.kept, tuple(tally.both))


# ---------------------------------------------------------------------- paragraphs


@dataclass(frozen=True, slots=True)
class _Written:
    """A block of the draft; ``open``: it bore a mark, so that nobody has chosen yet.

    ``beside``: the words of what stood beside it, which was composed in its place; ``alone``: nothing was.
    """

    block: Block
    open: bool = False
    beside: str = ""
    alone: bool = False


def _unmarked(draft: Sequence[Block], composed: Sequence[Block]) -> list[_Written]:
    """The draft without the marks of an earlier merge, and without what stood beside them as composed."""
    known = {words_of(one) for one in composed}
    written = list[_Written]()
    for block in draft:
        words = words_of(block)
        mark = MARK.match(words)
        if isinstance(block, Table | Picture) or mark is None:
            written.append(_Written(block))
        elif mark.group() == ANEW and words[mark.end() :] in known:
            if written and written[-1].open and not written[-1].beside:
                written[-1] = replace(written[-1], beside=words[mark.end() :])
        elif rest := words[mark.end() :]:
            written.append(_Written(Paragraph(rest), open=True, alone=mark.group() == BY_HAND_ALONE))
    return written


@dataclass(frozen=True, slots=True)
class _Three:
    """A block of the draft, what it was composed as (None: added by hand), what it is composed as now."""

    written: _Written
    composed: Block | None
    fresh: Block | None
    place: str


def _body(
    composed: Sequence[Block],
    draft: Sequence[_Written],
    fresh: Sequence[Block],
    result: Callable[[_Three], list[Block]],
) -> list[Block]:
    """In the order of the draft; what is new in ``fresh`` follows what it follows there."""
    base, anew, places = _all_words(composed), _all_words(fresh), places_of(composed)
    typed = [one.beside or words_of(one.block) for one in draft]
    # What had no place in the paper as composed stands for none of its paragraphs, wherever it is.
    placed = [at for at, one in enumerate(draft) if not one.alone]
    pairs = aligned(base, [typed[at] for at in placed], in_place=True)
    made_of = {placed[k]: i for i, k in pairs if k is not None}
    again = {i: k for i, k in aligned(base, anew, moved=False) if i is not None and k is not None}
    added = [k for k in range(len(fresh)) if k not in set(again.values())]
    out, ends = list[Block](), dict[int, int]()  # where in ``out`` a block of ``fresh`` ends
    for at, written in enumerate(draft):
        i = made_of.get(at)
        k = next((one for one in added if i is None and anew[one] == typed[at]), None)
        k = again.get(i) if i is not None else k
        of = _Three(
            written,
            None if i is None else composed[i],
            None if k is None else fresh[k],
            "" if i is None else places[i],
        )
        out += result(of)
        if k is not None:
            ends[k] = len(out)
    for k in (one for one in added if one not in ends):
        before = [one for one in ends if one < k]
        end = ends[max(before)] if before else 0
        out.insert(end, fresh[k])
        ends = {one: place + (place > end) for one, place in ends.items()} | {k: end + 1}
    return out


def _all_words(blocks: Sequence[Block]) -> list[str]:
    return [words_of(one) for one in blocks]


def _one(days: DayWords, choice: Choice, tally: _Tally, of: _Three) -> list[Block]:
    """What becomes of one block of the draft."""
    block, typed = of.written.block, words_of(of.written.block)
    old = None if of.composed is None else words_of(of.composed)
    new = None if of.fresh is None else words_of(of.fresh)
    if of.fresh is not None and typed == new:
        return [of.fresh]
    if old is None and not of.written.open:
        tally.kept += 1
        return [block]
    if typed == old and not of.written.open:
        return [] if of.fresh is None else [of.fresh]
    if old is not None and new is not None and days.same(old, new) and not of.written.open:
        tally.kept += 1
        return [_with_words(block, days.brought_up(typed, old, new))]
    tally.both.append(Both(of.place, typed, new or ""))
    return choice([block], [] if of.fresh is None else [of.fresh])


def _with_words(block: Block, words: str) -> Block:
    """A block that was written by hand, with other words: without records, which nobody vouches for."""
    if isinstance(block, Table | Picture) or words == words_of(block):
        return block
    if isinstance(block, Paragraph):
        lead = block.lead if words.startswith(block.lead) else ""
        return Paragraph(words[len(lead) :], indent=block.indent, lead=lead, lead_level=block.lead_level)
    return Heading(block.level, words)


def _marked(mark: str, block: Block) -> Block:
    return block if isinstance(block, Table | Picture) else Paragraph(f"{mark}{words_of(block)}")


# ---------------------------------------------------------------------- outside the text


def _outside(
    composed: OfficialDocument,
    draft: OfficialDocument,
    fresh: OfficialDocument,
    choice: Choice,
    tally: _Tally,
) -> Iterator[tuple[str, Any]]:
    """Title, 主送 and whatever else was written by hand outside the text."""
    for field in fields(OfficialDocument):
        if field.name in _MERGED_APART:
            continue
        old, written, new = (getattr(one, field.name) for one in (composed, draft, fresh))
        plain, is_open = _plain(written)
        if value_words(plain) == value_words(new) or (value_words(plain) == value_words(old) and not is_open):
            continue
        if value_words(old) == value_words(new) and not is_open:
            tally.kept += 1
            yield field.name, plain
            continue
        tally.both.append(Both(FIELDS.get(field.name, field.name), value_words(plain), value_words(new)))
        yield field.name, _chosen(plain, new, choice)


def _plain(written: Any) -> tuple[Any, bool]:
    """What was written by hand without marks and without what stands behind the other; if it bore one."""
    if isinstance(written, str) and written.startswith(BY_HAND):
        return written.removeprefix(BY_HAND).split(ANEW)[0], True
    if isinstance(written, tuple) and written and str(written[0]).startswith(BY_HAND):
        own = list(takewhile(lambda one: not one.startswith(ANEW), written))
        return (own[0].removeprefix(BY_HAND), *own[1:]), True
    return written, False


def _chosen(by_hand: Any, anew: Any, choice: Choice) -> Any:
    """One of the two, or both with their marks: a text behind the other, names one after the other."""
    if choice is anew_alone:
        return anew
    if choice is by_hand_alone or type(by_hand) is not type(anew):
        return by_hand
    if isinstance(anew, str):
        return f"{BY_HAND}{by_hand}{ANEW}{anew}".replace("\n", "")
    if isinstance(anew, tuple):
        both = ((BY_HAND, by_hand), (ANEW, anew))
        return tuple(
            f"{mark}{name}" if at == 0 else name for mark, names in both for at, name in enumerate(names)
        )
    return by_hand
