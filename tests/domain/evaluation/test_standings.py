"""Where decisions leave a milestone, what it counts as for a period, and how both are said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.evaluation.classes import MARKS, Facts, classify, extensions_of
from huaian_tui.domain.evaluation.history import (
    Decision,
    MilestoneHistory,
    Slip,
    Standing,
    standing_of,
)
from huaian_tui.domain.rules.targets import Target
from huaian_tui.domain.words.evaluation import date_moved, records_words, slip_lines, standing_words

THIRD = Period(date(2026, 7, 1), date(2026, 9, 30))
END = THIRD.last
DAY = date(2026, 9, 10)
TEN = Target(">=", 10, None, "家", True, True, "10家以上")


def marks(standing: Standing, as_of: date = END, facts: Facts | None = None) -> set[str]:
    found = classify(standing, THIRD, as_of, facts or Facts())
    return {mark for mark in MARKS if found.has(mark)}


def due(day: date | None, **more: Any) -> Standing:
    return Standing(**{"due": day, "original": day} | more)


ORIGINAL_OVERDUE = {"original_due", "original_overdue"}
COUNTED: list[tuple[Standing, set[str]]] = [
    (due(DAY), {"due", "overdue"} | ORIGINAL_OVERDUE),
    (due(END), {"due", "due_today", "original_due", "original_due_today"}),
    (due(THIRD.first), {"due", "overdue"} | ORIGINAL_OVERDUE),
    (
        due(DAY, completed=DAY),
        {"due", "on_time", "on_time_and_met", "original_due", "original_on_time"},
    ),
    (due(DAY, completed=date(2026, 9, 11)), {"due", "late", "original_due", "original_late"}),
    (
        due(DAY, completed=DAY, met=False),
        {"due", "on_time", "missed_target", "original_due", "original_on_time"},
    ),
    (
        due(DAY, completed=DAY, no_value=True),
        {"due", "on_time", "no_value", "original_due", "original_on_time"},
    ),
    (
        due(DAY, completed=DAY, met=True),
        {"due", "on_time", "on_time_and_met", "original_due", "original_on_time"},
    ),
    # Beyond the period and before it.
    (due(date(2026, 10, 1)), {"not_yet_due"}),
    (due(date(2026, 10, 1), completed=DAY), {"done_early"}),
    (due(date(2026, 6, 30)), {"carried_overdue"}),
    (due(date(2026, 6, 30), completed=DAY), set()),
    # No date.
    (due(None), {"undated_open"}),
    (due(None, completed=DAY), {"undated_done"}),
    # What else is known of it.
    (due(DAY, assumed=True), {"due", "overdue", "assumed_due"} | ORIGINAL_OVERDUE),
    (due(DAY, reopened=True), {"due", "overdue", "reopened"} | ORIGINAL_OVERDUE),
    (due(date(2026, 6, 30), reopened=True), {"carried_overdue"}),
    (due(DAY, conflict=True), {"due", "overdue", "conflict"} | ORIGINAL_OVERDUE),
    # Cancelled: out of every count, listed with the period of its date.
    (due(DAY, cancelled=DAY), {"cancelled"}),
    (due(DAY, cancelled=date(2026, 9, 11)), {"cancelled", "cancelled_after_due"}),
    (due(date(2026, 10, 1), cancelled=DAY), set()),
    (due(None, cancelled=DAY), set()),
]


@pytest.mark.parametrize(("standing", "expected"), COUNTED)
def test_a_milestone_counts_where_its_date_and_its_end_put_it(standing: Standing, expected: set[str]) -> None:
    assert marks(standing) == expected


def test_what_is_reported_or_read_counts_only_while_it_is_open() -> None:
    known = Facts(reported=True, behind=True, reached=True)
    opened = {"self_report_unverified", "behind_pace", "reached_not_closed"}
    assert marks(due(DAY), END, known) - marks(due(DAY)) == opened
    assert marks(due(END), END, known) - marks(due(END)) == opened
    done = due(DAY, completed=DAY)
    assert marks(done, END, known) == marks(done)
    assert marks(due(date(2026, 10, 1)), END, known) == {"not_yet_due", "behind_pace", "reached_not_closed"}


def test_days_of_delay_are_counted_by_both_dates_up_to_the_day() -> None:
    moved = Slip(date(2026, 8, 1), DAY, date(2026, 8, 2))
    found = classify(due(DAY, original=date(2026, 8, 1), slips=(moved,)), THIRD, END)
    assert (found.overdue_days, found.original_overdue_days) == (20, 60)
    assert (found.extended, found.extended_days, found.extended_after_due) == (1, 40, 1)
    plain = classify(due(DAY), THIRD, END)
    assert (plain.overdue_days, plain.original_overdue_days, plain.extended) == (20, 20, 0)
    done = classify(due(DAY, completed=END), THIRD, END)
    assert (done.overdue_days, done.original_overdue_days) == (0, 0)


def test_an_extension_belongs_to_the_period_of_the_date_it_replaces() -> None:
    before, within = date(2026, 6, 30), date(2026, 8, 1)
    slips = (
        Slip(None, before, date(2026, 1, 5)),
        Slip(before, within, date(2026, 6, 1)),
        Slip(within, date(2026, 7, 20), date(2026, 7, 1)),
        Slip(date(2026, 7, 20), date(2026, 10, 15), date(2026, 7, 20)),
    )
    standing = due(date(2026, 10, 15), original=before, slips=slips)
    assert list(extensions_of(standing, THIRD)) == [slips[3]]
    found = classify(standing, THIRD, END)
    assert (found.extended, found.extended_days, found.extended_after_due) == (1, 87, 0)
    assert {mark for mark in MARKS if found.has(mark)} == {"not_yet_due", "moved_out"}
    last = Slip(THIRD.last, date(2026, 12, 1), DAY)
    first = Slip(THIRD.first, DAY, date(2026, 6, 1))
    assert list(extensions_of(due(DAY, slips=(first, last)), THIRD)) == [first, last]
    back = due(DAY, original=before, slips=(*slips, Slip(date(2026, 10, 15), DAY, DAY)))
    assert "moved_out" not in marks(back)


def history(*decisions: Decision, **more: Any) -> MilestoneHistory:
    given = {"planned": True, "due": DAY, "assumed": False, "target": TEN, "decisions": decisions}
    return MilestoneHistory(id="2-1", task_no=2, title="建成", **given | more)


def standing(*decisions: Decision, end: date = END, as_of: date = END, **more: Any) -> Standing:
    found = standing_of(history(*decisions, **more), end, as_of)
    assert found is not None
    return found


def test_a_milestone_that_an_officer_sets_is_there_from_its_first_date_on() -> None:
    first = Decision("set", date(2026, 8, 1), DAY, record="r1", target=TEN)
    bare = {"planned": False, "due": None, "target": None}
    assert standing_of(history(first, **bare), date(2026, 7, 31), END) is None
    assert standing(first, **bare) == Standing(DAY, DAY, records=("r1",))
    assert standing_of(history(Decision("cancel", DAY), **bare), END, END) is None


def test_a_completion_is_measured_by_the_target_of_its_day() -> None:
    done = Decision("complete", DAY, value=12, record="r1")
    more = Decision("target", DAY, target=Target(">=", 20, None, "家", True, True, "20家以上"))
    assert (standing(done, more).completed, standing(done, more).met) == (DAY, True)
    assert standing(more, done).met is False
    assert standing(done._replace(value=None)).no_value
    assert not standing(done).no_value
    assert (standing(done, target=None).met, standing(done._replace(value=None), target=None).no_value) == (
        None,
        False,
    )


def test_ends_follow_each_other() -> None:
    done, stopped = Decision("complete", DAY, value=12), Decision("cancel", date(2026, 9, 12))
    again = Decision("reopen", date(2026, 9, 20))
    assert standing(done).is_open is False
    assert (standing(done, stopped).completed, standing(done, stopped).cancelled) == (None, stopped.day)
    assert (standing(stopped, done).completed, standing(stopped, done).cancelled) == (DAY, None)
    assert standing(stopped).is_open is False
    opened = standing(done, again)
    assert (opened.is_open, opened.reopened) == (True, True)


def test_a_completion_after_a_reopening_that_does_not_count_yet_replaces_nothing() -> None:
    first, last = Decision("complete", DAY, value=12), Decision("complete", date(2026, 10, 9), value=13)
    again = Decision("reopen", date(2026, 10, 2))
    later = date(2026, 10, 31)
    assert standing(first, again, last, as_of=later).completed == DAY
    assert standing(first, again, last, end=later, as_of=later).completed == last.day
    assert standing(again, last, as_of=later).completed == last.day
    assert standing(last, as_of=later).completed == last.day
    assert standing(last).is_open


def test_a_confirmed_assumption_is_the_original_date_and_an_extension_is_not() -> None:
    earlier = Decision(
        "extend", date(2026, 8, 1), date(2026, 9, 1), record="r1", officer="张三", basis="纪要"
    )
    confirmed = standing(earlier, assumed=True)
    assert (confirmed.due, confirmed.original, confirmed.assumed) == (
        date(2026, 9, 1),
        date(2026, 9, 1),
        False,
    )
    assert confirmed.slips == (Slip(DAY, date(2026, 9, 1), date(2026, 8, 1), True, "r1", "张三", "纪要"),)
    assert standing(earlier).original == DAY
    later = Decision("extend", date(2026, 8, 1), date(2026, 12, 1))
    assert standing(later, assumed=True).original == DAY
    assert standing(later, due=None).original == date(2026, 12, 1)
    assert standing(Decision("extend", DAY)).slips == ()


def test_a_conflict_leaves_a_milestone_open() -> None:
    apart = standing(Decision("complete", DAY, value=12), conflict=True)
    assert (apart.is_open, apart.conflict, apart.no_value, apart.met) == (True, True, False, None)
    assert standing(Decision("cancel", DAY), conflict=True).is_open


SLIPS = [
    (Slip(None, DAY, date(2026, 8, 1)), "定为 2026-09-10", (False, 0, False)),
    (
        Slip(DAY, date(2026, 10, 10), DAY),
        "2026-09-10 → 2026-10-10（延30天，到期前）",
        (True, 30, False),
    ),
    (
        Slip(DAY, date(2026, 10, 10), date(2026, 9, 11), assumed=True),
        "2026-09-10（假定） → 2026-10-10（延30天，到期后）",
        (True, 30, True),
    ),
    (Slip(DAY, DAY, END, assumed=True), "2026-09-10（假定） → 2026-09-10（确认）", (False, 0, False)),
    (Slip(DAY, date(2026, 9, 1), END), "2026-09-10 → 2026-09-01（提前）", (False, 0, False)),
]


@pytest.mark.parametrize(("slip", "words", "figures"), SLIPS)
def test_a_change_of_a_date_is_said_with_its_days(
    slip: Slip, words: str, figures: tuple[bool, int, bool]
) -> None:
    assert date_moved(slip) == words
    assert (slip.is_extension, slip.days, slip.after_due) == figures


def test_a_line_of_changes_names_who_and_why() -> None:
    one = Slip(DAY, date(2026, 10, 10), DAY, basis="会议纪要", officer="甲")
    told = "2026-09-10 决定：2026-09-10 → 2026-10-10（延30天，到期前）"
    assert list(slip_lines([one, one._replace(basis=""), one._replace(basis="", officer="")])) == [
        f"{told}，依据会议纪要，甲",
        f"{told}，甲",
        told,
    ]


STANDINGS = [
    (None, ""),
    (due(DAY, conflict=True, cancelled=DAY), "冲突待核"),
    (due(DAY, cancelled=DAY), "2026-09-10 中止"),
    (due(DAY), "未办结"),
    (due(DAY, reopened=True), "未办结，重新督办过"),
    (due(DAY, completed=DAY), "2026-09-10 办结"),
    (due(DAY, completed=END), "2026-09-30 超时办结"),
    (due(None, completed=END, met=False), "2026-09-30 办结，未达标"),
    (due(DAY, completed=DAY, no_value=True, reopened=True), "2026-09-10 办结，未填数值，重新督办过"),
]


@pytest.mark.parametrize(("standing", "words"), STANDINGS)
def test_where_a_milestone_stands_is_said_in_words(standing: Standing | None, words: str) -> None:
    assert standing_words(standing) == words


def test_records_are_named_by_their_last_eight_digits_and_only_the_last_three() -> None:
    numbers = [f"0000000{n}-1234-567{n}" for n in range(5)]
    assert records_words(numbers) == "12345672、12345673、12345674"
    assert records_words(["", numbers[0]]) == "12345670"
