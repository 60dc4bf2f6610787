"""Getting a notice out: as files, or on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huaian_tui.documents.notices import FORMATS, export_notice, print_notice
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.rows import NoticeRow
from huaian_tui.store.locations import typed_path
from huaian_tui.store.queries.office import read_profile
from huaian_tui.tui.background import in_thread
from huaian_tui.tui.dialogs.choice import ChoiceField
from huaian_tui.tui.dialogs.fields import FormField, TextField
from huaian_tui.tui.dialogs.form import FormDialog
from huaian_tui.tui.dialogs.progress import WorkForm
from huaian_tui.tui.work import Work

if TYPE_CHECKING:
    from huaian_tui.documents.printing import PrintJob
    from huaian_tui.tui.app import HuaianApp

ALL_FORMATS = ",".join(FORMATS)
MOST_COPIES = 99


def open_export_form(app: HuaianApp, notice: NoticeRow, then: Callable[[list[Path]], object]) -> None:
    """Ask for the format and folder; ``then`` gets the paths written."""
    formats = ((ALL_FORMATS, "全部"), *FORMATS.items())
    fields: list[FormField] = [
        ChoiceField("formats", "格式", formats),
        TextField("folder", "文件夹", value=str(default_folder()), required=True, max_length=500),
    ]

    def work(values: dict[str, Any], progress: Work) -> list[Path]:
        template = app.session.read(read_profile).template
        folder = typed_path(values["folder"], "folder")
        formats, paths = values["formats"].split(","), list[Path]()
        for number, wanted in enumerate(formats):
            if progress.stopping and paths:
                break  # what is written stands, and is told
            progress.tell(number / len(formats) if len(formats) > 1 else None)
            paths += export_notice(notice, [wanted], folder, template)
        return paths

    def ended(paths: list[Path] | None) -> None:
        if paths is not None:
            then(paths)

    intro = "同名文件不会被覆盖，新文件名后加（2）。"
    form = WorkForm("导出文书", fields, work, intro=intro, button="导出", busy="正在排版")
    app.push_screen(form, ended)


def default_folder() -> Path:
    """Where an officer looks for files: the documents folder if there is one, else the home folder."""
    import platformdirs

    documents = Path(platformdirs.user_documents_dir())
    return documents if documents.is_dir() else Path.home()


def open_print_form(app: HuaianApp, notice: NoticeRow, then: Callable[[PrintJob], object]) -> None:
    """Ask for the printer, copies and sides; ``then`` gets the job. Without a printer it says what to do."""
    from huaian_tui.documents.printing import list_printers

    asked_on = app.screen

    def show(printers: list[str]) -> None:
        if app.screen is asked_on:
            app.push_screen(_print_form(app.session.database, notice, printers), ended)

    def ended(job: PrintJob | None) -> None:
        if job is not None:
            then(job)

    in_thread(asked_on, lambda: list(list_printers()), show, group="open-form")


def _print_form(database: Path, notice: NoticeRow, printers: list[str]) -> FormDialog:
    choices = [("", "默认打印机"), *((name, name) for name in printers)]
    fields: list[FormField] = [
        ChoiceField("printer", "打印机", choices),
        TextField("copies", "份数", value="1", required=True, max_length=2),
        ChoiceField("sides", "单双面", (("two", "双面"), ("one", "单面"))),
    ]

    def work(values: dict[str, Any]) -> PrintJob:
        return print_notice(
            notice,
            database,
            printer=values["printer"] or None,
            copies=_copies(values["copies"]),
            two_sided=values["sides"] == "two",
        )

    return FormDialog("打印文书", fields, work)


def _copies(typed: str) -> int:
    if not typed.isdecimal() or not 1 <= int(typed) <= MOST_COPIES:
        raise InputRefused("份数没看懂", f"写的是「{typed}」", f"请写 1 到 {MOST_COPIES}", field="copies")
    return int(typed)
