"""Clocks that are wrong by years: what comes from them is asked about and hides nothing of others."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from support.exchange import NOON, Laptop, forged, record, record_id
from support.projections import Refolded, kept, shown

from huaian_tui.exchange.packs.pack_format import PackRefused
from huaian_tui.ledger.identity import day_number
from huaian_tui.services.decisions import Completion, complete_milestone, extend_milestone, reopen_milestone
from huaian_tui.services.notes import NoteDraft, add_note, correct_note, retract_note
from huaian_tui.store.engine import fold
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.engine.clock import clock_warning
from huaian_tui.store.engine.connection import transaction
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.opening import open_writer

TODAY = NOON.date()
YEARS_ON = NOON + timedelta(days=5 * 365)


@pytest.fixture
def laptop(seeded_file: Path, tmp_path: Path) -> Callable[..., Laptop]:
    return lambda officer, moment=NOON: Laptop(seeded_file, tmp_path, officer, moment)


def note(laptop: Laptop, text: str) -> bytes:
    identity: bytes = laptop.do(lambda ledger: add_note(ledger, NoteDraft(1, text, TODAY), TODAY))
    return identity


def notes(laptop: Laptop, day: date) -> set[bytes]:
    with closing(open_reader_as_of(laptop.path, day)) as connection:
        records = {row[0] for row in connection.execute("SELECT id FROM record WHERE kind = 'note'")}
        assert {row[0] for row in connection.execute("SELECT id FROM note")} == records
        return records


def known_days(laptop: Laptop) -> list[tuple[bytes, int]]:
    with laptop.reading() as connection:
        return connection.execute(
            "SELECT r.id, k.day FROM known_day AS k JOIN record AS r ON r.rid = k.rid ORDER BY r.id"
        ).fetchall()


def test_what_comes_from_a_fast_clock_is_taken_only_after_a_yes(laptop: Callable[..., Laptop]) -> None:
    ours, theirs = laptop("张三"), laptop("乙", YEARS_ON)
    theirs_note = note(theirs, "快了五年")
    pack = theirs.export()
    seen = ours.look(pack)
    assert (seen.new, seen.ahead, seen.refusals) == (1, 1, ())
    assert seen.ahead_until is not None and seen.ahead_until.date() == YEARS_ON.date()
    before = ours.path.read_bytes()
    with pytest.raises(PackRefused) as refusal:
        ours.take(pack)
    said = refusal.value.one_line()
    assert "晚 5 年" in said and "--accept-ahead" in said and "2031-11-21" in said
    assert ours.path.read_bytes() == before
    taken = ours.take(pack, accept_ahead=True)
    assert (taken.new, taken.ahead) == (1, 1)
    own = note(ours, "之后记的")
    assert own > theirs_note, "order goes on after the newest id"
    assert notes(ours, TODAY) == {theirs_note, own}
    assert notes(ours, TODAY - timedelta(days=1)) == set()
    assert known_days(ours) == [(theirs_note, day_number(TODAY)), (own, day_number(TODAY))]
    with ours.reading() as connection:
        assert clock_warning(connection, ours.moment) == "", "it is known whose clock was wrong"
    assert check_ledger(ours.path).problems == ()


def test_once_taken_later_records_of_that_clock_are_not_asked_about_again(
    laptop: Callable[..., Laptop],
) -> None:
    ours, theirs, third = laptop("张三"), laptop("乙", YEARS_ON), laptop("甲")
    note(theirs, "快了五年")
    ours.take(theirs.export(), accept_ahead=True)
    theirs.moment = NOON  # its clock was set right
    later = note(theirs, "校准以后")
    assert ours.take(theirs.export()).ahead == 0
    assert later in notes(ours, TODAY)
    with pytest.raises(PackRefused):
        third.take(ours.export())
    third.take(ours.export(), accept_ahead=True)
    assert notes(third, TODAY) == notes(ours, TODAY) == notes(theirs, TODAY)


def test_a_laptop_thirty_years_fast_hands_over_and_sees_its_own_again(laptop: Callable[..., Laptop]) -> None:
    theirs = laptop("乙", datetime(2041, 1, 1, tzinfo=NOON.tzinfo) - timedelta(days=1600))
    while theirs.moment.year < 2056:  # no single step is beyond belief
        note(theirs, f"记于 {theirs.moment:%Y}")
        theirs.moment += timedelta(days=9 * 365)
    theirs.moment = NOON
    assert notes(theirs, TODAY) == set()
    own = note(theirs, "校准以后")
    assert own in notes(theirs, TODAY)
    assert len(notes(theirs, TODAY)) == 4, "what was written before is seen too"
    assert notes(theirs, TODAY - timedelta(days=1)) == set()
    assert check_ledger(theirs.path).problems == ()
    ours = laptop("张三")
    ours.take(theirs.export(), accept_ahead=True)
    assert notes(ours, TODAY) == notes(theirs, TODAY)


def test_a_clock_that_cannot_be_right_writes_nothing(laptop: Callable[..., Laptop]) -> None:
    from huaian_tui.domain.errors import StoreRefused

    ours = laptop("张三", NOON + timedelta(days=30 * 365))
    with pytest.raises(StoreRefused, match="不会是对的"):
        note(ours, "三十年后")
    ours.moment = NOON + timedelta(days=5 * 365)
    with ours.reading() as connection:
        assert "年以上" in clock_warning(connection, ours.moment)
        assert clock_warning(connection, NOON) == ""


def test_beyond_a_hundred_years_nothing_is_taken(laptop: Callable[..., Laptop], tmp_path: Path) -> None:
    far = record_id(NOON + timedelta(days=101 * 366)).hex()
    with pytest.raises(PackRefused, match="100 年以上"):
        laptop("张三").take(forged(tmp_path / "远", record(id=far)), accept_ahead=True)


def test_a_ledger_of_an_older_program_gets_its_days_when_it_is_opened(
    laptop: Callable[..., Laptop], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = laptop("张三"), laptop("乙", NOON + timedelta(days=9 * 365))
    fast = note(theirs, "快了九年")
    ours.take(theirs.export(), accept_ahead=True)
    own = [note(ours, "当天"), note(ours, "又一条")]
    with closing(sqlite3.connect(ours.path)) as connection, connection:  # as it was before there were days
        connection.execute("DELETE FROM known_day")
        connection.execute("DELETE FROM past_state")
        for name in fold.past_tables(connection):
            connection.execute(f"DELETE FROM {name}")  # noqa: S608
        connection.execute("UPDATE note SET since = 0")
    with closing(open_writer(ours.path)) as connection:
        noted = dict(known_days(ours))
        assert set(noted) == {fast, *own}
        assert noted[own[0]] == noted[own[1]] == day_number(TODAY), "the day that they were recorded"
    assert notes(ours, TODAY) == set(own), "the other was known when it was met with: at the upgrade"
    assert notes(ours, date(2035, 1, 1)) == {fast, *own}


def test_a_clock_that_is_far_behind_moves_nothing(laptop: Callable[..., Laptop]) -> None:
    ours = laptop("张三")
    first = note(ours, "对的")
    ours.moment = datetime(2016, 1, 1, 9, tzinfo=NOON.tzinfo)
    second = note(ours, "慢了十年")
    assert known_days(ours) == []
    assert notes(ours, TODAY) == {first, second}
    assert notes(ours, date(2020, 1, 1)) == set()


def whole(laptop: Laptop, days: list[date]) -> None:
    """As of these days the versions are what folding the records known by then gives."""
    names = ("record", *fold.projection_tables())
    refolded = Refolded(laptop.path, *names)
    for day in days:
        with closing(open_reader_as_of(laptop.path, day)) as connection:
            read = shown(connection, *names)
        assert read == refolded.on(day), (laptop.officer, day)


def act(laptop: Laptop, draw: random.Random, made: list[bytes]) -> None:
    """Any one thing that an officer does; what is refused is none."""
    today = TODAY
    day = today - timedelta(days=draw.randrange(20))
    what = draw.randrange(6)
    follow = None if draw.random() < 0.5 else day + timedelta(days=draw.randrange(1, 20))

    def work(ledger):  # type: ignore[no-untyped-def]
        if what <= 1:
            made.append(add_note(ledger, NoteDraft(2, "进展", day, follow_up=follow), today))
        elif what == 2:
            correct_note(ledger, draw.choice(made), f"更正{draw.random()}", "笔误")
        elif what == 3:
            retract_note(ledger, draw.choice(made), "误录")
        elif what == 4:
            extend_milestone(ledger, "2-1", TODAY + timedelta(days=draw.randrange(90)), "同意", today)
        elif draw.random() < 0.5:
            complete_milestone(ledger, "2-1", Completion(day, "验收", None), today)
        else:
            reopen_milestone(ledger, "2-1", "重办", today)

    from huaian_tui.domain.errors import HuaianError

    try:
        laptop.do(work)
    except (HuaianError, IndexError) as refusal:
        assert str(refusal)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_with_wrong_clocks_and_late_packs_every_day_reads_as_it_folds_and_all_agree(
    laptop: Callable[..., Laptop], seed: int
) -> None:
    draw = random.Random(seed)  # noqa: S311 - any history
    start = NOON - timedelta(days=30)
    laptops = [laptop(name, start) for name in ("张三", "乙", "甲")]
    offset = dict.fromkeys(range(3), timedelta())
    made: list[bytes] = []
    moment = start
    for step in range(45):
        moment += timedelta(hours=draw.randrange(30))
        if step in (10, 30):  # one of the clocks is set wrong, and right again
            wrong = timedelta(days=draw.choice([3, 400, 1800, -3650]))
            offset[draw.randrange(3)] = wrong if step == 10 else timedelta()
            offset = offset if step == 10 else dict.fromkeys(range(3), timedelta())
        for place, one in enumerate(laptops):
            one.moment = moment + offset[place]
        if draw.random() < 0.8:
            act(draw.choice(laptops), draw, made)
        else:
            giver, taker = draw.sample(laptops, 2)
            taker.take(giver.export(), accept_ahead=True)
    for one in laptops:
        one.moment = moment
    for taker in draw.sample(laptops, 3) * 2:
        taker.take(*(one.export() for one in draw.sample(laptops, 3) if one is not taker), accept_ahead=True)
    for one in laptops:
        assert check_ledger(one.path).problems == ()
        whole(one, [moment.date() - timedelta(days=ago) for ago in (0, 1, 2, 5, 9, 14, 20, 29, 40, -3000)])
        with closing(open_writer(one.path)) as connection:
            written = kept(connection)
            with transaction(connection):
                fold.rebuild(connection)
            assert kept(connection) == written
    present = laptops[0].projections()
    assert all(one.projections() == present for one in laptops), "the present does not depend on arrival"
    if not any(known_days(one) for one in laptops):
        assert all(one.pasts() == laptops[0].pasts() for one in laptops), "nor the past of right clocks"
