"""文书 (F6) as a list: narrowed by what is typed, drafts thrown away and restored, what is put away found."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.screens import form_closed, form_open, opened, shows, stored
from support.tui import SIZES, frame, type_text, wait_until

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.notices import DISCARDED, NoticeKind, NoticeState
from huaian_tui.services.notice_discards import discard_drafts
from huaian_tui.services.notices import issue, keep_draft, withdraw_notice
from huaian_tui.services.settings import change_setting
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.notices import list_notices
from huaian_tui.tui.frame.filter_bar import FilterBar
from huaian_tui.tui.list.virtual_list import VirtualList


def drafted(ledger: Ledger, today: date, unit: str, kind: NoticeKind = NoticeKind.REMINDER) -> bytes:
    request = NoticeRequest(kind=kind, today=today, units=(unit,))
    return keep_draft(ledger, compose(ledger.connection, request), today)


@pytest.fixture
def papers(ledger: Ledger, today: date) -> tuple[bytes, bytes, bytes]:
    """A draft, an issued paper, a withdrawn one, oldest first."""
    change_setting(ledger, "code", "淮数督")
    draft = drafted(ledger, today, "市财政局")
    out = drafted(ledger, today, "市数据局")
    gone = drafted(ledger, today, "各县区人民政府", NoticeKind.LETTER)
    for one in (out, gone):
        issue(ledger, one, today)
    withdraw_notice(ledger, gone, "发错", today)
    return draft, out, gone


def standing(path: Path) -> dict[bytes, str]:
    def read(notices: list[NoticeRow]) -> dict[bytes, str]:
        return {one.record_id: one.standing for one in notices}

    return read(stored(path, list_notices))


@pytest.mark.parametrize("size", SIZES)
async def test_the_daily_list_leaves_out_what_is_put_away_and_filters_find_it(
    papers: tuple[bytes, bytes, bytes], ledger_path: Path, size: tuple[int, int]
) -> None:
    async with opened(ledger_path, "notices", size) as (app, pilot):
        shown, bar = app.screen.query_one(VirtualList), app.screen.query_one(FilterBar)
        await shows(pilot, "市财政局", "市数据局", "未列已撤回、丢弃 1", "共 2 份")
        await pilot.press("/")
        await type_text(pilot, "chehui")
        await shows(pilot, "Tab 状态：已撤回", "各县区人民政府")
        await pilot.press("tab")
        await shows(pilot, "状态 已撤回 x", "共 1 份")
        await pilot.press("backspace")
        await type_text(pilot, "cbd")
        await pilot.press("tab")
        await wait_until(pilot, lambda: [one.words for one in bar.filters] == ["催办单"])
        await wait_until(pilot, lambda: shown.is_settled and shown.count == 2)
        await type_text(pilot, "czj")
        await wait_until(pilot, lambda: bool(bar.known.units))
        await pilot.press("tab")
        await wait_until(pilot, lambda: shown.is_settled and shown.count == 1)
        await shows(pilot, "文书 催办单 x", "单位 市财政局 x")
        await pilot.press("escape", "escape")
        await shows(pilot, "共 2 份")
        assert bar.filters == ()
        app.screen.go_to(papers[2].hex())
        await shows(pilot, "状态 全部 x", "共 3 份")
        await wait_until(pilot, lambda: shown.cursor_key == papers[2].hex())


async def test_words_find_numbers_states_and_people(
    papers: tuple[bytes, bytes, bytes], ledger_path: Path
) -> None:
    async with opened(ledger_path, "notices") as (app, pilot):
        shown, bar = app.screen.query_one(VirtualList), app.screen.query_one(FilterBar)
        everything = shown.count
        assert everything > 1
        for typed, expected in {"2026]1号": 1, "〔2026〕1号": 1, "yinfa": 1, "张三 sjj 逾期": 0}.items():
            bar.set_text("")
            await wait_until(pilot, lambda: shown.is_settled and shown.count == everything)
            await pilot.press("/")
            await type_text(pilot, typed)
            await wait_until(pilot, lambda wanted=expected: shown.is_settled and shown.count == wanted)
            assert bar.text == typed
            assert expected or "没有符合条件的文书" in frame(app)


@pytest.mark.parametrize("size", SIZES)
async def test_a_draft_is_thrown_away_and_restored(
    papers: tuple[bytes, bytes, bytes], ledger_path: Path, size: tuple[int, int]
) -> None:
    draft = papers[0]
    async with opened(ledger_path, "notices", size) as (app, pilot):
        app.screen.go_to(draft.hex())
        await shows(pilot, "丢弃草稿")
        await pilot.press("w")
        await form_open(pilot)
        await shows(pilot, "丢弃理由", "不再需要")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "已丢弃这份草稿", "共 1 份", "未列已撤回、丢弃 2")
        assert standing(ledger_path)[draft] == DISCARDED
        app.screen.go_to(draft.hex())
        await shows(pilot, "已丢弃", "恢复草稿")
        await pilot.press("w")
        await form_open(pilot)
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "已恢复为草稿")
        assert standing(ledger_path)[draft] == NoticeState.DRAFT


async def test_throwing_away_is_undone(papers: tuple[bytes, bytes, bytes], ledger_path: Path) -> None:
    draft = papers[0]
    async with opened(ledger_path, "notices") as (app, pilot):
        app.screen.go_to(draft.hex())
        await shows(pilot, "丢弃草稿")
        await pilot.press("w")
        await form_open(pilot)
        await pilot.press("ctrl+s")
        await shows(pilot, "已丢弃这份草稿")
        await pilot.press("z")
        await form_open(pilot)
        await shows(pilot, "恢复丢弃的草稿：催办单 市财政局")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await wait_until(pilot, lambda: standing(ledger_path)[draft] == NoticeState.DRAFT)


async def test_marked_drafts_are_thrown_away_together(ledger: Ledger, ledger_path: Path, today: date) -> None:
    drafts = [drafted(ledger, today, unit) for unit in ("市财政局", "市数据局")]
    discard_drafts(ledger, [drafted(ledger, today, "市工信局")], "", today)
    async with opened(ledger_path, "notices") as (_, pilot):
        await shows(pilot, "共 2 份")
        await pilot.press("space", "space", "w")
        await form_open(pilot)
        await shows(pilot, "丢弃 2 份草稿")
        await pilot.press("ctrl+s")
        await shows(pilot, "已丢弃 2 份草稿", "没有符合条件的文书")
    assert {standing(ledger_path)[one] for one in drafts} == {DISCARDED}


async def test_the_list_is_sorted_by_any_column(
    papers: tuple[bytes, bytes, bytes], ledger_path: Path
) -> None:
    async with opened(ledger_path, "notices") as (app, pilot):
        shown = app.screen.query_one(VirtualList)
        await wait_until(pilot, lambda: shown.is_settled and shown.count == 2)
        for order in ("standing", "standing", "addressee", "kind", "day"):
            shown.sort_by(order)
            await wait_until(pilot, lambda: shown.is_settled and shown.row_at(0) is not None)
        shown.sort_by("addressee")
        await wait_until(pilot, lambda: (row := shown.row_at(0)) is not None and row.key == papers[0].hex())
        shown.sort_by("addressee")
        await wait_until(pilot, lambda: (row := shown.row_at(0)) is not None and row.key == papers[1].hex())
