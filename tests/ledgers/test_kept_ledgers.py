"""A ledger that a former version wrote answers every listing as it did then, today and as of past days.

``schema_5.db.gz`` was written, and ``schema_5.answers.json.gz`` answered, by the version of commit 9773e8e:
records of every kind that it knew, of four laptops, one conflict, a retraction, a withdrawn notice. Neither
file is ever made anew by a later version; a later schema gets files of its own beside them.
"""

from __future__ import annotations

import gzip
import json
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
from ledgers.conftest import Upgraded
from support.cli import Program
from support.conflict_open import since_conflicts_are_open

from huaian_tui.cli.invocation import Invocation
from huaian_tui.store.engine.integrity import check_ledger

FOLDER = Path(__file__).parent
TODAY = "2026-11-22"
ANSWERS: dict[str, Any] = json.loads(gzip.decompress((FOLDER / "schema_5.answers.json.gz").read_bytes()))
DAYS = sorted({asked.split(" ", 1)[0] for asked in ANSWERS})


@pytest.fixture
def kept(tmp_path: Path) -> Program:
    """The program on a copy of the kept ledger."""
    path = tmp_path / "台账.db"
    path.write_bytes(gzip.decompress((FOLDER / "schema_5.db.gz").read_bytes()))
    return Program(path, TODAY)


@pytest.fixture
def upgraded(upgraded_program: Upgraded) -> Program:
    """The program on the kept ledger that it has upgraded; it is only read."""
    return upgraded_program(5, TODAY)


@pytest.mark.parametrize("day", DAYS)
def test_every_listing_answers_as_the_version_that_wrote_it(
    upgraded: Program, day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Asked for: ``--today X --as-of Y`` counts days to Y (``overdue_days``, ``light``, which are overdue);
    # that version counted to X. Counted as it did, everything else is compared too.
    monkeypatch.setattr(Invocation, "today", property(lambda self: self.present_day))
    as_of = [] if day == "None" else ["--as-of", day]
    asked = {words: words.split(" ")[1:] for words in ANSWERS if words.startswith(f"{day} ")}
    assert len(asked) == len(ANSWERS) / len(DAYS)
    for words, command in asked.items():
        answer = upgraded.json(*as_of, *command)
        before = since_conflicts_are_open(words, ANSWERS) if day == "None" else ANSWERS[words]
        assert _as_it_was_written(answer, before) == before, words


ADDED = {
    "keeps_visit",
    "decided_on",
    "recorded_on",
    "conflict",
    "sides",
    "as_of",
    "fingerprint",
    "laptop",
} | {
    "source",
    "ties",
    "contacts",
    "id",
    "plan",
    "plans",
    "plan_title",
    "task_id",
    "tasks",
    "names",
    "merged_into",
    "merged_on",
    "merged",
    "ended_on",
    "ended_why",
    "versions",
    "revisions",
    "doubled",
    "former_numbers",
    "confirmed",
    "full_name_certain",
    "full_name_confirmed",
    "lead_now",
    "support_now",
    "now",
    "solves",
    "discarded",
    "solved_by",
    "keeps_pace",
    "forecast",
}
"""Keys of JSON that later versions added; what was there keeps its name and meaning."""


def _as_it_was_written(answer: Any, before: Any) -> Any:
    """An answer without the keys that were added since; ``before`` is what was answered then."""
    if isinstance(answer, dict) and isinstance(before, dict):
        return {
            key: _as_it_was_written(value, before.get(key))
            for key, value in answer.items()
            if key in before or key not in ADDED
        }
    if isinstance(answer, list) and isinstance(before, list):
        pairs = zip_longest(answer, before[: len(answer)])
        return [_as_it_was_written(one, then) for one, then in pairs]
    return answer


def test_it_is_whole_and_its_projections_equal_a_rebuild(kept: Program) -> None:
    assert check_ledger(kept.path).problems == ()
    assert check_ledger(kept.path).records == 217
