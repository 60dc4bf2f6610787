"""导入反馈表: which files, how far it is, and for each file what was taken, known before, or refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.text.hygiene import ellipsis
from huaian_tui.importing.workbook_guard import SUFFIX
from huaian_tui.services.feedback_intake import FormImport, Refusal, import_form
from huaian_tui.services.form_files import files_refused, forms_at
from huaian_tui.tui.actions.opening import open_action
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.self_reports.import_results import Brought, ImportResults
from huaian_tui.tui.areas.self_reports.partly import decide_parts
from huaian_tui.tui.files.chooser import Wanted
from huaian_tui.tui.files.files_form import FilesForm
from huaian_tui.tui.files.listing import path_of
from huaian_tui.tui.forms.long_text import LongTextField
from huaian_tui.tui.forms.open_form import open_dialog, with_officer
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.safe_text import one_line
from huaian_tui.tui.session import LedgerSession

INTRO = (
    "一行写一个文件，或一个文件夹（收其中全部 .xlsx）。有填错的行时逐处说明，由你定先收对的还是整份不收；"
    "收下的成为待核实的自报，核实后才入账。同一份再导入不会重复。"
)
CHOOSING = "回车进文件夹或选一份；Shift+下 标记几份或整个文件夹，再按 Ctrl+S 一起取用。"
SHOWN_PATH = 60
"""Cells of a path in a refusal."""


def files_of(typed: str) -> list[Path]:
    """The files that are meant, each once: one path a line, ``~`` and file:// understood, folders opened.

    Raises ``InputRefused`` for a path that leads nowhere and for a folder without
    forms, before anything is read. Blocking.
    """
    found: dict[Path, None] = {}
    for line in typed.splitlines():
        if line.strip():
            found.update(dict.fromkeys(_files_at(line.strip())))
    return list(found)


def _files_at(typed: str) -> list[Path]:
    try:
        path = path_of(typed)
    except (OSError, ValueError, RuntimeError) as error:
        shown = ellipsis(one_line(typed), SHOWN_PATH)
        raise files_refused(f"打不开：{shown}", "路径不能使用") from error
    return forms_at(path)


class ImportFormsDialog(FilesForm):
    """Asks for the files, and takes them in one after the other; Esc stops after the file at hand.

    The result says of each file that was read what became of it, and how many were left.
    """

    def __init__(self, session: LedgerSession) -> None:
        field = LongTextField(
            "files", "文件", required=True, lines=5, placeholder="如 ~/下载/市财政局_反馈表.xlsx，或 ~/下载"
        )
        wanted = Wanted("选反馈表", "forms", (SUFFIX,), CHOOSING, many=True)
        super().__init__("导入反馈表", field, self._take, wanted, intro=INTRO, button="导入", busy="正在导入")
        self._session = session
        self._stopped = False

    def _take(self, values: dict[str, Any]) -> Brought:
        """In a thread: every file is an action of its own, so that a bad one harms no other."""
        self._stopped = False
        files = files_of(values["files"])
        results: list[FormImport] = []
        for number, file in enumerate(files, start=1):
            if self._stopped:
                break
            place = f"第 {number} 份，共 {len(files)} 份"
            self.call_later(self._status, f"正在导入{place}（{keys_said('back')} 停下）")
            results.append(self._take_one(file))
        return Brought(tuple(results), len(files) - len(results))

    def _take_one(self, file: Path) -> FormImport:
        session = self._session
        try:
            return session.write(lambda ledger: import_form(ledger, file, session.today))
        except HuaianError as error:
            return FormImport(file, "", (), 0, (Refusal(None, "", error.one_line()),))

    @property
    def stops_on_back(self) -> bool:
        """Whether Esc stops what is being done."""
        return self._saving

    def action_back(self) -> None:
        """Esc while files are read: the one at hand is finished, the rest stays."""
        if self._saving:
            self._stopped = True
            self._status("正在停下：读完这一份就停")
        else:
            super().action_back()

    def on_unmount(self) -> None:
        """The program ends: read no further."""
        self._stopped = True


def open_import(app: Host) -> None:
    """Ask for the files, take them in, ask what becomes of those with wrong lines, and show all of it."""

    def ended(brought: Brought) -> None:
        if any(one.accepted for one in brought.results):
            app.ledger_changed()
        decide_parts(app, brought, shown)

    def shown(brought: Brought) -> None:
        open_dialog(app, ImportResults(brought), lambda go_on: open_action(app, "reports") if go_on else None)

    with_officer(app, lambda: open_dialog(app, ImportFormsDialog(app.session), ended))
