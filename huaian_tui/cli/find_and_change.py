"""What commands on one thing share: naming it, reading it, changing it, and reading it back.

A command is its options, the service that does the work, and its words; the rest stands here once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Generic, TypeVar

from huaian_tui.cli.invocation import Invocation
from huaian_tui.store.queries.notes import identify

if TYPE_CHECKING:
    from huaian_tui.store.engine.append import Ledger

Key = TypeVar("Key")
Row = TypeVar("Row")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Thing(Generic[Key, Row]):
    """How commands find a thing by what was typed, and how they read it on a day."""

    find: Callable[[sqlite3.Connection, str], Key]
    read: Callable[[sqlite3.Connection, date, Key], Row]


def by_own_id(_: sqlite3.Connection, typed: str) -> str:
    """A ``find`` for what is named by the id that people see (2-1); reading it refuses an unknown one."""
    return typed


def by_short_id(kind: str | None, title: str) -> Callable[[sqlite3.Connection, str], bytes]:
    """A ``find`` by the id of its record, whole or its last digits; a refusal calls the thing ``title``."""
    return lambda connection, typed: identify(connection, typed, kind, title)


def read_thing(invocation: Invocation, thing: Thing[Key, Row], typed: str) -> Row:
    """The thing that was typed, as it stands."""
    with invocation.reader() as connection:
        return thing.read(connection, invocation.today, thing.find(connection, typed))


def change_thing(
    invocation: Invocation, thing: Thing[Key, Row], typed: str, change: Callable[[Ledger, Key], Made]
) -> tuple[Row, Made]:
    """Change the thing that was typed; the thing as it stands then, and what the service made of it."""
    with invocation.ledger() as ledger:
        key = thing.find(ledger.connection, typed)
        made = change(ledger, key)
        return thing.read(ledger.connection, invocation.today, key), made


def change_things(
    invocation: Invocation,
    thing: Thing[Key, Row],
    typed: Sequence[str],
    change: Callable[[Ledger, list[Key]], Made],
) -> tuple[list[Row], Made]:
    """``change_thing`` for several, each once: as they stand then, and what the service made of them."""
    with invocation.ledger() as ledger:
        keys = list(dict.fromkeys(thing.find(ledger.connection, one) for one in typed))
        made = change(ledger, keys)
        return [thing.read(ledger.connection, invocation.today, key) for key in keys], made
