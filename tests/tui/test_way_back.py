"""Esc leads back to the screen that led here, which stands as it was left."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.ledger_screens import NARROW, WIDE, app_on, settle, until_shown
from support.tui import TODAY, frame, type_text, wait_until

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.services.notices import keep_draft
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.search import find_names
from huaian_tui.tui.areas.overview.month_strip import MonthStrip
from huaian_tui.tui.forms.line_input import LineInput
from huaian_tui.tui.frame.filter_bar import FilterBar
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.list.growing_list import MORE_NAMES
from huaian_tui.tui.list.virtual_list import VirtualList


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_from_a_name_that_was_searched_for_back_to_the_search(
    ledger: Ledger, ledger_path: Path, size: tuple[int, int]
) -> None:
    request = NoticeRequest(kind=NoticeKind.REMINDER, today=TODAY, units=("市财政局",))
    keep_draft(ledger, compose(ledger.connection, request), TODAY)
    searched = {
        "unit:": ("czj", "units"),
        "milestone:": ("入表", "milestones"),
        "notice:": ("催办单", "notices"),
    }
    app = app_on(ledger_path)
    async with app.run_test(size=size) as pilot:
        await pilot.press("f7")
        for place, (words, mode) in searched.items():
            await pilot.press("slash")
            await type_text(pilot, words)
            await pilot.press("enter")
            await settle(pilot)
            records, found = app.screen, app.screen.query_one(VirtualList)
            typed, rows = records.query_one(FilterBar).text, [found.row_at(at) for at in range(found.count)]
            assert typed == words
            at = next(at for at, row in enumerate(rows) if row is not None and row.key.startswith(place))
            key = rows[at].key if rows[at] else ""
            found.move_to(at)
            await settle(pilot)
            await pilot.press("enter")
            await wait_until(pilot, lambda wanted=mode: app.current_mode == wanted)
            await settle(pilot)
            assert app.screen.query_one(VirtualList).cursor_key == key.removeprefix(place)
            await pilot.press("escape")
            await wait_until(pilot, lambda: app.current_mode == "records")
            await settle(pilot)
            assert app.screen is records and records.focused is found
            assert records.query_one(FilterBar).text == typed and found.cursor_key == key
            await pilot.press("escape")
            await until_shown(pilot, "共 ")
            await settle(pilot)
            assert app.current_mode == "records", "it does not lead back and forth"
            assert records.query_one(FilterBar).text == ""


async def test_from_a_day_back_to_the_month_and_the_filter_is_gone(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        strip = app.screen.query_one(MonthStrip)
        await app.go("milestones", "逾期")
        await settle(pilot)
        milestones, bar = app.screen, app.screen.query_one(FilterBar)
        assert bar.text == "逾期"
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.current_mode == "tasks")
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.current_mode == "milestones")
        assert bar.text == "逾期", "one step back is not two"
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.current_mode == "overview")
        assert app.screen is strip.screen
        await pilot.press("f4")
        await settle(pilot)
        assert app.screen is milestones and bar.text == ""
        assert "不含已办结" not in frame(app)


async def test_in_a_field_ctrl_a_marks_all_and_does_not_leave(ledger_path: Path) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("f3", "slash")
        await type_text(pilot, "财政局")
        assert "核实自报" not in app.screen.query_one(HintBar).render().plain
        await pilot.press("ctrl+a", "x")
        line = app.screen.query_one(LineInput)
        assert line.value == "x" and line.has_focus


@pytest.mark.parametrize("seconds", [60.0, -1.0], ids=["at once", "on a slow machine"])
async def test_every_name_that_was_found_can_be_reached(
    ledger_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    monkeypatch.setattr(find_names, "MOMENT_SECONDS", seconds)
    app = app_on(ledger_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("f7", "slash")
        await type_text(pilot, "建设")
        await until_shown(pilot, "（列前 6 个）", "按回车列出")
        await pilot.press("enter")
        await settle(pilot)
        found = app.screen.query_one(VirtualList)
        found.move_to(6)
        await settle(pilot)
        assert found.cursor_key == MORE_NAMES
        await pilot.press("space", "up", "u")
        await until_shown(pilot, "这一行是名称，不是一条记录")
        assert not found.marked
        await pilot.press("escape")
        found.move_to(6)
        await settle(pilot)
        await pilot.press("enter")
        await wait_until(pilot, lambda: found.cursor_key not in (None, MORE_NAMES))
        await settle(pilot)
        assert found.cursor == 6 and ":" in (found.cursor_key or "")
        assert "列前" not in frame(app) and found.count > 7
