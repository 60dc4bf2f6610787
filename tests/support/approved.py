"""Approved texts of papers: what was read once as it will be printed, and fails when it changes.

Run with ``HUAIAN_APPROVE=1`` to write what is made now; then read the difference as the one who signs it.
"""

from __future__ import annotations

import os
from pathlib import Path

from huaian_tui.documents.model import OfficialDocument
from huaian_tui.documents.plain.pages import render_text

FOLDER = Path(__file__).parent.parent / "documents" / "approved"


def same_as_approved(name: str, document: OfficialDocument) -> None:
    """The document's pages as text are those that were approved under this name."""
    made, file = render_text(document), FOLDER / f"{name}.txt"
    if os.environ.get("HUAIAN_APPROVE"):
        FOLDER.mkdir(exist_ok=True)
        file.write_text(made, encoding="utf-8")
    assert made == file.read_text(encoding="utf-8"), f"read {file.name} anew (HUAIAN_APPROVE=1 writes it)"
