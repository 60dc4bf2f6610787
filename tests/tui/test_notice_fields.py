"""主送抄送, 改号 and 各种文书的设置 on the notices screen (F6)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.screens import form_closed, form_open, on_row, opened, shows, stored, tells
from support.tui import SIZES, wait_until
from textual.pilot import Pilot

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.kind_settings import KIND_TITLES
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.services.notice_files import document_of
from huaian_tui.services.notices import issue, keep_draft
from huaian_tui.services.settings import change_setting, setting_now
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.notices import list_notices
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.message import ConfirmDialog
from huaian_tui.tui.forms.pick import PickDialog


def drafted(ledger: Ledger, today: Any) -> bytes:
    """A 催办单 to 市财政局 as a draft."""
    change_setting(ledger, "code", "淮数督")
    request = NoticeRequest(kind=NoticeKind.REMINDER, today=today, units=("市财政局",))
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
async def test_the_fields_of_a_draft_are_shown_and_changed(
    ledger: Ledger, ledger_path: Path, today: Any, size: tuple[int, int]
) -> None:
    drafted(ledger, today)
    async with opened(ledger_path, "notices", size) as (_, pilot):
        await shows(pilot, "催办单")
        await pilot.press("ctrl+backslash", "j")
        form = await form_open(pilot)
        await shows(pilot, "抄送", "附注", "联系人")
        fill(form, recipients="淮安市财政局，淮安市审计局", copies_to="市纪委监委", contact="乙，0517-1")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await tells(pilot, "淮安市财政局、淮安市审计局：", "联系人：乙，0517-1", "抄送：市纪委监委。")
    document = document_of(only(ledger_path))
    assert (document.copies_to, document.contact) == (("市纪委监委",), "联系人：乙，0517-1")


async def test_what_is_issued_cannot_be_changed_so(ledger: Ledger, ledger_path: Path, today: Any) -> None:
    issue(ledger, drafted(ledger, today), today)
    async with opened(ledger_path, "notices") as (_, pilot):
        await shows(pilot, "催办单")
        await pilot.press("ctrl+backslash", "j")
        await shows(pilot, "这份文书不能再改")


@pytest.mark.parametrize("size", SIZES)
async def test_a_kind_gets_a_series_and_copies_of_its_own(
    ledger: Ledger, ledger_path: Path, today: Any, size: tuple[int, int]
) -> None:
    drafted(ledger, today)
    async with opened(ledger_path, "notices", size) as (_, pilot):
        await shows(pilot, "催办单")
        await pilot.press("ctrl+backslash", "k")
        await dialog(pilot, PickDialog)
        await shows(pilot, "各种文书的设置", "督办通知单", "没有单独设")
        await pilot.press("down", "down", "enter")
        form = await form_open(pilot)
        await shows(pilot, "催办单的设置")
        fill(form, code="淮数督催", copies_to="市审计局")
        await pilot.press("ctrl+s")
        await on_row(pilot, PickDialog, "reminder")
        await shows(pilot, "编号代字 淮数督催；抄送 市审计局")
        await pilot.press("down", "enter")
        await form_open(pilot)
        await pilot.press("escape")
        await on_row(pilot, PickDialog, list(KIND_TITLES)[3])
        await pilot.press("escape")
    kept = [stored(ledger_path, lambda c, key=key: setting_now(c, key)) for key in KEYS]
    assert kept == ["淮数督催", "市审计局", None]


KEYS = ("reminder.code", "reminder.copies_to", "supervision.code")


async def test_a_number_that_stands_twice_is_settled(ledger: Ledger, ledger_path: Path, today: Any) -> None:
    first, second = drafted(ledger, today), drafted(ledger, today)
    issue(ledger, first, today)
    issue(ledger, second, today)
    said = {"code": "淮数督", "year": today.year, "serial": 1, "number": f"淮数督〔{today.year}〕1号"}
    with ledger.action() as action:  # as two laptops would have numbered them
        day = (today + timedelta(days=0)).isoformat()
        body = said | {"former": f"淮数督〔{today.year}〕2号"}
        action.append(Entry(RecordKind.NOTICE_RENUMBER, body, occurred_on=day, ref=second))
    async with opened(ledger_path, "notices") as (app, pilot):
        app.screen.go_to(second.hex())
        await tells(pilot, "文号重复")
        await pilot.press("ctrl+backslash", "n")
        await dialog(pilot, ConfirmDialog)
        await shows(pilot, "给这份文书改号")
        await pilot.press("right", "enter")
        await wait_until(pilot, lambda: not isinstance(pilot.app.screen, ConfirmDialog))
        await tells(pilot, "原文号")
    numbers = {one.record_id: one.number for one in stored(ledger_path, list_notices)}
    assert numbers == {first: f"淮数督〔{today.year}〕1号", second: f"淮数督〔{today.year}〕2号"}
