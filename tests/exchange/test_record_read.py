"""Reading a line the short way and by JSON: the same record or the same refusal, whatever stands there."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from exchange.test_hostile_records import RECORDS
from hypothesis import given
from hypothesis import strategies as st
from support.exchange import ORIGIN, chained, record

from huaian_tui.exchange.packs.record_read import _read_any, _read_as_written, read_record
from huaian_tui.ledger.record import canonical_json

PIECES = (
    b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b" ", b"\t", b"\x00", b"\x1f", b"\x7f", b"\xff", b"\xc2",
    b"0", b"-", b"1e5", b"1.0", b"NaN", b"null", b"true", b'\\u0041', b"\\ud800", b'\\"', b"\xe2\x80\xae",
    b',"hash":"', b'"body":', b'"seq":1', b'"seq":01', b'"seq":1.0', b"\xe3\x80\x80", b"\xed\xa0\x80",
)  # fmt: skip


def outcome(read: Any, line: bytes, seq: int) -> Any:
    try:
        return read(line, ORIGIN, seq)
    except ValueError as error:
        return str(error)


def written(**columns: Any) -> bytes:
    """A line as packs hold them."""
    (line,), _ = chained([record(1, **columns)])
    return canonical_json(json.loads(line)).encode()


LINES = tuple(
    written(**columns)
    for columns in (
        {},
        {"ref": "01" * 16, "milestone": "1-2", "kind": "milestone_extend"},
        {"task_no": None, "occurred_on": None, "plan": "p12", "officer": ""},
        {
            "body": {
                "a": [1, 2.5, 1e16, -0.0, True, None, {"b": '引号"和\\与},"hash":"ab'}],
                "ключ": "𠮷\u2028",
            }
        },
        {"task_no": 2**53 - 1, "officer": "一" * 100},
    )
)


def assert_same(line: bytes, seq: int = 1) -> None:
    by_json = outcome(_read_any, line, seq)
    assert outcome(read_record, line, seq) == by_json
    short = _read_as_written(line, ORIGIN, seq)
    assert short is None or short == by_json


@pytest.mark.parametrize("line", LINES)
def test_a_line_as_it_was_written_is_read_the_short_way(line: bytes) -> None:
    short = _read_as_written(line, ORIGIN, 1)
    assert short is not None and short == _read_any(line, ORIGIN, 1)
    assert_same(line, 2)


@given(st.randoms(use_true_random=False), st.sampled_from(LINES), st.integers(1, 4))
def test_a_line_with_pieces_put_in_cut_out_or_exchanged_is_read_alike(
    source: random.Random, line: bytes, times: int
) -> None:
    for _ in range(times):
        place, end = (source.randrange(len(line) + 1) for _ in range(2))
        if source.random() < 0.7:
            end = place + source.randrange(3)
        line = line[:place] + source.choice((b"", *PIECES)) + line[max(end, place) :]
    assert_same(line.replace(b"\n", b""))


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 2**65),
    st.floats(),
    st.text(max_size=120),
    st.sampled_from(["2026-11-20", "2026-13-40", "1-2", "note", "x" * 41, "AB" * 16, "ab" * 16, "a b" * 16]),
    st.lists(st.integers(), max_size=2),
)


@given(st.sampled_from(sorted(record())), VALUES, st.booleans())
def test_a_line_with_any_value_in_any_column_is_read_alike(column: str, value: Any, spaced: bool) -> None:
    (line,), _ = chained([record(1)])
    values = json.loads(line) | {column: value}
    assert_same(json.dumps(values, sort_keys=True, ensure_ascii=spaced).encode("utf-8", "surrogatepass"))
    try:
        assert_same(canonical_json(values).encode("utf-8", "surrogatepass"))
    except ValueError:
        pass  # NaN


@pytest.mark.parametrize("name", RECORDS)
def test_the_lines_made_to_harm_are_read_alike(name: str) -> None:
    for line in chained([RECORDS[name]])[0]:
        assert_same(line)
        try:
            assert_same(canonical_json(json.loads(line)).encode("utf-8", "surrogatepass"))
        except (ValueError, RecursionError):
            pass


@pytest.mark.parametrize("depth", [10, 500, 5_000, 200_000])
def test_a_body_that_nests_without_end_is_read_alike(depth: int) -> None:
    line = LINES[0].replace(b'"text":"', b'"a":' + b"[" * depth + b"]" * depth + b',"text":"', 1)
    assert_same(line)


def test_a_key_that_stands_twice_in_a_body_is_read_alike() -> None:
    line = LINES[0].replace(b'{"body":{', b'{"body":{"text":"x",', 1)
    assert _read_as_written(line, ORIGIN, 1) is None
    assert_same(line)
