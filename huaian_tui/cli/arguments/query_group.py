"""A group whose commands stand beside a query: what is none of them goes to the default one."""

from __future__ import annotations

from typing import Any

import click

from huaian_tui.cli.arguments.chinese_click import ChineseGroup
from huaian_tui.cli.invocation import PROGRAM_OPTIONS

_HELP = "--help"


class QueryGroup(ChineseGroup):
    """``unit 市财政局`` is ``unit show 市财政局``; ``default`` names the command that is meant."""

    def __init__(self, *args: Any, default: str, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.default = default

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default command before arguments that name none."""
        if self._first_word(args) not in self.commands and args != [_HELP]:
            args = [self.default, *args]
        return super().parse_args(ctx, args)

    def _first_word(self, args: list[str]) -> str | None:
        """The first argument that is neither an option nor the value of one of the program's."""
        rest = iter(args)
        for one in rest:
            if one in PROGRAM_OPTIONS:
                next(rest, None)
            elif not one.startswith("-") or one == "--":
                return next(rest, None) if one == "--" else one
        return None
