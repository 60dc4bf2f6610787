"""A note in full as text."""

from __future__ import annotations

from collections.abc import Iterator

from huaian_tui.cli.output.blocks import Block, Fields, Lines
from huaian_tui.cli.output.wording import note_name
from huaian_tui.domain.answers.notes import NOTE_PARTS, EarlierText, NoteRow
from huaian_tui.domain.columns import Cell
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.notes import note_parts


def note_blocks(note: NoteRow) -> Iterator[Block]:
    """One note in full, with what it said before."""
    yield Lines([f"{note_name(note)} {chinese_day(note.day)} {note.who}"])
    pairs: list[tuple[str, Cell]] = [(f"  {label}", text) for label, text in note_parts(note)]
    pairs += [("  原记", _said_before(one)) for one in note.earlier]
    yield Fields(pairs)


def _said_before(earlier: EarlierText) -> str:
    """What a correction changed, as it read before, and why."""
    parts = [] if earlier.same_text else [earlier.text]
    parts += [f"{NOTE_PARTS[key]}：{value or '没有写'}" for key, value in earlier.others]
    return "\n".join([*parts, f"更正理由：{earlier.reason}"])
