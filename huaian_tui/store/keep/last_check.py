"""When a ledger was last checked and with what result: a small note beside it, for 运行信息 and ``doctor``.

Not a record: it is about this file on this disk, not about the supervised work.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from huaian_tui.store.keep.private_files import read_small, replace_with

_MOST_BYTES = 2000


@dataclass(frozen=True, slots=True)
class LastCheck:
    """One check: its moment (Shanghai), how many records, how many problems."""

    moment: datetime
    records: int
    problems: int

    def said(self) -> str:
        """``2026-11-22 09:30，1,200 条记录，完好``."""
        result = "完好" if not self.problems else f"{self.problems} 处问题"
        return f"{self.moment:%Y-%m-%d %H:%M}，{self.records:,} 条记录，{result}"


def checked_file(database: Path) -> Path:
    """Where the note about one ledger file is."""
    return database.with_name(f"{database.name}.checked")


def remember_check(database: Path, checked: LastCheck) -> None:
    """Keep the note; that the disk refuses it must not spoil the check."""
    note = {
        "moment": checked.moment.isoformat(timespec="seconds"),
        "records": checked.records,
        "problems": checked.problems,
    }
    with suppress(OSError):
        replace_with(checked_file(database), json.dumps(note).encode())


def forget_check(database: Path) -> None:
    """Another file has taken the ledger's place: what was found is not about it."""
    with suppress(OSError):
        checked_file(database).unlink(missing_ok=True)


def last_check(database: Path) -> LastCheck | None:
    """The last check that was noted; None without one, or when the note cannot be read."""
    data = read_small(checked_file(database), _MOST_BYTES)
    if data is None:
        return None
    try:
        note = json.loads(data)
        return LastCheck(
            datetime.fromisoformat(str(note["moment"])), int(note["records"]), int(note["problems"])
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
