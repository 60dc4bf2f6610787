"""Two records with one id, of two origins: the second is kept too, and neither is refused for ever."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.exchange import ORIGIN, Laptop, chained, write_pack
from support.forged_packs import both_ways, decide, pack_of, parts, texts, two_laptops, unsigned, write
from support.forked import forks
from support.own_laptops import OwnLaptop, at

from huaian_tui.exchange.merging import merge_each
from huaian_tui.exchange.merging.merge_result import MergeResult
from huaian_tui.exchange.packs.pack_read import open_pack
from huaian_tui.ledger.record import RecordKind
from huaian_tui.services.forks import find_fork, settle_fork
from huaian_tui.store.engine.integrity import check_ledger

Take = Callable[..., MergeResult]


def squatting(pack: Path, path: Path, origin: bytes = ORIGIN, *, which: slice = slice(None)) -> Path:
    """Records of a pack's last origin as those of another one, with their ids, unsigned."""
    header, lines = parts(pack)
    count = header["origins"][-1]["last"]
    copied = [json.loads(line) for line in lines[-count:]][which]
    values = [
        {key: each[key] for key in each if key != "hash"} | {"seq": number}
        for number, each in enumerate(copied, 1)
    ]
    made, head = chained(values, origin)
    return write_pack(
        path, made, head, origins=lambda said: [said[0] | {"id": origin.hex(), "last": len(made)}]
    )


@pytest.fixture
def two(seeded_file: Path, tmp_path: Path) -> tuple[OwnLaptop, OwnLaptop]:
    return two_laptops(seeded_file, tmp_path)


def counted(laptop: Laptop) -> set[bytes]:
    """The origins of whose notes some count."""
    return {row[1] for row in laptop.records() if row[5] == "note"}


def sound(laptop: Laptop) -> None:
    assert check_ledger(laptop.path).problems == ()
    assert laptop.projections() == laptop.projections(rebuilt=True)


@both_ways
def test_a_copy_that_comes_first_is_set_aside_for_a_key_that_was_known_before(
    two: tuple[OwnLaptop, OwnLaptop], tmp_path: Path, take: Take
) -> None:
    one, other = two
    take(one, other.export())
    one.moment += timedelta(days=2)
    write(other, "乙三", "乙四")
    true = other.export()
    assert take(one, squatting(true, tmp_path / "抢", which=slice(2, None))).new == 2
    result = take(one, true)
    assert (result.new, result.set_aside, result.refused) == (2, 0, 0)
    assert counted(one) == {one.own_origin(), other.own_origin()} and "乙四" in texts(one)
    (fork,) = result.forks
    assert (fork.apart, fork.open, fork.origin) == (True, False, ORIGIN)
    sound(one)
    again = take(one, squatting(true, tmp_path / "又抢", which=slice(2, None)))
    assert (again.new, again.refused) == (0, 0)
    write(other, "乙五")
    assert take(one, other.export()).new == 1


@both_ways
@pytest.mark.parametrize("how", ["accepted", "settled"])
def test_of_a_key_that_is_new_the_record_waits_for_an_officer(
    two: tuple[OwnLaptop, OwnLaptop], tmp_path: Path, take: Take, how: str
) -> None:
    one, other = two
    true = other.export()
    take(one, squatting(true, tmp_path / "抢"))
    result = take(one, true)
    assert (result.new, result.set_aside, result.refused) == (0, 2, 0)
    (fork,) = result.forks
    assert (fork.apart, fork.open, fork.origin) == (True, True, other.own_origin())
    assert [(branch.origin, branch.counts) for branch in fork.branches] == [(b"", False), (ORIGIN, True)]
    sound(one)
    if how == "accepted":
        decide(one, "accepted", other.key().public)
        take(one, true)
    else:
        branch = fork.branches[0]
        settled = one.do(lambda ledger: settle_fork(ledger, fork, branch, one.moment))
        assert settled.exchanged and not settled.fork.open
    assert counted(one) == {one.own_origin(), other.own_origin()}
    assert [row.open for row in forks(one)] == [False]
    sound(one)


@both_ways
def test_nobody_displaces_what_was_here_by_signing_a_copy(
    two: tuple[OwnLaptop, OwnLaptop], seeded_file: Path, tmp_path: Path, take: Take
) -> None:
    """Also where his key is met before: the true records stay until an officer says otherwise."""
    one, other = two
    write(other, "乙三")
    take(one, unsigned(other.export(), tmp_path / "旧"))
    stranger = OwnLaptop(seeded_file, tmp_path, "外")
    with at(stranger.home):
        stranger.take(squatting(other.export(), tmp_path / "抄"))
    one.moment += timedelta(days=3)
    write(stranger, "外的")
    before = [row for row in one.records() if row[1] == other.own_origin()]
    for _ in range(2):
        take(one, stranger.export())
    assert [row for row in one.records() if row[1] == other.own_origin()] == before
    (fork,) = forks(one)
    assert fork.open and fork.origin == ORIGIN
    sound(one)


@both_ways
def test_what_this_laptop_wrote_stays_and_comes_to_others(
    two: tuple[OwnLaptop, OwnLaptop], tmp_path: Path, take: Take
) -> None:
    one, other = two
    forged = squatting(one.export(), tmp_path / "抢")
    result = take(one, forged)
    assert (result.new, result.set_aside) == (0, 1) and not result.forks[0].open
    take(other, forged)
    take(other, one.export())
    (fork,) = forks(other)
    mine = fork.branches[0]
    other.do(lambda ledger: settle_fork(ledger, fork, mine, other.moment))
    assert one.own_origin() in counted(other) and ORIGIN not in counted(other)
    take(one, other.export())
    assert one.everything()[0] == other.everything()[0]


@both_ways
def test_both_in_one_pack_the_others_of_the_pack_come(
    two: tuple[OwnLaptop, OwnLaptop], seeded_file: Path, tmp_path: Path, take: Take
) -> None:
    """A colleague took the copy and cannot know it: what he wrote comes."""
    one, other = two
    third = OwnLaptop(seeded_file, tmp_path, "丙")
    third.take(squatting(other.export(), tmp_path / "抢"))
    write(third, "丙的")
    take(one, other.export())
    result = take(one, third.export())
    assert (result.new, result.refused, result.set_aside) == (1, 0, 2) and "丙的" in texts(one)
    sound(one)


def test_many_copies_in_one_pack_are_set_aside_together(
    two: tuple[OwnLaptop, OwnLaptop], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each by a transaction of its own would cost the square of their number."""
    one, other = two
    one.take(other.export())
    tried, real = list[int](), merge_each.write_batch

    def write_batch(ledger: Any, trust: Any, runs: Any, *rest: Any) -> Any:
        tried.append(len(runs))
        return real(ledger, trust, runs, *rest)

    monkeypatch.setattr(merge_each, "write_batch", write_batch)
    copies = [
        open_pack(squatting(other.export(), tmp_path / f"抢{number}", bytes([number]) * 16))
        for number in range(1, 13)
    ]
    found = one.do(lambda ledger: merge_each.merge_each(ledger, copies, one.moment)).merged
    assert (found.new, found.refused, found.set_aside) == (0, 0, 24)
    assert len(tried) <= 2
    sound(one)


def test_a_settlement_that_a_stranger_brings_along_is_not_heard(
    two: tuple[OwnLaptop, OwnLaptop], seeded_file: Path, tmp_path: Path
) -> None:
    one, other = two
    one.take(other.export())
    stranger = OwnLaptop(seeded_file, tmp_path, "外")
    stranger.take(squatting(other.export(), tmp_path / "抢"))
    stranger.take(other.export())
    (fork,) = forks(stranger)
    copied = next(branch for branch in fork.branches if branch.origin == ORIGIN)
    stranger.do(lambda ledger: settle_fork(ledger, fork, copied, stranger.moment))
    assert RecordKind.FORK_SETTLE in {row[5] for row in stranger.records()}
    one.take(stranger.export())
    assert other.own_origin() in counted(one) and ORIGIN not in counted(one)
    sound(one)


def test_a_copy_on_a_branch_of_a_signed_origin_is_kept_beside(
    two: tuple[OwnLaptop, OwnLaptop], tmp_path: Path
) -> None:
    """A fork of the colleague's unsigned origin that holds a copy of this laptop's own record."""
    one, other = two
    take = OwnLaptop.take
    take(one, unsigned(other.export(), tmp_path / "旧"))
    one.moment += timedelta(hours=1)
    write(one, "甲后来的")
    own = next(json.loads(line) for line in parts(one.export())[1] if "甲后来的" in line.decode())
    header, lines = parts(unsigned(other.export(), tmp_path / "底"))
    place = [part["id"] for part in header["origins"]].index(other.own_origin().hex())
    first = json.loads(lines[0])
    value = {key: own[key] for key in own if key != "hash"} | {"seq": 2}
    made, head = chained([value], other.own_origin(), bytes.fromhex(first["hash"]))
    header["origins"][place] |= {"last": 2, "head": head.hex()}
    result = take(one, pack_of(tmp_path / "叉", header, [lines[0], made[0]]))
    assert (result.set_aside, result.refused) == (1, 0)
    sound(one)


def test_found_by_the_digits_that_are_shown(two: tuple[OwnLaptop, OwnLaptop], tmp_path: Path) -> None:
    one, other = two
    one.take(squatting(other.export(), tmp_path / "抢"))
    one.take(other.export())
    with one.reading() as connection:
        row = forks(one)[0]
        for branch in row.branches:
            fork, found = find_fork(connection, row.name, branch.name)
            assert (fork.origin, found.first) == (row.origin, branch.first)


def test_any_order_of_copies_and_settlements_ends_with_the_same(
    two: tuple[OwnLaptop, OwnLaptop], seeded_file: Path, tmp_path: Path
) -> None:
    one, other = two
    true = unsigned(other.export(), tmp_path / "真")
    false = squatting(true, tmp_path / "抢")
    settler = OwnLaptop(seeded_file, tmp_path, "核")
    settler.take(false, true)
    (fork,) = forks(settler)
    branch = next(each for each in fork.branches if each.origin != ORIGIN and fork.origin != ORIGIN)
    settler.do(lambda ledger: settle_fork(ledger, fork, branch, settler.moment))
    said = settler.export()
    found = []
    for number, order in enumerate(((true, false, said), (said, false, true), (false, said, true))):
        laptop = OwnLaptop(seeded_file, tmp_path, f"序{number}")
        for pack in order:
            laptop.take(pack)
        sound(laptop)
        found.append(laptop.everything()[0])
    assert found[0] == found[1] == found[2]
