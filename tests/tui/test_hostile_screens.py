"""A ledger full of hostile text on every screen and in every row's detail: shown as text, never obeyed."""

from __future__ import annotations

import shutil
import unicodedata
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import FixedClock
from support.frames import settled_frame
from support.hostile import HOSTILE
from support.ledger_screens import app_on, settle
from support.tui import SIZES, frame, paste, wait_until
from textual.pilot import Pilot

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.services.decisions import hand_in, set_milestone
from huaian_tui.services.notes import NoteDraft, add_note, correct_note
from huaian_tui.services.notices import keep_draft
from huaian_tui.services.settings import change_settings
from huaian_tui.store.engine.append import Ledger
from huaian_tui.tui.forms.line_input import LineInput
from huaian_tui.tui.list.virtual_list import VirtualList

TODAY = date(2026, 11, 22)
TYPED = [text for text in HOSTILE if text.strip()]
QUERIES = [text for text in TYPED if len(text) < 1_000]
FORBIDDEN = {"Cc", "Cs", "Cn"}
HIDING = set("\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
SCREENS = {"f2": "总览", "f3": "任务", "f4": "节点", "f5": "单位", "f6": "文书", "f7": "记录"}


def raw(text: str) -> str:
    """The text as a careless program might have stored it: only what SQLite cannot hold is dropped."""
    return text.encode("utf-8", "ignore").decode().replace("\x00", "")


def write_everywhere(ledger: Ledger) -> None:
    """Each hostile text where an officer can type, cleaned by the store and, beside it, past the store."""
    for number, text in enumerate(TYPED):
        task = number % 60 + 1
        day = date(2026, 11, 1 + number % 20)
        line = text[:150]
        more = {"contact": line, "problem": text[:5_000], "requirement": line}
        draft = NoteDraft(task, f"见：{text}"[:20_000], day, ("市财政局",), **more)
        note = add_note(ledger, draft, TODAY)
        correct_note(ledger, note, f"更正：{text}"[:20_000], f"理由：{line}")
        title = f"节点{number}{line}"[:100]
        set_milestone(ledger, task, title, date(2027, 1, 1 + number % 28), f"依据：{line}")
        hand_in(ledger, "1-a", f"成果：{line}", day, TODAY)
        body = dict.fromkeys(("text", "method", "contact", "problem"), raw(text)) | {"units": []}
        with ledger.action() as action:
            action.append(Entry(RecordKind.NOTE, body, task_no=task, occurred_on=day.isoformat()))


def write_notice(ledger: Ledger, number: int, text: str) -> None:
    """A draft whose title and paragraphs are hostile."""
    request = NoticeRequest(kind=NoticeKind.REMINDER, today=TODAY, units=("市财政局",))
    composed = compose(ledger.connection, request)
    title = " ".join(f"{number}{text[:100]}".split())
    document = replace(composed.document, title=title)
    keep_draft(ledger, replace(composed, document=document), TODAY)


@pytest.fixture(scope="module")
def hostile_file(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "台账[red]𠮷.db"
    shutil.copyfile(seeded_file, path)
    with Ledger(path, "[/]张\x1b[31m三", FixedClock(datetime(2026, 11, 22, 9, tzinfo=SHANGHAI))) as ledger:
        change_settings(ledger, {"office": "[red]领导小组[/] 办公室", "phone": "0517-80000000"})
        write_everywhere(ledger)
        for number, text in enumerate(("[/督查]", "[@click=app.quit]点我[/]", "𠮷野家", "督查" * 60)):
            write_notice(ledger, number, text)
    return path


@pytest.fixture
def hostile_ledger(hostile_file: Path, tmp_path: Path) -> Path:
    path = tmp_path / hostile_file.name
    shutil.copyfile(hostile_file, path)
    return path


def check(shown: str) -> None:
    """Nothing that a terminal obeys or that hides text stands in the frame, and nothing acted."""
    bad = {character for line in shown.split("\n") for character in line if _bad(character)}
    assert not bad, {f"U+{ord(character):04X}" for character in bad}


def _bad(character: str) -> bool:
    return unicodedata.category(character) in FORBIDDEN or character in HIDING


async def walk(pilot: Pilot[Any], *keys: str) -> None:
    """Along the list, a look at each row and its detail."""
    for key in keys:
        await pilot.press(key)
        check(await settled_frame(pilot))


@pytest.mark.parametrize("size", [*SIZES, (20, 5)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("key", SCREENS, ids=SCREENS.values())
async def test_every_screen_shows_hostile_text_as_text(
    hostile_ledger: Path, key: str, size: tuple[int, int]
) -> None:
    app = app_on(hostile_ledger, TODAY, officer="[/]张\x1b[31m三")
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await wait_until(pilot, lambda: bool(list(app.screen.query(VirtualList))))
        await pilot.press(key)
        check(await settled_frame(pilot))
        await walk(pilot, "down", "down", "end", "up", "up", "enter", "end")
        assert app.is_running


async def look_for_each(pilot: Pilot[Any]) -> None:
    """Paste each text into the field that has the focus, emptied before."""
    await pilot.pause()
    field = pilot.app.focused
    assert isinstance(field, LineInput)
    for text in QUERIES:
        field.value = ""
        await paste(pilot, text)
        await settle(pilot)
        check(frame(pilot.app))


@pytest.mark.parametrize("key", ["f3", "f7"], ids=lambda key: SCREENS[key])
async def test_whatever_is_typed_into_a_filter_is_looked_for(hostile_ledger: Path, key: str) -> None:
    app = app_on(hostile_ledger, TODAY)
    async with app.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await wait_until(pilot, lambda: bool(list(app.screen.query(VirtualList))))
        await pilot.press(key)
        await settled_frame(pilot)
        await pilot.press("ctrl+f")
        await look_for_each(pilot)
        assert app.is_running and "张三" in frame(app)


async def test_the_palette_takes_hostile_queries(hostile_ledger: Path) -> None:
    app = app_on(hostile_ledger, TODAY)
    async with app.run_test(size=(80, 24), notifications=True, tooltips=True) as pilot:
        await wait_until(pilot, lambda: bool(list(app.screen.query(VirtualList))))
        await pilot.press("ctrl+p")
        await look_for_each(pilot)
        assert app.is_running
