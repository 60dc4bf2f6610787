"""Conditions that are asked of facts in Python and of columns in SQL, each written once.

A condition names facts (``due``, ``today``): in Python they are looked up in a mapping, in SQL
they stand for columns and parameters. A comparison with a missing fact (None, NULL) does not
hold in either; there is no negation, with which the two would differ.
"""

from collections.abc import Callable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

Facts = Mapping[str, Any]
"""The facts by name; every name that a condition uses is there, None where the fact is missing."""

Names = Mapping[str, str]
"""What stands in SQL for each fact: a column (``m.due``) or a parameter (``:today``); our own text only."""

Outcome = TypeVar("Outcome")


class Condition(NamedTuple):
    """What must hold. ``text`` is its SQL with the facts' names in braces."""

    holds: Callable[[Facts], bool]
    text: str

    def sql(self, names: Names) -> str:
        """The condition over these columns and parameters."""
        return self.text.format_map(names)


def earlier(fact: str, than: str) -> Condition:
    """``fact`` lies before ``than``."""
    return _compared(fact, "<", than, lambda one, other: one < other)


def later(fact: str, than: str) -> Condition:
    """``fact`` lies after ``than``."""
    return _compared(fact, ">", than, lambda one, other: one > other)


def not_earlier(fact: str, than: str) -> Condition:
    """``fact`` is ``than`` or lies after it."""
    return _compared(fact, ">=", than, lambda one, other: one >= other)


def not_later(fact: str, than: str) -> Condition:
    """``fact`` is ``than`` or lies before it."""
    return _compared(fact, "<=", than, lambda one, other: one <= other)


def _compared(fact: str, sign: str, than: str, compare: Callable[[Any, Any], bool]) -> Condition:
    def holds(facts: Facts) -> bool:
        one, other = facts[fact], facts[than]
        return one is not None and other is not None and compare(one, other)

    return Condition(holds, f"{{{fact}}} {sign} {{{than}}}")


def equal(fact: str, value: str | int) -> Condition:
    """``fact`` is this word or number; a yes or no is 1 or 0."""
    return Condition(lambda facts: facts[fact] == value, f"{{{fact}}} = {literal(value)}")


def more_than(fact: str, number: int) -> Condition:
    """``fact``, a count, is greater than the number."""
    return Condition(lambda facts: facts[fact] is not None and facts[fact] > number, f"{{{fact}}} > {number}")


def missing(fact: str) -> Condition:
    """``fact`` is not known."""
    return Condition(lambda facts: facts[fact] is None, f"{{{fact}}} IS NULL")


def present(fact: str) -> Condition:
    """``fact`` is known."""
    return Condition(lambda facts: facts[fact] is not None, f"{{{fact}}} IS NOT NULL")


def both(*parts: Condition) -> Condition:
    """All of them hold."""
    text = " AND ".join(part.text for part in parts)
    return Condition(lambda facts: all(part.holds(facts) for part in parts), f"({text})")


def either(*parts: Condition) -> Condition:
    """One of them holds."""
    text = " OR ".join(part.text for part in parts)
    return Condition(lambda facts: any(part.holds(facts) for part in parts), f"({text})")


class Rule(NamedTuple, Generic[Outcome]):
    """Which outcome holds: that of the first condition that does, else ``otherwise``."""

    cases: tuple[tuple[Outcome, Condition], ...]
    otherwise: Outcome

    def decide(self, facts: Facts) -> Outcome:
        """The outcome for these facts."""
        return next((outcome for outcome, condition in self.cases if condition.holds(facts)), self.otherwise)

    def sql(self, names: Names, values: Mapping[Outcome, str | int | None]) -> str:
        """The rule as an expression that yields, for each outcome, its value."""
        cases = " ".join(
            f"WHEN {condition.sql(names)} THEN {literal(values[outcome])}"
            for outcome, condition in self.cases
        )
        return f"(CASE {cases} ELSE {literal(values[self.otherwise])} END)"


def literal(value: str | int | None) -> str:
    """A value of our own (never typed text) as it stands in SQL."""
    if value is None:
        return "NULL"
    return str(int(value)) if isinstance(value, int) else "'{}'".format(value.replace("'", "''"))
