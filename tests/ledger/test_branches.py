"""Which branch of an origin counts: by settlements, by its key, by what was known first."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaian_tui.ledger.branches import Change, Link, Settlement, Tree, last_words, signed_links


def link(name: str, before: str, seq: int, arrived: str = "") -> Link:
    return Link(seq, name.encode(), before.encode(), arrived)


KEY, ANOTHERS = b"key", b"another's"
COUNTED = link("a2", "a1", 2)
ASIDE = (link("b2", "a1", 2, "2026-01-02"), link("b3", "b2", 3, "2026-01-02"))
THIRD = link("c2", "a1", 2, "2026-01-03")


def said(number: int, branch: str, *seen: int, before: str = "a1", by: bytes | None = KEY) -> Settlement:
    known = frozenset(bytes([one]) for one in seen)
    keys = frozenset() if by is None else frozenset([by])
    return Settlement(bytes([number]), before.encode(), branch.encode(), known, keys)


def signed(*hashes: bytes) -> dict[bytes, set[bytes]]:
    """The key of the origin stands for the chain up to each of these."""
    return {digest: {KEY} for digest in hashes}


def test_what_was_known_first_counts_until_somebody_says_otherwise() -> None:
    tree = Tree([COUNTED], ASIDE)
    (fork,) = tree.forks()
    assert tree.change() is None
    assert (fork.seq, fork.counts, fork.open, fork.settled) == (2, b"a2", True, False)


def test_the_only_signed_branch_counts_whichever_came_first() -> None:
    tree = Tree([COUNTED], ASIDE, signed(b"b2", b"b3"))
    assert tree.change() == Change(1, (b"b2", b"b3"))
    assert not tree.forks()[0].open
    assert Tree([COUNTED], ASIDE, signed(b"a2")).change() is None
    both = Tree([COUNTED], ASIDE, signed(b"a2", b"b2"))
    assert both.change() is None and both.forks()[0].open, "the key stands for both: an officer must say"


def test_a_settlement_counts_also_where_a_third_branch_is_chosen() -> None:
    tree = Tree([COUNTED], (*ASIDE, THIRD), settlements=[said(1, "c2")])
    assert tree.change() == Change(1, (b"c2",))
    assert len(tree.forks()[0].branches) == 3
    assert not tree.forks()[0].open


def test_settled_apart_the_oldest_last_word_counts_until_it_is_settled_again() -> None:
    apart = [said(2, "a2"), said(1, "b2")]
    tree = Tree([COUNTED], ASIDE, settlements=apart)
    assert tree.change() == Change(1, (b"b2", b"b3"))
    assert tree.forks()[0].disputed and tree.forks()[0].open
    again = [*apart, said(3, "a2", 1, 2)]
    tree = Tree([COUNTED], ASIDE, settlements=again)
    assert tree.change() is None and not tree.forks()[0].disputed


@pytest.mark.parametrize("by", [None, ANOTHERS])
def test_only_the_same_key_is_heard_against_the_only_signed_branch(by: bytes | None) -> None:
    forged, other = said(1, "b2", by=by), Change(1, (b"b2", b"b3"))
    assert Tree([COUNTED], ASIDE, signed(b"a2"), [forged]).change() is None
    assert Tree([COUNTED], ASIDE, {}, [forged]).change() == other
    assert Tree([COUNTED], ASIDE, signed(b"a2", b"b2"), [forged]).change() == other
    assert Tree([COUNTED], ASIDE, signed(b"a2"), [said(1, "b2")]).change() == other
    agreeing = Tree([COUNTED], ASIDE, signed(b"a2"), [said(1, "a2", by=by)])
    assert agreeing.change() is None and agreeing.forks()[0].settled


def test_a_settlement_for_a_branch_that_has_not_come_waits_for_it() -> None:
    tree = Tree([COUNTED], ASIDE, settlements=[said(1, "c2")])
    assert tree.change() is None and tree.forks()[0].open
    assert Tree([COUNTED], (*ASIDE, THIRD), settlements=[said(1, "c2")]).change() == Change(1, (b"c2",))


def test_a_branch_of_a_branch_is_chosen_with_it() -> None:
    deeper = link("d3", "b2", 3, "2026-01-01")
    settled = said(1, "b2")
    first = Tree([COUNTED], (*ASIDE, deeper), settlements=[settled])
    assert first.change() == Change(1, (b"b2", b"d3")), "of two that are new, the one that arrived first"
    both = [settled, said(2, "b3", before="b2")]
    assert Tree([COUNTED], (*ASIDE, deeper), settlements=both).change() == Change(1, (b"b2", b"b3"))
    assert [one.seq for one in first.forks()] == [2, 3]


def test_a_signed_head_stands_for_all_that_is_before_it() -> None:
    later = (link("b2", "a1", 2), link("e4", "a3", 4))
    counted = (COUNTED, link("a4", "a3", 4))
    assert signed_links([(4, b"e4")], counted, later, ()) == {b"e4", b"a2"}
    assert signed_links([(9, b"a9")], counted, later, {b"a9"}) == {b"a2", b"a4"}
    assert signed_links([(2, b"b2")], counted, later, ()) == {b"b2"}
    assert signed_links([(7, b"unknown")], counted, later, ()) == set()


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sets(st.integers(0, 4))), max_size=5))
def test_the_order_in_which_settlements_come_changes_nothing(spoken: list[tuple[str, set[int]]]) -> None:
    every = [
        said(number, f"{branch}2", *(one for one in seen if one < number))
        for number, (branch, seen) in enumerate(spoken)
    ]
    results = {
        (change, last_words(order))
        for order in permutations(every)
        for change in [Tree([COUNTED], (*ASIDE, THIRD), settlements=order).change()]
    }
    assert len(results) == 1
