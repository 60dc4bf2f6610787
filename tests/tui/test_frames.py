"""Each screen as text at 80×24 and 120×40 on a frozen day, over a ledger that has been worked with."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support import import_scenes
from support.demonstration import TODAY, work_five_months
from support.frames import FOLDER, check_frame, settled_frame
from support.ledger_screens import app_on
from support.tui import SIZES, wait_until

from huaian_tui.tui.areas.overview import screen as overview_screen
from huaian_tui.tui.frame import facet_screen
from huaian_tui.tui.list.virtual_list import VirtualList

SCENES: dict[str, tuple[str, ...]] = {
    "overview": ("f2",),
    "tasks": ("f3",),
    "tasks-marked-and-sorted": ("f3", "ctrl+l", "down", "enter", "home", "space", "space"),
    "task-detail": ("f3", "down", "enter"),
    "task-tree": ("f3", "t"),
    "tasks-filtered": ("f3", "slash", *"sjj"),
    "tasks-by-light": ("f3", "slash", *"逾期", "tab"),
    "milestones": ("f4",),
    "units": ("f5",),
    "unit": ("f5", *"czj", "enter"),
    "notices": ("f6",),
    "notice": ("f6", "enter"),
    "records": ("f7",),
    "record": ("f7", "down", "down", "down", "enter"),
    "search": ("f7", "slash", *"入表"),
    "search-by-pinyin": ("f7", "slash", *"czj"),
    "help": ("f3", "f1"),
    "help-found": ("f3", "f1", *"yanqi"),
    "palette": ("f3", "ctrl+p", *"yq"),
    "note-form": ("f3", "down", "f8"),
    "note-template": ("f3", "down", "f8", "ctrl+t"),
    "extend-form": ("f4", "ctrl+y"),
    "sort": ("f3", "ctrl+l"),
    "search-filters": ("f7", "ctrl+t"),
    "search-by-unit": ("f7", "slash", *"czj", "tab"),
    "notices-of-tasks": ("f3", "space", "space", "ctrl+r"),
    "theme": ("f3", "ctrl+p", *"hps", "enter"),
    "undo": ("f3", "down", "f8", *"已看", "ctrl+s", "ctrl+z"),
    "guide": ("f3", "ctrl+p", *"rumen", "enter"),
    "settings": ("ctrl+g",),
}
"""Name of the frame → the keys that lead there from the start."""


@pytest.fixture(scope="module")
def worked(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger after five months: visits, decisions, corrections, two notices, an answer."""
    path = tmp_path_factory.mktemp("worked") / "台账.db"
    shutil.copyfile(seeded_file, path)
    work_five_months(path)
    return path


@pytest.fixture(autouse=True)
def nothing_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Further filters are counted after a pause, former days at once: no frame waits for either."""
    monkeypatch.setattr(facet_screen, "COUNT_PAUSE", 3600.0)
    monkeypatch.setattr(overview_screen, "TRENDS_AFTER_SECONDS", 0.001)


@pytest.fixture
def worked_ledger(worked: Path, tmp_path: Path) -> Path:
    """A copy of it of the test's own."""
    path = tmp_path / "台账.db"
    shutil.copyfile(worked, path)
    return path


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("scene", SCENES)
async def test_the_screen_looks_as_it_was_approved(
    worked_ledger: Path, scene: str, size: tuple[int, int]
) -> None:
    app = app_on(worked_ledger, TODAY)
    # Without toasts: they go after some seconds, and a frame must not depend on how busy the machine is.
    async with app.run_test(size=size, tooltips=True) as pilot:
        await wait_until(pilot, lambda: bool(list(app.screen.query(VirtualList))))
        await settled_frame(pilot)
        for key in SCENES[scene]:
            await pilot.press(key)
            await settled_frame(pilot)
        check_frame(f"{scene}-{size[0]}x{size[1]}", await settled_frame(pilot))


def test_no_frame_is_kept_that_nobody_compares() -> None:
    scenes = (*SCENES, *import_scenes.FRAMES)
    wanted = {f"{scene}-{width}x{height}.txt" for scene in scenes for width, height in SIZES}
    assert {file.name for file in FOLDER.iterdir()} == wanted
