"""What counts once though several laptops say it, and which reading counts: the one home of that in SQL.

Only text, so that lists and folds take it without loading anything. ``pace_pasts`` asks which reading is the
newest for former days in Python, over readings that it holds already; a test holds both to be equal.
"""


def first_of_its_claim(table: str, alias: str, live: str = "1") -> str:
    """The condition that a row is the first with what it claims: the same form on two laptops counts once.

    ``live`` is the condition that a row ``twin`` of the table counts at all.
    """
    return (
        f"({alias}.claim IS NULL OR NOT EXISTS (SELECT 1 FROM {table} AS twin "  # noqa: S608 - our own names
        f"WHERE twin.claim = {alias}.claim AND twin.id < {alias}.id AND {live}))"
    )


FIRST_NOTE = first_of_its_claim("note", "n", "twin.retracted = 0")
"""Of the notes that say the same of one report, the first, as ``n``."""

FIRST_READING = first_of_its_claim("reading", "r")
"""Of the readings that come from one report, the first, as ``r``."""


def newest_reading(columns: str, milestone: str = "m.id") -> str:
    """``columns`` (of ``r``) of the newest reading of a milestone: by its day, then by when it was said."""
    return (
        f"SELECT {columns} FROM reading AS r WHERE r.milestone = {milestone} AND {FIRST_READING} "  # noqa: S608
        "ORDER BY r.day DESC, r.said DESC, r.id DESC LIMIT 1"
    )
