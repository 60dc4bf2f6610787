"""Where a command's answer goes: JSON if asked for, else blocks as the output can take them.

On a terminal the blocks are drawn with rich (tables, colours); into a pipe or file they are plain text:
tables separated by tabs, nothing cut, no colours.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any

from huaian_tui.cli.output.blocks import Block
from huaian_tui.cli.output.json_text import emit_json
from huaian_tui.domain.text.hygiene import terminal_safe


def answer(as_json: bool, value: Callable[[], Any], blocks: Callable[[], Iterable[Block]]) -> None:
    """The one answer of a reading command, in the form that was asked for."""
    if as_json:
        emit_json(value())
    else:
        show(blocks())


def tell(as_json: bool, value: Callable[[], Any], line: str) -> None:
    """The one answer of a command that changes something: the thing as JSON, or one line."""
    tell_each(as_json, value, (line,))


def tell_each(as_json: bool, value: Callable[[], Any], lines: Iterable[str]) -> None:
    """The same for a command that makes several: a line for each (its id, its path)."""
    if as_json:
        emit_json(value())
        return
    for line in lines:
        emit_line(line)


def emit_line(text: str) -> None:
    """Write the result of a change: one line."""
    sys.stdout.write(terminal_safe(" ".join(text.split("\n"))) + "\n")


def show(blocks: Iterable[Block]) -> None:
    """Write the blocks as the output can take them."""
    if sys.stdout.isatty():
        from huaian_tui.cli.output.terminal_drawing import draw

        draw(blocks)
        return
    from huaian_tui.cli.output.plain_text import write

    write(blocks, sys.stdout)
