"""The list: paging in threads, the cursor on its key, keys, mouse, hostile cells."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

import pytest
from support.hostile import HOSTILE
from support.tui import SIZES, frame, wait_until
from textual import on

from huaian_tui.domain.columns import Column, Marked
from huaian_tui.domain.errors import StoreRefused
from huaian_tui.tui.list import cursor_news
from huaian_tui.tui.list.messages import ReadFailed, RowHighlighted, RowSelected, SourceShown
from huaian_tui.tui.list.source import PAGE_ROWS, ListRow, MemorySource, RowSource
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.looks.themed_app import ThemedApp
from huaian_tui.tui.looks.themes import DARK, TONES

COLUMNS = (
    Column("序号", itemgetter(0), width=6, right=True),
    Column("状态", itemgetter(1), width=8, toned=True),
    Column("任务", itemgetter(2), min_width=10),
)


class CountingSource:
    """Rows ``first`` … of a big imaginary table; remembers which pages were read and in which threads."""

    def __init__(self, count: int, first: int = 0, delay: float = 0.0) -> None:
        self._count, self._first, self._delay = count, first, delay
        self.pages: list[int] = []
        self.threads: set[int] = set()

    def count(self) -> int:
        return self._count

    def page(self, start: int, size: int) -> Sequence[ListRow]:
        time.sleep(self._delay)
        self.pages.append(start // PAGE_ROWS)
        self.threads.add(threading.get_ident())
        numbers = range(self._first + start, self._first + min(start + size, self._count))
        return [ListRow(str(n), (str(n), "逾期", f"任务{n}"), TONES[n % 5]) for n in numbers]

    def places(self, keys: Iterable[str]) -> dict[str, int]:
        self.threads.add(threading.get_ident())
        return {key: int(key) - self._first for key in keys if 0 <= int(key) - self._first < self._count}


class FailingSource(CountingSource):
    """A table that cannot be read."""

    def count(self) -> int:
        raise StoreRefused("台账打不开", "文件损坏", "从备份恢复")


class ListApp(ThemedApp):
    """One list and what it told."""

    def __init__(self, source: RowSource, columns: Sequence[Column] = COLUMNS) -> None:
        super().__init__()
        self.animation_level = "none"
        self.register_theme(DARK)
        self.theme = DARK.name
        self._source = source
        self._columns = columns
        self.told: list[tuple[str, str]] = []
        self.errors: list[str] = []

    def compose(self) -> Any:
        yield VirtualList(self._columns, empty_text="没有符合条件的任务")

    def on_mount(self) -> None:
        self.records.focus()
        self.records.set_source(self._source)

    @property
    def records(self) -> VirtualList:
        return self.query_one(VirtualList)

    @on(RowHighlighted)
    def _highlighted(self, message: RowHighlighted) -> None:
        self.told.append(("at", message.key))

    @on(RowSelected)
    def _selected(self, message: RowSelected) -> None:
        self.told.append(("open", message.key))

    @on(SourceShown)
    def _shown(self, message: SourceShown) -> None:
        self.told.append(("count", str(message.count)))

    @on(ReadFailed)
    def _failed(self, message: ReadFailed) -> None:
        self.errors.append(message.error.title)


@pytest.mark.parametrize("size", SIZES)
async def test_ten_thousand_rows_are_read_page_by_page_and_off_the_ui_thread(size: tuple[int, int]) -> None:
    source = CountingSource(10_000)
    app = ListApp(source)
    async with app.run_test(size=size) as pilot:
        await wait_until(pilot, lambda: app.told[:2] == [("count", "10000"), ("at", "0")])
        assert set(source.pages) <= {0, 1}
        assert "任务0" in frame(app) and "第 1 项，共 10000 项" in frame(app)
        await pilot.press("end")
        await wait_until(pilot, lambda: ("at", "9999") in app.told)
        assert "任务9999" in frame(app)
        assert len(set(source.pages)) <= 4
        assert threading.get_ident() not in source.threads


async def test_keys_move_and_open() -> None:
    app = ListApp(CountingSource(10_000))
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: app.records.count == 10_000)
        await pilot.press("down", "j", "ｊ", "k", "enter")
        await wait_until(pilot, lambda: ("open", "2") in app.told)
        await pilot.press("pagedown")
        assert app.records.cursor == 2 + 21
        await pilot.press("pagedown", "pageup", "G")
        assert app.records.cursor == 9_999
        await pilot.press("g", "up")
        assert app.records.cursor == 0


async def test_of_a_key_held_down_only_where_it_rests_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each telling makes a screen read and draw a detail: that must not come between the steps."""
    monkeypatch.setattr(cursor_news, "REST_SECONDS", 0.5)
    app = ListApp(CountingSource(10_000))
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: app.told == [("count", "10000"), ("at", "0")])
        app.records.action_cursor_down()
        await wait_until(pilot, lambda: app.told[2:] == [("at", "1")])
        app.records.action_cursor_down()  # it may be the first of a key held down, or a step by itself
        for _ in range(13):
            app.records.action_cursor_down()
            await pilot.pause(0)
        assert app.told[2:] == [("at", "1")] and app.records.is_moving
        await wait_until(pilot, lambda: not app.records.is_moving)
        await wait_until(pilot, lambda: app.told[2:] == [("at", "1"), ("at", "15")])


async def test_a_row_is_told_before_it_is_opened_and_before_the_keys_go_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cursor_news, "REST_SECONDS", 60.0)
    app = ListApp(CountingSource(10_000))
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: app.told == [("count", "10000"), ("at", "0")])
        await pilot.press("down", "down", "enter")
        await wait_until(pilot, lambda: app.told[-2:] == [("at", "2"), ("open", "2")])
        await pilot.press("down")
        app.set_focus(None)
        await wait_until(pilot, lambda: app.told[-1] == ("at", "3"))


async def test_moving_reads_nothing_anew_while_the_rows_are_there() -> None:
    source = CountingSource(10_000)
    app = ListApp(source)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: app.records.count == 10_000)
        before = len(source.pages)
        await pilot.press(*["down"] * 15)
        assert app.records.cursor == 15
        assert len(source.pages) == before


async def test_the_cursor_stays_on_its_key_and_its_line_through_a_new_source() -> None:
    app = ListApp(CountingSource(10_000))
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: app.records.count == 10_000)
        app.records.move_to(5_000)
        await wait_until(pilot, lambda: app.records.cursor_key == "5000")
        line = 5_000 - app.records.scroll_offset.y
        app.records.set_source(CountingSource(9_000, first=300))
        await wait_until(pilot, lambda: app.records.count == 9_000)
        assert app.records.cursor_key == "5000" and app.records.cursor == 4_700
        assert 4_700 - app.records.scroll_offset.y == line
        app.records.set_source(CountingSource(50))
        await wait_until(pilot, lambda: app.records.count == 50)
        assert app.records.cursor_key == "49"


async def test_the_cursor_is_on_the_screen_also_when_it_moves_before_the_new_rows_are_laid_out() -> None:
    app = ListApp(CountingSource(10))  # so few that there is no bar to scroll by
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: app.records.count == 10)
        app.records.set_source(MemorySource([ListRow(f"n{n}", (str(n), "", f"新{n}")) for n in range(7_000)]))
        app.records.move_to(6_000)  # in the same turn: nothing was laid out between
        await wait_until(pilot, lambda: app.records.cursor_key == "n6000")
        assert 0 < 6_000 - app.records.scroll_offset.y < 24


async def test_a_page_of_the_source_before_is_never_shown() -> None:
    """The reader of the old source answers late; its rows must not enter the new list."""
    app = ListApp(CountingSource(10_000, delay=0.05))
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: app.records.count == 10_000)
        app.records.move_to(6_000)
        await pilot.pause(0.01)
        app.records.set_source(MemorySource([ListRow(f"n{n}", (str(n), "", f"新{n}")) for n in range(7_000)]))
        await pilot.pause(0.2)
        assert app.records.row_at(6_000) == ListRow("n6000", ("6000", "", "新6000"))


async def test_only_the_newest_of_several_sources_is_shown() -> None:
    app = ListApp(CountingSource(10))
    async with app.run_test(size=(80, 24)) as pilot:
        app.records.set_source(CountingSource(2_000, delay=0.1))
        app.records.set_source(CountingSource(3_000))
        await wait_until(pilot, lambda: app.records.count == 3_000)
        await pilot.pause(0.2)
        assert app.records.count == 3_000


async def test_mouse_moves_opens_and_scrolls() -> None:
    app = ListApp(CountingSource(1_000))
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: app.records.count == 1_000)
        await pilot.click(VirtualList, offset=(10, 4))
        assert app.records.cursor == 3
        assert ("open", "3") not in app.told
        await pilot.pause(0.6)
        await pilot.click(VirtualList, offset=(10, 4))
        await wait_until(pilot, lambda: ("open", "3") in app.told)
        app.records.scroll_relative(y=30, animate=False)
        await wait_until(pilot, lambda: "任务50" in frame(app))
        assert app.records.cursor == 3


async def test_a_very_low_list_gives_its_lines_to_the_rows() -> None:
    app = ListApp(CountingSource(100))
    async with app.run_test(size=(40, 3)) as pilot:
        await wait_until(pilot, lambda: "任务0" in frame(app))
        await pilot.press("end")
        await wait_until(pilot, lambda: "任务99" in frame(app))
        assert "第" not in frame(app)


async def test_an_empty_list_says_so_and_answers_no_key() -> None:
    app = ListApp(MemorySource(()))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "end", "enter", "pageup")
        assert "没有符合条件的任务" in frame(app)
        assert app.told == [("count", "0")]
        assert app.records.cursor_key is None


async def test_a_source_that_cannot_be_read_is_told_once() -> None:
    app = ListApp(FailingSource(10))
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: app.errors == ["台账打不开"])


@pytest.mark.parametrize("size", [(80, 24), (20, 5)])
async def test_hostile_cells_are_shown_as_text(size: tuple[int, int]) -> None:
    rows = [ListRow(str(n), (str(n), text, Marked(text, ((0, 1),)))) for n, text in enumerate(HOSTILE)]
    app = ListApp(MemorySource(rows))
    async with app.run_test(size=size) as pilot:
        for _ in rows:
            await pilot.press("down")
            lines = app.screen._compositor.render_strips()
            assert all(line.cell_length == size[0] for line in lines)
        await pilot.press("home")
        if size[0] >= 80:
            assert "[/督查]" in frame(app) and "[red]红" in frame(app)
        assert "\x1b" not in frame(app)
