"""The file that is open, what was decided about it as a draft, and reading it again."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from huaian_tui.domain.errors import HuaianError
from huaian_tui.importing.plan_files.draft import Question
from huaian_tui.importing.plan_files.file_guard import PlanFileRefused
from huaian_tui.services.plan_import.deciding import decide
from huaian_tui.services.plan_import.decisions import Decisions
from huaian_tui.services.plan_import.decisions_json import decisions_of
from huaian_tui.services.plan_import.preview import Preview
from huaian_tui.services.plan_import.reading import Source, preview_import
from huaian_tui.services.plan_revision.previewing import (
    RevisionPreview,
    decide_revision,
    preview_revision,
)
from huaian_tui.tui.actions.registry import action, keys_said
from huaian_tui.tui.forms.progress import run_work
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.threads.work import Work

KIND = "plan_import"
"""The kind of form that a draft of these decisions belongs to."""

REVISION_KIND = "plan_revise"
"""The same of a file that revises a plan."""

LONGEST_KEPT = 150_000
"""Characters of pasted text that a draft keeps; longer text has to be pasted again."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file or pasted text as it was read; ``dirty``: decisions of last time were taken up."""

    source: Source
    preview: Preview
    dirty: bool = False
    revision: RevisionPreview | None = None
    """What it changes in the plan that it revises; the questions of ``preview`` are those of both then."""


def of_revision(source: Source, made: RevisionPreview, *, dirty: bool = False) -> Opened:
    """A file that revises a plan."""
    told = told_on_screen(made)
    asked = replace(made.preview, questions=made.questions, unanswered=made.unanswered, told=told)
    return Opened(source, asked, dirty, made)


def told_on_screen(made: RevisionPreview) -> tuple[tuple[str, str], ...]:
    """What a revision takes to be so without being asked, in the words of the screen."""
    return tuple((where, _on_screen(words)) for where, words in made.told)


def _on_screen(words: str) -> str:
    """A sentence that names options of the command line, with the keys of the screen instead."""
    facts = f"按 {keys_said('import_facts')} 写明"
    said = words.replace("用 --stage 写明", facts).replace("用 --title 写明", facts)
    return said.replace("用 plan extend", f"在方案画面里「{action('plan_extend').title}」")


def worked_out(opened: Opened, decisions: Decisions) -> Opened:
    """The same with these decisions in place of its own; ``InputRefused`` names what cannot be."""
    preview = decide(opened.preview, decisions)
    if opened.revision is None or preview.read_again:
        return replace(opened, preview=preview)
    return of_revision(opened.source, decide_revision(opened.revision.plan, preview), dirty=opened.dirty)


@dataclass(frozen=True, slots=True)
class Taken:
    """What entered the ledger: the plan's id and short name, and the sentence that tells it."""

    plan: str
    short: str
    told: str


class Desk(Protocol):
    """The preview as its forms see it: what is on show, what was decided, and taking more decisions."""

    @property
    def host(self) -> Host:
        """The application."""
        ...

    @property
    def opened(self) -> Opened:
        """The file, and what would be accepted as far as it is worked out."""
        ...

    @property
    def decisions(self) -> Decisions:
        """What was decided so far."""
        ...

    def decide(self, decisions: Decisions, key: str | None = None) -> None:
        """Take decisions over; ``key``: the row to go to."""
        ...

    def answer(self, question: Question, answer: str) -> None:
        """Answer a question and go on."""
        ...

    def accepted(self, made: Taken) -> None:
        """It is in the ledger."""
        ...


class StopsWith(threading.Event):
    """Set as soon as the officer stops the work: what the child process that reads looks at."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work

    def is_set(self) -> bool:
        """Whether nobody wants the answer any more."""
        return self._work.stopping


def form_of(opened: Opened) -> str:
    """The name of the draft: by what is in the file, and by the plan that it revises."""
    sha256 = opened.preview.read.sha256
    if opened.revision is None:
        return f"{KIND}:{sha256}"
    return f"{REVISION_KIND}:{opened.revision.plan.id}:{sha256}"


def read_opened(
    app: Host,
    source: Source,
    decisions: Decisions,
    work: Work,
    plan: str | None = None,
    *,
    dirty: bool = False,
) -> Opened:
    """Read a file (blocking), as a revision of ``plan`` if there is one; stopped it is ``Stopped``."""

    def read(connection: sqlite3.Connection) -> Opened:
        over = StopsWith(work)
        if plan is None:
            made = preview_import(connection, source, decisions, over, partial(_tell, work))
            return Opened(source, made, dirty)
        return of_revision(source, preview_revision(connection, plan, source, decisions, over), dirty=dirty)

    try:
        return app.session.read(read)
    except PlanFileRefused:
        work.tell()
        raise


def _tell(work: Work, done: int, total: int) -> None:
    """How far the child has come, told in another thread: the bar shows it, and nothing is raised there."""
    work.done = done / total if total else None


def read_anew(
    app: Host,
    opened: Opened,
    then: Callable[[Opened], object],
    refused: Callable[[HuaianError], object],
) -> None:
    """Read the file again with the columns and the year that were decided; Esc leaves what was before."""
    preview = opened.preview
    wanted = replace(preview.decisions, year=preview.year)
    plan = None if opened.revision is None else opened.revision.plan.id

    def job(work: Work) -> Opened | HuaianError:
        try:
            return read_opened(app, opened.source, wanted, work, plan, dirty=True)
        except HuaianError as error:
            return error

    def ended(found: Opened | HuaianError) -> None:
        if isinstance(found, HuaianError):
            refused(found)
        else:
            then(found)

    run_work(app, f"重新读取 {preview.read.name}", job, ended, words="正在读取")


def kept_values(opened: Opened, decisions: Decisions) -> dict[str, str]:
    """What a draft holds: where the file was, what it is called, what was decided."""
    preview = opened.preview
    path = str(opened.source.absolute()) if isinstance(opened.source, Path) else ""
    text = opened.source if isinstance(opened.source, str) and len(opened.source) <= LONGEST_KEPT else ""
    return {
        "title": f"{preview.title}（{preview.read.name}）",
        "file": path,
        "pasted": text,
        "decisions": json.dumps(said(decisions), ensure_ascii=False),
    }


def said(decisions: Decisions) -> dict[str, Any]:
    """Decisions as JSON, without what was left as proposed."""
    found: dict[str, Any] = {}
    for one in fields(decisions):
        value = getattr(decisions, one.name)
        if isinstance(value, date):
            found[one.name] = value.isoformat()
        elif value not in (None, {}):
            found[one.name] = value
    return found


def decisions_kept(values: Mapping[str, str]) -> Decisions | None:
    """The decisions that a draft holds; None when they cannot be understood (another version wrote them)."""
    try:
        return decisions_of(json.loads(values.get("decisions", "")))
    except (ValueError, RecursionError, HuaianError):
        return None
