"""Bracketed pastes reach the program whole, in order, in whatever pieces the terminal sends them."""

from __future__ import annotations

import pytest
from support.hostile import HOSTILE
from textual import events

from huaian_tui.tui.textual_patches.pasting import END, LONGEST_PASTE, START, PasteParser


def parsed(*chunks: str) -> list[events.Event]:
    parser = PasteParser()
    return [event for chunk in chunks for event in parser.feed(chunk)]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_a_paste_is_one_event_with_all_its_text(text: str) -> None:
    found = parsed(f"a{START}{text}{END}b")
    assert [type(event) for event in found] == [events.Key, events.Paste, events.Key]
    assert found[1].text == text.replace("\x00", "")


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7])
def test_marks_may_be_split_between_reads(size: int) -> None:
    inside = "第一行\n\x1b[31m红\x1b[0m\x1b[20\n第三行"
    rest = inside + END + "x"
    found = parsed(START, *(rest[at : at + size] for at in range(0, len(rest), size)))
    assert [event.text for event in found if isinstance(event, events.Paste)] == [inside]
    assert [event.character for event in found if isinstance(event, events.Key)] == ["x"]


def test_two_pastes_and_keys_between_keep_their_order() -> None:
    found = parsed(f"{START}一{END}n{START}二{END}")
    assert [getattr(event, "text", None) or event.character for event in found] == ["一", "n", "二"]


def test_an_endless_paste_is_cut() -> None:
    found = parsed(START, *["督查" * 50_000] * 20, END)
    assert [len(event.text) for event in found] == [LONGEST_PASTE]


def test_keys_and_sequences_are_parsed_as_before() -> None:
    assert [event.key for event in parsed("\x1b[A", "督", "\x1bOP")] == ["up", "督", "f1"]
