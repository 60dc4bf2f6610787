"""``unit contact``: who answers at a unit, from a day on; and how contacts are shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import click

from huaian_tui.cli.arguments.options import command, json_option, pass_invocation
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.units import contact_forms
from huaian_tui.cli.output.blocks import Block, Heading, Table
from huaian_tui.cli.output.show import tell
from huaian_tui.domain.answers.units import Contact
from huaian_tui.domain.columns import Column
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.ledger.identity import short_id
from huaian_tui.store.queries.contacts import read_contacts
from huaian_tui.store.queries.unit_history import unit_name_on

_COLUMNS: tuple[Column[Contact], ...] = (
    Column("编号", lambda one: short_id(one.record_id)),
    Column("岗位", lambda one: one.post, most=24),
    Column("姓名", lambda one: one.person, most=16),
    Column("电话", lambda one: one.phone, most=30),
    Column("自", lambda one: one.since.isoformat()),
)
_UNTIL: Column[Contact] = Column("至", lambda one: "" if one.until is None else f"{one.until.isoformat()} 前")
_UNIT: Column[Contact] = Column("单位", lambda one: one.unit_name, most=24)


def contact_blocks(contacts: Sequence[Contact], unit: str, day: date) -> Iterator[Block]:
    """Who answers at a unit on a day, then those before and after, with their days."""
    now = [one for one in contacts if one.answers_on(day)]
    others = [one for one in contacts if not one.answers_on(day)]
    of_merged = (_UNIT,) if any(one.unit != unit for one in contacts) else ()
    if now:
        yield Heading("联系人")
        yield Table((*_COLUMNS, *of_merged), now)
    if others:
        yield Heading("以前和以后的联系人" if any(one.since > day for one in others) else "以前的联系人")
        yield Table((*_COLUMNS, _UNTIL, *of_merged), others)


@command("contact")
@click.argument("query", metavar="单位", type=LINE)
@click.option("--person", metavar="姓名", default="", type=LINE, help="联系人；--left 时可不写")
@click.option("--post", metavar="岗位", required=True, type=LINE, help="岗位，如 办公室主任、联络员")
@click.option("--phone", metavar="电话", default="", type=LINE, help="电话；--left 时不写")
@click.option("--from", "day", metavar="日期", required=True, help="自这一天起")
@click.option("--left", is_flag=True, help="自这一天起已离任，暂没有接任的人")
@click.option("--basis", metavar="依据", default="", type=LINE, help="依据（来函、电话告知等）")
@json_option
@pass_invocation
def contact(
    invocation: Invocation,
    query: str,
    person: str,
    post: str,
    phone: str,
    day: str,
    left: bool,
    basis: str,
    as_json: bool,
) -> None:
    """登记单位的联系人：同一岗位以后登记的接替以前的。写错的用 record correct、record retract。

    联系人只留在本机，不随同步走；导出数据包时写 --with-contacts 才带上。
    """
    # Imported here: listing needs no writers.
    from huaian_tui.services.contacts import ContactEntry, set_contact

    if left and phone:
        raise click.UsageError("--left 与 --phone 不能同时写", click.get_current_context())
    on, today = invocation.day(day), invocation.today
    with invocation.ledger() as ledger:
        connection = ledger.connection
        unit = invocation.unit(connection, query)
        made = set_contact(ledger, unit, ContactEntry(person, post, phone, on, left, basis), today)
        found = read_contacts(connection, unit, max(on, today))
        name = unit_name_on(connection, unit, on)[0]
    said = f"{chinese_day(on)}起，{name} {post} {'离任' if left else '是 ' + person}"
    tell(as_json, lambda: {"unit": name, **contact_forms(found)}, f"已登记联系人 {short_id(made)}：{said}")
