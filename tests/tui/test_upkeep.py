"""Beside the officer's work: drafts are offered, others' changes appear, the day's backup is made."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from support.screens import form_open, shows
from support.tui import TODAY, frame, wait_until
from textual.pilot import Pilot

from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.keep.backup import backup_folder, list_backups
from huaian_tui.store.keep.drafts import list_drafts, load_draft, save_draft
from huaian_tui.tui.app import HuaianApp
from huaian_tui.tui.areas.drafts import DraftsDialog
from huaian_tui.tui.areas.overview.page import read_overview_page
from huaian_tui.tui.forms.message import ConfirmDialog, MessageDialog
from huaian_tui.tui.session import LedgerSession
from huaian_tui.tui.threads import upkeep as upkeeping
from huaian_tui.tui.threads.upkeep import Upkeep


@asynccontextmanager
async def started(
    path: Path, size: tuple[int, int] = (120, 40), as_of: date | None = None
) -> AsyncIterator[tuple[HuaianApp, Pilot[Any]]]:
    session = LedgerSession(path, "张三", today=TODAY, as_of=as_of)
    upkeep = Upkeep(session)
    app = HuaianApp(session, upkeep=upkeep.start)
    try:
        async with app.run_test(size=size, notifications=True) as pilot:
            # Drafts may be offered before the first screen has read; then that screen is not to be seen.
            await wait_until(pilot, lambda: "逾期" in frame(app) or isinstance(app.screen, DraftsDialog))
            yield app, pilot
    finally:
        upkeep.stop()


async def offered(pilot: Pilot[Any]) -> DraftsDialog:
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, DraftsDialog))
    await pilot.pause(0.1)
    assert isinstance(pilot.app.screen, DraftsDialog)
    return pilot.app.screen


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_draft_is_offered_at_the_start_and_restored_into_its_form(
    ledger_path: Path, size: tuple[int, int]
) -> None:
    save_draft(ledger_path, "note:12", {"text": "写到一半[/]𠮷", "contact": "乙"})
    save_draft(ledger_path, "extend:2-1", {"basis": "会议纪要"})
    async with started(ledger_path, size) as (_, pilot):
        dialog = await offered(pilot)
        said = frame(pilot.app)
        assert all(text in said for text in ("没写完的表单", "督查记录 第12项", "延期 2-1", "恢复", "放弃"))
        rows = [one.form for one in dialog._drafts]
        for _ in range(rows.index("note:12")):
            await pilot.press("down")
        await pilot.press("enter")
        form = await form_open(pilot)
        await wait_until(pilot, lambda: form.raw_values()["text"] == "写到一半[/]𠮷")
        assert (form.form_id, form.raw_values()["contact"]) == ("note:12", "乙")
    assert {one.form for one in list_drafts(ledger_path)} == {"note:12", "extend:2-1"}


@pytest.mark.parametrize(
    ("form_id", "values"),
    [
        ("complete:2-1", {"basis": "验收"}),
        ("cancel:2-1", {"basis": "并入"}),
        ("reading:45-1", {"value": "12"}),
        ("milestone_set:3", {"title": "阶段验收"}),
        ("hand_in:1-a", {"text": "文号"}),
    ],
)
async def test_each_form_takes_up_its_draft(
    ledger_path: Path, form_id: str, values: dict[str, str], reader: Any
) -> None:
    if form_id.startswith("hand_in"):
        form_id = f"hand_in:{reader.execute('SELECT min(id) FROM deliverable').fetchone()[0]}"
    save_draft(ledger_path, form_id, values)
    async with started(ledger_path) as (_, pilot):
        await offered(pilot)
        await pilot.press("enter")
        form = await form_open(pilot)
        (key, text), *_ = values.items()
        await wait_until(pilot, lambda: form.raw_values()[key] == text)
        assert form.form_id == form_id


async def test_a_correction_takes_up_its_draft(ledger: Ledger, ledger_path: Path) -> None:
    note = add_note(ledger, NoteDraft(1, "原文", TODAY), TODAY)
    save_draft(ledger_path, f"correct:{note.hex()}", {"text": "改到一半", "reason": ""})
    async with started(ledger_path) as (_, pilot):
        await offered(pilot)
        await pilot.press("enter")
        form = await form_open(pilot)
        await wait_until(pilot, lambda: form.raw_values()["text"] == "改到一半")


async def test_a_draft_can_be_viewed_and_given_up_after_a_question(ledger_path: Path) -> None:
    save_draft(ledger_path, "note:12", {"text": "第一行\n第二行", "method": ""})
    async with started(ledger_path) as (_, pilot):
        await offered(pilot)
        await pilot.press("ctrl+k")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, MessageDialog))
        await shows(pilot, "第一行", "第二行", "内容")
        await pilot.press("escape")
        await offered(pilot)
        await pilot.press("x")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        assert load_draft(ledger_path, "note:12") is not None
        await pilot.press("right", "enter")
        await wait_until(pilot, lambda: load_draft(ledger_path, "note:12") is None)
        await wait_until(pilot, lambda: not isinstance(pilot.app.screen, DraftsDialog))


async def test_later_keeps_the_drafts_and_the_palette_finds_them(ledger_path: Path) -> None:
    save_draft(ledger_path, "note:12", {"text": "写到一半"})
    save_draft(ledger_path, "strange:1", {"text": "另一版本"})
    async with started(ledger_path) as (_, pilot):
        await offered(pilot)
        await pilot.press("escape")
        await wait_until(pilot, lambda: not isinstance(pilot.app.screen, DraftsDialog))
        assert len(list_drafts(ledger_path)) == 2
        await pilot.press("ctrl+p", "c", "a", "o", "g")
        await shows(pilot, "草稿", "恢复、查看、放弃")
        await pilot.press("enter")
        dialog = await offered(pilot)
        index = [one.form for one in dialog._drafts].index("strange:1")
        for _ in range(index):
            await pilot.press("down")
        await pilot.press("enter")
        await shows(pilot, "没有对应的表单")


async def test_a_draft_whose_note_was_saved_is_not_offered(ledger: Ledger, ledger_path: Path) -> None:
    save_draft(ledger_path, "note:1", {"text": "已保存"})
    with Ledger(ledger_path, "张三", lambda: datetime.now(UTC)) as writer:
        add_note(writer, NoteDraft(1, "已保存", TODAY), TODAY)
    async with started(ledger_path) as (_, pilot):
        await wait_until(pilot, lambda: list_drafts(ledger_path) == [])
        assert not isinstance(pilot.app.screen, DraftsDialog)


async def test_what_another_program_writes_appears(
    ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeeping, "WATCH_SECONDS", 0.05)
    async with started(ledger_path) as (app, pilot):
        await pilot.press("f7")
        await pilot.pause(0.3)
        before = app.ledger_version
        with Ledger(ledger_path, "乙", lambda: datetime.now(UTC)) as other:
            add_note(other, NoteDraft(1, "乙刚写的", TODAY), TODAY)
        await shows(pilot, "乙刚写的")
        assert app.ledger_version == before + 1


async def test_the_backup_of_the_day_is_made_beside_the_work(
    ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeeping, "BACKUP_AFTER_SECONDS", 0.0)
    async with started(ledger_path) as (_, pilot):
        await wait_until(pilot, lambda: bool(list_backups(ledger_path)))


async def test_a_backup_that_fails_is_told_and_the_work_goes_on(
    ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeeping, "BACKUP_AFTER_SECONDS", 0.0)
    backup_folder(ledger_path).write_text("一个文件占了文件夹的名字")
    async with started(ledger_path) as (_, pilot):
        await shows(pilot, "今天的自动备份没有做成")
        await pilot.press("f3")
        await shows(pilot, "共 60 项")


async def test_a_wrong_clock_is_told_at_the_start(ledger_path: Path) -> None:
    with Ledger(ledger_path, "张三", lambda: datetime(2041, 1, 1, tzinfo=UTC)) as future:
        add_note(future, NoteDraft(1, "来自将来", TODAY), TODAY)
    async with started(ledger_path) as (_, pilot):
        await shows(pilot, "早于台账里最新的记录")


async def test_looking_back_offers_and_writes_nothing(
    ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeeping, "BACKUP_AFTER_SECONDS", 0.0)
    save_draft(ledger_path, "note:12", {"text": "写到一半"})
    async with started(ledger_path, as_of=TODAY) as (_, pilot):
        await pilot.pause(0.5)
        assert not isinstance(pilot.app.screen, DraftsDialog)
    assert list_backups(ledger_path) == []


def test_what_another_program_wrote_after_the_first_screen_was_read_ahead_is_noticed(
    ledger_path: Path, ledger: Ledger
) -> None:
    session = LedgerSession(ledger_path, "张三", today=date(2026, 11, 22))
    session.read_ahead(lambda connection: "read")
    read = session.take_ahead(wait=True)
    assert (read, session.take_ahead()) == ("read", None)
    add_note(ledger, NoteDraft(1, "别的程序写的", date(2026, 11, 22)), date(2026, 11, 22))
    assert session.changed_elsewhere()
    assert not session.changed_elsewhere()
    session.stop_watching()
    session.close()


async def test_the_first_screen_shows_what_was_read_ahead(ledger_path: Path) -> None:
    session = LedgerSession(ledger_path, "张三", today=TODAY)
    session.read_ahead(lambda connection: read_overview_page(connection, TODAY))
    for thread in threading.enumerate():
        if thread.name == "huaian-ahead":
            thread.join(60)
    app = HuaianApp(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, "逾期节点")
        assert session.take_ahead() is None
    session.close()
