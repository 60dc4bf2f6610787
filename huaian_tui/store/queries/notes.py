"""Notes and promised follow-ups: as they read now, with what they said before."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple, cast

from huaian_tui.domain.answers.notes import NOTE_PARTS, EarlierText, NoteRow
from huaian_tui.domain.answers.overview import Promises
from huaian_tui.domain.answers.plans import TaskRef
from huaian_tui.domain.errors import InputRefused, NotFound
from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.domain.words.notes import KEEPS_NO_VISIT, KEEPS_VISIT
from huaian_tui.ledger.identity import ID_BYTES
from huaian_tui.store.engine.counted_once import FIRST_NOTE
from huaian_tui.store.engine.promises import FOLLOW_UP_OPEN
from huaian_tui.store.queries.plan_scope import in_scope
from huaian_tui.store.queries.solved_problems import with_solutions
from huaian_tui.store.queries.sql_parts import batches, typed_words
from huaian_tui.store.queries.task_refs import read_refs
from huaian_tui.store.queries.unit_history import FormerNames, unit_with_merged
from huaian_tui.store.search.note_words import SAYS_SQL, propose, word_parameters
from huaian_tui.store.search.search_terms import folded_words
from huaian_tui.store.search.sql_folded import with_folded

_LEAST_ID_DIGITS = 6

_PROPOSED = (
    "main.search_said AS p CROSS JOIN record AS r ON r.rid = p.rowid "
    "CROSS JOIN note AS n ON n.id = CASE r.kind WHEN 'note' THEN r.id ELSE r.ref END "
    "AND n.current = r.id"
)
"""The notes that the index proposes: a record of it is the note itself or its last correction."""


class OnlyNotes(NamedTuple):
    """What else notes are narrowed to; None means any.

    ``method`` and ``officer`` (who wrote it first) are folded as the search does it, ``since`` and ``until``
    the days of the notes, both included, ``tasks`` numbers for life.
    """

    method: str | None = None
    officer: str | None = None
    since: date | None = None
    until: date | None = None
    tasks: Sequence[int] | None = None


def _narrowed(connection: sqlite3.Connection, only: OnlyNotes, parameters: dict[str, Any]) -> Iterator[str]:
    """The conditions of ``only``; their values go into ``parameters``."""
    said = {
        "method": "n.current AND folded(json_extract(w.body, '$.method'))",
        "officer": "n.id AND folded(w.officer)",
    }
    with_folded(connection)
    for name, value in (("method", only.method), ("officer", only.officer)):
        if value is not None:
            parameters[name] = search_key(value)
            yield f"EXISTS (SELECT 1 FROM record AS w WHERE w.id = {said[name]} = :{name})"  # noqa: S608 - constants
    if only.since is not None and only.until is not None:
        parameters |= {"since": only.since.isoformat(), "until": only.until.isoformat()}
        yield "n.day BETWEEN :since AND :until"
    if only.tasks is not None:
        parameters["tasks"] = json.dumps(list(only.tasks))
        yield "n.task_no IN (SELECT value FROM json_each(:tasks))"


def find_notes(
    connection: sqlite3.Connection,
    *,
    task_no: int | None = None,
    text: str = "",
    unit: str | None = None,
    retracted: bool = False,
    most: int = -1,
    plan: str | None = None,
) -> list[bytes]:
    """Ids of the notes that fit, newest day first; the first ``most``, all for -1.

    As ``iterate_notes``.
    """
    return list(
        iterate_notes(
            connection, task_no=task_no, text=text, unit=unit, retracted=retracted, most=most, plan=plan
        )
    )


def iterate_notes(
    connection: sqlite3.Connection,
    *,
    task_no: int | None = None,
    text: str = "",
    unit: str | None = None,
    retracted: bool = False,
    most: int = -1,
    plan: str | None = None,
    only: OnlyNotes | None = None,
) -> Iterator[bytes]:
    """Ids of the notes that fit, newest day first, as they come: nothing may be written meanwhile.

    Every word of ``text`` must stand in the note as it reads now: its text, units,
    method, contact, problem, requirement or reason of correction; folded as the search does it.
    ``only``: what else narrows them.
    """
    conditions, parameters = (
        ["n.retracted <= :retracted", FIRST_NOTE],
        dict[str, Any](retracted=int(retracted), most=most, plan=plan),
    )
    if task_no is None:
        conditions.append(in_scope("n.task_no", plan))
    else:
        conditions.append("n.task_no = :no")
        parameters["no"] = task_no
    if unit is not None:
        conditions.append(
            "n.id IN (SELECT note FROM note_unit WHERE unit IN (SELECT value FROM json_each(:units)))"
        )
        parameters["units"] = json.dumps(unit_with_merged(connection, unit))
    if only is not None:
        conditions += _narrowed(connection, only, parameters)
    source = _source_of_words(connection, text, conditions, parameters)
    if source is None:
        return iter(())
    where = " AND ".join(conditions)
    # The day is selected so that a view of two tables (a past day) is read in the order of their indexes.
    sql = f"SELECT n.id, n.day FROM {source} WHERE {where} ORDER BY n.day DESC, n.id DESC LIMIT :most"  # noqa: S608
    return (row[0] for row in connection.execute(sql, parameters))


def _source_of_words(
    connection: sqlite3.Connection, text: str, conditions: list[str], parameters: dict[str, Any]
) -> str | None:
    """What notes with these words are read from, adding what they must fulfil; None: no note has them."""
    typed_words(text)  # refuses what is too long to be a query
    words = folded_words(text)
    if not words:
        return "note AS n"
    proposed = propose(connection, words)
    if proposed is None:
        return None
    if proposed.few:
        conditions.append("p.search_said MATCH :asked")
    elif proposed.asked:
        # The plus keeps SQLite from asking the index anew for each note.
        conditions.append("+r.rid IN (SELECT rowid FROM main.search_said WHERE search_said MATCH :asked)")
    conditions.append(SAYS_SQL)
    parameters |= {"asked": proposed.asked, **word_parameters(connection, words)}
    return _PROPOSED if proposed.few else "note AS n JOIN record AS r ON r.id = n.current"


def read_notes(connection: sqlite3.Connection, ids: Sequence[bytes]) -> list[NoteRow]:
    """The notes with these ids in the order asked for."""
    if not ids:
        return []
    found, names = dict[bytes, NoteRow](), FormerNames(connection)
    for batch in batches(ids):
        marks = ",".join("?" * len(batch))
        rows = connection.execute(
            "SELECT n.id, n.task_no, n.day, first.officer, first.recorded_at, n.corrected, n.retracted, "  # noqa: S608
            "now.body FROM note AS n JOIN record AS first ON first.id = n.id "
            f"JOIN record AS now ON now.id = n.current WHERE n.id IN ({marks})",
            batch,
        ).fetchall()
        refs = read_refs(connection, {row[1] for row in rows})
        found |= {row[0]: _note(connection, row, refs.get(row[1]), names) for row in rows}
        found |= with_solutions(connection, found, rows)
    return [found[one] for one in ids if one in found]


def _note(
    connection: sqlite3.Connection, row: Sequence[Any], ref: TaskRef | None, names: FormerNames
) -> NoteRow:
    note, task_no, day, officer, recorded_at, corrected, retracted, said = row
    body = json.loads(said)
    follow_up = body.get("follow_up")
    return NoteRow(
        record_id=note,
        task_no=task_no,
        day=date.fromisoformat(day),
        officer=officer,
        recorded_at=recorded_at,
        text=body["text"],
        units=tuple(body.get("units", ())),
        method=body.get("method", ""),
        contact=body.get("contact", ""),
        problem=body.get("problem", ""),
        requirement=body.get("requirement", ""),
        follow_up=None if follow_up is None else date.fromisoformat(follow_up),
        corrected=bool(corrected),
        retracted=bool(retracted),
        keeps_visit=body.get("keeps_visit") is not False,
        earlier=_earlier(connection, note) if corrected else (),
        ref=ref,
        called=names.on(body.get("units", ()), day),
    )


def _earlier(connection: sqlite3.Connection, note: bytes) -> tuple[EarlierText, ...]:
    """What the note said before each correction, with the correction's reason."""
    # Imported here: how a unit stands is read without it, in a few milliseconds.
    from huaian_tui.ledger.kinds.taking_back import OF, undone
    from huaian_tui.store.queries.amended import amending

    gone = undone(amending(connection, note))
    rows = connection.execute(
        "SELECT body, officer, recorded_at, occurred_on, id FROM record "
        "WHERE id = :id OR (ref = :id AND +kind = 'correction') ORDER BY id",  # +: as of a past day too
        {"id": note},
    ).fetchall()
    said = [
        (body, officer, recorded_at, day)
        for text, officer, recorded_at, day, one in rows
        if (body := json.loads(text)).get(OF, "note") == "note" and (one == note or one not in gone)
    ]
    earlier = list[EarlierText]()
    for (old, officer, recorded_at, old_day), (new, _, _, new_day) in pairwise(said):
        before, after = _parts(old, old_day), _parts(new, new_day)
        changed = tuple((key, value) for key, value in before.items() if value != after[key])
        same_text = old["text"] == new["text"]
        earlier.append(EarlierText(old["text"], officer, recorded_at, new["reason"], changed, same_text))
    return tuple(earlier)


def _parts(body: dict[str, Any], day: str) -> dict[str, str]:
    """The parts of a note besides its text, as people read them."""
    keeps = KEEPS_VISIT if body.get("keeps_visit") is not False else KEEPS_NO_VISIT
    values = body | {"day": day, "units": "、".join(body.get("units", ())), "keeps_visit": keeps}
    if solved := body.get("solves"):
        values["solves"] = f"{len(solved)} 个"
    return {key: values.get(key) or "" for key in NOTE_PARTS}


def identify(connection: sqlite3.Connection, typed: str, kind: str | None, title: str) -> bytes:
    """The record id that a typed id means: whole, or its last 6 or more digits if only one fits.

    ``kind`` None: a record of any kind. ``title`` is what people call the kind (督查记录).
    ``NotFound`` or ``InputRefused`` otherwise.
    """
    digits = typed.strip().replace("-", "").lower()
    if len(digits) < _LEAST_ID_DIGITS or any(one not in "0123456789abcdef" for one in digits):
        raise InputRefused(
            f"“{typed}”不是{title}的编号",
            f"编号是十六进制数字，可只写末 {_LEAST_ID_DIGITS} 位以上",
            "先列出再选用",
        )
    of_kind = "1" if kind is None else "kind = :kind"
    if len(digits) == 2 * ID_BYTES:
        means, value = "id = :value", cast("bytes | str", bytes.fromhex(digits))
    else:
        means, value = "substr(hex(id), -length(:value)) = :value", digits.upper()
    rows = connection.execute(
        f"SELECT id FROM record WHERE {of_kind} AND {means} LIMIT 2",  # noqa: S608 - constant conditions
        {"kind": kind, "value": value},
    ).fetchall()
    if not rows:
        raise NotFound(f"没有编号为“{typed.strip()}”的{title}", "可能写错，或在别的台账里", "先列出再选用")
    if len(rows) > 1:
        raise InputRefused(f"“{typed}”可指多条{title}", "末几位相同", "请写出完整编号")
    found: bytes = rows[0][0]
    return found


# Two statements: as of a past day SQLite would join the two views of these in the wrong order.
_PROMISING = (
    "SELECT s.task_no FROM task_state AS s WHERE s.next_follow_up <= :until "  # noqa: S608 - constant parts
    f"AND {in_scope('s.task_no', None)}"
)
_PROMISED = f"""
SELECT n.id, n.follow_up FROM note AS n
WHERE n.task_no IN (SELECT value FROM json_each(:tasks)) AND n.follow_up <= :until
  AND n.follow_up IS NOT NULL AND n.retracted = 0 AND {FOLLOW_UP_OPEN}
"""  # noqa: S608 - constant conditions


def _open_promises(connection: sqlite3.Connection, until: date) -> list[tuple[str, bytes]]:
    """The day and the note of each open promise due by a day, earliest first: by index over the tasks."""
    due = until.isoformat()
    tasks = [number for (number,) in connection.execute(_PROMISING, {"until": due})]
    found = connection.execute(_PROMISED, {"until": due, "tasks": json.dumps(tasks)})
    return sorted((day, note) for note, day in found)


def open_follow_ups(connection: sqlite3.Connection, until: date, most: int = -1) -> list[NoteRow]:
    """Notes whose promised visit is due by ``until`` and not yet kept, earliest first; ``most`` -1: all."""
    return _first_notes(connection, _open_promises(connection, until), most)


def _first_notes(
    connection: sqlite3.Connection, promises: Sequence[tuple[str, bytes]], most: int
) -> list[NoteRow]:
    first = promises if most < 0 else promises[:most]
    return read_notes(connection, [note for _, note in first])


def follow_ups_and_counts(
    connection: sqlite3.Connection, today: date, until: date, most: int
) -> tuple[list[NoteRow], Promises]:
    """``open_follow_ups``, and how many of all were missed, are for today, and come later."""
    promises = _open_promises(connection, until)
    return _first_notes(connection, promises, most), _counted(promises, today)


def promised_days(
    connection: sqlite3.Connection, tasks: Sequence[int], before: bytes | None = None
) -> list[date]:
    """The days of the open promises on these tasks; with ``before`` all that were given before that note.

    What the form of a note asks about: a correction also about promises that the note keeps as it reads now.
    """
    given = FOLLOW_UP_OPEN if before is None else "n.id < :before"
    found = set[date]()
    for number in tasks:
        rows = connection.execute(
            "SELECT n.follow_up FROM note AS n WHERE n.task_no = :no AND n.follow_up IS NOT NULL "  # noqa: S608
            f"AND n.retracted = 0 AND {given}",
            {"no": number, "before": before},
        )
        found.update(date.fromisoformat(day) for (day,) in rows)
    return sorted(found)


def _counted(promises: Sequence[tuple[str, bytes]], today: date) -> Promises:
    days = [day for day, _ in promises]
    missed, now = sum(day < today.isoformat() for day in days), days.count(today.isoformat())
    return Promises(missed, now, len(days) - missed - now)
