"""What a plan of very many tasks asks of the screens: large numbers whole, and a word while it is read."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from support.ledger_screens import WIDE, app_on, settle, until_shown
from support.tui import frame, wait_until

from huaian_tui.domain.rules.lights import LightRules, lights_of
from huaian_tui.tui.areas.milestones import screen as milestones
from huaian_tui.tui.list.source import ListRow, MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.looks.lights import legend_lines


async def test_while_another_filter_is_read_long_the_rows_of_before_are_gone(
    ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, gate, find = app_on(ledger_path), threading.Event(), milestones.find_milestones

    def slow(*values, **named):  # type: ignore[no-untyped-def]
        gate.wait(60)
        return find(*values, **named)

    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("f4")
        await settle(pilot)
        await pilot.press("down", "down", "down")
        await settle(pilot)
        shown = app.screen.query_one(VirtualList)
        before = [shown.render_line(y).text for y in range(1, 5)]
        monkeypatch.setattr(milestones, "find_milestones", slow)
        try:
            await app.go("milestones", "逾期")
            assert [shown.render_line(y).text for y in range(1, 5)] == before, "quick answers do not flicker"
            await until_shown(pilot, "正在读取，请稍等")
            assert not any(shown.render_line(y).text in before for y in range(1, 5) if before[y - 1].strip())
            await pilot.click(VirtualList, offset=(10, 3))
            assert shown.cursor == 3, "what is not seen is not clicked"
        finally:
            gate.set()
        await wait_until(pilot, lambda: "正在读取" not in frame(app))
        await settle(pilot)
        assert shown.cursor == 0, "opened through a light one begins at the top"
        assert "逾期" in shown.render_line(1).text


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_number_of_many_digits_is_whole(ledger_path: Path, size: tuple[int, int]) -> None:
    app = app_on(ledger_path)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        shown = app.screen.query_one("#to-do", VirtualList)
        for number in (7, 81234, 100000):
            cells = ("逾期1天", str(number), "内容", "单位", "2026-11-22")
            shown.set_source(MemorySource([ListRow(f"milestone:1-1:{number}", cells)]))
            await wait_until(pilot, lambda number=number: f" {number} " in frame(app))


@pytest.mark.parametrize("behind", [False, True])
def test_the_lights_of_a_large_plan_stand_on_one_line_or_whole_on_two(behind: bool) -> None:
    lights = lights_of(LightRules(behind_light=behind))
    counts = dict(zip(lights, (20001, *[4321] * behind, 12345, 40000, 17655, 10000), strict=True))
    lines = legend_lines(counts, 76)
    plain = ["".join(part.plain for _, part in line).rstrip() for line in lines]
    assert len(plain) == 1 + behind
    assert all(len(line.encode("gbk")) <= 76 for line in plain) and plain[-1].endswith("办结 10000")
