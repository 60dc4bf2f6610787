"""The first key of an origin that was known here without any: its laptop's, or of whoever was quicker.

Whoever sees the public head of a colleague without a key can sign it first. At the first sight of an origin
nobody can tell; where its records were here before, some things tell. A key against which something speaks is
not bound to the origin: it counts for nothing until somebody telephoned, and the records are taken as 未核实.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from huaian_tui.domain.text.hygiene import terminal_safe
from huaian_tui.domain.words.key_fingerprints import short_fingerprint
from huaian_tui.domain.words.trust import KeyState
from huaian_tui.exchange.packs.pack_format import Header
from huaian_tui.store.engine.laptop_names import officers_of
from huaian_tui.store.engine.written_names import named_origins
from huaian_tui.store.keep.known_keys import KnownKeys

MOST_TOLD = 5
"""Keys of which a line is said; of more it is counted."""


@dataclass(frozen=True, slots=True)
class FirstSignature:
    """A key signs an origin that was here without one, with records of these officers.

    ``doubt``: why the key does not count; empty where it does.
    """

    origin: bytes
    key: bytes
    officers: tuple[str, ...]
    doubt: str = ""


def judged_first(
    connection: sqlite3.Connection, known: KnownKeys, origin: bytes, key: bytes, header: Header
) -> FirstSignature:
    """Whether a key may be bound to an origin of which records are here, and no key is known.

    A key whose words were compared is not doubted. Of others it speaks against them that they were doubted
    before, that they stand for origins of other officers, that whoever sends it under his own signature never
    wrote here, and that the officer is known to write on another laptop.
    """
    officers = officers_of(connection, origin)
    held = known.of(key)
    if held is not None and held.state is KeyState.ACCEPTED:
        return FirstSignature(origin, key, officers)
    doubt = ""
    others = [] if held is None else [officers_of(connection, one) for one in held.origins - {origin}]
    if held is not None and origin in held.claims:
        doubt = "还没有核对过这把密钥"
    elif any(names and not set(names) & set(officers) for names in others):
        named = next(names for names in others if names and not set(names) & set(officers))
        doubt = f"这把密钥是{_names(named)}的电脑在用"
    elif header.sender is not None and header.sender.key == key and header.officer not in officers:
        doubt = f"它是{terminal_safe(header.officer) or '未署名的人'}的电脑签的"
    elif _writes_elsewhere(connection, known, officers, key):
        doubt = f"{_names(officers)}平时用的是另一台电脑"
    return FirstSignature(origin, key, officers, doubt)


def _writes_elsewhere(
    connection: sqlite3.Connection, known: KnownKeys, officers: Sequence[str], key: bytes
) -> bool:
    """Whether an officer's newest records elsewhere are of laptops with other keys, and of none with this."""
    keys = {
        one.key
        for origin in named_origins(connection)
        if origin.officer in officers
        for one in known.of_origin(origin.origin)
    }
    return bool(keys) and key not in keys


def _names(officers: Sequence[str]) -> str:
    return "、".join(terminal_safe(one) for one in officers[:3]) or "未署名的人"


def first_words(found: Iterable[FirstSignature]) -> tuple[str, ...]:
    """What is said of them after a merge, a sentence a key; those that do not count first."""
    by_key = dict[tuple[bool, bytes], list[FirstSignature]]()
    for one in found:
        by_key.setdefault((not one.doubt, one.key), []).append(one)
    return _first_few([_of_key(by_key[which]) for which in sorted(by_key)])


def met_words(officers: Mapping[bytes, Sequence[str]], *, merged: bool) -> tuple[str, ...]:
    """What is said of keys that were never met before, a sentence a key.

    ``officers`` wrote what a key signed. Before it is ``merged``, 信任 does not know them yet.
    """
    when = "" if merged else "合并后"
    return _first_few(
        [
            f"第一次见到{_names(names)}的电脑（{short_fingerprint(key)}）：{when}请打电话给{_names(names)}，"
            f"逐词核对十个词，相符再 trust accept {key.hex()[:8]}；不符就撤销"
            for key, names in officers.items()
        ]
    )


def _first_few(said: Sequence[str]) -> tuple[str, ...]:
    more = len(said) - MOST_TOLD
    return (*said[:MOST_TOLD], *([f"另有 {more} 把密钥也是这样：用 trust list 查看编号"] if more > 0 else []))


def _of_key(signed: Sequence[FirstSignature]) -> str:
    first = signed[0]
    origins = "、".join(dict.fromkeys(one.origin.hex()[:8] for one in signed[:3]))
    many = f"等 {len(signed)} 个" if len(signed) > 3 else ""
    whose = _names(list(dict.fromkeys(name for one in signed for name in one.officers)))
    what = f"来源 {origins}{many}（{whose}）以前没有签名，现在有了"
    key, digits = short_fingerprint(first.key), first.key.hex()[:8]
    if first.doubt:
        return (
            f"{what}，但没有算数：{first.doubt}（{key}）。记录照收，仍是未核实；"
            f"请打电话问{whose}，他的电脑上十个词与这把相符再 trust accept {digits}"
        )
    return (
        f"{what}：电脑 {key}（首见）。"
        f"请打电话给{whose}，逐词核对十个词，相符再 trust accept {digits}；不符就撤销"
    )
