"""The manual's tables of keys and lights say what the program does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from huaian_tui.tui.actions import manual_tables
from huaian_tui.tui.actions.manual_tables import MARKS, TABLES, with_tables
from huaian_tui.tui.actions.registry import action

MANUAL = Path(__file__).parents[2] / "docs" / "使用手册.md"


@pytest.fixture(scope="module")
def text() -> str:
    return MANUAL.read_text(encoding="utf-8")


def test_every_table_stands_in_the_manual_once(text: str) -> None:
    assert sorted(found.group(2) for found in MARKS.finditer(text)) == sorted(TABLES)


def test_the_manual_is_up_to_date(text: str) -> None:
    made = with_tables(text)
    assert made == text, f"python -m huaian_tui.tui.actions.manual_tables docs/{MANUAL.name}"


def test_another_key_makes_another_table(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    note = action("note")
    other = replace(note, default_keys=("ctrl+n", "m"))
    grouped = [("", [other])]
    monkeypatch.setattr(manual_tables, "grouped", lambda: grouped)
    assert "| Ctrl+N 或 m | 写记录 | 写督查记录，Ctrl+S 保存" in with_tables(text)
    assert with_tables(text) != text


def test_a_row_that_was_changed_by_hand_is_noticed(text: str) -> None:
    assert with_tables(text.replace("| F8 或 n |", "| F8 |")) == text
