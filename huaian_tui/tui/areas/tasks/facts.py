"""Everything that stands about one task, read at once: what the detail pane is made from."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.answers.tasks import TaskDetail
from huaian_tui.services.names_of_laptops import with_laptops
from huaian_tui.store.queries.notes import find_notes, read_notes
from huaian_tui.store.queries.plan_scope import plans_in_use
from huaian_tui.store.queries.tasks import read_task
from huaian_tui.store.queries.unit_groups import read_groups

MOST_NOTES = 200
"""Notes that the time line shows, as many as it shows records."""


@dataclass(frozen=True, slots=True)
class TaskPage:
    """A task, its notes by record id (retracted ones too), and the groups among its units.

    ``groups``: by the group's name its members, each with whether it is certain that it belongs to it.
    ``plans``: how many are in use. ``foretold``: what is expected of its milestones, by their ids.
    """

    detail: TaskDetail
    notes: Mapping[bytes, NoteRow]
    groups: Mapping[str, Sequence[tuple[str, bool]]]
    plans: int = 1
    foretold: Mapping[str, str] = field(default_factory=dict)


def read_task_page(connection: sqlite3.Connection, today: date, number: int) -> TaskPage:
    """Read the page of one task; ``NotFound`` for an unknown number."""
    detail = read_task(connection, today, number)
    detail = replace(detail, events=tuple(with_laptops(connection, detail.events)))
    wanted = find_notes(connection, task_no=number, retracted=True)[:MOST_NOTES]
    notes = {note.record_id: note for note in with_laptops(connection, read_notes(connection, wanted))}
    groups = read_groups(connection, today, (slot.unit for slot in detail.slots))
    foretold = _foretold(connection, today, detail)
    return TaskPage(detail, notes, groups, len(plans_in_use(connection)), foretold)


def _foretold(connection: sqlite3.Connection, today: date, detail: TaskDetail) -> dict[str, str]:
    """What a forecast says of its milestones, in words; of those of which it says something."""
    # Imported here: a list of tasks needs none of it.
    from huaian_tui.services.foretold import foretold_words, read_foretold

    ids = [row.id for row in detail.milestones]
    found = zip(ids, read_foretold(connection, today, ids), strict=True)
    said = {one: foretold_words(told, today, unknown=False) for one, told in found}
    return {one: words for one, words in said.items() if words}
