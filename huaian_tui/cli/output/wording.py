"""What the command line alone says of things: words with the colour of their light, ids."""

from __future__ import annotations

from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.columns import Lit
from huaian_tui.domain.words.lights import light_words
from huaian_tui.domain.words.milestones import state_with_conflict
from huaian_tui.domain.words.notes import note_marks
from huaian_tui.ledger.identity import short_id


def task_light_word(task: TaskRow) -> Lit:
    """逾期325天, 临期 … in the colour of the light."""
    return Lit(light_words(task.light, task.overdue_days), task.light)


def milestone_word(row: MilestoneRow) -> Lit:
    """Where a milestone stands, with what must not be overlooked, in the colour of its light."""
    return Lit(state_with_conflict(row), row.light)


def note_name(note: NoteRow) -> str:
    """The short id with 更正 and 已撤回 where they apply."""
    return " ".join((short_id(note.record_id), *note_marks(note)))
