"""Somebody wrote this laptop's own file anew: its key does not sign that, and what is to be done is said."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from support.exchange import NOON
from support.forged_packs import parts, texts, write
from support.own_laptops import OwnLaptop, at
from support.rewritten import rewritten

from huaian_tui.domain.errors import HuaianError
from huaian_tui.exchange.folder.program_ledger import ProgramLedger
from huaian_tui.exchange.folder.writing_plan import Span
from huaian_tui.store.engine.opening import open_reader
from huaian_tui.store.keep.backup import make_backup


@pytest.fixture
def two(seeded_file: Path, tmp_path: Path) -> tuple[OwnLaptop, OwnLaptop]:
    found = OwnLaptop(seeded_file, tmp_path, "甲"), OwnLaptop(seeded_file, tmp_path, "乙")
    write(found[0], "甲的")
    write(found[1], "乙的", "乙的二")
    return found


def test_what_was_rewritten_goes_out_unsigned_only_when_that_is_wished(
    two: tuple[OwnLaptop, OwnLaptop],
) -> None:
    one, other = two
    one.take(other.export())
    write(other, "乙的三")
    rewritten(other, other.own_origin())
    with pytest.raises(HuaianError, match="台账被改动过") as caught:
        other.export()
    assert "restore" in caught.value.way_out and "--unsigned" in caught.value.way_out
    assert "第 3 号" in caught.value.message
    header, _ = parts(other.export(unsigned=True))
    assert "sender" not in header and "signed" not in header["origins"][0]
    result = one.take(other.export(unsigned=True))
    assert result.new == 0 and result.refused and "乙的二" in texts(one)


def test_also_where_it_was_cut_off_behind_what_was_compared(
    two: tuple[OwnLaptop, OwnLaptop],
) -> None:
    one, other = two
    other.take(one.export())  # notes how far it reaches
    write(other, "乙的三")
    rewritten(other, other.own_origin())
    with closing(sqlite3.connect(other.path)) as connection, connection:
        origin = other.own_origin()
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("DELETE FROM record WHERE origin = ? AND seq = 3", (origin,))
        (head,) = connection.execute(
            "SELECT hash FROM record WHERE origin = ? AND seq = 2", (origin,)
        ).fetchone()
        connection.execute("UPDATE origin SET head_seq = 2, head_hash = ? WHERE id = ?", (head, origin))
        for _, sql in triggers:
            connection.execute(sql)
    with pytest.raises(HuaianError, match="台账被改动过"):
        other.export()


def test_what_others_wrote_is_not_passed_on_under_this_laptop_s_name_either(
    two: tuple[OwnLaptop, OwnLaptop],
) -> None:
    one, other = two
    one.take(other.export())
    rewritten(one, other.own_origin())
    with pytest.raises(HuaianError, match="台账被改动过"):
        one.export()


def test_a_backup_is_made_and_not_signed(two: tuple[OwnLaptop, OwnLaptop], tmp_path: Path) -> None:
    _, other = two
    with at(other.home):
        assert make_backup(other.path, tmp_path / "好.db").signed
        rewritten(other, other.own_origin())
        assert not make_backup(other.path, tmp_path / "坏.db").signed


def test_a_sync_takes_and_writes_nothing(two: tuple[OwnLaptop, OwnLaptop]) -> None:
    _, other = two
    origin = other.own_origin()
    rewritten(other, origin)

    def clock() -> datetime:
        return NOON

    def made(ledger: object) -> None:
        side = ProgramLedger(ledger, clock)  # type: ignore[arg-type]
        side.made(Span(origin.hex()[:16], 1, 2), "")

    with pytest.raises(HuaianError, match="台账被改动过"):
        other.do(made)


def test_what_is_behind_or_whole_is_signed_as_before(two: tuple[OwnLaptop, OwnLaptop]) -> None:
    one, other = two
    backup = other.back_up()
    write(other, "乙的三")
    one.take(other.export())
    other.restore(backup, marked=False)
    header, _ = parts(other.export())
    assert header["origins"][0]["signed"]["seq"] == 2
    with at(one.home), closing(open_reader(one.path)):
        assert parts(one.export())[0]["sender"]
