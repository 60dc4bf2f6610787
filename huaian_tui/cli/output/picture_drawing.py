"""A picture on a terminal: bars as backgrounds where there are colours, else by characters."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from huaian_tui.cli.output.blocks import Drawing
from huaian_tui.documents.plain.pictures.rows import (
    AIM,
    BAR,
    HEAD,
    HEATS,
    LATE,
    ON_BAR,
    ON_LATE,
    QUIET,
    as_text,
    blank,
)
from huaian_tui.documents.plain.pictures.terminal import picture_rows
from huaian_tui.domain.rules.lights import Light

_STYLES: dict[str, str] = {
    Light.OVERDUE: "on red",
    Light.BEHIND: "on magenta",
    Light.DUE_SOON: "on yellow",
    Light.ON_TRACK: "on green",
    Light.UNSCHEDULED: "on bright_black",
    Light.DONE: "on blue",
    BAR: "on cyan",
    LATE: "on red",
    ON_BAR: "black on cyan",
    ON_LATE: "black on red",
    AIM: "bold",
    HEAD: "bold",
    QUIET: "bright_black",
    HEATS[1]: "black on white",
    HEATS[2]: "black on bright_yellow",
    HEATS[3]: "black on bright_red",
    HEATS[4]: "bold white on red",
}
"""The terminal's own colours; the characters and the numbers say the same."""


def draw_picture(console: Console, drawing: Drawing) -> None:
    """The rows of the picture, as wide as the terminal."""
    marks = drawing.ascii_only or console.no_color or console.color_system is None
    for row in picture_rows(drawing.picture, console.width, max(8, console.height - 8)):
        if marks:
            line = Text(as_text(row))
        else:
            line = Text.assemble(*((blank(piece), _STYLES.get(piece[1], "")) for piece in row if piece[0]))
        console.print(line, no_wrap=True, overflow="crop")
