"""更正 and 撤回 of a note, and reading one in full. What was recorded first stays readable."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rows import NoteRow
from huaian_tui.store.changes.notes import correct_note, retract_note
from huaian_tui.store.queries.notes import read_notes
from huaian_tui.tui.actions import bindings_for
from huaian_tui.tui.background import in_thread
from huaian_tui.tui.dialogs.fields import TextField
from huaian_tui.tui.dialogs.form import FormDialog
from huaian_tui.tui.dialogs.long_text import LongTextField
from huaian_tui.tui.dialogs.settings import with_officer
from huaian_tui.tui.undo import tell_done
from huaian_tui.tui.views.notes import moment, note_text
from huaian_tui.tui.widgets.chinese_text import DetailPane
from huaian_tui.tui.widgets.hint_bar import HintBar

if TYPE_CHECKING:
    from huaian_tui.tui.app import HuaianApp

LONGEST_REASON = 500
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


def open_note_text(app: HuaianApp, note_id: bytes) -> None:
    """Show a note in full."""
    _with_note(app, note_id, lambda note: app.push_screen(NoteDialog(note)))


def open_correction(app: HuaianApp, note_id: bytes) -> None:
    """更正: the new text and the reason."""

    def form(note: NoteRow) -> None:
        _refuse_retracted(note)
        fields = [
            LongTextField("text", "更正后", value=note.text, required=True, lines=8),
            TextField(
                "reason", "更正理由", required=True, max_length=LONGEST_REASON, placeholder="如 单位来函说明"
            ),
        ]

        def save(values: dict[str, Any]) -> object:
            return app.session.write(
                lambda ledger: correct_note(ledger, note.record_id, values["text"], values["reason"])
            )

        dialog = FormDialog(
            "更正督查记录",
            fields,
            save,
            intro=_intro(note, "原文仍可查看。"),
            form_id=f"correct:{note.record_id.hex()}",
        )
        app.push_screen(dialog, lambda saved: _after(app, saved, "已更正，原文仍可查看"))

    with_officer(app, lambda: _with_note(app, note_id, form))


def open_retraction(app: HuaianApp, note_id: bytes) -> None:
    """撤回: the reason. The note leaves the lists and stays among the records."""

    def form(note: NoteRow) -> None:
        _refuse_retracted(note)
        shown = note.text[:SHOWN_CHARACTERS] + (".." if len(note.text) > SHOWN_CHARACTERS else "")
        fields = [
            TextField(
                "reason", "撤回理由", required=True, max_length=LONGEST_REASON, placeholder="如 记错了任务"
            )
        ]

        def save(values: dict[str, Any]) -> object:
            return app.session.write(lambda ledger: retract_note(ledger, note.record_id, values["reason"]))

        dialog = FormDialog("撤回督查记录", fields, save, intro=_intro(note, f"\n{shown}"))
        app.push_screen(dialog, lambda saved: _after(app, saved, "已撤回，记录里仍可查看"))

    with_officer(app, lambda: _with_note(app, note_id, form))


def _intro(note: NoteRow, more: str) -> str:
    return f"第 {note.task_no} 项，{note.day} 的记录，{note.officer} {moment(note.recorded_at)} 登记。{more}"


def _after(app: HuaianApp, saved: object, said: str) -> None:
    if saved is not None:
        tell_done(app, said)
        app.ledger_changed()


def _refuse_retracted(note: NoteRow) -> None:
    if note.retracted:
        raise HuaianError("这条督查记录已撤回", "撤回的记录不能再改", "如需补记，请新写一条")


def _with_note(app: HuaianApp, note_id: bytes, then: Callable[[NoteRow], object]) -> None:
    """Read the note in a thread; go on if the officer is still on the screen that asked."""
    asked_on = app.screen

    def go_on(found: list[NoteRow]) -> None:
        if app.screen is not asked_on:
            return
        try:
            if not found:
                raise HuaianError("没有这条督查记录", "它不在本台账中")
            then(found[0])
        except HuaianError as error:
            app.show_error(error)

    in_thread(
        asked_on, lambda: app.session.read(lambda c: read_notes(c, [note_id])), go_on, group="open-form"
    )
