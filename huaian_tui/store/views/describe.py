"""The document of the views from their definitions.

``python -m huaian_tui.store.views.describe docs/查询视图.md`` writes it anew.
"""

from __future__ import annotations

import sys
from pathlib import Path

from huaian_tui.ledger.kinds.registry import KINDS
from huaian_tui.store.views.model import View
from huaian_tui.store.views.registry import VIEWS

MARK = "<!-- 以下由 python -m huaian_tui.store.views.describe 写成 -->"
"""What stands above it is written by hand."""


def view_text(view: View) -> str:
    """A view with its columns as a section of Markdown."""
    rows = "".join(f"| `{one.name}` | {one.meaning} |\n" for one in view.columns)
    return f"## {view.name}\n\n{view.about}。\n\n| 列 | 含义 |\n|---|---|\n{rows}"


def described() -> str:
    """All views, then the kinds of records."""
    kinds = "".join(f"| `{kind.name}` | {kind.title} |\n" for kind in KINDS.values())
    told = f"## 记录的种类\n\n`v_record.kind` 和 `v_record.title`。\n\n| kind | 种类 |\n|---|---|\n{kinds}"
    return "\n".join([*(view_text(view) for view in VIEWS), told])


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
