"""The ledger of the release 0.3.0 answers as it did, today and on three past days.

``schema_20.db.gz`` was written and ``schema_20.answers.json.gz`` answered by 0.3.0 before it was given out:
the ledger that 0.2.0 left (``test_schema_19``), upgraded; an origin of it that two copies of the file wrote
on, both signed, settled for the one that came second; a record of every kind. Neither file is ever made anew.
"refused": exit 1, the thing was not there yet on that day, or is not asked of a past day.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from ledgers.conftest import Upgraded
from ledgers.test_schema_14 import differences_of
from support.cli import Program

from huaian_tui.store.engine.integrity import check_ledger

FOLDER = Path(__file__).parent
TODAY = "2026-11-22"
ANSWERS: dict[str, Any] = json.loads(gzip.decompress((FOLDER / "schema_20.answers.json.gz").read_bytes()))
ADDED_KEYS = {"laptop", "apart", "origin"}
"""Keys and columns that were added since."""
DAYS = sorted({asked.split(" ", 1)[0] for asked in ANSWERS})


@pytest.fixture
def kept(tmp_path: Path) -> Program:
    """The program on a copy of the kept ledger."""
    path = tmp_path / "台账.db"
    path.write_bytes(gzip.decompress((FOLDER / "schema_20.db.gz").read_bytes()))
    return Program(path, TODAY)


@pytest.fixture
def upgraded(upgraded_program: Upgraded) -> Program:
    """The program on the kept ledger that it has upgraded; it is only read."""
    return upgraded_program(20, TODAY)


@pytest.mark.parametrize("day", DAYS)
def test_every_listing_answers_as_the_version_that_wrote_it(upgraded: Program, day: str) -> None:
    assert len(DAYS) == 4 and len(ANSWERS) == 160
    assert differences_of(upgraded, ANSWERS, day, ADDED_KEYS) == {}


def test_it_is_whole_with_both_branches(kept: Program) -> None:
    result = check_ledger(kept.path)
    assert (result.records, result.problems) == (111, ())
    (fork,) = kept.json("trust", "forks")
    assert sorted((one["records"], one["counts"]) for one in fork["branches"]) == [(1, False), (2, True)]
