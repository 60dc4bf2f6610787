"""Checking a ledger: chains, projections against a rebuild, foreign keys, the seal, the file itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from huaian_tui.ledger.identity import short_id
from huaian_tui.ledger.record import Columns, chain_hash_of
from huaian_tui.store.engine import fold
from huaian_tui.store.engine.append import read_rows
from huaian_tui.store.engine.as_of import allow_apart, fold_apart
from huaian_tui.store.engine.connection import explained, migrate, open_as_it_is, open_reader
from huaian_tui.store.engine.seal import altered_tables
from huaian_tui.store.search import text_index as search_index

Progress = Callable[[float], None]
"""Told now and then which part of the work is done, 0 to 1, never less than before."""

_SHARES = (0.3, 0.4, 0.3)
"""Measured shares of structure, chains and projections in the work."""

_TICK_SECONDS = 0.1
_TICK_RECORDS = 2000


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What was found: the number of records, and a Chinese line for each problem."""

    records: int
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Nothing is wrong."""
        return not self.problems


class _Share:
    """How far one part of the work is; written by its thread, read by the caller's."""

    def __init__(self) -> None:
        self.done = 0.0


_Part = Callable[[sqlite3.Connection, _Share], list[str]]


def check_ledger(path: Path, progress: Progress | None = None) -> CheckResult:
    """Check a ledger without changing it. A file that cannot be opened raises ``StoreRefused``.

    The first connection holds a read lock to the end, under which no other program
    can commit: so one that writes meanwhile does not look like damage, and the parts
    may be read by a thread each, on connections of their own.
    """
    return _checked(
        path, open_reader, (_structure_problems, _chain_problems, _projection_problems), progress or _silent
    )


def check_copy(path: Path, progress: Progress | None = None) -> CheckResult:
    """Check a backup: the file's structure and the chains; it may be of an older version."""
    return _checked(path, open_as_it_is, (_file_problems, _chain_problems, _nothing), progress or _silent)


def _silent(_: float) -> None:
    """Nobody watches."""


def _checked(
    path: Path,
    opener: Callable[[Path], sqlite3.Connection],
    parts: Sequence[_Part],
    progress: Progress,
) -> CheckResult:
    with explained(path), ExitStack() as stack:
        guard = stack.enter_context(closing(opener(path)))
        guard.execute("BEGIN")
        guard.execute("SELECT count(*) FROM sqlite_master").fetchone()  # takes the read lock
        connections = [stack.enter_context(closing(opener(path))) for _ in parts]
        problems = _length_problems(path, guard)
        try:
            records = int(guard.execute("SELECT count(*) FROM record").fetchone()[0])
        except sqlite3.DatabaseError as error:
            return CheckResult(0, (_unreadable(error),))
        shares = [_Share() for _ in parts]
        pool = stack.enter_context(ThreadPoolExecutor(len(parts), "check"))
        with _interrupted_by_errors(connections):
            futures = [
                pool.submit(_guarded, part, connection, share)
                for part, connection, share in zip(parts, connections, shares, strict=True)
            ]
            _watch(futures, shares, progress)
            problems += [line for future in futures for line in future.result()]
    return CheckResult(records, tuple(problems))


@contextmanager
def _interrupted_by_errors(connections: Sequence[sqlite3.Connection]) -> Iterator[None]:
    """Ctrl+C, or a bug in one part, ends the other parts too instead of waiting for them."""
    try:
        yield
    except BaseException:
        for connection in connections:
            connection.interrupt()
        raise


def _watch(futures: Sequence[Future[list[str]]], shares: Sequence[_Share], progress: Progress) -> None:
    """Tell how far the parts are until all are done or one has failed."""
    waiting = True
    while waiting:
        ended, others = wait(futures, _TICK_SECONDS, FIRST_EXCEPTION)
        waiting = bool(others) and not any(one.exception() for one in ended)
        progress(sum(weight * share.done for weight, share in zip(_SHARES, shares, strict=True)))


def _guarded(part: _Part, connection: sqlite3.Connection, share: _Share) -> list[str]:
    """One part; what SQLite cannot read is a finding."""
    try:
        problems = part(connection, share)
    except sqlite3.DatabaseError as error:
        problems = [_unreadable(error)]
    share.done = 1.0
    return problems


def _unreadable(error: sqlite3.DatabaseError) -> str:
    return f"文件读不下去：{error}"


def _nothing(_: sqlite3.Connection, __: _Share) -> list[str]:
    """A backup's projections are folded anew by whoever doubts them; its chains say enough."""
    return []


# ------------------------------------------------------------------ the file and what the program shipped


def _file_problems(connection: sqlite3.Connection, _: _Share) -> list[str]:
    """Damaged pages and indexes, values of a wrong type."""
    rows = connection.execute("PRAGMA main.integrity_check(10)").fetchall()
    return [f"文件结构：{row[0]}" for row in rows if row[0] != "ok"]


def _length_problems(path: Path, connection: sqlite3.Connection) -> list[str]:
    """A file that was cut off inside its last page, which SQLite itself lets pass."""
    pages, page_size = (int(connection.execute(f"PRAGMA {name}").fetchone()[0]) for name in _LENGTHS)
    size = path.stat().st_size
    return [] if size >= pages * page_size and size % page_size == 0 else ["文件长度不对：末尾被截断过"]


_LENGTHS = ("page_count", "page_size")


def _structure_problems(connection: sqlite3.Connection, share: _Share) -> list[str]:
    """Also references to nothing, tables or triggers that are not as shipped, an altered plan."""
    problems = _file_problems(connection, share)
    share.done = 0.9
    problems += [
        f"表 {row[0]} 第 {row[1]} 行指向不存在的 {row[2]}"
        for row in connection.execute("PRAGMA foreign_key_check")
    ]
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as shipped:
        migrate(shipped)
        changed = _schema(shipped) ^ _schema(connection)
    problems += [f"表结构与程序不符：{name}" for name in sorted({name for name, _ in changed})]
    problems += [f"方案资料表 {table} 的内容被改动过" for table in altered_tables(connection)]
    if connection.execute("SELECT 1 FROM plan LIMIT 1").fetchone() is None:
        problems.append("台账里没有方案：初始化没有完成，请运行 huaian-tui init")
    return problems


def _schema(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """(name, statement) of every table, index and trigger; statistics that SQLite keeps aside."""
    rows = connection.execute(
        "SELECT name, sql FROM main.sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
    )
    return set(rows.fetchall())


# ------------------------------------------------------------------ chains


def _chain_problems(connection: sqlite3.Connection, share: _Share) -> list[str]:
    """The first bad record of each origin, or a head that is not where the chain ends."""
    heads = connection.execute("SELECT id, head_seq, head_hash FROM origin").fetchall()
    total = max(1, sum(head_seq for _, head_seq, _ in heads if isinstance(head_seq, int)))
    verified = 0
    problems = []
    for origin, head_seq, head_hash in heads:
        chain = _Chain(origin)
        try:
            for row in read_rows(connection, "origin = ?", (origin,), order="seq"):
                if not chain.take(row):
                    break
                verified += 1
                if verified % _TICK_RECORDS == 0:
                    share.done = min(1.0, verified / total)
        except sqlite3.DatabaseError as error:
            chain.problem = f"{chain.named} 第 {chain.seq + 1} 号记录读不出来：{error}"
        problems += chain.ended(head_seq, head_hash)
    return problems


def _hash_or_nothing(row: Columns, previous: bytes) -> bytes | None:
    """The hash that a record must have; None when damage made values of it that no record can hold."""
    try:
        return chain_hash_of(row, previous)
    except (TypeError, ValueError, AttributeError):
        return None


def _short(identity: object) -> str:
    return short_id(identity) if isinstance(identity, bytes) else "无法辨认"


class _Chain:
    """The records of one origin in the order of their numbers, up to the first that is wrong."""

    def __init__(self, origin: object) -> None:
        self.named = f"来源 {origin.hex()[:8] if isinstance(origin, bytes) else '无法辨认'}"
        self.seq = 0
        self.hash = b""
        self.problem = ""

    def take(self, row: Columns) -> bool:
        """Whether this record continues the chain."""
        seq, claimed = row[2], row[-1]
        if seq == self.seq + 1 and _hash_or_nothing(row, self.hash) == claimed:
            self.seq, self.hash = seq, claimed
            return True
        if seq != self.seq + 1:
            self.problem = f"{self.named} 第 {seq} 号记录之前缺第 {self.seq + 1} 号"
        else:
            number = f"{self.named} 第 {seq} 号记录"
            self.problem = f"{number}与校验值不符：内容被改动过（编号 {_short(row[0])}）"
        return False

    def ended(self, head_seq: int, head_hash: bytes) -> list[str]:
        """What is wrong with the chain: at most one line."""
        if self.problem:
            return [self.problem]
        if (self.seq, self.hash) == (head_seq, head_hash):
            return []
        return [f"{self.named} 的记录与登记数不符：应有 {head_seq} 条，实有 {self.seq} 条"]


# ------------------------------------------------------------------ projections


_UNREADABLE = (ArithmeticError, LookupError, TypeError, ValueError, AttributeError)
"""What folding raises over values that no record of ours can hold."""


def _projection_problems(connection: sqlite3.Connection, share: _Share) -> list[str]:
    """Projections that differ from what the records give, by folding again in temporary tables."""
    allow_apart(connection)
    connection.execute("BEGIN")
    try:
        fold_apart(connection)
    except (sqlite3.DatabaseError, *_UNREADABLE) as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
            raise
        # An altered record can say anything; the chain has named it.
        return ["有记录读不懂，不能重新汇总"]
    share.done = 0.8
    problems = [f"汇总表 {table} 与记录不一致" for table in fold.PROJECTIONS if _differs(connection, table)]
    return problems + search_index.problems(connection)


def _differs(connection: sqlite3.Connection, table: str) -> bool:
    """Whether the file's projection and the one folded apart hold different rows.

    Each has a key: with as many rows in both, every row of one in the other is enough.
    """
    kept, folded = f"main.{table}", f"temp.{table}"
    counts = connection.execute(f"SELECT (SELECT count(*) FROM {kept}), (SELECT count(*) FROM {folded})")  # noqa: S608 - constant names
    if len(set(counts.fetchone())) > 1:
        return True
    columns = [row[1] for row in connection.execute(f"PRAGMA main.table_info({table})")]
    same = " AND ".join(f"f.{name} IS k.{name}" for name in columns)
    missing = f"SELECT 1 FROM {kept} AS k WHERE NOT EXISTS (SELECT 1 FROM {folded} AS f WHERE {same}) LIMIT 1"  # noqa: S608
    return connection.execute(missing).fetchone() is not None
