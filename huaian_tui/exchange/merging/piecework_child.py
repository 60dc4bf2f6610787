"""The second process of a large merge: answers by stdout what it is asked by stdin (``piecework``)."""

from __future__ import annotations

import sys

from huaian_tui.exchange.merging.piecework import Worker
from huaian_tui.store.apart_child import answer_each, bounded

_MEMORY_BYTES = 1 << 30
_CPU_SECONDS = 24 * 3600

if __name__ == "__main__":
    bounded(_MEMORY_BYTES, _CPU_SECONDS)
    sys.exit(answer_each(Worker().answer))
