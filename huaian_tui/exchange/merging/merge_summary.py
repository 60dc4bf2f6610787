"""What a merge brought, read from the ledger afterwards: who, which tasks, which conflicts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from huaian_tui.domain.answers.plans import TaskRef, bare_ref
from huaian_tui.ledger.gist import decision_line, gist
from huaian_tui.store.engine import arrivals
from huaian_tui.store.queries.report_disputes import ReportDispute, disputes_of_arrived
from huaian_tui.store.queries.task_refs import read_refs

MOST_LISTED = 200
"""Of officers, conflicts and doubled numbers; a pack made to harm could name a million."""


@dataclass(frozen=True, slots=True)
class TaskCount:
    """How many new records are about one task."""

    no: int
    title: str
    records: int
    ref: TaskRef


@dataclass(frozen=True, slots=True)
class Side:
    """One of the decisions that do not know of each other."""

    record_id: bytes
    officer: str
    recorded_at: str
    kind: str
    gist: str
    said: str

    def words(self) -> str:
        """What was decided, with its day: ``延期到 2027-02-01；依据：纪要``."""
        return self.said


@dataclass(frozen=True, slots=True)
class Conflict:
    """A milestone that was decided apart (冲突待核); no side counts until it is settled."""

    milestone: str
    task_no: int
    title: str
    sides: tuple[Side, ...]
    ref: TaskRef | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision on a milestone that arrived, in words with its day: 办结于 2026-11-01；依据：验收单."""

    milestone: str
    officer: str
    said: str


@dataclass(frozen=True, slots=True)
class DoubledNumber:
    """A 发文字号 (or 期号) that several issued notices bear: (title, officer, day of issue) of each."""

    number: str
    notices: tuple[tuple[str, str, str], ...]


SHARED_CODE_WAY = "写代号时会让您选是哪一个；改其中一个：plan set 编号 --code 新代号 --basis 依据"
"""What is said of codes that several plans bear: how that is settled."""


@dataclass(frozen=True, slots=True)
class SharedCode:
    """A code that several plans bear, entered apart: (id, short name, title) of each."""

    code: str
    plans: tuple[tuple[str, str, str], ...]

    @property
    def words(self) -> str:
        """In one line: XC：《…》（编号 p12…）、《…》（编号 p34…）."""
        return f"{self.code}：" + "、".join(f"《{title}》（编号 {plan}）" for plan, _, title in self.plans)


def officers_of_arrived(connection: sqlite3.Connection) -> tuple[tuple[str, int], ...]:
    """(name, records) of those who wrote the records that arrived, most first."""
    return tuple(arrivals.officers_of_arrived(connection, MOST_LISTED))


def kinds_of_arrived(connection: sqlite3.Connection) -> tuple[tuple[str, int], ...]:
    """(name of the kind, records) of what arrived, most first: of every kind."""
    return tuple(arrivals.kinds_of_arrived(connection))


def numbers_of_arrived(connection: sqlite3.Connection) -> tuple[DoubledNumber, ...]:
    """Numbers that notices of several laptops bear; projections must be folded."""
    return _numbers(arrivals.doubled_by_arrived(connection))


def numbers_now(connection: sqlite3.Connection, numbers: Iterable[str]) -> tuple[DoubledNumber, ...]:
    """Those of these numbers that several notices bear by now."""
    return _numbers(one for number in numbers for one in arrivals.doubled_now(connection, number))


def _numbers(notices: Iterable[arrivals.Numbered]) -> tuple[DoubledNumber, ...]:
    found = dict[str, list[tuple[str, str, str]]]()
    for one in notices:
        found.setdefault(one.number, []).append((one.title, one.officer, one.issued_on))
    return tuple(DoubledNumber(number, tuple(notices)) for number, notices in found.items())[:MOST_LISTED]


def codes_of_arrived(connection: sqlite3.Connection) -> tuple[SharedCode, ...]:
    """Codes that several plans bear by now; projections must be folded."""
    return _codes(arrivals.codes_shared_by_arrived(connection))


def codes_now(connection: sqlite3.Connection, codes: Iterable[str]) -> tuple[SharedCode, ...]:
    """Those of these codes that several plans bear by now."""
    borne = (arrivals.codes_of(connection, code) for code in codes)
    return _codes(plan for plans in borne if len(plans) > 1 for plan in plans)


def _codes(plans_with_codes: Iterable[arrivals.Coded]) -> tuple[SharedCode, ...]:
    found = dict[str, list[tuple[str, str, str]]]()
    for code, *plan in plans_with_codes:
        found.setdefault(code, []).append((plan[0], plan[1], plan[2]))
    return tuple(SharedCode(code, tuple(plans)) for code, plans in found.items())[:MOST_LISTED]


def tasks_of_arrived(connection: sqlite3.Connection) -> tuple[tuple[TaskCount, ...], int]:
    """The tasks that the records that arrived are about, in the order of plans and of their places there: the
    first of them, and how many there are."""
    found, count = arrivals.tasks_of_arrived(connection, MOST_LISTED)
    refs = read_refs(connection, [one[0] for one in found])
    return tuple(TaskCount(*one, refs.get(one[0]) or bare_ref(one[0])) for one in found), count


def conflicts_of_arrived(connection: sqlite3.Connection) -> tuple[Conflict, ...]:
    """Milestones in conflict on which a record that arrived decides, by task; projections must be folded."""
    found = _conflicts(connection, arrivals.heads_of_arrived(connection))
    order = arrivals.in_order_of_plans(connection, sorted({one.task_no for one in found}))
    places = {number: place for place, number in enumerate(order)}
    return tuple(sorted(found, key=lambda one: places.get(one.task_no, len(places))))


def conflicts_now(connection: sqlite3.Connection, milestones: Iterable[str]) -> tuple[Conflict, ...]:
    """Those of these milestones that are in conflict by now, in their order."""
    return tuple(_conflicts(connection, arrivals.heads_of(connection, milestones)))


def _conflicts(
    connection: sqlite3.Connection, milestones: Iterable[tuple[str, int, str, list[bytes]]]
) -> list[Conflict]:
    found = list[Conflict]()
    for milestone, task_no, title, heads in milestones:
        if len(heads) > 1:
            sides = tuple(_side(connection, head) for head in heads[:MOST_LISTED])
            ref = read_refs(connection, [task_no]).get(task_no) or bare_ref(task_no)
            found.append(Conflict(milestone, task_no, title, sides, ref))
        if len(found) == MOST_LISTED:
            break
    return found


def reports_of_arrived(connection: sqlite3.Connection) -> tuple[ReportDispute, ...]:
    """Reports of units on which laptops decided apart; projections must be folded."""
    return disputes_of_arrived(connection, MOST_LISTED)


def _side(connection: sqlite3.Connection, record_id: bytes) -> Side:
    said = arrivals.saying_of(connection, record_id)
    body = json.loads(said.body)
    line = decision_line(said.kind, body, said.day)
    return Side(record_id, said.officer, said.recorded_at, said.kind, gist(said.kind, body), line)


def decisions_of_arrived(connection: sqlite3.Connection) -> tuple[Decision, ...]:
    """What the records that arrived decide on milestones, by task and time."""
    found = arrivals.decisions_of_arrived(connection, MOST_LISTED)
    return tuple(
        Decision(one.milestone or "", one.officer, decision_line(one.kind, json.loads(one.body), one.day))
        for one in found
    )
