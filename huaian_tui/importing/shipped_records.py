"""The shipped plan as records, ``seed/records.jsonl``: ``python -m huaian_tui.importing.shipped_records``.

Every ledger begins with the same bytes: one origin with an id, times and numbers of its own, before all
others. They are made from the other files of ``seed/`` once, when a plan is shipped; what was shipped is
never made anew with other contents (a test compares). ``store.engine.shipped_plan`` puts them into ledgers.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from huaian_tui.domain.plan_data import MilestoneSeed, PlanDay, PlanSeed, Seed, TaskSeed, UnitSeed, UnitSlot
from huaian_tui.importing.seed_files import find_seed_folder, load_seed
from huaian_tui.ledger.identity import next_id
from huaian_tui.ledger.record import Entry, Record, RecordKind, canonical_json, chain_hash
from huaian_tui.ledger.task_keys import MATTERS_PLAN
from huaian_tui.store.engine.readiness import SHIPPED_ORIGIN
from huaian_tui.store.engine.shipped_plan import FILE_NAME, record_line

_MOMENT = "1970-01-01T08:00:00.000+08:00"
"""Before every record of every laptop."""

_OFFICER = "随程序的方案"
_CODE, _SHORT = "SJ", "数据基础制度"


def shipped_records(seed: Seed) -> list[Record]:
    """The records of the plan, its units and tasks, chained; the same seed gives the same bytes."""
    records, newest, previous = list[Record](), None, b""
    for number, entry in enumerate(_entries(seed), start=1):
        newest = next_id(0, newest, hashlib.sha256(f"{seed.plan.id} {number}".encode()).digest())
        record = Record(
            id=newest,
            origin=SHIPPED_ORIGIN,
            seq=number,
            recorded_at=_MOMENT,
            officer=_OFFICER,
            kind=entry.kind,
            plan=entry.plan or seed.plan.id,
            task_no=entry.task_no,
            milestone=None,
            occurred_on=None,
            body=canonical_json(entry.body),
            ref=None,
            hash=b"",
        )
        previous = chain_hash(record, previous)
        records.append(replace(record, hash=previous))
    return records


def _entries(seed: Seed) -> Iterator[Entry]:
    """Units first, since tasks name them; then the plan and its tasks."""
    for unit in seed.units:
        yield Entry(RecordKind.UNIT_SET, _unit(unit, seed.tasks))
    yield Entry(RecordKind.PLAN_SET, _plan(seed))
    for place, task in enumerate(seed.tasks, start=1):
        yield Entry(RecordKind.TASK_SET, _task(seed, task, place), task_no=task.no)
    yield Entry(RecordKind.PLAN_SET, _matters(seed.plan), plan=MATTERS_PLAN)


# ---------------------------------------------------------------------- units


def _unit(unit: UnitSeed, tasks: tuple[TaskSeed, ...]) -> dict[str, Any]:
    body: dict[str, Any] = {
        "unit": unit.name,
        "name": unit.name,
        "full_name": unit.full_name,
        "full_name_certain": unit.full_name_certain,
        "kind": unit.kind,
        "open": unit.open,
        "note": unit.note,
    }
    called = [
        {"name": name, "how": how, "remark": remark}
        for name, how, remark in dict.fromkeys(_called(unit, tasks))
    ]
    if called:
        body["called"] = called
    if unit.members:
        body["members"] = [{"unit": one.unit, "certain": one.certain} for one in unit.members]
    return body


def _called(unit: UnitSeed, tasks: tuple[TaskSeed, ...]) -> Iterator[tuple[str, str, str]]:
    """(name, how, remark): aliases, former names, and what the table calls it."""
    for alias in unit.aliases:
        yield alias, "alias", ""
    for former in unit.former_names:
        yield former.name, "former", f"“{former.name}”按“{unit.name}”理解：{former.note}"
    for task in tasks:
        for slot in (*task.lead, *task.support):
            if slot.unit == unit.name and slot.name != unit.name:
                yield slot.name, "assumption", f"“{slot.name}”按“{unit.name}”理解：{slot.assumption}"


# ---------------------------------------------------------------------- the plan


def _plan(seed: Seed) -> dict[str, Any]:
    plan = seed.plan
    return {
        "plan": plan.id,
        "code": _CODE,
        "short": _SHORT,
        "title": plan.title,
        "stage": plan.stage,
        "year": plan.start.day.year,
        "supervisor": plan.supervisor,
        "start": _day(plan.start),
        "horizon": _day(plan.horizon),
        "remarks": [
            {"rows": list(one.rows), "where": one.where, "text": one.text, "treatment": one.treatment}
            for one in seed.remarks
        ],
    }


def _matters(plan: PlanSeed) -> dict[str, Any]:
    """日常交办: what leaders hand over from day to day; it has no end."""
    return {
        "plan": MATTERS_PLAN,
        "code": "JB",
        "short": "日常交办",
        "title": "日常交办事项",
        "kind": "matters",
        "supervisor": plan.supervisor,
    }


def _day(day: PlanDay) -> dict[str, Any]:
    return {"day": day.day.isoformat(), "phrase": day.phrase, "basis": day.basis, "assumed": day.assumed}


# ---------------------------------------------------------------------- tasks


def _task(seed: Seed, task: TaskSeed, place: int) -> dict[str, Any]:
    body: dict[str, Any] = {
        "no": str(task.no),
        "place": place,
        "level1": task.level1,
        "level2": task.level2,
        "text": task.text,
        "lead_raw": task.lead_raw,
        "support_raw": task.support_raw,
        "lead": [_slot(one) for one in task.lead],
        "support": [_slot(one) for one in task.support],
        "section": task.place.section,
        "article": task.place.article,
        "article_no": task.place.article_no,
    }
    milestones = [
        row for one in seed.milestones if one.task_no == task.no for row in _milestone(seed.plan, one)
    ]
    duties = [{"phrase": one.phrase, "kind": one.kind} for one in seed.duties if one.task_no == task.no]
    deliverables = [
        {"id": one.id, "title": one.title, "phrase": one.phrase}
        for one in seed.deliverables
        if one.task_no == task.no
    ]
    parts = {"milestones": milestones, "duties": duties, "deliverables": deliverables}
    return body | {name: rows for name, rows in parts.items() if rows}


def _slot(slot: UnitSlot) -> dict[str, Any]:
    body: dict[str, Any] = {"raw": slot.name, "unit": slot.unit}
    if slot.open:
        body["open"] = True
    if slot.assumption:
        body["assumption"] = slot.assumption
    return body


def _milestone(plan: PlanSeed, seed: MilestoneSeed) -> Iterator[dict[str, Any]]:
    """The milestone; of a yearly duty each occurrence while the plan runs."""
    if seed.recurrence is None:
        yield _dated(seed, seed.id, seed.title, seed.due, assumed=seed.assumed)
        return
    for due in _yearly(plan):
        body = _dated(seed, f"{seed.id}-{due.year}", f"{due.year}年{seed.title}", due, assumed=True)
        yield body | {"series": seed.id, "every": seed.recurrence}


def _yearly(plan: PlanSeed) -> Iterator[date]:
    """One occurrence a year while the plan runs, at the year's end (the assumption for a bare year)."""
    from dateutil.rrule import YEARLY, rrule

    starts = rrule(YEARLY, dtstart=date(plan.start.day.year, 12, 31), until=plan.horizon.day)
    return (moment.date() for moment in starts)


def _dated(
    seed: MilestoneSeed, identity: str, title: str, due: date | None, *, assumed: bool
) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": identity,
        "title": title,
        "phrase": seed.phrase,
        "basis": seed.basis,
        "due": due.isoformat() if due else None,
        "assumed": assumed,
        "stretch": seed.stretch,
    }
    target = seed.target
    if target is None:
        return body
    return body | {
        "operator": target.operator,
        "value": target.value,
        "upper": target.upper,
        "unit": target.unit,
        "cumulative": target.cumulative,
        "inferred": target.inferred,
        "target_text": target.text,
    }


# ---------------------------------------------------------------------- the file


def written(seed: Seed) -> str:
    """The contents of ``seed/records.jsonl``."""
    return "".join(f"{record_line(one)}\n" for one in shipped_records(seed))


def main(folder: Path) -> None:
    """Write the file into the seed folder, and say what ``store.engine.shipped_plan`` must know of it."""
    seed = load_seed(folder)
    (folder / FILE_NAME).write_text(written(seed), encoding="utf-8")
    records = shipped_records(seed)
    sys.stdout.write(f"{len(records)} {records[-1].hash.hex()}\n")


if __name__ == "__main__":
    main(find_seed_folder())
