"""导入方案 from choosing a file to the plan in F3."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from huaian_tui.domain.errors import HuaianError
from huaian_tui.importing.plan_files.file_guard import READABLE_NAMES
from huaian_tui.services.plan_import.accepted import Accepted
from huaian_tui.services.plan_import.deciding import decide
from huaian_tui.services.plan_import.decisions import Decisions
from huaian_tui.services.plan_import.reading import Source
from huaian_tui.tui.areas.plan_import.kept import (
    KIND,
    Opened,
    decisions_kept,
    form_of,
    read_source,
)
from huaian_tui.tui.files.chooser import Chosen, Wanted, choose_file
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.long_text import LongTextField
from huaian_tui.tui.forms.message import ConfirmDialog
from huaian_tui.tui.forms.open_form import open_dialog, read_then, tell_recorded, with_officer
from huaian_tui.tui.forms.progress import run_work
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.frame.plan_places import plan_place
from huaian_tui.tui.threads.work import Work

MOST_PASTED = 1_000_000
"""Characters of pasted text: a plan of some thousand rows."""

INTRO = "Word（.docx）、Excel（.xlsx、.xls、.et）、文本（.txt、.md）都行；也可以粘贴文字。"
PASTING = "把任务部分整段粘贴进来：表格、编号的条目、带单位的段落都行。"
KEPT = "上次对这份文件定过的还留着。接着做，还是从头来？"


def plan_files(title: str) -> Wanted:
    """What the chooser asks for."""
    return Wanted(title, "plans", READABLE_NAMES, INTRO, pasting=True)


def open_plan_import(app: Host) -> None:
    """Choose a file or paste a text, read it, show what was understood."""

    def chosen(found: Chosen) -> None:
        if found.paths:
            read_plan(app, found.paths[0])
        else:
            ask_for_text(app, "粘贴方案", found.text, lambda text: read_plan(app, text))

    with_officer(app, lambda: choose_file(app, plan_files("导入方案：选文件"), chosen))


def ask_for_text(app: Host, title: str, text: str, then: Callable[[str], object]) -> None:
    """A form for pasted text."""
    field = LongTextField("text", "文字", required=True, lines=12, limit=MOST_PASTED, value=text)

    def take(values: dict[str, Any]) -> str:
        pasted: str = values["text"]
        return pasted

    form = FormDialog(title, [field], take, intro=PASTING, button="读取", busy="正在读")
    open_dialog(app, form, then)


def read_plan(app: Host, source: Source, wanted: Decisions | None = None) -> None:
    """Read with a running bar, Esc stops; then the preview, with the decisions of last time if wanted."""
    name = source.name if isinstance(source, Path) else "粘贴的文字"

    def job(work: Work) -> tuple[Opened, Mapping[str, str] | None]:
        opened = Opened(source, read_source(app, source, wanted or Decisions(), work))
        return opened, app.session.load_draft(form_of(opened.preview))

    def read(found: tuple[Opened, Mapping[str, str] | None]) -> None:
        opened, draft = found
        kept = None if draft is None else decisions_kept(draft)
        if wanted is not None or kept is None or kept == Decisions():
            show(app, opened)
        else:
            _ask_kept(app, opened, kept)

    run_work(app, f"读取 {name}", job, read, words="正在读取")


def _ask_kept(app: Host, opened: Opened, kept: Decisions) -> None:
    question = ConfirmDialog("这份文件定过一些", KEPT, (("go_on", "接着上次的"), ("anew", "从头来")))

    def answered(answer: str) -> None:
        if answer == "go_on":
            _go_on(app, opened, kept)
        elif answer == "anew":
            show(app, opened)

    open_dialog(app, question, answered)


def _go_on(app: Host, opened: Opened, kept: Decisions) -> None:
    """With the decisions of last time; those that no longer fit are said and left out."""
    try:
        preview = decide(opened.preview, kept)
    except HuaianError as error:
        app.show_error(error)
        show(app, opened)
        return
    if preview.read_again:
        _read_kept(app, opened.source, kept)
    else:
        show(app, replace(opened, preview=preview, dirty=True))


def _read_kept(app: Host, source: Source, kept: Decisions) -> None:
    def job(work: Work) -> Opened:
        return Opened(source, read_source(app, source, kept, work), dirty=True)

    run_work(app, "重新读取", job, lambda opened: show(app, opened), words="正在读取")


def show(app: Host, opened: Opened) -> None:
    """The preview; once it is accepted, to the plan's tasks."""
    from huaian_tui.tui.areas.plan_import.screen import ImportPreview

    dialog = ImportPreview(opened)

    def accepted(made: Accepted) -> None:
        new = f"、{len(made.new_units)} 个新单位" if made.new_units else ""
        tell_recorded(app, f"已导入 {made.code}：{made.tasks} 项任务、{made.milestones} 个节点{new}")
        app.call_later(app.go, "tasks", plan_place(made.plan, dialog.preview.short))

    open_dialog(app, dialog, accepted)


def open_kept(app: Host, subject: str) -> None:
    """A draft is taken up from the list of drafts: its file is read again."""

    def read() -> Mapping[str, str] | None:
        return app.session.load_draft(f"{KIND}:{subject}")

    def found(values: Mapping[str, str] | None) -> None:
        kept = None if values is None else decisions_kept(values)
        if values is None or kept is None:
            raise HuaianError("草稿看不懂", "它由另一版本的程序留下", "请在方案里重新导入这份文件")
        if values.get("file"):
            _read_kept(app, Path(values["file"]), kept)
        elif values.get("pasted"):
            _read_kept(app, values["pasted"], kept)
        else:
            raise HuaianError("粘贴的文字没有留下", "它太长", "请重新粘贴同样的文字，会问要不要接着做")

    with_officer(app, lambda: read_then(app, read, found))
