"""What of several merges stands open in the end: what a later one of them settled is told no more."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from huaian_tui.exchange.merging.merge_result import MergeResult
from huaian_tui.exchange.merging.merge_summary import codes_now, conflicts_now, numbers_now
from huaian_tui.store.engine.connection import one_state
from huaian_tui.store.engine.foreign_settings import list_waiting
from huaian_tui.store.queries.forks import list_forks
from huaian_tui.store.queries.report_disputes import ReportDispute, disputes_of


def still_open(connection: sqlite3.Connection, result: MergeResult) -> MergeResult:
    """The same with what waits for people as the ledger has it now."""
    with one_state(connection):
        waiting = {one.id for one in list_waiting(connection)} if result.settings else set()
        named = {(one.origin, one.seq, one.before) for one in result.forks}
        forks = list_forks(connection, {one.origin for one in result.forks}) if named else []
        return replace(
            result,
            conflicts=conflicts_now(connection, [one.milestone for one in result.conflicts]),
            numbers=numbers_now(connection, [one.number for one in result.numbers]),
            codes=codes_now(connection, [one.code for one in result.codes]),
            reports=_disputed(connection, result),
            settings=tuple(one for one in result.settings if one.id in waiting),
            forks=tuple(one for one in forks if (one.origin, one.seq, one.before) in named),
        )


def _disputed(connection: sqlite3.Connection, result: MergeResult) -> tuple[ReportDispute, ...]:
    named = {one.report.record_id for one in result.reports}
    places = dict.fromkeys((one.report.milestone, one.report.unit) for one in result.reports)
    found = (one for milestone, unit in places for one in disputes_of(connection, milestone, unit))
    return tuple(one for one in found if one.report.record_id in named)
