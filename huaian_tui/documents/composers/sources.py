"""数字来源: every figure of a document, where it stands, and what it counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from huaian_tui.documents.composers.phrases import one_line
from huaian_tui.documents.counted import Figure
from huaian_tui.documents.model import Block, Cell, Heading, OfficialDocument, Paragraph, Picture, Table

_FIGURE = re.compile(r"\d")
_MOST_OF_PLACE = 24
"""Characters of a heading that say where a passage stands."""

Sourced = tuple[str, tuple[str, ...]]
"""A piece of printed text, and the ids of the records that its figures come from."""


@dataclass(frozen=True, slots=True)
class ByHand:
    """Who edited a passage, on which day, and what was composed in its place (empty: it was added)."""

    officer: str
    day: date
    composed: str

    @property
    def told(self) -> str:
        """张三 2026-11-25 手改，拟稿时：…"""
        was = f"拟稿时：{self.composed}" if self.composed else "拟稿时没有"
        return f"{self.officer} {self.day.isoformat()} 手改，{was}"


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, heading or cell with figures.

    ``place`` is where it stands as people find it (一、总体情况; 附件1，第2项，本期进展).
    ``figures`` are told one by one; without any, ``records`` are all that is known of where its numbers come
    from, and without those they are quoted from the plan, the document's own dates, or were typed by hand.
    ``edited``: the passage is no more as it was composed, and nothing of the ledger vouches for it.
    """

    place: str
    text: str
    figures: tuple[Figure, ...] = ()
    records: tuple[str, ...] = ()
    edited: ByHand | None = None


def passages(document: OfficialDocument) -> list[Passage]:
    """Every paragraph and heading with a number, and every cell with records or figures, in printed order."""
    found = list(_of_blocks(document.body, ""))
    several = len(document.attachments) > 1
    for place, attachment in enumerate(document.attachments, 1):
        found += _of_blocks(attachment.blocks, f"附件{place if several else ''}")
    return found


def number_sources(document: OfficialDocument) -> list[Sourced]:
    """The texts of all passages with the records that they come from; no record: an empty tuple."""
    return [(one.text, one.records) for one in passages(document)]


def _of_blocks(blocks: Iterable[Block], whole: str) -> Iterator[Passage]:
    """The passages of the body or of an attachment (``whole``), each under the heading before it.

    Before any heading a paragraph is told by its number: 第1段.
    """
    tables, pictures, paragraphs, under = 0, 0, 0, ""
    for block in blocks:
        if isinstance(block, Table):
            tables += 1
            yield from _of_table(block, whole or f"表{tables}")
            continue
        if isinstance(block, Picture):
            pictures += 1
            if block.sources or block.figures:
                yield Passage(_placed(whole, f"图{pictures}"), block.text, block.figures, block.sources)
            continue
        lead = block.lead if isinstance(block, Paragraph) else ""
        text = lead + block.text
        paragraphs += 1
        under = block.text if isinstance(block, Heading) else lead or under
        place = _placed(whole, under or f"第{paragraphs}段")
        figures = block.figures if isinstance(block, Paragraph) else ()
        if block.sources or figures or _FIGURE.search(text):
            yield Passage(place, text, figures, block.sources)


def _placed(whole: str, heading: str) -> str:
    named = one_line(heading, _MOST_OF_PLACE)
    return f"{whole}，{named}" if whole else named


def _of_table(table: Table, whole: str) -> Iterator[Passage]:
    """Cells with records or figures, told by the first cell of their row (序号) and their column."""
    for row in table.rows:
        for place, cell in enumerate(row):
            if not (cell.sources or cell.figures):
                continue
            label = f"{row[0].text}：" if cell is not row[0] else ""
            text = label + " ".join(cell.text.split("\n"))
            yield Passage(_cell_place(table, whole, row, place), text, cell.figures, cell.sources)


def _cell_place(table: Table, whole: str, row: tuple[Cell, ...], place: int) -> str:
    first = one_line(row[0].text, _MOST_OF_PLACE)
    named = f"第{first}项" if first.isdecimal() else first
    head = table.head[-1] if table.head else ()
    column = head[place].text if len(head) == len(row) else ""
    return "，".join(part for part in (whole, named if place else "", column) if part)
