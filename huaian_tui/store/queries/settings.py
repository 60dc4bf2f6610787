"""Settings as last recorded, and the office that issues notices: from them, or else from the plan."""

from __future__ import annotations

import sqlite3

from huaian_tui.domain.office import PROFILE_TITLES, OfficeProfile, profile_from
from huaian_tui.ledger.task_keys import SHIPPED_PLAN
from huaian_tui.store.engine.origins import origins_here
from huaian_tui.store.queries.plan import read_plan


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


def office_name(connection: sqlite3.Connection) -> tuple[str, bool]:
    """(full name, whether it is certain): as set (a unit's short name stands
    for its full one), else the plan's supervising office (article 22)."""
    chosen = read_setting(connection, "office")
    row = connection.execute(
        "SELECT full_name, full_name_certain FROM unit WHERE id = ?",
        (chosen or read_plan(connection, SHIPPED_PLAN).supervisor,),
    ).fetchone()
    if row is None:  # an office that is no unit of the plan
        return chosen or "", True
    return row[0], bool(row[1]) or bool(chosen)


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
    return read_setting(connection, profile_key(office_name(connection)[0], key))


def read_profile(connection: sqlite3.Connection) -> OfficeProfile:
    """The present office as notices show it."""
    name, certain = office_name(connection)
    values = {key: read_setting(connection, profile_key(name, key)) or "" for key in PROFILE_TITLES}
    return profile_from(name, certain, {key: value for key, value in values.items() if value})
