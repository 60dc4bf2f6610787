"""``pack waiting``: records that wait for their plan or a unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from huaian_tui.cli.arguments.options import command, json_option, pass_invocation
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.packs import withdrawn_plan_form
from huaian_tui.cli.output.blocks import Block, Lines, Table
from huaian_tui.cli.output.show import answer
from huaian_tui.domain.columns import Column
from huaian_tui.domain.words.plans import on_withdrawn_plan_words
from huaian_tui.store.queries.waiting_records import Waiting, list_waiting_records

_COLUMNS: tuple[Column[Waiting], ...] = (
    Column("等待", lambda one: _waits_for(one)),
    Column("方案或单位", lambda one: one.unit or (one.gone and one.gone.code) or one.plan, most=40),
    Column("任务编号", lambda one: "" if one.task_no is None else f"{one.plan}/{one.task_no}", most=60),
    Column("记录", lambda one: str(one.records)),
    Column("承办人", lambda one: "、".join(one.officers), most=30),
    Column("登记", lambda one: one.first if one.first == one.last else f"{one.first} 至 {one.last}"),
)


def _waits_for(one: Waiting) -> str:
    if one.unit:
        return "单位"
    return "任务已撤回" if one.withdrawn else "方案已撤回" if one.gone else "方案"


def _comes(one: Waiting) -> bool:
    """Whether what it waits for may come with a pack."""
    return not one.withdrawn and one.gone is None


def _sums(rows: Sequence[Waiting]) -> Iterator[str]:
    for title, of_it in (
        ("方案", [one for one in rows if not one.unit and _comes(one)]),
        ("单位", [one for one in rows if one.unit]),
    ):
        if of_it:
            yield f"共 {sum(one.records for one in of_it)} 条记录等待{title}。"
    if gone := sum(one.records for one in rows if one.withdrawn):
        yield f"共 {gone} 条记录写在已撤回的任务上；把撤回再撤销（record retract）就恢复。"
    for plan in dict.fromkeys(one.gone for one in rows if one.gone is not None):
        yield on_withdrawn_plan_words(plan.code, plan.title, plan.records, (plan.by, plan.on, plan.named))
    if any(_comes(one) for one in rows):
        yield "请有这些方案、单位的同事导出数据包（不带 --since），合并进来。"


@command("waiting")
@json_option
@pass_invocation
def waiting(invocation: Invocation, as_json: bool) -> None:
    """列出等待方案、等待单位的记录：所属方案、所提单位合并进来后自动归位。"""
    with invocation.reader() as connection:
        rows = list_waiting_records(connection)

    def blocks() -> Iterator[Block]:
        if rows:
            yield Table(_COLUMNS, rows)
        yield Lines([*_sums(rows)] or ["没有等待方案或单位的记录。"])

    answer(
        as_json,
        lambda: [
            {
                "plan_id": one.plan or None,
                "unit": one.unit or None,
                "withdrawn": one.withdrawn,
                "withdrawn_plan": one.gone and withdrawn_plan_form(one.gone),
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
