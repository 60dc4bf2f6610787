"""Where decisions on a milestone (节点) leave it: set, completed, extended, cancelled, reopened.

State is a function of the *set* of decisions: they are sorted by id first, so
the order in which packs from other laptops arrive does not matter. A decision that was taken back
counts as never made, with the retraction that says so; a corrected one counts as corrected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.ledger.kinds.kind import By, FoldRecord, Projection, Row, Table
from huaian_tui.ledger.kinds.milestone_rows import (
    MILESTONE_COLUMNS,
    milestone_state,
    planned_milestone,
    stored_milestone,
)
from huaian_tui.ledger.kinds.readings import READING_COLUMNS, reading_row
from huaian_tui.ledger.kinds.taking_back import (
    CORRECTS,
    UNDOES,
    amends,
    named_record,
    standing,
    undone,
)
from huaian_tui.ledger.record import RecordKind

CLAIM, REPORT = "claim", "report"
"""Parts of the body of what follows from a unit's report: what it claims, and which report it is."""


class Folded(NamedTuple):
    """A milestone after its decisions, and the completion (办结) that is in force; None for none."""

    state: MilestoneState | None
    completion: FoldRecord | None


def fold_milestone(planned: MilestoneState | None, decisions: Iterable[FoldRecord]) -> MilestoneState | None:
    """The state after all decisions; None when the record that sets it is not here (yet) or was taken back.

    ``planned`` is the milestone as the plan gives it, None for one that an officer set.
    """
    return fold_decisions(planned, decisions).state


def fold_decisions(planned: MilestoneState | None, decisions: Iterable[FoldRecord]) -> Folded:
    """``fold_milestone`` with the completion in force."""
    ordered = decided(decisions)
    folded = apply(planned, counted(ordered))
    if folded.state is None:
        return folded
    return folded._replace(state=replace(folded.state, heads=heads_of(ordered)))


def decided(records: Iterable[FoldRecord]) -> list[FoldRecord]:
    """The decisions among the records about a milestone with what takes back or corrects one, by id.

    Retractions and corrections of other things on it (readings) are left out.
    """
    known = set[bytes]()
    found = list[FoldRecord]()
    for one in sorted(records, key=lambda record: record.id):
        target = named_record(one, UNDOES) or named_record(one, CORRECTS) if amends(one) else None
        if one.kind in _DECIDING or target in known:
            known.add(one.id)
            found.append(one)
    return found


def counted(ordered: Sequence[FoldRecord]) -> list[FoldRecord]:
    """The decisions that count, each as it reads now: what ``decided`` gave, without what was taken back."""
    gone = _gone_with_their_twin(ordered) | left_out(ordered)
    return standing([one for one in ordered if one.id not in gone and not _overruled(one, ordered)])


def apply(planned: MilestoneState | None, decisions: Iterable[FoldRecord]) -> Folded:
    """The state after decisions that count, in their order, without saying whether they are in conflict."""
    state, completion = planned, None
    for one in decisions:
        if one.kind == RecordKind.MILESTONE_SET:
            state = _set(one) if state is None else state
        elif state is not None and not _said_already(one, completion):
            state = _EFFECTS[one.kind](replace(state, decided_by=one.id), one)
            if one.kind == RecordKind.MILESTONE_COMPLETE:
                completion = one
            elif state.status is not Status.DONE:
                completion = None
    return Folded(state, completion)


def _said_already(decision: FoldRecord, completion: FoldRecord | None) -> bool:
    """Whether a report completes what the same report, or a later one, has completed."""
    if completion is None or decision.kind != RecordKind.MILESTONE_COMPLETE:
        return False
    ours, theirs = decision.body, completion.body
    if ours.get(CLAIM) is not None and ours.get(CLAIM) == theirs.get(CLAIM):
        return True
    one, other = ours.get(REPORT), theirs.get(REPORT)
    return isinstance(one, str) and isinstance(other, str) and one < other


def _set(decision: FoldRecord) -> MilestoneState:
    body = decision.body
    return MilestoneState(
        id=decision.milestone or "",
        task_no=decision.task_no or 0,
        title=body["title"],
        phrase="",
        basis=body["basis"],
        due=date.fromisoformat(body["due"]),
        assumed=False,
        stretch=False,
        target=None,
        due_decided=True,
        decided_by=decision.id,
    )


def _extended(state: MilestoneState, decision: FoldRecord) -> MilestoneState:
    """Another date. What an officer decided is decided, also where a convention made the day of it."""
    body = decision.body
    return replace(
        state,
        due=date.fromisoformat(body["due"]),
        assumed=False,
        basis=body["basis"],
        due_decided=True,
        original_due=state.original_due or state.due,
    )


def _completed(state: MilestoneState, decision: FoldRecord) -> MilestoneState:
    value = decision.body.get("value")
    met = None if value is None or state.target is None else state.target.met_by(float(value))
    return replace(
        state,
        status=Status.DONE,
        completed_on=date.fromisoformat(decision.occurred_on) if decision.occurred_on else None,
        completion_basis=decision.body["basis"],
        completion_value=None if value is None else float(value),
        met=met,
    )


def _cancelled(state: MilestoneState, decision: FoldRecord) -> MilestoneState:
    return replace(
        _reopened(state, decision), status=Status.CANCELLED, completion_basis=decision.body["basis"]
    )


def _reopened(state: MilestoneState, _: FoldRecord) -> MilestoneState:
    """Open again, with nothing left of an earlier completion or cancellation."""
    return replace(
        state, status=Status.OPEN, completed_on=None, completion_basis="", completion_value=None, met=None
    )


_EFFECTS: dict[str, Callable[[MilestoneState, FoldRecord], MilestoneState]] = {
    RecordKind.MILESTONE_EXTEND: _extended,
    RecordKind.MILESTONE_COMPLETE: _completed,
    RecordKind.MILESTONE_CANCEL: _cancelled,
    RecordKind.MILESTONE_REOPEN: _reopened,
    RecordKind.MILESTONE_SETTLE: lambda state, _: state,
}
_DECIDING = frozenset((RecordKind.MILESTONE_SET, *_EFFECTS))

# ---------------------------------------------------------------------- who knew of whom


def heads_of(ordered: Sequence[FoldRecord]) -> tuple[bytes, ...]:
    """The records of ``decided`` that no other one refers to or settles, in order.

    Each decision, retraction or correction refers to the last before it. Two laptops that decide
    apart leave two, until one names the other side in ``settles``. Two that say the same
    (the same report confirmed, the same record taken back) do not differ: the later one stands for both.
    """
    noticed = set[bytes]()
    same = dict[str, bytes]()
    for one in ordered:
        noticed.update(_seen_at_once(one))
        said = _same_in_other_words(one)
        if said is not None:
            if said in same:
                noticed.add(same[said])
            same[said] = one.id
    return tuple(one.id for one in ordered if one.id not in noticed)


def _seen_at_once(record: FoldRecord) -> Iterator[bytes]:
    """What the author of a record had before him."""
    if record.ref is not None:
        yield record.ref
    for settled in record.body.get("settles", ()):
        yield bytes.fromhex(settled)


def left_out(ordered: Sequence[FoldRecord]) -> set[bytes]:
    """The decisions that the settling of a conflict left out (``drops``): readable, but they do not count."""
    gone = undone(ordered)
    settling = [one for one in ordered if "drops" in one.body and one.id not in gone]
    return {bytes.fromhex(one) for record in settling for one in record.body["drops"]}


def _same_in_other_words(record: FoldRecord) -> str | None:
    """What two records have in common that say the same on two laptops; None where nothing does."""
    if record.kind == RecordKind.RETRACTION:
        return f"{UNDOES} {record.body.get(UNDOES)}"
    claim = record.body.get(CLAIM) if record.kind == RecordKind.MILESTONE_COMPLETE else None
    return None if claim is None else f"{CLAIM} {claim}"


def _gone_with_their_twin(ordered: Sequence[FoldRecord]) -> set[bytes]:
    """Completions by a report that is taken back with the same one of another laptop, which was seen then."""
    claims = {one.id: claim for one in ordered if (claim := one.body.get(CLAIM)) is not None}
    if len(claims) < 2:  # noqa: PLR2004 - a twin needs two
        return set()
    gone, without = set[bytes](), undone(ordered)
    for one in ordered:
        target = named_record(one, UNDOES) if one.kind == RecordKind.RETRACTION else None
        if target in claims and one.id not in without:
            seen = _seen_by(one, ordered)
            gone |= {twin for twin, claim in claims.items() if claim == claims[target] and twin in seen}
    return gone


def _overruled(record: FoldRecord, ordered: Sequence[FoldRecord]) -> bool:
    """Whether a milestone stands although this record takes back its setting: somebody decided on it unseen.

    What another laptop decided there would be lost without a word; so it is a conflict that shows.
    """
    if record.kind != RecordKind.RETRACTION:
        return False
    target = named_record(record, UNDOES)
    if not any(one.id == target and one.kind == RecordKind.MILESTONE_SET for one in ordered):
        return False
    seen, gone = _seen_by(record, ordered), undone(ordered)
    return any(one.kind in _EFFECTS and one.id not in gone and one.id not in seen for one in ordered)


def _seen_by(record: FoldRecord, ordered: Sequence[FoldRecord]) -> set[bytes]:
    """What the author of a record had before him, and all that came before that."""
    by_id = {one.id: one for one in ordered}
    seen, waiting = set[bytes](), [record]
    while waiting:
        for before in _seen_at_once(waiting.pop()):
            if before not in seen:
                seen.add(before)
                waiting += [by_id[before]] if before in by_id else []
    return seen


# ---------------------------------------------------------------------- rows


def _rows(records: Sequence[FoldRecord], planned: Row | None) -> tuple[Sequence[Row], ...]:
    if not records:
        return ((() if planned is None else (planned_milestone(planned),)), ())
    folded = fold_over(planned, records)
    if folded.state is None:
        return ((), ())
    return ((stored_milestone(folded.state),), _readings(folded, records))


def fold_over(planned: Row | None, records: Iterable[FoldRecord]) -> Folded:
    """``fold_decisions`` over the row of the plan."""
    return fold_decisions(None if planned is None else milestone_state(planned_milestone(planned)), records)


def _readings(folded: Folded, records: Sequence[FoldRecord]) -> Sequence[Row]:
    """The value of the completion in force; an older program took it back by a retraction of its own."""
    completion = folded.completion
    if completion is None or completion.body.get("value") is None:
        return ()
    plain = (one for one in records if one.kind == RecordKind.RETRACTION and UNDOES not in one.body)
    if any(one.ref == completion.id for one in plain):
        return ()
    return (reading_row(completion, completes=completion.milestone),)


MILESTONES = Projection(
    By.MILESTONE,
    (
        Table("milestone", "id", MILESTONE_COLUMNS, versioned=True),
        Table("reading", "completes", READING_COLUMNS),
    ),
    _rows,
)
