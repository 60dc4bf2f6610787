"""``feedback``: forms for units, and their reports (单位自报) until an officer has decided on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from huaian_tui.cli.arguments.options import (
    group,
    groups_option,
    json_option,
    pass_invocation,
    reading_options,
    unit_option,
    with_reason,
)
from huaian_tui.cli.arguments.value_types import LINE, Words
from huaian_tui.cli.commands.feedback_add import add_reply
from huaian_tui.cli.commands.feedback_answered import answered
from huaian_tui.cli.commands.feedback_import import import_forms
from huaian_tui.cli.find_and_change import Thing, by_short_id, change_thing, change_things
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.values import Form, iso, task_keys
from huaian_tui.cli.output.blocks import Block, Fields, Heading, Lines, Table
from huaian_tui.cli.output.show import answer, tell, tell_each
from huaian_tui.cli.output.wording import milestone_word
from huaian_tui.domain.columns import Cell, Column
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.report_states import STATE_TITLES, ReportState
from huaian_tui.domain.rules.targets import format_number
from huaian_tui.domain.self_reports import ReportRow
from huaian_tui.domain.words.milestones import due_words, ended
from huaian_tui.domain.words.targets import target_words, value_words
from huaian_tui.ledger.identity import format_id, short_id
from huaian_tui.store.keep.forms_out import note_forms_out
from huaian_tui.store.keep.locations import typed_path
from huaian_tui.store.queries.self_reports import ReportBeside, list_reports, read_beside, read_report
from huaian_tui.store.queries.unit_history import unit_name_on

if TYPE_CHECKING:
    from huaian_tui.documents.composers.request import Groups
    from huaian_tui.services.self_reports import Confirmed

_ANY = "all"
_STATE = Words("状态", {state.value: title for state, title in STATE_TITLES.items()} | {_ANY: "全部"})
_COLUMNS: tuple[Column[ReportRow], ...] = (
    Column("编号", lambda row: short_id(row.record_id)),
    Column("收到", lambda row: row.day.isoformat()),
    Column("单位", lambda row: row.unit_name),
    Column("节点", lambda row: row.milestone),
    Column("报称", lambda row: _claim(row)),
    Column("状态", lambda row: row.state.word),
    Column("进展", lambda row: row.progress, rest=True, lines=3),
)
_REPORT: Thing[bytes, ReportRow] = Thing(
    by_short_id("self_report", "单位自报"), lambda connection, _, record: read_report(connection, record)
)
_identity = click.argument("identity", metavar="自报编号", type=LINE)
_identities = click.argument("identities", metavar="自报编号...", type=LINE, nargs=-1, required=True)


@group("feedback")
def feedback() -> None:
    """反馈表：导出给单位填写，收回导入，核实后入账。"""


@feedback.command("export")
@click.option(
    "--unit",
    "units",
    metavar="单位",
    multiple=True,
    type=LINE,
    help="给哪个单位，可重复（简称、拼音、首字母）",
)
@click.option("--all", "every", is_flag=True, help="给所有有逾期或近期到期节点的单位，一家一份")
@groups_option("--all 时成员各一份，写明单位时照写明的")
@click.argument("folder", metavar="[文件夹]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--out",
    metavar="文件夹",
    type=click.Path(path_type=Path),
    help="写到哪个文件夹，与直接写文件夹一样；不写则为当前文件夹",
)
@json_option
@pass_invocation
def export(
    invocation: Invocation,
    units: tuple[str, ...],
    every: bool,
    groups: Groups | None,
    folder: Path | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """导出反馈表，输出文件路径；只列逾期和近期到期的节点，单列未达序时灯的还有未达序时的。

    一家一份，写所有未收官的方案；加 --plan 代号 只写一个方案。
    """
    from huaian_tui.documents.xlsx.feedback_form import export_forms, units_to_ask

    if every is bool(units):
        raise click.UsageError("请写 --unit 单位 或 --all，二者取一", click.get_current_context())
    if folder is not None and out is not None:
        raise click.UsageError("文件夹写了两次：直接写，或用 --out，二者取一", click.get_current_context())
    with invocation.reader() as connection:
        plan = invocation.plan(connection)
        named = None if every else [invocation.unit(connection, unit) for unit in units]
        names = units_to_ask(connection, invocation.today, plan, groups=groups or "", named=named)
        if not names:
            raise HuaianError(
                "没有需要反馈的单位", "没有逾期，近期也没有到期的节点", "用 huaian-tui overdue 查看"
            )
        into = typed_path(str(folder or out or "."))
        paths = export_forms(connection, invocation.today, names, into, plan=plan, groups=groups or "")
        called = [unit_name_on(connection, unit, invocation.today)[0] for unit in names]
    note_forms_out(invocation.path, names, invocation.today)
    files = [str(path) for path in paths]
    forms = [{"unit": unit, "file": file} for unit, file in zip(called, files, strict=True)]
    tell_each(as_json, lambda: forms, files)


feedback.add_command(import_forms)
feedback.add_command(add_reply)
feedback.add_command(answered)


@feedback.command("list")
@unit_option
@click.option(
    "--state",
    metavar="状态",
    type=_STATE,
    default="pending",
    help="pending 待核实（默认）、confirmed 已确认、rejected 已驳回、all 全部",
)
@reading_options
@pass_invocation
def list_(invocation: Invocation, unit_query: str | None, state: str, as_json: bool) -> None:
    """列出单位自报，新的在前。"""
    with invocation.reader() as connection:
        unit = invocation.unit_or_all(connection, unit_query)
        wanted = None if state == _ANY else ReportState(state)
        rows = list_reports(connection, state=wanted, unit=unit)

    def blocks() -> Iterator[Block]:
        yield Table(_COLUMNS, rows)
        yield Lines([f"共 {len(rows)} 条单位自报。" if rows else "没有符合条件的单位自报。"])

    answer(as_json, lambda: [_form(row) for row in rows], blocks)


@feedback.command("show")
@_identity
@reading_options
@pass_invocation
def show(invocation: Invocation, identity: str, as_json: bool) -> None:
    """查看一条单位自报，与台账已知的情况对照。"""
    with invocation.reader() as connection:
        beside = read_beside(connection, invocation.today, _REPORT.find(connection, identity))
    row, state = beside.report, beside.milestone.state
    reading, note = beside.reading, beside.note
    known: list[tuple[str, Cell]] = [
        ("  时限", due_words(state)),
        ("  状态", milestone_word(beside.milestone)),
        ("  结果", ended(state)),
        ("  指标", target_words(state.target)),
        ("  最近读数", f"{value_words(state.target, reading.value)}（{reading.day}）" if reading else "没有"),
        ("  最近督查", f"{note.day} {note.text}" if note else "没有"),
        ("  同一事项", "、".join(one.told for one in beside.tied)),
        *(("  以前自报", f"{one.day} {one.state.word}：{one.progress}") for one in beside.earlier),
    ]

    def blocks() -> Iterator[Block]:
        yield Heading(f"{row.unit_name}自报 {short_id(row.record_id)}（{row.state.word}）")
        yield Fields([("  节点", f"{state.id} {state.title}（{row.named.told}）"), *_said(row)])
        yield Heading("台账已知")
        yield Fields(known)

    answer(as_json, lambda: _beside_form(beside), blocks)


@feedback.command("confirm")
@_identities
@click.option("--basis", metavar="依据", default="", help="办结依据；不写则为这条自报本身")
@click.option("--keep-open", is_flag=True, help="只记进展和数值，不办结节点")
@json_option
@pass_invocation
def confirm(
    invocation: Invocation, identities: tuple[str, ...], basis: str, keep_open: bool, as_json: bool
) -> None:
    """确认单位自报，可以几条一起：记入进展；报称完成的，节点办结。有一条不能确认就都不记。"""
    from huaian_tui.services.self_reports import confirm_reports

    today, complete = invocation.today, not keep_open
    rows, made = change_things(
        invocation,
        _REPORT,
        identities,
        lambda ledger, reports: confirm_reports(ledger, reports, today, basis=basis, complete=complete),
    )
    with invocation.reader() as connection:
        tied = [[one.told for one in read_beside(connection, today, row.record_id).tied] for row in rows]
    several = list(zip(rows, made, tied, strict=True))
    _tell_all(as_json, [_confirmed_form(*one) for one in several], [_confirmed_line(*one) for one in several])


def _confirmed_line(row: ReportRow, made: Confirmed, tied: Sequence[str]) -> str:
    """What became of a report that was confirmed."""
    records = (("进展已记入", made.note), ("节点已办结", made.completion), ("读数已记入", made.reading))
    done = [word for word, one in records if one is not None]
    if row.finished and made.completion is None:
        done.append("节点没有办结")
    if made.later is not None:
        done.append(f"这是较早的一条，{made.later} 另有更新的自报已确认，以更新的为准")
    elif made.replaced:
        done.append("较早的自报所报的不再计入，以这一条为准")
    if made.waiting is not None:
        done.append(f"{made.waiting} 另有更新的自报待核实")
    if tied:
        done.append(f"同一事项还有{'、'.join(tied)}，未办结的请一并办理")
    return f"已确认{row.unit_name}的自报（{row.milestone}）：{'，'.join(done)}"


def _confirmed_form(row: ReportRow, made: Confirmed, tied: Sequence[str]) -> Form:
    records = {"note": made.note, "completion": made.completion, "reading": made.reading}
    return (
        _form(row)
        | {key: one and format_id(one) for key, one in records.items()}
        | {"later": iso(made.later), "replaced": made.replaced, "tied": list(tied)}
    )


@feedback.command("reject")
@_identities
@with_reason("为什么不收")
def reject(invocation: Invocation, identities: tuple[str, ...], reason: str, as_json: bool) -> None:
    """驳回单位自报，可以几条一起，写明理由；台账其余不变。有一条不能驳回就都不驳回。"""
    from huaian_tui.services.self_reports import reject_reports

    today = invocation.today
    rows, _ = change_things(
        invocation,
        _REPORT,
        identities,
        lambda ledger, reports: reject_reports(ledger, reports, reason, today),
    )
    said = [f"已驳回{row.unit_name}的自报（{row.milestone}）" for row in rows]
    _tell_all(as_json, [_form(row) for row in rows], said)


def _tell_all(as_json: bool, forms: Sequence[Form], lines: Sequence[str]) -> None:
    """A line and an object for each; one alone is a single object."""
    tell_each(as_json, lambda: forms if len(forms) > 1 else forms[0], lines)


@feedback.command("reopen")
@_identity
@with_reason("为什么退回核实")
def reopen(invocation: Invocation, identity: str, reason: str, as_json: bool) -> None:
    """退回核实：误确认或误驳回的自报重新待核实，由它得出的进展、读数、办结一并撤回。"""
    from huaian_tui.services.self_reports import reopen_report

    today = invocation.today
    row, gone = change_thing(
        invocation, _REPORT, identity, lambda ledger, report: reopen_report(ledger, report, reason, today)
    )
    followed = f"，由它得出的 {gone - 1} 条记录一并撤回" if gone > 1 else ""
    tell(as_json, lambda: _form(row), f"{row.unit_name}的自报（{row.milestone}）重新待核实{followed}")


def _claim(row: ReportRow) -> str:
    """What the unit says of completion and value, in a few words."""
    done = f"{row.finished_on} 完成" if row.finished else "未完成"
    return done + ("" if row.value is None else f"，{format_number(row.value)}")


def _said(row: ReportRow) -> list[tuple[str, Cell]]:
    decided = f"{row.decided_on} {row.decided_by}：{row.reason}" if row.decided_on else ""
    return [
        ("  收到", row.day.isoformat()),
        ("  进展", row.progress),
        ("  报称", _claim(row)),
        ("  存在问题", row.problem),
        ("  下一步", row.next_step),
        ("  填报人", row.contact),
        ("  来源", row.source or f"反馈表，{row.form.exported_on} 导出，第 {row.form.line} 行"),
        ("  核实", decided),
    ]


def _form(row: ReportRow) -> Form:
    """A report as JSON, with what was decided on it."""
    return {
        "id": format_id(row.record_id),
        "state": row.state.value,
        "unit": row.unit_name,
        **task_keys(row.named),
        "milestone": row.milestone,
        "received_on": iso(row.day),
        "progress": row.progress,
        "finished": row.finished,
        "finished_on": iso(row.finished_on),
        "value": row.value,
        "problem": row.problem,
        "next_step": row.next_step,
        "contact": row.contact,
        "form": row.form.id,
        "source": row.source or "反馈表",
        "decided_by": row.decided_by,
        "decided_on": iso(row.decided_on),
        "reason": row.reason,
    }


def _beside_form(beside: ReportBeside) -> Form:
    """A report with what the ledger knows of its milestone without it."""
    state, reading, note = beside.milestone.state, beside.reading, beside.note
    return _form(beside.report) | {
        "known": {
            "light": beside.milestone.light.value,
            "due": iso(state.due),
            "completed_on": iso(state.completed_on),
            "reading": None if reading is None else {"day": iso(reading.day), "value": reading.value},
            "note": None if note is None else {"day": iso(note.day), "text": note.text},
            "earlier": [_form(one) for one in beside.earlier],
        }
    }
