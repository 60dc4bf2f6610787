"""Which days of the decisions on a milestone may stand in which order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaian_tui.domain.rules.decision_order import Dated, Decided, neighbours, out_of_order, unusual_before

FIRST, SECOND = date(2026, 3, 2), date(2026, 3, 1)

OFFICE = (Decided.SET, Decided.EXTEND, Decided.CANCEL, Decided.REOPEN)
ORDERED = {
    *((one, other) for one in OFFICE for other in OFFICE if other is not Decided.SET),
    (Decided.COMPLETE, Decided.REOPEN),
    (Decided.REOPEN, Decided.COMPLETE),
    (Decided.SET, Decided.TARGET),
}
"""(recorded first, recorded second): the second may not be before the first."""


@pytest.mark.parametrize("first", Decided)
@pytest.mark.parametrize("second", Decided)
def test_which_decision_may_not_be_before_which(first: Decided, second: Decided) -> None:
    both = [Dated(first, FIRST), Dated(second, SECOND)]
    refused = (first, second) in ORDERED
    assert out_of_order(both, 1) == (both[0] if refused else None)
    assert out_of_order(both, 0) == (both[1] if refused else None), "a correction is held by what follows too"
    same = [Dated(first, FIRST), Dated(second, FIRST)]
    assert out_of_order(same, 0) is out_of_order(same, 1) is None


days = st.integers(0, 9).map(lambda number: FIRST + timedelta(number))
histories = st.lists(st.builds(Dated, st.sampled_from(Decided), days), min_size=1, max_size=7)


@given(histories, st.data())
def test_a_day_between_its_neighbours_is_right(history: Sequence[Dated], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(history) - 1))
    earlier, later = neighbours(history, place)
    bounds = sorted(one.day for one in (earlier, later) if one is not None)
    for day in bounds:
        tried = list(history)
        tried[place] = tried[place]._replace(day=day)
        assert out_of_order(tried, place) is None
    wrong = out_of_order(history, place)
    if wrong is not None:
        assert wrong in (earlier, later)
        assert (history[place].day < bounds[0]) or (history[place].day > bounds[-1])


@given(histories)
def test_where_every_day_is_right_office_days_never_fall(history: Sequence[Dated]) -> None:
    if any(out_of_order(history, place) for place in range(len(history))):
        return
    rest = history[1:] if history[0].what is Decided.SET else history
    office = [one.day for one in rest if one.what in OFFICE and one.what is not Decided.SET]
    assert office == sorted(office)


def test_a_completion_before_setting_or_extension_is_unusual_not_wrong() -> None:
    history = [Dated(Decided.SET, FIRST), Dated(Decided.EXTEND, FIRST), Dated(Decided.COMPLETE, SECOND)]
    assert out_of_order(history, 2) is None
    assert unusual_before(history, SECOND) == Dated(Decided.SET, FIRST)
    assert unusual_before(history, FIRST) is None
