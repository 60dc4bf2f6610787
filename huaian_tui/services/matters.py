"""Matters (交办事项): entering them, saying anew where they come from, tying them to tasks."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.matters import LIMITS_KEY, MATTERS_PLAN, check_source, matter_no
from huaian_tui.domain.rules.matter_limits import Proposal, propose
from huaian_tui.domain.text.hygiene import clean_line, search_key
from huaian_tui.ledger.kinds.matters import HANDED, matter_place
from huaian_tui.ledger.record import Entry, RecordKind, canonical_json
from huaian_tui.ledger.task_keys import task_key
from huaian_tui.services.entering import Entering, NewMilestone, TaskDraft
from huaian_tui.services.entry_rules import LATEST_DAY, not_before, required_line
from huaian_tui.services.plans import refuse_closed
from huaian_tui.services.tasks import MOST_TASKS
from huaian_tui.store.engine.append import Action, Ledger
from huaian_tui.store.queries.matters import next_numbers, read_handed
from huaian_tui.store.queries.plans import gone_said, is_task, plan_of_task, task_end, task_said
from huaian_tui.store.queries.settings import read_profile_value
from huaian_tui.store.queries.task_refs import read_refs, told_task
from huaian_tui.store.queries.ties import read_ties, tied_groups, ties_written_at

LEVEL = "日常交办"
"""What stands as the 一级指标 of a matter; its 二级指标 is the kind of its source."""

MOST_TIES = 200


@dataclass(frozen=True, slots=True)
class Source:
    """Where a matter comes from: its kind (``domain.matters.SOURCES``), day, document, post (交办人)."""

    kind: str
    day: date
    document: str = ""
    by: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A day before the last one that a source sets (6月底前开工), with its words."""

    due: date
    phrase: str


@dataclass(frozen=True, slots=True)
class MatterDraft:
    """A matter as it is entered; units by their ids, ``ties`` by the tasks' numbers for life.

    ``due`` None: without a date. ``phrase``: the words of the source that it quotes, ``assumed``: it was
    inferred, ``rule``: what it follows from, as the office's limit.
    ``basis`` empty: what the source says. ``steps``: days before the last one.
    """

    text: str
    lead: tuple[str, ...]
    source: Source
    support: tuple[str, ...] = ()
    due: date | None = None
    phrase: str = ""
    assumed: bool = False
    rule: str = ""
    basis: str = ""
    ties: tuple[int, ...] = ()
    steps: tuple[Step, ...] = ()


def propose_due(connection: sqlite3.Connection, kind: str, urgent: bool, day: date) -> Proposal | None:
    """The date that the office's default limit gives, with its rule; None where none is set."""
    limits = read_profile_value(connection, LIMITS_KEY) or ""
    return propose(limits, kind, urgent, day) if limits else None


def add_matters(ledger: Ledger, drafts: Sequence[MatterDraft], today: date) -> list[int]:
    """Enter matters, all or none, numbered one after the other; their numbers for life."""
    if not drafts:
        raise InputRefused("没有要登记的交办事项", "一行也没有", "每行写：事项 牵头 责任 时限", field="text")
    if len(drafts) > MOST_TASKS:
        raise InputRefused("事项太多", f"共 {len(drafts)} 件，一次最多 {MOST_TASKS} 件", "请分几次登记")
    with ledger.action() as action:
        refuse_closed(action.connection, MATTERS_PLAN)
        made = dict[int, str]()
        entering = Entering(action.connection, MATTERS_PLAN, today)
        free = next_numbers(action.connection, today.year, len(drafts))
        for draft, number in zip(drafts, free, strict=True):
            task = _append(action, entering, draft, (today.year, number), made, today)
            made[task] = matter_no(today.year, number)
        action.fold()
        for task, draft in zip(made, drafts, strict=True):
            if draft.ties:
                _tie(action, task, draft.ties, "")
    return list(made)


def _append(
    action: Action,
    entering: Entering,
    draft: MatterDraft,
    number: tuple[int, int],
    made: dict[int, str],
    today: date,
) -> int:
    connection = action.connection
    source = _source(draft.source, today)
    if draft.due is not None:
        _check_due(source, draft.due)
    basis = draft.basis.strip() or _basis(source)
    for one in draft.steps:
        _check_due(source, one.due)
    due = tuple(NewMilestone(one.due, one.phrase[:60], phrase=one.phrase, basis=basis) for one in draft.steps)
    due += () if draft.due is None else (_milestone(draft, draft.due, basis),)
    as_task = TaskDraft(
        number=matter_no(*number),
        text=draft.text,
        lead=draft.lead,
        support=draft.support,
        level1=LEVEL,
        level2=source["kind"],
        basis=basis,
        milestones=due,
    )
    task = matter_key(draft.text, source, draft.lead)
    body = entering.body(task, as_task, matter_place(*number))
    _refuse_known(connection, task, made)
    body[HANDED] = source | {"year": number[0], "number": number[1]}
    ref, settles = gone_said(connection, task).following()
    action.append(Entry(RecordKind.TASK_SET, body | settles, task_no=task, ref=ref, plan=MATTERS_PLAN))
    return task


def _milestone(draft: MatterDraft, due: date, basis: str) -> NewMilestone:
    why = f"{draft.rule}；{basis}"[:500] if draft.rule else ""
    return NewMilestone(due, "", draft.assumed, phrase=draft.phrase, basis=why)


def matter_key(text: str, source: dict[str, Any], lead: Iterable[str]) -> int:
    """The number for life of a matter: from what makes it this one, so that laptops agree on it.

    Its number is none of that: two laptops give the same to different matters. Nor is who handed it over:
    one writes the post, another one the name.
    """
    said = [
        "".join(search_key(part).split())
        for part in (text, source["kind"], source["day"], source["document"])
    ]
    digest = hashlib.sha256(canonical_json([said, sorted(set(lead))]).encode()).hexdigest()
    return task_key(MATTERS_PLAN, digest)


def source_body(source: Source) -> dict[str, Any]:
    """The source as a record says it; ``InputRefused`` where a word of it cannot stand there."""
    said: dict[str, Any] = {
        "kind": check_source(source.kind),
        "day": source.day.isoformat(),
        "document": clean_line(source.document, limit=200, field="source_doc"),
        "by": clean_line(source.by, limit=50, field="from"),
    }
    return said | ({"urgent": True} if source.urgent else {})


def _source(source: Source, today: date) -> dict[str, Any]:
    """The source as a record says it, refused where its day has not come."""
    if source.day > today:
        raise InputRefused(
            "来源日期不能晚于今天",
            f"填的是 {source.day.isoformat()}，今天是 {today.isoformat()}",
            "请填今天或更早的日期",
            field="source_day",
        )
    return source_body(source)


def _basis(source: dict[str, Any]) -> str:
    return "，".join(part for part in (source["day"] + source["kind"], source["document"]) if part)


def _check_due(source: dict[str, Any], due: date) -> None:
    day = date.fromisoformat(source["day"])
    if due < day:
        raise InputRefused(
            "时限早于来源日期",
            f"时限 {due.isoformat()}，{source['kind']}是 {day.isoformat()} 的",
            f"请填 {day.isoformat()} 至 {LATEST_DAY.isoformat()} 的日期，或核对来源日期",
            field="due",
        )
    not_before(None, due, "due", "时限")


def _refuse_known(connection: sqlite3.Connection, task: int, made: dict[int, str]) -> None:
    if task in made:
        raise InputRefused("同一件事写了两次", f"前面的{made[task]}号就是它", "去掉其中一行", field="text")
    if is_task(connection, task):
        ended, _ = task_end(connection, task)
        told = told_task(connection, task)
        raise InputRefused(
            "这件事已经登记过",
            f"{told}登记的内容、来源和牵头单位都相同{'，已终止' if ended else ''}",
            "要恢复，用 task set 重新写入" if ended else f"要改写用 task set，要看用 task {told}",
            field="text",
        )


def set_source(ledger: Ledger, task: int, source: Source, basis: str, today: date) -> bytes:
    """Say anew where a matter comes from; its number stays. The record's id."""
    with ledger.action() as action:
        connection = action.connection
        known = _handed(connection, task)
        refuse_closed(connection, MATTERS_PLAN)
        said = task_said(connection, task)
        new = _source(source, today)
        ref, settles = said.following()
        former = {key: value for key, value in said.body[HANDED].items() if key not in ("year", "number")}
        if not settles and former == new:
            raise InputRefused("没有改动", f"{told_task(connection, task)}的来源已是这样", "请写要改的内容")
        body = {key: value for key, value in said.body.items() if key != "settles"}
        body |= {HANDED: new | {"year": known.year, "number": known.number}, "level2": new["kind"]}
        body |= {"no": matter_no(known.year, known.number), "place": matter_place(known.year, known.number)}
        body |= {"basis": required_line(basis, "basis", "依据"), **settles}
        return action.append(Entry(RecordKind.TASK_SET, body, task_no=task, ref=ref, plan=MATTERS_PLAN))


def source_of(connection: sqlite3.Connection, task: int) -> Source:
    """Where a matter comes from; refused for any other task."""
    known = _handed(connection, task)
    return Source(known.kind, known.day, known.document, known.by, known.urgent)


def _handed(connection: sqlite3.Connection, task: int) -> Any:
    known = read_handed(connection, [task]).get(task)
    if known is None:
        raise InputRefused(
            "不是交办事项",
            f"{told_task(connection, task)}是方案里的任务",
            "用 matter list 查看交办事项",
            field="reference",
        )
    return known


# ---------------------------------------------------------------------- ties


def tie_tasks(ledger: Ledger, task: int, others: Sequence[int], basis: str = "") -> None:
    """Tie a task to others (一事多源): they ask for the same thing, and units are asked once."""
    with ledger.action() as action:
        _tie(action, task, others, basis)


def _tie(action: Action, task: int, others: Sequence[int], basis: str) -> None:
    connection = action.connection
    wanted = list(dict.fromkeys(others))
    if not wanted or len(wanted) > MOST_TIES:
        title = "关联的任务太多" if wanted else "没有写关联哪项任务"
        raise InputRefused(title, f"共 {len(wanted)} 项", f"请写 1 到 {MOST_TIES} 项", field="tie")
    for one in (task, *wanted):
        _refuse_untieable(connection, one)
    if task in wanted:
        raise InputRefused("不能与自己关联", told_task(connection, task), "请写另一项任务", field="tie")
    tied = read_ties(connection, [task])[task]
    if known := [told_task(connection, one) for one in wanted if one in tied]:
        raise InputRefused(
            "已经关联",
            f"{told_task(connection, task)}与{'、'.join(known)}",
            "要解除，用 matter tie --untie",
            field="tie",
        )
    _append_tie(action, task, wanted, basis, {})


def _refuse_untieable(connection: sqlite3.Connection, task: int) -> None:
    ended, why = task_end(connection, task)
    if ended is not None:
        raise InputRefused(
            "任务已经终止，不能关联",
            f"{told_task(connection, task)}于 {ended.isoformat()} 终止：{why}",
            "请写正在督办的任务，或先用 task set 恢复",
            field="tie",
        )
    refuse_closed(connection, plan_of_task(connection, task))


def untie_tasks(ledger: Ledger, task: int, others: Sequence[int], basis: str = "") -> None:
    """Take ties back, whichever of the two tasks they were written at."""
    with ledger.action() as action:
        connection = action.connection
        tied = read_ties(connection, [task])[task]
        for other in dict.fromkeys(others):
            if other not in tied:
                raise _not_tied(connection, task, other)
        apart = {"apart": True}
        here = ties_written_at(connection, task)
        if written := [one for one in here if one in others]:
            _append_tie(action, task, written, basis, apart)
        for other in dict.fromkeys(others):
            if task in ties_written_at(connection, other):
                _append_tie(action, other, [task], basis, apart)


def _not_tied(connection: sqlite3.Connection, task: int, other: int) -> InputRefused:
    told, there = told_task(connection, task), told_task(connection, other)
    direct = "、".join(told_task(connection, one) for one in read_ties(connection, [task])[task])
    if other in tied_groups(connection, [task])[task]:
        said = f"{told}与{there}经由别的任务关联；{told}直接关联的是{direct}"
    else:
        said = f"{told}关联的是{direct}" if direct else f"{told}没有关联的任务"
    return InputRefused(f"{told}与{there}没有直接关联", said, "请核对后再解除", field="tie")


def _append_tie(action: Action, task: int, others: Sequence[int], basis: str, more: dict[str, Any]) -> None:
    connection = action.connection
    plan = plan_of_task(connection, task)
    refuse_closed(connection, plan)
    refs = read_refs(connection, others)
    named = [refs[one].label.removeprefix(f"{refs[one].code}/") for one in others]
    with_code = [f"{refs[one].code}/{no}" for one, no in zip(others, named, strict=True)]
    body: dict[str, Any] = {"tied": list(others), "named": with_code} | more
    if basis.strip():
        body["basis"] = required_line(basis, "basis", "依据")
    action.append(Entry(RecordKind.TASK_TIE, body, task_no=task, plan=plan))
    action.fold()
