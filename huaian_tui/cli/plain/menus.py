"""The first menu: 总览, 任务, 单位, 写记录, 办结, 文书; what else there is, is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from huaian_tui.cli.plain.acting import complete, note
from huaian_tui.cli.plain.dialogue import BACK, InputEnded, WentBack, ask, choose, tell
from huaian_tui.cli.plain.looking import overview, tasks, units
from huaian_tui.cli.plain.papers import papers
from huaian_tui.cli.plain.work import Work
from huaian_tui.domain.words.days import chinese_day


class Entry(NamedTuple):
    """A line of the first menu: the action of the screens that it stands for, and what it does here."""

    action: str
    go: Callable[[Work], None]


ENTRIES = (
    Entry("show_overview", overview),
    Entry("show_tasks", tasks),
    Entry("show_units", units),
    Entry("note", note),
    Entry("complete", complete),
    Entry("show_notices", papers),
)


def run_plain(work: Work) -> int:
    """The first menu, until the officer ends it; the exit code."""
    from huaian_tui.tui.actions.registry import action

    titles = [*(action(one.action).title for one in ENTRIES), "其余功能"]
    try:
        _begin(work)
        while True:
            at = choose("淮安督查台账，做什么？", titles)
            work.within(ENTRIES[at].go if at < len(ENTRIES) else _others)
    except WentBack:
        return 0
    except InputEnded:
        tell("")
        return 0


def _begin(work: Work) -> None:
    """Say where we are; ask who writes, once, when nobody was ever named."""
    invocation = work.invocation
    invocation.ensure_exists()
    with invocation.reader() as connection:
        officer = invocation.known_officer(connection)
    tell(f"台账 {invocation.path.stem}，{chinese_day(invocation.today)}。输入数字选择，{BACK} 返回或退出。")
    if invocation.as_of is not None:
        tell("按过去这一天显示，只能查看。")
    elif not officer:
        try:
            work.run(["setting", "set", "officer", ask("承办人姓名", required=True)])
        except WentBack:
            tell("没有填承办人，记录时用登录名。")


def _others(_: Work) -> None:
    """What the screens can do besides, by group, and where it is done without them."""
    from huaian_tui.tui.actions.registry import ACTIONS, grouped

    here = {one.action for one in ENTRIES}
    tell("", "下面这些在这里没有菜单，用命令（huaian-tui --help 列出全部命令）或全屏程序：")
    for group, actions in grouped(ACTIONS):
        named = [one.title for one in actions if one.id not in here and not one.id.startswith("cursor_")]
        if named:
            tell(f"{group}：{'、'.join(dict.fromkeys(named))}")
