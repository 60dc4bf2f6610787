"""One question in SQL over the views: read-only, one statement, bounded in time and in size.

What a question may do is said here by SQLite's authorizer: read the views, and the functions of SQL. Tables
are read only through the views; so nobody's contacts are found, and nothing outside the file.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.store.views.model import View
from huaian_tui.store.views.registry import VIEW_NAMES, VIEWS, show_views
from huaian_tui.store.views.statement import has_words, names_in, renamed

Value = str | int | float | bytes | None
"""What stands in a cell of an answer."""

MOST_ROWS = 10_000
"""Rows of an answer unless others are asked for."""
MOST_SECONDS = 10.0
MOST_BYTES = 64_000_000
"""Of texts in an answer, about; then it ends as with too many rows."""
MOST_IN_CELL = 10_000_000
"""Bytes of one value, and of one that is made on the way."""
MOST_MEMORY = 1 << 30
"""Bytes that SQLite may take in this process from then on: sorting and recursion stay in memory."""
MOST_STATEMENT = 100_000

MOST_IN_PATTERN = 1000
"""Bytes of a pattern of LIKE or GLOB: how long one comparison takes grows with it."""

_STEPS_BETWEEN_LOOKS = 2_000
_FORBIDDEN = frozenset({"load_extension", "fts3_tokenizer", "readfile", "writefile", "edit", "sqlite_log"})
_OF_SQL = frozenset({"json_each", "json_tree"})
"""What may stand in FROM besides views."""
_PRIVATE = frozenset({"contact", "contact_past"})


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of an answer, at most so many; ``more``: there are more than that."""

    columns: tuple[str, ...]
    rows: list[tuple[Value, ...]]
    more: bool


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long a question may take, in seconds, and how many rows its answer may have."""

    seconds: float = MOST_SECONDS
    rows: int = MOST_ROWS


def ask(
    connection: sqlite3.Connection, statement: str, today: date, plan: str | None, bounds: Bounds
) -> Answer:
    """The answer to one statement, by a read-only connection that is used for nothing else.

    ``today``: the day that lights count by; ``plan``: an id, of which alone the daily lists are then. What is
    wrong with the statement is an ``InputRefused`` with SQLite's reason.
    """
    tables = _tables(connection)
    _check_words(statement, tables)
    _make_views(connection, today, plan)
    with _guarded(connection, tables), _in_time(connection, bounds.seconds):
        try:
            cursor = connection.execute(statement)
            if cursor.description is None:
                raise _refused("这不是查询", "只能查，不能改", statement)
            columns = tuple(str(one[0]) for one in cursor.description)
            return _collected(columns, cursor, bounds.rows)
        except (sqlite3.Error, sqlite3.Warning, MemoryError, OverflowError) as error:
            raise _explained(error, statement, bounds) from error


def _check_words(statement: str, tables: frozenset[str]) -> None:
    if len(statement.encode("utf-8", "replace")) > MOST_STATEMENT or "\0" in statement:
        raise _refused("查询太长", f"最多 {MOST_STATEMENT} 个字节", "")
    if not has_words(statement):
        raise _refused("没有写要查什么", "语句是空的", "")
    again = renamed(statement, tables | VIEW_NAMES | _OF_SQL | _names_of_parts())
    if again is not None:
        raise _refused(f"不能把 {again} 用作 WITH 里的名称", "台账里已有这个名称", "", way_out="换一个名称")


def _names_of_parts() -> frozenset[str]:
    """The names that the views give to parts of their own."""
    return frozenset(part for view in VIEWS for part in _parts(view))


def _parts(view: View) -> Iterator[str]:
    for word in view.before.replace("(", " ").split():
        if word.startswith("own_"):
            yield word


def _tables(connection: sqlite3.Connection) -> frozenset[str]:
    """The names of everything in the file, in lower case."""
    rows = connection.execute("SELECT name FROM main.sqlite_master UNION SELECT name FROM temp.sqlite_master")
    return frozenset(name.lower() for (name,) in rows) | _OF_SQLITE


def _make_views(connection: sqlite3.Connection, today: date, plan: str | None) -> None:
    if connection.execute("PRAGMA temp_store").fetchone()[0] != _IN_MEMORY:
        connection.execute("PRAGMA temp_store=MEMORY")  # no contents on the disk
    show_views(connection, today, plan)
    for name in sorted(_OF_SQL):  # SQLite makes them at their first use, which the guard would refuse
        connection.execute(f"SELECT 1 FROM {name}('[]')").fetchall()  # noqa: S608 - names of our own
    connection.execute("PRAGMA query_only=ON")
    connection.execute(f"PRAGMA hard_heap_limit={MOST_MEMORY}")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_IN_CELL)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, MOST_IN_PATTERN)


_IN_MEMORY = 2
_OF_SQLITE = frozenset({"sqlite_master", "sqlite_schema", "sqlite_temp_master", "sqlite_temp_schema"})


@contextmanager
def _guarded(connection: sqlite3.Connection, tables: frozenset[str]) -> Iterator[None]:
    connection.set_authorizer(_authorizer(tables))
    try:
        yield
    finally:
        connection.set_authorizer(None)


_Authorizer = Callable[[int, str | None, str | None, str | None, str | None], int]


def _authorizer(tables: frozenset[str]) -> _Authorizer:
    through = tables | VIEW_NAMES | _names_of_parts()

    def allowed(action: int, one: str | None, other: str | None, base: str | None, within: str | None) -> int:
        if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE):
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION:
            fits = (other or "").lower() not in _FORBIDDEN
        elif action == sqlite3.SQLITE_READ:
            fits = _may_read((one or "").lower(), other or "", base or "", (within or "").lower())
        else:
            fits = False
        return sqlite3.SQLITE_OK if fits else sqlite3.SQLITE_DENY

    def _may_read(name: str, column: str, base: str, within: str) -> bool:
        if name in _PRIVATE or (name in VIEW_NAMES and base == "main"):
            return False  # main.v_task counts to another day
        if name in VIEW_NAMES or name in _OF_SQL or not column:  # without a column: only counted
            return True
        return within in through  # a view, or a part of one: no question has parts of these names

    return allowed


@contextmanager
def _in_time(connection: sqlite3.Connection, seconds: float) -> Iterator[None]:
    end = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS_BETWEEN_LOOKS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)


def _collected(columns: tuple[str, ...], cursor: sqlite3.Cursor, most: int) -> Answer:
    rows, size = list[tuple[Value, ...]](), 0
    for row in cursor:
        if len(rows) >= most or size > MOST_BYTES:
            return Answer(columns, rows, more=True)
        size += sum(len(cell) for cell in row if isinstance(cell, (str, bytes)))
        rows.append(row)
    return Answer(columns, rows, more=False)


# ---------------------------------------------------------------------- what is said of a wrong one


def _refused(title: str, why: str, statement: str, *, way_out: str = "") -> HuaianError:
    return InputRefused(title, why, way_out or _names_there(statement), field="statement")


_SEE = "各有哪些列，用 huaian-tui query --views 查看"


def _names_there(statement: str) -> str:
    """The columns of the views that the statement names; of none: the views there are."""
    known = {view.name: view for view in VIEWS}
    named = names_in(statement, known)
    if not named:
        return f"可查的有：{'、'.join(known)}；{_SEE}"
    return "；".join(f"{one} 的列：{'、'.join(known[one].names)}" for one in named)


def out_of_time(bounds: Bounds) -> HuaianError:
    """What is said of a question that took too long."""
    told = f"{bounds.seconds:g}".rstrip(".")
    return _refused("查询没有做完", f"超过 {told} 秒", "", way_out="加上条件少查一些，或用 --seconds 放宽")


def _explained(error: Exception, statement: str, bounds: Bounds) -> HuaianError:
    text = str(error)
    if "interrupted" in text:
        return out_of_time(bounds)
    if "pattern too complex" in text:
        why = f"LIKE、GLOB 后面的样式最多 {MOST_IN_PATTERN} 个字节"
        return _refused("要找的文字太长", why, "", way_out="写短一些，或分成几个条件")
    if isinstance(error, MemoryError):
        return _refused("查询没有做完", "要的内存太多", "", way_out="加上条件少查一些，或用 substr 截短")
    if isinstance(error, OverflowError) or "too big" in text:
        return _refused("查询没有做完", "结果里有一个值太大", "", way_out="用 substr 截短")
    if "one statement at a time" in text:
        return _refused("一次只能写一条查询", "语句中间有分号", "", way_out="分几次查")
    if "prohibited" in text:
        return _refused("不能这样查", f"只能查各视图（SQLite：{text}）", "")
    if "not authorized" in text or "authorization denied" in text:
        why = f"只能查，不能改台账、开别的文件、改设置（SQLite：{text}）"
        return _refused("不能这样查", why, "", way_out=_SEE)
    if "number of bindings" in text:
        return _refused("查询里有没有填的参数", "写了 ? 或 :名称", "", way_out="把值写在语句里，文字加单引号")
    return _refused("查询没有执行", f"SQLite：{text}", "" if "no such table" in text else statement)
