"""Records of two years of supervision, of every kind, in the order of their time, by three laptops."""

from __future__ import annotations

import heapq
import json
import random
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from made_evaluation import EvaluationMaker
from made_plan import MadePlan, Planned
from made_words import CONTACTS, REASONS, Words

from huaian_tui.documents.document_json import document_to_json
from huaian_tui.documents.model import Heading, OfficialDocument, Paragraph
from huaian_tui.domain.methods import METHODS
from huaian_tui.ledger.identity import SHANGHAI, milestone_id_from_record
from huaian_tui.ledger.record import RecordKind

FIRST_DAY = date(2025, 1, 2)
_STILL_LATE = 0.07
"""Milestones past their date that nobody completed."""

_WEIGHTS = {
    RecordKind.NOTE: 740,
    RecordKind.CORRECTION: 30,
    RecordKind.RETRACTION: 5,
    RecordKind.READING: 80,
    RecordKind.MILESTONE_EXTEND: 30,
    RecordKind.MILESTONE_SET: 15,
    RecordKind.MILESTONE_CANCEL: 3,
    RecordKind.MILESTONE_REOPEN: 4,
    RecordKind.DELIVERABLE: 30,
    RecordKind.SELF_REPORT: 30,
    RecordKind.REPORT_DECISION: 24,
    RecordKind.NOTICE_DRAFT: 3,
    RecordKind.NOTICE_ISSUE: 3,
    RecordKind.REPLY: 6,
    RecordKind.MILESTONE_TARGET: 8,
    RecordKind.FORECAST: 20,
    RecordKind.RECHECK: 2,
    RecordKind.RECHECK_RESULT: 15,
}


@dataclass(frozen=True, slots=True)
class Told:
    """One record to be: what it says and refers to; ``plan``: of what belongs to no task."""

    kind: RecordKind
    body: Mapping[str, Any]
    task_no: int | None = None
    milestone: str | None = None
    occurred_on: str | None = None
    ref: bytes | None = None
    plan: str | None = None


class RecordMaker:
    """Composes records one after the other, remembering what later ones refer to.

    ``make`` gives the n-th of ``count``; ``moment`` says when. The caller gives each its
    identity first, since a milestone that a record sets is named after it.
    """

    def __init__(self, source: random.Random, words: Words, plan: MadePlan, day: date, count: int) -> None:
        self._random = source
        self._words = words
        self._plan = plan
        self._days = (day - FIRST_DAY).days
        self._count = count
        self._last_decision: dict[str, bytes] = {}
        self._closed: set[str] = set()
        self._of_task = {one.id: one.task_no for one in plan.milestones}
        self._set_later: list[Planned] = []
        self._notes: deque[tuple[bytes, int, str, Mapping[str, Any]]] = deque(maxlen=500)
        self._done: deque[Planned] = deque(maxlen=500)
        self._done_on: dict[str, str] = {}
        self._dues: dict[str, str] = {}
        self._aims: dict[str, float] = {}
        self._evaluation = EvaluationMaker(source)
        self._reports: deque[tuple[bytes, Planned, str]] = deque(maxlen=500)
        self._drafts: deque[tuple[bytes, Mapping[str, Any]]] = deque(maxlen=100)
        self._issued: deque[tuple[bytes, str]] = deque(maxlen=100)
        self._serial = dict.fromkeys(range(FIRST_DAY.year, day.year + 1), 0)
        self._visits: list[tuple[str, int]] = []
        self._due = self._completions(day)
        self._kinds, self._weights = list(_WEIGHTS), list(_WEIGHTS.values())
        self._document = _document(words)

    def _completions(self, today: date) -> list[tuple[str, Planned]]:
        """(day, milestone) of what gets done, the last first."""
        done = []
        for one in self._plan.milestones:
            if one.due is None or self._random.random() < _STILL_LATE:
                continue
            day = date.fromisoformat(one.due) + timedelta(self._random.randint(-25, 6))
            if FIRST_DAY <= day <= today:
                done.append((day.isoformat(), one))
        done.sort(key=lambda pair: pair[0], reverse=True)
        return done

    def moment(self, number: int) -> datetime:
        """When the record was written: evenly over the days, between half past eight and half past five."""
        day, part = divmod(number * (self._days + 1) / self._count, 1)
        return datetime.combine(FIRST_DAY, time(8, 30), SHANGHAI) + timedelta(days=day, hours=9 * part)

    def make(self, number: int, identity: bytes, day: str) -> Told:
        """The next record; ``identity`` is its id, ``day`` the ISO day of its moment."""
        if self._due and self._due[-1][0] <= day and number % 2:
            return self._complete(identity, *self._due.pop())
        if self._visits and self._visits[0][0] <= day:
            return self._note(identity, day, heapq.heappop(self._visits)[1])
        kind = self._random.choices(self._kinds, self._weights)[0]
        made = self._MAKERS[kind](self, identity, day) if kind in self._MAKERS else None
        return made or self._note(identity, day, self._task())

    # ------------------------------------------------------------------ notes

    def _task(self) -> int:
        return self._random.choice(self._plan.tasks)

    def _note(self, identity: bytes, day: str, task: int) -> Told:
        source, unit = self._random, self._plan.leads[task]
        follow_up = None
        if source.random() < 0.08:
            wanted = date.fromisoformat(day) + timedelta(source.randint(5, 40))
            follow_up = wanted.isoformat()
            if source.random() < 0.9:  # most promises are kept
                heapq.heappush(self._visits, (follow_up, task))
        problem = self._words.problem(unit)
        body = {
            "text": self._words.progress(unit),
            "units": [unit],
            "method": source.choice(METHODS),
            "contact": source.choice(CONTACTS),
            "problem": problem,
            "requirement": self._words.requirement(unit) if problem else "",
            "follow_up": follow_up,
        }
        self._notes.append((identity, task, day, body))
        return Told(RecordKind.NOTE, body, task, occurred_on=day)

    def _correct(self, _: bytes, __: str) -> Told | None:
        if not self._notes:
            return None
        note, task, noted, body = self._notes[0]
        self._notes.popleft()
        unit = self._plan.leads[task]
        more = {"text": self._words.progress(unit), "reason": self._random.choice(REASONS)}
        return Told(RecordKind.CORRECTION, {**body, **more}, task, occurred_on=noted, ref=note)

    def _retract(self, _: bytes, __: str) -> Told | None:
        if not self._notes:
            return None
        note, task, noted, _body = self._notes.popleft()
        return Told(RecordKind.RETRACTION, {"reason": "重复录入"}, task, occurred_on=noted, ref=note)

    # ------------------------------------------------------------------ milestones

    def _decided(
        self, kind: RecordKind, identity: bytes, one: Planned, body: dict[str, Any], day: str | None
    ) -> Told:
        ref = self._last_decision.get(one.id)
        self._last_decision[one.id] = identity
        return Told(kind, body, one.task_no, one.id, day, ref)

    def _complete(self, identity: bytes, day: str, one: Planned) -> Told:
        if one.id in self._closed:
            return self._note(identity, day, one.task_no)
        self._closed.add(one.id)
        self._done.append(one)
        self._done_on[one.id] = day
        body: dict[str, Any] = {"basis": self._words.basis(self._plan.leads[one.task_no])}
        aim = self._aim(one)
        if aim is not None:
            body["value"] = float(round(aim * self._random.uniform(0.9, 1.4)))
        return self._decided(RecordKind.MILESTONE_COMPLETE, identity, one, body, day)

    def _open(self) -> Planned | None:
        """Some milestone that is open; None when luck finds none."""
        for _ in range(20 if self._plan.milestones else 0):
            one = self._random.choice(self._plan.milestones)
            if one.id not in self._closed:
                return one
        return None

    def _aim(self, one: Planned) -> float | None:
        """The figure that a milestone is to reach: as it was decided, else that of the plan."""
        return self._aims.get(one.id, one.value)

    def _target(self, identity: bytes, day: str) -> Told | None:
        """A milestone of which the plan names no figure is given one."""
        one = self._open()
        if one is None or one.value is not None:
            return None
        aim = self._aims[one.id] = float(self._random.randint(10, 200))
        start = date.fromisoformat(day)
        planned = [
            {"day": (start + timedelta(30 * part)).isoformat(), "value": aim * part / 3} for part in (1, 2, 3)
        ]
        body = {
            "basis": self._words.basis(self._plan.leads[one.task_no]),
            "target": {
                "operator": ">=",
                "value": aim,
                "unit": "项",
                "text": f"{aim:.0f}项",
                "baseline": 0.0,
                "start": day,
                "trajectory": planned,
            },
        }
        return self._decided(RecordKind.MILESTONE_TARGET, identity, one, body, day)

    def _extend(self, identity: bytes, day: str) -> Told | None:
        one = self._open()
        if one is None:
            return None
        due = date.fromisoformat(max(one.due or day, day)) + timedelta(self._random.randint(20, 200))
        self._dues[one.id] = due.isoformat()
        body = {
            "due": due.isoformat(),
            "basis": self._words.basis(self._plan.leads[one.task_no]),
            "assumed": False,
        }
        return self._decided(RecordKind.MILESTONE_EXTEND, identity, one, body, None)

    def _set(self, identity: bytes, day: str) -> Told:
        task = self._task()
        due = date.fromisoformat(day) + timedelta(self._random.randint(30, 500))
        body = {
            "title": self._words.clause(),
            "due": due.isoformat(),
            "basis": self._words.basis(self._plan.leads[task]),
            "assumed": False,
        }
        one = Planned(milestone_id_from_record(task, identity), task, None, None)
        self._set_later.append(one)
        return self._decided(RecordKind.MILESTONE_SET, identity, one, body, None)

    def _cancel(self, identity: bytes, _: str) -> Told | None:
        one = self._open()
        if one is None:
            return None
        self._closed.add(one.id)
        body = {"basis": self._words.basis(self._plan.leads[one.task_no])}
        return self._decided(RecordKind.MILESTONE_CANCEL, identity, one, body, None)

    def closing(self, plan: str, plan_set: bytes, day: str) -> Iterator[Told]:
        """The last records of a plan: what is open is given up, and it closes (收官)."""
        for one in (*self._plan.milestones, *self._set_later):
            if self._plan.plans.get(one.task_no) == plan and one.id not in self._closed:
                self._closed.add(one.id)
                body = {"basis": "方案收官，不再办理"}
                ref = self._last_decision.get(one.id)
                yield Told(RecordKind.MILESTONE_CANCEL, body, one.task_no, one.id, None, ref)
        body = {"plan": plan, "basis": "任务已办结或终止"}
        yield Told(RecordKind.PLAN_CLOSE, body, occurred_on=day, ref=plan_set)

    def _reopen(self, identity: bytes, _: str) -> Told | None:
        if not self._done:
            return None
        one = self._done.popleft()
        self._closed.discard(one.id)
        self._done_on.pop(one.id, None)
        body = {"basis": self._words.basis(self._plan.leads[one.task_no])}
        return self._decided(RecordKind.MILESTONE_REOPEN, identity, one, body, None)

    def _read(self, _: bytes, day: str) -> Told | None:
        one = self._open()
        aim = None if one is None else self._aim(one)
        if one is None or aim is None:
            return None
        value = float(round(aim * self._random.uniform(0.1, 1.2)))
        return Told(RecordKind.READING, {"value": value}, one.task_no, one.id, day)

    def _hand_in(self, _: bytes, day: str) -> Told:
        identity, task, title = self._random.choice(self._plan.deliverables)
        body = {"deliverable": identity, "title": title, "text": f"已印发：{self._words.clause()}"}
        return Told(RecordKind.DELIVERABLE, body, task, occurred_on=day)

    # ------------------------------------------------------------------ reports of units

    def _report(self, identity: bytes, day: str) -> Told | None:
        one = self._open()
        if one is None:
            return None
        unit = self._plan.leads[one.task_no]
        self._reports.append((identity, one, unit))
        form = {
            "id": f"{unit}-{day}",
            "version": 1,
            "exported_on": day,
            "file": identity.hex() * 2,
            "line": 5,
        }
        body = {
            "unit": unit,
            "progress": self._words.progress(unit),
            "finished": False,
            "finished_on": None,
            "value": None,
            "problem": self._words.problem(unit),
            "next_step": self._words.clause(),
            "contact": self._random.choice(CONTACTS[:-1]),
            "form": form,
        }
        return Told(RecordKind.SELF_REPORT, body, one.task_no, one.id, day)

    def _decide(self, _: bytes, day: str) -> Told | None:
        if not self._reports:
            return None
        report, one, unit = self._reports.popleft()
        taken = self._random.random() < 0.85
        body = {
            "decision": "confirmed" if taken else "rejected",
            "reason": "经现场核实" if taken else "佐证材料不全",
            "unit": unit,
        }
        return Told(RecordKind.REPORT_DECISION, body, one.task_no, one.id, day, report)

    # ------------------------------------------------------------------ evaluation

    def _forecast(self, _: bytes, day: str) -> Told | None:
        one = self._open()
        due = None if one is None else self._dues.get(one.id, one.due)
        if one is None or due is None or due < day:
            return None
        body = self._evaluation.forecast(one.id, due, day)
        plan = self._plan.plans[one.task_no]
        return None if body is None else Told(RecordKind.FORECAST, body, occurred_on=day, plan=plan)

    def _recheck(self, identity: bytes, day: str) -> Told | None:
        lately = {one.id: self._done_on[one.id] for one in self._done if one.id in self._done_on}
        body = self._evaluation.sample(identity, lately, day)
        return None if body is None else Told(RecordKind.RECHECK, body, occurred_on=day)

    def _recheck_result(self, _: bytes, day: str) -> Told | None:
        found = self._evaluation.result()
        if found is None:
            return None
        sample, milestone, body = found
        task = self._of_task[milestone]
        return Told(RecordKind.RECHECK_RESULT, body, task, milestone, day, sample)

    # ------------------------------------------------------------------ notices

    def _draft(self, identity: bytes, day: str) -> Told:
        unit = self._plan.leads[self._task()]
        body = {
            "kind": self._random.choice(("reminder", "supervision", "assignment")),
            "title": f"关于{self._words.clause()[:18]}的督办通知",
            "units": [unit],
            "document": self._document,
            "warnings": [],
            "asks": [],
            "basis": "市政府常务会议部署",
            "approval": "",
            "reply_due": None,
        }
        self._drafts.append((identity, body))
        return Told(RecordKind.NOTICE_DRAFT, body, occurred_on=day)

    def _issue(self, _: bytes, day: str) -> Told | None:
        if not self._drafts:
            return None
        notice, draft = self._drafts.popleft()
        year = int(day[:4])
        self._serial[year] += 1
        due = date.fromisoformat(day) + timedelta(15)
        body = {
            "code": "淮政督",
            "year": year,
            "serial": self._serial[year],
            "number": f"淮政督〔{year}〕{self._serial[year]}号",
            "title": draft["title"],
            "document": self._document,
            "sha256": {},
            "data_up_to": notice.hex(),
            "reply_due": due.isoformat() if self._random.random() < 0.5 else None,
        }
        self._issued.append((notice, draft["units"][0]))
        return Told(RecordKind.NOTICE_ISSUE, body, occurred_on=day, ref=notice)

    def _reply(self, _: bytes, day: str) -> Told | None:
        if not self._issued:
            return None
        notice, unit = self._issued.popleft()
        body = {"unit": unit, "text": self._words.progress(unit)}
        return Told(RecordKind.REPLY, body, occurred_on=day, ref=notice)

    _MAKERS: Mapping[RecordKind, Callable[[RecordMaker, bytes, str], Told | None]] = {
        RecordKind.CORRECTION: _correct,
        RecordKind.RETRACTION: _retract,
        RecordKind.READING: _read,
        RecordKind.MILESTONE_EXTEND: _extend,
        RecordKind.MILESTONE_SET: _set,
        RecordKind.MILESTONE_CANCEL: _cancel,
        RecordKind.MILESTONE_REOPEN: _reopen,
        RecordKind.DELIVERABLE: _hand_in,
        RecordKind.SELF_REPORT: _report,
        RecordKind.REPORT_DECISION: _decide,
        RecordKind.NOTICE_DRAFT: _draft,
        RecordKind.NOTICE_ISSUE: _issue,
        RecordKind.REPLY: _reply,
        RecordKind.MILESTONE_TARGET: _target,
        RecordKind.FORECAST: _forecast,
        RecordKind.RECHECK: _recheck,
        RecordKind.RECHECK_RESULT: _recheck_result,
    }


def _document(words: Words) -> str:
    """One notice as stored, for all of them."""
    body = (Heading(1, "一、督办事项"), *(Paragraph(f"{words.clause()}。") for _ in range(6)))
    document = OfficialDocument(masthead="淮安市人民政府督查室", title="督办通知单", body=body, draft=True)
    return json.dumps(json.loads(document_to_json(document)), ensure_ascii=False)


def settings() -> Iterator[Told]:
    """The first records of a laptop: who writes, and for which office."""
    for key, title, value in (("officer", "承办人", "张三"), ("office", "督查机构", "淮安市人民政府督查室")):
        yield Told(RecordKind.SETTING, {"key": key, "title": title, "value": value})
