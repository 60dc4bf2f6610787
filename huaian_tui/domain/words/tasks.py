"""A task (重点任务) in words: the parts units have in it, its duties, what it lacks."""

from __future__ import annotations

from huaian_tui.domain.answers.task_rows import TaskRow, UnitSlotRow

ROLES = {"lead": "牵头", "support": "责任"}
"""The part of a unit in a task."""

DUTIES = {
    "periodic": ("定期", "原文没有写间隔"),
    "standing": ("长期", "原文没有写期限，不会逾期"),
}
"""What kinds of duty without a date are called, and what that means."""

SELF_SUPERVISED = "由督查单位自己牵头，照常督查"
"""Said of a task that the supervising unit leads itself."""

NO_MILESTONES = "原文没有写时限，也没有设节点，不算逾期"
"""Said of a task without milestones, before the way to set one."""


def slot_words(slot: UnitSlotRow) -> str:
    """A unit of a task: as printed, then what it is read as, what it is called now, or who has the task."""
    if slot.passed_on:
        return f"{slot.raw}（现由{slot.now}承担）"
    if slot.now not in ("", slot.raw):
        return f"{slot.raw}（现称{slot.now}）"
    if slot.raw == slot.name or slot.open:
        return slot.raw
    return f"{slot.raw}（按{slot.name}）"


def units_found(task: TaskRow) -> str:
    """Who leads and supports a task, as printed and by the names of the day: either may be looked for."""
    lead, support = (
        "、".join(printed) + (f"（现{'、'.join(now)}）" if now != printed else "")
        for printed, now in ((task.lead, task.lead_now), (task.support, task.support_now))
    )
    return f"牵头：{lead}；责任：{support}"


def on_withdrawn_words(no: str, text: str, records: int, withdrawn: tuple[str, str, str]) -> str:
    """What is said of records about a task withdrawn elsewhere; ``withdrawn``: who, ISO day, record id.

    The last eight digits of the record's id are what a command takes.
    """
    by, on, record = withdrawn
    return (
        f"{no}“{text}”已由{by}于 {on} 撤回，另有写在它上面的 {records} 条记录，都留着但不列出；"
        f"要恢复：record retract {record[-8:]} --reason 理由。"
    )
