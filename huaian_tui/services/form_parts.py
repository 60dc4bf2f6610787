"""What is said of a filled form (反馈表): what is wrong at a cell, and what was not taken."""

from __future__ import annotations

from dataclasses import dataclass

from huaian_tui.domain.text.hygiene import ellipsis, terminal_safe


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is wrong in a file: the row as Excel counts it and the cell (L7), None and empty for the whole."""

    row: int | None
    cell: str
    message: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a file holds besides its lines and was not taken: where (a cell, a sheet), and what to do."""

    where: str
    message: str


def shown_words(text: str, cells: int = 24) -> str:
    """A text of a file in one short line, safe to show."""
    return ellipsis(terminal_safe(" ".join(text.split())), cells)
