"""Laptops that work apart and exchange packs in any way: in the end all are equal, and nothing is lost.

Clocks are wrong by years or stand still, packs are dropped, repeated and come late, backups
are restored and written on, milestones are decided apart and settled.
"""

from __future__ import annotations

import random
import tempfile
from contextlib import closing, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.examples import examples
from support.exchange import NOON, Laptop, write_pack

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.lights import Status
from huaian_tui.exchange.packs.pack_read import Pack, open_pack
from huaian_tui.ledger.record_lines import record_line
from huaian_tui.services.decisions import (
    Completion,
    add_reading,
    cancel_milestone,
    complete_milestone,
    extend_milestone,
    hand_in,
    reopen_milestone,
    set_milestone,
)
from huaian_tui.services.notes import NoteDraft, add_note, correct_note, retract_note
from huaian_tui.services.notices import NoticeDraft, record_draft
from huaian_tui.services.settings import change_setting
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.records import records_of_origin
from huaian_tui.store.queries.milestones import read_milestone

TODAY = date(2026, 11, 22)
SKEWS = (0, 0, 0, -5 * 365, 9 * 365, 14 * 365)
"""Days by which a laptop's clock is wrong."""

BOUNDED = settings(
    max_examples=examples(7),
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)

Event = tuple[str, int, int]
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(("work", "give", "work", "restore", "work", "repeat", "give", "back_up", "tick")),
        st.integers(0, 4),
        st.integers(0, 59),
    ),
    min_size=30,
    max_size=70,
)


def notes_of(laptop: Laptop) -> list[bytes]:
    return [one[0] for one in laptop.records() if one[5] == "note"]


def work(laptop: Laptop, what: int) -> None:
    """One of the things officers do; most act on the same few milestones, so that they collide."""
    known = notes_of(laptop)
    day = TODAY + timedelta(days=what)
    milestone = ("2-1", "45-1")[what % 2]
    actions = (
        lambda ledger: add_note(
            ledger,
            NoteDraft(1 + what % 3, f"进展{what}", TODAY, ("市财政局",), follow_up=day if what % 2 else None),
            TODAY,
        ),
        lambda ledger: correct_note(ledger, known[what % len(known)], f"更正{what}", "笔误"),
        lambda ledger: retract_note(ledger, known[what % len(known)], "误录"),
        lambda ledger: set_milestone(ledger, 3, "出台办法", day, "交办"),
        lambda ledger: extend_milestone(ledger, milestone, day, f"{laptop.officer}同意", TODAY),
        lambda ledger: complete_milestone(ledger, milestone, Completion(TODAY, "验收", 4000.0 + what), TODAY),
        lambda ledger: cancel_milestone(ledger, milestone, "不再办", TODAY),
        lambda ledger: reopen_milestone(ledger, milestone, "重办", TODAY),
        lambda ledger: add_reading(ledger, "45-1", what * 100.5, TODAY, TODAY),
        lambda ledger: hand_in(ledger, "1-a", f"第{what}稿", TODAY, TODAY),
        lambda ledger: change_setting(ledger, ("office", "officer")[what % 2], f"值{what}"),
        lambda ledger: record_draft(ledger, NoticeDraft("circular", f"通报{what}", (), TODAY, "{}")),
    )
    # Refused here and there (nothing to correct, done already): as in life.
    with suppress(HuaianError, ZeroDivisionError):
        laptop.do(actions[what % len(actions)])


class Office:
    """Some laptops, the packs made so far, and the backups."""

    def __init__(self, seeded: Path, folder: Path, skews: list[int]) -> None:
        self.laptops = [
            Laptop(seeded, folder, f"officer-{place}", NOON + timedelta(days=skew))
            for place, skew in enumerate(skews)
        ]
        self.packs = list[Path]()
        self.backups = dict[int, Path]()

    def happen(self, event: Event) -> None:
        name, who, how = event
        place = who % len(self.laptops)
        laptop = self.laptops[place]
        if name == "work":
            work(laptop, how)
        elif name == "tick":
            laptop.moment += timedelta(hours=how - 20)
        elif name == "give":
            self.give(place, how)
        elif name == "repeat" and self.packs:
            self.take(laptop, self.packs[how % len(self.packs)])
        elif name == "back_up":
            self.backups[place] = laptop.back_up()
        elif name == "restore" and self.backups:
            place = who if who in self.backups else min(self.backups)
            self.laptops[place].restore(self.backups[place])

    def give(self, place: int, how: int) -> None:
        """A pack to a colleague, sometimes of the last days only, sometimes lost on the way."""
        sender = self.laptops[place]
        since = sender.moment.date() - timedelta(days=how % 3) if how % 5 == 0 else None
        pack = sender.export(since=since)
        self.packs.append(pack)
        if how % 4:
            receiver = self.laptops[(place + 1 + how % (len(self.laptops) - 1)) % len(self.laptops)]
            self.take(receiver, pack)

    def take(self, laptop: Laptop, pack: Path | Pack) -> None:
        try:
            laptop.take(pack, accept_ahead=True)
        except HuaianError as refused:
            assert "缺第" in refused.title, refused  # only a pack that begins too late

    def settle_up(self, order: random.Random) -> None:
        """Everybody's whole pack to everybody, in any order, some twice."""
        for _ in range(2):
            self.exchange_all(order)

    def exchange_all(self, order: random.Random) -> None:
        """One round of that."""
        packs = [open_pack(laptop.export()) for laptop in self.laptops]
        for laptop in self.laptops:
            shuffled = [*packs, order.choice(packs)]
            order.shuffle(shuffled)
            half = order.randrange(len(shuffled))
            laptop.take(*shuffled[:half], accept_ahead=True)
            laptop.take(*shuffled[half:], accept_ahead=True)


@pytest.mark.slow
@BOUNDED
@given(st.lists(st.sampled_from(SKEWS), min_size=3, max_size=5), EVENTS, st.integers(0, 1000))
def test_laptops_end_equal_whatever_happened_between_them(
    seeded_file: Path, skews: list[int], events: list[Event], order: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        office = Office(seeded_file, Path(folder), skews)
        for event in events:
            office.happen(event)
        anywhere = {one for laptop in office.laptops for one in laptop.records()}
        office.settle_up(random.Random(order))
        first, *others = office.laptops
        everything = first.everything()
        for other in others:
            assert other.everything() == everything
        assert set(everything[0]) == anywhere, "the union, nothing lost and nothing twice"
        for laptop in office.laptops:
            assert laptop.projections(rebuilt=True) == laptop.projections()
        assert check_ledger(first.path).problems == ()


@BOUNDED
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(4, 7)), min_size=2, max_size=6),
    st.integers(0, 2),
    st.integers(1, 28),
)
def test_any_decision_taken_with_all_sides_in_view_settles_the_conflict(
    seeded_file: Path, decisions: list[tuple[int, int]], who: int, day: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        office = Office(seeded_file, Path(folder), [0, 0, 0])
        for place, what in decisions:
            work(office.laptops[place], what * 12 + what)
        office.settle_up(random.Random(1))
        settler = office.laptops[who]
        for milestone in ("2-1", "45-1"):
            apart = milestone_state(settler, milestone)
            deciders = {
                one[4] for one in settler.records() if one[8] == milestone and one[5].startswith("milestone_")
            }
            assert apart.conflict is (len(deciders) > 1), "each decided on from where the plan left it"
            settler.do(lambda ledger, id_=milestone: settle(ledger, id_, date(2027, 1, day)))
            assert not milestone_state(settler, milestone).conflict
        office.settle_up(random.Random(2))
        for laptop in office.laptops:
            assert not milestone_state(laptop, "2-1").conflict
            assert laptop.everything() == settler.everything()


def settle(ledger: Ledger, milestone: str, due: date) -> None:
    state = read_milestone(ledger.connection, TODAY, milestone).state
    if state.status is Status.OPEN:
        try:
            extend_milestone(ledger, milestone, due, "会商确定", TODAY)
        except HuaianError:  # a side has ended it: that is not passed over by another date
            complete_milestone(ledger, milestone, Completion(TODAY, "会商确定", None), TODAY)
    else:
        reopen_milestone(ledger, milestone, "会商确定", TODAY)


def milestone_state(laptop: Laptop, milestone: str) -> Any:
    with closing(open_reader_as_of(laptop.path, None)) as connection:
        return read_milestone(connection, TODAY, milestone).state


def test_records_of_the_same_instant_have_one_order_everywhere(seeded_file: Path, tmp_path: Path) -> None:
    office = Office(seeded_file, tmp_path, [0, 0, 0])
    for laptop in office.laptops:
        for what in (0, 4, 10):
            work(laptop, what)
    office.settle_up(random.Random(3))
    first = office.laptops[0].everything()
    assert len(first[0]) == 9
    assert all(laptop.everything() == first for laptop in office.laptops)


def own_records_only(laptop: Laptop, path: Path) -> Path:
    """A pack of what this file itself wrote, without what that refers to."""
    with laptop.reading() as connection:
        origin, began = connection.execute(
            "SELECT id, created_at FROM origin WHERE mine = 1 AND private = 0"
        ).fetchone()
        own = list(records_of_origin(connection, origin))
    lines = [record_line(one).rstrip(b"\n") for one in own]
    told = {"id": origin.hex(), "created_at": began}
    return write_pack(path, lines, own[-1].hash, origins=lambda one: [one[0] | told])


def test_what_refers_to_a_record_may_come_before_it(seeded_file: Path, tmp_path: Path) -> None:
    maker, second, third = (Laptop(seeded_file, tmp_path, f"officer-{place}") for place in range(3))
    note = maker.do(lambda ledger: add_note(ledger, NoteDraft(1, "进展", TODAY), TODAY))
    wrong = maker.do(lambda ledger: add_note(ledger, NoteDraft(1, "误录", TODAY), TODAY))
    made = maker.do(lambda ledger: set_milestone(ledger, 3, "出台办法", TODAY, "交办"))
    first_hand = maker.export()
    second.take(first_hand)
    second.do(lambda ledger: correct_note(ledger, note, "更正", "笔误"))
    second.do(lambda ledger: retract_note(ledger, wrong, "误录"))
    second.do(lambda ledger: extend_milestone(ledger, made, date(2027, 1, 1), "会议", TODAY))
    third.take(own_records_only(second, tmp_path / "包"))
    assert len(third.records()) == 3
    assert third.projections() == third.projections(rebuilt=True)
    assert not any(row[0] == made for row in third.projections()["milestone"])
    third.take(first_hand)
    assert third.records() == second.records()
    assert third.projections() == second.projections() == third.projections(rebuilt=True)
