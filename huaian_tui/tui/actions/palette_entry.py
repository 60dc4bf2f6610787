"""One line of the command palette, and what finds such lines."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """One line of the palette: the texts are shown as data, ``run`` does it on the UI thread.

    ``name`` is what it is remembered by when it was used (``note``, ``task:12``); empty: it is not.
    """

    title: str
    hint: str
    run: Callable[[], Awaitable[object] | object]
    keys: str = ""
    name: str = ""


PaletteSource = Callable[[str], Sequence[PaletteEntry]]
"""Further entries for a query (tasks, units …); called in a thread."""
