"""The index over names: tasks, milestones, deliverables and notices, with pinyin and initials.

Units have theirs in ``unit_key``. Made at write time, in the transaction that folds what was named anew:
pypinyin takes 0.2 s to load. A task has the number of its row as the number of its entry, all others
have greater ones.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from huaian_tui.domain.text.grams import grams
from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.ledger.task_keys import MOST_MADE, part_prefix
from huaian_tui.store.engine.connection import transaction
from huaian_tui.store.engine.readiness import NAME_RULES, are_names_current
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

_FROM = {
    "milestone": "SELECT 'milestone', id, task_no, title FROM milestone",
    "notice": "SELECT 'notice', lower(hex(id)), NULL, trim(coalesce(number, '') || ' ' || title) FROM notice",
    "deliverable": "SELECT 'deliverable', id, task_no, title FROM deliverable",
}
_IDS = {"milestone": "id", "notice": "lower(hex(id))", "deliverable": "id"}

Named = tuple[str, str, int | None, str]
"""place, key, task, title"""


def complete_names(connection: sqlite3.Connection) -> None:
    """Index all names if they are not indexed by the rules of this program."""
    if are_names_current(connection):
        return
    with transaction(connection):
        if not are_names_current(connection):
            rebuild_names(connection)


def rebuild_names(connection: sqlite3.Connection) -> None:
    """Index every name anew, inside the caller's transaction; everything must be folded."""
    rebuild_plan_index(connection)
    connection.execute("INSERT INTO main.search_name_said (search_name_said) VALUES ('delete-all')")
    connection.execute("DELETE FROM main.search_name")
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
    for key in keys:
        now = connection.execute(f"{_FROM[place]} WHERE {_IDS[place]} = ?", (key,)).fetchone()
        known = connection.execute(
            "SELECT id, task_no, title, said FROM main.search_name WHERE place = ? AND key = ?", (place, key)
        ).fetchone()
        if known is not None and now is not None and known[1:3] == now[2:]:
            continue
        if known is not None:
            _delete(connection, known[0], known[3])
        if now is not None:
            _insert(connection, [speller.row(now)])


def refresh_plan_names(connection: sqlite3.Connection, numbers: Sequence[int], *, units: bool) -> None:
    """Index again what belongs to these tasks, just folded, and with ``units`` the names of all units."""
    if units:
        index_units(connection)
    if not numbers:
        return
    for number in numbers:
        known = connection.execute(
            "SELECT n.id, k.search_key FROM main.search_name AS n "
            "JOIN main.task_key AS k ON k.task_no = n.task_no WHERE n.place = 'task' AND n.key = ?",
            (str(number),),
        ).fetchone()
        if known is not None:
            _delete(connection, *known)
    index_tasks(connection, numbers)
    for number in numbers:
        _insert(connection, _tasks(connection, number))
        for place in ("milestone", "deliverable"):
            refresh_names(connection, place, _keys_of_task(connection, place, number))


def _keys_of_task(connection: sqlite3.Connection, place: str, number: int) -> list[str]:
    """What of a place belongs to a task, now or when it was indexed."""
    rows = connection.execute(
        f"SELECT id FROM {place} WHERE task_no = ?1 "  # noqa: S608 - the name of a table of ours
        "UNION SELECT key FROM main.search_name WHERE place = ?2 AND key BETWEEN ?3 || '-' AND ?3 || '.' "
        "ORDER BY 1",
        (number, place, part_prefix(number)),  # by index: their ids begin so, and '.' follows '-'
    )
    return [key for (key,) in rows.fetchall()]


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
    some = sorted(grams(row.said))[:1]
    return all(
        connection.execute(
            "SELECT 1 FROM main.search_name_said WHERE search_name_said MATCH ? AND rowid = ?",
            (f'"{gram}"', kept[0]),
        ).fetchone()
        for gram in some
    )


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
    for row in rows:
        place, _, number, *_ = row.values
        cursor = connection.execute(
            "INSERT INTO main.search_name (id, place, key, task_no, title, name, pinyin, initials, said) "  # noqa: S608
            f"VALUES (coalesce(?, {_NEXT}), ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - a constant
            (number if place == "task" else None, *row.values),
        )
        connection.execute(
            "INSERT INTO main.search_name_said (rowid, grams) VALUES (?, ?)",
            (cursor.lastrowid, _grams(row.said)),
        )


_NEXT = f"(SELECT max(coalesce(max(id), 0), {MOST_MADE}) + 1 FROM main.search_name)"  # noqa: S608 - a constant


def _grams(said: str) -> str:
    return " ".join(sorted(grams(said)))


def _tasks(connection: sqlite3.Connection, number: int | None = None) -> Iterator[_Row]:
    """Tasks by the words and spellings that their filter has too; its last two are those of their text."""
    rows = connection.execute(
        "SELECT no, text, search_key FROM main.task JOIN main.task_key ON task_no = no "  # noqa: S608
        f"{'' if number is None else 'WHERE no = ?'} ORDER BY no",  # noqa: S608 - a constant condition
        () if number is None else (number,),
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
            more = spellings(short, alone=True) if len(short) <= _SPELLED else set()
            words = dict.fromkeys([pinyin, initials, *(word for pair in sorted(more) for word in pair)])
            self._known[title] = (pinyin, initials), search_key(" ".join(words))
        return self._known[title]
