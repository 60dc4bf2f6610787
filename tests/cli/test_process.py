"""The program as a process: encodings, outputs that close or fill up, imports, a real terminal."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pexpect
import pyte
import pytest
from support import children
from support.terminal import exit_code

from huaian_tui.domain.text.hygiene import cell_width

START = [sys.executable, "-m", "huaian_tui"]


def run(path: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return children.run(
        [*START, "--db", str(path), "--today", "2025-01-15", *words],
        capture_output=True,
        env=os.environ | environment,
        seconds=60,
    )


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "latin-1", "utf-8"])
def test_json_into_any_pipe_is_json(ledger_path: Path, encoding: str) -> None:
    text = "𠮷野家·进展✓"
    made = run(ledger_path, "note", "add", "2", "--text", text, "--json", PYTHONIOENCODING=encoding)
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout.decode(encoding))["text"] == text
    listed = run(ledger_path, "note", "list", PYTHONIOENCODING=encoding)
    assert listed.returncode == 0 and listed.stdout.decode(encoding).count("\n") == 3


def test_the_c_locale_takes_and_gives_chinese(ledger_path: Path) -> None:
    found = run(ledger_path, "unit", "市财政局", LC_ALL="C", PYTHONUTF8="")
    assert found.returncode == 0 and "淮安市财政局" in found.stdout.decode()
    refused = run(ledger_path, "task", "61", LC_ALL="C", PYTHONIOENCODING="ascii")
    assert refused.returncode == 1 and refused.stderr.startswith(rb"\u6ca1\u6709")
    wrong = run(ledger_path, "task", LC_ALL="C", PYTHONIOENCODING="ascii")
    assert wrong.returncode == 2 and b"Traceback" not in wrong.stderr


def test_a_reader_that_goes_away_ends_it_silently(ledger_path: Path) -> None:
    command = [*START, "--db", str(ledger_path), "units", "--json"]
    with children.Child(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_behind_the_output_is_said(ledger_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [*START, "--db", str(ledger_path), "tasks"]
        ended = children.run(command, stdout=full, stderr=subprocess.PIPE, seconds=60)
    assert ended.returncode == 1
    assert "没有写完" in ended.stderr.decode() and ended.stderr.count(b"\n") == 1


def test_what_a_first_start_creates_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "台账.db"
    assert run(path, "init").returncode == 0
    assert (path.parent.stat().st_mode & 0o777, path.stat().st_mode & 0o777) == (0o700, 0o600)


def in_terminal(path: Path, *words: str, columns: int = 80) -> tuple[list[str], str]:
    """The lines on a screen of a terminal after the command, and the bytes as they came."""
    environment = os.environ | {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "COLUMNS": str(columns)}
    command = [*START, "--db", str(path), "--today", "2025-01-15", *words]
    child = pexpect.spawn(
        command[0], command[1:], env=environment, dimensions=(100, columns), encoding="utf-8", timeout=60
    )
    assert exit_code(child) == 0
    screen = pyte.Screen(columns, 100)
    pyte.Stream(screen).feed(child.before or "")
    return [line.rstrip() for line in screen.display if line.strip()], child.before or ""


def test_on_a_terminal_nothing_is_lost_and_lights_have_colours(ledger_path: Path) -> None:
    lines, raw = in_terminal(ledger_path, "overdue")
    shown = "".join("".join(lines).split())
    for word in ("26-1-2024", "逾期15天", "（假定）", "2025年1月15日：逾期6个节点"):
        assert word in shown
    assert "\x1b[1;31m" in raw
    assert not re.search("[│─┃━┏╭…]", raw)
    for row in lines[1:]:
        assert cell_width(row) <= 80


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_each_milestone_is_whole_at_any_width(ledger_path: Path, columns: int) -> None:
    lines, _ = in_terminal(ledger_path, "task", "2", columns=columns)
    shown = "".join("".join(lines).split())
    assert "2025年依申请的真实合规数据资产实现应登尽登，力争与区域性数据交易场所实现联通互认。" in shown
    assert "原文“2024年启动数据产权确权登记工作”" in shown


def test_text_of_people_is_no_markup_on_a_terminal(ledger_path: Path) -> None:
    hostile = "[red]红[/red] [/] \x1b]0;标题\x07 𠮷 :smile:"
    assert run(ledger_path, "note", "add", "2", "--text", hostile).returncode == 0
    lines, raw = in_terminal(ledger_path, "note", "list")
    shown = "".join("".join(lines).split())
    assert "[red]红[/red][/]]0;标题𠮷:smile:" in shown
    assert "\x1b]" not in raw


def test_without_colours_where_they_are_not_wanted(
    ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    _, raw = in_terminal(ledger_path, "overdue")
    assert "\x1b[31m" not in raw and "逾期15天" in raw
