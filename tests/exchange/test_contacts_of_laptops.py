"""Contacts on several laptops: they travel only when asked for, and all else is the same without them."""

from __future__ import annotations

import gzip
import json
import random
import tempfile
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from exchange.test_laptops import BOUNDED, Office
from exchange.test_laptops import work as work_on_milestones
from hypothesis import given
from hypothesis import strategies as st
from support.exchange import NOON, Laptop, forged, record, refused

from huaian_tui.domain.answers.units import Contact
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.services.contacts import ContactEntry, set_contact
from huaian_tui.services.corrections import correct_record
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.services.undo import undo, undo_of
from huaian_tui.services.units import merge_units
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.origins import Began
from huaian_tui.store.queries.contacts import contacts_of, read_contacts
from huaian_tui.store.queries.notes import find_notes
from huaian_tui.store.search.find_records import search_records
from huaian_tui.store.search.search_terms import SearchQuery

TODAY = date(2026, 11, 22)
CONTACT = ContactEntry("甲某", "办公室主任", "0517-83606001", date(2026, 3, 1))
PHONES = ("0517-83606001", "0517-83606002", "13800138000")
UNITS = ("市财政局", "市数据局")


def told(connection: Any, unit: str = "市财政局", day: date = TODAY) -> list[tuple[str, str, str]]:
    return [(one.post, one.person, one.phone) for one in contacts_of(connection, unit, day)]


def seen(laptop: Laptop, unit: str = "市财政局", day: date = TODAY) -> list[tuple[str, str, str]]:
    with laptop.reading() as connection:
        return told(connection, unit, day)


def history(laptop: Laptop, unit: str = "市财政局") -> list[Contact]:
    with laptop.reading() as connection:
        return read_contacts(connection, unit, TODAY)


def private_origins(laptop: Laptop) -> list[tuple[bytes, int]]:
    with laptop.reading() as connection:
        return connection.execute(
            "SELECT id, mine FROM origin WHERE private = 1 ORDER BY mine DESC, id"
        ).fetchall()


def shared(laptop: Laptop) -> tuple[Any, ...]:
    """What is not personal: records, heads, projections."""
    origins = {origin for origin, _ in private_origins(laptop)}
    records, heads, projections = laptop.everything()
    del projections["contact"]
    public = [one for one in records if not origins.intersection(one[:3])]
    return public, [one for one in heads if one[0] not in origins], projections


@pytest.fixture
def office(seeded_file: Path, tmp_path: Path) -> Callable[[str], Laptop]:
    return lambda name: Laptop(seeded_file, tmp_path, name)


# ------------------------------------------------------------------ who answers when


def test_the_latest_of_a_post_answers_and_earlier_ones_stay_readable(
    office: Callable[[str], Laptop],
) -> None:
    laptop = office("张三")
    for entry in (
        CONTACT,
        replace(CONTACT, person="丁某", day=date(2026, 6, 1)),
        replace(CONTACT, post="联络员", person="乙某", phone="123"),
        ContactEntry("", "联络员", "", date(2026, 8, 1), left=True),
        replace(CONTACT, person="戊某", day=date(2026, 12, 1)),
    ):
        laptop.do(lambda ledger, entry=entry: set_contact(ledger, "市财政局", entry, TODAY))
    phone = CONTACT.phone
    assert seen(laptop, day=date(2026, 2, 28)) == []
    both = [("办公室主任", "甲某", phone), ("联络员", "乙某", "123")]
    assert seen(laptop, day=date(2026, 5, 31)) == both
    assert seen(laptop) == [("办公室主任", "丁某", phone)]
    assert seen(laptop, day=date(2026, 12, 1)) == [("办公室主任", "戊某", phone)]
    assert [(one.person, str(one.since), str(one.until)) for one in history(laptop)] == [
        ("甲某", "2026-03-01", "2026-06-01"),
        ("丁某", "2026-06-01", "2026-12-01"),
        ("戊某", "2026-12-01", "None"),
        ("乙某", "2026-03-01", "2026-08-01"),
    ]


def test_a_wrong_one_is_corrected_or_taken_back_without_a_word_of_it_elsewhere(
    office: Callable[[str], Laptop],
) -> None:
    laptop = office("张三")
    made = laptop.do(lambda ledger: set_contact(ledger, "市财政局", CONTACT, TODAY))
    laptop.do(lambda ledger: correct_record(ledger, made, {"person": "丙某"}, None, "笔误", TODAY))
    assert seen(laptop) == [("办公室主任", "丙某", CONTACT.phone)]
    with laptop.reading() as connection:
        assert "王" not in "".join(undo_of(connection, [made], TODAY).lines)
        assert [hit.text for hit in search_records(connection, SearchQuery(), 9).hits] == [
            "联系人：市财政局 办公室主任（2026-03-01），改了姓名（理由：笔误）",
            "市财政局 办公室主任",
        ]
        for word in ("甲某", "丙某", "83606001"):
            assert search_records(connection, SearchQuery(word), 9).hits == ()
    laptop.do(lambda ledger: undo(ledger, [made], "没有这个人", TODAY))
    assert seen(laptop) == []
    assert {one[1] for one in private_origins(laptop)} == {1}
    header, *records = gzip.decompress(laptop.export().read_bytes()).splitlines()
    assert json.loads(header) and not records, "an empty pack"
    assert laptop.projections() == laptop.projections(rebuilt=True)


def test_those_of_a_merged_unit_are_shown_with_it(office: Callable[[str], Laptop]) -> None:
    laptop = office("张三")
    laptop.do(lambda ledger: set_contact(ledger, "市科技局", CONTACT, TODAY))
    laptop.do(lambda ledger: merge_units(ledger, ["市科技局"], "市工信局", date(2026, 7, 1), "机构改革"))
    assert seen(laptop, "市工信局") == [("办公室主任", "甲某", CONTACT.phone)]
    assert seen(laptop, "市工信局", date(2026, 6, 30)) == []
    with pytest.raises(HuaianError, match="并入"):
        laptop.do(lambda ledger: set_contact(ledger, "市科技局", replace(CONTACT, day=TODAY), TODAY))


def test_a_past_day_shows_who_was_known_then(office: Callable[[str], Laptop]) -> None:
    laptop = office("张三")
    laptop.moment = NOON - timedelta(days=5)
    laptop.do(lambda ledger: set_contact(ledger, "市财政局", CONTACT, TODAY))
    laptop.moment = NOON
    laptop.do(lambda ledger: set_contact(ledger, "市财政局", replace(CONTACT, person="丁某"), TODAY))
    for days, person in ((6, []), (5, ["甲某"]), (1, ["甲某"]), (0, ["丁某"])):
        with closing(open_reader_as_of(laptop.path, TODAY - timedelta(days=days))) as connection:
            assert [one[1] for one in told(connection)] == person


@pytest.mark.parametrize(
    "entry",
    [
        replace(CONTACT, person=" "),
        replace(CONTACT, post=""),
        replace(CONTACT, phone=""),
        replace(CONTACT, phone="call me"),
        replace(CONTACT, phone="12"),
        replace(CONTACT, phone="1" * 51),
        replace(CONTACT, person="王" * 51),
        replace(CONTACT, day=date(1949, 10, 1)),
        replace(CONTACT, day=date(2029, 1, 1)),
        replace(CONTACT, left=True, person="丁某", phone=""),
        replace(CONTACT, left=True, post="联络员", phone=""),
        CONTACT,
    ],
)
def test_what_says_nothing_is_refused(office: Callable[[str], Laptop], entry: ContactEntry) -> None:
    laptop = office("张三")
    laptop.do(lambda ledger: set_contact(ledger, "市财政局", CONTACT, TODAY))
    with pytest.raises(InputRefused):
        laptop.do(lambda ledger: set_contact(ledger, "市财政局", entry, TODAY))
    assert len(laptop.records()) == 1


# ------------------------------------------------------------------ what travels


def test_they_leave_the_laptop_only_when_asked_for(office: Callable[[str], Laptop]) -> None:
    ours, theirs, third = office("张三"), office("乙"), office("甲")
    ours.do(lambda ledger: add_note(ledger, NoteDraft(1, "进展", TODAY), TODAY))
    ours.do(lambda ledger: set_contact(ledger, "市财政局", CONTACT, TODAY))
    plain = ours.export()
    lines = gzip.decompress(plain.read_bytes()).decode()
    assert "甲某" not in lines and CONTACT.phone not in lines and "contact_set" not in lines
    assert len(json.loads(lines.splitlines()[0])["origins"]) == 1
    result = theirs.take(plain)
    assert (result.new, result.missing, seen(theirs)) == (1, 0, [])
    assert theirs.take(plain).new == 0
    asked = ours.export(with_contacts=True, since=TODAY + timedelta(days=1))
    result = theirs.take(asked)
    assert (result.new, dict(result.kinds)) == (1, {"contact_set": 1}), "whole, whatever the day"
    assert seen(theirs) == seen(ours)
    assert theirs.everything() == ours.everything()
    assert "甲某" not in gzip.decompress(theirs.export().read_bytes()).decode()
    third.take(theirs.export())
    assert seen(third) == [] and shared(third) == shared(ours)
    third.take(theirs.export(with_contacts=True))
    assert third.everything() == ours.everything()
    assert all(check_ledger(one.path).problems == () for one in (ours, theirs, third))


def test_an_action_is_of_one_origin(office: Callable[[str], Laptop]) -> None:
    ours = office("张三")
    note = ours.do(lambda ledger: add_note(ledger, NoteDraft(1, "进展", TODAY), TODAY))
    contact = ours.do(lambda ledger: set_contact(ledger, "市财政局", CONTACT, TODAY))
    with pytest.raises(LookupError):
        ours.do(lambda ledger: undo(ledger, [note, contact], "误录", TODAY))
    assert len(ours.records()) == 2
    assert ours.projections() == ours.projections(rebuilt=True)


def test_a_restored_file_writes_both_chains_anew(office: Callable[[str], Laptop]) -> None:
    ours, theirs = office("张三"), office("乙")
    ours.do(lambda ledger: set_contact(ledger, "市财政局", CONTACT, TODAY))
    backup = ours.back_up()
    ours.do(lambda ledger: set_contact(ledger, "市财政局", replace(CONTACT, person="丁某"), TODAY))
    theirs.take(ours.export(with_contacts=True))
    ours.restore(backup)
    ours.do(lambda ledger: set_contact(ledger, "市财政局", replace(CONTACT, person="戊某"), TODAY))
    assert len(private_origins(ours)) == 2
    theirs.take(ours.export(with_contacts=True))
    ours.take(theirs.export(with_contacts=True))
    assert ours.everything() == theirs.everything()
    assert len(ours.records()) == 3


def test_an_older_copy_begins_a_private_chain_of_its_own(office: Callable[[str], Laptop]) -> None:
    ours, theirs = office("张三"), office("乙")
    ours.do(lambda ledger: set_contact(ledger, "市财政局", CONTACT, TODAY))
    backup = ours.back_up()
    ours.do(lambda ledger: set_contact(ledger, "市财政局", replace(CONTACT, person="丁某"), TODAY))
    theirs.take(ours.export(with_contacts=True))
    ours.restore(backup, marked=False)  # by the file manager
    with ours.ledger() as ledger:
        set_contact(ledger, "市财政局", replace(CONTACT, person="戊某"), TODAY)
        assert ledger.began is Began.OLDER_COPY
    result = theirs.take(ours.export(with_contacts=True))
    assert (result.new, len(private_origins(ours))) == (1, 2)


@pytest.mark.parametrize(
    ("kind", "body", "why"),
    [
        ("contact_set", {"unit": "市财政局", "post": "主任", "person": "甲某"}, "私有的来源"),
        (
            "correction",
            {"unit": "市财政局", "post": "主任", "person": "王", "reason": "误", "of": "contact_set"},
            "私有的来源",
        ),
        ("note", {"text": "进展"}, "私有的来源"),
        ("contact_set", {"unit": "../../etc", "post": "主任", "person": "甲某"}, "单位名称"),
        ("contact_set", {"unit": "市财政局", "post": "主任", "person": "王\u202e芳"}, "person"),
        ("contact_set", {"unit": "市财政局", "post": "主任", "person": "王", "phone": 110}, "phone"),
        ("contact_set", {"unit": "市财政局", "post": "", "person": "甲某"}, "post"),
    ],
)
def test_a_pack_that_mixes_the_two_or_is_broken_is_refused(
    office: Callable[[str], Laptop], tmp_path: Path, kind: str, body: dict[str, Any], why: str
) -> None:
    ours = office("张三")
    ref = "0" * 32 if kind == "correction" else None
    told = {"private": True} if kind == "note" or "私有" not in why else {}
    line = record(kind=kind, body=body, occurred_on="2026-11-20", ref=ref)
    pack = forged(tmp_path / "包", line, origins=lambda one: [one[0] | told])
    assert why in refused(ours, pack).message
    assert ours.records() == []


@pytest.mark.parametrize("kind", ["retraction", "correction"])
def test_what_is_private_takes_back_nothing_that_is_public(
    office: Callable[[str], Laptop], tmp_path: Path, kind: str
) -> None:
    ours = office("张三")
    note = ours.do(lambda ledger: add_note(ledger, NoteDraft(2, "看了", TODAY), TODAY))
    body: dict[str, Any] = {"reason": "误", "undoes": note.hex()}
    if kind == "correction":
        body = {"unit": "市财政局", "post": "主任", "person": "王", "reason": "误", "of": "contact_set"}
    for task_no in (None, 2):
        line = record(kind=kind, body=body, ref=note.hex(), task_no=task_no)
        pack = forged(tmp_path / "包", line, origins=lambda one: [one[0] | {"private": True}])
        assert "私有的来源只传送联系人" in refused(ours, pack).message


def test_what_came_before_what_it_would_take_back_does_not_count(
    office: Callable[[str], Laptop], tmp_path: Path
) -> None:
    """The note was not here yet when its forged retraction came."""
    ours, theirs = office("张三"), office("乙")
    note = theirs.do(lambda ledger: add_note(ledger, NoteDraft(2, "看了", TODAY), TODAY))
    body = {"reason": "误", "undoes": note.hex()}
    line = record(kind="retraction", body=body, ref=note.hex(), task_no=None)
    ours.take(forged(tmp_path / "包", line, origins=lambda one: [one[0] | {"private": True}]))
    ours.take(theirs.export())
    with ours.reading() as connection:
        assert find_notes(connection, task_no=2) == [note]
    assert ours.projections(rebuilt=True) == ours.projections()
    assert check_ledger(ours.path).problems == ()


# ------------------------------------------------------------------ whole histories


def work(laptop: Laptop, what: int) -> None:
    unit, post = UNITS[what % 2], ("主任", "联络员")[what // 2 % 2]
    day = TODAY - timedelta(days=what % 7)
    known = history(laptop, unit)
    entry = ContactEntry(f"人{what % 3}", post, PHONES[what % 3], day)
    actions = (
        lambda ledger: set_contact(ledger, unit, entry, TODAY),
        lambda ledger: set_contact(ledger, unit, replace(entry, left=True, person="", phone=""), TODAY),
        lambda ledger: correct_record(
            ledger, known[0].record_id, {"phone": f"1{what:05d}"}, None, "笔误", TODAY
        ),
        lambda ledger: undo(ledger, [known[-1].record_id], "误录", TODAY),
    )
    with suppress(HuaianError, IndexError):
        laptop.do(actions[what % 3 if what % 4 else 3])


class ContactOffice(Office):
    """An office whose people keep contacts besides, and pass them on now and then."""

    def happen(self, event: tuple[str, int, int]) -> None:
        name, who, how = event
        if name == "contact":
            work(self.laptops[who % len(self.laptops)], how)
        elif name == "pass_on":
            place = who % len(self.laptops)
            pack = self.laptops[place].export(with_contacts=True)
            self.packs.append(pack)
            self.take(self.laptops[(place + 1) % len(self.laptops)], pack)
        elif name == "work":
            work_on_milestones(self.laptops[who % len(self.laptops)], how)
        else:
            super().happen(event)


EVENTS = st.lists(
    st.tuples(
        st.sampled_from("contact contact contact work give pass_on repeat back_up restore tick".split()),
        st.integers(0, 4),
        st.integers(0, 59),
    ),
    min_size=25,
    max_size=60,
)


@pytest.mark.slow
@BOUNDED
@given(EVENTS, st.integers(0, 1000))
def test_what_travels_is_the_same_with_and_without_contacts(
    seeded_file: Path, events: list[tuple[str, int, int]], order: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        office = ContactOffice(seeded_file, Path(folder), [0, 0, 0, 0, 0])
        for place, how in ((0, 1), (1, 6)):
            work(office.laptops[place], how)
        for event in events:
            office.happen(event)
        office.settle_up(random.Random(order))
        first, *others = office.laptops
        for other in others:
            assert shared(other) == shared(first)
        for laptop in office.laptops:
            assert laptop.projections(rebuilt=True) == laptop.projections()
        packs = [laptop.export(with_contacts=True) for laptop in office.laptops]
        for laptop in office.laptops:
            random.Random(order).shuffle(packs)
            laptop.take(*packs, accept_ahead=True)
        for laptop in office.laptops:
            assert laptop.everything() == first.everything()
            assert laptop.projections(rebuilt=True) == laptop.projections()
            assert {unit: history(laptop, unit) for unit in UNITS} == {u: history(first, u) for u in UNITS}
        assert check_ledger(first.path).problems == ()
