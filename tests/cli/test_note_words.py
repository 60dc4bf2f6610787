"""``note list --text`` finds what the search finds: in any width, with any quotation marks and dashes."""

from __future__ import annotations

import pytest
from support.cli import Program

from huaian_tui.store.search import note_words

_SAID = '增长10％，“双随机”检查3月～5月完成，Ａ类企业1，234家，引用a"b\\c'


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("10%", 1),
        ("增长１０％", 1),
        ('"双随机"', 1),
        ("「双随机」", 1),
        ("3月-5月", 1),
        ("3月至5月", 1),
        ("3月——5月 a类", 1),
        ("1,234家", 1),
        ("增长10％　双随机", 1),
        ("b\\c", 1),
        ("长", 1),
        ("市财政局", 1),
        ("3月5月", 0),
        ("text", 0),
        ("甲乙", 0),
    ],
)
@pytest.mark.parametrize("few", [30_000, 0])
def test_words_are_found_in_any_width(
    program: Program, monkeypatch: pytest.MonkeyPatch, typed: str, count: int, few: int
) -> None:
    program.text("note", "add", "12", "--text", _SAID, "--unit", "czj")
    program.text("note", "add", "13", "--text", "另一条")
    monkeypatch.setattr(note_words, "FEW", few)
    found = program.json("note", "list", "--text", typed)
    assert len(found) == count


def test_a_corrected_note_is_found_by_what_it_says_now(program: Program) -> None:
    made = program.json("note", "add", "12", "--text", "增长10％")
    program.text("note", "correct", made["id"], "--text", "增长20％", "--reason", "核实")
    assert [one["id"] for one in program.json("note", "list", "--text", "20%")] == [made["id"]]
    assert program.json("note", "list", "--text", "10%") == []
