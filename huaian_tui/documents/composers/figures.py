"""One call a figure: what a composer prints, with the tasks, milestones, notes or readings that it counts.

``told("逾期4项。", tasks_figure("逾期", "4项", late, names))`` is a paragraph that knows its
figure. ``value`` is the figure as the text has it. Who decided each thing is added to all of a
document at once (``with_their_officers``), so that no composer has to ask for it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from huaian_tui.documents.composers.phrases import one_line
from huaian_tui.documents.composers.plan_names import PlanNames
from huaian_tui.documents.composers.progress import PeriodProgress, TaskFacts, record_ids
from huaian_tui.documents.counted import Figure, Thing, ThingKind, records_of, with_officers
from huaian_tui.documents.model import Attachment, Block, Cell, OfficialDocument, Paragraph, Picture, Table
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.evaluation.history import Slip
from huaian_tui.domain.notices import NOTICE_TITLES
from huaian_tui.domain.rules.lights import Light, Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.rules.targets import format_number
from huaian_tui.domain.text.short_titles import short_title
from huaian_tui.domain.words.lights import light_words
from huaian_tui.domain.words.milestones import CANCELLED, state_words, title_words
from huaian_tui.store.queries.counted_records import officers_of
from huaian_tui.store.queries.evaluation.behind_figures import Behind
from huaian_tui.store.queries.task_progress import ProgressFact

_MOST_OF_TITLE = 40
"""Characters of a text that a thing is known by; the whole stands in the ledger."""

_MOST_OF_TASK = 30
"""Characters of a task's short title."""


def told(
    text: str, *figures: Figure, also: Collection[str] = (), lead: str = "", lead_level: int = 2
) -> Paragraph:
    """A paragraph with its figures; its sources are their records, and ``also`` those of its other words."""
    sources = tuple(dict.fromkeys((*records_of(figures), *also)))
    return Paragraph(text, sources=sources, lead=lead, lead_level=lead_level, figures=figures)


def cell(text: str, *figures: Figure, also: Collection[str] = ()) -> Cell:
    """A cell of a table with its figures, as ``told``."""
    return Cell(text, sources=tuple(dict.fromkeys((*records_of(figures), *also))), figures=figures)


# ---------------------------------------------------------------------- one call a figure


def tasks_figure(label: str, value: str, tasks: Iterable[TaskFacts | TaskRow], names: PlanNames) -> Figure:
    """So many tasks, or their share of all: 逾期, 4项; 逾期占比, 6.7%."""
    return Figure(label, value, tuple(task_thing(one, names) for one in tasks))


def numbers_figure(label: str, value: str, numbers: Iterable[int], names: PlanNames) -> Figure:
    """So many tasks of which no more was read than their places in their plans."""
    titles = {number: names.places[number].text for number in numbers if number in names.places}
    things = (
        Thing("task", str(number), names.item(number), short_title(text, _MOST_OF_TASK))
        for number, text in titles.items()
    )
    return Figure(label, value, tuple(things))


def milestones_figure(
    label: str, value: str, milestones: Iterable[MilestoneRow | MilestoneState], names: PlanNames
) -> Figure:
    """So many milestones: 本期办结节点, 3个."""
    return Figure(label, value, tuple(milestone_thing(one, names) for one in milestones))


def notes_figure(label: str, value: str, notes: Iterable[NoteRow], names: PlanNames) -> Figure:
    """So many notes, or what one of them says: 督查记录, 12条."""
    return Figure(label, value, tuple(note_thing(one, names) for one in notes))


def readings_figure(label: str, value: str, readings: Iterable[ProgressFact], names: PlanNames) -> Figure:
    """Readings of targets, or what is worked out from them."""
    return Figure(label, value, tuple(reading_thing(one, names) for one in readings))


def hand_ins_figure(label: str, value: str, facts: Iterable[ProgressFact], names: PlanNames) -> Figure:
    """What was handed in for named deliverables (成果)."""
    return Figure(label, value, tuple(hand_in_thing(one, names) for one in facts))


def notices_figure(label: str, value: str, notices: Iterable[NoticeRow]) -> Figure:
    """So many papers of the office itself."""
    return Figure(label, value, tuple(notice_thing(one) for one in notices))


def things_figure(label: str, value: str, *things: Iterable[Thing]) -> Figure:
    """A figure over things of several kinds, each once."""
    return Figure(label, value, tuple(dict.fromkeys(thing for some in things for thing in some)))


def progress_figure(label: str, value: str, progress: PeriodProgress, names: PlanNames) -> Figure:
    """What happened to a task in a period: completions, readings, hand-ins and notes."""
    return things_figure(
        label,
        value,
        (milestone_thing(one, names) for one in progress.completed),
        (reading_thing(one, names) for one in progress.readings),
        (hand_in_thing(one, names) for one in progress.handed_in),
        (note_thing(one, names) for one in progress.notes),
    )


# ---------------------------------------------------------------------- things


def task_thing(task: TaskFacts | TaskRow, names: PlanNames) -> Thing:
    """A task by how it stands; of its facts also the day and the records that its light rests on."""
    facts = task if isinstance(task, TaskFacts) else TaskFacts(task)
    row, records = facts.task, facts.sources()
    said, day = light_words(row.light, row.overdue_days), row.next_due
    if row.light is Light.DONE:
        ends = [one.state.completed_on for one in facts.live if one.state.completed_on is not None]
        day = max(ends, default=None)
    title = short_title(row.text, _MOST_OF_TASK)
    return Thing("task", str(row.no), names.item(row.no), title, said, day, records=records)


def milestone_thing(milestone: MilestoneRow | MilestoneState, names: PlanNames) -> Thing:
    """A milestone by its title, how it stands, and the day it was done or is due."""
    state = milestone.state if isinstance(milestone, MilestoneRow) else milestone
    if isinstance(milestone, MilestoneRow):
        said = state_words(milestone)
    else:
        ended = {Status.DONE: state.done_word, Status.CANCELLED: CANCELLED}
        said = ended.get(state.status, "")
    records = record_ids([state.decided_by] if state.decided_by else [])
    title = one_line(title_words(state), _MOST_OF_TITLE)
    day = state.completed_on or state.due
    return Thing("milestone", state.id, names.item(state.task_no), title, said, day, records=records)


def slip_thing(one: Behind, slip: Slip, names: PlanNames) -> Thing:
    """A change of a date by its record: which milestone, from when to when."""
    task = "" if one.ref is None else names.item(one.ref.no)
    said = f"{slip.before or ''} → {slip.after}"
    title = one_line(one.title, _MOST_OF_TITLE)
    return Thing("record", slip.record, task, title, said, slip.day, slip.officer, (slip.record,))


def note_thing(note: NoteRow, names: PlanNames) -> Thing:
    """A note by what it says, its day and who wrote it; its units before its text."""
    units = f"{'、'.join(note.unit_names)}：" if note.units else ""
    title = one_line(f"{units}{note.text}", _MOST_OF_TITLE)
    records = record_ids([note.record_id])
    task = names.item(note.task_no)
    return Thing("note", records[0], task, title, "", note.day, note.officer, records)


def reading_thing(fact: ProgressFact, names: PlanNames) -> Thing:
    """A reading by its target, its value and its day; it opens its milestone."""
    value = f"{format_number(fact.value or 0)}{fact.text}"
    return _fact_thing("reading", fact.subject, value, fact, names)


def hand_in_thing(fact: ProgressFact, names: PlanNames) -> Thing:
    """What was handed in, by its deliverable, what was said of it and its day."""
    said = one_line(fact.text, _MOST_OF_TITLE)
    return _fact_thing("hand_in", record_ids([fact.record_id])[0], said, fact, names)


def _fact_thing(kind: ThingKind, key: str, said: str, fact: ProgressFact, names: PlanNames) -> Thing:
    records = record_ids([fact.record_id])
    title = one_line(fact.title, _MOST_OF_TITLE)
    return Thing(kind, key, names.item(fact.task_no), title, said, fact.day, records=records)


def notice_thing(notice: NoticeRow) -> Thing:
    """A paper by its kind and number."""
    records = record_ids([notice.record_id])
    day = notice.issued_on or notice.drafted_on
    title = f"{NOTICE_TITLES.get(notice.kind, notice.kind)}{notice.number}"
    return Thing("notice", records[0], "", title, "", day, notice.officer, records)


# ---------------------------------------------------------------------- who decided


def with_their_officers(connection: sqlite3.Connection, document: OfficialDocument) -> OfficialDocument:
    """The document, with who decided or recorded each thing that its figures count."""
    unnamed = {
        record
        for part in counted_parts(document)
        for figure in part.figures
        for thing in figure.things
        if not thing.officer
        for record in thing.records
    }
    officers = officers_of(connection, sorted(unnamed))
    if not officers:
        return document

    def named(blocks: Sequence[Block]) -> tuple[Block, ...]:
        return tuple(_named(block, officers) for block in blocks)

    attachments = tuple(Attachment(one.title, named(one.blocks)) for one in document.attachments)
    return replace(document, body=named(document.body), attachments=attachments)


def counted_parts(document: OfficialDocument) -> list[Paragraph | Picture | Cell]:
    """Every paragraph, picture and cell that has figures, in printed order."""
    parts = list[Paragraph | Picture | Cell]()
    for block in document.blocks():
        if isinstance(block, Table):
            parts += [one for row in block.rows for one in row if one.figures]
        elif isinstance(block, Paragraph | Picture) and block.figures:
            parts.append(block)
    return parts


def _named(block: Block, officers: dict[str, str]) -> Block:
    if isinstance(block, Paragraph | Picture):
        return replace(block, figures=with_officers(block.figures, officers)) if block.figures else block
    if not isinstance(block, Table):
        return block
    rows = tuple(
        tuple(
            replace(one, figures=with_officers(one.figures, officers)) if one.figures else one for one in row
        )
        for row in block.rows
    )
    return replace(block, rows=rows)
