"""What the rows of one thing said on each past day: its records played again as they became known.

On a day a thing is what follows from all records that were known by its end, sorted by their ids as
always. So the past is a function of the *set* of records too, and of the days from which they were known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from huaian_tui.ledger.kinds.kind import By, FoldRecord, Projection, Row

ALWAYS = -999_999
"""The day since which a row stands that follows from no record: one before all days."""

NEVER = 9_999_999
"""The day until which a row stands that stands at present: one that does not come."""


class Version(NamedTuple):
    """Rows of one table that stood from the day ``since`` until the day before ``until`` (day numbers)."""

    since: int
    until: int
    rows: tuple[Row, ...]


Planned = Sequence[tuple[int, Row | None]]
"""What the plan says of a milestone: (day, its row from that day on) in order; a row is None where a revision
has removed it. Empty for a milestone that an officer set."""


def planned_now(planned: Planned) -> Row | None:
    """What the plan says of it at present."""
    return planned[-1][1] if planned else None


def versions_of(
    projection: Projection, records: Sequence[FoldRecord], planned: Planned
) -> tuple[list[Version], ...]:
    """For each table of the projection the versions of a thing's rows, oldest first, none without rows.

    The last version stands at present if it ends ``NEVER``.
    """
    if len(records) == 1 and not planned:  # nearly all things of a plan that was just entered
        since = records[0].known
        return tuple(
            [Version(since, NEVER, tuple(rows))] if rows else [] for rows in projection.rows(records, None)
        )
    states = list(_states(projection, records, planned))
    return tuple(
        joined((since, tuple(rows[place])) for since, rows in states)
        for place in range(len(projection.tables))
    )


def joined(states: Iterable[tuple[int, tuple[Row, ...]]]) -> list[Version]:
    """Versions from what stood from each day on, in order of the days; equal neighbours are one."""
    versions = list[Version]()
    last: tuple[int, tuple[Row, ...]] | None = None
    for since, rows in states:
        if last is not None and last[1] == rows:
            continue
        if last is not None and last[1]:
            versions.append(Version(last[0], since, last[1]))
        last = since, rows
    if last is not None and last[1]:
        versions.append(Version(last[0], NEVER, last[1]))
    return versions


def _states(
    projection: Projection, records: Sequence[FoldRecord], planned: Planned
) -> Iterator[tuple[int, tuple[Sequence[Row], ...]]]:
    """(day, rows of each table) of every day on which something about the thing became known."""
    for day in sorted({one.known for one in records} | {since for since, _ in planned}):
        known = [one for one in records if one.known <= day]
        # What joins a record that is not known yet waits for it.
        if projection.by is not By.RECORD or (known and known[0] is records[0]):
            yield day, projection.rows(known, planned_now([one for one in planned if one[0] <= day]))
