"""``note add --solves`` and ``note correct --solves`` on the command line."""

from __future__ import annotations

from support.cli import Program


def test_a_note_names_the_problems_that_it_found_solved(program: Program) -> None:
    first = program.json("note", "add", "2", "--text", "看了平台", "--problem", "规则没有印发")
    assert (first["solves"], first["solved_by"]) == ([], [])
    later = program.json("note", "add", "2", "--text", "规则已印发", "--solves", first["id"][-8:])
    assert later["solves"] == [first["id"]]
    assert program.json("note", "show", first["id"])["solved_by"] == [later["id"]]
    program.json("note", "correct", later["id"], "--solves", "", "--reason", "没有印发")
    assert program.json("note", "show", first["id"])["solved_by"] == []
    assert "没有" in program.refused("note", "add", "2", "--text", "再看", "--solves", "00000000")
