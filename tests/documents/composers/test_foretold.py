"""逾期预测 in a 专报: with reasons, 不足以判断 below five cases; recorded when it is issued."""

from __future__ import annotations

import io
import json
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pdfplumber
import pytest
from conftest import FixedClock
from support.cli import Program
from support.composers import paragraphs, tables
from support.documents import vendored

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.foretold import stated_forecasts
from huaian_tui.documents.composers.notice_frame import Composed
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.model import Paragraph
from huaian_tui.documents.pdf.typesetting import render_pdf
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.domain.rules.lights import DUE_SOON_DAYS
from huaian_tui.domain.words.verdicts import Verdict
from huaian_tui.services.accepted_changes import FiguresChanged
from huaian_tui.services.decisions import extend_milestones
from huaian_tui.services.notice_passport import export_passport
from huaian_tui.services.notices import issue, keep_draft
from huaian_tui.services.settings import change_settings
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.forecasts import Expected, read_recorded
from huaian_tui.store.queries.notices import read_notice

TODAY = date(2025, 11, 22)
"""Six milestones came due a year before and were not done; seven come due at the end of the year."""


@pytest.fixture
def office(ledger: Ledger, clock: FixedClock) -> Ledger:
    """An office that can issue."""
    clock.go_to(TODAY)
    change_settings(ledger, {"code": "淮数督"})
    return ledger


def made(connection: sqlite3.Connection, day: date = TODAY, **more: object) -> Composed:
    """A 专报 with forecasts."""
    return compose(connection, NoticeRequest(NoticeKind.BRIEFING, day, forecasts=True, **more))  # type: ignore[arg-type]


def test_its_days_are_not_those_of_the_lights(
    office: Ledger, reader: sqlite3.Connection, tmp_path: Path
) -> None:
    notice = keep_draft(office, made(reader), TODAY)
    path = export_passport(reader, read_notice(reader, notice), tmp_path / "护照.json")
    assert json.loads(path.read_text(encoding="utf-8"))["soon"] == DUE_SOON_DAYS


def recorded(connection: sqlite3.Connection, day: date = TODAY) -> list[Expected]:
    """The forecasts on record."""
    return read_recorded(connection, day)


def test_reasons_stand_in_the_attachment_and_issuing_records_what_is_stated(
    office: Ledger, reader: sqlite3.Connection, clock: FixedClock
) -> None:
    paper = made(reader)
    said = "\n".join(paragraphs(paper))
    assert "今后90天到期的7个节点，7个可能逾期（第2、6、22、25项等），理由见附件。" in said
    rows = tables(paper)[-1].rows
    assert len(rows) == 7 and all("超过90天没有记录（类似情形6例" in row[-1].text for row in rows)
    draft = keep_draft(office, paper, TODAY)
    assert recorded(reader) == []
    issue(office, draft, TODAY)
    kept = recorded(reader)
    stated = stated_forecasts(paper.document)
    assert {one.milestone: (one.verdict, one.due) for one in kept} == stated and len(kept) == 7
    assert {one.day for one in kept} == {TODAY}
    # The same month once more records nothing, the next month does.
    issue(office, keep_draft(office, made(reader), TODAY), TODAY)
    assert len(recorded(reader)) == 7
    later = date(2025, 12, 2)
    clock.go_to(later)
    issue(office, keep_draft(office, made(reader, later), later), later)
    assert len(recorded(reader, later)) == 14


def test_what_the_paper_says_no_more_is_not_recorded(office: Ledger, reader: sqlite3.Connection) -> None:
    draft = keep_draft(office, made(reader), TODAY)
    extend_milestones(office, ["2-3"], date(2025, 12, 20), "提前", TODAY)
    extend_milestones(office, ["2-4"], date(2026, 12, 20), "批复", TODAY)
    with pytest.raises(FiguresChanged) as told:
        issue(office, draft, TODAY)
    issue(office, draft, TODAY, told.value.changes)
    kept = {one.milestone for one in recorded(reader)}
    assert kept == {"6-2", "22-1", "25-2", "26-1-2025", "45-2"}, (
        "the paper is about other dates of 2-3 and 2-4"
    )


def test_a_past_day_is_stated_and_not_recorded(office: Ledger, reader: sqlite3.Connection) -> None:
    past = date(2025, 11, 20)
    paper = made(reader, as_of=past)
    assert "预测" in "\n".join(paragraphs(paper))
    issue(office, keep_draft(office, paper, TODAY, as_of=past), TODAY)
    assert recorded(reader) == []


def test_too_few_cases_are_said_and_what_is_not_due_too(office: Ledger, reader: sqlite3.Connection) -> None:
    extend_milestones(office, ["2-3"], date(2026, 1, 20), "批复", TODAY)
    paper = made(reader)
    said = "\n".join(paragraphs(paper))
    assert "1个的类似情形不足5例，不足以判断，理由见附件。" in said
    blocks = paper.document.attachments[0].blocks
    (last,) = [one.text for one in blocks if isinstance(one, Paragraph) and "不足以判断" in one.text]
    assert "第2项“与区域性数据交易场所联通互认”（2025-12-31）" in last  # heard of just now: no case stood so
    assert stated_forecasts(paper.document)["2-4"] == (Verdict.UNKNOWN, date(2025, 12, 31))
    issue(office, keep_draft(office, paper, TODAY), TODAY)
    assert "2-4" not in {one.milestone for one in recorded(reader)}
    quiet = made(reader, date(2026, 6, 1))
    assert "今后90天没有到期的节点，不作预测。" in "\n".join(paragraphs(quiet))


def test_the_text_stays_one_page(office: Ledger, reader: sqlite3.Connection) -> None:
    def pages(of: Composed) -> int:
        with pdfplumber.open(io.BytesIO(render_pdf(of.document, vendored()))) as pdf:
            return len(pdf.pages)

    paper = made(reader)
    without = replace(paper, document=replace(paper.document, body=()))
    assert pages(paper) == pages(without) == 2


def test_other_papers_refuse_and_the_command_writes_it(ledger_path: Path) -> None:
    program = Program(ledger_path, today=TODAY.isoformat())
    assert "通报不写逾期预测" in program.refused("notice", "draft", "--kind", "circular", "--forecasts")
    program.text("setting", "set", "机关代字", "淮数督")
    drafted = program.json("notice", "draft", "--kind", "briefing", "--forecasts")
    assert "可能逾期" in json.dumps(program.json("notice", "show", drafted["id"]), ensure_ascii=False)
    program.text("notice", "issue", drafted["id"])
    assert len(program.json("forecast", "list", "--recorded")) == 7
    assert "完好" in program.text("check")


def test_a_request_of_another_kind_is_refused_by_field(reader: sqlite3.Connection) -> None:
    with pytest.raises(InputRefused) as told:
        compose(reader, NoticeRequest(NoticeKind.ANNUAL, TODAY, forecasts=True))
    assert told.value.field == "forecasts"
