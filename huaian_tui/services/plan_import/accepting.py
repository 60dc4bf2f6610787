"""``accept_plan``: a decided preview enters the ledger, whole, by one action."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.text.hygiene import clean_line, clean_text
from huaian_tui.importing.plan_files.draft import DraftTask, ReadUnit
from huaian_tui.ledger.record import Entry, RecordKind, canonical_json
from huaian_tui.ledger.task_keys import task_key
from huaian_tui.services.entering import Entering, Slot, TaskDraft
from huaian_tui.services.plan_import.accepted import Accepted
from huaian_tui.services.plan_import.choices import choice_entries
from huaian_tui.services.plan_import.entering_units import unit_entries, units_again
from huaian_tui.services.plan_import.milestones import duties_of, new_milestones
from huaian_tui.services.plan_import.preview import Preview, given_answer
from huaian_tui.services.plan_import.remarks import remarks_of
from huaian_tui.services.plans import change_within, refuse_before_start
from huaian_tui.services.tasks import MOST_TASKS
from huaian_tui.store.engine.append import Action, Ledger
from huaian_tui.store.queries.plans import count_plan_parts, is_task, plan_codes, plan_said, plan_standing

MOST_LEVEL = 500
"""Characters of a heading."""


def accept_plan(ledger: Ledger, preview: Preview, today: date) -> Accepted:
    """Enter the plan with its new units, tasks and milestones by one action; nothing else changes.

    The id follows from what is accepted: the same reading accepted on two laptops is one plan. One that was
    withdrawn is taken up again. ``today``: units that were merged away by then are refused.
    """
    refuse_undecided(preview)
    with ledger.action() as action:
        plan = plan_id(preview)
        standing = plan_standing(action.connection, plan)
        if standing == "here":
            code = plan_said(action.connection, plan).body["code"]
            way_out = f"用 plan show {code} 查看；要按新文本修订，用 --revises {code}"
            raise HuaianError("方案已经在台账里", f"代号 {code}，内容与这次读到的完全相同", way_out)
        _refuse_taken(action, preview)
        if standing == "withdrawn":
            return _taken_up(action, plan, preview, today)
        entered = _enter_units(action, preview)
        keep_choices(action, preview)
        bodies = _plan_and_tasks(action, plan, preview, today)
        milestones = sum(len(body.get("milestones", ())) for body in bodies.values())
        return Accepted(plan, preview.code, preview.title, len(bodies), milestones, entered)


def refuse_undecided(preview: Preview) -> None:
    """Refuse a preview that cannot be accepted yet: questions, nothing to enter, too much of it."""
    if preview.read_again:
        raise HuaianError("方案没有写入", "列或年份改过，还没有按新的设置重读", "请重新读取文件")
    if preview.unanswered:
        why = f"还有 {len(preview.unanswered)} 个问题没有回答，如 {preview.unanswered[0].message}"
        raise HuaianError("方案没有写入", why, "请逐条回答后再写入")
    if not preview.taken:
        raise HuaianError("方案没有写入", "没有一项任务", "请换一个文件，或在列设置里指明任务列")
    if len(preview.taken) > MOST_TASKS:
        why = f"共 {len(preview.taken)} 项，一次最多 {MOST_TASKS} 项"
        raise InputRefused("任务太多，方案没有写入", why, "请把文件拆成几个，或去掉一部分任务")
    if preview.horizon is not None:
        refuse_before_start(preview.start, preview.horizon)


def _refuse_taken(action: Action, preview: Preview) -> None:
    codes = plan_codes(action.connection)
    if preview.code in codes:
        raise InputRefused(
            f"代号 {preview.code} 已被使用",
            f"{preview.code} 是《{codes[preview.code]}》；已用：{'、'.join(codes)}",
            "换一个代号",
            field="code",
        )


# ---------------------------------------------------------------------- identity


def plan_id(preview: Preview) -> str:
    """The id of the plan that a preview would make: a digest of its canonical content.

    Title, year, stage, days and tasks count; code, short name and the file do not, they may differ from
    laptop to laptop.
    """
    content = {
        "title": preview.title,
        "year": preview.year,
        "stage": preview.stage,
        "start": _iso(preview.start),
        "horizon": _iso(preview.horizon),
        "tasks": [_content(preview, place) for place in preview.taken],
    }
    return f"p{hashlib.sha256(canonical_json(content).encode()).hexdigest()[:16]}"


def _content(preview: Preview, place: int) -> list[Any]:
    task = preview.draft.tasks[place]
    return [
        task.no or "",
        task.level1,
        task.level2,
        task.text,
        task.lead_raw,
        task.support_raw,
        [[one.raw, one.unit or one.name] for one in task.lead],
        [[one.raw, one.unit or one.name] for one in task.support],
        [
            [one.phrase, _iso(one.due), one.kind, one.recurrence, one.target or ""]
            for one in task.milestones
            if one.sure
        ],
        list(task.duties),
        task.where,
    ]


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()


# ---------------------------------------------------------------------- entering


def _enter_units(action: Action, preview: Preview) -> tuple[str, ...]:
    entries = unit_entries(action.connection, preview)
    action.append_all(entries)
    action.fold()
    return tuple(str(one.body["unit"]) for one in entries)


def keep_choices(action: Action, preview: Preview) -> None:
    """What was decided now and holds for the next file, too."""
    answers = {one.id: given_answer(preview.decisions, one) for one in preview.questions}
    kept = preview.around.choices
    action.append_all(choice_entries(kept, preview.read.draft, preview.questions, preview.decisions, answers))


def _plan_and_tasks(action: Action, plan: str, preview: Preview, today: date) -> dict[int, dict[str, Any]]:
    numbers = dict(_numbers(action, plan, preview))
    body = plan_body(preview, plan, {place: number for number, place in numbers.items()})
    action.append(Entry(RecordKind.PLAN_SET, body, plan=plan))
    action.fold()
    entering = Entering(action.connection, plan, today, needs_lead=False)
    bodies = {
        number: _body(entering, number, at, preview, place)
        for at, (number, place) in enumerate(numbers.items(), start=1)
    }
    action.append_all(
        Entry(RecordKind.TASK_SET, body, task_no=number, plan=plan) for number, body in bodies.items()
    )
    return bodies


def _numbers(action: Action, plan: str, preview: Preview) -> Iterator[tuple[int, int]]:
    """(number for life, place in the draft) of each task, in the order of the file."""
    made = set[int]()
    for at, place in enumerate(preview.taken, start=1):
        first = preview.draft.tasks[place].no or f"#{at}"
        number, again = task_key(plan, first), 1
        while number in made or is_task(action.connection, number):
            again += 1
            number = task_key(plan, f"{first}~{again}")
        made.add(number)
        yield number, place


def plan_body(preview: Preview, plan: str, numbers: Mapping[int, int]) -> dict[str, Any]:
    """What a record says of the plan; ``numbers``: place of a task → its number for life."""
    file = clean_line(preview.read.name, limit=300, field="file")
    body: dict[str, Any] = {
        "plan": plan,
        "title": clean_line(preview.title, limit=500, field="title"),
        "short": preview.short,
        "code": preview.code,
        "stage": preview.stage,
        "year": preview.year,
        "file": {"name": file, "sha256": preview.read.sha256},
    }
    if preview.start is not None:
        body["start"] = {"day": preview.start.isoformat(), "basis": "导入时填写"}
    if preview.horizon is not None:
        decided = preview.decisions.horizon is not None
        basis = "导入时填写" if decided else "按方案的年份和最晚的时限推定"
        body["horizon"] = {
            "day": preview.horizon.isoformat(),
            "phrase": "",
            "basis": basis,
            "assumed": not decided,
        }
    remarks = remarks_of(preview, numbers)
    return body | ({"remarks": remarks} if remarks else {})


def _body(entering: Entering, number: int, at: int, preview: Preview, place: int) -> dict[str, Any]:
    """What a record says of one task; what cannot be is refused with the place where it stands."""
    task = preview.draft.tasks[place]
    try:
        return entering.body(number, task_draft(preview, place), at)
    except InputRefused as refused:
        named = f"第{task.no}项" if task.no else task.where
        raise InputRefused(
            f"{named}不能写入：{refused.title}", refused.message, refused.way_out, field=refused.field
        ) from None


def task_draft(preview: Preview, place: int) -> TaskDraft:
    """One task of a preview as it is entered."""
    task = preview.draft.tasks[place]
    read = preview.read.draft.tasks
    as_read = read[place].milestones if place < len(read) else ()
    first = preview.start or (date(preview.year, 1, 1) if preview.year else None)
    return TaskDraft(
        number=task.no or "",
        text=clean_text(task.text, field="text"),
        lead=(),
        lead_slots=_slots(task, "lead"),
        support_slots=_slots(task, "support"),
        level1=_heading(task.level1),
        level2=_heading(task.level2),
        source=clean_line(task.where, limit=300, field="source"),
        milestones=tuple(new_milestones(task.text, task.milestones, as_read, first)),
        lead_raw=clean_text(task.lead_raw, field="lead"),
        support_raw=clean_text(task.support_raw, field="support"),
        duties=duties_of(task.milestones, task.duties),
    )


def _slots(task: DraftTask, side: str) -> tuple[Slot, ...]:
    units: tuple[ReadUnit, ...] = getattr(task, side)
    last = len(units) - 1
    return tuple(
        Slot(
            one.unit or one.name,
            clean_line(one.raw or one.name, limit=300, field=side),
            open=side in task.open and place == last,
            assumption=clean_text(one.doubt, field=side),
        )
        for place, one in enumerate(units)
    )


def _heading(text: str) -> str:
    line = clean_line(" ".join(text.split()), field="level1")
    return line if len(line) <= MOST_LEVEL else line[: MOST_LEVEL - 1] + "…"


# ---------------------------------------------------------------------- taken up again


def _taken_up(action: Action, plan: str, preview: Preview, today: date) -> Accepted:
    """The same reading of a plan that was withdrawn: it stands again, under the code given now."""
    ref, settles = plan_said(action.connection, plan).following()
    body = {"plan": plan, "basis": "再次导入同一方案"} | settles
    action.append(Entry(RecordKind.PLAN_REOPEN, body, occurred_on=today.isoformat(), ref=ref, plan=plan))
    action.fold()
    action.append_all(units_again(action.connection, plan))
    said = plan_said(action.connection, plan).body
    named = {"code": preview.code, "short": preview.short}
    if any(said[key] != value for key, value in named.items()):
        change_within(action, plan, named)
    tasks, milestones = count_plan_parts(action.connection, plan)
    return Accepted(plan, preview.code, preview.title, tasks, milestones, (), again=True)
