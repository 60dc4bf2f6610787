"""导入: first what would enter the ledger and what would not, then all of it by one action."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from textual.content import Content

from huaian_tui.domain.errors import HuaianError
from huaian_tui.services.plan_import.accepted import Accepted
from huaian_tui.services.plan_import.left_out import left_out
from huaian_tui.services.plan_import.preview import Preview
from huaian_tui.tui.areas.plan_import.kept import Desk
from huaian_tui.tui.areas.plan_import.parts import told_lines
from huaian_tui.tui.forms.message import FollowsDialog
from huaian_tui.tui.forms.open_form import with_officer
from huaian_tui.tui.forms.progress import run_work
from huaian_tui.tui.frame.detail_lines import labelled, lines, quiet, toned
from huaian_tui.tui.threads.work import Work

MOST_NAMED = 12
"""Rows and units that are named in the summary; more are counted."""


def ask_to_accept(screen: Desk, preview: Preview) -> None:
    """The summary; a yes writes."""
    app = screen.host

    def accept() -> None:
        from huaian_tui.services.plan_import.accepting import accept_plan

        session = app.session

        def job(work: Work) -> Accepted:
            return session.write(lambda ledger: accept_plan(ledger, preview, session.today))

        title = f"导入《{preview.short}》"
        run_work(app, title, job, screen.accepted, words="正在写入台账", ending="never")

    def answered(answer: str | None) -> None:
        if answer == "save":
            with_officer(app, accept)

    if not preview.taken:
        app.show_error(HuaianError("没有可导入的任务", "一项也没有勾选", "在任务一栏里按空格勾选"))
        return
    app.push_screen(FollowsDialog("导入这个方案", summary(preview), "导入"), answered)


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
        yield quiet(f"      {one.words}")
    if len(left) > MOST_NAMED:
        yield quiet(f"      另有 {len(left) - MOST_NAMED} 处")
    told = told_lines(preview)
    for where, words in told[:MOST_NAMED]:
        yield quiet(f"{where}  {words}")
    if len(told) > MOST_NAMED:
        yield quiet(f"另有 {len(told) - MOST_NAMED} 条说明，见问题一栏末尾")
    yield Content("")
    yield quiet("导入是一步，撤销也是一步；此前什么也没有写入。")


def _named(names: Iterable[str]) -> str:
    every = list(names)
    more = f" 等 {len(every)} 个" if len(every) > MOST_NAMED else ""
    return "、".join(every[:MOST_NAMED]) + more
