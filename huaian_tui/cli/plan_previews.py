"""A file with a plan as it was decided on the command line (``--decisions``)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from huaian_tui.services.plan_import.decisions import Decisions
    from huaian_tui.services.plan_import.preview import Preview


def preview_file(connection: sqlite3.Connection, file: Path, decisions: Decisions) -> Preview:
    """The file as decided; what the decisions name and the file has not is refused."""
    from huaian_tui.cli.output.reading_bar import reading_bar
    from huaian_tui.services.plan_import.deciding import decide
    from huaian_tui.services.plan_import.decisions import Decisions
    from huaian_tui.services.plan_import.decisions_json import check_decisions
    from huaian_tui.services.plan_import.reading import preview_import, read_again

    plain = Decisions(decisions.title, decisions.short, decisions.code, decisions.year, decisions.stage)
    with reading_bar() as bar:
        first = preview_import(connection, file, plain, progress=bar)
        columns = replace(plain, columns=decisions.columns)
        preview = preview_import(connection, file, columns, progress=bar) if decisions.columns else first
        preview = decide(preview, check_decisions(decisions, first, preview))
        return read_again(connection, file, preview, progress=bar) if preview.read_again else preview
