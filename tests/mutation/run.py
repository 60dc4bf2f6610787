"""Which changes of the rules would the tests not notice? Not a test: run it now and then.

``python tests/mutation/run.py --mutants 100 --seed 1`` takes so many changes at random out of
``huaian_tui/domain`` (comparisons, and/or, not, plus and minus, numbers, words, what is returned), makes each
in memory only, and runs the tests of the domain until one fails: those that go through the changed line, the
fastest first. What survives is listed with its line. ``--kept FOLDER`` keeps what became of each, so that a
run that was broken off goes on, and ``--again`` tries only the survivors anew. With ``--then tests/services
tests/importing`` survivors are run through those tests too, folder by folder; which lines these go through is
measured once (minutes) and kept in the folder too. What an officer would see needs a test; what remains is
said to be equal in its effect. Needs a system that can fork.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest_asyncio  # noqa: F401 - loaded once, before the forks
from going_through import DOMAIN, ROOT, GoneThrough, gone_through
from importers import by_distance
from mutants import Mutant, mutants_of
from trials import NOTICED, SURVIVED, load, try_anew, try_at_once

DOMAIN_TESTS = "tests/domain"
LONGEST_ELSEWHERE = 60
"""Seconds that tests of another folder may take for one survivor."""

_SAID = {NOTICED: "noticed ", SURVIVED: "SURVIVED"}


def place_of(mutant: Mutant) -> str:
    """The file, as the repository names it."""
    return mutant.path.relative_to(ROOT).as_posix()


@dataclass
class Outcomes:
    """What became of each change, kept in a file line by line."""

    file: Path
    known: dict[str, str] = field(default_factory=dict)
    lines_read: int = 0

    def __post_init__(self) -> None:
        self.read()

    def read(self) -> None:
        """What the file holds beyond what was read before; a later line about a change counts."""
        lines = self.file.read_text(encoding="utf-8").split("\n")[:-1] if self.file.exists() else []
        for line in lines[self.lines_read :]:
            told = json.loads(line)
            self.known[told["change"]] = told["outcome"]
        self.lines_read = len(lines)

    @staticmethod
    def name(mutant: Mutant) -> str:
        """A change is the same while its file says the same at the same place."""
        return f"{place_of(mutant)}#{mutant.number} {mutant.said}"

    def of(self, mutant: Mutant) -> str | None:
        """What became of it, if it was tried."""
        return self.known.get(self.name(mutant))

    def tell(self, mutant: Mutant, outcome: str, out: int = 1) -> None:
        """Keep and print it."""
        change = self.name(mutant)
        self.known[change] = outcome
        with self.file.open("a", encoding="utf-8") as kept:
            kept.write(json.dumps({"change": change, "outcome": outcome}, ensure_ascii=False) + "\n")
        said = f"{_SAID.get(outcome, outcome)} {place_of(mutant)}:{mutant.line} {mutant.said}\n"
        os.write(out, said.encode("utf-8", "backslashreplace"))


def sample(files: Sequence[Path], number: int, seed: int) -> tuple[list[Mutant], int]:
    """So many changes at random, and how many there are; edits elsewhere hardly change which are chosen."""
    ranked = list[tuple[bytes, Mutant]]()
    for file in files:
        alike = Counter[str]()
        for mutant in mutants_of(file):
            alike[mutant.said] += 1
            name = f"{seed}|{place_of(mutant)}|{mutant.said}|{alike[mutant.said]}"
            ranked.append((hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest(), mutant))
    ranked.sort(key=lambda one: one[0])
    return [mutant for _, mutant in ranked[:number]], len(ranked)


def try_all(mutants: Sequence[Mutant], outcomes: Outcomes, folder: Path) -> None:
    """Try those that the tests of the domain have not judged yet."""
    through = gone_through([DOMAIN_TESTS], measured_in(folder, DOMAIN_TESTS))
    load(through.libraries)
    try_at_once(mutants, DOMAIN_TESTS, through, folder, outcomes.tell)
    outcomes.read()
    rest = [mutant for mutant in mutants if outcomes.of(mutant) is None]
    for mutant in rest:
        near = nearest(mutant, through)
        outcomes.tell(mutant, try_anew(mutant, near, folder, through.takes(near)) if near else SURVIVED)


def nearest(mutant: Mutant, through: GoneThrough) -> list[str]:
    """Tests that may notice what is changed at import, the nearest first.

    Those that go through its file, those of files that name it, those that go through files that import it:
    so many as take a third of what all take. The others hardly notice what these do not.
    """
    own, *importers = by_distance(mutant.path)
    name = ".".join(own.relative_to(ROOT).with_suffix("").parts)
    naming = [test for test in through.seconds if name in text_of(test.partition("::")[0])]
    further = (test for file in importers for test in through.of_file(file))
    tests = dict.fromkeys((*through.of_file(own), *naming, *further))
    return within(tests, through, through.takes(through.seconds) / 3)


@cache
def text_of(file: str) -> str:
    """What a file of tests says."""
    return (ROOT / file).read_text(encoding="utf-8")


def within(tests: Iterable[str], through: GoneThrough, seconds: float) -> list[str]:
    """The first of these that are done in so many seconds, one at least."""
    chosen, taken = list[str](), 0.0
    for test in tests:
        taken += through.takes([test])
        if chosen and taken > seconds:
            break
        chosen.append(test)
    return chosen


def measured_in(folder: Path, tests: str) -> Path:
    """Where it is kept which lines these tests go through, as the program and the tests are now."""
    read = hashlib.sha256()
    for part in ("huaian_tui", "tests/support", tests):
        for file in sorted((ROOT / part).rglob("*.py")):
            read.update(file.read_bytes())
    kept = folder / f"{tests.replace('/', '-')}-{read.hexdigest()[:12]}"
    kept.mkdir(exist_ok=True)
    return kept


def try_elsewhere(survivors: Sequence[Mutant], tests: str, folder: Path, outcomes: Outcomes) -> None:
    """Run survivors through the tests of another folder that go through their line or, at import, their file.

    Those that take the shortest, so many as are done within a minute.
    """
    through = gone_through([tests], measured_in(folder, tests))
    load(through.libraries)
    for mutant in survivors:
        through_it = through.of_line(mutant.path, mutant.line) or through.of_file(mutant.path)
        if near := within(through_it, through, LONGEST_ELSEWHERE):
            outcome = try_anew(mutant, near, folder, through.takes(near))
            if outcome != SURVIVED:
                outcomes.tell(mutant, f"{outcome} by {tests}")


def options() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutants", type=int, default=100, help="how many changes")
    parser.add_argument("--seed", type=int, default=1, help="another number takes other changes")
    parser.add_argument("--only", default="", help="only files whose path holds this")
    parser.add_argument("--kept", type=Path, help="folder that keeps what became of each")
    parser.add_argument("--again", action="store_true", help="try kept survivors anew")
    parser.add_argument("--then", nargs="*", default=[], help="tests that survivors are run through too")
    return parser.parse_args()


def main() -> None:
    """Run a sample and print the list, the survivors last."""
    given = options()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT / "tests"))
    with tempfile.TemporaryDirectory() as scratch:
        folder = (given.kept or Path(scratch)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        files = [file for file in sorted(DOMAIN.rglob("*.py")) if given.only in str(file)]
        chosen, there_are = sample(files, given.mutants, given.seed)
        outcomes = Outcomes(folder / "outcomes.jsonl")
        if given.again:
            outcomes.known = {name: one for name, one in outcomes.known.items() if one != SURVIVED}
        if todo := [mutant for mutant in chosen if outcomes.of(mutant) is None]:
            try_all(todo, outcomes, folder)
        for tests in given.then:
            if survivors := [mutant for mutant in chosen if outcomes.of(mutant) == SURVIVED]:
                try_elsewhere(survivors, tests, folder, outcomes)
        print(f"\nOf {len(chosen)} changes out of {there_are}:")
        for outcome, number in Counter(outcomes.of(mutant) for mutant in chosen).most_common():
            print(f"{number:5} ({number / len(chosen):.1%}) {outcome}")
        for mutant in chosen:
            if outcomes.of(mutant) == SURVIVED:
                print(f"SURVIVED {place_of(mutant)}:{mutant.line} {mutant.said}")


if __name__ == "__main__":
    main()
