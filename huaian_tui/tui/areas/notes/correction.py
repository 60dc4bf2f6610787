"""更正 and 撤回 of a note, and reading one in full. What was recorded first stays readable."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from huaian_tui.domain.answers.notes import NoteRow, OtherNote
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.words.days import moment
from huaian_tui.services.notes import correct_whole_note, retract_note
from huaian_tui.store.queries.notes import promised_days, read_notes
from huaian_tui.store.queries.solved_problems import problems_of
from huaian_tui.tui.actions.registry import bindings_for
from huaian_tui.tui.areas.notes.note_form import KeepsVisitField, MethodField, SolvesField, note_draft
from huaian_tui.tui.areas.notes.text import note_text
from huaian_tui.tui.forms.date_fields import DateField
from huaian_tui.tui.forms.fields import FormField, TextField, reason_field
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.long_text import LongTextField
from huaian_tui.tui.forms.open_form import open_dialog, read_then, tell_recorded, with_officer
from huaian_tui.tui.forms.unit_names import UnitNames
from huaian_tui.tui.forms.units_field import UnitsField
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.frame.host import Host

SHOWN_CHARACTERS = 120


class NoteDialog(ModalScreen[None]):
    """One note in full, to read; scrolls."""

    BINDINGS = bindings_for("back")
    AUTO_FOCUS = "DetailPane"
    DEFAULT_CSS = """
    NoteDialog .dialog { height: 90%; }
    NoteDialog DetailPane { padding: 1 2; }
    """

    def __init__(self, note: NoteRow) -> None:
        super().__init__()
        self._note = note

    def compose(self) -> ComposeResult:
        """Title and text."""
        with Vertical(classes="dialog dialog-wide"):
            yield Static("督查记录全文", classes="dialog-title", markup=False)
            yield DetailPane()
        yield HintBar()

    def on_mount(self) -> None:
        """Fill in the text."""
        self.query_one(DetailPane).show(note_text(self._note))

    def action_back(self) -> None:
        """Close."""
        self.dismiss(None)


def open_note_text(app: Host, note_id: bytes) -> None:
    """Show a note in full."""
    _with_note(app, note_id, lambda note, *_: app.push_screen(NoteDialog(note)))


class CorrectionForm(FormDialog):
    """The text first, then the reason: that is what most corrections are about; the rest stands below."""

    AUTO_FOCUS = "CorrectionForm LongTextArea"


def open_correction(app: Host, note_id: bytes) -> None:
    """更正: how the note is to read, any part of it, and the reason."""
    session = app.session

    def form(note: NoteRow, names: UnitNames, promised: list[date], problems: list[OtherNote]) -> None:
        _refuse_retracted(note)

        def save(values: dict[str, Any]) -> object:
            reason = values.pop("reason")
            draft = note_draft(note.task_no, values)
            return session.write(
                lambda ledger: correct_whole_note(ledger, note.record_id, draft, reason, session.today)
            )

        dialog = CorrectionForm(
            "更正督查记录",
            _correction_fields(note, names, promised, problems, session.today),
            save,
            intro=_intro(note, "只改要改的各项；原文仍可查看。"),
            form_id=f"correct:{note.record_id.hex()}",
        )
        open_dialog(app, dialog, lambda _: tell_recorded(app, "已更正，原文仍可查看"))

    with_officer(app, lambda: _with_note(app, note_id, form))


def _correction_fields(
    note: NoteRow, names: UnitNames, promised: list[date], problems: list[OtherNote], today: date
) -> list[FormField]:
    follow_up = note.follow_up.isoformat() if note.follow_up else ""
    fields: list[FormField] = [
        LongTextField("text", "进展情况", value=note.text, required=True, lines=4),
        reason_field("更正理由", "如 单位来函说明"),
        LongTextField("problem", "存在问题", value=note.problem, lines=2),
        LongTextField("requirement", "督查要求", value=note.requirement, lines=2),
        DateField("follow_up", "回访日期", today, value=follow_up),
        DateField("day", "督查日期", today, value=note.day.isoformat(), required=True),
        UnitsField(
            "units", "督查单位", names.resolve, suggest=names.suggest, value="、".join(note.unit_names)
        ),
        MethodField(note.method),
        TextField("contact", "联系人", value=note.contact),
    ]
    if promised or not note.keeps_visit:
        fields.append(KeepsVisitField(promised, keeps=note.keeps_visit))
    if problems or note.solves:
        known = {one.record_id: one for one in (*note.solves, *problems)}
        fields.append(SolvesField(list(known.values()), [one.record_id for one in note.solves]))
    return fields


def open_retraction(app: Host, note_id: bytes) -> None:
    """撤回: the reason. The note leaves the lists and stays among the records."""

    def form(note: NoteRow, *_: object) -> None:
        _refuse_retracted(note)
        shown = note.text[:SHOWN_CHARACTERS] + (".." if len(note.text) > SHOWN_CHARACTERS else "")
        fields = [reason_field("撤回理由", "如 记错了任务")]

        def save(values: dict[str, Any]) -> object:
            return app.session.write(lambda ledger: retract_note(ledger, note.record_id, values["reason"]))

        intro = _intro(note, f"\n{shown}")
        dialog = FormDialog("撤回督查记录", fields, save, intro=intro, button="撤回", busy="正在撤回")
        open_dialog(app, dialog, lambda _: tell_recorded(app, "已撤回，记录里仍可查看"))

    with_officer(app, lambda: _with_note(app, note_id, form))


def _intro(note: NoteRow, more: str) -> str:
    return f"{note.named.told}，{note.day} 的记录，{note.officer} {moment(note.recorded_at)} 登记。{more}"


def _refuse_retracted(note: NoteRow) -> None:
    if note.retracted:
        raise HuaianError("这条督查记录已撤回", "撤回的记录不能再改", "如需补记，请新写一条")


_Found = tuple[list[NoteRow], UnitNames, list[date], list[OtherNote]]


def _with_note(
    app: Host, note_id: bytes, then: Callable[[NoteRow, UnitNames, list[date], list[OtherNote]], object]
) -> None:
    """Read the note, names of units, promises and open problems in a thread; go on if wanted still."""

    def read(connection: sqlite3.Connection) -> _Found:
        found = read_notes(connection, [note_id])
        promised = [day for note in found for day in promised_days(connection, [note.task_no], note_id)]
        problems = [
            one
            for note in found
            for one in problems_of(connection, note.task_no)
            if one.record_id != note_id and one.day <= note.day
        ]
        return found, UnitNames(connection), promised, problems

    def go_on(read: _Found) -> None:
        found, names, promised, problems = read
        if not found:
            raise HuaianError("没有这条督查记录", "它不在本台账中")
        then(found[0], names, promised, problems)

    read_then(app, lambda: app.session.read(read), go_on)
