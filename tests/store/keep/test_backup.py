"""Backups and restoring: made whole, verified, rotated, put back without losing what was there."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import stat
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support import children

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine import journal, opening, writing_lock
from huaian_tui.store.engine import migrations as database
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.connection import side_file
from huaian_tui.store.engine.file_check import check_copy
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.opening import open_reader
from huaian_tui.store.engine.records import read_records
from huaian_tui.store.keep import backup as backups
from huaian_tui.store.keep import swapping
from huaian_tui.store.keep.backup import (
    backup_before,
    backup_folder,
    daily_backup,
    list_backups,
    make_backup,
    restore,
    sha256_of,
)
from huaian_tui.store.keep.backup_sum import sum_file
from huaian_tui.store.keep.private_files import part_in
from huaian_tui.store.keep.rotation import Dated, kept_names

TODAY = date(2026, 11, 22)
MOMENT = datetime(2026, 11, 22, 9, 0, tzinfo=SHANGHAI)


def write(path: Path, text: str, clock: Callable[[], datetime] = lambda: MOMENT) -> bytes:
    with Ledger(path, "张三", clock) as ledger:
        return add_note(ledger, NoteDraft(1, text, TODAY), TODAY)


def records(path: Path) -> list[tuple[bytes, int, str]]:
    with closing(open_reader(path)) as connection:
        return [(one.origin, one.seq, json.loads(one.body)["text"]) for one in read_records(connection)]


def test_a_backup_is_a_whole_ledger_with_its_sum(ledger_path: Path, tmp_path: Path) -> None:
    write(ledger_path, "一")
    target = tmp_path / "备份 甲'\".db"
    made = make_backup(ledger_path, target)
    assert (made.path, made.records, made.size) == (target, 1, target.stat().st_size)
    summed, signed = sum_file(target).read_text(encoding="utf-8").splitlines()
    assert summed == f"{made.sha256}  {target.name}"
    assert signed.startswith("# "), "sha256sum passes over it"
    assert sha256_of(target) == made.sha256
    assert records(target) == records(ledger_path)
    assert check_ledger(target).problems == ()
    for one in (target, sum_file(target)):
        assert stat.S_IMODE(one.stat().st_mode) == 0o600
    assert sorted(one.name for one in tmp_path.iterdir() if one.is_file()) == sorted(
        [target.name, f"{target.name}.sha256"]
    )


def test_a_backup_never_touches_an_existing_file(ledger_path: Path, tmp_path: Path) -> None:
    target = tmp_path / "b.db"
    for taken in (target, sum_file(target)):
        taken.write_text("别动", encoding="utf-8")
        with pytest.raises(StoreRefused, match="已经存在"):
            make_backup(ledger_path, target)
        assert taken.read_text(encoding="utf-8") == "别动"
        taken.unlink()
    target.symlink_to(tmp_path / "nowhere")
    with pytest.raises(StoreRefused, match="已经存在"):
        make_backup(ledger_path, target)


@pytest.mark.parametrize(
    ("place", "said"), [("nowhere/b.db", "不存在"), ("file/b.db", "不是文件夹"), ("x" * 300, "文件名太长")]
)
def test_a_backup_to_an_impossible_place_says_why(
    ledger_path: Path, tmp_path: Path, place: str, said: str
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreRefused, match=said):
        make_backup(ledger_path, tmp_path / place)


def test_a_damaged_ledger_gives_no_backup(ledger_path: Path, tmp_path: Path) -> None:
    write(ledger_path, "一")
    with closing(sqlite3.connect(ledger_path)) as connection:
        (guard,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'record_never_changes'")
        connection.execute("DROP TRIGGER record_never_changes")
        connection.execute("UPDATE record SET officer = '乙'")
        connection.execute(guard[0])
        connection.commit()
    with pytest.raises(StoreRefused, match="第 1 号记录与校验值不符"):
        make_backup(ledger_path, tmp_path / "b.db")
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == []


def test_no_room_is_said_before_the_work(
    ledger_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = backups.shutil.disk_usage(tmp_path)
    monkeypatch.setattr(backups.shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(StoreRefused, match="磁盘空间不足"):
        make_backup(ledger_path, tmp_path / "b.db")


def test_a_path_that_is_no_utf8_can_be_backed_up(ledger_path: Path, tmp_path: Path) -> None:
    target = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.db"))
    make_backup(ledger_path, target)
    assert check_copy(target).ok


# ------------------------------------------------------------------ automatic ones


def test_one_a_day_and_only_when_something_was_recorded(ledger_path: Path) -> None:
    first = daily_backup(ledger_path, TODAY)
    assert first is not None and first.path == backup_folder(ledger_path) / "每日-2026-11-22.db"
    write(ledger_path, "一")
    assert daily_backup(ledger_path, TODAY) is None, "the second on one day"
    second = daily_backup(ledger_path, TODAY + timedelta(days=1))
    assert second is not None and second.records == 1
    assert daily_backup(ledger_path, TODAY + timedelta(days=2)) is None, "nothing new"
    assert list_backups(ledger_path) == [second.path, first.path]
    assert stat.S_IMODE(backup_folder(ledger_path).stat().st_mode) == 0o700


def test_a_damaged_newest_backup_does_not_count_as_one(ledger_path: Path) -> None:
    first = daily_backup(ledger_path, TODAY)
    assert first is not None
    first.path.write_bytes(b"\0" * 100)
    assert daily_backup(ledger_path, TODAY + timedelta(days=1)) is not None


def test_backups_before_something_have_names_of_their_own(ledger_path: Path) -> None:
    made = [backup_before(ledger_path, "合并", MOMENT) for _ in range(3)]
    assert [one.path.name for one in made] == [
        "合并前-2026-11-22-090000.db",
        "合并前-2026-11-22-090000-2.db",
        "合并前-2026-11-22-090000-3.db",
    ]
    assert set(list_backups(ledger_path)) == {one.path for one in made}
    with pytest.raises(ValueError, match="one short word"):
        backup_before(ledger_path, "../x", MOMENT)


@pytest.mark.slow
def test_old_ones_go_and_strange_files_stay(ledger_path: Path) -> None:
    folder = backup_folder(ledger_path)
    for number in range(40):
        write(ledger_path, f"第{number}天")
        daily_backup(ledger_path, TODAY + timedelta(days=number))
        (folder / "我的备份.db").write_text("别动", encoding="utf-8")
    names = [one.name for one in list_backups(ledger_path)]
    assert len(names) <= 7 + 4 + 12
    assert names[0] == "每日-2026-12-31.db"
    assert "每日-2026-11-30.db" in names, "the newest of its month"
    assert (folder / "我的备份.db").read_text(encoding="utf-8") == "别动"
    assert len(list(folder.glob("*.sha256"))) == len(names), "a sum goes with its backup"


def test_a_lone_sum_does_not_stop_the_backup_of_the_day(ledger_path: Path) -> None:
    """As a program leaves it that was killed between naming the sum and the copy."""
    folder = backup_folder(ledger_path)
    folder.mkdir(mode=0o700)
    (folder / "每日-2026-11-22.db.sha256").write_text("0" * 64 + "  每日-2026-11-22.db\n", encoding="utf-8")
    (folder / "合并前-2026-11-22-090000.db.sha256").write_text("x", encoding="utf-8")
    made = daily_backup(ledger_path, TODAY)
    assert made is not None
    assert sum_file(made.path).read_text(encoding="utf-8").split()[0] == made.sha256
    assert backup_before(ledger_path, "合并", MOMENT).path.name == "合并前-2026-11-22-090000-2.db"


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a network share that knows none."""

    def refuse(_: int) -> bool:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(writing_lock, "locked_at_once", refuse)


@pytest.mark.usefixtures("no_locks")
def test_on_a_share_without_locks_backups_are_made_and_put_back(ledger_path: Path, tmp_path: Path) -> None:
    folder = backup_folder(ledger_path)
    folder.mkdir(mode=0o700)
    (folder / "每日-2026-11-22.db.sha256").write_text("0" * 64, encoding="utf-8")
    daily = daily_backup(ledger_path, TODAY)
    assert daily is not None
    share = tmp_path / "共享"
    share.mkdir()
    made = make_backup(ledger_path, share / "备份.db")
    assert sum_file(made.path).is_file()
    put_back = restore(share / "台账.db", made.path, MOMENT)
    again = restore(share / "台账.db", made.path, MOMENT)
    assert put_back.records == again.records and again.kept_aside is not None
    assert not list(share.glob("*.writing"))


def test_two_programs_that_back_up_in_one_second_have_both_their_copies(
    ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = list[Path]()
    copy = backups.copy_ledger

    def while_copying(*words: Any) -> None:
        if not other:
            other.append(Path())
            other[0] = backup_before(ledger_path, "升级", MOMENT).path
        copy(*words)

    monkeypatch.setattr(backups, "copy_ledger", while_copying)
    own = backup_before(ledger_path, "升级", MOMENT).path
    assert own != other[0] and own.is_file() and other[0].is_file()
    assert sum_file(own).is_file() and sum_file(other[0]).is_file()


def test_copies_that_killed_programs_left_are_cleared_away(ledger_path: Path) -> None:
    child = children.run(
        [sys.executable, "-c", _LEAVE_A_PART, str(ledger_path.parent)], capture_output=True, text=True
    )
    left = Path(child.stdout.strip())
    side_file(left, "-journal").touch()
    with part_in(ledger_path.parent) as written:
        assert daily_backup(ledger_path, TODAY) is not None
        assert written.exists(), "this program still writes it"
    assert not left.exists() and not side_file(left, "-journal").exists()


_LEAVE_A_PART = """
import os, sys
from pathlib import Path
from huaian_tui.store.keep.private_files import part_in
with part_in(Path(sys.argv[1])) as part:
    print(part, flush=True)
    os._exit(9)
"""


def test_what_a_killed_program_left_is_cleared_away_after_a_day(ledger_path: Path) -> None:
    daily_backup(ledger_path, TODAY)
    old, fresh = (backup_folder(ledger_path) / f".huaian-{name}.part" for name in ("old", "fresh"))
    for one in (old, fresh):
        one.write_bytes(b"x")
    os.utime(old, (1, 1))
    write(ledger_path, "一")
    daily_backup(ledger_path, TODAY + timedelta(days=1))
    assert not old.exists() and fresh.exists()


def test_before_a_migration_there_is_a_backup_of_the_older_version(
    ledger_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(ledger_path, "一")
    extra = tmp_path / "900_more.sql"
    extra.write_text("CREATE TABLE more (x TEXT) STRICT;\n", encoding="utf-8")
    shipped = database.migrations()
    with monkeypatch.context() as patched:
        patched.setattr(database, "migrations", lambda: [*shipped, (900, extra)])
        write(ledger_path, "二")
        (made,) = list_backups(ledger_path)
        assert made.name.startswith("升级前-")
        with closing(sqlite3.connect(made)) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (shipped[-1][0],)
    with pytest.raises(StoreRefused, match="较新版本"):
        open_reader(ledger_path)
    restored = restore(ledger_path, made, MOMENT)
    assert (restored.records, len(records(ledger_path))) == (1, 1)


def test_an_older_ledger_that_cannot_be_written_says_so_and_is_not_copied(
    ledger_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(ledger_path, "一")
    extra, connect = tmp_path / "900_more.sql", journal.connect
    extra.write_text("CREATE TABLE more (x TEXT) STRICT;\n", encoding="utf-8")
    shipped = database.migrations()
    monkeypatch.setattr(database, "migrations", lambda: [*shipped, (900, extra)])
    monkeypatch.setattr(journal, "connect", lambda path, mode, **more: connect(path, "ro", **more))
    for open_it in (open_reader, opening.open_writer):
        with pytest.raises(StoreRefused, match=r"较早版本.*只读.*复制到可以写入的文件夹"):
            open_it(ledger_path)
    assert list_backups(ledger_path) == []


def test_without_a_backup_there_is_no_migration(
    ledger_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    extra = tmp_path / "900_more.sql"
    extra.write_text("CREATE TABLE more (x TEXT) STRICT;\n", encoding="utf-8")
    shipped = database.migrations()
    monkeypatch.setattr(database, "migrations", lambda: [*shipped, (900, extra)])
    backup_folder(ledger_path).write_text("a file in its place", encoding="utf-8")
    before = ledger_path.read_bytes()
    with pytest.raises(StoreRefused, match="备份没有做成"):
        open_reader(ledger_path)
    assert ledger_path.read_bytes() == before


def dated(text: str, time: str = "") -> Dated:
    return Dated(date.fromisoformat(text), time, f"{text}{time}")


def test_rotation_keeps_days_weeks_and_months() -> None:
    daily = [dated((date(2024, 1, 1) + timedelta(days=number)).isoformat()) for number in range(1000)]
    kept = sorted(kept_names(daily))
    newest = [one.name for one in daily[-7:]]
    assert kept[-7:] == newest
    assert len(kept) <= 7 + 4 + 12
    assert len({name[:7] for name in kept}) == 12
    assert kept_names([one for one in daily if one.name in kept]) == set(kept), "a second pass removes none"


def test_rotation_survives_a_clock_that_was_wrong_by_years() -> None:
    daily = [dated((date(2026, 1, 1) + timedelta(days=number)).isoformat()) for number in range(300)]
    wrong = [dated("2099-01-01"), dated("1999-01-01")]
    kept = kept_names([*daily, *wrong])
    assert "2099-01-01" in kept
    assert len(kept & {one.name for one in daily[-10:]}) >= 6


def test_rotation_keeps_every_backup_before_a_merge_of_the_last_days() -> None:
    merges = [dated("2026-11-20", f"{hour:02}0000") for hour in range(24)]
    assert kept_names([*merges, dated("2026-11-21")]) == {one.name for one in merges} | {"2026-11-21"}
    later = [dated((date(2026, 11, 21) + timedelta(days=number)).isoformat()) for number in range(30)]
    assert len(kept_names([*merges, *later]) & {one.name for one in merges}) <= 1


# ------------------------------------------------------------------ restoring


def test_restoring_brings_back_the_backup_and_keeps_what_was_there(ledger_path: Path, tmp_path: Path) -> None:
    write(ledger_path, "一")
    target = tmp_path / "b.db"
    make_backup(ledger_path, target)
    write(ledger_path, "二")
    restored = restore(ledger_path, target, MOMENT)
    assert [text for *_, text in records(ledger_path)] == ["一"]
    assert restored.kept_aside is not None
    assert restored.kept_aside.name == "台账-恢复前-2026-11-22-090000.db"
    assert [text for *_, text in records(restored.kept_aside)] == ["一", "二"]
    again = restore(ledger_path, target, MOMENT)
    assert again.kept_aside is not None and again.kept_aside.name.endswith("-2.db")
    for one in (ledger_path, restored.kept_aside, again.kept_aside):
        assert stat.S_IMODE(one.stat().st_mode) == 0o600
        assert check_ledger(one).problems == ()


def test_a_restored_ledger_never_reissues_numbers(ledger_path: Path, tmp_path: Path) -> None:
    write(ledger_path, "一")
    target = tmp_path / "b.db"
    make_backup(ledger_path, target)
    lost = write(ledger_path, "恢复后不在了")
    (first_origin, *_), (_, lost_seq, _) = records(ledger_path)
    restore(ledger_path, target, MOMENT)
    fresh = write(ledger_path, "恢复后写的")
    found = records(ledger_path)
    assert found[0][:2] == (first_origin, 1)
    assert found[1][0] != first_origin and found[1][1] == 1
    assert (first_origin, lost_seq) not in {one[:2] for one in found}
    assert fresh != lost
    assert check_ledger(ledger_path).problems == ()


def test_restoring_where_there_is_no_ledger(ledger_path: Path, tmp_path: Path) -> None:
    write(ledger_path, "一")
    target = tmp_path / "b.db"
    make_backup(ledger_path, target)
    place = tmp_path / "新电脑" / "台账.db"
    restored = restore(place, target, MOMENT)
    assert (restored.kept_aside, len(records(place))) == (None, 1)
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700


def flip(path: Path, place: float) -> None:
    content = bytearray(path.read_bytes())
    content[int(len(content) * place)] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("place", [0.0, 0.1, 0.5, 0.9, 0.9999])
def test_one_flipped_bit_in_a_backup_is_refused(ledger_path: Path, tmp_path: Path, place: float) -> None:
    target = tmp_path / "b.db"
    make_backup(ledger_path, target)
    flip(target, place)
    before = ledger_path.read_bytes()
    with pytest.raises(StoreRefused, match="校验值"):
        restore(ledger_path, target, MOMENT)
    assert ledger_path.read_bytes() == before
    assert [one.name for one in ledger_path.parent.iterdir()] == [ledger_path.name]


def test_a_backup_whose_chain_is_broken_is_refused_without_its_sum_too(
    ledger_path: Path, tmp_path: Path
) -> None:
    write(ledger_path, "一")
    target = tmp_path / "b.db"
    make_backup(ledger_path, target)
    sum_file(target).unlink()
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("UPDATE origin SET head_seq = 2 WHERE mine")
        connection.commit()
    before = ledger_path.read_bytes()
    with pytest.raises(StoreRefused, match="应有 2 条，实有 1 条"):
        restore(ledger_path, target, MOMENT)
    assert ledger_path.read_bytes() == before


@pytest.mark.parametrize(
    ("contents", "said"), [(b"", "没有台账"), (b"not a database at all" * 100, "不是台账文件")]
)
def test_a_file_that_is_no_backup_is_refused_by_its_own_name(
    ledger_path: Path, tmp_path: Path, contents: bytes, said: str
) -> None:
    target = tmp_path / "b.db"
    target.write_bytes(contents)
    with pytest.raises(StoreRefused, match=said) as refused:
        restore(ledger_path, target, MOMENT)
    assert ".part" not in refused.value.one_line()


def test_what_cannot_be_restored_is_said(ledger_path: Path, tmp_path: Path) -> None:
    for wrong, said in (
        (tmp_path / "nowhere.db", "不存在"),
        (tmp_path, "不是文件"),
        (ledger_path, "同一个文件"),
    ):
        with pytest.raises(StoreRefused, match=said):
            restore(ledger_path, wrong, MOMENT)
    target = tmp_path / "b.db"
    make_backup(ledger_path, target)
    sum_file(target).write_text("nonsense", encoding="utf-8")
    with pytest.raises(StoreRefused, match="不是校验值文件"):
        restore(ledger_path, target, MOMENT)


def test_a_ledger_that_is_damaged_beyond_opening_is_kept_aside_and_replaced(
    ledger_path: Path, tmp_path: Path
) -> None:
    write(ledger_path, "一")
    target = tmp_path / "b.db"
    make_backup(ledger_path, target)
    ledger_path.write_bytes(b"\xa5" * 50_000)
    journal = ledger_path.with_name(f"{ledger_path.name}-journal")
    journal.write_bytes(b"journal of the damaged file")
    restored = restore(ledger_path, target, MOMENT)
    assert restored.kept_aside is not None
    assert restored.kept_aside.read_bytes() == b"\xa5" * 50_000
    assert not journal.exists()
    assert [text for *_, text in records(ledger_path)] == ["一"]


def test_a_ledger_in_the_middle_of_an_action_is_not_replaced(
    ledger_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Any
) -> None:
    target = tmp_path / "b.db"
    make_backup(ledger_path, target)
    monkeypatch.setattr(swapping, "BUSY_MS", 100)
    with Ledger(ledger_path, "乙", clock) as other, other.action():
        with pytest.raises(StoreRefused, match="台账正被占用"):
            restore(ledger_path, target, MOMENT)
    assert restore(ledger_path, target, MOMENT).records == 0
