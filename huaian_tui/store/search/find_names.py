"""Searching names: tasks, units, milestones, deliverables and notices, best first.

Words stand in a name or title, or are its pinyin or initials. The index proposes names
(``store.search.name_index``); units have their own keys. As of a past day only what there was is shown.

Which names are found depends on the ledger and the query alone. In a plan of 100,000 tasks looking at all
that is proposed may take half a second, so a screen asks first for what is found within a moment
(``names_at_once``) and, when that is not all, again for the whole (``search_names``).
"""

from __future__ import annotations

import json
import math
import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from huaian_tui.domain.answers.plans import TaskRef, bare_ref
from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.text.chinese_numbers import closed_numbers
from huaian_tui.domain.text.clauses import clauses
from huaian_tui.domain.text.grams import WordGrams, word_grams
from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.domain.text.sign_forms import holds
from huaian_tui.domain.words.tasks import units_found
from huaian_tui.store.engine.past_state import shows_past
from huaian_tui.store.queries.milestones import read_milestone, tasks_in_conflict
from huaian_tui.store.queries.sql_parts import LIGHT_SQL, UNIT_TASKS_SQL, day_parameters, unit_parameters
from huaian_tui.store.queries.task_refs import read_refs
from huaian_tui.store.queries.tasks import read_tasks
from huaian_tui.store.queries.unit_history import unit_name_on
from huaian_tui.store.search.name_rank import Name, rank_of
from huaian_tui.store.search.named_plans import keys_of_words, numbered_word, tasks_of_plan, with_plan
from huaian_tui.store.search.past_notices import notices_then
from huaian_tui.store.search.search_terms import Hit, Place, SearchQuery, excerpt, folded_words
from huaian_tui.store.search.sql_holds import fit_call

MOMENT_SECONDS = 0.008
"""After so long ``names_at_once`` ranks what was found so far."""

_FEW = 20_000
"""Of so few names the index gives at once all that have a word of one or two characters."""

_POOL = 200
"""So many names that fit are ranked: in a plan of 100,000 tasks some words fit nearly all."""

_BEGINNINGS = 40
_MOST_GRAMS = 6
_PLACES = ("unit", "task", "milestone", "deliverable", "notice")
_NAMES_OF = {
    Place.TASK: ("task", "deliverable"),
    Place.UNIT: ("unit",),
    Place.MILESTONE: ("milestone",),
    Place.NOTICE: ("notice",),
}
_SELECT = (
    "SELECT n.id, n.place, n.key, n.task_no, n.title, n.name, n.pinyin, n.initials, "
    "CASE n.place WHEN 'task' THEN t.search_key ELSE n.said END "
)
_JOINED = "LEFT JOIN main.task_key AS t ON n.place = 'task' AND t.task_no = n.task_no"


@dataclass(frozen=True, slots=True)
class NamesAtOnce:
    """Names found within a moment; not ``complete``: there may be others, and better ones."""

    hits: tuple[Hit, ...]
    complete: bool


def search_names(
    connection: sqlite3.Connection, today: date, query: SearchQuery, limit: int = 20
) -> list[Hit]:
    """What has every word in its name, best first: the name itself, its beginning, pinyin, initials, a part.

    Without words and with filters: whatever fits them, in the order of the plan.
    """
    return list(_found(connection, today, query, limit, math.inf).hits)


def names_at_once(
    connection: sqlite3.Connection, today: date, query: SearchQuery, limit: int = 20
) -> NamesAtOnce:
    """As ``search_names``, but only what is found within ``MOMENT_SECONDS``."""
    return _found(connection, today, query, limit, MOMENT_SECONDS)


def _found(
    connection: sqlite3.Connection, today: date, query: SearchQuery, limit: int, seconds: float
) -> NamesAtOnce:
    if query.method is not None or query == SearchQuery():
        return NamesAtOnce((), True)
    search = _Search(connection, today, with_plan(connection, query), seconds)
    ranked = sorted([*search.units(), *search.others()], key=lambda one: one[:3])
    search.read_tasks([name for _, _, _, name in ranked[:limit]])
    hits = list[Hit]()
    for _, _, _, name in ranked:
        hit = search.hit(name)
        if hit is not None:
            hits.append(hit)
        if len(hits) == limit:
            break
    return NamesAtOnce(tuple(hits), search.complete)


Ranked = tuple[int, int, int, Name]
"""rank, place, order in the place, name"""


class _Search:
    """One query on one connection."""

    def __init__(
        self, connection: sqlite3.Connection, today: date, query: SearchQuery, seconds: float
    ) -> None:
        """``seconds``: so long names of the index are looked at."""
        self._connection = connection
        self._seconds = seconds
        self.complete = True
        """Whether every name that could be shown was looked at."""
        self._today = today
        self._query = query
        words = folded_words(closed_numbers(query.text))
        self._words = tuple(dict.fromkeys(numbered_word(connection, word) for word in words))
        self._keys = keys_of_words(connection, self._words)
        self._apart = shows_past(connection)
        self._wanted = self._wanted_places()
        self._of_unit = self._tasks_of_unit()
        self._of_plan = tasks_of_plan(connection, query.plan)
        self._of_state = self._tasks_of_state()
        self._tasks = dict[int, TaskRow | None]()
        """Tasks that were read to be shown; None: there is none of this number."""

    def _wanted_places(self) -> tuple[str, ...]:
        """The places that the filters leave: a task has no officer, a unit no date."""
        query = self._query
        wanted = set(_PLACES)
        if query.kind is not None:
            wanted &= set(_NAMES_OF.get(Place(query.kind), ())) if query.kind in set(Place) else set()
        if query.officer is not None:
            wanted &= {"notice"}
        if query.light is not None or query.conflict:
            wanted &= {"task", "milestone"}
        if query.since is not None or query.until is not None:
            wanted &= {"milestone", "notice"}
        if query.plan is not None:
            wanted &= {"task", "milestone", "deliverable"}
        return tuple(place for place in _PLACES if place in wanted)

    def _tasks_of_unit(self) -> set[int] | None:
        if self._query.unit is None:
            return None
        named = unit_parameters(self._connection, self._query.unit, self._today)
        return {row[0] for row in self._connection.execute(UNIT_TASKS_SQL, named)}

    def _tasks_of_state(self) -> set[int] | None:
        if "task" not in self._wanted:
            return None
        if self._query.conflict:
            return tasks_in_conflict(self._connection)
        if self._query.light is None:
            return None
        rows = self._connection.execute(
            f"SELECT s.task_no FROM task_state AS s WHERE ({LIGHT_SQL}) = :light",  # noqa: S608 - constant
            day_parameters(self._connection, self._today) | {"light": self._query.light.value},
        )
        return {row[0] for row in rows}

    # -------------------------------------------------------------- units

    def units(self) -> Iterator[Ranked]:
        """Units that every word names, also by an alias, a former name, pinyin or initials."""
        if "unit" not in self._wanted or not self._words:
            return
        ranks: dict[str, int] | None = None
        for word in self._words:
            of_word = self._units_named(word)
            if ranks is None:
                ranks = of_word
            else:
                ranks = {unit: ranks[unit] + of_word[unit] for unit in ranks if unit in of_word}
        for order, (unit, rank) in enumerate((ranks or {}).items()):
            if self._query.unit in (None, unit):
                yield rank, 0, order, Name(order, "unit", unit, None, unit, "", "", "", "")

    def _units_named(self, word: str) -> dict[str, int]:
        meant = fit_call(self._connection, "k.key", word, ":word")
        rows = self._connection.execute(
            f"SELECT k.unit, min(CASE {meant} WHEN 0 THEN 0 WHEN 1 THEN 1 ELSE 4 END "  # noqa: S608 - our own
            "+ CASE WHEN k.how IN ('pinyin', 'initials') THEN 2 ELSE 0 END) "
            f"FROM unit_key AS k JOIN unit AS u ON u.id = k.unit WHERE {meant} IS NOT NULL "
            "GROUP BY k.unit ORDER BY u.made",
            {"word": word},
        )
        return dict(rows.fetchall())

    # -------------------------------------------------------------- names of the index

    def others(self) -> Iterator[Ranked]:
        """Tasks, milestones, deliverables and notices, of the best beginnings and of the first that fit."""
        wanted = [
            place for place in self._wanted if place != "unit" and not (self._apart and place == "notice")
        ]
        deadline = time.monotonic() + self._seconds
        seen = set[int]()
        fitting = 0
        for name in self._proposed() if wanted else ():
            if name.order not in seen and name.place in wanted and self._fits(name):
                seen.add(name.order)
                fitting += 1
                yield self._rank(name), _PLACES.index(name.place), name.order, name
            if fitting >= _POOL:
                break
            if time.monotonic() > deadline:
                self.complete = False
                break
        if self._apart and "notice" in self._wanted:
            for name in notices_then(self._connection):
                if self._fits(name):
                    yield self._rank(name), _PLACES.index("notice"), name.order, name

    def _rank(self, name: Name) -> int:
        return sum(0 if self._keys[word] == name.key else rank_of(word, name) for word in self._words)

    def _fits(self, name: Name) -> bool:
        if not all(holds(name.said, word) or self._keys[word] == name.key for word in self._words):
            return False
        if self._of_plan is not None and name.task_no not in self._of_plan:
            return False
        if name.place != "notice" and self._of_unit is not None and name.task_no not in self._of_unit:
            return False
        if name.place == "task" and self._of_state is not None:
            return name.task_no in self._of_state
        if name.place == "milestone":
            return self._milestone_fits(name.key)
        return name.place != "notice" or self._notice_fits(name.key)

    def _milestone_fits(self, key: str) -> bool:
        query = self._query
        row = self._connection.execute("SELECT due FROM milestone WHERE id = ?", (key,)).fetchone()
        if row is None:  # on a past day it was not set yet
            return False
        if (query.since is not None or query.until is not None) and not (row[0] and self._in_days(row[0])):
            return False
        if query.light is None and not query.conflict:
            return True
        found = read_milestone(self._connection, self._today, key)
        if query.conflict:
            return found.state.conflict
        return found.counts and found.light is query.light

    def _in_days(self, day: str) -> bool:
        since, until = self._query.since, self._query.until
        return (since is None or day >= since.isoformat()) and (until is None or day <= until.isoformat())

    def _notice_fits(self, key: str) -> bool:
        query = self._query
        row = self._connection.execute(
            "SELECT coalesce(issued_on, day), units, officer FROM notice WHERE id = ?", (bytes.fromhex(key),)
        ).fetchone()
        return (
            row is not None
            and self._in_days(row[0])
            and (query.unit is None or query.unit in json.loads(row[1]))
            and (query.officer is None or search_key(row[2]) == search_key(query.officer))
        )

    # -------------------------------------------------------------- what the index proposes

    def _proposed(self) -> Iterator[Name]:
        """Names that may fit: numbers and ids as typed, beginnings, then whatever the index has."""
        for word in self._words:
            yield from self._names(
                "FROM main.search_name AS n", f"n.place IN {_PLACES[1:]} AND n.key = ?", self._keys[word]
            )
        for word in self._words:
            yield from self._beginning_with(word)
        asked = [word_grams(word) for word in self._words]
        whole = sorted({gram for one in asked for gram in one.whole}, key=lambda gram: (-len(gram), gram))
        if whole:
            yield from self._matching(" AND ".join(f'"{gram}"' for gram in whole[:_MOST_GRAMS]))
            return
        yield from self._short(asked)

    def _short(self, asked: Sequence[WordGrams]) -> Iterator[Name]:
        """Words of one or two characters: of very many names the first ones, then what begins so."""
        beginnings = [one.beginning for one in asked if one.beginning]
        some = "SELECT count(*) FROM (SELECT 1 FROM main.search_name LIMIT ?)"
        if beginnings and self._connection.execute(some, (_FEW + 1,)).fetchone()[0] <= _FEW:
            yield from self._matching(" AND ".join(f'"{one}"*' for one in beginnings))
            return
        chinese = [one for one in beginnings if not one.isascii()]
        names = self._names("FROM main.search_name AS n", "1 ORDER BY n.id")
        for number, name in enumerate(names):
            yield name
            if chinese and number >= 10 * _POOL:
                yield from self._matching(" AND ".join(f'"{one}"*' for one in chinese))
                return

    def _beginning_with(self, word: str) -> Iterator[Name]:
        for column in ("name", "pinyin", "initials") if word.isascii() else ("name",):
            yield from self._names(
                f"FROM main.search_name AS n INDEXED BY search_name_{column}",
                f"n.{column} >= ? AND n.{column} < ? ORDER BY n.{column} LIMIT {_BEGINNINGS}",
                word,
                f"{word}\U0010ffff",
            )

    def _matching(self, asked: str) -> Iterator[Name]:
        yield from self._names(
            "FROM main.search_name_said AS s CROSS JOIN main.search_name AS n ON n.id = s.rowid",
            "s.search_name_said MATCH ?",
            asked,
        )

    def _names(self, source: str, where: str, *values: str) -> Iterator[Name]:
        sql = f"{_SELECT} {source} {_JOINED} WHERE {where}"
        return (Name(*row) for row in self._connection.execute(sql, values))

    # -------------------------------------------------------------- what is shown

    def hit(self, name: Name) -> Hit | None:
        """The name as it is shown; None when the thing is gone or, on a past day, was not there yet."""
        if name.place == "unit":
            return self._unit(name)
        if name.place == "notice":
            return self._notice(name)
        if name.place == "milestone":
            return self._milestone(name)
        return self._task(name) if name.place == "task" else self._deliverable(name)

    def read_tasks(self, names: Sequence[Name]) -> None:
        """Read the tasks among these names at once: one by one that is half of the time of a search."""
        numbers = [int(name.key) for name in names if name.place == "task"]
        read = read_tasks(self._connection, self._today, numbers) if numbers else []
        self._tasks |= dict.fromkeys(numbers) | {row.no: row for row in read}

    def _task(self, name: Name) -> Hit | None:
        if int(name.key) not in self._tasks:
            self.read_tasks([name])
        row = self._tasks[int(name.key)]
        if row is None:
            return None
        day = row.next_due.isoformat() if row.next_due else ""
        text = excerpt(f"{row.level1}，{row.level2}；{units_found(row)}", self._words)
        title = f"{row.named.label} {row.text}"
        return self._made(Place.TASK, name, title, text, day, row.light.value, ref=row.named)

    def _deliverable(self, name: Name) -> Hit | None:
        row = self._connection.execute("SELECT phrase FROM deliverable WHERE id = ?", (name.key,)).fetchone()
        if row is None or name.task_no is None:
            return None
        ref = read_refs(self._connection, [name.task_no]).get(name.task_no) or bare_ref(name.task_no)
        title = f"{ref.label} 成果：{name.title}"
        made = self._made(Place.TASK, name, title, row[0], "", "deliverable", ref=ref)
        return replace(made, key=str(name.task_no))

    def _milestone(self, name: Name) -> Hit | None:
        if self._connection.execute("SELECT 1 FROM milestone WHERE id = ?", (name.key,)).fetchone() is None:
            return None
        row = read_milestone(self._connection, self._today, name.key)
        state, kind = row.state, row.light.value if row.counts else row.state.status.value
        day = state.due.isoformat() if state.due else ""
        text = excerpt(clauses((state.phrase, state.basis)), self._words)
        title = f"{row.named.label} {state.title}"
        return self._made(Place.MILESTONE, name, title, text, day, kind, ref=row.named)

    def _notice(self, name: Name) -> Hit | None:
        row = self._connection.execute(
            "SELECT units, coalesce(issued_on, day), kind, officer FROM notice WHERE id = ?",
            (bytes.fromhex(name.key),),
        ).fetchone()
        if row is None:
            return None
        return self._made(Place.NOTICE, name, name.title, "、".join(json.loads(row[0])), *row[1:])

    def _unit(self, name: Name) -> Hit | None:
        row = self._connection.execute("SELECT kind FROM unit WHERE id = ?", (name.key,)).fetchone()
        if row is None:
            return None
        called, full_name = unit_name_on(self._connection, name.key, self._today)
        return self._made(Place.UNIT, name, called, full_name, "", row[0])

    def _made(
        self,
        place: Place,
        name: Name,
        title: str,
        text: str,
        day: str,
        kind: str,
        officer: str = "",
        ref: TaskRef | None = None,
    ) -> Hit:
        named = {} if ref is None else {"label": ref.label, "plan": ref.short}
        shown = excerpt(title, self._words)
        return Hit(place, name.key, shown, text, name.task_no, day, officer, kind, **named)
