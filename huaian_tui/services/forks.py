"""Settling a fork (分叉): an officer says which branch of an origin counts, and the ledger follows.

The word is a record like any other: it goes to colleagues in the next pack, and their ledgers follow it.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import NamedTuple

from huaian_tui.domain.answers.forks import BranchRow, ForkRow
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.text.hygiene import clean_text
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.forks import follow_forks, forks_of, said_of
from huaian_tui.store.engine.origins import hash_at, seq_of
from huaian_tui.store.queries.forks import list_forks

LEAST_DIGITS = 4
MOST_REASON = 400


class Settled(NamedTuple):
    """What settling did: the record, the fork as it stands now, whether another branch counts than before."""

    record: bytes
    fork: ForkRow
    exchanged: bool


def settle_fork(
    ledger: Ledger, fork: ForkRow, branch: BranchRow, moment: datetime, reason: str = ""
) -> Settled:
    """Let this branch count: recorded, exchanged and folded in one transaction.

    Of what is personal it is recorded under the private origin of this file, and travels with contacts only.
    """
    said = clean_text(reason, limit=MOST_REASON, field="reason").strip()
    with ledger.action() as action:
        origin, seq, before = _place_of(action.connection, fork, branch)
        body = {
            "origin": origin.hex(),
            "seq": seq,
            "before": before.hex(),
            "branch": branch.first.hex(),
            "seen": [one.hex() for one in said_of(action.connection, origin, before)],
        }
        made = action.append(Entry(RecordKind.FORK_SETTLE, body | ({"reason": said} if said else {})))
        action.fold()
        exchanged = follow_forks(action.connection, moment)
        now = read_fork(action.connection, fork)
        if fork.apart:
            follows = hash_at(action.connection, origin, seq) == branch.first
        else:
            forks = forks_of(action.connection, origin)
            follows = any(one.counts == branch.first for one in forks if one.before == before)
        if not follows:
            raise HuaianError(
                "不能以这一支为准",
                "另一支由这个来源自己的密钥签名，只有那台电脑能改；没有签名的一支谁都能造",
                "这一支里确有其事的，请写的人重新录入；密钥丢了的，先在「信任」里撤销，再请他换一个来源重写",
            )
    return Settled(made, now, any(one.origin == fork.origin for one in exchanged))


def _place_of(connection: sqlite3.Connection, fork: ForkRow, branch: BranchRow) -> tuple[bytes, int, bytes]:
    """Where a branch begins: its origin, the number of its first record, the hash of the one before."""
    if not branch.origin:
        return fork.origin, fork.seq, fork.before
    row = seq_of(connection, branch.origin, branch.first)
    return branch.origin, row, hash_at(connection, branch.origin, row - 1) or b""


def read_fork(connection: sqlite3.Connection, fork: ForkRow) -> ForkRow:
    """The same fork as it stands now; of two records with one id the other one may be set aside by now."""
    origins = {fork.origin} | {one.origin for one in fork.branches if one.origin}
    shown = {one.first for one in fork.branches}
    for one in list_forks(connection, origins):
        if (one.origin, one.before) == (fork.origin, fork.before):
            return one
        if fork.apart and one.apart and shown & {branch.first for branch in one.branches}:
            return one
    return fork


def find_fork(connection: sqlite3.Connection, origin: str, branch: str) -> tuple[ForkRow, BranchRow]:
    """The fork of an origin and its branch, each by the first digits that people see; ``InputRefused``."""
    rows = list_forks(connection)
    if not rows:
        raise InputRefused("没有分叉", "各来源的记录都前后相接", "不必核定", field="origin")
    wanted, first = _digits(origin, "origin"), _digits(branch, "branch")
    of_origin = [one for one in rows if one.origin.hex().startswith(wanted)]
    found = [(fork, one) for fork in of_origin for one in fork.branches if one.first.hex().startswith(first)]
    if not of_origin or len({one.origin for one in of_origin}) > 1:
        known = "、".join(dict.fromkeys(one.name for one in rows))
        raise InputRefused(
            "不能确定是哪个来源",
            f"有分叉的来源：{known}",
            "写来源的前 8 位（trust forks 里有）",
            field="origin",
        )
    if len(found) != 1:
        known = "、".join(one.name for fork in of_origin for one in fork.branches)
        raise InputRefused(
            "不能确定是哪一支",
            f"这个来源的各支：{known}",
            "写那一支的前 8 位（trust forks 里有）",
            field="branch",
        )
    return found[0]


def _digits(typed: str, field: str) -> str:
    digits = typed.strip().lower()
    if len(digits) < LEAST_DIGITS or not set(digits) <= set("0123456789abcdef"):
        raise InputRefused(
            "没有看懂", f"“{typed.strip()[:20]}”不是来源或分支的编号", "写前 8 位，如 3f2a91c0", field=field
        )
    return digits
