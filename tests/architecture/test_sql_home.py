"""All SQL lies in ``huaian_tui/store``: nothing else runs a statement, opens a database or holds its text."""

from __future__ import annotations

import ast
import re

import pytest
from support.source_tree import modules

RUNNING = frozenset({"execute", "executemany", "executescript", "cursor"})
"""Methods of a connection that take a statement."""

STATEMENT = re.compile(
    r"\s*(?:SELECT|INSERT|REPLACE|UPDATE|DELETE|CREATE|ALTER|DROP|PRAGMA|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE"
    r"|VACUUM|ATTACH|EXPLAIN|VALUES|WITH\s.*\bAS)\b(?![.、:：])",
    re.DOTALL,
)
"""How a text begins that is a statement, or a part to be put into one."""

CONDITION = re.compile(r"\b(?:[a-z_.]+ (?:=|<>|<=|>=|<|>|IN|LIKE|IS) ?(?:\?|:[a-z]|\(SELECT)|ORDER BY [a-z])")
"""A part of a statement wherever it stands."""


def sql_in(tree: ast.AST) -> list[tuple[int, str]]:
    """(line, what) of everything in a source that belongs into the store."""
    nodes = list(ast.walk(tree))
    prose = docstrings(nodes)
    found = list[tuple[int, str]]()
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RUNNING:
            found.append((node.lineno, f".{node.func.attr}()"))
        elif isinstance(node, ast.Attribute) and node.attr == "connect" and _is_sqlite(node.value):
            found.append((node.lineno, "sqlite3.connect"))
        elif isinstance(node, ast.ImportFrom) and node.module == "sqlite3":
            found += [(node.lineno, "sqlite3.connect") for one in node.names if one.name == "connect"]
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            found += [(node.lineno, name) for name in names if name.partition(".")[0] == "sqlite_utils"]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            if STATEMENT.match(node.value) or CONDITION.search(node.value):
                found.append((node.lineno, node.value[:40]))
    return found


def _is_sqlite(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "sqlite3"


def docstrings(nodes: list[ast.AST]) -> set[int]:
    """The texts that stand alone as a statement: they are read, not run."""
    return {
        id(node.value)
        for node in nodes
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def test_nothing_outside_the_store_speaks_sql() -> None:
    outside = [one for name, one in modules().items() if not name.startswith("huaian_tui.store")]
    assert len(outside) > 200
    found = [f"{one.path.name}:{line} {what}" for one in outside for line, what in sql_in(one.tree)]
    assert found == [], "make it a named query in huaian_tui/store"


def test_the_store_itself_is_where_the_check_finds_sql() -> None:
    inside = [one for name, one in modules().items() if name.startswith("huaian_tui.store")]
    speaking = {one.name for one in inside if sql_in(one.tree)}
    assert {"huaian_tui.store.engine.records", "huaian_tui.store.queries.notes"} <= speaking


@pytest.mark.parametrize(
    "source",
    [
        'connection.execute("SELECT 1")',
        "found = ledger.connection.executemany(made, rows)",
        "connection.executescript(text)",
        "connection.cursor()",
        "sqlite3.connect(path)",
        "connect = sqlite3.connect",
        "from sqlite3 import connect",
        "import sqlite_utils",
        "def late():\n    from sqlite_utils.db import Database",
        'STATEMENT = "SELECT no FROM task"',
        'made = f"SELECT {columns} FROM task"',
        'STATEMENT = """\n    INSERT INTO note VALUES (?)"""',
        'STATEMENT = "WITH lit AS (SELECT 1) SELECT * FROM lit"',
        'begin("PRAGMA user_version")',
        'read_records(connection, "id = ?", (identity,))',
        'find(connection, "kind = :kind")',
        'read(connection, order="1 ORDER BY seq")',
    ],
)
def test_planted_sql_is_found(source: str) -> None:
    assert sql_in(ast.parse(source))


@pytest.mark.parametrize(
    "source",
    [
        '"""SELECT what is to be read."""',
        "def read(connection: sqlite3.Connection) -> None:\n    read_notes(connection, ids)",
        "except_for = sqlite3.Error",
        'title = "更新 UPDATE"',
        "selected = 'Select a row'",
        'label = f"{name} = {value}"',
    ],
)
def test_what_only_passes_a_connection_or_speaks_to_people_is_not(source: str) -> None:
    assert sql_in(ast.parse(source)) == []
