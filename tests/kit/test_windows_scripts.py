"""The scripts of cmd.exe, read as it reads them: no kit is made for that."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from kit_platforms import ROOT

INSIDE = ROOT / ".ci" / "kit" / "inside"
SCRIPTS = sorted(INSIDE.rglob("*.cmd"))
NAMES = [path.name for path in SCRIPTS]
_PATH = re.compile(r"%~dp0|%~f\d|%(?:HERE|PYTHON|TEMP|USERPROFILE)%")


def lines(path: Path) -> list[str]:
    """Its lines without remarks."""
    text = path.read_bytes().decode("ascii")
    assert text.endswith("\r\n") and text.count("\n") == text.count("\r\n"), "lines end as cmd.exe wants"
    return [line for line in text.split("\r\n") if line and not line.startswith("rem ")]


@pytest.mark.parametrize("script", SCRIPTS, ids=NAMES)
def test_paths_stand_between_quotes_and_an_exclamation_mark_is_no_variable(script: Path) -> None:
    """A user may be called ``A & B (x86)!``: outside quotes & and ) end the command."""
    said = lines(script)
    assert said[0] == "@echo off" and "setlocal DisableDelayedExpansion" in said
    for line in said:
        for found in _PATH.finditer(line):
            assert line[: found.start()].count('"') % 2 == 1, line


@pytest.mark.parametrize("script", SCRIPTS, ids=NAMES)
def test_what_runs_python_writes_utf_8_hands_the_exit_code_on_and_lets_one_read(script: Path) -> None:
    said = lines(script)
    at = [number for number, line in enumerate(said) if "python" in line.lower() and ".py" in line]
    at += [number for number, line in enumerate(said) if "-m huaian_tui" in line]
    if not at:
        assert script.name in ("huaian-tui.cmd", "督查台账命令行.cmd")
        return
    assert "chcp 65001 >nul" in said[: min(at)] and "exit /b %CODE%" in said[max(at) :]
    assert any("pause" in line and "HUAIAN_NO_PAUSE" in line for line in said[max(at) :])
    assert all("-X utf8" in said[number] for number in at)


def test_the_copy_that_uninstalls_is_told_where_and_nothing_goes_on_without_it() -> None:
    said = lines(next(path for path in SCRIPTS if path.name == "卸载.cmd"))
    hand_over = said.index('"%TEMP%\\huaian-tui-uninstall.cmd" /from "%~dp0." %*')
    assert said[hand_over + 2 : hand_over + 4] == ["exit /b 1", ":elsewhere"]
    removes = [line for line in said if "rmdir" in line]
    assert removes and all('if "%CODE%"=="0" if not exist "%HERE%\\current.txt"' in line for line in removes)
