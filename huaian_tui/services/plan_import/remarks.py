"""What was unsure of a plan's text and how it was decided: kept with the plan, for whoever asks later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from huaian_tui.domain.text.hygiene import clean_line, clean_text
from huaian_tui.importing.plan_files.draft import Question
from huaian_tui.services.plan_import.left_out import left_out
from huaian_tui.services.plan_import.preview import Preview
from huaian_tui.services.plan_import.unit_questions import KIND

MOST_REMARKS = 400
"""Remarks of a plan; what is beyond is counted in a last one."""

_MOST_ROWS = 200


def remarks_of(preview: Preview, numbers: Mapping[int, int]) -> list[dict[str, Any]]:
    """The remarks of a plan; ``numbers``: place of a task → its number for life."""
    found = [*_answered(preview, numbers), *_left(preview, numbers), *_told(preview)]
    if len(found) <= MOST_REMARKS:
        return found
    more = f"另有 {len(found) - MOST_REMARKS + 1} 条说明没有列出"
    return [*found[: MOST_REMARKS - 1], _remark([], "全文", more, "按读到的写入")]


def _answered(preview: Preview, numbers: Mapping[int, int]) -> Iterator[dict[str, Any]]:
    taken = set(preview.taken)
    for one in preview.questions:
        if one.task is not None and one.task not in taken:
            continue
        if one.kind == KIND:
            continue
        places = [one.task] if one.task is not None else [place for place in one.tasks if place in taken]
        rows = [numbers[place] for place in places if place in numbers][:_MOST_ROWS]
        yield _remark(rows, one.where, one.message, answer_words(one, preview.answer_of(one)))


def answer_words(question: Question, answer: str) -> str:
    """How a question was answered, in words."""
    if not answer:
        return "已告知"
    return next((one.words for one in question.answers if one.key == answer), f"写为：{answer}")


def _left(preview: Preview, numbers: Mapping[int, int]) -> Iterator[dict[str, Any]]:
    for one in left_out(preview):
        rows = [numbers[one.task]] if one.task in numbers else []
        yield _remark(rows, one.where, one.words, "没有写入")


def _told(preview: Preview) -> Iterator[dict[str, Any]]:
    for where, words in preview.draft.told:
        yield _remark([], where, words, "已告知")


def _remark(rows: list[int], where: str, text: str, treatment: str) -> dict[str, Any]:
    return {
        "rows": rows,
        "where": clean_line(where, limit=10_000, field="where")[:200],
        "text": clean_text(text, field="text")[:500],
        "treatment": clean_text(treatment, field="text")[:500],
    }
