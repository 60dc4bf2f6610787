"""数字护照 of a notice: each of its figures with its question, what it counts, and the records that prove it.

One file of JSON, beside the exported paper. ``huaian_tui/verify/verify.py`` recomputes it from a pack; the
form of both is told in docs/数据包格式.md.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from huaian_tui.documents.composers.questions import Asked, question_of
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.composers.request_json import request_from_json
from huaian_tui.documents.composers.scope import period_day
from huaian_tui.documents.composers.sources import passages
from huaian_tui.documents.counted import Figure, Thing
from huaian_tui.documents.document_json import document_from_json
from huaian_tui.documents.files import write_whole
from huaian_tui.documents.model import OfficialDocument, Paragraph
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.dates.reporting_period import Period, quarter_so_far, year_of
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.ledger.record import canonical_json
from huaian_tui.services.notice_files import file_name
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.queries.proofs import (
    exceptional_days,
    hashes_of,
    heads_kept,
    heads_up_to,
    paper_record,
)
from huaian_tui.store.queries.unit_history import read_merges

FORMAT = "huaian-tui-passport"
FORMAT_VERSION = 1
PASSPORT = "数字护照"

_PERIODIC = (NoticeKind.CIRCULAR, NoticeKind.ANNUAL, NoticeKind.LEDGER)
"""Kinds that tell of the end of a period, not of their own day."""

_COUNTING = (*_PERIODIC, NoticeKind.BRIEFING, NoticeKind.OVERDUE)
"""Kinds that count all there is in their scope; any other tells of things that it chose."""

_NOUNS = frozenset(("重点任务", "交办事项", "重点任务和交办事项"))
"""Labels of the figure that counts all tasks of a paper (``PlanNames.noun``)."""

_SOON = re.compile(r"(\d+)天内到期")


def passport_of(connection: sqlite3.Connection, notice: NoticeRow) -> dict[str, Any]:
    """The passport as JSON values, ``sha256`` over all else included.

    Refused for a paper that keeps no figures: one of a program of before there were any.
    """
    document = document_from_json(notice.document)
    found = [(one.place, figure) for one in passages(document) for figure in one.figures]
    if not found:
        way_out = "先看它的数字来源"
        raise HuaianError("这份文书没有数字护照", "文书里没有记下来源的数字", way_out)
    request = request_from_json(notice.request) if notice.request else None
    asked = _asked(connection, notice, request, [figure for _, figure in found])
    record = paper_record(connection, notice.record_id)
    used = {_plain(one) for _, figure in found for one in figure.records()} | {record.hex()}
    values: dict[str, Any] = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "paper": _paper(notice, record),
        "as_of": None if notice.as_of is None else notice.as_of.isoformat(),
        "day": _day(notice, request).isoformat(),
        "soon": _soon_days(connection, document),
        "heads": _heads(connection, notice, record),
        "heads_kept": bool(notice.composed_heads),
        "known": exceptional_days(connection),
        "records": dict(sorted(hashes_of(connection, [bytes.fromhex(one) for one in sorted(used)]).items())),
        "figures": _figures(found, asked),
    }
    return values | {"sha256": hashlib.sha256(canonical_json(values).encode("utf-8")).hexdigest()}


def has_passport(notice: NoticeRow) -> bool:
    """Whether the paper keeps figures."""
    return any(one.figures for one in passages(document_from_json(notice.document)))


def export_passport(connection: sqlite3.Connection, notice: NoticeRow, target: Path) -> Path:
    """Write the passport to ``target``; the path really used: an existing file is never overwritten."""
    return write_whole(target, passport_bytes(connection, notice))


def passport_bytes(connection: sqlite3.Connection, notice: NoticeRow) -> bytes:
    """The file's contents: readable JSON in UTF-8."""
    return (json.dumps(passport_of(connection, notice), ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def passport_name(notice: NoticeRow) -> str:
    """The name of the file beside the exported paper."""
    return f"{file_name(notice)}_{PASSPORT}.json"


def _paper(notice: NoticeRow, record: bytes) -> dict[str, Any]:
    return {
        "id": notice.record_id.hex(),
        "record": record.hex(),
        "kind": notice.kind,
        "title": notice.title.replace("\n", ""),
        "number": notice.number,
        "issued_on": None if notice.issued_on is None else notice.issued_on.isoformat(),
    }


def _figures(found: Sequence[tuple[str, Figure]], asked: Asked) -> list[dict[str, Any]]:
    """Each figure with its question; milestones counted again under the same label are a part of these."""
    told, figures = set[str](), list[dict[str, Any]]()
    for place, figure in found:
        question = question_of(figure, asked)
        if question.get("measure", "tasks") != "tasks":
            question |= {"whole": False} if figure.label in told else {}
            told.add(figure.label)
        things = [_thing(one) for one in figure.things]
        said = {"place": place, "label": figure.label, "value": figure.value}
        figures.append(said | {"query": question, "things": things})
    return figures


def _thing(thing: Thing) -> list[Any]:
    """(kind, key, what is said of it, its day, its records) as in the frozen paper; null for nothing."""
    day = None if thing.day is None else thing.day.isoformat()
    return [thing.kind, thing.key, thing.said or None, day, list(thing.records) or None]


def _asked(
    connection: sqlite3.Connection,
    notice: NoticeRow,
    request: NoticeRequest | None,
    figures: Sequence[Figure],
) -> Asked:
    """What the paper is about: of chosen tasks, units or an indicator those that it counts as its own."""
    chosen = request is None or bool(request.units or request.tasks or request.indicator.strip())
    every = next((one.things for one in figures if one.label in _NOUNS), ())
    tasks = [int(one.key) for one in every] if chosen else []
    counts = notice.kind in _COUNTING and (not chosen or bool(tasks))
    return Asked(
        plans=notice.plans,
        tasks=tasks,
        whole=counts,
        nouns=_NOUNS,
        period=None if request is None else _period(request),
        named=None if request is None else _named(request),
        merged=bool(read_merges(connection, None)),
        behind=read_light_rules(connection).behind_light,
    )


def _period(request: NoticeRequest) -> Period:
    """The days of which a paper tells what was done."""
    period = _named(request)
    return Period(period.first, min(period.last, request.day))


def _named(request: NoticeRequest) -> Period:
    """The period that a paper is about, to its end."""
    if request.period is None and request.kind in (NoticeKind.ANNUAL, NoticeKind.BRIEFING):
        return year_of(request.day)
    return request.period or quarter_so_far(request.day)[1]


def _day(notice: NoticeRow, request: NoticeRequest | None) -> date:
    """The day on which the things stood of which the paper tells."""
    if request is None:
        return notice.as_of or notice.drafted_on
    return period_day(request) if request.kind in _PERIODIC else request.day


def _soon_days(connection: sqlite3.Connection, document: OfficialDocument) -> int:
    """Within how many days something is 临期: as the paper itself says, else as the office has set it."""
    texts = (block.text for block in document.blocks() if isinstance(block, Paragraph))
    told = next((found[1] for text in texts if (found := _SOON.search(text))), None)
    return int(told) if told else read_light_rules(connection).due_soon_days


def _heads(connection: sqlite3.Connection, notice: NoticeRow, record: bytes) -> list[list[Any]]:
    """How far each origin reached when it was composed; of older programs by the order of ids."""
    if notice.composed_heads:
        return [list(one) for one in heads_kept(notice.composed_heads)]
    newest = bytes.fromhex(_plain(notice.composed_up_to)) if notice.composed_up_to else record
    return [list(one) for one in heads_up_to(connection, newest)]


def _plain(identity: str) -> str:
    """An id as people exchange it, without its hyphens."""
    return identity.replace("-", "")
