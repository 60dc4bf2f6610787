"""Rules of a stylesheet that was parsed are kept as long as the colours stay the same.

Textual 8.2.8 parses every source anew when a screen brings a stylesheet of its own and when a screen has not
seen the theme yet: at the start the whole set three times. And it keeps 64 parsed sources, the least recently
used leaving first: with one more than that, all of them are parsed at each new kind of widget.
Goes when ``Stylesheet.reparse`` keeps what has not changed.
"""

from __future__ import annotations

from textual.cache import LRUCache

from huaian_tui.tui.textual_patches.matched_rules import MatchedRules

MOST_SOURCES = 1024
"""Each kind of widget is one, and each screen with a stylesheet of its own."""


class KeptRules(MatchedRules):
    """A stylesheet that parses a source once for each theme."""

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._parse_cache = LRUCache(MOST_SOURCES)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Other colours; with the same ones everything stays."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parse what has not been parsed with these colours."""
        self.parse()
