"""Which labels in a running text number its items, and whether it has any that name units."""

from __future__ import annotations

from collections.abc import Sequence

from huaian_tui.domain.reading.column_heads import LABEL
from huaian_tui.domain.reading.item_labels import CHAPTER, read_label
from huaian_tui.importing.plan_files.blocks import Paragraph
from huaian_tui.importing.plan_files.measures import (
    brackets_within,
    cut_numbered,
    measures_of,
    without_duty,
)


def item_kinds(paragraphs: Sequence[Paragraph]) -> set[str]:
    """Kinds of labels whose items mostly name units."""
    counts = dict[str, list[int]]()
    for place, paragraph in enumerate(paragraphs):
        label = read_label(paragraph.text)
        if label is None or label.kind == CHAPTER:
            continue
        named = without_duty(label.rest)[1].names_units
        following = next(
            (one.text.strip() for one in paragraphs[place + 1 : place + 3] if one.text.strip()), ""
        )
        counts.setdefault(label.kind, []).append(int(named or LABEL.match(following) is not None))
    return {kind for kind, named in counts.items() if sum(named) >= max(2, len(named) * 0.5)}


def has_items(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether running text names units behind measures, so that it may be a plan without a table."""
    for paragraph in paragraphs:
        text = paragraph.text.strip()
        if LABEL.match(text):
            return True
        if len(text) > 8 and (
            without_duty(text)[1].names_units
            or brackets_within(text)
            or cut_numbered(text)
            and measures_of(text)
        ):
            return True
    return False
