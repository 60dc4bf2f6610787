"""One milestone and what laptops decide on it, as plain records: for tests of the fold alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hypothesis import strategies as st

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.rules.targets import Target
from huaian_tui.ledger.kinds.decision_heads import decided, heads_of
from huaian_tui.ledger.kinds.decision_undo import place_in_chain
from huaian_tui.ledger.kinds.decisions import Folded, fold_decisions
from huaian_tui.ledger.kinds.kind import FoldRecord, Undoing
from huaian_tui.ledger.kinds.registry import KINDS
from huaian_tui.ledger.kinds.sides import decided_anew, left_out_by_keeping
from huaian_tui.ledger.kinds.taking_back import correction, standing, undone
from huaian_tui.ledger.record import Entry, RecordKind

PLANNED = MilestoneState(
    id="45-1",
    task_no=45,
    title="机架",
    phrase="超过4000个",
    basis="按2024年12月31日计（假定，可改）",
    due=date(2024, 12, 31),
    assumed=True,
    stretch=False,
    target=Target(">", 4000, None, "个", cumulative=False, inferred=False, text="超过4000个"),
)
DECISIONS = ("extend", "complete", "cancel", "reopen")


@dataclass
class Desk:
    """What one laptop has seen of one milestone; ids rise over all of them."""

    planned: MilestoneState | None = PLANNED
    seen: list[FoldRecord] = field(default_factory=list)
    clock: list[int] = field(default_factory=lambda: [0])

    def apart(self) -> Desk:
        """Another laptop that has seen the same so far."""
        return Desk(self.planned, list(self.seen), self.clock)

    def meet(self, *others: Desk) -> None:
        """Take in what the others have."""
        known = {one.id: one for desk in (self, *others) for one in desk.seen}
        self.seen = [known[one] for one in sorted(known)]

    @property
    def heads(self) -> tuple[bytes, ...]:
        """The latest decisions: several in a conflict."""
        return heads_of(decided(self.seen))

    def append(self, entry: Entry) -> FoldRecord:
        """Record something, after all else on any laptop."""
        self.clock[0] += 1
        made = FoldRecord(
            self.clock[0].to_bytes(16, "big"),
            str(entry.kind),
            entry.ref,
            45,
            "45-1",
            entry.occurred_on,
            "张三",
            entry.body,
        )
        self.seen.append(made)
        return made

    def decide(self, how: str, number: int) -> FoldRecord:
        """Decide on the milestone, as the program does; of a conflict, anew."""
        heads = self.heads
        body: dict[str, Any] = {"basis": f"依据{self.clock[0]}"}
        if heads[:-1]:
            body["settles"] = [head.hex() for head in heads[:-1]]
            body["drops"] = [one.id.hex() for one in decided_anew(self.seen, f"milestone_{how}").gone]
        if how in ("extend", "set"):
            body |= {"due": f"2026-{1 + number % 12:02d}-28", "title": "节点"}
        if how == "complete" and number % 3:
            body["value"] = 3990.0 + number
        ref = heads[-1] if heads else None
        return self.append(
            Entry(RecordKind(f"milestone_{how}"), body, occurred_on=f"2025-06-{1 + number % 28:02d}", ref=ref)
        )

    def settle(self, keep: bytes) -> FoldRecord:
        """Keep the side with this head, as the program does."""
        dropped = [one.id.hex() for one in left_out_by_keeping(self.seen, keep)]
        others = [head.hex() for head in self.heads if head != keep]
        body = {"basis": "核对", "kept": "一方", "settles": others, "drops": dropped}
        return self.append(Entry(RecordKind.MILESTONE_SETTLE, body, occurred_on="2025-08-01", ref=keep))

    def take_back(self, record: FoldRecord) -> FoldRecord:
        """Take back a record of any kind."""
        undo = KINDS[record.kind].undo
        assert undo is not None
        step = undo(Undoing(KINDS[record.kind], record, self.seen, None, date(2026, 1, 1), decided=True))
        (entry,) = step.entries("误操作")
        return self.append(entry)

    def correct(self, record: FoldRecord, day: str, **parts: Any) -> FoldRecord:
        """Correct a decision: its day and these parts."""
        ref, _ = place_in_chain(record, decided(self.seen))
        now = next(one for one in standing(decided(self.seen)) if one.id == record.id)
        body = {**now.body, **parts, "reason": "笔误"}
        return self.append(correction(record._replace(occurred_on=day), body, made=ref))

    def folded(self) -> Folded:
        """What follows from all that was seen."""
        return fold_decisions(self.planned, self.seen)


@st.composite
def desks(draw: st.DrawFn, *, by_officer: bool = False) -> Desk:
    """A milestone on which one laptop has decided."""
    desk = Desk(None if by_officer else PLANNED)
    if by_officer:
        desk.decide("set", draw(st.integers(0, 11)))
    for how, number in draw(
        st.lists(st.tuples(st.sampled_from(DECISIONS), st.integers(0, 30)), min_size=1, max_size=6)
    ):
        desk.decide(how, number)
    return desk


@st.composite
def laptops(draw: st.DrawFn) -> list[FoldRecord]:
    """What two or three laptops did on one milestone, each knowing what it had seen."""
    clock, offices = [0], draw(st.integers(2, 3))
    desks = [Desk(PLANNED, [], clock) for _ in range(offices)]
    steps = st.tuples(
        st.integers(0, offices - 1),
        st.sampled_from([*DECISIONS, "undo", "correct", "take"]),
        st.integers(0, 30),
    )
    for which, how, number in draw(st.lists(steps, min_size=2, max_size=14)):
        desk = desks[which]
        mine = [one for one in desk.seen if one.id not in undone(desk.seen)]
        if how == "take":
            others = [one for other in desks for one in other.seen if one not in desk.seen]
            desk.seen += {one.id: one for one in others}.values()
        elif how in DECISIONS:
            desk.decide(how, number)
        elif mine:
            one = mine[number % len(mine)]
            try:
                if how == "undo":
                    desk.take_back(one)
                elif one.kind.startswith("milestone_"):
                    desk.correct(one, "2025-08-01")
            except HuaianError as refusal:
                assert refusal.way_out
    return list({one.id: one for desk in desks for one in desk.seen}.values())
