"""Long work: a bar with what is done, Esc stops it where that is safe, and nothing half is left."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from support.cli import Program
from support.screens import form_open, opened, shows
from support.tui import SIZES, PlainApp, PlainScreen, frame, wait_until

from huaian_tui.domain.errors import HuaianError
from huaian_tui.store.keep.backup import make_backup
from huaian_tui.store.keep.backup_sum import sum_file
from huaian_tui.store.keep.last_check import last_check
from huaian_tui.tui.areas.packs import export as packs
from huaian_tui.tui.forms.message import MessageDialog
from huaian_tui.tui.forms.progress import ProgressDialog, run_work
from huaian_tui.tui.looks.ascii_bars import use_marks
from huaian_tui.tui.threads.work import Stopped, Work, work_line


class Slow:
    """A work that goes on until it is let go, telling how far it is."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.ended = ""

    def __call__(self, work: Work) -> str:
        try:
            while not self.go_on.wait(0.01):
                work.tell(0.4)
        except Stopped:
            self.ended = "stopped"
            raise
        self.ended = "done"
        return "做完了"


@pytest.mark.parametrize("size", [*SIZES, (20, 5)])
async def test_a_bar_is_shown_after_half_a_second_and_escape_stops(
    app: PlainApp, size: tuple[int, int]
) -> None:
    slow, results = Slow(), []
    async with app.run_test(size=size, notifications=True) as pilot:
        run_work(app, "检查台账", slow, results.append, words="正在检查")
        await wait_until(pilot, lambda: isinstance(app.screen, ProgressDialog))
        assert "检查台账" not in frame(app)
        await wait_until(pilot, lambda: app.screen.has_class("-slow"))
        if size[0] > 20:
            await wait_until(pilot, lambda: " 40%  正在检查" in frame(app) and "按 Esc 停下" in frame(app))
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, PlainScreen))
        assert slow.ended == "stopped" and results == []


async def test_a_quick_work_shows_nothing_and_goes_on_with_its_result(app: PlainApp) -> None:
    results: list[str] = []
    async with app.run_test(size=(80, 24)) as pilot:
        run_work(app, "检查台账", lambda _: "好", results.append, words="正在检查")
        await wait_until(pilot, lambda: results == ["好"])
        assert isinstance(app.screen, PlainScreen)


async def test_what_must_not_be_stopped_goes_on_and_what_only_reads_is_left(app: PlainApp) -> None:
    slow, results = Slow(), []
    async with app.run_test(size=(80, 24)) as pilot:
        run_work(app, "印发", slow, results.append, words="正在封存", ending="never")
        await wait_until(pilot, lambda: "正在封存" in frame(app))
        await pilot.press("escape")
        await pilot.pause(0.05)
        assert isinstance(app.screen, ProgressDialog)
        slow.go_on.set()
        await wait_until(pilot, lambda: results == ["做完了"])
        waiting = threading.Event()
        run_work(app, "核对", lambda _: waiting.wait(60), results.append, words="正在核对", ending="leave")
        await wait_until(pilot, lambda: "已用" in frame(app))
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, PlainScreen))
        waiting.set()
        await pilot.pause(0.05)
        assert results == ["做完了"]


async def test_a_refusal_is_shown_when_the_bar_is_gone(app: PlainApp) -> None:
    def refuse(_: Work) -> None:
        raise HuaianError("磁盘满了", "没有空间", "清理后再试")

    async with app.run_test(size=(80, 24)) as pilot:
        run_work(app, "备份", refuse, print, words="正在备份")
        await wait_until(pilot, lambda: isinstance(app.screen, MessageDialog) and "磁盘满了" in frame(app))


async def test_a_backup_that_is_stopped_leaves_no_file(
    ledger_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "备份"
    folder.mkdir()
    make, halfway = packs.make_backup, threading.Event()

    def slowly(path: Path, target: Path, progress: Work) -> object:
        def told(done: float) -> None:
            halfway.set()
            while not progress.stopping:
                time.sleep(0.01)
            progress(done)

        return make(path, target, told)

    monkeypatch.setattr(packs, "make_backup", slowly)
    async with opened(ledger_path, "overview") as (app, pilot):
        packs.open_backup(app)
        form = await form_open(pilot)
        form._fields[0].set_raw(str(folder))
        await pilot.press("ctrl+s")
        await wait_until(pilot, halfway.is_set)
        await pilot.press("escape")
        await shows(pilot, "已停下，什么也没有留下")
        assert list(folder.iterdir()) == []
        monkeypatch.setattr(packs, "make_backup", make)
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: len(list(folder.glob("*.db"))) == 1)


async def test_the_ledger_is_checked_from_the_palette(ledger_path: Path) -> None:
    async with opened(ledger_path, "overview") as (app, pilot):
        await shows(pilot, "逾期节点 13 个")
        await app.run_action("check_ledger", app.screen)
        await shows(pilot, "台账完好：0 条记录，没有发现问题")
        assert last_check(ledger_path) is not None, "运行信息 and doctor say when it was"
        damage(ledger_path)
        await app.run_action("check_ledger", app.screen)
        await wait_until(pilot, lambda: isinstance(app.screen, MessageDialog))
        await shows(pilot, "台账有问题", "用最近的备份核对")


@pytest.mark.parametrize("size", SIZES)
async def test_a_backup_is_checked_with_its_signature_in_the_words_of_the_command(
    ledger_path: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    """Opened by itself, as ``huaian-tui --db 备份.db``: signed here; then with the signature cut off."""
    backup = make_backup(ledger_path, tmp_path / "备份.db").path
    program = Program(backup, "2026-11-22", "张三")
    said = program.text("check").split("\n")[0].rstrip("。")
    assert said.startswith("这是一个备份，签名：")
    async with opened(backup, "overview", size) as (app, pilot):
        await app.run_action("check_ledger", app.screen)
        wanted = f"台账完好：0 条记录，没有发现问题；{said}"
        await wait_until(pilot, lambda: any(one.message == wanted for one in app._notifications))
        beside = sum_file(backup)
        beside.write_text(beside.read_text().replace('"version":1', '"version":1,"x":1'), encoding="utf-8")
        assert "签名不符" in program.run("check").out
        await app.run_action("check_ledger", app.screen)
        await wait_until(pilot, lambda: isinstance(app.screen, MessageDialog))
        await shows(pilot, "这是一个备份", "签名不符", "请换一个备份")


def damage(path: Path) -> None:
    """A page of the file is lost."""
    with path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\x00" * 4096)


def test_the_bar_says_the_part_or_the_seconds_in_the_same_width() -> None:
    work = Work("正在导出")
    assert "已用 0 秒" in work_line(work).plain
    work.tell(0.5, "正在加密")
    line = work_line(work)
    assert line.plain == " " * 20 + "  50%  正在加密"
    use_marks(True)
    assert work_line(work).plain.startswith("##########::::::::::  50%")
    use_marks(False)
    work.stop()
    assert "正在停下" in work_line(work).plain
    with pytest.raises(Stopped):
        work.count(1, 2)
