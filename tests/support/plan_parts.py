"""Plans, tasks and units that change: records for tests of whole histories."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from huaian_tui.ledger.kinds.matters import matter_place
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.ledger.task_keys import MATTERS_PLAN, part_prefix, task_key

PLAN = "shidian-2025"
"""A second plan."""

_OF_UNIT = "json_extract(body, '$.unit') = ?"


def last_of(
    connection: sqlite3.Connection, kinds: str, where: str, *values: object
) -> tuple[bytes, Any] | None:
    """(id, body) of the newest record of these kinds about something."""
    row = connection.execute(
        f"SELECT id, body FROM record WHERE kind IN ({kinds}) AND {where} ORDER BY id DESC LIMIT 1",  # noqa: S608
        values,
    ).fetchone()
    return None if row is None else (row[0], json.loads(row[1]))


def plan_entry(connection: sqlite3.Connection, how: int) -> Entry:
    """The second plan as it stands: its title and its end differ."""
    last = last_of(connection, "'plan_set', 'plan_close', 'plan_reopen'", "plan = ?", PLAN)
    body = {
        "plan": PLAN,
        "code": "SD",
        "short": "试点",
        "title": f"试点方案第{how}稿",
        "start": {"day": "2025-01-01", "basis": "原文写明"},
        "horizon": {"day": f"{2025 + how}-12-31", "phrase": "年底", "basis": "原文写明"},
        "remarks": [REMARK][: how % 2],
    }
    return Entry(RecordKind.PLAN_SET, body, ref=None if last is None else last[0], plan=PLAN)


def task_number(who: int) -> int:
    """The number for life of a task of the second plan."""
    return task_key(PLAN, str(who))


REMARK = {"rows": [task_number(1)], "where": "第1行", "text": "单位待核", "treatment": "按原文"}


def task_entry(connection: sqlite3.Connection, who: int, day: date, how: int) -> Entry:
    """A task of the second plan as it stands: text, units and milestones differ."""
    number = task_number(who)
    last = last_of(connection, "'task_set', 'task_end'", "task_no = ?", number)
    lead = "市财政局" if how % 2 else "市数据局"
    report = {"id": f"{part_prefix(number)}-a", "title": "试点报告", "phrase": "报告"}
    milestones = [
        {
            "id": f"{part_prefix(number)}-{place}",
            "title": f"建成第{place}批",
            "basis": "原文写明",
            "due": (day + timedelta(days=30 * how)).isoformat(),
        }
        for place in range(1, 1 + how % 3)
    ]
    body = {
        "no": str(who),
        "place": who,
        "level1": "（一）试点",
        "level2": "1.试点",
        "text": f"开展试点，第{how}稿。",
        "lead_raw": lead,
        "support_raw": "",
        "lead": [{"raw": lead, "unit": lead}],
        "support": [],
        "milestones": milestones,
        "deliverables": [report][: how % 2],
    }
    return Entry(RecordKind.TASK_SET, body, number, ref=None if last is None else last[0], plan=PLAN)


def revision_entry(connection: sqlite3.Connection, number: int, how: int) -> Entry:
    """A task of the shipped plan in other words, with another lead, with and without its last milestone."""
    ref, before = last_of(connection, "'task_set'", "task_no = ?", number) or (b"", {})
    milestones = list(before.get("milestones", ()))
    if how % 3 == 0:
        milestones = milestones[:-1]
    elif how % 3 == 1:
        milestones = [one | {"due": f"2026-0{how + 1}-15"} for one in milestones]
    else:
        added = {"id": f"{number}-9", "title": "新增一步", "basis": "修订稿", "due": None}
        milestones = [*(one for one in milestones if one["id"] != added["id"]), added]
    unit = ("市财政局", "涟水县")[how % 2]
    body = before | {
        "text": f"{before['text'].partition('（修订')[0]}（修订{how}）",
        "lead_raw": unit,
        "lead": [{"raw": unit, "unit": unit}],
        "milestones": milestones,
    }
    return Entry(RecordKind.TASK_SET, body, number, ref=ref)


def end_entry(connection: sqlite3.Connection, number: int, day: date) -> Entry:
    """The end of a task."""
    last = last_of(connection, "'task_set', 'task_end'", "task_no = ?", number)
    ref, body = None if last is None else last[0], {"reason": "并入别的任务"}
    return Entry(RecordKind.TASK_END, body, number, occurred_on=day.isoformat(), ref=ref)


def matter_number(who: int) -> int:
    """The number for life of a matter."""
    return task_key(MATTERS_PLAN, str(who))


def matter_entry(connection: sqlite3.Connection, who: int, day: date, how: int) -> Entry:
    """A matter as it stands: its source, its number and its units differ."""
    number = matter_number(who)
    last = last_of(connection, "'task_set', 'task_end'", "task_no = ?", number)
    lead = ("市财政局", "市数据局", "涟水县")[how % 3]
    given = 1 + how % 3
    due = {"id": f"{part_prefix(number)}-1", "title": "报结果", "basis": "批示", "due": day.isoformat()}
    handed = {"kind": ("批示", "来文")[how % 2], "day": "2025-01-02", "document": f"文{how}", "by": "市长"}
    body = {
        "no": f"交办〔2025〕{given}",
        "place": matter_place(2025, given),
        "level1": "日常交办",
        "level2": handed["kind"],
        "text": f"查清第{who}件",
        "lead_raw": lead,
        "support_raw": "",
        "lead": [{"raw": lead, "unit": lead}],
        "support": [],
        "milestones": [due],
        "handed": handed | {"year": 2025, "number": given, "urgent": how % 2 == 0},
    }
    return Entry(RecordKind.TASK_SET, body, number, ref=None if last is None else last[0], plan=MATTERS_PLAN)


def number_entry(who: int, how: int) -> Entry:
    """Another number of a matter, which may not be here."""
    no, former = f"交办〔2025〕{4 + how}", "交办〔2025〕1"
    body = {"year": 2025, "number": 4 + how, "no": no, "former": former, "basis": "编号重复"}
    return Entry(RecordKind.MATTER_NUMBER, body, matter_number(who), plan=MATTERS_PLAN)


def tie_entry(who: int, how: int) -> Entry:
    """A matter tied to tasks, or no longer; a task of the shipped plan tied to a matter."""
    body = {"tied": [3, matter_number(2)][: 1 + how % 2], "named": ["SJ/3"], "apart": how in (2, 5)}
    if how == 3:
        return Entry(RecordKind.TASK_TIE, body | {"tied": [matter_number(who)]}, 3)
    return Entry(RecordKind.TASK_TIE, body, matter_number(who), plan=MATTERS_PLAN)


def rename_entry(connection: sqlite3.Connection, day: date, how: int) -> Entry:
    """市财政局 under another name."""
    ref, before = last_of(connection, "'unit_set'", _OF_UNIT, "市财政局") or (b"", {})
    name = f"市财政局{how or ''}"
    body = before | {"name": name, "full_name": f"淮安{name}", "basis": "机构改革"}
    return Entry(RecordKind.UNIT_SET, body, occurred_on=day.isoformat(), ref=ref)


def merge_entry(connection: sqlite3.Connection, day: date) -> Entry:
    """市工信局 becomes a part of 市发改委."""
    last = last_of(connection, "'unit_set', 'unit_merge'", _OF_UNIT, "市工信局")
    body = {"unit": "市工信局", "into": "市发改委", "basis": "机构改革"}
    ref = None if last is None else last[0]
    return Entry(RecordKind.UNIT_MERGE, body, occurred_on=day.isoformat(), ref=ref)


def every_kind(connection: sqlite3.Connection, day: date) -> Iterator[Entry]:
    """A record of each kind that says how plans, tasks and units stand."""
    yield plan_entry(connection, 1)
    for kind in (RecordKind.PLAN_CLOSE, RecordKind.PLAN_REOPEN):
        yield Entry(kind, {"plan": PLAN, "basis": "年终小结"}, occurred_on=day.isoformat(), plan=PLAN)
    said = {"plan": PLAN, "revision": "r1", "text": "改文字1项", "basis": "印发", "changes": '{"changes":[]}'}
    choice = {"about": "unit:市甲局", "sort": "unit", "text": "市甲局", "means": "drop"}
    yield Entry(RecordKind.READING_CHOICE, choice)
    yield Entry(RecordKind.PLAN_REVISION, said, occurred_on=day.isoformat(), plan=PLAN)
    yield task_entry(connection, 1, day, 2)
    yield revision_entry(connection, 3, 1)
    yield end_entry(connection, task_number(1), day)
    yield matter_entry(connection, 1, day, 1)
    yield number_entry(1, 1)
    yield tie_entry(1, 1)
    yield rename_entry(connection, day, 1)
    yield merge_entry(connection, day)
