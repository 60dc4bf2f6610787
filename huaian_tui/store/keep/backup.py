"""Backups of a ledger: made whole, verified by opening, rotated; and putting one back.

A backup is one ledger file, complete by itself (``VACUUM INTO``), with its SHA-256 in a
small file beside it: of bit flips in a copy only that finds every one (a chain without
it let a third pass), signed by the laptop that made it (``backup_signature``). The folder of automatic ones
stands beside the ledger.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.domain.words.backup_signatures import DOUBTFUL_WAY
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.store.engine.as_it_is import open_as_it_is
from huaian_tui.store.engine.connection import (
    BUSY_MS,
    explained,
    renew_mark,
    side_file,
    size_beside,
    transaction,
)
from huaian_tui.store.engine.file_check import Progress, check_copy
from huaian_tui.store.engine.journal import choose_journal, make_durable, open_file
from huaian_tui.store.engine.migrations import migrate
from huaian_tui.store.engine.origins import begin_origins
from huaian_tui.store.engine.shipped_schema import mend_former, trusted_version
from huaian_tui.store.engine.writing_lock import locked_if_possible
from huaian_tui.store.keep.backup_signature import Proof, proof_of, signed_line
from huaian_tui.store.keep.backup_sum import sum_file, sum_in, summed, text_beside
from huaian_tui.store.keep.last_check import forget_check
from huaian_tui.store.keep.ledger_copy import NOT_MADE, copy_ledger
from huaian_tui.store.keep.machine import this_machine
from huaian_tui.store.keep.private_files import (
    clear_parts,
    copy_into,
    is_link,
    name_new,
    part_in,
    private_folder,
    sha256_of,
    sync_file,
    sync_folder,
    told,
    write_new,
)
from huaian_tui.store.keep.rotation import Dated, kept_names
from huaian_tui.store.keep.swapping import NOT_RESTORED, put_in_place

DAILY = "每日"
_NAME = re.compile(r"(?P<why>\w{1,20})-(?P<day>\d{4}-\d{2}-\d{2})(?:-(?P<time>\d{6})(?:-\d{1,3})?)?\.db")
_WHY = re.compile(r"[\w]{1,18}")
_COPYING = 0.4
"""The part of the work that copying is; the rest is looking whether the copy is whole."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup: where it is, how many records and bytes it holds, its SHA-256 in hexadecimal.

    ``signed`` is False where this laptop's key cannot be kept.
    """

    path: Path
    records: int
    size: int
    sha256: str
    signed: bool


@dataclass(frozen=True, slots=True)
class Restored:
    """A ledger that was put back: its records, where the file before it was kept (None: there was none),
    and what the signature of the backup proved."""

    path: Path
    records: int
    kept_aside: Path | None
    proof: Proof


def backup_folder(path: Path) -> Path:
    """Where the automatic backups of one ledger file are."""
    return path.with_name(f"{path.name}.backups")


# ------------------------------------------------------------------ making


def make_backup(path: Path, target: Path, progress: Progress | None = None) -> Backup:
    """Copy the ledger to ``target``, whole and verified, or refuse and leave nothing.

    An existing file is never touched. Others may go on writing meanwhile: what the
    backup holds is the state of one moment.
    """
    _refuse_taken(target)
    return _make(path, [target], progress)


def _make(path: Path, targets: Sequence[Path], progress: Progress | None = None) -> Backup:
    """The same under the first of these names, all in one folder, that is still free when it is finished."""
    folder = targets[0].parent
    with told(NOT_MADE, targets[0]):
        _refuse_without_room(path, folder)
        with part_in(folder) as part:
            copy_ledger(path, part, _part_of(progress, 0, _COPYING))
            sync_file(part)
            checked = _verified(part, NOT_MADE, _part_of(progress, _COPYING, 1))
            digest, size = sha256_of(part), part.stat().st_size
            signed = signed_line(part, digest)
            return Backup(_name_with_sum(part, targets, digest, signed), checked, size, digest, bool(signed))


def _part_of(progress: Progress | None, first: float, last: float) -> Progress | None:
    """Tells one part of some work: from where it begins to where it ends, 0 to 1."""
    return None if progress is None else lambda done: progress(first + (last - first) * done)


def _refuse_taken(target: Path) -> None:
    for taken in (target, sum_file(target)):
        if os.path.lexists(taken):
            raise StoreRefused(NOT_MADE, f"{taken} 已经存在", "换一个文件名；原有文件没有动")


def _refuse_without_room(path: Path, folder: Path) -> None:
    """Say before the work that the disk has no room for it; a little is left to the system."""
    needed = path.stat().st_size + (1 << 20)
    if shutil.disk_usage(folder).free < needed:
        raise StoreRefused(
            NOT_MADE,
            f"{folder}：磁盘空间不足，需要约 {needed // (1 << 20)} MB",
            "腾出空间后再试，或换一个磁盘",
        )


def _verified(copy: Path, title: str, progress: Progress | None = None) -> int:
    """The number of records of a copy that holds together; refused with the first thing that is wrong."""
    result = check_copy(copy, progress)
    if not result.ok:
        raise StoreRefused(title, f"核对没有通过：{result.problems[0]}", "用 huaian-tui check 检查台账")
    return result.records


def _name_with_sum(part: Path, targets: Sequence[Path], digest: str, signed: bytes) -> Path:
    """Give the first of these names that is free; the sum first: what has its name has its sum.

    One program at a time gives a name; where no lock can be had both are still never given twice.
    """
    *others, last = targets
    for target in others:
        with suppress(FileExistsError):
            _name_both(part, target, digest, signed)
            return target
    _name_both(part, last, digest, signed)
    return last


def _name_both(part: Path, target: Path, digest: str, signed: bytes) -> None:
    with locked_if_possible(target, BUSY_MS):
        line = digest.encode() + b"  " + os.fsencode(target.name) + b"\n"
        write_new(sum_file(target), line + signed)
        named = False
        try:
            name_new(part, target)
            named = True
            sync_folder(target.parent)
        except BaseException:
            if named:
                target.unlink(missing_ok=True)
            sum_file(target).unlink(missing_ok=True)
            raise


# ------------------------------------------------------------------ automatic ones


def backup_before(
    path: Path, why: str, moment: datetime | None = None, progress: Progress | None = None
) -> Backup:
    """A backup before something that changes much: ``why`` is a word such as 升级 or 合并.

    ``moment`` (default: now) names the file only.
    """
    if not _WHY.fullmatch(why):
        raise ValueError("why must be one short word")
    stamp = (moment or datetime.now(SHANGHAI)).astimezone(SHANGHAI)
    folder = _own_folder(path)
    first = f"{why}前-{stamp:%Y-%m-%d-%H%M%S}"
    names = [f"{first}.db", *(f"{first}-{number}.db" for number in range(2, 1000))]
    made = _make(path, [folder / name for name in names], progress)
    _rotate(folder, made.path)
    return made


def _clear_lone_sum(target: Path) -> None:
    """The sum of a backup that was never named (its program was killed) does not stop the day's."""
    with suppress(OSError, sqlite3.OperationalError), locked_if_possible(target, 0):
        if not os.path.lexists(target):
            sum_file(target).unlink(missing_ok=True)


def is_backed_up(path: Path, today: date) -> bool:
    """Whether the backup of the day is there (what it holds is not looked at)."""
    made = _daily_file(path, today)
    return os.path.lexists(made) and not is_link(made.parent) and not is_link(made)


def _daily_file(path: Path, today: date) -> Path:
    return backup_folder(path) / f"{DAILY}-{today.isoformat()}.db"


def daily_backup(path: Path, today: date, progress: Progress | None = None) -> Backup | None:
    """The backup of the day; None when there is one already, or nothing was recorded since the last."""
    target = _daily_file(path, today)
    for folder in (backup_folder(path), path.parent):
        if not is_link(folder):
            clear_parts(folder)
    if is_backed_up(path, today) or _unchanged(path):
        return None
    folder = _own_folder(path)
    _clear_lone_sum(target)
    try:
        made = make_backup(path, target, progress)
    except StoreRefused:
        if os.path.lexists(target):  # a second program that started with us was faster
            return None
        raise
    _rotate(folder, made.path)
    return made


def list_backups(path: Path) -> list[Path]:
    """The automatic backups of a ledger, the newest first."""
    return [folder_entry for _, folder_entry in sorted(_dated(backup_folder(path)), reverse=True)]


def newest_backup_day(path: Path) -> date | None:
    """The day of the newest automatic backup; None without one."""
    return max((dated.day for dated, _ in _dated(backup_folder(path))), default=None)


def is_backup_due(path: Path) -> bool:
    """Whether something was recorded since the newest automatic backup, or the version rose."""
    return not _unchanged(path)


def _own_folder(path: Path) -> Path:
    folder = backup_folder(path)
    with told(NOT_MADE, folder):
        private_folder(folder)
    return folder


def _unchanged(path: Path) -> bool:
    """Whether the newest automatic backup holds the same records of the same version."""
    newest = list_backups(path)[:1]
    return bool(newest) and _heads(newest[0]) == _heads(path)


def _heads(path: Path) -> object:
    """What changes with every record; a unique object for a file that cannot be read."""
    try:
        with closing(open_as_it_is(path)) as connection, explained(path):
            version = connection.execute("PRAGMA user_version").fetchone()
            heads = connection.execute("SELECT id, head_seq, head_hash FROM origin ORDER BY id").fetchall()
            return version, heads, connection.execute("SELECT max(rid), count(*) FROM record").fetchone()
    except StoreRefused:
        return object()


def _dated(folder: Path) -> Iterator[tuple[Dated, Path]]:
    """The automatic backups in a folder; links and files of other names are not ours to count or remove."""
    if is_link(folder):
        return
    try:
        entries = [one for one in folder.iterdir() if not is_link(one)]
    except OSError:
        return
    for entry in entries:
        if found := _NAME.fullmatch(entry.name):
            with suppress(ValueError):
                day = date.fromisoformat(found["day"])
                yield Dated(day, found["time"] or "", entry.name), entry


def _rotate(folder: Path, made: Path) -> None:
    """Remove what is no longer kept: 7 days, 4 weeks, 12 months; never what was just made."""
    found = dict(_dated(folder))
    kept = kept_names(found) | {made.name}
    for dated, entry in found.items():
        if dated.name not in kept:
            # One that is held open elsewhere goes next time.
            with suppress(OSError):
                entry.unlink()
                sum_file(entry).unlink(missing_ok=True)


# ------------------------------------------------------------------ putting one back


def restore(
    path: Path,
    backup: Path,
    moment: datetime,
    progress: Progress | None = None,
    *,
    despite_signature: bool = False,
) -> Restored:
    """Put a backup in the place of the ledger; the file that was there is kept aside with a dated name.

    The backup is copied first and the copy verified: SHA-256 (if its sum is there), structure,
    chains, version. The copy begins a new origin, so that numbers which other laptops have
    already seen are never given again. Nothing is touched unless all of that succeeded. A backup that is not
    what was signed is refused, unless ``despite_signature``.
    """
    with told(NOT_RESTORED, backup):
        beside = text_beside(backup)
        expected = summed(beside, backup)
        _refuse_itself(path, backup)
    with told(NOT_RESTORED, path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_without_room(backup, path.parent)
        with part_in(path.parent) as part:
            digest = copy_into(backup, part)
            if digest != expected and expected:
                raise StoreRefused(
                    NOT_RESTORED, "备份文件与它的校验值（.sha256）不符：内容已损坏或被改动", "换一个备份"
                )
            if not expected and size_beside(backup, "-wal"):
                copy_into(side_file(backup, "-wal"), side_file(part, "-wal"))
            with _named_after(backup, part):
                records = _verified(part, NOT_RESTORED, progress)
            proof = proof_of(part, beside, digest, as_summed=True)
            if proof.doubtful and not despite_signature:
                raise StoreRefused(NOT_RESTORED, proof.words, DOUBTFUL_WAY)
            with explained(part), closing(open_file(part, "rw")) as connection:
                make_durable(connection)
                mend_former(connection, trusted_version(connection))
                migrate(connection)
                with transaction(connection):
                    begin_origins(connection, moment, this_machine(part, create=True))
                    renew_mark(connection)
                choose_journal(connection, part)
            sync_file(part)
            aside = put_in_place(part, path, moment)
    forget_check(path)
    return Restored(path, records, aside, proof)


def backup_proof(backup: Path) -> Proof | None:
    """What the signature beside a backup proves, once its chains were verified; None for what has no sum
    beside it, as a ledger in use."""
    with told("没有核对签名", backup):
        beside = text_beside(backup)
        if beside is None:
            return None
        digest = sha256_of(backup)
        return proof_of(backup, beside, digest, as_summed=digest == sum_in(beside))


@contextmanager
def _named_after(backup: Path, part: Path) -> Iterator[None]:
    """What is wrong with the copy is wrong with the backup, and is said of that."""
    try:
        yield
    except StoreRefused as refused:
        message = refused.message.replace(str(part), str(backup))
        raise StoreRefused(NOT_RESTORED, message, "换一个备份；较新版本的备份要先升级程序") from refused


def _refuse_itself(path: Path, backup: Path) -> None:
    if path.exists() and os.path.samefile(path, backup):
        raise StoreRefused(NOT_RESTORED, "备份和台账是同一个文件", "选另一个备份文件")
