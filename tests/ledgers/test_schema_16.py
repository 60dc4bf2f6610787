"""The version that first had stored views: its ledger answers as it did, today and on six past days.

``schema_16.db.gz`` was written and ``schema_16.answers.json.gz`` answered by the version of commit b4dc0e3:
nine months of decisions on eight milestones with days of their own, some taken back, readings, notes,
and on the last day a record of every kind that it knew; who the officer is belongs to the machine, and is
none on a copy. Neither file is ever made anew. "refused": exit 1, the thing was not there yet on that day.
Words of a command are parted by blanks, those of SQL by U+001F.
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
ANSWERS: dict[str, Any] = json.loads(gzip.decompress((FOLDER / "schema_16.answers.json.gz").read_bytes()))
ADDED_KEYS = {"fingerprint", "keeps_pace", "forecast", "baseline", "target_start", "whole", "trajectory"}
ADDED_KEYS |= {"laptop"}
"""Keys and columns that were added since: of a milestone whether it keeps pace and what is foreseen; of a
target the baseline, the day from which it is measured, how many parts there are, the planned values."""
DAYS = sorted({asked.split(" ", 1)[0] for asked in ANSWERS})


@pytest.fixture
def kept(tmp_path: Path) -> Program:
    """The program on a copy of the kept ledger."""
    path = tmp_path / "台账.db"
    path.write_bytes(gzip.decompress((FOLDER / "schema_16.db.gz").read_bytes()))
    return Program(path, TODAY)


@pytest.fixture
def upgraded(upgraded_program: Upgraded) -> Program:
    """The program on the kept ledger that it has upgraded; it is only read."""
    return upgraded_program(16, TODAY)


@pytest.mark.parametrize("day", DAYS)
def test_every_listing_answers_as_the_version_that_wrote_it(upgraded: Program, day: str) -> None:
    assert len(DAYS) == 7 and len(ANSWERS) == 245
    assert differences_of(upgraded, ANSWERS, day, ADDED_KEYS) == {}


def test_it_is_whole(kept: Program) -> None:
    assert check_ledger(kept.path).problems == ()
