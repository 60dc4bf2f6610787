"""Checking a ledger: chains, projections against a rebuild, foreign keys, the shipped plan, the file."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.store.engine import fold
from huaian_tui.store.engine.anchors import note_anchors, standing_of
from huaian_tui.store.engine.as_of import allow_apart, fold_apart
from huaian_tui.store.engine.connection import explained
from huaian_tui.store.engine.file_check import (
    CheckResult,
    Progress,
    Share,
    chain_problems,
    checked,
    file_problems,
    silent,
)
from huaian_tui.store.engine.opening import open_reader
from huaian_tui.store.engine.origins import own_origin_problems
from huaian_tui.store.engine.paper_heads import paper_problems
from huaian_tui.store.engine.past_check import past_problems
from huaian_tui.store.engine.shipped_plan import shipped_problems
from huaian_tui.store.engine.shipped_schema import AlteredSchema
from huaian_tui.store.search import text_index as search_index
from huaian_tui.store.search.name_index import name_problems


def check_ledger(path: Path, progress: Progress | None = None) -> CheckResult:
    """Check a ledger without changing it. A file that cannot be opened raises ``StoreRefused``.

    All of it is of one state, so that one that writes meanwhile does not look like damage.
    """
    parts = (_structure_problems, chain_problems, _projection_problems)
    try:
        found = checked(path, _open_to_fold, parts, progress or silent)
    except AlteredSchema as altered:  # a hostile file is told by its tables alone
        lines = [f"表结构与程序不符：{name}" for name in altered.names]
        return CheckResult(0, (*lines, "其余没有核对：表结构被改动过的文件不再读下去"))
    return _beside_what_was_seen(path, found)


def _beside_what_was_seen(path: Path, found: CheckResult) -> CheckResult:
    """Also what this machine has seen of it before; a sound ledger is what is looked for from now on."""
    try:
        with closing(open_reader(path)) as connection, explained(path):
            standing = standing_of(connection)
            of_papers = paper_problems(connection) if found.ok else []
            if found.ok and not standing.off and not of_papers:
                note_anchors(connection)
    except StoreRefused:
        return found  # it was named already
    return replace(found, problems=(*found.problems, *standing.off, *of_papers), remarks=standing.behind)


def _open_to_fold(path: Path) -> sqlite3.Connection:
    """A reader that may fold apart, which has to be said before anything is begun on it."""
    connection = open_reader(path)
    allow_apart(connection)
    return connection


# ------------------------------------------------------------------ what the program shipped


def _structure_problems(connection: sqlite3.Connection, share: Share) -> list[str]:
    """Also references to nothing, an altered plan."""
    problems = file_problems(connection, share)
    share.done = 0.9
    problems += _lost_references(connection)
    problems += shipped_problems(connection)
    problems += own_origin_problems(connection)
    if connection.execute("SELECT 1 FROM plan LIMIT 1").fetchone() is None:
        problems.append("台账里没有方案：初始化没有完成，请运行 huaian-tui init")
    return problems


def _lost_references(connection: sqlite3.Connection) -> Iterator[str]:
    """One line for each table and what it refers to in vain, with how many rows do."""
    lost = Counter((table, parent) for table, _, parent, _ in connection.execute("PRAGMA foreign_key_check"))
    for (table, parent), rows in lost.items():
        yield f"表 {table} 有 {rows} 行指向不存在的 {parent}"


# ------------------------------------------------------------------ projections


_UNREADABLE = (ArithmeticError, LookupError, TypeError, ValueError, AttributeError)
"""What folding raises over values that no record of ours can hold."""


def _projection_problems(connection: sqlite3.Connection, share: Share) -> list[str]:
    """Projections that differ from what the records give, by folding again in temporary tables."""
    try:
        problems = past_problems(connection)
        share.done = 0.3
        fold_apart(connection)
    except (sqlite3.DatabaseError, *_UNREADABLE) as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
            raise
        # An altered record can say anything; the chain has named it.
        return ["有记录读不懂，不能重新汇总"]
    share.done = 0.8
    differing = [table for table in fold.projection_tables() if _differs(connection, table)]
    problems += [f"汇总表 {table} 与记录不一致" for table in differing]
    return list(dict.fromkeys(problems)) + search_index.problems(connection) + name_problems(connection)


def _differs(connection: sqlite3.Connection, table: str) -> bool:
    """Whether the file's projection and the one folded apart hold different rows.

    Each has a key: with as many rows in both, every row of one in the other is enough.
    """
    kept, folded = f"main.{table}", f"temp.{table}"
    counts = connection.execute(f"SELECT (SELECT count(*) FROM {kept}), (SELECT count(*) FROM {folded})")  # noqa: S608 - constant names
    if len(set(counts.fetchone())) > 1:
        return True
    # Since when a row stands is compared with the past (``past_check``).
    columns = [row[1] for row in connection.execute(f"PRAGMA main.table_info({table})") if row[1] != "since"]
    same = " AND ".join(f"f.{name} IS k.{name}" for name in columns)
    missing = f"SELECT 1 FROM {kept} AS k WHERE NOT EXISTS (SELECT 1 FROM {folded} AS f WHERE {same}) LIMIT 1"  # noqa: S608
    return connection.execute(missing).fetchone() is not None
