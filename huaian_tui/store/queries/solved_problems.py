"""Which problems of earlier notes later ones found solved, and which of a task are still open."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from huaian_tui.domain.answers.notes import NoteRow, OtherNote

_SOLVING = """
SELECT n.id, n.day, now.body FROM note AS n JOIN record AS now ON now.id = n.current
WHERE n.task_no IN (SELECT value FROM json_each(?)) AND n.retracted = 0 AND instr(now.body, '"solves"') > 0
ORDER BY n.day, n.id
"""
_NAMED = """
SELECT n.id, n.day, now.body FROM note AS n JOIN record AS now ON now.id = n.current
WHERE n.task_no = ? AND hex(n.id) IN (SELECT upper(value) FROM json_each(?))
"""
_WITH_PROBLEM = """
SELECT n.id, n.day, now.body FROM note AS n JOIN record AS now ON now.id = n.current
WHERE n.task_no = ? AND n.retracted = 0 AND coalesce(json_extract(now.body, '$.problem'), '') <> ''
ORDER BY n.day DESC, n.id DESC
"""


def with_solutions(
    connection: sqlite3.Connection, notes: Mapping[bytes, NoteRow], rows: Sequence[Sequence[Any]]
) -> dict[bytes, NoteRow]:
    """Those of the notes that solve or are solved, with ``solves`` and ``solved_by``; ``rows`` as read.

    A row begins with the note's id and ends with its body.
    """
    troubled = {notes[row[0]].task_no for row in rows if notes[row[0]].problem.strip()}
    solvers = _solvers(connection, troubled) if troubled else {}
    found = dict[bytes, NoteRow]()
    for note, *_, said in rows:
        solves = _solved(connection, notes[note].task_no, said) if '"solves"' in said else ()
        solved_by = tuple(solvers.get(note, ()))
        if solves or solved_by:
            found[note] = replace(notes[note], solves=solves, solved_by=solved_by)
    return found


def _solvers(connection: sqlite3.Connection, tasks: Collection[int]) -> dict[bytes, list[OtherNote]]:
    """The notes that found the problem of a note solved, by that note; only those of the same task count."""
    found = defaultdict[bytes, list[OtherNote]](list)
    for note, day, said in connection.execute(_SOLVING, (json.dumps(sorted(tasks)),)):
        body = json.loads(said)
        for one in body.get("solves") or ():
            found[bytes.fromhex(one)].append(_other(note, day, body))
    return found


def _solved(connection: sqlite3.Connection, task: int, text: str) -> tuple[OtherNote, ...]:
    named = json.dumps(json.loads(text).get("solves") or [])
    rows = connection.execute(_NAMED, (task, named)) if named != "[]" else ()
    return tuple(
        sorted((_other(note, day, json.loads(said)) for note, day, said in rows), key=lambda one: one.day)
    )


def _other(note: bytes, day: str, body: Mapping[str, Any]) -> OtherNote:
    return OtherNote(note, date.fromisoformat(day), str(body.get("problem") or ""))


def problems_of(connection: sqlite3.Connection, task: int, *, open_only: bool = True) -> list[OtherNote]:
    """The notes of a task that tell of a problem, newest first; ``open_only``: that none has found solved."""
    solvers = _solvers(connection, [task]) if open_only else {}
    rows = connection.execute(_WITH_PROBLEM, (task,)).fetchall()
    return [_other(note, day, json.loads(said)) for note, day, said in rows if note not in solvers]
