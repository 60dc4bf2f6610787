"""The list: order by a column, marks, and numbers that are typed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

import pytest
from support.tui import SIZES, frame, type_text, wait_until
from textual import events, on

from huaian_tui.domain.columns import Column
from huaian_tui.domain.text.ordering import Sort, by_text
from huaian_tui.tui.list import virtual_list
from huaian_tui.tui.list.marked_rows import Marks
from huaian_tui.tui.list.messages import RowSelected, SortChanged
from huaian_tui.tui.list.source import ListRow, MemorySource, rows_of
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.looks.themed_app import ThemedApp
from huaian_tui.tui.looks.themes import DARK
from huaian_tui.tui.threads.background import in_thread

COLUMNS = (
    Column("序号", itemgetter(0), width=4, right=True, sort="no"),
    Column("名称", itemgetter(1), min_width=10, sort="name"),
    Column("说明", itemgetter(2), min_width=4),
)


class Numbered(MemorySource):
    """Rows whose keys are no numbers; several may have the same 序号."""

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__([ListRow(f"k{at}", (str(no), f"行{at}", "")) for at, no in enumerate(numbers)])
        self._numbers = list(numbers)

    def place_of_number(self, number: int) -> int | None:
        return self._numbers.index(number) if number in self._numbers else None


class ListApp(ThemedApp):
    """One list with marks; it is sorted when it asks for that."""

    def __init__(self, source: MemorySource, *, numbered: bool = False) -> None:
        super().__init__()
        self.animation_level = "none"
        self.register_theme(DARK)
        self.theme = DARK.name
        self._source, self._numbered = source, numbered
        self.opened: list[str] = []
        self.sorts: list[Sort | None] = []

    def compose(self) -> Any:
        yield VirtualList(COLUMNS, marks=Marks(), numbered=self._numbered)

    def on_mount(self) -> None:
        self.records.focus()
        self.records.set_source(self._source)

    @property
    def records(self) -> VirtualList:
        return self.query_one(VirtualList)

    @on(RowSelected)
    def _selected(self, message: RowSelected) -> None:
        self.opened.append(message.key)

    @on(SortChanged)
    def _sorted(self, message: SortChanged) -> None:
        self.sorts.append(message.list_widget.sort)


def plain(count: int) -> MemorySource:
    return MemorySource([ListRow(str(n), (str(n), f"行{n}", "")) for n in range(1, count + 1)])


# ---------------------------------------------------------------------- order


def test_chinese_sorts_by_sound_numbers_by_value_and_nothing_last() -> None:
    names = ["市科技局", "盱眙县", "", "洪泽区", "10.丙", "2.乙", "涟水县", "市财政局"]
    up = ["2.乙", "10.丙", "洪泽区", "涟水县", "市财政局", "市科技局", "盱眙县", ""]
    assert by_text(names, str, descending=False) == up
    assert by_text(names, str, descending=True) == [*reversed(up[:-1]), ""]


async def test_a_click_on_a_title_sorts_and_again_reverses() -> None:
    app = ListApp(plain(60))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(VirtualList, offset=(10, 0))
        await pilot.pause()
        assert app.sorts == [Sort("name")] and "名称升" in frame(app)
        await pilot.click(VirtualList, offset=(10, 0))
        await pilot.pause()
        assert app.sorts[-1] == Sort("name", descending=True) and "名称降" in frame(app)
        await pilot.click(VirtualList, offset=(3, 0))
        await pilot.pause()
        assert app.sorts[-1] == Sort("no") and "序号升" in frame(app), "the column gives the mark room"
        await pilot.click(VirtualList, offset=(75, 0))
        assert len(app.sorts) == 3, "this column has no order"


@pytest.mark.parametrize("size", SIZES)
async def test_the_choice_shows_the_columns_and_the_present_one_is_reversed(size: tuple[int, int]) -> None:
    app = ListApp(plain(60))
    async with app.run_test(size=size) as pilot:
        for key in ("s", "ｓ", "ctrl+l"):
            app.sorts.clear()
            await pilot.press(key)
            await wait_until(pilot, lambda: "按哪一列" in frame(app))
            assert "说明" not in frame(app).split("按哪一列")[1] and "原来的顺序" not in frame(app), key
            await pilot.press("down", "enter")
            await wait_until(pilot, lambda: app.sorts == [Sort("name")])
            await pilot.press(key)
            await wait_until(pilot, lambda: "倒过来：降" in frame(app))
            await pilot.press("enter")
            await wait_until(pilot, lambda: app.sorts[1:] == [Sort("name", descending=True)])
            await pilot.press(key)
            await wait_until(pilot, lambda: "原来的顺序" in frame(app))
            await pilot.press("end", "enter")
            await wait_until(pilot, lambda: app.sorts[2:] == [None])
            assert "名称降" not in frame(app), key


# ---------------------------------------------------------------------- marks


async def test_marks_are_seen_counted_and_survive_another_source() -> None:
    app = ListApp(plain(60))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "down", "J", "shift+up")
        records = app.records
        assert list(records.marked) == ["1", "3", "4"] and records.cursor == 2
        shown = frame(app).splitlines()
        assert [line[:2] for line in shown[1:5]] == [" *", "  ", ">*", " *"]
        assert "已标记 3 项" in shown[-1] and "不在列表里" not in shown[-1]
        records.set_source(MemorySource([ListRow("4", ("4", "", "")), ListRow("1", ("1", "", ""))]))
        await pilot.pause()
        assert list(records.marked) == ["4", "1", "3"], "as the rows stand, then those out of sight"
        assert "已标记 3 项（1 项不在列表里）" in frame(app)
        await pilot.press("escape")
        assert not records.marked and "已标记" not in frame(app)


async def test_the_full_width_space_of_an_input_method_marks() -> None:
    app = ListApp(plain(60))
    async with app.run_test(size=(80, 24)) as pilot:
        await type_text(pilot, "\u3000 \u3000")
        assert list(app.records.marked) == ["1", "2", "3"]


@pytest.mark.parametrize("key", ["*", "＊", "shift+end"])
async def test_all_are_marked_and_again_none(key: str) -> None:
    app = ListApp(plain(250))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space")
        await type_text(pilot, key) if len(key) == 1 else await pilot.press(key)
        await wait_until(pilot, lambda: len(app.records.marked) == 250)
        await type_text(pilot, key) if len(key) == 1 else await pilot.press(key)
        await wait_until(pilot, lambda: not app.records.marked)


async def test_a_click_in_the_margin_marks_and_does_not_open() -> None:
    app = ListApp(plain(60))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(VirtualList, offset=(0, 1))
        await pilot.click(VirtualList, offset=(1, 3))
        assert list(app.records.marked) == ["1", "3"]
        await pilot.click(VirtualList, offset=(1, 3))
        assert list(app.records.marked) == ["1"] and app.opened == []


def test_rows_of_keys_come_in_the_order_of_the_source() -> None:
    assert [row.key for row in rows_of(plain(350), ["340", "x", "2", "150"])] == ["2", "150", "340"]


# ---------------------------------------------------------------------- a number is typed


@pytest.mark.parametrize("end", ["G", "enter", ""])
async def test_digits_lead_to_the_row_of_that_number_and_the_number_is_shown(end: str) -> None:
    app = ListApp(Numbered([7, 7, 12, 120, 120]))
    async with app.run_test(size=(80, 24)) as pilot:
        await type_text(pilot, "１2")
        assert app.records.cursor == 2 and "跳到 12（" in frame(app)
        await type_text(pilot, "0")
        assert app.records.cursor == 3
        if end:
            await pilot.press(end)
        await wait_until(pilot, lambda: "跳到 120" not in frame(app))
        assert app.records.cursor == 3 and app.opened == []


async def test_digits_that_a_busy_machine_answers_late_are_one_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The time for a further digit runs out while the machine is busy; that digit has come all the same."""
    monkeypatch.setattr(virtual_list, "TYPING_TICK", 0.05)
    monkeypatch.setattr(virtual_list, "TYPING_TICKS", 1)
    app = ListApp(plain(60), numbered=True)
    async with app.run_test(size=(80, 24)) as pilot:
        app.post_message(events.Key("1", "1"))
        app.call_later(asyncio.sleep, 0.3)
        app.post_message(events.Key("2", "2"))
        await wait_until(pilot, lambda: app.records.cursor == 11)
        await wait_until(pilot, lambda: "跳到" not in frame(app))
        assert app.records.cursor == 11


async def test_a_number_is_not_over_while_something_is_being_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(virtual_list, "TYPING_TICK", 0.01)
    app, gate = ListApp(plain(60), numbered=True), threading.Event()
    async with app.run_test(size=(80, 24)) as pilot:
        in_thread(app.records, lambda: gate.wait(60), lambda _: None, group="slow")
        try:
            await type_text(pilot, "1")
            await pilot.pause(virtual_list.TYPING_TICKS * 0.05)
            await type_text(pilot, "2")
            assert "跳到 12（" in frame(app) and app.records.cursor == 11
        finally:
            gate.set()
        await wait_until(pilot, lambda: "跳到" not in frame(app))
        await type_text(pilot, "3")
        assert app.records.cursor == 2, "a new number"


@pytest.mark.parametrize("numbered", [False, True])
async def test_a_number_without_a_row_of_its_own_is_the_place(numbered: bool) -> None:
    app = ListApp(plain(60) if numbered else Numbered([100 + n for n in range(60)]), numbered=numbered)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        if numbered:
            app.records.set_source(MemorySource([ListRow(str(n), ("", "", "")) for n in range(101, 161)]))
        await type_text(pilot, "12")
        acted: list[str | None] = []
        app.records.with_chosen(acted.append)
        await wait_until(pilot, lambda: "列表里没有序号 12" in frame(app))
        assert acted == [], "an action means that number, not a place"
        await type_text(pilot, "12G")
        await wait_until(pilot, lambda: app.records.cursor == 11 and "已到第 12 项" in frame(app))
        app.records.with_chosen(acted.append)
        assert acted == [app.records.cursor_key]
        await type_text(pilot, "99")
        await pilot.press("enter")
        await wait_until(pilot, lambda: "列表里没有序号 99，共 60 项" in frame(app))
        assert app.records.cursor == 11


async def test_a_typed_number_is_taken_back() -> None:
    app = ListApp(plain(60))
    async with app.run_test(size=(80, 24)) as pilot:
        await type_text(pilot, "35")
        await pilot.press("backspace")
        assert "跳到 3（" in frame(app)
        await pilot.press("escape", "G")
        assert app.records.cursor == 59
