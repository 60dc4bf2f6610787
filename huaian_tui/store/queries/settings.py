"""Settings as last recorded, and the office that issues notices: from them, or else from the plan."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date

from huaian_tui.domain.office import OfficeProfile, profile_from
from huaian_tui.ledger.task_keys import SHIPPED_PLAN
from huaian_tui.store.engine.origins import origins_here
from huaian_tui.store.queries.plan import read_plan
from huaian_tui.store.queries.unit_history import unit_name_on


def read_setting(connection: sqlite3.Connection, key: str) -> str | None:
    """A setting as last recorded, None when it never was.

    The officer's name is that of whoever writes on this machine: a colleague's, merged in or copied here
    with the file, must not sign what is written here.
    """
    if key == "officer":
        here = origins_here(connection)
        row = connection.execute(
            "SELECT json_extract(body, '$.value') FROM record "  # noqa: S608 - marks
            "WHERE kind = 'setting' AND id NOT IN (SELECT id FROM foreign_setting) "
            f"AND origin IN ({','.join('?' * len(here))}) AND json_extract(body, '$.key') = ? "
            "ORDER BY id DESC LIMIT 1",
            (*here, key),
        ).fetchone()
        return None if row is None else str(row[0])
    row = connection.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def office_name(connection: sqlite3.Connection, day: date | None = None) -> tuple[str, bool]:
    """(full name, whether it is certain): as set (a unit's short name stands
    for its full one), else the supervising office of the plan that is shipped (article 22).

    With ``day`` a unit by its name on it, else by the one it has now.
    """
    chosen, unit = _office(connection)
    row = connection.execute("SELECT full_name, full_name_certain FROM unit WHERE id = ?", (unit,)).fetchone()
    if row is None:  # an office that is no unit of the plan
        return chosen or "", True
    name = row[0] if day is None else unit_name_on(connection, unit, day, paper=True)[1]
    return name, bool(row[1]) or bool(chosen)


def _office(connection: sqlite3.Connection) -> tuple[str | None, str]:
    """(the office as set, the id of the unit that it is)."""
    chosen = read_setting(connection, "office")
    return chosen, chosen or read_plan(connection, SHIPPED_PLAN).supervisor


def office_unit(connection: sqlite3.Connection) -> str:
    """The id of the unit that the office is; of one that is no unit of a plan its name as set."""
    return _office(connection)[1]


def office_keys(connection: sqlite3.Connection) -> list[str]:
    """The names under which settings of the present office may be kept: its own, then its former ones.

    An office that is renamed (机构改革) keeps what it had set.
    """
    rows = connection.execute(
        "SELECT full_name FROM unit_name WHERE unit = ? ORDER BY place DESC", (_office(connection)[1],)
    )
    return list(dict.fromkeys([office_name(connection)[0], *(name for (name,) in rows)]))


def profile_key(office: str, key: str) -> str:
    """The key under which a setting of one office is kept."""
    return f"profile:{office}:{key}"


def split_profile_key(kept: str) -> tuple[str, str] | None:
    """(key, office) of what ``profile_key`` made; None for a setting that is no office's own."""
    start, _, rest = kept.partition(":")
    office, _, key = rest.rpartition(":")
    return (key, office) if start == "profile" and key else None


def read_profile_value(connection: sqlite3.Connection, key: str) -> str | None:
    """One setting of the present office, None when it was never set."""
    return _kept(connection, office_keys(connection), key)


def _kept(connection: sqlite3.Connection, names: Sequence[str], key: str) -> str | None:
    """A setting as kept under the first of the office's names under which it is.

    What itself says a name of the office (机关标志, 署名) is of that name alone.
    """
    for name in names:
        value = read_setting(connection, profile_key(name, key))
        if value is not None:
            return value if name == names[0] or not any(one in value for one in names[1:]) else None
    return None


def _all_kept(connection: sqlite3.Connection, names: Sequence[str]) -> dict[str, str]:
    """All settings of the office, each as ``_kept`` reads it."""
    found: dict[str, str] = {}
    for name in names:
        first = profile_key(name, "")
        rows = connection.execute(
            "SELECT key, value FROM setting WHERE key >= ? AND key < ?", (first, f"{first[:-1]};")
        )
        for key, value in rows:
            own = name == names[0] or not any(one in value for one in names[1:])
            found.setdefault(key[len(first) :], value if own else "")
    return found


def read_profile(connection: sqlite3.Connection, day: date | None = None) -> OfficeProfile:
    """The present office as notices show it; with ``day`` by its name on it."""
    name, certain = office_name(connection, day)
    names = list(dict.fromkeys([name, *office_keys(connection)]))
    values = _all_kept(connection, names)
    return profile_from(name, certain, {key: value for key, value in values.items() if value})
