"""The calendar of the overview: weeks from Monday, today and past days in words, and where days lead."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len
from support.ledger_screens import NARROW, WIDE, add, app_on, settle, until_shown
from support.tui import TODAY, frame

from huaian_tui.services.decisions import set_milestone
from huaian_tui.tui.areas.milestones.screen import MilestonesScreen
from huaian_tui.tui.areas.overview.month_grid import (
    day_words,
    draw,
    grid_cells,
    grid_heads,
    grid_spots,
    line_spots,
)
from huaian_tui.tui.areas.overview.month_strip import MonthStrip
from huaian_tui.tui.areas.overview.page import span
from huaian_tui.tui.frame.filter_bar import FilterBar
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.session import LedgerSession

SOON, LATE = date(2026, 11, 27), date(2026, 11, 3)


@pytest.fixture
def with_dues(ledger_path: Path) -> Path:
    """Two milestones due on Friday, one was due on the third."""
    session = LedgerSession(ledger_path, "乙", today=TODAY)
    for title, day in (("报方案", SOON), ("报名单", SOON), ("报进度", LATE)):
        session.write(lambda ledger, title=title, day=day: set_milestone(ledger, 7, title, day, "会议"))
    return ledger_path


def test_the_grid_begins_its_weeks_on_monday_and_marks_today() -> None:
    spots = {spot.day: spot for spot in grid_spots(TODAY, {SOON: 2, LATE: 9})}
    assert (min(spots), max(spots)) == span(TODAY) == (date(2026, 11, 1), date(2026, 12, 31))
    assert spots[date(2026, 11, 2)].start == 0 and spots[date(2026, 11, 1)].start == 30
    assert spots[TODAY].text == "*22  " and spots[SOON].text == " 27:2" and spots[LATE].text == "  3:9"
    lines = draw(list(spots.values()), TODAY, {}, None)
    assert all(cell_len(line.plain) <= grid_cells({}) for line in lines)
    heads = grid_heads(TODAY, {SOON: 2})
    assert "2026年11月" in heads[0].plain and "到期 2 个" in heads[0].plain
    assert cell_len(heads[0].plain) <= grid_cells({}) and cell_len(heads[1].plain) <= grid_cells({})


def test_many_due_on_a_day_are_counted_in_the_grid_too() -> None:
    counts = {SOON: 10, LATE: 99, TODAY: 100}
    spots = {spot.day: spot for spot in grid_spots(TODAY, counts)}
    assert [spots[day].text for day in (SOON, LATE, TODAY)] == [" 27:10", "  3:99", "*22>99"]
    assert max(spot.end for spot in spots.values()) == grid_cells(counts)
    assert all(cell_len(line.plain) <= grid_cells(counts) for line in grid_heads(TODAY, counts))


def test_words_say_what_the_tones_say() -> None:
    assert day_words(TODAY, TODAY, 0).plain == " 今天 11月22日 周日，没有到期的节点"
    assert day_words(LATE, TODAY, 1).plain == " 11月3日 周二，已逾期 1 个"
    assert day_words(SOON, TODAY, 2).plain == " 11月27日 周五，到期 2 个"


@pytest.mark.parametrize("width", [10, 40, 76])
def test_the_line_keeps_its_width_and_the_day_under_the_cursor(width: int) -> None:
    counts = {TODAY + timedelta(days=number): 1 for number in range(30)}
    spots = line_spots(TODAY, counts, width, date(2026, 12, 15))
    assert any(spot.day == date(2026, 12, 15) for spot in spots)
    assert spots[-1].end <= max(width, spots[0].end)


async def test_on_a_small_screen_days_with_something_due_stand_on_one_line(with_dues: Path) -> None:
    app = app_on(with_dues)
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await until_shown(pilot, "到期  11月3日 1 个  *今天 11月22日 0 个  11月27日 2 个")
        app.screen.query_one(MonthStrip).focus()
        await pilot.press("enter")
        await until_shown(pilot, "11月22日没有到期的节点")
        await pilot.press("right", "enter")
        await settle(pilot)
        assert isinstance(app.screen, MilestonesScreen)
        assert app.screen.query_one(FilterBar).text == "2026-11-27"
        assert app.screen.query_one(VirtualList).count == 2


async def test_a_click_on_a_day_and_on_a_figure_lead_to_what_they_count(with_dues: Path) -> None:
    app = app_on(with_dues)
    async with app.run_test(size=WIDE) as pilot:
        await until_shown(pilot, "2026年12月", "今天 11月22日 周日，没有到期的节点", " 27:2", "  3:1")
        strip = app.screen.query_one(MonthStrip)
        spot = next(one for one in grid_spots(TODAY, {}) if one.day == LATE)
        await pilot.click(MonthStrip, offset=(spot.start + 3, spot.line))
        await settle(pilot)
        assert isinstance(app.screen, MilestonesScreen)
        assert app.screen.query_one(VirtualList).count == 1
        await pilot.press("f2")
        await settle(pilot)
        assert "11月3日 周二，已逾期 1 个" in strip.render().plain
        await pilot.click("#overview-state", offset=(3, 0))
        await settle(pilot)
        assert isinstance(app.screen, MilestonesScreen)
        assert app.screen.query_one(FilterBar).text == "逾期"
        assert app.screen.query_one(VirtualList).count == 14


async def test_a_new_record_takes_the_cursor_of_the_last_records(ledger_path: Path) -> None:
    add(ledger_path, 4, "先写的")
    add(ledger_path, 5, "后写的")
    app = app_on(ledger_path)
    async with app.run_test(size=WIDE) as pilot:
        await until_shown(pilot, "后写的")
        recent = app.screen.query_one("#recent", VirtualList)
        recent.move_to(1)
        app.ledger_changed()
        await settle(pilot)
        assert recent.cursor == 1
        add(ledger_path, 6, "新来的")
        app.ledger_changed()
        await until_shown(pilot, "新来的")
        assert recent.cursor == 0


async def test_a_tiny_screen_gives_its_lines_to_the_list(with_dues: Path) -> None:
    app = app_on(with_dues)
    async with app.run_test(size=(20, 5)) as pilot:
        await settle(pilot)
        assert not app.screen.query_one(MonthStrip).display
        await pilot.resize_terminal(120, 40)
        await until_shown(pilot, "2026年11月")
        assert "2026年12月" in frame(app)
