"""A whole office over a folder that arrives late, cut, renamed, damaged: everybody has everything in the end.

Two worlds: with help among the laptops and files damaged for ever; and without help, where reading alone must
do it. The second is needed, since help mends what a fault in reading leaves. Planted faults must be seen.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.examples import examples
from support.shared_folders import DAY, Faults
from support.sync_worlds import World, run

from huaian_tui.exchange.folder import in_step, needed, reading, writing_plan
from huaian_tui.exchange.folder.office_key import OfficeKeys

NO_DAMAGE = Faults(damaged=0)


def assert_in_step(world: World, most_rounds: int = 12) -> None:
    """Everybody has everything, soon after the last was written, and nobody saw a fork or was refused."""
    assert world.rounds is not None and world.rounds <= most_rounds
    assert world.same()
    assert not any(report.forks or report.anew or report.write_refused for report in world.reports)


@pytest.mark.parametrize("seed", range(1, 3))
def test_twelve_laptops_have_everything(tmp_path: Path, seed: int) -> None:
    world = run(tmp_path, seed)
    assert_in_step(world)
    assert sum(report.answered for report in world.reports), "files were damaged for ever: help was needed"


def test_reading_alone_does_it_where_nothing_is_damaged_for_ever(tmp_path: Path) -> None:
    world = run(tmp_path, 3, faults=NO_DAMAGE, helps=False)
    assert_in_step(world, 4)
    assert not any(report.relayed or report.answered for report in world.reports)


def test_a_laptop_that_is_lost_takes_along_only_what_reached_nobody(tmp_path: Path) -> None:
    assert_in_step(run(tmp_path, 4, lose=True))


def test_sealed_files_are_no_different(tmp_path: Path) -> None:
    assert_in_step(run(tmp_path, 5, laptops=4, records=20, keys=OfficeKeys().with_new()))


def test_many_small_files_become_few_and_the_small_ones_go(tmp_path: Path) -> None:
    world = run(tmp_path, 6, laptops=3, records=250, batch=2, faults=Faults(0.05, 0.05, 0, 0))
    assert_in_step(world)
    assert sum(report.rolled for report in world.reports) > 6
    now = 500 * DAY
    for _ in range(6):
        now += 20 * DAY
        for place, desk in enumerate(world.desks):
            world.reports.append(desk.sync(now))
            world.engine.look(place, now)
        world.engine.deliver(now + 10 * DAY)
    assert sum(report.deleted for report in world.reports) > 50
    kept = [len(list((desk.folder / "huaian-sync-1" / desk.ledger.me).iterdir())) for desk in world.desks]
    assert max(kept) < 30
    assert all(report.deleted <= writing_plan.MOST_DELETED for report in world.reports)
    newcomer = replace(world.desks[0], ledger=type(world.desks[0].ledger)(99), kept={})
    newcomer.sync(now)
    assert newcomer.ledger.chains == world.desks[0].ledger.chains


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 100 + examples(4)))
def test_random_histories(tmp_path: Path, seed: int) -> None:
    damage = replace(Faults(), damaged=0.03)
    assert_in_step(run(tmp_path, seed, laptops=5, records=60, batch=4, faults=damage, lose=seed % 3 == 0), 40)


# ---------------------------------------------------------------------- planted faults


def converge(folder: Path, **options: Any) -> bool:
    """Whether all of a few histories end with everything everywhere."""
    for seed in range(40, 44):
        (folder / str(seed)).mkdir()
        world = run(folder / str(seed), seed, laptops=5, records=50, batch=4, most_rounds=12, **options)
        if world.rounds is None:
            return False
    return True


DAMAGE = Faults(damaged=0.06)


def test_the_histories_of_the_planted_faults_end_well_without_them(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert converge(tmp_path / "a", faults=DAMAGE)
    assert converge(tmp_path / "b", faults=NO_DAMAGE, helps=False)


def test_it_is_seen_when_nobody_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_step, "to_answer", lambda *_: [])
    assert not converge(tmp_path, faults=DAMAGE)


def test_it_is_seen_when_nobody_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_step, "wanted", lambda *_: {})
    assert not converge(tmp_path, faults=DAMAGE)


def test_it_is_seen_when_a_file_is_never_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        reading, "candidates", lambda *given: [one for one in needed.candidates(*given) if one.before is None]
    )
    assert not converge(tmp_path, faults=NO_DAMAGE, helps=False)


def test_it_is_seen_when_renamed_files_are_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        reading, "candidates", lambda *given: [one for one in needed.candidates(*given) if one.sha]
    )
    assert not converge(tmp_path, faults=NO_DAMAGE, helps=False)
