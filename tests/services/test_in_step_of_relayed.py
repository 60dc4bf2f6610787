"""A long history that another laptop passes on: its pieces have no signature of their own, and yet arrive."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest
from support.shared_folders import DAY
from support.sync_offices import Officer

from huaian_tui.domain.words.in_step import WHY_NOT_TAKEN, hindrances
from huaian_tui.exchange.folder import joining, segments
from huaian_tui.exchange.folder.found import Mark
from huaian_tui.exchange.folder.memory import Why
from huaian_tui.exchange.folder.names import ROOT, parse_segment
from huaian_tui.exchange.folder.segments import named, segment_bytes
from huaian_tui.exchange.folder.shared import ReadFile, SharedFolder
from huaian_tui.exchange.folder.writing_plan import Span
from huaian_tui.exchange.packs.pack_read import pack_of
from huaian_tui.exchange.packs.record_read import read_record
from huaian_tui.ledger.record import Record, chain_hash
from huaian_tui.services import in_step
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.origins import machine_of
from huaian_tui.store.keep.known_keys import read_known_keys

PIECE = 8
RECORDS = 3 * PIECE + 3


@pytest.fixture
def office(seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Officer]:
    return [Officer(seeded_file, tmp_path, name, monkeypatch) for name in ("甲", "乙", "丙")]


@pytest.fixture
def share(
    office: list[Officer],
    seeded_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Path:
    """A folder in which 乙 alone passes on what 甲 wrote, in pieces; 丙 knows the key of 甲 and lacks all.

    With the parameter ``some`` it holds the first two records, which do not end with a piece.
    """
    one, two, three = office
    first = tmp_path / "first"
    first.mkdir()
    for number in range(RECORDS):
        one.note(f"第 {number} 条")
        if number == 1:
            one.sync(first)
            three.sync(first)
    one.sync()
    two.sync(first)
    if getattr(request, "param", "") != "some":
        forget_all_but_keys(three, seeded_file)
    monkeypatch.setattr(segments, "MOST_RECORDS", PIECE)
    monkeypatch.setattr(joining, "MOST_RECORDS", PIECE)
    second = tmp_path / "second"
    second.mkdir()
    join_anew(two, second)
    return second


def join_anew(officer: Officer, folder: Path) -> None:
    shutil.rmtree(officer.home / "config" / "sync", ignore_errors=True)
    officer.sync(folder)


def forget_all_but_keys(officer: Officer, seeded: Path) -> None:
    """A new file on a machine that has met the others' keys."""
    officer.here().path.unlink()
    shutil.copyfile(seeded, officer.laptop.path)
    with officer.laptop.ledger() as ledger:
        assert any(one.origins for one in read_known_keys(machine_of(ledger.connection)))


def pieces(share: Path) -> list[Path]:
    """Those of what 甲 wrote, in their order."""
    found = [
        (parsed, path) for path in (share / ROOT).glob("*/*.hap") if (parsed := parse_segment(path.name))
    ]
    return [
        path
        for parsed, path in sorted(found, key=lambda one: one[0].first)
        if parsed.origin not in str(path.parent)
    ]


def texts(officer: Officer) -> set[str]:
    with officer.here().ledger() as ledger:
        bodies = ledger.connection.execute("SELECT body FROM record WHERE kind = 'note'")
        return {body for (body,) in bodies if "第 " in body}


@pytest.mark.parametrize("share", ["nothing", "some"], indirect=True)
def test_pieces_that_lead_to_a_signed_head_are_taken(office: list[Officer], share: Path) -> None:
    three = office[2]
    assert len(pieces(share)) == 4
    join_anew(three, share)
    assert len(texts(three)) == RECORDS and check_ledger(three.here().path).problems == ()
    report = three.sync().report
    assert (report.new, report.not_taken, report.lacking) == (0, [], 0)


def test_pieces_are_kept_back_until_the_one_that_is_signed_arrives(
    office: list[Officer], share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    three = office[2]
    last = pieces(share)[-1]
    hidden = last.rename(share / "later")
    join_anew(three, share)
    synced = three.sync()
    report = synced.report
    assert not texts(three)
    assert "3 个文件的记录没有作者的签名" in "".join(hindrances(synced.said))
    assert [one.why for one in report.not_taken] == [Why.UNPROVED] * 3
    assert "没有签名" in report.not_taken[0].words
    said = list[str]()
    read = SharedFolder.read

    def watched(folder: SharedFolder, files: list[tuple[str, Mark | None]]) -> list[ReadFile]:
        answer = read(folder, files)
        said.extend(one.said for one in answer)
        return answer

    monkeypatch.setattr(SharedFolder, "read", watched)
    three.sync()
    assert said == ["before"] * 3, "its contents are read again only when the folder holds something else"
    hidden.rename(last)
    three.sync()
    assert len(texts(three)) == RECORDS


def test_a_stop_while_it_is_proved_gives_nothing_up(office: list[Officer], share: Path) -> None:
    three = office[2]
    shutil.rmtree(three.home / "config" / "sync")
    for least in range(40):
        asked = iter(range(least))
        stopped = three.sync(share if not least else None, stop=lambda asked=asked: next(asked, None) is None)
        if not stopped.report.stopped:
            break
    assert len(texts(three)) == RECORDS and not stopped.report.not_taken


@pytest.mark.parametrize("forged", [1, 2, 3, 4])
@pytest.mark.parametrize("beside", [True, False])
def test_pieces_that_somebody_forged_are_not_proved_by_what_follows_them(
    office: list[Officer], share: Path, forged: int, beside: bool
) -> None:
    """The first pieces say something else, well chained: the author's signature is of another chain."""
    three = office[2]
    real = pieces(share)[:forged]
    forge(real, share)
    if not beside:
        for path in real:
            path.unlink()
    join_anew(three, share)
    found = texts(three)
    assert not any("伪造" in text for text in found)
    assert len(found) == (RECORDS if beside else 0)


def forge(real: list[Path], share: Path) -> None:
    """The pieces with other words and new hashes, in the folder of somebody else."""
    folder = share / ROOT / ("f" * 16)
    folder.mkdir()
    previous = b""
    for path in real:
        pack = pack_of(path.name, path.read_bytes())
        (part,) = pack.header.origins
        records = list[Record]()
        for seq, line in enumerate(pack.lines(), part.first):
            record, _ = read_record(line, part.id, seq)
            columns = {name: getattr(record, name) for name in Record.__slots__}
            columns["body"] = record.body.replace("第 ", "伪造的第 ")
            previous = chain_hash(Record(**columns), previous)
            records.append(Record(**columns | {"hash": previous}))
        before = records_before(folder, part.first)
        data = segment_bytes(replace(part, before=before), records, pack.header.schema)
        span = Span(part.id.hex()[:16], part.first, part.last)
        (folder / named(span, previous.hex()[:16], data)).write_bytes(data)


def records_before(folder: Path, first: int) -> bytes:
    """The hash with which the forged piece before this one ends."""
    packs = [pack_of(path.name, path.read_bytes()) for path in folder.iterdir()]
    return next((one.header.origins[0].head for one in packs if one.header.origins[0].last == first - 1), b"")


def test_a_piece_that_is_broken_for_good_is_asked_for(
    office: list[Officer], share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two, three = office[1:]
    _, middle, *_ = pieces(share)
    middle.write_bytes(middle.read_bytes()[:-9])
    join_anew(three, share)
    report = three.sync().report
    assert not texts(three) and {one.why for one in report.not_taken} == {Why.UNPROVED, Why.DAMAGED}
    assert report.lacking >= RECORDS
    now = time.time()
    for _ in range(3):
        now += 2 * DAY
        monkeypatch.setattr(in_step.time, "time", lambda now=now: now)
        three.sync()
        two.sync()
    three.sync()
    assert len(texts(three)) == RECORDS


def test_each_reason_for_which_a_file_is_not_taken_has_words() -> None:
    assert {*WHY_NOT_TAKEN, Why.TAKEN} == {*Why}
