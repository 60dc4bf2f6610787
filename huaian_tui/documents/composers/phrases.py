"""Small pieces of wording that several composers use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.overview import PlanRow
from huaian_tui.domain.text.short_titles import CUT
from huaian_tui.domain.words.milestones import ENTERED

CLOSED_REPEATS = "已报送过的材料不重复报送。"
"""减负规定: the same material is not asked for twice."""

MOST_QUOTED = 300
"""Characters of a typed text that a sentence quotes; the whole stands in the ledger."""

MERE_DATE = re.compile(r"[0-9年月日号./\-]+")
"""As it is typed where a task is entered by hand: 2026-02-15."""

_NUMERALS = "一二三四五六七八九十"
_ENDS = "。；，、：;,:.． "


def chinese_number(number: int) -> str:
    """1 to 99 in Chinese numerals, for headings."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_NUMERALS[tens - 1]}十"
    return head + (_NUMERALS[ones - 1] if ones else "")


def one_line(text: str, most: int = MOST_QUOTED) -> str:
    """A typed text in one line without its end mark, cut with …… after ``most`` characters."""
    line = " ".join(text.split())
    if len(line) > most:
        return line[:most].rstrip(_ENDS) + CUT
    return line.rstrip(_ENDS)


def sentence(text: str, most: int = MOST_QUOTED) -> str:
    """A typed text as one sentence that ends with exactly one mark."""
    line = one_line(text, most)
    return line if line.endswith(("！", "？", "!", "?")) else f"{line}。"


def taken_up(basis: str, before: str = "") -> str:
    """本次交办的立项依据：…。 Why the matter was taken up, as typed; nothing where nothing was typed."""
    return f"{before}立项依据：{sentence(basis)}" if basis.strip() else ""


def joined(parts: Iterable[str], mark: str = "，") -> str:
    """The parts that are not empty, with the mark between them."""
    return mark.join(part for part in parts if part)


def numbered(sentences: Sequence[str]) -> list[str]:
    """1.… 2.… when there are several; a single one stands without a number.

    What begins with a figure stands apart from its number: 1.2026年 would be read as one.
    """
    if len(sentences) <= 1:
        return list(sentences)
    return [f"{place}.{' ' if text[:1].isdecimal() else ''}{text}" for place, text in enumerate(sentences, 1)]


def plan_quoted(plan: PlanRow) -> str:
    """The plan's title in its marks, with its stage as long as it is not the issued text."""
    stage = f"（{plan.stage}）" if plan.stage else ""
    return f"《{plan.title}》{stage}"


def basis_words(milestone: MilestoneRow) -> str:
    """The phrase of the plan that it rests on, else the officer's decision; a mere date says nothing more."""
    state = milestone.state
    if MERE_DATE.fullmatch(state.phrase) or (not state.phrase and state.basis == ENTERED):
        return ""
    if state.phrase:
        return f"原文：“{state.phrase}”"
    return f"依据：{one_line(state.basis)}"
