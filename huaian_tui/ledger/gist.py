"""The gist of a record in one line, for time lines and lists."""

from __future__ import annotations

from huaian_tui.ledger.kinds.registry import KINDS, kind_word
from huaian_tui.ledger.kinds.taking_back import UNDOES
from huaian_tui.ledger.record import Body, RecordKind

_WITH_DAY: dict[str, str] = {
    RecordKind.MILESTONE_COMPLETE: "办结于 {day}",
    RecordKind.MILESTONE_CANCEL: "中止于 {day}",
    RecordKind.MILESTONE_REOPEN: "重新督办于 {day}",
    RecordKind.MILESTONE_EXTEND: "延期到 {due}",
}
"""A decision with the day that tells most: that of a completion, the new date of an extension."""


def first_title(kind: str, body: Body, ref: bytes | None) -> str:
    """What is read for a record that is the first of its thing; empty: for its kind (``kind_title``).

    What takes another record back is read so, of whatever kind it is.
    """
    if UNDOES in body:
        return kind_word(RecordKind.RETRACTION)
    known = KINDS.get(kind)
    return "" if ref is not None or known is None or known.first_title is None else known.first_title(body)


def gist(kind: str, body: Body) -> str:
    """What a record says, in one line; an unknown kind (of a newer program) is named as such."""
    known = KINDS.get(kind)
    return f"较新版本的记录（{kind}）" if known is None else known.line(body)


def whole_gist(kind: str, body: Body) -> str:
    """As ``gist``, however long and on its own lines; empty for an unknown kind and where nothing is said."""
    known = KINDS.get(kind)
    return "" if known is None else known.gist(body)


def decision_line(kind: str, body: Body, day: str | None) -> str:
    """A decision on a milestone with its day, in one line: 办结于 2026-11-01；依据：验收单.

    ``day`` is its own, None where it names none. Any other kind by its word and its gist.
    """
    form = _WITH_DAY.get(kind)
    said = gist(kind, body)
    named = {"day": day, "due": body.get("due")}
    if form is None or not named["due" if "{due}" in form else "day"]:
        return f"{kind_word(kind)}：{said}"
    rest = said.removeprefix(f"时限改为 {body.get('due')}；")
    return f"{form.format_map(named)}；{rest}"
