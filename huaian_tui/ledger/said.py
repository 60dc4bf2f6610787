"""What of a record is searched, and its grams: of its text, and the marks of its filters."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from typing import Any

from huaian_tui.domain.rules.targets import format_number
from huaian_tui.domain.text.grams import grams, letters
from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.ledger.kinds.kind import Kind
from huaian_tui.ledger.kinds.registry import KINDS
from huaian_tui.ledger.record import Body

_FIRST = ("text", "progress", "number", "title", "problem", "requirement", "next_step", "basis", "reason")
"""Parts of a body in the order in which they are told; others follow by name."""

_UNSAID = frozenset(field.name for kind in KINDS.values() for field in kind.fields if field.unsaid)
"""Parts of a body that the program wrote for itself: kinds, ids, sums."""

_DOCUMENT = frozenset(
    "masthead number signer recipients copies_to signature title text lead caption annotation "
    "printing_office".split()
)
"""Parts of a notice's document that are printed; its layout is nobody's word."""

_MARK = "\ue000"
"""Begins the grams that filters look for; private, so that no run holds it."""

MOST_MONTHS = 24
"""A range of more months is compared record by record."""


def said(kind: str, body: Body) -> list[str]:
    """What an officer typed into a record's body, part by part, most telling first; numbers as shown.

    Of any kind: parts that a kind does not declare belong to a newer program, and are said
    unless a part of this name is nobody's word elsewhere.
    """
    unsaid = _unsaid(KINDS.get(kind))
    names = [name for name in _FIRST if name in body]
    names += [name for name in sorted(body) if name not in _FIRST and name not in unsaid]
    parts = list[str]()
    for name in names:
        value = body[name]
        if name == "document" and isinstance(value, str):
            parts += _printed(value)
        elif isinstance(value, str):  # nearly all: without the way of the others
            parts.append(value)
        else:
            parts += _atoms(value)
    return [part for part in parts if part]


@cache
def _unsaid(kind: Kind | None) -> frozenset[str]:
    """The names of parts that are nobody's word in a record of this kind."""
    if kind is None:
        return _UNSAID
    said_here = {field.name for field in kind.fields if not field.unsaid}
    return _UNSAID.union(field.name for field in kind.fields if field.unsaid) - said_here


def _atoms(value: Any) -> Iterator[str]:
    """Texts and numbers in a JSON value of any depth, in order."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting += reversed(one.values())
        elif isinstance(one, list):
            waiting += reversed(one)
        elif isinstance(one, (int, float)) and not isinstance(one, bool):
            yield format_number(float(one))


def _printed(document: str) -> Iterator[str]:
    """The printed texts of a stored document; one that cannot be read is one text."""
    try:
        waiting: list[Any] = [json.loads(document)]
    except (ValueError, RecursionError):
        yield document
        return
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += reversed(one)
        elif isinstance(one, dict):
            for name, value in one.items():
                if name in _DOCUMENT and isinstance(value, str):
                    yield value
                elif name in _DOCUMENT and isinstance(value, list):
                    yield from (part for part in value if isinstance(part, str))
            waiting += reversed([value for value in one.values() if isinstance(value, (list, dict))])


def searched_text(kind: str, body: Body, officer: str) -> str:
    """The folded text of a record that words are looked for in; its parts are lines: words hold no blank."""
    return search_key("\n".join([*said(kind, body), officer]))


# ------------------------------------------------------------------ grams that filters look for


def kind_mark(kind: str) -> str:
    """The gram of every record of a kind."""
    return _marked("k", kind)


def officer_mark(officer: str) -> str:
    """The gram of every record by an officer; names that differ in blanks alone share it."""
    return _marked("o", officer)


def method_mark(method: str) -> str:
    """The gram of every record with a 督查方式."""
    return _marked("m", method)


def unit_mark(unit: str) -> str:
    """The gram of every record that names a unit."""
    return _marked("u", unit)


def month_marks(since: date, until: date) -> tuple[str, ...]:
    """The grams of the records of these days' months; empty when there are too many to be asked for."""
    first, last = since.year * 12 + since.month - 1, until.year * 12 + until.month - 1
    if last - first >= MOST_MONTHS:
        return ()
    return tuple(_month(f"{number // 12:04d}-{number % 12 + 1:02d}") for number in range(first, last + 1))


def _month(day: str) -> str:
    return _marked("d", day[:7])


@lru_cache(maxsize=4096)
def _marked(what: str, value: str) -> str:
    """A mark; kinds, officers, units and months are few, records many."""
    return f"{_MARK}{what}{letters(search_key(value))}"


def named_units(body: Body) -> list[str]:
    """The units that a record's body names: those visited, the one that reported or answered."""
    several, one = body.get("units"), body.get("unit")
    found = [unit for unit in several if isinstance(unit, str)] if isinstance(several, list) else []
    return [*found, one] if isinstance(one, str) and one else found


def read_body(body: str) -> Body:
    """The body of a record as JSON values; one that damage made unreadable says nothing."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def record_grams(kind: str, body: Body, officer: str, day: str) -> set[str]:
    """All grams of a record: of its text, and the marks of its filters. ``day`` is ISO."""
    method = body.get("method")
    marks = _marks(
        kind, officer, day[:7], method if isinstance(method, str) else "", tuple(named_units(body))
    )
    found = grams(searched_text(kind, body, officer))
    found |= marks
    return found


@lru_cache(maxsize=4096)
def _marks(kind: str, officer: str, month: str, method: str, units: tuple[str, ...]) -> frozenset[str]:
    """The marks of a record; very many have the same."""
    marks = {kind_mark(kind), officer_mark(officer), _month(month), *map(unit_mark, units)}
    if method:
        marks.add(method_mark(method))
    return frozenset(marks)
