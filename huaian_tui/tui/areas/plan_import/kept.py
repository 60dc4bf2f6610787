"""The file that is open, what was decided about it as a draft, and reading it again."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from huaian_tui.domain.errors import HuaianError
from huaian_tui.importing.plan_files.draft import Question
from huaian_tui.importing.plan_files.file_guard import PlanFileRefused
from huaian_tui.services.plan_import.accepted import Accepted
from huaian_tui.services.plan_import.decisions import Decisions
from huaian_tui.services.plan_import.decisions_json import decisions_of
from huaian_tui.services.plan_import.preview import Preview
from huaian_tui.services.plan_import.reading import Source, preview_import, read_again
from huaian_tui.tui.forms.progress import run_work
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.threads.work import Stopped, Work

KIND = "plan_import"
"""The kind of form that a draft of these decisions belongs to."""

LONGEST_KEPT = 150_000
"""Characters of pasted text that a draft keeps; longer text has to be pasted again."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file or pasted text as it was read; ``dirty``: decisions of last time were taken up."""

    source: Source
    preview: Preview
    dirty: bool = False


class Desk(Protocol):
    """The preview as its forms see it: what is on show, what was decided, and taking more decisions."""

    @property
    def host(self) -> Host:
        """The application."""
        ...

    @property
    def preview(self) -> Preview:
        """What would be accepted, as far as it is worked out."""
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

    def accepted(self, made: Accepted) -> None:
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


def form_of(preview: Preview) -> str:
    """The name of the draft of a file: by what is in it."""
    return f"{KIND}:{preview.read.sha256}"


def read_source(app: Host, source: Source, decisions: Decisions, work: Work) -> Preview:
    """Read a file (blocking); stopped by the officer it is ``Stopped``, not a refusal."""
    try:
        return app.session.read(lambda c: preview_import(c, source, decisions, StopsWith(work)))
    except PlanFileRefused:
        work.tell()
        raise


def read_anew(
    app: Host,
    opened: Opened,
    then: Callable[[Preview], object],
    refused: Callable[[HuaianError], object],
) -> None:
    """Read the file again with the columns and the year that were decided; Esc leaves what was before."""

    def job(work: Work) -> Preview | HuaianError:
        try:
            return app.session.read(lambda c: read_again(c, opened.source, opened.preview, StopsWith(work)))
        except HuaianError as error:
            return Stopped() if work.stopping else error

    def ended(found: Preview | HuaianError) -> None:
        if isinstance(found, HuaianError):
            refused(found)
        else:
            then(found)

    run_work(app, f"重新读取 {opened.preview.read.name}", job, ended, words="正在读取")


def kept_values(opened: Opened, preview: Preview, decisions: Decisions) -> dict[str, str]:
    """What a draft holds: where the file was, what it is called, what was decided."""
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
