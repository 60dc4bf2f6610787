"""导入: first what would enter the ledger and what would not, then all of it by one action."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from textual.content import Content

from huaian_tui.domain.errors import HuaianError
from huaian_tui.services.plan_import.left_out import left_out
from huaian_tui.services.plan_import.preview import Preview
from huaian_tui.services.plan_revision.previewing import RevisionPreview
from huaian_tui.tui.areas.plan_import.kept import Desk, Opened, Taken, told_on_screen
from huaian_tui.tui.areas.plan_import.parts import told_lines
from huaian_tui.tui.forms.message import FollowsDialog
from huaian_tui.tui.forms.open_form import with_officer
from huaian_tui.tui.forms.progress import run_work
from huaian_tui.tui.frame.detail_lines import labelled, lines, quiet, toned
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.safe_text import own_words
from huaian_tui.tui.threads.work import Work

MOST_NAMED = 12
"""Rows and units that are named in the summary; more are counted."""


def ask_to_accept(screen: Desk) -> None:
    """The summary; a yes writes."""
    app, opened = screen.host, screen.opened
    preview, revision = opened.preview, opened.revision
    name = f"导入《{preview.short}》" if revision is None else f"修订《{revision.plan.short}》"

    def accept() -> None:
        job = partial(_accept, app, opened)
        run_work(app, name, job, screen.accepted, words="正在写入台账", ending="never")

    def answered(answer: str | None) -> None:
        if answer == "save":
            with_officer(app, accept)

    if not preview.taken:
        app.show_error(HuaianError("没有可导入的任务", "一项也没有勾选", "在任务一栏里按空格勾选"))
    elif revision is not None and not revision.changed:
        app.show_error(HuaianError("没有变化", f"文件与 {revision.plan.code} 现在的文本一致", "不需要修订"))
    else:
        said = summary(preview) if revision is None else revision_summary(revision)
        dialog = FollowsDialog(name, said, "导入" if revision is None else "修订")
        app.push_screen(dialog, answered)


def _accept(app: Host, opened: Opened, _: Work) -> Taken:
    """Write it (blocking)."""
    from huaian_tui.services.plan_import.accepting import accept_plan
    from huaian_tui.services.plan_revision.accepting import revise_plan

    session, preview, revision = app.session, opened.preview, opened.revision
    if revision is None:
        made = session.write(lambda ledger: accept_plan(ledger, preview, session.today))
        new = f"、{len(made.new_units)} 个新单位" if made.new_units else ""
        said = f"已导入 {made.code}：{made.tasks} 项任务、{made.milestones} 个节点{new}"
        return Taken(made.plan, preview.short, said)
    revised = session.write(lambda ledger: revise_plan(ledger, revision, session.today))
    more = f"；{len(revised.told)} 处要留意，见方案" if revised.told else ""
    return Taken(revised.plan, revision.plan.short, f"已修订 {revised.code}：{revised.text}{more}")


def revision_summary(made: RevisionPreview) -> Content:
    """What a revision would change."""
    from huaian_tui.services.plan_revision.accepting import counted_words

    told = [quiet(f"{where}  {own_words(words)}") for where, words in told_on_screen(made)[:MOST_NAMED]]
    stages = f"{made.plan.stage or '未写'} 改为 {made.new_stage or '未写'}"
    new = made.preview.new_units
    return lines(
        [
            labelled("方案", f"{made.plan.code} {made.plan.title}"),
            labelled("阶段", stages) if made.plan.stage != made.new_stage else None,
            labelled("变化", counted_words(made)),
            labelled("新增", _named(one.name for one in new)) if new else None,
            *told,
            Content(""),
            quiet("修订是一步，撤销也是一步；已办结、已延期的节点照旧，记录跟着任务走。"),
        ]
    )


def summary(preview: Preview) -> Content:
    """What would enter the ledger, and what would not."""
    return lines(_summary(preview))


def _summary(preview: Preview) -> Iterator[Content]:
    made = [one for task in preview.tasks for one in task.milestones]
    ticked = sum(one.sure for one in made)
    yield labelled("方案", f"{preview.title}（简称 {preview.short}，代号 {preview.code}）")
    year = f"{preview.year}年，" if preview.year else ""
    yield labelled("起止", f"{year}{preview.start or '未写'} 至 {preview.horizon or '未写'}")
    yield labelled("导入", f"{len(preview.taken)} 项任务，{ticked} 个节点，{len(preview.new_units)} 个新单位")
    without = sum(not task.lead for task in preview.tasks)
    if without:
        yield labelled("牵头", f"{without} 项没有牵头单位，导入后可以补")
    if preview.new_units:
        yield labelled("新增", _named(one.name for one in preview.new_units))
    left = list(left_out(preview))
    if left:
        yield labelled("不导", toned(f"{len(left)} 处没有勾选", "due_soon"))
    for one in left[:MOST_NAMED]:
        yield quiet(f"      {own_words(one.words)}")
    if len(left) > MOST_NAMED:
        yield quiet(f"      另有 {len(left) - MOST_NAMED} 处")
    told = told_lines(preview)
    for where, words in told[:MOST_NAMED]:
        yield quiet(f"{where}  {own_words(words)}")
    if len(told) > MOST_NAMED:
        yield quiet(f"另有 {len(told) - MOST_NAMED} 条说明，见问题一栏末尾")
    yield Content("")
    yield quiet("导入是一步，撤销也是一步；此前什么也没有写入。")


def _named(names: Iterable[str]) -> str:
    every = list(names)
    more = f" 等 {len(every)} 个" if len(every) > MOST_NAMED else ""
    return "、".join(every[:MOST_NAMED]) + more
