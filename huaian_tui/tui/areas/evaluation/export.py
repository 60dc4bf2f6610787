"""导出评价: what is on the screen - period, day, by what, whose, which plan - as Excel, PDF and pictures."""

from __future__ import annotations

from typing import Any

from huaian_tui.services.evaluation_files import (
    WantedFiles,
    WrittenFiles,
    evaluation_name,
    export_evaluation,
)
from huaian_tui.tui.areas.evaluation.choice import Choice
from huaian_tui.tui.areas.evaluation.facts import asked_of
from huaian_tui.tui.areas.evaluation.text import choice_line
from huaian_tui.tui.areas.exports.dialogs import NOT_OVERWRITTEN, typed_folder
from huaian_tui.tui.files.folder_field import folder_field
from huaian_tui.tui.forms.choice_field import ChoiceField
from huaian_tui.tui.forms.fields import FormField, TextField
from huaian_tui.tui.forms.folders import keep_folder
from huaian_tui.tui.forms.open_form import open_dialog
from huaian_tui.tui.forms.progress import WorkForm
from huaian_tui.tui.frame.detail_lines import lines, quiet
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.threads.work import Work

BOTH, BOOK, PAPER, PICTURES, ALL = "both", "xlsx", "pdf", "png", "all"
WHAT = (
    (BOTH, "Excel 和 PDF"),
    (BOOK, "Excel：全部的数、延期账、图、怎么算"),
    (PAPER, "PDF：主要的数、延期账、图、约定"),
    (PICTURES, "图片：一图一个 PNG 文件"),
    (ALL, "全部"),
)


def open_evaluation_export(app: Host, choice: Choice) -> None:
    """Ask what and where; then write it and say the paths."""
    session = app.session
    asked = asked_of(choice, session.today, past=session.as_of is not None)
    fields: list[FormField] = [
        ChoiceField("what", "导出什么", WHAT),
        TextField("name", "文件名", value=evaluation_name(asked), required=True, max_length=100),
        folder_field(app, "evaluation"),
    ]

    def work(values: dict[str, Any], progress: Work) -> WrittenFiles:
        from huaian_tui.documents.files import safe_file_name

        folder, what = typed_folder(values["folder"]), values["what"]
        name = safe_file_name(values["name"])
        wanted = WantedFiles(
            folder / f"{name}.xlsx" if what in (BOTH, BOOK, ALL) else None,
            folder / f"{name}.pdf" if what in (BOTH, PAPER, ALL) else None,
            folder if what in (PICTURES, ALL) else None,
            name,
        )
        made = session.read(
            lambda connection: export_evaluation(
                connection, asked, wanted, lambda words: progress.tell(None, words)
            )
        )
        keep_folder(app, "evaluation", folder)
        return made

    intro = lines([choice_line(choice, session.today), quiet(f"照画面上的期间和范围导出。{NOT_OVERWRITTEN}")])
    form = WorkForm("导出评价", fields, work, intro=intro, button="导出", busy="正在导出")
    open_dialog(app, form, lambda made: app.tell(told(made)))


def told(made: WrittenFiles) -> str:
    """The names of the files, and where they are."""
    first, *others = made.paths
    if not others:
        return f"已导出：{first}"
    return f"已导出 {len(made.paths)} 个文件到 {first.parent}：{'、'.join(one.name for one in made.paths)}"
