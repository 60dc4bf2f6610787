"""Packs that somebody altered, continued or signed anew, and what laptops do with them."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from huaian_tui.exchange.merging.merge_each import merge_each
from huaian_tui.exchange.merging.merge_result import MergeResult
from huaian_tui.exchange.packs.pack_read import open_pack
from huaian_tui.ledger.record import canonical_json
from huaian_tui.ledger.signed_head import head_message
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.keep.known_keys import write_known_keys
from huaian_tui.store.keep.signatures import public_of, sign
from support.exchange import NOTE, chained_after, write_raw
from support.own_laptops import OwnLaptop, at

TODAY = date(2026, 11, 22)
STRANGER = bytes(range(32))
"""A secret key that no laptop of the office has."""


def write(laptop: OwnLaptop, *texts: str) -> None:
    for text in texts:
        laptop.do(lambda ledger, text=text: add_note(ledger, NoteDraft(1, text, TODAY), TODAY))


def parts(pack: Path) -> tuple[dict[str, Any], list[bytes]]:
    """A pack's header and its lines."""
    header, *lines = gzip.decompress(pack.read_bytes()).splitlines()
    return json.loads(header), lines


def pack_of(path: Path, header: dict[str, Any], lines: list[bytes]) -> Path:
    """A pack of these, with number and sum of its lines made right."""
    content = b"".join(line + b"\n" for line in lines)
    header = header | {"records": len(lines), "sha256": hashlib.sha256(content).hexdigest()}
    return write_raw(path, canonical_json(header).encode() + b"\n", content)


def unsigned(pack: Path, path: Path) -> Path:
    """A pack as an older program would have written it."""
    header, lines = parts(pack)
    header.pop("sender", None)
    for part in header["origins"]:
        part.pop("signed", None)
    return pack_of(path, header, lines)


def two_laptops(seeded: Path, folder: Path) -> tuple[OwnLaptop, OwnLaptop]:
    """甲 with one note and 乙 with two, who know nothing of each other."""
    found = OwnLaptop(seeded, folder, "甲"), OwnLaptop(seeded, folder, "乙")
    write(found[0], "甲的")
    write(found[1], "乙一", "乙二")
    return found


def continued(pack: Path, path: Path, origin: bytes, *, secret: bytes | None = None) -> Path:
    """Somebody adds a record to an origin in a pack, rightly chained, signed by his own key or as it was."""
    header, lines = parts(pack)
    header.pop("sender", None)
    place = 0
    for part in header["origins"]:
        count = part["last"] - part["first"] + 1
        place += count
        if part["id"] != origin.hex():
            continue
        forged = chained_after(json.loads(lines[place - 1]), origin, {"body": NOTE | {"text": "冒名"}})
        lines.insert(place, forged)
        part["last"] += 1
        part["head"] = json.loads(forged)["hash"]
        if secret is not None:
            part["signed"] = signed_form(secret, origin, part["last"], part["head"])
    return pack_of(path, header, lines)


def signed_form(secret: bytes, origin: bytes, seq: int, head: str) -> dict[str, Any]:
    signature = sign(secret, head_message(origin, seq, bytes.fromhex(head)))
    return {"seq": seq, "hash": head, "key": public_of(secret).hex(), "signature": signature.hex()}


def texts(laptop: OwnLaptop) -> list[str]:
    return [json.loads(row[10])["text"] for row in laptop.records() if row[5] == "note"]


def reasons(result: MergeResult) -> str:
    return "\n".join(one.error.one_line() for one in result.refusals)


def taken_each(laptop: OwnLaptop, *packs: Path) -> MergeResult:
    opened = [open_pack(one) for one in packs]
    return laptop.do(lambda ledger: merge_each(ledger, opened, laptop.moment).merged)


TAKEN: list[Callable[..., MergeResult]] = [OwnLaptop.take, taken_each]
"""Both ways of merging."""
both_ways = pytest.mark.parametrize("take", TAKEN, ids=["all at once", "each for itself"])


def decide(laptop: OwnLaptop, how: str, key: bytes) -> None:
    trust = laptop.trust()
    with at(laptop.home):
        write_known_keys(trust._machine, getattr(trust.known, how)(key))
