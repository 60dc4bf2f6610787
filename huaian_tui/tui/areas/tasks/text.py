"""The detail of a task as one text: what it says, where it stands, who, by when and how that is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content

from huaian_tui.domain.answers.milestones import MilestoneRow, ReadingRow
from huaian_tui.domain.answers.tasks import DeliverableRow, TaskRow
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.words.items import as_items, item
from huaian_tui.domain.words.lights import light_words
from huaian_tui.domain.words.milestones import (
    CANCELLED,
    CONFLICT,
    STRETCH,
    basis_words,
    conflict_words,
    due_with_before,
    ending_words,
    pace_line,
    state_words,
)
from huaian_tui.domain.words.targets import (
    target_verdict,
    target_words,
    trajectory_words,
    value_words,
    verdict,
)
from huaian_tui.domain.words.tasks import DUTIES, NO_MILESTONES, ROLES, SELF_SUPERVISED, slot_words
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.notes.text import time_line
from huaian_tui.tui.areas.tasks.facts import TaskPage
from huaian_tui.tui.frame.detail_lines import heading, labelled, lines, quiet, toned
from huaian_tui.tui.safe_text import own_words

BLANK = Content("")
MOST_REVISIONS = 3
"""Of what revisions changed in a task, the newest."""
MOST_UNSURE = 5
"""More units that may belong to a group are counted, not named."""


def task_head(task: TaskRow) -> Content:
    """What a form or question says above: which task, and its text."""
    return lines(
        [
            Content.styled(task.named.told, "bold") + "  " + Content(task.text),
            labelled("牵头", "、".join(task.lead_now)),
        ]
    )


def task_text(page: TaskPage) -> Content:
    """The whole page of a task."""
    parts: list[Content] = [*_head(page), BLANK, *_milestones(page), BLANK, *_units(page)]
    for section in (_duties(page), _deliverables(page), _place(page), _remarks(page), _records(page)):
        if section:
            parts += [BLANK, *section]
    return lines(parts)


def _head(page: TaskPage) -> list[Content]:
    task = page.detail.task
    first = Content.styled(task.named.told, "bold $accent") + "  "
    first += toned(light_words(task.light, task.overdue_days), task.light.value).stylize("bold")
    if page.detail.self_supervised:
        first += Content.styled(f"  自身事项：{SELF_SUPERVISED}", "bold")
    found = [first, Content(task.text)]
    if (handed := page.detail.handed) is not None:
        found.append(labelled("来源", handed.words))
        if handed.former:
            found.append(labelled("原编号", "、".join(handed.former)))
    for tied in page.detail.ties:
        state = toned(light_words(tied.light, tied.overdue_days), tied.light.value)
        found.append(labelled("关联", Content(f"{tied.named.told}  ") + state + Content(f"  {tied.text}")))
    if page.detail.ended_on is not None:
        ended = f"已于 {page.detail.ended_on.isoformat()} 终止：{page.detail.ended_why}"
        found.append(toned(ended, "due_soon"))
    for revised in page.detail.revisions[:MOST_REVISIONS]:
        found.append(labelled("修订", f"{revised.day.isoformat()} {revised.change}"))
        if revised.before:
            found.append(labelled("修订前", revised.before))
    for one in page.detail.versions:
        said = one.ended and f"终止：{one.ended}" or one.text
        words = f"{CONFLICT}：{one.officer} {one.recorded_at[:10]} 写为「{said}」，牵头 {one.lead or '无'}"
        found.append(toned(words, "overdue"))
    return found


def _place(page: TaskPage) -> list[Content]:
    detail = page.detail
    task, found = detail.task, [heading("在方案中的位置")]
    if page.plans > 1:
        found.append(labelled("  方案", f"{task.named.title}（{task.named.code}）"))
    levels = (("  一级", task.level1), ("  二级", task.level2))
    found += [labelled(title, said) for title, said in levels if said]
    if detail.article:
        found.append(labelled("  正文", f"{detail.section}  第 {detail.article_no} 条（{detail.article}）"))
        found.append(labelled("  附件", f"重点任务分解表{item(task.named.printed)}"))
    return found if len(found) > 1 else []


def _units(page: TaskPage) -> list[Content]:
    found = [heading("单位")]
    for role, title in ROLES.items():
        slots = [slot for slot in page.detail.slots if slot.role == role]
        if slots:
            found.append(labelled(f"  {title}", "、".join(slot_words(slot) for slot in slots)))
    for slot in page.detail.slots:
        if slot.assumption:
            found.append(labelled("  说明", toned(as_items(slot.assumption), "due_soon")))
    found.extend(labelled("  集体", _group_words(*group)) for group in page.groups.items())
    return found


def _group_words(group: str, members: Sequence[tuple[str, bool]]) -> str:
    """The members that are certain; those that may belong to it apart, or only counted when they are many."""
    certain = "、".join(name for name, sure in members if sure) or "原文没有列明成员"
    unsure = [name for name, sure in members if not sure]
    if not unsure:
        return f"{group}：{certain}"
    if len(unsure) > MOST_UNSURE:
        return f"{group}：{certain}；可能涉及的有 {len(unsure)} 个，见单位（{keys_said('show_units')}）"
    return f"{group}：{certain}；待定：{'、'.join(unsure)}"


# ---------------------------------------------------------------------- milestones


def _milestones(page: TaskPage) -> list[Content]:
    rows = page.detail.milestones
    if not rows:
        keys = keys_said("milestone_set")
        said = f"{NO_MILESTONES}。要定时限，按 {keys} 设节点。"
        return [heading("节点"), Content("  " + said)]
    still_open = sum(row.state.status is Status.OPEN for row in rows)
    found = [heading(f"节点  共 {len(rows)} 个，未办结 {still_open} 个")]
    for row in rows:
        found.extend(_milestone(row, page.detail.readings, page.foretold.get(row.id, "")))
    return found


def _milestone(row: MilestoneRow, readings: Iterable[ReadingRow], foretold: str) -> list[Content]:
    state = row.state
    head = Content(f"  {state.id}  ") + Content.styled(state.title, "bold") + "  "
    stretch = f"（{STRETCH}）" if state.stretch else ""
    found = [
        head + toned(state_words(row), row.light.value).stylize("bold") + stretch,
        *([labelled("    序时", pace_line(row))] if pace_line(row) else ()),
        labelled("    时限", due_with_before(state)),
        labelled("    依据", basis_words(state)),
    ]
    if state.phrase:
        found.append(labelled("    原文", f"「{state.phrase}」"))
    if state.target is not None:
        found.append(labelled("    指标", target_words(state.target)))
        if state.target.trajectory:
            found.append(labelled("    计划", trajectory_words(state.target)))
        found.extend(_reading(one, state) for one in readings if one.milestone == state.id)
    found.extend(_ending(state))
    if foretold:
        found.append(labelled("    预测", own_words(foretold)))
    if state.conflict:
        said = f"{CONFLICT}：{conflict_words(state)}"
        found.append(labelled("    注意", toned(said, "overdue")))
    return found


def _reading(reading: ReadingRow, state: MilestoneState) -> Content:
    met = "" if reading.met is None else f"，{verdict(reading.met)}"
    words = f"{reading.day}  {value_words(state.target, reading.value)}{met}"
    return labelled("    数值", Content(words) + quiet(f"  {reading.officer}"))


def _ending(state: MilestoneState) -> list[Content]:
    if state.status is Status.DONE:
        found = [labelled("    办结", ending_words(state))]
        if state.completion_value is not None and state.target is not None:
            found.append(labelled("    完成", target_verdict(state.target, state.completion_value)))
        return found
    if state.status is Status.CANCELLED:
        return [labelled(f"    {CANCELLED}", ending_words(state))]
    return []


# ---------------------------------------------------------------------- the rest


def _duties(page: TaskPage) -> list[Content]:
    if not page.detail.duties:
        return []
    found = [heading("定期和长期工作")]
    for duty in page.detail.duties:
        label, said = DUTIES[duty.kind]
        said += "，可设节点" if duty.kind == "periodic" else ""
        found.append(labelled(f"  {label}", f"「{duty.phrase}」：{said}"))
    return found


def _deliverables(page: TaskPage) -> list[Content]:
    if not page.detail.deliverables:
        return []
    found = [heading("成果")]
    for one in page.detail.deliverables:
        found += [
            Content(f"  {one.id}  ") + Content.styled(one.title, "bold"),
            labelled("    原文", f"「{one.phrase}」"),
            labelled("    报送", _handed_in(one)),
        ]
    return found


def _handed_in(one: DeliverableRow) -> Content:
    if one.handed_in_on is None:
        return quiet(f"还没有（报送按 {keys_said('hand_in')}）")
    day = toned(one.handed_in_on.isoformat(), "on_track")
    return day + "  " + Content(one.handed_in) + quiet(f"  {one.officer}")


def _remarks(page: TaskPage) -> list[Content]:
    if not page.detail.remarks:
        return []
    found = [heading("对原文的说明")]
    for remark in page.detail.remarks:
        found.append(labelled("  原文", f"{as_items(remark.where)}：{remark.text}"))
        found.append(labelled("  处理", remark.treatment))
    return found


def _records(page: TaskPage) -> list[Content]:
    found = time_line(page.detail.events, page.notes)
    if not found:
        return [heading("记录"), Content(f"  还没有记录。写一条：{keys_said('note')}")]
    return [heading("记录  新的在前"), *found]
