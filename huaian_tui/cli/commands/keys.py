"""``keys``: the actions of the terminal program with their keys, and a sample to rebind them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from huaian_tui.cli.arguments.options import command, json_option, pass_invocation
from huaian_tui.cli.invocation import Invocation, say
from huaian_tui.cli.output.blocks import Block, Heading, Lines, Table
from huaian_tui.cli.output.show import answer
from huaian_tui.domain.columns import Column
from huaian_tui.store.keep.locations import is_missing, keys_file

if TYPE_CHECKING:
    from huaian_tui.tui.actions.keymap import Keymap
    from huaian_tui.tui.actions.model import Action


@command("keys")
@click.option("--sample", is_flag=True, help="输出一份带说明的 keys.toml 样例，改后放进设置文件夹")
@json_option
@pass_invocation
def keys(_: Invocation, sample: bool, as_json: bool) -> None:
    """列出终端程序的全部操作、名称和按键；按键可由本单位改。

    把样例存到设置文件夹的 keys.toml，改要改的行，重新打开程序即可：huaian-tui keys --sample > keys.toml
    """
    from huaian_tui.tui.actions import keymap

    if sample:
        sys.stdout.write(keymap.sample())
        return
    found = keymap.read_keymap(keys_file())
    for problem in found.problems:
        say(f"没有采用：{problem}")
    answer(as_json, lambda: _form(found), lambda: _blocks(found))


def _form(found: Keymap) -> dict[str, object]:
    from huaian_tui.tui.actions.registry import ACTIONS

    actions = [
        {
            "id": item.id,
            "title": item.title,
            "group": item.group,
            "keys": list(found.keys_of(item)),
            "leader": found.letter_of(item),
            "help": item.help,
        }
        for item in ACTIONS
    ]
    return {"path": str(keys_file()), "exists": not is_missing(keys_file()), "actions": actions}


def _blocks(found: Keymap) -> Iterator[Block]:
    from huaian_tui.tui.actions.registry import grouped

    columns: list[Column[Action]] = [
        Column("操作", lambda one: one.title),
        Column("名称", lambda one: one.id),
        Column("按键", found.way_of),
        Column("说明", lambda one: one.help, rest=True),
    ]
    for group, members in grouped():
        yield Heading(group)
        yield Table(columns, members)
    state = "（还没有；样例：huaian-tui keys --sample）" if is_missing(keys_file()) else ""
    yield Lines([f"按键设置文件：{keys_file()}{state}"])
