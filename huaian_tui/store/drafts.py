"""What was typed but not saved: one small file a form, beside the ledger, readable by its owner only.

Drafts are no records: they are this laptop's own, and go when the form is saved or given up.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

_MOST_BYTES = 1_000_000


def draft_folder(database: Path) -> Path:
    """The folder of drafts of one ledger file."""
    return database.with_name(f"{database.name}.drafts")


def _draft_file(database: Path, form: str) -> Path:
    return draft_folder(database) / f"{quote(form, safe='')}.json"


def save_draft(database: Path, form: str, values: Mapping[str, str]) -> None:
    """Write the draft whole or not at all."""
    folder = draft_folder(database)
    folder.mkdir(mode=0o700, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=folder, suffix=".part")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
            json.dump(dict(values), file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, _draft_file(database, form))
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def load_draft(database: Path, form: str) -> dict[str, str] | None:
    """The draft of a form; None without one, or when its file cannot be understood."""
    path = _draft_file(database, form)
    try:
        if path.stat().st_size > _MOST_BYTES:
            return None
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(values, dict):
        return None
    return {str(key): str(value) for key, value in values.items()}


def drop_draft(database: Path, form: str) -> None:
    """Remove the draft of a form, if there is one."""
    _draft_file(database, form).unlink(missing_ok=True)
