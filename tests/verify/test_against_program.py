"""The verifier shares no code with the program: on histories of several laptops both say the same."""

from __future__ import annotations

import random
from contextlib import closing, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from exchange import test_laptops
from exchange.test_laptops import Office
from support.exchange import Laptop
from support.verifier import FIGURES, loaded, world

from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.evaluation.classes import BIT
from huaian_tui.services.conflicts import settle_conflict
from huaian_tui.services.decisions import (
    Completion,
    complete_milestone,
    extend_milestone,
    set_milestone,
)
from huaian_tui.services.undo import undo
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.engine.on_day import standing_on
from huaian_tui.store.engine.opening import open_reader
from huaian_tui.store.queries.evaluation.evaluate import count_milestones
from huaian_tui.store.queries.evaluation.scope import Asked
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.milestones import of_tasks
from huaian_tui.store.queries.proofs import exceptional_days
from huaian_tui.store.queries.tasks import read_tasks

TODAY = test_laptops.TODAY
PLAN = "huaian-data-2024"
TURNS = 60
MILESTONES = ("2-1", "2-2", "2-3", "6-1", "25-1", "45-1")


def decide(laptop: Laptop, rng: random.Random) -> None:
    """A decision on one of few milestones, with an own day of some weeks ago."""
    milestone, own = rng.choice(MILESTONES), TODAY - timedelta(days=rng.randrange(40))
    later = TODAY + timedelta(days=rng.randrange(-30, 60))
    actions = (
        lambda ledger: complete_milestone(ledger, milestone, Completion(own, "验收", 50.0), TODAY),
        lambda ledger: extend_milestone(ledger, milestone, later, "会议", TODAY),
        lambda ledger: set_milestone(ledger, rng.choice((3, 4)), "出台办法", later, "交办"),
    )
    with suppress(HuaianError):
        laptop.do(rng.choice(actions))
    if rng.random() < 0.4:
        settle(laptop, rng)


def settle(laptop: Laptop, rng: random.Random) -> None:
    """One side of a conflict that this laptop knows of is kept."""
    with closing(open_reader(laptop.path)) as connection:
        torn = [one.state for one in of_tasks(connection, TODAY, range(1, 61)) if one.state.conflict]
    if torn:
        one, kept = torn[0], rng.choice(torn[0].heads)
        laptop.do(lambda ledger: settle_conflict(ledger, one.id, kept, "核定", TODAY))


def happened(seeded: Path, folder: Path, seed: int) -> Laptop:
    """Two laptops that decide apart, take back, correct and exchange; one that knows all in the end."""
    rng = random.Random(seed)
    office = Office(seeded, folder, [0, 0])
    for _ in range(TURNS):
        place = rng.randrange(2)
        laptop = office.laptops[place]
        laptop.moment += timedelta(hours=rng.randrange(1, 20))
        before = len(laptop.records())
        what = rng.randrange(60)
        if rng.random() < 0.5:
            decide(laptop, rng)
        elif what % 12 < 10:
            test_laptops.work(laptop, what)
        made = [one[0] for one in laptop.records()[before:]]
        if made and rng.random() < 0.2:
            with suppress(HuaianError):
                laptop.do(lambda ledger, made=made: undo(ledger, made, "误录", TODAY))
        if rng.random() < 0.15:
            office.give(place, 1)
    office.settle_up(rng)
    return office.laptops[0]


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", [1, 20, 31])
def test_lights_and_milestones_are_those_of_the_program(seeded_file: Path, tmp_path: Path, seed: int) -> None:
    laptop = happened(seeded_file, tmp_path, seed)
    pack = laptop.export()
    last = laptop.moment.date()
    for known in (last, last - timedelta(days=9), last - timedelta(days=20)):
        for end in (known, known - timedelta(days=11)):
            assert_same(laptop, pack, known, end)


def assert_same(laptop: Laptop, pack: Path, known: date, end: date) -> None:
    with closing(open_reader(laptop.path)) as connection:
        theirs = world(pack, known.isoformat(), end.isoformat(), exceptional_days(connection))
    assert_counted_alike(laptop, theirs, known, end)
    with closing(open_reader_as_of(laptop.path, known)) as connection, standing_on(connection, end):
        numbers = find_tasks(connection, end, TaskFilter(plan="huaian-data-2024"))
        lights = {one.no: one.light.value for one in read_tasks(connection, end, numbers)}
        stood = {
            one.state.id: (
                one.state.status.value,
                one.state.due and one.state.due.isoformat(),
                one.state.completed_on and one.state.completed_on.isoformat(),
                one.state.original_due and one.state.original_due.isoformat(),
            )
            for one in of_tasks(connection, end, numbers)
        }
    said = {
        key: (
            "cancelled" if one["cancelled"] else "done" if one["done"] else "open",
            one["due"],
            one["done"],
            one["first"],
        )
        for key, one in theirs.milestones.items()
    }
    assert said == stood, (known, end)
    assert {no: theirs.lights[no][0] for no in lights} == lights, (known, end)


MEASURES = {
    "due",
    "on_time",
    "late",
    "due_today",
    "carried_overdue",
    "by_original.due",
    "by_original.on_time",
    "by_original.late",
    "by_original.overdue",
}


def assert_counted_alike(laptop: Laptop, theirs: Any, known: date, end: date) -> None:
    """Every milestone counts in the same measures of a period as by the program, extensions too."""
    counts = loaded(FIGURES)._counts
    for first in (date(2024, 1, 1), end - timedelta(days=25)):
        asked = Asked(
            Period(first, end + timedelta(days=10)), end, "plan", None, PLAN, past=True, known=known
        )
        days = [day.isoformat() for day in asked.period]
        said = dict[str, set[str]]()
        for identity, one in theirs.milestones.items():
            found = counts(one, *days, end.isoformat())
            late = {"overdue"} if found["overdue"] else set()
            said[identity] = {key for key in MEASURES if found[key]} | late
        query = {"plans": [PLAN], "measure": "extended", "period": days}
        with closing(open_reader_as_of(laptop.path, known)) as connection:
            counted = {one.id: one.classified for one in count_milestones(connection, asked)}
        marks = {key: BIT[key.replace("by_original.", "original_")] for key in (*MEASURES, "overdue")}
        program = {one: {key for key in marks if of.marks & marks[key]} for one, of in counted.items()}
        assert {one: of for one, of in said.items() if of} == {one: of for one, of in program.items() if of}
        slips = sum(one.extended for one in counted.values())
        assert len(theirs.find(query)) == slips, (known, end, first)
