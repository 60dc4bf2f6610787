"""Frames kept as text: what each screen shows on a frozen day, compared line by line.

``HUAIAN_TUI_WRITE_FRAMES=1 python -m pytest tests/tui/test_frames.py`` writes them anew; then read the
difference as one reads code: each changed line is seen by an officer.
"""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from support.ledger_screens import settle
from support.tui import frame

FOLDER = Path(__file__).parents[1] / "tui" / "frames"
HEXADECIMAL = re.compile(r"\b[0-9a-f]{8,}\b")
"""Identities and hashes are random; only their length stands in a frame."""
WRITING = os.environ.get("HUAIAN_TUI_WRITE_FRAMES") == "1"


async def settled_frame(pilot: Pilot[Any]) -> str:
    """The frame once all threads have delivered and two looks are the same."""
    before = ""
    for _ in range(100):
        await settle(pilot)
        now = frame(pilot.app)
        if now == before:
            return now
        before = now
    raise AssertionError(f"the screen does not come to rest:\n{before}")


def check_frame(name: str, shown: str) -> None:
    """Compare with the kept frame, or keep this one when frames are being written."""
    file = FOLDER / f"{name}.txt"
    shown = HEXADECIMAL.sub(lambda found: "#" * len(found.group()), shown)
    if WRITING:
        FOLDER.mkdir(exist_ok=True)
        file.write_text(shown + "\n", encoding="utf-8")
        return
    kept = file.read_text(encoding="utf-8").removesuffix("\n")
    difference = difflib.unified_diff(kept.splitlines(), shown.splitlines(), "kept", "shown", lineterm="")
    assert kept == shown, "\n".join(difference)
