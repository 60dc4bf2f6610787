"""文书 (F6): a draft beside the ledger of now: the check, the question at issue, composing it again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.composers import TODAY
from support.screens import form_open, opened, shows, stored, tells
from support.tui import SIZES, frame, wait_until
from textual.pilot import Pilot

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.document_json import document_from_json
from huaian_tui.documents.editing import editable_text
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.services.decisions import Completion, complete_milestone
from huaian_tui.services.notices import Edited, edit_draft, issue, keep_draft
from huaian_tui.services.settings import change_setting
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.notices import list_notices, read_notice
from huaian_tui.tui.forms.message import ConfirmDialog, MessageDialog
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.list.virtual_list import VirtualList

CHANGE = "均已逾期，现在是"


def stale(ledger: Ledger, edited: str = "") -> None:
    """A draft to 市数据局, edited or not, and a milestone that was completed since."""
    change_setting(ledger, "code", "淮数督")
    request = NoticeRequest(kind=NoticeKind.REMINDER, today=TODAY, units=("市数据局",))
    notice = read_notice(ledger.connection, keep_draft(ledger, compose(ledger.connection, request), TODAY))
    if edited:
        document = document_from_json(notice.document)
        text = editable_text(document).replace("均已逾期。", edited)
        edit_draft(ledger, notice, Edited(notice.title, document.recipients, text), TODAY)
    complete_milestone(ledger, "2-1", Completion(TODAY, "验收报告"), TODAY)


def only(path: Path) -> NoticeRow:
    (notice,) = stored(path, list_notices)
    return notice


async def dialog(pilot: Pilot[Any], kind: type) -> None:
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, kind))
    await pilot.pause(0.05)


@pytest.mark.parametrize("size", SIZES)
async def test_the_check_names_what_changed_and_one_key_composes_again(
    ledger: Ledger, ledger_path: Path, size: tuple[int, int]
) -> None:
    stale(ledger)
    async with opened(ledger_path, "notices", size) as (_, pilot):
        await shows(pilot, "草稿")
        await pilot.press("ctrl+k")
        await dialog(pilot, ConfirmDialog)
        await shows(pilot, CHANGE, "张三 办", "刷新草稿")
        await pilot.press("escape", "b")
        await dialog(pilot, MessageDialog)
        await shows(pilot, CHANGE)
        await pilot.press("escape")
        pane = pilot.app.screen.query_one(DetailPane)
        await wait_until(pilot, lambda: "下列12个节点均已逾期" in "".join(pane.plain.split()))
        await pilot.press("ctrl+k")
        await dialog(pilot, MessageDialog)
        assert "台账已变" not in frame(pilot.app)
    assert "12个节点均已逾期" in only(ledger_path).document


@pytest.mark.parametrize("size", SIZES)
async def test_issuing_what_changed_is_a_question_of_its_own(
    ledger: Ledger, ledger_path: Path, size: tuple[int, int]
) -> None:
    stale(ledger)
    async with opened(ledger_path, "notices", size) as (_, pilot):
        await shows(pilot, "草稿")
        await pilot.press("f9")
        await dialog(pilot, ConfirmDialog)
        await shows(pilot, "台账有 2 处变化", CHANGE, "照草稿印发")
        await pilot.press("pagedown")
        await shows(pilot, "没有填写立项依据")
        await pilot.press("right", "right", "enter")
        await shows(pilot, "已印发")
        await tells(pilot, "印发时台账有 2 处变化", CHANGE)
    notice = only(ledger_path)
    was = [one.was for one in notice.changed][:1]
    assert (notice.state, was) == ("issued", ["你单位牵头的下列13个节点均已逾期"])


async def test_from_the_question_the_draft_is_composed_again(ledger: Ledger, ledger_path: Path) -> None:
    request = NoticeRequest(kind=NoticeKind.REMINDER, today=TODAY - timedelta(days=1), units=("市财政局",))
    keep_draft(ledger, compose(ledger.connection, request), request.today)
    stale(ledger)
    async with opened(ledger_path, "notices") as (_, pilot):
        await shows(pilot, "草稿", "市财政局")
        records = pilot.app.screen.query_one(VirtualList)
        chosen = records.cursor_key
        await pilot.press("f9")
        await dialog(pilot, ConfirmDialog)
        await pilot.press("right", "enter")
        await dialog(pilot, MessageDialog)
        await shows(pilot, "换新", CHANGE)
        await pilot.press("escape")
        pane = pilot.app.screen.query_one(DetailPane)
        await wait_until(pilot, lambda: "下列12个节点均已逾期" in "".join(pane.plain.split()))
        assert records.cursor_key == chosen, "it is looked at, and issued next"
    (notice,) = [one for one in stored(ledger_path, list_notices) if one.record_id.hex() == chosen]
    assert (notice.state, "12个节点均已逾期" in notice.document) == ("draft", True)


ANSWERS = [(0, "【手改的】"), (1, "13个节点均已逾期，请重视。"), (2, "12个节点均已逾期。")]


@pytest.mark.parametrize(("answer", "text"), ANSWERS)
async def test_where_both_were_changed_both_are_shown_and_one_is_chosen(
    ledger: Ledger, ledger_path: Path, answer: int, text: str
) -> None:
    stale(ledger, edited="均已逾期，请重视。")
    async with opened(ledger_path, "notices", (80, 24)) as (_, pilot):
        await shows(pilot, "草稿")
        await pilot.press("b")
        await dialog(pilot, ConfirmDialog)
        await shows(pilot, "有段落两边都改了", "已逾期，请重", "已逾期。")
        await pilot.press(*["right"] * answer, "enter")
        await wait_until(pilot, lambda: text in only(ledger_path).document)
        await wait_until(pilot, lambda: not isinstance(pilot.app.screen, ConfirmDialog))
        if answer == 0:
            await pilot.press("f9")
            await shows(pilot, "还没有选定")
            await pilot.press("escape", "u")
            body = next(one for one in (await form_open(pilot))._fields if one.key == "body")
            assert "【重拟的】" in body.raw()
    assert ("【" in only(ledger_path).document.replace("【表", "")) == (answer == 0)


async def test_findings_of_all_stand_once_before_several_are_issued(
    ledger: Ledger, ledger_path: Path
) -> None:
    change_setting(ledger, "code", "淮数督")
    for unit in ("市数据局", "市财政局"):
        request = NoticeRequest(kind=NoticeKind.REMINDER, today=TODAY, units=(unit,))
        made = keep_draft(ledger, compose(ledger.connection, request), TODAY)
        if unit == "市财政局":
            issue(ledger, made, TODAY)
            keep_draft(ledger, compose(ledger.connection, request), TODAY)
    async with opened(ledger_path, "notices", (120, 40)) as (_, pilot):
        await shows(pilot, "草稿")
        await pilot.press("space", "down", "down", "space", "f9")
        await dialog(pilot, ConfirmDialog)
        shown = await shows(pilot, "印发 2 份", "各份都有", "已要求市财政局反馈同样的事")
        assert shown.count("没有填写立项依据") == 1


@pytest.mark.parametrize("size", SIZES)
async def test_the_editor_and_the_sources_say_what_was_edited(
    ledger: Ledger, ledger_path: Path, size: tuple[int, int]
) -> None:
    stale(ledger, edited="均已逾期，请重视。")
    async with opened(ledger_path, "notices", size) as (_, pilot):
        await shows(pilot, "草稿")
        await pilot.press("u")
        await form_open(pilot)
        await shows(pilot, "手改过（张三，2026-11-22）")
        await pilot.press("escape")
        await shows(pilot, "草稿")
        await pilot.press("ctrl+y")
        await shows(pilot, "数字来源", "手改 张三")
        await pilot.press("enter")
        await dialog(pilot, MessageDialog)
        await shows(pilot, "请重视。", "张三 2026-11-22 手改，拟稿时：")
