"""Decisions in no simple line: a conflict in pictures of months, a completion without its reopening."""

from __future__ import annotations

from contextlib import closing
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from support.exchange import Laptop

from huaian_tui.domain.dates.reporting_period import year_of
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.services.decisions import (
    Completion,
    cancel_milestone,
    complete_milestone,
    reopen_milestone,
    set_milestone,
)
from huaian_tui.services.undo import undo
from huaian_tui.store.engine.opening import open_reader
from huaian_tui.store.queries.evaluation.evaluate import count_milestones
from huaian_tui.store.queries.evaluation.scope import Asked
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.store.queries.pictures.course import Course, days_of

TODAY = date(2026, 11, 22)
BEGUN = datetime(2026, 1, 6, 9, tzinfo=SHANGHAI)


def moved_on(laptop: Laptop, day: date) -> date:
    """The laptop on that day."""
    laptop.moment = BEGUN + (day - BEGUN.date())
    return day


def made(laptop: Laptop) -> str:
    """A milestone due on 30 September."""
    wanted = partial(set_milestone, task_no=3, title="出台办法", due=date(2026, 9, 30), basis="纪要")
    milestone: str = laptop.do(wanted)
    return milestone


def test_a_month_before_what_was_decided_apart_shows_what_all_agree_on(
    seeded_file: Path, tmp_path: Path
) -> None:
    ours, theirs = (Laptop(seeded_file, tmp_path, one, BEGUN) for one in ("甲", "乙"))
    milestone, done = made(ours), date(2026, 4, 12)
    day = moved_on(ours, done + timedelta(days=1))
    ours.do(partial(complete_milestone, milestone=milestone, completion=Completion(done, "报告"), today=day))
    moved_on(theirs, day)
    theirs.take(ours.export())
    for laptop, day in ((ours, date(2026, 8, 16)), (theirs, date(2026, 9, 20))):
        moved_on(laptop, day)
        laptop.do(partial(reopen_milestone, milestone=milestone, basis="复查", today=day))
    moved_on(ours, TODAY)
    ours.take(theirs.export())
    asked = Asked(year_of(TODAY), TODAY, "plan")
    days = days_of(asked.period, asked.as_of)
    with closing(open_reader(ours.path)) as reader:
        assert read_milestone(reader, TODAY, milestone).state.conflict
        (thing,) = [one for one in Course(reader, asked).things(days, {milestone}) if one.id == milestone]
    shown = {days[at]: span.standing for span in thing.spans for at in range(span.first, span.until)}
    assert {day.month: standing.completed for day, standing in shown.items()} == {
        month: done if 4 <= month <= 7 else None for month in range(1, 12)
    }
    assert [day.month for day, standing in shown.items() if standing.conflict] == [8, 9, 10, 11]


def test_done_after_a_cancellation_whose_reopening_was_taken_back_is_done_in_figures_too(
    seeded_file: Path, tmp_path: Path
) -> None:
    laptop = Laptop(seeded_file, tmp_path, "甲", BEGUN)
    milestone = made(laptop)
    day = moved_on(laptop, date(2026, 3, 2))
    laptop.do(partial(cancel_milestone, milestone=milestone, basis="统一组织", today=day))
    day = moved_on(laptop, date(2026, 4, 2))
    reopened = laptop.do(partial(reopen_milestone, milestone=milestone, basis="恢复", today=day))
    day = moved_on(laptop, date(2026, 5, 2))
    laptop.do(partial(complete_milestone, milestone=milestone, completion=Completion(day, "报告"), today=day))
    day = moved_on(laptop, date(2026, 5, 3))
    laptop.do(lambda ledger: undo(ledger, [reopened], "误录", day))
    asked = Asked(year_of(TODAY), TODAY, "plan")
    with closing(open_reader(laptop.path)) as reader:
        state = read_milestone(reader, TODAY, milestone).state
        counted = {one.id: one.classified for one in count_milestones(reader, asked)}
    assert state.completed_on == date(2026, 5, 2)
    assert counted[milestone].has("on_time") and not counted[milestone].has("cancelled")
