"""Segments: packs of the records of one origin, the same bytes wherever they are made.

A segment says of itself only what follows from its records: the moment and officer of the last one, no other
origin. So two laptops that hold the same records write the same file, unless it is sealed or salted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from huaian_tui.exchange.folder.names import SegmentName
from huaian_tui.exchange.folder.writing_plan import MOST_BYTES, MOST_RECORDS, Span
from huaian_tui.exchange.packs.pack_format import Header, OriginRange, header_line
from huaian_tui.exchange.packs.pack_write import contents_of, gzipped
from huaian_tui.ledger.record import Record, canonical_json
from huaian_tui.ledger.record_lines import record_line
from huaian_tui.ledger.task_keys import SHIPPED_PLAN
from huaian_tui.store.queries.reference import SHIPPED_REFERENCE

Make = Callable[[Span, str], bytes]
"""The pack of a span of records, with a salt (or none)."""

Seal = Callable[[bytes], bytes]


def segment_bytes(origin: OriginRange, records: Iterable[Record], schema: int, salt: str = "") -> bytes:
    """The pack of one origin's records ``first`` to ``last``; ``schema``: the version of their ledger.

    A ``salt`` says nothing; it makes other bytes, and so another name, of the same records: for whoever
    cannot read the first file. ``LookupError`` when there are no records.
    """
    last: Record | None = None

    def lines() -> Iterator[bytes]:
        nonlocal last
        for record in records:
            last = record
            yield record_line(record)

    contents, digest = contents_of(lines(), origin.count, lambda _: None)
    if last is None:
        raise LookupError("a segment has records")
    header = Header(
        schema=schema,
        plan=SHIPPED_PLAN,
        reference=SHIPPED_REFERENCE,
        created_at=last.recorded_at,
        officer=last.officer,
        records=origin.count,
        sha256=digest,
        origins=(replace(origin, last=last.seq, head=last.hash),),
    )
    return gzipped(_salted(header_line(header), salt)) + contents


def _salted(line: bytes, salt: str) -> bytes:
    if not salt:
        return line
    return canonical_json(json.loads(line) | {"salt": salt}).encode("utf-8") + b"\n"


def named(span: Span, head: str, data: bytes) -> str:
    """The name of a segment by what is in it and by its bytes as they lie in the folder."""
    sha = hashlib.sha256(data).hexdigest()[:16]
    return SegmentName(span.origin, span.first, span.last, head, sha).text


def made(
    span: Span, make: Make, seal: Seal, head_at: Callable[[int], str], salt: str = ""
) -> Iterator[tuple[Span, str, bytes]]:
    """The segments of a span, each with its records and its name: as few as may be, none too large.

    ``head_at``: the first 16 digits of the hash of a record by its number.
    """
    first = span.first
    most = MOST_RECORDS
    while first <= span.last:
        part = Span(span.origin, first, min(span.last, first + most - 1))
        data = seal(make(part, salt))
        if len(data) > MOST_BYTES and part.last > part.first:
            most = (part.last - part.first + 1) // 2
            continue
        yield part, named(part, head_at(part.last), data), data
        first = part.last + 1
