"""One line in the table of actions gives a screen its tab, key, help, palette entry and all the rest."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from support import children

from huaian_tui.tui.actions.opening import SCREEN_MODES, opened_by
from huaian_tui.tui.actions.registry import ACTIONS
from huaian_tui.tui.frame.ledger_screen import LedgerScreen

TESTS = Path(__file__).parents[1]


@pytest.fixture
def found(ledger_path: Path) -> dict[str, Any]:
    """What a program says that has one more screen."""
    script = TESTS / "support" / "made_up_screen.py"
    paths = f"import sys; sys.path.insert(0, {str(TESTS)!r}); sys.argv[1:] = [{str(ledger_path)!r}]; "
    run = f"import runpy; runpy.run_path({str(script)!r}, run_name='__main__')"
    ran = children.run(
        [sys.executable, "-c", paths + run], capture_output=True, encoding="utf-8", check=False
    )
    assert ran.returncode == 0, ran.stderr
    answers: dict[str, Any] = json.loads(ran.stdout)
    return answers


def test_a_screen_follows_from_its_line_alone(found: dict[str, Any]) -> None:
    assert "Shift+Home 督办图" in found["tab"]
    assert found["mode"] == "made_up"
    assert found["help"] == ["Shift+Home 或 D"]
    assert "督办图" in found["palette"]
    assert "总览、任务、节点、单位、文书、记录、督办图" in found["guide"]
    assert "换七个画面" in found["guide"]
    assert '# show_made_up = ["shift+home", "D"]  # 督办图' in found["sample"]


def test_what_only_the_new_screen_can_do_leads_there(found: dict[str, Any]) -> None:
    (hint,) = found["elsewhere"]
    assert hint.startswith("在督办图（Shift+Home）里：")


def test_what_the_table_names_is_there() -> None:
    for item in ACTIONS:
        if item.opens:
            assert callable(opened_by(item)), item.id


def test_every_screen_says_which_action_shows_it() -> None:
    for item in SCREEN_MODES.values():
        screen = opened_by(item)
        assert issubclass(screen, LedgerScreen) and screen.ACTION_ID == item.id
