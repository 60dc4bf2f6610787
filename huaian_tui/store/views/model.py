"""A view for questions in SQL: its name, what a row of it is, and its columns with their meanings.

One definition each: the views that migrations store in the file, the temporary ones of ``query`` and the
table in ``docs/查询视图.md`` are made from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

TODAY_IN_FILE = "date('now', '+8 hours')"
"""Today in Beijing, as any program that opens the file counts it."""


class ViewColumn(NamedTuple):
    """A column: its name, the SQL that gives it, and what it means to an officer."""

    name: str
    sql: str
    meaning: str


@dataclass(frozen=True, slots=True)
class View:
    """A view: ``about`` says what one row is, ``source`` is all that stands after the columns.

    ``before`` is a WITH clause. The names that it makes begin with ``own_``: no question may.
    """

    name: str
    about: str
    columns: tuple[ViewColumn, ...]
    source: str
    before: str = ""
    distinct: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(one.name for one in self.columns)

    def statement(self, *, temporary: bool = False) -> str:
        """The statement that makes it, for the file or for one connection."""
        made = "CREATE TEMP VIEW" if temporary else "CREATE VIEW"
        chosen = ",\n       ".join(f"{one.sql} AS {one.name}" for one in self.columns)
        select = "SELECT DISTINCT" if self.distinct else "SELECT"
        before = f"{self.before.strip()}\n" if self.before else ""
        return f"{made} {self.name} AS\n{before}{select} {chosen}\n{self.source}".rstrip()


def dashed(record: str) -> str:
    """The id of a record as ``ledger.identity.format_id`` writes it."""
    digits = f"lower(hex({record}))"
    parts = ", ".join(f"substr({digits}, {start}, {size})" for start, size in _PARTS)
    pattern = "-".join("%s" for _ in _PARTS)
    return f"printf('{pattern}', {parts})"


_PARTS = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))


def numbered(printed: str) -> str:
    """A printed number as JSON has it: an integer where it is one, else the text."""
    return (
        f"CASE WHEN {printed} GLOB '[0-9]*' AND {printed} NOT GLOB '*[^0-9]*' AND length({printed}) < 19 "
        f"THEN CAST({printed} AS INTEGER) ELSE {printed} END"
    )


def told_of(titles: Mapping[Any, str]) -> str:
    """Values with their words, as a meaning says them: draft 草稿、issued 已印发."""
    return "、".join(f"{value} {word}" for value, word in titles.items())


def worded(value: str, titles: Mapping[Any, str]) -> str:
    """The word that people read for a value; one that has none as it is."""
    cases = " ".join(f"WHEN '{key}' THEN '{word}'" for key, word in titles.items())
    return f"CASE {value} {cases} ELSE {value} END"


def name_on(unit: str, day: str) -> str:
    """The short name of a unit on a day, as ``unit_history.FormerNames`` says it."""
    return (
        f"coalesce((SELECT un.name FROM unit_name AS un WHERE un.unit = {unit} "  # noqa: S608 - our own names
        f"AND coalesce(un.since_day, '') <= {day} AND EXISTS (SELECT 1 FROM unit_name AS more "
        f"WHERE more.unit = un.unit AND more.place > 0) ORDER BY un.place DESC LIMIT 1), {unit})"
    )


def names_on(units: str, day: str) -> str:
    """The short names on a day of the units of a JSON array, in one text: 市财政局、市审计局."""
    return f"(SELECT group_concat({name_on('named.value', day)}, '、') FROM json_each({units}) AS named)"  # noqa: S608
