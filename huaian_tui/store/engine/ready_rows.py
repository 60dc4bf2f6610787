"""What follows from records that a merge brings, as far as each follows from one record alone.

It can be computed before they are written, in another process: from a record that makes a thing follow
rows and grams, whatever else the ledger holds. Where another record joins the thing, or the days of the
ledger do not follow from ids, the rows are folded as ever (``fold.refresh_arrived``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from huaian_tui.ledger.identity import day_of_id
from huaian_tui.ledger.kinds.kind import By, FoldRecord, Projection, Row, Table
from huaian_tui.ledger.kinds.registry import KINDS
from huaian_tui.ledger.record import Body, Record
from huaian_tui.store.engine.fold_rows import RowWriter, TableRows
from huaian_tui.store.engine.fold_things import Thing


class Ready(NamedTuple):
    """Of some records of one origin, one after the other: the grams of each, how often each gram comes.

    ``made``: those of them whose things stand in ``rows`` as far as nothing joins them.
    """

    grams: list[str]
    counted: dict[str, int]
    made: list[bytes]
    rows: list[TableRows]


@dataclass(slots=True)
class ReadyBatch:
    """The same of the records of one transaction, by their local numbers."""

    grams: list[tuple[int, str]] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)
    made: frozenset[bytes] = frozenset()
    rows: list[TableRows] = field(default_factory=list)

    def add(self, numbers: Sequence[int], ready: Ready) -> None:
        """Some records that were written under these local numbers."""
        self.grams += zip(numbers, ready.grams, strict=True)
        counted = self.counted
        for gram, records in ready.counted.items():
            counted[gram] += records
        self.made = self.made.union(ready.made)
        self.rows += ready.rows


@cache
def _made_alone(kind: str) -> tuple[Projection, ...]:
    """The projections of things that a record of this kind makes."""
    return tuple(one for one in KINDS[kind].makes if one.by is By.RECORD)


class RowsOfNew(RowWriter):
    """Collects the rows that follow from single records, each known from the day that its id says."""

    def __init__(self, with_past: frozenset[Table]) -> None:
        super().__init__(None, with_past)  # type: ignore[arg-type]  # nothing is read or written
        self._maker = b""
        self._made = list[bytes]()
        self._rows = dict[tuple[str, tuple[str, ...]], TableRows]()

    def add(self, records: Iterable[tuple[Record, Body]]) -> None:
        """What single records make; nothing where one joins another's thing."""
        self.write(self._things(records))

    def _things(self, records: Iterable[tuple[Record, Body]]) -> Iterator[Thing]:
        for record, body in records:
            kind = KINDS.get(record.kind)
            if kind is None or (kind.joins and record.ref is not None):
                continue
            self._maker = record.id  # of all rows that are held until the next thing is asked for
            self._made.append(record.id)
            one = FoldRecord(
                record.id,
                record.kind,
                record.ref,
                record.task_no,
                record.milestone,
                record.occurred_on,
                record.officer,
                body,
                day_of_id(record.id),
                record.plan,
            )
            for projection in _made_alone(record.kind):
                yield projection, [one], ()

    def taken(self) -> tuple[list[bytes], list[TableRows]]:
        """What was collected since the last time: the makers, and rows by table."""
        made, rows = self._made, list(self._rows.values())
        self._made, self._rows = [], {}
        return made, rows

    def _hold(self, name: str, columns: tuple[str, ...], rows: Sequence[Row]) -> None:
        if rows:
            held = self._rows.setdefault((name, columns), TableRows(name, columns, [], []))
            held.makers.extend([self._maker] * len(rows))
            held.rows.extend(rows)
