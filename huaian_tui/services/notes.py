"""Notes: adding, correcting and retracting them. What was recorded stays readable."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from huaian_tui.domain.errors import InputRefused, NotFound
from huaian_tui.domain.text.hygiene import clean_line, clean_text
from huaian_tui.ledger.kinds.kind import FoldRecord
from huaian_tui.ledger.kinds.notes import NOTE, current_of
from huaian_tui.ledger.kinds.taking_back import UNDOES
from huaian_tui.ledger.record import Entry
from huaian_tui.services.entry_rules import (
    not_before_plan,
    open_thing,
    past_day,
    required_line,
    required_text,
)
from huaian_tui.services.several import each
from huaian_tui.store.engine.append import Action, Ledger
from huaian_tui.store.queries.solved_problems import problems_of
from huaian_tui.store.queries.task_refs import told_task
from huaian_tui.store.queries.tasks import check_task
from huaian_tui.store.queries.units import check_unit


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """What an officer typed in a note, not yet cleaned.

    ``text`` is the progress (进展) and must not be empty; ``units`` are short
    names as resolved; ``follow_up`` is the day a visit is promised for (回访). ``keeps_visit``
    says whether this visit keeps the promises made before it; None: it was not asked, which keeps them.
    ``solves`` are earlier notes of the same task whose problems it found solved.
    """

    task_no: int
    text: str
    day: date
    units: tuple[str, ...] = ()
    method: str = ""
    contact: str = ""
    problem: str = ""
    requirement: str = ""
    follow_up: date | None = None
    keeps_visit: bool | None = None
    solves: tuple[bytes, ...] = ()


_KEEPS_UNLESS_SAID = {"keeps_visit": True}


def add_note(ledger: Ledger, draft: NoteDraft, today: date) -> bytes:
    """Record a note and return its id."""
    with ledger.action() as action:
        return note_within(action, draft, today)


def add_notes(ledger: Ledger, drafts: Iterable[NoteDraft], today: date) -> list[bytes]:
    """Record several notes, all of them or none, and return their ids."""
    wanted = dict(enumerate(drafts))
    with ledger.action() as action:

        def add(place: int) -> bytes:
            return note_within(action, wanted[place], today)

        return each(wanted, add, lambda place: told_task(action.connection, wanted[place].task_no))


def note_within(
    action: Action, draft: NoteDraft, today: date, follows: Mapping[str, str] | None = None
) -> bytes:
    """``add_note`` as a part of another user action; ``follows`` says from which report it follows."""
    body = _checked(action.connection, draft, today) | dict(follows or {})
    entry = Entry(NOTE.name, body, task_no=draft.task_no, occurred_on=draft.day.isoformat())
    return action.append(entry)


def _checked(connection: sqlite3.Connection, draft: NoteDraft, today: date) -> dict[str, Any]:
    """The body of a note record, cleaned; refuses what cannot be taken, naming the field."""
    check_task(connection, draft.task_no)
    past_day(connection, draft.day, today, "day", "督查日期", draft.task_no)
    if draft.follow_up is not None:
        not_before_plan(connection, draft.follow_up, "follow_up", "回访日期", draft.task_no)
        if draft.follow_up < draft.day:
            raise InputRefused(
                "回访日期早于督查日期",
                f"督查 {draft.day.isoformat()}，回访 {draft.follow_up.isoformat()}",
                "请改晚回访日期，或留空",
                field="follow_up",
            )
    body: dict[str, Any] = {
        "text": required_text(draft.text, "text", "进展情况"),
        "units": _known_units(connection, draft.units),
        "method": clean_line(draft.method, limit=100, field="method"),
        "contact": clean_line(draft.contact, limit=200, field="contact"),
        "problem": clean_text(draft.problem, field="problem").strip("\n"),
        "requirement": clean_text(draft.requirement, field="requirement").strip("\n"),
        "follow_up": None if draft.follow_up is None else draft.follow_up.isoformat(),
    }
    if draft.keeps_visit is not None:
        body["keeps_visit"] = draft.keeps_visit
    if draft.solves:
        _check_solved(connection, draft)
        body["solves"] = [one.hex() for one in dict.fromkeys(draft.solves)]
    return body


def _check_solved(connection: sqlite3.Connection, draft: NoteDraft) -> None:
    """What a note found solved are problems of earlier notes on the same task."""
    known = {one.record_id: one for one in problems_of(connection, draft.task_no, open_only=False)}
    for one in draft.solves:
        if one not in known:
            raise InputRefused(
                "没有这个问题",
                "所写的记录不在这项任务里，或没有登记问题，或已撤回",
                "先列出这项任务的督查记录，再选有问题的",
                field="solves",
            )
        if known[one].day > draft.day:
            raise InputRefused(
                "问题晚于督查日期",
                f"问题是 {known[one].day.isoformat()} 登记的，督查日期 {draft.day.isoformat()}",
                "请改督查日期，或改选问题",
                field="solves",
            )


def _known_units(connection: sqlite3.Connection, names: tuple[str, ...]) -> list[str]:
    for name in names:
        check_unit(connection, name)
    return list(dict.fromkeys(names))


def correct_note(ledger: Ledger, note: bytes, text: str, reason: str) -> bytes:
    """Record a correction of a note's text alone, with its reason; the old text stays readable."""
    with ledger.action() as action:
        now = _live_note(action.connection, note)
        corrected = {"text": required_text(text, "text", "更正后的内容")}
        return _correct(action, note, now, corrected, now.occurred_on, reason)


def correct_whole_note(ledger: Ledger, note: bytes, draft: NoteDraft, reason: str, today: date) -> bytes:
    """Record a correction of any part of a note; ``draft`` says how all of it is to read.

    Its task stays the note's own. What it said before stays readable; parts that this program does
    not know (of a newer one) are kept.
    """
    with ledger.action() as action:
        now = _live_note(action.connection, note)
        corrected = _checked(action.connection, replace(draft, task_no=now.task_no or 0), today)
        if note in draft.solves:
            way_out = "请改选以前的记录"
            raise InputRefused("不能写自己的问题", "写的是这条记录的编号", way_out, field="solves")
        if now.body.get("solves"):
            corrected.setdefault("solves", [])
        return _correct(action, note, now, corrected, draft.day.isoformat(), reason)


def _correct(
    action: Action, note: bytes, now: FoldRecord, corrected: dict[str, Any], day: str | None, reason: str
) -> bytes:
    body = dict(now.body)
    before = _KEEPS_UNLESS_SAID | body
    same = all((before.get(key) or None) == (value or None) for key, value in corrected.items())
    if same and day == now.occurred_on:
        raise InputRefused("内容没有变化", "更正后的内容与现在的相同", "请改动内容，或不必更正", field="text")
    body |= corrected | {"reason": required_line(reason, "reason", "更正理由")}
    return _refer(action, NOTE.corrected_by, note, now._replace(occurred_on=day), body)


def retract_note(ledger: Ledger, note: bytes, reason: str) -> bytes:
    """Record that a note was made in error; it leaves the lists and stays in the records.

    So does the same note of another laptop on which the same form was confirmed.
    """
    with ledger.action() as action:
        now = _live_note(action.connection, note)
        why = required_line(reason, "reason", "撤回理由")
        # Imported here: a new note has no report behind it.
        from huaian_tui.store.queries.report_effects import twins_of

        for one in (note, *twins_of(action.connection, note)):
            _refer(action, NOTE.taken_back_by, one, now, {"reason": why, UNDOES: one.hex()})
        return action.ids[0]


def _live_note(connection: sqlite3.Connection, note: bytes) -> FoldRecord:
    """A note as it reads now: its last correction or itself, and its own task."""
    records = open_thing(connection, NOTE, note)
    if not records:
        raise NotFound("没有这条督查记录", "编号不在本台账中", "先列出再选用")
    return current_of(records)._replace(task_no=records[0].task_no)


def _refer(action: Action, kind: str, note: bytes, now: FoldRecord, body: dict[str, Any]) -> bytes:
    entry = Entry(kind, body, task_no=now.task_no, occurred_on=now.occurred_on, ref=note)
    return action.append(entry)
