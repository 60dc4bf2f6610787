"""Plans on several laptops: tasks entered, written anew, ended, written about; packs in any order."""

from __future__ import annotations

import json
import random
import tempfile
from contextlib import closing, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from exchange.test_laptops import BOUNDED, Office, own_records_only
from hypothesis import given
from hypothesis import strategies as st
from support.exchange import NOON, Laptop, forged, record

from huaian_tui.domain.errors import HuaianError
from huaian_tui.services.closing import Closing, close_plan
from huaian_tui.services.decisions import Completion, complete_milestone, set_milestone
from huaian_tui.services.horizon import extend_plan
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.services.plans import PlanDraft, add_plan, change_plan, reopen_plan
from huaian_tui.services.tasks import NewMilestone, TaskChange, TaskDraft, add_tasks, end_task, set_task
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.notes import find_notes, read_notes
from huaian_tui.store.queries.overview import count_lights
from huaian_tui.store.queries.plans import list_plans
from huaian_tui.store.queries.task_refs import find_plan, find_task, read_refs
from huaian_tui.store.queries.tasks import read_task, read_tasks
from huaian_tui.store.queries.waiting_records import list_waiting_records
from huaian_tui.store.search.find_names import search_names
from huaian_tui.store.search.search_terms import SearchQuery

TODAY = date(2026, 11, 22)
UNITS = ("市财政局", "市发改委", "市教育局", "市数据局")
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(("work", "work", "work", "work", "give", "alone", "tick", "repeat")),
        st.integers(0, 4),
        st.integers(0, 59),
    ),
    min_size=15,
    max_size=40,
)


def plan_draft(code: str) -> PlanDraft:
    return PlanDraft(f"方案{code}", code, code, date(2026, 1, 1), date(2026, 12, 31), basis="文件")


def task_draft(number: str, what: int) -> TaskDraft:
    return TaskDraft(
        number,
        f"任务{what}",
        (UNITS[what % 4],),
        (UNITS[(what + 1) % 4],),
        milestones=(
            NewMilestone(TODAY + timedelta(days=what)),
            NewMilestone(date(2026, 1, 1), every="quarter"),
        ),
    )


def work(laptop: Laptop, what: int) -> None:
    """One of the things officers do with plans; all on the same few tasks, so that they collide."""

    def do(ledger: Ledger) -> Any:
        plans = [one.id for one in list_plans(ledger.connection, TODAY) if one.code in ("AA", "BB")]
        if not plans or what % 10 == 0:
            return add_plan(ledger, plan_draft("AB"[what // 10 % 2] * 2))
        plan = plans[what // 10 % len(plans)]
        rows = ledger.connection.execute("SELECT no FROM task WHERE plan = ? ORDER BY no", (plan,)).fetchall()
        known = [number for (number,) in rows]
        if not known or what % 10 == 1:
            return add_tasks(ledger, plan, [task_draft(str(1 + what // 10 % 3), what)])
        task = known[what // 3 % len(known)]
        milestones = ledger.connection.execute(
            "SELECT id FROM milestone WHERE task_no = ? ORDER BY id", (task,)
        ).fetchall()
        actions = (
            lambda: set_task(ledger, task, TaskChange(text=f"改{what % 5}", lead=(UNITS[what % 4],)), "会议"),
            lambda: end_task(ledger, task, f"并入{what % 2}", TODAY, TODAY),
            lambda: add_note(ledger, NoteDraft(task, f"进展{what}", TODAY), TODAY),
            lambda: set_milestone(ledger, task, f"节点{what}", TODAY + timedelta(days=what), "交办"),
            lambda: complete_milestone(ledger, milestones[0][0], Completion(TODAY, "验收"), TODAY),
            lambda: extend_plan(ledger, plan, date(2027, 3, 31) + timedelta(days=90 * (what % 3)), "会议"),
            lambda: close_plan(ledger, plan, TODAY, "收官会", TODAY, Closing({}, "不再办")),
            lambda: reopen_plan(ledger, plan, TODAY, "批示", TODAY),
        )
        return actions[what % len(actions)]()

    # Refused here and there (closed, ended, not there yet): as in life.
    with suppress(HuaianError, IndexError):
        laptop.do(do)


class PlanOffice(Office):
    """An office whose people work on plans."""

    def happen(self, event: tuple[str, int, int]) -> None:
        name, who, how = event
        laptop = self.laptops[who % len(self.laptops)]
        if name == "work":
            work(laptop, how)
        elif name == "alone" and laptop.heads():  # without the plans that its records are about
            with suppress(TypeError, IndexError):  # it has written nothing itself
                pack = own_records_only(laptop, laptop.folder / f"alone-{len(self.packs)}")
                self.packs.append(pack)
                self.take(self.laptops[how % len(self.laptops)], pack)
        else:
            super().happen(event)


@pytest.mark.slow
@BOUNDED
@given(EVENTS, st.integers(0, 1000))
def test_laptops_end_equal_whatever_they_did_with_plans(
    seeded_file: Path, events: list[tuple[str, int, int]], order: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        office = PlanOffice(seeded_file, Path(folder), [0, 0, 0, 0, 0])
        for place in range(4):
            work(office.laptops[place % 3], (0, 1, 10, 11)[place])
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
        tasks = read_tasks(connection, TODAY, find_tasks(connection, TODAY, TaskFilter()))
        plans = [one._replace(current=False) for one in list_plans(connection, TODAY)]
        return [(one.named.id, one.text, one.light) for one in tasks], plans


def made_task(laptop: Laptop) -> int:
    plan = laptop.do(lambda ledger: add_plan(ledger, plan_draft("AA")))
    return int(laptop.do(lambda ledger: add_tasks(ledger, plan, [task_draft("1", 3)]))[0])


def test_records_wait_for_their_plan_and_take_their_place_when_it_comes(
    seeded_file: Path, tmp_path: Path
) -> None:
    maker, second, third = (Laptop(seeded_file, tmp_path, f"officer-{place}") for place in range(3))
    task = made_task(maker)
    with_plan = maker.export()
    second.take(with_plan)
    second.do(lambda ledger: add_note(ledger, NoteDraft(task, "已看", TODAY, follow_up=TODAY), TODAY))
    second.do(lambda ledger: set_milestone(ledger, task, "验收", date(2026, 10, 1), "交办"))
    result = third.take(own_records_only(second, tmp_path / "包"))
    assert (result.new, result.waiting) == (2, 2)
    with third.reading() as connection:
        waiting = list_waiting_records(connection)
        notes = read_notes(connection, find_notes(connection))
        assert find_tasks(connection, TODAY, TaskFilter(text="任务3")) == []
    assert [(one.task_no, one.records, one.officers) for one in waiting] == [(task, 2, ("officer-1",))]
    assert [one.named.told for one in notes] == ["等待方案"]
    assert third.projections() == third.projections(rebuilt=True)
    assert third.take(with_plan).waiting == 0
    with third.reading() as connection:
        assert list_waiting_records(connection) == []
        assert [one.named.told for one in read_notes(connection, find_notes(connection))] == ["AA第1项"]
    assert third.everything() == second.everything()
    assert third.projections() == third.projections(rebuilt=True)


def test_tasks_wait_for_their_plan_and_stand_nowhere_before_it(seeded_file: Path, tmp_path: Path) -> None:
    maker, second, third = (
        Laptop(seeded_file, tmp_path, f"officer-{place}", NOON - timedelta(days=9)) for place in range(3)
    )
    plan = maker.do(lambda ledger: add_plan(ledger, plan_draft("AA")))
    with_plan = maker.export()
    second.moment = third.moment = NOON - timedelta(days=5)
    second.take(with_plan)
    (task,) = second.do(lambda ledger: add_tasks(ledger, plan, [task_draft("1", 3)]))
    second.do(lambda ledger: add_note(ledger, NoteDraft(task, "已看", TODAY), TODAY))
    before = everything_listed(third)
    third.moment = NOON
    assert third.take(own_records_only(second, tmp_path / "包")).waiting == 2
    assert everything_listed(third) == before
    assert third.projections() == third.projections(rebuilt=True)
    third.do(lambda ledger: set_milestone(ledger, 3, "别的", TODAY, "交办"))
    assert third.take(with_plan).waiting == 0
    assert everything_listed(third)[0] == [*before[0], task]
    assert third.projections() == third.projections(rebuilt=True)
    assert check_ledger(third.path).problems == ()
    for days, listed in ((6, False), (5, True), (1, True)):
        for laptop in (second, third):
            with closing(open_reader_as_of(laptop.path, TODAY - timedelta(days=days))) as connection:
                assert (task in find_tasks(connection, TODAY, TaskFilter())) is listed
    second.moment = NOON
    second.take(third.export())
    assert second.everything() == third.everything()


def everything_listed(laptop: Laptop) -> Any:
    """The tasks that lists have, what is counted of them, and what a search for one finds."""
    with laptop.reading() as connection:
        return (
            find_tasks(connection, TODAY, TaskFilter()),
            find_tasks(connection, TODAY, TaskFilter(text="任务3")),
            count_lights(connection, TODAY),
            [hit.key for hit in search_names(connection, TODAY, SearchQuery("任务3"))],
        )


def test_a_number_belongs_to_the_plan_in_which_it_was_first_set(seeded_file: Path, tmp_path: Path) -> None:
    ours = Laptop(seeded_file, tmp_path, "officer")
    task = made_task(ours)
    with ours.reading() as connection:
        (body,) = connection.execute(
            "SELECT body FROM record WHERE task_no = ? AND kind = 'task_set'", (task,)
        ).fetchone()
    told = json.loads(body) | {"text": "冒名"}
    other = {"plan": "别的方案", "code": "AA", "short": "别", "title": "别的方案"}
    pack = forged(
        tmp_path / "包",
        record(1, other, kind="plan_set", plan="别的方案", task_no=None, occurred_on=None),
        record(2, told, kind="task_set", plan="别的方案", task_no=task, occurred_on=None),
    )
    ours.take(pack)
    with ours.reading() as connection:
        assert read_task(connection, TODAY, task).task.text == "任务3"
        with pytest.raises(HuaianError, match="可指多个方案") as refused:
            find_task(connection, "AA/1")
        with pytest.raises(HuaianError, match="可指多个方案") as refused:
            find_plan(connection, "AA")
    assert "《别的方案》（别，编号 别的方案）" in str(refused.value)
    ours.do(lambda ledger: set_task(ledger, task, TaskChange(text="改后"), "会议"))
    ours.do(lambda ledger: change_plan(ledger, "别的方案", {"code": "CC"}, "两地同号"))
    with ours.reading() as connection:
        assert read_task(connection, TODAY, task).task.text == "改后"
        assert find_plan(connection, "CC") == "别的方案"
    assert ours.projections() == ours.projections(rebuilt=True)


def test_a_day_before_a_revision_shows_the_old_text_and_units(seeded_file: Path, tmp_path: Path) -> None:
    laptop = Laptop(seeded_file, tmp_path, "officer", NOON - timedelta(days=5))
    task = made_task(laptop)
    laptop.moment = NOON
    change = TaskChange(number="2", text="改后", lead=("市教育局",))
    laptop.do(lambda ledger: set_task(ledger, task, change, "会议"))
    laptop.moment = NOON + timedelta(days=3)
    laptop.do(lambda ledger: end_task(ledger, task, "并入", TODAY, TODAY))
    seen = []
    for days in (-6, -5, -1, 0, 2, 3):
        with closing(open_reader_as_of(laptop.path, TODAY + timedelta(days=days))) as connection:
            if not connection.execute("SELECT 1 FROM task WHERE no = ?", (task,)).fetchone():
                seen.append(None)
                continue
            detail = read_task(connection, TODAY, task)
            listed = task in find_tasks(connection, TODAY, TaskFilter())
            seen.append((detail.task.named.label, detail.task.text, detail.task.lead, listed))
    old, new = ("AA/1", "任务3", ("市数据局",)), ("AA/2", "改后", ("市教育局",))
    assert seen == [None, (*old, True), (*old, True), (*new, True), (*new, True), (*new, False)]


def test_a_task_written_apart_is_a_conflict_until_it_is_written_again(
    seeded_file: Path, tmp_path: Path
) -> None:
    first, second = (Laptop(seeded_file, tmp_path, f"officer-{place}") for place in range(2))
    task = made_task(first)
    second.take(first.export())
    for laptop, text in ((first, "甲"), (second, "乙")):
        laptop.do(lambda ledger, text=text: set_task(ledger, task, TaskChange(text=text), "会议"))
    second.take(first.export())
    first.take(second.export())
    for laptop in (first, second):
        with laptop.reading() as connection:
            assert sorted(one.text for one in read_task(connection, TODAY, task).versions) == ["乙", "甲"]
    second.do(lambda ledger: set_task(ledger, task, TaskChange(text="甲"), "会商"))
    first.take(second.export())
    with first.reading() as connection:
        detail = read_task(connection, TODAY, task)
        assert (detail.versions, detail.task.text) == ((), "甲")
        assert find_task(connection, "AA/1") == task == find_task(connection, detail.task.named.id)
        assert read_refs(connection, [task])[task].label == "AA/1"


def test_the_same_plan_and_change_entered_twice_are_one(seeded_file: Path, tmp_path: Path) -> None:
    first, second = (Laptop(seeded_file, tmp_path, f"officer-{place}") for place in range(2))
    tasks = [made_task(laptop) for laptop in (first, second)]
    assert tasks[0] == tasks[1]
    for laptop in (first, second):
        laptop.do(lambda ledger: set_task(ledger, tasks[0], TaskChange(text="同"), "会议"))
    first.take(second.export())
    with first.reading() as connection:
        assert [one.code for one in list_plans(connection, TODAY)] == ["SJ", "JB", "AA"]
