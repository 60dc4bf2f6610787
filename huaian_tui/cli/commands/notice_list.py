"""``notice list``, narrowed as the list on the screen is; throwing drafts away and taking them back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from huaian_tui.cli.arguments.options import command, json_option, pass_invocation, reading_options
from huaian_tui.cli.arguments.value_types import LINE, Words
from huaian_tui.cli.find_and_change import Thing, by_short_id, change_thing
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.notices import notice_form
from huaian_tui.cli.other_laptops import with_laptops
from huaian_tui.cli.output.blocks import Block, Lines, Table
from huaian_tui.cli.output.pages import PagedRows
from huaian_tui.cli.output.show import answer, tell, tell_each
from huaian_tui.cli.saved_views import asked_view, view_option
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.columns import Column
from huaian_tui.domain.notices import EVERY_STATE, NOTICE_TITLES, STATE_ASKED, state_title
from huaian_tui.ledger.identity import short_id
from huaian_tui.store.engine.connection import one_state
from huaian_tui.store.queries.find_notices import FoundNotices, NoticeFilter, find_notices, read_notice_rows
from huaian_tui.store.queries.notices import read_notice
from huaian_tui.store.queries.plan_scope import plans_in_use

if TYPE_CHECKING:
    from huaian_tui.services.views import SavedView

_COLUMNS: tuple[Column[NoticeRow], ...] = (
    Column("编号", lambda row: short_id(row.record_id)),
    Column("日期", lambda row: row.drafted_on.isoformat()),
    Column("文书", lambda row: NOTICE_TITLES.get(row.kind, row.kind)),
    Column("对象", lambda row: row.addressee, most=20),
    Column("状态", lambda row: state_title(row.kind, row.standing)),
    Column("文号", lambda row: row.number + ("（重复）" if row.doubled else "")),
    Column("反馈时限", lambda row: _reply_words(row)),
    Column("标题", lambda row: row.title, rest=True, wide=True),
)
_PLANS: Column[NoticeRow] = Column("方案", lambda row: "、".join(row.plan_codes), most=14)
_NONE = "还没有文书；用 huaian-tui notice draft 拟一份。"
_NONE_FOUND = "没有符合条件的文书。"


def _said(words: Mapping[str, str]) -> str:
    return "、".join(f"{key} {title}" for key, title in words.items())


_KIND = Words("种类", NOTICE_TITLES)
_STATE = Words("状态", STATE_ASKED)
_NOTICE: Thing[bytes, NoticeRow] = Thing(
    by_short_id("notice_draft", "文书"), lambda connection, _, record: read_notice(connection, record)
)


@command("list")
@click.option("--kind", metavar="种类", type=_KIND, help=_said(NOTICE_TITLES))
@click.option("--state", metavar="状态", type=_STATE, help=_said(STATE_ASKED))
@click.option("--unit", "unit_query", metavar="单位", type=LINE, help="发给这个单位或它所在的集体单位的")
@click.option("--number", metavar="文号", default="", type=LINE, help="文号里的序号，或文号的一部分")
@view_option
@reading_options
@pass_invocation
def list_(
    invocation: Invocation,
    kind: str | None,
    state: str | None,
    unit_query: str | None,
    number: str,
    view_name: str | None,
    as_json: bool,
) -> None:
    """列出文书，新的在前；加 --plan 代号 只列这个方案的。

    不写 --state 时，表里不列已撤回、已丢弃的（--state all 全部列出）；--json 仍给出全部，供脚本使用。
    """
    with invocation.reader() as connection, one_state(connection):
        unit = None if unit_query is None else invocation.unit(connection, unit_query)
        wanted = NoticeFilter(
            kind=kind,
            state=state or (EVERY_STATE if as_json else None),
            unit=unit,
            plan=invocation.plan(connection),
            number=number,
        )
        view = asked_view(invocation, connection, view_name, "notices")
        if view is not None:
            wanted = _as_viewed(view, wanted, everything=state is None)
        found = find_notices(connection, wanted)
        ids = [one.record_id for one in found.keys]
        several = len(plans_in_use(connection)) > 1
        rows = PagedRows(ids, lambda page: with_laptops(connection, read_notice_rows(connection, page)))
        narrowed = wanted != NoticeFilter(plan=wanted.plan)
        answer(
            as_json,
            lambda: (notice_form(row) for row in rows),
            lambda: _blocks(rows, found, several=several, narrowed=narrowed),
        )


def _as_viewed(view: SavedView, wanted: NoticeFilter, *, everything: bool) -> NoticeFilter:
    """What the view asks for; what was written besides goes before. ``everything``: no state was written."""
    # Imported here: listing needs none of it.
    from huaian_tui.store.search.list_filters import notice_list_filter

    asked = notice_list_filter(view.text, view.filters)
    return replace(
        asked,
        kind=wanted.kind or asked.kind,
        state=asked.state or wanted.state if everything else wanted.state,
        unit=wanted.unit or asked.unit,
        plan=wanted.plan or asked.plan,
        number=wanted.number,
    )


def _blocks(
    rows: PagedRows[NoticeRow], found: FoundNotices, *, several: bool, narrowed: bool
) -> Iterator[Block]:
    yield Table((*_COLUMNS[:3], _PLANS, *_COLUMNS[3:]) if several else _COLUMNS, rows)
    none = _NONE_FOUND if narrowed or found.put_away else _NONE
    said = f"共 {len(found.keys)} 份文书。" if found.keys else none
    more = f"另有 {found.put_away} 份已撤回或丢弃，加 --state all 列出。" if found.put_away else ""
    yield Lines([said + more])


def _reply_words(row: NoticeRow) -> str:
    """反馈时限 and how many have answered."""
    if row.reply_due is None:
        return ""
    answered = len(row.units) - len(row.missing)
    return f"{row.reply_due.isoformat()}（{answered}/{len(row.units)}）"


@command("discard")
@click.argument("identities", metavar="文书编号...", nargs=-1, required=True, type=LINE)
@click.option("--reason", metavar="理由", default="", help="为什么不要了；不写则为“不再需要”")
@json_option
@pass_invocation
def discard(invocation: Invocation, identities: Sequence[str], reason: str, as_json: bool) -> None:
    """丢弃草稿：不再列出，仍可查到、可用 notice restore 恢复；可一次写几份。已印发的用 notice withdraw。"""
    from huaian_tui.services.notice_discards import discard_drafts

    today = invocation.today
    with invocation.ledger() as ledger:
        found = list(dict.fromkeys(_NOTICE.find(ledger.connection, one) for one in identities))
        discard_drafts(ledger, found, reason, today)
        rows = read_notice_rows(ledger.connection, found)
    said = [f"已丢弃：{NOTICE_TITLES.get(row.kind, row.kind)} {row.addressee}" for row in rows]
    tell_each(as_json, lambda: [notice_form(row) for row in rows], said)


@command("restore")
@click.argument("identity", metavar="文书编号", type=LINE)
@click.option("--reason", metavar="理由", default="", help="为什么恢复；不写则为“仍需使用”")
@json_option
@pass_invocation
def restore(invocation: Invocation, identity: str, reason: str, as_json: bool) -> None:
    """恢复丢弃的草稿。"""
    from huaian_tui.services.notice_discards import restore_draft

    today = invocation.today
    row, _ = change_thing(
        invocation, _NOTICE, identity, lambda ledger, found: restore_draft(ledger, found, reason, today)
    )
    said = f"{NOTICE_TITLES.get(row.kind, row.kind)} {row.addressee}（{short_id(row.record_id)}）"
    tell(as_json, lambda: notice_form(row), f"已恢复为草稿：{said}")
