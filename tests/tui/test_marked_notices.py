"""Marked notices (F6) are checked, issued, exported and withdrawn together; what is left is said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.screens import form_closed, form_open, opened, shows, stored
from support.tui import wait_until

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.services.notices import issue, keep_draft
from huaian_tui.services.settings import change_settings
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.notices import list_notices
from huaian_tui.tui.areas.notices.forms import Drafts
from huaian_tui.tui.forms.message import ConfirmDialog, MessageDialog
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.threads.work import Stopped, Work


def drafted(ledger: Ledger, today: date, *units: str, kind: NoticeKind = NoticeKind.REMINDER) -> list[bytes]:
    """A draft to each unit, the last one at the top of the list."""
    made = []
    for unit in units:
        request = NoticeRequest(kind=kind, today=today, units=(unit,))
        made.append(keep_draft(ledger, compose(ledger.connection, request), today))
    return made


@pytest.fixture
def three(ledger: Ledger, today: date) -> list[bytes]:
    """A sheet, which is never issued, below two reminders."""
    change_settings(ledger, {"code": "淮数督"})
    sheet = drafted(ledger, today, "市财政局", kind=NoticeKind.STATUS)
    return [*sheet, *drafted(ledger, today, "市财政局", "市数据局")]


async def test_marked_ones_are_checked_and_issued_in_the_order_of_the_list(
    three: list[bytes], ledger_path: Path
) -> None:
    async with opened(ledger_path, "notices") as (app, pilot):
        await shows(pilot, "共 3 份")
        await pilot.press("shift+end")
        await shows(pilot, "已标记 3 份")
        await pilot.press("ctrl+k")
        await wait_until(pilot, lambda: isinstance(app.screen, MessageDialog))
        await shows(pilot, "核对结果：3 份", "催办单  市数据局", "催办单  市财政局")
        await pilot.press("escape", "f9")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await shows(
            pilot,
            "印发 2 份文书？",
            "1  催办单  市数据局",
            "2  催办单  市财政局",
            "另有 1 份不印发",
            "不是公文",
        )
        await pilot.press("right", "enter")
        await shows(pilot, "已印发 2 份：淮数督〔2026〕1号、淮数督〔2026〕2号")
        assert len(app.screen.query_one(VirtualList).marked) == 0
    numbers = {(one.kind, one.units[0]): one.number for one in stored(ledger_path, list_notices)}
    assert numbers == {
        ("reminder", "市数据局"): "淮数督〔2026〕1号",
        ("reminder", "市财政局"): "淮数督〔2026〕2号",
        ("status", "市财政局"): "",
    }


async def test_marked_ones_are_exported_by_one_form_and_withdrawn_for_one_reason(
    three: list[bytes], ledger: Ledger, ledger_path: Path, today: date, tmp_path: Path
) -> None:
    issue(ledger, three[1], today)
    async with opened(ledger_path, "notices") as (app, pilot):
        await shows(pilot, "共 3 份")
        await pilot.press("space", "space", "ctrl+e")
        form = await form_open(pilot)
        await shows(pilot, "导出 2 份文书")
        typed = {"folder": str(tmp_path), "formats": "txt", "passport": "beside"}
        for field in form._fields:
            field.set_raw(typed[field.key])
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "已导出 2 份文书，4 个文件")
        await pilot.press("home", "space", "space", "w")
        form = await form_open(pilot)
        await shows(pilot, "撤回 2 份文书", "催办单  市财政局  淮数督〔2026〕1号", "市数据局  草稿")
        next(iter(form._fields)).set_raw("另行行文")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "已撤回 2 份文书")
        assert len(app.screen.query_one(VirtualList).marked) == 0
    assert len(list(tmp_path.glob("*.txt"))) == len(list(tmp_path.glob("*_数字护照.json"))) == 2
    states = [(one.kind, one.state, one.withdrawn) for one in stored(ledger_path, list_notices)]
    assert states == [
        ("reminder", "withdrawn", "另行行文"),
        ("reminder", "withdrawn", "另行行文"),
        ("status", "draft", ""),
    ]


async def test_without_a_code_word_the_way_leads_to_the_settings(
    ledger: Ledger, ledger_path: Path, today: date
) -> None:
    drafted(ledger, today, "市财政局")
    async with opened(ledger_path, "notices") as (app, pilot):
        await shows(pilot, "草稿")
        await pilot.press("f9")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        said = await shows(pilot, "还不能印发", "没有设置机关代字", "去设置", "Ctrl+G")
        assert "huaian-tui" not in said
        await pilot.press("right", "enter")
        form = await form_open(pilot)
        next(one for one in form._fields if one.key == "code").set_raw("淮数督")
        await pilot.press("ctrl+s")
        await shows(pilot, "印发这份文书？")


def test_a_stop_says_how_many_drafts_stay() -> None:
    assert Drafts((b"1", b"2"), 5).told == "已停下：已拟好的 2 份草稿留着，还有 3 份没有拟"
    assert Drafts((b"1", b"2"), 2).told.startswith("已拟好 2 份草稿")


def test_being_stopped_keeps_what_was_made_and_refuses_when_nothing_was() -> None:
    work = Work("正在拟稿")
    assert work.goes_on(2, 5, "正在拟稿", kept=True)
    assert work.done == 0.4 and "已完成 2 份，共 5 份" in work.words
    work.stop()
    assert not work.goes_on(3, 5, "正在拟稿", kept=True)
    with pytest.raises(Stopped):
        work.goes_on(0, 5, "正在拟稿", kept=False)
