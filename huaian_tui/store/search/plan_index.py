"""What units and tasks are found by, with pinyin and initials: made from their rows whenever these change.

No truth of its own: it can be made anew. Names of former days are found too. Loading pypinyin takes 0.2 s, so
it is loaded when a unit or a task has changed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence

from huaian_tui.domain.matters import matter_no, short_no
from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.domain.words.units import renamed_words
from huaian_tui.store.engine.fold_things import batches, marks, tasks_of_plans

TASKS_NAMING = (
    "WITH RECURSIVE part (unit) AS (SELECT ?1 UNION SELECT u.id FROM part JOIN main.unit AS u "
    "ON u.merged_into = part.unit) "
    "SELECT s.task_no FROM part JOIN main.task_unit AS s ON s.unit = part.unit "
    "UNION SELECT s.task_no FROM part JOIN main.group_member AS g ON g.unit = part.unit "
    "JOIN main.task_unit AS s ON s.unit = g.group_name"
)
"""The tasks that are found by the names of a unit: those of its groups and of what became part of it too."""

_PREFIXES = ("中共淮安市委", "淮安市人民政府", "淮安市", "市委", "市")


def rebuild_plan_index(connection: sqlite3.Connection) -> None:
    """Make all of it anew, inside the caller's transaction."""
    index_units(connection)
    connection.execute("DELETE FROM main.task_key")
    numbers = connection.execute("SELECT no FROM main.task ORDER BY no").fetchall()
    index_tasks(connection, [number for (number,) in numbers])


_MOST_COMPARED = 3000
"""So many tasks are indexed anew by a check."""


def is_plan_index_right(connection: sqlite3.Connection) -> bool:
    """Whether units, and the first tasks, are found by what their rows say."""
    kept = connection.execute("SELECT key, unit, how, remark FROM main.unit_key").fetchall()
    if sorted(kept) != sorted(_unit_keys(connection)):
        return False
    counts = "SELECT (SELECT count(*) FROM main.task), (SELECT count(*) FROM main.task_key)"
    if len(set(connection.execute(counts).fetchone())) > 1:
        return False
    first = connection.execute(
        "SELECT t.no, k.search_key FROM main.task AS t LEFT JOIN main.task_key AS k ON k.task_no = t.no "
        "ORDER BY t.no LIMIT ?",
        (_MOST_COMPARED,),
    ).fetchall()
    words = _unit_words(connection)
    members = _certain_members(connection, words)
    return all(
        dict(batch) == dict(_task_keys(connection, [number for number, _ in batch], words, members))
        for batch in batches(first)
    )


# ---------------------------------------------------------------------- units


def index_units(connection: sqlite3.Connection) -> None:
    """Find all units, hundreds at most, by what their rows say; only what differs is written."""
    kept = set(connection.execute("SELECT key, unit, how, remark FROM main.unit_key").fetchall())
    now = set(_unit_keys(connection))
    connection.executemany(
        "DELETE FROM main.unit_key WHERE key = ? AND unit = ? AND how = ?", [one[:3] for one in kept - now]
    )
    connection.executemany(
        "INSERT INTO main.unit_key (key, unit, how, remark) VALUES (?, ?, ?, ?)", now - kept
    )


_BORNE = "borne"
"""How a short name is called that the unit bore before: a former one that people go on spelling."""


def _unit_keys(connection: sqlite3.Connection) -> list[tuple[str, str, str, str]]:
    """Every text by which a unit can be asked for, once each."""
    keys: dict[tuple[str, str, str], str] = {}
    for unit, name, how, remark in _names(connection):
        for variant in _variants(name):
            keys.setdefault((search_key(variant), unit, "former" if how == _BORNE else how), remark)
            for full, initials in _spelled(variant, how):
                keys.setdefault((search_key(full), unit, "pinyin"), remark)
                keys.setdefault((search_key(initials), unit, "initials"), remark)
    return [(key, unit, how, remark) for (key, unit, how), remark in keys.items()]


def _names(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str, str]]:
    """(unit, name, how, remark): names of today, aliases, what a plan calls it, names of former days."""
    rows = connection.execute("SELECT id, name, full_name FROM main.unit ORDER BY made")
    for unit, name, full_name in rows.fetchall():
        yield unit, name, "name", ""
        yield unit, full_name, "full_name", ""
        yield from connection.execute(
            "SELECT unit, name, how, remark FROM main.unit_called WHERE unit = ? ORDER BY place", (unit,)
        )
        former = connection.execute(
            "SELECT name, full_name, until_day FROM main.unit_name "
            "WHERE unit = ? AND until_day NOTNULL ORDER BY place",
            (unit,),
        )
        for short, full, until in former:
            yield unit, short, _BORNE, renamed_words(short, until, name)
            if full != short:
                yield unit, full, "former", renamed_words(full, until, name)


def _variants(name: str) -> Iterator[str]:
    """The name, and without the prefix that people leave out (市财政局 → 财政局)."""
    yield name
    for prefix in _PREFIXES:
        rest = name.removeprefix(prefix)
        if rest != name and len(rest) >= 3:
            yield rest


def _spelled(name: str, how: str) -> frozenset[tuple[str, str]]:
    """Spellings of a name; a long full name is not typed by initials, nor a mistaken one or one of before."""
    from huaian_tui.domain.text.pinyin import spellings

    return spellings(name) if how in ("name", "alias", _BORNE) else frozenset()


# ---------------------------------------------------------------------- tasks


def index_tasks(connection: sqlite3.Connection, numbers: Sequence[int]) -> None:
    """Make the search keys of these tasks anew."""
    words = _unit_words(connection)
    members = _certain_members(connection, words)
    for batch in batches(numbers):
        connection.execute(f"DELETE FROM main.task_key WHERE task_no IN ({marks(batch)})", batch)  # noqa: S608
        connection.executemany(
            "INSERT INTO main.task_key (task_no, search_key) VALUES (?, ?)",
            _task_keys(connection, batch, words, members),
        )


def tasks_not_indexed(connection: sqlite3.Connection, plans: Iterable[str]) -> set[int]:
    """The tasks of these plans that are not found yet: they came before their plan, and waited for it.

    And those that are found no more: their plan was taken back.
    """
    found = set[int]()
    for plan in plans:
        rows = connection.execute(
            "SELECT t.no FROM main.task AS t LEFT JOIN main.task_key AS k ON k.task_no = t.no "
            "WHERE t.plan = ? AND k.task_no IS NULL",
            (plan,),
        )
        found.update(number for (number,) in rows)
        if connection.execute("SELECT 1 FROM main.plan_withdrawn WHERE id = ?", (plan,)).fetchone():
            found.update(tasks_of_plans(connection, [plan]))
    return found


def _task_keys(
    connection: sqlite3.Connection, numbers: Sequence[int], words: _Words, members: dict[str, list[str]]
) -> list[tuple[int, str]]:
    """(number, what it is found by) of each of these tasks that is here; at most a batch of them."""
    among = f"IN ({marks(numbers)})"
    rows = connection.execute(
        f"SELECT no, level1, level2, text, lead_raw, support_raw FROM main.task WHERE no {among} ORDER BY no",  # noqa: S608
        numbers,
    ).fetchall()
    slots = connection.execute(
        f"SELECT task_no, unit FROM main.task_unit WHERE task_no {among} ORDER BY task_no, role, position",  # noqa: S608
        numbers,
    )
    names = dict[int, list[str]]()
    for number, unit in slots:
        names.setdefault(number, []).extend(words.get(unit, (unit,)))
    more = _matter_words(connection, numbers)
    return [(no, task_search_key((*row, *more.get(no, ())), names.get(no, ()), members)) for no, *row in rows]


def _matter_words(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, list[str]]:
    """Where matters come from, and the numbers that they bear or bore, as they are printed and typed."""
    among = f"IN ({marks(numbers)})"
    sources = connection.execute(
        f"SELECT task_no, source, document, handed_by FROM main.matter WHERE task_no {among}",  # noqa: S608
        numbers,
    )
    found = {number: [word for word in words if word] for number, *words in sources}
    numbered = connection.execute(
        f"SELECT task_no, year, number FROM main.matter_number WHERE task_no {among} ORDER BY 1, 2, 3",  # noqa: S608
        numbers,
    )
    for number, year, borne in numbered:
        printed = matter_no(year, borne)
        found.setdefault(number, []).append(f"{printed}号 交办{short_no(printed)}号")
    return found


_Words = Mapping[str, Sequence[str]]


def _unit_words(connection: sqlite3.Connection) -> _Words:
    """The short names by which a unit's tasks are found: its own, then those of what it became part of."""
    names: dict[str, list[str]] = {}
    for unit, name in connection.execute("SELECT unit, name FROM main.unit_name ORDER BY unit, place DESC"):
        names.setdefault(unit, [unit]).append(name)
    merged = connection.execute("SELECT id, merged_into FROM main.unit WHERE merged_into IS NOT NULL")
    parts, found = dict[str, str](merged.fetchall()), dict[str, list[str]]()
    for unit in parts:
        passed, now = {unit}, unit
        while now in parts and parts[now] not in passed:
            now = parts[now]
            passed.add(now)
            found.setdefault(unit, []).extend(names.get(now, (now,)))
    return {unit: tuple(dict.fromkeys((*listed, *found.get(unit, ())))) for unit, listed in names.items()}


def _certain_members(connection: sqlite3.Connection, words: _Words) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    rows = connection.execute(
        "SELECT g.group_name, g.unit FROM main.group_member AS g JOIN main.unit AS u ON u.id = g.unit "
        "WHERE g.certain = 1 ORDER BY g.group_name, u.made"
    )
    for group, unit in rows:
        found.setdefault(group, []).extend(words.get(unit, (unit,)))
    return found


def task_search_key(texts: Sequence[str], units: Iterable[str], members: dict[str, list[str]]) -> str:
    """What a task is found by: ``texts`` (levels, text, units as printed), units, members of its groups.

    The last two words are the pinyin and the initials of its text.
    """
    from huaian_tui.domain.text.pinyin import search_spelling

    _, level2, text, *_ = texts
    listed = list(units)
    named = "、".join([*listed, *(member for unit in listed for member in members.get(unit, ()))])
    words = " ".join((*texts, named))
    return f"{search_key(words)} {search_spelling(level2)} {search_spelling(named)} {search_spelling(text)}"
