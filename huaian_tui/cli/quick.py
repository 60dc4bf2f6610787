"""The two things that are asked for most, without the machinery of all the others.

Opening the screens, and ``unit NAME --json``, which scripts call in loops: Click alone takes
longer to load than the answer needs. Only what is written plainly and goes well is done here;
everything else (other options, a mistake, a refusal, a first start) is left to ``cli.root``,
which does the same through the same functions and has the words for it.
"""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from huaian_tui.domain.errors import HuaianError
from huaian_tui.ledger.identity import SHANGHAI

_DAY = re.compile("(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_VALUES = {"--db": "database", "--today": "today", "--officer": "officer"}
_FLAGS = ("--json", "--ascii")


class _Typed(NamedTuple):
    """What was typed: words that are no options, values by option, flags."""

    words: list[str]
    values: dict[str, str]
    flags: set[str]


def done_quickly(arguments: Sequence[str]) -> bool:
    """Whether these arguments were understood and done here; ends the program where it has an exit code."""
    typed = _read(arguments)
    if typed is None:
        return False
    if not typed.words and "--json" not in typed.flags:
        return _open_screens(typed)
    if len(typed.words) == 2 and typed.words[0] == "unit" and typed.flags == {"--json"}:
        return _answer_unit(typed)
    return False


def _read(arguments: Sequence[str]) -> _Typed | None:
    """The arguments, or None where they are not of the plainest form."""
    typed = _Typed([], {}, set())
    rest = iter(arguments)
    for one in rest:
        if one in _VALUES:
            value = next(rest, "")
            if not value.strip() or value.startswith("-") or not value.isprintable() or one in typed.values:
                return None
            typed.values[one] = value
        elif one in _FLAGS:
            typed.flags.add(one)
        elif one.startswith("-") or not one.isprintable():
            return None
        else:
            typed.words.append(one)
    return typed if _DAY.fullmatch(typed.values.get("--today", "2026-01-01")) else None


def _open_screens(typed: _Typed) -> bool:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    from huaian_tui.cli.invocation import Invocation
    from huaian_tui.cli.terminal import open_terminal_program

    invocation = Invocation(
        typed.values.get("--db"), typed.values.get("--today"), typed.values.get("--officer")
    )
    invocation.ascii_only = "--ascii" in typed.flags
    try:
        code = open_terminal_program(invocation)
    except (Exception, KeyboardInterrupt) as error:
        _end_with(error)
    else:
        sys.exit(code)
    return True


def _answer_unit(typed: _Typed) -> bool:
    from huaian_tui.cli.output.json_text import emit_json
    from huaian_tui.cli.output.unit_form import unit_form

    try:
        form = _unit(typed, unit_form)
        if form is None:
            return False
        emit_json(form)
        sys.stdout.flush()
    except (OSError, KeyboardInterrupt) as error:
        _end_with(error)
    return True


def _unit(typed: _Typed, form: Callable[..., dict[str, Any]]) -> dict[str, Any] | None:
    """The unit's answer; None where something has to be said beside it or instead of it."""
    from huaian_tui.store.engine.connection import explained
    from huaian_tui.store.engine.opening import open_reader
    from huaian_tui.store.keep.locations import database_path
    from huaian_tui.store.queries.units import read_unit, resolve_unit

    named = typed.values.get("--today")
    try:
        today = date.fromisoformat(named) if named else datetime.now(SHANGHAI).date()
        path = database_path(typed.values.get("--db"))
        connection = open_reader(path)
        try:
            with explained(path):
                match = resolve_unit(connection, typed.words[1])
                return None if match.read_as else form(read_unit(connection, today, match.name))
        finally:
            connection.close()
    except (HuaianError, sqlite3.Error, ValueError, OSError):
        return None


def _end_with(error: BaseException) -> None:
    """End as any command ends with this error: its words, its exit code."""
    from huaian_tui.cli.root import ended

    def fail() -> None:
        raise error

    sys.exit(ended(fail))
