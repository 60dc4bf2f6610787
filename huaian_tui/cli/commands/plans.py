"""``plan``: the plans of the ledger; entering, changing, extending, closing and reopening one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from huaian_tui.cli.arguments.options import group, json_option, pass_invocation, reading_options
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.commands.plan_files import diff_plans
from huaian_tui.cli.commands.plan_imports import choices, import_plan, withdraw
from huaian_tui.cli.commands.plan_revisions import changes
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.plans import plan_form
from huaian_tui.cli.json_forms.values import Form
from huaian_tui.cli.output.blocks import Block, Fields, Heading, Lines, Table
from huaian_tui.cli.output.show import answer, tell
from huaian_tui.domain.answers.plans import PlanLine
from huaian_tui.domain.columns import Cell, Column
from huaian_tui.domain.errors import InputRefused, NotFound
from huaian_tui.domain.words.days import iso_or_nothing
from huaian_tui.store.queries.plans import list_plans, read_plan_line, read_plan_text
from huaian_tui.store.queries.task_refs import find_plan

if TYPE_CHECKING:
    import sqlite3

    from huaian_tui.services.closing import Closed
    from huaian_tui.store.engine.append import Ledger

PAST_HORIZON = "期末已过：延长（plan extend）、收官（plan close）或结转（plan close --carry）"
"""What a plan says whose horizon has passed, with the ways out."""

_COLUMNS: tuple[Column[PlanLine], ...] = (
    Column("代号", lambda plan: f"{plan.code}{'*' if plan.current else ''}"),
    Column("简称", lambda plan: plan.short, most=20),
    Column("任务", lambda plan: str(plan.tasks)),
    Column("未办结", lambda plan: str(plan.open_milestones)),
    Column("逾期", lambda plan: str(plan.overdue)),
    Column("起始", lambda plan: iso_or_nothing(plan.start)),
    Column("期末", lambda plan: iso_or_nothing(plan.horizon)),
    Column("收官", lambda plan: iso_or_nothing(plan.closed_on)),
    Column("名称", lambda plan: plan.title, rest=True, lines=2),
)
_code = click.argument("code", metavar="代号", type=LINE)
_basis = click.option("--basis", metavar="依据", required=True, help="依据（会议、批示、来文等）")
_day = click.option("--date", "day", metavar="日期", help="哪一天，不写则为今天")


@group("plan")
def plan() -> None:
    """方案：列出、查看、新增、导入、修改、设为现用、延长、收官、重新启用、撤回导入。"""


plan.add_command(import_plan)
plan.add_command(diff_plans)
plan.add_command(withdraw)
plan.add_command(choices)
plan.add_command(changes)


@plan.command("list")
@reading_options
@pass_invocation
def list_(invocation: Invocation, as_json: bool) -> None:
    """列出全部方案；* 是现用方案，写序号不写代号时指它。"""
    with invocation.reader() as connection:
        rows = list_plans(connection, invocation.today)
    answer(as_json, lambda: [plan_form(one) for one in rows], lambda: _blocks(rows))


def _blocks(rows: Sequence[PlanLine]) -> Iterator[Block]:
    yield Table(_COLUMNS, rows)
    yield Lines([f"共 {len(rows)} 个方案，* 为现用方案。", *_shared(rows)])


def _shared(rows: Sequence[PlanLine]) -> Iterator[str]:
    """Codes that several plans bear, how these are named, and how that is settled."""
    for code in dict.fromkeys(one.code for one in rows if one.shared):
        named = "、".join(f"《{one.title}》（编号 {one.id}）" for one in rows if one.code == code)
        way_out = "改其中一个：plan set 编号 --code 新代号 --basis 依据；序号写 编号/序号。"
        yield f"代号 {code} 重复：{named}。{way_out}"


@plan.command("show")
@_code
@reading_options
@pass_invocation
def show(invocation: Invocation, code: str, as_json: bool) -> None:
    """查看一个方案。"""
    from huaian_tui.store.queries.plan import plan_remarks

    with invocation.reader() as connection:
        row = read_plan_line(connection, invocation.today, find_plan(connection, code))
        file, remarks = read_plan_text(connection, row.id).file_name, plan_remarks(connection, row.id)

    def blocks() -> Iterator[Block]:
        yield Heading(f"{row.code} {row.title}")
        yield Fields([*_pairs(row, invocation.today), *([("文件", file)] if file else [])])
        if remarks:
            yield Heading(f"说明 {len(remarks)} 条")
            yield Lines([f"{one.where}：{one.text}（{one.treatment}）" for one in remarks])

    def whole() -> Form:
        listed = [{"where": one.where, "text": one.text, "treatment": one.treatment} for one in remarks]
        return plan_form(row) | {"file": file or None, "remarks": listed}

    answer(as_json, whole, blocks)


def _pairs(row: PlanLine, today: date) -> Iterator[tuple[str, Cell]]:
    yield "简称", row.short + ("（现用）" if row.current else "")
    yield "阶段", row.stage
    yield "起止", f"{iso_or_nothing(row.start) or '未定'} 至 {iso_or_nothing(row.horizon) or '未定'}"
    yield "任务", f"{row.tasks} 项，未办结节点 {row.open_milestones} 个，其中逾期 {row.overdue} 个"
    yield "收官", iso_or_nothing(row.closed_on)
    if row.shared:
        yield "代号", f"与另一个方案重复；编号 {row.id}，改代号：plan set {row.id} --code 新代号 --basis 依据"
    if row.horizon is not None and row.horizon < today and row.closed_on is None:
        yield "提示", PAST_HORIZON


@plan.command("add")
@click.option("--title", metavar="名称", required=True, help="方案全称")
@click.option("--short", metavar="简称", required=True, help="列表里显示的简称")
@click.option("--code", metavar="代号", required=True, help="1 到 4 个英文字母，如 SJ")
@click.option("--start", metavar="日期", help="起始日")
@click.option("--horizon", metavar="日期", help="期末")
@click.option("--phrase", metavar="原文", default="", help="期末在原文里怎样写")
@click.option("--basis", metavar="依据", default="", help="依据")
@click.option("--stage", metavar="阶段", default="", help="如 征求意见稿、印发稿")
@click.option("--supervisor", metavar="单位", default="", help="督查机构")
@json_option
@pass_invocation
def add(
    invocation: Invocation, /, start: str | None, horizon: str | None, as_json: bool, **said: str
) -> None:
    """新增方案；现用方案不变。任务用 task add --plan 代号 新增。"""
    from huaian_tui.services.plans import PlanDraft, add_plan

    days = {
        name: None if typed is None else invocation.day(typed, field=name)
        for name, typed in (("start", start), ("horizon", horizon))
    }
    with invocation.ledger() as ledger:
        made = add_plan(ledger, PlanDraft(**said, **days))  # type: ignore[arg-type]
        _tell(invocation, ledger.connection, made, as_json, "已新增方案")


@plan.command("set")
@_code
@click.option("--title", metavar="名称", help="改后的全称")
@click.option("--short", metavar="简称", help="改后的简称")
@click.option("--code", "new_code", metavar="代号", help="改后的代号")
@click.option("--stage", metavar="阶段", help="改后的阶段，如 印发稿")
@click.option("--supervisor", metavar="单位", help="改后的督查机构")
@_basis
@json_option
@pass_invocation
def set_(
    invocation: Invocation, /, code: str, new_code: str | None, basis: str, as_json: bool, **said: str | None
) -> None:
    """修改方案的名称、简称、代号、阶段，只写要改的。"""
    from huaian_tui.services.plans import change_plan

    changes = {key: value for key, value in (said | {"code": new_code}).items() if value is not None}
    if not changes:
        raise InputRefused("没有写改什么", "只写了依据", "至少写一项，如 --stage 印发稿", field="title")

    def work(ledger: Ledger, one: str) -> None:
        change_plan(ledger, one, changes, basis)

    _change(invocation, code, as_json, "已修改方案", work)


@plan.command("current")
@_code
@json_option
@pass_invocation
def current(invocation: Invocation, code: str, as_json: bool) -> None:
    """设为现用方案：写序号不写代号时指它。"""
    from huaian_tui.services.plans import set_current_plan

    _change(invocation, code, as_json, "现用方案已设为", set_current_plan)


@plan.command("extend")
@_code
@click.option("--to", "to", metavar="日期", required=True, help="新的期末")
@_basis
@json_option
@pass_invocation
def extend(invocation: Invocation, code: str, to: str, basis: str, as_json: bool) -> None:
    """延长方案；周期性的节点接着设到新的期末，原有的不变。"""
    from huaian_tui.services.horizon import extend_plan

    until = invocation.day(to, field="to")
    _change(
        invocation,
        code,
        as_json,
        f"已延长到 {until.isoformat()}",
        lambda ledger, one: f"，新设周期节点 {extend_plan(ledger, one, until, basis)} 个",
    )


@plan.command("close")
@_code
@_day
@_basis
@click.option(
    "--carry",
    metavar="节点或任务=代号/序号",
    multiple=True,
    help="结转到别的方案；左边写任务序号则连同它全部未办结的节点，右边可加 @日期；可写多次",
)
@click.option(
    "--cancel",
    metavar="节点或任务=理由",
    multiple=True,
    help="终止一个节点；写任务序号则终止它全部未办结的节点，没有节点的终止任务；可写多次",
)
@click.option(
    "--complete",
    metavar="节点或任务=日期",
    multiple=True,
    help="办结一个节点或一项任务未办结的节点，不写日期则为收官日期；可写多次",
)
@click.option("--cancel-rest", metavar="理由", default="", help="其余未办结的节点以这个理由终止")
@json_option
@pass_invocation
def close(
    invocation: Invocation, /, code: str, day: str | None, basis: str, as_json: bool, **asked: Any
) -> None:
    """收官：不再列入日常清单，只读。还有未办结的节点时先列出，逐个办结、结转或终止。

    没有节点的任务不用处理，随方案收官，保持原样；要终止的写 --cancel 序号=理由。
    在终端上逐个询问；不在终端上，没有写明的即不收官。
    收官有误，用 plan reopen 重新启用。
    """
    from huaian_tui.cli.plan_closing import complete_closing
    from huaian_tui.services.closing import close_plan

    def work(ledger: Ledger, one: str) -> str:
        on = invocation.day(day)
        closing = complete_closing(invocation, ledger.connection, one, on, asked)
        return _closed_words(close_plan(ledger, one, on, basis, invocation.today, closing))

    _change(invocation, code, as_json, "已收官", work)


def _closed_words(done: Closed) -> str:
    counted = (("结转", done.carried), ("终止", done.ended), ("办结", done.completed))
    said = [f"{word}节点 {number} 个" for word, number in counted if number]
    if done.tasks:
        said.append(f"终止任务 {done.tasks} 项")
    if done.without:
        said.append(f"没有节点的任务 {done.without} 项随方案收官，仍可查")
    if done.current:
        said.append(f"现用方案改为 {done.current}")
    return f"，{'，'.join(said)}" if said else ""


@plan.command("reopen")
@_code
@_day
@_basis
@json_option
@pass_invocation
def reopen(invocation: Invocation, code: str, day: str | None, basis: str, as_json: bool) -> None:
    """重新启用已收官的方案，或恢复撤回的导入。"""
    from huaian_tui.services.plan_import.withdrawing import find_withdrawn, take_up_plan
    from huaian_tui.services.plans import reopen_plan
    from huaian_tui.store.queries.plans import withdrawn_plans

    with invocation.ledger() as ledger:
        connection = ledger.connection
        if withdrawn_plans(connection) and find_code(connection, code) is None:
            found = find_withdrawn(connection, code).id
            take_up_plan(ledger, found, basis, invocation.today)
            _tell(invocation, connection, found, as_json, "已恢复撤回的方案")
            return
        found = find_plan(connection, code)
        reopen_plan(ledger, found, invocation.day(day), basis, invocation.today)
        _tell(invocation, connection, found, as_json, "已重新启用方案")


def find_code(connection: sqlite3.Connection, code: str) -> str | None:
    """The plan that a code means; None for one that is no plan of the ledger."""
    try:
        return find_plan(connection, code)
    except NotFound:
        return None


def _change(
    invocation: Invocation, code: str, as_json: bool, done: str, work: Callable[[Ledger, str], Any]
) -> None:
    """Change the plan that was named, and tell; ``work`` gives what is to be added to that, if anything."""
    with invocation.ledger() as ledger:
        found = find_plan(ledger.connection, code)
        more = work(ledger, found)
        _tell(invocation, ledger.connection, found, as_json, done, more or "")


def _tell(
    invocation: Invocation,
    connection: sqlite3.Connection,
    made: str,
    as_json: bool,
    done: str,
    more: str = "",
) -> None:
    row = read_plan_line(connection, invocation.today, made)
    tell(as_json, lambda: plan_form(row), f"{done}：{row.code}《{row.title}》{more}")
