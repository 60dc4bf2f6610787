"""Searching everything from one field (F7): names before records, filters, pages, where Enter leads."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from support.hostile import HOSTILE
from support.screens import OneScreenApp, form_closed, form_open, opened, shows, tells
from support.tui import SIZES, TODAY, frame, paste, type_text, wait_until

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.services.decisions import extend_milestone
from huaian_tui.services.notes import NoteDraft, add_note, correct_note, retract_note
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.search import find_names, find_records
from huaian_tui.store.search.find_records import SearchPage
from huaian_tui.store.search.search_terms import Hit, Place, SearchQuery
from huaian_tui.tui.areas.search import found as search_found
from huaian_tui.tui.areas.search import screen as search_screen
from huaian_tui.tui.areas.search.detail import read_detail
from huaian_tui.tui.areas.search.list import Look, name_row
from huaian_tui.tui.frame import ledger_screen
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.frame.filter_bar import FilterBar
from huaian_tui.tui.list.growing_list import GrowingList
from huaian_tui.tui.list.line_drawing import MATCH
from huaian_tui.tui.list.source import PartSource, all_rows


@pytest.fixture
def notes(ledger: Ledger) -> list[bytes]:
    """Three notes, a correction and a decision; the second note is by telephone."""
    made = [
        add_note(ledger, NoteDraft(6, "入表实例 1 个，已核对", TODAY, units=("市财政局",)), TODAY),
        add_note(ledger, NoteDraft(2, "电话里说下周入表", TODAY, method="信函电话媒体"), TODAY),
        add_note(ledger, NoteDraft(22, "机构名单待报", TODAY), TODAY),
    ]
    correct_note(ledger, made[2], "机构名单已报", "补报了")
    extend_milestone(ledger, "2-1", date(2026, 12, 10), "批复〔2026〕1号", TODAY)
    return made


def rows(list_: GrowingList) -> list[str]:
    """The keys of the rows on the screen."""
    return [row.key for index in range(list_.count) if (row := list_.row_at(index)) is not None]


@pytest.mark.parametrize("size", SIZES)
async def test_names_stand_before_records_and_enter_leads_to_them(
    ledger_path: Path, notes: list[bytes], size: tuple[int, int]
) -> None:
    async with opened(ledger_path, "records", size) as (app, pilot):
        await pilot.press("/")
        await type_text(pilot, "czj")
        await shows(pilot, "名称", "Tab 单位：市财政局")
        results = app.screen.query_one(GrowingList)
        await wait_until(pilot, lambda: results.cursor_key == "unit:市财政局")
        await pilot.press("enter", "enter")
        await wait_until(pilot, lambda: app.led == [("units", "市财政局")])
        await pilot.press("/", "escape")
        await type_text(pilot, "入表")
        await shows(pilot, "记录 2 条")
        await wait_until(pilot, lambda: rows(results)[-2:] == [notes[1].hex(), notes[0].hex()])
        assert all(":" in key for key in rows(results)[:-2]), "names first"
        app.led.clear()
        await pilot.press("down", "end", "enter")
        await tells(pilot, "已核对", "市财政局")
        assert app.screen.query_one(DetailPane).has_focus and app.led == []
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.led == [("tasks", "6")])


async def test_words_are_marked_in_the_list_and_in_the_detail(ledger_path: Path, notes: list[bytes]) -> None:
    async with opened(ledger_path, "records") as (app, pilot):
        await pilot.press("/")
        await type_text(pilot, "电话 入表")
        await shows(pilot, "记录 1 条")
        results = app.screen.query_one(GrowingList)
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Tab" not in frame(app))
        line = next(y for y, text in enumerate(frame(app).splitlines()) if "电话里说" in text)
        strip = results.render_line(line - results.region.y)
        underlined = [part.text for part in strip if part.style and part.style.underline]
        assert underlined[:2] == ["电话", "入表"]
        await tells(pilot, "电话里说下周入表")
        assert MATCH.bold and MATCH.underline  # seen without colours too


def test_words_are_marked_in_the_detail(reader: sqlite3.Connection, notes: list[bytes]) -> None:
    content = read_detail(reader, TODAY, notes[1].hex(), ("电话", "入表")).content
    spans = [span for span in content.spans if "underline" in str(span.style)]
    assert {content.plain[span.start : span.end] for span in spans} == {"电话", "入表"}


async def test_filters_combine_with_words_and_leave_by_esc(ledger_path: Path, notes: list[bytes]) -> None:
    async with opened(ledger_path, "records") as (app, pilot):
        results = app.screen.query_one(GrowingList)
        await pilot.press("/")
        await type_text(pilot, "电话")
        await pilot.press("tab")
        await shows(pilot, "方式 信函电话媒体 x")
        await wait_until(pilot, lambda: rows(results) == [notes[1].hex()])
        await type_text(pilot, "入表")
        await wait_until(pilot, lambda: "记录 1 条" in frame(app))
        await type_text(pilot, " ２０２５")
        await pilot.press("tab")
        await shows(pilot, "日期 2025年 x", "没有符合条件的内容")
        await pilot.press("escape", "escape")
        assert results.has_focus
        await pilot.press("escape")
        await shows(pilot, "共 5 条")
        assert app.screen.query_one(FilterBar).filters == ()


@pytest.mark.parametrize("size", SIZES)
async def test_the_dialog_offers_every_filter(
    ledger_path: Path, notes: list[bytes], size: tuple[int, int]
) -> None:
    async with opened(ledger_path, "records", size) as (app, pilot):
        await pilot.press("f")
        form = await form_open(pilot)
        await shows(pilot, "筛选条件", "单位", "状态", "种类", "更正")
        await type_text(pilot, "czj")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "单位 市财政局 x")
        await pilot.press("ctrl+t")
        form = await form_open(pilot)
        assert form.raw_values()["unit"] == "市财政局"
        for _ in range(5):
            await pilot.press("tab")
        await type_text(pilot, "乱写")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: "没有看懂" in frame(app))
        await pilot.press("escape")
        await form_closed(pilot)
        assert [one.words for one in app.screen.query_one(FilterBar).filters] == ["市财政局"]


async def test_results_come_page_by_page_and_the_cursor_stays(
    ledger: Ledger, ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page may be short, even empty, and still not the last."""
    made = [add_note(ledger, NoteDraft(1, f"现场第{number}次", TODAY), TODAY) for number in range(260)]
    real, asked = search_found.search_records, list[bytes | None]()

    def search(
        connection: object,
        query: SearchQuery,
        limit: int = 50,
        before: bytes | None = None,
        today: object = None,
    ) -> SearchPage:
        asked.append(before)
        if len(asked) % 3 == 0 and before is not None:
            return SearchPage((), before)
        return real(connection, query, limit, before, today)  # type: ignore[arg-type]

    monkeypatch.setattr(search_found, "search_records", search)
    async with opened(ledger_path, "records", (80, 24)) as (app, pilot):
        results = app.screen.query_one(GrowingList)
        await pilot.press("/")
        await type_text(pilot, "现场")
        await shows(pilot, "记录 260 条")
        assert results.count < 260
        await pilot.press("enter", "pagedown", "pagedown")
        before = results.cursor_key
        await wait_until(pilot, lambda: results.count > 60)
        assert results.cursor_key == before
        for _ in range(20):
            await pilot.press("end")
            await pilot.pause(0.05)
        await wait_until(pilot, lambda: results.count - 260 == len([k for k in rows(results) if ":" in k]))
        await pilot.press("end")
        await wait_until(pilot, lambda: results.cursor_key == made[0].hex())
        asked.clear()
        app.ledger_changed()  # read anew as far as it was read before
        await wait_until(pilot, lambda: bool(asked) and results.is_settled)
        assert results.cursor_key == made[0].hex()


async def test_a_slow_machine_ends_with_the_same_list(
    ledger: Ledger, ledger_path: Path, notes: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every moment is over as soon as it began: names one at a time, records and their count too."""
    for number in range(70):
        add_note(ledger, NoteDraft(3, f"数据入表第{number}次", TODAY), TODAY)
    moments = (
        (find_names, "MOMENT_SECONDS"),
        (find_records, "PAGE_SECONDS"),
        (find_records, "COUNT_SECONDS"),
        (search_found, "MOMENT"),
    )
    ends = list[Ends]()
    for seconds in (60.0, -1.0):
        for module, name in moments:
            monkeypatch.setattr(module, name, seconds)
        ends.append(await found_in_the_end(ledger_path, "数据", "sj", "入表", "czj", "没有这样的事"))
    for typed, (keys, *_) in ends[0].items():
        assert ends[0][typed] == ends[1][typed], typed
        assert bool(keys) == (typed != "没有这样的事")


async def test_a_page_that_was_refused_is_read_in_the_end(
    ledger: Ledger, ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(170):
        add_note(ledger, NoteDraft(3, f"数据入表第{number}次", TODAY), TODAY)
    whole = await found_in_the_end(ledger_path, "入表第")
    refusals = {"find_more": 2, "count_on": 2}
    monkeypatch.setattr(ledger_screen, "REFUSED_PAUSE", 0.01)
    # Only what the screen itself asks for: a first reading that is refused says so in a dialog, and the
    # screen reads anew from the first whenever another program wrote.
    readings = SimpleNamespace(**vars(search_found))
    for name in refusals:
        setattr(readings, name, _refused_first(getattr(search_found, name), name, refusals))
    monkeypatch.setattr(search_screen, "search_found", readings)
    assert await found_in_the_end(ledger_path, "入表第") == whole
    assert set(refusals.values()) == {0}


def _refused_first(read: Callable[..., Any], name: str, refusals: dict[str, int]) -> Callable[..., Any]:
    """The same reading, refused the first times as when another program holds the ledger."""

    def reading(*given: Any) -> Any:
        if refusals[name]:
            refusals[name] -= 1
            raise StoreRefused("台账正被占用", "别的程序正在写", "稍后再试")
        return read(*given)

    return reading


Ends = dict[str, tuple[list[str], str, str | None]]
"""By what was typed: all keys that are found, the caption, and the key under the cursor at first."""


async def found_in_the_end(ledger_path: Path, *typed: str) -> Ends:
    """What is found for each of these, one after the other."""
    ends: Ends = {}
    async with opened(ledger_path, "records") as (app, pilot):
        results = app.screen.query_one(GrowingList)
        for words in typed:
            app.screen.query_one(FilterBar).set_text("")
            await wait_until(pilot, lambda: app.screen._found is None and is_idle(app, results))
            await pilot.press("/")
            await paste(pilot, words)
            await wait_until(pilot, lambda: known(app, results))
            best, caption = results.cursor_key, results._caption
            await pilot.press("enter")
            await wait_until(pilot, lambda: known(app, results))  # it may be read anew at any time
            while app.screen._found.more is not None:
                await pilot.press("end")
                await wait_until(pilot, lambda: known(app, results))
            ends[words] = rows(results), caption, best
    return ends


def known(app: OneScreenApp, results: GrowingList) -> bool:
    """Whether names, the first records and their number have come, and nothing else is on its way."""
    found = app.screen._found
    return (
        is_idle(app, results)
        and found is not None
        and found.names_known
        and (found.more is None or found.counted)
    )


def is_idle(app: OneScreenApp, results: GrowingList) -> bool:
    """Whether nothing is being read."""
    return results.is_settled and not any(worker.is_running for worker in app.workers)


async def test_a_name_has_no_record_to_correct_but_takes_a_note(
    ledger_path: Path, notes: list[bytes]
) -> None:
    async with opened(ledger_path, "records") as (app, pilot):
        await shows(pilot, "^U 更正", "^W 撤回", "共 5 条")  # a decision
        await pilot.press("down")
        await shows(pilot, "^U 更正", "^W 撤回", "^T 筛选条件")
        await pilot.press("/")
        await type_text(pilot, "2-1")
        await pilot.press("enter")
        results = app.screen.query_one(GrowingList)
        await wait_until(pilot, lambda: results.cursor_key == "milestone:2-1")
        await pilot.press("u")
        await shows(pilot, "这一条不这样更正、撤回")
        await pilot.press("escape", "n")
        await form_open(pilot)
        await shows(pilot, "第2项")


async def test_hostile_words_are_only_words(ledger: Ledger, ledger_path: Path) -> None:
    for text in HOSTILE[:4]:
        add_note(ledger, NoteDraft(1, f"前{text}后", TODAY), TODAY)
    async with opened(ledger_path, "records", (80, 24)) as (app, pilot):
        bar = app.screen.query_one(FilterBar)
        for text in HOSTILE:
            await pilot.press("ctrl+f")
            await paste(pilot, text)
            await pilot.press("escape")
        await paste(pilot, "[/督查]")
        await shows(pilot, "前[/督查]后")
        assert bar.text == "[/督查]" and len(app.screen_stack) == 1


async def test_a_tiny_terminal_searches_too(ledger_path: Path, notes: list[bytes]) -> None:
    async with opened(ledger_path, "records", (20, 5)) as (app, pilot):
        await pilot.press("/")
        await type_text(pilot, "czj")
        await pilot.press("tab")
        await wait_until(pilot, lambda: bool(app.screen.query_one(FilterBar).filters))
        await pilot.press("enter", "enter", "escape", "f", "escape")
        assert frame(app)


def test_a_long_line_begins_shortly_before_the_first_word() -> None:
    look = Look(TODAY, ("入表",), 30)
    assert str(look.around("入表" + "长" * 100)).startswith("入表长")
    assert str(look.around("长" * 100 + "入表实例")) == "..长长长入表实例"
    assert look.around("长" * 100) == "长" * 100
    assert [look.moment(when) for when in ("2026-03-04T05:06:07+08:00", "2025-03-04T05:06")] == [
        "03-04 05:06",
        "2025-03-04",
    ]


def test_how_many_are_found_is_said() -> None:
    def said(names: int, records: int, more: bytes | None, **counted: object) -> str:
        found = search_found.Found(
            SearchQuery(),
            Look(TODAY),
            (),
            names,
            min(names, 6),
            records,
            more,
            **counted,  # type: ignore[arg-type]
        )
        return search_found.caption(found)

    assert said(2, 3, None) == "名称 2 个，记录 3 条"
    assert said(0, 0, None) == "记录 0 条"
    assert said(9, 50, b"1") == "名称 9 个（列前 6 个），记录 50 条以上"
    assert said(0, 50, b"1", counted=True, total=1234) == "记录 1,234 条"
    assert said(0, 50, b"1", counted=True) == "记录 1 万条以上"
    assert said(50, 0, None, more_names=True) == "名称 50 个以上（列前 6 个）"


def test_a_name_shows_its_state_and_where_it_was_found() -> None:
    said = {"label": "2", "plan": "数据条例方案"}
    hit = Hit(Place.MILESTONE, "2-1", "2 登记平台建成", "", 2, "2026-12-10", "", "overdue", **said)
    row = name_row(hit, Look(TODAY, ("2-1",)))
    assert (row.key, row.tone) == ("milestone:2-1", "overdue")
    assert row.cells == ("逾期", "节点", "2", "登记平台建成（2026-12-10）", "", "数据条例方案")


async def test_a_file_of_the_results_holds_them_all_in_full(ledger: Ledger, ledger_path: Path) -> None:
    long = "长" * 60 + "入表"
    for number in range(120):
        add_note(ledger, NoteDraft(1, f"{long}{number}", TODAY), TODAY)
    async with opened(ledger_path, "records", (80, 24)) as (app, pilot):
        results = app.screen.query_one(GrowingList)
        everything = results.source
        assert isinstance(everything, PartSource)
        assert next(all_rows(everything.whole())).cells[0] == "2026-11-22 09:00"
        await pilot.press("/")
        await type_text(pilot, "入表")
        await shows(pilot, "..长")
        assert isinstance(results.source, PartSource)
        whole = [row.cells[3] for row in all_rows(results.source.whole())]
        assert whole[-120:] == [f"{long}{number}" for number in range(119, -1, -1)]


async def test_the_mark_of_a_retracted_note_stands_before_an_excerpt_of_its_middle(
    ledger: Ledger, ledger_path: Path
) -> None:
    gone = add_note(ledger, NoteDraft(1, "前" * 90 + "要找的" + "后" * 90, TODAY), TODAY)
    retract_note(ledger, gone, "误录")
    async with opened(ledger_path, "records", (80, 24)) as (app, pilot):
        await pilot.press("/")
        await type_text(pilot, "要找的")
        await shows(pilot, "（已撤回）..前", "要找的")


async def test_a_record_is_copied_in_full_with_the_year(ledger_path: Path, notes: list[bytes]) -> None:
    async with opened(ledger_path, "records", (80, 24)) as (app, pilot):
        await pilot.press("/")
        await type_text(pilot, "已核对")
        await shows(pilot, "记录 1 条")
        await pilot.press("enter", "y")
        await wait_until(pilot, lambda: "入表实例 1 个，已核对" in app.clipboard)
        assert "2026-11-22 09:00" in app.clipboard and "市财政局" in app.clipboard
