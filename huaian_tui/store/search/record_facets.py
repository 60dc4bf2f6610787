"""How many records of a search each further filter would leave.

The records that fit are looked through once, a moment at a time, and each is counted under all that it has;
so every number is what its filter would find. Of more than ``MOST_LOOKED_AT`` the index is asked, where it
knows the number; else the filters are offered without one.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from time import monotonic

from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.ledger import said
from huaian_tui.ledger.record import Body
from huaian_tui.store.queries.sql_parts import LIGHT_SQL, day_parameters
from huaian_tui.store.queries.unit_history import names_on, read_merges
from huaian_tui.store.search.facet_counts import (
    MOST_QUARTERS,
    Asked,
    Counted,
    FacetCounts,
    last_quarters,
    quarter_key,
    quarters,
)
from huaian_tui.store.search.filters import (
    Facet,
    Filter,
    added,
    kind_filter,
    kind_titles,
    light_filter,
    method_filter,
    officer_filter,
    plan_filter,
    search_query,
    unit_filter,
)
from huaian_tui.store.search.find_records import count_part, look_through, records_in_plans
from huaian_tui.store.search.marked_records import Marks, count_marked, frequency, marks_alone
from huaian_tui.store.search.record_hits import Row
from huaian_tui.store.search.search_terms import Place

MOST_LOOKED_AT = 10_000
"""Of more records that fit the index is asked, and not each of them."""
MOST_MOMENTS = 25
"""After so many (1.5 seconds) of records that lie far apart the filters are offered without numbers."""

MOST_SECONDS = 1.5
"""So long the index is asked how many of a great many records each further filter would leave."""

MOST_KINDS, MOST_METHODS, MOST_OFFICERS, MOST_UNITS, MOST_PLANS = 8, 6, 6, 12, 6


@dataclass
class Tally:
    """What was counted so far, in so many moments; ``before``: where to go on."""

    total: int = 0
    moments: int = 0
    before: bytes | None = None
    kinds: Counter[str] = field(default_factory=Counter)
    methods: Counter[str] = field(default_factory=Counter)
    officers: Counter[str] = field(default_factory=Counter)
    units: Counter[str] = field(default_factory=Counter)
    quarters: Counter[str] = field(default_factory=Counter)
    tasks: Counter[int] = field(default_factory=Counter)
    numbers: list[int] = field(default_factory=list)
    """The local numbers of the records."""

    def add(self, row: Row, body: Body, holders: Callable[[str], Iterable[str]]) -> None:
        """Count one record under all that it has; ``holders``: whose filters find a unit that is named."""
        number, _, kind, task_no, occurred_on, recorded_at, officer, _, _ = row
        self.total += 1
        self.numbers.append(number)
        self.kinds[kind] += 1
        self.officers[officer] += 1
        self.quarters[quarter_key((occurred_on or recorded_at)[:10])] += 1
        if method := body.get("method"):
            self.methods[str(method)] += 1
        if task_no is not None:
            self.tasks[task_no] += 1
        self.units.update({holder for unit in said.named_units(body) for holder in holders(unit)})


def count_records_by_facet(connection: sqlite3.Connection, today: date, asked: Asked) -> FacetCounts:
    """For the search over everything; what was not finished in a moment goes on with ``unfinished``."""
    if asked.offers:
        return FacetCounts((), _offered(connection, today, asked))
    query = search_query(asked.text, asked.filters)
    tally = asked.so_far
    if not isinstance(tally, Tally):
        if (marks := marks_alone(connection, query, MOST_LOOKED_AT)) is not None:
            return _marked_values(connection, today, asked, marks)
        tally = Tally()
    holders = _holders(connection)

    def take(row: Row, body: Body) -> bool:
        tally.add(row, body, holders)
        return tally.total <= MOST_LOOKED_AT

    tally.before = look_through(connection, query, take, tally.before, today)
    tally.moments += 1
    if tally.before is not None and tally.moments < MOST_MOMENTS:
        return FacetCounts(unfinished=tally)
    values = tuple(_values(connection, today, asked, tally))
    if tally.before is not None or tally.total > MOST_LOOKED_AT:
        return FacetCounts(unnumbered=tuple(one for one, _ in values))
    return FacetCounts(values)


def _offered(connection: sqlite3.Connection, today: date, asked: Asked) -> dict[Filter, int]:
    """The records that each filter leaves which the last word may mean, where a moment is enough to know."""
    counts = dict[Filter, int]()
    for one in asked.offers:
        if one.facet is Facet.KIND and one.value in set(Place):
            continue  # no record is one
        query = search_query(asked.before_last, added(asked.filters, one))
        marks = marks_alone(connection, query, MOST_LOOKED_AT)
        if marks is not None:
            counts[one] = count_marked(connection, marks)
            continue
        part = count_part(connection, query, MOST_LOOKED_AT, None, today)
        if part.next_before is None and part.number <= MOST_LOOKED_AT:
            counts[one] = part.number
    return counts


def _holders(connection: sqlite3.Connection) -> Callable[[str], Iterable[str]]:
    """Which units' filters find a record that names a unit: itself and all that it became part of."""
    merges = read_merges(connection, None)

    def holders(unit: str) -> Iterator[str]:
        yield unit
        while unit in merges:
            unit = merges[unit].into
            yield unit

    return holders


def _values(connection: sqlite3.Connection, today: date, asked: Asked, tally: Tally) -> Iterator[Counted]:
    """What could be set next, by facet; one that is set already is not asked about again."""
    known = {one.facet for one in asked.filters}
    if Facet.KIND not in known:
        titles = kind_titles()
        found = [(kind, number) for kind, number in tally.kinds.most_common() if kind in titles]
        yield from ((kind_filter(kind), number) for kind, number in found[:MOST_KINDS])
    if Facet.DATES not in known:
        yield from quarters(tally.quarters, today)
    if Facet.UNIT not in known:
        names = names_on(connection, today)
        units = [(unit, number) for unit, number in tally.units.most_common() if unit in names]
        yield from ((unit_filter(unit, names[unit][0]), number) for unit, number in units[:MOST_UNITS])
    if Facet.METHOD not in known:
        methods = _folded(tally.methods)[:MOST_METHODS]
        yield from ((method_filter(name), number) for name, number in methods)
    if Facet.OFFICER not in known:
        officers = _folded(tally.officers)[:MOST_OFFICERS]
        yield from ((officer_filter(name), number) for name, number in officers)
    if Facet.LIGHT not in known:
        yield from _lights(connection, today, tally.tasks)
    if Facet.PLAN not in known and asked.plans:
        plans = records_in_plans(connection, tally.numbers)
        short = dict(asked.plans)
        most = sorted((one for one in plans if one in short), key=lambda one: -plans[one])[:MOST_PLANS]
        yield from ((plan_filter(one, short[one]), plans[one]) for one in most)


def _folded(counts: Counter[str]) -> list[tuple[str, int]]:
    """Names that the search takes for one counted as one, the most frequent first, as written most often."""
    together, written = Counter[str](), dict[str, str]()
    for name, number in counts.most_common():
        together[search_key(name)] += number
        written.setdefault(search_key(name), name)
    return [(written[key], number) for key, number in together.most_common() if key]


def _lights(connection: sqlite3.Connection, today: date, tasks: Mapping[int, int]) -> Iterator[Counted]:
    """The records of the tasks of each light."""
    rows = connection.execute(
        f"SELECT {LIGHT_SQL} AS light, sum(counted.value) FROM json_each(:tasks) AS counted "  # noqa: S608 - constant
        "JOIN task_state AS s ON s.task_no = CAST(counted.key AS INTEGER) GROUP BY light",
        day_parameters(connection, today) | {"tasks": json.dumps(tasks)},
    )
    found = dict(rows.fetchall())
    yield from ((light_filter(one), found[one.value]) for one in Light if one.value in found)


def _marked_values(connection: sqlite3.Connection, today: date, asked: Asked, marks: Marks) -> FacetCounts:
    """What could be set next, each counted by the index; after ``MOST_SECONDS`` offered without a number."""
    known, deadline = {one.facet for one in asked.filters}, monotonic() + MOST_SECONDS
    values, unnumbered = list[Counted](), list[Filter]()
    for most, filters in _offered_by_marks(connection, today, asked):
        found = list[Counted]()
        for one in _most_frequent(connection, filters, most) if filters[0].facet not in known else ():
            further = marks_alone(connection, search_query("", [one]), 0) or ()
            if marks and monotonic() > deadline:
                unnumbered.append(one)
            elif number := count_marked(connection, (*marks, *further)):
                found.append((one, number))
        in_order = found if filters[0].facet is Facet.DATES else sorted(found, key=lambda pair: -pair[1])
        values += in_order
    return FacetCounts(tuple(values), unnumbered=tuple(unnumbered))


def _offered_by_marks(
    connection: sqlite3.Connection, today: date, asked: Asked
) -> Iterator[tuple[int, list[Filter]]]:
    """For each respect that marks say, the filters and how many of them are offered at most."""
    names, places = names_on(connection, today), set(Place)
    yield MOST_KINDS, [kind_filter(kind) for kind in kind_titles() if kind not in places]
    yield MOST_QUARTERS, last_quarters(today)
    yield MOST_UNITS, [unit_filter(unit, names[unit][0]) for unit in names]
    yield MOST_METHODS, [method_filter(name) for name in asked.known.methods]
    yield MOST_OFFICERS, [officer_filter(name) for name in asked.known.officers]


def _most_frequent(connection: sqlite3.Connection, filters: Sequence[Filter], most: int) -> list[Filter]:
    """The filters that most records of the whole ledger have, in their order; none that no record has."""
    counts = dict[Filter, int]()
    for one in filters:
        marks = marks_alone(connection, search_query("", [one]), 0)
        if marks:
            counts[one] = frequency(connection, marks[0])
    chosen = set(sorted(counts, key=lambda one: -counts[one])[:most])
    return [one for one in filters if one in chosen]
