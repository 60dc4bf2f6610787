"""Keys pressed while rows are being read act on the row that is meant, or on none."""

from __future__ import annotations

import time
from collections.abc import Iterable
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest
from support.ledger_screens import WIDE, add, settle
from support.screens import OneScreenApp, form_closed, form_open, shows
from support.tui import TODAY, frame, type_text, wait_until
from textual.app import ComposeResult
from textual.pilot import Pilot

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.domain.columns import Column
from huaian_tui.domain.errors import StoreRefused
from huaian_tui.domain.notices import NoticeKind, NoticeState
from huaian_tui.services.notices import keep_draft
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.notices import read_notice
from huaian_tui.tui.app import HuaianApp
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.message import ConfirmDialog, MessageDialog
from huaian_tui.tui.list.messages import RowSelected
from huaian_tui.tui.list.pending_selection import Selection
from huaian_tui.tui.list.source import ListRow, MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.looks.themed_app import ThemedApp
from huaian_tui.tui.looks.themes import DARK
from huaian_tui.tui.session import LedgerSession

DELAY = 0.25
"""Seconds that a reading takes on a slow disk: what is pressed at once is pressed meanwhile."""


class SlowSession(LedgerSession):
    """A ledger on a slow disk."""

    delay = DELAY

    def read(self, *arguments: Any) -> Any:
        time.sleep(self.delay)
        return super().read(*arguments)


def becoming_slow(path: Path) -> SlowSession:
    """On a disk that is fast at first."""
    session = SlowSession(path, "张三", today=TODAY)
    session.delay = 0.0
    return session


def slow(path: Path, mode: str) -> OneScreenApp:
    """The application in one mode, on such a ledger."""
    return OneScreenApp(becoming_slow(path), mode)


async def becomes_slow(pilot: Pilot[Any]) -> None:
    """All that is being read is there; what is read from now on takes its time."""
    await settle(pilot)
    pilot.app.session.delay = DELAY


async def form_text(pilot: Pilot[Any]) -> str:
    """What the form shows that opens."""
    await form_open(pilot)
    return frame(pilot.app)


# ---------------------------------------------------------------------- the protocol by itself


def test_a_key_asked_for_outlives_reading_anew() -> None:
    selection = Selection()
    selection.begin(None, "45")
    selection.begin("1", None)
    assert (selection.key, selection.exact) == ("45", True)
    acted: list[str | None] = []
    selection.wait_to_act(acted.append)
    selection.expected = False
    assert selection.settle("45") is None
    act = selection.take_act()
    assert act is not None


def test_what_was_meant_for_a_row_that_is_gone_is_done_to_none() -> None:
    selection = Selection()
    selection.expected = False
    selection.begin("7", None)  # read anew, with the cursor on 7
    selection.expected = True
    selection.wait_to_act(print)
    assert selection.settle("8") is print
    assert selection.take_act() is None


def test_after_another_filter_the_row_that_is_found_is_meant() -> None:
    selection = Selection()
    selection.expected = False
    selection.begin("7", None, other_rows=True)
    selection.wait_to_act(print)
    assert selection.settle("8") is None
    assert selection.take_act() is print


def test_only_the_first_of_several_actions_counts_and_nothing_after_it() -> None:
    selection = Selection()
    selection.wait_to_act(print)
    selection.wait_to_step(lambda: None)
    selection.wait_to_act(repr)
    assert selection.take_act() is print
    assert selection.next_step() is None and selection.take_act() is None


# ---------------------------------------------------------------------- the list


class SlowSource:
    """A long table whose openings and pages take a while; pages can fail."""

    def __init__(self, count: int, delay: float = 0.1) -> None:
        self._count, self.delay, self.fails = count, delay, False

    def count(self) -> int:
        return self._count

    def page(self, start: int, size: int) -> list[ListRow]:
        time.sleep(self.delay)
        if self.fails:
            raise StoreRefused("读不到", "磁盘", "再试")
        return [ListRow(str(n), (f"第{n}行",)) for n in range(start, min(start + size, self._count))]

    def places(self, keys: Iterable[str]) -> dict[str, int]:
        return {key: int(key) for key in keys if int(key) < self._count}


class ListApp(ThemedApp):
    """One list; ``chosen`` is what F9 acted on."""

    BINDINGS = [("f9", "act", "act")]

    def __init__(self) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = DARK.name
        self.source = SlowSource(5_000)
        self.chosen: list[str | None] = []
        self.opened: list[str] = []

    def compose(self) -> ComposeResult:
        yield VirtualList([Column("行", itemgetter(0), min_width=10)])

    @property
    def rows(self) -> VirtualList:
        return self.query_one(VirtualList)

    def on_mount(self) -> None:
        self.rows.focus()
        self.rows.set_source(self.source)

    def action_act(self) -> None:
        self.rows.with_chosen(self.chosen.append)

    def on_row_selected(self, message: RowSelected) -> None:
        self.opened.append(message.key)


async def test_the_key_of_a_row_that_has_not_been_read_is_not_known() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: app.rows.count == 5_000)
        app.source.delay = 0.6
        await pilot.press("down", "end")
        assert (app.rows.cursor, app.rows.cursor_key) == (4_999, None)
        await pilot.press("f9", "up", "up")  # what is typed after it is not for the list
        assert app.chosen == []
        await wait_until(pilot, lambda: app.chosen == ["4999"])
        await pilot.press("end", "enter")
        await wait_until(pilot, lambda: app.opened == ["4999"])


async def test_keys_typed_ahead_go_the_way_that_was_meant() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: app.rows.count == 5_000)
        app.rows.expect("300")
        await pilot.press("down", "down", "f9")
        app.rows.expect()  # the same place, read anew meanwhile
        app.rows.set_source(SlowSource(5_000))
        await wait_until(pilot, lambda: app.chosen == ["302"])
        assert app.rows.cursor == 302


async def test_moving_while_the_same_rows_are_read_anew_is_kept() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: app.rows.count == 5_000)
        app.rows.set_source(SlowSource(5_000))
        await pilot.press("down", "down")
        assert app.rows.cursor == 2
        await wait_until(pilot, lambda: app.rows.is_settled)
        assert app.rows.cursor_key == "2"


async def test_a_row_sought_in_vain_is_not_replaced_by_the_one_under_the_cursor() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: app.rows.count == 5_000)
        app.rows.seek("7777")
        await pilot.press("f9")
        await wait_until(pilot, lambda: app.chosen == [None])
        await pilot.press("f9")
        assert app.chosen == [None, None]
        await pilot.press("down", "f9")
        assert app.chosen == [None, None, "1"]


async def test_what_waits_is_dropped_when_the_page_cannot_be_read_and_keys_work_again() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)) as pilot:
        source = SlowSource(5_000, 0.05)
        app.rows.set_source(source)
        await wait_until(pilot, lambda: app.rows.is_settled)
        source.fails = True
        await pilot.press("end", "f9")
        await pilot.pause(0.3)
        source.fails = False
        await pilot.press("home", "f9")
        await wait_until(pilot, lambda: app.chosen == ["0"])


async def test_an_older_slower_source_never_replaces_a_newer_one() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.rows.set_source(SlowSource(400, 0.3))
        app.rows.set_source(SlowSource(30, 0.0))
        await wait_until(pilot, lambda: app.rows.count == 30)
        app.rows.set_source(SlowSource(500, 0.3))
        app.rows.set_source(MemorySource([ListRow("9", ("九",))]))
        await pilot.pause(0.7)
        assert app.rows.count == 1


# ---------------------------------------------------------------------- the six screens


async def test_tasks_a_number_and_an_action_typed_at_once(ledger_path: Path) -> None:
    app = HuaianApp(SlowSession(ledger_path, "张三", today=TODAY))
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("f3", "1", "5", "n")
        assert "第15项" in await form_text(pilot)


async def test_tasks_a_number_that_is_not_there_is_said(ledger_path: Path) -> None:
    app = HuaianApp(SlowSession(ledger_path, "张三", today=TODAY))
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await pilot.press("f3", "9", "9", "n")
        await shows(pilot, "列表里没有序号 99")
        await settle(pilot)
        assert not isinstance(app.screen, FormDialog)


async def test_tasks_in_the_tree_too(ledger_path: Path) -> None:
    app = HuaianApp(SlowSession(ledger_path, "张三", today=TODAY))
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("f3", "t", "5", "0", "f8")
        assert "第50项" in await form_text(pilot)


async def test_tasks_another_number_while_one_is_read_in_full(ledger_path: Path) -> None:
    app = HuaianApp(becoming_slow(ledger_path))
    async with app.run_test(size=WIDE) as pilot:
        await app.go("tasks", "45")
        await becomes_slow(pilot)
        await pilot.press("1", "5", "n")
        assert "第15项" in await form_text(pilot)


async def test_tasks_a_filter_and_an_action_typed_at_once(ledger_path: Path) -> None:
    app = slow(ledger_path, "tasks")
    async with app.run_test(size=WIDE) as pilot:
        await becomes_slow(pilot)
        await pilot.press("ctrl+f")
        await type_text(pilot, "czj 逾期")
        await pilot.press("enter", "n")
        assert "第6项" in await form_text(pilot)


@pytest.mark.parametrize("filtered", [False, True])
async def test_milestones_led_to_one_and_acting_at_once(ledger_path: Path, filtered: bool) -> None:
    app = slow(ledger_path, "milestones")
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        if filtered:
            await pilot.press("ctrl+f", *"czj", "enter")
        await becomes_slow(pilot)
        await app.go("milestones", "45-2")
        await pilot.press("f9")
        shown = await form_text(pilot)
        assert "超过5000个" in shown and "第45项" in shown


async def test_units_led_to_one_and_acting_at_once(ledger_path: Path) -> None:
    app = slow(ledger_path, "units")
    async with app.run_test(size=WIDE) as pilot:
        await becomes_slow(pilot)
        await pilot.press("escape")
        await app.go("units", "市财政局")
        await pilot.press("n")
        assert "第6项" in await form_text(pilot)


async def test_units_a_reminder_goes_to_the_unit_that_was_typed(ledger_path: Path) -> None:
    app = slow(ledger_path, "units")
    async with app.run_test(size=WIDE) as pilot:
        await becomes_slow(pilot)
        await pilot.press(*"czj", "enter", "ctrl+r")
        await wait_until(pilot, lambda: app.led == [("notices", "reminder:市财政局")])


async def test_records_led_to_one_and_acting_at_once(ledger_path: Path) -> None:
    first = add(ledger_path, 1, "第一条")
    add(ledger_path, 2, "第二条")
    app = slow(ledger_path, "records")
    async with app.run_test(size=WIDE) as pilot:
        await becomes_slow(pilot)
        await app.go("records", first.hex())
        await pilot.press("u")
        shown = await form_text(pilot)
        assert "第一条" in shown.split("更正督查记录")[1]


async def test_notices_led_to_one_and_acting_at_once(ledger: Ledger, ledger_path: Path) -> None:
    made = [
        keep_draft(
            ledger,
            compose(ledger.connection, NoticeRequest(kind=NoticeKind.REMINDER, today=TODAY, units=(unit,))),
            TODAY,
        )
        for unit in ("市财政局", "市数据局")
    ]
    app = slow(ledger_path, "notices")
    async with app.run_test(size=WIDE) as pilot:
        await becomes_slow(pilot)
        other = next(one for one in made if one.hex() != app.screen.query_one(VirtualList).cursor_key)
        await app.go("notices", other.hex())
        app.ledger_changed()  # reading anew in between does not lose the place
        await pilot.press("ctrl+w")
        await form_open(pilot)
        await type_text(pilot, "重复")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await settle(pilot)
        states = {one: read_notice(ledger.connection, one).state for one in made}
        assert [one for one, state in states.items() if state == NoticeState.WITHDRAWN] == [other]


async def test_overview_acting_while_the_lists_are_read_anew(ledger_path: Path) -> None:
    app = slow(ledger_path, "overview")
    app.session.delay = DELAY
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("down", "f8")  # nothing is on the screen yet
        await form_open(pilot)
        shown = app.screen_stack[0].query_one("#to-do", VirtualList)
        number = (shown.cursor_key or "").split(":")[2]
        assert shown.cursor == 1
        assert f"第{number}项" in frame(app)


async def test_reading_anew_on_coming_forward_keeps_the_place_asked_for(
    ledger: Ledger, ledger_path: Path
) -> None:
    first = add(ledger_path, 1, "第一条")
    add(ledger_path, 2, "第二条")
    for unit in ("市财政局", "市数据局"):
        request = NoticeRequest(kind=NoticeKind.REMINDER, today=TODAY, units=(unit,))
        drafted = keep_draft(ledger, compose(ledger.connection, request), TODAY)
    places = {"milestones": "45-2", "units": "涟水县", "records": first.hex(), "notices": drafted.hex()}
    app = HuaianApp(SlowSession(ledger_path, "张三", today=TODAY))
    app.session.delay = 0.05  # type: ignore[attr-defined]
    async with app.run_test(size=WIDE) as pilot:
        for mode, place in places.items():
            await app.go(mode)
            await settle(pilot)
            await pilot.press("f2")
            app.ledger_changed()
            await app.go(mode, place)
            app.ledger_changed()
            await settle(pilot)
            assert app.screen.query(VirtualList).first(VirtualList).cursor_key == place


async def test_what_waits_is_taken_back_by_esc_and_by_leaving(ledger_path: Path) -> None:
    app = HuaianApp(SlowSession(ledger_path, "张三", today=TODAY))
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("f3", "n", "escape")
        await settle(pilot)
        assert not isinstance(app.screen, FormDialog | MessageDialog | ConfirmDialog)
        app.ledger_changed()
        await pilot.press("n", "f4")
        await settle(pilot)
        assert app.current_mode == "milestones" and len(app.screen_stack) == 1
