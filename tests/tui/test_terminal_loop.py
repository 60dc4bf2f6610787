"""The daily loop in a real pseudo-terminal: find a unit, write, paste, resize, quit; nothing is lost."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.terminal import (
    ESCAPE,
    F3,
    F5,
    F8,
    LEAVE_ALTERNATE_SCREEN,
    QUIT,
    SAVE,
    SHOW_CURSOR,
    Terminal,
    notes_in,
)

from huaian_tui.store.keep.drafts import list_drafts

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

PASTED = "一、平台已上线，正在联调。\r\n二、[/]𠮷市接口“未统一”；\n三、下周再看。"


@pytest.fixture
def terminal(ledger_path: Path) -> Iterator[Terminal]:
    started = Terminal(ledger_path)
    yield started
    started.put_away()


def test_start_find_a_unit_write_a_note_and_quit(terminal: Terminal, ledger_path: Path) -> None:
    terminal.see("逾期节点13个", "启动数据产权确权登记")
    terminal.press(F5)
    terminal.see("查单位")
    terminal.press("czj")
    terminal.see("淮安市财政局")
    terminal.press(F3)
    terminal.see("重点任务", "共60项")
    terminal.press(F8)
    terminal.see("督查日期")
    terminal.press(SAVE)
    terminal.see("没有填写「进展情况」")  # and the cursor stands in that field now
    terminal.press("平台已上线[/]𠮷试运行")
    terminal.see("平台已上线[/]")
    terminal.press(SAVE)
    terminal.see("已保存")
    terminal.press(QUIT)
    terminal.wait_for_end()
    assert notes_in(ledger_path) == [("张三", "平台已上线[/]𠮷试运行")]
    assert terminal.child.exitstatus == 0
    assert LEAVE_ALTERNATE_SCREEN in terminal.written
    assert SHOW_CURSOR in terminal.written


def test_a_terminated_program_restores_the_terminal(terminal: Terminal) -> None:
    terminal.see("逾期节点13个")
    terminal.child.kill(signal.SIGTERM)
    terminal.wait_for_end()
    assert terminal.child.exitstatus == 143
    assert LEAVE_ALTERNATE_SCREEN in terminal.written
    assert SHOW_CURSOR in terminal.written


def test_chinese_is_typed_pasted_and_kept_through_three_sizes(terminal: Terminal, ledger_path: Path) -> None:
    terminal.see("逾期节点13个")
    terminal.press("？")  # what an input method types instead of ?
    terminal.see("按键和说明")
    terminal.press(ESCAPE)
    terminal.wait(lambda screen: "按键和说明" not in screen)
    terminal.press(F3)
    terminal.see("共60项")
    terminal.resize(80, 24)
    terminal.press("、")  # and instead of /
    terminal.press("资产评估")
    terminal.see("资产评估", "第1项，共")
    terminal.resize(20, 5)
    terminal.resize(200, 50)
    terminal.press(ESCAPE)
    terminal.see("共60项")
    terminal.press(F8)
    terminal.see("督查日期")
    terminal.paste(PASTED)
    terminal.see("下周再看")
    terminal.press("余下的再写")
    terminal.see("余下的再写")
    terminal.press(SAVE)
    terminal.see("已保存")
    (saved,) = notes_in(ledger_path)
    assert saved == ("张三", PASTED.replace("\r\n", "\n") + "余下的再写")
    terminal.press(F8)
    terminal.see("督查日期")
    terminal.press("没写完")
    terminal.see("没写完")
    terminal.press(QUIT)
    terminal.wait_for_end()
    assert terminal.child.exitstatus == 0
    assert len(notes_in(ledger_path)) == 1
    assert [draft.values["text"] for draft in list_drafts(ledger_path)] == ["没写完"]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
def test_brought_back_to_the_foreground_the_whole_screen_is_drawn(terminal: Terminal) -> None:
    terminal.see("逾期节点13个", "启动数据产权确权登记", "写记录")
    process = Path(f"/proc/{terminal.child.pid}/stat")
    terminal.child.kill(signal.SIGTSTP)
    terminal.wait(lambda _: process.read_text("utf-8").rpartition(")")[2].split()[0] == "T")
    terminal.screen.reset()  # a shell has written over it
    terminal.child.kill(signal.SIGCONT)
    terminal.see("F2总览", "逾期节点13个", "启动数据产权确权登记", "写记录")
