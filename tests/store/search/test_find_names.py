"""Searching names: Chinese parts, pinyin, initials, heteronyms; ranks, filters, past days."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Any

import pytest
from conftest import FixedClock
from support.hostile import HOSTILE

from huaian_tui.domain.rules.lights import Light
from huaian_tui.services.decisions import set_milestone
from huaian_tui.services.notices import NoticeDraft, record_draft
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.search import find_names as named
from huaian_tui.store.search.find_records import search_names
from huaian_tui.store.search.search_terms import Place, SearchQuery

TODAY = date(2026, 11, 22)


def found(
    connection: sqlite3.Connection, text: str = "", limit: int = 50, **filters: Any
) -> list[tuple[Place, str]]:
    hits = search_names(connection, TODAY, SearchQuery(text, **filters), limit)
    return [(hit.place, hit.key) for hit in hits]


@pytest.mark.parametrize("typed", ["市财政局", "财政局", "czj", "caizheng", "ＣＺＪ"])
def test_a_unit_is_first_by_name_pinyin_and_initials(reader: sqlite3.Connection, typed: str) -> None:
    assert found(reader, typed)[0] == (Place.UNIT, "市财政局")


@pytest.mark.parametrize(
    "query",
    [
        SearchQuery("数据"),
        SearchQuery("sj"),
        SearchQuery("数据", unit="市财政局"),
        SearchQuery(light=Light.OVERDUE),
    ],
)
def test_a_moment_that_is_over_at_once_says_that_there_is_more(
    reader: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, query: SearchQuery
) -> None:
    """However slow a machine is, the whole answer is the same, and a part of it is not taken for it."""
    whole = search_names(reader, TODAY, query, 500)
    monkeypatch.setattr(named, "MOMENT_SECONDS", 60.0)
    assert named.names_at_once(reader, TODAY, query, 500) == named.NamesAtOnce(tuple(whole), complete=True)
    monkeypatch.setattr(named, "MOMENT_SECONDS", -1.0)
    first = named.names_at_once(reader, TODAY, query, 500)
    assert not first.complete and len(first.hits) < len(whole)
    assert search_names(reader, TODAY, query, 500) == whole


def test_milestones_and_notices_are_found_from_when_they_are_recorded(
    ledger: Ledger, reader: sqlite3.Connection
) -> None:
    made = set_milestone(ledger, 7, "重庆会计座谈", date(2027, 1, 31), "交办")
    notice = record_draft(ledger, NoticeDraft("circular", "单县督查通报", ("市财政局",), TODAY, "{}"))
    for typed in ("重庆", "庆会", "cq", "zq", "kj", "hj", "kuaiji", "chongqing", "cqkjzt", "座"):
        assert (Place.MILESTONE, made) in found(reader, typed, kind="milestone"), typed
    for typed in ("单县", "sx", "dx", "danxian", "shanxian", "督查 sx"):
        assert (Place.NOTICE, notice.hex()) in found(reader, typed), typed
    record_draft(ledger, NoticeDraft("circular", "改名", (), TODAY, "{}"), notice)
    assert found(reader, "单县") == []
    assert found(reader, "改名") == [(Place.NOTICE, notice.hex())]


def test_the_number_and_what_begins_so_come_first(reader: sqlite3.Connection) -> None:
    assert found(reader, "45")[0] == (Place.TASK, "45")
    assert found(reader, "45-1")[0] == (Place.MILESTONE, "45-1")
    text = reader.execute("SELECT text FROM task WHERE no = 12").fetchone()[0]
    assert found(reader, text[:6])[0] == (Place.TASK, "12")
    assert len(found(reader, "数据", limit=5)) == 5
    assert found(reader, "没有这样的事") == found(reader) == []


def test_filters_of_names(ledger: Ledger, reader: sqlite3.Connection) -> None:
    own = {int(key) for place, key in found(reader, "数据", limit=500, unit="市财政局", kind="task")}
    concerned = {row[0] for row in reader.execute("SELECT task_no FROM task_unit WHERE unit = '市财政局'")}
    assert own and own <= concerned | {
        row[0]
        for row in reader.execute(
            "SELECT task_no FROM task_unit JOIN group_member ON group_name = task_unit.unit "
            "WHERE group_member.unit = '市财政局' AND certain"
        )
    }
    assert {place for place, _ in found(reader, light=Light.OVERDUE)} <= {Place.TASK, Place.MILESTONE}
    for hit in search_names(reader, TODAY, SearchQuery("数据", light=Light.OVERDUE), 100):
        assert hit.kind == "overdue"
    for hit in search_names(reader, TODAY, SearchQuery(since=TODAY, until=date(2026, 12, 31)), 100):
        assert hit.place is Place.MILESTONE and "2026-11-22" <= hit.day <= "2026-12-31"
    assert found(reader, "数据", method="听取汇报") == found(reader, "数据", officer="张三") == []
    assert found(reader, "数据", kind="note") == found(reader, "数据", kind="record") == []
    notice = record_draft(ledger, NoticeDraft("circular", "数据通报", ("市财政局",), TODAY, "{}"))
    assert found(reader, "数据", officer="张三") == [(Place.NOTICE, notice.hex())]


def test_as_of_a_past_day_names_are_those_of_then(ledger: Ledger, clock: FixedClock) -> None:
    clock.go_to(date(2026, 3, 1))
    notice = record_draft(ledger, NoticeDraft("circular", "三月通报", (), date(2026, 3, 1), "{}"))
    clock.go_to(date(2026, 5, 1))
    record_draft(ledger, NoticeDraft("circular", "五月通报", (), date(2026, 5, 1), "{}"), notice)
    set_milestone(ledger, 7, "五月座谈", date(2027, 1, 31), "交办")
    then = open_reader_as_of(ledger.path, date(2026, 4, 1))
    assert found(then, "三月通报") == [(Place.NOTICE, notice.hex())]
    assert found(then, "五月") == found(then, "五月", light=Light.ON_TRACK) == []
    then.close()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_harms_nothing(reader: sqlite3.Connection, text: str) -> None:
    for hit in search_names(reader, TODAY, SearchQuery(text)):
        assert hit.title


@pytest.mark.parametrize("typed", ["12", "第12项", "第２项 ", "第 12 项", "12号", "第十二项"])
def test_a_number_in_words_finds_its_task_first(reader: sqlite3.Connection, typed: str) -> None:
    number = "2" if "２" in typed else "12"
    hit = search_names(reader, TODAY, SearchQuery(typed))[0]
    assert (hit.place, hit.key) == (Place.TASK, number)
    assert find_tasks(reader, TODAY, TaskFilter(text=typed)) == [int(number)]
