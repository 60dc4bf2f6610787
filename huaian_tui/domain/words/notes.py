"""A note (督查记录) in words: its marks, and its parts under the names that people know."""

from __future__ import annotations

from collections.abc import Iterator

from huaian_tui.domain.answers.notes import NOTE_PARTS, NoteRow, OtherNote

OTHER_RECORD = "其他记录"
"""What an officer reads for a kind of record of a newer program."""

CORRECTED = "更正"
RETRACTED = "已撤回"
PROGRESS = "进展"

KEEPS_VISIT, KEEPS_NO_VISIT = "已完成", "没有完成，仍要回访"
"""Whether a note keeps the visits promised before it; that it does is said only where it is corrected."""


def note_marks(note: NoteRow) -> tuple[str, ...]:
    """更正 and 已撤回, where they apply."""
    marks = ((CORRECTED, note.corrected), (RETRACTED, note.retracted))
    return tuple(word for word, said in marks if said)


_PROBLEM_SHOWN = 40


def solved_problem(one: OtherNote) -> str:
    """An earlier problem in a line: 2026-08-12 接口标准尚未统一."""
    text = " ".join(one.problem.split())
    return f"{one.day.isoformat()} {text[:_PROBLEM_SHOWN]}{'..' if len(text) > _PROBLEM_SHOWN else ''}"


def solved_words(note: NoteRow) -> str:
    """已解决（2026-10-20 督查）; nothing of a problem that is open."""
    return f"已解决（{note.solved_by[0].day.isoformat()} 督查）" if note.solved_by else ""


def problem_words(note: NoteRow) -> str:
    """The problem in a list, marked where it was found solved."""
    return f"（已解决）{note.problem}" if note.solved_by else note.problem


def note_parts(note: NoteRow) -> Iterator[tuple[str, str]]:
    """(what it is called, what was written) of every part that has something, as people read a note."""
    parts = (
        (NOTE_PARTS["units"], "、".join(note.unit_names)),
        (NOTE_PARTS["method"], note.method),
        (NOTE_PARTS["contact"], note.contact),
        (PROGRESS, note.text),
        (NOTE_PARTS["problem"], note.problem),
        ("解决情况", solved_words(note)),
        (NOTE_PARTS["solves"], "；".join(solved_problem(one) for one in note.solves)),
        (NOTE_PARTS["requirement"], note.requirement),
        (NOTE_PARTS["follow_up"], note.follow_up.isoformat() if note.follow_up else ""),
        (NOTE_PARTS["keeps_visit"], "" if note.keeps_visit else KEEPS_NO_VISIT),
    )
    return ((label, text) for label, text in parts if text)
