"""Applications of one process of tests share what they have parsed of their styles.

A source says the same in every application with the same colours, and nothing changes what was parsed of it.
"""

from __future__ import annotations

from typing import Any

from textual.cache import LRUCache

from huaian_tui.tui.textual_patches.kept_rules import MOST_SOURCES, KeptRules

parsed: dict[frozenset[tuple[str, str]], LRUCache[Any, Any]] = {}
"""By the variables. A test that counts what is parsed begins with an empty one."""


def share_parsed_styles() -> None:
    """From now on applications share it."""
    begin, change = KeptRules.__init__, KeptRules.set_variables

    def begun(self: KeptRules, *, variables: dict[str, str] | None = None) -> None:
        begin(self, variables=variables)
        self._parse_cache = _of(self._variables)

    def changed(self: KeptRules, variables: dict[str, str]) -> None:
        if variables != self._variables:
            self._parse_cache = LRUCache(1)  # what is cleared with the colours
            change(self, variables)
            self._parse_cache = _of(variables)

    KeptRules.__init__ = begun  # type: ignore[method-assign]
    KeptRules.set_variables = changed  # type: ignore[method-assign]


def _of(variables: dict[str, str]) -> LRUCache[Any, Any]:
    return parsed.setdefault(frozenset(variables.items()), LRUCache(MOST_SOURCES))
