"""How long a 通报 is: the text on four pages, ten in all for the 60 tasks, however much was recorded."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import generate
import pytest
from support.composers import TODAY, work
from support.pdf_ruler import page_texts

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.model import OfficialDocument, Table
from huaian_tui.documents.pdf.tables import table_data
from huaian_tui.domain.dates.reporting_period import read_period
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.services.decisions import DecidedOn, add_reading, set_milestone
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import open_reader_as_of

TEXTS = (
    "平台已完成招标，一期功能上线试运行，接入单位12家。",
    "接口标准已统一，正在与区域性交易场所联调，预计12月底前完成；另有三家单位的数据已经入库。",
    "已印发实施细则，组织两场培训，覆盖28家单位共160人次。",
)
PROBLEMS = ("接口标准尚未统一，部分单位的数据不能入库", "扶持资金尚未下达，企业申报积极性不高", "")
REQUIREMENTS = ("月底前完成资金拨付，并报送拨付明细", "一周内明确分工，报督查单位备案", "")


def busy(ledger: Ledger, notes: int, seed: int) -> None:
    """A quarter with so many notes, twelve nodes that were set and some readings."""
    work(ledger)
    rng = random.Random(seed)
    for _ in range(notes):
        day = date(2026, 10, 1) + timedelta(days=rng.randrange(50))
        units = ("市数据局", "市发改委")[: rng.randrange(3)]
        draft = NoteDraft(rng.randint(1, 60), rng.choice(TEXTS), day, units, problem=rng.choice(PROBLEMS),
                          requirement=rng.choice(REQUIREMENTS))  # fmt: skip
        add_note(ledger, draft, TODAY)
    for _ in range(12):
        due = date(2026, 11, 25) + timedelta(days=rng.randrange(200))
        basis, on = "市政府专题会议纪要第12号", DecidedOn(TODAY, date(2026, 10, 8))
        set_milestone(ledger, rng.randint(1, 60), "平台建成并投入使用", due, basis, on)
    for place in range(5):
        add_reading(ledger, "45-2", 4000.0 + 100 * place, date(2026, 11, 1 + place), TODAY)


def circular(connection: sqlite3.Connection) -> OfficialDocument:
    """The 通报 of the quarter so far."""
    return compose(connection, NoticeRequest(NoticeKind.CIRCULAR, TODAY)).document


@pytest.mark.parametrize(("notes", "seed"), [(0, 0), (80, 2), (300, 4)])
def test_ten_pages_hold_it_and_four_its_text(
    ledger: Ledger, reader: sqlite3.Connection, notes: int, seed: int
) -> None:
    if notes:
        busy(ledger, notes, seed)
    document = circular(reader)
    printed = page_texts(document)
    annex = next(place for place, text in enumerate(printed) if "逾期节点" in text)
    assert annex <= 4 and len(printed) - annex <= 6
    tables = [block for block in document.blocks() if isinstance(block, Table)]
    assert not any(cell["breakable"] for table in tables for cell in table_data(table)["rows"]), "torn"
    assert all("逾期节点" in text or "本期进展" in text for text in printed[annex:]), "heads are repeated"


@pytest.mark.parametrize(("seed", "period"), [(1, "2026Q3"), (2, "2026"), (3, "2026Q4")])
def test_four_pages_hold_the_text_of_a_year_of_records_too(tmp_path: Path, seed: int, period: str) -> None:
    """A dozen late items in many hands, extensions, readings behind pace: little room is left."""
    path = tmp_path / "ledger.db"
    generate.make_ledger(path, tasks=60, records=600, seed=seed)
    request = NoticeRequest(NoticeKind.CIRCULAR, generate.TODAY, period=read_period(period, generate.TODAY))
    with closing(open_reader_as_of(path, None)) as reader:
        printed = page_texts(compose(reader, request).document)
    assert next(place for place, text in enumerate(printed) if "逾期节点" in text) <= 4
