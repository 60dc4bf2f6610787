"""kill -9 at random moments, again and again: what was acknowledged is there, nothing twice, nothing half."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import pytest
from support.durability import Killed, note_texts, number_from_environment

from huaian_tui.store.engine.connection import size_beside
from huaian_tui.store.engine.file_check import check_copy
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.opening import open_reader
from huaian_tui.store.keep.backup import make_backup, sha256_of
from huaian_tui.store.keep.backup_sum import sum_file

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL"),
    pytest.mark.timeout(1800),
]
KILLS = number_from_environment("HUAIAN_KILLS", 40)


def test_no_acknowledged_note_is_lost_or_doubled_by_kills(ledger_path: Path) -> None:
    acknowledged: set[str] = set()
    with Killed(ledger_path, seed=1) as killed:
        for number in range(KILLS):
            spill = "spill" if number % 4 == 3 else "-"
            said = killed.run("notes", f"第{number}轮", spill, seconds=0.06)
            acknowledged.update(said)
            stored = note_texts(ledger_path)
            assert max(stored.values(), default=0) <= 1, "a note stands twice"
            assert acknowledged <= set(stored), "an acknowledged note is lost"
            unacknowledged = set(stored) - acknowledged
            assert len(unacknowledged) <= number + 1
            acknowledged |= unacknowledged  # committed, killed before it could say so
            if number % 8 == 7 or number == KILLS - 1:
                assert check_ledger(ledger_path).problems == ()
    assert len(acknowledged) >= KILLS
    assert check_ledger(ledger_path).records == len(acknowledged)


def test_kills_while_a_reader_holds_an_older_state_lose_nothing(ledger_path: Path) -> None:
    """The log cannot be brought home while it is read, grows over the kills, and is begun anew in between."""
    acknowledged: set[str] = set()
    with Killed(ledger_path, seed=5) as killed:
        for number in range(max(8, KILLS // 4)):
            with closing(open_reader(ledger_path)) as reader:
                reader.execute("BEGIN")
                before = reader.execute("SELECT count(*) FROM record").fetchone()
                for turn in range(3):
                    acknowledged.update(killed.run("notes", f"第{number}轮{turn}", seconds=0.05))
                assert reader.execute("SELECT count(*) FROM record").fetchone() == before
                stored = note_texts(ledger_path)
                assert size_beside(ledger_path, "-wal") > 0, "nothing was held back: this proves nothing"
                assert max(stored.values()) == 1 and acknowledged <= set(stored)
                assert len(set(stored) - acknowledged) <= 3
                acknowledged |= set(stored)
            stored = note_texts(ledger_path)
            # The last one may have been killed when its note stood in the log and nobody was told of it.
            assert acknowledged <= set(stored) and len(set(stored) - acknowledged) <= 1
            acknowledged |= set(stored)
            if number % 4 == 3:
                assert check_ledger(ledger_path).problems == ()
    assert check_ledger(ledger_path).problems == () and size_beside(ledger_path, "-wal") == 0
    alone = ledger_path.with_name("copy.db")
    alone.write_bytes(ledger_path.read_bytes())
    assert set(note_texts(alone)) == acknowledged, "at rest the file alone is the whole ledger"


def test_a_killed_backup_leaves_no_half_file_under_its_name(ledger_path: Path) -> None:
    with Killed(ledger_path, seed=2) as killed:
        for number in range(max(8, KILLS // 5)):
            killed.run("backups", f"b{number}", seconds=0.6)
    backups = [one for one in ledger_path.parent.glob("b*.db")]
    assert backups
    for one in backups:
        assert check_copy(one).problems == ()
        assert sum_file(one).read_text().split()[0] == sha256_of(one)
    assert check_ledger(ledger_path).problems == ()


def test_a_killed_restore_leaves_a_whole_ledger_and_the_old_one(ledger_path: Path) -> None:
    source = ledger_path.with_name("source.db")
    expected = make_backup(ledger_path, source)
    with Killed(ledger_path, seed=3) as killed:
        killed.run("notes", "之后", seconds=0.2)
        written = len(note_texts(ledger_path))
        for number in range(max(8, KILLS // 5)):
            killed.run("restores", f"r{number}", source.name, seconds=0.12)
            result = check_ledger(ledger_path)
            assert result.problems == ()
            assert result.records in (expected.records, written)
    asides = list(ledger_path.parent.glob("*恢复前*.db"))
    assert any(len(note_texts(one)) == written for one in (*asides, ledger_path))


def test_a_killed_first_start_is_finished_by_the_next(ledger_path: Path) -> None:
    from huaian_tui.services.first_start import ensure_ledger

    names = [f"first{number}" for number in range(max(6, KILLS // 8))]
    with Killed(ledger_path, seed=4) as killed:
        for name in names:
            killed.run("first", name, seconds=0.3)
    for name in names:
        path = ledger_path.with_name(f"{name}.db")
        ensure_ledger(path)
        assert check_ledger(path).problems == ()
        connection = open_reader(path)
        assert connection.execute("SELECT count(*) FROM task").fetchone() == (60,)
        connection.close()
