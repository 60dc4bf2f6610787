"""Which modules of the rules rest on which: what is changed at import may be seen in those that import it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from going_through import DOMAIN, ROOT


def by_distance(file: Path) -> list[Path]:
    """The file itself, then those that import it, then those that import these."""
    found = [file]
    for one in found:
        found += sorted(_importers().get(one, set()) - set(found))
    return found


@cache
def _importers() -> dict[Path, set[Path]]:
    found = dict[Path, set[Path]]()
    for file in DOMAIN.rglob("*.py"):
        for name in _imported(ast.parse(file.read_text(encoding="utf-8"))):
            module = ROOT.joinpath(*name.split(".")).with_suffix(".py")
            if module.exists():
                found.setdefault(module, set()).add(file)
    return found


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)
