"""A group whose commands are imported when they are asked for, so that each run loads only its own."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from huaian_tui.cli.arguments.chinese_click import ChineseGroup


class LazyGroup(ChineseGroup):
    """``lazy``: name → ("package.module:attribute", one line of help), in the order of the help page."""

    def __init__(self, *args: Any, lazy: dict[str, tuple[str, str]], **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, without importing anything."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one command."""
        if cmd_name not in self.lazy:
            return None
        module, attribute = self.lazy[cmd_name][0].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands from the table, without importing them."""
        with formatter.section("命令"):
            formatter.write_dl([(name, help_line) for name, (_, help_line) in self.lazy.items()])
