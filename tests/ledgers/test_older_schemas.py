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
import sys
from collections.abc import Callable
from contextlib import closing
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
    """Finishes the upgrades that were killed, one for each state that a ledger comes back to."""

    def __init__(self, path: Path) -> None:
        self.versions = set[int]()
        self._folder = path.parent.with_name("found")
        self._records = self._finished({path.name: path.read_bytes()})
        self._seen = set[frozenset[tuple[str, bytes]]]()

    def found(self, files: Files) -> None:
        """The files as a kill leaves them; what the journal says is taken back or brought home by an opening.

        What comes of that, and what else stands there, decides how the next program goes on.
        """
        path = place(files, self._folder) / "台账.db"
        open_file(path, "rw").close()
        self.versions.add(version_of(path))
        state = frozenset(
            (name, b"" if "/.huaian-" in name else hashlib.sha256(content).digest())
            for name, content in files_of(self._folder).items()
            if not name.endswith(("-shm", "-journal"))  # the opening made of them what is to be made
        )
        if state not in self._seen:
            self._seen.add(state)
            assert self._finished(files) == self._records

    def _finished(self, files: Files) -> int:
        """How many records the next program has after the upgrade; nothing is wrong with them."""
        path = place(files, self._folder) / "台账.db"
        with closing(open_reader(path)):
            pass
        result = check_ledger(path)
        assert result.problems == ()
        return result.records


@pytest.fixture
def ledger_of(tmp_path: Path) -> Callable[[int], Path]:
    """Puts a ledger of a version into a folder of its own."""
    folder = tmp_path / "ledger"
    folder.mkdir(mode=0o700)
    return lambda version: kept(version, folder)


@pytest.mark.slow
@needs_fork
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("version", [2, 3, 5, 13])
def test_an_upgrade_that_is_killed_before_any_statement_is_finished_by_the_next(
    version: int, ledger_of: Callable[[int], Path]
) -> None:
    path = ledger_of(version)
    killed = Killed(path)
    looks = Looks(path.parent, killed.found)
    stopped_at_statements(lambda: open_writer(path).close(), looks)
    assert looks.times > 60, "so many statements it takes at least"
    assert killed.versions == set(range(version, newest_version() + 1)), "each migration is one step"


OPEN = """
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from huaian_tui.store.engine.opening import open_writer
open_writer(Path(sys.argv[1])).close()
"""


@pytest.mark.slow
@pytest.mark.skipif(not can_stop_at_calls(), reason="strace is not here or may not trace")
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("version", [2, 5, 13])
def test_an_upgrade_that_is_killed_at_a_system_call_is_finished_by_the_next(
    version: int, ledger_of: Callable[[int], Path]
) -> None:
    path = ledger_of(version)
    killed = Killed(path)
    looks = Looks(path.parent, killed.found)
    calls = "pwrite64,fsync,fdatasync,ftruncate,unlink,rename,link"
    stopped_at_calls([sys.executable, "-c", OPEN, str(path)], calls, EVERY, looks)
    assert looks.times > 60, "so many calls it takes at least"
    assert killed.versions == set(range(version, newest_version() + 1)), "each migration is one step"
