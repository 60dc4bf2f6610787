"""导入修订稿: what a new text changes is listed, doubts are asked, accepted as one action."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.plan_texts import FIRST_TEXT, SECOND_TEXT, plan_text
from support.screens import opened, shows, stored, tells
from support.tui import SIZES, TODAY, paste, wait_until

from huaian_tui.services.plan_import.accepting import accept_plan
from huaian_tui.services.plan_import.deciding import decide
from huaian_tui.services.plan_import.decisions import Decisions
from huaian_tui.services.plan_import.reading import preview_import
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.plans import read_plan_line
from huaian_tui.tui.areas.plan_import.screen import ImportPreview
from huaian_tui.tui.files.chooser import FileChooser
from huaian_tui.tui.forms.message import FollowsDialog
from huaian_tui.tui.list.virtual_list import VirtualList

Size = tuple[int, int]


def first_plan(ledger: Ledger) -> str:
    """The plan before it is revised; its id."""
    preview = preview_import(ledger.connection, FIRST_TEXT)
    decided = decide(preview, Decisions(code="YS", short="营商", stage="征求意见稿"))
    return accept_plan(ledger, decided, date(2026, 1, 5)).plan


@pytest.mark.parametrize("size", SIZES)
async def test_changes_are_listed_with_marked_words_and_accepted(
    ledger: Ledger, ledger_path: Path, tmp_path: Path, size: Size
) -> None:
    plan = first_plan(ledger)
    file = plan_text(tmp_path, SECOND_TEXT, "印发稿.txt")
    async with opened(ledger_path, "plans", size) as (app, pilot):
        records = app.screen.query_one(VirtualList)
        app.screen.go_to(plan)
        await wait_until(pilot, lambda: records.cursor_key == plan and records.is_settled)
        await pilot.press("ctrl+backslash", "g")
        await wait_until(pilot, lambda: isinstance(app.screen, FileChooser))
        await paste(pilot, str(file))
        await shows(pilot, "共 1 个")
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ImportPreview))
        screen = app.screen
        await shows(pilot, "修订方案：YS", "征求意见稿 改为 印发稿")
        while screen.records.id != "part-changes":
            await pilot.press("tab")
        await shows(pilot, "改文字", "删去", "新增", "改时限")
        while "改文字" not in str(screen.records.row_at(screen.records.cursor).cells[0]):
            await pilot.press("down")
        await tells(pilot, "向社会开放【一】批数据", "向社会开放【三】批数据")
        assert screen.opened.revision is not None
        while screen.opened.preview.unanswered:
            await pilot.press("shift+tab") if screen.records.id != "part-questions" else None
            left = len(screen.opened.preview.unanswered)
            await pilot.press("1")
            await wait_until(pilot, lambda left=left: len(screen.opened.preview.unanswered) < left)
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: isinstance(app.screen, FollowsDialog))
        await shows(pilot, "变化")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: bool(app.led))
        line = stored(ledger_path, lambda c: read_plan_line(c, TODAY, plan))
        assert (line.tasks, line.stage) == (4, "印发稿")


async def test_the_same_text_changes_nothing(ledger: Ledger, ledger_path: Path, tmp_path: Path) -> None:
    plan = first_plan(ledger)
    file = plan_text(tmp_path, FIRST_TEXT, "同一稿.txt")
    async with opened(ledger_path, "plans") as (app, pilot):
        records = app.screen.query_one(VirtualList)
        app.screen.go_to(plan)
        await wait_until(pilot, lambda: records.cursor_key == plan and records.is_settled)
        await pilot.press("ctrl+backslash", "g")
        await wait_until(pilot, lambda: isinstance(app.screen, FileChooser))
        await paste(pilot, str(file))
        await shows(pilot, "共 1 个")
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ImportPreview))
        await shows(pilot, "变化 0")
        await pilot.press("ctrl+s")
        await shows(pilot, "没有变化")
