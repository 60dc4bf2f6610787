"""延期账 of a 通报: only where it is wanted, every change with its day, kind and basis."""

from __future__ import annotations

import io
from contextlib import closing
from datetime import date
from pathlib import Path

import docx
import pytest
from support.cli import Program
from support.exchange import Laptop
from support.measured_year import END, QUARTER, TODAY, worked_quarter
from support.pdf_ruler import page_texts

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.notice_frame import Composed
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.composers.slip_annex import NOT_MOVED
from huaian_tui.documents.docx.document import render_docx
from huaian_tui.documents.model import Paragraph, Table
from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.store.engine.opening import open_reader


@pytest.fixture(scope="module")
def laptop(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return worked_quarter(seeded_file, tmp_path_factory.mktemp("slips"))


def circular(laptop: Laptop, period: Period = QUARTER, *, slips: bool = True) -> Composed:
    with closing(open_reader(laptop.path)) as connection:
        asked = NoticeRequest(NoticeKind.CIRCULAR, TODAY, period=period, slips=slips)
        return compose(connection, asked)


def annex(composed: Composed) -> Table:
    (found,) = (one for one in composed.document.attachments if one.title.startswith("延期账"))
    (table,) = found.blocks
    assert isinstance(table, Table)
    return table


def test_it_says_each_change_with_the_first_date_beside(laptop: Laptop) -> None:
    rows = [[cell.text for cell in row] for row in annex(circular(laptop)).rows[:-1]]
    changed = {row[0]: row[3:] for row in rows}
    assert changed == {
        "10": [
            "2026年7月15日",
            "2026年7月10日",
            "2026年10月31日",
            "延108天\n到期前",
            "专题会议纪要第3号",
            "未办结",
        ],
        "11": [
            "2026年8月10日",
            "2026年8月20日",
            "2026年9月20日",
            "延41天\n到期后",
            "专题会议纪要第5号",
            "2026年9月18日办结",
        ],
    }


def test_it_is_the_slip_ledger_of_the_evaluation(laptop: Laptop) -> None:
    program = Program(laptop.path, END.isoformat(), "甲")
    items = program.json("evaluate", "--period", "2026Q3", "--slips")["milestones"]
    said = [(row[0].text, row[5].text) for row in annex(circular(laptop)).rows[:-1]]
    assert said == [
        (str(one["task_no"]), chinese_day_of(slip["to"])) for one in items for slip in one["slips"]
    ]


def chinese_day_of(text: str) -> str:
    return chinese_day(date.fromisoformat(text))


def test_it_comes_only_where_it_is_wanted_and_the_text_names_it(laptop: Laptop) -> None:
    with_it, without = circular(laptop), circular(laptop, slips=False)
    assert [one.title for one in without.document.attachments] == [
        one.title for one in with_it.document.attachments if not one.title.startswith("延期账")
    ]
    place = [one.title.startswith("延期账") for one in with_it.document.attachments].index(True) + 1
    texts = [one.text for one in with_it.document.body if isinstance(one, Paragraph)]
    assert sum(f"（见附件{place}）" in text for text in texts) == 1
    still = Period(QUARTER.first.replace(month=1), QUARTER.first.replace(month=1, day=31))
    none = circular(laptop, still)
    assert NOT_MOVED in none.warnings
    assert not any(one.title.startswith("延期账") for one in none.document.attachments)


def test_it_is_printed_and_written_as_word(laptop: Laptop) -> None:
    document = circular(laptop).document
    printed = "".join(page_texts(document))
    assert "延期账（2026年第三季度，截至2026年9月30日）" in printed and "延108天" in printed
    word = docx.Document(io.BytesIO(render_docx(document)))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert "专题会议纪要第5号" in cells and "延41天\n到期后" in cells


def test_a_command_drafts_it(laptop: Laptop) -> None:
    program = Program(laptop.path, TODAY.isoformat(), "甲")
    made = program.json("notice", "draft", "--kind", "circular", "--period", "2026Q3", "--slips")
    assert "延期账（2026年第三季度" in program.text("notice", "show", made["id"])
