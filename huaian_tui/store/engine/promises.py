"""Which promises of visits (回访) are open, in SQL: for the summaries of tasks and for what lists notes."""

from __future__ import annotations

from huaian_tui.domain.rules.visits import KEPT

VISIT_FACTS = {
    "promise_id": "n.id",
    "kept_from": "n.kept_from",
    "visit_id": "later.id",
    "visit_day": "later.day",
    "keeps_visit": "later.keeps_visit",
}
"""Where the facts stand by which a promise is kept: the note ``n`` that promises, another one ``later``."""

FOLLOW_UP_OPEN = (
    "NOT EXISTS (SELECT 1 FROM note AS later WHERE later.task_no = n.task_no AND later.retracted = 0 "  # noqa: S608
    f"AND {KEPT.sql(VISIT_FACTS)})"
)
"""No other note on its task keeps the promise (回访) of note ``n`` (``domain.rules.visits``)."""
