"""Packs merged each for itself, in batches: as much as ``merge`` takes, whole after each batch, and more."""

from __future__ import annotations

import random
import tempfile
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from exchange.test_laptops import BOUNDED, EVENTS, SKEWS, Office
from exchange.test_matters_of_laptops import MatterOffice
from exchange.test_matters_of_laptops import work as work_on_matters
from hypothesis import given
from hypothesis import strategies as st
from support.exchange import NOON, ORIGIN, Laptop, chained, forged, opened, record, record_id, write_pack
from support.projections import kept
from support.worker_here import work_here

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.exchange.merging import merge_batch, merge_each, pack_checked
from huaian_tui.exchange.merging.merge_each import MergeEachResult
from huaian_tui.exchange.merging.merge_result import MergeResult
from huaian_tui.exchange.merging.verify import GapRefused
from huaian_tui.exchange.packs.pack_format import PackRefused
from huaian_tui.exchange.packs.pack_read import Pack
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine import fold
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.opening import open_writer

TODAY = date(2026, 11, 22)
OTHER = bytes(range(100, 116))
NEVER_WHOLE = ("known", "missing", "renumbered", "settings", "resumed")
"""What ``merge`` counts by pack after pack, or that belongs to one file alone."""


def each(laptop: Laptop, *packs: Path | Pack, **options: Any) -> MergeEachResult:
    return laptop.do(lambda ledger: merge_each.merge_each(ledger, opened(packs), laptop.moment, **options))


def note(laptop: Laptop, text: str = "进展", task: int = 1) -> None:
    laptop.do(lambda ledger: add_note(ledger, NoteDraft(task, text, TODAY), TODAY))


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of a few records, and few records of a pack kept in memory."""
    monkeypatch.setattr(merge_each, "MOST_A_BATCH", 7)
    monkeypatch.setattr(merge_each, "_FIRST_BATCH", 3)
    monkeypatch.setattr(merge_each, "_LEAST_BATCH", 2)
    monkeypatch.setattr(pack_checked, "KEPT", 10)


def assert_whole(laptop: Laptop) -> None:
    """What follows from the records is there, and nothing else; chains and heads are right."""
    assert check_ledger(laptop.path).problems == ()
    assert laptop.projections(rebuilt=True) == laptop.projections()


def folded_anew(laptop: Laptop) -> dict[str, list[Any]]:
    """All that says what stood when, as it follows from the records at once."""
    with closing(open_writer(laptop.path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        fold.rebuild(connection)
        rows = kept(connection)
        connection.execute("ROLLBACK")
        return rows


def arrivals(laptop: Laptop) -> list[Any]:
    with laptop.reading() as connection:
        return connection.execute("SELECT * FROM arrival ORDER BY origin, first_seq").fetchall()


def assert_same(one: MergeResult, other: MergeResult) -> None:
    for part in fields(MergeResult):
        if part.name not in NEVER_WHOLE:
            assert getattr(one, part.name) == getattr(other, part.name), part.name


# ------------------------------------------------------------------ as much as a merge


@BOUNDED
@given(st.lists(st.sampled_from(SKEWS), min_size=3, max_size=4), EVENTS, st.integers(0, 1000))
def test_it_gives_what_a_merge_of_the_same_packs_does_in_any_order(
    seeded_file: Path, skews: list[int], events: list[Any], order: int
) -> None:
    source = random.Random(order)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(merge_each, "MOST_A_BATCH", source.choice((1, 5, 2_000)))
        patch.setattr(merge_each, "_FIRST_BATCH", source.choice((1, 5, 2_000)))
        patch.setattr(merge_each, "_LEAST_BATCH", 1)
        patch.setattr(pack_checked, "KEPT", source.choice((0, 5, 20_000)))
        if source.choice((True, False)):
            work_here(patch, piece=source.choice((1, 4, 100)))
        (Path(folder) / "readers").mkdir()
        office = Office(seeded_file, Path(folder), skews)
        for event in events:
            office.happen(event)
        packs = [*office.packs, *(laptop.export() for laptop in office.laptops)]
        readers = [Laptop(seeded_file, Path(folder) / "readers", f"reader-{place}") for place in range(2)]
        source.shuffle(packs)
        at_once = readers[0].take(*packs, accept_ahead=True)
        source.shuffle(packs)
        batched = each(readers[1], *packs, accept_ahead=True).merged
        assert readers[1].everything() == readers[0].everything()
        assert readers[1].pasts() == readers[0].pasts() == folded_anew(readers[0])
        assert arrivals(readers[1]) == arrivals(readers[0])
        assert_same(batched, at_once)
        assert batched.new + batched.known == sum(pack.header.records for pack in opened(packs))
        assert_whole(readers[1])
        again = each(readers[1], *packs, accept_ahead=True).merged
        assert (again.new, again.refusals) == (0, ())


def test_matters_bear_numbers_of_their_own_in_the_end(
    seeded_file: Path, tmp_path: Path, small_batches: None
) -> None:
    office = MatterOffice(seeded_file, tmp_path, [0, 0, 0])
    for place, laptop in enumerate(office.laptops):
        for what in range(0, 24, 3):
            work_on_matters(laptop, what + place)
    packs = [laptop.export() for laptop in office.laptops]
    (tmp_path / "readers").mkdir()
    at_once, batched = (Laptop(seeded_file, tmp_path / "readers", f"reader-{place}") for place in range(2))
    expected = at_once.take(*packs, accept_ahead=True)
    found = each(batched, *packs, accept_ahead=True).merged
    assert expected.renumbered and found.renumbered == expected.renumbered
    rows = at_once.projections()["matter"]
    assert batched.projections()["matter"] == rows
    assert_whole(batched)


def test_a_call_that_was_stopped_before_numbering_is_finished_by_the_next(
    seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = MatterOffice(seeded_file, tmp_path, [0, 0])
    for laptop in office.laptops:
        work_on_matters(laptop, 0)
    pack, target = office.laptops[0].export(), office.laptops[1]
    with monkeypatch.context() as patch:
        patch.setattr(merge_each, "renumber", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            each(target, pack)
    assert_whole(target)
    found = each(target, pack).merged
    assert found.new == 0
    assert len({row[1:3] for row in target.projections()["matter"]}) == len(target.projections()["matter"])
    assert_whole(target)


# ------------------------------------------------------------------ what is refused stops nothing else


def of_origin(path: Path, origin: bytes, *records: dict[str, Any]) -> Path:
    lines, head = chained(records, origin)
    told = {"id": origin.hex()}
    return write_pack(path, lines, head, origins=lambda one: [one[0] | told])


def two_parts(path: Path, first: list[dict[str, Any]], second: list[dict[str, Any]]) -> Path:
    """A pack of two origins."""
    lines, head = chained(first, ORIGIN)
    others, last = chained(second, OTHER)
    return write_pack(
        path,
        [*lines, *others],
        head,
        origins=lambda one: [
            one[0] | {"last": len(lines)},
            one[0] | {"id": OTHER.hex(), "last": len(others), "head": last.hex()},
        ],
    )


def numbered(seq: int, **columns: Any) -> dict[str, Any]:
    return record(seq, id=record_id(NOON + timedelta(seconds=seq), 500 + seq).hex()) | columns


WRONG: dict[str, Callable[[Path], Path]] = {
    "cut": lambda path: cut(two_parts(path, [record(1)], [numbered(1)])),
    "altered": lambda path: altered(two_parts(path, [record(1)], [numbered(1)])),
    "another plan": lambda path: forged(path, record(1), plan="another-plan"),
    "gap": lambda path: gapped(path),
    "wrong sum": lambda path: forged(path, record(1), sha256="0" * 64),
}


def cut(path: Path) -> Path:
    path.write_bytes(path.read_bytes()[:-40])
    return path


def altered(path: Path) -> Path:
    data = bytearray(path.read_bytes())
    data[-60] ^= 0x10
    path.write_bytes(bytes(data))
    return path


def gapped(path: Path) -> Path:
    lines, head = chained([record(1), record(2), record(3)])
    return write_pack(
        path,
        lines[2:],
        head,
        origins=lambda one: [one[0] | {"first": 3, "last": 3, "before": "11" * 32}],
    )


@pytest.mark.parametrize("name", WRONG)
def test_a_pack_that_cannot_be_taken_stops_no_other(
    name: str, ours: Laptop, seeded_file: Path, tmp_path: Path, small_batches: None
) -> None:
    theirs = Laptop(seeded_file, tmp_path, "乙")
    for number in range(20):
        note(theirs, f"进展{number}")
    wrong, before = WRONG[name](tmp_path / "包"), len(ours.records())
    found = each(ours, wrong, theirs.export())
    assert found.merged.new == 20 and len(ours.records()) == before + 20
    assert [one.pack for one in found.merged.refusals] == ["包"]
    assert isinstance(found.merged.refusals[0].error, GapRefused) is (name == "gap")
    assert "台账没有改动" not in found.merged.refusals[0].error.one_line()
    assert_whole(ours)


@pytest.mark.parametrize("bad", [1, 4])
def test_a_part_that_cannot_be_taken_stops_no_other_part(
    bad: int, ours: Laptop, tmp_path: Path, small_batches: None
) -> None:
    first = [record(seq, task_no=61 if seq == bad else 1) for seq in range(1, 6)]
    pack = two_parts(tmp_path / "包", first, [numbered(seq) for seq in range(1, 9)])
    found = each(ours, pack).merged
    assert (found.new, found.refused) == (8, 5)
    assert [one.origin for one in found.refusals] == [ORIGIN]
    assert f"第 {bad} 号记录" in found.refusals[0].error.title
    assert {one[1] for one in ours.records()[1:]} == {OTHER}
    assert_whole(ours)


def test_a_fork_and_an_id_that_is_taken_stop_no_other(
    ours: Laptop, tmp_path: Path, small_batches: None
) -> None:
    each(ours, of_origin(tmp_path / "1", ORIGIN, record(1), record(2)))
    forked = two_parts(tmp_path / "2", [record(1), record(2, task_no=2)], [numbered(1), numbered(2)])
    taken = of_origin(tmp_path / "3", bytes(16), *(numbered(seq) for seq in range(1, 12)))
    plain = of_origin(tmp_path / "4", b"\x01" * 16, *(numbered(seq, **other(seq)) for seq in range(1, 4)))
    found = each(ours, forked, taken, plain).merged
    assert found.new == 5
    assert (found.set_aside, found.refused) == (1 + 11, 0)
    assert {one.origin: one.apart for one in found.forks} == {ORIGIN: False, bytes(16): True}
    assert_whole(ours)


def other(seq: int) -> dict[str, Any]:
    return {"id": record_id(NOON + timedelta(seconds=seq), 900 + seq).hex()}


def test_records_from_a_clock_that_is_ahead_are_left_unless_accepted(ours: Laptop, tmp_path: Path) -> None:
    ahead = [record(1, id=record_id(NOON + timedelta(days=900)).hex())]
    pack = two_parts(tmp_path / "包", ahead, [numbered(1)])
    found = each(ours, pack).merged
    assert (found.new, found.ahead, [one.origin for one in found.refusals]) == (1, 1, [ORIGIN])
    assert each(ours, pack, accept_ahead=True).merged.new == 1
    assert_whole(ours)


def test_packs_that_fill_each_others_gaps_are_taken_in_any_order(
    ours: Laptop, seeded_file: Path, tmp_path: Path
) -> None:
    theirs, packs = Laptop(seeded_file, tmp_path, "乙"), list[Path]()
    for number in range(6):
        theirs.moment += timedelta(days=1)
        note(theirs, f"进展{number}")
        packs.append(theirs.export(since=theirs.moment.date()))
    ours.moment = theirs.moment
    assert [one.error.title[:4] for one in each(ours, packs[3]).merged.refusals] == ["不能合并"]
    found = each(ours, *reversed(packs)).merged
    assert (found.new, found.refusals) == (6, ())
    assert_whole(ours)


# ------------------------------------------------------------------ batches, stopping, others who save


def busy(laptop: Laptop, notes: int = 40) -> Path:
    for number in range(notes):
        note(laptop, f"进展{number}", 1 + number % 4)
    return laptop.export()


def test_the_ledger_is_whole_after_every_batch_and_others_save_in_between(
    ours: Laptop, seeded_file: Path, tmp_path: Path, small_batches: None
) -> None:
    pack = busy(Laptop(seeded_file, tmp_path, "乙"))
    seen = list[int]()

    def told(done: int, total: int) -> None:
        assert 0 <= done <= total == 40
        records = len(ours.records())
        if not seen or records > seen[-1]:
            assert_whole(ours)
            note(ours, "其间", 3)  # on a connection of its own: nobody holds the lock
            seen.append(records + 1)

    found = each(ours, pack, progress=told)
    assert found.merged.new == 40 and len(seen) > 5
    assert len(ours.records()) == 41 + len(seen)
    assert_whole(ours)


def test_a_save_that_waits_is_let_in_before_the_end(
    ours: Laptop, seeded_file: Path, tmp_path: Path, small_batches: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = busy(Laptop(seeded_file, tmp_path, "乙"), 60)
    saved, begun, at_save = threading.Event(), threading.Event(), list[int]()
    real = merge_batch.derive_arrived

    def save() -> None:
        begun.wait(30)
        note(ours, "等了一会儿", 2)
        saved.set()

    def derive(*given: Any, **more: Any) -> None:
        begun.set()
        at_save.append(saved.is_set())
        real(*given, **more)

    monkeypatch.setattr(merge_batch, "derive_arrived", derive)
    monkeypatch.setattr(merge_each, "PAUSE_SECONDS", 0.05)  # on a machine that is very busy, too
    thread = threading.Thread(target=save)
    thread.start()
    found = each(ours, pack)
    thread.join(60)
    assert found.merged.new == 60
    assert at_save.count(0) < len(at_save), "saved while batches remained"
    assert_whole(ours)


@pytest.mark.parametrize("when", [0, 1, 3, 5])
def test_stopped_it_keeps_what_is_in_and_the_next_call_goes_on(
    when: int, ours: Laptop, seeded_file: Path, tmp_path: Path, small_batches: None
) -> None:
    theirs = Laptop(seeded_file, tmp_path, "乙")
    pack, asked = busy(theirs), iter(range(1_000))
    found = each(ours, pack, stop=lambda: next(asked) >= when)
    assert found.stopped and found.merged.new == len(ours.records()) - 1 < 40
    assert (found.merged.new > 0) is (when > 0)
    assert_whole(ours)
    rest = each(ours, pack)
    assert not rest.stopped and rest.merged.new == 40 - found.merged.new
    assert rest.merged.known == found.merged.new
    assert {one[0] for one in theirs.records()} < {one[0] for one in ours.records()}
    assert_whole(ours)


def test_a_batch_that_cannot_be_written_leaves_those_before(
    ours: Laptop, seeded_file: Path, tmp_path: Path, small_batches: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack, calls, real = (
        busy(Laptop(seeded_file, tmp_path, "乙")),
        iter(range(100)),
        merge_batch.derive_arrived,
    )

    def derive(*given: Any, **more: Any) -> None:
        real(*given, **more)
        if next(calls) == 3:
            raise StoreRefused("没有保存", "磁盘空间已满")

    with monkeypatch.context() as patch, ours.ledger() as ledger:
        patch.setattr(merge_batch, "derive_arrived", derive)
        with pytest.raises(StoreRefused):
            merge_each.merge_each(ledger, opened([pack]), NOON)
        assert 1 < len(ours.records()) < 41
        assert_whole(ours)
        patch.undo()
        assert 0 < merge_each.merge_each(ledger, opened([pack]), NOON).merged.new < 40  # the same writer
    assert_whole(ours)


# ------------------------------------------------------------------ meanwhile


def meanwhile(what: Callable[[], Any]) -> Callable[[], None]:
    """Something that is done once all is verified, before the first batch."""
    return lambda: what() and None


def test_what_another_program_merged_meanwhile_is_known(
    ours: Laptop, seeded_file: Path, tmp_path: Path
) -> None:
    theirs = Laptop(seeded_file, tmp_path, "乙")
    early = busy(theirs, 5)
    pack = busy(theirs, 5)
    found = each(ours, pack, before=meanwhile(lambda: ours.take(early))).merged
    assert (found.new, found.known, found.refusals) == (5, 5, ())
    assert_whole(ours)
    later = busy(theirs, 2)
    found = each(ours, later, before=meanwhile(lambda: ours.take(later))).merged
    assert (found.new, found.known) == (0, 12)


def test_what_was_written_meanwhile_under_the_same_origin_is_a_fork(ours: Laptop, tmp_path: Path) -> None:
    pack = of_origin(tmp_path / "1", ORIGIN, record(1), record(2))
    instead = of_origin(tmp_path / "2", ORIGIN, record(1), record(2, task_no=2))
    found = each(ours, pack, before=meanwhile(lambda: ours.take(instead))).merged
    assert found.new == 0
    assert "另一支记录（分叉）" in found.refusals[0].error.message
    again = each(ours, pack).merged
    assert (again.set_aside, len(again.forks), again.refused) == (1, 1, 0)
    assert_whole(ours)


def test_records_of_this_very_file_end_its_origin(ours: Laptop) -> None:
    backup = ours.back_up()
    note(ours, "之后丢失的")
    pack = ours.export()
    ours.restore(backup, marked=False)
    found = each(ours, pack).merged
    assert (found.new, found.resumed) == (1, True)
    note(ours, "再写")
    assert len({one[1] for one in ours.records()}) == 2
    assert_whole(ours)


def test_nothing_new_writes_nothing(ours: Laptop, seeded_file: Path, tmp_path: Path) -> None:
    pack = busy(Laptop(seeded_file, tmp_path, "乙"), 5)
    each(ours, pack)
    before, asked = ours.path.read_bytes(), list[int]()
    found = each(ours, pack, before=lambda: asked.append(1))
    assert (found.merged.new, found.merged.known, asked) == (0, 5, [])
    assert ours.path.read_bytes() == before


def test_a_private_origin_amends_nothing_that_all_see(ours: Laptop, tmp_path: Path) -> None:
    public = ours.records()[0][0].hex()
    body = {"reason": "误录"}
    lines, head = chained([record(1, body, kind="retraction", ref=public, task_no=None, occurred_on=None)])
    pack = write_pack(tmp_path / "包", lines, head, origins=lambda one: [one[0] | {"private": True}])
    with pytest.raises(PackRefused) as refused:
        ours.take(pack)
    found = each(ours, pack, of_origin(tmp_path / "2", OTHER, numbered(1))).merged
    assert found.new == 1
    assert [one.error.title for one in found.refusals] == [refused.value.title]
    assert_whole(ours)


def test_a_writer_can_merge_and_save_by_turns(ours: Laptop, seeded_file: Path, tmp_path: Path) -> None:
    theirs = Laptop(seeded_file, tmp_path, "乙")

    def work(ledger: Ledger) -> None:
        for number in range(3):
            merge_each.merge_each(ledger, opened([busy(theirs, 3)]), NOON)
            add_note(ledger, NoteDraft(1, f"其间{number}", TODAY), TODAY)

    ours.do(work)
    assert len(ours.records()) == 1 + 9 + 3
    assert_whole(ours)
