"""Settings (设置) of an officer or an office: the last one of a key holds."""

from __future__ import annotations

from collections.abc import Sequence

from huaian_tui.domain.errors import HuaianError
from huaian_tui.ledger.kinds.anew import TAKES_BACK, counted_with, said, taking_back, told, words_of
from huaian_tui.ledger.kinds.kind import (
    By,
    Field,
    FieldType,
    FoldRecord,
    Kind,
    Projection,
    Row,
    Step,
    Subject,
    Table,
    Undoing,
)
from huaian_tui.ledger.kinds.taking_back import CANNOT
from huaian_tui.ledger.record import Body, Entry, RecordKind
from huaian_tui.ledger.task_keys import SHIPPED_PLAN


def _rows(records: Sequence[FoldRecord], _: Row | None) -> tuple[Sequence[Row], ...]:
    last = records[-1]
    return (((last.body.get("key"), last.body.get("value"), last.id),),)


def _gist(body: Body) -> str:
    return f"{body.get('title', body.get('key', ''))}：{body.get('value', '')}"


def _told(body: Body) -> list[tuple[str, str]]:
    """By its own title."""
    return [(str(body.get("title") or body.get("key") or "设置"), str(body.get("value", "")))]


_FIRST = {"current_plan": SHIPPED_PLAN}
"""What holds as long as a setting was never made; others are empty then."""

_NEVER_EMPTY = frozenset(("officer", "office"))


def _take_back(undoing: Undoing) -> Step:
    """What was set before is set again."""
    record = undoing.record
    key = str(record.body["key"])
    others = [one for one in counted_with(undoing, undoing.thing) if one.id != record.id]
    if any(one.id > record.id for one in others):
        raise HuaianError(CANNOT, f"后来又改过这项设置：{told(others[-1])}", "在“设置”里改回去")
    if not others and key in _NEVER_EMPTY:
        raise HuaianError(CANNOT, "这项设置以前没有设过", "在“设置”里改回去")
    value = others[-1].body.get("value", "") if others else _FIRST.get(key, "")
    content = {part: record.body[part] for part in ("key", "title") if part in record.body} | {"value": value}

    def entries(why: str) -> list[Entry]:
        return [Entry(record.kind, content | taking_back(undoing, "设置", why))]

    if key in _FIRST:  # its value is no word of people
        return Step(f"撤回设置：{record.body.get('title', key)}恢复为原来的", entries)
    return Step(f"撤回设置（{said(undoing)}）：恢复为{value or '未设置'}", entries)


SETTING = Kind(
    name=RecordKind.SETTING,
    title="设置",
    words=("sz", "shezhi"),
    fields=(
        Field("key", FieldType.LINE, needed=True, unsaid=True),
        Field("title", FieldType.LINE, optional=True),
        Field("value", FieldType.LINE),
        *TAKES_BACK,
    ),
    gist=words_of(_gist),
    makes=(Projection(By.KEY, (Table("setting", "key", ("key", "value", "id")),), _rows, key_field="key"),),
    subject=Subject.SETTING,
    told=_told,
    undo=_take_back,
)
