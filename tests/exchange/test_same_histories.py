"""The same histories taken in by five ledgers in random orders: equal answers to every listing, on every day.

Four laptops enter plans, revise, extend, close and reopen them, hand over matters, rename and merge units,
decide, note and take back; five others take their packs as they come.
"""

from __future__ import annotations

import random
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from exchange import test_laptops, test_matters_of_laptops, test_plans_of_laptops, test_units_of_laptops
from exchange.test_matters_of_laptops import MatterOffice
from store.engine.test_past import assert_every_day_is_as_folded, days_of
from support.cli import Program
from support.exchange import Laptop
from support.projections import shown

from huaian_tui.domain.errors import HuaianError
from huaian_tui.exchange.packs.pack_read import open_pack
from huaian_tui.services.undo import undo
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.engine.integrity import check_ledger

TODAY = "2026-11-22"
TURNS = 60
LISTINGS = (
    "tasks",
    "tasks --light overdue",
    "tasks --unit 市财政局",
    "overdue",
    "overdue --within 60",
    "units",
    "unit 市财政局",
    "milestone list",
    "milestone list --cancelled",
    "note list",
    "notice list",
    "plan list",
    "matter list",
    "task SJ/2",
    "record list SJ/2",
)


def act(laptop: Laptop, rng: random.Random, turn: int) -> None:
    """One thing that officers do; now and then what was just done is taken back."""
    before = len(laptop.records())
    kind = rng.randrange(8)
    if kind < 3:
        test_plans_of_laptops.work(laptop, rng.randrange(60))
    elif kind < 5:
        test_matters_of_laptops.work(laptop, rng.randrange(60))
    elif kind < 6:
        test_units_of_laptops.work(laptop, rng, turn)
    else:
        test_laptops.work(laptop, rng.randrange(60))
    made = [one[0] for one in laptop.records()[before:]]
    if made and rng.random() < 0.15:
        with suppress(HuaianError):  # most kinds of plans have another way back
            laptop.do(lambda ledger: undo(ledger, made, "误录", test_laptops.TODAY))


def history(seeded: Path, folder: Path, rng: random.Random) -> tuple[list[Laptop], list[Path]]:
    """Four laptops at work that exchange now and then, with all the packs that were made."""
    office = MatterOffice(seeded, folder, [0, 0, 0, 0])
    for place, what in enumerate((0, 1, 10, 11)):
        test_plans_of_laptops.work(office.laptops[place % 2], what)
    for turn in range(TURNS):
        place = rng.randrange(len(office.laptops))
        office.laptops[place].moment += timedelta(hours=rng.randrange(1, 30))
        act(office.laptops[place], rng, turn)
        if rng.random() < 0.3:
            office.give(place, rng.randrange(60))
    packs = [*office.packs, *(laptop.export() for laptop in office.laptops)]
    return office.laptops, packs


class Readers(MatterOffice):
    """Five ledgers that begin empty, after all that happened."""

    def __init__(self, seeded: Path, folder: Path, makers: list[Laptop]) -> None:
        super().__init__(seeded, folder, [])
        self.laptops = [Laptop(seeded, folder, f"reader-{place}") for place in range(5)]
        for one in self.laptops:
            one.moment = max(maker.moment for maker in makers) + timedelta(days=1)

    def take_all(self, files: list[Path], rng: random.Random) -> None:
        """Each takes all packs in an order of its own, alone or several at once, some of them twice."""
        packs = [open_pack(file) for file in files]
        for reader in self.laptops:
            waiting = [*packs, *rng.sample(packs, 2)]
            rng.shuffle(waiting)
            while waiting:
                size = rng.randrange(1, 4)
                taken, waiting = waiting[:size], waiting[size:]
                for one in taken:
                    self.take(reader, one)
            for one in rng.sample(packs[-4:], 4):
                self.take(reader, one)  # whole: what an early one lacked is here now


def answers(laptop: Laptop) -> dict[str, Any]:
    program = Program(laptop.path, TODAY, "读者")
    return {words: program.json(*words.split(" ")) for words in LISTINGS}


def on_days(laptop: Laptop, days: list[Any]) -> list[Any]:
    seen = []
    for day in days:
        with closing(open_reader_as_of(laptop.path, day)) as connection:
            rows = shown(connection)
            del rows["setting"]
            seen.append(rows)
    return seen


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(3))
def test_five_ledgers_answer_alike_in_whatever_order_they_learn(
    seeded_file: Path, tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    (tmp_path / "makers").mkdir()
    (tmp_path / "readers").mkdir()
    makers, packs = history(seeded_file, tmp_path / "makers", rng)
    readers = Readers(seeded_file, tmp_path / "readers", makers)
    readers.take_all(packs, rng)
    readers.settle_all(rng)
    first, *others = readers.laptops
    kinds = {one[5] for one in first.records()}
    assert {"plan_set", "task_set", "unit_set", "note", "milestone_set"} <= kinds
    everything, said = first.everything(), answers(first)
    assert {one[0] for maker in makers for one in maker.records()} <= {one[0] for one in everything[0]}
    days = rng.sample(days_of(first.path), 3)
    past = on_days(first, days)
    for other in others:
        assert other.everything() == everything
        assert answers(other) == said
        assert on_days(other, days) == past
    for reader in readers.laptops:
        assert reader.projections(rebuilt=True) == reader.projections()
        assert check_ledger(reader.path).problems == ()
    assert_every_day_is_as_folded(first.path)


def test_two_fresh_ledgers_are_the_same_and_merging_them_adds_nothing(
    seeded_file: Path, tmp_path: Path
) -> None:
    first, second = (Laptop(seeded_file, tmp_path, f"officer-{place}") for place in range(2))
    before = first.records(), first.heads(), first.pasts()
    assert (second.records(), second.heads(), second.pasts()) == before
    for one, other in ((first, second), (second, first)):
        result = one.take(other.export())
        assert (result.new, result.waiting) == (0, 0)
        assert (one.records(), one.heads(), one.pasts()) == before
