"""Textual's own themes made to fit: our variables derived from their colours, with sure contrast.

A colour that does not stand out is moved towards white (on a dark theme) or black until it
reads on every ground with a contrast of at least 4.5 (WCAG AA). Where a theme uses the
terminal's own sixteen colours nothing can be measured: the bright ones stand on a dark ground.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual.color import Color
from textual.theme import Theme

LEAST_CONTRAST = 4.5
_STEPS = 40


def luminance(color: Color) -> float:
    """Relative luminance after WCAG 2, 0 to 1."""
    parts = [part / 255 for part in color.rgb]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Color, other: Color) -> float:
    """Contrast after WCAG 2, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable(color: Color, grounds: Sequence[Color], least: float = LEAST_CONTRAST) -> Color:
    """The colour nearest to ``color`` on its way to white or black that stands out from every ground.

    White or black itself where even that reaches less on some ground.
    """
    darkest = min(luminance(ground) for ground in grounds)
    lightest = max(luminance(ground) for ground in grounds)
    on_dark = 1.05 / (lightest + 0.05) >= (darkest + 0.05) / 0.05
    end = Color(255, 255, 255) if on_dark else Color(0, 0, 0)
    for step in range(_STEPS + 1):
        mixed = color.blend(end, step / _STEPS)
        if all(contrast(mixed, ground) >= least for ground in grounds):
            return mixed
    return end


def fitted(theme: Theme) -> Theme:
    """One of Textual's themes with every variable that our styles use."""
    return _of_terminal(theme) if theme.ansi else _measured(theme)


def _measured(theme: Theme) -> Theme:
    colours = theme.to_color_system().generate()
    background, surface, panel = (Color.parse(colours[name]) for name in ("background", "surface", "panel"))
    primary, text = Color.parse(colours["primary"]), Color.parse(colours["foreground"])
    focus, field = surface.blend(primary, 0.06), panel
    field_focus, away = panel.blend(primary, 0.15), panel.blend(text, 0.08)
    grounds = (background, surface, panel, focus, field_focus, away)

    def sure(color: Color) -> str:
        return readable(color, grounds).hex6

    quiet = sure(text.blend(surface, 0.35))
    foreground = sure(text)
    tones = {
        "tone-overdue": sure(Color.parse(colours["error"])),
        "tone-behind": sure(Color.parse(colours["error"]).blend(Color.parse(colours["warning"]), 0.5)),
        "tone-due-soon": sure(Color.parse(colours["warning"])),
        "tone-on-track": sure(Color.parse(colours["success"])),
        "tone-done": sure(primary),
        "tone-unscheduled": quiet,
    }
    # Colour against ground and words against colour: the cursor must be seen, and read.
    cursor = readable(primary, (background, surface), 3.0)
    on_cursor = (
        Color(255, 255, 255) if contrast(cursor, Color(255, 255, 255)) >= LEAST_CONTRAST else Color(0, 0, 0)
    )
    ours = {
        "text-quiet": quiet,
        "cursor-background": cursor.hex6,
        "cursor-foreground": on_cursor.hex6,
        "cursor-away-background": away.hex6,
        "surface-focus": focus.hex6,
        "field-background": field.hex6,
        "field-focus-background": field_focus.hex6,
        "block-cursor-background": cursor.hex6,
        "block-cursor-foreground": on_cursor.hex6,
        **_scrollbar(background, text, cursor),
    }
    return replace(
        theme,
        accent=sure(Color.parse(colours["accent"])),
        foreground=foreground,
        background=background.hex6,
        surface=surface.hex6,
        panel=panel.hex6,
        variables={**theme.variables, **ours, **tones},
    )


def _scrollbar(background: Color, text: Color, active: Color) -> dict[str, str]:
    """A thumb that is seen at rest, clearer under the mouse, on the ground of the screen."""
    track = dict.fromkeys(
        ("scrollbar-background", "scrollbar-background-hover", "scrollbar-background-active"), background.hex6
    )
    return {
        "scrollbar": background.blend(text, 0.3).hex6,
        "scrollbar-hover": background.blend(text, 0.5).hex6,
        "scrollbar-active": active.hex6,
        **track,
    }


def _of_terminal(theme: Theme) -> Theme:
    """The terminal's own sixteen colours, by name."""
    bright = "bright_" if theme.dark else ""
    away = "ansi_blue" if theme.dark else "ansi_white"
    ours = {
        "tone-overdue": f"ansi_{bright}red",
        "tone-behind": "ansi_yellow" if theme.dark else "ansi_bright_red",
        "tone-due-soon": f"ansi_{bright}yellow" if theme.dark else "ansi_magenta",
        "tone-on-track": f"ansi_{bright}green",
        "tone-done": f"ansi_{bright}cyan" if theme.dark else "ansi_blue",
        "tone-unscheduled": "ansi_default",
        "text-quiet": "ansi_default",
        "cursor-background": "ansi_white" if theme.dark else "ansi_black",
        "cursor-foreground": "ansi_black" if theme.dark else "ansi_bright_white",
        # Most terminals draw bold black as bright black: grey on white has a contrast of 2.2 to 4.2.
        "cursor-text-style": "not bold" if theme.dark else "bold",
        "cursor-away-background": away,
        "surface-focus": "ansi_default",
        "field-background": "ansi_default" if theme.dark else away,
        "field-focus-background": "ansi_blue" if theme.dark else "ansi_bright_cyan",
        "scrollbar": "ansi_bright_black",
        "scrollbar-hover": "ansi_blue",
        "scrollbar-active": "ansi_blue",
        "scrollbar-background": "ansi_default",
        "scrollbar-background-hover": "ansi_default",
        "scrollbar-background-active": "ansi_default",
    }
    accent = "ansi_bright_cyan" if theme.dark else "ansi_blue"
    return replace(theme, accent=accent, panel=away, variables={**theme.variables, **ours})
