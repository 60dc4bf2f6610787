"""Nothing of doubtful width on the screen: ASCII and wide characters, but for what the plan itself says."""

from __future__ import annotations

import ast
import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from support.ledger_screens import app_on, settle, until_shown
from support.tui import SIZES, frame, wait_until

import huaian_tui.tui
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.tui.actions.opening import SCREEN_MODES
from huaian_tui.tui.app import HuaianApp
from huaian_tui.tui.areas.overview.light_bars import LightBars
from huaian_tui.tui.looks.ascii_bars import marks_in_use, marks_wanted, use_marks
from huaian_tui.tui.looks.scrollbars import PlainScrollBarRender
from huaian_tui.tui.safe_text import own_words
from huaian_tui.tui.session import LedgerSession

OWN_TABLES = ("task", "planned_milestone", "deliverable", "remark", "unit", "plan", "indicator")


def doubtful(text: str) -> set[str]:
    """Characters that terminals draw one cell wide or two."""
    return {one for one in text if ord(one) > 126 and unicodedata.east_asian_width(one) not in "WF"}


def of_the_plan(connection: sqlite3.Connection) -> set[str]:
    """The doubtful characters that stand in the texts of the plan: data, shown as they are."""
    found: set[str] = set()
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in sorted(set(tables) & set(OWN_TABLES)):
        for row in connection.execute(f"SELECT * FROM {table}"):
            found |= doubtful("".join(value for value in row if isinstance(value, str)))
    return found


@pytest.mark.parametrize("ascii_only", [False, True], ids=["usual", "ascii"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_screen_is_drawn_with_sure_glyphs(
    ledger_path: Path, size: tuple[int, int], ascii_only: bool
) -> None:
    with closing(open_reader_as_of(ledger_path, None)) as connection:
        plan = of_the_plan(connection)
    app = app_on(ledger_path)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        use_marks(ascii_only)
        for mode in SCREEN_MODES:
            await app.go(mode)
            await settle(pilot)
            assert doubtful(frame(app)) <= plan, mode
        for name in ("help", "palette", "choose_theme", "settings", "undo"):
            await app.run_action(name, app.screen)
            await settle(pilot)
            assert doubtful(frame(app)) <= plan, name
            await pilot.press("escape")
        assert marks_in_use() is ascii_only


TABLES_OF_CHARACTERS = {"wrapping.py", "line_input.py", "safe_text.py"}
"""Modules that name doubtful characters to deal with them in data."""


def own_strings(file: Path) -> Iterator[tuple[int, str]]:
    """The string constants of a module with their lines, without docstrings."""
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    said = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


def test_the_programs_own_words_hold_no_doubtful_glyph() -> None:
    package = Path(huaian_tui.tui.__file__).parent
    found = [
        f"{file.name}:{line}: {text}"
        for file in sorted(package.rglob("*.py"))
        if file.name not in TABLES_OF_CHARACTERS
        for line, text in own_strings(file)
        if doubtful(text)
    ]
    assert found == []


def test_words_of_the_floors_below_get_wide_quotation_marks() -> None:
    assert own_words("没有找到单位“税务局”") == "没有找到单位「税务局」"


async def test_bars_and_scrollbars_become_characters_and_back(ledger_path: Path) -> None:
    app = HuaianApp(LedgerSession(ledger_path, "张三"), ascii_only=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await until_shown(pilot, "逾期节点 13 个")
        assert "####" in app.screen.query_one(LightBars).render().plain
        await pilot.press("f3")
        await until_shown(pilot, "共 60 项")
        await wait_until(pilot, lambda: {line[-1:] for line in frame(app).splitlines()} >= {"#", ":"})
        app.action_toggle_ascii()
        await pilot.pause()
        assert not {line[-1:] for line in frame(app).splitlines()} & {"#", ":"}
        await pilot.press("f2")
        await until_shown(pilot, "逾期节点 13 个")
        assert "##" not in frame(app)
    use_marks(False)


def test_a_scrollbar_of_characters_keeps_its_length_and_use() -> None:
    use_marks(True)
    drawn = PlainScrollBarRender.render_bar(10, 100, 20, 0).segments
    use_marks(False)
    assert [one.text for one in drawn] == ["#"] * 2 + [":"] * 8
    assert drawn[0].style.meta == {"@mouse.down": "grab"} and not drawn[0].style.reverse


@pytest.mark.parametrize(
    ("asked", "kept", "environment", "platform", "wanted"),
    [
        (False, None, {}, "linux", False),
        (True, False, {}, "linux", True),
        (False, True, {}, "linux", True),
        (False, None, {"HUAIAN_TUI_ASCII": "1"}, "linux", True),
        (False, True, {"HUAIAN_TUI_ASCII": "0"}, "linux", False),
        (False, None, {}, "win32", True),
        (False, False, {}, "win32", False),
        (False, None, {"WT_SESSION": "x"}, "win32", False),
    ],
)
def test_who_gets_characters(
    asked: bool, kept: object, environment: dict[str, str], platform: str, wanted: bool
) -> None:
    assert marks_wanted(asked, kept, environment, platform) is wanted
