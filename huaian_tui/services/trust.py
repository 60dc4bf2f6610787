"""Keys of laptops for the officer: what is known of each, taking one as checked, refusing one from now on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from huaian_tui.domain.errors import InputRefused, NotFound
from huaian_tui.domain.words.key_fingerprints import fingerprint_line, is_fingerprint
from huaian_tui.domain.words.trust import KeyState
from huaian_tui.exchange.trust.judgement import Trust
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.forks import follow_forks
from huaian_tui.store.engine.origins import list_heads, machine_of, officer_at
from huaian_tui.store.engine.set_aside import has_any_aside
from huaian_tui.store.engine.signed_heads import list_signed_heads
from huaian_tui.store.keep.backup import backup_before
from huaian_tui.store.keep.known_keys import KnownKey, KnownKeys, write_known_keys
from huaian_tui.store.keep.laptop_key import key_problems, laptop_key

LEAST_TYPED = 4
"""Hexadecimal digits of a key from which on it is looked for by them."""


@dataclass(frozen=True, slots=True)
class Laptop:
    """A laptop by its key: who writes on it, what is held of the key, since when it is known (ISO or empty).

    ``origins`` are those of this ledger that it signed, ``records`` how many of their records it signed; of
    this laptop itself all that it wrote, which it signs whenever it leaves.
    ``claims`` are origins of another key that it signed too, of which nothing was taken.
    """

    key: bytes
    name: str
    state: KeyState
    first_seen: str
    origins: tuple[bytes, ...]
    records: int
    claims: tuple[bytes, ...] = ()

    @property
    def words(self) -> str:
        """The fingerprint as it is read out."""
        return fingerprint_line(self.key)

    @property
    def short(self) -> str:
        """The digits by which it is named in a command."""
        return self.key.hex()[:8]


def list_laptops(connection: sqlite3.Connection, officer: str = "") -> list[Laptop]:
    """This laptop first (``officer`` writes on it), then those that wait for a decision, then the others."""
    trust = Trust(connection)
    found = [_laptop(connection, one) for one in trust.known]
    order = list(_ORDER)
    found.sort(key=lambda one: (order.index(one.state), one.name, one.key))
    if trust.own is None:
        return found
    mine = [one for one in list_heads(connection, private=True) if one.id in trust.here]
    own = replace(
        _laptop(connection, KnownKey(trust.own, officer, "", KeyState.OWN)),
        origins=tuple(one.id for one in mine),
        records=sum(one.seq for one in mine),
    )
    return [own, *(one for one in found if one.key != trust.own)]


_ORDER = (
    KeyState.CLAIMING,
    KeyState.DOUBTED,
    KeyState.SEEN,
    KeyState.ACCEPTED,
    KeyState.REVOKED,
    KeyState.OWN,
)


def _laptop(connection: sqlite3.Connection, of: KnownKey) -> Laptop:
    held = [one for one in list_signed_heads(connection) if one.signed.key == of.key]
    name = of.name
    if not name and held:
        name = officer_at(connection, held[-1].origin, held[-1].signed.seq) or ""
    origins = tuple(one.origin for one in held)
    records = sum(one.signed.seq for one in held)
    return Laptop(of.key, name, of.state, of.first_seen, origins, records, tuple(sorted(of.claims)))


def key_remarks(connection: sqlite3.Connection) -> list[str]:
    """What an officer has to know of the files with keys, a sentence each: lost, damaged, not to be read."""
    return [one for one in (Trust(connection).loss, *key_problems(machine_of(connection))) if one]


def make_own_key(connection: sqlite3.Connection) -> bool:
    """Make this laptop's key, so that its words can be told before anything left; whether it can be kept."""
    return laptop_key(machine_of(connection)) is not None


def find_laptop(connection: sqlite3.Connection, typed: str, officer: str = "") -> Laptop:
    """The laptop that is meant: by the first digits of its key, its words, or the name of who writes on it.

    ``NotFound`` for none, ``InputRefused`` when several fit.
    """
    laptops, wanted = list_laptops(connection, officer), typed.strip()
    digits = wanted.lower()
    fitting = [
        one
        for one in laptops
        if (len(digits) >= LEAST_TYPED and one.key.hex().startswith(digits))
        or is_fingerprint(wanted, one.key)
    ] or [one for one in laptops if wanted and one.name == wanted]
    if not fitting:
        raise NotFound(
            f"没有这样的密钥：{wanted}", "不是已知密钥的前几位、指纹或姓名", "用 trust list 查看编号"
        )
    if len(fitting) > 1:
        named = "、".join(f"{one.short}（{one.name}）" for one in fitting)
        raise InputRefused(f"“{wanted}”可指几把密钥", named, "请写编号", field="key")
    return fitting[0]


def accept_laptop(connection: sqlite3.Connection, laptop: Laptop) -> bool:
    """Take a key as checked: also what it claims is its own from now on. False: it was so already."""
    if laptop.state is KeyState.OWN:
        raise InputRefused("这是本机的密钥", "它不用核对", "请把它的指纹读给同事听：trust list", field="key")
    if laptop.state is KeyState.ACCEPTED and not laptop.claims:
        return False
    _changed(connection, lambda known: known.accepted(laptop.key))
    return True


def revoke_laptop(connection: sqlite3.Connection, laptop: Laptop) -> bool:
    """Take nothing new that this key signed; what is here stays. False: it was so already."""
    if laptop.state is KeyState.OWN:
        raise InputRefused(
            "不能撤销本机的密钥",
            "它只在本机，撤销由同事在他们的电脑上做",
            "请同事运行 trust revoke",
            field="key",
        )
    if laptop.state is KeyState.REVOKED:
        return False
    _changed(connection, lambda known: known.revoked(laptop.key))
    return True


def follow_keys(ledger: Ledger, moment: datetime) -> int:
    """Let those branches of forks count that follow from what is held of keys now; of how many origins
    another one counts than before."""
    if not has_any_aside(ledger.connection):
        return 0
    backup_before(ledger.path, "核定分叉")
    with ledger.action() as action:
        return len({one.origin for one in follow_forks(action.connection, moment)})


def followed_words(origins: int) -> str:
    """What ``follow_keys`` did, a sentence; empty where it changed nothing."""
    return f"{origins} 个来源的分叉按现在的信任另取了一支。" if origins else ""


def _changed(connection: sqlite3.Connection, change: Callable[[KnownKeys], KnownKeys]) -> None:
    write_known_keys(machine_of(connection), change(Trust(connection).known), lost="")
