"""A share that does not answer holds neither a screen nor the end of the program."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support import children
from support.screens import form_open, opened, shows
from support.sync_offices import Officer
from support.tui import SIZES, paste, wait_until

from huaian_tui.exchange.folder.names import ROOT
from huaian_tui.tui.files import listing, places
from huaian_tui.tui.files.chooser import FileChooser
from huaian_tui.tui.forms.folders import default_folder, last_folder
from huaian_tui.tui.threads import within as module
from huaian_tui.tui.threads.within import MOST_HUNG, NoAnswer, is_file_soon, is_folder_soon, within

WORDS = "一二三四五六七八"


@pytest.fixture
def answers() -> Iterator[threading.Event]:
    """Set at the end: until then what is asked of a dead share does not come back."""
    event = threading.Event()
    yield event
    event.set()
    for asking in module._hung:
        asking.join()


@pytest.fixture
def dead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: threading.Event) -> Path:
    """A share that answers nobody in this process."""
    share = tmp_path / "断了的共享"
    share.mkdir()
    whole, whole_list = Path.stat, listing.os.scandir

    def asked(path: Any) -> None:
        if str(path).startswith(str(share)):
            assert answers.wait(300), "asked of the dead share"

    def stat(path: Path, **options: Any) -> Any:
        asked(path)
        return whole(path, **options)

    def scandir(path: Any = ".") -> Any:
        asked(path)
        return whole_list(path)

    monkeypatch.setattr(Path, "stat", stat)
    monkeypatch.setattr(listing.os, "scandir", scandir)
    monkeypatch.setattr(module, "SOON_SECONDS", 0.05)
    monkeypatch.setattr(module, "SECONDS", 0.5)
    return share


def test_what_does_not_answer_is_given_up_and_so_many_at_most_hang(answers: threading.Event) -> None:
    begun = list[int]()

    def hangs() -> bool:
        begun.append(1)
        return answers.wait(300)

    for _ in range(MOST_HUNG + 3):
        with pytest.raises(NoAnswer):
            within(hangs, 0.01)
    assert len(begun) == MOST_HUNG
    answers.set()
    for asking in module._hung:
        asking.join()
    assert within(hangs), "as soon as they have answered"


def test_what_answers_is_given_or_raised(tmp_path: Path) -> None:
    (tmp_path / "x").touch()
    assert is_folder_soon(tmp_path) and not is_folder_soon(tmp_path / "x")
    assert is_file_soon(tmp_path / "x") and not is_file_soon(tmp_path)
    assert not is_folder_soon(tmp_path / ("x" * 300)) and not is_folder_soon(Path("a\0b"))
    with pytest.raises(ZeroDivisionError):
        within(lambda: 1 / 0)


def test_the_end_of_a_program_does_not_wait_for_what_hangs() -> None:
    code = (
        "import threading\n"
        "from huaian_tui.tui.threads.within import NoAnswer, within\n"
        "try:\n    within(threading.Event().wait, 0.01)\n"
        "except NoAnswer:\n    print('no answer')\n"
    )
    ended = children.run([sys.executable, "-c", code], capture_output=True, check=True, seconds=300)
    assert ended.stdout == b"no answer\n"


async def test_the_folder_that_was_used_last_may_be_dead(ledger_path: Path, dead: Path) -> None:
    async with opened(ledger_path, "tasks") as (app, _):
        app.folders = {"list": str(dead)}
        assert last_folder(app, "list") == default_folder()


def test_a_dead_share_among_the_sticks_is_named_without_asking_it(
    dead: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "MEDIA", (str(dead.parent),))
    assert dead in list(places.plugged_in())


@pytest.mark.parametrize("size", SIZES)
async def test_folders_are_chosen_beside_a_dead_share(
    seeded_file: Path, tmp_path: Path, dead: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form is left, the nearest folder that answers is shown; what is dead is said, and one goes on."""
    here = Officer(seeded_file, tmp_path, "张三", monkeypatch)
    async with opened(here.here().path, "overview", size) as (_, pilot):
        await pilot.press("ctrl+backslash", "q")
        form = await form_open(pilot)
        await paste(pilot, str(dead / "里面"))
        await pilot.press("ctrl+o")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, FileChooser))
        await shows(pilot, "断了的共享/")
        await paste(pilot, f"{dead}/")
        await shows(pilot, "文件夹没有回应", "检查连接，或换一个位置")
        await pilot.press("escape", "escape")
        await wait_until(pilot, lambda: pilot.app.screen is form)


async def test_only_the_child_asks_the_folder_that_is_joined(
    seeded_file: Path, tmp_path: Path, dead: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is dead in this process alone: a child of its own sees it, so all goes well."""
    here = Officer(seeded_file, tmp_path, "张三", monkeypatch)
    async with opened(here.here().path, "overview") as (_, pilot):
        await pilot.press("ctrl+backslash", "q")
        await form_open(pilot)
        await paste(pilot, str(dead))
        await pilot.press("tab", "tab")
        await paste(pilot, WORDS)
        await pilot.press("tab")
        await paste(pilot, WORDS)
        await pilot.press("ctrl+s")
        await shows(pilot, "还没有别的电脑")
    monkeypatch.undo()
    assert list((dead / ROOT).glob("key-*.age"))
