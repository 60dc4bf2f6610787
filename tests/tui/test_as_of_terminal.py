"""A past day through a real terminal: the key, Chinese words for the day, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.terminal import ESCAPE, F3, QUIT, Terminal

DAY_KEY = "\x1d"


@pytest.fixture
def terminal(ledger_path: Path) -> Iterator[Terminal]:
    """The program in a terminal of 80 by 24."""
    opened = Terminal(ledger_path, 80, 24)
    yield opened
    opened.put_away()


def test_a_past_day_is_typed_in_words_and_left_by_esc(terminal: Terminal) -> None:
    terminal.see("逾期节点")
    terminal.press(DAY_KEY)
    terminal.see("看某一天的台账", "2026年10月")
    terminal.press("上季度末")
    terminal.see("2026-09-30周三")
    terminal.press("\r")
    terminal.see("截至2026-09-30只能查看")
    terminal.press(F3)
    terminal.see("逾期638天")
    terminal.press("n")
    terminal.see("现在只能查看", "Esc回到今天")
    terminal.press(ESCAPE)
    terminal.wait(lambda screen: "现在只能查看" not in screen)
    terminal.press(ESCAPE)
    terminal.wait(lambda screen: "截至" not in screen.splitlines()[0])
    terminal.see("逾期691天")
    terminal.press(QUIT)
    terminal.wait_for_end()
    assert terminal.child.exitstatus == 0
