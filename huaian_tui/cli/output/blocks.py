"""What a command shows, as blocks that fit a terminal and a pipe alike. Data only: ``show`` writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from huaian_tui.cli.output.pages import PagedRows
from huaian_tui.domain.columns import Cell, Column
from huaian_tui.domain.text.hygiene import terminal_safe

if TYPE_CHECKING:
    from huaian_tui.domain.pictures.picture import PictureData

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Table(Generic[T]):
    """What the columns say of the rows, under their titles; nothing at all when there are no rows."""

    columns: Sequence[Column[T]]
    rows: Sequence[T] | PagedRows[T]


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of what follows."""

    text: str


@dataclass(frozen=True, slots=True)
class Fields:
    """Pairs of a label and what stands for it; pairs without a value are left out."""

    pairs: Sequence[tuple[str, Cell]]


@dataclass(frozen=True, slots=True)
class Lines:
    """Paragraphs, each with its own beginning; ``indent`` in cells."""

    texts: Sequence[str]
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture: drawn on a terminal, elsewhere its figures as a table; its sentence below it.

    ``ascii_only``: bars by characters, whatever the terminal can.
    """

    picture: PictureData
    ascii_only: bool = False


Block = Table[Any] | Heading | Fields | Lines | Drawing


def cell_text(cell: Cell) -> str:
    """The text of a cell, safe for a terminal."""
    return terminal_safe(str(cell))
