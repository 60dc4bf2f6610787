"""The last schema with a built-in plan: its ledger answers as it did, today and as of ten past days.

``schema_13.db.gz`` was written and ``schema_13.answers.json.gz`` answered by the version of commit b3725f5:
two years of three laptops that exchanged packs, with notes, decisions, conflicts, notices, self-reports,
corrections, retractions and settings. Neither file is ever made anew. "refused" stands for exit 1: the thing
was not there yet on that day.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from ledgers.conftest import Upgraded
from ledgers.test_kept_ledgers import ADDED
from ledgers.test_schema_14 import says_the_same
from support.cli import Program

from huaian_tui.store.engine.integrity import check_ledger

FOLDER = Path(__file__).parent
TODAY = "2026-11-22"
ANSWERS: dict[str, Any] = json.loads(gzip.decompress((FOLDER / "schema_13.answers.json.gz").read_bytes()))
ADDED_KEYS = ADDED | {"source", "ties", "contacts"}
ADDED_KEYS |= {"changed", "edits", "laptop"}
"""Of a notice, since drafts are compared: what had changed when it was issued, what was edited; of what bears
a name the laptop, where that is not the usual one."""
DAYS = sorted({asked.split(" ", 1)[0] for asked in ANSWERS})


@pytest.fixture
def kept(tmp_path: Path) -> Program:
    """The program on a copy of the kept ledger."""
    path = tmp_path / "台账.db"
    path.write_bytes(gzip.decompress((FOLDER / "schema_13.db.gz").read_bytes()))
    return Program(path, TODAY)


@pytest.fixture
def upgraded(upgraded_program: Upgraded) -> Program:
    """The program on the kept ledger that it has upgraded; it is only read."""
    return upgraded_program(13, TODAY)


@pytest.mark.parametrize("day", DAYS)
def test_every_listing_answers_as_the_version_that_wrote_it(upgraded: Program, day: str) -> None:
    as_of = [] if day == "None" else ["--as-of", day]
    asked = {words: words.split(" ")[1:] for words in ANSWERS if words.startswith(f"{day} ")}
    assert len(asked) == len(ANSWERS) / len(DAYS) > 50
    differences = dict[str, Any]()
    for words, command in asked.items():
        before = ANSWERS[words]
        if before == {"refused": 1}:
            assert upgraded.run(*as_of, *command, "--json").code == 1, words
            continue
        now = upgraded.json(*as_of, *command)
        if command == ["setting", "list"]:  # there are more of them now; who works here, the machine knows
            before = [one for one in before if one["key"] != "officer"]
            known = {one["key"] for one in before}
            now = [one for one in now if one["key"] in known]
        found = list(_differences(now, before, ""))
        if found:
            differences[words] = found[:5]
    assert differences == {}


def _differences(now: Any, before: Any, place: str) -> Any:
    """Where an answer is another than it was; keys that were added since are none."""
    if isinstance(now, dict) and isinstance(before, dict):
        for key in sorted(before.keys() | now.keys()):
            if key not in now or (key not in before and key not in ADDED_KEYS):
                yield f"{place}.{key}", "no such key" if key not in now else "a key that was not asked for"
            elif key in before:
                yield from _differences(now[key], before[key], f"{place}.{key}")
    elif isinstance(now, list) and isinstance(before, list) and len(now) == len(before):
        for number, (one, then) in enumerate(zip(now, before, strict=True)):
            yield from _differences(one, then, f"{place}[{number}]")
    elif now != before and not (place.endswith(".text") and says_the_same(str(now), str(before))):
        yield place, now, before


def test_it_is_whole_after_the_upgrade_and_kept_before_it(kept: Program) -> None:
    result = check_ledger(kept.path)
    assert (result.records, result.problems) == (491, ())
    assert list(kept.path.parent.glob("**/*.db")) != [kept.path], "a backup was made first"
