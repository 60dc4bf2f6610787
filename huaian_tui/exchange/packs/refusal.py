"""What of a pack is not taken, and why."""

from __future__ import annotations

from dataclasses import dataclass

from huaian_tui.exchange.packs.pack_format import PackRefused


@dataclass(frozen=True, slots=True)
class Refusal:
    """A pack that is not taken: the file's name, its records as it says, and why.

    ``origin``: only what it holds of this one is not; empty: nothing of it is.
    """

    pack: str
    records: int
    error: PackRefused
    origin: bytes = b""
