"""Checking a ledger: chains, projections against a rebuild, foreign keys, the file itself."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from huaian_tui.domain.records import chain_hash
from huaian_tui.store import fold
from huaian_tui.store.as_of import allow_apart, fold_apart
from huaian_tui.store.database import migrate, open_reader
from huaian_tui.store.ledger import read_records


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What was found: the number of records, and a Chinese line for each problem."""

    records: int
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Nothing is wrong."""
        return not self.problems


def check_ledger(path: Path) -> CheckResult:
    """Check a ledger without changing it. A file that cannot be opened raises ``StoreRefused``.

    Everything is read in one transaction, so that another program that writes
    meanwhile does not look like damage.
    """
    with closing(open_reader(path)) as connection:
        allow_apart(connection)
        connection.execute("BEGIN")
        records, problems = 0, list[str]()
        try:
            records = connection.execute("SELECT count(*) FROM main.record").fetchone()[0]
            for part in (_structure_problems, _chain_problems, _projection_problems):
                problems += part(connection)
        except sqlite3.DatabaseError as error:
            problems.append(f"文件读不下去：{error}")
    return CheckResult(records, tuple(problems))


def _structure_problems(connection: sqlite3.Connection) -> list[str]:
    """Damaged pages, references to nothing, and tables or triggers that are not as shipped."""
    problems = [
        f"文件结构：{row[0]}" for row in connection.execute("PRAGMA integrity_check(10)") if row[0] != "ok"
    ]
    problems += [
        f"表 {row[0]} 第 {row[1]} 行指向不存在的 {row[2]}"
        for row in connection.execute("PRAGMA foreign_key_check")
    ]
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as shipped:
        migrate(shipped)
        changed = _schema(shipped) ^ _schema(connection)
    return problems + [f"表结构与程序不符：{name}" for name in sorted({name for name, _ in changed})]


def _schema(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """(name, statement) of every table, index and trigger; statistics that SQLite keeps aside."""
    rows = connection.execute(
        "SELECT name, sql FROM main.sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
    )
    return set(rows.fetchall())


def _chain_problems(connection: sqlite3.Connection) -> list[str]:
    """The first bad record of each origin, or a head that is not where the chain ends."""
    problems = []
    for origin, head_seq, head_hash in connection.execute("SELECT id, head_seq, head_hash FROM origin"):
        previous, seq = b"", 0
        for record in read_records(connection, "origin = ?", (origin,), order="seq"):
            seq += 1
            name = f"来源 {origin.hex()[:8]} 第 {record.seq} 号记录"
            if record.seq != seq:
                problems.append(f"{name}之前缺第 {seq} 号")
                break
            if chain_hash(record, previous) != record.hash:
                problems.append(f"{name}与校验值不符：内容被改动过")
                break
            previous = record.hash
        else:
            if (seq, previous) != (head_seq, head_hash):
                problems.append(
                    f"来源 {origin.hex()[:8]} 的记录少于登记数：应有 {head_seq} 条，实有 {seq} 条"
                )
    return problems


def _projection_problems(connection: sqlite3.Connection) -> list[str]:
    """Projections that differ from what the records give, by folding again in temporary tables."""
    try:
        fold_apart(connection)
    except (sqlite3.DatabaseError, ArithmeticError, LookupError, TypeError, ValueError):
        # An altered record can say anything; the chain has named it.
        return ["有记录读不懂，不能重新汇总"]
    return [f"汇总表 {table} 与记录不一致" for table in fold.PROJECTIONS if _differs(connection, table)]


def _differs(connection: sqlite3.Connection, table: str) -> bool:
    """Whether the file's projection and the one folded apart hold different rows (each has a key)."""
    kept, folded = f"SELECT * FROM main.{table}", f"SELECT * FROM temp.{table}"  # noqa: S608 - constant names
    return any(
        connection.execute(f"SELECT 1 FROM ({one} EXCEPT {other}) LIMIT 1").fetchone()  # noqa: S608
        for one, other in ((kept, folded), (folded, kept))
    )
