"""督查评价 over random histories: the quick reading says what all records say; sums, as-of days."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.desk import Desk, at_work
from support.examples import examples

from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.evaluation.classes import NO_FACTS, NOTHING, Classified, classify
from huaian_tui.domain.evaluation.figures import Evaluation, Figures, summed
from huaian_tui.domain.evaluation.history import Standing, standing_of
from huaian_tui.ledger.identity import day_of_id, day_of_number
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.services.decisions import DecidedOn, NewMilestones, set_on_tasks
from huaian_tui.services.notices import Frozen, NoticeDraft, record_draft, record_issue
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.queries.evaluation.evaluate import count_milestones, evaluate
from huaian_tui.store.queries.evaluation.facts import read_facts, read_replies
from huaian_tui.store.queries.evaluation.full_histories import read_histories
from huaian_tui.store.queries.evaluation.histories import moved_histories
from huaian_tui.store.queries.evaluation.scope import Asked, in_scope
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.store.queries.notices import read_notice
from huaian_tui.store.queries.pictures.course import Course, days_of
from huaian_tui.store.queries.task_refs import read_refs

ACTS = (
    "set complete extend extend cancel reopen complete amend retract reading report decide note notice issue "
    "reply task revise end_task rename merge_units matter target"
).split()
PERIODS = (
    Period(date(2024, 1, 1), date(2024, 12, 31)),
    Period(date(2025, 1, 1), date(2025, 1, 31)),
    Period(date(2025, 1, 1), date(2025, 3, 31)),
    Period(date(2025, 1, 1), date(2025, 12, 31)),
)


def work(desk: Desk, rng: random.Random, acts: int) -> None:
    """Some actions, hours and days apart; what is refused is refused."""
    for _ in range(acts):
        desk.moment += timedelta(hours=rng.randint(1, 60))
        try:
            desk.do((rng.choice(ACTS), rng.randint(0, 30), rng.randint(0, 12), rng.randint(0, 5)))
        except HuaianError as refusal:
            assert refusal.title


def quickly(connection: sqlite3.Connection, asked: Asked) -> dict[str, Classified]:
    counted = {one.id: one for one in count_milestones(connection, asked)}
    return {one.id: one.classified for one in counted.values() if one.is_open or one.classified != NOTHING}


def from_all_records(connection: sqlite3.Connection, asked: Asked) -> dict[str, Classified]:
    """Every milestone told from all its records by the pure functions alone; what counts nothing left out."""
    facts = read_facts(connection, asked)
    scope = f"SELECT m.id FROM milestone AS m WHERE {in_scope(asked, 'm.task_no')}"
    ids = [milestone for (milestone,) in connection.execute(scope, asked.values)]
    found = dict[str, Classified]()
    for history in read_histories(connection, asked, sorted(ids)):
        standing = standing_of(history, asked.end, asked.as_of)
        if standing is not None:
            known = facts.get(history.id, NO_FACTS)
            classified = classify(standing, asked.period, asked.as_of, known)
            if standing.is_open or classified != NOTHING:
                found[history.id] = classified
    return found


def in_rows(connection: sqlite3.Connection, asked: Asked) -> dict[str, Figures]:
    """The figures of each task by its milestones one by one, but replies, visits and silence."""
    found = dict[str, list[Classified]]()
    refs = read_refs(connection, {one.task_no for one in count_milestones(connection, asked)})
    for one in count_milestones(connection, asked):
        found.setdefault(refs[one.task_no].id, []).append(one.classified)
    figures = {task: summed(counted) for task, counted in found.items()}
    return {task: one for task, one in figures.items() if one != Figures()}


def together(connection: sqlite3.Connection, asked: Asked) -> dict[str, Figures]:
    """The same as the evaluation by task counts those together that are alike."""
    rows = evaluate(connection, replace(asked, by="task")).rows
    for row in rows:
        row.figures.silent = 0
    return {row.key: row.figures for row in rows if row.figures != Figures()}


def course(connection: sqlite3.Connection, asked: Asked) -> dict[tuple[str, date], Standing]:
    """How each milestone stood at the ends of the months, as the pictures read it."""
    ids = {milestone for (milestone,) in connection.execute("SELECT id FROM milestone")}
    days = days_of(asked.period, asked.as_of)
    things = Course(connection, asked).things(days, ids)
    spans = ((one.id, span) for one in things for span in one.spans)
    return {
        (milestone, days[place]): plain(span.standing)
        for milestone, span in spans
        for place in range(span.first, span.until)
    }


def course_from_all_records(connection: sqlite3.Connection, asked: Asked) -> dict[tuple[str, date], Standing]:
    """The same from all records of each."""
    ids = [milestone for (milestone,) in connection.execute("SELECT id FROM milestone ORDER BY id")]
    day_set = {
        milestone: day or day_of_number(day_of_id(record)).isoformat()
        for milestone, day, record in connection.execute(
            "SELECT milestone, occurred_on, id FROM record WHERE kind = 'milestone_set'"
        )
    }
    found = dict[tuple[str, date], Standing]()
    there = Course(connection, asked).tasks_there
    days = days_of(asked.period, asked.as_of)
    for history in read_histories(connection, asked, ids):
        first, until = there(days).get(history.task_no, (0, 0))
        for day in days[first:until]:
            standing = standing_of(history, day, day)
            by_then = not history.planned or day_set.get(history.id, "") <= day.isoformat()
            if standing is not None and by_then:
                found[history.id, day] = plain(standing)
    return found


def plain(standing: Standing) -> Standing:
    """Without what the pictures do not show."""
    return standing._replace(
        met=None, no_value=False, assumed=False, reopened=False, conflict=False, slips=(), records=()
    )


def asked_for(day: date, *, past: bool) -> list[Asked]:
    return [Asked(period, day, past=past) for period in PERIODS]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(examples(6)))
def test_random_histories(seeded_file: Path, seed: int) -> None:
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        desk = at_work(seeded_file, folder)
        with desk.ledger:
            work(desk, rng, 45)
            day = desk.today
            desk.moment += timedelta(days=1)
            with closing(open_reader_as_of(desk.path, None)) as reader:
                for asked in asked_for(day, past=False):
                    assert quickly(reader, asked) == from_all_records(reader, asked)
                    assert together(reader, asked) == in_rows(reader, asked)
                    assert course(reader, asked) == course_from_all_records(reader, asked)
            then = [evaluated(desk.path, asked, day) for asked in every_kind(day)]
            assert then == [evaluated(desk.path, asked, None) for asked in every_kind(day, past=False)]
            for found in then:
                identities(found)
            work(desk, rng, 25)
        assert then == [evaluated(desk.path, asked, day) for asked in every_kind(day)]
        with closing(open_reader_as_of(desk.path, day)) as reader:
            for asked in asked_for(day, past=True):
                assert quickly(reader, asked) == from_all_records(reader, asked)
                assert together(reader, asked) == in_rows(reader, asked)


def every_kind(day: date, *, past: bool = True) -> list[Asked]:
    kinds = ("plan", "unit", "indicator", "task")
    return [Asked(PERIODS[-1], day, by, past=past) for by in kinds]  # type: ignore[arg-type]


def evaluated(path: Path, asked: Asked, as_of: date | None) -> Evaluation:
    with closing(open_reader_as_of(path, as_of)) as reader:
        return evaluate(reader, asked)


def identities(found: Evaluation) -> None:
    """What must be true of every row."""
    for row in found.rows:
        one, first = row.figures, row.figures.by_original
        assert one.due == one.on_time + one.late + one.overdue + one.due_today
        assert first.due == first.on_time + first.late + first.overdue + first.due_today
        assert one.missed_target + one.no_value <= one.on_time + one.late
        assert one.on_time_and_met <= one.on_time
        assert one.cancelled_after_due <= one.cancelled
        assert one.extended_after_due <= one.extended <= one.extended_days
        assert one.self_report_unverified <= one.overdue + one.due_today
        assert one.assumed_due <= one.due
        assert (one.on_time_rate.value is None) == (one.due == one.due_today)


def test_the_first_date_stays_also_where_it_was_confirmed_before_it_moved(ledger: Ledger) -> None:
    """A date that was decided once more and then moved twice: read quickly and from all records."""
    due, day = date(2025, 6, 30), date(2025, 1, 6)
    made = set_on_tasks(ledger, {5: NewMilestones("节点", [due], "会议")}, DecidedOn(day))
    milestone = made[0][0]
    head = read_milestone(ledger.connection, day, milestone).state.heads[-1]
    for moved in ("2025-06-30", "2025-09-30", "2026-03-31"):
        body = {"basis": "会议", "due": moved}
        entry = Entry(
            RecordKind.MILESTONE_EXTEND,
            body,
            task_no=5,
            milestone=milestone,
            occurred_on="2025-01-10",
            ref=head,
        )
        with ledger.action() as action:
            head = action.append(entry)
    period, as_of = PERIODS[-1], date(2026, 1, 1)
    asked = Asked(period, as_of)
    (quick,) = moved_histories(ledger.connection, {milestone})
    (whole,) = read_histories(ledger.connection, asked, [milestone])
    read, told = (standing_of(one, asked.end, as_of) for one in (quick, whole))
    assert read is not None and told is not None
    assert (read.original, read.due) == (told.original, told.due) == (due, date(2026, 3, 31))
    assert [slip.days for slip in read.slips] == [
        slip.days for slip in told.slips if slip.days or slip.before
    ]
    assert classify(read, period, as_of).extended == 2


def test_a_version_of_a_draft_that_came_after_the_issue_says_nothing(ledger: Ledger) -> None:
    """Two laptops: one edits a draft that the other has issued; what went out names the plans."""
    draft = NoticeDraft(
        "supervision",
        "督办通知单",
        ("市财政局",),
        date(2025, 1, 6),
        "{}",
        reply_due=date(2025, 1, 20),
        plans=("一",),
    )
    notice = record_draft(ledger, draft)
    record_issue(ledger, notice, "淮数督", date(2025, 1, 6), lambda *_: Frozen("{}", {"txt": "0"}))
    body = {
        "document": "{}",
        "kind": "supervision",
        "title": "督办通知单",
        "units": ["市财政局"],
        "plans": ["二"],
    }
    with ledger.action() as action:
        action.append(Entry(RecordKind.NOTICE_DRAFT, body, occurred_on="2025-01-07", ref=notice))
    (reply,) = read_replies(ledger.connection, Asked(PERIODS[-1], date(2025, 3, 31)))
    assert reply.plans == read_notice(ledger.connection, notice).plans == ("一",)
