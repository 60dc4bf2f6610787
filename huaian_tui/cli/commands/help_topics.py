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

TOPICS = {
    "评价": "督查评价的每个数怎么算，各有哪些边界",
    "手册": "使用手册的目录；再写一个词，如 help 手册 延期（拼音、首字母也行），列出说到它的各节",
}
"""Pages by the word that asks for them, with what they are about."""

_ASKED = {
    "评价": ("评价", "督查评价", "evaluate", "evaluation", "measures", "pj", "dcpj"),
    "手册": ("手册", "使用手册", "manual", "sc", "sysc"),
}


@command("help")
@click.argument("topic", metavar="[主题]", required=False, type=LINE)
@click.argument("word", metavar="[词]", required=False, type=LINE)
@pass_invocation
def help_(_: Invocation, topic: str | None, word: str | None) -> None:
    """查看说明：help 手册 列出使用手册的目录，help 手册 延期（或 yq）查手册；help 评价 列出每个数怎么算。

    各命令的用法加 --help。
    """
    if topic is None:
        show(
            [
                Lines([f"{name}：{about}" for name, about in TOPICS.items()]),
                Lines(["命令的用法：命令 --help"]),
            ]
        )
        return
    asked = next((name for name, words in _ASKED.items() if topic.strip().lower() in words), "")
    if not asked:
        raise NotFound(f"没有“{topic}”这个主题", f"有：{'、'.join(TOPICS)}", f"命令的用法：{topic} --help")
    show(_measures() if asked == "评价" else _manual(word))


def _manual(word: str | None) -> Iterator[Block]:
    """Without a word the headings; with one the sections that have it."""
    from huaian_tui.services.manual import asked_by_pinyin, read_manual

    sections = [one for one in read_manual() if one.level > 1]
    if word is None:
        yield Lines(["  " * (one.level - 2) + one.title for one in sections])
        yield Lines(["查手册：help 手册 词，如 help 手册 延期"])
        return
    found = asked_by_pinyin(word).found(sections)
    if not found:
        raise NotFound(f"手册里没有“{word}”", "哪一节都没有说到", "换个说法，或看目录：help 手册")
    for one in found:
        yield Heading(one.title)
        yield Lines(one.text.split("\n")[1:])


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
