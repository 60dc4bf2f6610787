"""The file by which a laptop tells the others how far it holds each origin, and what it cannot get.

Advice only: nothing is believed of it but that a small file may go, that somebody asks for help, and what is
shown as 谁多久没同步. So it is bounded and cleaned like anything that others wrote. In a folder that is not
sealed only what a known laptop signed counts as 还差.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from huaian_tui.exchange.folder.names import is_writer
from huaian_tui.exchange.packs.checked_values import is_clean_line
from huaian_tui.exchange.packs.pack_format import MOST_ORIGINS, MOST_SEQ
from huaian_tui.ledger.record import canonical_json
from huaian_tui.ledger.signed_head import header_digest

FORMAT = "huaian-tui-heads"
_MOST_BYTES = 1 << 20
_MOST_NAME = 100
_SIGNED = (re.compile("[0-9a-f]{64}"), re.compile("[0-9a-f]{128}"))


@dataclass(frozen=True, slots=True)
class Heads:
    """What one laptop says: how far it holds each origin (``have``), after which number it lacks records that
    the folder does not give it (``want``), who works there, and its own clock when it said so (ISO).
    ``former`` are the origins as which the same laptop wrote before: they are no laptops of their own.
    ``signed``: by which key, and how (hexadecimal); None of an older program's, and of what anybody wrote."""

    have: Mapping[str, int] = field(default_factory=dict)
    want: Mapping[str, int] = field(default_factory=dict)
    officer: str = ""
    at: str = ""
    former: tuple[str, ...] = ()
    signed: tuple[str, str] | None = None

    def same_as(self, other: Heads | None) -> bool:
        """Whether another says the same, whenever it was said."""
        return other is not None and (replace(self, at="", signed=None) == replace(other, at="", signed=None))

    @property
    def digest(self) -> bytes:
        """What is signed of it: the digest of all that it says."""
        return header_digest(canonical_json({"format": FORMAT} | heads_form(replace(self, signed=None))))


def heads_form(heads: Heads) -> dict[str, Any]:
    """As JSON."""
    signed = {} if heads.signed is None else {"signed": list(heads.signed)}
    return signed | {
        "have": dict(sorted(heads.have.items())),
        "want": dict(sorted(heads.want.items())),
        "officer": heads.officer,
        "at": heads.at,
        "former": list(heads.former),
    }


def heads_bytes(heads: Heads) -> bytes:
    """The file before it is sealed."""
    text = canonical_json({"format": FORMAT} | heads_form(heads))
    return gzip.compress(text.encode("utf-8"), 6, mtime=0)


def read_heads(data: bytes) -> Heads | None:
    """What an opened file says; None for what is no such file, or is beyond all bounds."""
    member = zlib.decompressobj(31)
    try:
        text = member.decompress(data, _MOST_BYTES)
        value = json.loads(text) if member.eof else None
    except (zlib.error, ValueError, RecursionError):
        return None
    return heads_of(value) if isinstance(value, dict) and value.get("format") == FORMAT else None


def heads_of(value: Mapping[str, Any]) -> Heads | None:
    """From JSON of ``heads_form``; None when it is none."""
    have, want = _numbers(value.get("have")), _numbers(value.get("want"))
    if have is None or want is None:
        return None
    former = value.get("former", ())
    if not isinstance(former, list) or len(former) > MOST_ORIGINS:
        return None
    known = tuple(one for one in former if isinstance(one, str) and is_writer(one))
    officer, at = _line(value.get("officer")), _line(value.get("at"))
    return Heads(have, want, officer, at, known, _signature(value.get("signed")))


def _signature(value: object) -> tuple[str, str] | None:
    if not isinstance(value, list) or len(value) != len(_SIGNED):
        return None
    key, signature = value
    if not isinstance(key, str) or not isinstance(signature, str):
        return None
    right = _SIGNED[0].fullmatch(key) and _SIGNED[1].fullmatch(signature)
    return (key, signature) if right else None


def _numbers(value: object) -> dict[str, int] | None:
    if not isinstance(value, dict) or len(value) > MOST_ORIGINS:
        return None
    right = all(
        is_writer(origin) and type(seq) is int and 0 <= seq <= MOST_SEQ for origin, seq in value.items()
    )
    return dict(value) if right else None


def _line(value: object) -> str:
    return value if isinstance(value, str) and is_clean_line(value, _MOST_NAME) else ""


def said_at(said: Heads, now: float) -> float:
    """When a laptop said something, in seconds, by its own clock; ``now`` where that is later or unclear."""
    try:
        return min(now, datetime.fromisoformat(said.at).timestamp())
    except (ValueError, OverflowError, OSError):
        return now
