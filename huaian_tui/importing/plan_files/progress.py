"""How far the reading of a file has come, told by the child process while it works."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

Report = Callable[[int, int], None]
"""Takes rows done and all rows; a row is done once it was read and understood."""

_EVERY_SECONDS = 0.1


@dataclass(slots=True)
class Progress:
    """Counts rows; tells ``report`` of them at most ten times a second."""

    report: Report | None = None
    rows: int = 0
    _halves: int = field(init=False, default=0)
    _told: float = field(init=False, default=0.0)

    def step(self) -> None:
        """One row was read, or one that was read was understood: half of its work."""
        self._halves += 1
        if self.report is None:
            return
        now = time.monotonic()
        if now - self._told >= _EVERY_SECONDS:
            self._told = now
            self.report(min(self._halves // 2, self.rows), self.rows)
