"""Reports of units that came without a form (纸面、邮件、口头), typed in or pasted by an officer.

They become the same records as those of a form, wait for the same decision, and say how they came.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.feedback_layout import FORM_VERSION
from huaian_tui.domain.self_reports import BY_HAND, FormLine, ReportDraft
from huaian_tui.services.entry_rules import past_day
from huaian_tui.services.report_taking import LineOutcome, take_reports
from huaian_tui.store.engine.append import Ledger


@dataclass(frozen=True, slots=True)
class ReplyTyped:
    """What a unit said of one milestone: ``source`` one of ``BY_HAND``, ``day`` when it came.

    ``finished_on``: the day of completion that it claims, None for not completed; ``contact`` who said it.
    """

    unit: str
    milestone: str
    source: str
    day: date
    progress: str
    contact: str
    finished_on: date | None = None
    value: float | None = None
    problem: str = ""
    next_step: str = ""


def take_reply(ledger: Ledger, reply: ReplyTyped, today: date) -> LineOutcome:
    """Record a reply as a report that waits for a decision; the same words of the same day are taken once."""
    if reply.source not in BY_HAND:
        ways = "、".join(BY_HAND)
        raise InputRefused("来源没有写对", f"写的是“{reply.source}”", f"请写{ways}之一", field="source")
    past_day(ledger.connection, reply.day, today, "day", "来件日期")
    words = "\n".join((reply.progress, reply.problem, reply.next_step))
    form = FormLine(
        id=f"{reply.source} {reply.day.isoformat()}",
        version=FORM_VERSION,
        exported_on=reply.day,
        file=hashlib.sha256(words.encode("utf-8", "replace")).hexdigest(),
        line=0,
    )
    draft = ReportDraft(
        unit=reply.unit,
        milestone=reply.milestone,
        progress=reply.progress,
        finished=reply.finished_on is not None,
        finished_on=reply.finished_on,
        value=reply.value,
        problem=reply.problem,
        next_step=reply.next_step,
        contact=reply.contact,
        form=form,
        source=reply.source,
    )
    return take_reports(ledger, [draft], today).lines[0]
