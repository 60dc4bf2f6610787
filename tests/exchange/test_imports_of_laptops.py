"""Imports on several laptops: the same reading is one plan, withdrawals and writings in any order."""

from __future__ import annotations

import random
import tempfile
from contextlib import closing, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from exchange.test_laptops import BOUNDED, Office
from hypothesis import given
from hypothesis import strategies as st
from support.exchange import NOON, Laptop, forged, record
from support.plan_imports import SURE, imported

from huaian_tui.domain.errors import HuaianError
from huaian_tui.exchange.packs.pack_format import PackRefused
from huaian_tui.services.decisions import set_milestone
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.services.plan_import.choices import forget_choice
from huaian_tui.services.plan_import.decisions import Decisions
from huaian_tui.services.plan_import.withdrawing import take_up_plan, withdraw_plan
from huaian_tui.services.plans import change_plan
from huaian_tui.services.tasks import TaskChange, set_task
from huaian_tui.services.undo import undo
from huaian_tui.services.units import UnitChange, set_unit
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.overview import count_lights
from huaian_tui.store.queries.plan_imports import kept_choices
from huaian_tui.store.queries.plans import list_plans, withdrawn_plans
from huaian_tui.store.queries.waiting_records import list_waiting_records
from huaian_tui.store.search.find_names import search_names
from huaian_tui.store.search.find_records import search_records
from huaian_tui.store.search.search_terms import SearchQuery

TODAY = date(2026, 11, 22)
TEXTS = (SURE, SURE.replace("50处", "60处"), SURE.replace("水环境", "大气").replace("市财政局", "市大数据局"))
CODES = ("SH", "SX", "DQ")
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(("work", "work", "work", "work", "work", "give", "give", "tick", "repeat")),
        st.integers(0, 4),
        st.integers(0, 59),
    ),
    min_size=15,
    max_size=40,
)


def plan_ids(ledger: Ledger) -> list[str]:
    rows = ledger.connection.execute("SELECT id FROM plan WHERE file_sha256 NOTNULL ORDER BY id")
    return [plan for (plan,) in rows]


def work(laptop: Laptop, what: int) -> None:
    """One of the things officers do with imported plans; all on the same few, so that they collide."""

    def do(ledger: Ledger) -> Any:
        plans, which = plan_ids(ledger), what // 10 % 3
        if not plans or what % 10 in (0, 1):
            meant = ("市数据局", "new")[what // 10 % 2]
            decisions = Decisions(code=CODES[which], answers={"new_unit": meant})
            return imported(ledger, TEXTS[which], TODAY, decisions)
        plan = plans[what // 10 % len(plans)]
        rows = ledger.connection.execute("SELECT no FROM task WHERE plan = ? ORDER BY place", (plan,))
        tasks = [number for (number,) in rows]
        gone = withdrawn_plans(ledger.connection)
        actions = (
            lambda: withdraw_plan(ledger, plan, f"读错{what % 2}", TODAY),
            lambda: withdraw_plan(ledger, plan, "读错", TODAY),
            lambda: take_up_plan(ledger, gone[what % len(gone)].id, "还要", TODAY),
            lambda: add_note(ledger, NoteDraft(tasks[what % 3], f"进展{what}", TODAY), TODAY),
            lambda: set_milestone(ledger, tasks[0], f"节点{what}", TODAY + timedelta(days=what), "交办"),
            lambda: set_task(ledger, tasks[1], TaskChange(text=f"改{what % 3}"), "会议"),
            lambda: change_plan(ledger, plan, {"stage": f"第{what % 2}稿"}, "发文"),
            lambda: set_unit(ledger, "县级河长办公室", UnitChange(note=f"注{what % 2}", basis="整理")),
            lambda: forget_choice(ledger, kept_choices(ledger.connection)[0].text),
        )
        return actions[what % len(actions)]()

    # Refused here and there (written about, not there): as in life.
    with suppress(HuaianError, IndexError, ZeroDivisionError):
        laptop.do(do)


class ImportOffice(Office):
    """An office whose people import plans."""

    def happen(self, event: tuple[str, int, int]) -> None:
        name, who, how = event
        if name == "work":
            work(self.laptops[who % len(self.laptops)], how)
        else:
            super().happen(event)


@pytest.mark.slow
@BOUNDED
@given(EVENTS, st.integers(0, 1000), st.integers(3, 5))
def test_laptops_end_equal_whatever_they_imported_and_withdrew(
    seeded_file: Path, events: list[tuple[str, int, int]], order: int, laptops: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        office = ImportOffice(seeded_file, Path(folder), [0] * laptops)
        for place in range(3):
            work(office.laptops[place], (0, 10, 20, 0)[place])
        for event in events:
            office.happen(event)
        office.settle_up(random.Random(order))
        everything, said = office.laptops[0].everything(), answers(office.laptops[0])
        for laptop in office.laptops:
            assert laptop.everything() == everything
            assert answers(laptop) == said
            assert laptop.projections(rebuilt=True) == laptop.projections()
        assert {"plan_set", "task_set"} <= {one[5] for one in everything[0]}
        assert check_ledger(office.laptops[0].path).problems == ()


def answers(laptop: Laptop) -> Any:
    """What lists say; which plan is current, each laptop decides."""
    with laptop.reading() as connection:
        plans = [one._replace(current=False) for one in list_plans(connection, TODAY)]
        return find_tasks(connection, TODAY, TaskFilter()), plans, withdrawn_plans(connection)


# ---------------------------------------------------------------------- one by one


def listed(laptop: Laptop, day: date | None = None) -> Any:
    """All lists, searches and counts of a day."""
    with closing(open_reader_as_of(laptop.path, day)) as connection:
        at = day or TODAY
        found = search_names(connection, at, SearchQuery("黑臭水体"))
        recorded = search_records(connection, SearchQuery("黑臭水体"), at).hits
        return (
            find_tasks(connection, at, TaskFilter()),
            [one.code for one in list_plans(connection, at)],
            count_lights(connection, at),
            len(found),
            len(recorded),
            connection.execute("SELECT count(*) FROM unit").fetchone()[0],
        )


def test_the_same_file_accepted_on_two_laptops_is_one_plan(seeded_file: Path, tmp_path: Path) -> None:
    first, second = (Laptop(seeded_file, tmp_path, name) for name in "甲乙")
    made = [laptop.do(lambda ledger: imported(ledger, SURE, TODAY)) for laptop in (first, second)]
    assert made[0].plan == made[1].plan
    second.take(first.export())
    first.take(second.export())
    assert first.everything() == second.everything()
    with first.reading() as connection:
        assert [one.code for one in list_plans(connection, TODAY)] == ["SJ", "JB", "SH"]
        count = "SELECT count(*) FROM task WHERE plan = ?"
        assert connection.execute(count, (made[0].plan,)).fetchone() == (3,)
        conflicts = "SELECT count(*) FROM {} WHERE instr(heads, ',')"
        for table in ("plan", "task", "unit"):
            assert connection.execute(conflicts.format(table)).fetchone() == (0,)


def test_as_of_days_between_a_withdrawn_plan_stands(seeded_file: Path, tmp_path: Path) -> None:
    laptop = Laptop(seeded_file, tmp_path, "甲", NOON - timedelta(days=9))
    bare = listed(laptop)
    made = laptop.do(lambda ledger: imported(ledger, SURE, TODAY))
    entered = listed(laptop)
    assert entered != bare
    laptop.moment = NOON - timedelta(days=5)
    laptop.do(lambda ledger: withdraw_plan(ledger, made.plan, "读错", TODAY))
    assert listed(laptop) == bare
    laptop.moment = NOON - timedelta(days=2)
    laptop.do(lambda ledger: take_up_plan(ledger, made.plan, "还要", TODAY))
    assert listed(laptop) == entered
    day = NOON.date()
    for days, stands in ((12, False), (8, True), (6, True), (5, False), (3, False), (2, True), (1, True)):
        codes = listed(laptop, day - timedelta(days=days))[1]
        tasks = listed(laptop, day - timedelta(days=days))[0]
        assert ("SH" in codes) is stands, days
        assert (len(tasks) == 63) is stands, days
    assert laptop.projections() == laptop.projections(rebuilt=True)
    assert check_ledger(laptop.path).problems == ()


def test_what_a_colleague_wrote_meanwhile_waits_and_comes_back(seeded_file: Path, tmp_path: Path) -> None:
    first, second = (Laptop(seeded_file, tmp_path, name) for name in "甲乙")
    made = first.do(lambda ledger: imported(ledger, SURE, TODAY))
    second.take(first.export())
    first.do(lambda ledger: withdraw_plan(ledger, made.plan, "读错", TODAY))

    def write(ledger: Ledger) -> None:
        (task,) = ledger.connection.execute(
            "SELECT no FROM task WHERE plan = ? AND printed = '1'", (made.plan,)
        ).fetchone()
        add_note(ledger, NoteDraft(task, "已看现场", TODAY), TODAY)
        set_milestone(ledger, task, "验收", TODAY, "交办")

    second.do(write)
    first.take(second.export())
    second.take(first.export())
    assert first.everything() == second.everything()
    with first.reading() as connection:
        waiting = list_waiting_records(connection)
        assert [(one.plan, one.records, one.officers) for one in waiting] == [(made.plan, 2, ("乙",))]
    second.do(lambda ledger: take_up_plan(ledger, made.plan, "还要", TODAY))
    with second.reading() as connection:
        assert list_waiting_records(connection) == []
        titles = connection.execute("SELECT title FROM milestone WHERE title = '验收'").fetchall()
        assert titles == [("验收",)]
    assert second.projections() == second.projections(rebuilt=True)
    assert check_ledger(second.path).problems == ()


def test_choices_travel_and_are_forgotten_for_all(seeded_file: Path, tmp_path: Path) -> None:
    first, second = (Laptop(seeded_file, tmp_path, name) for name in "甲乙")
    decisions = Decisions(answers={"new_unit": "市数据局"})
    first.do(lambda ledger: imported(ledger, TEXTS[2], TODAY, decisions))
    second.take(first.export())
    assert [one.text for one in second.do(lambda ledger: kept_choices(ledger.connection))] == ["市大数据局"]
    second.do(lambda ledger: forget_choice(ledger, "市大数据局"))
    first.take(second.export())
    assert first.do(lambda ledger: kept_choices(ledger.connection)) == []


def test_an_undo_of_the_withdrawal_brings_the_plan_back(seeded_file: Path, tmp_path: Path) -> None:
    laptop = Laptop(seeded_file, tmp_path, "甲")
    made = laptop.do(lambda ledger: imported(ledger, SURE, TODAY))
    entered = listed(laptop)

    def there_and_back(ledger: Ledger) -> None:
        ledger.written.clear()
        withdraw_plan(ledger, made.plan, "读错", TODAY)
        undo(ledger, list(ledger.written), "还要", TODAY)

    laptop.do(there_and_back)
    assert listed(laptop) == entered
    assert check_ledger(laptop.path).problems == ()


def test_a_pack_cannot_withdraw_the_plans_of_every_ledger(seeded_file: Path, tmp_path: Path) -> None:
    laptop = Laptop(seeded_file, tmp_path, "甲")
    for plan in ("huaian-data-2024", "richang-jiaoban"):
        body = {"plan": plan, "basis": "恶意", "withdrawn": True}
        line = record(1, body, kind="plan_close", plan=plan, occurred_on="2026-11-20", task_no=None)
        with pytest.raises(PackRefused, match="不能撤回"):
            laptop.take(forged(tmp_path / f"{plan}.jsonl.gz", line))
    assert [one for one in listed(laptop)[1]] == ["SJ", "JB"]
