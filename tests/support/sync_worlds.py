"""A made-up office: laptops that write, sync and are away, with a folder that arrives late and badly."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from huaian_tui.exchange.folder.office_key import OfficeKeys
from huaian_tui.exchange.folder.report import Report
from huaian_tui.exchange.folder.writing_plan import Times
from support.shared_folders import DAY, HOUR, Desk, FakeEngine, Faults, LightLedger

TIMES = Times(grace=14 * DAY, help_after=DAY, say_every=4 * HOUR, alive_every=DAY)


@dataclass
class World:
    """What a history ended with: the laptops, quiet rounds until all had all (None: never), the reports of
    all syncs."""

    desks: list[Desk]
    rounds: int | None
    reports: list[Report]
    lost: list[int]
    engine: FakeEngine

    @property
    def alive(self) -> list[Desk]:
        return [desk for place, desk in enumerate(self.desks) if place not in self.lost]

    def same(self) -> bool:
        """Whether all laptops that are left hold the same records in the same chains."""
        chains = [desk.ledger.chains for desk in self.alive]
        return all(one == chains[0] for one in chains)


def run(
    folder: Path,
    seed: int,
    *,
    laptops: int = 12,
    records: int = 40,
    batch: int = 5,
    faults: Faults | None = None,
    helps: bool = True,
    keys: OfficeKeys | None = None,
    lose: bool = False,
    most_rounds: int = 60,
) -> World:
    """A history: everyone writes ``records``, one is away for weeks; with ``lose`` one is gone for ever half
    way.

    Quiet rounds follow, a day or more each, in which nobody writes, until all have all.
    """
    chance = random.Random(seed)
    desks = [
        Desk(LightLedger(seed * 100 + place), _folder(folder, place), keys or OfficeKeys(), TIMES, helps)
        for place in range(laptops)
    ]
    engine = FakeEngine(desks, chance, faults or Faults())
    world = World(desks, None, [], [], engine)
    left, now = [records] * laptops, 0.0
    away = chance.randrange(1, laptops), 4 * DAY, 25 * DAY
    while any(left):
        now += chance.expovariate(laptops / (4 * HOUR))  # each syncs about every four hours
        engine.deliver(now)
        place = chance.randrange(laptops)
        if lose and left[0] <= records // 2 and not world.lost:
            world.lost, left[0] = [0], 0
            engine.queue = [
                one
                for one in engine.queue
                if not one[3].startswith(desks[0].ledger.me) or chance.random() < 0.3
            ]
            engine.queue.sort()
        if place in world.lost:
            continue
        if left[place]:
            count = min(left[place], chance.randint(1, 2 * batch))
            desks[place].ledger.write(
                [f"{place:02}/{left[place] - one:05} {chance.getrandbits(64):x}" for one in range(count)]
            )
            left[place] -= count
        if not (place == away[0] and away[1] < now < away[2]):
            world.reports.append(desks[place].sync(now))
            engine.look(place, now)
    for rounds in range(1, most_rounds + 1):
        now += 1.25 * DAY
        engine.deliver(now)
        for place, desk in enumerate(desks):
            if place not in world.lost:
                world.reports.append(desk.sync(now))
                engine.look(place, now)
        if world.same() and (lose or all(len(one) == records for one in desks[-1].ledger.chains.values())):
            world.rounds = rounds
            break
    return world


def _folder(folder: Path, place: int) -> Path:
    path = folder / f"{place:02}"
    path.mkdir()
    return path
