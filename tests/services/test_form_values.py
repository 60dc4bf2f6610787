"""Filled cells as Excel, WPS and LibreOffice really store them: read as shown, or refused at the cell."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.forms import GOOD, cell, filled, line_of, saved, with_raw

from huaian_tui.services.feedback_intake import FormImport, import_form
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.self_reports import read_report

DONE = {**GOOD, "finished": "是", "finished_on": "2026-06-30"}
PERCENT, COUNT, PLAIN = "2-3", "45-2", "2-1"
"""Milestones with a target in %, with one in 个 (> 5000), and without any."""


def brought_in(
    ledger: Ledger, folder: Path, form: bytes, today: date, milestone: str, field: str, inside: str, code: str
) -> tuple[FormImport, str]:
    """The form with one line, one cell of it as XML; what became of it, and the cell."""
    name = cell(field, line_of(form, milestone))
    data = with_raw(filled(form, {milestone: DONE}), {name: inside}, code)
    return import_form(ledger, saved(folder, data), today), name


READ: list[tuple[str, str, str, float]] = [
    (PERCENT, "><v>1</v>", "0%", 100),
    (PERCENT, "><v>0.985</v>", "0.0%", 98.5),
    (PERCENT, "><v>98.5</v>", "General", 98.5),
    (PERCENT, "><v>0.979412</v>", "0.0%", 97.9),
    (PERCENT, 't="inlineStr"><is><t>９８．５％</t></is>', "@", 98.5),
    (PERCENT, 't="str"><f>TEXT(1,"0%")</f><v>100%</v>', "General", 100),
    (COUNT, "><v>5200</v>", "#,##0", 5200),
    (COUNT, "><v>5200</v>", "#,##0.00", 5200),
    (COUNT, "><v>5200</v>", '0"个"', 5200),
    (COUNT, "><v>5200</v>", "0.00E+00", 5200),
    (COUNT, "><v>12000</v>", '0!.0,"万"', 12000),
    (COUNT, "><v>5200</v>", '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ ', 5200),
    (COUNT, "><f>A1+1</f><v>5200</v>", "General", 5200),
    (COUNT, 't="inlineStr"><is><t>５，２００ 个</t></is>', "@", 5200),
    (COUNT, 't="inlineStr"><is><t>0.52万</t></is>', "General", 5200),
]
REFUSED: list[tuple[str, str, str, str, str]] = [
    (PERCENT, "value", "><v>0.985</v>", "0%", "显示的是“99%”"),
    (PERCENT, "value", "><v>0.985</v>", "General", "像是百分数"),
    (PERCENT, "value", "><v>1</v>", "0", "像是百分数"),
    (PERCENT, "value", 't="inlineStr"><is><t>0.985</t></is>', "@", "像是百分数"),
    (COUNT, "value", "><v>0.5</v>", "0%", "“50%”不是一个数"),
    (COUNT, "value", "><v>5000.4</v>", "#,##0", "不是一个数"),
    (COUNT, "value", "><v>123456</v>", "#,##0.0,", "不是一个数"),
    (COUNT, "value", "><v>5200</v>", '0"万元"', "不是一个数"),
    (COUNT, "value", "><v>-5200</v>", "0;0", "不是一个数"),
    (COUNT, "value", "><v>5200</v>", ";;;", "被格式隐藏"),
    (COUNT, "value", "><v>5200</v>", "[DBNum2]General", "看不懂"),
    (COUNT, "value", "><v>0.5</v>", "# ?/?", "不是一个数"),
    (COUNT, "value", "><v>46203</v>", 'm"月"d"日"', "不是数字"),
    (COUNT, "value", "><v>0.5</v>", "h:mm", "不是数字"),
    (COUNT, "value", 't="e"><v>#DIV/0!</v>', "General", "错误值 #DIV/0!"),
    (COUNT, "value", 't="e"><f>NA()</f><v>#N/A</v>', "General", "错误值 #N/A"),
    (COUNT, "value", 't="inlineStr"><is><t>#REF!</t></is>', "@", "错误值 #REF!"),
    (COUNT, "value", 't="inlineStr"><is><t>Err:502</t></is>', "@", "错误值 Err:502"),
    (COUNT, "value", "><f>SUM(A1:A9)</f>", "General", "公式没有算出的结果"),
    (COUNT, "value", "><f>SUM(A1:A9)</f><v></v>", "General", "公式没有算出的结果"),
    (COUNT, "value", 't="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v>', "General", "图片"),
    (COUNT, "progress", 't="e"><v>#NAME?</v>', "@", "错误值 #NAME?"),
    (COUNT, "progress", "><f>B1&amp;C1</f>", "@", "公式没有算出的结果"),
    (COUNT, "progress", 't="inlineStr"><is><t>已办</t></is>', ";;;", "文字被格式隐藏"),
    (COUNT, "phone", "><v>320800199001011200</v>", "0", "超过 15 位"),
    (COUNT, "finished", 't="e"><v>#VALUE!</v>', "@", "错误值 #VALUE!"),
    (COUNT, "finished_on", "><v>46203</v>", "General", "是一个数字"),
    (COUNT, "finished_on", "><v>46203</v>", 'yyyy"年"m"月"', "只显示“2026年6月”"),
    (COUNT, "finished_on", "><v>46203</v>", "d-mmm", "没有写全"),
    (COUNT, "finished_on", "><v>3000000</v>", "yyyy-mm-dd", "####"),
    (COUNT, "finished_on", 't="e"><v>#NUM!</v>', "yyyy-mm-dd", "错误值 #NUM!"),
    (PLAIN, "value", 't="e"><v>#N/A</v>', "General", "没有量化指标"),
]
DAYS: list[tuple[str, str]] = [
    ("><v>46203</v>", 'yyyy"年"m"月"d"日"'),
    ("><v>46203.75</v>", "yyyy/m/d h:mm"),
    ("><v>46203</v>", "[$-F800]dddd, mmmm dd, yyyy"),
    ("><v>46203</v>", '[DBNum1][$-804]yyyy"年"m"月"d"日"'),
    ('t="d"><v>2026-06-30T00:00:00</v>', "yyyy-mm-dd"),
    ('t="inlineStr"><is><t>２０２６．６．３０</t></is>', "@"),
    ('t="inlineStr"><is><t>20260630</t></is>', "@"),
]
TEXTS: list[tuple[str, str, str]] = [
    ("><v>0.5</v>", "0%", "50%"),
    ("><v>5200</v>", "#,##0", "5,200"),
    ("><v>1.5</v>", '0.0"万元"', "1.5万元"),
    ("><v>46203</v>", 'yyyy"年"m"月"', "2026年6月"),
    ("><v>46203</v>", "yyyy/m/d", "2026/6/30"),
    ("><v>0.1</v>", "General", "0.1"),
    ("><v>5200</v>", "0.00E+00", "5.20E+03"),
    ('t="b"><v>1</v>', "General", "是"),
    (
        't="inlineStr"><is><r><t>已</t></r><r><rPr><b/></rPr><t>办</t></r><rPh><t>bàn</t></rPh></is>',
        "@",
        "已办",
    ),
]


@pytest.mark.parametrize(("milestone", "inside", "code", "value"), READ)
def test_a_value_is_read_as_it_is_shown(
    ledger: Ledger,
    today: date,
    form: bytes,
    tmp_path: Path,
    milestone: str,
    inside: str,
    code: str,
    value: float,
) -> None:
    done, _ = brought_in(ledger, tmp_path, form, today, milestone, "value", inside, code)
    assert done.refused == ()
    assert read_report(ledger.connection, done.accepted[0]).value == value


@pytest.mark.parametrize(("milestone", "field", "inside", "code", "said"), REFUSED)
def test_what_cannot_be_read_is_refused_at_its_cell_and_never_empty(
    ledger: Ledger,
    today: date,
    form: bytes,
    tmp_path: Path,
    milestone: str,
    field: str,
    inside: str,
    code: str,
    said: str,
) -> None:
    done, name = brought_in(ledger, tmp_path, form, today, milestone, field, inside, code)
    assert [one.cell for one in done.refused] == [name]
    assert said in done.refused[0].message and done.accepted == ()


@pytest.mark.parametrize(("inside", "code"), DAYS)
def test_a_day_is_read_however_its_format_writes_it(
    ledger: Ledger, today: date, form: bytes, tmp_path: Path, inside: str, code: str
) -> None:
    done, _ = brought_in(ledger, tmp_path, form, today, COUNT, "finished_on", inside, code)
    assert done.refused == ()
    assert read_report(ledger.connection, done.accepted[0]).finished_on == date(2026, 6, 30)


@pytest.mark.parametrize(("inside", "code", "text"), TEXTS)
def test_a_number_in_a_text_cell_is_the_text_that_is_shown(
    ledger: Ledger, today: date, form: bytes, tmp_path: Path, inside: str, code: str, text: str
) -> None:
    done, _ = brought_in(ledger, tmp_path, form, today, COUNT, "progress", inside, code)
    assert done.refused == ()
    assert read_report(ledger.connection, done.accepted[0]).progress == text


def test_a_formula_that_gives_an_empty_text_is_an_empty_cell(
    ledger: Ledger, today: date, form: bytes, tmp_path: Path
) -> None:
    inside = 't="str"><f>IF(A1="","",A1)</f><v></v>'
    done, _ = brought_in(ledger, tmp_path, form, today, COUNT, "problem", inside, "General")
    assert done.refused == ()
    assert read_report(ledger.connection, done.accepted[0]).problem == ""
