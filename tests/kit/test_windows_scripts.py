"""The scripts of cmd.exe, read as it reads them: no kit is made for that.

There is no Windows here: what cmd.exe makes of each line was thought through, and what was wrong once is held
by a rule.
"""

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
    text = path.read_bytes().decode()
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
        assert not line.rstrip().endswith("("), f"a ) in what is given to the script would end it: {line}"


@pytest.mark.parametrize("script", SCRIPTS, ids=NAMES)
def test_chinese_is_only_said_and_only_where_the_code_page_is_that_of_the_file(script: Path) -> None:
    """cmd.exe reads each line, and looks for each label, in the code page of the moment."""
    said = lines(script)
    chinese = [number for number, line in enumerate(said) if not line.isascii()]
    if not chinese:
        return
    assert said[1] == "chcp 65001 >nul"
    last_exit = max(number for number, line in enumerate(said) if line.startswith("exit /b"))
    assert last_exit < chinese[0]
    for line in said[last_exit + 1 :]:
        assert line.isascii() or (line.startswith("echo ") and not re.search(r"[&|<>^%()!]", line)), line


@pytest.mark.parametrize("script", SCRIPTS, ids=NAMES)
def test_every_label_is_there_once_and_what_is_said_of_a_failure_ends_as_a_failure(script: Path) -> None:
    said = lines(script)
    labels = [line[1:] for line in said if line.startswith(":")]
    wanted = {found for line in said for found in re.findall(r"\bgoto (\w+)", line)}
    assert len(labels) == len(set(labels)) and wanted <= set(labels)
    failing = [label for label in labels[labels.index("end") + 1 :]] if "end" in labels else []
    for label in failing:
        start = said.index(f":{label}")
        ends = next(
            number
            for number in range(start + 1, len(said))
            if not said[number].startswith(("echo ", "type "))
        )
        assert said[ends] == "goto end" and ends - start >= 3, f"{label}: what happened, why, what to do"
    if failing:
        assert said.index('set "CODE=1"') < min(
            number for number, line in enumerate(said) if "goto" in line and "elsewhere" not in line
        )


def test_a_file_started_inside_the_zip_and_a_python_that_is_none_are_told() -> None:
    said = lines(next(path for path in SCRIPTS if path.name == "安装.cmd"))
    assert 'if not exist "%~dp0setup\\kit_setup.py" goto not_unpacked' in said, (
        "Explorer takes out that file alone"
    )
    asked = [line for line in said if line.endswith("|| goto no_python")]
    assert asked and "sys.exit(" in asked[0] and ">nul 2>nul" in asked[0], (
        "the Store's python.exe says to buy one"
    )
    assert '"%PYTHON%" -I -V >nul 2>nul || goto blocked' in said, "scanners for viruses take programs away"


def test_no_script_asks_for_a_size_that_windows_terminal_would_not_take() -> None:
    """There ``mode con`` changes what programs believe, not the window: lines would be out of sight."""
    assert [
        path.name
        for path in SCRIPTS
        if any(re.match(r"(?i)mode\b|.*\bmode con", line) for line in lines(path))
    ] == []


@pytest.mark.parametrize("script", SCRIPTS, ids=NAMES)
def test_what_runs_python_writes_utf_8_hands_the_exit_code_on_and_lets_one_read(script: Path) -> None:
    said = lines(script)
    at = [number for number, line in enumerate(said) if "kit_setup.py" in line and "exist" not in line]
    at += [number for number, line in enumerate(said) if "-m huaian_tui" in line]
    if not at:
        assert script.name in ("huaian-tui.cmd", "督查台账命令行.cmd")
        return
    assert "chcp 65001 >nul" in said[: min(at)] and "exit /b %CODE%" in said[max(at) :]
    assert any("pause" in line and "HUAIAN_NO_PAUSE" in line for line in said[max(at) :])
    assert all("-I -X utf8" in said[number] for number in at)
    assert all(said[number + 1] == 'set "CODE=%ERRORLEVEL%"' for number in at)


def test_the_copy_that_uninstalls_is_told_where_and_nothing_goes_on_without_it() -> None:
    said = lines(next(path for path in SCRIPTS if path.name == "卸载.cmd"))
    hand_over = said.index('"%TEMP%\\huaian-tui-uninstall.cmd" /from "%~dp0." %*')
    assert said[hand_over - 1].endswith("|| goto no_copy"), "never the copy of an older version"
    assert said[hand_over + 1 : hand_over + 3] == ["goto no_copy", ":elsewhere"]
    removes = [number for number, line in enumerate(said) if line.startswith("rmdir")]
    guards = ['if not "%CODE%"=="0" goto end', 'if exist "%HERE%\\current.txt" goto end']
    assert removes and said[removes[0] - 2 : removes[0]] == guards
    assert 'if exist "%HERE%\\versions" goto still_open' in said
