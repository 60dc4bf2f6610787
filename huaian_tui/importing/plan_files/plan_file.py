"""Reading a plan from a file or from pasted text: guarded, parsed and understood in a child process."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from huaian_tui.domain.many_objects import many_objects
from huaian_tui.importing.plan_files.draft import Draft
from huaian_tui.importing.plan_files.draft_json import draft_of
from huaian_tui.importing.plan_files.file_guard import FileKind, PlanFileRefused, read_guarded_plan
from huaian_tui.importing.plan_files.minutes import Minutes, minutes_of
from huaian_tui.importing.plan_files.progress import Report
from huaian_tui.store.apart import (
    ChildFailed,
    ChildFaulty,
    ChildRefused,
    ChildStopped,
    ChildTooSlow,
    answer_of,
)

SECONDS = 90
"""Wall time for one file. Measured on two shared cores, in processor time: 5,000 rows 6 s, 300 pages 3 s."""

MOST_ANSWER = 256 * 1024 * 1024
_CHILD = "huaian_tui.importing.plan_files.plan_child"
_AGAIN = "请用 Word、Excel、WPS 打开后另存再导入；仍不行，就只复制任务部分导入"
_NOT_THE_FILE = "不是文件的问题，请把这一行告诉维护人员；急用的，把任务部分复制成文字粘贴导入"


@dataclass(frozen=True, slots=True)
class PlanReading:
    """With what a file is read: the known units (name → id, id → shown name), and what was decided before.

    ``columns``: table → {column from 0: role}, set by hand. ``title``, ``year``, ``stage`` and ``held`` (the
    day of a meeting): given by a person. ``over`` stops the reading; ``progress`` is told, from another
    thread, rows done and all rows.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    title: str = ""
    year: int | None = None
    stage: str | None = None
    over: threading.Event | None = None
    progress: Report | None = None
    held: date | None = None


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A file as read: its name, its SHA-256 (hexadecimal), and the draft."""

    name: str
    sha256: str
    draft: Draft


def read_plan_file(path: Path, reading: PlanReading) -> PlanFile:
    """The draft that a file gives; ``PlanFileRefused`` in one Chinese line when it gives none."""
    data, kind = read_guarded_plan(path)
    return PlanFile(path.name, hashlib.sha256(data).hexdigest(), _draft(data, kind, path.name, reading))


def read_pasted_plan(text: str, reading: PlanReading) -> PlanFile:
    """The draft that pasted text gives."""
    data = text.encode("utf-8", "replace")
    name = "粘贴的文字"
    return PlanFile(name, hashlib.sha256(data).hexdigest(), _draft(data, FileKind.TEXT, name, reading))


def read_minutes_file(path: Path, reading: PlanReading) -> tuple[str, Minutes]:
    """(SHA-256, minutes) of a file with the minutes of a meeting; ``PlanFileRefused`` when it is none."""
    data, kind = read_guarded_plan(path)
    said = _answer(data, kind, path.name, reading, minutes=True)
    return hashlib.sha256(data).hexdigest(), minutes_of(json.loads(said))


def read_pasted_minutes(text: str, reading: PlanReading) -> tuple[str, Minutes]:
    """The same of pasted text."""
    data = text.encode("utf-8", "replace")
    said = _answer(data, FileKind.TEXT, "粘贴的文字", reading, minutes=True)
    return hashlib.sha256(data).hexdigest(), minutes_of(json.loads(said))


def _draft(data: bytes, kind: FileKind, name: str, reading: PlanReading) -> Draft:
    answer = _answer(data, kind, name, reading, minutes=False)
    with many_objects():
        return draft_of(json.loads(answer))


def _answer(data: bytes, kind: FileKind, name: str, reading: PlanReading, *, minutes: bool) -> bytes:
    title = f"不能读取 {name}"
    said = {
        "kind": kind,
        "minutes": minutes,
        "names": dict(reading.names),
        "shown": dict(reading.shown),
        "columns": {table: dict(columns) for table, columns in reading.columns.items()},
        "title": reading.title,
        "year": reading.year,
        "stage": reading.stage,
        "held": None if reading.held is None else reading.held.isoformat(),
        "progress": reading.progress is not None,
    }
    request = json.dumps(said).encode("ascii") + b"\n" + data
    try:
        return answer_of(
            _CHILD,
            given=request,
            seconds=SECONDS,
            most=MOST_ANSWER,
            over=reading.over,
            progress=reading.progress,
        )
    except ChildRefused as refused:
        raise PlanFileRefused(title, refused.message, refused.way_out or _AGAIN) from None
    except ChildTooSlow:
        raise PlanFileRefused(title, f"{SECONDS} 秒内没有读完", _AGAIN) from None
    except ChildStopped:
        raise PlanFileRefused("已停止读取", name, "要读取请重新选择文件") from None
    except ChildFaulty as fault:
        raise PlanFileRefused(f"读取 {name} 时程序内部出错", fault.told, _NOT_THE_FILE) from None
    except ChildFailed:
        raise PlanFileRefused(title, "文件已损坏，或大得读不完", _AGAIN) from None
