"""The targets of milestones as this program's own ledger book names them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Protocol

from huaian_tui.domain.reading.own_lines import OwnLine
from huaian_tui.domain.reading.quantities import Quantity

_QUOTING = re.compile("(?P<text>.+)（(?P<own>[^（）]+)）")


class Said(Protocol):
    """What a text counts: its words, its day, its target."""

    @property
    def phrase(self) -> str:
        """The words."""
        ...

    @property
    def due(self) -> date | None:
        """The last day."""
        ...

    @property
    def quantity(self) -> Quantity | None:
        """The target."""
        ...


def own_target(
    line: OwnLine,
    text: str,
    said: Sequence[Said],
    counted: Callable[[str, int | None], Sequence[Said]],
    year: int | None,
) -> Quantity | None:
    """The target of one milestone of the book; ``said``: what the text of its task counts.

    ``counted`` reads what words count. A title may quote the whole text, with the words of the milestone in
    brackets behind it (年底前, 50公里): then only these count. So may the title of an occurrence, which ends
    with its day: what has days of its own there is another milestone's.
    """
    again = "" if line.due is None else f"（{line.due.isoformat()}）"
    title = line.title.removesuffix(again) if again else line.title
    of = line.due.year if line.due is not None else year
    quoted = _QUOTING.fullmatch(title)
    if quoted is not None and " ".join(text.split()).startswith(quoted["text"].rstrip("…")):
        return next((one.quantity for one in counted(quoted["own"], of)), None)
    titled = counted(title, of)
    if title != line.title:
        return next((one.quantity for one in titled if one.due is None), None)
    dated = [one for one in titled if one.due == line.due]
    like = [one for one in said if one.due in (line.due, None) and _names(line.title, one.phrase)]
    return next((one.quantity for one in (*dated, *titled, *like)), None)


def _names(title: str, phrase: str) -> bool:
    """Whether a title says what a phrase says, its number apart."""
    pairs = [title[place : place + 2] for place in range(len(title) - 1)]
    return sum(one in phrase for one in pairs) >= 0.7 * max(1, len(pairs))
