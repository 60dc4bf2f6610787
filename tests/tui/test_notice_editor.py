"""修改文书: paragraphs are moved, begun, deleted and found by keys; the pages stand beside them."""

from __future__ import annotations

from typing import Any

import pytest
from support.screens import form_closed, opened, shows, stored
from support.tui import SIZES, paste, type_text, wait_until
from textual.pilot import Pilot

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.editing import editable_text
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.services.notice_files import document_of
from huaian_tui.services.notices import keep_draft
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.notices import list_notices
from huaian_tui.tui.areas.notice_editor.editor import NoticeEditor
from huaian_tui.tui.frame.chinese_text import DetailPane


async def editing(pilot: Pilot[Any]) -> NoticeEditor:
    await shows(pilot, "草稿")
    await pilot.press("u")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, NoticeEditor))
    screen = pilot.app.screen
    assert isinstance(screen, NoticeEditor)
    await wait_until(pilot, lambda: screen.focused is screen.area)
    return screen


def drafted(ledger: Ledger, today: Any) -> list[str]:
    """A draft to 市财政局; its paragraphs."""
    request = NoticeRequest(kind=NoticeKind.REMINDER, today=today, units=("市财政局",))
    composed = compose(ledger.connection, request)
    keep_draft(ledger, composed, today)
    return editable_text(composed.document).split("\n")


async def reads(pilot: Pilot[Any], screen: NoticeEditor, wanted: list[str]) -> None:
    """The paragraphs are these."""
    await wait_until(pilot, lambda: [row for row in screen.area.rows if row.strip()] == wanted)


@pytest.mark.parametrize("size", SIZES)
async def test_paragraphs_are_set_apart_moved_begun_deleted_and_brought_back(
    ledger: Ledger, ledger_path: Any, today: Any, size: tuple[int, int]
) -> None:
    first, second, *rest = drafted(ledger, today)
    async with opened(ledger_path, "notices", size) as (_, pilot):
        screen = await editing(pilot)
        assert screen.area.text == "\n\n".join((first, second, *rest))
        await pilot.press("ctrl+up")
        await shows(pilot, "已经是第一段")
        await pilot.press("ctrl+down")
        await reads(pilot, screen, [second, first, *rest])
        await pilot.press("ctrl+o")
        await type_text(pilot, "另请")
        await shows(pilot, "第 3 段，共", "第 3 段末尾没有句号，像是一句断成了两段")
        await pilot.press("enter")
        await type_text(pilot, "抓紧。")
        await reads(pilot, screen, [second, first, "另请", "抓紧。", *rest])
        await pilot.press("ctrl+r")
        await reads(pilot, screen, [second, first, "另请", *rest])
        await pilot.press("ctrl+z")
        await reads(pilot, screen, [second, first, "另请", "抓紧。", *rest])
        await pilot.press("ctrl+s")
        await form_closed(pilot)
    (notice,) = stored(ledger_path, list_notices)
    assert editable_text(document_of(notice)).split("\n") == [second, first, "另请", "抓紧。", *rest]


async def test_a_word_is_found_again_and_again_and_left(ledger: Ledger, ledger_path: Any, today: Any) -> None:
    texts = drafted(ledger, today)
    async with opened(ledger_path, "notices") as (_, pilot):
        screen = await editing(pilot)
        await pilot.press("ctrl+f")
        await paste(pilot, "的")
        await wait_until(pilot, lambda: screen.area.selected_text == "的")
        places = {screen.area.selection.start}
        for _ in range("".join(texts).count("的") - 1):
            before = screen.area.selection
            await pilot.press("enter")
            await wait_until(pilot, lambda before=before: screen.area.selection != before)
            places.add(screen.area.selection.start)
        assert len(places) == "".join(texts).count("的") > 1
        await paste(pilot, "[/]没有的")
        await shows(pilot, "没有「的[/]没有的」")
        await pilot.press("escape")
        await wait_until(pilot, lambda: screen.focused is screen.area)
        assert not screen.is_dirty()
        await pilot.press("escape")
        await form_closed(pilot)


async def test_the_pages_stand_beside_a_wide_text_and_follow_it(
    ledger: Ledger, ledger_path: Any, today: Any
) -> None:
    drafted(ledger, today)
    async with opened(ledger_path, "notices", (160, 40)) as (_, pilot):
        screen = await editing(pilot)
        pages = screen.query_one(DetailPane)
        await wait_until(pilot, lambda: "第 1 页，共" in pages.plain)
        assert pages.size.width >= 56
        await pilot.press("ctrl+o")
        await paste(pilot, "请[b]市财政局[/b]派人到场。")
        await wait_until(pilot, lambda: "请[b]市财政局[/b]派人到场。" in pages.plain)
        screen.area.load_text("【表9】")
        await wait_until(pilot, lambda: "排不成页" in pages.plain and "【表9】" in pages.plain)
        screen.area.load_text("")
        await pilot.press("ctrl+s")
        await shows(pilot, "正文")
        assert isinstance(pilot.app.screen, NoticeEditor)


async def test_a_paragraph_that_was_edited_says_by_whom_and_what_was_composed(
    ledger: Ledger, ledger_path: Any, today: Any
) -> None:
    first, *_ = drafted(ledger, today)
    async with opened(ledger_path, "notices", (160, 40)) as (_, pilot):
        await editing(pilot)
        await paste(pilot, "[/]另：")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        screen = await editing(pilot)
        await shows(pilot, "第 1 段，共", f"手改过（张三，{today.isoformat()}），拟稿时：{first[:20]}")
        await pilot.press("ctrl+down")
        await pilot.press("up")  # to the blank line, which belongs to the paragraph above it
        await wait_until(pilot, lambda: "手改过" not in str(screen.query_one("#editor-about").content))
