"""How many keys something takes."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from support.tui import type_text


class Counted:
    """Presses keys and counts them; a text is as many keys as it has characters."""

    def __init__(self, pilot: Pilot[Any]) -> None:
        self.pilot = pilot
        self.keys = 0

    async def press(self, *keys: str) -> None:
        self.keys += len(keys)
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        self.keys += len(text)
        await type_text(self.pilot, text)
