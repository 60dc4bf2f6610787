"""Entering many tasks at once: all or none, found at once, indexed after the action."""

from __future__ import annotations

from datetime import date

import pytest

from huaian_tui.domain.errors import HuaianError
from huaian_tui.services.plans import PlanDraft, add_plan
from huaian_tui.services.tasks import NewMilestone, TaskDraft, add_tasks
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.fold import rebuild
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.readiness import are_names_waiting, is_ready
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.search.name_index import AT_ONCE, complete_names, rebuild_names

TODAY = date(2026, 11, 22)
MANY = AT_ONCE + 5


def drafts(count: int = MANY) -> list[TaskDraft]:
    return [
        TaskDraft(
            str(number),
            f"第{number}批公共数据目录编制",
            ("市数据局",),
            ("市财政局",),
            milestones=(NewMilestone(date(2026, 1 + number % 12, 15)),),
        )
        for number in range(1, count + 1)
    ]


@pytest.fixture
def plan(ledger: Ledger) -> str:
    return add_plan(ledger, PlanDraft("数据工作要点", "要点", "YD", start=date(2026, 1, 1), basis="会议"))


def found(ledger: Ledger, text: str) -> set[int]:
    return set(find_tasks(ledger.connection, TODAY, TaskFilter(text=text)))


def test_many_tasks_are_found_by_their_words_at_once_and_by_pinyin_once_indexed(
    ledger: Ledger, plan: str
) -> None:
    made = add_tasks(ledger, plan, drafts())
    assert are_names_waiting(ledger.connection)
    assert is_ready(ledger.connection), "no save and no start waits for the index"
    assert found(ledger, "公共数据目录编制") == set(made)
    assert not found(ledger, "gongshujumulu")
    complete_names(ledger.connection)
    assert not are_names_waiting(ledger.connection)
    assert found(ledger, "公共数据目录编制") == found(ledger, "gonggongshujumulu") == set(made)
    assert check_ledger(ledger.path).problems == ()


def test_an_index_that_was_cut_off_goes_on_and_says_what_one_made_anew_says(
    ledger: Ledger, plan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_tasks(ledger, plan, drafts())
    connection = ledger.connection
    number = connection.execute("SELECT min(task_no) FROM name_waiting").fetchone()[0]
    connection.execute("DELETE FROM name_waiting WHERE task_no <> ?", (number,))
    complete_names(connection)
    assert connection.execute("SELECT count(*) FROM task_key WHERE task_no > 60").fetchone()[0] == 1
    connection.execute("INSERT INTO name_waiting (task_no) SELECT no FROM task")
    complete_names(connection)
    kept = _names(ledger)
    rebuild_names(connection)
    assert _names(ledger) == kept


def _names(ledger: Ledger) -> list[list[tuple[object, ...]]]:
    return [
        ledger.connection.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2").fetchall()
        for table, columns in (
            ("search_name", "place, key, task_no, title, name, pinyin, initials, said"),
            ("task_key", "task_no, search_key"),
        )
    ]


def test_rebuilding_gives_the_same_rows(ledger: Ledger, plan: str) -> None:
    add_tasks(ledger, plan, drafts())
    before = _rows(ledger)
    rebuild(ledger.connection)
    assert _rows(ledger) == before


def _rows(ledger: Ledger) -> list[list[tuple[object, ...]]]:
    tables = ("task", "task_unit", "planned_milestone", "milestone", "task_state", "task_state_version")
    statements = (f"SELECT * FROM {name} ORDER BY 1, 2, 3" for name in tables)
    return [ledger.connection.execute(one).fetchall() for one in statements]


@pytest.mark.parametrize("broken", ["number", "unit", "lead", "text"])
def test_one_wrong_row_among_many_leaves_nothing(ledger: Ledger, plan: str, broken: str) -> None:
    wrong = {
        "number": TaskDraft("3", "又一项", ("市数据局",)),
        "unit": TaskDraft("", "又一项", ("没有的单位",)),
        "lead": TaskDraft("", "又一项", ()),
        "text": TaskDraft("", " ", ("市数据局",)),
    }[broken]
    before = ledger.connection.execute("SELECT count(*) FROM record").fetchone()
    with pytest.raises(HuaianError):
        add_tasks(ledger, plan, [*drafts(), wrong])
    assert ledger.connection.execute("SELECT count(*) FROM record").fetchone() == before
    assert not are_names_waiting(ledger.connection)


def test_tasks_without_numbers_and_the_same_text_are_tasks_of_their_own(ledger: Ledger, plan: str) -> None:
    made = add_tasks(ledger, plan, [TaskDraft("", "同一项", ("市数据局",)) for _ in range(4)])
    made += add_tasks(ledger, plan, [TaskDraft("", "同一项", ("市数据局",)) for _ in range(4)])
    assert len(set(made)) == 8
