"""Records that a search found, as lists show them: title, excerpt, mark."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from huaian_tui.domain.answers.plans import bare_ref
from huaian_tui.domain.text.clauses import clauses
from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.domain.text.sign_forms import holds
from huaian_tui.ledger import said
from huaian_tui.ledger.gist import gist, whole_gist
from huaian_tui.ledger.kinds.registry import kind_title
from huaian_tui.ledger.record import Body
from huaian_tui.store.queries.amended import amending, mark_of, may_be_amended
from huaian_tui.store.queries.reading_units import targets_of, with_unit
from huaian_tui.store.queries.sql_parts import batches
from huaian_tui.store.queries.task_refs import read_refs
from huaian_tui.store.search.search_terms import Hit, Place, excerpt

if TYPE_CHECKING:
    from huaian_tui.domain.rules.targets import Target

Row = tuple[int, bytes, str, int | None, str | None, str, str, str, bytes | None]
"""A record: local number, id, kind, task, day, when recorded, officer, body as JSON, ref."""


def hits_of(
    connection: sqlite3.Connection, found: Sequence[tuple[Row, Body]], words: Sequence[str]
) -> Iterable[Hit]:
    """The records that were found, as they are shown."""
    about = {task_no for (_, _, _, task_no, *_), _ in found if task_no is not None}
    titles, refs = _task_titles(connection, about), read_refs(connection, about)
    marks = read_marks(connection, [row[1] for row, _ in found])
    targets = _targets(connection, found)
    for row, body in found:
        _, record_id, kind, task_no, occurred_on, recorded_at, officer, _, ref = row
        told = _told(kind, body, officer, words) if words else gist(kind, body)
        told = with_unit(told, body, targets.get(record_id))
        text = excerpt(told, words) if words else told
        label = "" if task_no is None else (refs.get(task_no) or bare_ref(task_no)).label
        yield Hit(
            place=Place.RECORD,
            key=record_id.hex(),
            title=f"{label} {titles.get(task_no, '')}".strip() if task_no is not None else _title(kind),
            text=text,
            task_no=task_no,
            day=(occurred_on or recorded_at)[:10],
            officer=officer,
            kind=kind,
            mark=marks[record_id],
            label=label,
        )


def _targets(connection: sqlite3.Connection, found: Sequence[tuple[Row, Body]]) -> dict[bytes, Target]:
    """The targets of what these records name values of."""
    ids = [row[1] for row, body in found if body.get("value") is not None]
    about = dict[bytes, str]()
    for batch in batches(ids):
        marks = ",".join("?" * len(batch))
        rows = connection.execute(
            f"SELECT id, milestone FROM main.record WHERE id IN ({marks}) AND milestone IS NOT NULL",  # noqa: S608
            batch,
        )
        about |= dict(rows)
    targets = targets_of(connection, set(about.values()))
    return {record: targets[milestone] for record, milestone in about.items() if milestone in targets}


def _told(kind: str, body: Body, officer: str, words: Sequence[str]) -> str:
    """The text of which an excerpt is shown: as lists say it, else all parts if a word stands elsewhere."""
    told = whole_gist(kind, body)
    folded, signed = search_key(told), search_key(officer)
    if told and all(holds(folded, word) or holds(signed, word) for word in words):
        return told
    return clauses(said.said(kind, body))


def _title(kind: str) -> str:
    """The Chinese name of a kind; a newer program's kind as it is."""
    return kind_title(kind, kind)


def _task_titles(connection: sqlite3.Connection, numbers: set[int]) -> dict[int, str]:
    marks = ",".join("?" * len(numbers))
    rows = connection.execute(
        f"SELECT no, text FROM task WHERE no IN ({marks})",  # noqa: S608 - constant marks
        sorted(numbers),
    )
    return {no: excerpt(text, ()) for no, text in rows}


def read_marks(connection: sqlite3.Connection, ids: Sequence[bytes]) -> dict[bytes, str]:
    """What stands before the text of these records: nothing, or what a search marks them with too."""
    amended = may_be_amended(connection, ids)
    return {one: _mark_of(connection, one) if one in amended else "" for one in ids}


def _mark_of(connection: sqlite3.Connection, record_id: bytes) -> str:
    """（更正前） for a text that a later correction replaced, （已撤回） for what was taken back."""
    known = amending(connection, record_id)
    return mark_of(record_id, known, next((one for one in known if one.id == record_id), None))
