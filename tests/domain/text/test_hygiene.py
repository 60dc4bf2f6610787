"""Cleaning at entry, the terminal's edge, search keys, and widths in cells."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.text.hygiene import (
    cell_width,
    clean_line,
    clean_text,
    ellipsis,
    search_key,
    terminal_safe,
)

LISTED_FORMAT = {
    0x061C,
    0x200B,
    0x200E,
    0x200F,
    *range(0x202A, 0x202F),
    0x2060,
    *range(0x2066, 0x206A),
    0xFEFF,
}

any_text = st.text(st.characters(), max_size=60)
"""Hypothesis' text holds no surrogates by default: they are asked for here."""
hostile_text = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cc", "Cs", "Cf", "Zl", "Zp"]),
        st.sampled_from(
            "\r\n\x0b\x0c\x85\u2028\u2029\t\x1b\ufeff\u200b\u200d\ufdd0\ufffe\U0001fffe\U0010ffff"
        ),
    ),
    max_size=80,
)


def forbidden(character: str) -> bool:
    """The rule of the fact sheet, spelled by code points and apart from the code's own pattern."""
    code = ord(character)
    if character in "\n\t":
        return False
    if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp"):
        return True
    return code in LISTED_FORMAT or 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE


def test_every_code_point_is_dropped_or_kept_as_the_rule_says() -> None:
    """Those of a block each between other characters: that one stands alone makes no difference to a rule
    of characters, but for the end of a line, of which two are one."""
    line_ends = "\r\x0b\x0c\x85\u2028\u2029"
    beside = chr(0x4E00)
    for first in range(0, 0x110000, 64):
        block = [chr(code) for code in range(first, first + 64)]
        expected = ["\n" if one in line_ends else "" if forbidden(one) else one for one in block]
        cleaned = clean_text(beside.join(block))
        assert cleaned == beside.join(expected), f"U+{first:04X} and those after it"
    for character in map(chr, range(0x3000)):  # alone, too
        expected = "\n" if character in line_ends else "" if forbidden(character) else character
        assert clean_text(character) == expected, f"U+{ord(character):04X}"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("一\r\n二\r三\n四", "一\n二\n三\n四"),
        ("一\x0b二\x0c三\u2028四\u2029五\x85六", "一\n二\n三\n四\n五\n六"),
        ("\x1b[31m红\x1b[0m", "[31m红[0m"),
        ("\x1b]52;c;aGk=\x07尾", "]52;c;aGk=尾"),
        ("\x9b2J清屏", "2J清屏"),
        ("[red]不是标记[/]", "[red]不是标记[/]"),
        ("\ufeff\u202e反\u2066写\u200b", "反写"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("𠮷\ud842野", "𠮷野"),
        ("\uf92c e\u0301 ﬁ", "\uf92c e\u0301 ﬁ"),
        (" 制表\t与空格 ", " 制表\t与空格 "),
        ("", ""),
    ],
)
def test_text_is_kept_as_typed_less_the_control_characters(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


def test_text_over_the_limit_is_refused_with_counts_and_field() -> None:
    assert len(clean_text("字" * 20_000)) == 20_000
    with pytest.raises(InputRefused) as refused:
        clean_text("字" * 20_001, field="text")
    assert refused.value.field == "text"
    assert "20001" in refused.value.message
    assert "20000" in refused.value.message
    assert refused.value.way_out


def test_length_is_looked_at_before_cleaning() -> None:
    with pytest.raises(InputRefused):
        clean_text("\x00" * 11, limit=10)


def test_a_long_hostile_text_is_cleaned() -> None:
    assert clean_text("\r\n\u202e字\x1b" * 4_000) == "\n字" * 4_000


@given(hostile_text)
def test_cleaning_is_idempotent_and_leaves_nothing_forbidden(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert not any(forbidden(character) for character in cleaned)
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned


@given(hostile_text)
def test_a_line_is_one_trimmed_line(text: str) -> None:
    line = clean_line(text)
    assert "\n" not in line
    assert "\t" not in line
    assert line == line.strip()
    assert clean_line(line) == line
    assert not any(forbidden(character) for character in line)


def test_line_ends_and_tabs_join_with_one_space() -> None:
    assert clean_line("\u3000 市财政局\r\n\t来电\n") == "市财政局 来电"


def test_a_long_line_is_refused_with_its_field() -> None:
    with pytest.raises(InputRefused) as refused:
        clean_line("长" * 201, field="contact")
    assert refused.value.field == "contact"
    assert "200" in refused.value.message


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", "<U+001B>[2J"),
        ("a\rb", "a<U+000D>b"),
        ("\x9b", "<U+009B>"),
        ("\u202e反", "<U+202E>反"),
        ("\ud800", "<U+D800>"),
        ("\U0010ffff", "<U+10FFFF>"),
        ("行\n制\t表", "行\n制\t表"),
        ("[red]𠮷 👨\u200d👩", "[red]𠮷 👨\u200d👩"),
    ],
)
def test_the_terminals_edge_shows_what_it_will_not_send(text: str, shown: str) -> None:
    assert terminal_safe(text) == shown


@given(hostile_text)
def test_the_terminals_edge_sends_nothing_forbidden_and_leaves_clean_text_alone(text: str) -> None:
    safe = terminal_safe(text)
    assert not any(forbidden(character) for character in safe)
    assert terminal_safe(safe) == safe
    assert safe.encode("utf-8").decode("utf-8") == safe
    cleaned = clean_text(text)
    assert terminal_safe(cleaned) == cleaned


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＣＺＪ", "czj"),
        ("ﬁle", "FILE"),
        ("２０２５", "2025"),
        ("Straße", "STRASSE"),
        ("\uf92c", "郎"),
        ("é", "e\u0301"),
    ],
)
def test_search_keys_of_the_same_word_are_the_same(one: str, other: str) -> None:
    assert search_key(one) == search_key(other)


def test_search_keys_keep_different_words_apart() -> None:
    assert search_key("清江浦区") != search_key("清江浦")


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_a_search_key_does_not_depend_on_case_or_composition(text: str) -> None:
    assert search_key(unicodedata.normalize("NFD", text)) == search_key(unicodedata.normalize("NFC", text))
    assert search_key(unicodedata.normalize("NFKC", text)) == search_key(text)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", 0),
        ("czj", 3),
        ("市财政局", 8),
        ("（一）", 6),
        ("ｱ", 1),
        ("e\u0301", 1),
        ("𠮷", 2),
        ("a\u200bb", 2),
        ("“引”", 4),
    ],
)
def test_width_in_cells(text: str, cells: int) -> None:
    assert cell_width(text) == cells


@pytest.mark.parametrize(
    "text", ["淮安市财政局", "2025年6月30日（周一）", "DCMM贯标、“7+3”", "𠮷野 1—2个", "全角ＡＢＣ"]
)
def test_width_agrees_with_the_library_that_draws(text: str) -> None:
    assert cell_width(text) == cell_len(text)


@pytest.mark.parametrize(
    ("text", "cells", "cut"),
    [
        ("市财政局", 8, "市财政局"),
        ("市财政局", 7, "市财.."),
        ("市财政局", 6, "市财.."),
        ("abcdef", 5, "abc.."),
        ("市财政局", 3, ".."),
        ("市财政局", 1, "."),
        ("市财政局", 0, ""),
        ("市财政局", -1, ""),
        ("e\u0301e\u0301e\u0301e\u0301", 3, "e\u0301.."),
    ],
)
def test_cutting_to_cells(text: str, cells: int, cut: str) -> None:
    assert ellipsis(text, cells) == cut


@given(any_text, st.integers(-2, 40))
def test_a_cut_text_fits_and_keeps_its_beginning(text: str, cells: int) -> None:
    cut = ellipsis(text, cells)
    assert cell_width(cut) <= max(cells, 0)
    if cut != text:
        assert text.startswith(cut.rstrip("."))
