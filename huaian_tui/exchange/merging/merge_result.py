"""What a merge brought, or in a preview would bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from huaian_tui.domain.answers.forks import ForkRow
from huaian_tui.exchange.merging.merge_summary import (
    Conflict,
    Decision,
    DoubledNumber,
    SharedCode,
    TaskCount,
)
from huaian_tui.exchange.merging.renumbering import Renumbered
from huaian_tui.exchange.packs.refusal import Refusal
from huaian_tui.exchange.trust.laptops import OtherLaptop
from huaian_tui.store.engine.foreign_settings import WaitingSetting
from huaian_tui.store.queries.report_disputes import ReportDispute
from huaian_tui.store.queries.waiting_records import OnWithdrawn, OnWithdrawnPlan


@dataclass(frozen=True, slots=True)
class MergeResult:
    """What a merge changed, or in a preview would change.

    ``new`` and ``known`` count records; ``refused`` those of packs that are not taken, with the
    reasons in ``refusals``; ``missing`` records that the senders have and neither side's packs
    nor this ledger hold. ``officers`` wrote the new ones, ``kinds`` are
    what they are (names of kinds), ``tasks`` are what they are about, of ``task_count`` in all,
    ``decisions`` what they decide on milestones, ``conflicts`` the milestones they leave 冲突待核,
    ``reports`` the reports of units on which laptops decided apart (at most 200 of each are listed).
    ``settings`` are those of these packs that wait for a decision; ``numbers`` 发文字号 that were given
    twice. ``resumed`` says that records of this very file came back: it had been put back from an
    older copy and goes on as a new origin. ``other_reference``: a sender's plan data differ.
    ``ahead`` of the new records come from a clock that is ahead of this one, the last of them from
    ``ahead_until``: they are only merged when the officer says so. ``waiting`` of the new records are about
    a plan that has not arrived yet (等待方案), ``units`` are those they name that have not (等待单位); they
    are kept. ``renumbered`` are matters that have another number now: an older one bore theirs.
    ``codes`` are codes that several plans bear, one of which came. ``withdrawn`` are tasks, ``gone_plans``
    plans that one laptop withdrew while another wrote about them. ``set_aside`` records stand on branches of
    forked origins that do not count; ``forks`` are those of which anything is new.
    ``unkept``: why keys that were met could not be kept; ``keys``: what else is to be said of keys, a line
    each. ``met``: the same of keys that were never met before (packs only, not of keeping in step).
    ``laptops``: names from another laptop than usual.
    """

    new: int = 0
    known: int = 0
    refused: int = 0
    missing: int = 0
    officers: tuple[tuple[str, int], ...] = ()
    kinds: tuple[tuple[str, int], ...] = ()
    tasks: tuple[TaskCount, ...] = ()
    task_count: int = 0
    settings: tuple[WaitingSetting, ...] = ()
    numbers: tuple[DoubledNumber, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    decisions: tuple[Decision, ...] = ()
    reports: tuple[ReportDispute, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    resumed: bool = False
    other_reference: bool = False
    ahead: int = 0
    ahead_until: datetime | None = None
    waiting: int = 0
    renumbered: tuple[Renumbered, ...] = ()
    units: tuple[str, ...] = ()
    codes: tuple[SharedCode, ...] = ()
    withdrawn: tuple[OnWithdrawn, ...] = ()
    gone_plans: tuple[OnWithdrawnPlan, ...] = ()
    set_aside: int = 0
    forks: tuple[ForkRow, ...] = ()
    unkept: str = ""
    keys: tuple[str, ...] = ()
    met: tuple[str, ...] = ()
    laptops: tuple[OtherLaptop, ...] = ()

    @property
    def not_arrived(self) -> int:
        """Those of ``waiting`` whose plan has not come yet, and was not withdrawn."""
        return self.waiting - sum(one.arrived for one in self.gone_plans)


MergePreview = MergeResult
"""What ``preview`` gives: the result that ``merge`` would have."""
