"""Which changes of the rules would the tests not notice? Not a test: run it now and then.

``python tests/mutation/run.py --mutants 100 --seed 1`` takes so many changes at random out of
``huaian_tui/domain`` (comparisons, and/or, not, plus and minus, numbers, words, what is returned), makes each
in memory only, and runs the tests of the domain until one fails. What survives is listed with its line; then
the tests of ``--then`` are run on it too. What an officer would see needs a test; what remains is said to be
equal in its effect. About 3 seconds of one processor for each; needs a system that can fork.
"""

from __future__ import annotations

import argparse
import importlib.machinery
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

import chinese_calendar  # noqa: F401 - loaded once, before the forks
import hypothesis
import pydantic  # noqa: F401
import pypinyin  # noqa: F401
import pytest
import pytest_asyncio  # noqa: F401
from coverage import CoverageData
from mutants import Mutant, mutants_of

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = ROOT / "huaian_tui" / "domain"
DOMAIN_TESTS = "tests/domain"
FOREVER = 300
"""Seconds after which a changed program is taken to go round for ever, which is noticed."""


@dataclass(frozen=True)
class Outcome:
    """What became of one change: whether a test noticed it."""

    mutant: Mutant
    noticed: bool

    def line(self) -> str:
        """For the list."""
        place = self.mutant.path.relative_to(ROOT)
        return f"{'noticed ' if self.noticed else 'SURVIVED'} {place}:{self.mutant.line} {self.mutant.said}"


def noticed(mutant: Mutant, tests: Sequence[str]) -> bool:
    """Whether one of these tests fails on the changed program, in a process of its own."""
    if not tests:
        return False
    child = os.fork()
    if child == 0:
        _run_changed(mutant, tests)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) != 0


def _run_changed(mutant: Mutant, tests: Sequence[str]) -> None:
    signal.alarm(FOREVER)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    code = compile(mutant.tree(), str(mutant.path), "exec", dont_inherit=True)
    read = importlib.machinery.SourceFileLoader.get_code

    def changed(self: Any, fullname: str) -> CodeType | None:
        return code if Path(self.path) == mutant.path else read(self, fullname)

    importlib.machinery.SourceFileLoader.get_code = changed  # type: ignore[method-assign]
    hypothesis.settings.register_profile("mutation", database=None, deadline=None, derandomize=True)
    ended = pytest.main(["-x", "-q", "-p", "no:cacheprovider", *tests])
    os._exit(0 if ended == pytest.ExitCode.OK else 1)


def tests_of_lines() -> dict[tuple[str, int], set[str]]:
    """Which tests of the domain go through each line while they run (not while modules are imported).

    They must all pass: what fails without any change says nothing about one.
    """
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "coverage"
        words = ["-q", "-p", "no:cacheprovider", f"--cov={DOMAIN}", "--cov-context=test", "--cov-report="]
        command = [sys.executable, "-m", "pytest", *words, "--cov-fail-under=0", DOMAIN_TESTS]
        subprocess.run(command, check=True, env=os.environ | {"COVERAGE_FILE": str(data)})
        measured = CoverageData(str(data))
        measured.read()
        found = dict[tuple[str, int], set[str]]()
        for file in measured.measured_files():
            for line, contexts in measured.contexts_by_lineno(file).items():
                tests = {one.partition("|")[0].partition("[")[0] for one in contexts if one}
                found.setdefault((file, line), set()).update(tests)
    return found


def in_turn(mutant: Mutant, through: Mapping[tuple[str, int], set[str]]) -> Iterator[list[str]]:
    """Tests to run, those first that may notice the change soonest.

    Of a line that tests go through only those can notice it; of one that is read when the module is
    imported, the files that name the module and then the others.
    """
    if tests := through.get((str(mutant.path), mutant.line)):
        yield sorted(tests)
        return
    name = ".".join(mutant.path.relative_to(ROOT).with_suffix("").parts)
    parent, _, last = name.rpartition(".")
    near, far = list[str](), list[str]()
    for file in sorted((ROOT / DOMAIN_TESTS).rglob("test_*.py")):
        text = file.read_text(encoding="utf-8")
        names_it = name in text or (f"from {parent} import" in text and last in text)
        (near if names_it else far).append(str(file))
    yield near
    yield far


def main() -> None:
    """Run a sample and print the list, the survivors last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutants", type=int, default=100, help="how many changes")
    parser.add_argument("--seed", type=int, default=1, help="another number takes other changes")
    parser.add_argument("--only", default="", help="only files whose path holds this")
    parser.add_argument(
        "--then", nargs="*", default=[], help="folders of tests that survivors are run through too"
    )
    given = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT / "tests"))
    files = [file for file in sorted(DOMAIN.rglob("*.py")) if given.only in str(file)]
    all_of_them = [mutant for file in files for mutant in mutants_of(file)]
    chosen = random.Random(given.seed).sample(all_of_them, min(given.mutants, len(all_of_them)))
    through = tests_of_lines()
    outcomes = list[Outcome]()
    for mutant in chosen:
        outcome = Outcome(mutant, any(noticed(mutant, tests) for tests in in_turn(mutant, through)))
        outcomes.append(outcome)
        print(outcome.line(), flush=True)
    survivors = [one.mutant for one in outcomes if not one.noticed]
    print(f"\n{len(outcomes) - len(survivors)} of {len(outcomes)} were noticed; there are {len(all_of_them)}")
    for mutant in survivors:
        elsewhere = bool(given.then) and noticed(mutant, given.then)
        print(Outcome(mutant, elsewhere).line(), "by other tests" if elsewhere else "", flush=True)


if __name__ == "__main__":
    main()
