"""The write-ahead log: no save waits for a reader, the file alone is whole, a log belongs to one file."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest
from support import children

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.services.notes import NoteDraft, add_note
from huaian_tui.store.engine import disks, journal
from huaian_tui.store.engine.append import Clock, Ledger
from huaian_tui.store.engine.connection import (
    bring_home,
    connect,
    create_file,
    settle,
    side_file,
    size_beside,
)
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.migrations import migrate
from huaian_tui.store.engine.opening import needs_no_writer, open_reader, open_writer
from huaian_tui.store.engine.shipped_schema import trusted_version
from huaian_tui.store.engine.writing_lock import holder_file
from huaian_tui.store.keep import swapping
from huaian_tui.store.keep.backup import make_backup, restore

TODAY = date(2026, 11, 22)


def write(path: Path, clock: Clock, text: str) -> None:
    with Ledger(path, "张三", clock) as ledger:
        add_note(ledger, NoteDraft(1, text, TODAY), TODAY)


def texts(path: Path) -> list[str]:
    with closing(open_reader(path)) as reader:
        said = "SELECT json_extract(body, '$.text') FROM record WHERE kind = 'note' ORDER BY id"
        return [text for (text,) in reader.execute(said)]


def beside(path: Path) -> list[str]:
    """What stands in the ledger's folder besides itself."""
    return sorted(one.name for one in path.parent.iterdir() if one != path)


@contextmanager
def older_reader(path: Path) -> Iterator[sqlite3.Connection]:
    """Somebody who looks at the present state for as long as he likes."""
    with closing(open_reader(path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM record WHERE rid >= 0").fetchone()
        yield reader


def with_log(path: Path, clock: Clock, text: str, folder: Path) -> Path:
    """The ledger and its log as they stand after a save under an older reader, copied as after a crash."""
    folder.mkdir(mode=0o700)
    with older_reader(path):
        write(path, clock, text)
        assert size_beside(path, "-wal") > 0
        for one in (path, side_file(path, "-wal")):
            shutil.copyfile(one, folder / one.name)
    return folder / path.name


def test_a_save_does_not_wait_for_a_reader_who_goes_on_seeing_one_moment(
    ledger_path: Path, clock: Clock
) -> None:
    write(ledger_path, clock, "先")
    with older_reader(ledger_path) as reader:
        for number in range(5):
            began = time.monotonic()
            write(ledger_path, clock, f"后{number}")
            assert time.monotonic() - began < 4, "it waited for the reader"
        assert reader.execute("SELECT count(*) FROM record WHERE rid >= 0").fetchone() == (1,)
        assert len(texts(ledger_path)) == 6
    assert beside(ledger_path) == [], "the reader's end brings home what its state had kept away"
    assert len(texts(ledger_path)) == 6


def test_a_copy_of_the_file_alone_has_every_save(ledger_path: Path, clock: Clock, tmp_path: Path) -> None:
    with closing(open_reader(ledger_path)) as idle, Ledger(ledger_path, "张三", clock) as ledger:
        for number in range(3):
            add_note(ledger, NoteDraft(1, f"第{number}条", TODAY), TODAY)
            copy = tmp_path / f"拷贝{number}.db"
            shutil.copyfile(ledger_path, copy)
            assert len(texts(copy)) == number + 1
            assert check_ledger(copy).problems == ()
        assert idle.execute("SELECT count(*) FROM record WHERE rid >= 0").fetchone() == (3,)
    assert beside(ledger_path) == []


def test_file_and_log_copied_together_are_whole(ledger_path: Path, clock: Clock, tmp_path: Path) -> None:
    write(ledger_path, clock, "一")
    copy = with_log(ledger_path, clock, "二", tmp_path / "拷贝")
    assert texts(copy) == ["一", "二"]
    assert check_ledger(copy).problems == ()
    assert beside(copy) == []


@pytest.mark.parametrize("opener", [open_reader, open_writer, check_ledger])
@pytest.mark.parametrize("put_there", ["a backup", "an older copy", "another ledger"])
def test_a_log_of_another_file_is_never_written_into_this_one(
    put_there: str,
    opener: Callable[[Path], object],
    ledger_path: Path,
    clock: Clock,
    tmp_path: Path,
    seeded_file: Path,
) -> None:
    write(ledger_path, clock, "一")
    older = tmp_path / "旧.db"
    if put_there == "a backup":
        make_backup(ledger_path, older)
    else:
        shutil.copyfile(ledger_path if put_there == "an older copy" else seeded_file, older)
    expected = texts(older)
    write(ledger_path, clock, "二")
    crashed = with_log(ledger_path, clock, "三", tmp_path / "现场")
    shutil.copyfile(older, crashed)
    opened = opener(crashed)
    if isinstance(opened, sqlite3.Connection):
        opened.close()
    assert texts(crashed) == expected
    assert check_ledger(crashed).problems == ()
    assert [name for name in beside(crashed) if "不属于它的日志" in name], "it is kept under another name"


def test_what_was_committed_is_there_though_it_was_not_brought_home(ledger_path: Path) -> None:
    script = (
        "import os, sys; from datetime import UTC, date, datetime; from pathlib import Path\n"
        "from huaian_tui.services.notes import NoteDraft, add_note\n"
        "from huaian_tui.store.engine import connection; from huaian_tui.store.engine.append import Ledger\n"
        "connection.bring_home = lambda _: os._exit(7)\n"
        "with Ledger(Path(sys.argv[1]), '张三', lambda: datetime.now(UTC)) as ledger:\n"
        "    add_note(ledger, NoteDraft(1, '刚写下', date(2026, 1, 1)), date(2026, 11, 22))\n"
    )
    words = [sys.executable, "-c", script, str(ledger_path)]
    assert children.run(words, env=os.environ | {"PYTHONUTF8": "1"}).returncode == 7
    assert size_beside(ledger_path, "-wal") > 0
    assert texts(ledger_path) == ["刚写下"]
    assert check_ledger(ledger_path).problems == ()


def test_on_a_disk_of_several_computers_there_is_no_log(
    ledger_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(ledger_path, clock, "一")
    monkeypatch.setattr(disks, "is_shared", lambda _: True)
    with Ledger(ledger_path, "张三", clock) as ledger:
        assert ledger.connection.execute("PRAGMA journal_mode").fetchone() == ("truncate",)
        add_note(ledger, NoteDraft(1, "二", TODAY), TODAY)
    monkeypatch.undo()
    write(ledger_path, clock, "三")
    assert texts(ledger_path) == ["一", "二", "三"]
    assert check_ledger(ledger_path).problems == ()


@pytest.mark.parametrize(
    "change",
    [
        "PRAGMA journal_mode=TRUNCATE",
        "DELETE FROM past_state WHERE part = 'tasks'",
        "DELETE FROM search_state WHERE part = 'names'",
        "INSERT INTO name_waiting (task_no) VALUES (1)",
        "",
    ],
)
def test_a_reader_sees_whether_a_writer_would_find_anything_to_do(
    ledger_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    def needs_none() -> bool:
        with closing(open_reader(ledger_path)) as reader:
            return needs_no_writer(reader, ledger_path)

    assert needs_none()
    if change:
        with closing(sqlite3.connect(ledger_path)) as other, other:
            other.execute(change)
    else:
        monkeypatch.setattr(disks, "is_shared", lambda _: True)
    assert not needs_none()


def test_an_older_program_may_convert_the_file_back(ledger_path: Path, clock: Clock) -> None:
    """As version 5 of the schema opened a ledger for writing."""
    write(ledger_path, clock, "一")
    with closing(sqlite3.connect(ledger_path, isolation_level=None)) as older:
        assert older.execute("PRAGMA journal_mode=TRUNCATE").fetchone() == ("truncate",)
        older.execute("INSERT INTO search_gram VALUES ('older', 1)")
    assert texts(ledger_path) == ["一"]
    write(ledger_path, clock, "二")
    with closing(sqlite3.connect(ledger_path, isolation_level=None)) as older, older_reader(ledger_path):
        older.execute("PRAGMA busy_timeout=50")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            older.execute("PRAGMA journal_mode=TRUNCATE")
    assert texts(ledger_path) == ["一", "二"]


@pytest.mark.skipif(os.name == "nt", reason="POSIX file kinds")
@pytest.mark.parametrize("kind", ["fifo", "folder", "link"])
def test_what_stands_in_the_place_of_the_lock_is_said_and_not_waited_for(
    ledger_path: Path, clock: Clock, kind: str
) -> None:
    place = holder_file(ledger_path)
    if kind == "fifo":
        os.mkfifo(place)
    elif kind == "folder":
        place.mkdir()
    else:
        place.symlink_to(ledger_path)
    before = ledger_path.read_bytes()
    with pytest.raises(StoreRefused, match=r"\.writing"):
        write(ledger_path, clock, "一")
    assert ledger_path.read_bytes() == before
    assert texts(ledger_path) == []


@pytest.mark.skipif(os.name == "nt", reason="POSIX file kinds")
@pytest.mark.parametrize("suffix", ["", *journal.SIDES])
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
@pytest.mark.parametrize("opener", [open_reader, open_writer, check_ledger])
def test_a_pipe_or_a_folder_under_a_name_of_the_ledger_is_refused(
    suffix: str, make: Callable[[Path], None], opener: Callable[[Path], object], ledger_path: Path
) -> None:
    if not suffix:
        ledger_path.unlink()
    make(side_file(ledger_path, suffix))
    with pytest.raises(StoreRefused, match="不是文件"):
        opener(ledger_path)


@pytest.fixture
def read_only_medium(ledger_path: Path, clock: Clock, tmp_path: Path) -> Iterator[Path]:
    """A ledger on a disk on which nothing can be written."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root may mount a disk")
    place = tmp_path / "disk"
    place.mkdir()
    write(ledger_path, clock, "一")
    if children.run(["mount", "-t", "tmpfs", "-o", "size=9m", "tmpfs", str(place)]).returncode:
        pytest.skip("no file system may be mounted here")
    try:
        shutil.copyfile(ledger_path, place / "台账.db")
        crashed = with_log(ledger_path, clock, "二", place / "现场")
        assert crashed.exists()
        children.run(["mount", "-o", "remount,ro", str(place)], check=True)
        yield place
    finally:
        children.run(["umount", "-l", str(place)], check=True)


def test_a_ledger_on_a_read_only_medium_is_read_and_checked(read_only_medium: Path, clock: Clock) -> None:
    path = read_only_medium / "台账.db"
    assert texts(path) == ["一"]
    assert check_ledger(path).problems == ()
    with pytest.raises(StoreRefused, match="只读"):
        write(path, clock, "二")
    crashed = read_only_medium / "现场" / "台账.db"
    with pytest.raises(StoreRefused, match="一起复制到可以写入的地方"):
        texts(crashed)


def test_a_restore_under_an_open_reader_mixes_nothing(
    ledger_path: Path, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(ledger_path, clock, "一")
    backup = tmp_path / "b.db"
    make_backup(ledger_path, backup)
    monkeypatch.setattr(swapping, "_forget_log", lambda _: None)  # killed before it came to that
    with older_reader(ledger_path) as reader:
        write(ledger_path, clock, "二")
        kept = restore(ledger_path, backup, clock()).kept_aside
        assert reader.execute("SELECT count(*) FROM record WHERE rid >= 0").fetchone() == (1,)
        assert texts(ledger_path) == ["一"]
        write(ledger_path, clock, "三")
    assert texts(ledger_path) == ["一", "三"]
    assert check_ledger(ledger_path).problems == ()
    assert kept is not None
    assert texts(kept) == ["一", "二"]
    assert check_ledger(kept).problems == ()


def test_a_log_that_begins_anew_in_its_place_is_not_taken_for_an_older_copys(
    ledger_path: Path, clock: Clock, tmp_path: Path
) -> None:
    write(ledger_path, clock, "先写的")
    crashed = tmp_path / "复制" / ledger_path.name
    crashed.parent.mkdir(mode=0o700)
    shutil.copyfile(ledger_path, crashed)
    write(ledger_path, clock, "后写的")
    with older_reader(ledger_path):
        write(ledger_path, clock, "没有回家")
        newest = open_reader(ledger_path)
        newest.execute("BEGIN")
        newest.execute("SELECT count(*) FROM record WHERE rid >= 0").fetchone()
    with closing(open_writer(ledger_path)) as writer:
        bring_home(writer)  # all goes home, but the newest reader keeps the log from being emptied
    assert size_beside(ledger_path, "-wal") > 0
    with closing(newest), older_reader(ledger_path):
        newest.execute("ROLLBACK")
        write(ledger_path, clock, "日志从头写起")
        shutil.copyfile(side_file(ledger_path, "-wal"), side_file(crashed, "-wal"))
    assert texts(crashed) == ["先写的"]
    assert [name for name in beside(crashed) if "不属于它的日志" in name]


def test_a_ledger_is_not_called_altered_while_another_program_upgrades_it(tmp_path: Path) -> None:
    path = tmp_path / "台账.db"
    create_file(path)
    seen, upgraded = list[int](), threading.Event()

    def look() -> None:
        while not upgraded.is_set():
            with closing(connect(path, "ro")) as reader:
                settle(reader)
                seen.append(trusted_version(reader))

    with closing(connect(path, "rw")) as writer, ThreadPoolExecutor() as threads:
        settle(writer)
        looking = threads.submit(look)
        try:
            migrate(writer)
        finally:
            upgraded.set()
        looking.result()
    assert seen == sorted(seen)


@pytest.mark.parametrize("opener", [open_reader, open_writer, check_ledger])
def test_a_log_is_not_written_into_a_copy_whose_pages_stand_in_another_order(
    opener: Callable[[Path], object], ledger_path: Path, clock: Clock, tmp_path: Path
) -> None:
    # Gaps in the file: the backup, written without them, has the mark and all else on other pages.
    with closing(sqlite3.connect(ledger_path)) as connection:
        made = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'journal_mark'").fetchone()[0]
        marks = connection.execute("SELECT * FROM journal_mark").fetchone()
        connection.execute("CREATE TABLE gap (text)")
        connection.executemany("INSERT INTO gap VALUES (?)", [("一" * 900,) for _ in range(90)])
        connection.execute("DROP TABLE journal_mark")
        connection.execute(made)
        connection.execute("INSERT INTO journal_mark VALUES (?, ?, ?)", marks)
        connection.execute("DROP TABLE gap")
        connection.commit()
    write(ledger_path, clock, "一")
    backup = tmp_path / "备份.db"
    make_backup(ledger_path, backup)
    crashed = with_log(ledger_path, clock, "二", tmp_path / "现场")
    shutil.copyfile(backup, crashed)
    opened = opener(crashed)
    if isinstance(opened, sqlite3.Connection):
        opened.close()
    assert texts(crashed) == ["一"]
    assert check_ledger(crashed).problems == ()
    assert [name for name in beside(crashed) if "不属于它的日志" in name]
