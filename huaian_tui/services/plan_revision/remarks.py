"""What a plan's text is unsure of (原文存疑), after the text was revised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from huaian_tui.services.plan_revision.comparing import Comparison
from huaian_tui.services.plan_revision.rewriting import Rewriting

_ROWS = re.compile(r"第[0-9、至—-]+行")
_QUOTED = re.compile("“([^“”]+)”")


def remarks_now(
    remarks: Iterable[Mapping[str, Any]], made: Comparison, done: Rewriting, old_stage: str, new_stage: str
) -> Iterator[dict[str, Any]]:
    """The remarks that still hold, with rows as they are numbered now.

    One on words that the new text has no more, on tasks that are all gone, or on the stage of the old text,
    holds no more.
    """
    gone = {one.former.key for one in done.ended}
    texts = {
        one.number: (one.former.text, str(one.body["text"])) for one in done.written if one.former is not None
    }
    now = {number: made.new[at].no or "" for at, number in done.numbers.items()}
    numbers = {one.no: now.get(one.key or 0, "") for one in made.old if one.no}
    for one in remarks:
        rows = [row for row in one["rows"] if row not in gone]
        if one["rows"] and not rows or _spoken_of_no_more(one, texts):
            continue
        if not one["rows"] and old_stage and old_stage != new_stage and old_stage in one["text"]:
            continue
        where = _ROWS.sub(lambda found: _renumbered(found[0], numbers), one["where"])
        yield dict(one) | {"rows": rows, "where": where}


def _renumbered(rows: str, numbers: Mapping[str, str]) -> str:
    return re.sub("[0-9]+", lambda found: numbers.get(found[0]) or found[0], rows)


def _spoken_of_no_more(remark: Mapping[str, Any], texts: Mapping[int, tuple[str, str]]) -> bool:
    """Whether a remark quotes words of a task that its new text does not have."""
    quoted = _QUOTED.findall(remark["text"])
    changed = [texts[row] for row in remark["rows"] if row in texts]
    return any(words in old and words not in new for old, new in changed for words in quoted)
