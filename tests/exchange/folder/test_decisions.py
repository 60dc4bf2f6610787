"""What is read, written, rolled, deleted and asked for: pure decisions, on any folder there could be."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaian_tui.exchange.folder import writing_plan
from huaian_tui.exchange.folder.found import Mark, Segment
from huaian_tui.exchange.folder.heads_file import Heads
from huaian_tui.exchange.folder.held import Held
from huaian_tui.exchange.folder.memory import Memory
from huaian_tui.exchange.folder.names import SegmentName
from huaian_tui.exchange.folder.needed import Candidate, next_files
from huaian_tui.exchange.folder.writing_plan import (
    FAN,
    Span,
    Times,
    covered,
    holes,
    is_due,
    to_answer,
    to_delete,
    to_relay,
    to_roll,
    wanted,
)

ME, OTHER, THIRD = "a" * 16, "b" * 16, "c" * 16
DAY = 86_400.0
TIMES = Times()


def digits(origin: str, seq: int) -> str:
    """The hash that record has on the right chain."""
    return f"{seq:016x}"


def segment(
    first: int,
    last: int,
    *,
    origin: str = ME,
    writer: str = ME,
    head: str = "",
    size: int = 900,
    born: float = 0.0,
    sha: str = "",
) -> Segment:
    name = SegmentName(origin, first, last, head or digits(origin, last), sha or f"{first:08x}{last:08x}")
    return Segment(writer, name, Mark(size, int(born * 1e9)))


RANGES = st.lists(st.tuples(st.integers(1, 60), st.integers(1, 60)).map(sorted), max_size=14)


@given(RANGES, st.integers(0, 60))
def test_holes_are_exactly_what_no_right_file_holds(ranges: list[list[int]], head: int) -> None:
    own = [segment(*one) for one in ranges]
    lying = {seq for first, last in ranges if last <= head for seq in range(first, last + 1)}
    found = [seq for span in holes(own, ME, head, digits) for seq in range(span.first, span.last + 1)]
    assert found == [seq for seq in range(1, head + 1) if seq not in lying]


def test_what_is_of_another_branch_or_cut_short_does_not_count_as_written() -> None:
    wrong = [segment(1, 5, head="f" * 16), segment(6, 9, size=0)]
    assert holes(wrong, ME, 9, digits) == [Span(ME, 1, 9)]


@given(RANGES)
def test_what_is_covered_lies_in_its_cover_and_the_rest_holds_as_much(ranges: list[list[int]]) -> None:
    own = [segment(*one, sha=f"{place:016x}") for place, one in enumerate(ranges)]
    hidden = covered(own)
    for one, cover in hidden.items():
        assert cover not in hidden and cover is not one
        assert cover.name.first <= one.name.first and one.name.last <= cover.name.last
    held = lambda segments: {seq for one in segments for seq in range(one.name.first, one.name.last + 1)}  # noqa: E731
    assert held(own) == held(one for one in own if one not in hidden)


def test_of_two_with_the_same_records_the_younger_stays() -> None:
    old, young = segment(1, 9, born=1, sha="0" * 16), segment(1, 9, born=2, sha="1" * 16)
    assert covered([old, young]) == {old: young}


@given(st.lists(st.integers(1, 300), min_size=1, max_size=40))
def test_rolling_goes_on_and_files_stay_few(counts: list[int]) -> None:
    own, at = list[Segment](), 0
    for count in counts * 3:
        own.append(segment(at + 1, at + count))
        at += count
        span = to_roll(own)
        if span is not None:
            assert span.last == at, "the end of the run is the end of all"
            own.append(segment(span.first, span.last))
        hidden = covered(own)
        own = [one for one in own if one not in hidden]
        assert holes(own, ME, at, digits) == []
    assert len(own) <= FAN * 6


def test_no_segment_grows_beyond_what_one_may_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing_plan, "MOST_RECORDS", 100)
    own = [segment(at * 20 + 1, at * 20 + 20) for at in range(FAN)]
    assert to_roll(own) is None
    monkeypatch.setattr(writing_plan, "MOST_RECORDS", 160)
    assert to_roll(own) == Span(ME, 1, 160)
    monkeypatch.setattr(writing_plan, "MOST_BYTES", 900 * FAN - 1)
    assert to_roll(own) is None


def test_a_small_file_goes_only_when_the_large_one_is_old_and_has_reached_another() -> None:
    small, large = segment(1, 5), segment(1, 40, born=DAY)
    told, not_told = Heads({ME: 40}), Heads({ME: 39})
    late = DAY + TIMES.grace
    assert [one.name for one in to_delete([small, large], [not_told, told], late, TIMES.grace)] == [
        small.name.text
    ]
    assert to_delete([small, large], [not_told], late, TIMES.grace) == []
    assert to_delete([small, large], [], late, TIMES.grace) == []
    assert to_delete([small, large], [told], late - 1, TIMES.grace) == []
    assert to_delete([small, large], [told], 0, TIMES.grace) == [], "a clock that was put back"
    assert to_delete([small, segment(1, 40, size=0)], [told], late, TIMES.grace) == [], (
        "a cover that is empty"
    )


# ---------------------------------------------------------------------- reading


@given(RANGES, st.integers(0, 60), st.randoms())
def test_the_files_that_are_read_form_a_chain_as_far_as_any_can(
    ranges: list[list[int]], head: int, chance: random.Random
) -> None:
    files = [Candidate(f"{place}", OTHER, *one) for place, one in enumerate(ranges) if one[1] > head]
    chance.shuffle(files)
    reach = head
    for one in next_files(files, {OTHER: head}):
        assert one.first <= reach + 1 and one.last > reach
        reach = one.last
    reachable = head
    for _ in files:
        reachable = max([reachable, *(one.last for one in files if one.first <= reachable + 1)])
    assert reach == reachable


def test_the_file_that_reaches_farthest_wins_over_the_small_ones() -> None:
    small = [Candidate(f"s{at}", OTHER, at, at) for at in range(1, 9)]
    large = Candidate("large", OTHER, 1, 8)
    assert next_files([*small, large], {}) == [large]


# ---------------------------------------------------------------------- for others


class Waiting:
    """Says for how long something has been so."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __call__(self, what: str) -> float:
        return self.seconds


HELD = Held(ME, {ME: 9, OTHER: 5}, digits)


def test_an_origin_that_the_folder_knows_nothing_of_is_relayed_at_once() -> None:
    assert to_relay(HELD, {}, {}, Waiting(0), TIMES) == [Span(OTHER, 1, 5)]


def test_what_the_folder_only_lacks_the_end_of_is_relayed_after_a_day() -> None:
    there = {OTHER: [segment(1, 3, origin=OTHER, writer=OTHER)]}
    assert to_relay(HELD, there, {}, Waiting(DAY - 1), TIMES) == []
    assert to_relay(HELD, there, {}, Waiting(DAY), TIMES) == [Span(OTHER, 4, 5)]


def test_the_end_of_an_origin_that_this_laptop_wrote_before_is_relayed_at_once() -> None:
    """A restored file begins a new origin: nobody else will write what came back of the former one."""
    there = {OTHER: [segment(1, 3, origin=OTHER, writer=OTHER)]}
    assert to_relay(HELD, there, {}, Waiting(0), TIMES, former=(OTHER,)) == [Span(OTHER, 4, 5)]


def test_what_the_folder_holds_is_not_relayed() -> None:
    for last in (5, 6):
        there = {OTHER: [segment(1, last, origin=OTHER, writer=OTHER)]}
        assert to_relay(HELD, there, {}, Waiting(99 * DAY), TIMES) == []


def test_another_branch_of_an_origin_is_relayed_from_where_it_parts() -> None:
    there = {OTHER: [segment(1, 3, origin=OTHER), segment(4, 5, origin=OTHER, head="f" * 16)]}
    assert to_relay(HELD, there, {}, Waiting(9 * DAY), TIMES) == [Span(OTHER, 4, 5)]


def test_laptops_that_could_help_do_so_one_after_the_other() -> None:
    laptops = [f"{place:016x}" for place in range(6)]
    others = {one: Heads({OTHER: 5}) for one in laptops}
    there = {OTHER: [segment(1, 3, origin=OTHER)]}
    after_a_day = [
        one for one in laptops if to_relay(Held(one, {OTHER: 5}, digits), there, others, Waiting(DAY), TIMES)
    ]
    after_four = [
        one
        for one in laptops
        if to_relay(Held(one, {OTHER: 5}, digits), there, others, Waiting(4 * DAY), TIMES)
    ]
    assert len(after_a_day) == 1 and after_four == laptops


def asked(held: Held, want: dict[str, int], now: float, memory: Memory) -> list[Span]:
    still = dict[str, float]()
    found = to_answer(held, {THIRD: Heads({}, want)}, memory, now, still, TIMES)
    memory.since = still
    for what, _ in found:
        memory.answered[what] = (memory.answered.get(what, (0, 0.0))[0] + 1, now)
    return [span for _, span in found]


def test_the_author_answers_at_once_and_again_ever_later() -> None:
    memory = Memory()
    answers = [now for now in range(0, 40 * 24) if asked(HELD, {ME: 4}, 1e9 + now * 3600.0, memory)]
    assert answers[:4] == [0, 48, 48 + 96, 48 + 96 + 192]


def test_others_answer_after_a_day_and_nobody_what_he_lacks_too() -> None:
    memory = Memory()
    assert asked(HELD, {OTHER: 2}, 0, memory) == []
    assert asked(HELD, {OTHER: 2}, DAY, memory) == [Span(OTHER, 3, 5)]
    assert asked(HELD, {OTHER: 5}, 0, Memory()) == []


def test_help_is_asked_for_soon_for_a_broken_file_else_after_a_day_and_never_where_none_helps() -> None:
    there = {OTHER: [segment(1, 9, origin=OTHER, writer=OTHER)]}

    def want(seconds: float, broken: str = "", hopeless: str = "") -> dict[str, int]:
        return wanted(HELD, there, {}, {broken}, {hopeless}, Waiting(seconds), TIMES)

    assert want(TIMES.broken_after, broken=OTHER) == {OTHER: 5}
    assert want(TIMES.broken_after - 1, broken=OTHER) == {}
    assert want(DAY - 1) == {} and want(DAY) == {OTHER: 5}
    assert want(99 * DAY, hopeless=OTHER) == {}
    told = {THIRD: Heads({OTHER: 7, ME: 99})}
    assert wanted(HELD, {}, told, set(), set(), Waiting(DAY), TIMES) == {OTHER: 5}, (
        "others say they hold more"
    )


def test_how_far_this_laptop_is_is_said_when_it_matters_and_not_all_the_time() -> None:
    said = Heads({ME: 9}, {}, "甲", "then")
    memory = Memory(said=(said, 1000.0))
    same, more, asks = (
        Heads({ME: 9}, {}, "甲", "now"),
        Heads({ME: 9, OTHER: 1}, {}, "甲"),
        Heads({ME: 9}, {OTHER: 0}, "甲"),
    )

    def due(new: Heads, now: float, *, there: bool = True, wrote: bool = False) -> bool:
        return is_due(new, memory, there, wrote, now, TIMES)

    assert not due(same, 1000 + TIMES.say_every) and due(same, 1000 + TIMES.alive_every)
    assert not due(more, 1001) and due(more, 1000 + TIMES.say_every) and due(more, 1001, wrote=True)
    much = Heads({ME: 1, OTHER: 400})
    assert not due(much, 1001) and due(much, 1000 + TIMES.say_much_every), "who took much says so soon"
    assert due(asks, 1001), "who lacks something says so at once"
    assert due(same, 1001, there=False), "somebody deleted the file"
    assert due(same, 999), "a clock that was put back"
    assert is_due(same, Memory(), True, False, 1001, TIMES), "nothing is remembered"
