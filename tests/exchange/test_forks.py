"""Forks: an origin's chain that was continued twice is kept on both branches, and can be settled."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.exchange import NOTE, ORIGIN, Laptop, chained, forged, record, write_pack
from support.forked import Image, forks, note, settle, twin
from support.own_laptops import OwnLaptop

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.words.forks import BOTH_SIGNED, fork_words
from huaian_tui.exchange.merging.merge_each import merge_each
from huaian_tui.exchange.packs.pack_read import open_pack
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.services.forks import settle_fork
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.opening import open_writer


@pytest.fixture
def image(ours: Laptop, data_home: Path, tmp_path: Path) -> Image:
    assert ours.records()
    return Image(data_home, tmp_path)


@pytest.fixture
def pair(ours: Laptop, image: Image, tmp_path: Path) -> tuple[Laptop, Laptop]:
    """A laptop and the copy of its file, which both wrote on under one origin."""
    copy = twin(ours, tmp_path, "乙")
    note(ours, "张三的另一条", 2)
    image.put_back()
    note(copy, "乙的另一条", 3)
    note(copy, "乙的又一条", 3)
    return ours, copy


_NOTES = (
    "SELECT json_extract(r.body, '$.text') AS said FROM note JOIN record AS r ON r.id = note.id ORDER BY said"
)


def texts(laptop: Laptop) -> list[str]:
    with laptop.reading() as connection:
        return [text for (text,) in connection.execute(_NOTES)]


def take_each(laptop: Laptop, *packs: Path) -> object:
    opened = [open_pack(one) for one in packs]
    return laptop.do(lambda ledger: merge_each(ledger, opened, laptop.moment)).merged


TAKES: tuple[Callable[..., object], ...] = (Laptop.take, take_each)


@pytest.mark.parametrize("take", TAKES)
def test_both_branches_are_kept_and_the_rest_of_the_pack_comes(
    take: Callable[..., object], pair: tuple[Laptop, Laptop], seeded_file: Path, tmp_path: Path
) -> None:
    ours, copy = pair
    other = Laptop(seeded_file, tmp_path, "丙")
    note(other, "丙的", 4)
    copy.take(other.export())
    pack = copy.export()
    result = take(ours, pack)
    assert (result.new, result.set_aside, result.refused) == (1, 2, 0)  # type: ignore[attr-defined]
    (fork,) = forks(ours)
    assert (fork.seq, fork.open, [one.records for one in fork.branches if not one.counts]) == (2, True, [2])
    assert {one.officers for one in fork.branches} == {("张三",), ("乙",)}
    assert "张三的另一条" in texts(ours) and "丙的" in texts(ours) and "乙的另一条" not in texts(ours)
    assert check_ledger(ours.path).problems == ()
    again = take(ours, pack)
    assert (again.new, again.set_aside, again.forks) == (0, 0, ())  # type: ignore[attr-defined]


@pytest.mark.parametrize("take", TAKES)
def test_later_records_of_either_branch_go_where_they_belong(
    take: Callable[..., object],
    pair: tuple[Laptop, Laptop],
    image: Image,
    seeded_file: Path,
    tmp_path: Path,
) -> None:
    ours, copy = pair
    third = Laptop(seeded_file, tmp_path, "丙")
    take(third, ours.export())
    take(third, copy.export())
    note(copy, "乙在另一支上接着写", 3)
    assert take(third, copy.export()).set_aside == 1  # type: ignore[attr-defined]
    image.put_back()
    note(ours, "张三接着写", 2)
    assert take(third, ours.export()).new == 1  # type: ignore[attr-defined]
    assert "张三接着写" in texts(third)
    (fork,) = forks(third)
    assert sorted(one.records for one in fork.branches) == [2, 3]
    assert check_ledger(third.path).ok


def test_who_finds_the_fork_on_its_own_origin_writes_under_a_new_one(pair: tuple[Laptop, Laptop]) -> None:
    ours, copy = pair
    before = {row[1] for row in ours.records()}
    ours.take(copy.export())
    note(ours, "以后的", 5)
    assert len({row[1] for row in ours.records()} - before) == 1


def test_a_settlement_on_one_laptop_arrives_at_the_other(pair: tuple[Laptop, Laptop]) -> None:
    ours, copy = pair
    ours.take(copy.export())
    settled = settle(ours, "乙", reason="以乙的为准")
    assert settled.exchanged and not settled.fork.open
    assert "乙的又一条" in texts(ours) and "张三的另一条" not in texts(ours)
    assert check_ledger(ours.path).problems == ()
    copy.take(ours.export())
    assert texts(copy) == texts(ours)
    assert ours.everything() == copy.everything() and ours.pasts() == copy.pasts()
    assert ours.projections() == ours.projections(rebuilt=True)


def test_settled_apart_is_shown_and_settled_again(pair: tuple[Laptop, Laptop]) -> None:
    ours, copy = pair
    mine, his = ours.export(), copy.export()
    ours.take(his)
    copy.take(mine)
    settle(ours, "张三")
    copy.moment += timedelta(hours=1)
    settle(copy, "乙")
    mine, his = ours.export(), copy.export()
    assert ours.take(his).forks[0].disputed
    assert copy.take(mine).forks[0].disputed
    assert ours.everything() == copy.everything(), "apart, but the same counts everywhere: the first word"
    assert "张三的另一条" in texts(copy) and forks(copy)[0].open
    copy.moment += timedelta(hours=1)
    settle(copy, "乙", reason="会商")
    ours.take(copy.export())
    assert not forks(ours)[0].open and "乙的又一条" in texts(ours)
    assert ours.everything() == copy.everything()


@pytest.mark.parametrize("take", TAKES)
def test_of_a_copied_file_and_key_both_branches_are_signed_and_an_officer_settles_it(
    take: Callable[..., object], pair: tuple[Laptop, Laptop], seeded_file: Path, tmp_path: Path
) -> None:
    """The image of a disk: a colleague finds that one key stands for both, and is told so."""
    ours, copy = pair
    third = OwnLaptop(seeded_file, tmp_path, "丙")
    packs = [ours.export(), copy.export()]
    for pack in packs:
        assert take(third, pack).refused == 0  # type: ignore[attr-defined]
    (fork,) = forks(third)
    assert fork.open and [one.signed for one in fork.branches] == [True, True]
    assert BOTH_SIGNED in fork_words(fork) and "待核定" in fork_words(fork)
    settled = settle(third, "乙")
    assert settled.exchanged and not settled.fork.open and "乙的又一条" in texts(third)
    for laptop in (ours, copy):
        laptop.take(third.export(), copy.export(), ours.export())
        assert "张三的另一条" not in texts(laptop) and not any(one.open for one in forks(laptop))
        assert check_ledger(laptop.path).problems == ()


# ---------------------------------------------------------------------- forged branches


def branch(tmp_path: Path, name: str, *words: str, first: str = "共有的") -> Path:
    """A pack of one origin: a first record that all share, then these notes."""
    records = [record(1, NOTE | {"text": first})]
    records += [record(2 + place, NOTE | {"text": word}) for place, word in enumerate(words)]
    return forged(tmp_path / name, *records)


@pytest.mark.parametrize("order", [("true", "forged"), ("forged", "true")])
def test_a_forged_record_cuts_nobody_off(order: tuple[str, str], ours: Laptop, tmp_path: Path) -> None:
    packs = {
        "true": branch(tmp_path, "true", "真的", "真的二"),
        "forged": branch(tmp_path, "forged", "假的"),
    }
    for name in order:
        ours.take(packs[name])
    (fork,) = forks(ours)
    assert fork.open and len(fork.branches) == 2
    later = branch(tmp_path, "later", "真的", "真的二", "真的三")
    ours.take(later)
    longest = max(fork.records for fork in forks(ours)[0].branches)
    assert longest == 3, "the true laptop goes on, whichever branch came first"
    assert check_ledger(ours.path).ok


def test_three_branches_and_a_branch_of_a_branch(ours: Laptop, tmp_path: Path) -> None:
    for name, words in (
        ("a", ("甲一", "甲二")),
        ("b", ("乙一", "乙二")),
        ("c", ("丙一",)),
        ("d", ("乙一", "丁二")),
    ):
        ours.take(branch(tmp_path, name, *words))
    first, second = sorted(forks(ours), key=lambda one: one.seq)
    assert [len(first.branches), len(second.branches)] == [3, 2]
    assert first.open and not second.open, "the inner one harms nobody while its branch does not count"
    chosen = next(one for one in first.branches if one.gist == "乙一")
    ours.do(lambda ledger: settle_fork(ledger, first, chosen, ours.moment))
    assert {"乙一", "乙二"} <= set(texts(ours)) and "甲一" not in texts(ours)
    assert check_ledger(ours.path).problems == ()
    inner = next(one for one in forks(ours) if one.seq == 3)
    assert inner.open, "now it does"
    other = next(one for one in inner.branches if one.gist == "丁二")
    ours.do(lambda ledger: settle_fork(ledger, inner, other, ours.moment))
    assert "丁二" in texts(ours) and "乙二" not in texts(ours)
    assert check_ledger(ours.path).problems == ()


def test_a_wrong_record_on_a_branch_is_refused_and_the_rest_is_taken(ours: Laptop, tmp_path: Path) -> None:
    ours.take(branch(tmp_path, "a", "甲一"))
    bad = [record(1, NOTE | {"text": "共有的"}), record(2, NOTE | {"text": "坏"}, plan="")]
    result = ours.take(forged(tmp_path / "b", *bad))
    assert (result.new, result.set_aside, result.refused) == (0, 0, 2)
    assert "第 2 号记录不能收" in result.refusals[0].error.title
    assert not forks(ours)


def test_a_branch_whose_place_is_unknown_waits_for_the_pack_that_brings_it(
    ours: Laptop, tmp_path: Path
) -> None:
    ours.take(branch(tmp_path, "a", "甲一", "甲二", "甲三"))
    whole = [record(1, NOTE | {"text": "共有的"})]
    whole += [record(2 + place, NOTE | {"text": word}) for place, word in enumerate(("乙一", "乙二"))]
    lines, head = chained(whole)
    before = json.loads(lines[1])["hash"]
    tail = write_pack(
        tmp_path / "tail",
        lines[2:],
        head,
        origins=lambda one: [one[0] | {"first": 3, "last": 3, "before": before}],
    )
    alone = ours.take(tail)
    assert (alone.set_aside, alone.refused) == (0, 1) and "分叉处" in alone.refusals[0].error.message
    together = ours.take(tail, forged(tmp_path / "b", *whole[:2]))
    assert (together.set_aside, together.refused) == (2, 0)
    assert check_ledger(ours.path).ok


def test_an_altered_branch_is_told_by_check(ours: Laptop, tmp_path: Path) -> None:
    ours.take(branch(tmp_path, "a", "甲一"), branch(tmp_path, "b", "乙一"))
    with closing(sqlite3.connect(ours.path)) as connection, connection:
        connection.execute("UPDATE set_aside_record SET line = replace(line, '乙一', '改过') ")
    (problem,) = check_ledger(ours.path).problems
    assert "分叉中不计的一支，第 2 号" in problem


@pytest.mark.parametrize("failing", range(1, 40, 3))
def test_cut_off_at_any_write_an_exchange_leaves_all_as_it_was(
    failing: int, ours: Laptop, tmp_path: Path
) -> None:
    ours.take(branch(tmp_path, "a", "甲一"), branch(tmp_path, "b", "乙一", "乙二"))
    before = ours.everything(), ours.pasts(), forks(ours)
    fork = forks(ours)[0]
    chosen = next(one for one in fork.branches if not one.counts)
    with ours.ledger() as ledger:
        count = 0

        def authorize(action: int, *_: object) -> int:
            nonlocal count
            if action in (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_DELETE, sqlite3.SQLITE_DROP_TRIGGER):
                count += 1
                if count == failing:
                    return sqlite3.SQLITE_DENY
            return sqlite3.SQLITE_OK

        ledger.connection.set_authorizer(authorize)
        try:
            with pytest.raises(Exception):  # noqa: B017, PT011 - whatever says it
                settle_fork(ledger, fork, chosen, ours.moment)
        finally:
            ledger.connection.set_authorizer(None)
    assert (ours.everything(), ours.pasts(), forks(ours)) == before
    assert check_ledger(ours.path).problems == ()
    ours.do(lambda ledger: settle_fork(ledger, fork, chosen, ours.moment))
    assert "乙二" in texts(ours) and check_ledger(ours.path).problems == ()


def test_forged_under_our_own_origin_it_counts_for_nothing(ours: Laptop, tmp_path: Path) -> None:
    origin = ours.records()[0][1]
    lines, head = chained([record(1), record(2)], origin)
    kept = ours.records()
    pack = write_pack(tmp_path / "包", lines, head, origins=lambda one: [one[0] | {"id": origin.hex()}])
    (refusal,) = ours.take(pack).refusals
    assert ours.records() == kept
    assert origin != ORIGIN and "不是这台电脑写的" in refusal.error.title and forks(ours) == []


# ---------------------------------------------------------------------- in any order


@given(order=st.permutations(range(6)), cuts=st.sets(st.integers(1, 5)))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_of_packs_and_settlements_gives_the_same(
    order: list[int],
    cuts: set[int],
    seeded_file: Path,
    forked_packs: list[Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Six packs: three branches, one of them with a branch of its own, and settlements made apart."""
    expected = [Laptop(seeded_file, tmp_path_factory.mktemp("x"), "甲")]
    expected[0].take(*forked_packs)
    laptop = Laptop(seeded_file, tmp_path_factory.mktemp("y"), "乙")
    bounds = [0, *sorted(cuts), 6]
    for start, end in zip(bounds, bounds[1:], strict=False):
        laptop.take(*(forked_packs[one] for one in order[start:end]))
    assert laptop.everything() == expected[0].everything()
    assert laptop.pasts() == expected[0].pasts()
    assert check_ledger(laptop.path).problems == ()


@pytest.fixture
def forked_packs(seeded_file: Path, tmp_path: Path) -> list[Path]:
    """Packs of four branches, and of two officers who settled the same forks apart."""
    names = {"a": ("甲一", "甲二"), "b": ("乙一", "乙二"), "c": ("丙一",), "d": ("乙一", "丁二")}
    packs = [branch(tmp_path, name, *words) for name, words in names.items()]
    settled = []
    for number, (who, chosen) in enumerate((("戊", "甲一"), ("己", "乙一"))):
        laptop = Laptop(seeded_file, tmp_path, who)
        laptop.moment += timedelta(hours=number)
        laptop.take(*packs)
        for gist in (chosen, "丁二"):
            found = [(fork, one) for fork in forks(laptop) for one in fork.branches if one.gist == gist]
            fork, one = found[0]
            laptop.do(lambda ledger, fork=fork, one=one: settle_fork(ledger, fork, one, ledger_moment))
        settled.append(laptop.export(since=None))
    return [*packs, *settled]


ledger_moment = datetime(2026, 11, 22, 12, 0, tzinfo=SHANGHAI)


def test_a_past_day_says_what_follows_from_the_branch_that_counts(ours: Laptop, tmp_path: Path) -> None:
    """Also of days before it was settled: so it says the same on every laptop (docs/decisions/044)."""
    ours.take(branch(tmp_path, "a", "甲一"))
    ours.moment += timedelta(days=10)
    ours.take(branch(tmp_path, "b", "乙一"))
    settle(ours, "外人", at=0)
    fork = forks(ours)[0]
    chosen = next(one for one in fork.branches if not one.counts)
    ours.do(lambda ledger: settle_fork(ledger, fork, chosen, ours.moment))
    with closing(open_reader_as_of(ours.path, date(2026, 11, 23))) as connection:
        said = [text for (text,) in connection.execute(_NOTES)]
    assert chosen.gist in said and len([one for one in said if one in ("甲一", "乙一")]) == 1


def test_an_officer_cannot_settle_against_the_only_signed_branch(ours: Laptop, tmp_path: Path) -> None:
    """Nor does such a settlement stay behind when it is refused."""
    ours.take(branch(tmp_path, "a", "甲一"), branch(tmp_path, "b", "乙一"))
    fork = forks(ours)[0]
    signed = next(one for one in fork.branches if one.counts)
    other = next(one for one in fork.branches if not one.counts)
    with closing(open_writer(ours.path)) as connection, connection:
        connection.execute(
            "INSERT INTO signed_head (origin, key, seq, hash, signature) VALUES (?, ?, ?, ?, ?)",
            (fork.origin, b"k" * 32, fork.seq, signed.first, b"s" * 64),
        )
    before = ours.records()
    with pytest.raises(HuaianError, match="自己的密钥签名"):
        ours.do(lambda ledger: settle_fork(ledger, fork, other, ours.moment))
    assert ours.records() == before
    settled = ours.do(lambda ledger: settle_fork(ledger, fork, signed, ours.moment))
    assert settled.fork.settled and not settled.exchanged
