"""A milestone (节点) in words: its name, its state, its date and how that is known, how it ended."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from huaian_tui.domain.answers.milestones import ConflictSide, MilestoneRow
from huaian_tui.domain.rules.lights import Light, Status
from huaian_tui.domain.rules.milestone_state import DONE, DueSource, MilestoneState
from huaian_tui.domain.words import endings
from huaian_tui.domain.words.days import chinese_day, iso_or_unknown
from huaian_tui.domain.words.lights import light_words
from huaian_tui.domain.words.paces import Pace
from huaian_tui.domain.words.targets import pace_words

CANCELLED = endings.CANCELLED
CONFLICT = "冲突待核"
"""Two officers decided apart; both decisions are kept until a later one settles it."""
CONFLICT_ASKED = ("ct", "ctd", "ctdh", "chongtu", "chongtudaihe", "冲突", "冲突待", "待核")
"""By what else it is asked for: initials, pinyin, what people say."""
ASSUMED = "假定"
"""A date that rests on an assumption (a bare year is read as 31 December)."""
UNDATED = "未定"
NO_DATE_IN_PLAN = "原文未写时限"
"""Said on paper, to people who know the plan and not the program."""
STRETCH = "力争"

SOURCES: dict[DueSource, str] = {
    "none": "未写",
    "quotation": "原文",
    "assumption": ASSUMED,
    "decision": "决定",
}
"""How a date is known, in two characters; 未写 where the plan gives none."""


def asks_conflict(word: str) -> bool:
    """Whether a folded word (``hygiene.search_key``) asks for what is in conflict."""
    return word == CONFLICT or word in CONFLICT_ASKED


ENTERED = "新增任务时写明"
"""The basis of a date that came with its task, where nobody wrote another."""


def title_words(state: MilestoneState) -> str:
    """What the milestone is, with 力争 where the plan says so."""
    return f"{state.title}（{STRETCH}）" if state.stretch else state.title


def state_word(row: MilestoneRow) -> str:
    """The word of the light; 中止 for a cancelled one, for a done one how (未达标办结, 超时办结 …)."""
    if row.state.status is Status.CANCELLED:
        return CANCELLED
    return row.state.done_word if row.state.status is Status.DONE else row.light.word


def state_words(row: MilestoneRow) -> str:
    """The same with the days where it is overdue: 逾期691天."""
    return light_words(row.light, row.overdue_days) if row.overdue_days else state_word(row)


def state_with_conflict(row: MilestoneRow) -> str:
    """The same with what must not be overlooked: 逾期691天 冲突待核."""
    return state_words(row) + (f" {CONFLICT}" if row.state.conflict else "")


def state_on_paper(row: MilestoneRow) -> str:
    """The same as a document says it, a completion with its day and how it was done: 2026年7月1日超时办结.

    Never 未达序时 without what it rests on: 未达序时：2026年9月30日读数5个，序时应达7.5个，差2.5个.
    """
    state = row.state
    if state.status is Status.DONE and state.completed_on is not None:
        return chinese_day(state.completed_on) + _done_on_paper(state)
    figures = behind_on_paper(row)
    return state_words(row) + (f"：{figures}" if figures else "")


def _done_on_paper(state: MilestoneState) -> str:
    """How it was done; where nobody had said by when, that it was done."""
    word = endings.ending_word(state)
    return DONE if word == endings.UNDATED_DONE else word


def behind_words(row: MilestoneRow) -> str:
    """By what a milestone is 未达序时: 2026-09-30 读数5个，序时应达7.5个，差2.5个; else nothing."""
    if row.light is not Light.BEHIND or row.pace is None or row.state.target is None:
        return ""
    return pace_words(row.state.target, row.pace, f"{row.pace.day.isoformat()} ")


def pace_line(row: MilestoneRow) -> str:
    """Whether a milestone keeps pace, and by what: 达序时，2026-09-30 读数8个，序时应达7.5个; or nothing."""
    if row.paced is None or row.measured is None or row.state.target is None:
        return behind_words(row)
    day = f"{row.measured.day.isoformat()} "
    said = pace_words(row.state.target, row.measured, day, behind=row.paced is Pace.BEHIND)
    return f"{row.paced.word}，{said}"


def behind_on_paper(row: MilestoneRow) -> str:
    """The same as a document says it."""
    if row.light is not Light.BEHIND or row.pace is None or row.state.target is None:
        return ""
    return pace_words(row.state.target, row.pace, chinese_day(row.pace.day))


def due_words(state: MilestoneState) -> str:
    """The date, marked where it is assumed: 2024-12-31（假定）; 未定 without one.

    One that an officer typed is marked by its convention: 2026-03-31（按季末计）.
    """
    if state.due is None:
        return UNDATED
    assumed = assumed_on_paper(state) if state.basis == ENTERED else f"（{ASSUMED}）" if state.assumed else ""
    return f"{state.due.isoformat()}{assumed}"


def due_on_paper(state: MilestoneState) -> str:
    """The same as a document says it: 2024年12月31日（按年底计）; 原文未写时限 without one."""
    return NO_DATE_IN_PLAN if state.due is None else chinese_day(state.due) + assumed_on_paper(state)


def assumed_on_paper(state: MilestoneState) -> str:
    """By which convention a day is assumed: （按年底计）, （按季末计）, （假定）; else nothing."""
    if not state.assumed or state.due is None:
        return ""
    return f"（{CONVENTIONS.get(convention(state), ASSUMED)}）"


def unexplained_on_paper(state: MilestoneState) -> str:
    """（假定） of a day that no sentence of ``conventions_explained`` covers, where these stand beside."""
    return "" if convention(state) in CONVENTION_SENTENCES else assumed_on_paper(state)


def convention(state: MilestoneState) -> str:
    """What alone the plan names of an assumed date: 年, 季度, 半年 or 月份; empty where that is not known.

    Judged by what its sentence quotes, else by what it says, else by the phrase of the plan.
    """
    if not state.assumed or state.due is None:
        return ""
    quoted = "".join(_QUOTED.findall(state.basis))
    for text in (quoted, _READ_AS.sub("", state.basis), state.phrase):
        for mark, named, ends in _NAMED:
            if mark in text:
                return named if (state.due.month, state.due.day) in ends else ""
    return ""


def conventions_explained(states: Iterable[MilestoneState]) -> list[str]:
    """How the bare years (quarters, …) among these dates are read, a sentence each; none where none is."""
    found = {convention(state) for state in states}
    return [sentence for named, sentence in CONVENTION_SENTENCES.items() if named in found]


CONVENTIONS = {"年": "按年底计", "季度": "按季末计", "半年": "按半年末计", "月份": "按月末计"}
"""What stands beside a day that the plan does not name, by what it does name."""

CONVENTION_SENTENCES = {
    "年": "方案只写年份的，时限按当年12月31日计。",
    "季度": "方案只写季度的，时限按该季度最后一天计。",
    "半年": "方案只写半年的，时限按该半年最后一天计。",
    "月份": "方案只写月份的，时限按当月最后一天计。",
}

_QUOTED = re.compile("“([^”]*)”")
_READ_AS = re.compile("按[^，；。]*计")
_QUARTER_ENDS = {(3, 31), (6, 30), (9, 30), (12, 31)}
_MONTH_ENDS = {(month, day) for month in range(1, 13) for day in (28, 29, 30, 31)}
_NAMED = (
    ("季", "季度", _QUARTER_ENDS),
    ("半年", "半年", {(6, 30), (12, 31)}),
    ("月", "月份", _MONTH_ENDS),
    ("年", "年", {(12, 31)}),
)
"""Marks in a text, what they say that it names, and the days that follow from it; the finest first."""


def source_word(state: MilestoneState) -> str:
    """How the date is known, in two characters."""
    return SOURCES[state.due_source]


def basis_words(state: MilestoneState) -> str:
    """The sentence that says how the date is known, after the word for it: 决定：……

    What an officer decided is a decision, also where a convention made the day of it. A date that was given
    with its task, and quotes nothing, has its basis alone; what an officer typed is no assumption of his.
    """
    if state.due_source == "quotation" and not state.phrase:
        return state.basis
    if state.basis == ENTERED and state.assumed:  # typed by an officer before the convention was written down
        return f"{ENTERED}，{CONVENTIONS.get(convention(state), '日期由所写的推定')}"
    known = SOURCES["decision"] if state.due_decided else source_word(state)
    said = state.basis
    if state.due is not None and known not in said:
        said = f"{known}：{said}"
    return said


def how_known(state: MilestoneState) -> str:
    """How the date is known in one line: the phrase of the plan, the sentence, and what date stood before."""
    if not state.phrase:
        return basis_words(state) + _before(state)
    said = state.basis if state.due_source == "quotation" else basis_words(state)
    return f"原文“{state.phrase}”；{said}{_before(state)}"


def _before(state: MilestoneState) -> str:
    moved = state.original_due is not None and state.original_due != state.due
    return f"，原定 {state.original_due}" if moved else ""


def due_with_before(state: MilestoneState) -> str:
    """The date, and the one it was moved from: 2026-12-31，原定 2025-12-31."""
    return due_words(state) + _before(state)


def completion_basis(state: MilestoneState) -> str:
    """The basis of a completion as people read it.

    Those that older programs wrote for confirmed reports end with digits of a record, which say nothing.
    """
    return _CONFIRMED.sub(r"\1", state.completion_basis)


_CONFIRMED = re.compile(r"(自报，经核实)（[0-9a-f]{8}）")


def moved_words(before: date | None, now: str) -> str:
    """A date that was moved: 原时限 2025年12月31日，新时限 2026年6月30日; ``now`` says how it is known."""
    return f"原时限 {UNDATED if before is None else chinese_day(before)}，新时限 {now}"


def ending_words(state: MilestoneState) -> str:
    """The day and basis of a completion, the basis of a cancellation; nothing for an open one."""
    if state.status is Status.OPEN:
        return ""
    basis = f"依据：{completion_basis(state)}"
    return basis if state.status is Status.CANCELLED else f"{iso_or_unknown(state.completed_on)}，{basis}"


def ended(state: MilestoneState) -> str:
    """The same after what it is: 办结 2026-07-01，依据：……; nothing for an open one."""
    word = {Status.OPEN: "", Status.DONE: DONE, Status.CANCELLED: CANCELLED}[state.status]
    return " ".join(part for part in (word, ending_words(state)) if part)


def conflict_words(state: MilestoneState) -> str:
    """What a conflict is, what shows until then, and how it is settled."""
    return (
        f"有 {len(state.heads)} 项决定互不知情；核定之前都不算数，仍按此前的时限督办；"
        "核实后采用一方，或另作决定，即以核定的为准"
    )


def side_words(side: ConflictSide) -> str:
    """Whose side of a conflict it is: 张三（我方）, 乙."""
    return (side.officer or "未署名") + ("（我方）" if side.mine else "")


def outcome_words(state: MilestoneState) -> str:
    """What holds of a milestone when this side is kept: 办结 2026-07-01，时限 2025-12-31."""
    if state.conflict:
        return f"仍是{CONFLICT}，另行核定"
    word = {Status.OPEN: "继续督办", Status.DONE: state.done_word, Status.CANCELLED: CANCELLED}[state.status]
    day = f" {iso_or_unknown(state.completed_on)}" if state.status is Status.DONE else ""
    return f"{word}{day}，时限 {due_words(state)}"
