"""Ledgers of each schema that was shipped are upgraded, killed at every step, and answer as they did.

``schema_2.db.gz`` was written and answered by the version of commit 915baf4, ``schema_3.db.gz`` by that of
2e23011 (1 and 4 were never the newest of any that was shipped: killed upgrades leave them behind). The first
program's table of milestones lacked a column, which ``mend_former`` makes good.
None of these files is ever made anew.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from support.cli import Program
from support.durability import number_from_environment

from huaian_tui.store.engine.connection import LedgerConnection
from huaian_tui.store.engine.integrity import check_ledger
from huaian_tui.store.engine.opening import open_reader, open_writer
from huaian_tui.store.keep.backup import list_backups

FOLDER = Path(__file__).parent
TODAY = "2026-11-22"
STRIDE = number_from_environment("HUAIAN_STRIDE", 9)
"""Every so many steps are tried; 1 for all of them."""


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


def killed_at(step: int, path: Path, opener: Callable[[Path], LedgerConnection]) -> bool:
    """Open a ledger in a process that is killed before its n-th statement; whether it came to that."""
    child = os.fork()
    if child == 0:
        left = [step]
        real = LedgerConnection.execute

        def counted(self: LedgerConnection, *arguments: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(self, *arguments)

        try:
            LedgerConnection.execute = counted  # type: ignore[method-assign,assignment]
            opener(path)
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("version", [2, 3, 5, 13])
def test_an_upgrade_that_is_killed_before_any_statement_is_finished_by_the_next(
    version: int, tmp_path: Path
) -> None:
    path, step, left_at = kept(version, tmp_path), version % STRIDE + 1, set[int]()
    records = check_copy_of(path, tmp_path)
    fresh = path.read_bytes()
    while True:
        for one in tmp_path.glob("台账.db*"):
            shutil.rmtree(one) if one.is_dir() else one.unlink()
        path.write_bytes(fresh)
        killed = killed_at(step, path, open_writer)
        left_at.add(version_of(path))
        with closing(open_reader(path)):
            pass
        result = check_ledger(path)
        assert (result.records, result.problems) == (records, ()), step
        if not killed:
            break
        step += STRIDE
    assert step > 60, "so many statements it takes at least"
    assert min(left_at) == version


def check_copy_of(path: Path, folder: Path) -> int:
    """How many records a ledger has, by a copy of it that is upgraded."""
    other = folder / "other"
    other.mkdir()
    shutil.copyfile(path, other / "l.db")
    result = check_ledger(other / "l.db")
    assert result.problems == ()
    return result.records


OPEN = """
import sys
from pathlib import Path
from huaian_tui.store.engine.opening import open_writer
open_writer(Path(sys.argv[1])).close()
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="needs strace")
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("version", [2, 5, 13])
def test_an_upgrade_that_is_killed_at_a_system_call_is_finished_by_the_next(
    version: int, tmp_path: Path
) -> None:
    program = shutil.which("strace")
    if program is None or not subprocess.run([program, "-qq", "true"], capture_output=True).returncode == 0:
        pytest.skip("strace is not here or may not trace")
    fresh = kept(version, tmp_path).read_bytes()
    path = tmp_path / "台账.db"
    calls = "pwrite64,fsync,fdatasync,ftruncate,unlink,rename,link"
    for number in range(1, 20_000, STRIDE * 7):
        for one in tmp_path.glob("台账.db*"):
            shutil.rmtree(one) if one.is_dir() else one.unlink()
        path.write_bytes(fresh)
        ended = subprocess.run(
            [program, "-f", "-qq", "-o", os.devnull, "-e", f"trace={calls}"]
            + ["-e", f"inject={calls}:signal=KILL:when={number}", sys.executable, "-c", OPEN, str(path)],
            capture_output=True,
            text=True,
        )
        assert check_ledger(path).problems == (), number
        if ended.returncode == 0:
            assert number > 1
            return
    raise AssertionError("it never passed")
