"""Taking back what says a plan, a task, a unit, a tie or a setting anew: all is as it was before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.prepared import Prepared, at_nine, prepared

from huaian_tui.domain.errors import HuaianError
from huaian_tui.exchange.merging.body_check import check_body
from huaian_tui.ledger.kinds.registry import tables
from huaian_tui.services.closing import Carry, Closing, close_plan
from huaian_tui.services.contacts import ContactEntry, set_contact
from huaian_tui.services.decisions import cancel_milestone, set_milestone
from huaian_tui.services.horizon import extend_plan
from huaian_tui.services.matters import MatterDraft, Source, add_matters, set_source, tie_tasks, untie_tasks
from huaian_tui.services.notes import NoteDraft, add_note, retract_note
from huaian_tui.services.plans import PlanDraft, add_plan, change_plan, reopen_plan, set_current_plan
from huaian_tui.services.settings import change_setting
from huaian_tui.services.tasks import NewMilestone, TaskChange, TaskDraft, add_tasks, end_task, set_task
from huaian_tui.services.undo import undo, undo_of
from huaian_tui.services.units import Renaming, UnitChange, add_unit, merge_units, rename_unit, set_unit
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import open_reader_as_of
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.records import read_record
from huaian_tui.store.queries.matters import list_matters
from huaian_tui.store.queries.plans import list_plans
from huaian_tui.store.queries.task_refs import find_task, read_current_plan, withdrawn_named
from huaian_tui.store.queries.time_line import of_task

TODAY = date(2026, 11, 22)
SAID = Source("批示", date(2026, 11, 20), "关于数据的批示", "分管副市长")
UNIT = "市财政局"


def plan_of(ledger: Ledger, code: str) -> str:
    return str(ledger.connection.execute("SELECT id FROM plan WHERE code = ?", (code,)).fetchone()[0])


def task(ledger: Ledger, named: str) -> int:
    return find_task(ledger.connection, named)


def enter_plans_and_a_matter(path: Path) -> None:
    with at_nine(path) as ledger:
        enter(ledger)


def enter(ledger: Ledger) -> None:
    for code in ("AA", "BB"):
        draft = PlanDraft(f"方案{code}", code, code, date(2026, 1, 1), date(2026, 12, 31), basis="文件")
        plan = add_plan(ledger, draft)
        often = NewMilestone(date(2026, 3, 31), every="quarter")
        one = TaskDraft("1", "甲", (UNIT,), ("市数据局",), milestones=(often,))
        two = TaskDraft("2", "乙", (UNIT,), milestones=(NewMilestone(date(2026, 12, 1)),))
        add_tasks(ledger, plan, [one, two])
    add_matters(ledger, [MatterDraft("办一件事", (UNIT,), SAID, due=date(2026, 12, 31))], TODAY)
    tie_tasks(ledger, task(ledger, "JB/2026-1"), [task(ledger, "AA/1")])


@pytest.fixture(scope="module")
def entered(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Two plans with tasks, one of which recurs; a matter, which is tied."""
    return prepared(tmp_path_factory.mktemp("entered"), seeded_file, enter_plans_and_a_matter)


@pytest.fixture
def office(entered: Prepared, ledger_path: Path, data_home: Path, clock: Any) -> Iterator[Ledger]:
    """A writer on such a ledger of the test's own."""
    entered.copied_to(ledger_path, data_home)
    with Ledger(ledger_path, "张三", clock) as ledger:
        yield ledger


def rows(ledger: Ledger) -> dict[str, list[Any]]:
    """All that follows from the records, but for which of them was the last, and for what was withdrawn."""
    return {
        table.name: sorted(
            ledger.connection.execute(f"SELECT {', '.join(columns)} FROM {table.name}").fetchall(), key=repr
        )
        for table in tables()
        if table.name != "plan_withdrawn"
        if (columns := [one for one in table.columns if one != "heads" and (table.name, one) not in _OWN])
    }


_OWN = {("setting", "id"), ("matter", "made")}


def closed(ledger: Ledger) -> None:
    plan, to = plan_of(ledger, "AA"), task(ledger, "BB/2")
    first, *others = nodes(ledger, plan)
    how = Closing({}, "不再办", nodes={first: Carry(to)}, completed={others[0]: TODAY})
    close_plan(ledger, plan, TODAY, "收官会", TODAY, how)


def nodes(ledger: Ledger, plan: str) -> list[str]:
    return [
        identity
        for (identity,) in ledger.connection.execute(
            "SELECT m.id FROM milestone AS m JOIN task AS t ON t.no = m.task_no "
            "WHERE t.plan = ? ORDER BY m.due",
            (plan,),
        )
    ]


PREPARED: dict[str, Callable[[Ledger], object]] = {
    "close": lambda one: set_current_plan(one, plan_of(one, "AA")),
    "reopen": closed,
    "task taken up again": lambda one: end_task(one, task(one, "AA/2"), "并入", TODAY, TODAY),
    "stands": lambda one: merge_units(one, ["市数据局"], UNIT, date(2026, 7, 1), "改革"),
    "current plan": lambda one: set_current_plan(one, plan_of(one, "AA")),
    "setting": lambda one: change_setting(one, "officer", "甲"),
}
"""What comes before the action that is taken back."""


ACTIONS: dict[str, Callable[[Ledger], object]] = {
    "new matter": lambda one: add_matters(one, [MatterDraft("另一件", (UNIT,), SAID)], TODAY),
    "new matter with tie": lambda one: add_matters(
        one, [MatterDraft("另一件", (UNIT,), SAID, ties=(task(one, "AA/2"), task(one, "3")))], TODAY
    ),
    "new tasks": lambda one: add_tasks(
        one, plan_of(one, "AA"), [TaskDraft("3", "丙", (UNIT,)), TaskDraft("", "丁", (UNIT,))]
    ),
    "task of the shipped plan changed": lambda one: set_task(
        one, 5, TaskChange(text="改写", lead=("市数据局",)), "会议"
    ),
    "number changed": lambda one: set_task(one, task(one, "AA/2"), TaskChange(number="9"), "会议"),
    "source changed": lambda one: set_source(
        one, task(one, "JB/2026-1"), Source("来文", date(2026, 11, 1)), "核对", TODAY
    ),
    "task ended": lambda one: end_task(one, task(one, "AA/1"), "并入", TODAY, TODAY),
    "task taken up again": lambda one: set_task(
        one, task(one, "AA/2"), TaskChange(text="还办"), "会议", TODAY
    ),
    "tie": lambda one: tie_tasks(one, task(one, "JB/2026-1"), [task(one, "BB/1"), 7]),
    "untie": lambda one: untie_tasks(one, task(one, "AA/1"), [task(one, "JB/2026-1")]),
    "new plan": lambda one: add_plan(one, PlanDraft("方案CC", "CC", "CC")),
    "plan changed": lambda one: change_plan(one, plan_of(one, "AA"), {"code": "AC", "title": "改名"}, "印发"),
    "extension": lambda one: extend_plan(one, plan_of(one, "AA"), date(2027, 12, 31), "会议"),
    "close": closed,
    "reopen": lambda one: reopen_plan(one, plan_of(one, "AA"), TODAY, "批示", TODAY),
    "current plan": lambda one: set_current_plan(one, plan_of(one, "BB")),
    "setting": lambda one: change_setting(one, "officer", "乙"),
    "new unit": lambda one: add_unit(one, "市新局", UnitChange(full_name="淮安市新局")),
    "rename": lambda one: rename_unit(
        one, "市数据局", Renaming("市数管局", "淮安市数据管理局", date(2026, 3, 1), "改革")
    ),
    "alias": lambda one: set_unit(one, "市数据局", UnitChange(aliases=("数据办",))),
    "reading settled": lambda one: set_unit(one, "市工信局", UnitChange(aliases=("市工信厅",))),
    "merge": lambda one: merge_units(one, ["市数据局", "市教育局"], UNIT, date(2026, 7, 1), "改革"),
    "stands": lambda one: set_unit(one, "市数据局", UnitChange(stands=True)),
    "contact": lambda one: set_contact(one, UNIT, ContactEntry("甲", "科长", "0517-83600000", TODAY), TODAY),
}


@pytest.mark.parametrize("name", ACTIONS)
def test_one_undo_takes_an_action_back_and_another_one_that(office: Ledger, name: str) -> None:
    PREPARED.get(name, lambda one: None)(office)
    office.written.clear()
    before = rows(office)
    ACTIONS[name](office)
    done, after = list(office.written), rows(office)
    assert after != before
    said = undo_of(office.connection, done, TODAY)
    assert len(said.lines) == len(done) and all(said.lines)
    made = undo(office, done, "误录", TODAY)
    assert rows(office) == before
    for one in made:
        record = read_record(office.connection, one)
        assert record is not None
        check_body(record.kind, record.content())
    with pytest.raises(HuaianError, match="撤回"):
        undo(office, done, "再来", TODAY)
    undo(office, made, "还是要的", TODAY)
    assert rows(office) == after
    assert check_ledger(office.path).problems == ()


def test_a_matter_entered_by_mistake_is_nowhere_and_its_number_is_free(office: Ledger) -> None:
    office.written.clear()
    wrong = MatterDraft("登错的事", (UNIT,), SAID, due=date(2026, 12, 1))
    (number,) = add_matters(office, [wrong], TODAY)
    made = list(office.written)
    assert undo_of(office.connection, made, TODAY).done == ("已撤回登记交办：交办〔2026〕2号 登错的事",)
    undo(office, made, "登错", TODAY)
    assert number not in list_matters(office.connection, TODAY, ended=True)
    with pytest.raises(HuaianError, match="已撤回") as gone:
        task(office, "JB/2026-2")
    assert "record retract" in gone.value.way_out
    assert withdrawn_named(office.connection, "JB/2026-2") == number
    told = [(one.title, one.gist) for one in of_task(office.connection, number)]
    assert told == [("撤回", "登记交办：登错的事（理由：登错）"), ("登记交办", "（已撤回）登错的事")]
    (right,) = add_matters(office, [MatterDraft("另一件", (UNIT,), SAID)], TODAY)
    assert task(office, "JB/2026-2") == right
    (again,) = add_matters(office, [wrong], TODAY)
    assert (again, task(office, "JB/2026-3")) == (number, number)
    heads = office.connection.execute("SELECT heads FROM task WHERE no = ?", (again,)).fetchone()[0]
    assert "," not in heads, "it knows that it had been withdrawn"
    assert check_ledger(office.path).problems == ()


def test_one_that_is_there_again_gets_a_free_number(office: Ledger) -> None:
    office.written.clear()
    (number,) = add_matters(office, [MatterDraft("登错的事", (UNIT,), SAID)], TODAY)
    gone = undo(office, list(office.written), "登错", TODAY)
    (right,) = add_matters(office, [MatterDraft("另一件", (UNIT,), SAID)], TODAY)
    undo(office, gone, "没有登错", TODAY)
    assert (task(office, "JB/2026-2"), task(office, "JB/2026-3")) == (right, number)


@pytest.mark.parametrize("what", ["note", "milestone", "tie"])
def test_what_was_written_about_is_not_withdrawn(office: Ledger, what: str) -> None:
    office.written.clear()
    (number,) = add_matters(office, [MatterDraft("登错的事", (UNIT,), SAID)], TODAY)
    made = list(office.written)
    if what == "note":
        later = add_note(office, NoteDraft(number, "问过了", TODAY), TODAY)
    elif what == "milestone":
        set_milestone(office, number, "查清", date(2026, 12, 1), "交办")
    else:
        tie_tasks(office, task(office, "JB/2026-1"), [number])
    with pytest.raises(HuaianError, match="已有别的记录") as refused:
        undo_of(office.connection, made, TODAY)
    assert "task end JB/2026-2 --reason" in refused.value.way_out
    if what == "note":
        retract_note(office, later, "误记")
        undo(office, made, "登错", TODAY)
        assert number not in list_matters(office.connection, TODAY, ended=True)


def test_a_change_on_which_another_one_stands_names_that_one(office: Ledger) -> None:
    one = task(office, "AA/2")
    first = set_task(office, one, TaskChange(text="改一次"), "会议", TODAY)
    second = set_task(office, one, TaskChange(text="改两次"), "会议", TODAY)
    with pytest.raises(HuaianError, match="后来又写了") as refused:
        undo(office, [first], "误录", TODAY)
    assert f"record retract {second.hex()[-8:]}" in refused.value.way_out
    undo(office, [second], "误录", TODAY)
    undo(office, [first], "误录", TODAY)
    said = office.connection.execute("SELECT text FROM task WHERE no = ?", (one,)).fetchone()[0]
    assert said == "乙"


def test_milestones_of_an_extension_that_were_decided_on_keep_it(office: Ledger) -> None:
    office.written.clear()
    extend_plan(office, plan_of(office, "AA"), date(2027, 12, 31), "会议")
    made = list(office.written)
    later = next(one for one in nodes(office, plan_of(office, "AA")) if one.endswith("20270331"))
    add_note(office, NoteDraft(task(office, "AA/1"), "看了", TODAY), TODAY)
    undo_of(office.connection, made, TODAY)
    cancel_milestone(office, later, "不再要求", TODAY)
    with pytest.raises(HuaianError, match="不再有的节点") as refused:
        undo_of(office.connection, made, TODAY)
    assert "中止" in refused.value.message


def test_a_plan_with_tasks_is_not_withdrawn(office: Ledger) -> None:
    office.written.clear()
    plan = add_plan(office, PlanDraft("方案CC", "CC", "CC"))
    made = list(office.written)
    add_tasks(office, plan, [TaskDraft("1", "甲", (UNIT,))])
    with pytest.raises(HuaianError, match="任务“甲”"):
        undo_of(office.connection, made, TODAY)
    undo(office, list(office.written[1:]), "误录", TODAY)
    undo(office, made, "误录", TODAY)
    assert "CC" not in [one.code for one in list_plans(office.connection, TODAY)]
    assert add_plan(office, PlanDraft("方案CC", "CC", "CC")) == plan


def test_a_former_number_code_or_name_that_was_given_away_is_said(office: Ledger) -> None:
    changed = set_task(office, task(office, "AA/2"), TaskChange(number="9"), "会议", TODAY)
    add_tasks(office, plan_of(office, "AA"), [TaskDraft("2", "新的", (UNIT,))])
    with pytest.raises(HuaianError, match="原来的序号 2 已给了AA第2项"):
        undo(office, [changed], "误录", TODAY)
    office.written.clear()
    change_plan(office, plan_of(office, "BB"), {"code": "BC"}, "改")
    coded = list(office.written)
    add_plan(office, PlanDraft("另一个", "另", "BB"))
    with pytest.raises(HuaianError, match="原来的代号 BB 已给了《另一个》"):
        undo(office, coded, "误录", TODAY)


def test_past_days_show_what_was_withdrawn_later(office: Ledger, clock: Any) -> None:
    office.written.clear()
    (number,) = add_matters(office, [MatterDraft("登错的事", (UNIT,), SAID, due=date(2026, 12, 1))], TODAY)
    made = list(office.written)
    clock.advance(days=2)
    undo(office, made, "登错", TODAY)
    with closing(open_reader_as_of(office.path, TODAY)) as past:
        assert number in list_matters(past, TODAY)
    assert number not in list_matters(office.connection, TODAY)
    assert check_ledger(office.path).problems == ()


def test_settings_that_are_later_or_first_say_so(office: Ledger) -> None:
    office.written.clear()
    set_current_plan(office, plan_of(office, "BB"))
    first = list(office.written)
    assert read_current_plan(office.connection) == plan_of(office, "BB")
    undo(office, first, "误录", TODAY)
    assert read_current_plan(office.connection) == "huaian-data-2024"
