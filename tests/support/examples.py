"""How many examples the long property tests go through."""

from __future__ import annotations

import os

TIMES = float(os.environ.get("HUAIAN_EXAMPLES", "1"))
"""``HUAIAN_EXAMPLES=5`` goes through five times as many, for a night run (with ``--timeout 3600``)."""


def examples(usual: int) -> int:
    """So many as are worth the time of every run, or as many as are asked for."""
    return max(1, int(usual * TIMES))
