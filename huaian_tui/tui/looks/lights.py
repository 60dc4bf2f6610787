"""State lights in words, and as bars of background colour or characters (``marks``): never colour alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.cells import cell_len
from textual.content import Content

from huaian_tui.domain.rules.lights import LIGHT_MARKS, Light
from huaian_tui.domain.rules.shares import lengths, rounding_words, shares
from huaian_tui.tui.looks.ascii_bars import marks_in_use
from huaian_tui.tui.looks.themes import tone_class

SWATCH = 2
"""Cells of colour in front of a word."""


def count_lights(lights: Iterable[Light]) -> dict[Light, int]:
    """How often each light stands, worst first; every light is there."""
    counts = dict.fromkeys(Light, 0)
    for light in lights:
        counts[light] += 1
    return counts


def worst(counts: Mapping[Light, int]) -> Light:
    """The worst light that occurs; ``UNSCHEDULED`` when nothing is counted."""
    return next((light for light, count in counts.items() if count), Light.UNSCHEDULED)


def bar_widths(counts: Mapping[Light, int], width: int) -> dict[Light, int]:
    """Cells of each light in a bar of ``width`` cells: in proportion, but what occurs is seen."""
    return dict(zip(counts, lengths(list(counts.values()), width), strict=True))


def stacked_bar(counts: Mapping[Light, int], width: int) -> Content:
    """One line: the lights side by side as background colours."""
    widths = bar_widths(counts, width)
    return Content("").join(_colour(light, cells) for light, cells in widths.items() if cells)


def legend(counts: Mapping[Light, int], width: int) -> list[tuple[Light, Content]]:
    """Swatch, word and number of each light, as wide as ``width`` allows; for the line below the bar."""
    texts = {light: f" {light.word} {count}" for light, count in counts.items()}
    room, swatch = width // max(1, len(counts)), SWATCH
    if any(swatch + cell_len(text) >= room for text in texts.values()):  # side by side, as large numbers need
        room = 0
        swatch = min(
            SWATCH, max(1, (width - sum(cell_len(text) + 1 for text in texts.values())) // len(texts))
        )
    parts: list[tuple[Light, Content]] = []
    for light, text in texts.items():
        padding = " " * max(1, room - swatch - cell_len(text))
        style = "bold" if counts[light] else ""
        parts.append((light, _colour(light, swatch) + Content.styled(text, style) + padding))
    return parts


def legend_lines(counts: Mapping[Light, int], width: int) -> list[list[tuple[Light, Content]]]:
    """The legend on as many lines as it needs at ``width``: each of its parts stands whole."""
    lines: list[list[tuple[Light, Content]]] = [[]]
    used = 0
    for light, part in legend(counts, width):
        if lines[-1] and used + cell_len(part.plain.rstrip()) > width:
            lines.append([])
            used = 0
        lines[-1].append((light, part))
        used += part.cell_length
    return lines


def bar_lines(counts: Mapping[Light, int], width: int) -> list[tuple[Light, Content]]:
    """One line a light: word, number, share, and a bar as long as its share of ``width``."""
    total = max(1, sum(counts.values()))
    digits = max(4, *(len(str(count)) for count in counts.values()))
    room = max(1, width - 20 - digits)
    lines: list[tuple[Light, Content]] = []
    for (light, count), share in zip(counts.items(), shares(list(counts.values())), strict=True):
        cells = max(1, round(count * room / total)) if count else 0
        word = light.word + " " * (10 - cell_len(light.word))
        text = f"{word}{count:>{digits}} 项{share:5.1f}%  "
        style = "bold" if count else "$text-quiet"
        lines.append((light, Content.styled(text, style) + _colour(light, cells)))
    return lines


def bar_note(counts: Mapping[Light, int]) -> str:
    """The sentence below the shares of ``bar_lines`` where these do not add up to 100.0; else nothing."""
    return rounding_words(shares(list(counts.values())))


def _colour(light: Light, cells: int) -> Content:
    if marks_in_use():
        return Content.styled(LIGHT_MARKS[light] * cells, f"${tone_class(light.value)}")
    return Content.styled(" " * cells, f"on ${tone_class(light.value)}")
