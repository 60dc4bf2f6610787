"""Ledgers of each schema that was shipped are upgraded, killed at every step, and answer as they did.

``schema_2.db.gz`` was written and answered by the version of commit 915baf4, ``schema_3.db.gz`` by that of
2e23011 (1 and 4 were never the newest of any that was shipped: killed upgrades leave them behind). The first
program's table of milestones lacked a column, which ``mend_former`` makes good.
None of these files is ever made anew.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from support.cli import Program
from support.durability import number_from_environment
from support.stopped_programs import (
    Files,
    Looks,
    can_stop_at_calls,
    files_of,
    needs_fork,
    place,
    stopped_at_calls,
    stopped_at_statements,
)

from huaian_tui.store.engine import opening
from huaian_tui.store.engine.connection import size_beside
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.journal import open_file
from huaian_tui.store.engine.migrations import newest_version
from huaian_tui.store.engine.opening import open_reader, open_writer
from huaian_tui.store.keep.backup import list_backups

FOLDER = Path(__file__).parent
TODAY = "2026-11-22"
EVERY = number_from_environment("HUAIAN_STRIDE", 7)
"""After every so many system calls it is looked; 1 for each of them."""


def kept(version: int, folder: Path) -> Path:
    path = folder / "台账.db"
    path.write_bytes(gzip.decompress((FOLDER / f"schema_{version}.db.gz").read_bytes()))
    return path


def version_of(path: Path) -> int:
    return int.from_bytes(path.read_bytes()[60:64], "big")


@pytest.mark.parametrize("version", [2, 3])
def test_a_ledger_of_an_older_schema_answers_as_it_did(version: int, tmp_path: Path) -> None:
    program = Program(kept(version, tmp_path), TODAY)
    answers = json.loads(gzip.decompress((FOLDER / f"schema_{version}.answers.json.gz").read_bytes()))
    for words, before in answers.items():
        assert as_before(program.json(*words.split(" ")), before, words) == before, words
    assert check_ledger(program.path).problems == ()
    assert [version_of(one) for one in list_backups(program.path)] == [version]


def as_before(answer: Any, before: Any, place: str) -> Any:
    """An answer without keys that were added since; those that were there must be there."""
    if isinstance(answer, dict) and isinstance(before, dict):
        return {key: as_before(answer[key], before[key], f"{place} {key}") for key in answer if key in before}
    if isinstance(answer, list) and isinstance(before, list) and len(answer) == len(before):
        return [as_before(one, then, place) for one, then in zip(answer, before, strict=True)]
    return answer


class Killed:
    """Finishes the upgrades that were killed, one for each state that a ledger comes to.

    Two that come to the same bytes go on the same way. So the next program is looked at once more where
    it has done all migrations: from what stands there it goes on to the end if none did before. What is
    there at the end is checked if it has not been.
    """

    def __init__(self, path: Path) -> None:
        self.versions = set[int]()
        self._folder = path.parent.with_name("found")
        self._seen = set[frozenset[tuple[str, bytes]]]()
        self._migrated = set[bytes]()
        self._whole = dict[bytes, int]()
        self._records = self._finished(self._placed({path.name: path.read_bytes()}))

    def found(self, files: Files) -> None:
        """The files as a kill leaves them; what the journal says is taken back or brought home by an opening.

        What comes of that, and what else stands there, decides how the next program goes on.
        """
        path = self._placed(files)
        open_file(path, "rw").close()
        self.versions.add(version_of(path))
        state = frozenset(
            (_NAMED_BY_CHANCE.sub("", name), _told(name, content))
            for name, content in files_of(self._folder).items()
            if not name.endswith(("-shm", "-journal"))  # the opening made of them what is to be made
        )
        if state in self._seen:
            return
        self._seen.add(state)
        path = self._placed(files)
        migrated = self._migrated_by_the_next(path)
        if migrated not in self._migrated:
            self._migrated.add(migrated)
            assert self._finished(path) == self._records

    def _placed(self, files: Files) -> Path:
        return place(files, self._folder) / "台账.db"

    def _migrated_by_the_next(self, path: Path) -> bytes:
        """What the next program has made of it when all migrations are done."""

        def end(*_: object) -> None:
            raise Ended

        with pytest.MonkeyPatch.context() as patched, suppress(Ended):
            patched.setattr(opening, "_complete_projections", end)
            open_writer(path).close()
        return at_rest(path)

    def _finished(self, path: Path) -> int:
        """How many records the next program has after the upgrade; nothing is wrong with them."""
        with closing(open_reader(path)):
            pass
        ledger = at_rest(path)
        if ledger not in self._whole:
            result = check_ledger(path)
            assert result.problems == ()
            self._whole[ledger] = result.records
        return self._whole[ledger]


_NAMED_BY_CHANCE = re.compile(r"\d{4}-\d\d-\d\d-\d{6}|(?<=/\.huaian-).*")
"""In the name of a file: the moment of a backup, and what tells apart those that are not done."""


def _told(name: str, content: bytes) -> bytes:
    """What it is about a file that may decide how a program goes on."""
    if "/.huaian-" in name:
        return b""
    if name.endswith(".sha256"):
        return content[:64]  # what follows is signed at its moment
    return digest_of(content) if content.startswith(b"SQLite") else content


class Ended(Exception):
    """The program ends here."""


def at_rest(path: Path) -> bytes:
    """A digest of a ledger that nobody has open."""
    assert not size_beside(path, "-wal") and not size_beside(path, "-journal")
    return digest_of(path.read_bytes())


@lru_cache(maxsize=16)
def digest_of(content: bytes) -> bytes:
    """Of the file of a ledger: without how often it was written, and without the numbers, drawn by chance, by
    which it knows a log as its own.
    """
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(content[:18] + b"\x01\x01" + content[20:])  # as memory has no log
        marked = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'journal_mark'").fetchone()
        marks = connection.execute("SELECT now, before FROM journal_mark").fetchall() if marked else []
    for mark in (one for row in marks for one in row if one):
        content = content.replace(mark, bytes(len(mark)))
    return hashlib.sha256(content[:24] + content[28:92] + content[96:]).digest()


@pytest.fixture
def ledger_of(tmp_path: Path) -> Callable[[int], Path]:
    """Puts a ledger of a version into a folder of its own."""

    def placed(version: int) -> Path:
        folder = tmp_path / "ledger"
        folder.mkdir(mode=0o700)
        return kept(version, folder)

    return placed


CALLS = "pwrite64,fsync,fdatasync,ftruncate,unlink,rename,link"


@pytest.mark.slow
@needs_fork
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("version", [2, 3, 5, 13])
def test_an_upgrade_that_is_killed_at_a_statement_or_a_system_call_is_finished_by_the_next(
    version: int, ledger_of: Callable[[int], Path]
) -> None:
    """Two upgrades, one after the other; most of what a kill leaves is the same and is finished once."""
    path = ledger_of(version)
    killed = Killed(path)
    every = set(range(version, newest_version() + 1))
    looks = Looks(path.parent, killed.found)
    stopped_at_statements(lambda: open_writer(path).close(), looks)
    assert looks.times > 60, "so many statements it takes at least"
    assert killed.versions == every, "each migration is one step"
    if not can_stop_at_calls():
        return
    shutil.rmtree(path.parent)
    killed.versions.clear()
    ledger_of(version)
    looks = Looks(path.parent, killed.found)
    stopped_at_calls(lambda: open_writer(path).close(), CALLS, EVERY, looks)
    assert looks.times > 60, "so many calls it takes at least"
    assert killed.versions == every, "each migration is one step"
