"""All kinds of records, and what is asked of them together."""

from __future__ import annotations

from collections.abc import Callable

from huaian_tui.ledger.kinds import (
    choices,
    contacts,
    corrections,
    matters,
    notes,
    notices,
    plans,
    revisions,
    self_reports,
    tasks,
    units,
)
from huaian_tui.ledger.kinds import decision_kinds as decisions
from huaian_tui.ledger.kinds.deliverables import DELIVERABLE
from huaian_tui.ledger.kinds.forecasts import FORECAST
from huaian_tui.ledger.kinds.forks import FORK_SETTLE
from huaian_tui.ledger.kinds.kind import By, Kind, Table
from huaian_tui.ledger.kinds.readings import READING
from huaian_tui.ledger.kinds.rechecks import RECHECK, RECHECK_RESULT
from huaian_tui.ledger.kinds.replies import REPLY
from huaian_tui.ledger.kinds.settings import SETTING
from huaian_tui.ledger.kinds.taking_back import OF
from huaian_tui.ledger.record import Body

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        notes.NOTE,
        decisions.MILESTONE_SET,
        decisions.MILESTONE_COMPLETE,
        decisions.MILESTONE_EXTEND,
        decisions.MILESTONE_CANCEL,
        decisions.MILESTONE_REOPEN,
        decisions.MILESTONE_SETTLE,
        decisions.MILESTONE_TARGET,
        READING,
        DELIVERABLE,
        corrections.CORRECTION,
        corrections.RETRACTION,
        notices.NOTICE_DRAFT,
        notices.NOTICE_ISSUE,
        notices.NOTICE_WITHDRAW,
        notices.NOTICE_RENUMBER,
        REPLY,
        self_reports.SELF_REPORT,
        self_reports.REPORT_DECISION,
        SETTING,
        plans.PLAN_SET,
        plans.PLAN_CLOSE,
        plans.PLAN_REOPEN,
        revisions.PLAN_REVISION,
        tasks.TASK_SET,
        tasks.TASK_END,
        matters.MATTER_NUMBER,
        matters.TASK_TIE,
        units.UNIT_SET,
        units.UNIT_MERGE,
        contacts.CONTACT_SET,
        choices.READING_CHOICE,
        FORECAST,
        RECHECK,
        RECHECK_RESULT,
        FORK_SETTLE,
    )
}
"""Kinds by name, in the order in which people choose among them. Any other is a newer program's."""


def kind_title(name: str, otherwise: str) -> str:
    """What the officer reads for a kind; ``otherwise`` for one of a newer program."""
    kind = KINDS.get(name)
    return otherwise if kind is None else kind.title


def kind_word(name: str) -> str:
    """A kind in a few characters, as it is said beside others: 办结, 延期, 督查记录."""
    kind = KINDS.get(name)
    return f"较新版本的记录（{name}）" if kind is None else kind.brief or kind.title


def names_of(fits: Callable[[Kind], object]) -> list[str]:
    """The names of the kinds for which this holds."""
    return [str(kind.name) for kind in KINDS.values() if fits(kind)]


def deciding() -> list[str]:
    """Kinds that decide where a milestone stands."""
    return names_of(lambda kind: kind.decides)


def of_milestones() -> list[str]:
    """Kinds whose records with a milestone belong to what is decided on it: also what amends a decision."""
    return names_of(lambda kind: kind.decides or kind.joins_milestone)


def is_private(kind: str, body: Body) -> bool:
    """Whether a record is personal by what it says; ``body`` tells of what kind a correction is."""
    of = body.get(OF) if kind == corrections.CORRECTION.name else kind
    known = KINDS.get(str(of))
    return known is not None and known.private


def shape_of(kind: Kind, body: Body) -> Kind:
    """The kind that says what this body must hold: a correction holds what its own kind of record does."""
    of = body.get(OF) if kind is corrections.CORRECTION else None
    return kind if of is None else corrections.correction_of(KINDS.get(str(of)))


def thing_of(kind: str, record_id: bytes, ref: bytes | None) -> bytes:
    """The record that made the thing to which a record belongs: itself, or the one that it joins."""
    known = KINDS.get(kind)
    return ref if known is not None and known.joins and ref is not None else record_id


def tables(by: By | None = None) -> list[Table]:
    """The tables that follow from the records; those of things that are told apart ``by``.

    One whose rows come from two kinds of things is there for each, with the key of that thing.
    """
    return list(
        dict.fromkeys(
            table
            for kind in KINDS.values()
            for projection in kind.makes
            if by is None or projection.by is by
            for table in projection.tables
        )
    )
