"""Whom an officer trusts decides between branches that different keys signed: at a merge, and at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from support.exchange import NOTE, chained_after
from support.forked import forks, note
from support.own_laptops import OwnLaptop, at

from huaian_tui.domain.answers.forks import ForkRow
from huaian_tui.domain.words.forks import BOTH_SIGNED, OTHER_KEY, fork_words
from huaian_tui.domain.words.trust import KeyState
from huaian_tui.services.trust import accept_laptop, find_laptop, follow_keys, revoke_laptop
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.opening import open_reader
from huaian_tui.store.keep.signatures import public_of

from .test_trust import STRANGER, pack_of, parts, signed_form, texts

Decision = Callable[..., bool]


def forged_end(pack: Path, path: Path, origin: bytes) -> Path:
    """The pack of a colleague with one more record, all signed by a stranger."""
    header, lines = parts(pack)
    header.pop("sender")
    (part,) = header["origins"]
    forged = chained_after(json.loads(lines[-1]), origin, {"body": NOTE | {"text": "冒名"}})
    part["last"] += 1
    part["head"] = json.loads(forged)["hash"]
    part["signed"] = signed_form(STRANGER, origin, part["last"], part["head"])
    return pack_of(path, header, [*lines, forged])


def decide(laptop: OwnLaptop, how: Decision, key: bytes) -> None:
    with at(laptop.home), closing(open_reader(laptop.path)) as connection:
        assert how(connection, find_laptop(connection, key.hex()))


def follow(laptop: OwnLaptop) -> int:
    changed: int = laptop.do(lambda ledger: follow_keys(ledger, laptop.moment))
    return changed


@pytest.fixture
def deceived(seeded_file: Path, tmp_path: Path) -> tuple[OwnLaptop, OwnLaptop]:
    """One who met a stranger's version of the other's records first, and accepted the other's key then."""
    one, other = (OwnLaptop(seeded_file, tmp_path, name) for name in ("甲", "乙"))
    note(other, "真的一")
    one.take(forged_end(other.export(), tmp_path / "x.jsonl.gz", other.own_origin()))
    assert texts(one) == ["真的一", "冒名"]
    note(other, "真的二")
    one.take(other.export())
    assert texts(one) == ["真的一", "冒名"] and one.trust().state_of(other.key().public) is KeyState.CLAIMING
    decide(one, accept_laptop, other.key().public)
    return one, other


@pytest.mark.parametrize("revoked", [True, False], ids=["stranger revoked", "stranger still known"])
def test_the_branch_of_the_accepted_key_counts_though_a_stranger_signed_the_other_first(
    deceived: tuple[OwnLaptop, OwnLaptop], revoked: bool
) -> None:
    one, other = deceived
    if revoked:
        decide(one, revoke_laptop, public_of(STRANGER))
    one.take(other.export())
    assert texts(one) == ["真的一", "真的二"]
    (fork,) = forks_on(one)
    assert not fork.open and [branch.signed for branch in fork.branches if branch.counts] == [True]
    with at(one.home):
        assert check_ledger(one.path).problems == ()


def test_where_nobody_was_compared_it_is_open_until_a_key_is_and_then_decided_at_once(
    deceived: tuple[OwnLaptop, OwnLaptop], tmp_path: Path
) -> None:
    one, other = deceived
    decide(one, accept_laptop, public_of(STRANGER))  # both were taken for compared
    one.take(other.export())
    (fork,) = forks_on(one)
    assert fork.open and texts(one) == ["真的一", "冒名"]
    assert OTHER_KEY in fork_words(fork) and BOTH_SIGNED not in fork_words(fork)
    assert follow(one) == 0
    decide(one, revoke_laptop, public_of(STRANGER))
    assert follow(one) == 1 and texts(one) == ["真的一", "真的二"]
    with at(one.home):
        assert check_ledger(one.path).problems == ()
    one.export()
    decide(one, accept_laptop, public_of(STRANGER))
    decide(one, revoke_laptop, other.key().public)
    assert follow(one) == 1 and texts(one) == ["真的一", "冒名"], "a decision that was wrong is taken back"


def forks_on(laptop: OwnLaptop) -> list[ForkRow]:
    with at(laptop.home):
        return forks(laptop)
