"""``notice edit`` and ``notice renumber``: the fields of a draft, and numbers that stand twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from huaian_tui.cli.arguments.options import command, json_option, pass_invocation
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.find_and_change import by_short_id
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.notices import notice_form
from huaian_tui.cli.output.show import tell, tell_each
from huaian_tui.domain.errors import HuaianError
from huaian_tui.ledger.identity import short_id
from huaian_tui.store.queries.notices import read_notice

if TYPE_CHECKING:
    from huaian_tui.services.notice_fields import TypedFields

F = TypeVar("F", bound=Callable[..., Any])

FIELD_TITLES = {"recipients": "主送", "copies_to": "抄送", "annotation": "附注", "contact": "联系人"}
"""Fields of a notice beside its text, by their names in commands."""

_find = by_short_id("notice_draft", "文书")


def field_options(function: F) -> F:
    """--recipients, --copies, --annotation, --contact."""
    names = "，逗号分开；无 为没有"
    for option in (
        click.option("--contact", metavar="联系人", help="向谁联系，如 张三，0517-80000000；无 为不写"),
        click.option("--annotation", metavar="附注", help="附注，不写括号，如 此件公开发布；无 为没有"),
        click.option("--copies", "copies_to", metavar="抄送", help=f"抄送{names}；不写则按这种文书的设置"),
        click.option("--recipients", metavar="主送", help=f"主送{names}；不写则按设置，或写给的单位"),
    ):
        function = option(function)
    return function


def typed_fields(asked: dict[str, Any], title: str | None = None) -> TypedFields:
    """What was given for ``field_options``."""
    from huaian_tui.services.notice_fields import TypedFields

    return TypedFields(title, *(asked[key] for key in FIELD_TITLES))


@command("edit")
@click.argument("identity", metavar="文书编号", type=LINE)
@click.option("--title", metavar="标题", help="标题")
@field_options
@json_option
@pass_invocation
def edit(invocation: Invocation, /, identity: str, title: str | None, as_json: bool, **asked: Any) -> None:
    """改一份草稿的标题、主送、抄送、附注、联系人；没有写的不动。正文在终端程序的文书里改。"""
    from huaian_tui.services.notice_fields import change_fields

    if title is None and all(asked[key] is None for key in FIELD_TITLES):
        options = "--title、--recipients、--copies、--annotation、--contact"
        raise HuaianError("没有写改什么", "标题、主送、抄送、附注、联系人都没有写", f"请加 {options} 之一")
    with invocation.ledger() as ledger:
        row = read_notice(ledger.connection, _find(ledger.connection, identity))
        change_fields(ledger, row, typed_fields(asked, title), invocation.today)
        row = read_notice(ledger.connection, row.record_id)
    tell(as_json, lambda: notice_form(row), f"已改：{short_id(row.record_id)}（{row.title}）")


@command("renumber")
@click.argument("identities", metavar="[文书编号]...", nargs=-1, type=LINE)
@json_option
@pass_invocation
def renumber(invocation: Invocation, identities: tuple[str, ...], as_json: bool) -> None:
    """改号：合并后文号重复的，后印发的那份另编文号，写明原文号；不写编号则处理全部重复。"""
    from huaian_tui.services.renumbering import renumber as give_numbers

    with invocation.ledger() as ledger:
        found = [_find(ledger.connection, one) for one in identities]
        done = give_numbers(ledger, invocation.today, found or None)
        rows = [read_notice(ledger.connection, one.record_id) for one in done]
    told = [f"{short_id(one.record_id)}：{one.former} 改为 {one.number}" for one in done]
    tell_each(as_json, lambda: [notice_form(row) for row in rows], told or ["没有重复的文号。"])
