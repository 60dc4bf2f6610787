"""A preview as JSON: the draft as decided, with what the plan would be called and what is open."""

from __future__ import annotations

from typing import Any

from huaian_tui.importing.plan_files.draft_json import draft_json, question_json
from huaian_tui.services.plan_import.left_out import left_out
from huaian_tui.services.plan_import.preview import Preview


def preview_json(preview: Preview) -> dict[str, Any]:
    """All that the draft's JSON has (``problems`` with their answers), and the plan that it would make."""
    open_ones = {one.id for one in preview.unanswered}
    taken = set(preview.taken)
    said = draft_json(preview.draft)
    said["tasks"] = [one | {"taken": place in taken} for place, one in enumerate(said["tasks"])]
    said["problems"] = [
        question_json(one, preview.draft)
        | {"answer": preview.answer_of(one) or None, "must_be_answered": one.id in open_ones}
        for one in preview.questions
    ]
    said["told"] += [{"where": where, "message": words} for where, words in preview.told]
    return {
        "file": preview.read.name,
        "sha256": preview.read.sha256,
        **said,
        "title": preview.title,
        "short": preview.short,
        "code": preview.code,
        "year": preview.year,
        "stage": preview.stage,
        "start": None if preview.start is None else preview.start.isoformat(),
        "horizon": None if preview.horizon is None else preview.horizon.isoformat(),
        "left_out": [
            {"task": one.task, "where": one.where, "message": one.words} for one in left_out(preview)
        ],
        "acceptable": bool(preview.taken) and not preview.unanswered,
    }
