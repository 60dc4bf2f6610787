"""The papers of the office itself in its situations, each as it was read by the one who signs it.

Every text is kept whole (``support.approved``): what changes in one of them fails here and is read anew. One
ledger is made for a situation, and all kinds are composed from it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator

import pytest
from support.approved import same_as_approved
from support.situations import SETTINGS, SITUATIONS, Situation

from huaian_tui.documents.composers.notice_frame import Composed
from huaian_tui.documents.proofreading.words import printed_texts
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.ledger.identity import format_id
from huaian_tui.services.notices import keep_draft
from huaian_tui.services.settings import change_settings
from huaian_tui.store.engine.append import Ledger

OF_SCOPE = (NoticeKind.CIRCULAR, NoticeKind.BRIEFING, NoticeKind.OVERDUE, NoticeKind.ANNUAL)
"""Kinds over plans and units."""
FEW_ITEMS = ("one_unit", "own_office", "new_plan", "closed_plan", "matters")
"""Situations whose 台账 is short enough to be read."""
REFUSED = {
    ("nothing_overdue", NoticeKind.OVERDUE): "没有逾期事项",
    ("one_unit", NoticeKind.OVERDUE): "没有逾期事项",
    ("new_plan", NoticeKind.OVERDUE): "没有逾期事项",
    ("closed_plan", NoticeKind.OVERDUE): "没有逾期事项",
    ("matters", NoticeKind.OVERDUE): "没有逾期事项",
}
"""Papers that there is nothing to write of."""


_MACHINE = re.compile(
    r"(?<![0-9A-Za-z-])(?:[0-9]{1,2}-(?:[0-9]{1,2}|[a-z])(?:-[0-9]{4})?|[0-9]+-(?=[0-9]*[a-z])[0-9a-z]{8}"
    r"|[0-9a-f]{8,}|(?!DCMM)[A-Za-z]{3,})(?![0-9A-Za-z])"
)
"""Ids of milestones (2-1, 26-1-2024, 3-01a2b3c4), digits of records, words of the program."""


def papers(ledger: Ledger, reader: sqlite3.Connection, situation: Situation, name: str) -> Iterator[Composed]:
    """What is composed in a situation, the 发文稿纸 of its 通报 last."""
    for kind in OF_SCOPE:
        if (name, kind) in REFUSED:
            with pytest.raises(HuaianError, match=REFUSED[name, kind]):
                situation.made(reader, kind)
            continue
        yield situation.made(reader, kind)
    of_one = {"units": (), "plan": None, "every_plan": False, "tasks": (situation.task,)}
    yield situation.made(reader, NoticeKind.TAKING_UP, **of_one)
    if name in FEW_ITEMS:
        yield situation.made(reader, NoticeKind.LEDGER)
    circular = situation.made(reader, NoticeKind.CIRCULAR)
    drafted = keep_draft(ledger, circular, situation.day, basis="年度督查计划")
    yield situation.made(reader, NoticeKind.ROUTING, notice=format_id(drafted))


@pytest.mark.parametrize("prepared", SITUATIONS, ids=lambda one: one.__name__)
def test_texts_are_as_they_were_approved(
    ledger: Ledger, reader: sqlite3.Connection, prepared: Callable[[Ledger, sqlite3.Connection], Situation]
) -> None:
    change_settings(ledger, SETTINGS)
    name, differing = prepared.__name__, list[str]()
    phone = SETTINGS["phone"]
    for made in papers(ledger, reader, prepared(ledger, reader), name):
        told = " ".join(printed_texts(made.document)).replace(phone, "")
        assert _MACHINE.findall(told) == [], made.kind
        try:
            same_as_approved(f"{made.kind}_{name}", made.document)
        except (AssertionError, FileNotFoundError) as error:
            differing.append(str(error))
    assert not differing, "\n".join(differing)
