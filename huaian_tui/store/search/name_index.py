"""The index over names: tasks, milestones, deliverables and notices, with pinyin and initials.

Units have theirs in ``unit_key``. Made at write time, in the transaction that folds what was named anew:
pypinyin takes 0.2 s to load. A task has the number of its row as the number of its entry, all others
have greater ones.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence

from huaian_tui.domain.text.grams import grams
from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.ledger.task_keys import MOST_MADE, part_prefix
from huaian_tui.store.engine.connection import transaction
from huaian_tui.store.engine.fold_things import batches, in_batches, marks
from huaian_tui.store.engine.readiness import (
    NAME_RULES,
    are_names_by_rules,
    are_names_current,
    are_names_waiting,
)
from huaian_tui.store.engine.writing_lock import let_others_in
from huaian_tui.store.search.plan_index import (
    index_tasks,
    index_units,
    is_plan_index_right,
    rebuild_plan_index,
)

BEGINNING = 24
"""So many characters of a name, its pinyin and initials are kept sorted, to find what begins so at once."""

_SPELLED = 16
"""Titles of up to so many characters are also spelled with each heteronym read otherwise."""

AT_ONCE = 200
"""So many tasks are indexed in the transaction that changes them; more are after it."""

_HELD = 100
"""So many of these in one transaction: a tenth of a second."""

_FROM = {
    "milestone": "SELECT 'milestone', id, task_no, title FROM milestone",
    "notice": "SELECT 'notice', lower(hex(id)), NULL, trim(coalesce(number, '') || ' ' || title) FROM notice",
    "deliverable": "SELECT 'deliverable', id, task_no, title FROM deliverable",
}
_IDS = {"milestone": "id", "notice": "lower(hex(id))", "deliverable": "id"}

Named = tuple[str, str, int | None, str]
"""place, key, task, title"""


def complete_names(
    connection: sqlite3.Connection,
    progress: Callable[[int, int], None] = lambda done, total: None,
    stop: Callable[[], bool] = lambda: False,
) -> None:
    """Index all names that are not indexed by the rules of this program, or until ``stop``.

    ``progress`` is told (done, total) of the tasks that an action left to be indexed.
    """
    if not are_names_by_rules(connection):
        with transaction(connection):
            if not are_names_by_rules(connection):
                rebuild_names(connection)
    done, total = 0, connection.execute("SELECT count(*) FROM main.name_waiting").fetchone()[0]
    while are_names_waiting(connection) and not stop():
        done += complete_some_names(connection)
        progress(min(done, total), total)
        let_others_in()


def complete_some_names(connection: sqlite3.Connection) -> int:
    """Index a few of the tasks that an action left to be indexed; how many.

    One short transaction: a save in between waits for no more.
    """
    with transaction(connection):
        rows = connection.execute("SELECT task_no FROM main.name_waiting ORDER BY 1 LIMIT ?", (_HELD,))
        numbers = [number for (number,) in rows.fetchall()]
        _refresh_tasks(connection, numbers)
    return len(numbers)


def rebuild_names(connection: sqlite3.Connection) -> None:
    """Index every name anew, inside the caller's transaction; everything must be folded."""
    rebuild_plan_index(connection)
    connection.execute("INSERT INTO main.search_name_said (search_name_said) VALUES ('delete-all')")
    connection.execute("DELETE FROM main.search_name")
    connection.execute("DELETE FROM main.name_waiting")
    speller = _Speller()
    _insert(connection, _tasks(connection))
    for statement in _FROM.values():
        _insert(connection, map(speller.row, connection.execute(f"{statement} ORDER BY 2").fetchall()))
    connection.execute(
        "INSERT INTO main.search_state (part, source) VALUES ('names', ?1) "
        "ON CONFLICT (part) DO UPDATE SET source = ?1",
        (NAME_RULES,),
    )


def refresh_names(connection: sqlite3.Connection, place: str, keys: Iterable[str]) -> None:
    """Index again the things of a place with these keys, just folded, where a name has changed."""
    speller = _Speller()
    for batch in batches(list(keys)):
        among = f"IN ({marks(batch)})"
        rows = connection.execute(f"{_FROM[place]} WHERE {_IDS[place]} {among}", batch).fetchall()
        now = {row[1]: row for row in rows}
        known = connection.execute(
            "SELECT key, task_no, title, id, said FROM main.search_name "  # noqa: S608 - marks
            f"WHERE place = ? AND key {among} ORDER BY id",
            (place, *batch),
        ).fetchall()
        same = {row[0] for row in known if row[0] in now and now[row[0]][2:] == row[1:3]}
        for key, _, _, entry, said in known:
            if key not in same:
                _delete(connection, entry, said)
        _insert(connection, [speller.row(now[key]) for key in batch if key in now and key not in same])


def refresh_plan_names(connection: sqlite3.Connection, numbers: Sequence[int], *, units: bool) -> None:
    """Index again what belongs to these tasks, just folded, and with ``units`` the names of all units.

    Of very many they are only noted: a plan is saved in the time of its rows, and ``complete_names`` follows.
    """
    if units:
        index_units(connection)
    if len(numbers) <= AT_ONCE:
        _refresh_tasks(connection, sorted(numbers))
        return
    connection.executemany(
        "INSERT INTO main.name_waiting (task_no) VALUES (?) ON CONFLICT DO NOTHING",
        [(number,) for number in numbers],
    )


def _refresh_tasks(connection: sqlite3.Connection, numbers: Sequence[int]) -> None:
    for batch in batches(numbers):
        connection.execute(f"DELETE FROM main.name_waiting WHERE task_no IN ({marks(batch)})", batch)  # noqa: S608
        known = connection.execute(
            "SELECT n.id, n.title, k.search_key FROM main.search_name AS n JOIN main.task_key AS k "  # noqa: S608
            f"ON k.task_no = n.task_no WHERE n.place = 'task' AND n.key IN ({marks(batch)}) ORDER BY n.id",
            [str(number) for number in batch],
        ).fetchall()
        index_tasks(connection, batch)
        now = {row.values[2]: row for row in _tasks(connection, batch)}
        same = {
            entry
            for entry, *shown in known
            if entry in now and shown == [now[entry].values[3], now[entry].said]
        }
        for entry, _, said in known:
            if entry not in same:
                _delete(connection, entry, said)
        # Their own entries first: the index over what is said is quick as long as numbers rise.
        _insert(connection, [row for number, row in now.items() if number not in same])
        before = [entry for entry, *_ in known]
        for place in ("milestone", "deliverable"):
            refresh_names(connection, place, _keys_of_tasks(connection, place, batch, before))


def _keys_of_tasks(
    connection: sqlite3.Connection, place: str, numbers: Sequence[int], before: Iterable[int]
) -> list[str]:
    """What of a place belongs to these tasks now, or did when those of ``before`` were indexed."""
    rows = connection.execute(
        f"SELECT id FROM {place} WHERE task_no IN ({marks(numbers)})",  # noqa: S608 - a table of ours
        numbers,
    )
    found = {key for (key,) in rows.fetchall()}
    for number in before:
        rows = connection.execute(
            "SELECT key FROM main.search_name WHERE place = ?1 AND key BETWEEN ?2 || '-' AND ?2 || '.'",
            (place, part_prefix(number)),  # by index: their ids begin so, and '.' follows '-'
        )
        found.update(key for (key,) in rows.fetchall())
    return sorted(found)


def _delete(connection: sqlite3.Connection, entry: int, said: str) -> None:
    """Take a name out of the index; ``said`` is what it was found by."""
    connection.execute(
        "INSERT INTO main.search_name_said (search_name_said, rowid, grams) VALUES ('delete', ?, ?)",
        (entry, _grams(said)),
    )
    connection.execute("DELETE FROM main.search_name WHERE id = ?", (entry,))


WRONG = "名称检索与任务、节点、文书的名称不一致：运行 huaian-tui check --reindex 重建"

_MOST_SPELLED = 3000
"""So many titles of each place are spelled anew by a check; of the others it compares the title itself."""

_KEPT = (
    "SELECT id, task_no, title, name, pinyin, initials, said FROM main.search_name "
    "WHERE place = ? AND key = ?"
)


def name_problems(connection: sqlite3.Connection) -> list[str]:
    """What is wrong with the index of names: rows that say another name, are missing or too many."""
    if not are_names_current(connection):
        return []
    try:
        return [] if is_plan_index_right(connection) and _are_names_right(connection) else [WRONG]
    except (TypeError, ValueError, AttributeError):  # damage left a value of a type that no column has
        return [WRONG]


def _are_names_right(connection: sqlite3.Connection) -> bool:
    found, speller = 0, _Speller()
    for row in _tasks(connection):
        found += 1
        if not _is_indexed(connection, row):
            return False
    for statement in _FROM.values():
        for number, named in enumerate(connection.execute(f"{statement} ORDER BY 2").fetchall()):
            found += 1
            kept = connection.execute(_KEPT, named[:2]).fetchone()
            if kept is None or kept[1:4] != (*named[2:], search_key(named[3])[:BEGINNING]):
                return False
            if number < _MOST_SPELLED and not _is_indexed(connection, speller.row(named)):
                return False
    kept_rows = connection.execute("SELECT count(*) FROM main.search_name").fetchone()[0]
    return int(kept_rows) == found


def _is_indexed(connection: sqlite3.Connection, row: _Row) -> bool:
    """Whether a name stands in the index as it would be written, and is found by one of its grams."""
    kept = connection.execute(_KEPT, row.values[:2]).fetchone()
    if kept is None or kept[1:] != row.values[2:]:
        return False
    if row.values[0] == "task" and kept[0] != row.values[2]:
        return False  # what is typed into the filter of tasks is looked for by this number
    one = min(grams(row.said), default=None)
    found = "SELECT 1 FROM main.search_name_said WHERE search_name_said MATCH ? AND rowid = ?"
    return one is None or connection.execute(found, (f'"{one}"', kept[0])).fetchone() is not None


class _Row:
    """A name as it is indexed."""

    __slots__ = ("values", "said")

    def __init__(self, named: Named, spelled: tuple[str, str], said: str, *, kept: bool) -> None:
        name = search_key(named[3])
        pinyin, initials = spelled
        beginnings = (name[:BEGINNING], pinyin[:BEGINNING], initials[:BEGINNING])
        self.values = (*named, *beginnings, said if kept else "")
        self.said = said


def _insert(connection: sqlite3.Connection, rows: Iterable[_Row]) -> None:
    for batch in in_batches(rows):
        after = connection.execute("SELECT coalesce(max(id), 0) FROM main.search_name").fetchone()[0]
        others = itertools.count(max(after, MOST_MADE) + 1)
        entries = [row.values[2] if row.values[0] == "task" else next(others) for row in batch]
        connection.executemany(
            "INSERT INTO main.search_name (id, place, key, task_no, title, name, pinyin, initials, said) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(entry, *row.values) for entry, row in zip(entries, batch, strict=True)],
        )
        connection.executemany(
            "INSERT INTO main.search_name_said (rowid, grams) VALUES (?, ?)",
            [(entry, _grams(row.said)) for entry, row in zip(entries, batch, strict=True)],
        )


def _grams(said: str) -> str:
    return " ".join(sorted(grams(said)))


def _tasks(connection: sqlite3.Connection, numbers: Sequence[int] | None = None) -> Iterator[_Row]:
    """Tasks by the words and spellings that their filter has too; its last two are those of their text."""
    rows = connection.execute(
        "SELECT no, text, search_key FROM main.task JOIN main.task_key ON task_no = no "  # noqa: S608
        f"{'' if numbers is None else f'WHERE no IN ({marks(numbers)})'} ORDER BY no",  # noqa: S608
        () if numbers is None else numbers,
    ).fetchall()
    for no, text, key in rows:
        _, pinyin, initials = key.rsplit(" ", 2) if key.count(" ") > 1 else (key, "", "")
        yield _Row(("task", str(no), no, text), (pinyin, initials), key, kept=False)


class _Speller:
    """Spells titles; many milestones have the same one."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[tuple[str, str], str]] = {}

    def row(self, named: Named) -> _Row:
        usual, all_of_them = self._spelled(named[3])
        return _Row(named, usual, f"{search_key(named[3])} {all_of_them}", kept=True)

    def _spelled(self, title: str) -> tuple[tuple[str, str], str]:
        if title not in self._known:
            # Imported here: loading pypinyin takes 0.2 s, and most writing names nothing.
            from huaian_tui.domain.text.pinyin import search_spelling, spellings

            usual = search_spelling(title)
            pinyin, _, initials = usual.partition(" ")
            short = "".join(one for one in title if one.isalnum())
            more = spellings(short, alone=True) if len(short) <= _SPELLED else frozenset()
            words = dict.fromkeys([pinyin, initials, *(word for pair in sorted(more) for word in pair)])
            self._known[title] = (pinyin, initials), search_key(" ".join(words))
        return self._known[title]
