"""The text of a plan revised (方案文本修订): which text became which, and what changed, as it was accepted.

The record stands before those of its action that write the plan and its tasks anew. ``revision`` is the same
on every laptop that accepts the same file in the same way: tasks name it too, and of two records that bear
one ``revision`` one counts. ``withdraws`` names the revision that a record takes back.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from huaian_tui.domain.text.hygiene import terminal_safe
from huaian_tui.ledger.kinds.kind import By, Field, FieldType, FoldRecord, Kind, Projection, Row, Table
from huaian_tui.ledger.record import Body, RecordKind, canonical_json

CHANGE, BEFORE, REVISION = "change", "before", "revision"
"""Parts of a record that a revision wrote: what changed in words, the former text of a task that was
reworded (so that its old words are found), and by which revision."""

BY_REVISION = frozenset((CHANGE, BEFORE, REVISION))
"""What of a body is of the revision alone, and is not said again by what follows."""

MOST_CHANGES_CHARACTERS = 1_200_000
"""Of the list of changes; of a longer one the details are left out: the tasks' own records say them."""


def _line(value: object) -> str:
    """A text of a document, which may come from a pack, as one line that is safe to show."""
    return terminal_safe(" ".join(str(value).split()))


def as_revised(body: Body) -> Body:
    """What a body says that is the same wherever its revision was accepted: not basis, not name of file."""
    if REVISION not in body:
        return body
    file = {"file": {"sha256": body["file"].get("sha256")}} if "file" in body else {}
    return {key: value for key, value in body.items() if key != "basis"} | file


class RevisedTask(NamedTuple):
    """One change as it was accepted: its kind, tasks by their numbers for life, numbers as printed, words."""

    kind: str
    old: tuple[int, ...]
    new: tuple[int, ...]
    old_no: tuple[str, ...]
    new_no: tuple[str, ...]
    detail: str


def changes_document(changes: Sequence[RevisedTask]) -> str:
    """The changes as they stand in a record: JSON as text."""
    rows = [[one.kind, *map(list, one[1:5]), one.detail] for one in changes]
    made = canonical_json({"changes": rows})
    if len(made) > MOST_CHANGES_CHARACTERS:
        made = canonical_json({"changes": [[*row[:5], ""] for row in rows]})
    return made


def changes_of(body: Body) -> tuple[RevisedTask, ...]:
    """The changes of a record; what a newer program wrote otherwise is left out."""
    rows: Any = json.loads(body.get("changes", "{}")).get("changes", ())
    found = list[RevisedTask]()
    for row in rows if isinstance(rows, list) else ():
        try:
            kind, old, new, old_no, new_no, detail = row
            numbers = (tuple(map(int, old)), tuple(map(int, new)))
            printed = (tuple(map(_line, old_no)), tuple(map(_line, new_no)))
            found.append(RevisedTask(_line(kind), *numbers, *printed, _line(detail)))
        except (TypeError, ValueError):
            continue
    return tuple(found)


REVISION_COLUMNS = (
    "id",
    "plan",
    "revision",
    "withdraws",
    "text",
    "basis",
    "old_stage",
    "new_stage",
    "file_name",
    "file_sha256",
    "changes",
    "officer",
)


def _rows(records: Sequence[FoldRecord], _: Row | None) -> tuple[Sequence[Row], ...]:
    made = records[0]
    body, file = made.body, made.body.get("file", {})
    stages = (body.get("old_stage", ""), body.get("new_stage", ""))
    said = (body["revision"], body.get("withdraws", ""), body["text"], body.get("basis", ""), *stages)
    named = (file.get("name", ""), file.get("sha256", ""), body["changes"], made.officer)
    return (((made.id, body["plan"], *said, *named),),)


def _gist(body: Body) -> str:
    return "；".join(part for part in (str(body.get("text", "")), str(body.get("basis", ""))) if part)


PLAN_REVISION = Kind(
    name=RecordKind.PLAN_REVISION,
    title="方案文本修订",
    brief="修订",
    words=("fawbxd", "修订"),
    fields=(
        Field("plan", FieldType.LINE, needed=True, unsaid=True),
        Field("revision", FieldType.LINE, needed=True, unsaid=True),
        Field("withdraws", FieldType.LINE, optional=True, unsaid=True),
        Field("text", FieldType.TEXT, needed=True),
        Field("basis", FieldType.TEXT, optional=True),
        Field("old_stage", FieldType.LINE, optional=True),
        Field("new_stage", FieldType.LINE, optional=True),
        Field(
            "file",
            FieldType.GROUP,
            optional=True,
            unsaid=True,
            parts=(Field("name", FieldType.LINE), Field("sha256", FieldType.LINE)),
        ),
        Field("changes", FieldType.DOCUMENT, unsaid=True),
    ),
    gist=_gist,
    makes=(Projection(By.RECORD, (Table("plan_revision", "id", REVISION_COLUMNS),), _rows),),
    other_way="撤销整个修订：plan changes 代号 --undo",
)
