"""The line above a list: filters offered for a word, shown as chips, taken away by key and mouse."""

from __future__ import annotations

from typing import Any

import pytest
from support.tui import TODAY, MemorySession, PlainApp, PlainScreen, frame, type_text
from textual import on
from textual.pilot import Pilot

from huaian_tui.domain.rules.lights import Light
from huaian_tui.store.search.filters import Facet, Vocabulary, added, light_filter, unit_filter
from huaian_tui.tui.actions.opening import SCREEN_MODES
from huaian_tui.tui.frame.chip_bar import ChipBar, chip_text
from huaian_tui.tui.frame.filter_bar import FilterBar
from huaian_tui.tui.frame.offer_line import OfferLine
from huaian_tui.tui.list.virtual_list import VirtualList

KNOWN = Vocabulary(
    units=(("czj", "市财政局", True), ("市财政局", "市财政局", False)),
    officers=("张[/]三",),
    methods=("约谈",),
)


class ChipScreen(PlainScreen):
    """The plain screen with filters of every kind; what changed is noted."""

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[tuple[str, list[str]]] = []

    def compose_body(self) -> Any:
        yield FilterBar(facets=tuple(Facet), today=lambda: TODAY, looks_back=True, hint="可按 Tab")
        yield VirtualList([])

    def learn_names(self, then: Any = None) -> None:
        """This screen has no ledger."""

    @on(FilterBar.Changed)
    def _noted(self, message: FilterBar.Changed) -> None:
        self.changes.append((message.text, [chip_text(one) for one in message.bar.filters]))


class ChipApp(PlainApp):
    MODES = {mode: ChipScreen for mode in SCREEN_MODES}


def bar_of(pilot: Pilot[Any]) -> FilterBar:
    bar = pilot.app.screen.query_one(FilterBar)
    bar.know(KNOWN)
    return bar


def changes(pilot: Pilot[Any]) -> list[tuple[str, list[str]]]:
    assert isinstance(pilot.app.screen, ChipScreen)
    return pilot.app.screen.changes


async def test_tab_takes_what_is_offered_for_the_last_word(session: MemorySession) -> None:
    app = ChipApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        bar = bar_of(pilot)
        assert "可按 Tab" not in frame(app)
        await pilot.press("/")
        assert "可按 Tab" in frame(app)
        await type_text(pilot, "入表 czj")
        assert " Tab 单位：市财政局" in frame(app)
        changes(pilot).clear()
        await pilot.press("tab")
        await pilot.pause()
        assert changes(pilot) == [("入表", ["单位 市财政局"])]  # one reading, not two
        await type_text(pilot, "逾期")
        await pilot.press("tab")
        await type_text(pilot, "１２月")
        await pilot.press("tab")
        await pilot.pause()
        assert [one.words for one in bar.filters] == ["市财政局", "逾期", "2025-12"]
        assert "单位 市财政局 x   状态 逾期 x   日期 2025-12 x   入表" in frame(app)
        assert app.focused is not None and app.focused.parent is not None  # Tab stayed in the input
        await type_text(pilot, "没有")
        await pilot.press("tab")
        assert isinstance(app.focused, VirtualList)


async def test_backspace_in_an_empty_input_takes_the_last_filter_away(session: MemorySession) -> None:
    app = ChipApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        bar = bar_of(pilot)
        bar.take_focus()
        bar.set_filters([unit_filter("市财政局"), light_filter(Light.OVERDUE)])
        await type_text(pilot, "字")
        await pilot.press("backspace")
        await pilot.pause()
        assert len(bar.filters) == 2 and bar.text == ""
        await pilot.press("backspace")
        await pilot.pause()
        assert changes(pilot)[-1] == ("", ["单位 市财政局"])
        await type_text(pilot, "字")
        changes(pilot).clear()
        bar.clear()
        await pilot.pause()
        assert changes(pilot) == [("", [])]


async def test_the_mouse_takes_offers_and_takes_filters_away(session: MemorySession) -> None:
    app = ChipApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        bar = bar_of(pilot)
        bar.take_focus()
        await type_text(pilot, "办结")
        assert "状态：办结   种类：节点办结" in frame(app)
        await pilot.click(OfferLine, offset=(25, 0))
        await pilot.pause()
        assert [chip_text(one) for one in bar.filters] == ["种类 节点办结"]
        bar.set_filters(added(bar.filters, unit_filter("市财政局")))
        await pilot.pause()
        await pilot.click(ChipBar, offset=(3, 0))
        await pilot.pause()
        assert [chip_text(one) for one in bar.filters] == ["单位 市财政局"]


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (20, 5)])
async def test_filters_leave_room_to_type_and_are_data(session: MemorySession, size: tuple[int, int]) -> None:
    app = ChipApp(session)
    async with app.run_test(size=size) as pilot:
        bar = bar_of(pilot)
        bar.take_focus()
        for word in ("czj", "逾期", "张", "约谈", "更正", "9.1-11.5"):
            await type_text(pilot, word)
            await pilot.press("tab")
        await pilot.pause()
        assert len(bar.filters) == 6
        await type_text(pilot, "字")
        shown = frame(app)
        assert "字" in shown
        if size[0] == 80:
            assert "+3" in shown and "种类 更正 x   日期 2026-09-01至11-05 x" in shown


async def test_the_sign_that_leads_into_the_filter_is_no_text_in_front(session: MemorySession) -> None:
    app = ChipApp(session)
    async with app.run_test(size=(120, 40)) as pilot:
        bar = bar_of(pilot)
        bar.take_focus()
        await type_text(pilot, "/、／a/b")
        assert bar.text == "a/b"
