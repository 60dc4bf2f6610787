"""数字来源: which records the figures of a document come from, for the composer's view."""

from __future__ import annotations

import re
from collections.abc import Iterator

from huaian_tui.documents.model import OfficialDocument, Table

_FIGURE = re.compile(r"\d")

Sourced = tuple[str, tuple[str, ...]]
"""A piece of printed text, and the ids of the records that its figures come from."""


def number_sources(document: OfficialDocument) -> list[Sourced]:
    """Every paragraph and heading with a figure, and every cell with a record, in printed order.

    An empty tuple says that no record stands behind the figures: they are quoted from
    the plan, counted from it, the document's own dates, or were typed by hand.
    """
    found: list[Sourced] = []
    for block in document.blocks():
        if isinstance(block, Table):
            found += _cells(block)
            continue
        text = getattr(block, "lead", "") + block.text
        if block.sources or _FIGURE.search(text):
            found.append((text, block.sources))
    return found


def _cells(table: Table) -> Iterator[Sourced]:
    """Cells with records, told by the first cell of their row (序号)."""
    for row in table.rows:
        for cell in row:
            if cell.sources:
                label = f"{row[0].text}：" if cell is not row[0] else ""
                yield label + " ".join(cell.text.split("\n")), cell.sources
