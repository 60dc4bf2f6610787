"""In a real pseudo-terminal: what was typed survives kill -9, signals and a closed window."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest
from support.terminal import put_away

from huaian_tui.store.keep.drafts import load_draft

pexpect = pytest.importorskip("pexpect")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

F3, F8, QUIT, SAVE = "\x1bOR", "\x1b[19~", "\x11", "\x13"


def start(ledger: Path):
    arguments = ["-m", "huaian_tui", "--db", str(ledger), "--today", "2026-11-22", "--officer", "张三"]
    return pexpect.spawn(
        sys.executable,
        arguments,
        dimensions=(40, 120),
        env={**os.environ, "TERM": "xterm-256color"},
        encoding="utf-8",
        timeout=60,
    )


def typed_into_a_note(ledger: Path):
    child = start(ledger)
    child.expect("逾期")
    child.send(F3)
    child.expect("重点任务")
    time.sleep(0.5)
    child.send(F8)
    child.expect("督查日期")
    time.sleep(0.3)
    child.send("写到一半")
    child.expect("半")
    return child


def ended(child, seconds: float = 60) -> None:
    """Wait for the program to end, reading what it writes."""
    end = time.monotonic() + seconds
    while child.isalive() and time.monotonic() < end:
        try:
            child.read_nonblocking(65536, 0.1)
        except (pexpect.TIMEOUT, pexpect.EOF, OSError):
            time.sleep(0.05)
    assert not child.isalive()


@pytest.mark.parametrize("how", ["SIGKILL", "SIGTERM", "SIGHUP", "closed"])
def test_what_was_typed_is_kept_and_offered_again(ledger_path: Path, how: str) -> None:
    child = typed_into_a_note(ledger_path)
    try:
        if how == "SIGKILL":
            time.sleep(1.3)  # a second of typing may be lost when there is no warning
            child.kill(signal.SIGKILL)
            ended(child)
        elif how == "closed":
            child.ptyproc.fileobj.close()  # the window is gone: the system sends SIGHUP
            end = time.monotonic() + 60
            while child.ptyproc.isalive():
                assert time.monotonic() < end, "it goes on without a window"
                time.sleep(0.05)
        else:
            child.kill(getattr(signal, how))
            ended(child)
    finally:
        if how != "closed":
            put_away(child)
    (draft,) = [
        load_draft(ledger_path, f"note:{number}")
        for number in range(1, 61)
        if load_draft(ledger_path, f"note:{number}")
    ]
    assert draft["text"] == "写到一半"
    again = start(ledger_path)
    try:
        again.expect("没写完的表单")
        again.expect("写到一半")
        again.send("\r")
        again.expect("督查日期")
        again.expect("已恢复上次没保存的内容")
        again.send(SAVE)
        again.expect("已保存")
        again.send(QUIT)
        again.expect(pexpect.EOF)
    finally:
        put_away(again)
    assert not any(load_draft(ledger_path, f"note:{number}") for number in range(1, 61))
