"""逐项交办 as text: one task with what is proposed for it, and what was done at the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from textual.content import Content

from huaian_tui.domain.dates.grammar import weekday_name
from huaian_tui.domain.rules.assigning import Proposed
from huaian_tui.domain.words.days import iso_or_nothing
from huaian_tui.services.assigning import HandedOver, ToAssign
from huaian_tui.tui.actions.registry import action, key_label
from huaian_tui.tui.frame.detail_lines import heading, labelled, lines, quiet, toned
from huaian_tui.tui.safe_text import safe_content

BLANK = Content("")
MOST_DAYS = 6
"""Days of a period that are named."""


class Step(NamedTuple):
    """A task of the row, and whether it has a date by now."""

    one: ToAssign
    dated: bool


def step_text(step: Step, handed: HandedOver) -> Content:
    """The task with its units, what is proposed and where it comes from, on what basis it is set."""
    task = step.one.task
    parts: list[Content | None] = [
        Content.styled(task.named.told, "bold $accent") + "  " + safe_content(task.text),
        labelled("牵头", "、".join(task.lead_now) or "没有写明"),
        labelled("责任", "、".join(task.support_now)) if task.support_now else None,
        BLANK,
    ]
    if step.dated:
        undo = key_label(action("undo").keys[0])
        parts.append(toned(f"已有时限，最近的是 {iso_or_nothing(task.next_due)}", "done"))
        parts.append(quiet(f"刚才设错了的，按 {undo} 撤销；要改期，结束后在节点里延期"))
        return lines(parts)
    for place, one in enumerate(step.one.proposed, start=1):
        several = len(step.one.proposed) > 1
        parts.append(heading(f"建议 {place}" if several else "建议"))
        parts += _proposed(one, step.one)
    parts += [BLANK, quiet(f"依据  {handed.basis}（{handed.day.isoformat()}）")]
    return lines(parts)


def _proposed(one: Proposed, of: ToAssign) -> Iterator[Content]:
    known = f"（{of.milestone.id}，已有的节点，给它定时限）" if of.milestone is not None else ""
    yield labelled("节点", one.title + known)
    if not one.days:
        yield labelled("时限", toned("没有建议，请写时限，或跳过", "due_soon"))
    elif one.every:
        shown = "、".join(day.isoformat() for day in one.days[:MOST_DAYS])
        more = f" 等，最后 {one.days[-1].isoformat()}" if len(one.days) > MOST_DAYS else ""
        yield labelled("时限", f"{one.typed}，设 {len(one.days)} 个：{shown}{more}")
    else:
        assumed = "（假定）" if one.assumed else ""
        yield labelled("时限", f"{one.days[0].isoformat()} {weekday_name(one.days[0])}{assumed}")
    if one.source:
        yield labelled("出处", one.source)
    for remark in one.remarks:
        yield labelled("要看", toned(remark, "due_soon"))


def progress_words(index: int, left: int, accepted: int, skipped: int) -> str:
    """第 3 件，还有 51 件；已交办 2 件，跳过 0 件."""
    done = f"；已交办 {accepted} 件，跳过 {skipped} 件" if accepted or skipped else ""
    return f"第 {index + 1} 件，还有 {left} 件{done}"


def ended_words(accepted: int, made: int, skipped: int, unseen: int) -> str:
    """What became of the tasks, when it ends."""
    parts = [f"{accepted} 件已交办，设了 {made} 个时限" if accepted else "没有交办"]
    if skipped:
        parts.append(f"{skipped} 件跳过")
    if unseen:
        parts.append(f"还有 {unseen} 件没看")
    again = "。没有时限的，下次接着办" if skipped or unseen else ""
    return "，".join(parts) + again + "。"
