"""Taking back what was just recorded: never by deleting, always by the record that says the opposite.

A note or a reading is retracted, a completion reopened, an extension extended back, a milestone
that was set is cancelled. Only what is still the last word on its thing can be taken back:
otherwise it is said what came after it. Several records of one action go back in one transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.errors import HuaianError
from huaian_tui.ledger.kinds.kind import Step, Undoing
from huaian_tui.ledger.kinds.registry import KINDS, kind_title
from huaian_tui.ledger.kinds.taking_back import CANNOT
from huaian_tui.services.entry_rules import required_line
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.fold import read_fold_record, read_thing

DEFAULT_REASON = "误操作，撤销"
"""What stands in the reason until the officer writes another."""


class NeverUndone(HuaianError):
    """Records of this kind have a way back of their own, which the refusal names."""


@dataclass(frozen=True, slots=True)
class Undo:
    """What would be taken back: a line for each record, the last one first; ``done``: the same once done."""

    lines: tuple[str, ...]
    done: tuple[str, ...]


def undo_of(connection: sqlite3.Connection, records: Sequence[bytes], today: date) -> Undo:
    """What taking back these records of one action would do; ``HuaianError`` says why it cannot be done."""
    steps = [_step(connection, one, today) for one in reversed(records)]
    return Undo(tuple(step.words for step in steps), tuple(step.done or f"已{step.words}" for step in steps))


def undo(ledger: Ledger, records: Sequence[bytes], reason: str, today: date) -> list[bytes]:
    """Take back the records of one action, the last first, in one transaction; the new records' ids."""
    with ledger.action() as action:
        why = required_line(reason, "reason", "撤销理由")
        for one in reversed(records):
            for entry in _step(action.connection, one, today).entries(why):
                action.append(entry)
            action.fold()
        return list(action.ids)


def _step(connection: sqlite3.Connection, identity: bytes, today: date) -> Step:
    record = read_fold_record(connection, identity)
    if record is None:
        raise HuaianError(CANNOT, "刚才的记录已不在台账里，台账可能刚被恢复过", "在“记录”里核对")
    kind = KINDS.get(record.kind)
    if kind is None or kind.undo is None:
        title = kind_title(record.kind, "较新版本的记录")
        raise NeverUndone(CANNOT, f"「{title}」不能这样撤销", "" if kind is None else kind.other_way)
    thing, planned = read_thing(connection, record)
    return kind.undo(Undoing(kind, record, thing, planned, today))
