"""How far every origin was seen here: older copies and rewritten chains are told."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from support.exchange import Laptop, write_raw
from support.own_laptops import OwnLaptop, at
from support.rewritten import rewritten

from huaian_tui.ledger.record import canonical_json
from huaian_tui.ledger.signed_head import header_digest
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.anchors import Standing, note_anchors, standing_of
from huaian_tui.store.engine.file_check import CheckResult
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.opening import open_reader
from huaian_tui.store.keep.known_keys import write_known_keys

TODAY = date(2026, 11, 22)


def note(laptop: Laptop, text: str = "进展") -> None:
    laptop.do(lambda ledger: add_note(ledger, NoteDraft(1, text, TODAY), TODAY))


@pytest.fixture
def two(seeded_file: Path, tmp_path: Path) -> tuple[OwnLaptop, OwnLaptop]:
    one, other = OwnLaptop(seeded_file, tmp_path, "张三"), OwnLaptop(seeded_file, tmp_path, "乙")
    note(one, "张三的")
    note(other, "乙的")
    return one, other


def checked(laptop: OwnLaptop) -> CheckResult:
    with at(laptop.home):
        return check_ledger(laptop.path)


def standing(laptop: OwnLaptop) -> Standing:
    with at(laptop.home), closing(open_reader(laptop.path)) as connection:
        return standing_of(connection)


def test_a_sound_ledger_is_as_it_was_seen(two: tuple[OwnLaptop, OwnLaptop]) -> None:
    one, other = two
    one.take(other.export())
    note(one)
    assert (checked(one).problems, checked(one).remarks) == ((), ())


def test_an_older_copy_is_told_by_what_came_and_what_was_written(two: tuple[OwnLaptop, OwnLaptop]) -> None:
    one, other = two
    older = shutil.copyfile(one.path, one.folder / "旧.db")
    one.take(other.export())
    note(one, "又一条")
    shutil.copyfile(older, one.path)
    found = checked(one)
    assert found.problems == ()
    assert len(found.remarks) == 2 and all("较旧的副本" in line for line in found.remarks)
    assert checked(one).remarks == found.remarks, "looking does not forget what was seen"
    one.take(other.export())
    assert len(checked(one).remarks) == 1, "what a colleague has came back; the own one is still missing"


@pytest.mark.parametrize("whose", ["own", "others"])
def test_a_chain_that_was_rewritten_as_a_whole_is_found(two: tuple[OwnLaptop, OwnLaptop], whose: str) -> None:
    one, other = two
    one.take(other.export())
    assert checked(one).ok
    rewritten(one, one.own_origin() if whose == "own" else other.own_origin())
    found = standing(one)
    assert len(found.off) == 1 and "改写" in found.off[0] and not found.behind
    assert any("改写" in line for line in checked(one).problems)
    assert "改写" in standing(one).off[0], "what was seen stays what it was"


def test_a_colleague_s_signed_heads_tell_of_a_rewritten_chain(
    two: tuple[OwnLaptop, OwnLaptop], seeded_file: Path, tmp_path: Path
) -> None:
    """His pack has no record of it, and this machine's own note was forged with the ledger."""
    one, other = two
    third = OwnLaptop(seeded_file, tmp_path, "丙")
    note(third, "丙的")
    one.take(other.export())
    for laptop in (one, other):
        laptop.take(third.export())
    rewritten(one, third.own_origin())
    shutil.rmtree(one.machine_folder / "anchors")
    (line,) = standing(one).off
    assert "收下时的签名" in line, "the ledger's own signed head tells already"
    with closing(sqlite3.connect(one.path)) as connection, connection:
        connection.execute("DELETE FROM signed_head")
    assert standing(one) == Standing()
    one.take(other.export(since=date(2026, 11, 23)))
    (line,) = standing(one).off
    assert "乙的电脑签名的不同" in line


def test_a_colleague_s_signed_heads_tell_what_has_not_come(
    two: tuple[OwnLaptop, OwnLaptop], seeded_file: Path, tmp_path: Path
) -> None:
    one, other = two
    third = OwnLaptop(seeded_file, tmp_path, "丙")
    note(third, "丙的")
    one.take(other.export())
    other.take(third.export())
    one.take(other.export(since=date(2026, 11, 23)))
    assert any("据乙的电脑" in line for line in standing(one).behind)
    one.take(other.export())
    assert standing(one) == Standing()


def lying(laptop: OwnLaptop, path: Path, *claims: tuple[bytes, int], officer: str = "张三") -> Path:
    """A pack of this laptop whose signed first line says that it knows these heads, which never were."""
    with gzip.open(laptop.export()) as file:
        said, *lines = file.read().splitlines(keepends=True)
    header = json.loads(said) | {"officer": officer}
    del header["sender"]
    created = header["origins"][0]["created_at"]
    header["origins"] += [
        {"id": one.hex(), "created_at": created, "first": last + 1, "last": last}
        | {"before": "ab" * 32, "head": "cd" * 32}
        for one, last in claims
    ]
    signed = laptop.key().sign_pack(header_digest(canonical_json(header)))
    header["sender"] = {"key": signed.key.hex(), "signature": signed.signature.hex()}
    return write_raw(path, canonical_json(header).encode() + b"\n", b"".join(lines))


@pytest.mark.parametrize("officer", ["乙", ""])
def test_what_a_liar_s_laptop_signed_ends_with_his_key(
    two: tuple[OwnLaptop, OwnLaptop], tmp_path: Path, officer: str
) -> None:
    one, liar = two
    claims = ((one.own_origin(), 1), (bytes(range(16)), 1 << 39))
    one.take(lying(liar, tmp_path / "谎.jsonl.gz", *claims, officer=officer))
    key = liar.key().public
    found = checked(one)
    assert len(found.problems) == len(found.remarks) == 1
    assert f"trust revoke {key.hex()[:8]}" in found.problems[0] and key.hex()[:8] in found.remarks[0]
    trust = one.trust()
    with at(one.home):
        write_known_keys(trust._machine, trust.known.revoked(key))
    found = checked(one)
    assert (found.problems, found.remarks) == ((), ())


def test_a_liar_hides_nothing_and_fills_no_screen(
    two: tuple[OwnLaptop, OwnLaptop], seeded_file: Path, tmp_path: Path
) -> None:
    """What honest laptops tell of the same origin stays, and so does what was seen here."""
    one, liar = two
    third = OwnLaptop(seeded_file, tmp_path, "丙")
    note(third, "丙的")
    one.take(third.export())
    note(third, "丙的又一条")
    many = [(number.to_bytes(16), 9) for number in range(1, 1500)]
    one.take(lying(liar, tmp_path / "谎.jsonl.gz", (third.own_origin(), 1 << 39), *many))
    one.take(third.export(since=date(2026, 11, 23)))
    found = checked(one)
    assert any("据丙的电脑" in line and "第 2 号" in line for line in found.remarks)
    assert len(found.remarks) < 10 and any("1495 个来源" in line for line in found.remarks)


def broken(folder: Path) -> None:
    for file in (folder / "anchors").iterdir():
        file.write_bytes(b"{")


@pytest.mark.parametrize("spoil", [broken, lambda folder: shutil.rmtree(folder / "anchors")])
def test_without_its_note_nothing_is_said(
    two: tuple[OwnLaptop, OwnLaptop], spoil: Callable[[Path], None]
) -> None:
    one, other = two
    one.take(other.export())
    spoil(one.machine_folder)
    assert (checked(one).problems, checked(one).remarks) == ((), ())


def test_no_save_touches_the_note(two: tuple[OwnLaptop, OwnLaptop]) -> None:
    one, other = two
    one.take(other.export())
    (file,) = (one.machine_folder / "anchors").iterdir()
    before = file.stat().st_mtime_ns, file.stat().st_ino
    note(one, "又一条")
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == before
    assert file.stat().st_mode & 0o777 == 0o600
    with at(one.home), closing(open_reader(one.path)) as connection:
        note_anchors(connection)
    assert file.stat().st_ino != before[1]
