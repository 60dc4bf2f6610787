"""Reading: an older search ends when a newer one is asked for; a past day is folded once; another day."""

from __future__ import annotations

import sqlite3
import threading
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.ledger_screens import WIDE, add, settle
from support.tui import TODAY, frame, type_text

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.store.engine import as_of
from huaian_tui.store.queries.notes import find_notes
from huaian_tui.store.search.search_terms import SearchQuery
from huaian_tui.tui.app import HuaianApp
from huaian_tui.tui.areas.search import found as search_found
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.session import LedgerSession
from huaian_tui.tui.threads.reader import LedgerReader, Outdated

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + nap() FROM n) SELECT count(*) FROM n"


def nap() -> int:
    """One, after a moment in which others have the processor."""
    time.sleep(0.002)
    return 1


def endless(connection: sqlite3.Connection) -> Any:
    """A search that never comes to an end by itself."""
    connection.create_function("nap", 0, nap)
    return connection.execute(ENDLESS).fetchone()


def test_a_running_search_ends_when_a_newer_one_is_asked_for(ledger_path: Path) -> None:
    reader = LedgerReader(ledger_path, None)
    turn = reader.next_turn("find")
    ended: list[Exception] = []

    def search() -> None:
        try:
            reader.read(endless, turn)
        except Outdated as error:
            ended.append(error)

    thread = threading.Thread(target=search)
    thread.start()
    time.sleep(0.1)
    assert thread.is_alive()
    reader.next_turn("detail")
    time.sleep(0.05)
    assert thread.is_alive(), "another group does not concern it"
    newer = reader.next_turn("find")
    thread.join(60)
    assert not thread.is_alive() and len(ended) == 1
    assert reader.read(lambda c: c.execute("SELECT 1").fetchone(), newer) == (1,)


def test_a_search_between_two_statements_ends_too(ledger_path: Path) -> None:
    reader = LedgerReader(ledger_path, None)
    turn = reader.next_turn("find")

    def work(connection: sqlite3.Connection) -> None:
        connection.execute("SELECT 1").fetchone()
        reader.next_turn("find")  # nothing runs at this moment that could be interrupted
        endless(connection)

    with pytest.raises(Outdated):
        reader.read(work, turn)


def test_what_the_ledger_refuses_is_still_said(ledger_path: Path) -> None:
    reader = LedgerReader(ledger_path, None)
    with pytest.raises(StoreRefused):
        reader.read(lambda c: c.execute("SELECT * FROM no_such_table"), reader.next_turn("find"))


def _count(connection: sqlite3.Connection) -> int:
    return len(find_notes(connection, task_no=1))


def test_the_connection_is_kept_until_anybody_writes(ledger_path: Path) -> None:
    session, used = LedgerSession(ledger_path, "张三", today=TODAY), list[sqlite3.Connection]()

    def read(connection: sqlite3.Connection) -> int:
        used.append(connection)
        return _count(connection)

    assert [session.read(read), session.read(read)] == [0, 0]
    assert used[0] is used[1]
    add(ledger_path, 1, "另一个程序写的")
    assert [session.read(read), session.read(read)] == [1, 1]
    assert used[1] is not used[2] is used[3]
    session.close()
    assert not ledger_path.with_name(f"{ledger_path.name}-wal").exists()


def test_a_reading_at_the_same_time_has_a_connection_of_its_own(ledger_path: Path) -> None:
    session = LedgerSession(ledger_path, "张三", today=TODAY)
    inner = session.read(lambda c: session.read(lambda other: (c is other, _count(other))))
    assert inner == (False, 0)
    session.close()


def test_a_statement_that_was_left_unfinished_shows_no_former_state(ledger_path: Path) -> None:
    """It keeps its connection at the moment at which it began."""
    session, left = LedgerSession(ledger_path, "张三", today=TODAY), list[sqlite3.Cursor]()
    session.read(lambda c: left.append(c.execute("SELECT no FROM task")))
    assert left[0].fetchone() is not None
    add(ledger_path, 1, "另一个程序写的")
    assert session.read(_count) == 1
    session.close()


async def test_typing_on_ends_the_search_for_what_was_typed_before(
    ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first letter's search would never end; the second's answer stands."""
    add(ledger_path, 1, "涟水县的记录")
    add(ledger_path, 2, "别的")
    asked: list[str] = []
    find = search_found.find

    def slow_find(connection: sqlite3.Connection, query: SearchQuery, *more: Any, **named: Any) -> Any:
        asked.append(query.text)
        if query.text == "涟":
            endless(connection)
        return find(connection, query, *more, **named)

    monkeypatch.setattr(search_found, "find", slow_find)
    app = HuaianApp(LedgerSession(ledger_path, "张三", today=TODAY))
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("f7")
        await settle(pilot)
        await pilot.press("ctrl+f")
        await type_text(pilot, "涟")
        await pilot.pause(0.1)
        await type_text(pilot, "水")
        await settle(pilot)
        assert asked[-2:] == ["涟", "涟水"]
        assert app.screen.query_one(VirtualList).cursor_key == "unit:涟水县"
        assert "记录 1 条" in frame(app)
        assert "没能" not in frame(app) and len(app.screen_stack) == 1


# ---------------------------------------------------------------------- a past day


def test_a_past_day_is_opened_once_for_all_readings(
    ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(ledger_path, 1, "早先的")
    opened: list[int] = []
    allow_apart = as_of.allow_apart
    monkeypatch.setattr(as_of, "allow_apart", lambda c: (opened.append(1), allow_apart(c))[1])
    day = date.today() + timedelta(days=1)  # noqa: DTZ011 - records bear the real time
    session = LedgerSession(ledger_path, "张三", as_of=day)
    found: list[int] = []

    def read() -> None:
        for _ in range(20):
            found.append(len(session.read(lambda c: find_notes(c, task_no=1))))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1] * 80
    assert len(opened) == 1
    add(ledger_path, 1, "另一个程序并入的")
    assert len(session.read(lambda c: find_notes(c, task_no=1))) == 2
    assert len(opened) == 2
    session.close()
    assert len(session.read(lambda c: find_notes(c, task_no=1))) == 2, "a late reading opens its own"


def test_a_search_in_the_past_does_not_keep_the_others_waiting(ledger_path: Path) -> None:
    session = LedgerSession(ledger_path, "张三", as_of=TODAY)
    turn = session.next_turn("find")
    thread = threading.Thread(target=lambda: pytest.raises(Outdated, session.read, endless, turn))
    thread.start()
    time.sleep(0.1)
    session.next_turn("find")
    assert session.read(lambda c: c.execute("SELECT count(*) FROM task").fetchone()) == (60,)
    thread.join()
    session.close()


# ---------------------------------------------------------------------- another day


class MovableDay(LedgerSession):
    """A session whose day a test moves, as midnight does."""

    day = TODAY

    @property
    def today(self) -> date:
        return self.day


async def test_past_midnight_the_screens_count_from_the_new_day(ledger_path: Path) -> None:
    session = MovableDay(ledger_path, "张三")
    app = HuaianApp(session)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("f3")
        await settle(pilot)
        await pilot.press("f4")
        await settle(pilot)
        assert "691天" in frame(app) and "2026-11-22" in frame(app)
        session.day = TODAY + timedelta(days=1)
        app.load_if_changed()
        await settle(pilot)
        assert "692天" in frame(app) and "2026-11-23" in frame(app)
        session.day = TODAY + timedelta(days=2)
        await pilot.press("f3")
        await settle(pilot)
        assert "693天" in frame(app), "a screen that comes forward sees the day itself"
