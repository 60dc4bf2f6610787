"""Views and columns of a list, and what its filter could narrow to next: kept, shown, counted."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.office_plans import several_plans
from support.screens import OneScreenApp, form_closed, form_open, on_row, opened, shows, stored
from support.tui import SIZES, TODAY, frame, type_text, wait_until
from textual.pilot import Pilot

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.text.ordering import Sort
from huaian_tui.services import views
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.services.notices import keep_draft
from huaian_tui.services.views import SavedView
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.keep.preferences import read_preferences
from huaian_tui.store.queries.find_milestones import find_milestones
from huaian_tui.store.queries.find_tasks import find_tasks
from huaian_tui.store.search.facet_counts import Asked, FacetCounts, count_milestones, count_tasks
from huaian_tui.store.search.filters import (
    Facet,
    Filter,
    Vocabulary,
    light_filter,
    offers,
    plan_filter,
    unit_filter,
)
from huaian_tui.store.search.list_filters import milestone_filter, task_filter
from huaian_tui.tui.areas.views.dialog import ViewsDialog
from huaian_tui.tui.areas.views.opening import view_source
from huaian_tui.tui.forms.line_input import LineInput
from huaian_tui.tui.frame.filter_bar import FilterBar
from huaian_tui.tui.frame.offer_line import OfferLine
from huaian_tui.tui.list.column_choice import ColumnsDialog
from huaian_tui.tui.list.virtual_list import VirtualList


@asynccontextmanager
async def on_tasks(
    ledger_path: Path, tmp_path: Path, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[tuple[OneScreenApp, Pilot[Any], Path]]:
    async with opened(ledger_path, "tasks", size) as (app, pilot):
        app.preferences = tmp_path / "preferences.json"
        yield app, pilot, app.preferences


def task_list(app: OneScreenApp) -> VirtualList:
    return app.screen.query_one("#task-list", VirtualList)


# ---------------------------------------------------------------------- views


@pytest.mark.parametrize("size", SIZES)
async def test_what_a_list_shows_is_saved_under_a_name_and_comes_back(
    ledger_path: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with on_tasks(ledger_path, tmp_path, size) as (app, pilot, path):
        bar, records = app.screen.query_one(FilterBar), task_list(app)
        bar.set_filters([light_filter(Light.OVERDUE)])
        records.set_order(Sort("due", descending=True))
        await pilot.press("ctrl+backslash", "r")
        await wait_until(pilot, lambda: isinstance(app.screen, ViewsDialog))
        await shows(pilot, "还没有视图")
        await pilot.press("ctrl+s")
        form = await form_open(pilot)
        await shows(pilot, "任务列表：状态 逾期；按时限倒排")
        form.query_one(LineInput).value = "逾期的"
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "已存视图「逾期的」")
        shape = {"tree": False}
        order = Sort("due", descending=True)
        kept = SavedView("逾期的", "tasks", "", (light_filter(Light.OVERDUE),), order, None, shape, "时限")
        assert views.read_views(path) == [kept]
        bar.clear()
        await wait_until(pilot, lambda: records.is_settled and records.count == 60)
        await pilot.press("ctrl+backslash", "r")
        await shows(pilot, "逾期的", "状态 逾期")
        await pilot.press("enter")
        await wait_until(pilot, lambda: bar.filters == kept.filters and records.is_settled)
        await wait_until(pilot, lambda: records.count < 60)
        assert records.sort == kept.sort


async def test_a_view_without_columns_of_its_own_shows_none_of_another_view(
    ledger_path: Path, tmp_path: Path
) -> None:
    async with on_tasks(ledger_path, tmp_path) as (app, pilot, _):
        records = task_list(app)
        await wait_until(pilot, lambda: records.is_settled)
        app.screen.show_view(SavedView("甲", "tasks", columns=("序号", "重点任务")))
        assert records.chosen_columns == ("序号", "重点任务")
        app.screen.show_view(SavedView("乙", "tasks"))
        assert records.chosen_columns is None
        app.list_columns["tasks"] = ("序号", "状态")  # this person's own
        app.screen.show_view(SavedView("乙", "tasks"))
        assert records.chosen_columns == ("序号", "状态")


async def test_a_view_is_renamed_shown_first_and_deleted(ledger_path: Path, tmp_path: Path) -> None:
    async with on_tasks(ledger_path, tmp_path) as (app, pilot, path):
        views.save_view(path, SavedView("甲", "tasks"))
        await pilot.press("ctrl+backslash", "r")
        await shows(pilot, "甲", "打开时先看")
        await pilot.press("r")
        form = await form_open(pilot)
        form.query_one(LineInput).value = "乙"
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: isinstance(app.screen, ViewsDialog) and "乙" in frame(app))
        await pilot.press("f")
        await wait_until(pilot, lambda: read_preferences(path).get("first_view") == "乙")
        await wait_until(pilot, lambda: isinstance(app.screen, ViewsDialog) and "先看" in frame(app))
        await pilot.press("x")
        await shows(pilot, "删去视图？")
        await pilot.press("right", "enter")
        await shows(pilot, "还没有视图")
        assert views.read_views(path) == [] and "first_view" not in read_preferences(path)


async def test_the_cursor_stays_with_the_view_that_was_acted_on(ledger_path: Path, tmp_path: Path) -> None:
    async with on_tasks(ledger_path, tmp_path) as (app, pilot, path):
        for name in ("甲", "乙", "丙", "丁"):
            views.save_view(path, SavedView(name, "tasks"))
        await pilot.press("ctrl+backslash", "r")
        await on_row(pilot, ViewsDialog, "甲")
        await pilot.press("down", "f")
        await wait_until(pilot, lambda: read_preferences(path).get("first_view") == "乙")
        await on_row(pilot, ViewsDialog, "乙")
        await pilot.press("r")
        form = await form_open(pilot)
        form.query_one(LineInput).value = "戊"
        await pilot.press("ctrl+s")
        await on_row(pilot, ViewsDialog, "戊")
        await pilot.press("r")
        await form_open(pilot)
        await pilot.press("escape")
        await on_row(pilot, ViewsDialog, "戊")
        await pilot.press("x")
        await shows(pilot, "删去视图？")
        await pilot.press("enter")
        await on_row(pilot, ViewsDialog, "戊")
        for gone, beside in (("戊", "丙"), ("丙", "丁"), ("丁", "甲")):
            await on_row(pilot, ViewsDialog, gone)
            await pilot.press("x")
            await shows(pilot, "删去视图？")
            await pilot.press("right", "enter")
            await on_row(pilot, ViewsDialog, beside)
        assert [one.name for one in views.read_views(path)] == ["甲"]


async def test_the_palette_finds_views_by_name_pinyin_and_the_word(ledger_path: Path, tmp_path: Path) -> None:
    async with on_tasks(ledger_path, tmp_path) as (app, _, path):
        views.save_view(path, SavedView("本周到期", "milestones"))
        find = view_source(app)
        for query in ("到期", "视图", "视图：本周", "bzdq", "benzhou"):
            assert [one.title for one in find(query)] == ["视图：本周到期"], query
        assert find("逾期") == []


async def test_a_view_whose_unit_is_gone_says_so(ledger_path: Path, tmp_path: Path) -> None:
    async with on_tasks(ledger_path, tmp_path) as (app, pilot, path):
        views.save_view(path, SavedView("甲", "tasks", filters=(unit_filter("没有局"),)))
        await pilot.press("ctrl+backslash", "r")
        await shows(pilot, "单位 没有局")
        await pilot.press("enter")
        await shows(pilot, "单位「没有局」不在这本台账里")


async def test_a_view_of_the_units_has_their_plan(ledger: Ledger, ledger_path: Path, tmp_path: Path) -> None:
    office = several_plans(ledger)
    async with opened(ledger_path, "units") as (app, pilot):
        app.preferences = tmp_path / "preferences.json"
        await wait_until(pilot, lambda: app.screen.query_one("#unit-tasks", VirtualList).is_settled)
        app.screen.show_view(SavedView("水", "units", filters=(plan_filter(office.water, "水环境"),)))
        await shows(pilot, "方案 水环境")
        kept = app.screen.present_view("水环境的单位")
        assert [one.value for one in kept.filters] == [office.water]
        views.save_view(app.preferences, kept)
        app.screen.show_view(SavedView("全部", "units"))
        await wait_until(pilot, lambda: "方案 水环境" not in frame(app))
        assert not app.screen.present_view("").filters
        app.screen.show_view(views.find_view(app.preferences, "水环境的单位"))
        await shows(pilot, "方案 水环境")


async def test_days_that_move_are_those_of_the_day_that_is_shown(ledger_path: Path, tmp_path: Path) -> None:
    (month,) = offers("本月", TODAY, Vocabulary(), (Facet.DATES,))
    async with on_tasks(ledger_path, tmp_path) as (app, pilot, path):
        bar = app.screen.query_one(FilterBar)
        bar.set_filters([month])
        await shows(pilot, month.words)
        await pilot.press("ctrl+backslash", "r")
        await wait_until(pilot, lambda: isinstance(app.screen, ViewsDialog))
        await pilot.press("ctrl+s")
        form = await form_open(pilot)
        await shows(pilot, "「本月」不固定")
        form.query_one(LineInput).value = "本月的"
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await wait_until(pilot, lambda: len(views.read_views(path)) == 1)
        app.session._today = date(2027, 2, 3)
        app.screen.load_if_changed()
        await shows(pilot, "本月（2027-02）")
        bar.clear()
        assert [one.hint for one in view_source(app)("本月")] == ["任务：日期 本月（2027-02）"]


# ---------------------------------------------------------------------- columns


@pytest.mark.parametrize("size", SIZES)
async def test_columns_are_chosen_ordered_kept_and_reset(
    ledger_path: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with on_tasks(ledger_path, tmp_path, size) as (app, pilot, path):
        records = task_list(app)
        own = [one.title for one in records.listed_columns]
        assert "牵头单位" in [spot.column.title for spot in records.shown_columns]
        await pilot.press("|")
        await wait_until(pilot, lambda: isinstance(app.screen, ColumnsDialog))
        await shows(pilot, "下次回访")
        await pilot.press("end", "up", "space", "up")  # 下次回访 is shown; marking goes on to the next
        for _ in range(len(own) + 1):
            await pilot.press("u")  # before all others
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: records.chosen_columns is not None)
        assert records.listed_columns[0].title == "下次回访"
        await wait_until(pilot, lambda: "columns" in read_preferences(path))
        assert read_preferences(path)["columns"]["tasks"][0] == "下次回访"
        await shows(pilot, "下次回访")
        await pilot.press("|")
        await wait_until(pilot, lambda: isinstance(app.screen, ColumnsDialog))
        await pilot.press("r", "ctrl+s")
        await wait_until(pilot, lambda: records.chosen_columns is None)
        await wait_until(pilot, lambda: read_preferences(path)["columns"] == {})
        assert [one.title for one in records.listed_columns] == own


async def test_a_column_that_is_not_shown_now_stays_chosen(ledger_path: Path, tmp_path: Path) -> None:
    async with on_tasks(ledger_path, tmp_path) as (app, pilot, path):
        assert "方案" in task_list(app).hidden_columns, "of a single plan"
        app.list_columns["tasks"] = ("序号", "方案", "状态")
        task_list(app).choose_columns(app.list_columns["tasks"])
        await pilot.press("|")
        await wait_until(pilot, lambda: isinstance(app.screen, ColumnsDialog))
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: "方案" in read_preferences(path).get("columns", {}).get("tasks", ()))
        assert "方案" in app.list_columns["tasks"]


async def test_days_are_never_cut_and_texts_have_the_room(ledger_path: Path, ledger: Ledger) -> None:
    day = date(2024, 12, 1)
    add_note(ledger, NoteDraft(6, "入表", day, follow_up=date(2024, 12, 2)), day)
    async with opened(ledger_path, "tasks", (200, 50)) as (app, pilot):
        records = task_list(app)
        widths = {spot.column.title: spot.width for spot in records.shown_columns}
        assert widths["重点任务"] >= 44 and "牵头单位" in widths and "责任单位" in widths
        await shows(pilot, "逾期691天")
    async with opened(ledger_path, "overview", (80, 24)) as (app, pilot):
        await shows(pilot, "错过回访720天")


# ---------------------------------------------------------------------- what could be typed next


@pytest.mark.parametrize("size", SIZES)
async def test_the_bar_says_what_each_further_filter_leaves(ledger_path: Path, size: tuple[int, int]) -> None:
    async with opened(ledger_path, "tasks", size) as (app, pilot):
        wanted = task_filter("", [light_filter(Light.OVERDUE)])
        late = stored(ledger_path, lambda c: len(find_tasks(c, TODAY, wanted)))
        await pilot.press("/")
        await shows(pilot, f"状态：逾期 {late}", "左右选，Tab 加上")
        await pilot.press("right", "tab")
        bar, records = app.screen.query_one(FilterBar), task_list(app)
        await wait_until(pilot, lambda: bar.filters == (light_filter(Light.OVERDUE),))
        await wait_until(pilot, lambda: records.is_settled and records.count == late)
        await shows(pilot, "日期：2025年第四季度")
        await type_text(pilot, "czj")
        await shows(pilot, "Tab 单位：市财政局 1")
        await pilot.press("tab")
        await wait_until(pilot, lambda: len(bar.filters) == 2 and records.is_settled and records.count == 1)


async def test_the_marked_offer_is_seen_and_left_leads_back(ledger_path: Path) -> None:
    async with opened(ledger_path, "milestones", (80, 24)) as (app, pilot):
        await pilot.press("/")
        await shows(pilot, "状态：逾期")
        bar = app.screen.query_one(FilterBar)
        for _ in range(8):
            await pilot.press("right")
        await pilot.pause()
        assert "状态：逾期" not in frame(app)
        for _ in range(9):
            await pilot.press("left")
        await shows(pilot, "状态：逾期", "左右选")
        await pilot.press("tab")  # nothing is marked: on to the list
        assert bar.filters == () and isinstance(app.focused, VirtualList)
        await pilot.press("/", "right")
        await pilot.click(OfferLine, offset=(8, 0))
        await wait_until(pilot, lambda: bar.filters == (light_filter(Light.OVERDUE),))


@pytest.mark.parametrize("size", SIZES)
async def test_notices_and_records_say_what_each_further_filter_leaves(
    ledger: Ledger, ledger_path: Path, size: tuple[int, int]
) -> None:
    for number, unit in enumerate(("市财政局", "市数据局", "市财政局")):
        add_note(ledger, NoteDraft(6 + number, "走访登记", TODAY, units=(unit,), method="约谈"), TODAY)
        request = NoticeRequest(kind=NoticeKind.REMINDER, today=TODAY, units=(unit,))
        keep_draft(ledger, compose(ledger.connection, request), TODAY)
    async with opened(ledger_path, "records", size) as (app, pilot):
        bar, records = app.screen.query_one(FilterBar), app.screen.records
        await pilot.press("/")
        await shows(pilot, "种类：文书草稿 3   督查记录 3")
        await type_text(pilot, "走访登记 ")
        await shows(pilot, "种类：督查记录 3", "左右选，Tab 加上")
        await pilot.press("right", "right", "right", "tab")  # 种类, 日期, then the unit with the most
        await wait_until(pilot, lambda: [one.value for one in bar.filters] == ["市财政局"])
        assert bar.text == "走访登记", "the words stay"
        await wait_until(pilot, lambda: records.is_settled and records.count == 2)
    async with opened(ledger_path, "notices", size) as (app, pilot):
        await pilot.press("/")
        await shows(pilot, "状态：草稿 3", "文书：催办单 3")
        bar, notices = app.screen.query_one(FilterBar), app.screen.records
        await type_text(pilot, "czj")
        await shows(pilot, "Tab 单位：市财政局 2")
        await pilot.press("tab")
        await wait_until(pilot, lambda: len(bar.filters) == 1 and notices.is_settled and notices.count == 2)


@pytest.mark.parametrize("before", [(), (light_filter(Light.OVERDUE),), (unit_filter("市数据局"),)])
def test_each_count_is_what_its_filter_would_list(ledger_path: Path, before: Sequence[Filter]) -> None:
    def look(connection: sqlite3.Connection) -> None:
        asked = Asked("数据", "", before, (), ())
        for counts, rows in (
            (count_tasks(connection, TODAY, asked), lambda one: _tasks(connection, [*before, one])),
            (
                count_milestones(connection, TODAY, asked, finished=True),
                lambda one: _milestones(connection, [*before, one]),
            ),
        ):
            assert isinstance(counts, FacetCounts) and counts.values
            assert {one: rows(one) for one, _ in counts.values} == dict(counts.values)

    stored(ledger_path, look)


def _tasks(connection: sqlite3.Connection, filters: Sequence[Filter]) -> int:
    return len(find_tasks(connection, TODAY, task_filter("数据", filters)))


def _milestones(connection: sqlite3.Connection, filters: Sequence[Filter]) -> int:
    return len(find_milestones(connection, TODAY, milestone_filter("数据", filters, finished=True)))
