"""记录 (F7): everything recorded, to find and to read; notes are corrected and retracted from here."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from conftest import FixedClock
from support.screens import form_closed, form_open, opened, shows, stored, tells
from support.tui import SIZES, TODAY, frame, type_text, wait_until

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.services.decisions import Completion, add_reading, complete_milestone, extend_milestone
from huaian_tui.services.notes import NoteDraft, add_note, correct_note, retract_note
from huaian_tui.services.notices import keep_draft
from huaian_tui.services.settings import change_setting
from huaian_tui.store.engine import records
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.store.queries.notes import read_notes
from huaian_tui.store.queries.tasks import read_readings
from huaian_tui.tui.areas.search.list import AllRecords
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.list.growing_list import MORE_NAMES
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.session import LedgerSession


@pytest.fixture
def note(ledger: Ledger) -> bytes:
    """A note with something in every field, then a decision, a value and a setting after it."""
    draft = NoteDraft(
        6,
        "入表实例 1 个 [/] 𠮷\n第二行 \x1b[31m红",
        TODAY,
        units=("市财政局",),
        method="听取汇报",
        contact="乙",
        problem="进度慢",
        requirement="补齐材料",
        follow_up=date(2026, 12, 1),
    )
    made = add_note(ledger, draft, TODAY)
    extend_milestone(ledger, "2-1", date(2026, 12, 10), "批复〔2026〕1号", TODAY)
    complete_milestone(ledger, "22-1", Completion(TODAY, "验收", 21), TODAY)
    change_setting(ledger, "office", "市政府办公室")
    return made


@pytest.mark.parametrize("size", SIZES)
async def test_newest_first_with_kinds_in_words(
    ledger_path: Path, note: bytes, size: tuple[int, int]
) -> None:
    async with opened(ledger_path, "records", size) as (app, pilot):
        shown = await shows(pilot, "设置", "节点办结", "调整时限", "督查记录", "第 1 条，共 4 条")
        order = [shown.index(word) for word in ("节点办结", "调整时限", "入表实例 1 个 [/]")]
        assert order == sorted(order)
        await pilot.press("end", "enter")
        await tells(pilot, "第二行 [31m红", "进度慢", "补齐材料", "乙", "听取汇报", "该来源的第 1 条")
        await pilot.press("enter")
        await pilot.pause(0.1)
        assert app.led == [("tasks", "6")]


async def test_an_empty_ledger_says_how_to_begin(ledger_path: Path) -> None:
    async with opened(ledger_path, "records") as (_, pilot):
        await shows(pilot, "还没有记录", "F8")


async def test_what_is_typed_narrows_the_list_at_each_key(ledger_path: Path, note: bytes) -> None:
    async with opened(ledger_path, "records") as (app, pilot):
        await shows(pilot, "共 4 条")
        await pilot.press("ctrl+f")
        await type_text(pilot, "验收")
        await shows(pilot, "记录 1 条", "节点办结")
        await type_text(pilot, "没有这样的话")
        await shows(pilot, "没有符合条件的内容")
        await wait_until(pilot, lambda: app.screen.query_one(DetailPane).plain == "")
        await pilot.press("escape")
        await shows(pilot, "共 4 条")


@pytest.mark.parametrize("size", SIZES)
async def test_correcting_keeps_the_old_text_readable(
    ledger_path: Path, note: bytes, size: tuple[int, int]
) -> None:
    async with opened(ledger_path, "records", size) as (app, pilot):
        await app.go("records", note.hex())
        await shows(pilot, "第 4 条，共 4 条")
        await pilot.press("u")
        await form_open(pilot)
        await type_text(pilot, "补充")
        await pilot.press("tab")
        await type_text(pilot, "漏写")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "已更正")
        assert app.screen.query_one(VirtualList).count == 5
        assert app.screen.query_one(VirtualList).cursor_key == note.hex()
        if size[0] < 100:
            await pilot.press("enter")
        await tells(pilot, "更正前", "漏写", "进展  入表实例 1 个", "红补充")
    (row,) = stored(ledger_path, lambda c: read_notes(c, [note]))
    assert row.corrected and row.text.endswith("红补充") and row.earlier[0].reason == "漏写"


async def test_a_correction_shows_the_note_that_it_corrects(
    ledger: Ledger, ledger_path: Path, note: bytes
) -> None:
    correct_note(ledger, note, "入表实例 2 个", "数错")
    async with opened(ledger_path, "records") as (_, pilot):
        await tells(pilot, "所指的督查记录", "数错", "入表实例 1 个", "更正前")
        await pilot.press("u")  # on the correction: corrects the note again
        await form_open(pilot)
        await shows(pilot, "入表实例 2 个")


async def test_retracting_from_here(ledger_path: Path, note: bytes) -> None:
    async with opened(ledger_path, "records") as (app, pilot):
        await app.go("records", note.hex())
        await shows(pilot, "第 4 条，共 4 条")
        await pilot.press("ctrl+w")
        await form_open(pilot)
        await type_text(pilot, "写错任务")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "已撤回", "写错任务", "共 5 条")
    (row,) = stored(ledger_path, lambda c: read_notes(c, [note]))
    assert row.retracted


async def test_what_no_longer_stands_is_marked_in_the_whole_list_as_in_a_search(
    ledger: Ledger, ledger_path: Path
) -> None:
    wrong = add_note(ledger, NoteDraft(2, "写错了的", TODAY), TODAY)
    replaced = add_note(ledger, NoteDraft(2, "原来的话", TODAY), TODAY)
    correct_note(ledger, replaced, "后来的话", "记错了")
    retract_note(ledger, wrong, "写错任务")
    async with opened(ledger_path, "records") as (_, pilot):
        shown = await shows(pilot, "（已撤回）写错了的", "（更正前）原来的话", "后来的话")
        assert "）后来的话" not in shown
        await pilot.press("/")
        await type_text(pilot, "写错了的")
        await shows(pilot, "（已撤回）写错了的", "记录 1 条")


async def test_a_setting_is_not_corrected_here(ledger_path: Path, note: bytes) -> None:
    async with opened(ledger_path, "records") as (app, pilot):
        await shows(pilot, "市政府办公室")
        await pilot.press("u")
        await shows(pilot, "这一条不这样更正、撤回", "设置不更正")
        await pilot.press("escape", "enter", "enter")
        await shows(pilot, "这一条不属于某一项任务")
        assert app.led == []
        assert "市政府办公室" in frame(app)


async def test_what_is_no_note_names_the_place_where_it_is_changed(ledger: Ledger, ledger_path: Path) -> None:
    add_note(ledger, NoteDraft(2, "到现场看了", TODAY), TODAY)
    extend_milestone(ledger, "2-1", date(2026, 12, 10), "批复〔2026〕1号", TODAY)
    request = NoticeRequest(kind=NoticeKind.REMINDER, today=TODAY, units=("市财政局",))
    notice = keep_draft(ledger, compose(ledger.connection, request), TODAY)
    async with opened(ledger_path, "records") as (app, pilot):
        await shows(pilot, "文书草稿", "催办单")
        hints = app.screen.query_one(HintBar)
        assert "更正" not in hints.render().plain
        await pilot.press("u")
        await shows(pilot, "这一条不这样更正、撤回", "文书（F6）里修改、撤回")
        await pilot.press("escape", "w")
        await shows(pilot, "丢弃草稿：催办单 市财政局")
        await pilot.press("escape", "enter", "enter")
        await wait_until(pilot, lambda: app.led == [("notices", notice.hex())])
        await pilot.press("escape", "down")
        await wait_until(pilot, lambda: "更正" in hints.render().plain)


async def test_a_decision_and_a_reading_are_corrected_and_taken_back_here(
    ledger: Ledger, ledger_path: Path
) -> None:
    extend_milestone(ledger, "2-1", date(2026, 12, 10), "批复〔2026〕1号", TODAY)
    add_reading(ledger, "45-1", 210, TODAY, TODAY)
    async with opened(ledger_path, "records") as (_, pilot):
        await shows(pilot, "读数 210")
        await pilot.press("u")
        await form_open(pilot)
        await shows(pilot, "更正指标读数", "现在是：读数 210")
        await pilot.press("end", "backspace", "tab", "tab")
        await type_text(pilot, "笔误")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "已更正", "（更正前）读数 210")
        await pilot.press("end", "w")
        await form_open(pilot)
        await shows(pilot, "撤回记录", "调整时限", "此后节点正在督办，时限 2024-12-31")
        await type_text(pilot, "办错了节点")
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "已撤回第2项节点")
    assert stored(ledger_path, lambda c: read_milestone(c, TODAY, "2-1").state.due) == date(2024, 12, 31)
    assert [one.value for one in stored(ledger_path, lambda c: list(read_readings(c, 45)))] == [21]


def test_all_records_are_read_by_the_page_and_do_not_move(
    ledger: Ledger, ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [add_note(ledger, NoteDraft(1, f"第 {number} 条", TODAY), TODAY) for number in range(5)]
    session = LedgerSession(ledger_path, "张三", today=TODAY)
    source = session.read(lambda c: AllRecords(session, c))
    later = add_note(ledger, NoteDraft(1, "后来的", TODAY), TODAY)
    assert source.count() == 5
    assert [row.cells[3] for row in source.page(1, 2)] == ["第 3 条", "第 2 条"]
    assert source.places([made[0].hex(), made[4].hex()]) == {made[0].hex(): 4, made[4].hex(): 0}
    assert source.places([later.hex(), "00", "task:1", MORE_NAMES]) == {}
    few = source.places(source.keys())
    monkeypatch.setattr(records, "FEW_PLACES", 0)
    assert source.places(source.keys()) == few == {key: place for place, key in enumerate(source.keys())}


def test_of_a_past_day_only_its_records_are_counted(
    ledger: Ledger, ledger_path: Path, clock: FixedClock
) -> None:
    early = add_note(ledger, NoteDraft(1, "早先的", TODAY), TODAY)
    clock.advance(days=2)
    add_note(ledger, NoteDraft(1, "后来的", TODAY), TODAY)
    session = LedgerSession(ledger_path, "张三", as_of=TODAY)
    source = session.read(lambda c: AllRecords(session, c))
    assert source.count() == 1 and source.first_key == early.hex()
    session.close()
