"""总览, 任务 and 单位, each read out in lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from huaian_tui.cli.plain.acting import complete_of, milestone_line, note_on, pick_task
from huaian_tui.cli.plain.dialogue import WentBack, ask, choose, pick, tell
from huaian_tui.cli.plain.work import Work
from huaian_tui.domain.answers.overview import Overview
from huaian_tui.domain.answers.plans import TaskRef
from huaian_tui.domain.rules.lights import lights_of
from huaian_tui.domain.text.short_titles import short_title
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.store.engine.connection import one_state
from huaian_tui.store.queries.overview import read_overview
from huaian_tui.store.queries.units import find_units


class Waiting(NamedTuple):
    """A line of what waits, and the task that it leads to."""

    line: str
    task_no: int
    named: TaskRef


def overview(work: Work) -> None:
    """Where all stands, and what waits, each to be opened; read anew after each."""
    today = work.invocation.today
    while True:
        with work.invocation.reader() as connection, one_state(connection):
            found = read_overview(connection, today)
        tell("", f"{chinese_day(today)}，共 {found.tasks} 项任务：{_lights(found)}。", *_more(found))
        one = pick("要办的事，选一件打开：", _waiting(found), lambda row: row.line, none="没有要办的事。")
        work.within(open_task, one.task_no, one.named)


def _lights(found: Overview) -> str:
    return "，".join(f"{light.word} {found.lights[light]} 项" for light in lights_of(found.rules))


def _more(found: Overview) -> Iterator[str]:
    """What else waits, with where it is done: it has no task of its own."""
    if found.reports.count:
        yield f"{found.reports.count} 份单位自报待核实：huaian-tui feedback list。"
    if found.unanswered:
        yield f"{len(found.unanswered)} 份文书到时限还没有反馈，{found.unanswered_units} 个单位：见 文书。"
    listed = len(found.overdue) + len(found.due_soon)
    if (rest := found.overdue_count + found.due_soon_count - listed) > 0:
        yield f"下面只列最先到期的 {listed} 个节点，另有 {rest} 个：huaian-tui overdue。"


def _waiting(found: Overview) -> Iterator[Waiting]:
    """What is late, what is soon due, what was promised."""
    for row in (*found.overdue, *found.due_soon):
        yield Waiting(milestone_line(row), row.state.task_no, row.named)
    for one in found.follow_ups:
        day = "" if one.follow_up is None else chinese_day(one.follow_up)
        yield Waiting(f"回访 {day}，{one.named.told}，{short_title(one.text)}", one.task_no, one.named)


def tasks(work: Work) -> None:
    """Find tasks by words, open one."""
    text = ask("查什么（文字、单位、拼音、首字母），不填列出全部")
    while True:
        row = pick_task(work, text)
        work.within(open_task, row.no, row.named)


def open_task(work: Work, task_no: int, named: TaskRef) -> None:
    """A task in full, and what can be done with it."""
    work.show("task", "show", named.label)
    while True:
        at = choose(f"{named.told}，做什么？", ["写记录", "办结节点", "再看一遍"])
        if at == 0:
            work.within(note_on, task_no, named)
        elif at == 1:
            work.within(complete_of, task_no)
        else:
            work.show("task", "show", named.label)


def units(work: Work) -> None:
    """Find a unit by name or initials, and how it stands."""
    while True:
        query = ask("哪个单位（名称、拼音或首字母，如 czj）", required=True)
        with work.invocation.reader() as connection:
            names = [match.name for match in find_units(connection, query)]
        try:
            none = f"没有叫“{query}”的单位；换个写法再查。"
            name = names[0] if len(names) == 1 else pick("哪一个？", names, str, none=none)
        except WentBack:
            continue
        work.show("unit", "show", name)
