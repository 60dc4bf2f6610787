"""Numbers as the formats of Excel, WPS and LibreOffice show them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from huaian_tui.importing.shown_cells.shown import shown_number, shown_text

DAY = 46203.0
"""2026-06-30 in the epoch of 1900."""

NUMBERS: list[tuple[float, str, str]] = [
    (1, "0%", "100%"),
    (0.985, "0.0%", "98.5%"),
    (5200, "#,##0", "5,200"),
    (1234567.891, "#,##0.00", "1,234,567.89"),
    (1.5, '0.0"万元"', "1.5万元"),
    (12000, '0!.0,"万"', "1.2万"),
    (12000, '0\\.0,"万"', "1.2万"),
    (5200, "0.00E+00", "5.20E+03"),
    (0.00052, "0.0E+0", "5.2E-4"),
    (999999, "##0.0E+0", "1.0E+6"),
    (1, '"是";;"否"', "是"),
    (0, '"是";;"否"', "否"),
    (51783600000, "0000-00000000", "0517-83600000"),
    (45, "00000", "00045"),
    (0.5, "# ?/?", "1/2"),
    (2.25, "# ??/??", "2 1/4"),
    (-5, "#,##0_);(#,##0)", "(5)"),
    (-5, "0", "-5"),
    (0.1 + 0.2, "General", "0.3"),
    (13800000000, "", "13800000000"),
    (5200, "G/通用格式", "5200"),
    (3, 'General"个"', "3个"),
    (12345, '[>=10000]0.0,"千";0', "12.3千"),
    (5, '[>=10000]0.0,"千";0', "5"),
    (1234.5, "[$¥-804]#,##0.00", "¥1,234.50"),
    (0, '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
    (7, '[红色]"约"0"个"', "约7个"),
    (43, "@", "43"),
]
DAYS: list[tuple[float, str, str, bool]] = [
    (DAY, "yyyy-mm-dd", "2026-06-30", True),
    (DAY, 'yyyy"年"m"月"d"日"', "2026年6月30日", True),
    (DAY, 'e"年"m"月"d"日"', "2026年6月30日", True),
    (DAY, "[$-F800]dddd, mmmm dd, yyyy", "2026年6月30日", True),
    (DAY, '[$-zh-CN]yyyy"年"m"月"d"日";@', "2026年6月30日", True),
    (DAY, '[DBNum1][$-804]yyyy"年"m"月"d"日"', "2026-06-30", True),
    (DAY + 0.5, "yyyy/m/d h:mm", "2026/6/30 12:00", True),
    (DAY, 'yyyy"年"m"月"', "2026年6月", False),
    (DAY, 'm"月"d"日"', "6月30日", False),
    (DAY, "mmm-yy", "Jun-26", False),
]


@pytest.mark.parametrize(("value", "code", "text"), NUMBERS)
def test_a_number_is_what_its_format_shows(value: float, code: str, text: str) -> None:
    shown = shown_number(value, code)
    assert (shown.text, shown.fault, shown.day) == (text, "", None)


@pytest.mark.parametrize(("value", "code", "text", "whole"), DAYS)
def test_a_day_is_one_whatever_its_format_shows_of_it(
    value: float, code: str, text: str, whole: bool
) -> None:
    shown = shown_number(value, code)
    assert (shown.text, shown.day, shown.whole) == (text, date(2026, 6, 30), whole)
    assert shown_number(value - 1462, code, since_1904=True).day == date(2026, 6, 30)


@pytest.mark.parametrize("code", ["h:mm", "[h]:mm", "aaaa", "mm:ss.0"])
def test_a_time_is_no_day(code: str) -> None:
    assert shown_number(0.5, code).day is None and shown_number(0.5, code).fault == ""


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (5, ";;;"),
        (0, "0;-0;;@"),
        (5, '""'),
        (5000, "[DBNum2]General"),
        (-1, "yyyy-mm-dd"),
        (3e6, "yyyy-mm-dd"),
        (30, "yyyy-mm-dd"),
        (5, "[>10]0;[<1]0"),
    ],
)
def test_what_is_hidden_or_not_to_be_written_is_a_fault_and_not_empty(value: float, code: str) -> None:
    assert shown_number(value, code).fault


@pytest.mark.parametrize(
    ("value", "code", "lost"),
    [
        (0.985, "0%", True),
        (3.7, "0", True),
        (123456, "#,##0.0,", True),
        (-5, "0;0", True),
        (0.004, "0.00", True),
        (5, '"5000"', True),
        (0.985, "0.0%", False),
        (5200, "0.00E+00", False),
        (12000, '0!.0,"万"', False),
    ],
)
def test_digits_that_are_not_shown_are_told(value: float, code: str, lost: bool) -> None:
    assert (shown_number(value, code).ratio != 1) is lost


def test_texts_are_written_by_their_own_section() -> None:
    assert shown_text("5", '0;0;0;"约"@') == "约5"
    assert shown_text("有", "@") == shown_text("有", "0.00") == shown_text("有", "") == "有"
    assert shown_text("有", ";;;") == ""


@given(
    value=st.integers(-(10**12), 10**12).map(lambda number: number / 1000),
    decimals=st.integers(0, 6),
    thousands=st.booleans(),
    percent=st.booleans(),
    unit=st.sampled_from(["", '"个"', "_)", '"万元"']),
)
@settings(max_examples=300)
def test_a_shown_number_differs_from_the_stored_by_less_than_its_last_digit(
    value: float, decimals: int, thousands: bool, percent: bool, unit: str
) -> None:
    code = ("#,##0" if thousands else "0") + "." * bool(decimals) + "0" * decimals + "%" * percent + unit
    shown = shown_number(value, code)
    read = shown.text.replace(",", "").rstrip("个万元% ")
    said = float(read) / (100 if percent else 1)
    half = 0.5000001 * 10.0**-decimals / (100 if percent else 1)
    assert abs(said - value) <= half + 1e-15 * abs(value)
    assert abs(said * shown.ratio - value) <= 1e-9 * max(abs(value), 1) or shown.ratio == 0


@given(
    value=st.floats(allow_nan=False, allow_infinity=False),
    code=st.text(alphabet='0#?.,%/E+-;"@\\!_*[]<>=ymdhsae年月日GAM ', max_size=20),
)
@settings(max_examples=600)
@example(value=1e300, code="0.0E+0")
@example(value=5e-324, code="#,##0.00,,,%%%")
def test_no_format_breaks_the_reading(value: float, code: str) -> None:
    shown = shown_number(value, code)
    assert shown.fault or shown.text.strip()
