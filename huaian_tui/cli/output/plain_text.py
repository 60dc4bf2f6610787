"""Blocks as plain text for a pipe or a file: whole, without colours, tables separated by tabs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO, TypeVar

from huaian_tui.cli.output.blocks import Block, Drawing, Fields, Heading, Lines, Table, cell_text
from huaian_tui.domain.columns import Cell, cells_of
from huaian_tui.domain.text.hygiene import terminal_safe

T = TypeVar("T")


def write(blocks: Iterable[Block], out: TextIO) -> None:
    """Write the blocks one after the other; a heading is set off by an empty line."""
    first = True
    for block in blocks:
        if isinstance(block, Heading) and not first:
            out.write("\n")
        first = False
        for line in _lines(block):
            out.write(line + "\n")


def _lines(block: Block) -> Iterable[str]:
    if isinstance(block, Heading):
        yield f"【{terminal_safe(block.text)}】"
    elif isinstance(block, Lines):
        for text in block.texts:
            yield " " * block.indent + terminal_safe(text).replace("\n", "\n" + " " * (block.indent + 2))
    elif isinstance(block, Fields):
        for label, value in block.pairs:
            if cell_text(value):
                yield f"{label}：{cell_text(value)}".replace("\n", "\n  ")
    elif isinstance(block, Drawing):
        from huaian_tui.domain.pictures.figures import value_text

        heads, rows = block.picture.figures
        yield "\t".join(_one_line(head) for head in heads)
        for row in rows:
            yield "\t".join(_one_line(value_text(value)) for value in row)
        yield terminal_safe(block.picture.sentence)
    elif block.rows:
        yield from _table(block)


def _table(table: Table[T]) -> Iterable[str]:
    yield "\t".join(column.title for column in table.columns)
    for row in table.rows:
        yield "\t".join(_one_line(cell) for cell in cells_of(row, table.columns))


def _one_line(cell: Cell) -> str:
    return " ".join(cell_text(cell).replace("\t", " ").split("\n")).strip()
