"""A record and what takes it back count as nothing, wherever they stand, in any order, on any laptop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.rules.targets import Target
from huaian_tui.ledger.kinds.decision_undo import place_in_chain
from huaian_tui.ledger.kinds.decisions import Folded, counted, decided, fold_decisions, heads_of
from huaian_tui.ledger.kinds.kind import FoldRecord, Undoing
from huaian_tui.ledger.kinds.readings import READINGS
from huaian_tui.ledger.kinds.registry import KINDS
from huaian_tui.ledger.kinds.taking_back import correction, retraction, standing, undone
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

    def append(self, entry: Entry) -> FoldRecord:
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
        heads = heads_of(decided(self.seen))
        body: dict[str, Any] = {"basis": f"依据{self.clock[0]}"}
        if heads[:-1]:
            body["settles"] = [head.hex() for head in heads[:-1]]
        if how in ("extend", "set"):
            body |= {"due": f"2026-{1 + number % 12:02d}-28", "title": "节点"}
        if how == "complete" and number % 3:
            body["value"] = 3990.0 + number
        ref = heads[-1] if heads else None
        return self.append(
            Entry(RecordKind(f"milestone_{how}"), body, occurred_on=f"2025-06-{1 + number % 28:02d}", ref=ref)
        )

    def take_back(self, record: FoldRecord) -> FoldRecord:
        undo = KINDS[record.kind].undo
        assert undo is not None
        step = undo(Undoing(KINDS[record.kind], record, self.seen, None, date(2026, 1, 1), decided=True))
        (entry,) = step.entries("误操作")
        return self.append(entry)

    def correct(self, record: FoldRecord, day: str, **parts: Any) -> FoldRecord:
        ref, _ = place_in_chain(record, decided(self.seen))
        now = next(one for one in standing(decided(self.seen)) if one.id == record.id)
        body = {**now.body, **parts, "reason": "笔误"}
        return self.append(correction(record._replace(occurred_on=day), body, made=ref))

    def folded(self) -> Folded:
        return fold_decisions(self.planned, self.seen)


def same(one: Folded, other: Folded) -> bool:
    """Equal but for who knew of whom."""
    return _plain(one) == _plain(other)


def _plain(folded: Folded) -> Any:
    state, completion = folded
    done = completion and (completion.id, completion.occurred_on, completion.body.get("value"))
    return None if state is None else (replace(state, heads=()), done)


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


@given(desks() | desks(by_officer=True), st.data(), st.randoms(use_true_random=False))
def test_the_pair_counts_as_nothing_and_an_undo_is_undone(
    desk: Desk, data: st.DataObject, chance: Any
) -> None:
    before, history = desk.folded(), list(desk.seen)
    gone = data.draw(st.sampled_from(history))
    undo = desk.take_back(gone)
    without = fold_decisions(desk.planned, [one for one in history if one.id != gone.id])
    assert same(desk.folded(), without)
    assert heads_of(decided(desk.seen)) == (undo.id,), "one laptop never disagrees with itself"
    again = desk.take_back(undo)
    assert same(desk.folded(), before)
    desk.take_back(again)
    assert same(desk.folded(), without)
    result = desk.folded()
    chance.shuffle(desk.seen)
    assert desk.folded() == result


@given(desks(), st.data())
def test_several_are_taken_back_in_any_order(desk: Desk, data: st.DataObject) -> None:
    history = list(desk.seen)
    gone = data.draw(st.lists(st.sampled_from(history), unique_by=lambda one: one.id))
    for one in gone:
        desk.take_back(one)
    left = [one for one in history if one not in gone]
    assert same(desk.folded(), fold_decisions(desk.planned, left))
    desk.decide("extend", 3)
    assert len(heads_of(decided(desk.seen))) == 1, "what comes after refers to the last retraction"


@given(desks() | desks(by_officer=True), st.data())
def test_a_corrected_decision_is_as_if_made_so(desk: Desk, data: st.DataObject) -> None:
    history = list(desk.seen)
    wrong = data.draw(st.sampled_from(history))
    parts = {"basis": "更正后的依据"} | ({"due": "2027-01-31"} if "due" in wrong.body else {})
    made = desk.correct(wrong, "2025-07-01", **parts)
    right = [
        one._replace(occurred_on="2025-07-01", body={**one.body, **parts}) if one == wrong else one
        for one in history
    ]
    assert same(desk.folded(), fold_decisions(desk.planned, right))
    desk.take_back(made)
    assert same(desk.folded(), fold_decisions(desk.planned, history)), "the correction is taken back"
    desk.correct(wrong, "2025-07-02")
    desk.take_back(wrong)
    left = [one for one in history if one != wrong]
    assert same(desk.folded(), fold_decisions(desk.planned, left)), "it goes with its correction"


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


@given(laptops(), st.randoms(use_true_random=False))
def test_laptops_agree_whatever_the_order_and_nothing_taken_back_shows(
    history: list[FoldRecord], chance: Any
) -> None:
    whole = fold_decisions(PLANNED, history)
    shuffled = list(history)
    chance.shuffle(shuffled)
    assert fold_decisions(PLANNED, shuffled) == whole
    counts = counted(decided(history))
    assert same(whole, fold_decisions(PLANNED, counts)), "as if only what counts had been recorded"
    assert whole.state is not None
    assert not {one.id for one in counts} & undone(history)
    if whole.completion is not None:
        assert whole.completion.id not in undone(history)


def test_an_undo_and_a_decision_unseen_by_each_other_are_a_conflict() -> None:
    ours = Desk()
    done = ours.decide("complete", 20)
    theirs = Desk(PLANNED, list(ours.seen), ours.clock)
    ours.take_back(done)
    theirs.decide("reopen", 1)
    both = fold_decisions(PLANNED, [*ours.seen, *theirs.seen[1:]])
    assert both.state is not None and both.state.conflict


def test_a_setting_taken_back_stays_where_somebody_decided_unseen() -> None:
    ours = Desk(None)
    made = ours.decide("set", 5)
    theirs = Desk(None, list(ours.seen), ours.clock)
    ours.take_back(made)
    assert ours.folded().state is None
    theirs.decide("extend", 9)
    both = Desk(None, [*ours.seen, *theirs.seen[1:]], ours.clock)
    state = both.folded().state
    assert state is not None and state.conflict and state.due == date(2026, 10, 28)
    both.decide("extend", 3)
    settled = both.folded().state
    assert settled is not None and not settled.conflict


def test_the_same_undo_on_two_laptops_is_no_conflict() -> None:
    ours = Desk()
    done = ours.decide("complete", 20)
    theirs = Desk(PLANNED, list(ours.seen), ours.clock)
    ours.take_back(done)
    theirs.take_back(done)
    both = fold_decisions(PLANNED, [*ours.seen, *theirs.seen[1:]])
    assert both.state is not None and not both.state.conflict
    assert same(both, Folded(PLANNED, None))


def test_one_side_of_a_conflict_taken_back_leaves_the_other() -> None:
    ours, theirs = Desk(), Desk()
    theirs.clock = ours.clock
    mine, other = ours.decide("complete", 20), theirs.decide("extend", 7)
    both = Desk(PLANNED, [mine, other], ours.clock)
    state = both.folded().state
    assert state is not None and state.conflict
    both.take_back(mine)
    after = both.folded()
    assert after.state is not None and not after.state.conflict
    assert same(after, fold_decisions(PLANNED, [other]))


def test_in_a_conflict_only_a_side_is_taken_back() -> None:
    ours = Desk()
    first = ours.decide("extend", 3)
    theirs = Desk(PLANNED, list(ours.seen), ours.clock)
    ours.decide("complete", 20)
    theirs.decide("cancel", 7)
    both = Desk(PLANNED, [*ours.seen, *theirs.seen[1:]], ours.clock)
    with pytest.raises(HuaianError, match="冲突待核"):
        both.take_back(first)


def test_records_of_an_older_program_keep_their_meaning() -> None:
    desk = Desk()
    done = desk.decide("complete", 20)
    back = Entry(RecordKind.RETRACTION, {"reason": "误操作", "text": "读数 4010"}, ref=done.id)
    desk.append(back)
    state, completion = desk.folded()
    assert completion == done and state is not None and state.heads == (done.id,)


def reading_rows(records: Sequence[FoldRecord]) -> list[Any]:
    return [row[3] for row in READINGS.rows(records, None)[0]]


def test_a_reading_is_corrected_taken_back_and_restored() -> None:
    desk = Desk()
    said = desk.append(Entry(RecordKind.READING, {"value": 210}, occurred_on="2025-06-01"))
    body = {"value": 21, "reason": "笔误"}
    fixed = desk.append(correction(said, body, made=said.id))
    assert reading_rows(desk.seen) == [21]
    gone = desk.append(retraction(said, "误录", "读数 21", made=said.id))
    assert reading_rows(desk.seen) == []
    desk.append(retraction(gone, "没有错", "撤回", made=said.id))
    assert reading_rows(desk.seen) == [21]
    desk.append(retraction(fixed, "本来就对", "更正", made=said.id))
    assert reading_rows(desk.seen) == [210]


CLAIM = "ab" * 16


def by_report(desk: Desk, report: int, claim: str = CLAIM, value: float = 4100) -> FoldRecord:
    heads = heads_of(decided(desk.seen))
    body = {"basis": "自报", "value": value, "claim": claim, "report": report.to_bytes(16, "big").hex()}
    ref = heads[-1] if heads else None
    return desk.append(Entry(RecordKind.MILESTONE_COMPLETE, body, occurred_on="2025-06-01", ref=ref))


def test_one_form_confirmed_on_two_laptops_completes_once_without_a_conflict() -> None:
    ours, theirs = Desk(), Desk()
    theirs.clock = ours.clock
    first, second = by_report(ours, 1), by_report(theirs, 2)
    both = Desk(PLANNED, [first, second], ours.clock)
    state, completion = both.folded()
    assert completion == first and state is not None and not state.conflict
    both.take_back(first)
    after = both.folded()
    assert after.completion is None and after.state is not None and not after.state.conflict


def test_the_later_report_completes_whatever_the_order_of_confirming() -> None:
    for order in ((1, 2), (2, 1)):
        desks = [Desk(), Desk()]
        desks[1].clock = desks[0].clock
        made = [
            by_report(desk, one, f"{one:032x}", 4000 + one) for desk, one in zip(desks, order, strict=True)
        ]
        completion = fold_decisions(PLANNED, made).completion
        assert completion is not None and completion.body["value"] == 4002
