"""What the figures of a document rest on that keeps records alone: those of before figures were kept.

The words are of now, not of the day of the document.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from huaian_tui.documents.composers.phrases import one_line
from huaian_tui.documents.composers.sources import Passage
from huaian_tui.documents.counted import Figure, Thing, ThingKind
from huaian_tui.domain.answers.notes import EventRow
from huaian_tui.ledger.identity import format_id
from huaian_tui.ledger.record import RecordKind
from huaian_tui.store.queries.counted_records import events_of, milestone_titles

WHOLE = "整段"
"""The label of what a passage rests on as a whole."""

_MOST_OF_TEXT = 40
_KINDS: dict[str, ThingKind] = {
    RecordKind.NOTE: "note",
    RecordKind.READING: "reading",
    RecordKind.NOTICE_DRAFT: "notice",
}


def with_things(connection: sqlite3.Connection, passages: Sequence[Passage]) -> list[Passage]:
    """The passages, with a figure for the records of those that have none."""
    bare = [one for one in passages if one.records and not one.figures]
    events = {
        format_id(event.record_id): event
        for event in events_of(connection, list(dict.fromkeys(id_ for one in bare for id_ in one.records)))
    }
    titles = milestone_titles(connection, {one.milestone for one in events.values() if one.milestone})

    def told(passage: Passage) -> Passage:
        if passage.figures or not passage.records:
            return passage
        found = [events[one] for one in passage.records if one in events]
        things = tuple(_thing(one, titles) for one in found)
        return replace(passage, figures=(Figure(WHOLE, one_line(passage.text, _MOST_OF_TEXT), things),))

    return [told(one) for one in passages]


def _thing(event: EventRow, titles: dict[str, str]) -> Thing:
    """What a record is about; a decision is told by its milestone, anything else by what it says."""
    records = (format_id(event.record_id),)
    task = "" if event.named is None else event.named.told
    kind = _KINDS.get(event.kind, "milestone" if event.milestone else "record")
    said = one_line(event.gist, _MOST_OF_TEXT)
    if event.milestone is not None:
        title = titles.get(event.milestone, "")
        return Thing(kind, event.milestone, task, title, said, event.day, event.officer, records)
    return Thing(kind, records[0], task, said, "", event.day, event.officer, records)
