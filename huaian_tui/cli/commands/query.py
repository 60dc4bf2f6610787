"""``query``: one question in SQL over the views of the ledger."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from huaian_tui.cli.arguments.options import as_of_option, command, json_option, pass_invocation
from huaian_tui.cli.invocation import Invocation, say
from huaian_tui.cli.json_forms.values import Form, plain_number
from huaian_tui.cli.output.blocks import Block, Heading, Lines, Table
from huaian_tui.cli.output.json_text import emit_json
from huaian_tui.cli.output.show import answer, emit_line, show
from huaian_tui.domain.columns import Column
from huaian_tui.store.keep.locations import typed_path

if TYPE_CHECKING:
    from huaian_tui.store.views.asking import Answer, Value

Plain = str | int | float | None
"""A value as an answer is written: bytes as hexadecimal digits, a whole number without a fraction."""

_MOST_SECONDS, _MOST_ROWS = 600, 1_000_000
_FROM_STDIN = "-"
_WIDEST_CELL, _MOST_LINES = 48, 3


@command("query")
@click.argument("statement", metavar="语句", required=False)
@click.option("--views", is_flag=True, help="列出可查的视图和列")
@click.option("--csv", "as_csv", is_flag=True, help="输出 CSV（UTF-8）；文字以 = 等开头的前面加单引号")
@click.option("--xlsx", "workbook", metavar="文件", type=click.Path(path_type=Path), help="写成 .xlsx 文件")
@click.option(
    "--seconds",
    metavar="秒",
    type=click.FloatRange(0.1, _MOST_SECONDS),
    default=10.0,
    help=f"最多查多久，默认 10 秒，至多 {_MOST_SECONDS}",
)
@click.option(
    "--rows",
    metavar="行",
    type=click.IntRange(1, _MOST_ROWS),
    default=10_000,
    help=f"最多要几行，默认 10000，至多 {_MOST_ROWS}",
)
@as_of_option
@json_option
@pass_invocation
def query(
    invocation: Invocation,
    /,
    statement: str | None,
    views: bool,
    as_csv: bool,
    workbook: Path | None,
    seconds: float,
    rows: int,
    as_json: bool,
) -> None:
    """用一条 SQL 查台账；只读。视图和列见 --views 和 docs/查询视图.md。

    语句写 - 则从标准输入读。状态灯、逾期天数等与各列表同一算法，按 --today、--as-of 的那一天计；加 --plan
    代号，日常列表只看一个方案。用别的工具（Datasette、DB Browser、Excel 的 ODBC）打开台账文件也有这些
    视图，按今天计。
    """
    context = click.get_current_context()
    if views:
        _tell_views(as_json)
        return
    if statement is None:
        raise click.UsageError("请写一条 SQL，或加 --views 列出可查的视图", context)
    if as_csv + as_json + (workbook is not None) > 1:
        raise click.UsageError("--csv、--json、--xlsx 只能选一个", context)
    asked = sys.stdin.read() if statement == _FROM_STDIN else statement
    found = _asked(invocation, asked, seconds, rows)
    table = [tuple(map(plain, row)) for row in found.rows]
    if workbook is not None:
        emit_line(str(_write_workbook(invocation, asked, found, table, workbook)))
    elif as_csv:
        sys.stdout.write(_comma_separated(found.columns, table))
    else:
        names = _told_apart(found.columns)
        forms: list[Form] = [dict(zip(names, row, strict=True)) for row in table]
        answer(as_json, lambda: forms, lambda: _blocks(found, table))
    if found.more:
        say(f"注意：结果不止这些，只给出前 {len(table)} 行；加 LIMIT 或条件，或用 --rows 放宽。")


def _asked(invocation: Invocation, statement: str, seconds: float, rows: int) -> Answer:
    # Imported here: --help and wrong usage need no views.
    from huaian_tui.cli.time_bound import ended_after
    from huaian_tui.store.views.asking import Bounds, ask, out_of_time

    bounds = Bounds(seconds, rows)
    with invocation.reader() as connection:
        plan = invocation.plan(connection)
        with ended_after(seconds, out_of_time(bounds)):
            return ask(connection, statement, invocation.today, plan, bounds)


def plain(value: Value) -> Plain:
    """A value of SQLite as it is written; 9e999, which is no number in JSON, as a text."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float):
        if not math.isfinite(value):
            return "Inf" if value > 0 else "-Inf"
        return plain_number(value) if abs(value) < _WHOLE else value
    return value


_WHOLE = 1e15


def _told_apart(columns: Sequence[str]) -> list[str]:
    """The names of columns as keys: id, id_2."""
    keys = list[str]()
    for column in columns:
        key, copy = column, 1
        while key in keys:
            copy += 1
            key = f"{column}_{copy}"
        keys.append(key)
    return keys


def _blocks(found: Answer, table: Sequence[tuple[Plain, ...]]) -> Iterator[Block]:
    last = len(found.columns) - 1
    columns: list[Column[tuple[Plain, ...]]] = [
        Column(name, _cell_at(at), most=_WIDEST_CELL, lines=_MOST_LINES, rest=at == last)
        for at, name in enumerate(found.columns)
    ]
    yield Table(columns, table)
    yield Lines([f"共 {len(table)} 行。" if table else "没有符合条件的。"])


def _cell_at(place: int) -> Callable[[tuple[Plain, ...]], str]:
    return lambda row: "" if row[place] is None else str(row[place])


def _comma_separated(columns: Sequence[str], table: Sequence[tuple[Plain, ...]]) -> str:
    # Imported here: other answers need neither.
    import csv
    import io

    from huaian_tui.documents.xlsx.list_export import FORMULA_STARTS

    def guarded(cell: Plain) -> Plain:
        """A text that a spreadsheet would compute gets an apostrophe in front."""
        formula = isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA_STARTS)
        return f"'{cell}" if formula else cell

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([guarded(cell) for cell in row] for row in table)
    return text.getvalue()


def _write_workbook(
    invocation: Invocation, statement: str, found: Answer, table: Sequence[tuple[Plain, ...]], file: Path
) -> Path:
    from huaian_tui.documents.files import write_whole
    from huaian_tui.documents.xlsx.query_sheet import query_workbook

    told = [f"截至 {invocation.today.isoformat()}，共 {len(table)} 行", statement.strip()]
    if found.more:
        told.insert(1, f"结果不止这些，只写了前 {len(table)} 行")
    data = query_workbook(found.columns, table, "\n".join(told), invocation.today)
    return write_whole(typed_path(str(file)), data)


def _tell_views(as_json: bool) -> None:
    from huaian_tui.store.views.registry import VIEWS

    if as_json:
        emit_json(
            [
                {
                    "view": view.name,
                    "about": view.about,
                    "columns": [{"name": one.name, "meaning": one.meaning} for one in view.columns],
                }
                for view in VIEWS
            ]
        )
        return
    columns: tuple[Column[tuple[str, str]], ...] = (
        Column("列", lambda one: one[0]),
        Column("含义", lambda one: one[1], rest=True),
    )
    blocks = list[Block]()
    for view in VIEWS:
        blocks += [
            Heading(f"{view.name}  {view.about}"),
            Table(columns, [(one.name, one.meaning) for one in view.columns]),
        ]
    show(blocks)
