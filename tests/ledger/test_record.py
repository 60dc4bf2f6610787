"""Canonical form and hash chain: any change of any field shows."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaian_tui.ledger.record import (
    Record,
    canonical_json,
    chain_hash,
)

RECORD = Record(
    id=bytes(15) + b"\x01",
    origin=bytes(16),
    seq=1,
    recorded_at="2026-11-22T09:00:00.000+08:00",
    officer="张三",
    kind="note",
    plan="huaian-2024",
    task_no=1,
    milestone=None,
    occurred_on="2026-11-22",
    body='{"text":"已到场"}',
    ref=None,
    hash=b"",
)
CHANGED = {
    "id": bytes(16),
    "origin": b"\x01" * 16,
    "seq": 2,
    "recorded_at": "2026-11-22T09:00:00.001+08:00",
    "officer": "乙",
    "kind": "reading",
    "plan": "另一方案",
    "task_no": None,
    "milestone": "1-1",
    "occurred_on": None,
    "body": '{"text":"未到场"}',
    "ref": bytes(16),
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("name", sorted(CHANGED))
def test_the_hash_changes_with_every_field(name: str) -> None:
    assert chain_hash(replace(RECORD, **{name: CHANGED[name]}), b"") != chain_hash(RECORD, b"")


def test_every_field_but_the_hash_itself_is_covered() -> None:
    assert {one.name for one in fields(Record)} == {*CHANGED, "hash"}
    assert chain_hash(replace(RECORD, hash=b"x"), b"") == chain_hash(RECORD, b"")


def test_the_hash_changes_with_the_one_before() -> None:
    assert (
        len({chain_hash(RECORD, b""), chain_hash(RECORD, bytes(32)), chain_hash(RECORD, b"\x01" * 32)}) == 3
    )


@given(JSON.filter(lambda value: isinstance(value, dict)))
def test_a_body_reads_back_as_written_and_is_canonical_again(body: dict[str, object]) -> None:
    record = replace(RECORD, body=canonical_json(body))
    assert record.content() == body
    assert canonical_json(dict(reversed(record.content().items()))) == record.body


def test_a_number_that_json_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical_json({"value": float("nan")})
