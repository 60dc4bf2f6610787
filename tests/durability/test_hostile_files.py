"""Damaged and hostile ledgers: whatever bytes stand in the file, every command answers or refuses."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest
from support import children
from support.cli import Program, Run
from support.durability import number_from_environment

from huaian_tui.ledger.identity import SHANGHAI
from huaian_tui.services.decisions import Completion, complete_milestone, extend_milestone
from huaian_tui.services.notes import NoteDraft, add_note, correct_note
from huaian_tui.services.settings import change_setting
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.engine.connection import side_file
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.journal import SIDES

TODAY = date(2026, 11, 22)
FILES = number_from_environment("HUAIAN_DAMAGED", 32)
PARTS = 4
COMMANDS = (
    ("check", "--json"),
    ("tasks", "--json"),
    ("task", "1", "--json"),
    ("unit", "czj", "--json"),
    ("milestone", "list", "--json"),
    ("note", "list", "--json"),
    ("notice", "list", "--json"),
    ("overdue", "--json"),
    ("units", "--json"),
    ("setting", "list", "--json"),
    ("doctor", "--json"),
    ("note", "add", "1", "--text", "又一条"),
)


@pytest.fixture(scope="session")
def worked_file(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small ledger with records of several kinds; only copied."""
    path = tmp_path_factory.mktemp("worked") / "台账.db"
    shutil.copyfile(seeded_file, path)
    moment = datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)
    with Ledger(path, "张三", lambda: moment) as ledger:
        change_setting(ledger, "officer", "张三")
        for number in range(1, 41):
            note = add_note(ledger, NoteDraft(number, f"第{number}次核查，进展正常", TODAY), TODAY)
        correct_note(ledger, note, "进展顺利", "补充")
        extend_milestone(ledger, "2-1", date(2026, 12, 31), "会议纪要", date(2026, 11, 20))
        complete_milestone(ledger, "45-1", Completion(date(2026, 11, 20), "验收", 4100), date(2026, 11, 20))
    return path


def no_bug(ended: Run, said: object) -> None:
    assert ended.code in (0, 1, 2), (said, ended)
    assert "程序内部出错" not in ended.err and "Traceback" not in ended.err, (said, ended.err)
    assert ended.code != 1 or ended.err.strip() or ended.out.strip(), said


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The file with some of its bytes altered, in one of several ways."""
    data, size = bytearray(content), len(content)
    way = chance.randrange(6)
    if way == 0:  # the schema, which every opening reads
        for _ in range(chance.randrange(1, 20)):
            data[chance.randrange(100, 4096 * 3)] = chance.randrange(256)
    elif way == 1:  # bytes that are no text
        for _ in range(chance.randrange(1, 400)):
            data[chance.randrange(size)] = chance.choice((0xFF, 0x80, 0xC0, 0))
    elif way == 2:  # whole stretches
        start, length = chance.randrange(size), chance.randrange(1, 9000)
        length = min(length, size - start)
        data[start : start + length] = chance.randbytes(length)
    elif way == 3:  # pages in the wrong place
        pages = size // 4096
        one, other = chance.randrange(1, pages), chance.randrange(1, pages)
        data[one * 4096 : (one + 1) * 4096] = content[other * 4096 : (other + 1) * 4096]
    elif way == 4:  # letters of the bodies
        for _ in range(200):
            place = content.find(b'{"', chance.randrange(size))
            if place > 0:
                data[place + chance.randrange(12)] = chance.choice(b'"{}[]:,0x\xff')
    else:  # cut off
        del data[chance.randrange(size) :]
    return bytes(data)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(PARTS))
def test_no_command_takes_a_damaged_file_for_a_bug_of_its_own(
    worked_file: Path, tmp_path: Path, part: int
) -> None:
    content = worked_file.read_bytes()
    for number in range(part, FILES, PARTS):
        chance = random.Random(number)
        folder = tmp_path / str(number)
        folder.mkdir(mode=0o700)
        path = folder / "台账.db"
        path.write_bytes(damaged(content, chance))
        for words in (COMMANDS[0], *chance.sample(COMMANDS[1:], 5)):
            as_of = ["--as-of", "2026-11-21"] if words[-1] == "--json" and chance.random() < 0.3 else []
            no_bug(Program(path, "2026-11-22").run(*as_of, *words), (number, as_of, words))
        shutil.rmtree(folder)


BODIES = (
    "",
    "null",
    "[]",
    "7",
    '"x"',
    "{",
    "{}",
    "[" * 3000,
    '{"a":' * 900 + "1" + "}" * 900,
    '{"text":1,"units":{},"follow_up":[],"due":7,"basis":{},"value":"x","key":[]}',
    '{"text":null,"units":null,"due":"2026-02-30","basis":null,"value":1e999,"key":null}',
    '{"text":"x","units":[[]],"follow_up":"bald","due":"9999-99-99","key":"due_soon_days","value":"-1"}',
)


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_bodies_of_any_shape_are_a_finding_and_no_bug(worked_file: Path, tmp_path: Path, body: str) -> None:
    path = tmp_path / "台账.db"
    shutil.copyfile(worked_file, path)
    with closing(sqlite3.connect(path)) as connection:
        guards = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'record'"
        ).fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE record SET body = ?", (body,))
        for _, sql in guards:
            connection.execute(sql)
        connection.commit()
    program = Program(path, "2026-11-22")
    for words in COMMANDS[1:-1]:
        for as_of in ([], ["--as-of", "2026-11-21"]):
            no_bug(program.run(*as_of, *words), (as_of, words))
    ended = program.run("check")
    assert ended.code == 1 and "第 1 号记录与校验值不符" in ended.out


ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
HOSTILE = (
    f"DROP TABLE plan; CREATE VIEW plan AS {ENDLESS}",
    f"CREATE VIEW extra AS {ENDLESS}",
    "CREATE TRIGGER sly AFTER INSERT ON record BEGIN DELETE FROM note; END",
    "DROP TABLE search_said; CREATE TABLE search_said (grams)",
    f"DROP TABLE setting; CREATE VIEW setting AS {ENDLESS}",
    "CREATE TABLE record2 (x); CREATE INDEX note_day2 ON note (day)",
    "DROP INDEX note_day",
)


@pytest.mark.parametrize("change", HOSTILE)
def test_a_schema_that_is_not_ours_is_told_before_anything_is_read(
    worked_file: Path, tmp_path: Path, change: str
) -> None:
    path = tmp_path / "台账.db"
    shutil.copyfile(worked_file, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(f"PRAGMA foreign_keys=OFF; {change}")
    problems = check_ledger(path).problems
    assert problems[0].startswith("表结构与程序不符："), problems
    for words in COMMANDS[1:]:
        if words[0] != "doctor":
            assert "台账的表结构被改动过" in Program(path, "2026-11-22").refused(*words), words
    no_bug(Program(path, "2026-11-22").run("doctor"), "doctor")


@pytest.mark.skipif(os.name == "nt", reason="POSIX file kinds")
@pytest.mark.parametrize("name", ["", *SIDES, ".writing", ".checked", ".backups", ".drafts"])
@pytest.mark.parametrize("kind", ["fifo", "folder", "socket", "large"])
def test_anything_under_a_name_beside_the_ledger_is_no_bug(
    worked_file: Path, tmp_path: Path, name: str, kind: str
) -> None:
    import socket

    path = tmp_path / "台账.db"
    if name:
        shutil.copyfile(worked_file, path)
    place = side_file(path, name)
    if kind == "fifo":
        os.mkfifo(place)
    elif kind == "folder":
        place.mkdir()
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(os.path.relpath(place) if len(os.fsencode(place)) > 100 else str(place))
    else:
        with place.open("wb") as file:
            file.truncate(1 << 33)  # sparse
    backup = ("backup", str(tmp_path / "b.db"))
    for words in (COMMANDS[0], COMMANDS[1], COMMANDS[3], COMMANDS[10], COMMANDS[11], backup):
        no_bug(Program(path, "2026-11-22").run(*words), words)


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell")
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize(
    "words", ["tasks", "unit czj --json", "note add 1 --text -", "check", "tasks --json", "--help", "wrong"]
)
def test_closed_streams_are_no_bug(worked_file: Path, tmp_path: Path, closed: str, words: str) -> None:
    path = tmp_path / "台账.db"
    shutil.copyfile(worked_file, path)
    line = f'"$0" -m huaian_tui --db "$1" --today 2026-11-22 {words} {closed}'
    ended = children.run(
        ["sh", "-c", line, sys.executable, str(path)],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env=os.environ | {"PYTHONUTF8": "1", "HOME": str(tmp_path)},
    )
    assert ended.returncode in (0, 1, 2, 141), ended
    assert "程序内部出错" not in ended.stderr and "Traceback" not in ended.stderr, ended.stderr
    assert not list(tmp_path.rglob("*.log")), "it was logged as a bug"
