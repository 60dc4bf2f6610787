"""Contacts (联系人): who answers at a unit, from a day on. Personal, so they have a private origin."""

from __future__ import annotations

from collections.abc import Sequence

from huaian_tui.ledger.kinds.kind import (
    DAY,
    By,
    Field,
    FieldType,
    FoldRecord,
    Kind,
    Named,
    Projection,
    Row,
    Table,
)
from huaian_tui.ledger.kinds.taking_back import as_it_reads, take_back_fact
from huaian_tui.ledger.record import Body, RecordKind

CONTACT_COLUMNS = ("id", "unit", "post", "person", "phone", "from_day", "left_it")
"""``left_it``: from that day on the person is not there any more."""


def _rows(records: Sequence[FoldRecord], _: Row | None) -> tuple[Sequence[Row], ...]:
    said = as_it_reads(records)
    if said is None:
        return ((),)
    body = said.body
    person, phone = body.get("person"), body.get("phone", "")
    left = int(body.get("left", False))
    return (((said.id, body.get("unit"), body.get("post"), person, phone, said.occurred_on, left),),)


def _gist(body: Body) -> str:
    """Neither the name nor the number: lists of records are exported."""
    said = f"{body.get('unit', '')} {body.get('post', '')}"
    return f"{said}（离任）" if body.get("left") else said


def _told(body: Body) -> list[tuple[str, str]]:
    """All of it, where one record is shown in full."""
    parts = (("单位", "unit"), ("岗位", "post"), ("姓名", "person"), ("电话", "phone"), ("依据", "basis"))
    return [(label, str(body[part])) for label, part in parts if body.get(part)]


CONTACT_SET = Kind(
    name=RecordKind.CONTACT_SET,
    title="联系人",
    words=("lxr", "lianxiren"),
    fields=(
        Field("unit", FieldType.LINE, needed=True, names=Named.UNIT),
        Field("post", FieldType.LINE, needed=True),
        Field("person", FieldType.LINE, needed=True, unsaid=True),
        Field("phone", FieldType.LINE, optional=True, unsaid=True),
        Field("left", FieldType.FLAG, optional=True, unsaid=True),
        Field("basis", FieldType.TEXT, optional=True),
    ),
    gist=_gist,
    told=_told,
    needed=(DAY,),
    makes=(Projection(By.RECORD, (Table("contact", "id", CONTACT_COLUMNS),), _rows),),
    corrected_by=RecordKind.CORRECTION,
    taken_back_by=RecordKind.RETRACTION,
    undo=take_back_fact,
    private=True,
)
