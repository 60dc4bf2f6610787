"""Settling a fork: an origin's chain was continued twice, and an officer says which branch counts."""

from __future__ import annotations

from huaian_tui.ledger.kinds.kind import Field, FieldType, Kind
from huaian_tui.ledger.record import Body, RecordKind

SHOWN_DIGITS = 8
"""Of an origin or a hash: as many as people compare."""


def _words(body: Body) -> str:
    origin, branch = str(body.get("origin", "")), str(body.get("branch", ""))
    where = f"来源 {origin[:SHOWN_DIGITS]} 自第 {body.get('seq', 0)} 号起有分叉"
    what = f"{where}，以 {branch[:SHOWN_DIGITS]} 一支为准"
    return f"{what}；{body['reason']}" if body.get("reason") else what


FORK_SETTLE = Kind(
    name=RecordKind.FORK_SETTLE,
    title="分叉核定",
    words=("fchd", "fenchaheding", "分叉"),
    fields=(
        Field("origin", FieldType.ID, unsaid=True),
        Field("seq", FieldType.COUNT, unsaid=True),
        Field("before", FieldType.LINE, unsaid=True, most=64),
        Field("branch", FieldType.LINE, needed=True, unsaid=True, most=64),
        Field("seen", FieldType.IDS, unsaid=True),
        Field("reason", FieldType.TEXT, optional=True),
    ),
    gist=_words,
    joins=True,
    told=lambda body: [("分叉核定", _words(body))],
    other_way="改主意时再核定一次（huaian-tui trust settle）",
)
