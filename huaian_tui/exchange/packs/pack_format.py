"""The form of a pack: one gzip file of JSON lines, the first of which says what follows.

A pack is two gzip members (RFC 1952), one after the other, so that ``gzip -dc``
reads it as a whole:

1. the header line: format, schema version of the ledger, plan and a digest of its
   reference tables, who made it and when, the number of records, the SHA-256 of the
   second member's contents, and for every origin known to the sender its head (number
   and hash) with the range that is included (``first`` to the head), and whether it is ``private`` (of
   personal records, which a pack holds only when that was asked for) and the newest head of it that was
   signed (``signed``); who signed the whole line (``sender``: the sender's laptop, over all that it says); as
   a rule also the records of the shipped plan (``shipped``), which are of no origin listed, so that a pack
   can be verified without a ledger;
2. one line per record, origins in the order of the header, numbers ascending.

Every line is canonical JSON in UTF-8. The same ledger, moment and officer give the
same bytes. A pack with a passphrase is this file inside age (``sealing``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Never

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.text.hygiene import terminal_safe
from huaian_tui.exchange.packs.checked_values import (
    flag,
    line_of,
    matching,
    moment_of,
    whole,
)
from huaian_tui.ledger.record import canonical_json
from huaian_tui.ledger.signed_head import Sender, SignedHead, header_digest
from huaian_tui.store.engine.migrations import newest_version

FORMAT = "huaian-tui-pack"
FORMAT_VERSION = 1
SUFFIX = ".jsonl.gz"

MOST_FILE_BYTES = 256 << 20
MOST_HEADER_BYTES = 1 << 20
MOST_LINE_BYTES = 8 << 20
MOST_RECORDS = 2_000_000
MOST_ORIGINS = 2_000
MOST_CONTENT_BYTES = 2 << 30
MOST_RATIO = 100
FREE_CONTENT_BYTES = 64 << 20
"""Contents may be ``MOST_RATIO`` times the file, or this much where that is more."""

MOST_SEQ = 1 << 40

_HEX16 = re.compile("[0-9a-f]{32}")
_HEX32 = re.compile("[0-9a-f]{64}")
_HEX64 = re.compile("[0-9a-f]{128}")


class PackRefused(HuaianError):
    """A pack that is not merged, wholly; the ledger is as it was."""


class DamagedRefused(PackRefused):
    """A pack that was cut off or altered on its way: another copy of it may be whole."""


class NewerRefused(PackRefused):
    """A pack of a newer program: it is merged after the upgrade."""


@dataclass(frozen=True, slots=True)
class OriginRange:
    """An origin as the sender knows it: the head of its chain, and which of its records are in the pack.

    Those numbered ``first`` to ``last`` are; ``first`` is ``last + 1`` when none is.
    ``before`` is the hash of the record before ``first`` (empty for the first record
    of all), ``head`` the hash of record ``last``. ``private``: of personal records. ``signed``: the newest
    head up to ``last`` that the sender holds; None in packs of older programs, and of what nobody signed.
    ``cut``: the pack has more of it, which is not taken (``trust``); then ``head`` is what was signed.
    """

    id: bytes
    created_at: str
    first: int
    before: bytes
    last: int
    head: bytes
    private: bool = False
    signed: SignedHead | None = None
    cut: bool = False

    @property
    def count(self) -> int:
        """How many records of this origin are in the pack."""
        return self.last - self.first + 1

    @property
    def name(self) -> str:
        """How people tell origins apart: the first 8 digits."""
        return self.id.hex()[:8]


@dataclass(frozen=True, slots=True)
class ShippedPlan:
    """The plan that every ledger begins with, as a pack carries it for whoever has no ledger.

    ``head`` is the hash of its last record: a digest over all that the plan says, who leads what included.
    ``lines`` are its records as lines; none in a header that was read: a merge needs only the digest.
    """

    origin: bytes
    head: bytes
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """What a pack says of itself. ``shipped`` is None in packs of programs before it and in those without.

    ``sender`` is who signed all of this line; None where nobody did.
    """

    schema: int
    plan: str
    reference: str
    created_at: str
    officer: str
    records: int
    sha256: str
    origins: tuple[OriginRange, ...]
    shipped: ShippedPlan | None = None
    sender: Sender | None = None


def header_line(header: Header) -> bytes:
    """The first line, with its line end."""
    value = _header_form(header)
    if (by := header.sender) is not None:
        value["sender"] = {"key": by.key.hex(), "signature": by.signature.hex()}
    return canonical_json(value).encode("utf-8") + b"\n"


def digest_to_sign(header: Header) -> bytes:
    """What its sender signs of it: the digest of all that it says."""
    return header_digest(canonical_json(_header_form(header)))


def _header_form(header: Header) -> dict[str, Any]:
    value: dict[str, Any] = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "schema": header.schema,
        "plan": header.plan,
        "reference": header.reference,
        "created_at": header.created_at,
        "officer": header.officer,
        "records": header.records,
        "sha256": header.sha256,
        "origins": [
            {
                "id": one.id.hex(),
                "created_at": one.created_at,
                "first": one.first,
                "before": one.before.hex(),
                "last": one.last,
                "head": one.head.hex(),
            }
            | ({"private": True} if one.private else {})
            | ({} if one.signed is None else {"signed": _signed_form(one.signed)})
            for one in header.origins
        ],
    }
    if (plan := header.shipped) is not None:
        value["shipped"] = {
            "origin": plan.origin.hex(),
            "head": plan.head.hex(),
            "records": list(plan.lines),
        }
    return value


def _signed_form(one: SignedHead) -> dict[str, Any]:
    return {
        "seq": one.seq,
        "hash": one.hash.hex(),
        "key": one.key.hex(),
        "signature": one.signature.hex(),
    }


def read_header(line: bytes) -> Header:
    """The header, checked; ``PackRefused`` when it is none, is of a newer program, or contradicts itself."""
    try:
        value = parse_json(line)
        if not isinstance(value, dict) or value.get("format") != FORMAT:
            raise ValueError("not a pack")
    except (ValueError, RecursionError):
        raise PackRefused("这不是数据包", "开头不是数据包的格式", "请核对选的文件") from None
    _refuse_newer(value)
    try:
        return _header(value)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise damaged("开头一行的内容不合规范") from None


def _refuse_newer(value: Mapping[str, Any]) -> None:
    """A newer pack is refused before anything else of it is understood."""
    for key, ours in (("version", FORMAT_VERSION), ("schema", newest_version())):
        theirs = value.get(key)
        if type(theirs) is not int or theirs < 1:
            raise damaged("开头一行没有版本号")
        if theirs > ours:
            raise NewerRefused(
                "不能合并较新版本的数据包",
                f"它由较新的程序导出（版本 {min(theirs, 10**6)}，本程序为 {ours}）",
                "请先升级 huaian-tui；台账没有改动",
            )


def _header(value: Mapping[str, Any]) -> Header:
    entries = value["origins"]
    if not isinstance(entries, list) or len(entries) > MOST_ORIGINS:
        raise ValueError("origins")
    origins = tuple(_origin(one) for one in entries)
    if len({one.id for one in origins}) != len(origins):
        raise ValueError("an origin twice")
    header = Header(
        schema=value["schema"],
        plan=line_of(value["plan"], 200),
        reference=matching(_HEX32, value["reference"]),
        created_at=moment_of(value["created_at"]),
        officer=line_of(value["officer"], 100),
        records=whole(value["records"], 0, MOST_RECORDS),
        sha256=matching(_HEX32, value["sha256"]),
        origins=origins,
        shipped=None if value.get("shipped") is None else _shipped(value["shipped"]),
        sender=None if value.get("sender") is None else _sender(value),
    )
    if sum(one.count for one in origins) != header.records:
        raise ValueError("count")
    return header


def _shipped(value: Mapping[str, Any]) -> ShippedPlan:
    origin, head = matching(_HEX16, value["origin"]), matching(_HEX32, value["head"])
    return ShippedPlan(bytes.fromhex(origin), bytes.fromhex(head))


def _sender(value: Mapping[str, Any]) -> Sender:
    """Who signed the line, and over what: whoever verifies it has no other use for the line itself."""
    said = value["sender"]
    rest = {name: part for name, part in value.items() if name != "sender"}
    return Sender(
        key=bytes.fromhex(matching(_HEX32, said["key"])),
        signature=bytes.fromhex(matching(_HEX64, said["signature"])),
        digest=header_digest(canonical_json(rest)),
    )


def _signed(value: Mapping[str, Any], last: int) -> SignedHead:
    return SignedHead(
        seq=whole(value["seq"], 1, last),
        hash=bytes.fromhex(matching(_HEX32, value["hash"])),
        key=bytes.fromhex(matching(_HEX32, value["key"])),
        signature=bytes.fromhex(matching(_HEX64, value["signature"])),
    )


def _origin(value: Mapping[str, Any]) -> OriginRange:
    first, last = whole(value["first"], 1, MOST_SEQ), whole(value["last"], 1, MOST_SEQ)
    before = b"" if first == 1 else bytes.fromhex(matching(_HEX32, value["before"]))
    if first > last + 1 or (first == 1 and value["before"] != ""):
        raise ValueError("range")
    return OriginRange(
        id=bytes.fromhex(matching(_HEX16, value["id"])),
        created_at=moment_of(value["created_at"]),
        first=first,
        before=before,
        last=last,
        head=bytes.fromhex(matching(_HEX32, value["head"])),
        private=flag(value.get("private", False)),
        signed=None if value.get("signed") is None else _signed(value["signed"], last),
    )


def _no_constant(_: str) -> Never:
    raise ValueError("NaN and Infinity are no JSON")


DECODER = json.JSONDecoder(parse_constant=_no_constant)
"""Strict JSON."""


def parse_json(line: bytes) -> Any:
    """The value of one line of strict UTF-8; ValueError or RecursionError otherwise."""
    return DECODER.decode(line.decode("utf-8"))


def damaged(reason: str) -> PackRefused:
    """The refusal of a pack that was cut off or altered on its way."""
    return DamagedRefused("数据包已损坏", terminal_safe(reason), "请对方重新导出；台账没有改动")
