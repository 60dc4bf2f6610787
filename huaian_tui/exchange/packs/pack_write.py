"""Writing a pack: the records that another laptop may lack, whole or not at all, for its owner's eyes."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from huaian_tui.domain.errors import HuaianError
from huaian_tui.exchange.packs import pack_format as form
from huaian_tui.exchange.packs.pack_format import Header, OriginRange, ShippedPlan
from huaian_tui.exchange.packs.signing import Signer
from huaian_tui.ledger.identity import SHANGHAI, first_id_after
from huaian_tui.ledger.record_lines import record_line
from huaian_tui.ledger.task_keys import SHIPPED_PLAN
from huaian_tui.store.engine.connection import one_state
from huaian_tui.store.engine.head_signing import refuse_rewritten
from huaian_tui.store.engine.migrations import file_version
from huaian_tui.store.engine.origins import first_from, hash_at, list_heads
from huaian_tui.store.engine.readiness import SHIPPED_ORIGIN
from huaian_tui.store.engine.records import records_of_origin
from huaian_tui.store.keep.last_pack import remember_pack
from huaian_tui.store.keep.private_files import name_new, part_in, sync_file, sync_folder, told
from huaian_tui.store.queries.reference import SHIPPED_REFERENCE

_LEVEL = 6
_TELL_EVERY = 500
"""Records between two words of how far it is."""


@dataclass(frozen=True, slots=True)
class PackSummary:
    """What was written: where, how many records of how many laptops' files, how large, whether encrypted.

    ``contacts`` of the records are personal. ``signed``: by the laptop's key, which not every one can keep.
    """

    path: Path
    records: int
    origins: int
    size: int
    encrypted: bool
    since: date | None
    contacts: int = 0
    signed: bool = False


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What of the ledger goes in: what was recorded since a day, personal records, the shipped plan;
    whether this laptop does not sign it."""

    since: date | None
    contacts: bool
    plan: bool
    unsigned: bool = False


def export_pack(
    connection: sqlite3.Connection,
    target: Path,
    *,
    officer: str,
    moment: datetime,
    since: date | None = None,
    passphrase: str | None = None,
    with_contacts: bool = False,
    with_plan: bool = True,
    unsigned: bool = False,
    progress: Callable[[float], None] | None = None,
) -> PackSummary:
    """Write the ledger's records to ``target``, which must not exist yet.

    Signed (``HuaianError`` where the ledger was rewritten), or ``unsigned`` as it is.
    With ``since`` only those recorded on that day (Shanghai) or later, each origin from one
    number on without gaps; what another laptop lacks from before, it then cannot take. ``with_contacts``:
    the chains of personal records too, always whole, since few packs bring them; else no word of them.
    ``with_plan``: the records of the shipped plan stand in the header, so that it can be verified alone.
    ``moment`` and ``officer`` are shown to whoever merges. Reads in one transaction of its own.
    ``progress`` is told the part of the records that is packed (0 to 1); what it raises ends the work, and
    nothing is left.
    """
    if passphrase is not None:
        from huaian_tui.exchange.packs.sealing import check_passphrase

        check_passphrase(passphrase)  # before the work, not after it
    _refuse_over(target)
    chosen = _Chosen(since, with_contacts, with_plan, unsigned)
    data, header = _packed(connection, officer, moment, chosen, progress or (lambda _: None))
    if passphrase is not None:
        from huaian_tui.exchange.packs.sealing import seal

        data = seal(data, passphrase)
    if len(data) > form.MOST_FILE_BYTES:
        raise _too_large("数据包超过")
    _write(target, data)
    remember_pack(connection, moment)
    return PackSummary(
        path=target,
        records=header.records,
        origins=sum(one.count > 0 for one in header.origins),
        size=len(data),
        encrypted=passphrase is not None,
        since=since,
        contacts=sum(one.count for one in header.origins if one.private),
        signed=header.sender is not None,
    )


def _refuse_over(target: Path) -> None:
    with told("数据包没有写成", target):
        if target.exists():
            raise FileExistsError(17, "exists")


def _too_large(what: str) -> HuaianError:
    most = form.MOST_FILE_BYTES >> 20
    return HuaianError("数据包太大，没有写成", f"{what} {most} MB 的限度", "请用 --since 日期 分段导出")


def _write(target: Path, data: bytes) -> None:
    with told("数据包没有写成", target), part_in(target.parent) as part:
        part.write_bytes(data)
        sync_file(part)
        name_new(part, target)
        sync_folder(target.parent)


def _packed(
    connection: sqlite3.Connection,
    officer: str,
    moment: datetime,
    chosen: _Chosen,
    progress: Callable[[float], None],
) -> tuple[bytes, Header]:
    """The file's bytes: header member and contents member, from one state of the ledger."""
    if not chosen.unsigned:
        refuse_rewritten(connection)
    with one_state(connection):
        signer = Signer(connection, unsigned=chosen.unsigned)
        origins = tuple(signer.range(one) for one in _ranges(connection, chosen))
        total = sum(one.count for one in origins)
        contents, digest = contents_of(_lines(connection, origins), total, progress)
        header = Header(
            schema=file_version(connection),
            plan=SHIPPED_PLAN,
            reference=SHIPPED_REFERENCE,
            created_at=moment.astimezone(SHANGHAI).isoformat(timespec="seconds"),
            officer=officer,
            records=total,
            sha256=digest,
            origins=origins,
            shipped=_shipped_plan(connection) if chosen.plan else None,
        )
    header = signer.header(header)
    return gzipped(form.header_line(header)) + contents, header


def _ranges(connection: sqlite3.Connection, chosen: _Chosen) -> Iterator[OriginRange]:
    """Every origin with what of it goes in: from the first record of the day chosen on, or all."""
    for head in list_heads(connection, private=chosen.contacts):
        first = 1
        if chosen.since is not None and not head.private:
            bound = first_id_after(chosen.since - timedelta(days=1))
            first = first_from(connection, head.id, bound) or head.seq + 1
        before = hash_at(connection, head.id, first - 1) or b""
        yield OriginRange(head.id, head.created_at, first, before, head.seq, head.hash, head.private)


def _shipped_plan(connection: sqlite3.Connection) -> ShippedPlan:
    """The records of the shipped plan as this ledger has them."""
    records = list(records_of_origin(connection, SHIPPED_ORIGIN, 1))
    lines = tuple(record_line(one).decode("utf-8").rstrip("\n") for one in records)
    return ShippedPlan(SHIPPED_ORIGIN, records[-1].hash if records else bytes(32), lines)


def contents_of(lines: Iterable[bytes], total: int, progress: Callable[[float], None]) -> tuple[bytes, str]:
    """So many lines of records as one gzip member, and the SHA-256 of its contents."""
    digest, compressor = hashlib.sha256(), _compressor()
    parts = list[bytes]()
    size = content = 0
    for number, line in enumerate(lines):
        if number % _TELL_EVERY == 0:
            progress(number / total)
        digest.update(line)
        content += len(line)
        if piece := compressor.compress(line):
            parts.append(piece)
            size += len(piece)
        if len(line) > form.MOST_LINE_BYTES or content > form.MOST_CONTENT_BYTES:
            raise _too_large("内容超过")
        if size > form.MOST_FILE_BYTES:
            raise _too_large("数据包超过")
    parts.append(compressor.flush())
    progress(1.0)
    data = b"".join(parts)
    if content > max(form.FREE_CONTENT_BYTES, form.MOST_RATIO * len(data)):
        raise _too_large("内容的压缩比超过")
    return data, digest.hexdigest()


def _lines(connection: sqlite3.Connection, origins: tuple[OriginRange, ...]) -> Iterator[bytes]:
    for origin in origins:
        if origin.count:
            for record in records_of_origin(connection, origin.id, origin.first):
                yield record_line(record)


def _compressor() -> zlib._Compress:
    # No file name and no time of day in the gzip header: the same records give the same bytes.
    return zlib.compressobj(_LEVEL, zlib.DEFLATED, 31)


def gzipped(data: bytes) -> bytes:
    """The first member of a pack, the header line."""
    compressor = _compressor()
    return compressor.compress(data) + compressor.flush()
