"""Words that several commands share: lights with days, how a date is known, targets, ids."""

from __future__ import annotations

from datetime import date

from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.columns import Lit
from huaian_tui.domain.rules.lights import Light, Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.rules.targets import Target, format_number
from huaian_tui.ledger.identity import short_id


def chinese_day(day: date) -> str:
    """2026年6月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def task_light_word(task: TaskRow) -> Lit:
    """逾期325天, 临期 …"""
    return Lit(task.light.word + (f"{task.overdue_days}天" if task.overdue_days else ""), task.light)


def milestone_word(row: MilestoneRow) -> Lit:
    """Where a milestone stands, in one word, with what must not be overlooked."""
    state = row.state
    word = row.light.word + (f"{row.overdue_days}天" if row.overdue_days else "")
    if state.status is Status.CANCELLED:
        word = "中止"
    elif state.status is Status.DONE:
        word = state.done_word
    return Lit(word + (" 冲突待核" if state.conflict else ""), row.light)


def due_word(state: MilestoneState) -> str:
    """The date with 假定 where it rests on an assumption."""
    if state.due is None:
        return "未定"
    return state.due.isoformat() + ("（假定）" if state.assumed else "")


def target_word(target: Target | None) -> str:
    """What people read of a target, with what the text leaves open."""
    if target is None:
        return ""
    marks = (("累计", target.cumulative), ("推断", target.inferred))
    remarks = [word for word, said in marks if said and word not in target.text]
    return target.text + (f"（{'，'.join(remarks)}）" if remarks else "")


def how_known(state: MilestoneState) -> str:
    """How a milestone's date is known: the quoted phrase, a decision, an assumption."""
    parts = [f"原文“{state.phrase}”"] if state.phrase else []
    if state.due_decided:
        before = f"，原时限{state.original_due.isoformat()}" if state.original_due else ""
        parts.append(f"决定：{state.basis}{before}" + ("（时限按通例推定，假定）" if state.assumed else ""))
    else:
        parts.append(state.basis)
    return "；".join(parts)


def completion_word(state: MilestoneState) -> str:
    """When and on what basis a milestone was done, or why it was cancelled."""
    if state.status is Status.OPEN:
        return ""
    if state.status is Status.CANCELLED:
        return f"中止：{state.completion_basis}"
    value = ""
    if state.completion_value is not None:
        met = {True: "（达标）", False: "（未达标）", None: ""}[state.met]
        value = f"，读数 {format_number(state.completion_value)}{met}"
    return f"{iso_or_unknown(state.completed_on)}办结：{state.completion_basis}{value}"


def iso_or_unknown(day: date | None) -> str:
    """The day as YYYY-MM-DD, or 日期不详."""
    return "日期不详" if day is None else day.isoformat()


def iso_or_nothing(day: date | None) -> str:
    """The day as YYYY-MM-DD; without one nothing."""
    return "" if day is None else day.isoformat()


def note_name(note: NoteRow) -> str:
    """The short id with 更正 and 已撤回 where they apply."""
    marks = [word for word, said in (("更正", note.corrected), ("已撤回", note.retracted)) if said]
    return " ".join((short_id(note.record_id), *marks))


def task_place(number: int) -> str:
    """第2行."""
    return f"第{number}行"


def light_counts(counts: dict[Light, int]) -> str:
    """逾期5，临期0 …: only what there is."""
    return "，".join(f"{light.word} {count}" for light, count in counts.items() if count) or "没有任务"
