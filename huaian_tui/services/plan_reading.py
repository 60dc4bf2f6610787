"""Reading plans from files against the units of the ledger; nothing is written."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from huaian_tui.importing.plan_files.minutes import Minutes
from huaian_tui.importing.plan_files.plan_file import (
    PlanFile,
    PlanReading,
    read_minutes_file,
    read_pasted_plan,
    read_plan_file,
)
from huaian_tui.importing.plan_files.progress import Report
from huaian_tui.store.queries.unit_names import known_unit_names


def preview_plan(
    connection: sqlite3.Connection,
    path: Path,
    *,
    title: str = "",
    year: int | None = None,
    stage: str | None = None,
    progress: Report | None = None,
) -> PlanFile:
    """What a file gives, its units matched with those of the ledger; ``progress`` as of ``PlanReading``."""
    names, shown = known_unit_names(connection)
    reading = PlanReading(names, shown, title=title, year=year, stage=stage, progress=progress)
    return read_plan_file(path, reading)


def preview_minutes(connection: sqlite3.Connection, path: Path) -> Minutes:
    """The matters that the minutes of a meeting give, to be ticked; their day and number are the source."""
    names, shown = known_unit_names(connection)
    return read_minutes_file(path, PlanReading(names, shown))[1]


def preview_pasted(connection: sqlite3.Connection, text: str) -> PlanFile:
    """What pasted text gives."""
    names, shown = known_unit_names(connection)
    return read_pasted_plan(text, PlanReading(names, shown))
