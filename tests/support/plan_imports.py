"""Importing plans in tests: texts that are read in this process, and accepted."""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import date

from huaian_tui.importing.plan_files.assemble import Wishes, read_draft
from huaian_tui.importing.plan_files.plan_file import PlanFile
from huaian_tui.importing.plan_files.text_reader import read_text
from huaian_tui.importing.plan_files.unit_matching import KnownUnits
from huaian_tui.services.plan_import.accepted import Accepted
from huaian_tui.services.plan_import.accepting import accept_plan
from huaian_tui.services.plan_import.decisions import Decisions
from huaian_tui.services.plan_import.preview import Preview
from huaian_tui.services.plan_import.reading import preview_of
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.unit_names import known_unit_names

SURE = """云川市2026年水环境治理任务分解表
序号\t重点任务\t牵头单位\t责任单位\t完成时限
1\t完成城区黑臭水体排查50处以上。\t市水务环保局\t市财政局\t6月底前
2\t每季度通报水质。\t市数据局\t县级河长办公室\t每季度
3\t河长制持续推进。\t涟水县\t\t持续推进
"""
"""A plan without questions: a target, a recurring duty, standing work, units that are new."""


def read_here(connection: sqlite3.Connection, text: str, name: str = "方案.txt") -> PlanFile:
    """A text read against the units of the ledger, without a child process."""
    names, shown = known_unit_names(connection)
    draft = read_draft(read_text(text.encode()), KnownUnits(names, shown), Wishes())
    return PlanFile(name, hashlib.sha256(text.encode()).hexdigest(), draft)


def previewed(connection: sqlite3.Connection, text: str, decisions: Decisions | None = None) -> Preview:
    """The preview of a text."""
    return preview_of(connection, read_here(connection, text), decisions or Decisions())


def imported(ledger: Ledger, text: str, today: date, decisions: Decisions | None = None) -> Accepted:
    """A text, accepted as it is decided."""
    return accept_plan(ledger, previewed(ledger.connection, text, decisions), today)
