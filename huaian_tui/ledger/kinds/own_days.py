"""The own day of a decision: from which day on it counts, whenever it was recorded.

A decision names it (``occurred_on``); one of an older program that names none counts from the day from
which it was known. What takes another record back counts with that one: the pair is nothing on any day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from huaian_tui.ledger.identity import day_number
from huaian_tui.ledger.kinds.kind import FoldRecord

UNDOES = "undoes"
"""The part of a body that names what the record takes back."""


def own_day(record: FoldRecord) -> int:
    """The day from which a record counts (``identity.day_number``)."""
    if record.occurred_on is None:
        return record.known
    return day_number(date.fromisoformat(record.occurred_on))


def counting_on(records: Sequence[FoldRecord], day: date) -> list[FoldRecord]:
    """The decisions on one milestone that count on a day, by what is known of all of them.

    What a later decision has settled is no conflict any more, also on a day before it.
    """
    last, kept, dropped = day_number(day), dict[bytes, FoldRecord](), list[FoldRecord]()
    for one in sorted(records, key=lambda record: record.id):
        undone = _undone(one)
        if (undone in kept) if undone is not None else (own_day(one) <= last):
            kept[one.id] = one
        else:
            dropped.append(one)
    if kept and dropped:
        newest = next(reversed(kept.values()))
        settled = [*newest.body.get("settles", ()), *(one.hex() for one in _noticed(dropped) if one in kept)]
        others = [one for one in settled if one != newest.id.hex()]
        if others:
            kept[newest.id] = newest._replace(body={**newest.body, "settles": others})
    return list(kept.values())


def _undone(record: FoldRecord) -> bytes | None:
    """What the record takes back; None for one that takes nothing back."""
    named = record.body.get(UNDOES)
    return bytes.fromhex(named.replace("-", "")) if isinstance(named, str) and named else None


def _noticed(records: Sequence[FoldRecord]) -> list[bytes]:
    """The decisions that these have seen or settled."""
    seen = [one.ref for one in records if one.ref is not None]
    return [*seen, *(bytes.fromhex(side) for one in records for side in one.body.get("settles", ()))]
