"""Writing a note (写记录) and completing a milestone (办结), field by field."""

from __future__ import annotations

from huaian_tui.cli.plain.dialogue import ask, pick
from huaian_tui.cli.plain.work import Asked, Work, fill_in
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.plans import TaskRef
from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.text.short_titles import short_title
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.lights import light_words
from huaian_tui.domain.words.milestones import state_with_conflict
from huaian_tui.store.engine.connection import one_state
from huaian_tui.store.queries.find_tasks import TaskFilter, iterate_tasks
from huaian_tui.store.queries.milestones import of_task, overdue_ids, read_rows
from huaian_tui.store.queries.tasks import read_tasks

NOTE_FIELDS = (
    Asked("进展情况", "--text", required=True, long=True),
    Asked("存在问题", "--problem", long=True),
    Asked("督查要求", "--requirement", long=True),
    Asked("督查单位，几个用顿号隔开", "--unit", many=True),
    Asked("督查方式", "--method"),
    Asked("督查日期，不填为今天", "--date"),
    Asked("回访日期", "--follow-up"),
    Asked("联系人", "--contact"),
)
COMPLETION_FIELDS = (
    Asked("办结依据", "--basis", required=True),
    Asked("办结日期，不填为今天", "--date"),
    Asked("达到的数值，没有指标的不填", "--value"),
)

EVER = 36_500
"""Days within which every deadline lies that anybody sets."""


def pick_task(work: Work, text: str = "") -> TaskRow:
    """One of the tasks that these words find. Error: ``WentBack``."""
    today = work.invocation.today
    with work.invocation.reader() as connection, one_state(connection):
        wanted = TaskFilter(text=text, plan=work.invocation.plan(connection))
        numbers = list(iterate_tasks(connection, today, wanted))
    rows = work.rows(numbers, lambda connection, page: read_tasks(connection, today, page))
    return pick("任务，选一项：", rows, _task_line, none=f"没有符合“{text}”的任务；换几个字再查。")


def _task_line(row: TaskRow) -> str:
    lead = "、".join(row.lead_now) or "没有写明"
    light = light_words(row.light, row.overdue_days)
    return f"{row.named.told}，{light}，{short_title(row.text)}，牵头 {lead}"


def milestone_line(row: MilestoneRow) -> str:
    """A milestone in a line: its light, id, task, title, deadline."""
    due = "没有时限" if row.state.due is None else f"时限 {chinese_day(row.state.due)}"
    return f"{state_with_conflict(row)}，节点 {row.id}，{row.named.told}，{row.state.title}，{due}"


def note(work: Work) -> None:
    """Find the task, then write."""
    row = pick_task(work, ask("记在哪项任务（序号、文字、单位），不填列出全部"))
    note_on(work, row.no, row.named)


def note_on(work: Work, task_no: int, named: TaskRef) -> None:
    """Write a note on a task."""
    fill_in(work, f"写督查记录：{named.told}", ["note", "add", named.label], NOTE_FIELDS, f"note:{task_no}")


def complete(work: Work) -> None:
    """Choose among the open milestones with a deadline, those that are late first."""
    today = work.invocation.today
    with work.invocation.reader() as connection, one_state(connection):
        ids = list(overdue_ids(connection, today, within=EVER, plan=work.invocation.plan(connection)))
    rows = work.rows(ids, lambda connection, page: read_rows(connection, today, page))
    _complete(work, pick("没有办结的节点，选一个办结：", rows, milestone_line, none="没有未办结的节点。"))


def complete_of(work: Work, task_no: int) -> None:
    """Choose among the open milestones of a task."""
    today = work.invocation.today
    with work.invocation.reader() as connection:
        rows = [row for row in of_task(connection, today, task_no) if row.state.status is Status.OPEN]
    _complete(work, pick("选一个节点办结：", rows, milestone_line, none="这项任务没有未办结的节点。"))


def _complete(work: Work, row: MilestoneRow) -> None:
    title = f"办结节点 {row.id}：{row.state.title}"
    fill_in(work, title, ["milestone", "complete", row.id], COMPLETION_FIELDS, f"complete:{row.id}")
