"""Segments: the same bytes from every laptop, never too large, told from all that is no segment."""

from __future__ import annotations

import gzip
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.shared_folders import LightLedger

from huaian_tui.exchange.folder import segments
from huaian_tui.exchange.folder.heads_file import Heads, heads_bytes, read_heads
from huaian_tui.exchange.folder.names import parse_segment
from huaian_tui.exchange.folder.office_key import (
    KeyMissing,
    NotSealed,
    OfficeKeys,
    all_keys,
    key_file,
    read_key_file,
)
from huaian_tui.exchange.folder.segments import made
from huaian_tui.exchange.folder.writing_plan import Span
from huaian_tui.exchange.packs.pack_format import DamagedRefused, PackRefused
from huaian_tui.exchange.packs.pack_read import pack_of


@pytest.fixture
def ledger() -> LightLedger:
    ledger = LightLedger(1)
    ledger.write([f"记录 {number}" for number in range(30)])
    return ledger


def parts(
    ledger: LightLedger, span: Span, keys: OfficeKeys | None = None, salt: str = ""
) -> list[tuple[str, bytes]]:
    seal = (keys or OfficeKeys()).sealed
    found = made(span, ledger.made, seal, lambda seq: ledger.hash_at(ledger.me, seq) or "", salt)
    return [(name, data) for _, name, data in found]


def test_the_same_records_give_the_same_bytes_everywhere(ledger: LightLedger) -> None:
    other = LightLedger(2, "乙")
    other.take([pack_of("x", ledger.made(Span(ledger.me, 1, 30), ""))])
    assert other.made(Span(ledger.me, 3, 9), "") == ledger.made(Span(ledger.me, 3, 9), "")


def test_a_salt_gives_the_same_records_another_name(ledger: LightLedger) -> None:
    span = Span(ledger.me, 1, 30)
    ((plain, data),), ((salted, other),) = parts(ledger, span), parts(ledger, span, salt="77")
    assert plain != salted
    assert list(pack_of("a", data).lines()) == list(pack_of("b", other).lines())


def test_a_name_says_what_is_in_the_file(ledger: LightLedger) -> None:
    ((name, data),) = parts(ledger, Span(ledger.me, 3, 9))
    parsed = parse_segment(name)
    assert parsed is not None
    assert (parsed.first, parsed.last, parsed.head) == (3, 9, ledger.hash_at(ledger.me, 9))
    assert parsed.sha == hashlib.sha256(data).hexdigest()[:16]


def test_many_records_become_several_segments(ledger: LightLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "MOST_RECORDS", 12)
    found = [parse_segment(name) for name, _ in parts(ledger, Span(ledger.me, 1, 30))]
    assert [(one.first, one.last) for one in found if one] == [(1, 12), (13, 24), (25, 30)]
    monkeypatch.setattr(segments, "MOST_BYTES", 900)
    found = [parse_segment(name) for name, _ in parts(ledger, Span(ledger.me, 1, 30))]
    assert len(found) > 3 and [one.first for one in found if one][0] == 1
    assert sum(one.count for one in found if one) == 30


# ---------------------------------------------------------------------- keys


def test_what_one_key_seals_only_its_holders_open(ledger: LightLedger) -> None:
    keys, others = OfficeKeys().with_new(), OfficeKeys().with_new()
    sealed = keys.sealed(b"1234")
    assert keys.opened(sealed) == keys.with_new().opened(sealed) == b"1234"
    assert OfficeKeys().opened(b"plain") == b"plain"
    with pytest.raises(NotSealed):
        keys.opened(b"plain")  # anybody who can write into the folder may have put it there
    for stranger in (others, OfficeKeys()):
        with pytest.raises(KeyMissing):
            stranger.opened(sealed)
    with pytest.raises(DamagedRefused):
        keys.opened(sealed[:-1])
    assert "SECRET" not in repr(keys)


def test_a_key_file_needs_its_passphrase(sealed_quickly: None) -> None:
    keys = OfficeKeys().with_new().with_new()
    data = key_file(keys, "一二三四五六七八")
    assert read_key_file(data, "一二三四五六七八") == keys
    with pytest.raises(PackRefused):
        read_key_file(data, "八七六五四三二一")


def test_all_laptops_seal_with_the_same_of_several_keys() -> None:
    first = OfficeKeys().with_new()
    left, right = first.with_new(), first.with_new()
    one, other = all_keys([first, left, right]), all_keys([right, left])
    assert one.secrets[-1] == other.secrets[-1] == max(left.secrets[-1], right.secrets[-1])
    assert set(one.secrets) == set(other.secrets) == {*left.secrets, *right.secrets}
    assert all_keys([first, left]) == left


# ---------------------------------------------------------------------- heads


def test_heads_are_read_again() -> None:
    heads = Heads({"a" * 16: 3}, {"b" * 16: 0}, "甲", "2026-11-30T08:00:00+08:00", ("c" * 16,))
    assert read_heads(heads_bytes(heads)) == heads


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b'{"format":"huaian-tui-heads"}',
        b'{"format":"huaian-tui-heads","have":{"../..":1},"want":{}}',
        b'{"format":"huaian-tui-heads","have":{"aaaaaaaaaaaaaaaa":-1},"want":{}}',
        b'{"format":"huaian-tui-heads","have":{"aaaaaaaaaaaaaaaa":true},"want":{}}',
        b"[" * 100_000,
        b" " * (2 << 20),
    ],
)
def test_what_others_made_up_is_no_heads(text: bytes) -> None:
    assert read_heads(gzip.compress(text)) is None


def test_a_hostile_name_of_an_officer_is_left_out() -> None:
    told = b'"officer":"\\u001b[2J\\u202e","at":7,"former":["x"]'
    text = b'{"format":"huaian-tui-heads","have":{},"want":{},' + told + b"}"
    heads = read_heads(gzip.compress(text))
    assert heads is not None and (heads.officer, heads.at, heads.former) == ("", "", ())


@given(st.binary(max_size=200))
def test_any_bytes_are_looked_at_without_harm(data: bytes) -> None:
    assert read_heads(data) is None
