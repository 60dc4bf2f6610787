"""Forms that earlier versions exported are read for ever: one of each layout stands in ``tests/forms``.

None of these files is ever made anew; a new layout brings one more.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from support.forms import FORM_PART, GOOD, cell, filled, parts, saved, sheet, with_cells

from huaian_tui.documents.xlsx.feedback_form import write_feedback_form
from huaian_tui.domain.feedback_layout import HEAD_ROW, HIDDEN_SHEET, column_name, known_columns
from huaian_tui.services.feedback_intake import import_form
from huaian_tui.services.matters import MatterDraft, Source, add_matters
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.self_reports import read_report

FORMS = Path(__file__).parents[1] / "forms"
KEPT = sorted(path.name for path in FORMS.glob("*.xlsx"))


def version_of(data: bytes) -> str:
    """The version that the hidden sheet says, sums of a line, the heads, what is hidden, the paper."""
    rows = sheet(data, HIDDEN_SHEET)
    said = dict(row[:2] for row in rows[:6])
    sums = {len(row[2].split(",")) if len(row) > 2 else 0 for row in rows if row[0] == "milestone"}
    xml = parts(data)[FORM_PART].decode()
    look = (*re.findall(r'<col min="(\d+)"[^>]* hidden="1"', xml), *re.findall(r'paperSize="\d+"', xml))
    return f"{said['version']} {sums}: {'、'.join(map(str, sheet(data)[HEAD_ROW]))} {look}"


@pytest.mark.parametrize("name", KEPT)
def test_a_form_of_an_earlier_version_comes_back(
    ledger: Ledger, today: date, tmp_path: Path, name: str
) -> None:
    data = (FORMS / name).read_bytes()
    if name.startswith("version-2"):
        add_matters(ledger, [MATTER], today)  # the plan of matters is known here too
    answers = {"6-1": {**GOOD, "progress": "已形成实例"}, "6-2": {**GOOD, "problem": "缺数据"}}
    done = import_form(ledger, saved(tmp_path, filled(data, answers)), today)
    assert (done.refused, done.unit, len(done.accepted)) == ((), "市财政局", 2)
    first, second = (read_report(ledger.connection, one) for one in done.accepted)
    assert (first.milestone, first.progress, first.contact) == ("6-1", "已形成实例", "甲 0517-83600000")
    assert (second.milestone, second.problem) == ("6-2", "缺数据")
    again = import_form(ledger, saved(tmp_path, filled(data, answers), "再次.xlsx"), today)
    assert (again.known, again.accepted) == (2, ())


@pytest.mark.parametrize("name", KEPT)
def test_a_wrong_cell_of_such_a_form_is_named(ledger: Ledger, today: date, tmp_path: Path, name: str) -> None:
    data = (FORMS / name).read_bytes()
    several = name.startswith("version-2")
    if several:
        add_matters(ledger, [MATTER], today)
    row = HEAD_ROW + 2
    wrong = with_cells(
        data, {cell("progress", row, several=several): "已办", cell("finished", row, several=several): "也许"}
    )
    done = import_form(ledger, saved(tmp_path, wrong), today)
    assert done.accepted == ()
    assert cell("finished", row, several=several) in {one.cell for one in done.refused}


@pytest.mark.parametrize("name", [name for name in KEPT if "locks" in name])
def test_a_locked_cell_of_such_a_form_that_was_changed_is_named(
    ledger: Ledger, today: date, tmp_path: Path, name: str
) -> None:
    """By the sums that it brings itself: those of a form without changes tell nothing."""
    several = name.startswith("version-2")
    if several:
        add_matters(ledger, [MATTER], today)
    data = filled((FORMS / name).read_bytes(), {"6-1": GOOD})
    assert import_form(ledger, saved(tmp_path, data), today).told == ()
    place = f"{column_name(len(known_columns(several=several)) - 1)}{HEAD_ROW + 2}"
    told = import_form(ledger, saved(tmp_path, with_cells(data, {place: "早已完成"})), today).told
    assert [one.where for one in told] == [place]
    assert "锁定的“已知情况”被改成了“早已完成”" in told[0].message


def test_the_layout_of_today_is_one_that_is_kept(ledger: Ledger, today: date) -> None:
    """A change of the layout has to leave a file of it here."""
    kept = {version_of((FORMS / name).read_bytes()) for name in KEPT}
    assert version_of(write_feedback_form(ledger.connection, today, "市财政局")) in kept
    add_matters(ledger, [MATTER], today)
    assert version_of(write_feedback_form(ledger.connection, today, "市财政局")) in kept


def test_there_is_one_of_each_layout() -> None:
    assert len({version_of((FORMS / name).read_bytes()) for name in KEPT}) == 6
    assert len(KEPT) == 7, "one of the first version with a contact at the unit besides"


MATTER = MatterDraft(
    "报送专项资金使用情况", ("市财政局",), Source("批示", date(2026, 11, 20)), due=date(2026, 11, 30)
)
