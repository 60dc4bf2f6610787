"""A note says which earlier problem it found solved: of the same task, and taken back with it."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date

import pytest

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.words.notes import note_parts
from huaian_tui.services.notes import NoteDraft, add_note, correct_note, correct_whole_note, retract_note
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.notes import read_notes
from huaian_tui.store.queries.solved_problems import problems_of

TODAY = date(2026, 11, 22)
TROUBLE = NoteDraft(9, "初稿已成", date(2026, 10, 8), ("市数据局",), problem="意见不一")
SEEN = NoteDraft(9, "意见已统一", date(2026, 11, 18), ("市数据局",))


def test_the_solved_problem_says_who_found_it_so_and_the_other_which(ledger: Ledger) -> None:
    found = add_note(ledger, TROUBLE, TODAY)
    seen = add_note(ledger, replace(SEEN, solves=(found, found)), TODAY)
    trouble, solving = read_notes(ledger.connection, [found, seen])
    assert [one.record_id for one in trouble.solved_by] == [seen] and not trouble.open_problem
    assert [(one.record_id, one.problem) for one in solving.solves] == [(found, "意见不一")]
    assert dict(note_parts(trouble))["解决情况"] == "已解决（2026-11-18 督查）"
    assert dict(note_parts(solving))["已解决的问题"] == "2026-10-08 意见不一"


def test_open_problems_of_a_task_are_those_that_nobody_found_solved(ledger: Ledger) -> None:
    first = add_note(ledger, TROUBLE, TODAY)
    second = add_note(ledger, replace(TROUBLE, problem="经费没有落实", day=date(2026, 10, 20)), TODAY)
    assert [one.record_id for one in problems_of(ledger.connection, 9)] == [second, first]
    seen = add_note(ledger, replace(SEEN, solves=(first,)), TODAY)
    assert [one.record_id for one in problems_of(ledger.connection, 9)] == [second]
    retract_note(ledger, seen, "记错了")
    assert [one.record_id for one in problems_of(ledger.connection, 9)] == [second, first]


@pytest.mark.parametrize("case", ["another task", "no problem", "later", "retracted"])
def test_what_is_no_open_problem_of_the_task_is_refused(ledger: Ledger, case: str) -> None:
    drafts = {
        "another task": replace(TROUBLE, task_no=8),
        "no problem": replace(TROUBLE, problem=""),
        "later": replace(TROUBLE, day=date(2026, 11, 20)),
    }
    other = add_note(ledger, drafts.get(case, TROUBLE), TODAY)
    if case == "retracted":
        retract_note(ledger, other, "记错了")
    with pytest.raises(InputRefused):
        add_note(ledger, replace(SEEN, solves=(other,)), TODAY)


def test_a_correction_keeps_changes_and_takes_away_what_was_found_solved(ledger: Ledger) -> None:
    found = add_note(ledger, TROUBLE, TODAY)
    seen = add_note(ledger, replace(SEEN, solves=(found,)), TODAY)
    correct_note(ledger, seen, "意见已经统一", "措辞")
    assert read_notes(ledger.connection, [seen])[0].solves
    correct_whole_note(ledger, seen, replace(SEEN, text="意见尚未统一"), "核实", TODAY)
    (corrected,) = read_notes(ledger.connection, [seen])
    assert corrected.solves == () and dict(corrected.earlier[-1].others)["solves"] == "1 个"
    assert [one.record_id for one in problems_of(ledger.connection, 9)] == [found]
    with pytest.raises(InputRefused, match="自己"):
        correct_whole_note(ledger, found, replace(TROUBLE, solves=(found,)), "核实", TODAY)


def test_an_old_note_says_nothing_of_it(ledger: Ledger, reader: sqlite3.Connection) -> None:
    found = add_note(ledger, TROUBLE, TODAY)
    body = reader.execute("SELECT body FROM record WHERE id = ?", (found,)).fetchone()[0]
    assert "solves" not in body
    assert read_notes(reader, [found])[0].solves == read_notes(reader, [found])[0].solved_by == ()
