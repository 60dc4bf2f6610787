"""Keys of laptops that this laptop has met, and what its officer holds of them; outside every ledger.

They stand in the data folder beside the machine's mark, so that no pack and no copied ledger brings or takes
trust. A file that cannot be read is no empty one: a revoked key would be taken again. So what was revoked
stands in a second file too, elsewhere, with how many keys there were: one that is lost is missed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.domain.words.key_files import lost_both_words, lost_words, was_lost_words
from huaian_tui.domain.words.trust import KeyState
from huaian_tui.ledger.identity import ID_BYTES, SHANGHAI
from huaian_tui.ledger.signed_head import KEY_BYTES
from huaian_tui.store.keep.machine import Machine
from huaian_tui.store.keep.private_files import private_folder, read_small, replace_with, told

_FILE = "known_keys.json"
_SECOND = "revoked_keys.json"
_MOST_BYTES = 16 << 20
MOST_KEYS = 5_000
"""An office has some thirty laptops; a pack made to harm could name any number. Of more than these those that
nobody decided on and that came last are not kept: the ledger tells of them."""


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key: who first sent it, when (ISO), what is held of it, the origins that it signed.

    ``claims`` are origins of another key, or such as something speaks against, that it signed as well: its
    signature counts for nothing there.
    """

    key: bytes
    name: str
    first_seen: str
    state: KeyState
    origins: frozenset[bytes] = frozenset()
    claims: frozenset[bytes] = frozenset()


class KnownKeys:
    """All of them, by key; a value: what changes gives another one."""

    def __init__(self, keys: Iterable[KnownKey] = ()) -> None:
        self._keys = {one.key: one for one in keys}

    def __iter__(self) -> Any:
        return iter(self._keys.values())

    def of(self, key: bytes) -> KnownKey | None:
        """What is held of one key; None for one that was never met."""
        return self._keys.get(key)

    def of_origin(self, origin: bytes) -> list[KnownKey]:
        """The keys by which an origin was signed and taken."""
        return [one for one in self._keys.values() if origin in one.origins]

    def learned(self, key: bytes, name: str, moment: datetime, origin: bytes) -> KnownKeys:
        """With an origin that this key signed, and that was taken: at first sight, or as before."""
        found = self._met(key, name, moment)
        return self._with(replace(found, origins=found.origins | {origin}, claims=found.claims - {origin}))

    def claimed(self, key: bytes, name: str, moment: datetime, origin: bytes) -> KnownKeys:
        """With an origin of another key that this key signed, and that was refused."""
        found = self._keys.get(key)
        if found is None:
            found = replace(self._met(key, name, moment), state=KeyState.CLAIMING)
        return self._with(replace(found, claims=found.claims | {origin}))

    def doubted(self, key: bytes, name: str, moment: datetime, origin: bytes) -> KnownKeys:
        """With an origin that had no key, which this one signed first, and something speaks against it."""
        found = self._keys.get(key)
        if found is None:
            found = replace(self._met(key, name, moment), state=KeyState.DOUBTED)
        return self._with(replace(found, claims=found.claims | {origin}))

    def accepted(self, key: bytes) -> KnownKeys:
        """After its words were compared: also what it claimed is its own from now on."""
        found = self._keys[key]
        origins = found.origins | found.claims
        return self._with(replace(found, state=KeyState.ACCEPTED, origins=origins, claims=frozenset()))

    def revoked(self, key: bytes) -> KnownKeys:
        """From now on nothing new is taken by it."""
        return self._with(replace(self._keys[key], state=KeyState.REVOKED))

    def with_key(self, key: KnownKey) -> KnownKeys:
        """With one that the ledger tells of, if it is not known."""
        return self if key.key in self._keys else self._with(key)

    def _met(self, key: bytes, name: str, moment: datetime) -> KnownKey:
        seen = moment.astimezone(SHANGHAI).isoformat(timespec="seconds")
        return self._keys.get(key) or KnownKey(key, name, seen, KeyState.SEEN)

    def _with(self, changed: KnownKey) -> KnownKeys:
        return KnownKeys([*(one for one in self._keys.values() if one.key != changed.key), changed])


def read_known_keys(machine: Machine) -> KnownKeys:
    """What is known on this machine; only what was revoked where there is no file.

    A key that either file calls revoked is revoked. ``StoreRefused`` for a damaged file.
    """
    file, second = machine.folder / _FILE, _second_of(machine)
    if not _is_there(file):
        return KnownKeys(second.revoked)
    try:
        said = json.loads(read_small(file, _MOST_BYTES) or b"")
        known = KnownKeys(_key(one) for one in said["keys"])
    except _UNREADABLE:
        raise _damaged(file) from None
    for one in second.revoked:
        known = known.with_key(one).revoked(one.key)
    return known


def states_of_keys(machine: Machine) -> dict[bytes, KeyState]:
    """What is held of each known key; nothing where the file that says so cannot be read."""
    try:
        return {one.key: one.state for one in read_known_keys(machine)}
    except StoreRefused:
        return {}


def loss_of_keys(machine: Machine, held: int) -> str:
    """What is to be said where the file of keys was lost; empty where it was not.

    ``held``: how many keys of other laptops signed what is in the ledger.
    """
    file, second = machine.folder / _FILE, _second_of(machine)
    if _is_there(file):
        return was_lost_words(second.lost) if second.lost else ""
    if second.known:
        return lost_words(str(file), second.known, len(second.revoked))
    return lost_both_words(str(file), held) if held else ""


@dataclass(frozen=True, slots=True)
class _Second:
    """What the second file says: keys that were revoked, how many were known, since when the first one was
    lost (ISO day) and nobody decided on a key."""

    revoked: tuple[KnownKey, ...] = ()
    known: int = 0
    lost: str = ""


def _second_of(machine: Machine) -> _Second:
    """``StoreRefused`` where it cannot be read and the first file is not there either."""
    file = machine.folder.parent / _SECOND
    if not _is_there(file):
        return _Second()
    try:
        said = json.loads(read_small(file, _MOST_BYTES) or b"")
        return _Second(tuple(_key(one) for one in said["revoked"]), int(said["known"]), str(said["lost"]))
    except _UNREADABLE:
        if _is_there(machine.folder / _FILE):
            return _Second()
        raise _damaged(file) from None


_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


def _is_there(file: Path) -> bool:
    try:
        file.lstat()
    except OSError:
        return False
    return True


def _damaged(file: Path) -> StoreRefused:
    return StoreRefused(
        "读不出已知的密钥",
        f"{file} 已损坏",
        "从别处找回这个文件；没有的话把它改名，各台电脑再从首见开始，并重新撤销不再可信的",
    )


_UNDECIDED = {KeyState.CLAIMING: 1, KeyState.DOUBTED: 1, KeyState.SEEN: 2}
"""Which are kept first where there are too many: 0 for what an officer decided on."""


def write_known_keys(machine: Machine, keys: KnownKeys, *, lost: str | None = None) -> None:
    """Keep them (0600), whole or not at all; ``StoreRefused`` where that cannot be written.

    ``lost``: the day (ISO) since when the file is missed that stood here; empty once an officer decided on a
    key; None leaves what was said of it.
    """
    file = machine.folder / _FILE
    missed = _second_of(machine).lost if lost is None else lost
    with told("没有记住密钥", file):
        machine.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        private_folder(machine.folder)
        kept = sorted(keys, key=lambda one: (_UNDECIDED.get(one.state, 0), one.first_seen, one.key))
        listed = sorted((_form(one) for one in kept[:MOST_KEYS]), key=lambda one: str(one["key"]))
        revoked = [one for one in listed if one["state"] == KeyState.REVOKED.value]
        second = {"revoked": revoked, "known": len(listed), "lost": missed}
        for place, said in ((machine.folder.parent / _SECOND, second), (file, {"keys": listed})):
            replace_with(place, json.dumps(said, ensure_ascii=False, indent=1).encode("utf-8"))


def _form(one: KnownKey) -> dict[str, object]:
    return {
        "key": one.key.hex(),
        "name": one.name,
        "first_seen": one.first_seen,
        "state": one.state.value,
        "origins": sorted(origin.hex() for origin in one.origins),
        "claims": sorted(origin.hex() for origin in one.claims),
    }


def _key(said: dict[str, Any]) -> KnownKey:
    key, name, seen = bytes.fromhex(said["key"]), said["name"], said["first_seen"]
    if len(key) != KEY_BYTES or not isinstance(name, str):
        raise ValueError("key")
    if seen:  # empty of a key that only the ledger told of
        datetime.fromisoformat(seen)
    return KnownKey(
        key, name, seen, KeyState(said["state"]), _origins(said["origins"]), _origins(said["claims"])
    )


def _origins(said: list[str]) -> frozenset[bytes]:
    found = frozenset(bytes.fromhex(one) for one in said)
    if any(len(one) != ID_BYTES for one in found):
        raise ValueError("origin")
    return found
