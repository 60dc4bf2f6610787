"""Where a milestone stands: dates, how they are known, completion, conflict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from huaian_tui.domain.rules.conditions import Rule, both, equal, later, missing, present
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.rules.targets import Target

MISSED, NO_VALUE, LATE, DONE = "未达标办结", "未填数值办结", "超时办结", "办结"
DONE_WORDS = (MISSED, NO_VALUE, LATE, DONE)
"""What a done milestone may be called."""

DONE_RULE = Rule(
    (
        (MISSED, equal("met", 0)),
        (NO_VALUE, both(present("target"), missing("completion_value"))),
        (LATE, later("completed_on", "due")),
    ),
    DONE,
)
"""What a done milestone is called."""

DueSource = Literal["none", "quotation", "assumption", "decision"]
"""How a date is known: not at all, quoted from the plan, by an assumption, decided by an officer."""

SOURCE_RULE: Rule[DueSource] = Rule(
    (("none", missing("due")), ("decision", equal("due_decided", 1)), ("assumption", equal("assumed", 1))),
    "quotation",
)
"""How a date is known: what an officer decided is decided, also where a convention made the day of it."""


@dataclass(frozen=True, slots=True)
class MilestoneState:
    """A milestone (节点) with how its date is known.

    ``phrase`` is quoted verbatim from the row (empty when an officer set it),
    ``basis`` the sentence that says how the date is known, ``assumed`` that the
    plan's date rests on an assumption (bare year → 31 December), ``due_decided`` that
    an officer gave it; never both. ``decided_by`` is the
    last decision (None: as the plan gives it); ``heads`` the decisions that no
    other one has taken notice of: more than one is a conflict (冲突待核). Then all else is what
    every side agrees on, and open, until it is settled.
    """

    id: str
    task_no: int
    title: str
    phrase: str
    basis: str
    due: date | None
    assumed: bool
    stretch: bool
    target: Target | None
    status: Status = Status.OPEN
    completed_on: date | None = None
    completion_basis: str = ""
    completion_value: float | None = None
    met: bool | None = None
    original_due: date | None = None
    due_decided: bool = False
    decided_by: bytes | None = None
    heads: tuple[bytes, ...] = ()

    @property
    def conflict(self) -> bool:
        """Two officers decided without knowing of each other."""
        return len(self.heads) > 1

    @property
    def done_word(self) -> str:
        """What a done milestone is called: 未达标办结, 未填数值办结, 超时办结 or plain 办结."""
        return DONE_RULE.decide(
            {
                "met": self.met,
                "target": self.target,
                "completion_value": self.completion_value,
                "completed_on": self.completed_on,
                "due": self.due,
            }
        )

    @property
    def due_source(self) -> DueSource:
        """How the date is known (``SOURCE_RULE``)."""
        return SOURCE_RULE.decide({"due": self.due, "assumed": self.assumed, "due_decided": self.due_decided})
