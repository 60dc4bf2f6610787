"""Forks of private origins, and origins that one pack calls private and another one not."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from support.exchange import NOTE, ORIGIN, Laptop, chained, forged, record, record_id, write_pack
from support.forged_packs import TODAY, both_ways, pack_of, parts, reasons
from support.forked import Image, forks, note, settle, twin

from huaian_tui.exchange.merging.merge_result import MergeResult
from huaian_tui.services.contacts import ContactEntry, set_contact
from huaian_tui.services.forks import settle_fork
from huaian_tui.store.engine.integrity import check_ledger

Take = Callable[..., MergeResult]


def contact(laptop: Laptop, person: str, post: str = "科长") -> None:
    entry = ContactEntry(person, post, "0517-1", TODAY)
    laptop.do(lambda ledger: set_contact(ledger, "市财政局", entry, TODAY))


def people(laptop: Laptop) -> list[str]:
    return [json.loads(row[10])["person"] for row in laptop.records() if row[5] == "contact_set"]


CONTACT = {"unit": "市财政局", "post": "科长", "person": "甲某"}


def told_private(path: Path, *records: dict[str, object], private: bool) -> Path:
    return forged(path, *records, origins=lambda one: [one[0] | {"private": private}])


@pytest.fixture
def pair(ours: Laptop, data_home: Path, tmp_path: Path) -> tuple[Laptop, Laptop]:
    """A laptop and the copy of its file, which both wrote contacts under one private origin."""
    contact(ours, "张某", "局长")
    image = Image(data_home, tmp_path)
    copy = twin(ours, tmp_path, "乙")
    contact(ours, "王某")
    image.put_back()
    contact(copy, "李某")
    return ours, copy


def test_it_is_settled_and_the_word_travels_with_contacts_only(
    pair: tuple[Laptop, Laptop], seeded_file: Path, tmp_path: Path
) -> None:
    ours, copy = pair
    written_on_copy = copy.export(with_contacts=True)
    ours.take(written_on_copy)
    (fork,) = forks(ours)
    assert fork.private and fork.open and "王某" in people(ours)
    settled = settle(ours, "乙")
    assert (
        settled.exchanged and not settled.fork.open and "王某" not in people(ours) and "李某" in people(ours)
    )
    plain = ours.export()
    assert fork.origin.hex() not in json.dumps(parts(plain)[0]) + "".join(map(str, parts(plain)[1]))
    third = Laptop(seeded_file, tmp_path, "丙")
    third.take(written_on_copy)
    copy.take(ours.export(with_contacts=True))
    third.take(ours.export(with_contacts=True))
    for laptop in (ours, copy, third):
        assert people(laptop) == ["张某", "李某"]
        assert check_ledger(laptop.path).problems == ()
        assert laptop.projections() == laptop.projections(rebuilt=True)


@both_ways
@pytest.mark.parametrize("first", [True, False])
def test_a_chain_that_another_calls_private_is_another_branch(
    ours: Laptop, tmp_path: Path, take: Take, first: bool
) -> None:
    """Who knows no more than an origin's id could else keep its records out for ever."""
    personal = record(kind="contact_set", body=CONTACT, task_no=None)
    packs = [
        told_private(tmp_path / "私", personal, private=True),
        told_private(tmp_path / "公", record(1), record(2), private=False),
    ]
    for pack in packs if first else reversed(packs):
        result = take(ours, pack)
        assert result.refused == 0
    (fork,) = forks(ours)
    assert fork.open and len(fork.branches) == 2 and fork.private is first
    if first:
        chosen = next(one for one in fork.branches if not one.counts)
        ours.do(lambda ledger: settle_fork(ledger, fork, chosen, ours.moment))
    assert [row[5] for row in ours.records() if row[1] == ORIGIN] == ["note", "note"]
    assert ORIGIN.hex() in [part["id"] for part in parts(ours.export())[0]["origins"]]
    assert "甲某" not in "".join(map(str, parts(ours.export(with_contacts=True))[1]))
    assert check_ledger(ours.path).problems == ()
    assert ours.projections() == ours.projections(rebuilt=True)
    again = take(ours, packs[1])
    assert (again.new, again.refused) == (0, 0)


@both_ways
def test_what_goes_on_otherwise_is_refused_and_the_rest_of_the_pack_comes(
    ours: Laptop, tmp_path: Path, take: Take
) -> None:
    note(ours, "自己的")
    take(ours, told_private(tmp_path / "公", record(1), private=False))
    personal = record(2, kind="contact_set", body=CONTACT, task_no=None)
    lines, head = chained([record(1), personal])
    other, other_head = chained(
        [record(1, NOTE | {"text": "别的"}, id=record_id(number=77).hex())], bytes(16)
    )
    mixed = write_pack(tmp_path / "混", [*lines, *other], head)
    header, all_lines = parts(mixed)
    entry = header["origins"][0]
    header["origins"] = [
        entry | {"private": True, "last": 2},
        entry | {"id": bytes(16).hex(), "last": 1, "head": other_head.hex()},
    ]
    result = take(ours, pack_of(tmp_path / "混二", header, all_lines))
    assert (result.new, result.set_aside) == (1, 0)
    assert "登记前后不符" in reasons(result) and "照常合并" in reasons(result)
    ours.moment += timedelta(days=1)
    assert take(ours, told_private(tmp_path / "又", record(1), record(2), private=False)).new == 1
    assert check_ledger(ours.path).problems == ()
