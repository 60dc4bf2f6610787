"""What a revision would do as far as it is decided: the comparison with its questions; writes nothing."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.matters import MATTERS_PLAN
from huaian_tui.importing.plan_files.draft import Question
from huaian_tui.importing.revisions.changes import MOVED, RENUMBERED, UNCHANGED
from huaian_tui.importing.revisions.doubts import (
    asked_pairs,
    decided_by,
    is_about_match,
    is_decision,
    questions_about,
)
from huaian_tui.importing.revisions.items import PlanItem, decided_items
from huaian_tui.importing.revisions.matching import match_tasks
from huaian_tui.services.plan_import.decisions import Decisions
from huaian_tui.services.plan_import.preview import Preview
from huaian_tui.services.plan_import.reading import Source, preview_import
from huaian_tui.services.plan_import.unit_questions import KIND as ABOUT_UNITS
from huaian_tui.services.plan_revision.comparing import Comparison, compared, items_of_plan
from huaian_tui.services.plans import refuse_closed
from huaian_tui.store.queries.plan_items import PlanText, count_notes, read_plan_texts, recorded_parts
from huaian_tui.store.queries.plans import plan_said
from huaian_tui.store.queries.revisions import heads_of_tasks

ISSUED = "印发稿"
"""The stage of a text that says none and revises a draft."""

_DRAFTS = re.compile("征求意见|送审|审议|讨论|草案|初稿|报批|预下达")
_ONLY_PLACE = frozenset((UNCHANGED, MOVED, RENUMBERED))


@dataclass(frozen=True, slots=True)
class PlanNow:
    """The plan that is revised, as it stands: read once, with the file.

    ``recorded``: id → title of what somebody decided or recorded something on; ``notes``: task → how many
    stand on it; ``heads``, ``task_heads``: the last records of the plan and of its tasks.
    """

    id: str
    code: str
    title: str
    short: str
    stage: str
    year: int | None
    horizon: date | None
    sha256: str
    texts: tuple[PlanText, ...]
    items: tuple[PlanItem, ...]
    recorded: Mapping[str, str]
    notes: Mapping[int, int]
    heads: tuple[bytes, ...]
    task_heads: Mapping[int, tuple[bytes, ...]]


@dataclass(frozen=True, slots=True)
class RevisionPreview:
    """A revision as it would be accepted now.

    ``questions`` are those about matches, then those of the file; ``unanswered`` those of them that stand in
    the way of accepting. Places of ``comparison.new`` are those of ``preview.tasks``.
    """

    plan: PlanNow
    preview: Preview
    comparison: Comparison
    questions: tuple[Question, ...]
    unanswered: tuple[Question, ...]
    new_stage: str

    @property
    def told(self) -> Iterator[tuple[str, str]]:
        """What was taken to be so without being asked: (where, Chinese sentence)."""
        preview, now = self.preview, self.plan
        yield from (one for one in preview.told if one[0] != "期末")
        if not preview.stage and self.new_stage != now.stage:
            yield "阶段", f"文件没有写阶段，按{ISSUED}登记；不是的，用 --stage 写明"
        if preview.title not in (now.title, self.title) and not self.renamed:
            yield "名称", f"文件的题名是“{preview.title}”，方案仍称“{self.title}”；要改的，用 --title 写明"
        if now.horizon is not None and preview.decisions.horizon is None:
            tasks = preview.tasks
            late = [
                one.due
                for at in written_places(self.comparison)
                for one in tasks[at].milestones
                if one.sure and one.due is not None and one.due > now.horizon
            ]
            if late:
                words = f"有时限晚于方案期末 {now.horizon.isoformat()}，最晚 {max(late).isoformat()}"
                yield "期末", f"{words}；期末不变，要延长用 plan extend"

    @property
    def changed(self) -> bool:
        """Whether anything differs: a task, or the stage of the text."""
        kinds = {one.kind for one in self.comparison.changes}
        return bool(kinds - {UNCHANGED}) or self.new_stage != self.plan.stage or self.renamed

    @property
    def title(self) -> str:
        """The title of the plan without a stage that it is in no more."""
        old = self.plan.stage
        if not old or old == self.new_stage:
            return self.plan.title
        return self.plan.title.replace(f"（{old}）", "").replace(f"({old})", "") or self.plan.title

    @property
    def renamed(self) -> bool:
        """Whether a title was given that the plan does not bear."""
        given = self.preview.decisions.title
        return given is not None and given.strip() != self.plan.title


def preview_revision(
    connection: sqlite3.Connection,
    plan: str,
    source: Source,
    decisions: Decisions | None = None,
    over: threading.Event | None = None,
) -> RevisionPreview:
    """What a file (``Path``) or pasted text (``str``) would change in a plan, with what was decided before.

    Answers to the questions about matches stand in ``decisions.answers`` like all others. A file without a
    year is of the plan's year.
    """
    now = read_plan_now(connection, plan)
    wanted = decisions or Decisions()
    preview = preview_import(connection, source, wanted, over)
    if preview.year is None and now.year is not None:
        preview = preview_import(connection, source, replace(wanted, year=now.year), over)
        preview = replace(preview, decisions=wanted)
    return decide_revision(now, preview)


def answers_apart(answers: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The answers to questions about the file, and those to questions about matches."""
    about_file = {one: key for one, key in answers.items() if not is_about_match(one)}
    return about_file, {one: key for one, key in answers.items() if is_about_match(one)}


def check_answers(made: RevisionPreview) -> None:
    """Refuse by name answers about matches that nobody asked (``--decisions``)."""
    old, new = len(made.plan.items), len(made.preview.tasks)
    for identity, key in answers_apart(made.preview.decisions.answers)[1].items():
        if not is_decision(identity, key, old, new):
            raise InputRefused(
                "决定文件不能用",
                f"answers 里的 {identity} 不是这两个文本的问题，或没有“{key}”这个回答",
                "用 plan import 文件 --revises 代号 --dry-run --json 查看问题的编号和可选的回答",
                field="decisions",
            )


def read_plan_now(connection: sqlite3.Connection, plan: str) -> PlanNow:
    """The plan as it stands; refused where its text cannot be revised."""
    refuse_closed(connection, plan)
    if plan == MATTERS_PLAN:
        raise HuaianError("日常交办不按文本修订", "每件事单独登记", "改一件，用 matter set 或 task set")
    said = plan_said(connection, plan)
    body = said.body
    horizon, start = body.get("horizon", {}).get("day"), body.get("start", {}).get("day")
    year = body.get("year") or (int(start[:4]) if start else None)
    texts = tuple(read_plan_texts(connection, plan))
    return PlanNow(
        plan,
        body["code"],
        body["title"],
        body["short"],
        body.get("stage", ""),
        year,
        None if horizon is None else date.fromisoformat(horizon),
        body.get("file", {}).get("sha256", ""),
        texts,
        tuple(items_of_plan(connection, plan, year, texts)),
        recorded_parts(connection, plan),
        count_notes(connection, plan),
        said.heads,
        heads_of_tasks(connection, plan),
    )


def decide_revision(now: PlanNow, preview: Preview) -> RevisionPreview:
    """The revision that a preview makes of a plan; pure."""
    decided = decided_by(preview.decisions.answers)
    new = decided_items(preview.tasks, preview.year or now.year)
    matching = match_tasks(now.items, new, decided)
    made = compared(now.title, preview.title, now.items, new, matching)
    pairs = asked_pairs(now.items, new, matching, decided)
    asked = questions_about(now.items, new, pairs)
    about_matches = [replace(one, task=preview.taken[one.task or 0]) for one in asked]
    kinds = {one.kind for one in made.changes} - {UNCHANGED}
    stage = preview.stage or (ISSUED if kinds and _DRAFTS.search(now.stage) else now.stage)
    found = RevisionPreview(now, preview, made, (*about_matches, *preview.questions), (), stage)
    return replace(found, unanswered=(*about_matches, *_of_file(found)))


def _of_file(made: RevisionPreview) -> Iterator[Question]:
    """The questions of the file that matter: about tasks of which more than the place changes."""
    preview = made.preview
    written = written_places(made.comparison)
    places = {preview.taken[at] for at in written}
    tasks = preview.tasks
    named = {one.name for at in written for one in (*tasks[at].lead, *tasks[at].support)}
    for question in preview.unanswered:
        if question.task is not None and question.task not in places:
            continue
        if question.tasks and not places.intersection(question.tasks):
            continue
        if question.kind == ABOUT_UNITS and question.about[0] not in named:
            continue
        if places:
            yield question


def written_places(made: Comparison) -> list[int]:
    """The tasks of the new text of which more than number and place is written, by their places."""
    found = {at for one in made.changes if one.kind not in _ONLY_PLACE for at in one.new}
    return sorted(found)
