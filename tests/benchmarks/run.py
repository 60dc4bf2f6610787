"""How fast the program is: ``python tests/benchmarks/run.py [--quick] [--folder DIR]`` prints a table.

Everything is measured from outside, in a pseudo-terminal or as a command, on the published
plan and on a ledger of 100,000 tasks and 1,000,000 records, which is made at the first run and
kept in the folder. The aims are those of the specification for a machine with two cores; what
misses its aim says so.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from generate import RECORDS, SHIPPED_TASKS, TASKS, cached_ledger
from measures import (
    Figure,
    Sizes,
    measure_commands,
    measure_keys,
    measure_notes,
    measure_start,
    measure_typing,
)

QUICK_TASKS, QUICK_RECORDS = 2000, 20_000
SMALL_RECORDS = 600
HEAD = ("测什么", "规模", "结果", "目标", "")


def table(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table; columns are not padded, since Chinese has no fixed width."""
    rows = [HEAD, ("---",) * len(HEAD)]
    rows += [(one.what, one.size, one.result, one.aim, one.verdict) for one in figures]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def measured(sizes: Sizes, rounds: int, wanted: str) -> list[Figure]:
    """All figures, or those of the measurements whose name contains ``wanted``."""
    parts: dict[str, Callable[[Sizes, int], list[Figure]]] = {
        "start": measure_start,
        "keys": measure_keys,
        "typing": measure_typing,
        "commands": measure_commands,
        "notes": measure_notes,
    }
    return [figure for name, measure in parts.items() if wanted in name for figure in measure(sizes, rounds)]


def main() -> None:
    """Make the ledgers if need be, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "huaian-bench")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_TASKS:,} tasks instead of {TASKS:,}")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", default="", help="start, keys, typing, commands or notes")
    chosen = parser.parse_args()
    tasks, records = (QUICK_TASKS, QUICK_RECORDS) if chosen.quick else (TASKS, RECORDS)
    sizes = Sizes(
        small=cached_ledger(chosen.folder, SHIPPED_TASKS, SMALL_RECORDS),
        large=cached_ledger(chosen.folder, tasks, records),
        small_tasks=SHIPPED_TASKS,
        large_tasks=tasks,
    )
    print(table(measured(sizes, chosen.rounds, chosen.only)))


if __name__ == "__main__":
    main()
