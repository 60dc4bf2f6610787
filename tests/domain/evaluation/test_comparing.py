"""Two evaluations beside each other: rows, the measures that differ, milestones that count otherwise."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.evaluation.classes import BIT, Classified
from huaian_tui.domain.evaluation.comparing import (
    NOT_COUNTED,
    class_word,
    differing_milestones,
    marks_of,
    rows_beside,
)
from huaian_tui.domain.evaluation.figures import Evaluation, EvaluationRow, Figures, Role
from huaian_tui.domain.evaluation.measures import BY_KEY

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def row(key: str, role: Role | None = "lead", due: int = 0) -> EvaluationRow:
    return EvaluationRow(key, f"市{key}局", role, Figures(due=due))


def of(*rows: EvaluationRow) -> Evaluation:
    return Evaluation(date(2026, 11, 30), YEAR, "unit", rows)


def test_figures_of_nothing_count_nothing() -> None:
    empty = Figures()
    counts = [getattr(empty, one.name) for one in fields(Figures) if one.name != "by_original"]
    assert not any(counts)
    assert not any(getattr(empty.by_original, one.name) for one in fields(empty.by_original))


def test_rows_of_both_stand_in_the_order_of_now_and_those_of_then_alone_last() -> None:
    then = of(row("甲", due=1), row("乙"), row("甲", "support"))
    now = of(row("丙"), row("甲", due=2), row("乙"))
    found = rows_beside(then, now)
    assert [(one.key, one.role, one.then is None, one.now is None) for one in found] == [
        ("丙", "lead", True, False),
        ("甲", "lead", False, False),
        ("乙", "lead", False, False),
        ("甲", "support", False, True),
    ]
    due = {key: (before, after) for key, before, after in found[1].differing()}["due"]
    assert due == (1, 2)
    assert list(found[2].differing()) == []
    assert all(before is None for _, before, _ in found[0].differing())
    gone = list(found[3].differing())
    assert gone and all(after is None for _, _, after in gone)


def test_milestones_that_count_otherwise_are_named_and_days_apart_do_not_tell() -> None:
    due, overdue = Classified(BIT["due"]), Classified(BIT["due"] | BIT["overdue"], overdue_days=3)
    then = {"1": due, "2": overdue, "3": due, "4": Classified(0)}
    now = {"1": overdue, "2": overdue._replace(overdue_days=9), "5": due._replace(extended=1)}
    assert differing_milestones(then, now) == {
        "1": (due, overdue),
        "5": (None, now["5"]),
        "3": (due, None),
    }
    moved = {"1": due._replace(extended=1, extended_days=3)}
    longer = {"1": due._replace(extended=1, extended_days=4)}
    assert list(differing_milestones(moved, longer)) == ["1"]


def test_a_milestone_is_told_in_one_word() -> None:
    late = Classified(BIT["due"] | BIT["late"])
    assert marks_of(late) == ["due", "late"] and marks_of(None) == []
    assert class_word(late) == BY_KEY["late"].name
    assert class_word(None) == class_word(Classified(BIT["due"])) == NOT_COUNTED == "不在其内"
