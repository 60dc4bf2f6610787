"""Tasks as they stand in the file.

Found and cut into their parts, roles of units and dates not yet decided.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from huaian_tui.domain.reading.duties import Duty
from huaian_tui.domain.reading.goals import TimeColumn
from huaian_tui.importing.plan_files.progress import Progress


@dataclass(frozen=True, slots=True)
class RawTask:
    """One task as found.

    ``number`` is normalised (``domain.reading.item_labels``), None where none is printed; ``sub`` counts rows
    under one number; ``part`` is the annex or sheet. ``duty`` holds the units with the roles that the words
    beside them say; ``asks`` are Chinese sentences about what must be decided, each with its kind.
    """

    number: str | None
    level1: str
    level2: str
    text: str
    duty: Duty
    where: str
    part: str = ""
    sub: int | None = None
    due_text: str = ""
    goal_text: str = ""
    periods: tuple[TimeColumn, ...] = ()
    note: str = ""
    progress: str = ""
    asks: tuple[tuple[str, str], ...] = ()
    start_text: str = ""


@dataclass(slots=True)
class Found:
    """What was found in a file beside its tasks, gathered while reading.

    ``asks``: (kind, where, Chinese sentence). ``skipped``: (where, Chinese sentence) of what is no task.
    ``by_plan``: a column says of which plan each task is.
    ``first_leads`` and ``unit_is_lead``: rules that the file states for all. ``unit_beside_support`` and
    ``has_lead``: which roles columns or labels name. ``tables`` for the preview.
    """

    tasks: list[RawTask] = field(default_factory=list)
    asks: list[tuple[str, str, str]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    first_leads: bool = False
    unit_is_lead: bool = False
    lead_mark: str = ""
    by_plan: bool = False
    chapters: dict[str, int] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)
    front: list[tuple[str, str]] = field(default_factory=list)
    columns: list[tuple[str, tuple[tuple[int, str, str], ...]]] = field(default_factory=list)
    progress: Progress = field(default_factory=Progress)
