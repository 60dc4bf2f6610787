"""The smallest Textual program, one Label: what the start of any program of its kind costs at least."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Label


class Hello(App[None]):
    """One word."""

    def compose(self) -> ComposeResult:
        """The word."""
        yield Label("推进")


if __name__ == "__main__":
    Hello().run()
