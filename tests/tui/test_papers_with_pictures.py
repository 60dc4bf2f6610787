"""A paper with its pictures, from the form of F6: drawn in the preview, a mark in what is edited."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cli import Program
from support.screens import form_closed, form_open, opened, shows, stored, tells
from support.tui import SIZES

from huaian_tui.documents.document_json import document_from_json
from huaian_tui.documents.model import Picture
from huaian_tui.store.queries.notices import list_notices


@pytest.mark.parametrize("size", SIZES)
async def test_a_circular_is_drafted_with_the_lights_of_the_year(
    ledger_path: Path, size: tuple[int, int]
) -> None:
    done = Program(ledger_path, "2026-11-20")
    done.text("milestone", "complete", "22-1", "--value", "21", "--date", "2026-05-10", "--basis", "佐证材料")
    async with opened(ledger_path, "notices", size) as (app, pilot):
        await shows(pilot, "还没有文书")
        app.screen.go_to("circular:")
        form = await form_open(pilot)
        for field in form._fields:
            if field.key in ("period", "pictures"):
                field.set_raw({"period": "2026", "pictures": "drawn"}[field.key])
        await pilot.press("ctrl+s")
        await form_closed(pilot)
        await shows(pilot, "通报")
        await tells(pilot, "有关情况图", "图1　2026年各月末任务状态", "## 逾期", "5月")
    (notice,) = stored(ledger_path, list_notices)
    document = document_from_json(notice.document)
    (picture,) = [block for block in document.blocks() if isinstance(block, Picture)]
    assert picture.text.endswith("11月22日共60项（逾期5项、未设节点54项、办结1项）。")
