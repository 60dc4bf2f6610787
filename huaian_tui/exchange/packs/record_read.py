"""Reading the line of one record from a pack: its place, columns, and body as values. Nothing is trusted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from huaian_tui.exchange.packs.checked_values import MOMENT, clean_line_of, matched, octets
from huaian_tui.exchange.packs.pack_format import DECODER, parse_json
from huaian_tui.ledger.record import Record, canonical_json
from huaian_tui.ledger.task_keys import MOST_MADE

MOST_BODY_CHARACTERS = 2_000_000
"""Of one record; a notice keeps its whole document."""

_KIND = re.compile("[a-z][a-z0-9_]{0,39}")
_DAY = re.compile(r"(19|20|21)\d\d-\d\d-\d\d", re.ASCII)
_MILESTONE = re.compile(r"([1-9]\d{0,5}|[0-9a-z]{11})-[0-9a-z-]{1,20}", re.ASCII)
_RECORD_KEYS = frozenset(
    "body hash id kind milestone occurred_on officer plan recorded_at ref seq task_no".split()
)


def read_record(line: bytes, origin: bytes, seq: int) -> tuple[Record, dict[str, Any]]:
    """The record that must stand at this place, its columns checked, and its body as values.

    ``ValueError`` (with words for the officer) when it does not. What the body says is
    for ``record_rules``; that it is what was hashed is for the chain.
    """
    return _read_as_written(line, origin, seq) or _read_any(line, origin, seq)


_CLEAN = r'[^"\\\x00-\x1f]'
_AFTER_BODY = re.compile(
    r',"hash":"([0-9a-f]{64})","id":"([0-9a-f]{32})"'
    rf',"kind":"({_KIND.pattern})","milestone":(?:null|"({_MILESTONE.pattern})")'
    rf',"occurred_on":(?:null|"({_DAY.pattern})"),"officer":"({_CLEAN}*)","plan":"({_CLEAN}*)"'
    rf',"recorded_at":"({MOMENT.pattern})","ref":(?:null|"([0-9a-f]{{32}})")'
    r',"seq":([1-9]\d{0,12}),"task_no":(?:null|([1-9]\d{0,16}))\}',
    re.ASCII,
)
"""What follows the body in a line that ``record_line`` wrote; columns with a form have it."""


def _read_as_written(line: bytes, origin: bytes, seq: int) -> tuple[Record, dict[str, Any]] | None:
    """A line that is exactly as ``record_line`` writes it, read in a part of the time that JSON takes.

    None for any other, right or wrong: ``_read_any`` says what is to be said of it.
    """
    try:
        text = line.decode("utf-8")
        place = text.rfind(',"hash":"')
        found = _AFTER_BODY.fullmatch(text, max(place, 0))
        if found is None or not text.startswith('{"body":'):
            return None
        stored = text[8:place]
        body, end = DECODER.raw_decode(stored)
        if body.__class__ is not dict or end != len(stored) or canonical_json(body) != stored:
            return None
        digest, identity, kind, milestone, day, officer, plan, recorded_at, ref, number, task_no = (
            found.group(*_GROUPS)
        )
        task = None if task_no is None else int(task_no)
        if int(number) != seq or len(stored) > MOST_BODY_CHARACTERS or (task or 0) > MOST_MADE:
            return None
        record = Record(
            bytes.fromhex(identity),
            origin,
            seq,
            recorded_at,
            clean_line_of("officer", officer, 100),
            kind,
            clean_line_of("plan", plan, 200),
            task,
            milestone,
            day,
            stored,
            None if ref is None else bytes.fromhex(ref),
            bytes.fromhex(digest),
        )
    except (ValueError, RecursionError):
        return None
    return record, body


_GROUPS = (1, 2, 3, 4, 6, 8, 9, 10, 12, 13, 14)
"""Without those that stand inside the forms of milestones, days and moments."""


def _read_any(line: bytes, origin: bytes, seq: int) -> tuple[Record, dict[str, Any]]:
    """``read_record`` of whatever a line holds."""
    try:
        value = parse_json(line)
    except RecursionError:
        raise ValueError("嵌套太深") from None
    except ValueError:
        raise ValueError("不是规范的 JSON") from None
    if not isinstance(value, dict) or value.keys() != _RECORD_KEYS:
        raise ValueError("栏目不全或多余")
    body = value["body"]
    if not isinstance(body, dict):
        raise ValueError("正文不是规定的格式")
    if type(value["seq"]) is not int or value["seq"] != seq:
        raise ValueError(f"编号应为 {seq}")
    try:
        text = canonical_json(body)
        record = _record(value, origin, text)
    except RecursionError:
        raise ValueError("嵌套太深") from None
    except (TypeError, OverflowError, ValueError) as error:
        raise ValueError(f"{_COLUMN_TITLES.get(str(error), '某一栏')}不合规范") from None
    return record, body


_COLUMN_TITLES = {
    "id": "编号",
    "hash": "校验值",
    "kind": "类别",
    "officer": "承办人",
    "plan": "方案",
    "recorded_at": "记录时间",
    "occurred_on": "日期",
    "task_no": "任务序号",
    "milestone": "节点",
    "ref": "所指的记录",
    "body": "正文",
}


def _record(value: Mapping[str, Any], origin: bytes, body: str) -> Record:
    if len(body) > MOST_BODY_CHARACTERS:
        raise ValueError("body")
    task_no, milestone, day = value["task_no"], value["milestone"], value["occurred_on"]
    if task_no is not None and (type(task_no) is not int or not 0 < task_no <= MOST_MADE):
        raise ValueError("task_no")
    return Record(
        id=octets("id", value["id"], 16),
        origin=origin,
        seq=value["seq"],
        recorded_at=matched("recorded_at", MOMENT, value["recorded_at"]),
        officer=clean_line_of("officer", value["officer"], 100),
        kind=matched("kind", _KIND, value["kind"]),
        plan=clean_line_of("plan", value["plan"], 200),
        task_no=task_no,
        milestone=None if milestone is None else matched("milestone", _MILESTONE, milestone),
        occurred_on=None if day is None else matched("occurred_on", _DAY, day),
        body=body,
        ref=None if value["ref"] is None else octets("ref", value["ref"], 16),
        hash=octets("hash", value["hash"], 32),
    )
