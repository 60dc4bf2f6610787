"""Own days of decisions: refused where they contradict what was decided before or after, whatever the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.desk import RELAXED, at_work

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.rules.lights import Status
from huaian_tui.ledger.identity import SHANGHAI, day_number
from huaian_tui.ledger.kinds.decision_heads import counted, decided
from huaian_tui.ledger.kinds.decisions import apply
from huaian_tui.ledger.kinds.milestone_rows import milestone_state, planned_milestone
from huaian_tui.ledger.kinds.own_days import counting_on, own_day
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.services.corrections import correct_record
from huaian_tui.services.decision_order import unusual_day
from huaian_tui.services.decisions import (
    Completion,
    DecidedOn,
    cancel_milestone,
    complete_milestone,
    extend_milestone,
    reopen_milestone,
    set_milestone,
)
from huaian_tui.services.undo import undo
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.fold import read_decisions
from huaian_tui.store.queries.milestones import read_milestone

TODAY = date(2026, 11, 22)
D1, D2, D3, D4 = (date(2026, 3, day) for day in (1, 2, 3, 4))
DUE = date(2027, 6, 30)


def _another(ledger: Ledger, milestone: str) -> date:
    """A later date than the one in force."""
    return (read_milestone(ledger.connection, TODAY, milestone).state.due or DUE) + timedelta(1)


Act = Callable[[Ledger, str, date], object]

ACTS: dict[str, Act] = {
    "extend": lambda w, one, day: extend_milestone(w, one, _another(w, one), "批复", TODAY, day=day),
    "complete": lambda w, one, day: complete_milestone(w, one, Completion(day, "验收"), TODAY),
    "cancel": lambda w, one, day: cancel_milestone(w, one, "并入", TODAY, day=day),
    "reopen": lambda w, one, day: reopen_milestone(w, one, "核查", TODAY, day=day),
}


def made(ledger: Ledger, day: date = D2) -> str:
    return set_milestone(ledger, 3, "目录", DUE, "纪要", DecidedOn(TODAY, day))


def records(ledger: Ledger) -> Sequence[bytes]:
    return [one for (one,) in ledger.connection.execute("SELECT id FROM record WHERE rid >= 0 ORDER BY id")]


@pytest.mark.parametrize(
    "steps",
    [
        ("set", "extend"),
        ("set", "cancel"),
        ("set", "extend", "extend"),
        ("set", "extend", "cancel"),
        ("set", "cancel", "reopen"),
        ("set", "complete", "reopen"),
        ("set", "complete", "reopen", "complete"),
        ("set", "complete", "reopen", "extend"),
        ("set", "cancel", "reopen", "cancel"),
    ],
    ids="-".join,
)
def test_a_decision_before_what_it_changes_is_refused(ledger: Ledger, steps: Sequence[str]) -> None:
    one = made(ledger)
    for step in steps[1:-1]:
        ACTS[step](ledger, one, D2)
    before = records(ledger)
    with pytest.raises(InputRefused, match="早于") as refused:
        ACTS[steps[-1]](ledger, one, D1)
    assert refused.value.field == "day"
    assert D2.isoformat() in refused.value.message and D2.isoformat() in refused.value.way_out
    assert records(ledger) == before
    ACTS[steps[-1]](ledger, one, D2)


def test_a_completion_before_setting_or_extension_is_taken_and_said(ledger: Ledger) -> None:
    one = made(ledger)
    extend_milestone(ledger, one, TODAY, "批复", TODAY, day=D3)
    assert unusual_day(ledger.connection, one, D2, TODAY) == (
        "办结日期早于延期日期 2026-03-03，确是那天办结的不必改"
    )
    assert unusual_day(ledger.connection, one, D3, TODAY) == ""
    complete_milestone(ledger, one, Completion(D1, "验收"), TODAY)
    assert read_milestone(ledger.connection, TODAY, one).state.completed_on == D1
    assert unusual_day(ledger.connection, "2-1", D1, TODAY) == "", "the plan's own was set on no day"


def correct(ledger: Ledger, place: int, day: date) -> bytes:
    return correct_record(ledger, records(ledger)[place], {}, day, "笔误", TODAY)


def test_a_corrected_day_is_held_by_what_comes_before_and_after(ledger: Ledger) -> None:
    one = made(ledger, D1)
    complete_milestone(ledger, one, Completion(D2, "验收"), TODAY)
    reopen_milestone(ledger, one, "核查", TODAY, day=D3)
    with pytest.raises(InputRefused, match="办结日期晚于重新督办日期") as late:
        correct(ledger, 1, D4)
    assert (late.value.field, "2026-03-03 或之前" in late.value.way_out) == ("day", True)
    with pytest.raises(InputRefused, match="重新督办日期早于办结日期"):
        correct(ledger, 2, D1)
    with pytest.raises(InputRefused, match="设定日期晚于重新督办日期"):
        correct(ledger, 0, D4)
    correct(ledger, 1, D3)
    correct(ledger, 0, D3)
    assert len(records(ledger)) == 5


def test_a_day_between_two_is_named_with_both(ledger: Ledger) -> None:
    one = made(ledger, D1)
    extend_milestone(ledger, one, TODAY, "一", TODAY, day=D2)
    cancel_milestone(ledger, one, "并入", TODAY, day=D3)
    with pytest.raises(InputRefused, match="2026-03-01 至 2026-03-03 之间"):
        correct(ledger, 1, D4)


def test_other_parts_of_what_stands_out_of_order_can_be_corrected(ledger: Ledger) -> None:
    one = made(ledger, D3)
    with ledger.action() as action:  # as an older program took it
        body = {"basis": "旧版", "due": DUE.isoformat()}
        entry = Entry(RecordKind.MILESTONE_EXTEND, body, 3, one, D1.isoformat(), ref=records(ledger)[0])
        action.append(entry)
    correct_record(ledger, records(ledger)[1], {"basis": "批复"}, None, "笔误", TODAY)
    correct(ledger, 1, D3)


def test_restoring_what_no_longer_fits_is_refused(ledger: Ledger) -> None:
    one = made(ledger, D1)
    extend_milestone(ledger, one, TODAY, "一", TODAY, day=D3)
    (back,) = undo(ledger, [records(ledger)[1]], "误录", TODAY)
    extend_milestone(ledger, one, TODAY + timedelta(9), "二", TODAY, day=D2)
    with pytest.raises(HuaianError, match="延期日期晚于后一次延期日期") as refused:
        undo(ledger, [back], "没有错", TODAY)
    assert refused.value.way_out
    correct(ledger, 3, D4)
    undo(ledger, [back], "没有错", TODAY)


def test_a_correction_is_not_taken_back_where_the_former_day_no_longer_fits(ledger: Ledger) -> None:
    one = made(ledger, D3)
    correction = correct(ledger, 0, D1)
    extend_milestone(ledger, one, TODAY, "一", TODAY, day=D2)
    with pytest.raises(HuaianError, match="设定日期晚于延期日期"):
        undo(ledger, [correction], "没有错", TODAY)


def test_a_clock_that_was_ahead_asks_for_no_day_after_today(ledger: Ledger, today: date) -> None:
    one = made(ledger, today)
    yesterday = today - timedelta(1)
    extend_milestone(ledger, one, DUE + timedelta(1), "批复", yesterday, day=yesterday)


HISTORIES = st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 9)), max_size=8)


@given(HISTORIES, st.booleans())
@RELAXED
def test_what_is_taken_counts_alike_in_the_order_of_days_and_of_recording(
    seeded_file: Path, history: Sequence[tuple[str, int]], planned: bool
) -> None:
    with TemporaryDirectory() as folder:
        desk = at_work(seeded_file, folder)
        desk.moment = datetime.combine(TODAY, time(9), SHANGHAI)
        with desk.ledger as ledger:
            one = "2-1" if planned else made(ledger, D1)
            for name, number in history:
                try:
                    ACTS[name](ledger, one, D1 + timedelta(number))
                except HuaianError as refusal:
                    assert refusal.way_out
            things, row = read_decisions(ledger.connection, one)
    state = milestone_state(planned_milestone(row)) if row is not None else None
    by_day = sorted(counted(decided(things)), key=own_day)
    for number in range(11):
        day = D1 + timedelta(number)
        known = apply(state, counting_on(things, day)).state
        meant = apply(state, [one for one in by_day if own_day(one) <= day_number(day)]).state
        assert known is not None and meant is not None
        assert (known.status, known.completed_on) == (meant.status, meant.completed_on)
        assert (known.due, known.original_due) == (meant.due, meant.original_due)
        assert known.status is not Status.DONE or (known.completed_on or day) <= day
