"""``help``: pages on what the program counts and how; of a command its own help."""

from __future__ import annotations

from collections.abc import Iterator

import click

from huaian_tui.cli.arguments.options import command, pass_invocation
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.output.blocks import Block, Heading, Lines
from huaian_tui.cli.output.show import show
from huaian_tui.domain.errors import NotFound

TOPICS = {"评价": "督查评价的每个数怎么算，各有哪些边界"}
"""Pages by the word that asks for them, with what they are about."""

_ASKED = {"评价": ("评价", "督查评价", "evaluate", "evaluation", "measures", "pj", "dcpj")}


@command("help")
@click.argument("topic", metavar="[主题]", required=False, type=LINE)
@pass_invocation
def help_(_: Invocation, topic: str | None) -> None:
    """查看说明：help 评价 列出督查评价的每个数怎么算；各命令的用法加 --help。"""
    if topic is None:
        show(
            [
                Lines([f"{name}：{about}" for name, about in TOPICS.items()]),
                Lines(["命令的用法：命令 --help"]),
            ]
        )
        return
    if topic.strip().lower() not in _ASKED["评价"]:
        raise NotFound(f"没有“{topic}”这个主题", f"有：{'、'.join(TOPICS)}", f"命令的用法：{topic} --help")
    show(_measures())


def _measures() -> Iterator[Block]:
    from huaian_tui.domain.evaluation.page import page_lines

    lines = list[str]()
    for line, heading in page_lines():
        if heading:
            if lines:
                yield Lines(lines)
            lines = []
            yield Heading(line)
        else:
            lines.append(line)
    yield Lines(lines)
