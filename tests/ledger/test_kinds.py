"""The list of kinds: each is whole, and what names another kind names one that is there."""

from __future__ import annotations

import pytest

from huaian_tui.ledger.kinds.kind import By, FieldType, Kind, Subject
from huaian_tui.ledger.kinds.registry import KINDS, deciding, kind_title, of_milestones, tables, thing_of
from huaian_tui.ledger.record import RecordKind


def test_every_name_is_a_kind_with_a_title_of_its_own() -> None:
    assert set(KINDS) >= set(RecordKind)
    assert all(name == kind.name and kind.title for name, kind in KINDS.items())
    assert len({kind.title for kind in KINDS.values()}) == len(KINDS)


def test_decisions_are_those_of_milestones() -> None:
    assert set(deciding()) == {one for one in RecordKind if one.value.startswith("milestone_")}
    assert RecordKind.READING not in deciding()
    assert set(of_milestones()) - set(deciding()) == {RecordKind.CORRECTION, RecordKind.RETRACTION}


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_each_kind_is_whole(kind: Kind) -> None:
    names = [field.name for field in kind.fields]
    assert len(set(names)) == len(names)
    assert all(
        (field.type in (FieldType.GROUP, FieldType.GROUPS)) == bool(field.parts) for field in kind.fields
    )
    assert {kind.corrected_by, kind.taken_back_by} - {""} <= KINDS.keys()
    assert bool(kind.undo) != bool(kind.other_way), "taken back here, or said where instead"
    assert kind.makes or kind.joins, "what follows from nothing is seen nowhere"
    for projection in kind.makes:
        assert bool(projection.key_field) == (projection.by is By.KEY)
        assert all(table.key in table.columns for table in projection.tables)
    if kind.decides:
        assert kind.subject is Subject.MILESTONE and kind.renames == "milestone"


def test_each_table_follows_from_one_projection_or_tells_its_rows_apart() -> None:
    keys = [(table.name, table.key) for table in tables()]
    assert len(set(keys)) == len(keys), "the rows of one thing are taken away by its key alone"
    for name in {name for name, _ in keys}:
        assert len({table.columns for table in tables() if table.name == name}) == 1


def test_what_joins_belongs_to_the_record_it_names() -> None:
    own, other = bytes(15) + b"\x01", bytes(15) + b"\x02"
    assert thing_of(RecordKind.CORRECTION, own, other) == other
    assert thing_of(RecordKind.NOTICE_DRAFT, own, None) == own
    assert thing_of(RecordKind.REPLY, own, other) == own
    assert thing_of(RecordKind.MILESTONE_EXTEND, own, other) == own
    assert thing_of("teleport", own, other) == own


def test_a_kind_of_a_newer_program_has_no_title_here() -> None:
    assert kind_title("teleport", "其他记录") == "其他记录"
