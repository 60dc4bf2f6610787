"""Searching what was recorded: newest first, page by page, with a first page within a frame.

The index (``store.search.text_index``) proposes records, newest first; each is then looked at itself,
so that only what really holds the words is shown, and as of a past day only what was
recorded by then. Where few of very many records fit, a page ends after some milliseconds with
what was found so far; ``next_before`` says where to go on.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from huaian_tui.domain.text.grams import word_grams
from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.domain.text.sign_forms import holds
from huaian_tui.ledger import said
from huaian_tui.ledger.identity import SHANGHAI, id_milliseconds
from huaian_tui.ledger.record import Body
from huaian_tui.store.engine.past_state import last_number_shown, shows_past
from huaian_tui.store.engine.readiness import is_complete
from huaian_tui.store.queries.milestones import tasks_in_conflict
from huaian_tui.store.queries.sql_parts import LIGHT_SQL, day_parameters
from huaian_tui.store.queries.unit_history import unit_with_merged
from huaian_tui.store.search.find_names import search_names
from huaian_tui.store.search.named_plans import with_plan
from huaian_tui.store.search.record_hits import Row, hits_of
from huaian_tui.store.search.search_terms import Hit, Place, SearchQuery
from huaian_tui.store.search.unit_words import index_terms, names_unit, units_called

__all__ = [
    "PartCount",
    "SearchPage",
    "count_part",
    "count_records",
    "search_names",
    "search_records",
]

PAGE_SECONDS = 0.012
"""After so long a page ends with what it has: the screen draws every 16 ms."""

COUNT_SECONDS = 0.06
"""After so long counting pauses, so that a query that is not asked any more is counted no further."""

_FEW = 60_000
"""Grams that begin with a short word and stand in so few places are asked of the index (about 10 ms)."""

_COMMON = 400_000
"""The same for a further page; of more the newest records are looked at one after another."""

_MOST_GRAMS = 4
_RARE = 200
_FIELDS = "r.rid, r.id, r.kind, r.task_no, r.occurred_on, r.recorded_at, r.officer, r.body, r.ref"
_OF_PLANS = "(r.task_no IS NOT NULL OR r.kind IN ('plan_set', 'plan_close', 'plan_reopen', 'plan_revision'))"
"""What is about no task nor plan bears the plan that is shipped."""

_IN_PLAN = f" AND r.plan = :plan AND {_OF_PLANS}"

_NOT_WITHDRAWN = (
    " AND NOT (r.kind IN ('plan_set', 'task_set', 'task_end') AND r.plan IN (SELECT id FROM plan_withdrawn))"
)
"""What a withdrawn plan said is found no more; that it was withdrawn is."""

_NEWEST = 1 << 62
_A_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Records that fit, newest first.

    ``next_before`` is what to ask the next page with; None when there are no more. A page may be
    short, even empty, and still have one: the time for a page was over.
    """

    hits: tuple[Hit, ...]
    next_before: bytes | None


def search_records(
    connection: sqlite3.Connection,
    query: SearchQuery,
    limit: int = 50,
    before: bytes | None = None,
    today: date | None = None,
) -> SearchPage:
    """The newest records that hold every word and fit every filter.

    ``before`` is ``next_before`` of the page before. A word stands in what the record says or in its
    officer's name. A record names a unit itself; it has the light of its task on ``today``
    (without a day no record has one). What was corrected is found too, marked 更正前.
    """
    search = _Search(connection, query, today)
    start = search.newest() if before is None else search.number_of(before)
    if search.nothing or start is None:
        return SearchPage((), None)
    found, next_before = list[tuple[Row, Body]](), None
    deadline: float | None = None
    with closing(search.candidates(start)) as candidates:
        for row in candidates:
            # From the first candidate on: finding it takes as long for each page, and a page must go on.
            deadline = deadline or time.monotonic() + PAGE_SECONDS
            body = search.body_if_fits(row)
            if body is not None:
                if len(found) == limit:
                    next_before = found[-1][0][1]
                    break
                found.append((row, body))
            if time.monotonic() > deadline:
                next_before = row[1]
                break
    return SearchPage(tuple(hits_of(connection, found, search.words)), next_before)


@dataclass(frozen=True, slots=True)
class PartCount:
    """How many records fit among those that were looked at.

    ``next_before`` is what to go on counting with; None when all were looked at, or they are more than
    was asked for.
    """

    number: int
    next_before: bytes | None


def count_part(
    connection: sqlite3.Connection,
    query: SearchQuery,
    most: int = 10_000,
    before: bytes | None = None,
    today: date | None = None,
) -> PartCount:
    """Count for ``COUNT_SECONDS``, at least one record, up to ``most`` + 1 that fit."""
    search = _Search(connection, query, today)
    start = search.newest() if before is None else search.number_of(before)
    if search.nothing or start is None:
        return PartCount(0, None)
    known = search.known_count() if before is None else None
    if known is not None:
        return PartCount(known, None)
    count = 0

    def take(row: Row, body: Body) -> bool:
        nonlocal count
        count += 1
        return count <= most

    next_before = _look_through(search, start, take)
    return PartCount(count, next_before)


def look_through(
    connection: sqlite3.Connection,
    query: SearchQuery,
    take: Callable[[Row, Body], bool],
    before: bytes | None = None,
    today: date | None = None,
) -> bytes | None:
    """Give each record that fits to ``take`` for ``COUNT_SECONDS``, until it says False.

    Where to go on (``before`` of the next call); None once all were looked at, or ``take`` has enough.
    """
    search = _Search(connection, query, today)
    start = search.newest() if before is None else search.number_of(before)
    return None if search.nothing or start is None else _look_through(search, start, take)


def _look_through(search: _Search, start: int, take: Callable[[Row, Body], bool]) -> bytes | None:
    deadline: float | None = None
    with closing(search.candidates(start)) as candidates:
        for row in candidates:
            deadline = deadline or time.monotonic() + COUNT_SECONDS  # as for a page
            body = search.body_if_fits(row)
            if body is not None and not take(row, body):
                return None
            if time.monotonic() > deadline:
                return row[1]
    return None


def count_records(
    connection: sqlite3.Connection, query: SearchQuery, most: int = 10_000, today: date | None = None
) -> int | None:
    """How many records fit; None when they are more than ``most``. Takes as long as it takes."""
    count, before = 0, None
    while True:
        part = count_part(connection, query, most - count, before, today)
        count, before = count + part.number, part.next_before
        if before is None:
            return count if count <= most else None


def records_in_plans(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[str, int]:
    """How many of the records of these local numbers the filter of each plan finds."""
    rows = connection.execute(
        "SELECT r.plan, count(*) FROM json_each(:numbers) AS one JOIN record AS r ON r.rid = one.value "  # noqa: S608
        f"WHERE {_OF_PLANS} GROUP BY r.plan",
        {"numbers": json.dumps(numbers)},
    )
    return dict(rows.fetchall())


class _Search:
    """One query on one connection: what the index is asked, and whether a record fits."""

    def __init__(self, connection: sqlite3.Connection, query: SearchQuery, today: date | None) -> None:
        self._connection = connection
        self._query = query = with_plan(connection, query)
        self.words = query.words()
        self._withdrawn = connection.execute("SELECT 1 FROM plan_withdrawn LIMIT 1").fetchone() is not None
        self._in_plan = ("" if query.plan is None else _IN_PLAN) + (_NOT_WITHDRAWN if self._withdrawn else "")
        self._officer = None if query.officer is None else search_key(query.officer)
        self._method = None if query.method is None else search_key(query.method)
        self._since = None if query.since is None else query.since.isoformat()
        self._until = None if query.until is None else query.until.isoformat()
        self._tasks = self._tasks_of_state(today)
        self.nothing = self._tasks == set() or (query.kind is not None and query.kind in set(Place))
        self._indexed = not self.nothing and is_complete(connection)
        self._called = units_called(connection, self.words)
        self._units = frozenset(() if query.unit is None else unit_with_merged(connection, query.unit))
        self._words = [word_grams(word) for word in self.words if word not in self._called]
        self._must = [*self._rarest(), *self._either()] if self._indexed else []

    def _tasks_of_state(self, today: date | None) -> set[int] | None:
        if self._query.conflict:
            return tasks_in_conflict(self._connection)
        if self._query.light is None:
            return None
        if today is None:
            return set()
        rows = self._connection.execute(
            f"SELECT s.task_no FROM task_state AS s WHERE ({LIGHT_SQL}) = :light",  # noqa: S608 - constant
            day_parameters(self._connection, today) | {"light": self._query.light.value},
        )
        return {row[0] for row in rows}

    # -------------------------------------------------------------- what the index is asked

    def _rarest(self) -> list[str]:
        """The grams to ask the index for, rarest first: few, as what they propose is looked at anyway."""
        whole = {gram for word in self._words for gram in word.whole} | set(self._marks())
        known = dict[str, int]()
        for gram in whole:
            if count := self._records_with(gram):
                known[gram] = count
        if len(known) < len(whole) or not all(self._places(one.beginning) for one in self._words):
            self.nothing = True
            return []
        ordered = sorted(whole, key=lambda gram: (known[gram], gram))
        if not ordered:
            return []
        few = ordered[:1] if known[ordered[0]] <= _RARE else ordered[:_MOST_GRAMS]
        return [f'"{gram}"' for gram in few]

    def _either(self) -> list[str]:
        """What the index is asked for words that also name units, and for a unit with its merged ones."""
        terms = index_terms(self._called, self._units, self._records_with)
        self.nothing |= not all(terms)
        return terms

    def _marks(self) -> Iterable[str]:
        query = self._query
        if query.kind is not None:
            yield said.kind_mark(query.kind)
        if query.officer is not None:
            yield said.officer_mark(query.officer)
        if query.method is not None:
            yield said.method_mark(query.method)
        if len(self._units) == 1:
            yield from map(said.unit_mark, self._units)

    def _months(self) -> tuple[str, ...]:
        """The grams of the months that the days asked for lie in; without an end a year from the newest."""
        if self._query.since is None:
            return ()
        until = self._query.until
        if until is None:
            row = self._connection.execute("SELECT max(id) FROM main.record").fetchone()
            if row[0] is None:
                return ()
            moment = datetime.fromtimestamp(id_milliseconds(row[0]) / 1000, SHANGHAI)
            until = min(moment.date(), date.max - _A_YEAR) + _A_YEAR
        return said.month_marks(self._query.since, max(until, self._query.since))

    def candidates(self, start: int) -> Generator[Row, None, None]:
        """Records below a number that may fit, newest first."""
        months = self._months() if self._indexed else ()
        if self._must or months:
            return self._proposed(self._must, months, start)
        beginnings = sorted({word.beginning for word in self._words if word.beginning})
        if self._indexed and beginnings:
            return self._short(beginnings, start)
        return self._scanned(start)

    def _proposed(
        self, terms: Sequence[str], months: Sequence[str], start: int
    ) -> Generator[Row, None, None]:
        asked = " AND ".join(terms)
        if months:
            either = " OR ".join(f'"{month}"' for month in months)
            asked = f"{asked} AND ({either})" if asked else either
        sql = (
            f"SELECT {_FIELDS} FROM main.search_said AS s CROSS JOIN record AS r ON r.rid = s.rowid "  # noqa: S608
            f"WHERE s.search_said MATCH :asked AND s.rowid < :start{self._in_plan} ORDER BY s.rowid DESC"
        )
        yield from self._connection.execute(sql, {"asked": asked, "start": start, "plan": self._query.plan})

    def _scanned(self, start: int) -> Generator[Row, None, None]:
        where = f"r.rid < :start AND r.rid >= 0{self._in_plan}"
        sql = f"SELECT {_FIELDS} FROM record AS r WHERE {where} ORDER BY r.rid DESC"  # noqa: S608
        yield from self._connection.execute(sql, {"start": start, "plan": self._query.plan})

    def _short(self, beginnings: Sequence[str], start: int) -> Generator[Row, None, None]:
        """Words of one character: by the index where it has few, else the newest records one by one."""
        places = {one: self._places(one) for one in beginnings}
        # What is common is met at once among the newest, unless a page has shown that it is not.
        few = [one for one in beginnings if places[one] <= (_FEW if start == self.newest() else _COMMON)]
        if few:
            yield from self._proposed([f'"{one}"*' for one in few], (), start)
        else:
            yield from self._scanned(start)

    def _places(self, beginning: str) -> int:
        """How often a gram begins so, over all records; 1 for no beginning, which any record has."""
        if not beginning:
            return 1
        row = self._connection.execute(
            "SELECT coalesce(sum(records), 0) FROM main.search_gram WHERE gram >= ? AND gram < ?",
            (beginning, f"{beginning}\U0010ffff"),
        ).fetchone()
        return int(row[0])

    def known_count(self) -> int | None:
        """The number that fits where the frequencies say it: one gram that is the whole query."""
        alone = SearchQuery(self._query.text) == self._query and not shows_past(self._connection)
        alone = alone and not self._withdrawn
        if self._indexed and alone and not self._called and len(self._words) == 1 and self._words[0].exact:
            return self._records_with(self._words[0].whole[0])
        return None

    def _records_with(self, gram: str) -> int:
        row = self._connection.execute(
            "SELECT records FROM main.search_gram WHERE gram = ?", (gram,)
        ).fetchone()
        return 0 if row is None else int(row[0])

    def newest(self) -> int:
        """A number beyond those of all records that can be shown."""
        last = last_number_shown(self._connection)
        return _NEWEST if last is None else last + 1

    def number_of(self, record_id: bytes) -> int | None:
        """The local number of a record, None for one that is not here."""
        row = self._connection.execute("SELECT rid FROM main.record WHERE id = ?", (record_id,)).fetchone()
        return None if row is None else int(row[0])

    # -------------------------------------------------------------- whether a record fits

    def body_if_fits(self, row: Row) -> Body | None:
        """The record's body if it holds every word and fits every filter."""
        _, _, kind, task_no, occurred_on, recorded_at, officer, raw, _ = row
        day = (occurred_on or recorded_at)[:10]
        if (
            (self._query.kind is not None and kind != self._query.kind)
            or (self._since is not None and day < self._since)
            or (self._until is not None and day > self._until)
            or (self._tasks is not None and task_no not in self._tasks)
            or (self._officer is not None and search_key(officer) != self._officer)
        ):
            return None
        body = said.read_body(raw)
        if self._units and self._units.isdisjoint(said.named_units(body)):
            return None
        if self._method is not None and search_key(str(body.get("method", ""))) != self._method:
            return None
        if self.words:
            text = said.searched_text(kind, body, officer)
            if not all(holds(text, word) or names_unit(body, self._called.get(word)) for word in self.words):
                return None
        return body
