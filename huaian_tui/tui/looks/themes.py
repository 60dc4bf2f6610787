"""The themes of the program and the tones of the state lights.

Quiet: one accent, grey for what is secondary, a tone only where it says
something, and its word always beside it. Every tone reads on the background, the
surface and the panel of its theme with a contrast of at least 4.5 (WCAG AA), in the
two of high contrast of at least 7 (AAA); a test measures it. How Textual's own themes
come to our variables: ``theme_fitting``.
"""

from __future__ import annotations

from textual.theme import Theme

from huaian_tui.domain.rules.lights import Light

CURSOR_STYLE = "$cursor-text-style $cursor-foreground on $cursor-background"
"""Of what the keys mean now, where it is drawn as text: a row, a day, a tab."""

THEME_DEFAULTS = {"cursor-text-style": "bold"}
"""What a theme need not say. Not bold where terminals draw bold black as grey (``theme_fitting``)."""

TONES = tuple(light.value for light in Light)
"""The tones: one for each light, worst first."""


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
        "tone-behind": "#ffa15c",
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
        "tone-behind": "#963b00",
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

HIGH_DARK = Theme(
    name="huaian-contrast-dark",
    dark=True,
    primary="#7fd7ff",
    secondary="#e0e0e0",
    accent="#7fd7ff",
    warning="#ffd75f",
    error="#ffa8a0",
    success="#87ff87",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#262626",
    text_alpha=1.0,
    variables={
        "tone-overdue": "#ffa8a0",
        "tone-behind": "#ffb977",
        "tone-due-soon": "#ffd75f",
        "tone-on-track": "#87ff87",
        "tone-done": "#a8d4ff",
        "tone-unscheduled": "#e0e0e0",
        "text-quiet": "#e0e0e0",
        "cursor-background": "#ffffff",
        "cursor-foreground": "#000000",
        "cursor-away-background": "#3a3a3a",
        "surface-focus": "#101010",
        "field-background": "#303030",
        "field-focus-background": "#00305a",
        "block-cursor-background": "#ffffff",
        "block-cursor-foreground": "#000000",
        "input-selection-background": "#0060b0 100%",
        "border": "#ffffff",
        "border-blurred": "#b0b0b0",
        "scrollbar": "#b0b0b0",
        "scrollbar-hover": "#ffffff",
        "scrollbar-active": "#ffffff",
        "scrollbar-background": "#262626",
        "scrollbar-background-hover": "#262626",
        "scrollbar-background-active": "#262626",
    },
)

HIGH_LIGHT = Theme(
    name="huaian-contrast-light",
    dark=False,
    primary="#00358f",
    secondary="#262626",
    accent="#00358f",
    warning="#5a3a00",
    error="#8b0000",
    success="#004d1f",
    foreground="#000000",
    background="#ffffff",
    surface="#ffffff",
    panel="#e4e4e4",
    text_alpha=1.0,
    variables={
        "tone-overdue": "#8b0000",
        "tone-behind": "#6b2600",
        "tone-due-soon": "#5a3a00",
        "tone-on-track": "#004d1f",
        "tone-done": "#00358f",
        "tone-unscheduled": "#262626",
        "text-quiet": "#262626",
        "cursor-background": "#000000",
        "cursor-foreground": "#ffffff",
        "cursor-away-background": "#d0d0d0",
        "surface-focus": "#f4f4f4",
        "field-background": "#e4e4e4",
        "field-focus-background": "#cfe4ff",
        "block-cursor-background": "#000000",
        "block-cursor-foreground": "#ffffff",
        "input-selection-background": "#9cc8ff 100%",
        "border": "#000000",
        "border-blurred": "#555555",
        "scrollbar": "#555555",
        "scrollbar-hover": "#000000",
        "scrollbar-active": "#000000",
        "scrollbar-background": "#e4e4e4",
        "scrollbar-background-hover": "#e4e4e4",
        "scrollbar-background-active": "#e4e4e4",
    },
)

THEMES = (DARK, LIGHT, HIGH_DARK, HIGH_LIGHT)

TITLES: dict[str, str] = {
    DARK.name: "淮安深色",
    LIGHT.name: "淮安浅色",
    HIGH_DARK.name: "高对比深色",
    HIGH_LIGHT.name: "高对比浅色",
    "textual-dark": "通用深色",
    "textual-light": "通用浅色",
    "nord": "极地蓝",
    "gruvbox": "怀旧棕",
    "catppuccin-mocha": "摩卡",
    "catppuccin-macchiato": "玛奇朵",
    "catppuccin-frappe": "冰咖啡",
    "catppuccin-latte": "拿铁",
    "dracula": "暗夜紫",
    "tokyo-night": "夜都",
    "monokai": "墨彩",
    "flexoki": "墨纸",
    "solarized-dark": "日照深色",
    "solarized-light": "日照浅色",
    "rose-pine": "玫瑰松",
    "rose-pine-moon": "玫瑰松月夜",
    "rose-pine-dawn": "玫瑰松清晨",
    "atom-one-dark": "原子深色",
    "atom-one-light": "原子浅色",
    "ansi-dark": "终端自己的颜色（深底）",
    "ansi-light": "终端自己的颜色（浅底）",
}
"""What the officer reads for each theme, in the order offered."""


def first_theme(color_system: str | None, *, no_color: bool = False) -> str:
    """The theme for whoever never chose one: high contrast without colours, with few the terminal's own.

    ``color_system`` as Rich names it: ``standard`` are 16 colours, None is none.
    """
    if color_system in ("standard", "windows", None):
        return "ansi-dark"
    return HIGH_DARK.name if no_color else DARK.name
