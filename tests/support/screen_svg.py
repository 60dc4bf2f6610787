"""A screen of the program as an SVG picture, in which Chinese stands where the terminal has it.

Rich's own export gives a run of text the width of its characters, not of its cells: Chinese would be squeezed
to half. Here each run is wide or narrow throughout and takes its cells; no font is fetched from anywhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from rich.cells import cell_len
from rich.color import blend_rgb
from rich.color_triplet import ColorTriplet
from rich.style import Style
from textual.strip import Strip

CELL, LINE, SIZE, BASE = 9, 20, 16, 15
"""Width of a cell, height of a line, size of the font, base line in a line (user units)."""

FONTS = (
    "'Sarasa Mono SC','Noto Sans Mono CJK SC','Source Han Mono SC','WenQuanYi Zen Hei Mono',"
    "'Cascadia Mono','DejaVu Sans Mono',Menlo,Consolas,'PingFang SC','Microsoft YaHei',NSimSun,monospace"
)
FOREGROUND, BACKGROUND = ColorTriplet(224, 224, 224), ColorTriplet(18, 18, 18)

_WORDS = re.compile(r"\S+(?: \S+)*")
"""Text without wide gaps: what stands after a gap is placed anew, so that nothing drifts."""

Look = tuple[str, str, bool]
"""Colour, ground, bold."""


def screen_svg(strips: Iterable[Strip], width: int, title: str) -> str:
    """The lines of a screen of ``width`` cells as an SVG document; ``title`` is read aloud."""
    lines = [list(_looks(strip)) for strip in strips]
    colour, ground = (_most(lines, which) for which in (0, 1))
    high, wide = len(lines) * LINE, width * CELL
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<style>text{{font:{SIZE}px {FONTS};fill:{colour};white-space:pre}}.b{{font-weight:bold}}</style>",
        f'<rect width="{wide}" height="{high}" fill="{ground}"/>',
    ]
    for number, pieces in enumerate(lines):
        drawn += _grounds(number * LINE, pieces, ground)
    for number, pieces in enumerate(lines):
        drawn += _texts(number * LINE + BASE, pieces, colour)
    return "\n".join([*drawn, "</svg>\n"])


def _most(lines: list[list[tuple[Look, str]]], which: int) -> str:
    """The colour (0) or ground (1) of most of the screen, which need not be said again and again."""
    cells: Counter[str] = Counter()
    for look, text in (piece for line in lines for piece in line):
        cells[look[which]] += len(text.replace(" ", "")) if which == 0 else cell_len(text)
    return cells.most_common(1)[0][0]


def _grounds(top: int, pieces: list[tuple[Look, str]], ground: str) -> Iterator[str]:
    """What stands behind the text, where it is not the ground of the whole."""
    place = 0
    for colour, group in groupby(pieces, lambda piece: piece[0][1]):
        cells = sum(cell_len(text) for _, text in group)
        if colour != ground:
            box = f'x="{place * CELL}" y="{top}" width="{cells * CELL}" height="{LINE}"'
            yield f'<rect {box} fill="{colour}"/>'
        place += cells


def _texts(base: int, pieces: list[tuple[Look, str]], usual: str) -> Iterator[str]:
    """The runs of text, each as wide as its cells, their colour where it is not the usual one."""
    place = 0
    for (colour, _, bold), text in pieces:
        heavy = (f' style="fill:{colour}"' if colour != usual else "") + (' class="b"' if bold else "")
        for found in _WORDS.finditer(text):
            start = place + cell_len(text[: found.start()])
            for _, group in groupby(found.group(), cell_len):
                run = "".join(group)
                shown, first = run.strip(" "), start + len(run) - len(run.lstrip(" "))
                start += cell_len(run)
                if shown:
                    yield (
                        f'<text x="{first * CELL}" y="{base}" textLength="{cell_len(shown) * CELL}"'
                        f"{heavy}>{escape(shown, quote=False)}</text>"
                    )
        place += cell_len(text)


def _looks(strip: Strip) -> Iterator[tuple[Look, str]]:
    """The text of a line by looks."""
    pieces = ((segment.style or Style(), segment.text) for segment in strip if not segment.control)
    for look, group in groupby(pieces, lambda piece: _look(piece[0])):
        yield look, "".join(text for _, text in group)


def _look(style: Style) -> Look:
    """Colour, ground, bold as they are seen: reversed and dimmed ones worked out."""
    front = style.color.get_truecolor() if style.color and not style.color.is_default else FOREGROUND
    back = style.bgcolor.get_truecolor() if style.bgcolor and not style.bgcolor.is_default else BACKGROUND
    if style.reverse:
        front, back = back, front
    if style.dim:
        front = blend_rgb(front, back, 0.5)
    return front.hex, back.hex, bool(style.bold)
