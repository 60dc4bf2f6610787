"""``preview_import``: reading a file or pasted text against the ledger; nothing is written."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

from huaian_tui.domain.many_objects import many_objects
from huaian_tui.importing.plan_files.plan_file import (
    PlanFile,
    PlanReading,
    read_pasted_plan,
    read_plan_file,
)
from huaian_tui.importing.plan_files.progress import Report
from huaian_tui.services.plan_import.choices import Columns, read_choices, remembered_columns, with_columns
from huaian_tui.services.plan_import.deciding import decide
from huaian_tui.services.plan_import.decisions import Decisions
from huaian_tui.services.plan_import.preview import Here, Preview, Surroundings
from huaian_tui.store.queries.plans import plan_names, plans_from_file
from huaian_tui.store.queries.unit_names import known_unit_names

Source = Path | str
"""A file, or pasted text."""


def preview_import(
    connection: sqlite3.Connection,
    source: Source,
    decisions: Decisions | None = None,
    over: threading.Event | None = None,
    progress: Report | None = None,
) -> Preview:
    """What a file (``Path``) or pasted text (``str``) gives, with what was decided before.

    Its units are matched with those of the ledger. ``over`` stops the reading, ``progress`` is told rows done
    and all rows from another thread. ``PlanFileRefused`` in one Chinese line where there is nothing to read.
    """
    wanted = decisions or Decisions()
    names, shown = known_unit_names(connection)
    title = wanted.title or ""
    reading = PlanReading(names, shown, wanted.columns, title, wanted.year, wanted.stage, over, progress)
    read = _read(source, reading)
    recalled = remembered_columns(read_choices(connection), read.draft, wanted.columns)
    if recalled:
        read = _read(source, replace(reading, columns=with_columns(wanted.columns, recalled)))
    preview = preview_of(connection, read, wanted, recalled)
    if preview.year == read.draft.year:
        return preview
    return read_again(connection, source, preview, over, progress)


def preview_of(
    connection: sqlite3.Connection, read: PlanFile, decisions: Decisions, recalled: Columns | None = None
) -> Preview:
    """The preview of a file that is read; ``recalled``: columns that were used from earlier files."""
    names, shown = known_unit_names(connection)
    codes, shorts = plan_names(connection)
    before = tuple(Here(*one) for one in plans_from_file(connection, read.sha256))
    choices = read_choices(connection)
    around = Surroundings(names, shown, codes, shorts, before, choices, recalled or {})
    with many_objects():
        return decide(undecided(read, around, decisions), decisions)


def read_again(
    connection: sqlite3.Connection,
    source: Source,
    preview: Preview,
    over: threading.Event | None = None,
    progress: Report | None = None,
) -> Preview:
    """The file read anew with the columns and the year that were decided since it was read."""
    decided = replace(preview.decisions, year=preview.year)
    return preview_import(connection, source, decided, over, progress)


def _read(source: Source, reading: PlanReading) -> PlanFile:
    threading.Thread(target=_make_ready, name="huaian-ready", daemon=True).start()
    return read_plan_file(source, reading) if isinstance(source, Path) else read_pasted_plan(source, reading)


def _make_ready() -> None:
    """Load, while the child reads, what only its answer needs: pinyin for a code, the forms of a preview."""
    from huaian_tui.services.plan_import.naming import free_code
    from huaian_tui.services.plan_import.preview_json import preview_json  # noqa: F401

    free_code("方案", ())


def undecided(read: PlanFile, around: Surroundings, decisions: Decisions) -> Preview:
    """The preview of what was read before anything of it is decided."""
    draft = read.draft
    return Preview(
        read=read,
        decisions=decisions,
        in_force=decisions,
        around=around,
        draft=draft,
        taken=(),
        questions=(),
        unanswered=(),
        new_units=(),
        title=draft.title,
        short="",
        code="",
        year=draft.year,
        stage=draft.stage,
        start=None,
        horizon=None,
        read_columns=decisions.columns,
    )
