"""What accepting gave: for the sentence that screens and ``plan import`` say, and for undoing it as one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Accepted:
    """A plan that was accepted: its id and code, and how much of it entered the ledger.

    ``new_units`` are the names of the units that entered with it; ``again``: the same plan had been withdrawn
    before and was taken up again. Undo: ``withdrawing.withdraw_plan(ledger, plan, today)``.
    """

    plan: str
    code: str
    title: str
    tasks: int
    milestones: int
    new_units: tuple[str, ...]
    again: bool = False
