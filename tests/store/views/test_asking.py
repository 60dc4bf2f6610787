"""A question reads the views and nothing else, in bounded time and size; a wrong one is told in one line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from huaian_tui.domain.errors import HuaianError
from huaian_tui.store.engine.as_of import reading
from huaian_tui.store.views.asking import MOST_MEMORY, MOST_STATEMENT, Answer, Bounds, ask
from huaian_tui.store.views.statement import renamed

TODAY = date(2026, 11, 22)
ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "
Ask = Callable[..., Answer]


@pytest.fixture(params=[None, date(2026, 3, 1)], ids=["now", "then"])
def asked(ledger_path: Path, request: pytest.FixtureRequest) -> Ask:
    """Asks one question of the seeded ledger, of now or as of a past day."""

    def one(statement: str, seconds: float = 10, rows: int = 1000) -> Answer:
        with reading(ledger_path, request.param) as connection:
            return ask(connection, statement, TODAY, None, Bounds(seconds, rows))

    return one


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) FROM v_task",
        "WITH late AS (SELECT * FROM v_milestone WHERE light = 'overdue') SELECT count(*) FROM late",
        "SELECT t.no, m.title FROM v_task AS t JOIN v_milestone AS m USING (task_key)",
        "SELECT value FROM json_each('[1, 2]')",
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM v_note) OR 1",
        "VALUES (1), (2)",
        f"{ENDLESS} SELECT x FROM c LIMIT 3",
        "SELECT plan, task, unit AS note FROM (SELECT 1 AS plan, 2 AS task, 3 AS unit);",
        "-- 逾期\nSELECT 'v_task AS (' AS text /* ; */",
        "EXPLAIN QUERY PLAN SELECT * FROM v_unit",
    ],
)
def test_what_may_be_asked(asked: Ask, statement: str) -> None:
    assert asked(statement).rows


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM record",
        "SELECT person, phone FROM contact",
        "SELECT count(*) FROM contact",
        "SELECT no FROM v_task UNION SELECT body FROM main.record",
        "SELECT (SELECT body FROM record LIMIT 1)",
        "WITH mine AS (SELECT body FROM record) SELECT * FROM mine",
        "WITH v_task AS (SELECT body FROM record) SELECT * FROM v_task",
        'WITH "V_Task"(a) AS NOT MATERIALIZED (SELECT body FROM record) SELECT a FROM V_TASK',
        "WITH [record] AS/**/(SELECT * FROM main.record) SELECT body FROM record",
        "WITH 'own_held' AS (SELECT body AS b FROM record) SELECT b FROM own_held",
        "WITH v_task \ufeff AS (SELECT body FROM record) SELECT * FROM v_task",
        """WITH v_task(")") AS (SELECT body FROM record) SELECT * FROM v_task""",
        "WITH v_task(a, [)], `)`) AS (SELECT body, 1, 2 FROM record) SELECT a FROM v_task",
        "SELECT * FROM main.v_task",
        "SELECT * FROM search_said",
        "SELECT * FROM sqlite_master",
        "SELECT * FROM pragma_table_info('task')",
        "SELECT * FROM dbstat",
        "SELECT load_extension('x')",
        "SELECT fts3_tokenizer('x')",
        "PRAGMA query_only = OFF",
        "ATTACH 'other.db' AS other",
        "VACUUM INTO 'copy.db'",
        "DELETE FROM record",
        "UPDATE v_task SET no = 1",
        "INSERT INTO note SELECT * FROM note",
        "CREATE TEMP TABLE mine AS SELECT 1",
        "CREATE TEMP VIEW v_task AS SELECT body FROM record",
        "DROP VIEW v_task",
        "BEGIN",
        "REINDEX",
        "ANALYZE",
        "SELECT 1; SELECT 2",
        "SELEC 1",
        "SELECT nothing FROM v_task",
        "SELECT * FROM v_nothing",
        "SELECT ?",
        "",
        " ; -- nothing",
        "SELECT 1\0",
        f"SELECT '{'x' * MOST_STATEMENT}'",
        "SELECT zeroblob(100000000)",
        "SELECT abs(-9223372036854775808)",
    ],
)
def test_what_may_not(asked: Ask, statement: str) -> None:
    with pytest.raises(HuaianError) as refused:
        asked(statement)
    line = refused.value.one_line()
    assert "\n" not in line and line.endswith("。")


def test_a_wrong_name_is_answered_with_those_there_are(asked: Ask) -> None:
    with pytest.raises(HuaianError) as refused:
        asked("SELECT dew FROM v_milestone")
    assert "no such column: dew" in refused.value.message
    assert "due、original_due" in refused.value.one_line()
    with pytest.raises(HuaianError) as refused:
        asked("SELECT due FROM v_milestones")
    assert "v_milestone" in refused.value.one_line()


def test_what_takes_too_long_is_ended(asked: Ask) -> None:
    with pytest.raises(HuaianError) as refused:
        asked(f"{ENDLESS} SELECT max(x) FROM c", seconds=0.2)
    assert "0.2 秒" in refused.value.message
    assert asked("SELECT 1").rows == [(1,)]


def test_memory_is_bounded(ledger_path: Path) -> None:
    with reading(ledger_path) as connection:
        ask(connection, "SELECT 1", TODAY, None, Bounds())
        assert connection.execute("PRAGMA hard_heap_limit").fetchone() == (MOST_MEMORY,)


def test_rows_beyond_the_bound_are_left_out_and_told(asked: Ask) -> None:
    found = asked(f"{ENDLESS} SELECT x FROM c", rows=5)
    assert (found.rows, found.more) == ([(1,), (2,), (3,), (4,), (5,)], True)
    found = asked(f"{ENDLESS} SELECT x FROM c LIMIT 5", rows=5)
    assert (len(found.rows), found.more) == (5, False)
    large = asked(f"{ENDLESS} SELECT hex(zeroblob(4000000)) FROM c")
    assert large.more and len(large.rows) < 20


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("WITH a AS (SELECT 1) SELECT 1", "a"),
        ("with b as (select 1), A(x, y) as not materialized (select 2) select 3", "a"),
        ("WITH `a`--c\nAS MATERIALIZED(SELECT 1) SELECT 1", "a"),
        ("WITH [a] /* ( */ AS (SELECT 1) SELECT 1", "a"),
        ("WITH \"a\" ('x') AS (VALUES (1)) SELECT 1", "a"),
        ("SELECT a AS b FROM c", None),
        ("SELECT 'a AS (' FROM c", None),
        ("SELECT a FROM c WHERE x IN (a) AND (a)", None),
        ("SELECT count(a) AS n FROM a AS t", None),
    ],
)
def test_names_that_a_statement_gives(statement: str, name: str | None) -> None:
    assert renamed(statement, {"a"}) == name
