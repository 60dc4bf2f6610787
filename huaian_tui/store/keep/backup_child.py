"""The child process that makes the backup of the day: ``python -m`` this module, ledger and day as arguments.

Copying, checking and hashing a large ledger takes a processor for a minute: here it takes nothing
from the program that an officer types in. When that program ends, however it ends, this process
clears away what it began, and ends too.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from huaian_tui.domain.errors import HuaianError
from huaian_tui.store.apart_child import answered, beside
from huaian_tui.store.keep.backup import daily_backup


def main(path: str, day: str) -> int:
    """Make the backup, or say why it is refused; the exit code."""
    go_on = beside()

    def work() -> bytes:
        try:
            daily_backup(Path(path), date.fromisoformat(day), go_on)
        except HuaianError:
            go_on(1.0)  # a backup that was given up is refused for no other reason
            raise
        return b""

    return answered(work)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
