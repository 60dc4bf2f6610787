"""A kind that stands in one file goes all the way: appended, folded, found, shown, exchanged, taken back."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from support import made_up_kind
from support.exchange import Laptop, forged, record, refused

from huaian_tui.domain.errors import HuaianError
from huaian_tui.exchange.merging.body_check import BodyRefused, check_body
from huaian_tui.ledger.kinds.kind import Kind
from huaian_tui.ledger.kinds.registry import KINDS
from huaian_tui.ledger.record import RecordKind
from huaian_tui.services.undo import undo, undo_of
from huaian_tui.store.engine import fold, shipped_schema
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.engine.connection import transaction
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.migrations import newest_version
from huaian_tui.store.engine.opening import open_reader, open_writer
from huaian_tui.store.queries import time_line
from huaian_tui.store.search.filters import Vocabulary, kind_filter, offers
from huaian_tui.store.search.find_records import search_records
from huaian_tui.store.search.search_terms import SearchQuery
from huaian_tui.tui.areas.notes.text import event_line
from huaian_tui.tui.areas.search.detail import read_facts
from huaian_tui.tui.areas.search.record_text import record_detail, why_not_corrected

TODAY = date(2026, 11, 22)
ROW = ("市财政局", "2026-11-20", 2, "台账已经建好")


@pytest.fixture(autouse=True)
def visits() -> Iterator[Kind]:
    assert "visit" not in set(RecordKind), "no member of the enumeration is needed"
    with made_up_kind.registered() as kind:
        yield kind
    assert "visit" not in KINDS


@pytest.fixture(params=[False, True], ids=["folded", "kept"])
def past(request: pytest.FixtureRequest) -> bool:
    """Whether the kind's past is kept in a table, or folded when it is asked for."""
    return bool(request.param)


@pytest.fixture
def with_table(seeded_file: Path, tmp_path: Path, past: bool, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A seeded ledger with the table of the kind, as a version that ships it would make it."""
    path = Path(shutil.copyfile(seeded_file, tmp_path / "with-table.db"))
    made_up_kind.migrate(path, past=past)
    with closing(sqlite3.connect(path)) as connection:
        digest = shipped_schema.schema_digest(connection)
    monkeypatch.setitem(shipped_schema.DIGESTS, newest_version(), digest)
    return path


@pytest.fixture
def laptop(with_table: Path, tmp_path: Path) -> Callable[[str], Laptop]:
    return lambda officer: Laptop(with_table, tmp_path, officer)


def visit(laptop: Laptop, **parts: str) -> bytes:
    def append(ledger: Ledger) -> bytes:
        with ledger.action() as action:
            return action.append(made_up_kind.entry(**parts))

    identity: bytes = laptop.do(append)
    return identity


def rows(path: Path, as_of: date | None = None) -> list[Any]:
    with closing(open_reader_as_of(path, as_of)) as connection:
        return connection.execute("SELECT id, unit, day, hosts, found FROM visit ORDER BY id").fetchall()


def test_it_is_appended_and_folded_with_its_table(laptop: Callable[[str], Laptop]) -> None:
    ours = laptop("张三")
    identity = visit(ours)
    assert rows(ours.path) == [(identity, *ROW)]
    assert rows(ours.path, date(2026, 11, 1)) == [], "as of a day before"
    assert rows(ours.path, TODAY) == [(identity, *ROW)]
    assert ours.records()[-1][5] == "visit"


def test_a_past_day_shows_what_was_taken_back_later(laptop: Callable[[str], Laptop], past: bool) -> None:
    ours, theirs = laptop("张三"), laptop("乙")
    identity = visit(ours)
    ours.moment += timedelta(days=3)
    ours.do(lambda ledger: undo(ledger, [identity], "误录", ours.moment.date()))
    theirs.moment = ours.moment
    theirs.take(ours.export())
    for one in (ours, theirs):
        seen = [rows(one.path, TODAY + timedelta(days=days)) for days in (-1, 0, 2, 3, 9)]
        assert seen == [[], [(identity, *ROW)], [(identity, *ROW)], [], []]
    assert ("visit_past" in ours.pasts()) is past
    assert ours.pasts() == theirs.pasts()
    with closing(open_writer(theirs.path)) as connection, transaction(connection):
        fold.rebuild(connection)
    assert theirs.pasts() == ours.pasts()


def test_a_rebuild_and_the_check_know_its_table(laptop: Callable[[str], Laptop], past: bool) -> None:
    ours = laptop("张三")
    identity = visit(ours)
    assert check_ledger(ours.path).problems == ()
    with closing(open_writer(ours.path)) as connection:
        if past:
            connection.execute("INSERT INTO visit_past SELECT id, unit, day, hosts, found, 1, 2 FROM visit")
            assert "汇总表 visit_past 与记录不一致" in check_ledger(ours.path).problems
        connection.execute("UPDATE visit SET hosts = 9")
        assert "汇总表 visit 与记录不一致" in check_ledger(ours.path).problems
        with transaction(connection):
            fold.rebuild(connection)
    assert rows(ours.path) == [(identity, *ROW)]


def test_it_is_searched_by_words_by_kind_and_by_unit(laptop: Callable[[str], Laptop]) -> None:
    ours = laptop("张三")
    identity = visit(ours).hex()
    with closing(open_reader(ours.path)) as connection:
        for query in (
            SearchQuery("建好"),
            SearchQuery("甲"),
            SearchQuery("", kind="visit"),
            SearchQuery("台账", unit="市财政局", kind="visit"),
        ):
            hits = search_records(connection, query, 10, None, TODAY).hits
            assert [(hit.key, hit.kind) for hit in hits] == [(identity, "visit")], query
        assert search_records(connection, SearchQuery("东侧门"), 10, None, TODAY).hits == ()
    for word in ("走访", "zf", "上门"):
        assert kind_filter("visit") in offers(word, TODAY, Vocabulary())


def test_it_is_shown_in_a_line_and_in_full(laptop: Callable[[str], Laptop]) -> None:
    ours = laptop("张三")
    identity = visit(ours)
    with closing(open_reader(ours.path)) as connection:
        (event,) = time_line.of_task(connection, 2)
        facts = read_facts(connection, TODAY, identity)
    assert event_line(event).plain.startswith("2026-11-20  走访  走访市财政局：台账已经建好")
    shown = record_detail(facts).plain
    assert shown.startswith("走访\n")
    assert all(part in shown for part in ("走访单位", "甲、乙", "所见", "台账已经建好"))
    assert "它是走访，只增不改" in why_not_corrected(facts).one_line()


def test_two_laptops_exchange_it_in_packs(laptop: Callable[[str], Laptop]) -> None:
    ours, theirs = laptop("张三"), laptop("乙")
    first = visit(ours)
    second = visit(theirs, unit="市数据局", found="走到第二家")
    ours.take(theirs.export())
    theirs.take(ours.export())
    assert ours.everything() == theirs.everything()
    assert {row[0] for row in rows(ours.path)} == {first, second}
    assert ours.projections() == ours.projections(rebuilt=True)


def test_what_comes_from_elsewhere_is_checked_as_it_declares(
    laptop: Callable[[str], Laptop], tmp_path: Path
) -> None:
    ours = laptop("张三")
    body = dict(made_up_kind.entry().body)
    told = {"kind": "visit", "body": body}
    check_body("visit", body)
    for wrong in (body | {"found": " "}, body | {"hosts": "甲"}, {"unit": "市财政局", "found": "好"}):
        with pytest.raises(BodyRefused):
            check_body("visit", wrong)
    unknown = forged(tmp_path / "单位", record(**told | {"body": body | {"unit": "../没有这个单位"}}))
    assert "单位名称含有不能用的字符" in refused(ours, unknown).message
    assert "缺少日期" in refused(ours, forged(tmp_path / "日期", record(**told, occurred_on=None))).message
    ours.take(forged(tmp_path / "好", record(**told)))
    assert [row[1] for row in rows(ours.path)] == ["市财政局"]


def test_it_is_taken_back_by_a_record_that_says_so(laptop: Callable[[str], Laptop]) -> None:
    ours, theirs = laptop("张三"), laptop("乙")
    identity = visit(ours)
    with closing(open_reader(ours.path)) as connection:
        said = undo_of(connection, [identity], TODAY)
    assert said.lines == ("撤回第2项 2026-11-20 的走访：走访市财政局：台账已经建好",)
    ours.do(lambda ledger: undo(ledger, [identity], "误录", TODAY))
    assert rows(ours.path) == []
    with closing(open_reader(ours.path)) as connection, pytest.raises(HuaianError, match="已撤回"):
        undo_of(connection, [identity], TODAY)
    theirs.take(ours.export())
    assert rows(theirs.path) == []
    assert theirs.projections() == theirs.projections(rebuilt=True)


def test_a_program_without_it_keeps_the_record_as_a_newer_one(laptop: Callable[[str], Laptop]) -> None:
    ours, theirs = laptop("张三"), laptop("乙")
    identity = visit(ours)
    pack = ours.export()
    with unknown():
        theirs.take(pack)
        assert [one[0] for one in theirs.records()] == [identity]
        assert rows(theirs.path) == []
        with closing(open_reader(theirs.path)) as connection:
            (event,) = time_line.of_task(connection, 2)
            assert event.gist == "较新版本的记录（visit）"
            with pytest.raises(HuaianError, match="不能这样撤回"):
                undo_of(connection, [identity], TODAY)
    with closing(open_writer(theirs.path)) as connection, transaction(connection):
        fold.rebuild(connection)
    assert rows(theirs.path) == [(identity, *ROW)]


@contextmanager
def unknown() -> Iterator[None]:
    """As in a program that does not have the kind."""
    kind = KINDS.pop("visit")
    try:
        yield
    finally:
        KINDS["visit"] = kind
