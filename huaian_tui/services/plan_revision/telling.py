"""A revision as it is told to officers and units: of the record of an accepted one, or of a preview."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from huaian_tui.documents.composers.unit_changes import compose_unit_changes
from huaian_tui.documents.files import safe_file_name, write_whole
from huaian_tui.documents.model import OfficialDocument, Paragraph, Table
from huaian_tui.domain.answers.plans import Revision
from huaian_tui.domain.answers.revisions import RevisionTold, TaskDifference, TaskSide
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.importing.plan_files.draft import ReadUnit
from huaian_tui.importing.revisions.changes import UNCHANGED, WORDS
from huaian_tui.ledger.identity import format_id
from huaian_tui.ledger.kinds.revisions import changes_of
from huaian_tui.services.notice_files import FORMATS, rendered
from huaian_tui.services.plan_revision.accepting import counted_words
from huaian_tui.services.plan_revision.previewing import RevisionPreview
from huaian_tui.store.queries.plan_items import PlanText
from huaian_tui.store.queries.plans import plan_said
from huaian_tui.store.queries.revisions import records_of_revision, text_before
from huaian_tui.store.queries.unit_groups import group_members
from huaian_tui.store.queries.unit_history import unit_name_on

Grouped = dict[tuple[tuple[Any, ...], tuple[Any, ...]], list[tuple[str, str]]]
"""The changes of the same tasks together, by (old, new)."""


def told_of_record(connection: sqlite3.Connection, revision: Revision) -> RevisionTold:
    """An accepted revision, from its record and those that it wrote."""
    written = records_of_revision(connection, revision.plan, revision.revision)
    new = {one.task: one for one in written if not one.ended}
    sources = {one.task: format_id(one.id) for one in written}
    before = {one.task: text_before(connection, one.ref) for one in written}
    grouped = Grouped()
    for one in changes_of({"changes": revision.changes}):
        detail = one.detail
        grouped.setdefault((one.old, one.new), []).append((WORDS.get(one.kind, one.kind), detail))
    found = list[TaskDifference]()
    for (olds, news), changes in _together(grouped).items():
        old = tuple(_side(body) for task in olds if (body := before.get(task)) is not None)
        now = tuple(_side(new[task].body) for task in news if task in new)
        ids = tuple(dict.fromkeys(sources[task] for task in (*olds, *news) if task in sources))
        found.append(TaskDifference(old, now, tuple(changes), ids))
    body = plan_said(connection, revision.plan).body
    day = revision.day.isoformat()
    stages = (revision.old_stage, revision.new_stage)
    return RevisionTold(body["title"], body["short"], *stages, day, revision.text, tuple(found))


def told_of_preview(made: RevisionPreview) -> RevisionTold:
    """A revision that is not accepted yet."""
    grouped = Grouped()
    for one in made.comparison.changes:
        if one.kind != UNCHANGED:
            grouped.setdefault((one.old, one.new), []).append((WORDS[one.kind], one.detail))
    tasks, texts = made.preview.tasks, made.plan.texts
    found = [
        TaskDifference(
            tuple(_side_of_text(texts[at]) for at in olds),
            tuple(
                TaskSide(
                    tasks[at].no or "", tasks[at].text, _named(tasks[at].lead), _named(tasks[at].support)
                )
                for at in news
            ),
            tuple(changes),
        )
        for (olds, news), changes in _together(grouped).items()
    ]
    plan = made.plan
    words = counted_words(made)
    return RevisionTold(plan.title, plan.short, plan.stage, made.new_stage, None, words, tuple(found))


def _together(grouped: Grouped) -> Grouped:
    """The changes of one part of a split stand with the split."""
    found = Grouped()
    for (olds, news), changes in grouped.items():
        whole = next((key for key in found if key[0] == olds and olds and set(news) < set(key[1])), None)
        found.setdefault(whole or (olds, news), []).extend(changes)
    return found


def _side(body: Mapping[str, Any]) -> TaskSide:
    def named(role: str) -> dict[str, str]:
        return {slot["unit"]: slot["raw"] for slot in body.get(role, ())}

    return TaskSide(body["no"], body["text"], named("lead"), named("support"))


def _side_of_text(one: PlanText) -> TaskSide:
    return TaskSide(one.printed, one.text, dict(one.lead), dict(one.support))


def _named(units: Sequence[ReadUnit]) -> dict[str, str]:
    return {one.unit or one.name: one.raw or one.name for one in units}


# ---------------------------------------------------------------------- pages for units


def units_concerned(told: RevisionTold) -> list[str]:
    """Every unit that a change concerns, in the order of the changes."""
    found = dict[str, None]()
    for one in told.differences:
        found.update(dict.fromkeys(sorted(one.units())))
    return list(found)


def groups_of(connection: sqlite3.Connection, told: RevisionTold, unit: str) -> frozenset[str]:
    """The unit and the groups among those concerned to which it belongs for certain."""
    groups = {
        one
        for one in units_concerned(told)
        if any(member == (unit, True) for member in group_members(connection, one))
    }
    return frozenset(groups | {unit})


def export_unit_changes(
    connection: sqlite3.Connection,
    told: RevisionTold,
    units: Sequence[str],
    formats: Sequence[str],
    folder: Path,
    today: date,
) -> list[tuple[str, Path]]:
    """The page 任务变化情况 for each of these units, in these formats: (unit, path really used).

    A unit that no change concerns is refused by name; nothing is written then.
    """
    from huaian_tui.documents.xlsx import list_export  # here: only a page that is exported needs it

    known = {**FORMATS, **list_export.FORMATS}
    for one in formats or [""]:
        if one not in known:
            raise InputRefused(
                f"不能导出“{one}”格式", f"可导出：{'、'.join(known)}", "请换一种格式", field="formats"
            )
    pages = list[tuple[str, str, Any]]()
    for unit in units:
        concerned = groups_of(connection, told, unit)
        name, full = unit_name_on(connection, unit, today)
        document = compose_unit_changes(told, concerned, name, full, today)
        if document is None:
            raise HuaianError(
                f"{name}没有任务变化",
                f"《{told.title}》的这次修订不涉及它",
                "用 plan changes 查看涉及哪些单位",
            )
        pages.append((unit, safe_file_name(f"{name}_任务变化情况_{told.short}"), document))
    made = [
        (unit, name, one, _page(document, one, today))
        for unit, name, document in pages
        for one in dict.fromkeys(formats)
    ]
    return [(unit, write_whole(folder / f"{name}.{one}", data)) for unit, name, one, data in made]


def _page(document: OfficialDocument, suffix: str, today: date) -> bytes:
    """The page in one format: as a document, or its table as a list (xlsx, csv, md)."""
    from huaian_tui.documents.xlsx import list_export

    if suffix not in list_export.FORMATS:
        return rendered(document, suffix)
    about = "".join(one.text for one in document.body if isinstance(one, Paragraph))
    table = next(one for one in document.body if isinstance(one, Table))
    heads = tuple(cell.text for cell in table.head[0])
    rows = [tuple(cell.text for cell in row) for row in table.rows]
    made = list_export.ListTable(document.title, about, heads, rows, today)
    return list_export.list_file(made, suffix)
