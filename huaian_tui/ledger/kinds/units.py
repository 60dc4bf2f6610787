"""Units (单位): their names and since when, members of a group, and units that were merged into another.

A unit is known for life by ``unit``, the short name under which it first entered the ledger: so records
name it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from huaian_tui.ledger.kinds.anew import TAKES_BACK, UNDONE, WHY, WITHDRAWN, WITHDRAWS, is_withdrawn, words_of
from huaian_tui.ledger.kinds.kind import (
    DAY,
    By,
    Field,
    FieldType,
    FoldRecord,
    Kind,
    Projection,
    Row,
    Step,
    Table,
    Undoing,
)
from huaian_tui.ledger.kinds.parts import SETTLES, heads_text
from huaian_tui.ledger.kinds.taking_back import UNDOES
from huaian_tui.ledger.kinds.unit_undo import STANDS, take_back_merge, take_back_unit
from huaian_tui.ledger.record import Body, RecordKind

# ---------------------------------------------------------------------- rows

UNIT_COLUMNS = (
    "id",
    "name",
    "full_name",
    "full_name_certain",
    "kind",
    "open",
    "note",
    "merged_into",
    "merged_on",
    "made",
    "heads",
)
"""``name`` is the short name of today, ``made`` the record that made the unit, by which units are ordered."""

UNIT_NAME_COLUMNS = ("unit", "place", "name", "full_name", "since_day", "until_day")
"""Names one after the other: each from ``since_day`` (NULL: from the beginning) to the day before
``until_day`` (NULL: the one of today)."""

UNIT_CALLED_COLUMNS = ("unit", "place", "name", "how", "remark")
"""What else people call it: ``how`` is ``alias``, ``former`` or ``assumption`` (so read in a plan)."""


class UnitState(NamedTuple):
    """A unit as its records leave it: what a further record says anew, and whether it was merged away.

    ``said`` is the body of a ``unit_set`` that says all of it; ``merged_into`` and ``merged_on`` are None for
    a unit that stands for itself.
    """

    said: Body
    merged_into: str | None
    merged_on: str | None


_NAMING = ("name", "full_name", "full_name_certain", "former")
_PARTS = (_NAMING, ("kind",), ("open",), ("note",), ("called",), ("members",))
"""What changes together: of two records written apart each takes over what its author changed."""

_OF_ONE_RECORD = ("basis", SETTLES, STANDS, WITHDRAWN, UNDOES, UNDONE, WHY)
"""Parts of a body that tell of the record itself, not of the unit."""


def unit_state(records: Sequence[FoldRecord]) -> UnitState | None:
    """How a unit stands by its records in order of their ids; None while nothing says what it is."""
    said: Body | None = None
    merged: tuple[str, str] | None = None
    seen = dict[bytes, Body | None]()
    for one in records:
        before = None if one.ref is None else seen.get(one.ref)
        if one.kind == RecordKind.UNIT_MERGE:
            merged = (one.body["into"], one.occurred_on or "")
            seen[one.id] = before
            continue
        whole = {part: value for part, value in one.body.items() if part not in _OF_ONE_RECORD}
        said = (
            whole
            if said is None or before is None or one.body.get(SETTLES)
            else _changed(said, before, whole)
        )
        seen[one.id] = whole
        if one.body.get(STANDS):
            merged = None
    return None if said is None else UnitState(said, *(merged or (None, None)))


def _changed(said: Body, before: Body, now: Body) -> Body:
    """What ``said`` becomes by what differs between what an author saw and what he wrote."""
    result = dict(said)
    for parts in _PARTS:
        if any(before.get(part) != now.get(part) for part in parts):
            for part in parts:
                result.pop(part, None)
            result |= {part: now[part] for part in parts if part in now}
    return result


def _rows(records: Sequence[FoldRecord], _: Row | None) -> tuple[Sequence[Row], ...]:
    state = unit_state(records)
    if state is None or is_withdrawn(records):
        return ((), (), (), ())
    body, identity = state.said, state.said["unit"]
    unit = (
        identity,
        body["name"],
        body["full_name"],
        int(body["full_name_certain"]),
        body["kind"],
        int(body.get("open", False)),
        body.get("note", ""),
        state.merged_into,
        state.merged_on,
        records[0].id,
        heads_text(records),
    )
    members = [(identity, one["unit"], int(one["certain"])) for one in body.get("members", ())]
    called = [
        (identity, place, one["name"], one["how"], one.get("remark", ""))
        for place, one in enumerate(body.get("called", ()))
    ]
    return ((unit,), _names(body), called, list({row[1]: row for row in members}.values()))


def _names(body: Body) -> list[Row]:
    """The names in their order, each up to the day from which the unit bears the next one."""
    names, since = list[Row](), None
    for place, one in enumerate(body.get("former", ())):
        names.append((body["unit"], place, one["name"], one["full_name"], since, one["until"]))
        since = one["until"]
    return [*names, (body["unit"], len(names), body["name"], body["full_name"], since, None)]


UNITS = Projection(
    By.KEY,
    (
        Table("unit", "id", UNIT_COLUMNS),
        Table("unit_name", "unit", UNIT_NAME_COLUMNS),
        Table("unit_called", "unit", UNIT_CALLED_COLUMNS),
        Table("group_member", "group_name", ("group_name", "unit", "certain")),
    ),
    _rows,
    key_field="unit",
)

# ---------------------------------------------------------------------- the kinds

_UNIT = Field("unit", FieldType.LINE, needed=True, unsaid=True)
_SETTLES = Field("settles", FieldType.IDS, optional=True, unsaid=True)
_CALLED = (
    Field("name", FieldType.LINE, needed=True),
    Field("how", FieldType.LINE),
    Field("remark", FieldType.TEXT, optional=True),
)
_FORMER = (
    Field("name", FieldType.LINE, needed=True),
    Field("full_name", FieldType.LINE, needed=True),
    Field("until", FieldType.DAY),
)
_MEMBER = (Field("unit", FieldType.LINE, needed=True), Field("certain", FieldType.FLAG))


def _gist(body: Body) -> str:
    former = body.get("former") or [{}]
    named = f"{body.get('name', '')}（{body.get('full_name', '')}）"
    before = former[-1].get("name")
    return f"{named}，原名 {before}，自{former[-1].get('until', '')}起" if before else named


def _merge_words(body: Body) -> str:
    return f"{body.get('unit', '')} 并入 {body.get('into', '')}；依据：{body.get('basis', '')}"


def _saying(records: Sequence[FoldRecord]) -> Body | None:
    state = unit_state(records)
    return None if state is None else state.said


def _take_back_set(undoing: Undoing) -> Step:
    return take_back_unit(undoing, _saying)


def _take_back_merge(undoing: Undoing) -> Step:
    return take_back_merge(undoing, _saying)


UNIT_SET = Kind(
    name=RecordKind.UNIT_SET,
    title="单位信息",
    words=("dwxx", "单位"),
    fields=(
        _UNIT,
        Field("name", FieldType.LINE, needed=True),
        Field("full_name", FieldType.LINE, needed=True),
        Field("full_name_certain", FieldType.FLAG),
        Field("kind", FieldType.LINE, unsaid=True),
        Field("open", FieldType.FLAG, optional=True),
        Field("note", FieldType.TEXT, optional=True),
        Field("former", FieldType.GROUPS, optional=True, parts=_FORMER),
        Field("called", FieldType.GROUPS, optional=True, parts=_CALLED),
        Field("members", FieldType.GROUPS, optional=True, unsaid=True, parts=_MEMBER),
        Field("basis", FieldType.TEXT, optional=True),
        Field(STANDS, FieldType.FLAG, optional=True, unsaid=True),
        _SETTLES,
        WITHDRAWS,
        *TAKES_BACK,
    ),
    gist=words_of(_gist),
    makes=(UNITS,),
    undo=_take_back_set,
)
UNIT_MERGE = Kind(
    name=RecordKind.UNIT_MERGE,
    title="单位合并",
    words=("dwhb", "合并", "并入"),
    fields=(
        _UNIT,
        Field("into", FieldType.LINE, needed=True),
        Field("basis", FieldType.TEXT, needed=True),
        _SETTLES,
        *TAKES_BACK,
    ),
    gist=words_of(_merge_words),
    needed=(DAY,),
    makes=(UNITS,),
    undo=_take_back_merge,
)
