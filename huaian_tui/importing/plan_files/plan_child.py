"""The child process that reads one plan.

``python -m`` this module, a line of JSON and the file on stdin, JSON out.

Parsing and understanding both happen here, within bounds of memory and time: a file made to harm, and a text
made to be slow to read, harm only this process.
"""

from __future__ import annotations

import gc
import json
import sys
from datetime import date

from huaian_tui.domain.reading.column_heads import Role
from huaian_tui.importing.plan_files.assemble import Wishes, read_draft
from huaian_tui.importing.plan_files.blocks import FileBlocks
from huaian_tui.importing.plan_files.draft_json import draft_json
from huaian_tui.importing.plan_files.file_guard import FileKind
from huaian_tui.importing.plan_files.unit_matching import KnownUnits
from huaian_tui.store.apart_child import answered, bounded, given, tell_progress

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 60


def blocks_of(kind: FileKind, data: bytes) -> FileBlocks:
    """The blocks of a file; each reader is imported when it is needed."""
    if kind is FileKind.WORD:
        from huaian_tui.importing.plan_files.word_reader import read_word

        return read_word(data)
    if kind is FileKind.EXCEL:
        from huaian_tui.importing.plan_files.excel_reader import read_excel

        return read_excel(data)
    if kind is FileKind.OLD_EXCEL:
        from huaian_tui.importing.plan_files.old_excel_reader import read_old_excel

        return read_old_excel(data)
    from huaian_tui.importing.plan_files.text_reader import read_text

    return read_text(data)


def wishes_of(said: dict[str, object]) -> Wishes:
    """What was decided before, as the parent says it."""
    columns = said.get("columns")
    return Wishes(
        {
            name: {int(place): Role(role) for place, role in roles.items()}
            for name, roles in (columns.items() if isinstance(columns, dict) else ())
        },
        str(said.get("title") or ""),
        int(str(said["year"])) if said.get("year") else None,
        str(said["stage"]) if said.get("stage") is not None else None,
    )


def parse(request: bytes) -> bytes:
    """The draft as JSON in ASCII, which no locale can spoil."""
    head, _, data = request.partition(b"\n")
    said = json.loads(head)
    known = KnownUnits(said["names"], said["shown"])
    blocks = blocks_of(FileKind(said["kind"]), data)
    if said.get("minutes"):
        from huaian_tui.importing.plan_files.minutes import minutes_json, read_minutes

        held = date.fromisoformat(said["held"]) if said.get("held") else None
        return json.dumps(minutes_json(read_minutes(blocks, known, held))).encode("ascii")
    draft = read_draft(blocks, known, wishes_of(said), tell_progress if said.get("progress") else None)
    return json.dumps(draft_json(draft)).encode("ascii")


def _parsed() -> bytes:
    return parse(given())


if __name__ == "__main__":
    bounded(MEMORY_BYTES, CPU_SECONDS)
    gc.disable()  # it lives for one file, within its bound of memory
    sys.exit(answered(_parsed))
