"""A paper composed on a day, and one composed later as of that day: they agree in every figure."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from conftest import FixedClock

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.notice_frame import Composed
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.domain.dates.calendar_units import month_end
from huaian_tui.domain.dates.reporting_period import Period, month_of, quarter_of, year_of
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.services.conflicts import settle_conflict
from huaian_tui.services.decisions import (
    Completion,
    DecidedOn,
    add_reading,
    cancel_milestone,
    complete_milestone,
    extend_milestone,
    hand_in,
    reopen_milestone,
    set_milestone,
)
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.services.undo import undo
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import reading
from huaian_tui.store.queries.conflicts import read_sides
from huaian_tui.store.queries.milestones import read_milestone

MONTHS = 12
TURNS = 3
"""Months until each paper had its turn; the seeds of a year begin with different ones, so that each is
composed at the ends of quarters too."""
MILESTONES = ("2-1", "2-2", "2-3", "2-4", "6-1", "6-2", "22-1", "45-1", "45-2")
UNIT = "市数据局"
LATEST = date(2027, 3, 1)

Figures = Composed | str
"""A paper, or why there is none."""


def month_ends(year: int) -> list[date]:
    """The ends of so many months from January of the year."""
    ends = [date(year, 1, 31)]
    while len(ends) < MONTHS:
        ends.append(month_end(ends[-1] + timedelta(days=1)))
    return ends


def requests(day: date, as_of: date | None = None) -> list[NoticeRequest]:
    """Papers of every kind, and circulars of periods that are past, present and half gone."""
    before = quarter_of(day).first - timedelta(days=1)
    periods: list[Period | None] = [None, quarter_of(before), year_of(day), month_of(before)]
    made = [
        NoticeRequest(NoticeKind.CIRCULAR, day, period=one, as_of=as_of)
        for one in periods
        if one is None or one.first >= date(2024, 1, 1)
    ]
    kinds = [kind for kind in NoticeKind if kind is not NoticeKind.CIRCULAR]
    return made + [NoticeRequest(kind, day, units=(UNIT,), as_of=as_of) for kind in kinds]


def papers(path: Path, day: date, turn: int, as_of: date | None = None) -> list[Figures]:
    """What every third of these requests gives, from that of the ``turn`` on, all dated ``day``."""
    made = list[Figures]()
    with reading(path, as_of) as connection:
        for request in requests(day, as_of)[turn % TURNS :: TURNS]:
            try:
                # The request itself says as of which day it was asked, the heads when it was composed.
                made.append(replace(compose(connection, request), request=None, heads=()))
            except HuaianError as error:
                made.append(str(error))
    return made


def act(ledger: Ledger, rng: random.Random, today: date) -> None:
    """Something that an officer does, with an own day of today or some weeks before; refusals do nothing."""
    day = max(date(2024, 6, 1), today - timedelta(days=rng.choice((0, 0, 1, 9, 40, 100))))
    one, task = rng.choice(MILESTONES), rng.choice((1, 2, 3, 22, 45))
    due = today + timedelta(days=rng.randrange(-60, 200))
    visit = None if rng.random() < 0.5 else today + timedelta(days=rng.randrange(1, 60))
    acts: list[Callable[[], object]] = [
        lambda: set_milestone(ledger, task, f"节点{rng.random()}", due, "纪要", DecidedOn(today, day)),
        lambda: complete_milestone(ledger, one, Completion(day, "验收"), today),
        lambda: extend_milestone(ledger, one, due, "批复", today, day=day),
        lambda: cancel_milestone(ledger, one, "并入", today, day=day),
        lambda: reopen_milestone(ledger, one, "不实", today, day=day),
        lambda: add_reading(ledger, "45-1", rng.randrange(6000), day, today),
        lambda: hand_in(ledger, "1-a", "稿", day, today),
        lambda: add_note(ledger, NoteDraft(task, "走访", day, (UNIT,), problem="慢", follow_up=visit), today),
        lambda: undo(ledger, ledger.written[-1:], "误操作", today),
        lambda: apart(ledger, one, due, day),
        lambda: settle(ledger, rng, one, today),
    ]
    try:
        rng.choice(acts)()
    except HuaianError:
        pass


def apart(ledger: Ledger, milestone: str, due: date, day: date) -> None:
    """What a merge brings: a decision whose author had seen none of the others."""
    kind, body = RecordKind.MILESTONE_COMPLETE, {"basis": "来包"}
    if due.day % 2:
        kind, body = RecordKind.MILESTONE_EXTEND, body | {"due": due.isoformat()}
    with ledger.action() as action:
        action.append(
            Entry(
                kind,
                body,
                task_no=int(milestone.split("-")[0]),
                milestone=milestone,
                occurred_on=day.isoformat(),
            )
        )


def settle(ledger: Ledger, rng: random.Random, milestone: str, today: date) -> None:
    """Keep one side of a conflict; without one nothing is done."""
    sides = read_sides(ledger.connection, read_milestone(ledger.connection, today, milestone).state)
    if sides:
        settle_conflict(ledger, milestone, rng.choice(sides).record_id, "会商", today)


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "year"), [(1, 2025), (2, 2025), (3, 2025), (4, 2026), (5, 2026), (6, 2026)])
def test_papers_of_a_day_and_as_of_that_day_agree(ledger_path: Path, seed: int, year: int) -> None:
    rng, clock = random.Random(seed), FixedClock(datetime(2025, 1, 1, tzinfo=SHANGHAI))
    then = dict[date, list[Figures]]()
    clock.go_to(date(year, 1, 31))
    with Ledger(ledger_path, "张三", clock) as ledger:
        for turn, end in enumerate(month_ends(year), seed):
            for _ in range(rng.randrange(1, 5)):
                clock.go_to(end - timedelta(days=rng.randrange(3)))
                act(ledger, rng, clock.today)
            clock.go_to(end, 23)
            then[end] = papers(ledger_path, end, turn)
        clock.go_to(LATEST)
        for _ in range(10):
            act(ledger, rng, LATEST)
    for turn, (end, composed) in enumerate(then.items(), seed):
        assert papers(ledger_path, end, turn, as_of=end) == composed, end


def test_the_paper_is_of_its_own_day_and_its_figures_of_the_day_before(
    ledger: Ledger, ledger_path: Path, clock: FixedClock
) -> None:
    clock.go_to(date(2026, 3, 31))
    complete_milestone(ledger, "2-1", Completion(date(2026, 3, 2), "验收"), date(2026, 3, 31))
    with reading(ledger_path, date(2026, 3, 30)) as connection:
        request = NoticeRequest(
            NoticeKind.REMINDER, date(2026, 11, 22), units=(UNIT,), as_of=date(2026, 3, 30)
        )
        made = compose(connection, request)
    assert "2-1" in made.asks
    assert made.document.date == date(2026, 11, 22)
    assert made.reply_due is not None and made.reply_due > date(2026, 11, 22)
    assert "截至2026年3月30日" in made.document.body[0].text  # type: ignore[union-attr]
