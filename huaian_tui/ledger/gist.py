"""The gist of a record in one line, for time lines and lists."""

from __future__ import annotations

from huaian_tui.domain.notices import NOTICE_TITLES
from huaian_tui.domain.rules.targets import format_number
from huaian_tui.ledger.record import KIND_TITLES, Body, RecordKind

_MOST_UNITS = 3
"""Addressees of a notice that are named; of more the first ones and how many."""


def gist(kind: str, body: Body) -> str:
    """What a record says, in one line; an unknown kind (of a newer program) is named as such."""
    try:
        known = RecordKind(kind)
    except ValueError:
        return f"较新版本的记录（{kind}）"
    return _one_line(_words(known, body)) or KIND_TITLES[known]


def whole_gist(kind: str, body: Body) -> str:
    """As ``gist``, however long and on its own lines; empty for an unknown kind and where nothing is said."""
    try:
        return _words(RecordKind(kind), body)
    except ValueError:
        return ""


def _words(kind: RecordKind, body: Body) -> str:
    """The words of each kind, most telling part first."""
    basis = str(body.get("basis", ""))
    value = body.get("value")
    if kind is RecordKind.MILESTONE_SET:
        return f"{body.get('title', '')}，{body.get('due', '')}；依据：{basis}"
    if kind is RecordKind.MILESTONE_EXTEND:
        return f"时限改为 {body.get('due', '')}；依据：{basis}"
    if kind is RecordKind.MILESTONE_COMPLETE:
        reading = "" if value is None else f"读数 {format_number(float(value))}；"
        return f"{reading}依据：{basis}"
    if kind in (RecordKind.MILESTONE_CANCEL, RecordKind.MILESTONE_REOPEN):
        return f"依据：{basis}"
    if kind is RecordKind.READING:
        return f"读数 {format_number(float(value or 0))}"
    if kind in (RecordKind.CORRECTION, RecordKind.RETRACTION):
        return f"{body.get('text', '')}（理由：{body.get('reason', '')}）"
    if kind is RecordKind.SELF_REPORT:
        done = f"（报称 {body.get('finished_on', '')} 完成）" if body.get("finished") else ""
        return f"{body.get('unit', '')}{done}：{body.get('progress', '')}" if body.get("unit") else ""
    if kind is RecordKind.REPORT_DECISION:
        said = {"confirmed": "确认", "rejected": "驳回"}.get(str(body.get("decision")), "核实")
        reason = body.get("reason", "")
        return f"{said}{body.get('unit', '单位')}的自报" + (f"；理由：{reason}" if reason else "")
    if kind is RecordKind.NOTICE_DRAFT:
        return _notice_words(body)
    if kind is RecordKind.NOTICE_ISSUE:
        return f"{body.get('number', '')} {body.get('title', '')}"
    if kind is RecordKind.NOTICE_WITHDRAW:
        return f"{body.get('number', '')}（理由：{body.get('reason', '')}）"
    if kind is RecordKind.REPLY:
        return f"{body.get('unit', '')}：{body.get('text', '')}"
    if kind is RecordKind.SETTING:
        return f"{body.get('title', body.get('key', ''))}：{body.get('value', '')}"
    return str(body.get("text") or body.get("title") or "")


def _notice_words(body: Body) -> str:
    """Kind and addressees before the title, which is much the same for all units: 催办单 市财政局：关于…"""
    units = [str(one) for one in body.get("units") or ()]
    named = "、".join(units[:_MOST_UNITS]) + (f"等 {len(units)} 个单位" if len(units) > _MOST_UNITS else "")
    what = " ".join(part for part in (NOTICE_TITLES.get(str(body.get("kind")), ""), named) if part)
    return "：".join(part for part in (what, str(body.get("title") or "")) if part)


def _one_line(text: str, limit: int = 200) -> str:
    line = " ".join(text[: 2 * limit].split())
    return line if len(line) <= limit else line[: limit - 2] + ".."
