"""In a real pseudo-terminal: keys that come in one piece; Ctrl+\\ does not end the program as at a shell."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.terminal import F4, F5, F6, Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

LEADER = "\x1c"


@pytest.fixture
def terminal(ledger_path: Path) -> Iterator[Terminal]:
    started = Terminal(ledger_path)
    yield started
    started.put_away()


def test_the_menu_opens_from_a_search_field_and_a_full_width_digit_chooses(terminal: Terminal) -> None:
    terminal.see("逾期节点13个")
    terminal.press(F5)
    terminal.see("查单位")
    terminal.press("czj")
    terminal.see("淮安市财政局")
    terminal.press(LEADER)
    terminal.see("菜单：单位", "单位更名")
    terminal.press("１")
    terminal.see("新的简称", "依据")


def test_the_key_and_a_digit_that_come_in_one_piece(terminal: Terminal) -> None:
    terminal.see("逾期节点13个")
    terminal.press(F5)
    terminal.see("市数据局")
    terminal.press(f"{LEADER}5")
    terminal.see("新增单位", "简称")


def test_what_comes_in_one_piece_with_the_key_of_the_filter_is_typed_into_it(terminal: Terminal) -> None:
    terminal.see("逾期节点13个")
    for screen, there in ((F4, "启动数据产权"), (F6, "没有文书")):
        terminal.press(screen)
        terminal.see(there)
        terminal.press("/xjyk查不到")
        terminal.see("xjyk查不到")
