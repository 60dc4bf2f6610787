"""What happens to a shared folder in an office: each thing by itself, with a light ledger."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from support.shared_folders import DAY, HOUR, Desk, LightLedger

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.exchange.folder import folder_child, publishing
from huaian_tui.exchange.folder.memory import Memory, Why, memory_form, memory_of
from huaian_tui.exchange.folder.names import HEADS, ROOT, temporary_name
from huaian_tui.exchange.folder.office_key import OfficeKeys
from huaian_tui.exchange.folder.recognising import FolderEmpty


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """A folder that all see at once, as on a server."""
    folder = tmp_path / "share"
    folder.mkdir()
    return folder


def desk(number: int, folder: Path, texts: int = 0, **options: Any) -> Desk:
    one = Desk(LightLedger(number), folder, **options)
    if texts:
        one.ledger.write([f"{number} {text}" for text in range(texts)])
    return one


def same(*desks: Desk) -> bool:
    return all(one.ledger.chains == desks[0].ledger.chains for one in desks)


def own_files(one: Desk) -> list[Path]:
    return sorted((one.folder / ROOT / one.ledger.me).glob("*-*.hap"))


# ---------------------------------------------------------------- ledgers that were copied, lost, joined


def test_nothing_new_changes_no_file(share: Path) -> None:
    ours, theirs = desk(1, share, 3), desk(2, share, 3)
    for now in range(4):
        ours.sync(now)
        theirs.sync(now)
    before = {path: path.stat() for path in share.rglob("*")}
    for now in range(4, 9):
        report = ours.sync(now)
        assert not (report.new or report.written or report.said or report.deleted)
    assert {path: path.stat() for path in share.rglob("*")} == before


def test_an_emptied_folder_is_filled_again_by_those_who_are_left(share: Path) -> None:
    ours, theirs, gone = desk(1, share, 5), desk(2, share, 7), desk(3, share, 9)
    for _ in range(2):
        for one in (ours, theirs, gone):
            one.sync(0)
    for path in sorted(share.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    for now in (HOUR, 2 * HOUR):
        ours.sync(now)
        theirs.sync(now)
    newcomer = desk(4, share)
    newcomer.sync(3 * HOUR)
    assert same(ours, theirs, newcomer) and len(newcomer.ledger.chains) == 3


def test_a_file_that_somebody_deleted_is_written_again(share: Path) -> None:
    ours = desk(1, share, 5)
    ours.sync(0)
    (file,) = own_files(ours)
    data = file.read_bytes()
    file.unlink()
    assert ours.sync(1).written == 1
    assert own_files(ours) == [file] and file.read_bytes() == data


def test_a_restored_ledger_gets_its_lost_end_back_from_the_folder(share: Path) -> None:
    ours, theirs = desk(1, share, 20), desk(2, share, 1)
    ours.sync(0)
    restored = desk(1, share)  # an old backup, put back by the program: it writes as a new origin
    restored.ledger.chains = {restored.ledger.own: ours.ledger.chains[ours.ledger.own][:5]}
    restored.ledger.begin_anew()
    assert restored.sync(1).new == 15
    restored.ledger.write(["after"])
    restored.sync(2)
    theirs.sync(3)
    restored.sync(4)
    assert same(restored, theirs) and len(theirs.ledger.chains) == 3


def test_a_copied_ledger_begins_anew_and_what_both_wrote_is_published(share: Path) -> None:
    """Neither machine nor file was told apart: both write as one origin, and the names show it."""
    ours, theirs = desk(1, share, 4), desk(1, share, 4)
    ours.ledger.write(["ours"])
    theirs.ledger.write(["theirs", "and more"])
    ours.sync(0)
    report = theirs.sync(1)
    assert report.anew and report.forks
    theirs.ledger.write(["from now on"])
    theirs.sync(2)
    ours.sync(3)
    assert [one.officer for one in ours.ledger.chains[theirs.ledger.own]] == ["甲"]
    assert theirs.ledger.me != ours.ledger.me
    theirs.sync(3 + 3 * DAY)
    branches = {path.name.split("-")[3] for path in share.rglob(f"{ours.ledger.me}-*.hap")}
    assert {ours.ledger.hash_at(ours.ledger.me, 5), theirs.ledger.hash_at(ours.ledger.me, 6)} <= branches


def test_names_alone_make_no_new_origin_and_a_genuine_file_one_a_day(share: Path) -> None:
    ours = desk(1, share, 4)
    ours.sync(0)
    me, folder = ours.ledger.me, share / ROOT / ours.ledger.me
    (folder / f"{me}-1-9-{'f' * 16}-{'e' * 16}.hap").write_bytes(b"nothing" * 30)
    report = ours.sync(1)
    assert report.forks == {me} and not report.anew and ours.ledger.me == me
    for number in (2, 3):
        copy = desk(1, share / f"{number}")
        copy.folder.mkdir()
        copy.ledger.own = ours.ledger.own
        copy.ledger.write([f"{number}"] * 5)
        copy.sync(number)
        for file in own_files(copy):
            (share / ROOT / ours.ledger.me / file.name).parent.mkdir(exist_ok=True)
            (share / ROOT / ours.ledger.me / file.name).write_bytes(file.read_bytes())
        assert ours.sync(number + 10).anew == (number == 2)


def test_two_offices_that_one_laptop_joins_have_everything(tmp_path: Path) -> None:
    north, south = tmp_path / "north", tmp_path / "south"
    north.mkdir()
    south.mkdir()
    left, right = [desk(n, north, n) for n in (1, 2)], [desk(n, south, n) for n in (3, 4)]
    between = desk(5, north, 5)
    other_side = Desk(between.ledger, south)
    for now in range(6):
        for one in (*left, *right, between, other_side):
            one.sync(now * DAY)
    assert same(*left, *right, between)
    assert len(between.ledger.chains) == 5


def test_a_laptop_that_was_away_for_long_gets_all(share: Path) -> None:
    ours, away = desk(1, share), desk(2, share, 1)
    away.sync(0)
    for now in range(60):
        ours.ledger.write([f"{now}"])
        ours.sync(now * DAY)
    away.sync(61 * DAY)
    ours.sync(62 * DAY)
    assert same(ours, away)


# ---------------------------------------------------------------------- what lies in the folder


def left_alone(share: Path, writer: Desk) -> dict[Path, tuple[int, int, int]]:
    """Every file and folder that is not a laptop's own, as it is."""
    own = share / ROOT / writer.ledger.me
    found = (path for path in share.rglob("*") if path != share / ROOT and own not in (path, path.parent))
    return {path: (path.lstat().st_ino, path.lstat().st_size, path.lstat().st_mtime_ns) for path in found}


def test_what_is_none_of_ours_is_counted_and_left(share: Path) -> None:
    ours, theirs = desk(1, share, 3), desk(2, share, 3)
    ours.sync(0)
    root, folder = share / ROOT, share / ROOT / ours.ledger.me
    (root / "desktop.ini").write_text("[.ShellClassInfo]")
    (root / "新建文件夹").mkdir()
    (root / ".stfolder").mkdir()
    (folder / "x.hap").mkdir()
    (folder / "~$报告.hap").write_bytes(b"x")
    (folder / ".syncthing.x.hap.tmp").write_bytes(b"x")
    (folder / "Thumbs.db").write_bytes(b"x")
    os.mkfifo(folder / "pipe.hap")
    os.mkfifo(folder / f"{'9' * 16}-1-2-{'8' * 16}-{'7' * 16}.hap")
    (share / "secret").write_text("elsewhere")
    (folder / "link.hap").symlink_to(share / "secret")
    (root / ("d" * 16)).symlink_to("/etc", target_is_directory=True)
    (folder / "空.hap").write_bytes(b"")
    with (folder / "大.hap").open("wb") as sparse:
        sparse.truncate(300 << 20)
    before = left_alone(share, theirs)
    report = theirs.sync(1)
    assert report.new == 3 and same(ours, theirs) is False
    assert report.foreign == 10 and "desktop.ini" in report.examples
    assert sorted(one.words for one in report.not_taken) == sorted(["是空文件：可能还没有传完", "大得不正常"])
    assert left_alone(share, theirs) == before
    again = theirs.sync(2)
    assert {one.words for one in again.not_taken} == {"是空文件：可能还没有传完", "大得不正常"}
    assert left_alone(share, theirs) == before


def test_a_damaged_file_is_told_once_and_read_again_only_when_it_is_another(share: Path) -> None:
    ours, theirs = desk(1, share, 30), desk(2, share)
    ours.sync(0)
    (file,) = own_files(ours)
    whole = file.read_bytes()
    file.write_bytes(whole[:100])
    report = theirs.sync(1)
    assert report.count(Why.DAMAGED) == 1 and report.lacking == 30
    read = list[int]()

    def watched(request: bytes, seconds: float) -> bytes:
        answer = folder_child.done(request)
        read.append(len(answer))
        return answer

    theirs.ask = watched
    theirs.sync(2)
    assert max(read) < 2000, "no contents came back"
    file.write_bytes(whole)
    assert theirs.sync(3).new == 30 and not theirs.sync(4).not_taken


def test_a_file_that_can_never_be_read_is_given_anew_by_its_author(share: Path) -> None:
    ours, theirs = desk(1, share, 30), desk(2, share)
    ours.sync(0)
    (file,) = own_files(ours)
    file.write_bytes(file.read_bytes()[:-30])
    theirs.sync(1)
    theirs.sync(HOUR)
    assert ours.sync(2 * HOUR).answered == 1
    assert theirs.sync(3 * HOUR).new == 30
    assert ours.sync(5 * HOUR).answered == 0


def test_a_file_with_a_lying_name_is_taken_for_what_it_holds(share: Path) -> None:
    """The sum in the name is right, the range is not: found by contents, and not read again and again."""
    ours, theirs = desk(1, share, 5), desk(2, share)
    ours.sync(0)
    (file,) = own_files(ours)
    origin, _, _, head, sha = file.stem.split("-")
    file.rename(file.with_name(f"{origin}-1-500-{head}-{sha}.hap"))
    assert theirs.sync(1).new == 5
    kept = theirs.memory.tried
    assert [one.why for one in kept.values()] == [Why.TAKEN]
    theirs.sync(2)
    assert theirs.memory.tried == kept


def test_a_wrong_key_is_told_of_and_asks_nobody_for_help(share: Path) -> None:
    keys = OfficeKeys().with_new()
    ours, theirs = desk(1, share, 5, keys=keys), desk(2, share, keys=OfficeKeys().with_new())
    ours.sync(0)
    for now in (1, 3 * DAY):
        assert theirs.sync(now).count(Why.LOCKED) == 1
    assert ours.sync(4 * DAY).answered == 0
    theirs.keys = theirs.keys.joined(keys)
    assert theirs.sync(5 * DAY).new == 5


def test_what_a_newer_program_wrote_waits_for_the_upgrade(
    share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = desk(1, share, 5), desk(2, share)
    ours.sync(0)
    monkeypatch.setattr("huaian_tui.exchange.packs.pack_format.newest_version", lambda: 0)
    assert theirs.sync(1).count(Why.NEWER) == 1
    assert theirs.sync(3 * DAY).count(Why.NEWER) == 1 and ours.sync(4 * DAY).answered == 0
    monkeypatch.undo()
    theirs.ledger.circumstances = "upgraded"
    assert theirs.sync(5 * DAY).new == 5


def test_five_thousand_names_do_no_harm(share: Path) -> None:
    ours, theirs = desk(1, share, 5), desk(2, share)
    ours.sync(0)
    folder = share / ROOT / ("e" * 16)
    folder.mkdir()
    for number in range(1, 5001):
        (folder / f"{'e' * 16}-{number + 1}-{number + 1}-{'d' * 16}-{number:016x}.hap").touch()
    report = theirs.sync(1)
    assert report.new == 5 and report.files == 5001
    assert len(theirs.memory.tried) <= 5000


# ---------------------------------------------------------------------- disks and shares


@pytest.mark.parametrize("name", ["督查台账共享", "长" * 70, "a b'c\"d", "长" * 20 + "/" + "路" * 60])
def test_any_path_serves(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir(parents=True)
    ours, theirs = desk(1, folder, 3), desk(2, folder, 3)
    for one in (ours, theirs, ours):
        one.sync(0)
    assert same(ours, theirs)


@pytest.mark.skipif(sys.platform != "linux", reason="how modes are inherited here")
@pytest.mark.parametrize(
    "share_mode, root, own, of_file",
    [
        (0o700, 0o700, 0o700, 0o600),
        (0o755, 0o755, 0o755, 0o644),
        (0o770, 0o770, 0o750, 0o640),
        (0o2770, 0o2770, 0o2750, 0o640),
        (0o777, 0o777, 0o755, 0o644),
    ],
)
def test_whoever_may_read_the_shared_folder_may_read_what_is_written_there(
    share: Path, share_mode: int, root: int, own: int, of_file: int
) -> None:
    """The program forbids others everything (its umask is 077); on a share that would lock colleagues out."""
    share.chmod(share_mode)
    before = os.umask(0o077)
    try:
        ours = desk(1, share, 3)
        ours.sync(0)
        publishing.write_key(share, "key-01234567.age", b"sealed")
    finally:
        assert os.umask(before) == 0o077
    (file,) = own_files(ours)
    found = [file.parent.parent, file.parent, file, file.parent.parent / "key-01234567.age"]
    assert [stat.S_IMODE(one.stat().st_mode) for one in found] == [root, own, of_file, of_file]


def refusing(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    def publish(path: Path, data: bytes) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(publishing, "publish", publish)


@pytest.mark.parametrize(
    "code, words", [(errno.EROFS, "只读"), (errno.ENOSPC, "空间不足"), (errno.EACCES, "权限")]
)
def test_a_folder_that_cannot_be_written_is_read_all_the_same(
    share: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    ours, theirs = desk(1, share, 3), desk(2, share, 4)
    ours.sync(0)
    with monkeypatch.context() as patch:
        refusing(patch, code)
        report = theirs.sync(1)
    assert report.new == 3 and not report.written
    assert report.write_refused is not None and words in report.write_refused.message
    assert theirs.sync(2).written == 1
    assert ours.sync(3).new == 4


def test_a_full_disk_leaves_nothing_half_and_no_temporary_file(
    share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = desk(1, share, 30)
    monkeypatch.setattr(os, "fsync", lambda descriptor: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
    assert ours.sync(0).write_refused is not None
    assert [path for path in share.rglob("*") if path.is_file()] == []


def test_what_a_killed_program_left_goes_after_a_day_and_what_is_written_now_stays(share: Path) -> None:
    ours = desk(1, share, 3)
    folder = share / ROOT / ours.ledger.me
    folder.mkdir(parents=True)
    old, young = folder / temporary_name("01"), folder / temporary_name("02")
    old.write_bytes(b"x")
    young.write_bytes(b"x")
    os.utime(old, (1, 1))
    ours.sync(0)
    assert not old.exists() and young.exists()


def test_a_folder_that_goes_during_a_sync_leaves_the_ledger_right(share: Path) -> None:
    ours, theirs = desk(1, share, 3), desk(2, share, 4)
    ours.sync(0)

    def pulled_out(request: bytes, seconds: float) -> bytes:
        if b'"work": "read"' in request[:200]:
            share.rename(share.with_name("away"))
        return folder_child.done(request)

    theirs.ask = pulled_out
    report = theirs.sync(1)
    assert report.new == 0 and report.write_refused is not None
    share.with_name("away").rename(share)
    theirs.ask = ours.ask
    assert theirs.sync(2).new == 3 and ours.sync(3).new == 4


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match="同步文件夹不在") as refused:
        desk(1, tmp_path / "无", 3).sync(0)
    assert "U 盘" in refused.value.way_out


def test_a_place_where_nothing_is_mounted_is_no_emptied_folder(share: Path) -> None:
    ours = desk(1, share, 3)
    device = ours.sync(0).device
    (share / ROOT).rename(share / "elsewhere")
    with pytest.raises(FolderEmpty, match="是空的"):
        ours.sync(1, device=device + 1)
    assert ours.sync(2, device=device).written == 1


def test_an_emptied_folder_on_another_disk_is_filled_when_somebody_says_so(share: Path) -> None:
    """A stick that was formatted, a share that was connected anew: only people know that it is the one."""
    ours = desk(1, share, 3)
    device = ours.sync(0).device
    (share / ROOT).rename(share / "elsewhere")
    assert ours.sync(1, device=device + 1, refill=True).written == 1


@pytest.mark.parametrize("sealed", [False, True])
def test_the_folder_is_known_by_what_lies_in_it_and_not_by_its_disk(tmp_path: Path, sealed: bool) -> None:
    share, other = tmp_path / "share", tmp_path / "other"
    share.mkdir(), other.mkdir()
    keys, theirs = (OfficeKeys().with_new() if sealed else OfficeKeys() for _ in range(2))
    ours, colleague = desk(1, share, 3, keys=keys), desk(2, share, 3, keys=keys)
    stranger = desk(3, other, 4, keys=theirs)
    assert colleague.sync(0).written and stranger.sync(0).written
    device = ours.sync(0).device
    assert ours.sync(1, device=device + 1).files, "another socket, connected anew: the same folder"
    before = {path.name for path in other.rglob("*")}
    ours.folder = other
    with pytest.raises(StoreRefused, match="这不是原来的同步文件夹") as refused:
        ours.sync(2, device=device)
    assert "sync leave" in refused.value.way_out
    assert {path.name for path in other.rglob("*")} == before and len(ours.ledger.chains) == 2
    ours.folder = share
    for path in own_files(ours):
        path.unlink()
    (share / ROOT / ours.ledger.me / HEADS).unlink()
    assert ours.sync(3, device=device).written == 1, "known by the colleague's"


def test_a_folder_whose_files_somebody_else_wrote_meanwhile_is_known_by_its_key(share: Path) -> None:
    """Emptied; a colleague who joined last, and of whom nothing is known here, was the first to sync."""
    from huaian_tui.exchange.folder.names import key_file_name

    keys = OfficeKeys().with_new()
    ours, newcomer = desk(1, share, 3, keys=keys), desk(2, share, 2, keys=keys)
    ours.sync(0)
    shutil.rmtree(share / ROOT)
    newcomer.sync(1)
    (share / ROOT / key_file_name(keys.recipients[0])).write_bytes(b"sealed")
    assert ours.sync(2).new == 2


def test_links_in_the_place_of_our_folders_are_not_followed(share: Path, tmp_path: Path) -> None:
    ours = desk(1, share, 3)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (share / ROOT).mkdir()
    (share / ROOT / ours.ledger.me).symlink_to(elsewhere, target_is_directory=True)
    report = ours.sync(0)
    assert report.write_refused is not None and "链接" in report.write_refused.message
    assert list(elsewhere.iterdir()) == []


# ---------------------------------------------------------------------- what is remembered


def test_the_memory_is_kept_as_json_and_losing_it_costs_nothing(share: Path) -> None:
    ours, theirs = desk(1, share, 3), desk(2, share, 3)
    ours.sync(0)
    theirs.sync(1)
    memory = theirs.memory
    assert memory.others and memory_form(memory_of(memory_form(memory))) == memory_form(memory)
    theirs.kept = {"tried": 7}
    assert memory_form(memory_of(theirs.kept)) == memory_form(Memory())
    ours.ledger.write(["more"])
    ours.sync(2)
    assert theirs.sync(3).new == 1


def test_who_is_how_far_is_told(share: Path) -> None:
    ours, theirs = desk(1, share, 3), desk(2, share, 5)
    for now in (0, 1, 2):
        ours.sync(now)
        theirs.sync(now)
    ours.ledger.write(["a", "b"])
    (member,) = ours.sync(10).members
    assert (member.writer, member.officer, member.lacks, member.ahead, member.said_at) == (
        theirs.ledger.me,
        "甲",
        2,
        0,
        "0",
    )
    (share / ROOT / theirs.ledger.me / HEADS).unlink()
    assert ours.sync(11).members == (member,), "that a file is gone says nothing"


def test_several_batches_are_told_of_and_can_be_stopped(share: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huaian_tui.exchange.folder.shared.BATCH_BYTES", 1)
    desks = [desk(number, share, 4) for number in range(1, 5)]
    for one in desks:
        one.sync(0)
    newcomer, told = desk(9, share), list[tuple[int, int]]()
    stops = iter([False, False, True])
    report = newcomer.sync(1, progress=lambda *said: told.append(said), stop=lambda: next(stops))
    assert report.stopped and told == [(4, 16), (8, 16)]
    assert not (share / ROOT / newcomer.ledger.me).exists()
    assert newcomer.sync(2).new == 8 and sum(map(len, newcomer.ledger.chains.values())) == 16
