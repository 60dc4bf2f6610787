"""Options that many commands take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from huaian_tui.cli.arguments.chinese_click import AS_OF_HELP, ChineseCommand, ChineseGroup, remember
from huaian_tui.cli.arguments.value_types import GROUPS, LIGHT, LINE, PACE, VERDICT
from huaian_tui.cli.invocation import Invocation

F = TypeVar("F", bound=Callable[..., Any])

pass_invocation = click.make_pass_decorator(Invocation, ensure=True)
"""Gives a command the ``Invocation`` as its first argument."""

json_option = click.option("--json", "as_json", is_flag=True, help="输出 JSON")
as_of_option = click.option(
    "--as-of", metavar="日期", help=AS_OF_HELP, expose_value=False, callback=remember("--as-of")
)
unit_option = click.option(
    "--unit", "unit_query", metavar="单位", type=LINE, help="只看与这个单位有关的（简称、全称、拼音、首字母）"
)
light_option = click.option(
    "--light",
    metavar="状态",
    type=LIGHT,
    help="overdue 逾期、due_soon 临期、on_track 正常推进、done 办结、unscheduled 未设节点；"
    "机构单列了未达序时灯的，还有 behind 未达序时",
)


pace_option = click.option(
    "--pace", metavar="序时", type=PACE, help="按最新读数：behind 未达序时、on_pace 达序时；没有读数的不列"
)


verdict_option = click.option(
    "--forecast",
    "verdict",
    metavar="预测",
    type=VERDICT,
    help="按今天的推算：likely_late 可能逾期、no_sign 未见逾期迹象、unknown 不足以判断；只列还没到期的",
)


def groups_option(usual: str) -> Callable[[F], F]:
    """--groups: one paper (form) for a group of units or one a member; ``usual`` says what holds without."""
    told = f"集体单位：group 集体一份，members 成员各一份；不写则{usual}"
    return click.option("--groups", metavar="集体单位", type=GROUPS, help=told)


def command(name: str) -> Callable[[Callable[..., Any]], ChineseCommand]:
    """A command with Chinese help, after whose name the program's own options are taken too."""
    return click.command(name, cls=ChineseCommand)


def group(name: str) -> Callable[[Callable[..., Any]], ChineseGroup]:
    """A group of such commands."""
    return click.group(name, cls=ChineseGroup)


def with_reason(why: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """--reason and --json of a command that takes something back; ``why``: what the reason says."""

    def decorated(function: Callable[..., Any]) -> Callable[..., Any]:
        reason = click.option("--reason", metavar="理由", required=True, help=why)
        return reason(json_option(pass_invocation(function)))

    return decorated


def reading_options(function: F) -> F:
    """--json and --as-of: what every listing and every object takes."""
    return json_option(as_of_option(function))


def target_options(command: F) -> F:
    """``--target``, ``--baseline``, ``--start``, ``--trajectory``: what a milestone is to reach."""
    for name, metavar, told in (
        ("trajectory", "各期", "计划进度：3月 20，6月 50，9月 80；有它就不再按月均摊"),
        ("start", "日期", "序时从哪一天起算，不写则从时限那年的 1 月 1 日"),
        ("baseline", "数", "基数：起算时已有多少"),
        ("target", "指标", "量化指标：30家以上、控制在10起以内、由47天降至35天、80%、48/60"),
    ):
        command = click.option(f"--{name}", metavar=metavar, type=LINE, help=told)(command)
    return command
