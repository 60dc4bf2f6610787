"""The light rules of the office, as set in the ledger; as of a past day as they were set then."""

from __future__ import annotations

import sqlite3

from huaian_tui.domain.rules.lights import (
    BEHIND_KEY,
    DEFAULT_RULES,
    MOST_SOON_DAYS,
    SOON_DAYS_KEY,
    LightRules,
)

_SET = (
    "SELECT key, value FROM setting WHERE key >= 'profile:' AND key < 'profile;' "  # a range, by the index
    "AND (key GLOB 'profile:*:' || ? OR key GLOB 'profile:*:' || ?)"
)

YES = "是"
"""What stands in the setting of a light that is wanted."""


def read_light_rules(connection: sqlite3.Connection) -> LightRules:
    """What the present office has set; the usual rules where it has set nothing, or nothing that can hold."""
    found = dict(connection.execute(_SET, (SOON_DAYS_KEY, BEHIND_KEY)).fetchall())
    if not found:
        return DEFAULT_RULES
    # Imported here: most offices keep the usual rules, and how a unit stands is read in milliseconds.
    from huaian_tui.store.queries.settings import office_keys, profile_key

    offices = office_keys(connection)
    days, behind = (
        next((found[kept] for office in offices if (kept := profile_key(office, key)) in found), "")
        for key in (SOON_DAYS_KEY, BEHIND_KEY)
    )
    return LightRules(soon_days(days), behind == YES)


def soon_days(value: str) -> int:
    """The days that a setting says; the usual ones for nothing and for what is no such number."""
    fits = value.isascii() and value.isdecimal() and 1 <= int(value[:6]) <= MOST_SOON_DAYS
    return int(value) if fits and len(value) < 6 else DEFAULT_RULES.due_soon_days
