"""The version that first read plans from files: its ledger answers as it did, today and on eight past days.

``schema_15.db.gz`` was written and ``schema_15.answers.json.gz`` answered by the version of commit a5be5ce:
ten months of three laptops that exchanged packs, a plan and its revision, an imported plan withdrawn, taken
up and closed, matters, a renamed unit, papers of five kinds that were edited, issued, answered and
withdrawn. Neither file is ever made anew. "refused": exit 1, the thing was not there yet on that day.
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
ANSWERS: dict[str, Any] = json.loads(gzip.decompress((FOLDER / "schema_15.answers.json.gz").read_bytes()))
ADDED_KEYS = {"doubled", "former_numbers", "discarded", "changed", "edits", "solves", "solved_by"}
ADDED_KEYS |= {"keeps_pace", "forecast", "fingerprint", "laptop"}
"""Keys of JSON that were added since: of a notice whether its number stands twice, which it bore, whether its
draft was thrown away, what had changed when it was issued and what was edited; of a note which problems it
found solved, and by which its own was; of a milestone whether it keeps pace and what is foreseen."""
DAYS = sorted({asked.split(" ", 1)[0] for asked in ANSWERS})


@pytest.fixture
def kept(tmp_path: Path) -> Program:
    """The program on a copy of the kept ledger."""
    path = tmp_path / "台账.db"
    path.write_bytes(gzip.decompress((FOLDER / "schema_15.db.gz").read_bytes()))
    return Program(path, TODAY)


@pytest.fixture
def upgraded(upgraded_program: Upgraded) -> Program:
    """The program on the kept ledger that it has upgraded; it is only read."""
    return upgraded_program(15, TODAY)


@pytest.mark.parametrize("day", DAYS)
def test_every_listing_answers_as_the_version_that_wrote_it(upgraded: Program, day: str) -> None:
    assert len(DAYS) == 9 and len(ANSWERS) == 495
    assert differences_of(upgraded, ANSWERS, day, ADDED_KEYS) == {}


def test_it_is_whole(kept: Program) -> None:
    result = check_ledger(kept.path)
    assert (result.records, result.problems) == (202, ())
