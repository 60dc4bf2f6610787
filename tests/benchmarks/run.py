"""How fast the program is: ``python tests/benchmarks/run.py`` prints the table of ``docs/有多快.md``.

``--write``: it is written there and into the README (``papers.py``). ``--quick``: a smaller ledger.
``--only start``: one of the measurements. ``--beside CHECKOUT``: another copy of the program is measured in
turn with this one, on the same ledgers (both must know their schema), and the table shows both and the ratio
of the paired rounds with its spread.

Everything is measured from outside, in a pseudo-terminal or as a command, on the published plan and on a
ledger of 100,000 tasks and 1,000,000 records, which is made at the first run and kept in the folder. The aims
are those of the specification for an idle machine with two cores; what misses its aim says so.
"""

from __future__ import annotations

import argparse
import compileall
import sys
import tempfile
from pathlib import Path

import papers
from generate import RECORDS, SHIPPED_TASKS, TASKS, cached_ledger
from measures import CLOSED_PLANS, CLOSED_RECORDS, CLOSED_TASKS, PARTS, Sizes, Tree, Values
from table import measured_rows, table, table_beside

QUICK_TASKS, QUICK_RECORDS = 2000, 20_000
SMALL_RECORDS = 600
OWN = Path(__file__).parents[2]


def rounds_of(trees: list[Tree], sizes: Sizes, rounds: int, wanted: str) -> list[list[Values]]:
    """For each tree what each round has measured; the trees take turns, and every other round in reverse."""
    parts = {name: part for name, part in PARTS.items() if wanted in name}
    if not parts:
        raise SystemExit(f"--only {wanted}: one of {', '.join(PARTS)}")
    for tree in trees:  # the first time fills the caches
        compileall.compile_dir(tree.folder / "huaian_tui", quiet=1)  # as an installed program is
        PARTS["start"](tree, sizes)
    measured: list[list[Values]] = [[{} for _ in range(rounds)] for _ in trees]
    for name, part in parts.items():
        for turn in range(rounds):
            places = list(range(len(trees)))
            for place in places if turn % 2 else reversed(places):
                measured[place][turn] |= part(trees[place], sizes)
            print(f"{name}: {turn + 1}/{rounds}", file=sys.stderr, flush=True)
    return measured


def main() -> None:
    """Make the ledgers if need be, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "huaian-bench")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_TASKS:,} tasks instead of {TASKS:,}")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help=", ".join(PARTS))
    parser.add_argument("--write", action="store_true", help="write the table into the README and docs/")
    parser.add_argument("--beside", type=Path, help="another checkout, measured in turn with this one")
    chosen = parser.parse_args()
    if chosen.write and (chosen.quick or chosen.beside):
        parser.error("--write is for the published sizes: without --quick and --beside")
    tasks, records = (QUICK_TASKS, QUICK_RECORDS) if chosen.quick else (TASKS, RECORDS)
    small = cached_ledger(chosen.folder, SHIPPED_TASKS, SMALL_RECORDS)
    large = cached_ledger(chosen.folder, tasks, records)
    closed = cached_ledger(chosen.folder, CLOSED_TASKS, CLOSED_RECORDS, closed=CLOSED_PLANS)
    trees = [Tree(OWN)] + ([Tree(chosen.beside.resolve())] if chosen.beside else [])
    with tempfile.TemporaryDirectory(prefix="bench-", dir=chosen.folder) as copies:
        sizes = Sizes(small, large, SHIPPED_TASKS, tasks, records, Path(copies), closed)
        own, *others = rounds_of(trees, sizes, chosen.rounds, chosen.only)
    print(table_beside(sizes, own, others[0]) if others else table(sizes, own))
    if chosen.write:
        papers.write(measured_rows(sizes, own))


if __name__ == "__main__":
    main()
