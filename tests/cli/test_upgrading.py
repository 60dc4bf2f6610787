"""What is said on the command line while a ledger of an older program is brought to this version."""

from __future__ import annotations

import gzip
import os
import sys
from pathlib import Path

import pytest
from support.cli import Program
from support.terminal import exit_code

from huaian_tui.cli.output import progress_bar

OLDER = Path(__file__).parents[1] / "ledgers" / "schema_5.db.gz"


@pytest.fixture
def older(program: Program) -> Program:
    """A ledger of schema 5 in the place of the program's own."""
    program.path.write_bytes(gzip.decompress(OLDER.read_bytes()))
    return program


def test_into_a_pipe_one_line_says_that_a_large_ledger_is_upgraded(
    older: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress_bar, "SAID_AFTER", 0.0)
    first = older.run("tasks", "--json")
    assert first.code == 0
    assert [line for line in first.err.splitlines() if "正在升级台账" in line] == [
        "正在升级台账（先备份），请稍候……"
    ]
    assert "正在升级" not in older.run("tasks", "--json").err


def test_a_small_ledger_is_upgraded_without_a_word(older: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_bar, "SAID_AFTER", 600.0)
    assert "正在升级" not in older.run("tasks", "--json").err


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_on_a_terminal_a_bar_shows_it(older: Program) -> None:
    pexpect = pytest.importorskip("pexpect")
    script = (
        "import huaian_tui.cli.output.progress_bar as p; p.SHOWN_AFTER = 0.0\n"
        "from huaian_tui.__main__ import main; main()"
    )
    child = pexpect.spawn(
        sys.executable,
        ["-c", script, "--db", str(older.path), "unit", "czj"],
        env=os.environ | {"TERM": "xterm-256color"},
        encoding="utf-8",
        timeout=60,
    )
    child.expect("正在升级台账")
    child.expect("市财政局")
    assert exit_code(child) == 0
