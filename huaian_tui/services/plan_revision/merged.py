"""What was decided on milestones of a task that merges into another: told one by one, with the way on. Pure.

A decision is somebody's word on one milestone of one text. Whether it holds of the merged text too, which
often asks for more, only a person can say; so it is not said again by the program (decision 033).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.text.hygiene import ellipsis
from huaian_tui.services.plan_revision.carrying import Part, same_goal

_BASIS = "--basis 依据"
_LONGEST = 60


def told_of_merged(
    old: Sequence[Part],
    states: Sequence[MilestoneState],
    recorded: Collection[str],
    into: str,
    goes_on: Sequence[Part],
) -> Iterator[str]:
    """A Chinese sentence for each milestone of the task that ends on which somebody decided or recorded.

    ``old`` and ``goes_on``: milestones as the bodies of the ending and of the other task have them; ``into``:
    the other task as it is typed (SJ/3).
    """
    parts: Mapping[str, Part] = {str(one["id"]): one for one in old}
    for state in states:
        if state.id not in recorded:
            continue
        part = parts.get(state.id) or {"phrase": state.title}
        other = next((one for one in goes_on if same_goal(part, one)), None)
        title = ellipsis(state.title, _LONGEST)
        words = f"节点“{title}”（{_standing(state)}）的决定和读数留在这一项，仍可查看"
        way = _way_on(state, into, other)
        yield f"{words}；{way}" if way else words


def _standing(state: MilestoneState) -> str:
    if state.conflict:
        return "冲突待核"
    if state.status is Status.DONE:
        return f"{state.completed_on} 办结"
    if state.status is Status.CANCELLED:
        return "已中止"
    return f"在办，时限 {state.due or '未定'}"


def _way_on(state: MilestoneState, into: str, other: Part | None) -> str:
    """How the same is said of the task that goes on; "" where nothing is left to say."""
    if other is None:
        if state.status is not Status.OPEN or state.due is None:
            return ""
        title = ellipsis(state.title, _LONGEST)
        made = f"milestone set {into} --title “{title}” --due {state.due.isoformat()} {_BASIS}"
        return f"新的文本没有单独写它，要在 {into} 接着督办的，另设：{made}"
    named = f"{into} 的节点“{ellipsis(str(other['title']), _LONGEST)}”"
    if state.conflict:
        return f"{named}请核定后另作决定"
    if state.status is Status.DONE and state.completed_on is not None:
        value = "" if state.completion_value is None else f" --value {state.completion_value:g}"
        day = state.completed_on.isoformat()
        return f"{named}也算办结的，登记：milestone complete {other['id']} --date {day}{value} {_BASIS}"
    if state.status is Status.CANCELLED:
        return f"{named}也不再督办的，登记：milestone cancel {other['id']} {_BASIS}"
    if state.due is not None and state.due_decided and state.due.isoformat() != other.get("due"):
        due = state.due.isoformat()
        return f"{named}也改到这一天的，登记：milestone extend {other['id']} --due {due} {_BASIS}"
    return ""
