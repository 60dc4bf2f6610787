"""What the program says by itself can be written in a terminal of GBK."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest
from support.frames import FOLDER

from huaian_tui.cli.output.reading_bar import bar
from huaian_tui.cli.root import cli
from huaian_tui.store.keep.locations import manual_file


def helps(command: click.Command, context: click.Context) -> Iterator[str]:
    """The help of a command and of all below it."""
    yield command.get_help(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from helps(below, click.Context(below, info_name=name, parent=context))


def test_help_bars_and_manual() -> None:
    said = [*helps(cli, click.Context(cli)), bar(1, 3), manual_file().read_text("utf-8")]
    assert len(said) > 100
    assert [lacking for text in said for lacking in _lacking(text)] == []


@pytest.mark.parametrize("size", ["80x24", "120x40"])
def test_screens(size: str) -> None:
    frames = [file.read_text("utf-8") for file in FOLDER.glob(f"*-{size}.txt")]
    assert frames and [lacking for text in frames for lacking in _lacking(text)] == []


def _lacking(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.encode("gbk", "replace").decode("gbk") != line:
            yield line
