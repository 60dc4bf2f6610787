"""The root of the command line: its commands, its options, and how each run ends."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from huaian_tui.cli.arguments.chinese_click import common_options, usage_error_lines
from huaian_tui.cli.arguments.lazy_group import LazyGroup
from huaian_tui.cli.invocation import Invocation, say
from huaian_tui.domain.errors import HuaianError

_OUTPUT_ERRORS = {errno.ENOSPC, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC)}
"""A full disk, a device error: failures of the output, which are not the program's."""

EXIT_REFUSED = 1
EXIT_USAGE = 2
EXIT_BUG = 70
EXIT_INTERRUPTED = 130
EXIT_OUTPUT_CLOSED = 141

_COMMANDS = "huaian_tui.cli.commands"
COMMANDS: dict[str, tuple[str, str]] = {
    "init": (f"{_COMMANDS}.upkeep:init", "建立台账并载入方案（已有则不动）"),
    "tasks": (f"{_COMMANDS}.tasks:tasks", "列出重点任务，可按单位、状态、文字筛选"),
    "task": (f"{_COMMANDS}.task_changes:task", "查看一项任务（task 序号）；新增、改写、终止任务"),
    "matter": (f"{_COMMANDS}.matters:matter", "交办事项：登记、列出、改来源、与任务关联"),
    "plan": (f"{_COMMANDS}.plans:plan", "方案：列出、查看、新增、导入、修改、延长、收官、重新启用"),
    "units": (f"{_COMMANDS}.units:units", "列出单位"),
    "unit": (f"{_COMMANDS}.units:unit", "查看一个单位牵头、负责和经由集体单位涉及的任务"),
    "overdue": (f"{_COMMANDS}.overdue:overdue", "列出逾期的节点，也可列出近期到期的"),
    "note": (f"{_COMMANDS}.notes:note", "督查记录：新写、列出、查看、更正、撤回"),
    "milestone": (f"{_COMMANDS}.milestones:milestone", "节点：列出、设定、办结、延期、中止、重新督办、更正"),
    "reading": (f"{_COMMANDS}.readings:reading", "量化指标的读数：登记、更正、撤回"),
    "deliverable": (f"{_COMMANDS}.readings:deliverable", "成果报送：登记、更正、撤回"),
    "notice": (f"{_COMMANDS}.notices:notice", "文书：拟稿、列出、查看、导出"),
    "record": (f"{_COMMANDS}.records:record", "记录：列出一项任务、一个节点的经过，更正、撤回任何一条"),
    "view": (f"{_COMMANDS}.views:view", "视图：列出终端程序里存的，改名、删去，定打开时先看哪个"),
    "ledger": (f"{_COMMANDS}.ledger:ledger", "台账：导出为 Excel"),
    "feedback": (f"{_COMMANDS}.feedback:feedback", "反馈表：导出、导入，核实单位自报，退回核实"),
    "compare": (f"{_COMMANDS}.compare:compare_", "对照：各单位按期率与总体，带区间；不排名次"),
    "forecast": (f"{_COMMANDS}.forecasts:forecast", "预测：可能逾期的节点和理由；记下、到期后打分"),
    "recheck": (f"{_COMMANDS}.rechecks:recheck", "销号抽查：抽样、列出、登记结果、推算属实比例"),
    "calendar": (f"{_COMMANDS}.calendar:calendar", "日历：时限、回访、反馈导出为 .ics"),
    "evaluate": (
        f"{_COMMANDS}.evaluate:evaluate",
        "督查评价：一段时期的到期、按期、逾期，按单位、指标、方案、任务",
    ),
    "weekly": (f"{_COMMANDS}.weekly:weekly", "一个人一周的周报，输出文字"),
    "picture": (f"{_COMMANDS}.pictures:picture", "督查评价的图：剩余曲线、状态灯、延期等，可写成文件"),
    "query": (f"{_COMMANDS}.query:query", "用一条 SQL 查台账（只读）；--views 列出可查的视图"),
    "pack": (f"{_COMMANDS}.packs:pack", "数据包：导出、导入，与同事的台账合并"),
    "trust": (f"{_COMMANDS}.trust:trust", "信任：各台电脑的密钥和指纹，采信、撤销"),
    "sync": (f"{_COMMANDS}.sync:sync_", "同步：经共享文件夹（Syncthing、共享、网盘、U 盘）与同事保持一致"),
    "setting": (f"{_COMMANDS}.settings:setting", "设置：承办人、督查机构"),
    "check": (f"{_COMMANDS}.upkeep:check", "检查台账是否完整、未被改动"),
    "backup": (f"{_COMMANDS}.backups:backup", "备份台账到一个文件，并核对"),
    "restore": (f"{_COMMANDS}.backups:restore", "用备份恢复台账；原来的留存"),
    "keys": (f"{_COMMANDS}.keys:keys", "列出终端程序的按键，输出改按键用的样例"),
    "help": (f"{_COMMANDS}.help_topics:help_", "说明：help 手册 查使用手册，help 评价 列出每个数怎么算"),
    "doctor": (f"{_COMMANDS}.upkeep:doctor", "查看运行情况和该怎么办；能办的就办，写成报修文件"),
}
"""Name → (where it is, its line of help). A new command or group is one more line here."""


class OutputClosed(Exception):
    """The reader of our output went away (``| head``); Click would take the OSError for its own."""


class RootGroup(LazyGroup):
    """The program: every way a run can end is turned into its exit code here."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run and leave by ``SystemExit``: 0 done, 1 refused, 2 wrong usage, 70 a bug of the program."""
        extra["standalone_mode"] = False
        extra.setdefault("prog_name", "huaian-tui")
        sys.exit(ended(lambda: super(RootGroup, self).main(*args, **extra)))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise OutputClosed from error
        except (HuaianError, click.ClickException, click.exceptions.Exit):
            raise
        except Exception as error:
            raise _told_of_damage(ctx, error) from error


def _done_within(invocation: Invocation, arguments: Sequence[str]) -> int:
    """Do a command inside this run, on its ledger and day; its exit code."""
    with cli.make_context("huaian-tui", list(arguments), obj=invocation) as context:
        return ended(lambda: cli.invoke(context))


def ended(work: Callable[[], Any]) -> int:
    """Do the work and return the exit code, however it ends."""
    try:
        code = work()
        sys.stdout.flush()
    except click.UsageError as error:
        sys.stderr.write("\n".join(usage_error_lines(error)) + "\n")
        return EXIT_USAGE
    except HuaianError as error:
        say(error.one_line())
        return EXIT_REFUSED
    except (BrokenPipeError, OutputClosed):
        _discard_output()
        return EXIT_OUTPUT_CLOSED
    except (click.Abort, KeyboardInterrupt) as stopped:
        say(str(stopped) or "已中断。")
        return EXIT_INTERRUPTED
    except Exception as error:
        return _failed(error)
    return code if isinstance(code, int) else 0


def _told_of_damage(context: click.Context, error: Exception) -> Exception:
    """The refusal of a damaged ledger in which a command stumbled; else the error as it is."""
    from huaian_tui.store.engine.damage import STUMBLES, refusal_if_damaged
    from huaian_tui.store.keep.locations import is_missing

    if not isinstance(error, STUMBLES) or not isinstance(context.obj, Invocation):
        return error
    try:
        path = context.obj.path
        refused = None if is_missing(path) else refusal_if_damaged(path)
    except Exception:
        return error
    return refused or error


def _failed(error: Exception) -> int:
    """Everything that is not ours to expect: a full disk behind stdout, else a bug."""
    from huaian_tui.store.keep.bug_log import log_bug

    if isinstance(error, OSError) and error.errno in _OUTPUT_ERRORS:
        _discard_output()
        say("没有写完：输出写不进去（磁盘已满或设备出错）；清理空间后再试一次。")
        return EXIT_REFUSED
    say(log_bug(error))
    return EXIT_BUG


def _discard_output() -> None:
    """What is still buffered must not fail again when the interpreter flushes it."""
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, ValueError):
        return  # not a real file (a test's buffer): nothing is left to flush
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, descriptor)
    os.close(nothing)


def _print_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from huaian_tui.store.engine.release import version_line

        click.echo(version_line())
        context.exit()


def _ask_for_ascii(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        context.ensure_object(Invocation).ascii_only = True


@click.group(
    "huaian-tui",
    cls=RootGroup,
    lazy=COMMANDS,
    invoke_without_command=True,
    params=[
        *common_options(hidden=False),
        click.Option(
            ["--ascii"],
            is_flag=True,
            expose_value=False,
            callback=_ask_for_ascii,
            help="老的终端：条形和滚动条用字符画；也可用环境变量 HUAIAN_TUI_ASCII=1",
        ),
        click.Option(
            ["--plain"],
            is_flag=True,
            help="不开全屏：一行一行的数字菜单，供读屏软件和简单的终端用",
        ),
        click.Option(
            ["--version"],
            is_flag=True,
            expose_value=False,
            is_eager=True,
            callback=_print_version,
            help="显示版本、提交、数据版本",
        ),
    ],
    epilog="以上选项也可写在命令之后。日期可写 2025-06-30、6月30日、下周五、+10 等；"
    "单位可写简称、全称、拼音或首字母。",
)
@click.pass_context
def cli(context: click.Context, *, plain: bool) -> None:
    """淮安督查台账：不带命令时打开终端程序。"""
    invocation = context.ensure_object(Invocation)
    if context.invoked_subcommand is None and plain:
        from huaian_tui.cli.plain.menus import run_plain
        from huaian_tui.cli.plain.work import Work

        context.exit(run_plain(Work(invocation, lambda arguments: _done_within(invocation, arguments))))
    if context.invoked_subcommand is None:
        from huaian_tui.cli.open_screens import open_screens

        context.exit(open_screens(invocation))
