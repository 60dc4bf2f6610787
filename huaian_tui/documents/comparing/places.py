"""What parts of a document are called when one is pointed at: 总体情况，第1段; 表1，第12项，时限."""

from __future__ import annotations

import re
from collections.abc import Sequence

from huaian_tui.documents.model import Block, Heading, Paragraph, Picture, Table, headed_table, text_cells
from huaian_tui.domain.pictures.figures import value_text

_NUMBER = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)")
_LONGEST_NAME = 16
"""Characters of a heading or a row that a place is named by."""


def words_of(block: Block) -> str:
    """All that is printed of a block, in one line; of a table or picture the cells (figures) with tabs."""
    if isinstance(block, Picture):
        rows_of = as_table(block).rows
        return "\t".join((block.caption, block.text, *(cell.text for row in rows_of for cell in row)))
    if isinstance(block, Table):
        rows = (*block.head, *block.rows)
        return "\t".join((block.caption, *(cell.text for row in rows for cell in row)))
    text = f"{block.lead}{block.text}" if isinstance(block, Paragraph) else block.text
    return " ".join(text.split("\n"))


def as_table(picture: Picture) -> Table:
    """The figures of a picture as a table, in which they are compared."""
    heads, rows = picture.data.figures
    cells = tuple(text_cells(*map(value_text, row)) for row in rows)
    return headed_table([(head, 1.0) for head in heads], cells)


def places_of(blocks: Sequence[Block], within: str = "正文") -> list[str]:
    """The place of each block: its section and which paragraph of it, a table by its number."""
    places, section, count, tables, pictures = list[str](), within, 0, 0, 0
    for block in blocks:
        if isinstance(block, Table):
            tables += 1
            several = within == "正文" or sum(isinstance(one, Table) for one in blocks) > 1
            places.append(f"{'' if within == '正文' else within}{f'表{tables}' if several else ''}")
        elif isinstance(block, Picture):
            pictures += 1
            places.append(f"{'' if within == '正文' else within}图{pictures}")
        elif isinstance(block, Heading):
            name = shortened(_NUMBER.sub("", block.text))
            places.append(f"标题：{name}")
            section, count = f"{name}，", 0
        else:
            count += 1
            led = f"（{shortened(_NUMBER.sub('', block.lead).rstrip('。'))}）" if block.lead else ""
            places.append(f"{section}第{count}段{led}")
    return places


def shortened(text: str) -> str:
    """The beginning of a name, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_NAME else f"{line[:_LONGEST_NAME]}…"
