"""The two themes of the program and the tones of the state lights.

Quiet: one accent, grey for what is secondary, a tone only where it says
something, and its word always beside it. Every tone reads on the background, the
surface and the panel of its theme with a contrast of at least 4.5 (WCAG AA; a test measures it).
"""

from __future__ import annotations

from textual.theme import Theme

TONES = ("overdue", "due_soon", "on_track", "done", "unscheduled")
"""The tones, named as the values of ``huaian_tui.domain.lights.Light``."""


def tone_class(tone: str) -> str:
    """The tone as part of a CSS class or variable: ``tone-due-soon``."""
    return f"tone-{tone.replace('_', '-')}"


def tone_style(tone: str) -> str:
    """The tone as a style: ``Content.styled(word, tone_style("overdue"))``; empty for none."""
    return f"${tone_class(tone)}" if tone in TONES else ""


DARK = Theme(
    name="huaian-dark",
    dark=True,
    primary="#6cb6ff",
    secondary="#8b98a5",
    accent="#6cb6ff",
    warning="#e3b341",
    error="#ff8078",
    success="#5bd07a",
    foreground="#dde3ea",
    background="#12161b",
    surface="#1a2028",
    panel="#232b35",
    variables={
        "tone-overdue": "#ff8078",
        "tone-due-soon": "#e3b341",
        "tone-on-track": "#5bd07a",
        "tone-done": "#8ab8f0",
        "tone-unscheduled": "#a3adb8",
        "text-quiet": "#a3adb8",
        "cursor-background": "#24527d",
        "cursor-foreground": "#ffffff",
        "cursor-away-background": "#28313c",
        "surface-focus": "#1d2731",
        "field-background": "#232b35",
        "field-focus-background": "#1f3a55",
        "block-cursor-background": "#24527d",
        "block-cursor-foreground": "#ffffff",
        "input-selection-background": "#3a6ea5 60%",
        "border": "#3c4856",
        "border-blurred": "#2d3742",
        "scrollbar": "#3c4856",
        "scrollbar-hover": "#556475",
        "scrollbar-active": "#6cb6ff",
        "scrollbar-background": "#12161b",
        "scrollbar-background-hover": "#12161b",
        "scrollbar-background-active": "#12161b",
    },
)

LIGHT = Theme(
    name="huaian-light",
    dark=False,
    primary="#0b5cad",
    secondary="#5a6672",
    accent="#0b5cad",
    warning="#7d5200",
    error="#b3261e",
    success="#166334",
    foreground="#1d2329",
    background="#fbfbf9",
    surface="#f1f3f5",
    panel="#e6eaee",
    variables={
        "tone-overdue": "#b3261e",
        "tone-due-soon": "#7d5200",
        "tone-on-track": "#166334",
        "tone-done": "#0b5cad",
        "tone-unscheduled": "#525d68",
        "text-quiet": "#525d68",
        "cursor-background": "#bfd9f2",
        "cursor-foreground": "#0a2540",
        "cursor-away-background": "#e1e7ed",
        "surface-focus": "#eaf1f8",
        "field-background": "#e6eaee",
        "field-focus-background": "#d3e5f6",
        "block-cursor-background": "#bfd9f2",
        "block-cursor-foreground": "#0a2540",
        "input-selection-background": "#8fbce6 60%",
        "border": "#b6c0ca",
        "border-blurred": "#d5dce2",
        "scrollbar": "#b6c0ca",
        "scrollbar-hover": "#94a1ae",
        "scrollbar-active": "#0b5cad",
        "scrollbar-background": "#fbfbf9",
        "scrollbar-background-hover": "#fbfbf9",
        "scrollbar-background-active": "#fbfbf9",
    },
)

THEMES = (DARK, LIGHT)
