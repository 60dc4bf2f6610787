"""Checking a file by itself: its structure and the chains of its records, as a backup is checked.

The parts of a check of a large one run in a thread each; ``integrity`` checks a whole ledger the same way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from huaian_tui.ledger.identity import short_id
from huaian_tui.ledger.record import Columns, chain_hash_of
from huaian_tui.store.engine.as_it_is import open_as_it_is
from huaian_tui.store.engine.connection import commits_of_others, explained, side_file
from huaian_tui.store.engine.log_file import pages_held
from huaian_tui.store.engine.records import rows_of_origin
from huaian_tui.store.engine.set_aside import aside_problems

Progress = Callable[[float], None]
"""Told now and then which part of the work is done, 0 to 1, never less than before."""

_SHARES = (0.3, 0.4, 0.3)
"""Measured shares of structure, chains and projections in the work."""

SMALL_BYTES = 4 << 20
"""A file of up to so many bytes is checked by one thread; a fresh ledger has a third of that."""

_TICK_SECONDS = 0.1
_TICK_RECORDS = 2000


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What was found: the number of records, and a Chinese line for each problem.

    ``remarks``: what is sound, but not all that was seen of this ledger here (``anchors``).
    """

    records: int
    problems: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Nothing is wrong."""
        return not self.problems


class Share:
    """How far one part of the work is; written by its thread, read by the caller's."""

    def __init__(self) -> None:
        self.done = 0.0


Part = Callable[[sqlite3.Connection, Share], list[str]]


def check_copy(path: Path, progress: Progress | None = None) -> CheckResult:
    """Check a backup: the file's structure and the chains; it may be of an older version."""
    return checked(path, open_as_it_is, (file_problems, chain_problems, _nothing), progress or silent)


def silent(_: float) -> None:
    """Nobody watches."""


def checked(
    path: Path,
    opener: Callable[[Path], sqlite3.Connection],
    parts: Sequence[Part],
    progress: Progress,
) -> CheckResult:
    """What the parts find, each in a thread with a connection of its own, all of one state of the file.

    Others may go on writing meanwhile. ``opener`` opens the connections, with nothing begun on them. Of a
    small file the parts follow each other on one connection: to open more takes longer than they save.
    """
    with explained(path), ExitStack() as stack:
        first = stack.enter_context(closing(opener(path)))
        apart = len(parts) if path.stat().st_size > SMALL_BYTES else 1
        connections = [first, *(stack.enter_context(closing(opener(path))) for _ in range(apart - 1))]
        _see_one_state(connections)
        problems = _length_problems(path, first)
        try:
            records = int(first.execute("SELECT count(*) FROM record WHERE rid >= 0").fetchone()[0])
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            return CheckResult(0, (_unreadable(error),))
        shares = [Share() for _ in parts]
        pool = stack.enter_context(ThreadPoolExecutor(apart, "check"))
        with _interrupted_by_errors(connections):
            futures = [
                pool.submit(_guarded, part, connection, share)
                for part, connection, share in zip(parts, cycle(connections), shares, strict=False)
            ]
            _watch(futures, shares, progress)
            problems += [line for future in futures for line in future.result()]
    return CheckResult(records, tuple(problems))


def _see_one_state(connections: Sequence[sqlite3.Connection]) -> None:
    """Begin to read on all of them while nobody commits; the last one to begin tells whether anybody did."""
    last = connections[-1]
    while True:
        before = commits_of_others(last)
        for one in connections:
            one.execute("BEGIN")
            one.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()  # from here on it sees this state
        if commits_of_others(last) == before:
            return
        for one in connections:
            one.execute("ROLLBACK")


@contextmanager
def _interrupted_by_errors(connections: Sequence[sqlite3.Connection]) -> Iterator[None]:
    """Ctrl+C, or a bug in one part, ends the other parts too instead of waiting for them."""
    try:
        yield
    except BaseException:
        for connection in connections:
            connection.interrupt()
        raise


def _watch(futures: Sequence[Future[list[str]]], shares: Sequence[Share], progress: Progress) -> None:
    """Tell how far the parts are until all are done or one has failed."""
    waiting = True
    while waiting:
        ended, others = wait(futures, _TICK_SECONDS, FIRST_EXCEPTION)
        waiting = bool(others) and not any(one.exception() for one in ended)
        progress(sum(weight * share.done for weight, share in zip(_SHARES, shares, strict=True)))


def _guarded(part: Part, connection: sqlite3.Connection, share: Share) -> list[str]:
    """One part; what SQLite cannot read is a finding."""
    try:
        problems = part(connection, share)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        problems = [_unreadable(error)]
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        # An altered value can be anything; no ledger of ours holds one that its own check cannot read.
        problems = [f"有内容读不懂（{type(error).__name__}）"]
    share.done = 1.0
    return problems


def _unreadable(error: Exception) -> str:
    said = "其中有不是文字的内容" if isinstance(error, UnicodeDecodeError) else str(error)
    return f"文件读不下去：{said}"


def _nothing(_: sqlite3.Connection, __: Share) -> list[str]:
    """A backup's projections are folded anew by whoever doubts them; its chains say enough."""
    return []


# ------------------------------------------------------------------ the file


def file_problems(connection: sqlite3.Connection, _: Share) -> list[str]:
    """Damaged pages and indexes, values of a wrong type."""
    rows = connection.execute("PRAGMA main.integrity_check(10)").fetchall()
    return [f"文件结构：{row[0]}" for row in rows if row[0] != "ok"]


def _length_problems(path: Path, connection: sqlite3.Connection) -> list[str]:
    """A file that was cut off inside its last page, which SQLite itself lets pass.

    What a full disk kept from being brought home stands in the log: no page that it holds is missing.
    """
    pages, page_size = (int(connection.execute(f"PRAGMA {name}").fetchone()[0]) for name in _LENGTHS)
    if _is_whole(path.stat().st_size, pages, page_size):
        return []
    held = pages_held(side_file(path, "-wal"))
    size = path.stat().st_size  # after the log: what another program brought home meanwhile is in the file
    beyond = range(size // page_size + 1, pages + 1)
    if _is_whole(size, pages, page_size) or (beyond and held.issuperset(beyond)):
        return []
    return ["文件长度不对：末尾被截断过"]


def _is_whole(size: int, pages: int, page_size: int) -> bool:
    return size >= pages * page_size and size % page_size == 0


_LENGTHS = ("page_count", "page_size")


# ------------------------------------------------------------------ chains


def chain_problems(connection: sqlite3.Connection, share: Share) -> list[str]:
    """The first bad record of each origin, or a head that is not where the chain ends."""
    heads = connection.execute("SELECT id, head_seq, head_hash FROM origin").fetchall()
    total = max(1, sum(head_seq for _, head_seq, _ in heads if isinstance(head_seq, int)))
    verified = 0
    problems = []
    for origin, head_seq, head_hash in heads:
        chain = _Chain(origin)
        try:
            for row in rows_of_origin(connection, origin):
                if not chain.take(row):
                    break
                verified += 1
                if verified % _TICK_RECORDS == 0:
                    share.done = min(1.0, verified / total)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            chain.problem = f"{chain.named} 第 {chain.seq + 1} 号记录读不出来（{_unreadable(error)}）"
        problems += chain.ended(head_seq, head_hash)
    return problems + number_problems(connection) + aside_problems(connection)


def number_problems(connection: sqlite3.Connection) -> list[str]:
    """Local numbers that do not follow the numbers of their origin: lists would be in a wrong order."""
    rows = connection.execute(
        "SELECT origin, seq FROM (SELECT origin, seq, rid, lag(rid) OVER (PARTITION BY origin ORDER BY seq) "
        "AS before FROM record) WHERE rid <= before ORDER BY origin, seq"
    )
    first = {origin: seq for origin, seq in reversed(rows.fetchall())}
    return [f"{_Chain(origin).named} 第 {seq} 号记录的本机序号被改动过" for origin, seq in first.items()]


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
        identity, _, seq, *_, claimed = row
        if seq == self.seq + 1 and _hash_or_nothing(row, self.hash) == claimed:
            self.seq, self.hash = seq, claimed
            return True
        if seq != self.seq + 1:
            self.problem = f"{self.named} 第 {seq} 号记录之前缺第 {self.seq + 1} 号"
        else:
            number = f"{self.named} 第 {seq} 号记录"
            self.problem = f"{number}与校验值不符：内容被改动过（编号 {_short(identity)}）"
        return False

    def ended(self, head_seq: int, head_hash: bytes) -> list[str]:
        """What is wrong with the chain: at most one line."""
        if self.problem:
            return [self.problem]
        if (self.seq, self.hash) == (head_seq, head_hash):
            return []
        return [f"{self.named} 的记录与登记数不符：应有 {head_seq} 条，实有 {self.seq} 条"]
