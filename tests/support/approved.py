"""Approved texts of papers: what was read once as it will be printed, and fails when it changes.

Run with ``HUAIAN_APPROVE=1`` to write what is made now; then read the difference as the one who signs it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from huaian_tui.documents.model import OfficialDocument
from huaian_tui.documents.plain.pages import render_text

FOLDER = Path(__file__).parent.parent / "documents" / "approved"


def same_as_approved(name: str, document: OfficialDocument) -> None:
    """The document's pages as text are those that were approved under this name."""
    text_as_approved({name: render_text(document)})


def text_as_approved(texts: Mapping[str, str]) -> None:
    """Each of these texts is what was approved under its name; all that differ are named at once."""
    files = {name: FOLDER / f"{name}.txt" for name in texts}
    if os.environ.get("HUAIAN_APPROVE"):
        for name, file in files.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(texts[name], encoding="utf-8")
    kept = {name: file.read_text(encoding="utf-8") for name, file in files.items()}
    differ = [name for name in texts if texts[name] != kept[name]]
    for name in differ:
        assert texts[name] == kept[name], f"read {', '.join(differ)} anew (HUAIAN_APPROVE=1 writes them)"
