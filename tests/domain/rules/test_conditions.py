"""Conditions: what holds in Python holds in SQL, with missing facts too."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaian_tui.domain.rules.conditions import (
    Condition,
    Rule,
    both,
    earlier,
    either,
    equal,
    later,
    literal,
    missing,
    more_than,
    not_earlier,
    not_later,
    present,
)

NAMES = ("a", "b", "c")
SIMPLE = [
    *(compare("a", "b") for compare in (earlier, later, not_earlier, not_later)),
    *(make(name) for make in (missing, present) for name in NAMES),
    equal("a", 1),
    more_than("b", 1),
]
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    st.sampled_from(SIMPLE),
    lambda parts: st.builds(
        lambda ones, join: join(*ones),
        st.lists(parts, min_size=1, max_size=3),
        st.sampled_from([both, either]),
    ),
    max_leaves=6,
)
FACTS = st.fixed_dictionaries(dict.fromkeys(NAMES, st.none() | st.integers(0, 2)))


@given(CONDITIONS, CONDITIONS, FACTS)
def test_a_rule_decides_in_sql_as_in_python(
    first: Condition, second: Condition, facts: dict[str, int | None]
) -> None:
    rule = Rule((("one", first), ("two", second)), "none")
    asked = rule.sql({name: f":{name}" for name in NAMES}, {"one": "一", "two": "二", "none": "无"})
    with closing(sqlite3.connect(":memory:")) as connection:
        found = connection.execute(f"SELECT {asked}", facts).fetchone()[0]  # noqa: S608 - our own text
    assert found == {"one": "一", "two": "二", "none": "无"}[rule.decide(facts)]


@pytest.mark.parametrize("value", ["o'clock", "", 0, 7, None])
def test_a_value_of_our_own_reads_back_as_it_is(value: str | int | None) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        assert connection.execute(f"SELECT {literal(value)}").fetchone()[0] == value  # noqa: S608
