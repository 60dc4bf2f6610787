"""In a real pseudo-terminal: an officer imports a file, decides, finds the plan in F3 and prints a 交办单."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from support.plan_texts import plan_text
from support.terminal import F3, SAVE, Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal and lp")

LEADER = "\x1c"
RIGHT = "\x1b[C"


@pytest.fixture
def printer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Programs lp and lpstat that write down how they were called; what is printed is copied."""
    folder = tmp_path / "bin"
    folder.mkdir()
    printed = tmp_path / "printed.pdf"
    scripts = {
        "lpstat": "print('HP')",
        "lp": f"import sys, shutil\nshutil.copy(sys.argv[-1], {str(printed)!r})\nprint('request id is HP-1')",
    }
    for name, script in scripts.items():
        (folder / name).write_text(f"#!{sys.executable}\n{script}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return printed


@pytest.fixture(params=[(80, 24), (120, 40)], ids=["80x24", "120x40"])
def terminal(request: pytest.FixtureRequest, ledger_path: Path, printer: Path) -> Terminal:
    started = Terminal(ledger_path, *request.param)
    request.addfinalizer(started.put_away)
    return started


def stored(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def test_from_a_file_to_a_printed_paper(
    terminal: Terminal, ledger_path: Path, tmp_path: Path, printer: Path
) -> None:
    begun = time.monotonic()
    file = plan_text(tmp_path)
    terminal.see("逾期节点")
    terminal.press(LEADER)
    terminal.see("菜单")
    terminal.press("f")
    terminal.see("在办2，已收官0")
    terminal.press(LEADER)
    terminal.see("导入方案")
    terminal.press("n")
    terminal.see("选文件")
    terminal.paste(str(file))
    terminal.see("共1个")
    terminal.press("\r")
    terminal.see("问题待定5", "汛前")
    for left in (4, 3, 2):
        terminal.press("1")
        terminal.see(f"问题待定{left}")
    terminal.press("\r")
    terminal.see("怎么定")
    terminal.paste("2026-02-28")
    terminal.press(SAVE)
    terminal.see("问题待定1")
    terminal.press("1")
    terminal.see("问题都已定")
    terminal.press(SAVE)
    terminal.see("7项任务", "此前什么也没有写入")
    terminal.press(SAVE)
    terminal.see("已导入")
    terminal.press(F3)
    terminal.see("45座病险水库", "共7项")
    terminal.press("\x12")  # 拟文书
    terminal.see("[督办通知单]交办单")
    terminal.press(RIGHT)
    terminal.see("[交办单]")
    terminal.press(SAVE)
    terminal.see("草稿", "市教育局", "第1份")
    terminal.press("\x14")  # 打印
    terminal.see("打印机", "份数")
    terminal.press(RIGHT)
    terminal.see("[HP]")
    terminal.press(SAVE)
    terminal.see("已送打印")
    assert printer.read_bytes().startswith(b"%PDF-")
    text = "".join(PdfDocument(printer)[0].get_textpage().get_text_range().split())
    assert "交办单" in text and "完成45座病险水库除险加固" in text and "市教育局" in text
    assert time.monotonic() - begun < 300
    assert ("SF", "市防汛抗旱") in stored(ledger_path, "SELECT code, short FROM plan")
    [(body,)] = stored(ledger_path, "SELECT body FROM record WHERE kind = 'notice_draft'")
    assert "2026-02-28" not in str(body), "that is another task's day"
