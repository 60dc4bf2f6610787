"""Settling a milestone that officers decided apart (冲突待核): by keeping one side, with a basis.

The other way out is a new decision on it (``services.decisions``), which settles all sides.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date

from huaian_tui.domain.answers.milestones import ConflictSide
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.text.hygiene import ellipsis
from huaian_tui.ledger.gist import decision_line
from huaian_tui.ledger.identity import short_id
from huaian_tui.ledger.kinds.decision_heads import counted, decided
from huaian_tui.ledger.kinds.kind import FoldRecord
from huaian_tui.ledger.kinds.registry import kind_word
from huaian_tui.ledger.kinds.sides import decided_anew, left_out_by_keeping
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.services.deciding import settling
from huaian_tui.services.entry_rules import required_line
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.fold import read_decisions
from huaian_tui.store.queries.conflicts import read_sides
from huaian_tui.store.queries.milestones import read_milestone

MINE, THEIRS = "mine", "theirs"
_LONGEST_KEPT = 120
_LEAST_DIGITS = 6


def anew_words(connection: sqlite3.Connection, milestone: str, kind: str) -> list[str]:
    """What a decision of this kind would leave of the sides of a conflict, a line each; none without one.

    不再算数：乙的办结（2026-11-01；依据：验收单）, and of a date that stays 时限按张三的延期（…）.
    """
    records, _ = read_decisions(connection, milestone)
    left = decided_anew(records, kind)
    words = [f"不再算数：{_whose(one)}" for one in left.gone]
    if left.dates and kind != RecordKind.MILESTONE_EXTEND:
        words.append(f"时限按{_whose(left.dates[-1])}")
    return words


def left_words(connection: sqlite3.Connection, milestone: str, keep: bytes) -> list[str]:
    """What no longer counts when this side is kept, a line each."""
    records, _ = read_decisions(connection, milestone)
    gone = {one.id for one in left_out_by_keeping(records, keep)}
    return [f"不再算数：{_whose(one)}" for one in counted(decided(records)) if one.id in gone]


def _whose(record: FoldRecord) -> str:
    title = kind_word(record.kind)
    said = decision_line(record.kind, record.body, record.occurred_on)
    said = said.removeprefix(title).lstrip("：于到 ")
    return ellipsis(f"{record.officer or '未署名'}的{title}（{said}）", _LONGEST_KEPT)


def settle_conflict(ledger: Ledger, milestone: str, keep: bytes, basis: str, today: date) -> bytes:
    """Keep the side with this head as it stands; what only the others decided counts for nothing."""
    with ledger.action() as action:
        state = read_milestone(action.connection, today, milestone).state
        sides = read_sides(action.connection, state)
        side = next((one for one in sides if one.record_id == keep), None)
        if side is None:
            raise _no_conflict(milestone) if not sides else _no_side(sides, several=False)
        reason = required_line(basis, "basis", "核定依据")
        left_out = left_out_by_keeping(read_decisions(action.connection, state.id)[0], keep)
        body = {"basis": reason, "kept": kept_words(side), **settling(state, keep, left_out)}
        entry = Entry(
            RecordKind.MILESTONE_SETTLE,
            body,
            task_no=state.task_no,
            milestone=state.id,
            occurred_on=today.isoformat(),
            ref=keep,
        )
        return action.append(entry)


def kept_words(side: ConflictSide) -> str:
    """Whose decision was kept, and what it said: 张三的办结（2026-11-01；依据：验收报告）."""
    said = side.what.removeprefix(side.title).lstrip("：于到 ")
    return ellipsis(f"{side.officer or '未署名'}的{side.title}（{said}）", _LONGEST_KEPT)


def choose_side(sides: Sequence[ConflictSide], typed: str, milestone: str) -> ConflictSide:
    """The side that was typed: mine, theirs, or the id of its decision, whole or its last digits."""
    if not sides:
        raise _no_conflict(milestone)
    word = typed.strip().lower().replace("-", "")
    if word in (MINE, "我方", THEIRS, "对方"):
        found = [side for side in sides if side.mine is (word in (MINE, "我方"))]
    else:
        found = [side for side in sides if len(word) >= _LEAST_DIGITS and side.record_id.hex().endswith(word)]
    if len(found) != 1:
        raise _no_side(sides, several=bool(found))
    return found[0]


def _no_conflict(milestone: str) -> HuaianError:
    return HuaianError(
        "这个节点没有冲突", f"{milestone} 的各项决定前后相接", "用 milestone list --conflict 查看冲突待核的"
    )


def _no_side(sides: Sequence[ConflictSide], *, several: bool) -> InputRefused:
    """``several``: what was typed means more than one side, as 对方 where three laptops decided."""
    known = "；".join(f"{short_id(one.record_id)} {one.officer} {one.title}" for one in sides)
    return InputRefused(
        "没有看懂采用哪一方" if not several else "不能确定采用哪一方",
        f"{'这样写的不止一方；' if several else ''}各方：{known}",
        "写那项决定的编号" if several else "写 mine、theirs，或那项决定的编号",
        field="keep",
    )
