"""``pack waiting``: records that wait for their plan."""

from __future__ import annotations

from collections.abc import Iterator

from huaian_tui.cli.arguments.options import command, json_option, pass_invocation
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.output.blocks import Block, Lines, Table
from huaian_tui.cli.output.show import answer
from huaian_tui.domain.columns import Column
from huaian_tui.store.queries.waiting_records import Waiting, list_waiting_records

_COLUMNS: tuple[Column[Waiting], ...] = (
    Column("方案", lambda one: one.plan, most=40),
    Column("任务编号", lambda one: "" if one.task_no is None else f"{one.plan}/{one.task_no}", most=60),
    Column("记录", lambda one: str(one.records)),
    Column("承办人", lambda one: "、".join(one.officers), most=30),
    Column("登记", lambda one: one.first if one.first == one.last else f"{one.first} 至 {one.last}"),
)


@command("waiting")
@json_option
@pass_invocation
def waiting(invocation: Invocation, as_json: bool) -> None:
    """列出等待方案的记录：所属方案合并进来后自动归位。"""
    with invocation.reader() as connection:
        rows = list_waiting_records(connection)

    def blocks() -> Iterator[Block]:
        if rows:
            yield Table(_COLUMNS, rows)
        total = sum(one.records for one in rows)
        way = "请有这些方案的同事导出数据包（不带 --since），合并进来。"
        yield Lines([f"共 {total} 条记录等待方案。{way}" if rows else "没有等待方案的记录。"])

    answer(
        as_json,
        lambda: [
            {
                "plan_id": one.plan,
                "task_id": None if one.task_no is None else f"{one.plan}/{one.task_no}",
                "records": one.records,
                "officers": list(one.officers),
                "first": one.first,
                "last": one.last,
            }
            for one in rows
        ],
        blocks,
    )
