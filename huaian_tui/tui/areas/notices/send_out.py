"""Getting a notice out: as files, or on paper."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huaian_tui.documents.files import write_whole
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.services.notice_files import FORMATS, Look, export_notice, look_of, print_notice
from huaian_tui.store.keep.locations import typed_path
from huaian_tui.store.queries.settings import read_profile
from huaian_tui.tui.files.folder_field import folder_field
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.fields import FormField, TextField
from huaian_tui.tui.forms.folders import keep_folder
from huaian_tui.tui.forms.open_form import open_dialog, read_then
from huaian_tui.tui.forms.progress import WorkForm
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.threads.work import Work

if TYPE_CHECKING:
    from huaian_tui.documents.printing import PrintJob

BESIDE, WITHOUT = "beside", "without"
ALL_FORMATS = ",".join(FORMATS)
MOST_COPIES = 99


@dataclass(frozen=True, slots=True)
class Exported:
    """The files written, of how many notices, and how many notices were left (stopped)."""

    paths: tuple[Path, ...]
    notices: int
    left: int

    @property
    def told(self) -> str:
        """The paths; of many files how many, and in which folder."""
        if self.notices == 1 and not self.left:
            return "已导出：" + "；".join(str(path) for path in self.paths)
        said = f"已导出 {self.notices} 份文书，{len(self.paths)} 个文件，在 {self.paths[0].parent}"
        return f"{said}；已停下，还有 {self.left} 份没有导完" if self.left else said


def open_export_form(app: Host, notices: Sequence[NoticeRow], then: Callable[[Exported], object]) -> None:
    """Ask once for the format and folder; ``then`` gets what was written."""
    formats = ((ALL_FORMATS, "全部"), *FORMATS.items())
    fields: list[FormField] = [
        ChoiceField("formats", "格式", formats),
        ChoiceField("passport", "数字护照", ((WITHOUT, "不要"), (BESIDE, "另存一份"))),
        folder_field(app, "notices"),
    ]

    def work(values: dict[str, Any], progress: Work) -> Exported:
        look = look_of(app.session.read(read_profile))
        folder = typed_path(values["folder"], "folder")
        proofs = _proofs(app, notices) if values["passport"] == BESIDE else []
        made = _export(notices, values["formats"].split(","), folder, look, progress)
        if not made.left:
            made = replace(
                made, paths=(*made.paths, *(write_whole(folder / name, data) for name, data in proofs))
            )
        keep_folder(app, "notices", folder)
        return made

    title = "导出文书" if len(notices) == 1 else f"导出 {len(notices)} 份文书"
    intro = "同名文件不会被覆盖，新文件名后加（2）。"
    form = WorkForm(title, fields, work, intro=intro, button="导出", busy="正在排版")
    open_dialog(app, form, then)


def _proofs(app: Host, notices: Sequence[NoticeRow]) -> list[tuple[str, bytes]]:
    """(name, contents) of the passport of each notice that has one; refused where none has."""
    # Imported here: composing is needed for it, which the list of notices does without.
    from huaian_tui.services.notice_passport import has_passport, passport_bytes, passport_name

    def made(connection: sqlite3.Connection) -> list[tuple[str, bytes]]:
        having = [one for one in notices if has_passport(one)] or notices
        return [(passport_name(one), passport_bytes(connection, one)) for one in having]

    return app.session.read_present(made)


def _export(
    notices: Sequence[NoticeRow], formats: Sequence[str], folder: Path, look: Look, work: Work
) -> Exported:
    """Each notice in each format; what is written stands when it is stopped or refused, and is told."""
    paths = list[Path]()
    steps = [(notice, wanted) for notice in notices for wanted in formats]
    for place, (notice, wanted) in enumerate(steps):
        if not work.goes_on(place, len(steps), "正在排版", kept=bool(paths), measure="个文件"):
            break
        try:
            paths += export_notice(notice, [wanted], folder, look)
        except HuaianError as error:
            if not paths:
                raise
            written = f"{error.message}（先前的 {len(paths)} 个文件已存好）"
            raise HuaianError(error.title, written, error.way_out) from error
    whole = len(paths) // len(formats)
    return Exported(tuple(paths), whole, len(notices) - whole)


def open_print_form(app: Host, notices: Sequence[NoticeRow], then: Callable[[str], object]) -> None:
    """Ask once for the printer, copies and sides; ``then`` gets what is to be said.

    Without a printer it says what to do.
    """
    from huaian_tui.documents.printing import list_printers

    def show(printers: list[str]) -> None:
        open_dialog(app, _print_form(app.session.database, notices, printers), then)

    read_then(app, lambda: list(list_printers()), show)


def _print_form(database: Path, notices: Sequence[NoticeRow], printers: list[str]) -> WorkForm:
    choices = [("", "默认打印机"), *((name, name) for name in printers)]
    fields: list[FormField] = [
        ChoiceField("printer", "打印机", choices),
        TextField("copies", "份数", value="1", required=True, max_length=2),
        ChoiceField("sides", "单双面", (("two", "双面"), ("one", "单面"))),
    ]
    several = len(notices) > 1

    def work(values: dict[str, Any], progress: Work) -> str:
        copies, two_sided = _copies(values["copies"]), values["sides"] == "two"

        def send(notice: NoticeRow) -> PrintJob:
            printer = values["printer"] or None
            return print_notice(notice, database, printer=printer, copies=copies, two_sided=two_sided)

        jobs = _print(notices, send, progress)
        left = len(notices) - len(jobs)
        stopped = f"；已停下，还有 {left} 份没有打印" if left else ""
        return f"已送打印：{f'{len(jobs)} 份文书' if several else jobs[0].path.stem}{stopped}"

    title = f"打印 {len(notices)} 份文书" if several else "打印文书"
    return WorkForm(title, fields, work, button="打印", busy="正在送打印机")


def _print(notices: Sequence[NoticeRow], send: Callable[[NoticeRow], PrintJob], work: Work) -> list[PrintJob]:
    """One after the other; what the printer has is told when it is stopped or a later one is refused."""
    jobs: list[PrintJob] = []
    for notice in notices:
        if not work.goes_on(len(jobs), len(notices), "正在送打印机", kept=bool(jobs)):
            break
        try:
            jobs.append(send(notice))
        except HuaianError as error:
            if not jobs:
                raise
            sent = f"《{notice.title}》：{error.message}（先前的 {len(jobs)} 份已送打印机）"
            raise HuaianError(error.title, sent, error.way_out) from error
    return jobs


def _copies(typed: str) -> int:
    if not typed.isdecimal() or not 1 <= int(typed) <= MOST_COPIES:
        raise InputRefused("份数没看懂", f"写的是「{typed}」", f"请写 1 到 {MOST_COPIES}", field="copies")
    return int(typed)
