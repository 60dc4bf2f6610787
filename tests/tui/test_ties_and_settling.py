"""关联 from the list of tasks, and a unit that laptops changed apart settled on its screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.exchange import Laptop
from support.office_plans import Office, several_plans
from support.screens import form_open, opened, shows, stored
from support.tui import SIZES, TODAY, type_text, wait_until
from textual.pilot import Pilot

from huaian_tui.services.units import UnitChange, set_unit
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.ties import read_ties
from huaian_tui.store.queries.units import read_unit
from huaian_tui.tui.forms.pick import PickDialog
from huaian_tui.tui.list.virtual_list import VirtualList

Size = tuple[int, int]


@pytest.fixture
def office(ledger: Ledger) -> Office:
    """Several plans in the ledger."""
    return several_plans(ledger)


async def on_task(pilot: Pilot[object], number: int) -> None:
    """The cursor on a task, then the letter of 关联 in the leader's menu."""
    records = pilot.app.screen.query_one(VirtualList)
    pilot.app.screen.go_to(str(number))  # type: ignore[attr-defined]
    await wait_until(pilot, lambda: records.cursor_key == str(number) and records.is_settled)
    await pilot.press("ctrl+backslash", "y")


async def typed(pilot: Pilot[object], text: str) -> None:
    await form_open(pilot)
    await type_text(pilot, text)
    await pilot.press("ctrl+s")


@pytest.mark.parametrize("size", SIZES)
async def test_a_task_is_tied_by_number_and_by_words_and_untied(
    office: Office, ledger_path: Path, size: Size
) -> None:
    matter, (first, second) = office.matters[0], office.water_tasks

    def tied() -> list[int]:
        return stored(ledger_path, lambda c: read_ties(c, [matter])[matter])

    async with opened(ledger_path, "tasks", size) as (app, pilot):
        await on_task(pilot, matter)
        await typed(pilot, "SHJ/1")
        await wait_until(pilot, lambda: tied() == [first])
        await on_task(pilot, matter)
        await wait_until(pilot, lambda: isinstance(app.screen, PickDialog))
        await shows(pilot, "已关联 1 项", "再关联一项任务", "解除关联")
        await pilot.press("enter")
        await typed(pilot, "污水处理厂")
        await wait_until(pilot, lambda: tied() == [first, second])
        await on_task(pilot, matter)
        await wait_until(pilot, lambda: isinstance(app.screen, PickDialog))
        await pilot.press("down", "enter")
        await form_open(pilot)
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: tied() == [second])
        await pilot.press("ctrl+z")
        await shows(pilot, "撤回交办〔2026〕1号的解除关联")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: tied() == [first, second])


async def test_of_several_tasks_that_fit_one_is_picked(office: Office, ledger_path: Path) -> None:
    matter = office.matters[0]
    async with opened(ledger_path, "tasks", SIZES[1]) as (app, pilot):
        await on_task(pilot, matter)
        await typed(pilot, "数据")
        await wait_until(pilot, lambda: isinstance(app.screen, PickDialog))
        await shows(pilot, "关联哪一项")
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: bool(stored(ledger_path, lambda c: read_ties(c, [matter])[matter])))


@pytest.mark.parametrize("size", SIZES)
async def test_a_unit_changed_apart_is_settled(seeded_file: Path, tmp_path: Path, size: Size) -> None:
    ours, theirs = (Laptop(seeded_file, tmp_path, name) for name in ("张三", "乙"))
    ours.do(lambda ledger: set_unit(ledger, "市数据局", UnitChange(note="我方的说明")))
    theirs.do(lambda ledger: set_unit(ledger, "市数据局", UnitChange(note="对方的说明")))
    ours.take(theirs.export())

    def note() -> tuple[str, bool]:
        found = stored(ours.path, lambda c: read_unit(c, TODAY, "市数据局"))
        return found.note, bool(found.sides)

    assert note()[1]
    async with opened(ours.path, "units", size) as (app, pilot):
        app.screen.go_to("市数据局")
        records = app.screen.query_one(VirtualList)
        await wait_until(pilot, lambda: records.cursor_key == "市数据局" and records.is_settled)
        await pilot.press("ctrl+backslash", "k")
        await wait_until(pilot, lambda: isinstance(app.screen, PickDialog))
        await shows(pilot, "采用哪一方", "张三", "乙", "说明 我方的说明", "说明 对方的说明")
        ours_first = "张三" in app.screen._rows[0].cells
        await pilot.press("enter")
        await typed(pilot, "与乙核对")
        await wait_until(pilot, lambda: not note()[1])
        assert note()[0] == ("我方的说明" if ours_first else "对方的说明")
