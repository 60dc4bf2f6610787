"""One item of a paper that asks for what is due: what it is in the plan's own words, its deadline in force.

The phrase of the plan stands in its marks, beside it what an officer decided: an extension with its basis
and the day it was moved from.
"""

from __future__ import annotations

from huaian_tui.documents.composers.phrases import MERE_DATE, joined, one_line
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.text.clauses import clause
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.milestones import ENTERED, STRETCH, assumed_on_paper, due_on_paper, title_words
from huaian_tui.domain.words.targets import target_words

QUOTED = "“"
"""Where this stands in an item, it quotes the plan."""

_LONGEST_BASIS = 60


def item_words(milestone: MilestoneRow, quoted: int, *, handed: bool = False, rest: str = "") -> str:
    """What the item is, its target, what its deadline rests on, and ``rest``: its sources, who else has it.

    At most ``quoted`` characters of the phrase of the plan. ``handed``: a leader handed it over, so that it
    says itself where its deadline comes from.
    """
    state = milestone.state
    said = named_with_phrase(state, quoted)
    return joined((said, _aim(state, said), decided_words(state, handed=handed), rest), "；")


def named_with_phrase(state: MilestoneState, most: int) -> str:
    """“2024年启动…工作”, or the title and the phrase behind it where that says it in other words."""
    title = clause(title_words(state))
    if not state.phrase or MERE_DATE.fullmatch(state.phrase):
        return title
    phrase = one_line(state.phrase, most)
    if state.title in phrase and (not state.stretch or STRETCH in phrase):
        return f"{QUOTED}{phrase}”"
    called = clause(state.title) if STRETCH in phrase else title
    return f"{called}（{QUOTED}{phrase}”）"


def _aim(state: MilestoneState, said: str) -> str:
    """目标：…, unless the words say the number already, or the plan does not print it at all."""
    if state.target is None or state.target.inferred:
        return ""
    number = state.target.text.partition("（")[0].removeprefix("累计")
    return "" if number in said else f"目标：{target_words(state.target)}"


def is_moved(state: MilestoneState) -> bool:
    """Whether an officer moved its deadline from another one."""
    return state.due_decided and state.original_due is not None and state.original_due != state.due


def decided_words(state: MilestoneState, *, handed: bool = False) -> str:
    """延期依据：…（原定2025年12月31日）, or what a deadline rests on that the plan does not give."""
    basis = "" if state.basis == ENTERED else one_line(state.basis, _LONGEST_BASIS)
    if is_moved(state) and state.original_due is not None:
        later = state.due is not None and state.due > state.original_due
        word = "延期" if later else "时限调整"
        return f"{word}依据：{basis or '未写'}（原定{chinese_day(state.original_due)}）"
    if state.due_decided:
        return f"时限依据：{basis}" if basis else ""
    return "" if state.phrase or handed or not basis or state.due is None else f"依据：{basis}"


def deadline_line(state: MilestoneState) -> str:
    """The same as ``deadline_words``, on one line."""
    return deadline_words(state).replace("\n", "")


def deadline_words(state: MilestoneState) -> str:
    """The deadline in force for its cell, with （延期后） or by which convention it is read."""
    if state.due is None:
        return due_on_paper(state)
    mark = "（延期后）" if is_moved(state) and state.original_due and state.due > state.original_due else ""
    return joined((chinese_day(state.due), mark or assumed_on_paper(state)), "\n")
