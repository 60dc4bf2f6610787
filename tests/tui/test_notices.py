"""文书 (F6): drafting a 通报 and a 催办单, the preview, exporting to files."""

from __future__ import annotations

from pathlib import Path

import pytest
from screen_support import form_closed, form_open, opened, shows, stored, tells
from tui_support import SIZES, type_text

from huaian_tui.store.queries.notices import list_notices
from huaian_tui.tui.widgets.chinese_text import DetailPane


@pytest.mark.parametrize("size", SIZES)
async def test_a_reminder_is_drafted_previewed_and_exported(
    ledger_path: Path, size: tuple[int, int], tmp_path: Path
) -> None:
    async with opened(ledger_path, "notices", size) as (app, pilot):
        await shows(pilot, "还没有文书")
        app.screen.go_to("reminder:市财政局")  # as the units screen does
        await form_open(pilot)
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "催办单", "市财政局")
        await tells(pilot, "淮安市财政局：", "有关事项的催办单", "形成数据资产入表实例")
        await pilot.press("enter")
        assert app.screen.query_one(DetailPane).has_focus
        await shows(pilot, "核对")
        await pilot.press("escape", "ctrl+e")
        form = await form_open(pilot)
        form.query_one("#form-save")
        folder = next(field for field in form._fields if field.key == "folder")
        folder.set_raw(str(tmp_path))
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "已导出")
    names = sorted(path.name for path in tmp_path.glob("市财政局_催办单_*"))
    assert names == ["市财政局_催办单_2026年11月22日.pdf", "市财政局_催办单_2026年11月22日.txt"]
    assert (tmp_path / names[0]).read_bytes().startswith(b"%PDF-")


async def test_a_circular_covers_the_whole_plan(ledger_path: Path) -> None:
    async with opened(ledger_path, "notices") as (_, pilot):
        await pilot.press("a")
        await form_open(pilot)
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "通报", "全市")
        await tells(pilot, "重点任务进展情况的通报", "方案共分解重点任务60项")
    kept = stored(ledger_path, list_notices)
    assert [(one.kind, one.state, one.officer) for one in kept] == [("circular", "draft", "张三")]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "没有写给哪个单位"),
        ("不存在的局", "没有找到单位"),
        ("swj", "可指多个单位"),
        ("公安局", "没有需要催办"),
    ],
)
async def test_a_reminder_that_cannot_be_drafted_says_why(ledger_path: Path, typed: str, said: str) -> None:
    async with opened(ledger_path, "notices") as (app, pilot):
        app.screen.go_to("reminder:")
        form = await form_open(pilot)
        field = next(field for field in form._fields if field.key == "unit")
        field.control().focus()
        await pilot.pause()
        await type_text(pilot, typed)
        await pilot.press("ctrl+s")
        await shows(pilot, said)
    assert stored(ledger_path, list_notices) == []


async def test_nothing_to_export_is_said(ledger_path: Path) -> None:
    async with opened(ledger_path, "notices") as (_, pilot):
        await pilot.press("ctrl+e")
        await shows(pilot, "没有可导出的文书")
