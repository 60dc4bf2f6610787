"""Choices made while plans were read from files, that hold for the next file of the office too.

The role of a column by its head, the unit that a name means, an answer that does not depend on one file. The
last one about the same thing holds; one that means nothing is forgotten.
"""

from __future__ import annotations

from collections.abc import Sequence

from huaian_tui.ledger.kinds.kind import By, Field, FieldType, FoldRecord, Kind, Projection, Row, Table
from huaian_tui.ledger.record import Body, RecordKind

COLUMN, UNIT, ANSWER = "column", "unit", "answer"
"""Sorts of choices: what a column holds, which unit a name means, how a kind of question is answered."""

SORT_WORDS = {COLUMN: "表头", UNIT: "单位名称", ANSWER: "问题"}
"""What people call them."""


def about_of(sort: str, text: str) -> str:
    """What the records of one choice share."""
    return f"{sort}:{text}"


def _rows(records: Sequence[FoldRecord], _: Row | None) -> tuple[Sequence[Row], ...]:
    body = records[-1].body
    if not body["means"]:
        return ((),)
    return (((body["about"], body["sort"], body["text"], body["means"], records[-1].id),),)


def _gist(body: Body) -> str:
    word, means = SORT_WORDS.get(body.get("sort", ""), ""), body.get("means") or "不再沿用"
    return f"{word}“{body.get('text', '')}”：{means}"


READING_CHOICE = Kind(
    name=RecordKind.READING_CHOICE,
    title="导入时的选择",
    words=("drsdxz", "导入", "选择"),
    fields=(
        Field("about", FieldType.LINE, needed=True, unsaid=True),
        Field("sort", FieldType.LINE, needed=True, unsaid=True),
        Field("text", FieldType.LINE, needed=True),
        Field("means", FieldType.LINE),
    ),
    gist=_gist,
    makes=(
        Projection(
            By.KEY,
            (Table("reading_choice", "about", ("about", "sort", "text", "means", "made")),),
            _rows,
            key_field="about",
        ),
    ),
    other_way="用 huaian-tui plan choices --forget 不再沿用",
)
