"""导入方案: choose, read, answer by digits, accept, find it in F3, print a 交办单, take it back."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.hostile import HOSTILE
from support.plan_texts import FIVE_QUESTIONS, many_rows, plan_text
from support.screens import form_open, opened, shows, stored, tells
from support.tui import SIZES, TODAY, frame, paste, wait_until
from textual.pilot import Pilot

from huaian_tui.domain.reading.column_heads import Role
from huaian_tui.services.plan_import.decisions import Decisions
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.plans import list_plans
from huaian_tui.tui.areas.plan_import.kept import decisions_kept, said
from huaian_tui.tui.areas.plan_import.screen import ImportPreview
from huaian_tui.tui.files.chooser import FileChooser
from huaian_tui.tui.forms.message import ConfirmDialog, FollowsDialog, MessageDialog

Size = tuple[int, int]


async def preview_open(pilot: Pilot[Any]) -> ImportPreview:
    """Wait for the preview, read and settled."""
    await wait_until(
        pilot, lambda: isinstance(pilot.app.screen, ImportPreview) and pilot.app.screen.records.is_settled
    )
    assert isinstance(pilot.app.screen, ImportPreview)
    return pilot.app.screen


async def choose(pilot: Pilot[Any], path: Path) -> None:
    """方案 → 导入, and the path pasted into the chooser."""
    await pilot.press("ctrl+backslash", "n")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, FileChooser))
    await paste(pilot, str(path))
    await shows(pilot, "共 1 个")
    await pilot.press("enter")


@asynccontextmanager
async def previewing(
    ledger_path: Path, file: Path, size: Size = (120, 40)
) -> AsyncIterator[tuple[Any, Pilot[Any], ImportPreview]]:
    """The preview of a file over the plans screen."""
    async with opened(ledger_path, "plans", size) as (app, pilot):
        await choose(pilot, file)
        yield app, pilot, await preview_open(pilot)


async def settled(pilot: Pilot[Any], screen: ImportPreview) -> None:
    """What was decided is worked out and shown."""
    await wait_until(pilot, lambda: not screen._deciding and screen.records.is_settled)


@pytest.mark.parametrize("size", SIZES)
async def test_five_questions_are_decided_by_digits_and_the_plan_is_in_the_ledger(
    ledger: Ledger, ledger_path: Path, tmp_path: Path, size: Size
) -> None:
    async with previewing(ledger_path, plan_text(tmp_path), size) as (app, pilot, screen):
        await shows(pilot, "问题 待定 5", "任务 7/7", "第1项：「汛前」是哪一天")
        await tells(pilot, "文件里  表1第3行", "时限  汛前", "读成", "1 不设节点")
        await pilot.press("ctrl+s")  # too early: to the first open question
        await shows(pilot, "还有 5 个问题没定")
        await pilot.press("1")  # 汛前: no milestone
        await settled(pilot, screen)
        await shows(pilot, "问题 待定 4", "不设节点")
        await pilot.press("1", "1")  # 9.10 and 46203: as read, one right after the other
        await settled(pilot, screen)
        await shows(pilot, "问题 待定 2")
        await pilot.press("enter")  # 2月30日: typed
        await form_open(pilot)
        await paste(pilot, "哪天")
        await pilot.press("ctrl+s")
        await shows(pilot, "日期没有看懂")
        await pilot.press("ctrl+a")
        await paste(pilot, "2026-02-28")
        await pilot.press("ctrl+s")
        await preview_open(pilot)
        await settled(pilot, screen)
        await pilot.press("1")
        await settled(pilot, screen)
        await shows(pilot, "问题 都已定")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: isinstance(app.screen, FollowsDialog))
        await shows(pilot, "7 项任务", "1 个新单位", "新设水文中心")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: bool(app.led))
        assert app.led[0][0] == "tasks" and app.led[0][1].startswith("plan:")
        line = stored(ledger_path, lambda c: list_plans(c, TODAY))[-1]
        assert (line.title, line.tasks) == ("市防汛抗旱2026年重点任务分解表", 7)
        assert stored(ledger_path, dues_of(line.id)) >= {"2026-02-28", "2026-06-30", "2026-09-10"}
        assert app.session.waiting_drafts() == []


def dues_of(plan: str) -> Any:
    """The days of the milestones of a plan."""

    def query(connection: Any) -> set[str]:
        rows = connection.execute(
            "SELECT due FROM milestone JOIN task ON task.no = milestone.task_no WHERE task.plan = ?",
            (plan,),
        )
        return {row[0] for row in rows}

    return query


async def test_what_was_decided_stays_and_is_offered_again(
    ledger: Ledger, ledger_path: Path, tmp_path: Path
) -> None:
    file = plan_text(tmp_path)
    async with previewing(ledger_path, file) as (app, pilot, screen):
        await pilot.press("1", "1")
        await settled(pilot, screen)
        await pilot.press("escape")
        await wait_until(pilot, lambda: not isinstance(app.screen, ImportPreview))
        await shows(pilot, "已定的都留着")
        [draft] = app.session.waiting_drafts()
        assert draft.kind == "plan_import" and "市防汛抗旱" in draft.gist
        await choose(pilot, file)
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("enter")
        screen = await preview_open(pilot)
        await shows(pilot, "问题 待定 3", "不设节点")
        await pilot.press("escape")
        await wait_until(pilot, lambda: not isinstance(app.screen, ImportPreview))


async def test_rows_and_milestones_are_left_out_by_ticks(
    ledger: Ledger, ledger_path: Path, tmp_path: Path
) -> None:
    async with previewing(ledger_path, plan_text(tmp_path)) as (_, pilot, screen):
        await pilot.press("tab", "space")
        await settled(pilot, screen)
        await shows(pilot, "任务 6/7", "问题 待定 4", "带 * 的 6 项会导入")
        await tells(pilot, "文件里  表1第4行")
        await pilot.press("home", "space")
        await settled(pilot, screen)
        await shows(pilot, "任务 7/7")
        before = len(screen.preview.tasks[6].milestones)
        assert before == 1 and screen.preview.tasks[6].milestones[0].sure
        await pilot.press("tab", "end", "space")
        await settled(pilot, screen)
        assert not screen.preview.tasks[6].milestones[0].sure
        assert screen.decisions.milestones == {6: {0: False}}


async def test_a_name_is_another_unit_and_a_column_is_read_otherwise(
    ledger: Ledger, ledger_path: Path, tmp_path: Path
) -> None:
    async with previewing(ledger_path, plan_text(tmp_path)) as (app, pilot, screen):
        await pilot.press("tab", "tab", "tab")
        await shows(pilot, "新设水文中心", "新增单位")
        await pilot.press("2")
        await settled(pilot, screen)
        await shows(pilot, "不是单位", "单位 新 0")
        await pilot.press("home", "enter")
        await form_open(pilot)
        await paste(pilot, "市科技局")
        await pilot.press("ctrl+s")
        await preview_open(pilot)
        await settled(pilot, screen)
        assert screen.decisions.units == {"新设水文中心": "市科技局"}
        assert screen.preview.tasks[6].support[-1].unit == "市科技局"
        await pilot.press("tab", "end", "enter")
        await shows(pilot, "这一栏是什么", "督办单位（不读入）")
        dialog = app.screen
        while dialog.query_one("VirtualList").cursor_key != Role.NOTE:
            await pilot.press("down")
        await pilot.press("enter")
        await wait_until(pilot, lambda: not any(task.due_text for task in screen.preview.tasks))
        await settled(pilot, screen)
        assert screen.decisions.columns == {"表1": {4: Role.NOTE}} and not screen.preview.read_again


async def test_names_year_and_days_of_the_plan_are_written(
    ledger: Ledger, ledger_path: Path, tmp_path: Path
) -> None:
    async with previewing(ledger_path, plan_text(tmp_path)) as (_, pilot, screen):
        await pilot.press("ctrl+t")
        form = await form_open(pilot)
        for field in form._fields:
            if field.key in ("code", "short"):
                field.set_raw({"code": "9", "short": "防汛"}[field.key])
        await pilot.press("ctrl+s")
        await shows(pilot, "代号不合要求")
        form._fields[2].set_raw("fx")
        await pilot.press("ctrl+s")
        await preview_open(pilot)
        await settled(pilot, screen)
        await shows(pilot, "简称 防汛", "代号 FX")


@pytest.mark.parametrize("size", SIZES)
async def test_text_is_pasted_and_alike_questions_are_answered_at_once(
    ledger: Ledger, ledger_path: Path, size: Size
) -> None:
    async with opened(ledger_path, "plans", size) as (_, pilot):
        await pilot.press("ctrl+backslash", "n")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, FileChooser))
        await paste(pilot, FIVE_QUESTIONS)
        await form_open(pilot)
        await shows(pilot, "粘贴方案")
        await pilot.press("ctrl+s")
        screen = await preview_open(pilot)
        await shows(pilot, "粘贴的文字", "问题 待定 5")
        await pilot.press("1", "home", "ctrl+a")
        await settled(pilot, screen)
        await shows(pilot, "问题 都已定", "同类的 4 个也这样答")
        await pilot.press("escape")


async def test_a_file_that_cannot_be_read_is_refused_with_the_way_out(
    ledger: Ledger, ledger_path: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "坏.docx"
    bad.write_bytes(b"PK\x03\x04 nothing")
    async with opened(ledger_path, "plans") as (app, pilot):
        await choose(pilot, bad)
        await wait_until(pilot, lambda: isinstance(app.screen, MessageDialog))
        await shows(pilot, "不能读取 坏.docx")


@pytest.mark.parametrize("size", SIZES)
async def test_what_a_file_says_is_data_on_the_screen(
    ledger: Ledger, ledger_path: Path, tmp_path: Path, size: Size
) -> None:
    # Bytes that no text file has, and longer texts, are refused by the reader (tested there).
    texts = ["".join(one for one in text if one.isprintable()) for text in HOSTILE if len(text) < 3_000]
    rows = [
        f"{number}\t{' '.join(text.split())}推进工作\t市财政局\t市数据局\t2026年6月底"
        for number, text in enumerate([*texts, "长" * 15_000], start=1)
    ]
    text = "[red]某市[/red]2026年任务表\n序号\t任务\t牵头单位\t责任单位\t完成时限\n" + "\n".join(rows)
    async with previewing(ledger_path, plan_text(tmp_path, text, "[b]名.txt"), size) as (_, pilot, screen):
        for _ in range(5):
            await pilot.press("tab")
            await settled(pilot, screen)
            assert "[b]名.txt" in frame(pilot.app) or len(frame(pilot.app).splitlines()[0]) > 60
            for _ in range(6):
                await pilot.press("down")
            shown = frame(pilot.app)
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", shown)


async def test_thousands_of_rows_are_made_when_they_are_seen(
    ledger: Ledger, ledger_path: Path, tmp_path: Path
) -> None:
    async with previewing(ledger_path, plan_text(tmp_path, many_rows(2_000))) as (_, pilot, screen):
        await shows(pilot, "带 * 的 2000 项会导入", "任务 2000/2000")
        made: list[str] = []
        row = screen.records.source._row  # type: ignore[attr-defined]

        def counted(key: str) -> Any:
            made.append(key)
            return row(key)

        screen.records.source._row = counted  # type: ignore[attr-defined]
        await pilot.press("end")
        await wait_until(pilot, lambda: screen.records.is_settled)
        await tells(pilot, "文件里  表1第2002行")
        await pilot.press("up", "up", "down")
        assert len(made) <= 300


def test_decisions_come_back_from_a_draft_as_they_were() -> None:
    import json

    decided = Decisions(
        title="甲",
        code="FX",
        year=2026,
        start=date(2026, 1, 1),
        columns={"表1": {4: "note"}},
        answers={"ab": "skip"},
        units={"甲局": "new"},
        milestones={6: {0: False}},
        tasks={2: False},
        texts={1: "新"},
        numbers={1: "2"},
    )
    assert decisions_kept({"decisions": json.dumps(said(decided))}) == decided
    for wrong in ("", "[", '{"so": 1}', '{"tasks": 3}', '{"start": "x"}'):
        assert decisions_kept({"decisions": wrong}) is None
