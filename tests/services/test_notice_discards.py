"""Drafts that are thrown away: by a record, to be restored, also where another laptop issued them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import FixedClock
from support.exchange import Laptop

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import DISCARDED, NoticeState
from huaian_tui.services.notice_discards import NO_LONGER_NEEDED, discard_drafts, restore_draft
from huaian_tui.services.notices import (
    Frozen,
    NoticeDraft,
    record_draft,
    record_issue,
    withdraw_notice,
    withdraw_notices,
)
from huaian_tui.services.undo import undo, undo_of
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.queries.notices import read_notice

TODAY = date(2026, 11, 22)
DRAFT = NoticeDraft("reminder", "催办单", ("市财政局",), TODAY, '{"of": "draft"}')


def drafted(ledger: Ledger, title: str = "催办单") -> bytes:
    return record_draft(ledger, replace(DRAFT, title=title))


def issue(ledger: Ledger, notice: bytes) -> None:
    record_issue(ledger, notice, "淮数督", TODAY, lambda *_: Frozen("{}", {"txt": "0"}))


def test_a_draft_is_thrown_away_and_restored(
    ledger: Ledger, reader: sqlite3.Connection, ledger_path: Path
) -> None:
    notice = drafted(ledger)
    discard_drafts(ledger, [notice], "", TODAY)
    row = read_notice(reader, notice)
    assert (row.state, row.standing, row.withdrawn) == (NoticeState.WITHDRAWN, DISCARDED, NO_LONGER_NEEDED)
    with pytest.raises(HuaianError, match="已丢弃"):
        discard_drafts(ledger, [notice], "", TODAY)
    with pytest.raises(HuaianError, match="不能再改") as refused:
        record_draft(ledger, DRAFT, notice)
    assert refused.value.message == "已丢弃"
    restore_draft(ledger, notice, "", TODAY)
    assert read_notice(reader, notice).standing == NoticeState.DRAFT
    discard_drafts(ledger, [notice], "又不用了", TODAY)
    assert read_notice(reader, notice).withdrawn == "又不用了"
    assert check_ledger(ledger_path).problems == ()


def test_a_withdrawn_draft_is_thrown_away_and_an_issued_paper_is_withdrawn(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    draft, paper = drafted(ledger), drafted(ledger, "已发的")
    issue(ledger, paper)
    with pytest.raises(HuaianError, match="不能丢弃"):
        discard_drafts(ledger, [draft, paper], "", TODAY)
    assert read_notice(reader, draft).standing == NoticeState.DRAFT, "all or none"
    withdraw_notices(ledger, [draft, paper], "发错", TODAY)
    assert read_notice(reader, draft).standing == DISCARDED
    assert read_notice(reader, paper).standing == NoticeState.WITHDRAWN
    with pytest.raises(HuaianError, match="不能恢复"):
        restore_draft(ledger, paper, "", TODAY)
    with pytest.raises(HuaianError, match="不能撤回"):
        undo(ledger, [ledger.written[-1]], "误操作", TODAY)


def test_undo_throws_a_draft_away_and_brings_back_what_was_thrown_away(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    notice = drafted(ledger)
    record_draft(ledger, replace(DRAFT, title="改后"), notice)
    assert undo_of(reader, [ledger.written[-1]], TODAY).lines == ("恢复修改前的草稿：催办单 市财政局：改后",)
    with pytest.raises(HuaianError, match="不能撤回"):
        undo(ledger, [notice], "误操作", TODAY)
    undo(ledger, [ledger.written[-1]], "误操作", TODAY)
    assert read_notice(reader, notice).title == "催办单"
    other = drafted(ledger, "另一份")
    undo(ledger, [other], "拟错了", TODAY)
    assert (read_notice(reader, other).standing, read_notice(reader, other).withdrawn) == (
        DISCARDED,
        "拟错了",
    )
    undo(ledger, [ledger.written[-1]], "误操作", TODAY)
    assert read_notice(reader, other).standing == NoticeState.DRAFT
    issue(ledger, other)
    with pytest.raises(HuaianError, match="不能撤回"):
        undo(ledger, [other], "误操作", TODAY)


def test_past_days_show_what_stood_then(ledger: Ledger, ledger_path: Path, clock: FixedClock) -> None:
    notice = drafted(ledger)
    days = [clock.today + timedelta(days=step) for step in range(3)]
    clock.go_to(days[1])
    discard_drafts(ledger, [notice], "", days[1])
    clock.go_to(days[2])
    restore_draft(ledger, notice, "", days[2])
    found = []
    for day in days:
        with closing(open_reader_as_of(ledger_path, day)) as then:
            found.append(read_notice(then, notice).standing)
    assert found == [NoticeState.DRAFT, DISCARDED, NoticeState.DRAFT]


@pytest.fixture
def both(seeded_file: Path, tmp_path: Path) -> tuple[Laptop, Laptop]:
    return Laptop(seeded_file, tmp_path, "甲"), Laptop(seeded_file, tmp_path, "乙")


def test_what_another_laptop_issued_is_out(both: tuple[Laptop, Laptop]) -> None:
    ours, theirs = both
    with ours.ledger() as ledger:
        notice = drafted(ledger)
    theirs.take(ours.export())
    with theirs.ledger() as ledger:
        issue(ledger, notice)
    with ours.ledger() as ledger:
        discard_drafts(ledger, [notice], "", TODAY)
    ours.take(theirs.export())
    theirs.take(ours.export())
    for laptop in both:
        with closing(open_reader_as_of(laptop.path, None)) as reader:
            assert read_notice(reader, notice).standing == NoticeState.ISSUED
        with laptop.ledger() as ledger:
            if laptop is ours:
                withdraw_notice(ledger, notice, "不该发", TODAY)
                assert read_notice(ledger.connection, notice).standing == NoticeState.WITHDRAWN
        assert check_ledger(laptop.path).problems == ()


def test_thrown_away_on_two_laptops_is_restored_at_once(both: tuple[Laptop, Laptop]) -> None:
    ours, theirs = both
    with ours.ledger() as ledger:
        notice = drafted(ledger)
    theirs.take(ours.export())
    for laptop in both:
        with laptop.ledger() as ledger:
            discard_drafts(ledger, [notice], "", TODAY)
    ours.take(theirs.export())
    with ours.ledger() as ledger:
        restore_draft(ledger, notice, "", TODAY)
        assert read_notice(ledger.connection, notice).standing == NoticeState.DRAFT
    theirs.take(ours.export())
    with closing(open_reader_as_of(theirs.path, None)) as reader:
        assert read_notice(reader, notice).standing == NoticeState.DRAFT
