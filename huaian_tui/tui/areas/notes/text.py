"""Notes and records in words: a note with what it said before, a record of any kind in one line."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content

from huaian_tui.domain.answers.notes import NOTE_PARTS, EventRow, NoteRow
from huaian_tui.domain.words.days import moment
from huaian_tui.domain.words.notes import CORRECTED, OTHER_RECORD, RETRACTED, note_parts
from huaian_tui.ledger.kinds import registry
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.frame.detail_lines import heading, labelled, quiet, toned

FULL_CHARACTERS = 40_000
"""So many characters of notes a time line shows in full, newest first: laying them out takes a tenth of a
second. What lies beyond is shortened, and says so."""

SHORT_CHARACTERS = 300


def kind_title(kind: str) -> str:
    """What the officer reads for a kind; an unknown one (of a newer program) is named as such."""
    return registry.kind_title(kind, OTHER_RECORD)


def event_title(event: EventRow) -> str:
    """What the officer reads for a record on a time line."""
    return event.title or kind_title(event.kind)


def event_line(event: EventRow) -> Content:
    """A record in one line: day, kind, milestone, gist, who recorded it."""
    day = event.day.isoformat() if event.day else event.recorded_at[:10]
    place = f" {event.milestone}" if event.milestone else ""
    head = Content.styled(day, "bold") + Content(f"  {event_title(event)}{place}  ")
    return head + Content(event.gist) + quiet(f"  {_who(event.who, event.recorded_at)}")


def note_lines(note: NoteRow, room: int) -> list[Content]:
    """A note with everything in it; ``room`` characters of its texts are shown, the rest is announced."""
    mark = _mark(note)
    head = Content.styled(note.day.isoformat(), "bold") + Content("  督查记录")
    found = [head + mark + quiet(f"  {_who(note.who, note.recorded_at)}")]
    found.extend(
        labelled(f"  {label}", _indented(_shortened(text, room))) for label, text in note_parts(note)
    )
    for earlier in note.earlier:
        found.append(
            quiet(f"  更正前（{_who(earlier.officer, earlier.recorded_at)}；更正理由：{earlier.reason}）")
        )
        if not earlier.same_text:
            found.append(labelled("  原文", quiet(_indented(_shortened(earlier.text, room)))))
        found.extend(
            labelled(f"  原{NOTE_PARTS[key]}", quiet(_indented(_shortened(value or "没有写", room))))
            for key, value in earlier.others
        )
    return found


def time_line(events: tuple[EventRow, ...], notes: Mapping[bytes, NoteRow]) -> list[Content]:
    """Notes in full and other records in one line each, in the order given (newest first).

    A correction stands at the note that it corrects, not again by itself.
    """
    lines: list[Content] = []
    room = FULL_CHARACTERS
    for event in events:
        note = notes.get(event.record_id)
        if note is not None:
            lines.extend(note_lines(note, room if room > 0 else SHORT_CHARACTERS))
            room -= _length(note)
        elif not event.corrects_note:
            lines.append(event_line(event))
    return lines


def note_text(note: NoteRow) -> Content:
    """A note as a whole page, nothing shortened."""
    return Content("\n").join([heading(note.named.told), *note_lines(note, 10**9)])


def _mark(note: NoteRow) -> Content:
    if note.retracted:
        return toned(f"  {RETRACTED}", "overdue")
    return toned(f"  {CORRECTED}", "due_soon") if note.corrected else Content("")


def _who(officer: str, recorded_at: str) -> str:
    return f"{officer or '未署名'} {moment(recorded_at)} 登记"


def _indented(text: str) -> str:
    """Further lines of a typed text begin under its first."""
    return text.replace("\n", "\n" + " " * 8)


def _length(note: NoteRow) -> int:
    texts = (note.text, note.problem, note.requirement, *(earlier.text for earlier in note.earlier))
    return sum(len(text) for text in texts)


def _shortened(text: str, room: int) -> str:
    if len(text) <= room:
        return text
    return f"{text[:room]}..（共 {len(text):,} 字，全文按 {keys_said('read_note')}）"
