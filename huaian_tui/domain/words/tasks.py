"""A task (重点任务) in words: the parts units have in it, its duties, what it lacks."""

from __future__ import annotations

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
