"""From the command line to the screens."""

from __future__ import annotations

import sys

from huaian_tui.cli.invocation import Invocation, say
from huaian_tui.domain.errors import HuaianError


def open_screens(invocation: Invocation) -> int:
    """Start the screens; a pipe or a file cannot show them."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise HuaianError(
            "终端程序要在终端窗口里打开", "现在的输入或输出不是终端", "用 huaian-tui --help 查看可用的命令"
        )
    path, today, as_of = invocation.path, invocation.chosen_today, invocation.as_of
    if as_of is not None and as_of > invocation.present_day:
        raise HuaianError(
            "不能打开",
            f"{as_of} 还没有到，今天是 {invocation.present_day}",
            "--as-of 写今天以前的日期，或不写",
        )
    from huaian_tui.store.engine.opening import needs_no_writer

    with invocation.reader() as connection:
        officer = invocation.known_officer(connection)  # the screens ask for the name at the first record
        ready = as_of is None and needs_no_writer(connection, path)
    from huaian_tui.tui.start import run

    told = [0.0]

    def indexing(done: float) -> None:
        """A large ledger of an older program, once: a minute or two before the first screen."""
        if done >= told[-1] + 0.1:
            told.append(done)
            say(f"正在建立检索索引（只需这一次）：{done:.0%}")

    return run(
        path,
        officer,
        today=today,
        as_of=as_of,
        ascii_only=invocation.ascii_only,
        indexing=indexing,
        ready=ready,
    )
