"""Throwing drafts of notices away, and taking them back: by records, so that both stay readable."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import STATE_TITLES, NoticeState
from huaian_tui.ledger.kinds.notices import NOTICE_DRAFT, discarding
from huaian_tui.ledger.kinds.taking_back import undone
from huaian_tui.ledger.record import RecordKind
from huaian_tui.services.entry_rules import open_thing, required_line
from huaian_tui.services.undo import take_back_within
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.fold import read_made
from huaian_tui.store.queries.notices import read_notice

NO_LONGER_NEEDED = "不再需要"
"""Why a draft is thrown away, where nobody says it."""

NEEDED_AGAIN = "仍需使用"
"""Why one is taken back, where nobody says it."""


def discard_drafts(ledger: Ledger, notices: Sequence[bytes], reason: str, today: date) -> None:
    """Throw drafts away, in one transaction: all or none. They stay readable and can be restored.

    What was issued is refused: others have it, so that it is withdrawn.
    """
    with ledger.action() as action:
        why = required_line(reason.strip() or NO_LONGER_NEEDED, "reason", "丢弃理由")
        for notice in notices:
            row = read_notice(action.connection, notice)
            open_thing(action.connection, NOTICE_DRAFT, notice)
            if row.state != NoticeState.DRAFT:
                raise HuaianError("这份文书不能丢弃", f"已印发（{row.number}）", "已发出的文书，写明理由撤回")
            action.append(discarding(notice, why, today.isoformat()))


def restore_draft(ledger: Ledger, notice: bytes, reason: str, today: date) -> None:
    """Take a draft back that was thrown away; refused for any other notice."""
    with ledger.action() as action:
        row = read_notice(action.connection, notice)
        if not row.discarded:
            raise HuaianError(
                "这份文书不能恢复", f"它没有丢弃过（{STATE_TITLES[row.standing]}）", "只有丢弃的草稿可以恢复"
            )
        why = required_line(reason.strip() or NEEDED_AGAIN, "reason", "恢复理由")
        records = read_made(action.connection, NOTICE_DRAFT.name, notice)
        gone = undone(records)
        # Two laptops may each have thrown it away.
        for one in records:
            if one.kind == RecordKind.NOTICE_WITHDRAW and one.id not in gone:
                take_back_within(action, one.id, why, today)
