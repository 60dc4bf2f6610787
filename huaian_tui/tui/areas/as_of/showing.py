"""Showing the ledger as of a past day on all screens, and the way back to today."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.threads.reader import LedgerReader
from huaian_tui.tui.threads.work import Stopped, Work

READING = "正在还原当天的台账"


def reader_as_of(database: Path, day: date, work: Work) -> LedgerReader:
    """What reads the ledger as of a day, ready at once (blocking); ``Stopped``: nobody waits for it."""
    reader = LedgerReader(database, day)
    reader.read(lambda connection: None)
    if work.stopping:
        reader.close()
        raise Stopped
    return reader


def show_past(app: Host, reader: LedgerReader) -> None:
    """Show the past day of this reader, and say how one comes back."""
    app.show_day(reader)
    app.tell(f"正在看截至 {reader.day} 的台账，只看不改；{keys_said('back')} 回到今天")


def back_to_today(app: Host) -> None:
    """Show the ledger as it is now; without a past day on show say so."""
    session = app.session
    if session.as_of is None:
        app.tell(f"现在看的就是今天（{session.today}）的台账")
        return
    app.show_day(LedgerReader(session.database, None))
    app.tell(f"已回到今天 {session.today}")
