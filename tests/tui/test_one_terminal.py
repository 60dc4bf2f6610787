"""What is set in the terminal of who starts the tests does not reach them."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from support import children
from support.one_terminal import in_one_terminal

import huaian_tui
from huaian_tui.cli.invocation import OFFICER_VARIABLE
from huaian_tui.store.keep.locations import DB_VARIABLE
from huaian_tui.tui.looks.ascii_bars import VARIABLE as ASCII_VARIABLE

PACKAGE = Path(huaian_tui.__file__).parent
TESTS = Path(__file__).parents[1]

OTHERS = {
    "TERM": "xterm-256color",
    "COLORTERM": "truecolor",
    "NO_COLOR": "1",
    "COLUMNS": "60",
    "TMUX": "0",
}
"""A developer's terminal, as different as they come."""


def test_only_the_usual_terminal_is_left() -> None:
    environment = {
        **OTHERS,
        DB_VARIABLE: "甲.db",
        OFFICER_VARIABLE: "甲",
        ASCII_VARIABLE: "1",
        "HOME": "/home/甲",
    }
    in_one_terminal(environment)
    assert environment == {"TERM": "xterm", "HOME": "/home/甲"}


def test_what_the_program_asks_of_its_environment_is_the_same_for_all() -> None:
    """A variable that is read anywhere is taken away, or it is of no terminal."""
    asked = {
        name
        for file in PACKAGE.rglob("*.py")
        for name in re.findall(r'environ(?:ment)?(?:\.get\(|\[)"([A-Z_]+)"', file.read_text("utf-8"))
    }
    environment = dict.fromkeys(asked, "甲")
    in_one_terminal(environment)
    assert asked and not environment.keys() - {"TERM", "PATH"}


def test_these_tests_are_in_it() -> None:
    assert os.environ["TERM"] == "xterm"
    assert not os.environ.keys() & (OTHERS.keys() - {"TERM"})


def test_they_are_wherever_they_were_started() -> None:
    one = f"{__file__}::{test_these_tests_are_in_it.__name__}"
    alone = ("-p", "no:cacheprovider", "-p", "no:xdist", "-o", "addopts=--import-mode=importlib")
    ran = children.run(
        [sys.executable, "-m", "pytest", "-q", *alone, one],
        env={**os.environ, **OTHERS},
        cwd=TESTS.parent,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert ran.returncode == 0, ran.stdout
