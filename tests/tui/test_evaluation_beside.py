"""From 评价: units beside the whole, what may come late with its record and score, and all of it as files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from conftest import FixedClock
from python_calamine import CalamineWorkbook
from support.cli import Program
from support.screens import OneScreenApp, form_closed, form_open, on_row, opened, shows, stored
from support.tui import SIZES, frame, type_text, wait_until

from huaian_tui.services.decisions import Completion, complete_milestones
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.forecasts import read_recorded
from huaian_tui.tui.areas.evaluation.forecasts import ForecastsDialog
from huaian_tui.tui.forms.pick import PickDialog
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.session import LedgerSession

Size = tuple[int, int]
EARLY, LATER = date(2025, 11, 22), date(2026, 1, 5)


@pytest.mark.parametrize("size", SIZES)
async def test_units_stand_beside_the_whole_and_each_opens_its_milestones(
    ledger: Ledger, ledger_path: Path, size: Size
) -> None:
    done = {one: Completion(date(2024, 12, 30), "验收") for one in ("2-1", "2-2", "6-1")}
    complete_milestones(ledger, done, LATER)
    async with opened(ledger_path, "evaluation", size, today=LATER) as (app, pilot):
        await pilot.press("ctrl+t")
        await form_open(pilot)
        await type_text(pilot, "2024")
        for _ in range(3):
            await pilot.press("tab")
        await type_text(pilot, "2025")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await pilot.press("ctrl+backslash")
        await shows(pilot, "单位对照", "逾期预测", "导出评价")
        await pilot.press("d")
        await wait_until(pilot, lambda: isinstance(app.screen, PickDialog))
        shown = await shows(pilot, "单位对照：2024年，对比 2025年", "不是名次", "95%区间", "与总体")
        rows = [line.split() for line in shown.splitlines() if "市数据局" in line and "/" in line]
        assert rows[0][-1] != "" and "3/6" in " ".join(rows[0]), shown
        if size[0] >= 120:
            assert "=" in shown and "o" in shown
        await pilot.press("enter")
        await shows(pilot, "市数据局（牵头）：到期节点", "2024-12-31")
        await pilot.press("escape")
        await on_row(pilot, PickDialog, "0")
        await pilot.press("end")
        last = str(app.screen.query_one(VirtualList).count - 1)
        await on_row(pilot, PickDialog, last)
        await pilot.press("enter")
        await wait_until(pilot, lambda: "单位对照" not in frame(app))
        await shows(pilot, "到期节点")
        await pilot.press("escape")
        await shows(pilot, "单位对照：2024年")
        await on_row(pilot, PickDialog, last)
        await pilot.press("home", "enter")
        await shows(pilot, "市数据局（牵头）：到期节点")
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.led and app.led[-1][0] == "milestones")


@pytest.mark.parametrize("size", SIZES)
async def test_forecasts_are_listed_recorded_and_scored(
    ledger: Ledger, ledger_path: Path, clock: FixedClock, size: Size
) -> None:
    async with opened(ledger_path, "evaluation", size, today=EARLY) as (app, pilot):
        await pilot.press("ctrl+backslash")
        await shows(pilot, "逾期预测")
        await pilot.press("y")
        await wait_until(pilot, lambda: isinstance(app.screen, ForecastsDialog))
        await shows(pilot, "可能逾期 7，不足以判断 0", "2025-12-31", "超过90天没有记录。")
        assert stored(ledger_path, lambda c: read_recorded(c, EARLY)) == []  # looking records nothing
        await pilot.press("ctrl+s")
        await shows(pilot, "已记下 7 个节点的预测")
        assert len(stored(ledger_path, lambda c: read_recorded(c, EARLY))) == 7
        await pilot.press("ctrl+s")
        await shows(pilot, "本月已记过 7 个")
        await pilot.press("down")
        await wait_until(pilot, lambda: not app.screen.query_one(VirtualList).is_moving)
        left = str(app.screen.query_one(VirtualList).cursor_key)
        app.screen.action_score()
        await wait_until(pilot, lambda: isinstance(app.screen, PickDialog))
        await pilot.press("escape")
        await on_row(pilot, ForecastsDialog, left)
        await pilot.press("home", "enter")
        await wait_until(pilot, lambda: app.led == [("milestones", "2-3")])
    clock.go_to(LATER)
    complete_milestones(ledger, {"2-3": Completion(date(2025, 12, 30), "验收")}, LATER)
    async with opened(ledger_path, "evaluation", size, today=LATER) as (app, pilot):
        app.screen.action_evaluation_forecasts()
        await wait_until(pilot, lambda: isinstance(app.screen, ForecastsDialog))
        app.screen.action_score()
        await shows(pilot, "打分和校准表", "已到期的预测 7 条，未按期 6 条", "80%-100%")
        await pilot.press("end", "enter")
        shown = await shows(pilot, "可能性 80%-100%，已到期", "未按期")
        assert shown.count("2025-11-22") == 7
        await pilot.press("escape")
        await shows(pilot, "打分和校准表")
        await on_row(pilot, PickDialog, str(app.screen.query_one(VirtualList).count - 1))
        await pilot.press("home", "enter")
        await shows(pilot, "这一档还没有已到期的预测")
        await pilot.press("escape")
        await shows(pilot, "打分和校准表")
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, ForecastsDialog))
        app.screen.action_recorded()
        await shows(pilot, "逾期预测：已记的", "按期")
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.led and app.led[-1][0] == "milestones")


async def test_a_past_day_records_nothing(ledger_path: Path) -> None:
    app = OneScreenApp(
        LedgerSession(ledger_path, "张三", today=EARLY, as_of=date(2025, 11, 20)), "evaluation"
    )
    async with app.run_test(size=(120, 40), notifications=True, tooltips=True) as pilot:
        await shows(pilot, "截至  2025-11-20", "市数据局")
        app.screen.action_evaluation_forecasts()
        await wait_until(pilot, lambda: isinstance(app.screen, ForecastsDialog))
        await shows(pilot, "可能逾期 7")
        await pilot.press("ctrl+s")
        await shows(pilot, "正在看截至 2025-11-20 的台账")
    assert stored(ledger_path, lambda c: read_recorded(c, EARLY)) == []


async def test_what_is_on_the_screen_is_what_the_files_hold(ledger_path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "导出"
    folder.mkdir()
    async with opened(ledger_path, "evaluation", (120, 40), today=LATER) as (app, pilot):
        await pilot.press("ctrl+t")
        form = await form_open(pilot)
        for field in form._fields:
            if field.key in ("period", "role"):
                field.set_raw({"period": "2024", "role": "lead"}[field.key])
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "期间  2024年", "按单位（牵头）")
        await pilot.press("ctrl+backslash")
        await shows(pilot, "导出评价")
        await pilot.press("e")
        form = await form_open(pilot)
        await shows(pilot, "期间  2024年", "截至  2026-01-05", "按单位（牵头）")
        for field in form._fields:
            if field.key in ("what", "folder"):
                field.set_raw({"what": "all", "folder": str(tmp_path / "没有")}[field.key])
        await pilot.press("ctrl+s")
        said = "请先建好该文件夹，或换一个位置"  # in one line or two: the path before it is as long as it is
        await wait_until(pilot, lambda: said in "".join(frame(app).split()))
        next(one for one in form._fields if one.key == "folder").set_raw(str(folder))
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "已导出 7 个文件到", "2024年")
    stem = "督查评价_2024年_截至2026年1月5日"
    names = sorted(one.name for one in folder.iterdir())
    assert f"{stem}.xlsx" in names and f"{stem}.pdf" in names
    assert sum(one.endswith(".png") for one in names) == 5
    book = CalamineWorkbook.from_path(str(folder / f"{stem}.xlsx"))
    sheet = book.get_sheet_by_name("评价").to_python()
    assert "按单位（牵头），期内在用的全部方案" in str(sheet[1][0])
    program = Program(ledger_path, today=LATER.isoformat())
    rows = program.json("evaluate", "--period", "2024", "--role", "lead")["rows"]
    written = [[line[0], line[2]] for line in sheet[3 : 3 + len(rows)]]
    assert written == [[one["name"], one["due"]] for one in rows]
