"""导入方案 from choosing a file to the plan in F3."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from huaian_tui.domain.answers.plans import PlanLine
from huaian_tui.domain.errors import HuaianError
from huaian_tui.importing.plan_files.file_guard import READABLE_NAMES
from huaian_tui.services.plan_import.decisions import Decisions
from huaian_tui.services.plan_import.reading import Source
from huaian_tui.store.queries.plans import read_plan_line
from huaian_tui.tui.areas.plan_import.kept import (
    Opened,
    Taken,
    decisions_kept,
    form_of,
    read_opened,
    worked_out,
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


def open_plan_revision(app: Host, plan: str) -> None:
    """导入修订稿: the same chooser, then what the new text changes in the plan."""

    def ask(line: PlanLine) -> None:
        if line.closed_on is not None:
            raise HuaianError("方案已收官，不能修订", f"{line.code} 于 {line.closed_on} 收官", "先重新启用")

        def chosen(found: Chosen) -> None:
            if found.paths:
                read_plan(app, found.paths[0], plan)
            else:
                ask_for_text(app, "粘贴修订稿", found.text, lambda text: read_plan(app, text, plan))

        choose_file(app, plan_files(f"{line.short} 的修订稿：选文件"), chosen)

    def read() -> PlanLine:
        return app.session.read(lambda c: read_plan_line(c, app.session.today, plan))

    with_officer(app, lambda: read_then(app, read, ask))


def read_plan(app: Host, source: Source, plan: str | None = None) -> None:
    """Read with a running bar, Esc stops; then the preview. ``plan``: that which the file revises."""

    def job(work: Work) -> tuple[Opened, Mapping[str, str] | None]:
        opened = read_opened(app, source, Decisions(), work, plan)
        return opened, app.session.load_draft(form_of(opened))

    def read(found: tuple[Opened, Mapping[str, str] | None]) -> None:
        opened, draft = found
        kept = None if draft is None else decisions_kept(draft)
        if kept is None or kept == Decisions():
            show(app, opened)
        else:
            _ask_kept(app, opened, kept)

    run_work(app, f"读取 {_named(source)}", job, read, words="正在读取")


def _named(source: Source) -> str:
    return source.name if isinstance(source, Path) else "粘贴的文字"


def _ask_kept(app: Host, opened: Opened, kept: Decisions) -> None:
    question = ConfirmDialog("这份文件定过一些", KEPT, (("go_on", "接着上次的"), ("anew", "从头来")))

    def answered(answer: str) -> None:
        if answer == "go_on":
            _go_on(app, opened, kept)
        elif answer == "anew":
            show(app, opened)

    open_dialog(app, question, answered)


def _go_on(app: Host, opened: Opened, kept: Decisions) -> None:
    """With the decisions of last time; where one no longer fits, that is said and all begins anew."""
    try:
        again = worked_out(opened, kept)
    except HuaianError as error:
        show(app, opened)
        app.show_error(error)
        return
    if again.preview.read_again:
        plan = None if opened.revision is None else opened.revision.plan.id
        _read_kept(app, opened.source, kept, plan)
    else:
        show(app, replace(again, dirty=True))


def _read_kept(app: Host, source: Source, kept: Decisions, plan: str | None) -> None:
    def job(work: Work) -> Opened:
        return read_opened(app, source, kept, work, plan, dirty=True)

    run_work(app, f"读取 {_named(source)}", job, lambda opened: show(app, opened), words="正在读取")


def show(app: Host, opened: Opened) -> None:
    """The preview; once it is accepted, to the plan's tasks."""
    from huaian_tui.tui.areas.plan_import.screen import ImportPreview

    def accepted(made: Taken) -> None:
        tell_recorded(app, made.told)
        app.call_later(app.go, "tasks", plan_place(made.plan, made.short))

    open_dialog(app, ImportPreview(opened), accepted)


def open_kept(app: Host, form: str, plan: str | None = None) -> None:
    """A draft is taken up from the list of drafts: its file is read again."""

    def found(values: Mapping[str, str] | None) -> None:
        kept = None if values is None else decisions_kept(values)
        if values is None or kept is None:
            raise HuaianError("草稿看不懂", "它由另一版本的程序留下", "请在方案里重新导入这份文件")
        if values.get("file"):
            _read_kept(app, Path(values["file"]), kept, plan)
        elif values.get("pasted"):
            _read_kept(app, values["pasted"], kept, plan)
        else:
            raise HuaianError("粘贴的文字没有留下", "它太长", "请重新粘贴同样的文字，会问要不要接着做")

    with_officer(app, lambda: read_then(app, lambda: app.session.load_draft(form), found))
