"""The application's side of the themes: which there are, what each says, which one suits the terminal."""

from __future__ import annotations

from textual.app import App
from textual.theme import Theme

from huaian_tui.tui.looks.themes import THEME_DEFAULTS, THEMES, first_theme
from huaian_tui.tui.textual_patches.no_colours import suit_filters


class ThemedApp(App[int], inherit_bindings=False):
    """An application that is drawn in one of our themes, or in one of Textual's made to fit."""

    def register_themes(self, theme: str) -> None:
        """Our themes, and the first one shown: ``theme``, or what suits the terminal where it is unknown."""
        for own in THEMES:
            self.register_theme(own)
        suiting = first_theme(self.console.color_system, no_color=self.no_color)
        self.use_theme(theme if theme in self.available_themes else suiting)

    def get_theme(self, theme_name: str) -> Theme | None:
        """By its name; Textual makes a table of all themes for each colour of the terminal that is drawn."""
        return self._registered_themes.get(theme_name) or super().get_theme(theme_name)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """What a theme need not say of our variables."""
        return THEME_DEFAULTS

    def use_theme(self, name: str) -> None:
        """Show the theme of this name; one of Textual's gets the variables of our styles first."""
        theme = self.available_themes[name]
        if "text-quiet" not in theme.variables:
            from huaian_tui.tui.looks.theme_fitting import fitted

            self.register_theme(fitted(theme))
        self.theme = name
        suit_filters(self)
