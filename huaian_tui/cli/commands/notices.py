"""``notice``: drafting, checking, issuing, exporting, printing notices (文书), and what units answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from huaian_tui.cli.arguments.options import (
    group,
    groups_option,
    json_option,
    pass_invocation,
    reading_options,
    with_reason,
)
from huaian_tui.cli.arguments.value_types import LINE, ROLE, ROW_NUMBER
from huaian_tui.cli.commands.notice_fields import edit, field_options, renumber
from huaian_tui.cli.commands.notice_issue import check, issue, refresh
from huaian_tui.cli.commands.notice_list import discard, list_, restore
from huaian_tui.cli.commands.notice_out import export, print_
from huaian_tui.cli.commands.notice_passport import passport
from huaian_tui.cli.commands.notice_requests import read_requests
from huaian_tui.cli.commands.notice_sources import sources
from huaian_tui.cli.find_and_change import Thing, by_short_id, change_thing
from huaian_tui.cli.invocation import Invocation, say
from huaian_tui.cli.json_forms.notices import change_form, notice_form
from huaian_tui.cli.json_forms.values import Form
from huaian_tui.cli.other_laptops import with_laptops
from huaian_tui.cli.output.blocks import Block, Fields, Heading, Lines
from huaian_tui.cli.output.show import answer, tell, tell_each
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.notices import NOTICE_TITLES, STATE_TITLES, NoticeState, notice_kind
from huaian_tui.domain.words.notices import change_words
from huaian_tui.ledger.identity import format_id, short_id
from huaian_tui.store.queries.notices import read_notice
from huaian_tui.store.queries.unit_history import unit_name_on

if TYPE_CHECKING:
    from huaian_tui.services.notice_edits import NoticeEdit
    from huaian_tui.store.engine.append import Ledger

_NOTICE: Thing[bytes, NoticeRow] = Thing(
    by_short_id("notice_draft", "文书"), lambda connection, _, record: read_notice(connection, record)
)
_KINDS_HELP = "、".join(f"{kind} {title}" for kind, title in NOTICE_TITLES.items())
_identity = click.argument("identity", metavar="文书编号", type=LINE)


@group("notice")
def notice() -> None:
    """文书：拟稿、核对、印发、导出、打印、登记反馈、撤回。"""


_PAPERS = (sources, passport, export, print_)
for _one in (list_, *_PAPERS, check, refresh, issue, edit, renumber, discard, restore):
    notice.add_command(_one)


@notice.command("draft")
@click.option("--kind", metavar="种类", required=True, type=LINE, help=_KINDS_HELP)
@click.option(
    "--unit",
    "units",
    metavar="单位",
    multiple=True,
    type=LINE,
    help="写给哪个单位（通报、逾期清单：只写哪些单位），可重复；all 为所有有事项可写的单位",
)
@click.option(
    "--period",
    metavar="期间",
    type=LINE,
    help="期间，如 2026Q3、上半年、前三季度、2026-07、A..B；"
    "不写：通报为本季度至今，年度总结为本年，台账为全部",
)
@click.option("--indicator", metavar="指标", default="", type=LINE, help="通报只覆盖的一级或二级指标")
@click.option(
    "--task", "tasks", metavar="序号", multiple=True, type=ROW_NUMBER, help="只写哪几项任务，可重复"
)
@click.option(
    "--milestone", metavar="节点编号", default="", type=LINE, help="延期批复单、销号单写哪个节点，如 2-1"
)
@click.option("--named", metavar="刊头", default="", type=LINE, help="督查专报的刊头，如 领导参阅")
@click.option("--notice", metavar="文书编号", default="", type=LINE, help="发文稿纸随哪份文书")
@click.option("--whole-table", is_flag=True, help="通报的进展表写全部任务；平时只写有节点、进展或问题的")
@click.option(
    "--pictures",
    is_flag=True,
    help="附图：年度总结附剩余曲线和各单位逐月逾期，通报附各月末状态，专报附延期图；一句话说得清的不附",
)
@click.option(
    "--slips", is_flag=True, help="通报附延期账：改过的时限，原定、每次改为、依据，到期前还是到期后"
)
@click.option(
    "--forecasts",
    is_flag=True,
    help="督查专报写 90 天内到期的哪些节点可能逾期、为什么；类似情形不足 5 例的写不足以判断；印发时记入台账",
)
@click.option(
    "--role",
    metavar="角色",
    type=ROLE,
    help="只写单位牵头的（lead）或配合的（support）事项；催办单、督办通知单、交办单不写则只写给牵头单位",
)
@groups_option("all 时集体一份，写明单位时照写明的")
@click.option("--basis", metavar="依据", default="", help="立项依据（批示、会议、文件），写入文书")
@click.option("--approval", metavar="批准", default="", help="表扬或批评的批准依据")
@field_options
@reading_options
@pass_invocation
def draft(invocation: Invocation, /, kind: str, units: tuple[str, ...], as_json: bool, **asked: Any) -> None:
    """拟一份文书并存为草稿，输出编号；写给几个单位就拟几份。

    通报、单位情况表写现用方案，其他文书写所有未收官的方案。

    加 --plan 代号 只写一个方案，--plan all 写全部。

    加 --as-of 则数字为那一天已登记的（数据截至），成文日期仍是今天。
    """
    from huaian_tui.documents.composers.compose import compose
    from huaian_tui.services.notices import keep_draft
    from huaian_tui.services.past_notices import differences_of, past_day_of_data

    today = invocation.present_day
    as_of = past_day_of_data(invocation.as_of, today)
    with invocation.reader() as connection:
        requests = read_requests(invocation, connection, notice_kind(kind), units, asked)
        composed = [(request, compose(connection, request)) for request in requests]
        remarks = differences_of(connection, as_of)
    with invocation.ledger(from_past=True) as ledger:
        made = [
            keep_draft(
                ledger,
                one,
                today,
                basis=request.basis,
                approval=request.approval,
                as_of=as_of,
                warnings=remarks,
            )
            for request, one in composed
        ]
        rows = [read_notice(ledger.connection, one) for one in made]
    for warning in dict.fromkeys(warning for row in rows for warning in row.warnings):
        say(f"核对：{warning}")
    tell_each(
        as_json,
        lambda: [notice_form(row) for row in rows] if len(rows) > 1 else notice_form(rows[0]),
        [format_id(row.record_id) for row in rows],
    )


@notice.command("show")
@_identity
@reading_options
@pass_invocation
def show(invocation: Invocation, identity: str, as_json: bool) -> None:
    """查看一份文书：按印出来的样子分页，每行 28 字。"""
    from huaian_tui.services.notice_edits import edits_of

    with invocation.reader() as connection:
        (row,) = with_laptops(connection, [read_notice(connection, _NOTICE.find(connection, identity))])
        edits = edits_of(connection, row)

    def blocks() -> Iterator[Block]:
        from huaian_tui.documents.plain.pages import render_preview
        from huaian_tui.services.notice_files import document_of

        as_of = "" if row.as_of is None else row.as_of.isoformat()
        said = [("编号", format_id(row.record_id)), ("数据截至", as_of), ("核对", "；".join(row.warnings))]
        said += [("印发时台账已变", change_words(one)) for one in row.changed]
        said += [("手改", f"{one.edit.place}（{one.officer}，{one.day.isoformat()}）") for one in edits]
        yield Fields(said)
        pages = render_preview(document_of(row))
        for number, page in enumerate(pages, 1):
            withdrawn = f"  {STATE_TITLES[row.state]}" if row.state == NoticeState.WITHDRAWN else ""
            yield Heading(f"第 {number} 页，共 {len(pages)} 页{withdrawn}")
            yield Lines(list(page))

    def form() -> Form:
        return notice_form(row) | {
            "text": _text(row),
            "warnings": list(row.warnings),
            "changed": [change_form(one) for one in row.changed],
            "edits": [_edit_form(one) for one in edits],
        }

    answer(as_json, form, blocks)


@notice.command("withdraw")
@_identity
@with_reason("为什么撤回")
def withdraw(invocation: Invocation, identity: str, reason: str, as_json: bool) -> None:
    """撤回文书；文号保留，不再使用。"""
    from huaian_tui.services.notices import withdraw_notice

    today = invocation.today
    row, _ = change_thing(
        invocation, _NOTICE, identity, lambda ledger, found: withdraw_notice(ledger, found, reason, today)
    )
    tell(as_json, lambda: notice_form(row), f"已撤回：{row.number or short_id(row.record_id)}")


@notice.command("reply")
@_identity
@click.option("--unit", "unit_query", metavar="单位", required=True, type=LINE, help="哪个单位的反馈")
@click.option("--text", metavar="内容", required=True, help="反馈了什么")
@click.option("--date", "day", metavar="日期", default="今天", help="反馈日期，不写则为今天")
@json_option
@pass_invocation
def reply(invocation: Invocation, identity: str, unit_query: str, text: str, day: str, as_json: bool) -> None:
    """登记单位对文书的反馈。"""
    from huaian_tui.services.notices import record_reply

    today = invocation.today

    def record(ledger: Ledger, found: bytes) -> str:
        unit = invocation.unit(ledger.connection, unit_query)
        made = record_reply(ledger, found, unit, text, invocation.day(day), today)
        return f"{unit_name_on(ledger.connection, unit, today)[0]}的反馈（{short_id(made)}）"

    row, made = change_thing(invocation, _NOTICE, identity, record)
    rest = f"；还没有反馈：{'、'.join(map(row.name_of, row.missing))}" if row.missing else ""
    tell(as_json, lambda: notice_form(row), f"已登记{made}{rest}")


def _text(row: NoticeRow) -> str:
    from huaian_tui.documents.plain.pages import render_chat
    from huaian_tui.services.notice_files import document_of

    return render_chat(document_of(row))


def _edit_form(one: NoticeEdit) -> Form:
    """What was edited by hand as JSON: null where a paragraph was left out, or was added."""
    return {
        "place": one.edit.place,
        "officer": one.officer,
        "date": one.day.isoformat(),
        "text": one.edit.text or None,
        "composed": one.edit.composed or None,
    }
