"""The gist of a record in one line, for time lines and lists."""

from __future__ import annotations

from huaian_tui.ledger.kinds.registry import KINDS
from huaian_tui.ledger.record import Body


def gist(kind: str, body: Body) -> str:
    """What a record says, in one line; an unknown kind (of a newer program) is named as such."""
    known = KINDS.get(kind)
    return f"较新版本的记录（{kind}）" if known is None else known.line(body)


def whole_gist(kind: str, body: Body) -> str:
    """As ``gist``, however long and on its own lines; empty for an unknown kind and where nothing is said."""
    known = KINDS.get(kind)
    return "" if known is None else known.gist(body)
