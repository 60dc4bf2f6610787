"""冲突待核 in the terminal: seen in the morning, both sides beside each other, a key for each way out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.exchange import Laptop
from support.screens import form_open, opened, shows
from support.tui import SIZES, TODAY, type_text, wait_until

from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.services.decisions import Completion, complete_milestone, extend_milestone
from huaian_tui.store.engine.as_of import reading
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.tui.areas.milestones.conflict import ConflictDialog
from huaian_tui.tui.forms.form import FormDialog


@pytest.fixture
def apart(seeded_file: Path, tmp_path: Path) -> Path:
    """张三 extended 2-1 and has taken in that 乙 completed it."""
    ours, theirs = Laptop(seeded_file, tmp_path, "张三"), Laptop(seeded_file, tmp_path, "乙")
    ours.do(lambda ledger: extend_milestone(ledger, "2-1", date(2027, 1, 31), "延期批复", TODAY))
    done = Completion(date(2026, 11, 1), "验收单")
    theirs.do(lambda ledger: complete_milestone(ledger, "2-1", done, TODAY))
    ours.take(theirs.export())
    return ours.path


def state(path: Path) -> MilestoneState:
    with reading(path) as connection:
        return read_milestone(connection, TODAY, "2-1").state


@pytest.mark.parametrize("size", SIZES)
async def test_the_morning_screen_counts_what_is_in_conflict(apart: Path, size: tuple[int, int]) -> None:
    async with opened(apart, "overview", size) as (_, pilot):
        await shows(pilot, "冲突待核", "1 个节点各方")


@pytest.mark.parametrize("size", SIZES)
async def test_both_sides_stand_beside_each_other_and_one_is_kept(apart: Path, size: tuple[int, int]) -> None:
    async with opened(apart, "milestones", size) as (app, pilot):
        await app.go("milestones", "冲突待核")
        await shows(pilot, "冲突待核")
        await pilot.press("f9")
        await wait_until(pilot, lambda: isinstance(app.screen, ConflictDialog))
        await shows(pilot, "张三（我方", "乙", "延期到 2027-01-31", "办结于 2026-11-01")
        await pilot.press("c")
        await form_open(pilot)
        await shows(pilot, "采用张三的延期", "不再算数：乙的办结（2026-11-01；依据：验收单）")
        await type_text(pilot, "与乙核对")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: not isinstance(app.screen, (FormDialog, ConflictDialog)))
        kept = state(apart)
        assert (kept.conflict, kept.status, kept.due) == (False, Status.OPEN, date(2027, 1, 31))
        await pilot.press("ctrl+z")
        await form_open(pilot)
        await shows(pilot, "冲突核定")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: state(apart).conflict)
        again = state(apart)
        assert (again.status, again.due) == (Status.OPEN, date(2024, 12, 31))


async def test_it_is_decided_anew(apart: Path) -> None:
    async with opened(apart, "milestones", SIZES[0]) as (app, pilot):
        await app.go("milestones", "2-1")
        await shows(pilot, "冲突待核")
        await pilot.press("f9")
        await wait_until(pilot, lambda: isinstance(app.screen, ConflictDialog))
        await pilot.press("a")
        await shows(pilot, "另作决定", "要延期，先采用没有办结")
        await pilot.press("enter")
        await form_open(pilot)
        await shows(pilot, "节点办结", "不再算数：乙的办结", "时限按张三的延期")
        await pilot.press("tab")
        await type_text(pilot, "会商决定")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: not isinstance(app.screen, FormDialog))
        after = state(apart)
        assert (after.conflict, after.status, after.completed_on) == (False, Status.DONE, TODAY)
