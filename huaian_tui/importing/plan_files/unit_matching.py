"""Units that a plan names against those that the ledger knows.

The same, another spelling, or new with neighbours.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from huaian_tui.domain.reading.unit_names import unit_key, without_remark
from huaian_tui.domain.text.hygiene import search_key

_MOST_NEAREST = 3
_NEAR = 0.5


@dataclass(slots=True)
class KnownUnits:
    """The units of the ledger by every name they bear: ``names`` maps a name to the unit's id."""

    names: Mapping[str, str]
    shown: Mapping[str, str] = field(default_factory=dict)
    _exact: dict[str, str] = field(init=False, default_factory=dict)
    _keys: dict[str, set[str]] = field(init=False, default_factory=dict)
    _found: dict[str, tuple[str, str]] = field(init=False, default_factory=dict)
    _nearest: dict[str, tuple[str, ...]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for name, unit in self.names.items():
            self._exact.setdefault(search_key(name), unit)
            self._keys.setdefault(unit_key(name), set()).add(unit)

    def find(self, name: str) -> tuple[str, str]:
        """(id, Chinese remark) of the unit that a name means; ``("", "")`` for none or more than one."""
        if name not in self._found:
            self._found[name] = self._find(name)
        return self._found[name]

    def exact(self, name: str) -> str:
        """The id of the unit that bears just this name (市科技局等单位); ``""`` for none."""
        return self._exact.get(search_key(name), "")

    def _find(self, name: str) -> tuple[str, str]:
        exact = self._exact.get(search_key(name))
        if exact is not None:
            return exact, ""
        units = self._keys.get(unit_key(name), set())
        if len(units) == 1:
            unit = next(iter(units))
            return unit, f"“{name}”按“{self.shown.get(unit, unit)}”理解（写法不同）"
        return "", ""

    def nearest(self, name: str) -> tuple[str, ...]:
        """The known names most like a new one."""
        if name not in self._nearest:
            plain = without_remark(name)
            shown = list(dict.fromkeys(self.shown.values()) or dict.fromkeys(self.names.values()))
            self._nearest[name] = tuple(difflib.get_close_matches(plain, shown, _MOST_NEAREST, _NEAR))
        return self._nearest[name]


def spelled_alike(names: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of names of one plan that are two spellings of one unit."""
    seen = dict[str, str]()
    pairs = list[tuple[str, str]]()
    for name in names:
        key = unit_key(without_remark(name))
        before = seen.setdefault(key, name)
        if before != name:
            pairs.append((before, name))
    return pairs
