"""Private by default: modes of every file that is made, and no contents where they do not belong."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from support import children

from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.writing_lock import holder_file
from huaian_tui.store.keep.backup import backup_before, daily_backup
from huaian_tui.store.keep.drafts import save_draft

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX systems")
CONTENTS = "机密内容不外传"


def run(home: Path, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """The program as a careless system starts it: umask 000, a home of its own."""
    environment = {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "PYTHONUTF8": "1",
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_STATE_HOME": str(home / "state"),
    }
    return children.run(
        [sys.executable, "-m", "huaian_tui", "--officer", "张三", *words],
        input=stdin,
        capture_output=True,
        text=True,
        env=environment,
        umask=0,
    )


def open_to_others(folder: Path) -> list[str]:
    """Files and folders below that others may enter, read or write."""
    found = [one for one in folder.rglob("*") if stat.S_IMODE(one.lstat().st_mode) & 0o077]
    return [str(one.relative_to(folder)) for one in found]


def test_everything_the_command_line_makes_is_for_its_owner_only(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    exports = home / "exports"
    exports.mkdir(mode=0o700)
    for words, stdin in (
        (("init",), ""),
        (("note", "add", "1", "--text", "-"), CONTENTS),
        (("backup", str(exports / "b.db")), ""),
        (("ledger", "export", str(exports / "台账.xlsx")), ""),
        (("restore", str(exports / "b.db")), ""),
        (("check",), ""),
    ):
        ended = run(home, *words, stdin=stdin)
        assert ended.returncode == 0, (words, ended.stderr)
    made = [one for one in home.rglob("*") if one.is_file()]
    assert {"b.db", "b.db.sha256", "台账.db", "台账.xlsx"} <= {one.name for one in made}
    assert open_to_others(home) == []
    assert not [one for one in made if CONTENTS in one.name]


def test_files_beside_the_ledger_are_private_whatever_the_umask(
    ledger_path: Path, ledger: Ledger, today: date
) -> None:
    before = os.umask(0)
    try:
        save_draft(ledger_path, "note:1", {"text": CONTENTS})
        backup_before(ledger_path, "合并")
        daily_backup(ledger_path, today)
        with ledger.action():
            assert stat.S_IMODE(holder_file(ledger_path).stat().st_mode) == 0o600
            assert CONTENTS not in holder_file(ledger_path).read_text(encoding="utf-8")
            journal = ledger_path.with_name(f"{ledger_path.name}-journal")
            assert not journal.exists() or stat.S_IMODE(journal.stat().st_mode) == 0o600
    finally:
        os.umask(before)
    assert open_to_others(ledger_path.parent) == []
    assert not [one for one in ledger_path.parent.rglob("*") if CONTENTS in one.name]


def test_a_damaged_ledger_and_a_refusal_write_no_contents_into_the_log(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    assert run(home, "note", "add", "1", "--text", "-", stdin=CONTENTS).returncode == 0
    database = next(home.rglob("台账.db"))
    content = bytearray(database.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 40_960] = b"\xa5" * 40_960
    database.write_bytes(content)
    said = [run(home, *words) for words in (("check",), ("note", "list"), ("restore", str(database)))]
    assert any(one.returncode for one in said)
    for log in home.rglob("*.log"):
        assert CONTENTS not in log.read_text(encoding="utf-8")
    assert open_to_others(home) == []
