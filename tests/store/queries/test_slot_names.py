"""What the units of tasks are called on a day: renamed, merged, in open sets, printed otherwise."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest

from huaian_tui.domain.text.ordering import Sort, chinese_key
from huaian_tui.domain.words.tasks import slot_words
from huaian_tui.services.decisions import Completion, complete_milestone
from huaian_tui.services.units import Renaming, UnitChange, merge_units, rename_unit, set_unit
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.find_milestones import MilestoneFilter, find_milestones
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.slot_names import SlotNames, first_names, named_slots, role_names
from huaian_tui.store.queries.tasks import read_task, read_tasks

BEFORE, MARCH, JULY, TODAY = (
    date(2026, 2, 28),
    date(2026, 3, 1),
    date(2026, 7, 1),
    date(2026, 8, 15),
)


@pytest.fixture
def reformed(ledger: Ledger) -> sqlite3.Connection:
    """市数据局 is 市数字局 from March; 市财政局 part of 市税务局 from July."""
    rename_unit(ledger, "市数据局", Renaming("市数字局", "淮安市数字局", MARCH, "机构改革"))
    merge_units(ledger, ["市财政局"], "市税务局", JULY, "机构改革")
    return ledger.connection


def test_what_is_printed_stays_and_lists_have_the_names_of_the_day(reformed: sqlite3.Connection) -> None:
    before, now = (read_tasks(reformed, day, [1])[0] for day in (BEFORE, TODAY))
    assert before.lead == now.lead == ("市数据局",)
    assert (before.lead_now, now.lead_now) == (("市数据局",), ("市数字局",))
    six = read_task(reformed, TODAY, 6)
    of_finance = next(slot for slot in six.slots if slot.raw == "市财政局")
    assert of_finance.passed_on and of_finance.now == "市税务局"
    assert slot_words(of_finance) == "市财政局（现由市税务局承担）"
    assert slot_words(read_task(reformed, TODAY, 1).slots[0]) == "市数据局（现称市数字局）"
    assert slot_words(read_task(reformed, BEFORE, 1).slots[0]) == "市数据局"


def test_what_was_done_before_the_merge_stays_with_the_old_unit(ledger: Ledger) -> None:
    for one in read_task(ledger.connection, BEFORE, 6).milestones:
        complete_milestone(ledger, one.id, Completion(MARCH, "验收"), TODAY)
    merge_units(ledger, ["市财政局"], "市税务局", JULY, "机构改革")
    slots = named_slots(ledger.connection, [6], TODAY)[6]
    assert "市财政局" in f"{role_names(slots, 'lead')}、{role_names(slots, 'support')}"
    assert not any(slot.passed_on for slot in read_task(ledger.connection, TODAY, 6).slots)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("市数据局", "市数字局"),
        ("淮安市数据局", "淮安市数字局"),
        ("市数据局等单位", "市数字局等单位"),
        ("市数字局", "市数字局"),
        ("数据局", "市数字局"),
    ],
)
def test_each_way_of_printing_a_renamed_unit(reformed: sqlite3.Connection, raw: str, shown: str) -> None:
    names = SlotNames(reformed, TODAY)
    assert names.of("lead", raw, "市数据局", "9999-12-30").name == shown
    assert SlotNames(reformed, BEFORE).of("lead", raw, "市数据局", "9999-12-30").name == raw


def test_a_name_within_the_new_one_is_not_replaced_in_it(ledger: Ledger) -> None:
    rename_unit(ledger, "市数据局", Renaming("市数据局办", "淮安市数据局办", MARCH, "机构改革"))
    names = SlotNames(ledger.connection, TODAY)
    assert names.of("lead", "市数据局", "市数据局", "9999-12-30").name == "市数据局办"
    assert names.of("lead", "市数据局办", "市数据局", "9999-12-30").name == "市数据局办"
    assert names.of("lead", "市数据局办等", "市数据局", "9999-12-30").name == "市数据局办等"


def test_what_is_read_on_an_assumption_stands_as_printed_until_it_is_confirmed(ledger: Ledger) -> None:
    rename_unit(ledger, "市工信局", Renaming("市工业局", "淮安市工业局", MARCH, "机构改革"))

    def shown() -> str:
        row = read_tasks(ledger.connection, TODAY, [50])[0]
        return "、".join((*row.lead_now, *row.support_now))

    assert "市工信厅" in shown() and "市工业局" not in shown()
    set_unit(ledger, "市工信局", UnitChange(aliases=("市工信厅",), basis="核对"))
    assert "市工信厅" not in shown() and "市工业局" in shown()


def test_units_that_became_one_stand_once(ledger: Ledger) -> None:
    row = read_tasks(ledger.connection, TODAY, [1])[0]
    merge_units(ledger, row.support[:2], row.lead[0], JULY, "机构改革")
    now = read_tasks(ledger.connection, TODAY, [1])[0]
    assert now.support_now.count(row.lead[0]) == 1 and now.support == row.support


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("key", ["lead", "support"])
def test_sorted_by_what_the_column_shows(ledger: Ledger, key: str, descending: bool) -> None:
    rename_unit(ledger, "市数据局", Renaming("阿数局", "阿数局", MARCH, "机构改革"))
    found = find_tasks(ledger.connection, TODAY, TaskFilter(), order=Sort(key, descending))
    rows = read_tasks(ledger.connection, TODAY, found)
    shown = [getattr(row, f"{key}_now")[0] for row in rows if getattr(row, key)]
    assert shown == sorted(shown, key=chinese_key, reverse=descending) and "阿数局" in shown
    ids = find_milestones(ledger.connection, TODAY, MilestoneFilter(), Sort("lead", descending))
    tasks = {row.no: row for row in rows}
    leads = [tasks[ids.task_of(one) or 0].lead_now[0] for one in ids]
    assert leads == sorted(leads, key=chinese_key, reverse=descending)


def test_nothing_is_looked_for_where_no_unit_has_changed(reader: sqlite3.Connection) -> None:
    assert not SlotNames(reader, TODAY).changed and first_names(reader, TODAY, "lead") == {}
