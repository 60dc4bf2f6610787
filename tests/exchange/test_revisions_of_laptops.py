"""One plan revised on two laptops: the same revision is one, different ones are conflicts a task."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from support.exchange import NOON, Laptop
from support.revised_plans import REVISED, new_plan, numbers, preview_here, shown, table, with_row

from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.services.plan_revision.accepting import revise_plan
from huaian_tui.services.plan_revision.taking_back import last_revision, take_back_revision
from huaian_tui.services.tasks import TaskChange, set_task
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.queries.notes import find_notes
from huaian_tui.store.queries.revisions import revisions_of_plan
from huaian_tui.store.queries.tasks import read_task

TODAY = NOON.date()
Both = tuple[Laptop, Laptop, str]


@pytest.fixture
def both(seeded_file: Path, tmp_path: Path) -> Both:
    """Two laptops with one plan."""
    first, second = (Laptop(seeded_file, tmp_path, name) for name in ("张三", "乙"))
    plan: str = first.do(lambda ledger: new_plan(ledger, TODAY))
    second.take(first.export())
    return first, second, plan


def revise(laptop: Laptop, plan: str, rows: list[str], days: int = 0) -> None:
    """Accept these rows on a laptop, some days later."""
    laptop.moment += timedelta(days=days)

    def accept(ledger: Ledger) -> None:
        revise_plan(ledger, preview_here(ledger, plan, table(rows)), TODAY + timedelta(days=days))

    laptop.do(accept)


def meet(first: Laptop, second: Laptop) -> None:
    """Both take what the other has."""
    mine, theirs = first.export(), second.export()
    first.take(theirs)
    second.take(mine)


def disputed(laptop: Laptop, plan: str) -> list[str]:
    """The printed numbers of tasks in conflict."""
    with laptop.reading() as connection:
        rows = connection.execute(
            "SELECT printed FROM task WHERE plan = ? AND instr(heads, ',') > 0", (plan,)
        )
        return sorted(printed for (printed,) in rows)


def test_the_same_revision_on_two_laptops_is_one(both: Both) -> None:
    first, second, plan = both
    revise(first, plan, REVISED)
    revise(second, plan, REVISED, days=2)
    meet(first, second)
    for laptop in (first, second):
        with laptop.reading() as connection:
            assert len(revisions_of_plan(connection, plan)) == 2, "that and the first text"
            assert connection.execute(
                "SELECT instr(heads, ',') FROM plan WHERE id = ?", (plan,)
            ).fetchone() == (0,)
        assert disputed(laptop, plan) == []
        assert not check_ledger(laptop.path).problems
    assert first.projections() == second.projections()


def test_it_is_taken_back_for_both(both: Both) -> None:
    first, second, plan = both
    with first.reading() as connection:
        before = shown(connection, plan)
    revise(first, plan, REVISED)
    revise(second, plan, REVISED)
    meet(first, second)
    first.do(lambda ledger: take_back_revision(ledger, last_revision(ledger.connection, plan), "看错", TODAY))
    second.take(first.export())
    for laptop in (first, second):
        with laptop.reading() as connection:
            assert shown(connection, plan) == before
        assert not check_ledger(laptop.path).problems


def test_different_revisions_are_conflicts_a_task_and_settled_as_such(both: Both) -> None:
    first, second, plan = both
    revise(first, plan, with_row(0, "1\t制度\t制定公共数据登记管理实施办法。\t市数据局\t市司法局\t6月底前"))
    revise(second, plan, with_row(0, "1\t制度\t制定公共数据登记管理暂行规定。\t市数据局\t市司法局\t6月底前"))
    meet(first, second)
    assert disputed(first, plan) == disputed(second, plan) == ["1"]

    def settle(ledger: Ledger) -> None:
        number = numbers(ledger.connection, plan)["1"]
        versions = read_task(ledger.connection, TODAY, number).versions
        assert sorted(one.text for one in versions) == [
            "制定公共数据登记管理实施办法。",
            "制定公共数据登记管理暂行规定。",
        ]
        set_task(ledger, number, TaskChange(text=versions[0].text), "核对印发稿", TODAY)

    first.do(settle)
    second.take(first.export())
    assert disputed(first, plan) == disputed(second, plan) == []


def test_a_note_that_arrives_on_a_task_that_ended_stays_readable(both: Both) -> None:
    first, second, plan = both
    with first.reading() as connection:
        number = numbers(connection, plan)["2"]
    revise(first, plan, REVISED)
    second.do(lambda ledger: add_note(ledger, NoteDraft(number, "现场查看", TODAY, ("市司法局",)), TODAY))
    meet(first, second)
    for laptop in (first, second):
        with laptop.reading() as connection:
            assert len(find_notes(connection, task_no=number)) == 1
            page = read_task(connection, TODAY, number)
            assert page.ended_on is not None and page.events
