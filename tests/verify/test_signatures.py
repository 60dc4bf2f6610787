"""The stand-alone verifier checks signatures in pure Python: RFC 8032, and what is signed, not, or forged."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.exchange import write_raw
from support.own_laptops import OwnLaptop
from support.verifier import loaded, verify

from huaian_tui.ledger.record import canonical_json
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.keep.signatures import public_of, sign, verifies

TODAY = date(2026, 11, 22)
RFC_8032 = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        "4a7c15e9716ed28dc027beceea1ec40a",
    ),
)
"""Section 7.1, tests 1 to 3: public key, message, signature."""


@pytest.mark.parametrize(("key", "message", "signature"), RFC_8032)
def test_the_vectors_of_the_standard(key: str, message: str, signature: str) -> None:
    given = bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature)
    for check in (loaded()._signed_by, verifies):
        assert check(*given)
        assert not check(given[0], given[1] + b"x", given[2])
        for place in (0, 31, 32, 63):
            altered = bytearray(given[2])
            altered[place] ^= 1
            assert not check(given[0], given[1], bytes(altered))


def test_it_agrees_with_the_library_on_right_and_wrong_ones() -> None:
    source, check = random.Random(8032), loaded()._signed_by
    for number in range(25):
        secret, message = source.randbytes(32), source.randbytes(number)
        key, signature = public_of(secret), sign(secret, message)
        assert check(key, message, signature)
        altered = bytearray(key + signature)
        altered[source.randrange(96)] ^= 1 << source.randrange(8)
        key, signature = bytes(altered[:32]), bytes(altered[32:])
        assert check(key, message, signature) is verifies(key, message, signature) is False


def test_what_is_no_key_or_too_large_a_number_is_no_signature() -> None:
    check = loaded()._signed_by
    secret = bytes(range(32))
    signature = sign(secret, b"m")
    order = 2**252 + 27742317777372353535851937790883648493
    larger = (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")
    assert not check(public_of(secret), b"m", signature[:32] + larger)
    assert not check(b"\xff" * 32, b"m", signature)
    assert not check(public_of(secret)[:31], b"m", signature)
    assert not check(public_of(secret), b"m", signature[:63])


# ------------------------------------------------------------------ packs


@pytest.fixture
def pack(seeded_file: Path, tmp_path: Path) -> Path:
    laptop = OwnLaptop(seeded_file, tmp_path, "甲")
    for text in ("第一条", "第二条"):
        laptop.do(lambda ledger, text=text: add_note(ledger, NoteDraft(1, text, TODAY), TODAY))
    return laptop.export()


def changed(pack: Path, change: Any) -> Path:
    """A pack after ``change`` of its header and lines, its sum made right."""
    header, *lines = gzip.decompress(pack.read_bytes()).splitlines()
    value = json.loads(header)
    lines = change(value, lines) or lines
    content = b"".join(line + b"\n" for line in lines)
    value |= {"records": len(lines), "sha256": hashlib.sha256(content).hexdigest()}
    return write_raw(pack.with_name("改.gz"), canonical_json(value).encode() + b"\n", content)


def test_a_signed_pack_is_said_to_be_signed(pack: Path) -> None:
    code, said = verify(pack)
    assert code == 0 and "开头：已签名（密钥 " in said and "已签名" in said.split("来源")[1]
    assert "到第 2 号\n" in said and "未核实" not in said


def test_an_old_pack_is_unproved_and_no_fault(pack: Path) -> None:
    def old(header: dict[str, Any], lines: list[bytes]) -> None:
        del header["sender"], header["origins"][0]["signed"]

    code, said = verify(changed(pack, old))
    assert code == 0 and "开头：未核实" in said and said.count("未核实") == 2 and "全部相符" in said


def test_a_rewritten_header_is_told(pack: Path) -> None:
    code, said = verify(changed(pack, lambda header, lines: header.update(officer="丁")))
    assert code == 1 and "不符 [signature] 开头：签名不符" in said


def test_a_signature_of_another_number_or_origin_is_told(pack: Path) -> None:
    def moved(header: dict[str, Any], lines: list[bytes]) -> None:
        del header["sender"]
        header["origins"][0]["signed"]["seq"] = 1

    code, said = verify(changed(pack, moved))
    assert code == 1 and "不符 [signature] 来源" in said


def test_a_signature_of_another_record_is_told(pack: Path) -> None:
    """Rightly signed, by the laptop itself, but not the record that stands there."""
    secret = bytes(range(32))

    def other(header: dict[str, Any], lines: list[bytes]) -> None:
        del header["sender"]
        part = header["origins"][0]
        message = b"huaian-tui head 1\n" + bytes.fromhex(part["id"]) + (2).to_bytes(8, "big") + bytes(32)
        part["signed"] = {
            "seq": 2,
            "hash": "00" * 32,
            "key": public_of(secret).hex(),
            "signature": sign(secret, message).hex(),
        }

    code, said = verify(changed(pack, other))
    assert code == 1 and "签的是另一条第 2 号" in said


def test_records_beyond_the_signed_one_are_counted(pack: Path) -> None:
    first = bytes(range(32))

    def shorter(header: dict[str, Any], lines: list[bytes]) -> None:
        del header["sender"]
        part = header["origins"][0]
        head = json.loads(lines[0])["hash"]
        message = (
            b"huaian-tui head 1\n" + bytes.fromhex(part["id"]) + (1).to_bytes(8, "big") + bytes.fromhex(head)
        )
        signature = sign(first, message).hex()
        part["signed"] = {"seq": 1, "hash": head, "key": public_of(first).hex(), "signature": signature}

    code, said = verify(changed(pack, shorter))
    assert code == 0 and "到第 1 号；其后 1 条未核实" in said
