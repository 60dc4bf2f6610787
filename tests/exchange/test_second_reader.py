"""A merge by two processes: the same ledger and the same words as by one, whatever becomes of the other."""

from __future__ import annotations

import json
import os
import signal
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from exchange import test_laptops
from exchange.test_hostile_records import RECORDS
from exchange.test_merge_each import arrivals, assert_whole, each, folded_anew
from support.exchange import NOON, NOTE, Laptop, chained, forged, record, record_id, write_pack
from support.worker_here import WorkerHere, always, work_here

from huaian_tui.exchange.merging import merge_each, pack_checked, second_reader, verified_together
from huaian_tui.exchange.merging.second_reader import SecondReader
from huaian_tui.exchange.packs.pack_read import open_pack
from huaian_tui.ledger.record import canonical_json
from huaian_tui.services.notes import NoteDraft, add_note, correct_note

TODAY = date(2026, 11, 22)


def worked(seeded: Path, folder: Path) -> Laptop:
    """A laptop with records of many kinds, notes that were corrected and taken back among them."""
    laptop = Laptop(seeded, folder, "乙")
    for turn in range(60):
        test_laptops.work(laptop, turn)
    return laptop


def indexed(laptop: Laptop) -> tuple[Any, ...]:
    """What a search goes by: how often each gram comes, and where some of them are."""
    with laptop.reading() as connection:
        counted = connection.execute("SELECT gram, records FROM search_gram ORDER BY gram").fetchall()
        found = [
            connection.execute(
                "SELECT id FROM record WHERE rid IN ("
                "SELECT rowid FROM search_said WHERE search_said MATCH ?) ORDER BY id",
                (f'"{gram}"',),
            ).fetchall()
            for gram, _ in counted[::7]
        ]
        return counted, found


def assert_equal(one: Laptop, other: Laptop) -> None:
    assert one.everything() == other.everything()
    assert one.pasts() == other.pasts() == folded_anew(one)
    assert arrivals(one) == arrivals(other)
    assert indexed(one) == indexed(other)
    assert_whole(one)


@pytest.fixture
def two(seeded_file: Path, tmp_path: Path) -> tuple[Laptop, Laptop]:
    """Two that take the same packs: with and without a second process."""
    return Laptop(seeded_file, tmp_path, "甲"), Laptop(seeded_file, tmp_path, "丙")


# ------------------------------------------------------------------ the same ledger


@pytest.mark.parametrize("kept", [0, 20_000])
def test_the_ledger_is_the_same(
    seeded_file: Path,
    tmp_path: Path,
    two: tuple[Laptop, Laptop],
    monkeypatch: pytest.MonkeyPatch,
    kept: int,
) -> None:
    first = worked(seeded_file, tmp_path)
    packs = [first.export()]
    for turn in range(60, 90):
        test_laptops.work(first, turn)
    packs.append(first.export())
    monkeypatch.setattr(pack_checked, "KEPT", kept)
    alone = each(two[1], *packs)
    readers = work_here(monkeypatch)
    found = each(two[0], *packs)
    assert [one.refused for one in readers] == [1]  # the answer to the beginning is empty, no other one
    assert readers[0].answered > 20
    assert found == alone
    assert_equal(*two)


def test_records_of_each_kind_are_prepared(
    seeded_file: Path, tmp_path: Path, two: tuple[Laptop, Laptop], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing joins them their rows come from the other process: nothing of them is read again."""
    first = Laptop(seeded_file, tmp_path, "乙")
    for number in range(12):
        first.do(lambda ledger, number=number: add_note(ledger, NoteDraft(1, f"第{number}次", TODAY), TODAY))
    pack = first.export()
    work_here(monkeypatch, piece=4)
    read = list[int]()
    real = merge_each.write_batch

    def watched(*given: Any) -> Any:
        with monkeypatch.context() as patch:
            patch.setattr(
                "huaian_tui.store.engine.fold_things.made_by",
                lambda connection, records: read.extend(map(len, records)) or iter(()),
            )
            patch.setattr("huaian_tui.store.search.text_index._grams", None)
            return real(*given)

    monkeypatch.setattr(merge_each, "write_batch", watched)
    assert each(two[0], pack).merged.new == 12
    assert read == []
    monkeypatch.undo()
    each(two[1], pack)
    assert_equal(*two)


def test_what_joins_a_record_that_comes_later_is_folded_into_it(
    seeded_file: Path, tmp_path: Path, two: tuple[Laptop, Laptop], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A correction was here before the note that it corrects: it waited for it."""
    writer, corrector = Laptop(seeded_file, tmp_path, "乙"), Laptop(seeded_file, tmp_path, "丁")
    note = writer.do(lambda ledger: add_note(ledger, NoteDraft(1, "原来的", TODAY), TODAY))
    of_writer = writer.export()
    corrector.take(of_writer)
    corrector.do(lambda ledger: correct_note(ledger, note, "改过的", "写错"))
    both = open_pack(corrector.export())
    correction = both.only(tuple(one for one in both.header.origins if not is_in(one.id, of_writer)))
    assert correction.header.records == 1
    for laptop in two:
        each(laptop, correction)
    each(two[1], of_writer)
    work_here(monkeypatch)
    each(two[0], of_writer)
    assert two[0].projections()["note"][0][5] == 1  # it is corrected
    assert_equal(*two)


def is_in(origin: bytes, pack: Path) -> bool:
    return any(one.id == origin for one in open_pack(pack).header.origins)


# ------------------------------------------------------------------ what is not right


def as_written(lines: list[bytes]) -> list[bytes]:
    """The lines as this program writes them, where what they hold can be written so."""
    return [canonical_json(json.loads(line)).encode("utf-8", "surrogatepass") for line in lines]


def notes(count: int) -> list[dict[str, Any]]:
    return [record(seq, NOTE | {"text": f"第{seq}次"}) for seq in range(1, count + 1)]


@pytest.mark.parametrize(
    "name",
    ["unknown task", "escape sequence", "deep JSON", "day that is none", "id in the far future", "no basis"],
)
@pytest.mark.parametrize("place", [1, 5, 11])
def test_a_wrong_record_is_refused_in_the_same_words(
    two: tuple[Laptop, Laptop], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, place: int
) -> None:
    values = notes(12)
    keep = {"seq": place} | ({} if "far future" in name else {"id": values[place - 1]["id"]})
    values[place - 1] = RECORDS[name] | keep
    lines, head = chained(values)
    pack = write_pack(tmp_path / "包", as_written(lines), head)
    alone = each(two[1], pack).merged
    work_here(monkeypatch)
    together = each(two[0], pack).merged
    assert [one.error.one_line() for one in together.refusals] == [
        one.error.one_line() for one in alone.refusals
    ]
    assert (together.new, together.refused, alone.refused) == (0, 12, 12)
    assert f"第 {place} 号记录" in together.refusals[0].error.title
    assert two[0].records() == []


@pytest.mark.parametrize("change", ["hash", "id", "body"])
@pytest.mark.parametrize("place", [3, 4, 7])
def test_no_piece_follows_a_record_that_only_says_what_it_wants(
    two: tuple[Laptop, Laptop], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, place: int
) -> None:
    """Each piece is right by what the line before it says: the break is where one was changed."""
    values = notes(12)
    lines, head = chained(values)
    changed = json.loads(lines[place - 1])
    changed[change] = {
        "hash": "0" * 64,
        "id": record_id(NOON + timedelta(seconds=place, milliseconds=7), 9).hex(),
        "body": NOTE | {"text": "改过"},
    }[change]
    following, head = chained(
        [values[number] for number in range(place, 12)], previous=bytes.fromhex(changed["hash"])
    )
    every = [*lines[: place - 1], json.dumps(changed).encode(), *following]
    pack = write_pack(tmp_path / "包", as_written(every), head)
    work_here(monkeypatch)
    found = each(two[0], pack).merged
    assert found.new == 0
    assert f"第 {place} 号记录" in found.refusals[0].error.title
    assert "校验值" in found.refusals[0].error.message


def test_no_piece_follows_a_hash_that_stands_in_a_text_before(
    two: tuple[Laptop, Laptop], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A right line, written so that another hash seems to be its own, and a chain that follows that one."""
    values = notes(12)
    seeming = {"a": 0, "hash": "ab" * 32, "id": values[2]["id"]}
    values[2]["body"] = NOTE | {"more": seeming}
    lines, _ = chained(values[:3])
    last = json.loads(lines[2])
    body = canonical_json(last.pop("body"))
    lines[2] = f'{canonical_json(last)[:-1]},"body":{body}}}'.encode()
    following, head = chained(values[3:], previous=bytes.fromhex("ab" * 32))
    every = [*as_written(lines[:2]), lines[2], *as_written(following)]
    assert each(two[1], write_pack(tmp_path / "对的", every[:3], bytes.fromhex(last["hash"]))).merged.new == 3
    work_here(monkeypatch)
    found = each(two[0], write_pack(tmp_path / "包", every, head)).merged
    assert found.new == 0
    assert "第 4 号记录" in found.refusals[0].error.title


def test_lines_that_are_written_otherwise_are_taken_all_the_same(
    two: tuple[Laptop, Laptop], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = forged(tmp_path / "包", *notes(12))  # with blanks, and its columns in another order
    each(two[1], pack)
    work_here(monkeypatch)
    assert each(two[0], pack).merged.new == 12
    assert_equal(*two)


@pytest.mark.parametrize("most", [0, 3_000])
def test_long_records_are_never_many_at_once(
    two: tuple[Laptop, Laptop], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """What waits is bounded by bytes: beyond them it is done here, and taken before more is read."""
    lines, head = chained([one | {"body": NOTE | {"text": "长" * 400}} for one in notes(30)])
    pack = write_pack(tmp_path / "包", as_written(lines), head)
    each(two[1], pack)
    readers = work_here(monkeypatch)
    monkeypatch.setattr(second_reader, "MOST_BYTES", most)
    monkeypatch.setattr(verified_together, "_MOST_BYTES", most)
    monkeypatch.setattr(second_reader, "PIECE_BYTES", 1_000)
    assert each(two[0], pack).merged.new == 30
    assert readers[0].most_waiting <= most + 5_000
    assert_equal(*two)


def test_records_of_a_clock_ahead_are_asked_about(
    two: tuple[Laptop, Laptop], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = [one | {"id": record_id(NOON + timedelta(days=9), one["seq"]).hex()} for one in notes(8)]
    lines, head = chained(values)
    pack = write_pack(tmp_path / "包", as_written(lines), head)
    alone = each(two[1], pack).merged
    work_here(monkeypatch)
    asked = each(two[0], pack).merged
    assert (asked.new, asked.ahead, asked.ahead_until) == (0, 8, alone.ahead_until)
    for laptop in two:
        assert each(laptop, pack, accept_ahead=True).merged.new == 8
    assert_equal(*two)


# ------------------------------------------------------------------ the other process


def test_a_real_one_does_its_part(
    seeded_file: Path, tmp_path: Path, two: tuple[Laptop, Laptop], monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = worked(seeded_file, tmp_path).export()
    each(two[1], pack)
    always(monkeypatch, piece=3)
    prepared = list[int]()
    real = SecondReader.answer

    def watched(second: SecondReader, ticket: Any) -> Any:
        answer = real(second, ticket)
        if answer is not None and answer.ready is not None:
            prepared.append(len(answer.ready.grams))
        return answer

    monkeypatch.setattr(SecondReader, "answer", watched)
    new = each(two[0], pack).merged.new
    assert sum(prepared) == new > 30
    assert_equal(*two)


def test_one_that_is_killed_is_done_without(
    seeded_file: Path, tmp_path: Path, two: tuple[Laptop, Laptop], monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = worked(seeded_file, tmp_path).export()
    expected = each(two[1], pack)
    always(monkeypatch, piece=2)
    monkeypatch.setattr(merge_each, "_FIRST_BATCH", 7)
    monkeypatch.setattr(merge_each, "MOST_A_BATCH", 7)
    killed = list[int]()
    real = SecondReader.answer

    def killing(second: SecondReader, ticket: Any) -> Any:
        answer = real(second, ticket)
        if answer is not None and answer.ready is not None and not killed and second.pid is not None:
            killed.append(second.pid)
            os.kill(second.pid, signal.SIGKILL)
        return answer

    monkeypatch.setattr(SecondReader, "answer", killing)
    assert each(two[0], pack) == expected
    assert killed
    assert_equal(*two)


@pytest.mark.parametrize("module", ["no_such_module", "huaian_tui.store.apart_child"])
def test_one_that_does_not_begin_is_done_without(
    seeded_file: Path,
    tmp_path: Path,
    two: tuple[Laptop, Laptop],
    monkeypatch: pytest.MonkeyPatch,
    module: str,
) -> None:
    pack = worked(seeded_file, tmp_path).export()
    expected = each(two[1], pack)
    always(monkeypatch, piece=3)
    real = second_reader.Talk
    monkeypatch.setattr(second_reader, "Talk", lambda _: real(module))
    assert each(two[0], pack) == expected
    assert_equal(*two)


def test_it_ends_with_the_merge(
    seeded_file: Path, tmp_path: Path, two: tuple[Laptop, Laptop], monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = worked(seeded_file, tmp_path).export()
    always(monkeypatch, piece=3)
    made = list[SecondReader]()
    real = SecondReader.__init__

    def noted(second: SecondReader, *given: Any) -> None:
        real(second, *given)
        made.append(second)

    monkeypatch.setattr(SecondReader, "__init__", noted)
    numbers = list[int | None]()
    each(two[0], pack, stop=lambda: bool(numbers.append(made[0].pid) or len(numbers) > 3) if made else False)
    assert numbers[0] is not None and made[0].pid is None
    with pytest.raises(ProcessLookupError):
        os.kill(numbers[0], 0)


def test_few_records_are_taken_without_it(
    seeded_file: Path, tmp_path: Path, two: tuple[Laptop, Laptop], monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(module: str) -> WorkerHere:
        raise AssertionError("a process costs more than it saves")

    monkeypatch.setattr(second_reader, "Talk", never)
    assert each(two[0], worked(seeded_file, tmp_path).export()).merged.new < second_reader.WORTH_IT
