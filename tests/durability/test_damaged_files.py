"""A file that was cut off or has flipped bits: ``check`` says so, or nothing that is read has changed."""

from __future__ import annotations

import hashlib
import random
import secrets
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from support.durability import number_from_environment

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.ledger.identity import SHANGHAI, next_id
from huaian_tui.ledger.record import Entry, RecordKind, canonical_json, chain_hash
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.records import insert_records, read_records

RECORDS = 400
"""As with thousands every table and index is a tree of two levels; the longest texts go beyond a page."""

FLIPS = number_from_environment("HUAIAN_FLIPS", 100)
"""Three of four hit bytes that are not zero: pages of small tables are mostly room that nothing reads."""

PARTS = 4


@pytest.fixture(scope="session")
def large_file(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of 400 notes; never written to, only copied."""
    path = tmp_path_factory.mktemp("large") / "台账.db"
    shutil.copyfile(seeded_file, path)
    moment = datetime(2025, 1, 1, 9, tzinfo=SHANGHAI)
    with Ledger(path, "张三", lambda: moment) as ledger, ledger.action() as action:
        for number in range(RECORDS):
            text = f"第{number}次核查，进展正常" + f"，第{number}份材料齐全" * (number % 8 * 18)
            body = {"text": text, "units": ["市财政局"], "follow_up": None}
            day = (moment + timedelta(days=number % 300)).date().isoformat()
            action.append(Entry(RecordKind.NOTE, body, task_no=number % 60 + 1, occurred_on=day))
    result = check_ledger(path)
    assert (result.records, result.problems) == (RECORDS, ())
    return path


def contents(path: Path) -> str:
    """A digest of everything that queries read: all rows but the local numbers and when an origin began."""
    digest = hashlib.sha256()
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
            # What is searched is made anew from the records; the check compares counts and samples of it.
            "AND name NOT LIKE 'search%' ORDER BY name"
        ).fetchall()
        for (table,) in tables:
            columns = [
                row[1]
                for row in connection.execute(f"PRAGMA table_info({table})")
                if (table, row[1]) not in (("record", "rid"), ("origin", "created_at"), ("origin", "mine"))
            ]
            names = ", ".join(columns)
            digest.update(table.encode())
            for row in connection.execute(f"SELECT {names} FROM {table} ORDER BY {names}"):
                digest.update(repr(row).encode())
    return digest.hexdigest()


def flipped(data: bytes, chance: random.Random, number: int) -> tuple[int, int]:
    """The place and the bit of the next flip."""
    place = chance.randrange(len(data))
    while number % 4 and not data[place]:
        place = chance.randrange(len(data))
    return place, 1 << chance.randrange(8)


def finding(path: Path) -> str:
    """What the check says: a refusal, the first problem, or nothing."""
    try:
        result = check_ledger(path)
    except StoreRefused as refused:
        return refused.one_line()
    return result.problems[0] if result.problems else ""


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("part", range(PARTS))
def test_a_flipped_bit_is_found_or_harmless(large_file: Path, tmp_path: Path, part: int) -> None:
    chance = random.Random(part)
    whole = contents(large_file)
    path = tmp_path / "台账.db"
    shutil.copyfile(large_file, path)
    data = path.read_bytes()
    found = 0
    for number in range(FLIPS // PARTS):
        place, bit = flipped(data, chance, number)
        with path.open("r+b") as file:
            file.seek(place)
            kept = file.read(1)
            file.seek(place)
            file.write(bytes([kept[0] ^ bit]))
        said = finding(path)
        if said:
            found += 1
        else:
            assert contents(path) == whole, f"byte {place}, bit {bit}: changed unnoticed"
        with path.open("r+b") as file:
            file.seek(place)
            file.write(kept)
        path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
    assert found > FLIPS // PARTS // 2
    assert finding(path) == ""


@pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.9, 0.999])
def test_a_file_that_was_cut_off_is_found(large_file: Path, tmp_path: Path, share: float) -> None:
    path = tmp_path / "台账.db"
    shutil.copyfile(large_file, path)
    with path.open("r+b") as file:
        file.truncate(int(path.stat().st_size * share))
    assert finding(path)


def test_one_byte_that_is_missing_at_the_end_is_found(large_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "台账.db"
    shutil.copyfile(large_file, path)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 1)
    assert "被截断" in finding(path)


def test_a_forged_record_with_a_right_hash_still_differs_from_the_claimed_head(
    large_file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "台账.db"
    shutil.copyfile(large_file, path)
    with closing(sqlite3.connect(path)) as connection:
        last = next(one for one in read_records(connection) if one.seq == RECORDS)
        forged = replace(
            last,
            id=next_id(0, last.id, secrets.token_bytes(8)),
            seq=RECORDS + 1,
            body=canonical_json({"text": "伪造", "units": []}),
        )
        forged = replace(forged, hash=chain_hash(forged, last.hash))
        insert_records(connection, [(None, forged)])
        connection.commit()
    assert "登记" in finding(path)
