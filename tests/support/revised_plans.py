"""A small plan and its revision, as pasted tables; and what a plan shows, for comparing."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import replace
from datetime import date
from typing import Any

from huaian_tui.importing.plan_files.assemble import read_draft
from huaian_tui.importing.plan_files.plan_file import PlanFile
from huaian_tui.importing.plan_files.text_reader import read_text
from huaian_tui.importing.plan_files.unit_matching import KnownUnits
from huaian_tui.services.plan_import.deciding import decide
from huaian_tui.services.plan_import.decisions import Decisions
from huaian_tui.services.plan_import.preview import Surroundings
from huaian_tui.services.plan_import.reading import undecided
from huaian_tui.services.plan_revision.accepting import Revised, revise_plan
from huaian_tui.services.plan_revision.previewing import (
    RevisionPreview,
    decide_revision,
    read_plan_now,
)
from huaian_tui.services.plans import PlanDraft, add_plan
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.plans import plan_names
from huaian_tui.store.queries.unit_names import known_unit_names

HEADS = "序号\t类别\t任务\t牵头单位\t责任单位\t时限"
ROWS = [
    "1\t制度\t制定公共数据登记管理办法。\t市数据局\t市司法局\t6月底前",
    "2\t制度\t建立数据产权争议调解机制。\t市司法局\t市法院\t9月底前",
    "3\t流通\t培育数据商20家以上。\t市数据局\t市工信局、市商务局\t12月底前",
    "4\t流通\t建设数据交易服务平台。\t市数据局\t市大数据中心\t8月底前",
    "5\t流通\t建设隐私计算公共服务节点。\t市大数据中心\t市数据局\t12月底前",
    "6\t安全\t开展数据安全检查和应急演练。\t市委网信办\t市公安局\t11月底前",
    "7\t安全\t设立数据安全专家库。\t市委网信办\t市科协\t4月底前",
]
REVISED = [
    "1\t制度\t制定公共数据登记管理实施办法。\t市数据局\t市司法局\t7月底前",
    "2\t流通\t培育数据商30家以上。\t市数据局\t市工信局、市财政局\t12月底前",
    "3\t流通\t建设数据交易服务平台和隐私计算公共服务节点。\t市数据局、市大数据中心\t\t10月底前",
    "4\t安全\t开展数据安全检查。\t市委网信办\t市公安局\t11月底前",
    "5\t安全\t组织数据安全应急演练。\t市公安局\t市委网信办\t11月底前",
    "6\t安全\t设立数据安全专家库。\t市委网信办\t市科协\t4月底前",
    "7\t安全\t出台政府采购数据服务指引。\t市财政局\t市数据局\t7月底前",
]
TITLE = "云川市2026年任务表"


def table(rows: list[str], stage: str = "") -> str:
    """A pasted table."""
    return "\n".join([f"{TITLE}{f'（{stage}）' if stage else ''}", HEADS, *rows])


def with_row(place: int, row: str, rows: list[str] | None = None) -> list[str]:
    """The rows with another one at a place."""
    return [row if at == place else one for at, one in enumerate(rows or ROWS)]


def preview_here(ledger: Ledger, plan: str, text: str, **decided: Any) -> RevisionPreview:
    """What pasted text would change, read in this process; doubts are answered by their first answer."""
    names, shown_units = known_unit_names(ledger.connection)
    draft = read_draft(read_text(text.encode()), KnownUnits(names, shown_units))
    read = PlanFile("粘贴的文字", hashlib.sha256(text.encode()).hexdigest(), draft)
    codes, shorts = plan_names(ledger.connection)
    around = Surroundings(names, shown_units, codes, shorts)
    now = read_plan_now(ledger.connection, plan)
    decisions = Decisions(**decided)
    made = decide_revision(now, decide(undecided(read, around, decisions), decisions))
    answers = {one.id: one.answers[0].key for one in made.unanswered if one.answers}
    if not answers:
        return made
    decisions = replace(decisions, answers=answers | dict(decisions.answers))
    return decide_revision(now, decide(undecided(read, around, decisions), decisions))


def revise(ledger: Ledger, plan: str, text: str, today: date, **decided: Any) -> Revised:
    """Accept a pasted text as the revision of a plan."""
    return revise_plan(ledger, preview_here(ledger, plan, text, **decided), today)


def new_plan(ledger: Ledger, today: date, rows: list[str] | None = None) -> str:
    """A plan with the tasks of a table."""
    draft = PlanDraft(
        TITLE, "云川", "YC", start=date(2026, 1, 1), horizon=date(2026, 12, 31), stage="征求意见稿"
    )
    plan = add_plan(ledger, draft)
    revise(ledger, plan, table(ROWS if rows is None else rows, "征求意见稿"), today)
    return plan


_SHOWN = {
    "plan": ("title", "stage", "year", "start_day", "horizon_day"),
    "task": ("no", "printed", "place", "level1", "level2", "text", "lead_raw", "support_raw"),
    "task_unit": ("task_no", "role", "position", "raw", "unit", "open"),
    "milestone": ("id", "task_no", "title", "phrase", "due", "operator", "value", "unit", "status"),
    "duty": ("task_no", "position", "phrase", "kind"),
}


def shown(connection: sqlite3.Connection, plan: str) -> dict[str, list[tuple[Any, ...]]]:
    """All that lists show of a plan's tasks that go on."""
    found = dict[str, list[tuple[Any, ...]]]()
    for name, columns in _SHOWN.items():
        of_task = "no" if name == "task" else "task_no"
        where = (
            "id = ?"
            if name == "plan"
            else f"{of_task} IN (SELECT no FROM task WHERE plan = ? AND ended_on IS NULL)"
        )
        rows = connection.execute(f"SELECT {', '.join(columns)} FROM {name} WHERE {where}", (plan,))
        found[name] = sorted(rows.fetchall(), key=repr)
    return found


def numbers(connection: sqlite3.Connection, plan: str) -> dict[str, int]:
    """Printed number → number for life of the tasks that go on."""
    rows = connection.execute("SELECT printed, no FROM task WHERE plan = ? AND ended_on IS NULL", (plan,))
    return dict(rows.fetchall())
