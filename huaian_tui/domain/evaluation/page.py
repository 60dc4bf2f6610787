"""The page of the measures, made from their table: for ``help 评价``, the help of the screens, ``docs/``.

``python -m huaian_tui.domain.evaluation.page docs/督查评价.md`` writes the document anew.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from huaian_tui.domain.evaluation.measure import Group, Measure
from huaian_tui.domain.evaluation.measures import CONVENTIONS, MEASURES, of_group

TOPIC = "评价"
"""The word by which the page is asked for."""

MARK = "<!-- 以下由 python -m huaian_tui.domain.evaluation.page 写成 -->"
"""What stands above it is written by hand."""


def page_lines() -> Iterator[tuple[str, bool]]:
    """(line, whether it is a heading) of the page in Chinese: conventions, then the measures by groups."""
    yield "怎么算（约定）", True
    for told, _ in CONVENTIONS:
        yield f"· {told}。", False
    for group in Group:
        yield group.value, True
        for one in of_group(group):
            yield f"{one.name}（{one.key}）：{one.formula}。{one.edges}。", False


def _section(group: Group) -> str:
    rows = "".join(_row(one) for one in of_group(group))
    return f"## {group.value}\n\n| 键 | 名称 | 怎么算 | 边界 | in English |\n|---|---|---|---|---|\n{rows}"


def _row(one: Measure) -> str:
    english = f"**{one.name_en}**: {one.formula_en}; {one.edges_en}"
    return f"| `{one.key}` | {one.name} | {one.formula} | {one.edges} | {english} |\n"


def described() -> str:
    """All of it as Markdown."""
    told = "".join(f"- {chinese}。<br>{english}.\n" for chinese, english in CONVENTIONS)
    head = f"## 约定\n\n{told}\n共 {len(MEASURES)} 个数。\n"
    return "\n".join([head, *(_section(group) for group in Group)])


def document(before: str) -> str:
    """The whole document, with what stands by hand above the mark."""
    return f"{before.partition(MARK)[0].rstrip()}\n\n{MARK}\n\n{described()}"


def main() -> int:
    """Write the document anew."""
    path = Path(sys.argv[1])
    path.write_text(document(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
