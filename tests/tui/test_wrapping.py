"""Chinese line breaking: 避头尾, widths in cells, styles kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from support.hostile import HOSTILE
from textual.content import Content

from huaian_tui.domain.text.line_breaking import NEVER_AT_END, NEVER_AT_START, STAYS_WITH_NEXT
from huaian_tui.tui.frame.wrapping import wrap_content, wrap_text
from huaian_tui.tui.safe_text import fit, one_line, safe_content

TASK = "推进制造业“智改数转网联”，到2025年底，全市企业覆盖率达100.5%以上（含县区）；责任单位：市工信局……"


@pytest.mark.parametrize("width", range(8, 60))
def test_no_line_starts_with_a_closing_mark_or_ends_with_an_opening_one(width: int) -> None:
    lines = wrap_text(TASK, width)
    assert "".join(lines) == TASK
    assert all(cell_len(line) <= width for line in lines)
    assert not any(line[0] in NEVER_AT_START for line in lines[1:])
    assert not any(line[-1] in NEVER_AT_END | STAYS_WITH_NEXT for line in lines[:-1])


@pytest.mark.parametrize("width", range(8, 40))
def test_numbers_and_words_stay_whole(width: int) -> None:
    lines = wrap_text("覆盖率达到100.5%以上，见 docx 附件 2025-12-31 前报送", width)
    for whole in ("100.5%", "docx"):
        assert any(whole in line for line in lines)
    if width >= 10:
        assert any("2025-12-31" in line for line in lines)


def test_line_breaks_of_the_text_are_kept() -> None:
    assert wrap_text("一\n\n二", 10) == ["一", "", "二"]


def test_a_run_without_permitted_break_is_cut_at_the_width() -> None:
    assert wrap_text("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]
    assert all(cell_len(line) <= 10 for line in wrap_text("，" * 40, 10))


@given(st.text(alphabet="督查，。（）“”a1% \n", max_size=200), st.integers(min_value=1, max_value=40))
def test_wrapping_loses_nothing_but_spaces_at_line_ends(text: str, width: int) -> None:
    lines = wrap_text(text, width)
    assert "".join(lines).replace(" ", "") == text.replace("\n", "").replace(" ", "")
    assert all(cell_len(line) <= max(width, 2) for line in lines)


def test_styles_survive_the_wrapping() -> None:
    content = Content.assemble(("逾期", "bold"), "，到2025年底，全市规模以上工业企业覆盖率达")
    wrapped = wrap_content(content, 12, hang=4)
    assert wrapped.plain.splitlines()[1].startswith("    ")
    styled = [wrapped.plain[span.start : span.end] for span in wrapped.spans if span.style == "bold"]
    assert styled == ["逾期"]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_hostile_text_wraps_as_data(text: str) -> None:
    wrapped = wrap_content(safe_content(text), 30)
    assert "\x1b" not in wrapped.plain
    assert not any("\ud800" <= character <= "\udfff" for character in wrapped.plain)
    assert all(cell_len(line) <= 30 for line in wrapped.plain.split("\n"))


@pytest.mark.parametrize("width", [1, 2, 7, 30])
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_fit_is_exact_in_cells(text: str, width: int) -> None:
    assert cell_len(fit(one_line(text), width)) == width
