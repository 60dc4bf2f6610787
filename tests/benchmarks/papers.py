"""Where the table of the benchmarks stands: whole in ``docs/有多快.md``, what matters most in the README.

``run.py --write`` puts what it has measured into both; what it has not measured stays. This file alone
(``python tests/benchmarks/papers.py``) makes the README's lines anew from those of the document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from generate import RECORDS, SHIPPED_TASKS, TASKS
from measures import Sizes
from table import HEAD, drawn, lines

ROOT = Path(__file__).parents[2]
WHOLE, SHORT = ROOT / "docs" / "有多快.md", ROOT / "README.md"
SHIPPED = Sizes(Path(), Path(), SHIPPED_TASKS, TASKS, RECORDS, Path())
"""The sizes whose figures are published."""

MOST_ASKED = ("start", "cursor", "memory", "unit", "form")
"""What the README tells; the smallest Textual program is the first line of ``start``."""

_MARKED = re.compile(r"(<!-- speed: .*? -->\n\n)(?:\|.*\n)*(?=\n<!-- /speed -->)")

Row = tuple[str, ...]


def rows_in(text: str) -> list[Row]:
    """The rows of the table between the marks, without its head."""
    found = _MARKED.search(text)
    if found is None:
        raise ValueError("no table between <!-- speed: … --> and <!-- /speed -->")
    shown = [line for line in found.group().splitlines() if line.startswith("| ")]
    return [tuple(line[2:].removesuffix(" |").split(" | ")) for line in shown][2:]


def with_rows(text: str, rows: Sequence[Row]) -> str:
    """The text with these rows between the marks."""
    return _MARKED.sub(lambda found: f"{found.group(1)}{drawn(HEAD, rows)}\n", text)


def merged(known: Sequence[Row], measured: Sequence[Row]) -> list[Row]:
    """What was measured in place of what was known, in the order of the table."""
    by_name = {row[:2]: row for row in (*known, *measured)}
    return [by_name[name] for line in lines(SHIPPED) if (name := (line.title, line.scale)) in by_name]


def most_asked(rows: Sequence[Row]) -> list[Row]:
    """The rows that the README tells."""
    told = {(line.title, line.scale) for line in lines(SHIPPED) if line.what in MOST_ASKED}
    return [row for row in rows if row[:2] in told]


def write(measured: Sequence[Row] = ()) -> None:
    """Both papers anew."""
    whole = WHOLE.read_text(encoding="utf-8")
    rows = merged(rows_in(whole), measured)
    WHOLE.write_text(with_rows(whole, rows), encoding="utf-8", newline="\n")
    short = with_rows(SHORT.read_text(encoding="utf-8"), most_asked(rows))
    SHORT.write_text(short, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
