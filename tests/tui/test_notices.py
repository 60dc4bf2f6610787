"""文书 (F6): from draft to answer, each step by keyboard, and what the ledger and the folder hold then."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from support.screens import form_closed, form_open, opened, shows, stored, tells
from support.tui import SIZES, frame, type_text, wait_until
from textual.pilot import Pilot

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.services.notices import issue, keep_draft, record_reply
from huaian_tui.services.settings import change_setting
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.notices import list_notices
from huaian_tui.tui.areas.notices.sources import FiguresDialog
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.message import ConfirmDialog, MessageDialog
from huaian_tui.tui.forms.pick import PickDialog
from huaian_tui.tui.frame.chinese_text import DetailPane


def drafted(ledger: Ledger, today: Any, kind: NoticeKind = NoticeKind.REMINDER) -> bytes:
    """A draft to 市财政局 in the ledger."""
    change_setting(ledger, "code", "淮数督")
    request = NoticeRequest(kind=kind, today=today, units=("市财政局",))
    return keep_draft(ledger, compose(ledger.connection, request), today)


def only(path: Path) -> NoticeRow:
    (notice,) = stored(path, list_notices)
    return notice


def fill(form: FormDialog, **values: str) -> None:
    for field in form._fields:
        if field.key in values:
            field.set_raw(values[field.key])


async def dialog(pilot: Pilot[Any], kind: type) -> None:
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, kind))
    await pilot.pause(0.05)


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
        await tells(pilot, "淮安市财政局：", "催办单", "形成数据资产入表实例")
        await pilot.press("enter")
        assert app.screen.query_one(DetailPane).has_focus
        await pilot.press("escape", "ctrl+e")
        fill(await form_open(pilot), folder=str(tmp_path))
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "已导出")
    names = sorted(path.suffix for path in tmp_path.glob("市财政局_催办单_2026年11月22日草稿.*"))
    assert names == [".docx", ".pdf", ".txt"]


@pytest.mark.parametrize("size", SIZES)
async def test_a_draft_of_data_of_a_past_day_says_so(ledger_path: Path, size: tuple[int, int]) -> None:
    async with opened(ledger_path, "notices", size) as (app, pilot):
        await shows(pilot, "还没有文书")
        app.screen.go_to("reminder:市财政局")
        fill(await form_open(pilot), as_of="明天")
        await pilot.press("ctrl+s")
        await shows(pilot, "数据截至日不能晚于今天")
        fill(app.screen, as_of="9月30日")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "催办单", "市财政局")
        await tells(pilot, "数据截至", "2026-09-30", "截至2026年9月30日")
    assert str(only(ledger_path).as_of) == "2026-09-30"


async def test_a_circular_covers_the_whole_plan(ledger_path: Path) -> None:
    async with opened(ledger_path, "notices") as (_, pilot):
        await pilot.press("a")
        await form_open(pilot)
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "通报", "全市")
        await tells(pilot, "重点任务进展情况的通报", "重点任务60项")
    assert (only(ledger_path).kind, only(ledger_path).state) == ("circular", "draft")


async def test_one_reminder_for_each_unit_with_something_due(ledger_path: Path) -> None:
    async with opened(ledger_path, "notices") as (app, pilot):
        app.screen.go_to("reminder:全部")
        await form_open(pilot)
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "已拟好")
    units = {notice.units for notice in stored(ledger_path, list_notices)}
    assert {("市财政局",), ("市数据局",)} <= units and ("各县区人民政府",) not in units, "leads alone"


async def test_a_reminder_that_cannot_be_drafted_says_why(ledger_path: Path) -> None:
    refused = {
        "": "没有写给哪个单位",
        "不存在的局": "没有找到单位",
        "swj": "可指多个单位",
        "公安局": "没有需要",
    }
    async with opened(ledger_path, "notices") as (app, pilot):
        app.screen.go_to("reminder:")
        form = await form_open(pilot)
        units = next(field for field in form._fields if field.key == "units")
        for typed, said in refused.items():
            assert said not in frame(app)
            units.set_raw("")
            units.control().focus()
            await pilot.pause()
            await type_text(pilot, typed)
            await pilot.press("ctrl+s")
            await shows(pilot, said)
    assert stored(ledger_path, list_notices) == []


async def test_a_draft_is_edited_checked_and_issued(ledger: Ledger, ledger_path: Path, today: Any) -> None:
    drafted(ledger, today)
    async with opened(ledger_path, "notices") as (_, pilot):
        await shows(pilot, "草稿")
        await pilot.press("u")
        form = await form_open(pilot)
        body = next(field for field in form._fields if field.key == "body")
        assert "【表1】" in body.raw()
        body.set_raw(body.raw() + "\n请认真核对[/]。")
        fill(form, recipients="淮安市财政局、各县区人民政府")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await tells(pilot, "请认真核对[/]。", "淮安市财政局，各县区人民政府：")
        await pilot.press("ctrl+k")
        await dialog(pilot, MessageDialog)
        await shows(pilot, "核对结果", "政府督查工作条例第十一条")
        await pilot.press("escape", "f9")
        await dialog(pilot, ConfirmDialog)
        await pilot.press("right", "enter")
        await shows(pilot, "已印发", "淮数督〔2026〕1号")
    notice = only(ledger_path)
    assert (notice.state, notice.number) == ("issued", "淮数督〔2026〕1号")
    assert notice.reply_due is not None and notice.missing == ("市财政局",)


async def test_an_issued_notice_is_answered_and_withdrawn(
    ledger: Ledger, ledger_path: Path, today: Any
) -> None:
    issue(ledger, drafted(ledger, today), today)
    async with opened(ledger_path, "notices") as (app, pilot):
        await tells(pilot, "未反馈")
        await pilot.press("u")
        await shows(pilot, "这份文书不能再改")
        await pilot.press("escape", "r")
        fill(await form_open(pilot), text="已完成入表 3 例")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await tells(pilot, "市财政局：已完成入表 3 例")
        await pilot.press("w")
        await dialog(pilot, PickDialog)
        await pilot.press("enter")
        fill(await form_open(pilot), reason="数据有误")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "已撤回这份文书", "没有符合条件的文书", "未列已撤回、丢弃 1")
        app.screen.go_to(only(ledger_path).record_id.hex())
        await tells(pilot, "已撤回", "数据有误")
    assert only(ledger_path).missing == ()


async def test_hints_and_toasts_go_with_the_chosen_notice(
    ledger: Ledger, ledger_path: Path, today: Any
) -> None:
    issue(ledger, drafted(ledger, today), today)
    drafted(ledger, today)

    def hints() -> str:
        return frame(pilot.app).splitlines()[-1]

    async with opened(ledger_path, "notices") as (app, pilot):
        await wait_until(pilot, lambda: "F9 印发" in hints() and "登记反馈" not in hints())
        await pilot.press("down")
        await wait_until(pilot, lambda: "登记反馈" in hints() and "印发" not in hints())
        app.tell("已导出")
        await shows(pilot, "已导出")
        assert "已导出" not in "".join(frame(pilot.app).splitlines()[-2:]) and "共 2 份" in frame(pilot.app)


@pytest.mark.parametrize("size", SIZES)
async def test_figures_lead_to_what_they_count(
    ledger: Ledger, ledger_path: Path, today: Any, size: tuple[int, int], tmp_path: Path
) -> None:
    drafted(ledger, today)
    async with opened(ledger_path, "notices", size) as (app, pilot):
        await shows(pilot, "草稿")
        await pilot.press("ctrl+y")
        await shows(pilot, "数字来源", "第1段", "节点", "台账指纹", "仍是拟稿时的")
        assert isinstance(app.screen, FiguresDialog)
        await pilot.press("enter")
        await dialog(pilot, PickDialog)
        listed = await shows(pilot, "第6项", "2025-12-31")
        assert not re.search(r"[0-9a-f]{8}", listed)
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.led != [])
        assert app.led == [("milestones", "6-1")]
        await pilot.press("e")
        await shows(pilot, "数字来源")
        await pilot.press("ctrl+s")
        fill(await form_open(pilot), folder=str(tmp_path))
        await pilot.press("ctrl+s")
        await shows(pilot, "已导出")
    names = sorted(path.name for path in tmp_path.glob("市财政局_催办单_2026年11月22日草稿_数字来源表.*"))
    assert [name.rpartition(".")[2] for name in names] == ["docx", "pdf", "txt"]
    text = next(tmp_path.glob("*.txt")).read_text(encoding="utf-8")
    assert "附：数字来源表" in text and "不随文印发" in text and not re.search(r"[0-9a-f]{8}", text)


async def test_numbers_without_records_say_so(ledger: Ledger, ledger_path: Path, today: Any) -> None:
    drafted(ledger, today)
    async with opened(ledger_path, "notices") as (_, pilot):
        await shows(pilot, "草稿")
        await pilot.press("ctrl+y")
        await shows(pilot, "没有记录")
        await pilot.press("end", "enter")
        await dialog(pilot, MessageDialog)
        await shows(pilot, "引自方案原文")


async def test_what_needs_a_notice_says_when_there_is_none(ledger_path: Path) -> None:
    async with opened(ledger_path, "notices") as (_, pilot):
        for key in ("ctrl+e", "u", "f9", "r", "w"):
            await pilot.press(key)
            await dialog(pilot, MessageDialog)
            assert "还没有文书" in frame(pilot.app)
            await pilot.press("escape")


async def test_a_missing_answer_stands_on_the_overview(ledger: Ledger, ledger_path: Path, today: Any) -> None:
    issue(ledger, drafted(ledger, today), today)
    due = only(ledger_path).reply_due
    assert due is not None
    later = due.replace(day=due.day + 1)
    async with opened(ledger_path, "overview", today=due) as (_, pilot):
        assert "缺反馈" not in await shows(pilot, "逾期")
    async with opened(ledger_path, "overview", today=later) as (app, pilot):
        await shows(pilot, "缺反馈1天", "市财政局")
        await pilot.press("enter")
        await wait_until(pilot, lambda: bool(app.led))
        assert app.led == [("notices", only(ledger_path).record_id.hex())]


async def test_an_answer_is_corrected_and_taken_back_from_its_notice(
    ledger: Ledger, ledger_path: Path, today: Any
) -> None:
    notice = drafted(ledger, today)
    issue(ledger, notice, today)
    record_reply(ledger, notice, "市财政局", "已完成入表 30 例", today, today)
    async with opened(ledger_path, "notices") as (app, pilot):
        await tells(pilot, "已完成入表 30 例")
        await wait_until(pilot, lambda: "撤回文书" in frame(app).splitlines()[-1])
        await pilot.press("u")
        fill(await form_open(pilot), text="已完成入表 3 例", reason="笔误")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await tells(pilot, "已完成入表 3 例")
        await pilot.press("w")
        await dialog(pilot, PickDialog)
        await shows(pilot, "整份文书", "市财政局的反馈")
        await pilot.press("down", "enter")
        fill(await form_open(pilot), reason="登记错了文书")
        await shows(pilot, "撤回理由", "^S 撤回")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await tells(pilot, "未反馈")
    assert (only(ledger_path).replies, only(ledger_path).missing) == ((), ("市财政局",))
    assert only(ledger_path).state == "issued"
