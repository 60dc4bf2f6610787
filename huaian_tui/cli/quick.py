"""The two things that are asked for most, without the machinery of all the others.

Opening the screens, and ``unit NAME --json``, which scripts call in loops: Click alone takes
longer to load than the answer needs. Only what is written plainly and goes well is done here;
everything else (other options, a mistake, a refusal, a first start) is left to ``cli.root``,
which does the same through the same functions and has the words for it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from huaian_tui.cli.invocation import PROGRAM_OPTIONS, Invocation, iso_day
from huaian_tui.domain.errors import HuaianError

_VALUES = PROGRAM_OPTIONS.keys() - {"--as-of", "--plan"}
_FLAGS = ("--json", "--ascii")
UNIT_COMMANDS = ("show", "set", "rename", "merge", "settle", "contact")
"""What stands behind ``unit`` and is no name of a unit."""


class _Typed:
    """What was typed: words that are no options, values by option, flags."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.values: dict[str, str] = {}
        self.flags: set[str] = set()


def done_quickly(arguments: Sequence[str]) -> bool:
    """Whether these arguments were understood and done here; ends the program where it has an exit code."""
    typed = _read(arguments)
    if typed is None:
        return False
    if not typed.words and "--json" not in typed.flags:
        return _open_screens(typed)
    asks_unit = len(typed.words) == 2 and typed.words[0] == "unit" and typed.words[1] not in UNIT_COMMANDS
    if asks_unit and typed.flags == {"--json"}:
        return _answer_unit(typed)
    return False


def _read(arguments: Sequence[str]) -> _Typed | None:
    """The arguments, or None where they are not of the plainest form."""
    typed = _Typed()
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
    named = typed.values.get("--today")
    return typed if named is None or iso_day(named) else None


def _invocation(typed: _Typed) -> Invocation:
    invocation = Invocation()
    for option, value in typed.values.items():
        setattr(invocation, PROGRAM_OPTIONS[option], value)
    invocation.ascii_only = "--ascii" in typed.flags
    return invocation


def _open_screens(typed: _Typed) -> bool:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    from huaian_tui.cli.open_screens import open_screens

    try:
        code = open_screens(_invocation(typed))
    except (Exception, KeyboardInterrupt) as error:
        _end_with(error)
    else:
        sys.exit(code)
    return True


def _answer_unit(typed: _Typed) -> bool:
    from huaian_tui.cli.output.json_text import emit_json

    try:
        form = _unit(_invocation(typed), typed.words[1])
        if form is None:
            return False
        emit_json(form)
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, KeyboardInterrupt) as error:
        _end_with(error)
    return True


def _unit(invocation: Invocation, query: str) -> dict[str, Any] | None:
    """The unit's answer; None where something has to be said beside it or instead of it."""
    from huaian_tui.cli.json_forms.units import contact_forms, unit_form
    from huaian_tui.store.queries.contacts import read_contacts
    from huaian_tui.store.queries.units import read_unit, resolve_unit

    try:
        with invocation.existing() as connection:
            match = resolve_unit(connection, query)
            found = None if match.read_as else read_unit(connection, invocation.today, match.name)
            if found is None or found.merged is not None:
                return None
            contacts = read_contacts(connection, match.name, invocation.today)
            return unit_form(found) | contact_forms(contacts)
    except Exception as error:
        # Imported here: a ledger that is as it should be answers without it.
        from huaian_tui.store.engine.damage import STUMBLES

        if isinstance(error, (HuaianError, OSError, *STUMBLES)):
            return None
        raise


def _end_with(error: BaseException) -> None:
    """End as any command ends with this error: its words, its exit code."""
    from huaian_tui.cli.root import ended

    def fail() -> None:
        raise error

    sys.exit(ended(fail))
