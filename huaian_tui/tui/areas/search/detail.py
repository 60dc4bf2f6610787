"""What stands beside the results: the chosen record, task, unit, milestone or notice in full."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from textual.content import Content, Span

from huaian_tui.domain.errors import NotFound, StoreRefused
from huaian_tui.domain.notices import NOTICE_TITLES
from huaian_tui.domain.words.forks import fork_words
from huaian_tui.ledger.record import Record
from huaian_tui.store.engine.records import read_record
from huaian_tui.store.queries.forks import fork_of_record
from huaian_tui.store.queries.milestones import of_task
from huaian_tui.store.queries.notes import read_notes
from huaian_tui.store.queries.task_refs import told_with_plan
from huaian_tui.store.search.search_terms import Place, matched_spans
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.search.list import split_key
from huaian_tui.tui.areas.search.record_text import RecordFacts, note_of, record_detail
from huaian_tui.tui.list.growing_list import MORE_NAMES
from huaian_tui.tui.list.source import RowSource, rows_of
from huaian_tui.tui.safe_text import safe_content

MATCH_STYLE = "bold underline $tone-due-soon"
"""Marks a word that was searched for, also where there are no colours."""

LONGEST_MARKED = 50_000
"""Characters of a detail in which words are marked; more would be felt."""


@dataclass(frozen=True, slots=True)
class Detail:
    """One result in full. ``task_no``: the task it is or belongs to; ``facts`` for a record only."""

    key: str
    task_no: int | None
    facts: RecordFacts | None
    content: Content


def read_detail(
    connection: sqlite3.Connection, today: date, key: str, words: tuple[str, ...], room: int | None = None
) -> Detail:
    """Read what a row stands for (blocking); the words that were searched for are marked in it.

    ``room``: characters that a line can show.
    """
    if key == MORE_NAMES:
        said = f"这里先列最相符的几个名称。按{keys_said('open')}列出全部"
        return Detail(key, None, None, safe_content(said))
    place, own = split_key(key)
    if place is Place.RECORD:
        facts = read_facts(connection, today, bytes.fromhex(own))
        return Detail(key, facts.record.task_no, facts, _marked(record_detail(facts), words))
    content, task_no = _named(connection, today, place, own, room)
    return Detail(key, task_no, None, _marked(content, words))


def read_facts(connection: sqlite3.Connection, today: date, identity: bytes) -> RecordFacts:
    """Everything the detail shows of one record."""
    record = read_record(connection, identity)
    if record is None:
        raise NotFound("没有这条记录", "它不在本台账中", "在记录里重新查找")
    note_id = note_of(record)
    notes = [] if note_id is None else read_notes(connection, [note_id])
    kind = str(record.content().get("kind", ""))
    return RecordFacts(
        record=record,
        note=notes[0] if notes else None,
        milestone=_milestone_title(connection, today, record),
        notice=NOTICE_TITLES.get(kind, kind),
        task="" if record.task_no is None else told_with_plan(connection, record.task_no),
        fork="" if (fork := fork_of_record(connection, identity)) is None else fork_words(fork),
        laptop=_laptop(connection, identity),
    )


def _laptop(connection: sqlite3.Connection, identity: bytes) -> str:
    # Imported here: what reads packs comes with it, and the list needs none of that.
    from huaian_tui.exchange.trust.laptops import laptop_of_record

    try:
        return laptop_of_record(connection, identity)
    except StoreRefused:
        return ""  # the file of known keys is damaged, which 信任 and every merge say


def copied_texts(connection: sqlite3.Connection, today: date, keys: Sequence[str], source: RowSource) -> str:
    """What is copied of these rows (blocking): a record in full, with its whole time; a name as its line.

    A name that the list does not show any more is left out.
    """
    keys = [key for key in keys if key != MORE_NAMES]
    names = [key for key in keys if split_key(key)[0] is not Place.RECORD]
    cells = {row.key: [str(cell) for cell in row.cells if str(cell)] for row in rows_of(source, names)}
    texts = list[str]()
    for key in keys:
        if split_key(key)[0] is Place.RECORD:
            texts.append(read_detail(connection, today, key, ()).content.plain)
        elif key in cells:
            texts.append("\t".join(cells[key]))
    return "\n\n".join(texts)


def _named(
    connection: sqlite3.Connection, today: date, place: Place, own: str, room: int | None
) -> tuple[Content, int | None]:
    """(what its own screen shows of it, its task). Imported here: most searches end at a record."""
    if place is Place.TASK:
        from huaian_tui.tui.areas.tasks.facts import read_task_page
        from huaian_tui.tui.areas.tasks.text import task_text

        return task_text(read_task_page(connection, today, int(own))), int(own)
    if place is Place.UNIT:
        from huaian_tui.tui.areas.units.list import read_facts as read_unit_facts
        from huaian_tui.tui.areas.units.text import unit_head

        return unit_head(read_unit_facts(connection, today, own), ""), None
    if place is Place.MILESTONE:
        from huaian_tui.tui.areas.milestones.list import read_facts as read_milestone_facts
        from huaian_tui.tui.areas.milestones.text import milestone_detail

        facts = read_milestone_facts(connection, today, own)
        return milestone_detail(facts), facts.row.task_no
    from huaian_tui.documents.plain.pages import render_preview
    from huaian_tui.services.notice_files import document_of
    from huaian_tui.store.queries.notices import read_notice
    from huaian_tui.tui.areas.notices.text import notice_page

    notice = read_notice(connection, bytes.fromhex(own))
    return notice_page(notice, render_preview(document_of(notice), room=room)), None


def _marked(content: Content, words: tuple[str, ...]) -> Content:
    safe = safe_content(content)
    if not words or len(safe.plain) > LONGEST_MARKED:
        return safe
    spans = [Span(start, end, MATCH_STYLE) for start, end in matched_spans(safe.plain, words)]
    return safe.add_spans(spans)


def _milestone_title(connection: sqlite3.Connection, today: date, record: Record) -> str:
    """The title of the milestone that a record is about; empty where there is none."""
    if record.milestone is None or record.task_no is None:
        return ""
    rows = of_task(connection, today, record.task_no)
    return next((row.state.title for row in rows if row.id == record.milestone), "")
