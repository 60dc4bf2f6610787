"""Applications of one process of tests share what they have parsed of their styles, and what rules come to.

A source says the same in every application with the same colours, and nothing changes what was parsed of it.
"""

from __future__ import annotations

from typing import Any

from textual.cache import LRUCache

from huaian_tui.tui.textual_patches.kept_rules import MOST_SOURCES, KeptRules
from huaian_tui.tui.textual_patches.matched_rules import MOST_MATCHES

Shared = dict[frozenset[tuple[str, str]], LRUCache[Any, Any]]

parsed: Shared = {}
"""By the variables. A test that counts what is parsed begins with an empty one."""

made: Shared = {}
"""What rules that match together come to, by the variables too."""

styled: Shared = {}
"""What the styles that stand in texts come to, by the variables too."""


def share_parsed_styles() -> None:
    """From now on applications share it."""
    begin, change = KeptRules.__init__, KeptRules.set_variables

    def begun(self: KeptRules, *, variables: dict[str, str] | None = None) -> None:
        begin(self, variables=variables)
        share(self)

    def changed(self: KeptRules, variables: dict[str, str]) -> None:
        if variables != self._variables:
            self._parse_cache = self.made = self._style_parse_cache = LRUCache(1)  # cleared with the colours
            change(self, variables)
            share(self)

    KeptRules.__init__ = begun  # type: ignore[method-assign]
    KeptRules.set_variables = changed  # type: ignore[method-assign]


def share(styles: KeptRules) -> None:
    """Let it have what was made with its colours before."""
    colours = frozenset(styles._variables.items())
    styles._parse_cache = parsed.setdefault(colours, LRUCache(MOST_SOURCES))
    styles.made = made.setdefault(colours, LRUCache(MOST_MATCHES))
    styles._style_parse_cache = styled.setdefault(colours, LRUCache(MOST_MATCHES))
