"""Settings (设置) of an officer or an office: the last one of a key holds."""

from __future__ import annotations

from collections.abc import Sequence

from huaian_tui.ledger.kinds.kind import (
    By,
    Field,
    FieldType,
    FoldRecord,
    Kind,
    Projection,
    Row,
    Subject,
    Table,
)
from huaian_tui.ledger.record import Body, RecordKind


def _rows(records: Sequence[FoldRecord], _: Row | None) -> tuple[Sequence[Row], ...]:
    last = records[-1]
    return (((last.body.get("key"), last.body.get("value"), last.id),),)


def _gist(body: Body) -> str:
    return f"{body.get('title', body.get('key', ''))}：{body.get('value', '')}"


def _told(body: Body) -> list[tuple[str, str]]:
    """By its own title."""
    return [(str(body.get("title") or body.get("key") or "设置"), str(body.get("value", "")))]


SETTING = Kind(
    name=RecordKind.SETTING,
    title="设置",
    words=("sz", "shezhi"),
    fields=(
        Field("key", FieldType.LINE, needed=True, unsaid=True),
        Field("title", FieldType.LINE, optional=True),
        Field("value", FieldType.LINE),
    ),
    gist=_gist,
    makes=(Projection(By.KEY, (Table("setting", "key", ("key", "value", "id")),), _rows, key_field="key"),),
    subject=Subject.SETTING,
    told=_told,
    other_way="在“设置”里改回去",
)
