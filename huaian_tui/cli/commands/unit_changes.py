"""``unit set|rename|merge|settle``: units that change, from a day on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

import click

from huaian_tui.cli.arguments.options import command, json_option, pass_invocation
from huaian_tui.cli.arguments.value_types import LINE, Words
from huaian_tui.cli.find_and_change import by_short_id
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.units import follows_form, unit_form
from huaian_tui.cli.output.show import tell, tell_each
from huaian_tui.domain.answers.unit_lists import UnitFollows
from huaian_tui.domain.answers.units import UnitDetail
from huaian_tui.domain.errors import UnknownUnit
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.units import KIND_WORDS, follows_words
from huaian_tui.store.queries.units import read_concerns, read_unit, resolve_unit

if TYPE_CHECKING:
    import sqlite3

    from huaian_tui.store.engine.append import Ledger

_RECORD = by_short_id(None, "记录")
_unit = click.argument("query", metavar="单位", type=LINE)
_basis = click.option("--basis", metavar="依据", required=True, help="依据（机构改革方案、编办批复等）")
_from = click.option("--from", "day", metavar="日期", required=True, help="自这一天起")

_dry_run = click.option("--dry-run", is_flag=True, help="只看会怎样，不改台账")
NOTHING_WRITTEN = "这是预看，没有改台账"


@command("set")
@_unit
@click.option("--new", is_flag=True, help="新设单位（名称还没有单位用过）")
@click.option("--full", metavar="全称", type=LINE, help="全称（核实过的）")
@click.option("--confirm", is_flag=True, help="现有的全称已核实；早已核实的，核实按它理解的名称")
@click.option("--kind", metavar="类别", type=Words("类别", KIND_WORDS), help="、".join(KIND_WORDS.values()))
@click.option("--note", metavar="文字", help="说明")
@click.option("--alias", "aliases", metavar="别名", type=LINE, multiple=True, help="加别名，可写多次")
@click.option("--drop-alias", "no_aliases", metavar="别名", type=LINE, multiple=True, help="去掉别名")
@click.option(
    "--member", "members", metavar="单位", type=LINE, multiple=True, help="集体单位：加成员，可写多次"
)
@click.option("--drop-member", "no_members", metavar="单位", type=LINE, multiple=True, help="去掉成员")
@click.option("--stands", is_flag=True, help="并入有误：恢复为独立的单位")
@click.option("--basis", metavar="依据", default="", help="依据")
@json_option
@pass_invocation
def set_(
    invocation: Invocation,
    /,
    query: str,
    new: bool,
    full: str | None,
    confirm: bool,
    kind: str | None,
    note: str | None,
    aliases: tuple[str, ...],
    no_aliases: tuple[str, ...],
    members: tuple[str, ...],
    no_members: tuple[str, ...],
    stands: bool,
    basis: str,
    as_json: bool,
) -> None:
    """新设单位（--new），或改一个单位的全称、别名、类别、成员、说明。更名用 unit rename。"""
    # Imported here and below: listing needs no writers.
    from huaian_tui.services.units import UnitChange, add_unit, set_unit

    with invocation.ledger() as ledger:
        connection = ledger.connection
        change = UnitChange(
            full_name=full,
            confirmed=confirm,
            kind=kind,
            note=note,
            aliases=aliases,
            no_aliases=no_aliases,
            members=tuple(invocation.standing_unit(connection, one) for one in members),
            no_members=tuple(invocation.unit(connection, one) for one in no_members),
            stands=stands,
            basis=basis,
        )
        if new:
            unit = add_unit(ledger, query, change)
        else:
            unit = _known(connection, query)
            set_unit(ledger, unit, change)
        found = read_unit(connection, invocation.today, unit)
    tell(
        as_json,
        lambda: unit_form(found),
        f"{'已新设单位' if new else '已更改单位'} {found.name}（{found.full_name}）",
    )


@command("rename")
@_unit
@click.option("--to", "name", metavar="简称", required=True, type=LINE, help="新的简称")
@click.option("--full", metavar="全称", required=True, type=LINE, help="新的全称")
@_from
@_basis
@_dry_run
@json_option
@pass_invocation
def rename(
    invocation: Invocation,
    /,
    query: str,
    name: str,
    full: str,
    day: str,
    basis: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """单位自某日起更名（机构改革）。任务、记录、文书照旧归它；新旧名称都查得到。

    更名有误，从后一天起再更名一次。
    """
    from huaian_tui.services.units import Renaming, rename_entry, rename_unit

    renaming = Renaming(name, full, invocation.day(day), basis)
    with _opened(invocation, dry_run) as (connection, ledger):
        unit = _known(connection, query)
        before = read_unit(connection, date.max, unit).name
        if ledger is None:
            rename_entry(connection, unit, renaming)
        else:
            rename_unit(ledger, unit, renaming)
        found, follows = read_unit(connection, invocation.today, unit), _follows(invocation, connection, unit)
        has = _has(connection, invocation.today, found)
    said = f"{before} 自{chinese_day(renaming.day)}起为 {renaming.name}（{renaming.full_name}）"
    lines = [f"{'可以更名' if dry_run else '已更名'}：{said}；{has}"]
    lines += [f"{label}：{text}" for label, text in follows_words(follows)]
    _tell(as_json, found, {found.id: follows}, [*lines, *([NOTHING_WRITTEN] if dry_run else [])])


@command("merge")
@click.argument("queries", metavar="单位...", type=LINE, nargs=-1, required=True)
@click.option(
    "--into", metavar="单位", required=True, type=LINE, help="并入哪个单位（新设的先用 unit set --new）"
)
@_from
@_basis
@_dry_run
@json_option
@pass_invocation
def merge(
    invocation: Invocation,
    /,
    queries: tuple[str, ...],
    into: str,
    day: str,
    basis: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """单位自某日起并入另一个单位：未办结的任务转给它，此前的情况仍记在原单位名下。

    并入有误，用 unit set 单位 --stands 恢复为独立的单位。
    """
    from huaian_tui.services.units import merge_entries, merge_units

    on, today = invocation.day(day), invocation.today
    with _opened(invocation, dry_run) as (connection, ledger):
        target = _known(connection, into)
        units = list(dict.fromkeys(_known(connection, one) for one in queries))
        follows = {one: _follows(invocation, connection, one) for one in units}
        if ledger is None:
            merge_entries(connection, units, target, on, basis)
        else:
            merge_units(ledger, units, target, on, basis)
        found = read_unit(connection, today, target)
        has = _has(connection, today, found)
        names = {one: read_unit(connection, today, one).name for one in units}
    done, lines = "可以合并" if dry_run else "已合并", list[str]()
    for unit, name in names.items():
        lines.append(f"{done}：{name} 自{chinese_day(on)}起并入 {found.name}")
        lines += [f"{label}：{text}" for label, text in follows_words(follows[unit], found.name)]
    lines.append(NOTHING_WRITTEN if dry_run else f"{found.name}现在{has}")
    _tell(as_json, found, follows, lines)


@contextmanager
def _opened(invocation: Invocation, dry_run: bool) -> Iterator[tuple[sqlite3.Connection, Ledger | None]]:
    """The ledger to be changed; None where only looked at, which needs no right to write."""
    if dry_run:
        with invocation.reader() as connection:
            yield connection, None
    else:
        with invocation.ledger() as ledger:
            yield ledger.connection, ledger


def _follows(invocation: Invocation, connection: sqlite3.Connection, unit: str) -> UnitFollows:
    """What hangs on a unit before it changes."""
    from huaian_tui.store.keep.forms_out import forms_out
    from huaian_tui.store.queries.unit_follows import read_follows
    from huaian_tui.store.queries.unit_history import unit_with_merged

    forms = forms_out(invocation.path, unit_with_merged(connection, unit))
    return read_follows(connection, invocation.today, unit, forms)


def _tell(as_json: bool, found: UnitDetail, follows: dict[str, UnitFollows], lines: Sequence[str]) -> None:
    told = [{"unit": unit, **follows_form(one)} for unit, one in follows.items()]
    tell_each(as_json, lambda: unit_form(found) | {"follows": told}, lines)


@command("settle")
@_unit
@click.option("--keep", metavar="记录编号", required=True, type=LINE, help="采用哪一方（unit show 列出编号）")
@_basis
@json_option
@pass_invocation
def settle(invocation: Invocation, query: str, keep: str, basis: str, as_json: bool) -> None:
    """核定冲突：几台电脑对一个单位改得不一样的，采用一方。"""
    from huaian_tui.services.units import settle_unit

    with invocation.ledger() as ledger:
        unit = _known(ledger.connection, query)
        settle_unit(ledger, unit, _RECORD(ledger.connection, keep), basis)
        found = read_unit(ledger.connection, invocation.today, unit)
    tell(as_json, lambda: unit_form(found), f"已核定单位 {found.name}（{found.full_name}）")


def _known(connection: sqlite3.Connection, query: str) -> str:
    """The unit that is to be changed; one that nobody bears is said to be added by --new."""
    try:
        return resolve_unit(connection, query).name
    except UnknownUnit as error:
        error.way_out += f"；新设单位：huaian-tui unit set {error.query} --new --full 全称"
        raise


def _has(connection: sqlite3.Connection, today: date, unit: UnitDetail) -> str:
    lead, support, _ = read_concerns(connection, today, unit)
    return f"牵头 {len(lead)} 项、责任 {len(support)} 项任务"
