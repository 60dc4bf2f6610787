"""Two programs on one ledger: both read, one writes, the other waits, is told who, and sees what changed."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from support import children

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine import connection as database
from huaian_tui.store.engine import writing_now as holder
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.opening import open_reader
from huaian_tui.store.keep.backup import make_backup, restore
from huaian_tui.tui.session import LedgerSession

TODAY = date(2026, 11, 22)

HOLDER = """
import sys, time
from datetime import UTC, date, datetime
from pathlib import Path
from huaian_tui.services.notes import NoteDraft, note_within
from huaian_tui.store.engine.append import Ledger
with Ledger(Path(sys.argv[1]), "乙", lambda: datetime.now(UTC)) as ledger:
    with ledger.action() as action:
        note_within(action, NoteDraft(1, "乙写的", date(2026, 1, 1)), date(2026, 11, 22))
        print("writing", flush=True)
        sys.stdin.readline()
"""

MANY = """
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger
with Ledger(Path(sys.argv[1]), sys.argv[2], lambda: datetime.now(UTC)) as ledger:
    for number in range(60):
        add_note(ledger, NoteDraft(1, f"{sys.argv[2]}{number}", date(2026, 1, 1)), date(2026, 11, 22))
"""


def started(script: str, *arguments: str) -> subprocess.Popen[str]:
    return children.Child(
        [sys.executable, "-c", script, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUTF8": "1"},
    )


def test_the_second_is_told_who_writes_and_can_read_meanwhile(
    ledger_path: Path, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_MS", 200)
    with started(HOLDER, str(ledger_path)) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "writing\n"
        with closing(open_reader(ledger_path)) as reader:
            assert reader.execute("SELECT count(*) FROM task").fetchone() == (60,)
        with Ledger(ledger_path, "张三", clock) as ledger:
            began = time.monotonic()
            with pytest.raises(StoreRefused) as refused:
                add_note(ledger, NoteDraft(1, "张三写的", TODAY), TODAY)
            assert time.monotonic() - began < 5
            assert "乙（本机，进程" in refused.value.message
            assert "起正在写入" in refused.value.message
            assert "可以继续查看" in refused.value.way_out
            other.communicate("\n", timeout=60)
            add_note(ledger, NoteDraft(1, "张三写的", TODAY), TODAY)
    result = check_ledger(ledger_path)
    assert (result.records, result.problems) == (2, ())
    assert not holder.holder_file(ledger_path).exists()


def test_a_note_that_a_killed_program_left_is_not_believed(ledger_path: Path) -> None:
    with started(HOLDER, str(ledger_path)) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "writing\n"
        assert "乙" in holder.describe_holder(ledger_path)
        other.kill()
        other.communicate()
    assert holder.holder_file(ledger_path).exists()
    assert holder.describe_holder(ledger_path) == ""


@pytest.mark.parametrize(
    "note", ["", "[]", "{}", '{"pid": "x"}', "\0", '{"pid": 1, "host": 2, "officer": 3, "since": "x"}']
)
def test_a_note_that_cannot_be_understood_says_nothing(ledger_path: Path, note: str) -> None:
    holder.holder_file(ledger_path).write_text(note, encoding="utf-8")
    assert holder.describe_holder(ledger_path) == ""


def test_a_hostile_note_reaches_the_terminal_harmless(ledger_path: Path) -> None:
    note = {
        "pid": 1,
        "host": "x\x1b[2J",
        "officer": "张\x1b]52;c;AA\x07三\n",
        "since": "2026-11-22T09:00:00+08:00",
    }
    holder.holder_file(ledger_path).write_text(json.dumps(note), encoding="utf-8")
    said = holder.describe_holder(ledger_path)
    assert "\x1b" not in said and "\n" not in said and "2026-11-22 09:00:00" in said


def test_two_writers_at_once_lose_nothing(ledger_path: Path) -> None:
    both = [started(MANY, str(ledger_path), name) for name in ("张三", "乙")]
    for one in both:
        one.communicate(timeout=60)
        assert one.returncode == 0
    result = check_ledger(ledger_path)
    assert (result.records, result.problems) == (120, ())


def test_what_another_program_writes_is_noticed_and_what_this_one_writes_is_not(
    ledger_path: Path, clock: Any
) -> None:
    session = LedgerSession(ledger_path, "张三", today=TODAY)
    assert not session.changed_elsewhere()
    session.write(lambda ledger: add_note(ledger, NoteDraft(1, "自己的", TODAY), TODAY))
    assert not session.changed_elsewhere()
    with Ledger(ledger_path, "乙", clock) as other:
        add_note(other, NoteDraft(1, "别人的", TODAY), TODAY)
    assert session.changed_elsewhere()
    assert not session.changed_elsewhere()
    session.stop_watching()


def test_a_restored_file_is_noticed_and_one_opened_before_takes_no_record(
    ledger_path: Path, clock: Any, tmp_path: Path
) -> None:
    backup = tmp_path / "b.db"
    make_backup(ledger_path, backup)
    session = LedgerSession(ledger_path, "张三", today=TODAY)
    assert not session.changed_elsewhere()
    with Ledger(ledger_path, "乙", clock) as opened_before:
        restore(ledger_path, backup, datetime.now(UTC))
        with pytest.raises(StoreRefused, match="刚被恢复或替换过"):
            add_note(opened_before, NoteDraft(1, "写到旧文件里", TODAY), TODAY)
    assert session.changed_elsewhere()
    assert not session.changed_elsewhere()
    session.stop_watching()


def test_a_check_of_a_ledger_that_is_being_written_finds_no_damage(ledger_path: Path) -> None:
    with started(MANY, str(ledger_path), "张三") as other:
        while other.poll() is None:
            assert check_ledger(ledger_path).problems == ()
    assert other.returncode == 0
    assert sqlite3.connect(ledger_path).execute("SELECT count(*) FROM record WHERE rid >= 0").fetchone() == (
        60,
    )
