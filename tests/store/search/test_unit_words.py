"""A record is found by every name of the unit that it names, and from both of two that were merged."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest

from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.services.units import Renaming, merge_units, rename_unit
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.search.filters import Facet, offers
from huaian_tui.store.search.find_records import count_records, search_records
from huaian_tui.store.search.search_terms import SearchQuery
from huaian_tui.store.search.vocabulary import read_vocabulary

TODAY = date(2026, 11, 22)
NEW = Renaming("市数字发展局", "淮安市数字发展局", date(2026, 3, 1), "机构改革方案")


def found(connection: sqlite3.Connection, text: str, unit: str | None = None) -> list[str]:
    """The texts of the notes that are found, and that counting says the same."""
    query = SearchQuery(text, unit=unit, kind="note")
    hits = search_records(connection, query, today=TODAY).hits
    assert count_records(connection, query, today=TODAY) == len(hits)
    return sorted(hit.text.partition("：")[2] or hit.text for hit in hits)


@pytest.fixture
def noted(ledger: Ledger) -> Ledger:
    """Notes on two units, before either changed."""
    for text, units in (("到现场核实", ("市数据局",)), ("电话询问", ("市财政局",)), ("都没有提到", ())):
        add_note(ledger, NoteDraft(6, text, date(2025, 11, 1), units=units), TODAY)
    return ledger


def texts(connection: sqlite3.Connection, text: str, unit: str | None = None) -> set[str]:
    """Which of the three notes are found."""
    said = found(connection, text, unit)
    return {known for known in ("到现场核实", "电话询问", "都没有提到") if any(known in one for one in said)}


@pytest.mark.parametrize(
    "typed", ["市数字发展局", "淮安市数字发展局", "数字发展", "市数据局", "数字发展局 核实"]
)
def test_what_was_written_under_the_old_name_is_found_by_the_new(noted: Ledger, typed: str) -> None:
    assert texts(noted.connection, "数字发展") == set()
    rename_unit(noted, "市数据局", NEW)
    assert texts(noted.connection, typed) == {"到现场核实"}


@pytest.mark.parametrize("typed", ["市数字发展局 询问", "市数字发展局 财政", "数字发展局不存在"])
def test_every_other_word_still_has_to_stand_there(noted: Ledger, typed: str) -> None:
    rename_unit(noted, "市数据局", NEW)
    assert texts(noted.connection, typed) == set()


def test_merged_units_are_found_from_the_successor(noted: Ledger) -> None:
    merge_units(noted, ["市财政局"], "市数据局", date(2026, 7, 1), "机构改革方案")
    assert texts(noted.connection, "", "市数据局") == {"到现场核实", "电话询问"}
    assert texts(noted.connection, "", "市财政局") == {"电话询问"}
    assert texts(noted.connection, "市数据局") == {"到现场核实", "电话询问"}


def test_a_unit_that_never_changed_is_searched_as_its_name_stands(noted: Ledger) -> None:
    assert texts(noted.connection, "淮安市财政局") == set()
    assert texts(noted.connection, "财政局") == {"电话询问"}


@pytest.mark.parametrize("typed", ["市数字发展局", "市数据局", "szfzj", "sjj"])
def test_a_filter_of_a_renamed_unit_is_offered_by_all_names_and_bears_the_one_of_today(
    ledger: Ledger, typed: str
) -> None:
    rename_unit(ledger, "市数据局", NEW)
    offered = offers(typed, TODAY, read_vocabulary(ledger.connection))
    found = [(one.value, one.words) for one in offered if one.facet is Facet.UNIT]
    assert ("市数据局", "市数字发展局") in found
