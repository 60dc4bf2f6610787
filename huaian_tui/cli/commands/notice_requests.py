"""What ``notice draft`` asks for: its options as requests, one for each paper that is to be composed."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from huaian_tui.cli.commands.notice_fields import typed_fields
from huaian_tui.cli.invocation import Invocation, say
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.notices import NOTICE_TITLES, NoticeKind
from huaian_tui.ledger.identity import format_id

if TYPE_CHECKING:
    from huaian_tui.documents.composers.request import NoticeRequest

ALL_UNITS = "all"
"""``--unit all``: one notice for each unit that has something to write about."""


def read_requests(
    invocation: Invocation,
    connection: sqlite3.Connection,
    kind: NoticeKind,
    units: Sequence[str],
    asked: dict[str, Any],
) -> Sequence[NoticeRequest]:
    """One request for each paper: over the units (a 通报), or one a unit; ``asked`` are the other options."""
    from huaian_tui.documents.composers.addressees import addressed, needs_units

    request = _request(invocation, connection, kind, asked)
    if not units and needs_units(request):
        raise InputRefused(
            "没有写给哪个单位", f"{NOTICE_TITLES[kind]}须写明单位", "请加 --unit 单位", field="unit"
        )
    every = tuple(units) == (ALL_UNITS,)
    named = list(dict.fromkeys(invocation.unit(connection, one) for one in (() if every else units)))
    found = addressed(connection, request, None if every else named)
    for remark in found.remarks:
        say(f"核对：{remark}")
    if not found.requests:
        raise HuaianError(
            f"没有单位需要{NOTICE_TITLES[kind]}", "没有可写的事项", "用 huaian-tui overdue 或 tasks 核对"
        )
    return found.requests


def _request(
    invocation: Invocation, connection: sqlite3.Connection, kind: NoticeKind, asked: dict[str, Any]
) -> NoticeRequest:
    """The options, without the units."""
    from huaian_tui.documents.composers.request import NoticeRequest
    from huaian_tui.domain.dates.reporting_period import read_period
    from huaian_tui.domain.text.hygiene import clean_line
    from huaian_tui.services.notice_fields import chosen_fields

    today, as_of = invocation.present_day, invocation.as_of
    fields = chosen_fields(typed_fields(asked))
    return NoticeRequest(
        kind=kind,
        today=today,
        period=read_period(asked["period"], as_of or today) if asked["period"] else None,
        indicator=asked["indicator"],
        tasks=tuple(invocation.task(connection, one) for one in asked["tasks"]),
        basis=clean_line(asked["basis"], limit=500, field="basis"),
        approval=clean_line(asked["approval"], limit=500, field="approval"),
        as_of=as_of,
        plan=invocation.plan(connection),
        every_plan=invocation.every_plan,
        milestone=clean_line(asked.get("milestone", ""), limit=100, field="milestone"),
        named=clean_line(asked.get("named", ""), limit=20, field="named"),
        notice=_notice(connection, asked.get("notice", "")),
        whole_table=asked.get("whole_table", False),
        pictures=asked.get("pictures", False),
        slips=asked.get("slips", False),
        forecasts=asked.get("forecasts", False),
        recipients=fields.recipients,
        copies_to=fields.copies_to,
        annotation=fields.annotation,
        contact=fields.contact,
        role=asked["role"] or "",
        groups=asked["groups"] or "",
    )


def _notice(connection: sqlite3.Connection, typed: str) -> str:
    """The id of the notice that was typed by its last digits or in full."""
    from huaian_tui.store.queries.notes import identify

    return format_id(identify(connection, typed, "notice_draft", "文书")) if typed else ""
