"""The backup of the day by a process of its own: the same backup and refusals, and no orphan."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path

import pytest
from support import children

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.store import apart
from huaian_tui.store.apart_child import STOPPED, Stopped
from huaian_tui.store.engine.file_check import check_copy
from huaian_tui.store.keep import backup_apart
from huaian_tui.store.keep.backup import backup_folder, list_backups, make_backup
from huaian_tui.store.keep.backup_apart import daily_backup_apart
from huaian_tui.store.keep.backup_sum import sum_file

TODAY = date(2026, 11, 22)


def test_it_is_whole_verified_and_made_once(ledger_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    daily_backup_apart(ledger_path, TODAY, threading.Event())
    (made,) = list_backups(ledger_path)
    assert made.name == "每日-2026-11-22.db"
    assert sum_file(made).is_file() and check_copy(made).ok
    monkeypatch.setattr(apart.subprocess, "Popen", None)  # no process where there is nothing to do
    daily_backup_apart(ledger_path, TODAY, threading.Event())


def test_what_is_refused_is_told_in_the_same_words(ledger_path: Path) -> None:
    folder = backup_folder(ledger_path)
    folder.write_text("不是文件夹")
    with pytest.raises(StoreRefused) as refused:
        daily_backup_apart(ledger_path, TODAY, threading.Event())
    assert refused.value.title == "备份没有做成"
    assert str(folder) in refused.value.message


def test_a_child_that_dies_is_told(ledger_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_apart, "_CHILD", "huaian_tui.no_such_module")
    with pytest.raises(StoreRefused, match="中途退出"):
        daily_backup_apart(ledger_path, TODAY, threading.Event())


def test_the_end_of_the_program_ends_it(ledger_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    over.set()
    began = time.monotonic()
    daily_backup_apart(ledger_path, TODAY, over)
    assert time.monotonic() - began < apart.ENDING_SECONDS + 3
    assert not list(backup_folder(ledger_path).glob(".huaian-*"))


def test_without_the_program_it_stops_and_leaves_nothing(ledger_path: Path) -> None:
    code = (
        "import sys, time; from huaian_tui.store.keep import backup, backup_child as child\n"
        "copy = backup.copy_ledger\n"
        "def late(path, part, progress):\n"
        "    while True: progress(0.0); time.sleep(0.01)\n"
        "backup.copy_ledger = late\n"
        "sys.exit(child.main(*sys.argv[1:]))"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(backup_apart.__file__).parents[3])}
    with children.Child(
        [sys.executable, "-c", code, str(ledger_path), TODAY.isoformat()],
        stdin=subprocess.PIPE,
        env=environment,
    ) as child:
        deadline = time.monotonic() + 60
        while not list(ledger_path.parent.glob("*.backups/.huaian-*")) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert child.poll() is None and child.stdin is not None
        child.stdin.close()
        assert child.wait(60) == STOPPED
    assert list(backup_folder(ledger_path).iterdir()) == []


def test_a_copy_is_given_up_when_asked_to(ledger_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huaian_tui.store.keep.ledger_copy._STEPS_BETWEEN_LOOKS", 10)

    def stop(_: float) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        make_backup(ledger_path, ledger_path.with_name("copy.db"), stop)
    assert [
        one.name for one in ledger_path.parent.iterdir() if "copy" in one.name or "part" in one.name
    ] == []
