"""Opening the file: first start, refusals with a way out, and a crash in the middle of a transaction."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support import children

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.services.first_start import ensure_ledger
from huaian_tui.store.engine import connection as connections
from huaian_tui.store.engine import fold
from huaian_tui.store.engine import migrations as database
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.as_of import open_reader_as_of, reading
from huaian_tui.store.engine.connection import connect, create_file, explained
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.opening import open_reader, open_writer
from huaian_tui.store.engine.writing_lock import writing_lock
from huaian_tui.store.keep.backup import list_backups

posix = pytest.mark.skipif(os.name != "posix", reason="modes of files and signals are POSIX")
OPENERS: list[Callable[[Path], Any]] = [open_reader, open_writer, ensure_ledger, check_ledger]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
def test_the_first_start_makes_a_private_folder_and_file(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        path = tmp_path / "新 目录#1" / "台账?%.db"
        assert ensure_ledger(path) is True
    finally:
        os.umask(before)
    assert (mode(path.parent), mode(path)) == (0o700, 0o600)
    assert [one.name for one in path.parent.iterdir() if one.stat().st_size] == [path.name]


def test_the_second_start_seeds_nothing_again(ledger_path: Path, seeded_file: Path) -> None:
    before = ledger_path.read_bytes()
    assert ensure_ledger(ledger_path) is False
    assert ledger_path.read_bytes() == before
    with reading(ledger_path) as connection:
        assert connection.execute("SELECT count(*) FROM plan").fetchone() == (2,)
        assert connection.execute("SELECT count(*) FROM task").fetchone() == (60,)


def test_a_fresh_ledger_is_content_with_itself(ledger_path: Path) -> None:
    result = check_ledger(ledger_path)
    assert (result.records, result.problems) == (0, ())


@pytest.mark.slow
def test_two_programs_that_start_at_once_seed_one_plan(tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path\n"
        "from huaian_tui.services.first_start import ensure_ledger\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "print(ensure_ledger(Path(sys.argv[1])))\n"
    )
    path = tmp_path / "同时" / "台账.db"
    starts = [
        children.Child(
            [sys.executable, "-c", script, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONUTF8": "1"},
        )
        for _ in range(2)
    ]
    for one in starts:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in starts:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    said = [one.communicate(timeout=60)[0].strip() for one in starts]
    assert [one.returncode for one in starts] == [0, 0]
    assert sorted(said) == ["False", "True"]
    assert check_ledger(path).ok
    with reading(path) as connection:
        assert connection.execute("SELECT count(*) FROM plan").fetchone() == (2,)


@pytest.mark.parametrize("version", [0, 5, database.newest_version()])
def test_a_first_start_waits_for_another_longer_than_a_save_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    """The other one has come as far as this version, and is at it."""
    path = tmp_path / "台账.db"
    create_file(path)
    with monkeypatch.context() as patched, closing(connect(path, "rw")) as connection:
        known = database.migrations()[:version]
        patched.setattr(database, "migrations", lambda: known)
        if version:
            database.migrate(connection)
    monkeypatch.setattr(connections, "BUSY_MS", 50)
    with ExitStack() as held:
        held.enter_context(writing_lock(path, 0))
        release = threading.Timer(0.5, held.close)
        release.start()
        assert ensure_ledger(path) is True
        release.join()
    assert check_ledger(path).ok
    assert not list_backups(path), "half of a first start is nothing to keep"


def test_a_start_that_fails_while_seeding_leaves_no_half_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(connection: sqlite3.Connection) -> None:
        raise RuntimeError("pulled plug")

    path = tmp_path / "台账.db"
    with monkeypatch.context() as patched:
        patched.setattr(fold, "rebuild", broken)
        with pytest.raises(RuntimeError):
            ensure_ledger(path)
    with closing(open_writer(path)) as connection:
        tables = [
            row[0]
            for row in connection.execute(
                # The index keeps a state and pages of its own, and the file its mark.
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'journal_mark' "
                "AND (name NOT LIKE 'search%' OR name = 'search_name')"
            )
        ]
        counts = {t: connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables}  # noqa: S608
    assert set(counts.values()) == {0}
    assert ensure_ledger(path) is True
    assert check_ledger(path).ok


def altered(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize("opener", OPENERS)
def test_a_ledger_of_a_newer_program_is_refused_untouched(
    opener: Callable[[Path], Any], ledger_path: Path
) -> None:
    altered(ledger_path, "PRAGMA user_version = 999")
    before = ledger_path.read_bytes()
    with pytest.raises(StoreRefused) as refused:
        opener(ledger_path)
    assert "较新版本的程序" in refused.value.message
    assert "999" in refused.value.message
    assert "升级" in refused.value.way_out
    assert ledger_path.read_bytes() == before


@pytest.mark.parametrize("opener", OPENERS)
def test_the_database_of_another_program_is_refused_untouched(
    opener: Callable[[Path], Any], tmp_path: Path
) -> None:
    path = tmp_path / "other.db"
    altered(path, "CREATE TABLE plan (id TEXT)")
    before = path.read_bytes()
    with pytest.raises(StoreRefused, match="别的程序的数据库"):
        opener(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("opener", OPENERS)
def test_a_file_that_is_no_database_is_refused_untouched(
    opener: Callable[[Path], Any], tmp_path: Path
) -> None:
    path = tmp_path / "报告.docx"
    path.write_bytes(b"PK\x03\x04 this is a report, not a ledger " * 100)
    before = path.read_bytes()
    with pytest.raises(StoreRefused, match="不是台账文件") as refused:
        opener(path)
    assert "--db" in refused.value.way_out
    assert path.read_bytes() == before


@pytest.mark.parametrize("opener", [open_reader, open_writer, check_ledger])
def test_a_missing_file_is_refused_and_not_made(opener: Callable[[Path], Any], tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match="不存在") as refused:
        opener(tmp_path / "没有.db")
    assert "huaian-tui init" in refused.value.way_out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("opener", OPENERS)
def test_a_folder_in_place_of_the_file_is_refused(opener: Callable[[Path], Any], tmp_path: Path) -> None:
    with pytest.raises(StoreRefused) as refused:
        opener(tmp_path)
    assert str(tmp_path) in refused.value.message
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for path in (tmp_path / "file" / "台账.db", tmp_path / "file" / "deep" / "台账.db"):
        with pytest.raises(StoreRefused):
            ensure_ledger(path)


def test_a_file_that_was_never_initialised_says_so(tmp_path: Path) -> None:
    path = tmp_path / "空.db"
    path.touch()
    with pytest.raises(StoreRefused, match="还没有初始化"):
        open_reader(path)
    assert ensure_ledger(path) is True


def test_a_cut_off_file_is_called_damaged(ledger_path: Path) -> None:
    ledger_path.write_bytes(ledger_path.read_bytes()[:20_000])
    try:
        result = check_ledger(ledger_path)
    except StoreRefused as refused:
        assert "损坏" in refused.title or "读写失败" in refused.title
    else:
        assert result.problems
    with pytest.raises(StoreRefused), reading(ledger_path) as connection:
        connection.execute("SELECT count(*), max(body) FROM record WHERE rid >= 0").fetchone()
        connection.execute("SELECT max(text), max(search_key) FROM task").fetchone()
        connection.execute("SELECT max(remark) FROM unit_key").fetchone()


def test_an_older_file_is_migrated_before_it_is_read(
    ledger_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    extra = tmp_path / "900_more.sql"
    extra.write_text(
        "CREATE TABLE more (x TEXT) STRICT;\n"
        "CREATE TRIGGER more_grows AFTER DELETE ON more\nBEGIN\n  SELECT 1; SELECT 2;\nEND;\n",
        encoding="utf-8",
    )
    shipped = database.migrations()
    monkeypatch.setattr(database, "migrations", lambda: [*shipped, (900, extra)])
    with reading(ledger_path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (900,)
        assert connection.execute("SELECT count(*) FROM more").fetchone() == (0,)


def test_a_migration_that_fails_leaves_the_file_at_its_version(
    ledger_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    extra = tmp_path / "900_broken.sql"
    extra.write_text("CREATE TABLE more (x TEXT) STRICT;\nCREATE TABLE task (no);\n", encoding="utf-8")
    shipped = database.migrations()
    with monkeypatch.context() as patched:
        patched.setattr(database, "migrations", lambda: [*shipped, (900, extra)])
        with pytest.raises(StoreRefused):
            open_writer(ledger_path)
    assert check_ledger(ledger_path).ok


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.store.engine.append import Ledger
ledger = Ledger(Path(sys.argv[1]), "张三", lambda: datetime.now(UTC))
if sys.argv[2] == "-journal":  # as an older program and on a shared disk
    ledger.connection.keeps_wal = False
    ledger.connection.execute("PRAGMA journal_mode=TRUNCATE").fetchone()
def note(text):
    return Entry(RecordKind.NOTE, {"text": text, "units": []}, task_no=1, occurred_on="2025-01-01")
with ledger.action() as action:
    action.append(note("已确认"))
print("acknowledged", flush=True)
ledger.connection.execute("PRAGMA cache_size=1")
ledger.connection.execute("PRAGMA cache_spill=1")
with ledger.action() as action:
    for number in range(300):
        action.append(note("未确认" * 2000))
    print("spilled", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(params=["-wal", "-journal"])
def killed_ledger(ledger_path: Path, request: pytest.FixtureRequest) -> Path:
    """A ledger whose writer was killed in the middle of a transaction that had reached the file."""
    said = children.run(
        [sys.executable, "-c", KILLED, str(ledger_path), request.param],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONUTF8": "1"},
    )
    assert said.returncode == -signal.SIGKILL, said.stderr
    assert said.stdout.split() == ["acknowledged", "spilled"]
    journal = ledger_path.with_name(f"{ledger_path.name}{request.param}")
    assert journal.stat().st_size > 0
    return ledger_path


@posix
@pytest.mark.parametrize("opener", [open_reader, lambda path: open_reader_as_of(path, date.max), open_writer])
def test_what_a_killed_program_left_is_rolled_back_and_what_it_acknowledged_stays(
    opener: Callable[[Path], sqlite3.Connection], killed_ledger: Path
) -> None:
    with closing(opener(killed_ledger)) as connection:
        texts = connection.execute(
            "SELECT json_extract(body, '$.text') FROM record WHERE rid >= 0"
        ).fetchall()
    assert texts == [("已确认",)]
    result = check_ledger(killed_ledger)
    assert (result.records, result.problems) == (1, ())


AS_NOBODY = """
import os, shutil, sys
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from huaian_tui.domain.errors import StoreRefused
from huaian_tui.services.first_start import ensure_ledger
import huaian_tui.domain.text.pinyin
from huaian_tui.store.engine.as_of import reading
from huaian_tui.services.settings import change_setting
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.units import resolve_unit
if os.geteuid() == 0:
    os.setgid(65534); os.setuid(65534)
folder = Path(sys.argv[1])
print(ensure_ledger(folder / "ro" / "l.db"))
with reading(folder / "ro" / "l.db", date(2026, 1, 1)) as connection:
    print(resolve_unit(connection, "czj").name)
def write(path):
    with Ledger(path, "张三", lambda: datetime.now(UTC)) as ledger:
        change_setting(ledger, "office", "办")
for path, act in ((folder / "ro" / "l.db", write), (folder / "ro" / "new.db", ensure_ledger),
                  (folder / "secret" / "l.db", ensure_ledger)):
    try:
        print(act(path))
    except StoreRefused as refused:
        print(refused.one_line())
"""


@posix
def test_a_read_only_place_can_be_read_and_says_why_not_written(seeded_file: Path, tmp_path: Path) -> None:
    place = tmp_path / "open"
    for name in ("ro", "secret"):
        (place / name).mkdir(parents=True)
        shutil.copyfile(seeded_file, place / name / "l.db")
        os.chmod(place / name / "l.db", 0o444)
    (place / "ro").chmod(0o555)
    (place / "secret").chmod(0o000)
    parents = [place, *place.parents]
    closed = [one for one in parents if one.stat().st_uid == os.getuid() and not mode(one) & 0o001]
    modes = {one: mode(one) for one in closed}
    try:
        for one in closed:
            one.chmod(modes[one] | 0o011)
        said = children.run(
            [sys.executable, "-c", AS_NOBODY, str(place)],
            capture_output=True,
            text=True,
            env=os.environ | {"PYTHONUTF8": "1"},
        )
    finally:
        for one in closed:
            one.chmod(modes[one])
        for name in ("ro", "secret"):
            (place / name).chmod(0o700)
    lines = said.stdout.splitlines()
    assert lines[:2] == ["False", "市财政局"], said.stderr
    assert "是只读的" in lines[2]
    assert "不能创建台账" in lines[3] and "没有权限" in lines[3]
    assert "没有权限" in lines[4]
    assert len(lines) == 5


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("database is locked", "台账正被占用"),
        ("database or disk is full", "没有保存"),
        ("attempt to write a readonly database", "不能写入台账"),
        ("unable to open database file", "不能打开台账"),
        ("disk I/O error", "台账读写失败"),
        ("something new", "台账读写失败"),
    ],
)
def test_what_sqlite_says_becomes_a_line_to_act_on(said: str, title: str) -> None:
    with pytest.raises(StoreRefused) as refused, explained(Path("台账.db")):
        raise sqlite3.OperationalError(said)
    assert refused.value.title == title
    assert refused.value.message and refused.value.way_out


@pytest.mark.parametrize("bug", [sqlite3.ProgrammingError, sqlite3.IntegrityError, sqlite3.InterfaceError])
def test_a_mistake_of_the_program_is_not_dressed_up_as_a_bad_file(bug: type[sqlite3.Error]) -> None:
    with pytest.raises(bug), explained(Path("台账.db")):
        raise bug("x")


@posix
def test_a_path_that_starts_with_two_slashes_or_is_no_utf8_works(seeded_file: Path, tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff \xe5.db"))
    shutil.copyfile(seeded_file, odd)
    for path in (odd, Path(f"/{odd}")):
        with reading(path) as connection:
            assert connection.execute("SELECT count(*) FROM task").fetchone() == (60,)


def test_a_reader_cannot_write(reader: sqlite3.Connection, ledger_path: Path, clock: Any) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM note")
    with Ledger(ledger_path, "张三", clock) as ledger, ledger.action() as action:
        action.append(Entry(RecordKind.SETTING, {"key": "office", "value": "办"}))
    assert reader.execute("SELECT value FROM setting").fetchone() == ("办",)
    names = {row[0] for row in reader.execute("SELECT name FROM sqlite_master")}
    assert set(fold.projection_tables()) <= names
