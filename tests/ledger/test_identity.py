"""Identities: always greater than the newest, whatever the wall clock does; bounds of a day."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaian_tui.ledger.identity import (
    SHANGHAI,
    first_id_after,
    format_id,
    id_milliseconds,
    milestone_id_from_record,
    next_id,
    short_id,
)

WALL = st.integers(min_value=-(1 << 50), max_value=(1 << 48) - 1000)
RANDOM = st.binary(min_size=8, max_size=8)


@given(st.lists(st.tuples(WALL, RANDOM), min_size=2, max_size=50))
def test_ids_grow_over_any_sequence_of_wall_clocks(moments: list[tuple[int, bytes]]) -> None:
    newest: bytes | None = None
    for wall, randomness in moments:
        made = next_id(wall, newest, randomness)
        assert newest is None or made > newest
        assert id_milliseconds(made) >= wall
        newest = made


@given(WALL, RANDOM)
def test_an_id_is_a_uuid_of_version_7(wall: int, randomness: bytes) -> None:
    text = format_id(next_id(wall, None, randomness))
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", text)
    assert text.endswith(short_id(bytes.fromhex(text.replace("-", ""))))


def test_a_clock_that_stands_still_counts_on_into_the_next_millisecond() -> None:
    newest = next_id(1000, None, bytes(8))
    for _ in range(0xFFF):
        newest = next_id(1000, newest, bytes(8))
    assert id_milliseconds(newest) == 1000
    assert id_milliseconds(next_id(1000, newest, bytes(8))) == 1001


def test_a_clock_past_what_48_bits_say_is_not_wrapped_round() -> None:
    last = next_id(1 << 60, None, bytes(8))
    assert id_milliseconds(last) == (1 << 48) - 1
    with pytest.raises(OverflowError):
        next_id(0, last[:6] + b"\x7f\xff" + last[8:], bytes(8))


@given(st.integers(86_400, 7_000_000_000), RANDOM)
def test_the_bound_of_a_day_parts_its_ids_from_those_of_the_next(seconds: int, randomness: bytes) -> None:
    moment = datetime.fromtimestamp(seconds, SHANGHAI)
    made = next_id(seconds * 1000, None, randomness)
    assert made < first_id_after(moment.date())
    assert made >= first_id_after(moment.date() - timedelta(days=1))


def test_the_last_millisecond_of_a_day_in_shanghai_belongs_to_it() -> None:
    midnight = int(datetime(2025, 1, 2, tzinfo=SHANGHAI).timestamp() * 1000)
    bound = first_id_after(date(2025, 1, 1))
    assert next_id(midnight - 1, None, b"\xff" * 8) < bound <= next_id(midnight, None, bytes(8))


@pytest.mark.parametrize("day", [date.min, date(1969, 12, 31), date.max])
def test_bounds_exist_at_the_ends_of_the_calendar(day: date) -> None:
    assert len(first_id_after(day)) == 16
    assert first_id_after(date.min) <= first_id_after(day) <= first_id_after(date.max)


@given(st.integers(1, 60), RANDOM)
def test_a_set_milestone_has_the_same_id_on_every_laptop(task_no: int, randomness: bytes) -> None:
    record = next_id(1_800_000_000_000, None, randomness)
    identity = milestone_id_from_record(task_no, record)
    assert identity == milestone_id_from_record(task_no, record)
    assert re.fullmatch(rf"{task_no}-[0-9a-hjkmnp-tv-z]{{8}}", identity)


def test_milestone_ids_differ_in_any_of_their_40_bits() -> None:
    base = bytes(16)
    made = {milestone_id_from_record(1, (1 << bit).to_bytes(16, "big")) for bit in range(40)}
    assert len(made | {milestone_id_from_record(1, base)}) == 41
