"""同步 on the screens: joining a folder, how it stands, and what is done beside the officer's work."""

from __future__ import annotations

import errno
import json
import shutil
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from support.exchange import NOON
from support.quick_sealing import seal_quickly
from support.screens import form_closed, form_open, opened, shows
from support.sync_offices import Officer
from support.tui import SIZES, TODAY, frame, paste, wait_until
from textual.pilot import Pilot
from textual.widgets import Button

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.exchange.folder.names import ROOT
from huaian_tui.services import in_step_child
from huaian_tui.services.decisions import Completion, complete_milestone
from huaian_tui.services.in_step import leave
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.apart import ChildFailed, ChildRefused, let_finish, work_beside
from huaian_tui.tui.app import HuaianApp
from huaian_tui.tui.areas.in_step import dialog as in_step_dialog
from huaian_tui.tui.areas.in_step import forms as in_step_forms
from huaian_tui.tui.areas.in_step.dialog import InStepDialog
from huaian_tui.tui.forms.message import ConfirmDialog
from huaian_tui.tui.session import LedgerSession
from huaian_tui.tui.threads import in_step
from huaian_tui.tui.threads.in_step import InStep, state_of, trouble_of

WORDS, OTHERS = "一二三四五六七八", "八七六五四三二一"


@pytest.fixture(autouse=True)
def same_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    seal_quickly(monkeypatch)
    for module in (in_step_dialog, in_step_forms):
        monkeypatch.setattr(module, "now", lambda: NOON)


@pytest.fixture
def share(tmp_path: Path) -> Path:
    folder = tmp_path / "[red]共享 [bold]督查"
    folder.mkdir()
    return folder


@pytest.fixture
def here(seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Officer:
    return Officer(seeded_file, tmp_path, "张三", monkeypatch)


@pytest.fixture
def colleague(seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Officer:
    return Officer(seeded_file, tmp_path, "乙", monkeypatch)


def noted(officer: Officer) -> list[str]:
    """The texts of all notes."""
    return [json.loads(one[10])["text"] for one in officer.laptop.records() if one[5] == "note"]


def toasts(pilot: Pilot[Any]) -> str:
    return "\n".join(one.message for one in pilot.app._notifications)


async def said(pilot: Pilot[Any], text: str) -> None:
    await wait_until(pilot, lambda: text in toasts(pilot))


async def asked_for(pilot: Pilot[Any]) -> None:
    await pilot.press("ctrl+backslash")
    await shows(pilot, "菜单：")
    await pilot.press("q")


async def standing(pilot: Pilot[Any]) -> InStepDialog:
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, InStepDialog))
    screen = pilot.app.screen
    assert isinstance(screen, InStepDialog)
    return screen


async def joins(pilot: Pilot[Any], folder: Path, passphrase: str, repeat: str = "") -> None:
    """Fill the form that joins, and send it off."""
    await asked_for(pilot)
    await form_open(pilot)
    await paste(pilot, str(folder))
    await pilot.press("tab", "tab")
    await paste(pilot, passphrase)
    await pilot.press("tab")
    if repeat:
        await paste(pilot, repeat)
    await pilot.press("ctrl+s")


# ---------------------------------------------------------------------- the dialog


@pytest.mark.parametrize("size", SIZES)
async def test_a_folder_is_set_up_and_says_how_it_stands(
    size: tuple[int, int], here: Officer, colleague: Officer, share: Path
) -> None:
    async with opened(here.here().path, "overview", size) as (_, pilot):
        await joins(pilot, share, WORDS, WORDS)
        await standing(pilot)
        await shows(pilot, "还没有别的电脑", "加密")
        await pilot.press("escape")
        await shows(pilot, "同步 12:00")
    assert list((share / ROOT).glob("key-*.age"))
    colleague.sync(share, WORDS)
    colleague.note("现场看了")
    colleague.sync()
    async with opened(here.here().path, "overview", size) as (_, pilot):
        await asked_for(pilot)
        await standing(pilot)
        await pilot.press("ctrl+s")
        await said(pilot, "收到 1 条记录")
        await standing(pilot)
        await shows(pilot, "乙", "0 条")
        await pilot.press("escape")
        await shows(pilot, "现场看了")


@pytest.mark.parametrize("size", SIZES)
async def test_a_wrong_or_unlike_passphrase_is_refused_and_nothing_typed_is_lost(
    size: tuple[int, int], here: Officer, colleague: Officer, share: Path
) -> None:
    async with opened(here.here().path, "overview", size) as (_, pilot):
        await joins(pilot, share, WORDS, OTHERS)
        await shows(pilot, "两次输入的口令不同")
        assert not list(share.rglob("*.age"))
        await pilot.press("escape", "escape")
    colleague.sync(share, WORDS)
    async with opened(here.here().path, "overview", size) as (_, pilot):
        await joins(pilot, share, OTHERS)
        await shows(pilot, "办公室口令不对")
        await pilot.press("escape")
        form = await form_open(pilot)
        assert form.raw_values()["folder"] == str(share)


async def test_who_only_joins_sets_up_no_folder_whose_files_have_not_come_yet(
    here: Officer, share: Path
) -> None:
    async with opened(here.here().path, "overview") as (_, pilot):
        await joins(pilot, share, WORDS)
        await shows(pilot, "还没有同事的文件", "等文件到了再加入")
        assert not list(share.rglob("*.age"))


@pytest.mark.parametrize("size", SIZES)
async def test_it_is_opened_by_its_name_from_any_screen(size: tuple[int, int], here: Officer) -> None:
    app = HuaianApp(LedgerSession(here.here().path, "张三", today=TODAY))
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await shows(pilot, "逾期节点")
        await pilot.press("f3")
        await wait_until(pilot, lambda: app.current_mode == "tasks")
        await pilot.press("ctrl+p", *"同步")
        await shows(pilot, "在总览（F2）里")
        await pilot.press("enter")
        await form_open(pilot)
        assert app.current_mode == "overview"


@pytest.mark.parametrize("size", SIZES)
async def test_a_failed_sync_is_told_beside_the_last_one_that_went_through(
    size: tuple[int, int], here: Officer, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.sync(share, WORDS)
    syncs = Syncs(monkeypatch)

    def fails() -> None:
        raise ChildRefused("同步文件夹不在", "找不到", "插上 U 盘再同步；反复如此请用 huaian-tui doctor")

    syncs.does = fails
    async with kept_in_step(here, monkeypatch, size=size) as (pilot, *_):
        await shows(pilot, "没同步成")
        await asked_for(pilot)
        await standing(pilot)
        await shows(pilot, "上次成功  2026-11-2", "没有同步成：", "反复如此")


@pytest.mark.parametrize("size", SIZES)
async def test_an_empty_folder_on_another_disk_is_asked_about(
    size: tuple[int, int], here: Officer, share: Path
) -> None:
    here.sync(share, WORDS)
    here.moves_the_folder()
    before = sorted(path.name for path in share.rglob("*"))
    shutil.rmtree(share / ROOT)
    async with opened(here.here().path, "overview", size) as (_, pilot):
        for answer in ("先去接上", "就是它，重新写上"):
            await asked_for(pilot)
            await standing(pilot)
            await pilot.press("ctrl+s")
            await shows(pilot, "同步文件夹里是空的", "没有接上的，接上再同步", answer)
            assert not (share / ROOT).exists()
            await pilot.click(next(one for one in pilot.app.screen.query(Button) if answer in str(one.label)))
        await said(pilot, "已同步")
    assert sorted(path.name for path in share.rglob("*")) == before


async def test_a_missing_folder_is_refused_in_the_form(here: Officer, tmp_path: Path) -> None:
    async with opened(here.here().path, "overview") as (_, pilot):
        await joins(pilot, tmp_path / "没有", WORDS, WORDS)
        await shows(pilot, "同步文件夹不在", "U 盘")
        await pilot.press("escape")
        assert (await form_open(pilot)).raw_values()["folder"] == str(tmp_path / "没有")


@pytest.mark.parametrize("size", SIZES)
async def test_the_passphrase_is_changed_by_one_and_learned_by_the_other(
    size: tuple[int, int], here: Officer, colleague: Officer, share: Path
) -> None:
    here.sync(share, WORDS)
    colleague.sync(share, WORDS)
    async with opened(colleague.here().path, "overview", size) as (_, pilot):
        await asked_for(pilot)
        await standing(pilot)
        await pilot.press("ctrl+r")
        await form_open(pilot)
        await paste(pilot, OTHERS)
        await pilot.press("tab")
        await paste(pilot, OTHERS)
        await pilot.press("ctrl+s")
        await said(pilot, "已换办公室口令")
        await form_closed(pilot)
    colleague.note("换口令以后写的")
    colleague.sync()
    async with opened(here.here().path, "overview", size) as (_, pilot):
        await asked_for(pilot)
        await standing(pilot)
        await pilot.press("ctrl+s")
        screen = await shows(pilot, "没有的办公室钥匙", "同事的电脑还看不到")
        assert "sync 文件夹" not in screen
        await pilot.press("escape")
        await shows(pilot, "没同步成")
        await asked_for(pilot)
        await standing(pilot)
        await pilot.press("ctrl+k")
        await form_open(pilot)
        await paste(pilot, OTHERS)
        await pilot.press("ctrl+s")
        await said(pilot, "收到 1 条记录")
        await standing(pilot)
        await pilot.press("escape")
        await shows(pilot, "同步 12:00")


@pytest.mark.parametrize("size", SIZES)
async def test_leaving_asks_first(size: tuple[int, int], here: Officer, share: Path) -> None:
    here.sync(share)
    async with opened(here.here().path, "overview", size) as (app, pilot):
        for answer in ("escape", "right"):
            await asked_for(pilot)
            await standing(pilot)
            await pilot.press("ctrl+x")
            await wait_until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
            await pilot.press(answer)
            assert list((here.home / "config" / "sync").glob("*.json"))
        await pilot.press("enter")
        await said(pilot, "本机已退出同步")
        assert not list((here.home / "config" / "sync").iterdir()) and list((share / ROOT).iterdir())
        await asked_for(pilot)
        await form_open(pilot)


async def test_while_a_past_day_is_shown_it_is_seen_and_not_done(here: Officer, share: Path) -> None:
    here.sync(share)
    session = LedgerSession(here.here().path, "张三", today=TODAY, as_of=TODAY)
    app = HuaianApp(session)
    async with app.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await shows(pilot, "截至")
        await asked_for(pilot)
        await standing(pilot)
        await pilot.press("ctrl+s")
        await shows(pilot, "现在只能查看")


# ---------------------------------------------------------------------- beside the work


class Syncs:
    """Stands for the processes: what was begun, and what each does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun: list[tuple[str, ...]] = []
        self.finishing: list[tuple[str, ...]] = []
        self.does: Callable[[], object] = lambda: None
        monkeypatch.setattr(in_step, "work_beside", self._beside)
        monkeypatch.setattr(in_step, "let_finish", lambda *words: self.finishing.append(words))

    def _beside(
        self,
        *words: str,
        over: threading.Event,
        progress: Callable[[int, int], None],
    ) -> None:
        self.begun.append(words)
        self.progress = progress
        self.does()


@asynccontextmanager
async def kept_in_step(
    laptop: Officer,
    monkeypatch: pytest.MonkeyPatch,
    officer: str = "张三",
    size: tuple[int, int] = (120, 40),
) -> AsyncIterator[Any]:
    """The program with its thread that keeps in step, which looks at once and often."""
    monkeypatch.setattr(in_step, "AFTER_SECONDS", 0.01)
    monkeypatch.setattr(in_step, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(in_step, "BETWEEN_SECONDS", 0.0)
    session, over = LedgerSession(laptop.here().path, officer, today=TODAY), threading.Event()
    app, keeper = HuaianApp(session), InStep(session, over)
    thread = threading.Thread(target=lambda: keeper.keep(app), daemon=True)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await shows(pilot, "逾期节点")
        thread.start()
        try:
            yield pilot, keeper, session
        finally:
            over.set()
            thread.join()


def note(session: LedgerSession, text: str) -> None:
    session.write(lambda ledger: add_note(ledger, NoteDraft(1, text, TODAY), TODAY))


async def test_of_a_sync_that_lasts_the_title_says_what_is_left(
    here: Officer, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.sync(share)
    syncs, goes_on = Syncs(monkeypatch), threading.Event()

    def last() -> None:
        syncs.progress(1_000, 5_000)
        goes_on.wait()

    syncs.does = last
    async with kept_in_step(here, monkeypatch) as (pilot, keeper, _):
        await shows(pilot, "同步中 差4000条")
        assert "约差 4000 条" in keeper.unfinished and "下次打开程序接着收" in keeper.unfinished
        await pilot.press("ctrl+p")
        await paste(pilot, "同步")
        await pilot.press("enter")
        await shows(pilot, "后台同步中 差4000条；可以照常工作")
        goes_on.set()
        await wait_until(pilot, lambda: not keeper.unfinished)


async def test_it_is_synced_at_the_start_after_a_save_and_at_the_end(
    here: Officer, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.sync(share)
    syncs = Syncs(monkeypatch)
    async with kept_in_step(here, monkeypatch) as (pilot, keeper, session):
        await shows(pilot, "同步 12:00")
        assert len(syncs.begun) == 1
        note(session, "看了")
        await wait_until(pilot, lambda: len(syncs.begun) > 1)
        await shows(pilot, "同步 12:00")
        monkeypatch.setattr(in_step, "BETWEEN_SECONDS", 3600.0)
        await wait_until(pilot, lambda: keeper._sent == session.saves)
        keeper.send_the_rest()
        assert syncs.finishing == []
        note(session, "又看了")
        keeper.send_the_rest()
    path = str(here.laptop.path)
    assert {one[1:] for one in syncs.begun} == {(path, "张三", "beside")}
    assert [one[1:] for one in syncs.finishing] == [(path, "张三", "after")]


async def test_what_could_not_be_written_goes_out_at_the_end(
    here: Officer, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.sync(share)
    syncs, said_before = Syncs(monkeypatch), InStep._said
    full = {"write_refused": "没有写成：磁盘满"}
    monkeypatch.setattr(InStep, "_said", lambda keeper: (said_before(keeper) or {}) | full)
    async with kept_in_step(here, monkeypatch) as (pilot, keeper, session):
        note(session, "看了")
        await said(pilot, "磁盘满")
        keeper.send_the_rest()
    assert len(syncs.finishing) == 1


async def test_what_hinders_is_told_once_and_stands_in_the_title(
    here: Officer, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.sync(share)
    syncs = Syncs(monkeypatch)

    def refuse() -> None:
        raise ChildRefused("同步文件夹没有回应", "等了 30 秒", "检查连接[/]")

    def crash() -> None:
        raise ChildFailed(9)

    syncs.does = refuse
    async with kept_in_step(here, monkeypatch) as (pilot, _, session):
        await shows(pilot, "没同步成")
        note(session, "看了")
        await wait_until(pilot, lambda: len(syncs.begun) >= 3)
        assert toasts(pilot).count("检查连接[/]") == 1
        syncs.does = crash
        await said(pilot, "中途结束")
        syncs.does = lambda: None
        await shows(pilot, "同步 12:00")


async def test_a_ledger_that_is_busy_or_a_process_that_does_not_start_is_told_and_tried_again(
    here: Officer, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.sync(share)
    syncs = Syncs(monkeypatch)
    whole = InStep._said

    def busy(_: InStep) -> None:
        raise StoreRefused("台账正忙", "另一个程序在写", "稍后再试")

    def no_process() -> None:
        raise OSError(errno.ENOMEM, "no memory")

    monkeypatch.setattr(InStep, "_said", busy)
    async with kept_in_step(here, monkeypatch) as (pilot, keeper, session):
        await said(pilot, "台账正忙")
        note(session, "看了")
        keeper.send_the_rest()
        assert syncs.finishing == []
        syncs.does = no_process
        monkeypatch.setattr(InStep, "_said", whole)
        await said(pilot, "进程没有起来")
        await shows(pilot, "没同步成")
        syncs.does = lambda: None
        note(session, "又看了")
        await shows(pilot, "同步 12:00")


async def test_a_laptop_that_has_left_shows_nothing_in_the_title(
    here: Officer, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.sync(share)
    syncs = Syncs(monkeypatch)
    syncs.does = lambda: leave(here.laptop.path, [])
    monkeypatch.setattr(in_step, "may_be_kept", lambda: True)
    async with kept_in_step(here, monkeypatch) as (pilot, *_):
        await wait_until(pilot, lambda: len(syncs.begun) == 1)
        await wait_until(pilot, lambda: "同步" not in frame(pilot.app).splitlines()[0])


async def test_what_a_sync_leaves_to_be_settled_is_told_beside_the_work_and_after_the_bar(
    here: Officer, colleague: Officer, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for officer in (here, colleague):
        officer.sync(share)
    for officer in (here, colleague):
        officer.here().do(lambda ledger: complete_milestone(ledger, "2-1", Completion(TODAY, "见"), TODAY))
    colleague.sync()
    colleague.here().do(lambda ledger: complete_milestone(ledger, "6-1", Completion(TODAY, "见"), TODAY))
    syncs = Syncs(monkeypatch)
    syncs.does = here.sync
    async with kept_in_step(here, monkeypatch) as (pilot, *_):
        await said(pilot, "同步后请看：冲突待核 1 项")
    here.here().do(lambda ledger: complete_milestone(ledger, "6-1", Completion(TODAY, "见"), TODAY))
    colleague.sync()
    async with opened(here.here().path, "overview") as (_, pilot):
        await asked_for(pilot)
        await standing(pilot)
        await pilot.press("ctrl+s")
        await said(pilot, "同步后请看：冲突待核 1 项")


async def test_what_waits_for_somebody_is_told_once_and_what_is_on_its_way_is_not(
    here: Officer, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.sync(share)
    whole, syncs = InStep._said, Syncs(monkeypatch)
    files = [{"file": f"{why}.hap", "why": why, "message": "…"} for why in ("damaged", "clock")]

    def partly(keeper: InStep) -> dict[str, Any] | None:
        said = whole(keeper)
        return None if said is None else said | {"not_taken": files, "lacking": 2}

    monkeypatch.setattr(InStep, "_said", partly)
    async with kept_in_step(here, monkeypatch) as (pilot, _, session):
        await said(pilot, "没有全收到：1 个文件时间在将来")
        await shows(pilot, "同步 12:00 差2条")
        for text in ("看了", "又看了"):
            before = len(syncs.begun)  # a save may be seen twice: as written, and as told
            note(session, text)
            await wait_until(pilot, lambda before=before: len(syncs.begun) > before)
        assert toasts(pilot).count("clock.hap") == 1 and "damaged.hap" not in toasts(pilot)


async def test_nothing_is_merged_in_nobodys_name(
    here: Officer, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A merge may give a matter another number by a record of its own, which must bear a name."""
    here.sync(share)
    syncs = Syncs(monkeypatch)
    async with kept_in_step(here, monkeypatch, officer="") as (pilot, _, session):
        await said(pilot, "还没有填承办人的姓名")
        await shows(pilot, "没同步成")
        assert syncs.begun == []
        session.rename_officer("张三")
        monkeypatch.setattr(in_step, "LISTEN_SECONDS", 0.0)
        await shows(pilot, "同步 12:00")
    assert {one[2] for one in syncs.begun} == {"张三"}


async def test_a_ledger_that_is_not_kept_in_step_starts_nothing(
    here: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    syncs = Syncs(monkeypatch)
    looked = list[bool]()
    monkeypatch.setattr(in_step, "may_be_kept", lambda: looked.append(True) or True)
    async with kept_in_step(here, monkeypatch) as (pilot, keeper, session):
        note(session, "看了")
        await wait_until(pilot, lambda: len(looked) >= 2)
        keeper.send_the_rest()
        assert "同步" not in frame(pilot.app).splitlines()[0]
    assert syncs.begun == syncs.finishing == []


def test_after_saves_there_is_at_most_one_a_minute(here: Officer) -> None:
    session = LedgerSession(here.here().path, "张三", today=TODAY)
    keeper = InStep(session, threading.Event())
    assert keeper._is_due(0.0)
    keeper._begun = 1000.0
    assert not keeper._is_due(1000.0 + in_step.LISTEN_SECONDS - 1)
    assert keeper._is_due(1000.0 + in_step.LISTEN_SECONDS)
    note(session, "看了")
    assert not keeper._is_due(1000.0 + in_step.BETWEEN_SECONDS - 1)
    assert keeper._is_due(1000.0 + in_step.BETWEEN_SECONDS)


async def test_what_a_command_saved_beside_it_is_sent_as_what_was_saved_here(
    here: Officer, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.sync(share)
    syncs = Syncs(monkeypatch)
    monkeypatch.setattr(in_step, "LISTEN_SECONDS", 86_400.0)
    async with kept_in_step(here, monkeypatch) as (pilot, keeper, _):
        await wait_until(pilot, lambda: len(syncs.begun) == 1 and keeper._written is not None)
        here.note("另一个终端里记的")
        await wait_until(pilot, lambda: len(syncs.begun) == 2)
        await wait_until(pilot, lambda: not keeper._is_anything_saved())
        monkeypatch.setattr(in_step, "BETWEEN_SECONDS", 86_400.0)
        here.note("退出以前记的")
        keeper.send_the_rest()
    assert len(syncs.begun) == 2 and len(syncs.finishing) == 1


def test_the_title_says_when_and_what_is_lacking() -> None:
    said: dict[str, Any] = {"at": None, "write_refused": None, "missing_keys": [], "lacking": 0}
    assert state_of(said).words == "" and trouble_of(said) == ""
    said["at"] = "2026-11-30T09:05:00+08:00"
    assert state_of(said).words == "同步 09:05" and not state_of(said).trouble
    assert state_of(said | {"lacking": 12}).words == "同步 09:05 差12条"
    assert state_of(said | {"missing_keys": ["x"]}).trouble
    assert "磁盘满" in trouble_of(said | {"write_refused": "没有写成：磁盘满"})


def test_the_processes_sync_for_real(here: Officer, colleague: Officer, share: Path) -> None:
    """One beside the program and one that outlives it, each with the ledger and folder of its own."""
    here.sync(share)
    colleague.sync(share)
    colleague.note("现场看了")
    colleague.sync()
    path, over = here.here().path, threading.Event()
    work_beside(in_step.CHILD, str(path), "张三", in_step_child.BESIDE, over=over)
    assert noted(here) == ["现场看了"]
    here.note("看过了")
    before = set(share.rglob("*.hap"))
    let_finish(in_step.CHILD, str(path), "张三", in_step_child.AFTER)
    while not [one for one in set(share.rglob("*.hap")) - before if "-1-1-" in one.name]:
        over.wait(0.05)
    colleague.sync()
    assert noted(colleague) == ["现场看了", "看过了"]
