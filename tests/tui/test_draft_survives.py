"""In a real pseudo-terminal: what was typed survives kill -9, signals and a closed window."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support.terminal import F3, F8, QUIT, SAVE, Terminal

from huaian_tui.store.keep.drafts import load_draft

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

TYPED = "写到一半"


def typed_into_a_note(ledger: Path) -> Terminal:
    terminal = Terminal(ledger)
    terminal.see("逾期节点13个")
    terminal.press(F3)
    terminal.see("重点任务", "共60项")
    terminal.press(F8)
    terminal.see("督查日期")
    terminal.press(TYPED)
    terminal.see(TYPED)
    return terminal


def drafts(ledger: Path) -> list[str]:
    """The texts of the notes that were not finished."""
    found = [load_draft(ledger, f"note:{number}") for number in range(1, 61)]
    return [one["text"] for one in found if one]


def until(reached: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.parametrize("how", ["SIGKILL", "SIGTERM", "SIGHUP", "closed"])
def test_what_was_typed_is_kept_and_offered_again(ledger_path: Path, how: str) -> None:
    terminal = typed_into_a_note(ledger_path)
    try:
        if how == "closed":
            terminal.child.ptyproc.fileobj.close()  # the window is gone: the system sends SIGHUP
            until(lambda: not terminal.child.ptyproc.isalive())
        else:
            if how == "SIGKILL":  # nobody is warned: it is there a second after it was typed
                until(lambda: drafts(ledger_path) == [TYPED])
            terminal.child.kill(getattr(signal, how))
            terminal.wait_for_end()
    finally:
        if how != "closed":
            terminal.put_away()
    assert drafts(ledger_path) == [TYPED]
    again = Terminal(ledger_path)
    try:
        again.see("没写完的表单", TYPED)
        again.press("\r")
        again.see("督查日期", "已恢复上次没保存的内容")
        again.press(SAVE)
        again.see("已保存")
        again.press(QUIT)
        again.wait_for_end()
    finally:
        again.put_away()
    assert drafts(ledger_path) == []
