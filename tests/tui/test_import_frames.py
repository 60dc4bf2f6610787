"""The screens of importing a plan, of a revision and of minutes as text, at 80×24 and 120×40."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from support.frames import check_frame, settled_frame
from support.import_scenes import IMPORTING, MINUTES, REVISING
from support.ledger_screens import app_on
from support.plan_texts import FIVE_QUESTIONS
from support.plan_texts import MINUTES as MINUTES_TEXT
from support.tui import SIZES, TODAY
from textual.pilot import Pilot

from huaian_tui.domain.matters import MATTERS_PLAN
from huaian_tui.services.minutes import read_matters
from huaian_tui.services.plan_import.accepting import accept_plan
from huaian_tui.services.plan_import.deciding import decide
from huaian_tui.services.plan_import.decisions import Decisions
from huaian_tui.services.plan_import.reading import preview_import
from huaian_tui.services.plan_revision.previewing import preview_revision
from huaian_tui.store.engine.append import Ledger
from huaian_tui.tui.areas.plan_import.kept import Opened, of_revision
from huaian_tui.tui.areas.plan_import.screen import ImportPreview
from huaian_tui.tui.areas.plans.minutes import MinutesPreview
from huaian_tui.tui.areas.plans.open_plan import with_open_plan

Size = tuple[int, int]
BOTH = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")

FIRST = """某市优化营商环境2026年任务表（征求意见稿）
序号\t任务\t牵头单位\t责任单位\t完成时限
1\t推行企业开办全程网办，压缩办理时间\t市政务办\t市数据局\t2026年6月底
2\t建设公共数据开放平台，开放数据集20个以上\t市数据局\t市财政局\t2026年9月底
3\t开展政府采购领域专项检查\t市财政局\t市审计局\t2026年10月底
4\t设立数据安全专家库\t市委网信办\t市科协\t2026年4月底
"""
ISSUED = """某市优化营商环境2026年任务表
序号\t任务\t牵头单位\t责任单位\t完成时限
1\t推行企业开办全程网办，压缩办理时间\t市政务办\t市数据局\t2026年7月底
2\t建设公共数据开放平台，开放数据集30个以上\t市数据局\t市科技局\t2026年9月底
3\t组建网络与数据安全专家咨询委员会\t市委网信办\t市科协\t2026年4月底
4\t组织中小微企业融资对接活动\t市地方金融局\t市财政局\t2026年8月底
"""


async def approved(pilot: Pilot[Any], scene: str, keys: Sequence[str], size: Size) -> None:
    """Press the keys one by one, each when all before is settled, and compare."""
    await settled_frame(pilot)
    for key in keys:
        await pilot.press(key)
        await settled_frame(pilot)
    check_frame(f"{scene}-{size[0]}x{size[1]}", await settled_frame(pilot))


@BOTH
@pytest.mark.parametrize("scene", IMPORTING)
async def test_a_plan_that_is_imported(
    ledger: Ledger, ledger_path: Path, tmp_path: Path, scene: str, size: Size
) -> None:
    file = tmp_path / "防汛方案.txt"
    file.write_text(FIVE_QUESTIONS, encoding="utf-8")
    read = preview_import(ledger.connection, file)
    app = app_on(ledger_path, TODAY)
    async with app.run_test(size=size) as pilot:
        await settled_frame(pilot)
        app.push_screen(ImportPreview(Opened(file, read)))
        await approved(pilot, scene, IMPORTING[scene], size)


@BOTH
@pytest.mark.parametrize("scene", REVISING)
async def test_a_plan_that_is_revised(ledger: Ledger, ledger_path: Path, scene: str, size: Size) -> None:
    first = decide(preview_import(ledger.connection, FIRST), Decisions(code="YS", stage="征求意见稿"))
    plan = accept_plan(ledger, first, TODAY).plan
    decisions = Decisions(answers={"match-same-4-3": "same"}) if scene == "revision-summary" else None
    opened = of_revision(ISSUED, preview_revision(ledger.connection, plan, ISSUED, decisions))
    app = app_on(ledger_path, TODAY)
    async with app.run_test(size=size) as pilot:
        await settled_frame(pilot)
        app.push_screen(ImportPreview(opened))
        await approved(pilot, scene, REVISING[scene], size)


@BOTH
@pytest.mark.parametrize("scene", MINUTES)
async def test_minutes(ledger: Ledger, ledger_path: Path, scene: str, size: Size) -> None:
    read = read_matters(ledger.connection, MINUTES_TEXT)
    app = app_on(ledger_path, TODAY)
    async with app.run_test(size=size) as pilot:
        await settled_frame(pilot)
        with_open_plan(
            app, MATTERS_PLAN, lambda found: app.push_screen(MinutesPreview(found, read, MINUTES_TEXT))
        )
        await approved(pilot, scene, MINUTES[scene], size)
