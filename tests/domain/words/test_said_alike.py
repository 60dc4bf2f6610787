"""The command line, the screen's detail and a document say the same of the same milestone."""

from __future__ import annotations

import sqlite3
from datetime import date
from types import SimpleNamespace
from typing import cast

import pytest

from huaian_tui.cli.pages.milestone import MILESTONE_COLUMNS, MilestoneLine, milestone_pairs
from huaian_tui.documents.composers.close_setting import USUAL
from huaian_tui.documents.composers.due_notice import Asked, due_table
from huaian_tui.documents.composers.ties import read_sources
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.columns import Lit
from huaian_tui.domain.words.milestones import state_words
from huaian_tui.services.decisions import Completion, cancel_milestone, complete_milestone, extend_milestone
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.milestones import list_milestones
from huaian_tui.tui.areas.milestones.list import read_facts
from huaian_tui.tui.areas.milestones.text import milestone_detail
from huaian_tui.tui.areas.tasks.facts import read_task_page
from huaian_tui.tui.areas.tasks.text import task_text

TODAY = date(2026, 11, 22)


@pytest.fixture
def rows(ledger: Ledger, reader: sqlite3.Connection) -> list[MilestoneRow]:
    """Milestones of every ending, dates known in every way."""
    extend_milestone(ledger, "2-1", date(2026, 12, 1), "批复", TODAY)
    complete_milestone(ledger, "45-2", Completion(TODAY, "验收", 4000), TODAY)
    complete_milestone(ledger, "6-1", Completion(TODAY, "验收"), TODAY)
    cancel_milestone(ledger, "25-1", "并入", TODAY)
    found = list_milestones(reader, TODAY)
    assert {row.state.due_source for row in found} >= {"decision", "assumption", "none"}
    return found


def test_screens_commands_and_papers_say_the_same(
    rows: list[MilestoneRow], reader: sqlite3.Connection
) -> None:
    marked = 0
    for row in rows:
        told = {label.strip(): said for label, said in milestone_pairs(row)}
        state = told["状态"]
        assert isinstance(state, Lit)
        detail = milestone_detail(read_facts(reader, TODAY, row.id)).plain
        page = task_text(read_task_page(reader, TODAY, row.task_no)).plain
        names, sources = read_sources(reader, [row.task_no])
        asked = cast(
            "Asked",
            SimpleNamespace(
                due=(row,),
                names=names,
                sources_of=sources,
                role="support",
                roles={row.task_no: "support"},
                slots={row.task_no: ()},
            ),
        )
        paper = [cell.text for cell in due_table(asked, "节点", USUAL, plan_told=True).rows[0]]
        for text in (state.text, told["时限"], told["指标"]):
            assert text in detail and text in page, row.id
        # Who gets the paper is not told the office's word for what has no date: it is open.
        on_paper = "未办结" if row.state.due is None else state.text
        assert state_words(row) == state.text and paper[-1].endswith(on_paper)
        if row.state.target is not None:
            # A target that only this program reads into the text is told to no unit; another one stands once.
            number = row.state.target.text.partition("（")[0].removeprefix("累计")
            aim = f"目标：{told['指标']}" in paper[1]
            assert not aim if row.state.target.inferred else aim or number in paper[1]
            marked += row.state.target.inferred
        if row.state.completion_value is not None:
            assert told["完成"] in detail and told["完成"] in page
    assert marked, "an implied target (推定) is among them"


def test_a_list_says_of_a_milestone_what_its_page_says(rows: list[MilestoneRow]) -> None:
    for row in rows:
        told = {label.strip(): said for label, said in milestone_pairs(row)}
        line = MilestoneLine(row, "")
        listed = {column.title: column.cell(line) for column in MILESTONE_COLUMNS}
        assert all(listed[title] == told[title] for title in ("时限", "状态", "指标", "怎样知道的"))
