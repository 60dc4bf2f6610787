"""The words of a ledger by which a search is narrowed."""

from __future__ import annotations

import sqlite3
from datetime import date

from huaian_tui.domain.methods import METHODS
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.search.filters import offers
from huaian_tui.store.search.vocabulary import read_vocabulary


def test_units_officers_and_methods_of_the_ledger(
    ledger: Ledger, reader: sqlite3.Connection, today: date
) -> None:
    assert read_vocabulary(reader).officers == ()
    add_note(ledger, NoteDraft(1, "看了现场", today, method="随机抽查"), today)
    known = read_vocabulary(reader)
    assert known.officers == ("张三",)
    assert known.methods == (*METHODS, "随机抽查")
    assert [one.value for one in offers("czj", today, known)] == ["市财政局"]
    offered = [str(one.value) for one in offers("抽查", today, known)]
    assert offered == ["recheck", "recheck_result", "随机抽查"], "the kinds and the method of that name"
