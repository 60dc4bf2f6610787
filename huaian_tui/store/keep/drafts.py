"""What was typed but not saved: one small file a form, beside the ledger, readable by its owner only.

Drafts are no records: they are this laptop's own, and go when the form is saved or given up.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, unquote

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.text.hygiene import clean_text
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.store.keep.private_files import is_link, part_in, private_folder, read_small, told

_MOST_BYTES = 1_000_000
_CLOCK_SLACK_MS = 3000
"""File systems of sticks keep times to two seconds."""

_LONGEST_NAME = 200
"""Bytes of a file's name; file systems take 255, and a form on many things at once names them all."""

_FORM = ":form"
"""Under which key a draft says whose it is, where its file's name cannot; no field has such a key."""

_GIST_CHARACTERS = 60
_TELLING = (
    *("text", "body", "progress", "problem", "requirement", "basis", "reason", "title", "value"),
    *("name", "full_name", "alias", "into", "person", "post"),
)
"""Fields that say what a draft is about, the most telling first."""

_RECORD_KINDS = {
    "note": "note",
    "complete": "milestone_complete",
    "extend": "milestone_extend",
    "cancel": "milestone_cancel",
    "reopen": "milestone_reopen",
    "milestone_set": "milestone_set",
    "target": "milestone_target",
    "hand_in": "deliverable",
    "correct": "correction",
    "reply": "reply",
}
"""Kind of form → kind of the record that saving it appends, where its texts tell one from another."""

_COMPARED = ("text", "contact", "problem", "requirement", "basis", "reason", "title")


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft that waits: the form's id (``note:12``), when it was kept, what was typed, its gist."""

    form: str
    kept_at: datetime
    values: Mapping[str, str]

    @property
    def kind(self) -> str:
        """Which form: ``note``."""
        return self.form.partition(":")[0]

    @property
    def subject(self) -> str:
        """What it is about: ``12``."""
        return self.form.partition(":")[2]

    @property
    def gist(self) -> str:
        """The beginning of the most telling text, on one line."""
        for key in (*_TELLING, *self.values):
            line = " ".join(self.values.get(key, "")[: 4 * _GIST_CHARACTERS].split())
            if line:
                return line if len(line) <= _GIST_CHARACTERS else f"{line[: _GIST_CHARACTERS - 2]}.."
        return ""


def draft_folder(database: Path) -> Path:
    """The folder of drafts of one ledger file."""
    return database.with_name(f"{database.name}.drafts")


def _draft_file(database: Path, form: str) -> Path:
    """Named after the form; of a long id the kind and a digest, and the draft itself says the id."""
    name = quote(form, safe="")
    if len(name) > _LONGEST_NAME:
        from hashlib import sha256  # only a long name needs it

        name = f"{quote(form.partition(':')[0], safe='')}.{sha256(form.encode()).hexdigest()}"
    return draft_folder(database) / f"{name}.json"


def save_draft(database: Path, form: str, values: Mapping[str, str]) -> None:
    """Write the draft whole or not at all; refused when the disk does not take it."""
    folder = draft_folder(database)
    with told("草稿没有存上", folder):
        private_folder(folder)
        with part_in(folder) as part:
            with part.open("w", encoding="utf-8", errors="replace") as file:
                json.dump({**values, _FORM: form}, file, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, _draft_file(database, form))


def load_draft(database: Path, form: str) -> dict[str, str] | None:
    """The draft of a form; None without one, or when its file cannot be understood."""
    kept = _read(database, _draft_file(database, form))
    return None if kept is None else {key: text for key, text in kept.items() if key != _FORM}


def _read(database: Path, file: Path) -> dict[str, str] | None:
    leads_elsewhere = is_link(draft_folder(database))
    data = None if leads_elsewhere else read_small(file, _MOST_BYTES)
    try:
        values = None if data is None else json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict):
        return None
    return {str(key): str(value) for key, value in values.items()}


def drop_draft(database: Path, form: str) -> None:
    """Remove the draft of a form, if there is one.

    One that cannot be removed is no reason to call a saved record unsaved: it is offered again.
    """
    with suppress(OSError):
        _draft_file(database, form).unlink(missing_ok=True)


def list_drafts(database: Path) -> list[KeptDraft]:
    """All drafts that can be understood, the newest first."""
    found, folder = [], draft_folder(database)
    if is_link(folder):
        return []
    try:
        files = [one for one in folder.iterdir() if one.suffix == ".json"]
    except OSError:
        return []
    for file in files:
        values = _read(database, file) or {}
        form = values.pop(_FORM, unquote(file.stem))
        try:
            kept_at = datetime.fromtimestamp(file.stat().st_mtime, UTC).astimezone(SHANGHAI)
        except (OSError, ValueError, OverflowError):
            continue  # gone meanwhile
        if values and any(value.strip() for value in values.values()):
            found.append(KeptDraft(form, kept_at, values))
    return sorted(found, key=lambda one: one.kept_at, reverse=True)


def is_recorded(connection: sqlite3.Connection, draft: KeptDraft) -> bool:
    """Whether the draft was saved already: the program was killed after the record, before the draft went.

    Only a later record of the same form about the same thing with the very same texts counts.
    """
    kind = _RECORD_KINDS.get(draft.kind)
    if kind is None:
        return False
    since = max(0, int(draft.kept_at.timestamp() * 1000) - _CLOCK_SLACK_MS).to_bytes(6, "big") + bytes(10)
    rows = connection.execute(
        "SELECT body FROM record WHERE kind = ? AND id >= ? AND ? IN "
        "(CAST(task_no AS TEXT), milestone, lower(hex(ref)), json_extract(body, '$.deliverable'))",
        (kind, since, draft.subject),
    )
    return any(_says(json.loads(row[0]), draft.values) for row in rows)


def _says(body: Mapping[str, object], typed: Mapping[str, str]) -> bool:
    """Whether a record has the texts that were typed, and at least one."""
    texts = {key: _cleaned(typed[key]) for key in _COMPARED if key in typed}
    return any(texts.values()) and all(body.get(key, "") == text for key, text in texts.items())


def _cleaned(text: str) -> str:
    """As saving cleans it; what is too long to be saved was not."""
    try:
        return clean_text(text).strip()
    except InputRefused:
        return text
