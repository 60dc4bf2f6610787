"""Keeping a ledger in step with those of colleagues through a shared folder: joining, syncing, leaving."""

from __future__ import annotations

import os.path
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huaian_tui.domain.errors import HuaianError, InputRefused, NotFound, StoreRefused
from huaian_tui.domain.words.in_step import MOST_NAMED, Doing
from huaian_tui.exchange.folder.in_step import Now, keep_in_step
from huaian_tui.exchange.folder.kept import (
    Kept,
    add_key_files,
    find_kept,
    forget,
    read_key_files,
    read_keys,
    save_kept,
    save_keys,
    save_synced,
)
from huaian_tui.exchange.folder.key_files import made_here
from huaian_tui.exchange.folder.memory import Memory, memory_form, memory_of
from huaian_tui.exchange.folder.names import key_file_name
from huaian_tui.exchange.folder.office_key import OfficeKeys, key_file
from huaian_tui.exchange.folder.report import Report
from huaian_tui.exchange.folder.shared import SharedFolder, ask_apart
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.services.in_step_joining import AskPassphrase, Joined, Wishes, add_keys, set_up
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.origins import origins_here
from huaian_tui.store.keep.backup import backup_before

if TYPE_CHECKING:
    from huaian_tui.exchange.merging.merge_result import MergeResult


@dataclass(frozen=True, slots=True)
class Synced:
    """One sync: how the folder is used, what was done, what the merges brought (None: nothing), and ``said``,
    which is all that others are told of it (JSON)."""

    kept: Kept
    joined: Joined
    report: Report
    merged: MergeResult | None
    said: dict[str, Any]


def sync(
    ledger: Ledger, folder: Path | None, wishes: Wishes, clock: Callable[[], datetime], today: str
) -> Synced:
    """Keep a ledger in step now; with a ``folder`` set it up there or join it first. ``today``: ISO.

    ``NotFound`` without a folder, now or before; ``StoreRefused`` when it is not there, hangs, or holds the
    ledger itself. That the folder cannot be written is in the report: what came is in the ledger.
    """
    kept = _kept_of(ledger)
    joined = Joined.BEFORE
    if kept is None:
        if folder is None:
            raise NotFound(
                "还没有同步文件夹",
                "这份台账没有和同事同步过",
                "huaian-tui sync 文件夹（共享、网盘或 U 盘里的）",
            )
        kept, joined = set_up(ledger, folder, wishes)
    elif folder is not None and not _is_same(folder, kept.folder):
        raise InputRefused(
            "这份台账已在别的文件夹同步",
            kept.folder,
            "要换文件夹，先 huaian-tui sync leave，再重新加入",
            field="folder",
        )
    if joined is Joined.BEFORE and wishes.passphrase is not None and add_keys(kept, wishes.passphrase):
        joined = Joined.KEY
    if folder is not None:  # named once more: it is the right one
        wishes = replace(wishes, refill=True)
    return _synced(ledger, kept, joined, wishes, clock, today)


def _kept_of(ledger: Ledger) -> Kept | None:
    return find_kept(ledger.path.absolute(), [one.hex() for one in origins_here(ledger.connection)])


def _is_same(folder: Path, kept: str) -> bool:
    """Whether it is the same path; nothing is asked of the disk, which may hang."""
    return os.path.normpath(folder.expanduser().absolute()) == os.path.normpath(kept)


# ---------------------------------------------------------------------- one sync


def _synced(
    ledger: Ledger, kept: Kept, joined: Joined, wishes: Wishes, clock: Callable[[], datetime], today: str
) -> Synced:
    # Imported here: whoever only asks how the last sync was merges nothing.
    from huaian_tui.exchange.folder.program_ledger import ProgramLedger
    from huaian_tui.store.search.name_index import complete_names

    keys, memory = _known_keys(kept), memory_of(kept.memory)

    def back_up() -> None:
        if kept.backed_up != today:
            backup_before(ledger.path, "合并")
            kept.backed_up = today

    side = ProgramLedger(ledger, clock, before=back_up, accept_ahead=wishes.accept_ahead, stop=wishes.stop)
    moment = clock().astimezone(SHANGHAI).isoformat(timespec="seconds")
    shared = SharedFolder(Path(kept.folder), ledger.path.absolute(), partial(ask_apart, stop=wishes.stop))
    tell = wishes.progress or (lambda doing, done, total: None)
    try:
        report = keep_in_step(
            side,
            shared,
            keys,
            memory,
            Now(time.time(), moment),
            key_files=read_key_files(kept),
            device=kept.device,
            refill=wishes.refill,
            reads=wishes.reads,
            progress=partial(tell, Doing.RECEIVING),
            sending=partial(tell, Doing.SENDING),
            stop=wishes.stop,
        )
        tell(Doing.SUMMING_UP, 1, 1)
        side.tell()
        complete_names(ledger.connection, partial(tell, Doing.INDEXING), wishes.stop)
    except HuaianError as refused:  # ``sync status`` and doctor tell it until one succeeds
        kept.last = _last_of(kept) | {"failed": {"at": moment, "message": refused.one_line()}}
        raise
    finally:
        side.end()
        _keep(kept, memory, ledger)
    kept.device = report.device
    return _told(ledger, kept, joined, report, side.merged, moment)


def _told(
    ledger: Ledger, kept: Kept, joined: Joined, report: Report, merges: Sequence[MergeResult], moment: str
) -> Synced:
    """What a sync is said to have done, kept for the next time."""
    from huaian_tui.exchange.folder.gathered import gathered, to_see_to
    from huaian_tui.exchange.folder.still_open import still_open

    merged = gathered(merges)
    if merged is not None:
        merged = still_open(ledger.connection, merged)
    to_settle = [] if merged is None else list(to_see_to(merged))
    said = _said(kept, joined, report, moment) | {"remarks": _remarks(merged), "to_see_to": to_settle}
    kept.last = said
    save_synced(kept, report.learnt)
    return Synced(kept, joined, report, merged, said)


def _known_keys(kept: Kept) -> OfficeKeys:
    """The office's keys; refused where there must be some and they were lost."""
    keys = read_keys(kept)
    if kept.sealed and not keys.secrets:
        raise StoreRefused(
            "办公室的钥匙不在这台电脑上了",
            "设置文件夹里的钥匙文件丢失",
            "huaian-tui sync leave，再 huaian-tui sync 文件夹 用口令重新加入",
        )
    return keys


def _keep(kept: Kept, memory: Memory, ledger: Ledger) -> None:
    """Keep what a sync noted, whether it succeeded or not."""
    kept.memory = memory_form(memory)
    kept.ledger = str(ledger.path.absolute())
    kept.origins = [one.hex() for one in origins_here(ledger.connection)]
    with suppress(HuaianError):  # what the sync says matters more
        save_synced(kept)


def _remarks(merged: MergeResult | None) -> list[str]:
    """What an officer has to look at of the records that came: whose names they bear."""
    if merged is None:
        return []
    return [*(one.words for one in merged.laptops), *merged.keys, *([merged.unkept] if merged.unkept else [])]


def _said(kept: Kept, joined: Joined, report: Report, moment: str) -> dict[str, Any]:
    """A sync as JSON."""
    return {
        "folder": kept.folder,
        "sealed": kept.sealed,
        "joined": joined.value,
        "at": moment,
        "new": report.new,
        "lacking": report.lacking,
        "unproved": report.unproved,
        "files": report.files,
        "written": report.written,
        "rolled": report.rolled,
        "relayed": report.relayed,
        "answered": report.answered,
        "deleted": report.deleted,
        "not_taken": [
            {"file": one.path, "why": one.why.value, "message": one.words} for one in report.not_taken
        ],
        "forks": sorted(report.forks),
        "new_origin": report.anew,
        "not_downloaded": report.elsewhere,
        "unreadable": report.unreadable,
        "foreign": report.foreign,
        "foreign_examples": list(report.examples),
        "missing_keys": list(report.keys),
        "key_put_back": report.key_back or None,
        "keys_apart": report.keys_apart,
        "write_refused": None if report.write_refused is None else report.write_refused.one_line(),
        "stopped": report.stopped,
        "laptops": [
            {
                "id": one.writer,
                "officer": one.officer,
                "said_at": one.said_at or None,
                "seen_at": datetime.fromtimestamp(one.seen_at, SHANGHAI).isoformat(timespec="seconds"),
                "lacks": one.lacks,
                "ahead": one.ahead,
                "known": one.known,
            }
            for one in report.members
        ],
    }


# ---------------------------------------------------------------------- the rest


def last_said(ledger: Path, origins: Sequence[str]) -> dict[str, Any] | None:
    """What the last sync of a ledger said that went through, and ``failed``: when and why one since did not.

    None when it is not kept in step.
    """
    kept = find_kept(ledger.absolute(), origins)
    if kept is None:
        return None
    return _last_of(kept)


def _last_of(kept: Kept) -> dict[str, Any]:
    return kept.last or {"folder": kept.folder, "sealed": kept.sealed, "at": None}


def note_failed(ledger: Path, origins: Sequence[str], moment: datetime, why: str) -> None:
    """Keep that a sync did not go through, beside what the last one said that did; nothing is raised."""
    with suppress(HuaianError):
        kept = find_kept(ledger.absolute(), origins)
        if kept is not None:
            at = moment.astimezone(SHANGHAI).isoformat(timespec="seconds")
            kept.last = _last_of(kept) | {"failed": {"at": at, "message": why}}
            save_synced(kept)


def rotate(ledger: Path, origins: Sequence[str], passphrase: AskPassphrase) -> Kept:
    """Make a new key of the office under a new passphrase; what is written from now on only it opens.

    The old keys stay on each laptop for reading. Refused while the folder holds a key that is not known here.
    """
    kept = _needed(ledger, origins)
    shared, keys = SharedFolder(Path(kept.folder)), read_keys(kept)
    listing, _ = shared.look("", {})
    unknown = [key_file_name(one) for one in listing.keys if one not in keys.recipients]
    if unknown:
        raise StoreRefused(
            "办公室口令已由别人换过",
            f"文件夹里有本机没有的钥匙：{'、'.join(unknown[:MOST_NAMED])}",
            "先用新口令运行一次 huaian-tui sync 文件夹；问过没有人换的，是外人放进来的，删掉这个文件再换",
        )
    new = keys.with_new()
    sealed = key_file(new, passphrase(True))
    shared.write_key(
        new.recipients[-1], sealed
    )  # first there: nothing may be sealed that nobody else can open
    save_keys(kept, new)
    add_key_files(kept, made_here(new, sealed))
    kept.sealed = True
    save_kept(kept)
    return kept


def leave(ledger: Path, origins: Sequence[str]) -> Kept:
    """Take folder and keys off this laptop; its files stay there for the others."""
    kept = _needed(ledger, origins)
    forget(kept)
    return kept


def _needed(ledger: Path, origins: Sequence[str]) -> Kept:
    kept = find_kept(ledger.absolute(), origins)
    if kept is None:
        raise NotFound(
            "还没有同步文件夹", "这份台账没有和同事同步过", "huaian-tui sync 文件夹（共享、网盘或 U 盘里的）"
        )
    return kept
